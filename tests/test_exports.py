"""The downloads: whole, public only, the same each time, and read back by other people's programs."""

import csv
import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import frictionless
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from popolo_data.importer import Popolo

from drawing import contents
from onrecord.captures import CaptureNote
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.exports import NOTICE, TABLES, Download, downloads, license_of
from onrecord.exports.csvs import cell, plain
from onrecord.exports.jsontexts import json_text
from onrecord.exports.public import public
from onrecord.index import build_index
from onrecord.load import load
from onrecord.model import SECTIONS, Actor, Addressed, Identified, Noun, Source, Statement
from onrecord.pages.edition import Edition
from onrecord.receipts import Receipt, words_hash
from onrecord.wording import Words

WORLD = Path(__file__).parent / "world" / "data"
CONFIG = Config(site_name="The Tidemark Record", site_url="https://record.example.org/", license="CC-BY-4.0")
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "\u200b=1+1",
    "'=1+1",
    "''=1+1",
    "'tis plain",
    '"quoted", and;semi\nand\ta tab',
    "</script><script>alert(1)</script>&amp;",
    "ends a line\u2028for some\u2029readers",
    "\u202ertl\u202c اُردو 港口 \U0001f6a2",
    "\\u003c is six characters",
    "x" * 90_000,
]


def edition(dataset: Dataset, config: Config = CONFIG) -> Edition:
    """An edition in which every direct report is verified."""
    receipts = {}
    for statement in dataset.statements.values():
        for report in statement.reports:
            if report.mode == "direct":
                receipt = Receipt(
                    statement=statement.id,
                    source=report.source,
                    words=words_hash(report),
                    capture="ab" * 32,
                    outcome="exact",
                    spans=((0, 5),),
                    prefix="",
                    suffix="",
                    taken_on="",
                    not_in=(),
                    verified_on="2031-09-01",
                )
                receipts[receipt.key] = receipt
    return Edition(index=build_index(dataset), words=Words(), config=config, receipts=receipts)


def hostile() -> Dataset:
    """A record in which every text is one that has done harm somewhere."""
    lines = [text for text in HOSTILE if len(text.splitlines()) == 1]
    actors = {
        f"a{n}": Actor(id=f"a{n}", name=line, names=({"name": line},), identifiers={line: line}, description=line)  # type: ignore[arg-type]
        for n, line in enumerate(lines)
    }
    statements = {
        f"s{n}": Statement.model_validate(
            {
                "id": f"s{n}",
                "speakers": {"actor": "unnamed", "as_printed": lines[n % len(lines)]},
                "summary": text,
                "note": text,
                "reports": [{"source": "s", "mode": "indirect", "text": text, "note": text}],
            }
        )
        for n, text in enumerate(HOSTILE)
    }
    return Dataset(actors=actors, sources={"s": Source(id="s", title="=1")}, statements=statements)


def world() -> Dataset:
    dataset, problems = load([WORLD])
    assert not problems
    return dataset


FULL: dict[str, list[dict[str, Any]]] = {
    "actors": [
        {
            "id": "ada", "name": "Ada Lin", "description": "Of Hale.", "part_of": "desk", "website": "https://ada.example.org/",
            "names": [{"name": "林愛達", "language": "zh", "kind": "native"}, "A. Lin"],
            "identifiers": {"wikidata": "Q1", "viaf": "2"}, "former_ids": ["lin", "ada-l"], "note": "Met once.",
            "roles": [
                {"id": "envoy", "title": "Envoy", "organization": "desk", "start": "2029/2030-05", "end": "2031-01/2031-02-03"},
                {"id": "aide", "title": "Aide", "organization": "bo", "start": "202X", "end": "2031?"},
            ],
        },
        {"id": "bo", "name": "Bo Ek", "part_of": "ada"},
        {"id": "crew", "name": "The crew", "kind": "group", "description": "They row.", "part_of": "bo"},
        {"id": "desk", "name": "The desk", "kind": "organization"},
        {"id": "east", "name": "East desk", "kind": "organization", "part_of": "desk"},
    ],
    "topics": [
        {"id": "dues", "name": "Dues", "names": [{"name": "عوارض", "language": "fa", "kind": "short"}], "description": "Paid.",
         "broader": "port", "triggered_by": "day", "former_ids": ["fees"], "note": "Wide."},
        {"id": "port", "name": "Port"},
    ],
    "events": [
        {"id": "day", "name": "The day", "on": "2031-03-04/2031-03-05", "place": "Hale", "description": "It rained.", "note": "Dull."}
    ],
    "sources": [
        {
            "id": "mail", "title": "Rise", "kind": "post", "outlet": "desk", "url": "https://m.example.org/", "archived_url": "https://a.example.org/m",
            "published_on": "2031-03-05", "accessed_on": "2031-03-06", "authors": ["Cy", "Di"], "language": "fa", "former_ids": ["post"],
            "retraction": {"on": "2031-04", "reason": "Wrong.", "url": "https://m.example.org/x"}, "note": "Short.",
        },
        {"id": "tide", "title": "Dues", "archived_url": "https://a.example.org/t"},
        {"id": "wire", "title": "No address"},
    ],
    "statements": [
        {
            "id": "s1", "said_on": "2031-03-04", "date_basis": "stated", "place": "Quay", "event": "day", "audience": "Crews", "language": "fa",
            "speakers": [
                {"actor": "ada", "role": "envoy", "on_behalf_of": "desk", "as_printed": "Lin"},
                {"actor": "unnamed", "capacity": "a clerk", "certainty": "probable"},
            ],
            "original": {"text": "نه", "language": "fa"}, "translated_by": "Fa", "summary": "Says no.", "recorded_on": "2031-03-07", "note": "Loud.",
            "topics": [{"topic": "dues", "stance": "opposes"}, "port"],
            "relations": [{"supports": "s2"}, {"contradicts": "s3", "evidence": "Both."}],
            "reports": [
                {"source": "tide", "mode": "direct", "text": "No.", "chain": ["desk", "east"], "language": "en", "locator": "p. 1", "note": "Late."},
                {"source": "tide", "mode": "indirect", "text": "She said no."},
                {"source": "mail", "mode": "direct", "text": "No!"},
            ],
            "fact_checks": [{"publisher": "Gil", "rating": "True", "url": "https://g.example.org/", "on": "2031-05"}],
            "corrections": [
                {"on": "2031-03-08", "reason": "Typo.", "field": "place", "before": "Key", "after": "Quay", "reported_by": "Hu"},
                {"on": "2031-03-09", "reason": "More."},
            ],
            "reviewed_by": ["Io", "Jo"], "former_ids": ["s-old"],
        },
        {"id": "s2", "speakers": {"actor": "ada", "role": "envoy"}, "said_on": "2031-03-01/2031-03-02",
         "reports": [{"source": "wire", "mode": "mixed", "text": "Yes, “yes”."}]},
        {"id": "s3", "speakers": "bo", "said_on": "2031-03-03T09:30:00Z", "event": "day", "original": {"text": "بله", "language": "fa"}},
        {"id": "s4", "speakers": "desk", "event": "day", "summary": "Waits.", "status": "reviewed"},
        {"id": "s5", "speakers": {"actor": "bo", "capacity": "a rower", "certainty": "probable"}, "said_on": "203X",
         "reports": [{"source": "wire", "mode": "indirect", "text": "He said so."}]},
        {"id": "s6", "speakers": "bo", "reports": [{"source": "mail", "mode": "direct", "text": "Taken back."}]},
        {"id": "s7", "speakers": ["bo", "ada"], "status": "disputed", "summary": "Nobody knows."},
    ],
}  # fmt: skip
"""Every field of the model, and what each format has to tell apart."""


def full() -> Edition:
    """These, with the first report verified in an older text of its source and gone from two later ones."""
    dataset = Dataset(
        **{name: {each["id"]: SECTIONS[name].model_validate(each) for each in listed} for name, listed in FULL.items()}
    )
    made = edition(dataset)
    key = ("s1", "tide", words_hash(dataset.statements["s1"].reports[0]))
    gone = replace(made.receipts[key], not_in=("cd" * 32, "ef" * 32))
    note = CaptureNote(
        source="tide",
        taken_on="2031-03-06",
        number=1,
        capture="ab" * 32,
        document="01" * 32,
        kind="text/html",
        url="https://t.example.org/",
    )
    return replace(made, receipts=made.receipts | {key: gone}, captures={"tide": (note,)})


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The world's downloads, by name."""
    return content_of(edition(world()))


def content_of(shown: Edition) -> dict[str, bytes]:
    """All downloads, by name."""
    return contents(downloads(shown))


def folder_of(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def database(files: Mapping[str, bytes]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files["record.sqlite"])
    return connection


def table(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    """The rows of a CSV file, apostrophes taken off."""
    rows = csv.DictReader(io.StringIO(files[f"{name}.csv"].decode(), newline=""))
    return [{column: plain(value) for column, value in row.items()} for row in rows]


# what leaves the house


def test_the_sums_are_those_of_every_other_file(files: dict[str, bytes], tmp_path: Path) -> None:
    listed = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert listed == {name: hashlib.sha256(each).hexdigest() for name, each in files.items() if name != "SHA256SUMS"}
    assert {"actors.csv", "statements.jsonl", "record.sqlite", "datapackage.json", "popolo.json"} <= set(listed)


def test_every_download_has_a_name_of_its_own_a_type_and_a_title() -> None:
    made = list(downloads(edition(world())))
    assert all(isinstance(each, Download) and each.title and "/" in each.media_type for each in made)
    assert len({each.name.casefold() for each in made}) == len(made)
    assert all(re.fullmatch(r"[A-Za-z0-9_]+(\.[a-z]+)?", each.name) for each in made)


def test_a_download_says_the_same_of_itself_whether_its_pieces_were_taken_or_not() -> None:
    taken, left = downloads(edition(world())), downloads(edition(world()))
    for one, other in zip(taken, left, strict=True):
        content = b"".join(one.pieces())
        assert (one.name, one.size, one.hash) == (other.name, other.size, other.hash)
        assert (one.size, one.hash) == (len(content), hashlib.sha256(content).hexdigest())
        assert not list(other.pieces())


def test_what_is_popolo_is_laid_out_as_json_lays_it_out(files: dict[str, bytes]) -> None:
    text = files["popolo.json"].decode()
    assert text == json_text(json.loads(text), indent=1) + "\n"


def test_neither_drafts_nor_withdrawn_words_are_in_any_file(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        for word in (b"secret-draft", b"Not for the public yet", b"canary"):
            assert word not in content, name


def test_of_a_withdrawn_statement_only_the_tombstone_is_left(files: dict[str, bytes]) -> None:
    (left,) = [json.loads(line) for line in files["statements.jsonl"].splitlines() if b'"2031-04-05-withdrawn"' in line]
    assert left == {
        "id": "2031-04-05-withdrawn",
        "speakers": [{"actor": "noa-barak"}],
        "said_on": "2031-04-05",
        "status": "withdrawn",
        "corrections": [{"on": "2031-04-07", "reason": "It was never said.", "reported_by": "Noa Barak"}],
    }
    for name in ("reports", "statement_topics", "relations", "statement_reviewers", "fact_checks"):
        assert not [row for row in table(files, name) if row["statement"] == left["id"]]


def test_everything_else_of_a_withdrawn_statement_is_gone() -> None:
    whole = {
        "id": "s",
        "speakers": "a",
        "said_on": "2031",
        "status": "withdrawn",
        "former_ids": ["old"],
        "corrections": [{"on": "2031", "reason": "It was never said."}],
    }
    gone = {
        "summary": "canary",
        "note": "canary",
        "place": "canary",
        "audience": "canary",
        "language": "fa",
        "translated_by": "canary",
        "original": {"text": "canary", "language": "fa"},
        "relations": [{"rejects": "t", "evidence": "canary"}],
        "reports": [{"source": "x", "mode": "indirect", "text": "canary"}],
        "fact_checks": [{"publisher": "canary", "rating": "canary", "url": "https://canary.example.org/"}],
        "reviewed_by": ["canary"],
    }
    dataset = Dataset(
        actors={"a": Actor(id="a", name="A")},
        sources={"x": Source(id="x", title="X")},
        statements={
            "s": Statement.model_validate(whole | gone),
            "t": Statement.model_validate({"id": "t", "speakers": "a", "summary": "T"}),
        },
    )
    assert public(edition(dataset)).dataset.statements["s"] == Statement.model_validate(whole)
    assert not [name for name, content in content_of(edition(dataset)).items() if b"canary" in content]


def test_relations_that_lead_to_drafts_are_left_out() -> None:
    statements = [
        {"id": "a", "speakers": "x", "summary": "A", "relations": [{"rejects": "b"}, {"supports": "c"}]},
        {"id": "b", "speakers": "x", "summary": "B", "status": "draft"},
        {"id": "c", "speakers": "x", "summary": "C"},
    ]
    dataset = Dataset(
        actors={"x": Actor(id="x", name="X")},
        statements={str(each["id"]): Statement.model_validate(each) for each in statements},
    )
    made = content_of(edition(dataset))
    assert [(row["kind"], row["target"]) for row in table(made, "relations")] == [("supports", "c")]
    assert b'"relations": [{"supports": "c"}]' in made["statements.jsonl"]


# the tables


def nouns(noun: type[Noun] = Noun) -> Iterator[type[Noun]]:
    for each in noun.__subclasses__():
        yield from nouns(each)
        if each not in (Identified, Addressed):
            yield each


def test_every_field_of_the_model_stands_in_a_table() -> None:
    held = {field for each in TABLES for column in each.columns for field in column.fields}
    held |= {each.holds for each in TABLES if each.holds}
    assert {(noun, field) for noun in nouns() for field in noun.model_fields} == held


def test_every_table_and_column_says_what_it_is() -> None:
    for each in TABLES:
        assert each.title, each.name
        assert len(each.description) > 4, each.name
        names = [column.name for column in each.columns]
        assert len(set(names)) == len(names)
        assert all(column.description for column in each.columns), each.name
        assert set(each.key) <= {column.name for column in each.columns if column.required}


def test_tables_stand_after_those_they_lead_to() -> None:
    seen: set[str] = set()
    for each in TABLES:
        seen.add(each.name)
        assert {reference.table for reference in each.references} <= seen


def test_the_rows_tell_what_the_record_tells(files: dict[str, bytes]) -> None:
    by_id = {row["id"]: row for row in table(files, "statements")}
    assert by_id["2031-03-06-joint-no"]["said_on"] == "2031-03-06?"
    assert by_id["2031-05-19-rahimi-treaty"]["original_language"] == "fa"
    assert by_id["ナラ-harbour"]["url"] == "https://record.example.org/statements/%E3%83%8A%E3%83%A9-harbour/"
    assert {row["page"] for row in table(files, "sources")} >= {"https://record.example.org/sources/tide-dues/"}
    reports = [row for row in table(files, "reports") if row["statement"] == "2031-03-04-lin-dues"]
    assert [row["verified"] for row in reports] == ["exact", "", ""]
    assert (reports[0]["verified_on"], reports[0]["capture_sha256"]) == ("2031-09-01", "ab" * 32)
    chain = [(row["report"], row["number"], row["agency"]) for row in table(files, "report_chain")]
    assert ("2", "2", "tern-wire") in chain
    assert next(row for row in table(files, "speakers") if row["as_printed"] == "a senior official")["actor"] == ""
    assert {(row["statement"], row["former_id"]) for row in table(files, "statement_former_ids")} >= {
        ("2031-03-04-lin-dues", "lin-dues")
    }


ROWS = {
    "actors": """
        id|kind|name|description|part_of|website|note|url
        ada|person|Ada Lin|Of Hale.|desk|https://ada.example.org/|Met once.|@actors/ada/
        bo|person|Bo Ek||ada|||@actors/bo/
        crew|group|The crew|They row.|bo|||@actors/crew/
        desk|organization|The desk|||||@actors/desk/
        east|organization|East desk||desk|||@actors/east/""",
    "actor_names": """
        actor|number|name|language|kind
        ada|1|林愛達|zh|native
        ada|2|A. Lin||variant""",
    "roles": """
        actor|id|title|organization|start|end|number
        ada|envoy|Envoy|desk|2029/2030-05|2031-01/2031-02-03|1
        ada|aide|Aide|bo|202X|2031?|2""",
    "actor_identifiers": """
        actor|scheme|identifier
        ada|viaf|2
        ada|wikidata|Q1""",
    "events": """
        id|name|on|place|description|note
        day|The day|2031-03-04/2031-03-05|Hale|It rained.|Dull.""",
    "topics": """
        id|name|broader|description|triggered_by|note|url
        dues|Dues|port|Paid.|day|Wide.|@topics/dues/
        port|Port|||||@topics/port/""",
    "topic_names": """
        topic|number|name|language|kind
        dues|1|عوارض|fa|short""",
    "sources": """
        id|title|kind|outlet|url|archived_url|published_on|accessed_on|language|retraction_on|retraction_reason|retraction_url|note|page
        mail|Rise|post|desk|https://m.example.org/|https://a.example.org/m|2031-03-05|2031-03-06|fa|2031-04|Wrong.|https://m.example.org/x|Short.|@sources/mail/
        tide|Dues|article|||https://a.example.org/t||||||||@sources/tide/
        wire|No address|article|||||||||||@sources/wire/""",
    "source_authors": """
        source|number|author
        mail|1|Cy
        mail|2|Di""",
    "captures": f"""
        source|number|taken_on|capture|document|kind|url
        tide|1|2031-03-06|{"ab" * 32}|{"01" * 32}|text/html|https://t.example.org/""",
    "statements": """
        id|said_on|date_basis|place|event|audience|language|original_text|original_language|translated_by|summary|status|recorded_on|note|url
        s1|2031-03-04|stated|Quay|day|Crews|fa|نه|fa|Fa|Says no.|published|2031-03-07|Loud.|@statements/s1/
        s2|2031-03-01/2031-03-02||||||||||published|||@statements/s2/
        s3|2031-03-03T09:30:00Z|||day|||بله|fa|||published|||@statements/s3/
        s4||||day||||||Waits.|reviewed|||@statements/s4/
        s5|203X||||||||||published|||@statements/s5/
        s6|||||||||||published|||@statements/s6/
        s7||||||||||Nobody knows.|disputed|||@statements/s7/""",
    "speakers": """
        statement|number|actor|role|capacity|on_behalf_of|as_printed|certainty
        s1|1|ada|envoy||desk|Lin|certain
        s1|2|||a clerk|||probable
        s2|1|ada|envoy||||certain
        s3|1|bo|||||certain
        s4|1|desk|||||certain
        s5|1|bo||a rower|||probable
        s6|1|bo|||||certain
        s7|1|bo|||||certain
        s7|2|ada|||||certain""",
    "reports": f"""
        statement|number|source|mode|text|language|locator|note|verified|verified_on|capture_sha256|gone_from_sha256
        s1|1|tide|direct|No.|en|p. 1|Late.|exact|2031-09-01|{"ab" * 32}|{"cd" * 32}
        s1|2|tide|indirect|She said no.|||||||
        s1|3|mail|direct|No!||||exact|2031-09-01|{"ab" * 32}|
        s2|1|wire|mixed|Yes, “yes”.|||||||
        s5|1|wire|indirect|He said so.|||||||
        s6|1|mail|direct|Taken back.||||exact|2031-09-01|{"ab" * 32}|""",
    "report_chain": """
        statement|report|number|agency
        s1|1|1|desk
        s1|1|2|east""",
    "statement_topics": """
        statement|number|topic|stance
        s1|1|dues|opposes
        s1|2|port|""",
    "relations": """
        statement|number|kind|target|evidence
        s1|1|supports|s2|
        s1|2|contradicts|s3|Both.""",
    "fact_checks": """
        statement|number|publisher|rating|url|on
        s1|1|Gil|True|https://g.example.org/|2031-05""",
    "corrections": """
        statement|number|on|reason|field|before|after|reported_by
        s1|1|2031-03-08|Typo.|place|Key|Quay|Hu
        s1|2|2031-03-09|More.||||""",
    "statement_reviewers": """
        statement|number|reviewer
        s1|1|Io
        s1|2|Jo""",
    "actor_former_ids": """
        former_id|actor
        lin|ada
        ada-l|ada""",
    "topic_former_ids": """
        former_id|topic
        fees|dues""",
    "source_former_ids": """
        former_id|source
        post|mail""",
    "statement_former_ids": """
        former_id|statement
        s-old|s1""",
}  # fmt: skip
"""The tables of the full record; `@` is the address of the site."""


def test_each_table_has_a_row_for_each_record_and_each_member_of_a_list() -> None:
    made = content_of(full())
    for name, drawn in ROWS.items():
        lines = [
            line.strip().replace("|@", "|https://record.example.org/").split("|") for line in drawn.split("\n")[1:]
        ]
        assert list(csv.reader(io.StringIO(made[f"{name}.csv"].decode(), newline=""))) == lines, name
        stored = database(made).execute(f"SELECT * FROM {name}").fetchall()  # noqa: S608
        assert [["" if cell is None else str(cell) for cell in row] for row in stored] == lines[1:], name
    assert set(ROWS) == {each.name for each in TABLES}


def test_a_file_says_how_many_records_it_holds() -> None:
    for each in downloads(full()):
        content = b"".join(each.pieces())
        if each.name.endswith(".csv"):
            assert each.records == content.count(b"\r\n") - 1
        elif each.name.endswith(".jsonl"):
            assert each.records == content.count(b"\n")
        else:
            assert each.records is None


def test_without_a_known_address_of_the_site_the_columns_for_it_are_empty() -> None:
    made = content_of(edition(world(), Config()))
    assert {row["url"] for row in table(made, "statements")} == {""}
    assert {row["page"] for row in table(made, "sources")} == {""}


# CSV


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("'=+-@\t\r \u200b＝＋－＠"), max_size=8))
@example("'=1")
@example("''=1")
@example("'\u200b＝1")
@example("' =1")
@example("\u00a0'=1")
def test_what_a_cell_was_made_from_can_be_told(text: str) -> None:
    written = cell(text)
    assert plain(written) == text
    assert written in (text, f"'{text}")
    assert not unseen_before_a_formula(written)


def unseen_before_a_formula(written: str) -> bool:
    """Whether a formula sign is the first character that can be seen, by what Unicode says of each."""
    for character in written:
        if character in "=+-@\t\r＝＋－＠":
            return True
        if unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp", "Zs"):
            return False
    return False


def test_no_character_that_unicode_calls_invisible_hides_a_formula() -> None:
    for number in range(0x110000):
        if unicodedata.category(chr(number)) in ("Cc", "Cf", "Zl", "Zp", "Zs"):
            assert cell(f"{chr(number)}=1") == f"'{chr(number)}=1", f"U+{number:04X}"


@pytest.mark.parametrize(
    "character",
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180f\u2800\u3164\ufe00\ufe0f\uffa0\ufff0\ufff8\U000e0000\U000e0fff",
    ids=ascii,
)
def test_no_letter_or_mark_that_is_not_drawn_hides_a_formula(character: str) -> None:
    assert cell(f"{character}=1") == f"'{character}=1"
    assert cell(f"'{character}=1") == f"''{character}=1"


@pytest.mark.parametrize("text", ["plain", "a=b", "'tis", "5 - 3", "", "(-1)"])
def test_a_harmless_cell_stays_as_it_is(text: str) -> None:
    assert cell(text) == text


def test_csv_is_quoted_throughout_and_ends_its_lines_as_the_standard_says() -> None:
    made = content_of(edition(hostile()))
    for name, content in made.items():
        if name.endswith(".csv"):
            assert re.fullmatch(rb'(?:"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*\r\n)+', content), name
            assert b'"=' not in content.replace(b'""', b"")
    assert [row["summary"] for row in sorted(table(made, "statements"), key=lambda row: int(row["id"][1:]))] == HOSTILE


# JSON


def loaded(files: Mapping[str, bytes], folder: Path) -> Dataset:
    lines = {name: content for name, content in files.items() if name.endswith(".jsonl")}
    dataset, problems = load([folder_of(lines, folder)])
    assert not problems
    return dataset


@pytest.mark.parametrize("record", [world, hostile])
def test_a_folder_of_json_lines_is_the_public_record_again(record: Any, tmp_path: Path) -> None:
    shown = edition(record())
    again = loaded(content_of(shown), tmp_path)
    for section in SECTIONS:
        expected = public(shown).dataset.section(section)
        assert list(again.section(section)) == sorted(expected)
        for name, noun in expected.items():
            assert again.section(section)[name] == noun
    if record is world:
        whole = world()
        assert again.actors == whole.actors
        assert again.topics == whole.topics
        assert again.sources == whole.sources
        assert again.events == whole.events
        untouched = {each for each, noun in whole.statements.items() if noun.status not in ("draft", "withdrawn")}
        assert {name: again.statements[name] for name in untouched} == {n: whole.statements[n] for n in untouched}


@pytest.mark.parametrize("record", [world, hostile])
def test_nothing_in_json_acts_or_ends_a_line(record: Any) -> None:
    for name, content in content_of(edition(record())).items():
        if name.endswith((".json", ".jsonl")):
            text = content.decode()
            assert not re.search("[<>&\r\u0085\u2028\u2029]", text), name
            assert text.splitlines() == text.rstrip("\n").split("\n") or not text


def test_a_character_that_nobody_sees_is_escaped() -> None:
    assert json_text("a\x7f\x85\u2028\u2029\ufeffb") == r'"a\u007f\u0085\u2028\u2029\ufeffb"'


# SQLite


KEYS = """
    actor_former_ids.actor > actors.id
    actor_identifiers.actor > actors.id
    actor_names.actor > actors.id
    actors.part_of > actors.id
    captures.source > sources.id
    corrections.statement > statements.id
    fact_checks.statement > statements.id
    relations.statement > statements.id
    relations.target > statements.id
    report_chain.agency > actors.id
    report_chain.statement,report > reports.statement,number
    reports.source > sources.id
    reports.statement > statements.id
    roles.actor > actors.id
    roles.organization > actors.id
    source_authors.source > sources.id
    source_former_ids.source > sources.id
    sources.outlet > actors.id
    speakers.actor > actors.id
    speakers.actor,role > roles.actor,id
    speakers.on_behalf_of > actors.id
    speakers.statement > statements.id
    statement_former_ids.statement > statements.id
    statement_reviewers.statement > statements.id
    statement_topics.statement > statements.id
    statement_topics.topic > topics.id
    statements.event > events.id
    topic_former_ids.topic > topics.id
    topic_names.topic > topics.id
    topics.broader > topics.id
    topics.triggered_by > events.id
"""


def test_foreign_keys_lead_where_they_should_in_database_and_dictionary(files: dict[str, bytes]) -> None:
    found: dict[tuple[str, int], tuple[str, list[str], list[str]]] = {}
    for each in TABLES:
        for key, _, target, here, there, *_ in database(files).execute(f"PRAGMA foreign_key_list({each.name})"):
            _, from_, to = found.setdefault((each.name, key), (target, [], []))
            from_.append(here)
            to.append(there)
    keys = [
        f"{name}.{','.join(here)} > {target}.{','.join(there)}" for (name, _), (target, here, there) in found.items()
    ]
    assert sorted(keys) == [line.strip() for line in KEYS.strip().splitlines()]
    described = [
        f"{resource['name']}.{','.join(key['fields'])} > {key['reference']['resource'] or resource['name']}.{','.join(key['reference']['fields'])}"
        for resource in json.loads(files["datapackage.json"])["resources"]
        for key in resource["schema"].get("foreignKeys", ())
    ]
    assert sorted(described) == [each for each in sorted(keys) if not each.startswith("speakers.actor,role")]


def test_the_database_refuses_an_empty_cell_where_one_is_needed_and_has_a_version(files: dict[str, bytes]) -> None:
    connection = database(files)
    connection.execute("UPDATE reports SET language = NULL")
    for table, name in (("reports", "text"), ("statements", "status"), ("roles", "number"), ("captures", "kind")):
        declared = {row[1]: row[3] for row in connection.execute(f"PRAGMA table_info({table})")}
        assert declared[name] == 1, (table, name)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE reports SET text = NULL")
    assert connection.execute("PRAGMA user_version").fetchall() == [(1,)]


@pytest.mark.parametrize("record", [world, hostile])
def test_the_database_is_sound_and_its_foreign_keys_hold(record: Any) -> None:
    made = content_of(edition(record()))
    connection = database(made)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert tables == {each.name for each in TABLES}
    for each in TABLES:
        keys = connection.execute(f"PRAGMA foreign_key_list({each.name})").fetchall()
        assert len({key[0] for key in keys}) == len(each.references)


def test_a_key_that_leads_nowhere_would_be_found(files: dict[str, bytes]) -> None:
    connection = database(files)
    connection.execute("UPDATE reports SET source = 'nowhere' WHERE statement = 'voss-decade'")
    assert connection.execute("PRAGMA foreign_key_check").fetchall()


def test_a_join_tells_who_said_what(files: dict[str, bytes]) -> None:
    query = """
        SELECT actors.name, roles.title, reports.text, sources.title
        FROM statements
        JOIN speakers ON speakers.statement = statements.id
        JOIN actors ON actors.id = speakers.actor
        JOIN roles ON roles.actor = speakers.actor AND roles.id = speakers.role
        JOIN reports ON reports.statement = statements.id
        JOIN sources ON sources.id = reports.source
        WHERE statements.id = '2031-03-04-lin-dues' AND reports.number = 1
    """
    words = "The dues will rise in May. There is no way around it."
    assert database(files).execute(query).fetchall() == [("Ada Lin", "Minister of Ports", words, "Dues to rise")]


def test_the_database_holds_texts_as_they_are() -> None:
    connection = database(content_of(edition(hostile())))
    rows = connection.execute("SELECT statement, text FROM reports").fetchall()
    assert [text for _, text in sorted(rows, key=lambda row: int(row[0][1:]))] == HOSTILE


def test_the_header_of_the_database_names_no_release_of_sqlite(files: dict[str, bytes]) -> None:
    header = files["record.sqlite"][:100]
    assert header[:16] == b"SQLite format 3\x00"
    assert int.from_bytes(header[16:18], "big") == 4096
    assert int.from_bytes(header[96:100], "big") == 3_037_000
    assert header[68:72] == b"onrc"


# the same each time


def test_the_order_in_which_the_record_was_read_changes_nothing(files: dict[str, bytes]) -> None:
    whole = world()
    turned = replace(whole, **{section: dict(reversed(whole.section(section).items())) for section in SECTIONS})
    assert content_of(edition(turned)) == files


SCRIPT = """
import hashlib, locale, sys
locale.setlocale(locale.LC_ALL, "")
sys.path[:0] = sys.argv[1:]
from test_exports import content_of, edition, hostile, world
for record in (world, hostile):
    print(hashlib.sha256(b"".join(content_of(edition(record())).values())).hexdigest())
"""


def test_neither_hash_seed_nor_locale_nor_time_zone_changes_a_byte() -> None:
    def sums(**environment: str) -> str:
        command = [sys.executable, "-c", SCRIPT, str(Path(__file__).parent)]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=True)
        return done.stdout

    first = sums(PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    assert first == sums(PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tehran")
    assert len(first.split()) == 2


# the data dictionary


def validated(folder: Path) -> list[str]:
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [error[0] for error in report.flatten(["type"])] + [error.type for error in report.errors]


@pytest.mark.parametrize("record", [world, hostile, Dataset])
def test_frictionless_finds_no_error(record: Any, tmp_path: Path) -> None:
    folder_of(content_of(edition(record())), tmp_path)
    assert not validated(tmp_path)
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    assert package.title == "The Tidemark Record"
    assert package.homepage == "https://record.example.org/"
    assert package.licenses == [{"name": "CC-BY-4.0"}]
    assert package.description == NOTICE
    assert [each.path for each in package.resources] == [f"{each.name}.csv" for each in TABLES]


def test_the_dictionary_says_of_each_file_what_programs_need_to_read_it(files: dict[str, bytes]) -> None:
    package = json.loads(files["datapackage.json"])
    assert (package["profile"], package["name"]) == ("tabular-data-package", "on-record")
    resources = {each["name"]: each for each in package["resources"]}
    for each in TABLES:
        held = resources[each.name]
        assert held["profile"] == "tabular-data-resource"
        assert held["schema"]["missingValues"] == [""]
        assert held["dialect"] == {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "skipInitialSpace": False,
            "header": True,
        }
        assert (held["format"], held["mediatype"], held["encoding"]) == ("csv", "text/csv", "utf-8")
        assert held["bytes"] == len(files[held["path"]])
        assert held["hash"] == f"sha256:{hashlib.sha256(files[held['path']]).hexdigest()}"
    topics = resources["topics"]
    assert (topics["title"], topics["description"]) == (
        "Topics",
        "What statements are about; topics form a tree (SKOS Concept).",
    )
    assert topics["schema"]["primaryKey"] == ["id"]
    assert topics["schema"]["foreignKeys"] == [
        {"fields": ["broader"], "reference": {"resource": "", "fields": ["id"]}},
        {"fields": ["triggered_by"], "reference": {"resource": "events", "fields": ["id"]}},
    ]


@pytest.mark.parametrize(
    ("table", "field", "told"),
    [
        ("topics", "broader", {"title": "Broader", "type": "string", "description": "Id of the wider topic (SKOS broader)."}),
        ("roles", "number", {"title": "Number", "type": "integer", "constraints": {"required": True}}),
        ("reports", "text", {"title": "Text", "type": "string", "constraints": {"required": True}}),
        ("reports", "mode", {"constraints": {"required": True, "enum": ["direct", "indirect", "mixed"]}}),
        ("reports", "verified", {"constraints": {"enum": ["exact", "normalized"]}}),
        ("speakers", "certainty", {"constraints": {"required": True, "enum": ["certain", "probable", "disputed"]}}),
        ("statements", "date_basis", {"constraints": {"enum": ["stated", "inferred", "report-date"]}}),
        ("sources", "retraction_reason", {"title": "Retraction reason", "description": "That its publisher took it back: every report taken from it is marked. Why, in the editors' own words."}),
    ],
)  # fmt: skip
def test_the_dictionary_says_of_a_field_what_it_may_hold(
    files: dict[str, bytes], table: str, field: str, told: dict[str, object]
) -> None:
    (resource,) = [each for each in json.loads(files["datapackage.json"])["resources"] if each["name"] == table]
    (described,) = [each for each in resource["schema"]["fields"] if each["name"] == field]
    assert described | told == described
    assert ("constraints" in told) == ("constraints" in described)


def test_frictionless_reads_the_rows_of_the_record(files: dict[str, bytes], tmp_path: Path) -> None:
    package = frictionless.Package(str(folder_of(files, tmp_path) / "datapackage.json"))
    rows = package.get_resource("roles").read_rows()
    assert {row["id"]: row["start"] for row in rows}["envoy"] == "2029~"
    assert rows[0]["number"] == 1


@pytest.mark.parametrize(
    ("name", "before", "after", "error"),
    [
        ("reports", b'"radio-9"', b'"radio-0"', "foreign-key"),
        ("topics", b'"ports","fishing"', b'"ports","x"', "hash-count"),
        ("topics", b'"Fishing","sea"', b'"Fishing","lea"', "foreign-key"),
        ("actors", b'"person"', b'"machin"', "constraint-error"),
        ("events", b'"dues-bill"', b'"sitting-12"', "primary-key"),
        ("report_chain", b'"1","1","gull-agency"', b'"9","1","gull-agency"', "foreign-key"),
    ],
)
def test_frictionless_finds_a_broken_cell(
    files: dict[str, bytes], tmp_path: Path, name: str, before: bytes, after: bytes, error: str
) -> None:
    folder_of(files, tmp_path)
    path = tmp_path / f"{name}.csv"
    broken = path.read_bytes().replace(before, after) if before in path.read_bytes() else path.read_bytes() + b'"x"\r\n'
    path.write_bytes(broken)
    if error != "hash-count":
        described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
        for resource in described["resources"]:
            del resource["hash"], resource["bytes"]
        (tmp_path / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    assert error in validated(tmp_path)


@pytest.mark.parametrize(
    ("given_", "written"),
    [
        ("CC-BY-4.0", {"name": "CC-BY-4.0"}),
        ("GPL-3.0+", {"name": "GPL-3.0-or-later"}),
        ("https://example.org/licence", {"path": "https://example.org/licence"}),
    ],
)
def test_a_licence_is_a_name_or_an_address(given_: str, written: dict[str, str], tmp_path: Path) -> None:
    config = Config(license=given_)
    assert license_of(config) == written
    folder_of(content_of(edition(world(), config)), tmp_path)
    assert not validated(tmp_path)


def test_where_the_owner_says_nothing_there_is_no_licence() -> None:
    made = content_of(edition(world(), Config()))
    assert not {"licenses", "homepage"} & set(json.loads(made["datapackage.json"]))


# Popolo


def test_popolo_finds_persons_organizations_and_memberships_again(files: dict[str, bytes]) -> None:
    whole = world()
    found = Popolo(json.loads(files["popolo.json"]))
    kinds = {actor.id: actor.kind for actor in whole.actors.values()}
    assert {each.id for each in found.persons} == {name for name, kind in kinds.items() if kind == "person"}
    assert {each.id: each.classification for each in found.organizations} == {
        name: kind for name, kind in kinds.items() if kind != "person"
    }
    lin = found.persons.get(id="ada-lin")
    assert lin.identifier_value("viaf") == "000000001"
    assert lin.link_value("website") == "https://ada-lin.example.org/"
    assert "林愛達" in [name["name"] for name in lin.other_names]
    posts = {each.role: each for each in lin.memberships}
    assert set(posts) == {"Minister of Ports", "Prime Minister", "Member"}
    assert posts["Minister of Ports"].organization.name == "Cabinet of Tidemark"
    assert str(posts["Minister of Ports"].end_date) == "2031-06-30"
    assert {each.person.name for each in found.memberships} == {
        actor.name for actor in whole.actors.values() if actor.kind == "person" and actor.roles
    }
    talks = found.events.get(id="treaty-talks")
    assert (str(talks.start_date), str(talks.end_date)) == ("2031-05-18", "2031-05-20")


def test_popolo_dates_and_references_are_what_its_schemas_allow(files: dict[str, bytes]) -> None:
    found = json.loads(files["popolo.json"])
    ids = {kind: {each["id"] for each in found[kind]} for kind in found}
    assert all(len(ids[kind]) == len(found[kind]) for kind in found)
    for membership in found["memberships"]:
        assert membership["person_id"] in ids["persons"]
        assert membership.get("organization_id") in {None} | ids["organizations"]
        for name in ("start_date", "end_date"):
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", membership.get(name, "2031"))
    for organization in found["organizations"]:
        assert organization.get("parent_id") in {None} | ids["organizations"]
    for speech in found["speeches"]:
        assert speech.get("creator_id") in {None} | ids["persons"]
        assert speech.get("event_id") in {None} | ids["events"]
        assert speech["attribution_text"]
        assert speech["text"]
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?", speech.get("date", "2031"))


def test_popolo_gives_words_to_nobody_who_may_not_have_said_them(files: dict[str, bytes]) -> None:
    speeches = {each["id"]: each for each in json.loads(files["popolo.json"])["speeches"]}
    statements = world().statements
    assert set(speeches) == {name for name, each in statements.items() if each.status in ("published", "reviewed")}
    assert speeches["2031-03-04-lin-dues"] == {
        "id": "2031-03-04-lin-dues",
        "creator_id": "ada-lin",
        "role": "Minister of Ports",
        "attribution_text": "Ada Lin",
        "text": "The dues will rise in May. There is no way around it.",
        "type": "speech",
        "date": "2031-03-04",
        "event_id": "press-march",
        "position": 1,
        "sources": [
            {"url": "https://tide.example.org/dues?id=1&lang=en", "note": "Dues to rise"},
            {"url": "https://mail.example.org/dues", "note": 'Minister: "No way around it"'},
            {"url": "https://chao.example.org/%E6%B8%AF", "note": "林愛達：港口費五月起調漲"},
            {"url": "https://record.example.org/statements/2031-03-04-lin-dues/", "note": "The Tidemark Record"},
        ],
    }
    assert "creator_id" not in speeches["2031-03-06-joint-no"]
    assert speeches["2031-03-06-joint-no"]["attribution_text"] == "Noa Barak, Çağla Işık"
    assert speeches["2031-03-senior-official"]["attribution_text"] == "a senior official (probably)"
    assert speeches["voss-since"]["type"] == "summary"


def popolo_page(kind: str, name: str) -> dict[str, str]:
    return {"url": f"https://record.example.org/{kind}/{name}/", "note": "The Tidemark Record"}


POPOLO = {
    "persons": [
        {
            "id": "ada",
            "name": "Ada Lin",
            "other_names": [{"name": "林愛達", "note": "native", "lang": "zh"}, {"name": "A. Lin", "note": "variant"}],
            "identifiers": [{"scheme": "viaf", "identifier": "2"}, {"scheme": "wikidata", "identifier": "Q1"}],
            "links": [{"url": "https://ada.example.org/", "note": "website"}, popolo_page("actors", "ada")],
            "summary": "Of Hale.",
        },
        {"id": "bo", "name": "Bo Ek", "links": [popolo_page("actors", "bo")]},
    ],
    "organizations": [
        {"id": "crew", "name": "The crew", "links": [popolo_page("actors", "crew")], "abstract": "They row.", "classification": "group"},
        {"id": "desk", "name": "The desk", "links": [popolo_page("actors", "desk")], "classification": "organization"},
        {"id": "east", "name": "East desk", "links": [popolo_page("actors", "east")], "classification": "organization", "parent_id": "desk"},
    ],
    "memberships": [
        {"id": "ada", "person_id": "ada", "organization_id": "desk"},
        {"id": "ada/envoy", "person_id": "ada", "organization_id": "desk", "role": "Envoy", "start_date": "2029", "end_date": "2031-02-03"},
        {"id": "ada/aide", "person_id": "ada", "role": "Aide", "end_date": "2031"},
    ],
    "events": [
        {"id": "day", "name": "The day", "description": "It rained.", "location": "Hale", "start_date": "2031-03-04", "end_date": "2031-03-05"}
    ],
    "speeches": [
        {"id": "s5", "attribution_text": "Bo Ek (probably)", "text": "He said so.", "type": "narrative", "sources": [popolo_page("statements", "s5")]},
        {
            "id": "s2", "creator_id": "ada", "role": "Envoy", "attribution_text": "Ada Lin", "text": "Yes, “yes”.", "type": "narrative",
            "sources": [popolo_page("statements", "s2")],
        },
        {
            "id": "s3", "creator_id": "bo", "attribution_text": "Bo Ek", "text": "بله", "type": "speech",
            "date": "2031-03-03T09:30:00Z", "event_id": "day", "position": 1, "sources": [popolo_page("statements", "s3")],
        },
        {
            "id": "s1", "attribution_text": "Ada Lin, a clerk (probably)", "text": "No.", "type": "speech",
            "date": "2031-03-04", "event_id": "day", "position": 2,
            "sources": [
                {"url": "https://a.example.org/t", "note": "Dues"},
                {"url": "https://m.example.org/", "note": "Rise"},
                popolo_page("statements", "s1"),
            ],
        },
        {
            "id": "s4", "attribution_text": "The desk", "text": "Waits.", "type": "summary", "event_id": "day", "position": 3,
            "sources": [popolo_page("statements", "s4")],
        },
    ],
}  # fmt: skip


def test_popolo_holds_what_it_has_words_for_and_leaves_out_the_rest() -> None:
    assert json.loads(content_of(full())["popolo.json"]) == POPOLO
