"""JSON Lines in the very form that a record is read in: a folder of these files is a record again."""

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.exports.jsontexts import json_text
from onrecord.model import Record, Statement


def record(noun: Record) -> dict[str, Any]:
    """A noun as editors write it, defaults left out."""
    written: dict[str, Any] = noun.model_dump(mode="json", exclude_defaults=True)
    if isinstance(noun, Statement) and noun.relations:
        written["relations"] = [relation.written for relation in noun.relations]
    return written


def json_lines(nouns: Mapping[str, Record]) -> Iterator[bytes]:
    """One kind of noun, one a line, in the order of the ids."""
    return ((json_text(record(noun)) + "\n").encode() for _, noun in sorted(nouns.items()))
