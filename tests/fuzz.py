"""Random texts through every way into a format, and back by somebody else's reader: `python tests/fuzz.py COUNT SEED`.

A law takes many values at once and gives those that came back as something else. Exit code 1, with the value and the
seed, when one is broken.
"""

import csv
import html
import io
import json
import random
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from xml.etree import ElementTree as ET

import markdown
import rispy
import yaml
from selectolax.lexbor import LexborHTMLParser

from hostile import TEXTS, on_one_line
from onrecord import escape, feeds, report
from onrecord.citations import as_json, bibtex, csl, ris
from onrecord.escape import encoded
from onrecord.exports import TABLES
from onrecord.exports.csvs import csv_of, plain
from onrecord.exports.jsontexts import json_text
from onrecord.problems import Origin, Position, Problem
from test_citations import folded, made, read_bibtex, read_latex
from test_text import EXTENSION_SETS

Values = Sequence[str]
PARSERS = [markdown.Markdown(extensions=extensions) for extensions in EXTENSION_SETS]
_parsers = cycle(PARSERS)


def unlike(values: Values, read: Sequence[object]) -> Iterator[str]:
    """Those of `values` that were read as something else."""
    if len(values) != len(read):
        yield f"{len(read)} values for {len(values)}, among them: {values[0]}"
    yield from (value for value, back in zip(values, read, strict=False) if value != back)


def markdown_page(values: Values) -> Iterator[str]:
    """As the content of an element and the value of an attribute, whatever extensions of Markdown are on."""
    yield from in_markdown(values, next(_parsers))


def in_markdown(values: Values, parser: markdown.Markdown) -> Iterator[str]:
    """The same, for one parser."""
    blocks = (escape.html_block(f'<p title="{escape.html(each)}">x{escape.html(each)}x</p>') for each in values)
    page = LexborHTMLParser(parser.reset().convert(f"# before{''.join(blocks)}"))
    found = page.css("body > p")
    yield from unlike(values, [each.attributes["title"] for each in found])
    yield from unlike(values, [each.text(deep=False)[1:-1] for each in found])
    if len(page.css("body *")) != len(found) + 1 or any(len(each.attributes) > 1 for each in found):
        yield "an element or attribute more: " + values[0]


def front_matter(values: Values) -> Iterator[str]:
    """As a title in front matter, which themes put into pages as it is."""
    lines = "\n".join(f"- {escape.front_matter(each)}" for each in values)
    titles = yaml.load(lines, Loader=yaml.CSafeLoader)
    yield from unlike(values, [html.unescape(each) for each in titles])
    yield from (each for each, title in zip(values, titles, strict=True) if re.search(r"[<>\"'{}\[\]`*_|\\]", title))


def json_ld(values: Values) -> Iterator[str]:
    """As a text in JSON-LD."""
    written = encoded(list(values))
    yield from unlike(values, json.loads(written))
    if re.search(r"[^\w \[\]\",\\]|_", written):
        yield "a sign that could act: " + values[0]


def json_beside(values: Values) -> Iterator[str]:
    """As a text in the JSON of records, of downloads, and of what commands print."""
    for write in (as_json, json_text, report.json_text):
        written = write(list(values))
        yield from unlike(values, json.loads(written))
        if re.search(r"##\w*\[", written) if write is report.json_text else re.search("[<>&\x85\u2028\u2029]", written):
            yield "a sign that could act: " + values[0]


def feed(values: Values) -> Iterator[str]:
    """As an element's text and an attribute's value in a feed."""
    root = ET.Element("feed")
    for each in values:
        feeds._text(root, "entry", each, label=each)
    read = list(ET.fromstring(ET.tostring(root, encoding="utf-8")))  # noqa: S314 - made a line above
    yield from unlike(values, [each.text for each in read])
    yield from unlike(values, [each.get("label") for each in read])


def table(values: Values) -> Iterator[str]:
    """As a cell of CSV, in which no spreadsheet finds a formula."""
    written = b"".join(csv_of(TABLES[0], [(each,) for each in values])).decode()
    cells = [row[0] for row in islice(csv.reader(io.StringIO(written, newline="")), 1, None)]
    yield from unlike(values, [plain(each) for each in cells])
    yield from (cell for cell in cells if _first_seen(cell) in "=+-@＝＋－＠")


def _first_seen(text: str) -> str:
    unseen = ("Cc", "Cf", "Zl", "Zp", "Zs")
    return next((each for each in text if unicodedata.category(each) not in unseen), "x")


def bibtex_entry(values: Values) -> Iterator[str]:
    """As a title in BibTeX. Its readers are slow: every eighth value."""
    some = values[::8]
    entries = read_bibtex("\n".join(bibtex(made(key=f"k{number}", words=each)) for number, each in enumerate(some)))
    yield from unlike([folded(each) for each in some], [read_latex(entry["title"]) for entry in entries])


def ris_entry(values: Values) -> Iterator[str]:
    """As a title in RIS."""
    entries = rispy.loads("".join(ris(made(words=each)) for each in values))
    yield from unlike([folded(each) for each in values], [folded(entry.get("title", "")) for entry in entries])


def csl_entry(values: Values) -> Iterator[str]:
    """As a title in CSL-JSON, but for the joiner that keeps a tag from being typography."""
    titles = [json.loads(csl(made(words=each)))[0].get("title", "") for each in values]
    wanted = [folded(each).replace("\u2060", "") for each in values]
    yield from unlike(wanted, [each.replace("\u2060", "") for each in titles])
    yield from (each for each in titles if re.search(r"</?(?:i|b|sc|sup|sub|span)\b|\{:", each, re.IGNORECASE))


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def message(values: Values) -> Iterator[str]:
    """In a message of the program, as text for a terminal, for a code host, and as JSON: it commands nothing."""
    for each in values:
        position = Position(line=1, column=1 + len(each) // 2, text=each)
        problem = Problem(code="bad-value", message=each, origin=Origin(file=each), hint=each, position=position)
        text, github, listed = report.as_text([problem]), report.as_github([problem]), report.as_json([problem])
        commands = [line for line in (text + "\n" + listed).split("\n") if line.lstrip().startswith("::")]
        told = f"{text}\n{github}\n{listed}"
        if commands or "\n" in github or _CONTROL.search(told) or re.search(r"##\w*\[", told):
            yield each
        if json.loads(listed)[0]["message"] != each or not re.match(r"::error file=[^:,]*,title=", github):
            yield each


Law = Callable[[Values], Iterator[str]]
LAWS: dict[str, Law] = {
    law.__name__: law
    for law in (markdown_page, front_matter, json_ld, json_beside, feed, table, bibtex_entry, ris_entry, csl_entry, message)
}  # fmt: skip

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]|[\ufffe\uffff]")
_PIECES = [piece for text in TEXTS.values() for piece in (text[:80], on_one_line(text)[:40])]
_SIGNS = "<>&\"'`*_[](){}#!|\\~^=+-:;,.@$%/ \n\t"


def random_text(chance: random.Random) -> str:
    """A text that the loader takes: hostile pieces, signs, and characters of all of Unicode, in any order."""
    parts = []
    for _ in range(chance.randint(1, 6)):
        kind = chance.random()
        if kind < 0.45:
            piece = chance.choice(_PIECES)
            start = chance.randrange(len(piece))
            parts.append(piece if kind < 0.25 else piece[start : start + chance.randint(1, 12)])
        elif kind < 0.8:
            parts.append("".join(chance.choices(_SIGNS, k=chance.randint(1, 4))))
        else:
            parts.append("".join(chr(chance.randrange(chance.choice((0x250, 0x3000, 0x10FFFE)))) for _ in range(3)))
    text = _FORBIDDEN.sub("", "".join(parts)).strip()
    return "".join(each for each in text if ord(each) & 0xFFFE != 0xFFFE) or "1"


BATCH = 500


def broken(count: int, seed: int, *, tell: bool = False) -> tuple[str, str] | None:
    """The first law that one of `count` random texts breaks, and the text; None where all hold."""
    chance = random.Random(seed)  # noqa: S311 - the same texts for a seed
    start, done = time.monotonic(), 0
    while done < count:
        values = [random_text(chance) for _ in range(min(BATCH, count - done))]
        for name, law in LAWS.items():
            if found := next(law(values), None):
                return name, found
        done += len(values)
        if tell:
            sys.stdout.write(f"\r{done:,} texts, {done / (time.monotonic() - start):,.0f} a second")
            sys.stdout.flush()
    return None


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(2**32)
    found = broken(count, seed, tell=sys.stdout.isatty())
    if sys.stdout.isatty():
        sys.stdout.write("\n")
    if found:
        sys.stdout.write(f"seed {seed}: {found[0]} does not hold for {found[1]!a}\n")
    return int(found is not None)


if __name__ == "__main__":
    sys.exit(main())
