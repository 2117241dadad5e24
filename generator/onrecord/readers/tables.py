"""CSV (RFC 4180): a row per report for statements, a row per record for everything else.

Columns are named by fields. A report's are `report.text` and so on, a single speaker's `speaker`, `speaker.role` and so
on; lists are separated by semicolons; topics and relations are pairs, `id=stance` and `rejects=id`. What is nested
deeper stands in its cell as JSON. The separator may be a comma, a semicolon or a tab, as spreadsheets like it.
"""

import csv
import io
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from onrecord import slugs
from onrecord.model import SECTIONS, Noun, Original, Report, Retraction, Speaker
from onrecord.problems import ENOUGH, MOST_HINTS, FieldPath, Nearest, Origin, Position, Problem, few, nearest
from onrecord.readers import files
from onrecord.readers.files import places
from onrecord.readers.jsons import decode
from onrecord.readers.raw import Raw, Wanted, example, needed, swallowing

LONGEST_CELL = 10_000_000
"""Characters; Python's own limit of 131,072 is below what a speech needs."""


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _topics(cell: str) -> list[Any]:
    return [
        {"topic": topic.strip(), "stance": stance.strip()} if equals else topic.strip()
        for topic, equals, stance in (part.partition("=") for part in _list(cell))
    ]


def _relations(cell: str) -> list[Any]:
    return [{kind.strip(): target.strip()} for kind, _, target in (part.partition("=") for part in _list(cell))]


_CELLS: dict[str, Callable[[str], Any]] = {
    "former_ids": _list,
    "authors": _list,
    "reviewed_by": _list,
    "names": _list,
    "speakers": _list,
    "report.chain": _list,
    "topics": _topics,
    "relations": _relations,
}
_NESTED = frozenset(
    {
        "names",
        "roles",
        "identifiers",
        "speakers",
        "topics",
        "relations",
        "fact_checks",
        "corrections",
        "original",
        "retraction",
    }
)


@dataclass(slots=True)
class _Row:
    offset: int
    """Where its line begins in the text."""
    line: int
    cells: list[str]


@dataclass(slots=True)
class _Group:
    """The rows of one record."""

    rows: list[_Row] = field(default_factory=list)


@lru_cache(maxsize=2)
def _delimiter(text: str) -> str:
    return delimiter_of(text.split("\n", 1)[0])


def delimiter_of(header: str) -> str:
    """What stands between the cells of a table, by its first line."""
    return max(",;\t", key=header.count)


def _rows(text: str) -> Iterator[_Row]:
    """The rows that are not blank. Raises csv.Error where the quotation marks do not pair up."""
    csv.field_size_limit(LONGEST_CELL)
    starts = places(text).starts
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    line = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield _Row(starts[line], line + 1, cells)
        line = reader.line_num


def _groups(rows: list[_Row], header: list[str], section: str) -> list[_Group]:
    groups: list[_Group] = []
    by_id: dict[str, _Group] = {}
    key = header.index("id") if "id" in header else -1
    for row in rows:
        name = row.cells[key].strip() if 0 <= key < len(row.cells) else ""
        if section == "statements" and name in by_id:
            by_id[name].rows.append(row)
            continue
        group = _Group([row])
        groups.append(group)
        if name:
            by_id[name] = group
    return groups


def read(text: str, name: str) -> tuple[list[Raw], list[Problem]]:
    """Read one CSV file."""
    section = files.section_of(name, SECTIONS)
    origin = Origin(file=name)
    if section is None:
        hint = "begin the name with actors, topics, sources, events or statements: statements-2016.csv"
        message = "the file's name does not say what kind of record it holds"
        return [], [Problem(code="file-kind", message=message, origin=origin, hint=hint)]
    rows: list[_Row] = []
    place = places(text)
    if text.startswith("sep="):
        message, hint = (
            "the first row is a note of a spreadsheet to itself",
            "delete this row: the first names the columns",
        )
        return [], [Problem(code="csv-syntax", message=message, origin=origin, hint=hint, position=place.at(0))]
    try:
        rows.extend(_rows(text))
    except csv.Error as error:
        message = "the table cannot be read from here on: the quotation marks do not pair up"
        if "limit" in str(error):
            message = f"the table cannot be read from here on: a cell has more than {LONGEST_CELL:,} characters"
        hint = "a quotation mark inside a cell is written twice, and the cell stands in quotation marks"
        at = place.at(_unread(text))
        return [], [Problem(code="csv-syntax", message=message, origin=origin, hint=hint, position=at)]
    if not rows:
        return [], []
    header = [cell.strip() for cell in rows.pop(0).cells]
    problems = few(islice(chain(_repeated(header, origin, text), _ragged(rows, header, origin, text)), ENOUGH))
    if problems:
        return [], problems
    if not _names_columns(header, columns(section)):
        message = "the first row does not name the columns"
        hint = f"begin the table with a row such as {','.join(('id', *needed(SECTIONS[section])[1:]))}"
        problem = Problem(code="csv-syntax", message=message, origin=origin, hint=hint, position=place.at(0))
        return [], [problem]
    problems = few(
        islice(chain(_unknown(header, section, origin, text), _nameless(rows, header, origin, text)), ENOUGH)
    )
    header = _as_meant(header, section)
    problems += few(islice(_swallowing(rows, header, origin, text), ENOUGH))
    absent = _absent(header, section)
    if absent and not problems:
        message, hint = f"there is no column `{absent[0]}`", "the first row names the columns: add it there"
        problems.append(Problem(code="missing-field", message=message, origin=origin, hint=hint, position=place.at(0)))
    if absent:
        return [], problems
    records = []
    for number, group in enumerate(_groups(rows, header, section)):
        where = Origin(file=name, section=section, number=number)
        data, flaws = _record(group, header, section, where, text)
        records.append(Raw(section, data, where))
        problems += flaws
        if len(problems) > ENOUGH:
            problems[-1] = replace(problems[-1], more=1)
            break
    return records, few(problems)


def _unread(text: str) -> int:
    """Where the row begins that cannot be read."""
    line = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        while True:
            next(reader)
            line = reader.line_num
    except csv.Error:
        return places(text).starts[line]


def _repeated(header: list[str], origin: Origin, text: str) -> Iterator[Problem]:
    """Columns that are there twice."""
    seen = {""}
    for number, column in enumerate(header):
        if column in seen and column:
            at = _place(text, 0, number)
            message, hint = f"the column `{column}` is there twice", "rename or delete one of them"
            yield Problem(code="duplicate-key", message=message, origin=origin, hint=hint, position=at)
        seen.add(column)


def _ragged(rows: list[_Row], header: list[str], origin: Origin, text: str) -> Iterator[Problem]:
    """Rows with more cells than there are columns."""
    for row in rows:
        if len(row.cells) > len(header):
            at = _place(text, row.offset, len(header))
            message = f"the row has {len(row.cells)} cells, but there are {len(header)} columns"
            hint = "put a text that holds the separator in quotation marks, with no space before the first"
            yield Problem(code="csv-syntax", message=message, origin=origin, hint=hint, position=at)


def _nameless(rows: list[_Row], header: list[str], origin: Origin, text: str) -> Iterator[Problem]:
    """Cells below a column without a name: nobody can say what they hold. The first of each column is told."""
    unnamed = {number for number, column in enumerate(header) if not column}
    for row in rows if unnamed else ():
        for number, cell in enumerate(row.cells):
            if cell and number in unnamed and cell.strip():
                unnamed.remove(number)
                at = _place(text, row.offset, number)
                message, hint = "this cell stands below a column without a name", "name the column in the first row"
                yield Problem(code="csv-syntax", message=message, origin=origin, hint=hint, position=at)


def _is_column(column: str, known: Container[str]) -> bool:
    return column in known or column.startswith("identifiers.")


def _swallowing(rows: list[_Row], header: list[str], origin: Origin, text: str) -> Iterator[Problem]:
    """Cells that hold what looks like whole rows: most likely a quotation mark was not closed."""
    tall = ((row, number, cell) for row in rows for number, cell in enumerate(row.cells) if "\n" in cell)
    for row, number, cell in tall if len(header) > 2 else ():
        lines = cell.split("\n")
        wide = [place for place, line in enumerate(lines) if place and _is_row(line.split(_delimiter(text)), header)]
        if wide:
            at = _place(text, row.offset, number)
            yield swallowing(at.line + wide[0], lines[wide[0]][:40], origin, at)


def _is_row(cells: list[str], header: list[str]) -> bool:
    key = header.index("id") if "id" in header else 0
    return len(cells) >= len(header) and slugs.flaw(cells[key].strip()) is None


def _names_columns(header: list[str], known: list[str]) -> bool:
    return any(_is_column(column, known) for column in header) or any(
        nearest(each, known) for each in header[:MOST_HINTS]
    )


def _unknown(header: list[str], section: str, origin: Origin, text: str) -> Iterator[Problem]:
    """The columns that the model does not know: each is one mistake, however many rows there are."""
    known = columns(section)
    near = Nearest()
    for number, column in enumerate(header):
        if column and not _is_column(column, known):
            yield Problem(
                code="unknown-field",
                message=f"`{column}` is not a column here",
                origin=origin,
                path=(column,),
                hint=near.hint(column, known, otherwise=f"the columns are {', '.join(known)}"),
                position=_place(text, 0, number),
                on_key=True,
            )


def _as_meant(header: list[str], section: str) -> list[str]:
    """The columns by the names that they are read by: a misspelt one, which is told, as the one that is needed and is
    not there, so that rows do not lack it too; else nothing.
    """
    known = columns(section)
    named = [column if _is_column(column, known) else "" for column in header]
    absent = {*_absent(header, section), *_absent_of_report(header)}
    if "speakers" in absent:
        absent.add("speaker")
    near = Nearest()
    for number, column in enumerate(header):
        if column and not named[number] and (meant := near.word(column, known)) in absent:
            absent -= {meant, "speaker", "speakers"} if meant.startswith("speaker") else {meant}
            named[number] = meant
    return named


def _absent(header: list[str], section: str) -> list[str]:
    """The columns without which no row can be a record."""
    given = {column.partition(".")[0] for column in header} | ({"speakers"} if "speaker" in header else set())
    return [name for name in needed(SECTIONS[section]) if name not in given]


def _absent_of_report(header: list[str]) -> list[str]:
    """Those without which there can be no report, where there is one."""
    if not any(column.startswith("report.") for column in header):
        return []
    return [column for name in needed(Report) if (column := f"report.{name}") not in header]


def _record(
    group: _Group, header: list[str], section: str, origin: Origin, text: str
) -> tuple[dict[str, Any], list[Problem]]:
    data: dict[str, Any] = {}
    problems: list[Problem] = []
    first: dict[str, str] = {}

    def flaw(code: str, message: str, hint: str, row: _Row, number: int) -> None:
        at = _place(text, row.offset, number)
        problems.append(Problem(code=code, message=message, origin=origin, hint=hint, position=at))

    for row in group.rows:
        report: dict[str, Any] = {}
        others: list[int] = []
        for number, (column, cell) in enumerate(zip(header, row.cells, strict=False)):
            if not cell.strip() or not column:
                continue
            if section == "statements" and column.startswith("report."):
                report[column.removeprefix("report.")] = _CELLS.get(column, str)(cell)
                continue
            if column in first:
                if cell != first[column]:
                    others.append(number)
                continue
            first[column] = cell
            try:
                value = _value(column, cell)
            except ValueError as error:
                hint = f"in a cell, what begins with [ or {{ is JSON: {example(section, column)}"
                flaw("json-syntax", f"the cell of `{column}` is not JSON: {error}", hint, row, number)
                continue
            if not _put(data, column, value):
                message = f"`{column}` says again what another column of this row says"
                hint = "fill either `speaker`, with `speaker.role` and so on, or `speakers`"
                flaw("duplicate-key", message, hint if "speaker" in column else "fill one of them", row, number)
        if len(others) == 1:
            message = f"`{header[others[0]]}` differs from the first row of this statement"
            hint = "say it once, in the first row; another statement needs an id of its own"
            flaw("duplicate-key", message, hint, row, others[0])
        elif others:
            named = " and ".join(f"`{header[number]}`" for number in others[:2])
            message = f"line {group.rows[0].line} has this id too, but another {named}"
            hint = "give another statement an id of its own; of another report of that one leave these cells empty"
            flaw("duplicate-id", message, hint, row, header.index("id"))
        if report:
            data.setdefault("reports", []).append(report)
    return data, few(problems)


def _value(column: str, cell: str) -> Any:
    if column in _NESTED and cell.lstrip()[:1] in ("[", "{"):
        return decode(cell)
    return _CELLS.get(column, str)(cell)


def _put(data: dict[str, Any], column: str, value: Any) -> bool:
    """Whether there was room for the value."""
    name, _, part = column.partition(".")
    place: Any = data
    if name == "speaker":
        speakers = data.setdefault("speakers", [{}])
        place, name = speakers[0] if isinstance(speakers, list) and speakers else None, part or "actor"
    elif part:
        place, name = data.setdefault(name, {}), part
    if not isinstance(place, dict) or name in place:
        return False
    place[name] = value
    return True


def find(text: str, wanted: list[Wanted]) -> list[int]:
    """The offsets of fields of records in a CSV text."""
    rows = list(_rows(text))
    header = [cell.strip() for cell in rows.pop(0).cells] if rows else []
    sections = {origin.section for origin, _, _ in wanted if origin.number >= 0}
    headers = {section: _as_meant(header, section) for section in sections}
    groups = {section: _groups(rows, named, section) for section, named in headers.items()}
    reports: dict[int, list[_Row]] = {}
    found = []
    for origin, path, on_key in wanted:
        if origin.number < 0:
            found.append(0)
            continue
        group, header = groups[origin.section][origin.number], headers[origin.section]
        if path[:1] == ("reports",) and origin.number not in reports:
            reports[origin.number] = [row for row in group.rows if _has_report(row, header)]
        found.append(_offset(text, header, group.rows[0], reports.get(origin.number, []), path, on_key))
    return found


def _offset(text: str, header: list[str], row: _Row, reports: list[_Row], path: FieldPath, on_key: bool) -> int:
    names = [str(path[0])] if path else ["id"]
    if len(path) > 1 and path[0] == "reports":
        row = reports[int(path[1])]
        names = [f"report.{path[2]}"] if len(path) > 2 else ["report.source"]
    elif path and path[0] == "speakers":
        names = [f"speaker.{path[2]}"] if len(path) > 2 else []
        names += ["speaker", "speakers"]
    elif len(path) > 1:
        names = [f"{path[0]}.{path[1]}", str(path[0])]
    column = next((header.index(each) for each in names if each in header), None)
    if column is None:
        return row.offset
    # a field's own name stands in the first row where the field has a column, else in a cell, as JSON
    named = on_key and header[column] == ".".join(str(step) for step in path)
    return _cell_offset(text, 0 if named else row.offset, column)


def _has_report(row: _Row, header: list[str]) -> bool:
    return any(cell.strip() and column.startswith("report.") for column, cell in zip(header, row.cells, strict=False))


def _place(text: str, start: int, number: int) -> Position:
    return places(text).at(_cell_offset(text, start, number))


def _cell_offset(text: str, start: int, number: int) -> int:
    """Where the cell of that number, from 0, begins in the row at `start`; the row's end, where it has so many not."""
    offsets = _cell_offsets(text, start)
    return offsets[min(number, len(offsets) - 1)]


@lru_cache(maxsize=4)
def _cell_offsets(text: str, start: int) -> list[int]:
    """Where each cell of the row at `start` begins, and where the row ends."""
    delimiter, at, quoted = _delimiter(text), start, False
    offsets = [start]
    while at < len(text):
        if text[at] == '"' and (quoted or at == offsets[-1] or text[at - 1] == '"'):
            quoted = not quoted  # elsewhere than around a cell, a mark is a mark
        elif not quoted and text[at] == delimiter:
            offsets.append(at + 1)
        elif not quoted and text[at] == "\n":
            break
        at += 1
    return [*offsets, at]


def columns(section: str) -> list[str]:
    """All columns that a table of that kind can have, for hints and documentation."""
    names = [name for name in SECTIONS[section].model_fields if name != "reports"]
    if section == "statements":
        speaker = ["speaker", *(each for each in _parts_of("speaker", Speaker) if each != "speaker.actor")]
        return [*names, *speaker, *_parts_of("original", Original), *_parts_of("report", Report)]
    return [*names, *_parts_of("retraction", Retraction)] if section == "sources" else names


def _parts_of(column: str, noun: type[Noun]) -> list[str]:
    return [f"{column}.{name}" for name in noun.model_fields]
