"""Files that the program keeps beside the data: small records, sorted, one a line, so that git can merge them.

What they hold is checked field by field when it is read: people merge these files by hand, and may forge them.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

_T = TypeVar("_T")


class LedgerError(ValueError):
    """A ledger is not as the program writes it."""

    def __init__(self, message: str, line: int = 1) -> None:
        """`line`, from 1, is where it is to be mended."""
        super().__init__(message)
        self.line = line


_CONFLICT = re.compile("[<=>]{7}(?: |$)")
_STRING = re.compile(r'"([^"\\]+)"')


def as_json(values: Iterable[Any]) -> str:
    """The text of a ledger of dataclass values, which must be sortable."""
    lines = [
        json.dumps({field.name: getattr(value, field.name) for field in fields(value)}, ensure_ascii=False)
        for value in sorted(values)
    ]
    # every record's line ends alike, so that lines of two branches stand together as they are; the last is none
    return "[\n" + "".join(f"{line},\n" for line in lines) + "null\n]\n"


def from_json(text: str, kind: type[_T], made: Callable[[Mapping[str, Any]], _T | None]) -> list[_T]:
    """Read a ledger; `made` turns an object with exactly the fields of `kind` into a value, or gives None.

    Raises LedgerError where the text is not as `as_json` writes it.
    """
    lines = text.split("\n")
    conflict = next((number for number, line in enumerate(lines, 1) if _CONFLICT.match(line)), 0)
    if conflict:
        message = f"line {conflict} is the sign of a merge conflict: delete such lines, and keep all others"
        raise LedgerError(message, conflict)
    listed = _listed(text)
    if not isinstance(listed, list):
        raise LedgerError("it does not hold a list")
    listed = [each for each in listed if each is not None]
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    found = []
    for number, each in enumerate(listed, start=1):
        value = None
        if isinstance(each, dict) and each.keys() == names:
            try:
                value = made(each)
            except (KeyError, TypeError, ValueError, OverflowError):
                value = None
        if value is None:
            filled = [place for place, line in enumerate(lines, 1) if line.strip(" \t\r,") not in _NO_RECORD]
            line = filled[number - 1] if len(filled) == len(listed) else 1
            raise LedgerError(f"entry {number} of the list is not as the program writes it", line)
        found.append(value)
    return found


def _listed(text: str) -> Any:
    """The whole as JSON; where that fails, as after a merge, line by line."""
    try:
        return _decoder.decode(text)
    except (ValueError, RecursionError):
        lines = [line.strip().rstrip(",") for line in text.split("\n")]
    found, wrong = [], 1
    try:
        for wrong, line in enumerate(lines, 1):  # noqa: B007 - told below
            if line not in _NO_RECORD:
                found.append(_decoder.decode(line))
        if not found:
            raise ValueError
        return found
    except (ValueError, RecursionError):
        message = "it is not JSON: a bracket, a comma or a quotation mark is missing or too many"
        raise LedgerError(message, wrong) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field is given twice")
    return found


_decoder = json.JSONDecoder(object_pairs_hook=_once)
_NO_RECORD = ("", "[", "]", "[]", "null")
"""What a line of a ledger can be beside a record."""


def is_text(value: object) -> bool:
    """Whether this is a text that can be written again."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def lines_of(text: str, values: Iterable[str]) -> dict[str, int]:
    """The line, from 1, on which each of these values, which stand on one line only, is found; others are left out."""
    wanted = set(values)
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for value in _STRING.findall(line):
            if value in wanted:
                found.setdefault(value, number)
    return found
