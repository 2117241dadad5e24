"""A made-up record of any size, without a flaw: a whole site's folder.

    python benchmarks/corpus.py COUNT FOLDER [--format jsonl|yaml|csv] [--seed N]

The same seed gives the same bytes. Few actors and topics have most of the statements, most have few (Zipf). All that is
true of a thing follows from its number, so nothing is kept in memory, whether there are a thousand or a million.
"""

import argparse
import contextlib
import csv
import datetime
import itertools
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

import tongues

Record = dict[str, Any]
FORMATS = ("jsonl", "yaml", "csv")
FIRST = datetime.date(2006, 1, 1)
DAYS = 6570
OFFICES = ["Minister", "Deputy", "Mayor", "Party chair", "Spokesperson", "Judge", "Union leader", "Ambassador"]
PLACES = ["Port Hale", "Upper Sand", "Eastmoor", "Lake Veris", "the capital", "Novy Bereg", "Kıyıköy"]
AUDIENCES = ["the assembly", "reporters", "a rally", "a committee", "the radio", "students"]
ANSWERS = [*3 * ["replies_to"], *2 * ["rejects"], *2 * ["supports"], "elaborates", "repeats", "clarifies", "denies"]
RARE = ["corrects", "retracts", "contradicts"]
SETTINGS = """\
site_name: {count} made-up statements
site_url: https://record.example.org/
theme:
  name: onrecord
plugins:
  - onrecord: {{}}
"""
HOME = "# {count} made-up statements\n\nNobody said any of this. It is here to measure by.\n"


def skewed(chance: random.Random, number: int) -> int:
    """A number below another: the smaller the likelier, as in Zipf's law."""
    return min(number - 1, int(number ** chance.random()) - 1)


def slug(text: str, number: int) -> str:
    """An id from Latin words and a number."""
    return "-".join([*re.findall("[a-z]+", text.lower()), str(number)])


class Corpus:
    """Records by their numbers."""

    def __init__(self, count: int, seed: int) -> None:
        self.count, self.seed = count, seed
        self.speaking = max(12, count // 20)
        self.outlets = 12 + int(count**0.5) // 4
        self.topics = 8 + int(4 * count**0.5)
        self.sources = max(4, count // 3)
        self.events = max(2, count // 200)
        self.speaker = lru_cache(maxsize=4096)(self._speaker)
        self.outlet = lru_cache(maxsize=4096)(self._outlet)

    def chance(self, kind: str, number: int) -> random.Random:
        """The dice of one record."""
        return random.Random(f"{self.seed} {kind} {number}")  # noqa: S311 - a seeded benchmark

    def day(self, part: float) -> datetime.date:
        """The day on which this part of everything had been said: more and more is said each year."""
        return FIRST + datetime.timedelta(days=int(DAYS * min(part, 1.0) ** 0.75))

    def sections(self) -> dict[str, Iterator[Record]]:
        """All records, by section."""
        return {
            "actors": self.actors(),
            "topics": map(self.topic, range(self.topics)),
            "events": map(self.event, range(self.events)),
            "sources": map(self.source, range(self.sources)),
            "statements": map(self.statement, range(self.count)),
        }

    def actors(self) -> Iterator[Record]:
        """Those who publish, then those who speak."""
        yield from map(self._outlet, range(self.outlets))
        yield from map(self._speaker, range(self.speaking))

    def _outlet(self, number: int) -> Record:
        chance = self.chance("outlet", number)
        name = f"{tongues.name(chance, 'en')} {chance.choice(('News', 'Post', 'Agency', 'Radio'))}"
        return {
            "id": slug(name, number),
            "kind": "organization",
            "name": name,
            "website": f"https://o{number}.example.org/",
        }

    def tongue_of_outlet(self, number: int) -> str:
        """The language of what it publishes: the larger half in English."""
        return "en" if number % 2 == 0 else list(tongues.TONGUES)[number // 2 % len(tongues.TONGUES)]

    def _speaker(self, number: int) -> Record:
        chance = self.chance("speaker", number)
        tag = list(tongues.TONGUES)[skewed(chance, len(tongues.TONGUES))]
        latin = tag if tag in ("de", "tr") else "en"
        name = tongues.name(chance, latin)
        made: Record = {"id": slug(name, number)}
        if chance.random() < 0.12:
            made["kind"] = chance.choice(("organization", "group"))
        made["name"] = name
        names: list[Record] = [{"name": f"{name[0]}. {name.split()[1]}", "kind": "short"}]
        if latin != tag:
            names.append({"name": tongues.name(chance, tag), "language": tag, "kind": "native"})
        made["names"] = names
        made["language"] = tag  # for the statements; taken out where the actor is written
        if chance.random() < 0.5:
            made["description"] = self.sentence(chance, number)
        ends = sorted(chance.sample(range(DAYS), chance.choice((0, 2, 3, 4))))
        made["roles"] = [
            {
                "id": f"role-{place}",
                "title": chance.choice(OFFICES),
                "organization": self.outlet(number % 3)["id"],
                "start": str(FIRST + datetime.timedelta(days=start)),
                "end": str(FIRST + datetime.timedelta(days=end)),
            }
            for place, (start, end) in enumerate(itertools.pairwise(ends), start=1)
        ]
        if chance.random() < 0.3:
            made["identifiers"] = {"wikidata": f"Q{chance.randrange(10**6, 10**8)}"}
        return {key: value for key, value in made.items() if value != []}

    def sentence(self, chance: random.Random, topic: int, least: int = 6) -> str:
        """A short one, in the editors' language."""
        return tongues.sentences(chance, "en", tongues.words(chance, "en", chance.randrange(least, 16), topic))

    def topic_id(self, number: int) -> str:
        """Its words are those that its statements use more than others do."""
        return slug(" ".join(tongues.vocabulary("en")[0][number * 61 % 5900 :][:2]), number)

    def topic(self, number: int) -> Record:
        """A topic; the first eight are the roots of the tree."""
        chance = self.chance("topic", number)
        name = " ".join(tongues.vocabulary("en")[0][number * 61 % 5900 :][:2]).capitalize()
        made: Record = {"id": self.topic_id(number), "name": f"{name} {number}"}
        if number >= 8:
            made["broader"] = self.topic_id((number - 8) // 5)
        if chance.random() < 0.4:
            made["description"] = self.sentence(chance, number)
        if chance.random() < 0.1:
            made["triggered_by"] = f"event-{chance.randrange(self.events)}"
        return made

    def event(self, number: int) -> Record:
        """Something at which things are said."""
        chance = self.chance("event", number)
        on = self.day(number / self.events)
        name = f"{chance.choice(('Talks', 'Hearing', 'Conference', 'Debate'))} of {on.year}, number {number}"
        return {"id": f"event-{number}", "name": name, "on": f"{on:%Y-%m}", "place": chance.choice(PLACES)}

    def source_id(self, number: int) -> str:
        """By its outlet."""
        return f"{self.outlet(self.outlet_of(number))['id']}-{number}"

    def outlet_of(self, number: int) -> int:
        """Which outlet has published a source."""
        return skewed(self.chance("publisher", number), self.outlets)

    def source(self, number: int) -> Record:
        """A document, published on the day by which what it reports had been said."""
        chance = self.chance("source", number)
        outlet, on = self.outlet_of(number), self.day((number + 1) / self.sources)
        tag = self.tongue_of_outlet(outlet)
        title = tongues.TONGUES[tag].space.join(tongues.words(chance, tag, chance.randrange(4, 10), number))
        made: Record = {
            "id": self.source_id(number),
            "title": title[0].upper() + title[1:],
            "kind": chance.choice(("article", "article", "article", "transcript", "video", "post")),
            "outlet": self.outlet(outlet)["id"],
        }
        if chance.random() < 0.9:
            made["url"] = f"https://o{outlet}.example.org/{on.year}/{number}"
        if chance.random() < 0.3:
            made["archived_url"] = f"https://archive.example.org/{number}"
        if chance.random() < 0.95:
            made["published_on"] = str(on) if chance.random() < 0.95 else f"{on:%Y-%m}"
        if chance.random() < 0.5:
            made["authors"] = [tongues.name(chance, "en")]
        made["language"] = tag
        if chance.random() < 0.002:
            made["retraction"] = {"reason": self.sentence(chance, number), "on": str(on + datetime.timedelta(days=40))}
        return made

    def statement_id(self, number: int) -> str:
        """By its day."""
        return f"{self.day(number / self.count)}-{number}"

    def statement(self, number: int) -> Record:
        """A statement. What it answers was said before it, and what reports it was published after it."""
        chance = self.chance("statement", number)
        on = self.day(number / self.count)
        actor = self.speaker(skewed(chance, self.speaking))
        about = list(dict.fromkeys(skewed(chance, self.topics) for _ in range(chance.choice((1, 1, 1, 2, 3)))))
        made: Record = {"id": self.statement_id(number), "speakers": self.speakers(chance, actor, on)}
        if date := self.said_on(chance, on):
            made |= {"said_on": date, "date_basis": chance.choice(("stated", "stated", "inferred", "report-date"))}
        if chance.random() < 0.7:
            made["place"] = chance.choice(PLACES)
        if chance.random() < 0.1:
            made["event"] = f"event-{number * self.events // self.count}"
        if chance.random() < 0.3:
            made["audience"] = chance.choice(AUDIENCES)
        if chance.random() < 0.6:
            made["language"] = actor["language"]
        reports = self.reports(chance, number, about[0])
        if reports and actor["language"] != "en" and chance.random() < 0.3:
            spoken = tongues.words(chance, actor["language"], tongues.length(chance), about[0])
            text = tongues.sentences(chance, actor["language"], spoken)
            made["original"] = {"text": text, "language": actor["language"]}
            made["translated_by"] = tongues.name(chance, "en")
        made["topics"] = [self.position(chance, topic) for topic in about]
        if not reports or chance.random() < 0.85:
            made["summary"] = self.sentence(chance, about[0])
        if relations := self.relations(chance, number):
            made["relations"] = relations
        if reports:
            made["reports"] = reports
        return made | self.standing(chance, number, on)

    def speakers(self, chance: random.Random, actor: Record, on: datetime.date) -> object:
        """Mostly one, by id; some with role or printed name, some unnamed, some two."""
        kind = chance.random()
        if kind < 0.03:
            return [{"actor": "unnamed", "as_printed": "a senior official", "on_behalf_of": self.outlet(0)["id"]}]
        if kind < 0.07:
            other = self.speaker(skewed(chance, self.speaking))
            return list(dict.fromkeys((actor["id"], other["id"])))
        full: Record = {"actor": actor["id"]}
        held = [role["id"] for role in actor.get("roles", ()) if role["start"] <= str(on) <= role["end"]]
        if held and kind < 0.6:
            full["role"] = held[0]
        elif kind < 0.65:
            full["capacity"] = chance.choice(OFFICES)
        if kind > 0.8:
            full["as_printed"] = chance.choice(actor["names"])["name"]
        if kind > 0.98:
            full["certainty"] = "probable"
        return full if len(full) > 1 else actor["id"]

    def said_on(self, chance: random.Random, on: datetime.date) -> str:
        """The day as an editor knows it: nearly always wholly, sometimes in part, sometimes not at all."""
        two = datetime.timedelta(days=2)
        forms = (
            "",
            f"{on:%Y-%m}",
            f"{on:%Y-%m}-XX",
            f"{on.year}",
            f"{on}?",
            f"{on}~",
            f"{on}T14:30:00Z",
            f"{on - two}/{on + two}",
        )
        return chance.choice(forms) if chance.random() < 0.14 else str(on)

    def position(self, chance: random.Random, topic: int) -> object:
        """A topic, and perhaps where the speaker stands on it."""
        if chance.random() < 0.45:
            return self.topic_id(topic)
        stances = ("supports", "supports", "opposes", "opposes", "conditional", "neutral", "unclear")
        return {"topic": self.topic_id(topic), "stance": chance.choice(stances)}

    def relations(self, chance: random.Random, number: int) -> list[Record]:
        """To what was said shortly before, mostly; at times to what many others answer too."""
        found: dict[int, Record] = {}
        while number and chance.random() < 0.28:
            earlier = max(0, number - 1 - skewed(chance, min(number, 20_000)))
            if chance.random() < 0.15:
                earlier -= earlier % 100
            kind = chance.choice(RARE if chance.random() < 0.05 else ANSWERS)
            found[earlier] = {kind: self.statement_id(earlier)}
            if kind == "contradicts":
                found[earlier]["evidence"] = self.sentence(chance, number)
        return list(found.values())

    def reports(self, chance: random.Random, number: int, topic: int) -> list[Record]:
        """None, one, two or three; those in one language differ by some words."""
        wanted = chance.choices((0, 1, 2, 3), (4, 70, 18, 8))[0]
        size, spoken, made = tongues.length(chance), {}, {}
        for _ in range(wanted):
            source = number * self.sources // self.count + chance.randrange(4)
            if chance.random() < 0.25:
                source += -source % 16  # a long hearing, from which much is taken
            source = min(source, self.sources - 1)
            tag = self.tongue_of_outlet(self.outlet_of(source))
            if tag in spoken:
                listed = [word for word in spoken[tag] if chance.random() > 0.04]
            else:
                listed = spoken[tag] = tongues.words(chance, tag, size, topic)
            mode = chance.choice(("direct", "direct", "direct", "mixed", "mixed", "indirect"))
            if mode == "mixed" and 3 < len(listed) < 300:
                text = tongues.in_marks(chance, tag, listed)
            else:
                mode = "direct" if mode == "mixed" else mode
                text = tongues.sentences(chance, tag, listed or spoken[tag])
            if chance.random() < 0.06:
                text += f"{tongues.TONGUES[tag].space}[…]"
            report: Record = {"source": self.source_id(source), "mode": mode, "text": text}
            agencies = sorted({chance.randrange(6) for _ in range(chance.choice((0, 0, 0, 1, 1, 2)))})
            if agencies:
                report["chain"] = [self.outlet(agency)["id"] for agency in agencies]
            if chance.random() < 0.1:
                report["locator"] = f"page {chance.randrange(1, 60)}"
            made.setdefault(source, report)
        return list(made.values())

    def standing(self, chance: random.Random, number: int, on: datetime.date) -> Record:
        """What others and the editors made of it later."""
        made: Record = {}
        later = str(on + datetime.timedelta(days=chance.randrange(20, 90)))
        if chance.random() < 0.01:
            url = f"https://checks.example.org/{number}"
            made["fact_checks"] = [{"publisher": "Checks", "rating": "Mostly so", "url": url, "on": later}]
        kind = chance.random()
        if kind < 0.006:
            made["status"] = "disputed" if kind > 0.002 else "misattributed" if kind > 0.001 else "withdrawn"
        made["recorded_on"] = str(on + datetime.timedelta(days=chance.randrange(1, 20)))
        if kind < 0.002 or kind > 0.99:
            made["corrections"] = [{"on": later, "reason": self.sentence(chance, number)}]
        return made


_PLAIN = re.compile(r"[a-z][a-z0-9_-]*|\d{4}-\d\d-\d\d[a-z0-9-]*")


def _yaml_text(value: object) -> str:
    return str(value) if _PLAIN.fullmatch(str(value)) else json.dumps(value, ensure_ascii=False)


def _yaml(value: object, indent: str) -> str:
    """What follows a colon: short things on the line, lists and maps below it, as editors write them."""
    if isinstance(value, str):
        return f" {_yaml_text(value)}\n"
    if isinstance(value, dict):
        return "\n" + "".join(f"{indent}{key}:{_yaml(each, indent + '  ')}" for key, each in value.items())
    if not isinstance(value, list):
        raise TypeError(value)
    rows = []
    for each in value:
        if isinstance(each, dict):
            rows.append(f"{indent}- {_yaml(each, indent + '  ')[1:].lstrip()}")
        else:
            rows.append(f"{indent}- {_yaml_text(each)}\n")
    return "\n" + "".join(rows)


COLUMNS = {
    "actors": "id kind name names description roles identifiers.wikidata website",
    "topics": "id name broader description triggered_by",
    "events": "id name on place",
    "sources": "id title kind outlet url archived_url published_on authors language retraction.on retraction.reason",
    "statements": "id speaker speaker.role speaker.capacity speaker.as_printed speaker.certainty speakers said_on "
    "date_basis place event audience language original.text original.language translated_by topics summary relations "
    "fact_checks status recorded_on corrections report.source report.mode report.text report.chain report.locator",
}


def rows(record: Record) -> Iterator[dict[str, str]]:
    """A record as the rows of a table."""
    row: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, str):
            row["speaker" if key == "speakers" else key] = value
        elif key == "speakers" and isinstance(value, dict):
            row |= {("speaker" if part == "actor" else f"speaker.{part}"): each for part, each in value.items()}
        elif key in ("original", "identifiers", "retraction"):
            row |= {f"{key}.{part}": each for part, each in value.items()}
        elif key == "authors" or (key == "speakers" and isinstance(value[0], str)):
            row[key] = "; ".join(value)
        elif key == "topics":
            pairs = ([each] if isinstance(each, str) else list(each.values()) for each in value)
            row[key] = "; ".join("=".join(pair) for pair in pairs)
        elif key == "relations" and not any("evidence" in each for each in value):
            row[key] = "; ".join(f"{kind}={target}" for each in value for kind, target in each.items())
        elif key != "reports":
            row[key] = json.dumps(value, ensure_ascii=False)
    for report in record.get("reports", ({},)):
        cells = {f"report.{key}": "; ".join(each) if key == "chain" else each for key, each in report.items()}
        yield row | cells
        row = {"id": record["id"]}


class Writer:
    """Writes records of one kind, one at a time, into one file."""

    def __init__(self, file: TextIO, section: str, form: str) -> None:
        self.file, self.form = file, form
        if form == "csv":
            self.table = csv.DictWriter(file, COLUMNS[section].split(), lineterminator="\n")
            self.table.writeheader()
        elif form == "yaml":
            file.write(f"{section}:\n")

    def write(self, record: Record) -> None:
        """One record."""
        if self.form == "jsonl":
            self.file.write(json.dumps(record, ensure_ascii=False) + "\n")
        elif self.form == "yaml":
            self.file.write(_yaml([record], "  ")[1:])
        else:
            self.table.writerows(rows(record))


def write_section(folder: Path, section: str, records: Iterable[Record], form: str) -> None:
    """The files of one kind of record: statements in one for each year, as a large record has them."""
    with contextlib.ExitStack() as stack:
        open_now: dict[str, Writer] = {}
        for record in records:
            shown = {key: value for key, value in record.items() if not (section == "actors" and key == "language")}
            year = f"-{record['id'][:4]}" if section == "statements" else ""
            if year not in open_now:
                path = folder / f"{section}{year}.{form}"
                file = stack.enter_context(path.open("w", encoding="utf-8", newline="\n"))
                open_now[year] = Writer(file, section, form)
            open_now[year].write(shown)


def write_site(folder: Path, count: int, *, form: str = "jsonl", seed: int = 1) -> None:
    """A whole site's folder: settings, home page, data."""
    for name, text in {"mkdocs.yml": SETTINGS, "docs/index.md": HOME}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.format(count=f"{count:,}"), encoding="utf-8", newline="\n")
    (folder / "data").mkdir(exist_ok=True)
    for old in (folder / "data").iterdir():
        old.unlink()
    for section, records in Corpus(count, seed).sections().items():
        write_section(folder / "data", section, records, form)


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("count", type=int, metavar="COUNT", help="number of statements")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--format", choices=FORMATS, default="jsonl")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.count < 1:
        parser.error("COUNT is a number from 1")
    if given.folder.exists() and any(given.folder.iterdir()) and not (given.folder / "mkdocs.yml").is_file():
        parser.error(f"{given.folder} holds something else")
    write_site(given.folder, given.count, form=given.format, seed=given.seed)
    sys.stdout.write(f"{given.count} statements in {given.folder}\n")


if __name__ == "__main__":
    main()
