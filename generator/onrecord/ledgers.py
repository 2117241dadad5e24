"""Files that the program keeps beside the data: small records, sorted, one a line, so that git can merge them.

What they hold is checked field by field when it is read: people merge these files by hand, and may forge them.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

_T = TypeVar("_T")


def as_json(values: Iterable[Any]) -> str:
    """The text of a ledger of dataclass values, which must be sortable."""
    lines = [
        json.dumps({field.name: getattr(value, field.name) for field in fields(value)}, ensure_ascii=False)
        for value in sorted(values)
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def from_json(text: str, kind: type[_T], made: Callable[[Mapping[str, Any]], _T | None]) -> list[_T]:
    """Read a ledger; `made` turns an object with exactly the fields of `kind` into a value, or gives None.

    Raises ValueError where the text is not as `as_json` writes it.
    """
    try:
        listed: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("it is not JSON: a bracket, a comma or a quotation mark is missing or too many") from None
    if not isinstance(listed, list):
        raise ValueError("it does not hold a list")
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    found = []
    for number, each in enumerate(listed, start=1):
        value = None
        if isinstance(each, dict) and each.keys() == names:
            try:
                value = made(each)
            except (KeyError, TypeError, ValueError):
                value = None
        if value is None:
            raise ValueError(f"line {number} of the list is not as the program writes it")
        found.append(value)
    return found


def line_of(text: str, *values: str) -> int:
    """The line, from 1, on which all of these values stand; 1 where none does."""
    wanted = [json.dumps(value, ensure_ascii=False) for value in values]
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, 1) if all(each in line for each in wanted)), 1)
