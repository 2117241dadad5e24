"""What a reader hands on."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from onrecord.problems import FieldPath, Origin


@dataclass(frozen=True, slots=True)
class Raw:
    """One record as it stands in a file: maps, lists and text, not yet judged."""

    section: str
    """The top-level key it stands under."""
    data: Any
    """A map from field to text, list or map; anything else is for the schema to refuse."""
    origin: Origin
    """Where it came from."""


class Wanted(NamedTuple):
    """A field of a record, whose place in its file is asked for."""

    origin: Origin
    """The record."""
    path: FieldPath
    """The field in it."""
    on_key: bool
    """Whether the place of its name is meant, and not that of its value."""
