"""What a reader hands on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel

from onrecord.model import SECTIONS, Noun, Relation, RelationInput
from onrecord.problems import FieldPath, Origin, Position, Problem


@dataclass(frozen=True, slots=True)
class Raw:
    """One record as it stands in a file: maps, lists and text, not yet judged."""

    section: str
    """The top-level key it stands under."""
    data: Any
    """A map from field to text, list or map; anything else is for the schema to refuse."""
    origin: Origin
    """Where it came from."""


def _names() -> Iterator[str]:
    yield from (*SECTIONS, *RelationInput.model_fields)
    waiting: list[type[Noun]] = [Noun]
    while waiting:
        noun = waiting.pop()
        waiting += noun.__subclasses__()
        yield from noun.model_fields


NAMES = frozenset(_names())
"""The names of all fields, wherever they stand."""


def given(found: dict[str, Any]) -> dict[str, Any]:
    """The fields of a map without those that hold nothing (None): they are left out, as what is not known may be. But a
    name that no field has stays: it is a slip, and no field left out.
    """
    return {name: value for name, value in found.items() if value is not None or name not in NAMES}


def example(section: str, column: str) -> str:
    """What a cell can hold where a list of maps is meant, or one map, as JSON."""
    field = SECTIONS[section].model_fields.get(column)
    inner = inner_noun(field.annotation) if field else None
    if inner is None:
        return '["…", "…"]'
    shape = RelationInput if inner is Relation else inner
    written = "{" + ", ".join(f'"{name}": "…"' for name in needed(shape) or ["rejects"]) + "}"
    return f"[{written}]" if "tuple" in str(field and field.annotation) else written


def needed(noun: type[BaseModel]) -> list[str]:
    """The fields without which it cannot be."""
    return [name for name, field in noun.model_fields.items() if field.is_required()]


def inner_noun(annotation: object) -> type[BaseModel] | None:
    """The class of what a field holds, if that is a map."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((noun for each in get_args(annotation) if (noun := inner_noun(each))), None)


def swallowing(line: int, what: str, origin: Origin, position: Position) -> Problem:
    """That a text in quotation marks goes on over a line that looks like no text."""
    message = f"this text does not end before line {line}, which looks like a line of its own: `{what}`"
    hint = "close its quotation mark where it ends; if all of it is the text, nothing need be done"
    return Problem(code="swallowed-lines", message=message, origin=origin, hint=hint, position=position)


def not_a_map(raw: Raw, *, more: int) -> Problem:
    """That a file holds so many values that are no records that it was read no further."""
    hint = "write each record as a map of fields"
    return Problem(code="wrong-type", message="this is no record", origin=raw.origin, hint=hint, more=more)


class Wanted(NamedTuple):
    """A field of a record, whose place in its file is asked for."""

    origin: Origin
    """The record."""
    path: FieldPath
    """The field in it."""
    on_key: bool
    """Whether the place of its name is meant, and not that of its value."""
