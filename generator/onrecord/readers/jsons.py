"""JSON (RFC 8259) and JSON Lines. Numbers stay as they are written; `null` is a field left out."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from onrecord.model import SECTIONS
from onrecord.problems import ENOUGH, FieldPath, Origin, Problem, few
from onrecord.readers import files
from onrecord.readers.files import places
from onrecord.readers.raw import Raw, Wanted, given, not_a_map

DEEPEST = 32
"""Levels of nesting; a record needs six."""
_SPACE = re.compile(r"[ \t\n\r]*")
_COMMA = r"write it; or a quotation mark is missing just before, or one inside a text is not written \""
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]|\b(?:NaN|Infinity)\b', re.DOTALL)


class _DuplicateError(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _DuplicateError
    if None in found.values():
        return given(found)
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_no_constant)
_passing_decoder = json.JSONDecoder(object_pairs_hook=lambda _: None, parse_int=bool, parse_float=bool)
"""For what is passed by: only its end is asked for."""
_forgiving_decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_no_constant)
"""For a text with a field given twice: whether it is JSON otherwise."""


def decode(text: str) -> Any:
    """A JSON text as maps, lists and text. Raises ValueError where it is none."""
    try:
        value = _decoder.decode(text)
    except json.JSONDecodeError as error:
        raise ValueError(_in_plain_words(error)[0]) from None
    except _DuplicateError:
        raise ValueError("a field is given twice") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if _may_be_deep(text) and _is_too_deep(value):
        raise ValueError("it is nested too deep")
    return value


def _decoded(text: str, origin: Origin, whole: str, offset: int) -> tuple[Any, list[Problem]]:
    """The value of `text`, which begins at `offset` of the file's `whole` text."""

    def problem(code: str, message: str, hint: str, at: int) -> Problem:
        position = places(whole).at(offset + at)
        return Problem(code=code, message=message, origin=origin, hint=hint, position=position)

    value, is_twice = None, False
    try:
        try:
            value = _decoder.decode(text)
        except _DuplicateError:
            value, is_twice = _forgiving_decoder.decode(text), True
    except json.JSONDecodeError as error:
        return None, [problem("json-syntax", *_in_plain_words(error, is_line=text is not whole))]
    except ValueError as error:
        at = next((word.start() for word in _TOKEN.finditer(text) if word[0] in ("NaN", "Infinity")), 0)
        return None, [problem("json-syntax", str(error), "write a text in quotation marks", at)]
    except RecursionError:
        return None, [_deep(problem, text)]
    if _may_be_deep(text) and _is_too_deep(value):
        return None, [_deep(problem, text)]
    if not is_twice:
        return value, []
    return None, few(
        problem("duplicate-key", f"`{key}` is given twice", "keep one of them", at)
        for key, at in islice(_twice(text), ENOUGH)
    )


def _deep(problem: Callable[[str, str, str, int], Problem], text: str) -> Problem:
    message = f"more than {DEEPEST} levels of nesting"
    at = next((at for at, depth in _depths(text) if depth > DEEPEST), 0)
    return problem("too-deep", message, "look for a bracket that is opened too often", at)


def _may_be_deep(text: str) -> bool:
    return text.count("[") + text.count("{") > DEEPEST


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        if not level:
            return False
        level = [
            each
            for outer in level
            for each in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if isinstance(each, dict | list)
        ]
    return bool(level)


def _depths(text: str) -> Iterator[tuple[int, int]]:
    """Every bracket's offset, and how deep one is behind it."""
    depth = 0
    for token in _TOKEN.finditer(text):  # pragma: no branch - in a text that is too deep, nobody looks for the end
        if token[0] in ("[", "{", "]", "}"):
            depth += 1 if token[0] in ("[", "{") else -1
            yield token.start(), depth


def _in_plain_words(error: json.JSONDecodeError, *, is_line: bool = False) -> tuple[str, str, int]:
    """Message, hint, and offset of the character to repair; `is_line` says that it is one of a JSON Lines file."""
    text, at, said = error.doc, error.pos, error.msg
    rest = text[at:].lstrip(" \t\n\r,")
    before = text[:at].rstrip(" \t\n\r")
    if not text.strip():
        return "the file is empty", 'write {"statements": [ … ]}, or delete the file', 0
    if said.startswith("Unterminated"):
        return "the quotation mark that opens here is never closed", "close it", at
    if said.startswith("Invalid control"):
        what = {"\n": "a line break", "\t": "a tab"}.get(text[at], f"U+{ord(text[at]):04X}")
        return (
            f"{what} stands inside a text",
            r"close the quotation mark, or write \n for a line break, \t for a tab",
            at,
        )
    if said.startswith("Invalid"):
        at = text.rfind("\\", 0, at + 1)
        return "a backslash is followed by what means nothing", r"write a backslash twice: \\", at
    if said.startswith("Extra") and is_line:
        if rest and not rest.startswith(("#", "//", "/*")):
            return "the line goes on after its record", "write each record on a line of its own", at
        what = "a comment stands here, and JSON has none" if rest else "a comma stands after the record"
        return what, "delete it: each line holds one record, and nothing else", at
    if said.startswith("Extra"):
        hint = "a .json file holds one object or list; a file with one record in each line is called .jsonl"
        return "the file goes on after its end", hint, at
    if rest[:1] in ("}", "]") and (before.endswith(",") or text[at : at + 1] == ","):
        comma = at if text[at : at + 1] == "," else len(before) - 1
        return f"a comma stands before the closing {rest[0]}", "delete the comma", comma
    if not rest:
        return "the file ends before all its brackets are closed", "close them: ] for [, } for {", at
    if rest[0] in "'“”„‘’«":
        return f"{rest[0]} is not the quotation mark of JSON", 'names and texts stand in straight double marks: "…"', at
    if rest[0] == "#" or rest.startswith(("//", "/*")):
        return "a comment stands here, and JSON has none", "delete it; write a remark into the field `note`", at
    if "':'" in said:
        return "a colon is missing after the name of a field", 'write "name": "value"', at
    if "','" in said:
        return "a comma is missing before this", _COMMA, at
    hint = 'names and texts stand in straight double marks: "…"; one comma stands between two fields or records'
    return "a name or value was expected here", hint, at


def read(text: str, name: str) -> tuple[list[Raw], list[Problem]]:
    """Read one JSON file: an object of sections, or a list of records of the kind its name says."""
    origin = Origin(file=name)
    value, problems = _decoded(text, origin, text, 0)
    if problems:
        return [], problems
    if isinstance(value, list):
        section = files.section_of(name, SECTIONS)
        if section is None:
            return [], [_no_kind(origin, "statements-2016.json")]
        value = {section: value}
    if not isinstance(value, dict):
        message = "a data file is an object of sections"
        hint = 'write {"statements": [ … ]}'
        return [], [Problem(code="wrong-type", message=message, origin=origin, hint=hint)]
    records = []
    odd = 0
    for section, listed in value.items():
        if isinstance(listed, list) and (listed or section in SECTIONS):
            for number, data in enumerate(listed):
                records.append(Raw(section, data, Origin(file=name, section=section, number=number)))
                odd += not isinstance(data, dict)
                if odd > ENOUGH:
                    return records, [not_a_map(records[-1], more=1)]
        else:
            records.append(Raw(section, listed, Origin(file=name, section=section)))
    return records, []


def read_lines(text: str, name: str) -> tuple[list[Raw], list[Problem]]:
    """Read one JSON Lines file: a record a line, of the kind that its name says. A bad line costs only itself."""
    section = files.section_of(name, SECTIONS)
    if section is None:
        return [], [_no_kind(Origin(file=name), "statements-2016.jsonl")]
    if whole := _one_record(text):
        hint = "write each record on one line; a file of one record over several lines is called .json"
        message = "a record stands on several lines"
        at = places(text).at(whole)
        return [], [Problem(code="json-syntax", message=message, origin=Origin(file=name), hint=hint, position=at)]
    records, problems, offset, odd = [], [], 0, 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            origin = Origin(file=name, section=section, number=number)
            value, flaws = _decoded(line, origin, text, offset)
            problems += flaws
            if not flaws:
                records.append(Raw(section, value, origin))
            odd += not isinstance(value, dict)
            if odd > ENOUGH:
                problems.append(not_a_map(Raw(section, value, origin), more=1))
                break
        offset += len(line) + 1
    return records, few(problems)


def _one_record(text: str) -> int:
    """Where the second line of the first record begins, if it has one; else nothing."""
    start = _skip(text, 0)
    try:
        _, end = _passing_decoder.raw_decode(text, start)
    except (ValueError, RecursionError):
        return 0
    return text.find("\n", start, end) + 1


def _no_kind(origin: Origin, like: str) -> Problem:
    return Problem(
        code="file-kind",
        message="the file's name does not say what kind of record it holds",
        origin=origin,
        hint=f"begin the name with actors, topics, sources, events or statements: {like}",
    )


def find(text: str, wanted: list[Wanted]) -> list[int]:
    """The offsets of fields of records in a JSON text."""
    listed = text.lstrip().startswith("[")
    steps = []
    for origin, path, _ in wanted:
        section = (origin.section,) if origin.section and not listed else ()
        number = (origin.number,) if origin.number >= 0 else ()
        steps.append((*section, *number, *path))
    return _offsets(text, list(zip(steps, (each.on_key for each in wanted), strict=True)))


def find_in_lines(text: str, wanted: list[Wanted]) -> list[int]:
    """The offsets of fields of records in a JSON Lines text."""
    lines = text.split("\n")
    starts = places(text).starts
    found = [0] * len(wanted)
    asked: dict[int, list[int]] = {}
    for place, (origin, _, _) in enumerate(wanted):
        asked.setdefault(origin.number, []).append(place)
    for number, here in asked.items():
        if number >= 0:
            offsets = _offsets(lines[number], [(wanted[place].path, wanted[place].on_key) for place in here])
            for place, offset in zip(here, offsets, strict=True):
                found[place] = starts[number] + offset
    return found


def _offsets(text: str, wanted: list[tuple[FieldPath, bool]]) -> list[int]:
    """Where fields stand, or their names, in a JSON text that is known to be well-formed."""
    steps = {step for path, _ in wanted for step in path}
    held: dict[int, dict[str | int, tuple[int | None, int]]] = {}
    found = []
    for path, on_key in wanted:
        key_at, at, last = None, _skip(text, 0), None
        for step in path:
            if at not in held:
                held[at] = {name: (key, value) for name, key, value in _inside(text, at) if name in steps}
            if step in held[at]:  # else a short form: the full form's field has no place of its own
                (key_at, at), last = held[at][step], step
        found.append(key_at if on_key and key_at is not None and last == path[-1] else at)
    return found


def _inside(text: str, at: int) -> Iterator[tuple[str | int, int | None, int]]:
    """Each value of the list or object at `at`: its name or number, the offset of its name, its own offset."""
    if text[at] not in "[{":
        return
    closing = "]" if text[at] == "[" else "}"
    number, at = 0, _skip(text, at + 1)
    while text[at] != closing:
        step: str | int = number
        key_at = None
        if closing == "}":
            key_at = at
            step, at = scanstring(text, at + 1, True)
            at = _skip(text, _skip(text, at) + 1)
        yield step, key_at, at
        at = _skip(text, _passing_decoder.raw_decode(text, at)[1])
        if text[at] == ",":
            at = _skip(text, at + 1)
        number += 1


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _twice(text: str) -> Iterator[tuple[str, int]]:
    """The name and its offset of every field that was given before in its object."""
    waiting = [_skip(text, 0)]
    while waiting:
        seen: set[str | int] = set()
        inner = []
        for step, key_at, at in _inside(text, waiting.pop()):
            if key_at is not None and step in seen:
                yield str(step), key_at
            seen.add(step)
            if text[at] in "[{":
                inner.append(at)
        waiting += reversed(inner)
