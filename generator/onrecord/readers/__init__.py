"""Reading: each format into the same raw records, and back from a record's field to its line.

A reader gives plain maps of text and never judges what they mean. Positions are not kept, since a record has some
fifty of them and almost none is ever asked for: where a problem is found, the file is read once more.
"""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import yaml

from onrecord.problems import ENOUGH, Origin, Position, Problem, few
from onrecord.readers import files, jsons, tables, yamls
from onrecord.readers.raw import Raw, Wanted


@dataclass(frozen=True, slots=True)
class Format:
    """One way of writing a record down."""

    read: Callable[[str, str], tuple[list[Raw], list[Problem]]]
    """From a file's text and its shown name to raw records and problems."""
    find: Callable[[str, list[Wanted]], list[int]]
    """From a file's text and the fields looked for, to their offsets."""


FORMATS = {
    ".yaml": Format(yamls.read, yamls.find),
    ".yml": Format(yamls.read, yamls.find),
    ".json": Format(jsons.read, jsons.find),
    ".jsonl": Format(jsons.read_lines, jsons.find_in_lines),
    ".ndjson": Format(jsons.read_lines, jsons.find_in_lines),
    ".csv": Format(tables.read, tables.find),
}


def read(path: Path) -> tuple[list[Raw], list[Problem]]:
    """Read one data file, of whichever format its name says. Never raises for what the file holds."""
    shown = files.shown(path)
    text, problems = files.text_of(path, shown)
    if text is None:
        return [], problems
    if conflicts := few(islice(_conflicts(text, shown), ENOUGH)):
        return [], conflicts
    records, flaws = FORMATS[path.suffix.lower()].read(text, shown)
    return records, problems + flaws


_SIDES = (re.compile("^<{7} ", re.MULTILINE), re.compile("^={7}$", re.MULTILINE), re.compile("^>{7} ", re.MULTILINE))
"""The lines that git writes before one side of a conflict, between the two, and behind the other."""
_BASE = re.compile(r"^\|{7}( |$)", re.MULTILINE)
"""The line before what both sides had, which git writes if it is told to."""


def _conflicts(text: str, shown: str) -> Iterator[Problem]:
    """Passages of which git left both versions, when it could not merge them."""
    at = first = 0
    while "<<<<<<< " in text:
        lines: list[Position] = []
        for side in _SIDES:
            found = side.search(text, at)
            if not found:
                return
            first, at = first if lines else found.end(), found.end()
            lines.append(files.places(text).at(found.start()))
        message = f"git could not merge what two people changed: the other version follows line {lines[1].line}"
        hint = "keep what is right of both, and delete the lines of signs: <<<<<<< ======= >>>>>>>"
        if _BASE.search(text, first, at):
            hint += ", and ||||||| with what stands below it up to ======="
        origin = Origin(file=shown)
        yield Problem(code="merge-conflict", message=message, origin=origin, hint=hint, position=lines[0])


_ID = re.compile(r"""\bid["']?[ \t]*:[ \t]*["']?([^\s"',}\]]+)""")
_AROUND = " \t\r\"'\ufeff"
"""What may stand around a value in a table."""


def ids_in(path: Path) -> set[str]:
    """The ids that seem to stand in a file that could not be read whole, as far as that can be told of it."""
    try:
        content = path.read_bytes()
    except OSError:
        return set()
    form = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    text = content.decode(form, errors="replace")
    if path.suffix.lower() != ".csv":
        return {found[1] for found in _ID.finditer(text)}
    named, *lines = text.split("\n")
    between = tables.delimiter_of(named)
    columns = [column.strip(_AROUND) for column in named.split(between)]
    place = columns.index("id") if "id" in columns else 0
    rows = (line.split(between, place + 1) for line in lines)
    return {row[place].strip(_AROUND) for row in rows if len(row) > place}


def positions(file: str, wanted: list[Wanted]) -> list[Position]:
    """Where each wanted field stands. A field that is not there has the place of its record."""
    path = Path(file)
    text, _ = files.text_of(path, file) if not path.is_symlink() else (None, [])
    if text is None or path.suffix.lower() not in FORMATS:
        return [Position(line=1, column=1) for _ in wanted]
    place = files.places(text)
    try:
        return [place.at(offset) for offset in FORMATS[path.suffix.lower()].find(text, wanted)]
    except (csv.Error, yaml.YAMLError, LookupError, ValueError, AttributeError, RecursionError):
        # no format at all, or another text than the one that was read: the file may be edited meanwhile
        return [place.at(0) for _ in wanted]
