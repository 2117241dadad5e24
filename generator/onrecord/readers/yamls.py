"""YAML, every scalar as it is written: `no` is a word and `2016-04-10` is text.

PyYAML's C parser composes a tree of nodes with marks, and no resolver gives any of them another type than text.
Anchors, aliases, tags and deep nesting are refused by reading the events first, but only in files that look as if they
had any: the events take as long to read as the tree.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.cyaml import CBaseLoader

from onrecord.problems import FieldPath, Origin, Problem
from onrecord.readers.files import Places
from onrecord.readers.raw import Raw, Wanted

DEEPEST = 32
"""Levels of nesting; a record needs six."""

_SUSPICIOUS = re.compile(r"(?:^|[\s\[\]{},:?-])[*&!][^\s*&]|^[ \t?:-]{64}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")


def read(text: str, name: str) -> tuple[list[Raw], list[Problem]]:
    """Read one YAML file."""
    origin = Origin(file=name)
    try:
        refused = list(_refuse(text, origin)) if _looks_odd(text) else []
        if refused:
            return [], refused
        root = yaml.compose(text, Loader=CBaseLoader)
    except yaml.YAMLError as error:
        return [], [_syntax_problem(error, text, origin)]
    if root is None:
        return [], []
    if not isinstance(root, yaml.MappingNode):
        message = "a data file is a map of sections"
        hint = "begin with a line `statements:` and write the records below it, each after a hyphen"
        return [], [Problem(code="wrong-type", message=message, origin=origin, hint=hint)]
    records: list[Raw] = []
    duplicates: list[yaml.Node] = []
    for key, value in root.value:
        section = str(key.value)
        if not isinstance(value, yaml.SequenceNode):
            if not _is_nothing(value):
                records.append(Raw(section, _plain(value, duplicates), Origin(file=name, section=section)))
            continue
        offset = sum(1 for raw in records if raw.section == section)
        for number, node in enumerate(value.value):
            where = Origin(file=name, section=section, number=offset + number)
            records.append(Raw(section, _plain(node, duplicates), where))
    if len({key.value for key, _ in root.value if isinstance(key.value, str)}) < len(root.value):
        duplicates.append(root)
    return records, [problem for node in duplicates for problem in _duplicates(node, text, origin)]


def find(text: str, wanted: list[Wanted]) -> list[int]:
    """The offsets of fields of records in a YAML text."""
    try:
        root = yaml.compose(text, Loader=CBaseLoader)
    except yaml.YAMLError:
        return [0 for _ in wanted]
    return [_offset(root, *each) for each in wanted]


def _offset(root: Any, origin: Origin, path: FieldPath, on_key: bool) -> int:
    node: Any = root
    steps: FieldPath = path
    if origin.section:
        steps = (origin.section, *((origin.number,) if origin.number >= 0 else ()), *path)
    at = node.start_mark.index if node else 0
    for position, step in enumerate(steps):
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == step), None)
            if pair is None:
                continue  # a short form: the full form's field has no place of its own
            named = (on_key and position == len(steps) - 1) or _is_nothing(pair[1])
            at = (pair[0] if named else pair[1]).start_mark.index
            node = pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            at = node.start_mark.index
    return int(at)


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~")


def _plain(node: Any, duplicates: list[yaml.Node]) -> Any:
    kind = type(node)
    if kind is yaml.ScalarNode:
        return node.value if node.value or node.style else None
    if kind is yaml.SequenceNode:
        return [_plain(each, duplicates) for each in node.value]
    found = {}
    for key, value in node.value:
        name = key.value if type(key) is yaml.ScalarNode else "a list or map"
        if name in found:
            duplicates.append(node)
        found[name] = None if _is_nothing(value) else _plain(value, duplicates)
    return {name: value for name, value in found.items() if value is not None}


def _looks_odd(text: str) -> bool:
    if _SUSPICIOUS.search(text):
        return True
    depth = deepest = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket[0] in "[{" else -1
        deepest = max(deepest, depth)
    return deepest > DEEPEST


def _events(text: str) -> Iterator[Any]:
    return yaml.parse(text, Loader=CBaseLoader)


def _refuse(text: str, origin: Origin) -> Iterator[Problem]:
    place = Places(text)
    depth = 0
    for event in _events(text):
        code = message = hint = ""
        if isinstance(event, yaml.AliasEvent):
            code, message = "yaml-alias", f"`*{event.anchor}` stands for another value"
            hint = "write the value out; a text that begins with * needs quotation marks around it"
        elif getattr(event, "anchor", None):
            code, message = "yaml-alias", f"`&{event.anchor}` names a value"
            hint = "leave the anchor off; a text that begins with & needs quotation marks around it"
        elif getattr(event, "tag", None):
            code, message = "yaml-tag", f"`{event.tag}` is a YAML tag"
            hint = "leave the tag off; a text that begins with ! needs quotation marks around it"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth == DEEPEST + 1:
                code, message = "too-deep", f"more than {DEEPEST} levels of nesting"
                hint = "a text that begins with [ or { needs quotation marks around it"
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if code:
            at = place.at(event.start_mark.index)
            yield Problem(code=code, message=message, origin=origin, hint=hint, position=at)
            if code == "too-deep":
                return


def _duplicates(node: Any, text: str, origin: Origin) -> Iterator[Problem]:
    place = Places(text)
    seen: dict[str, Any] = {}
    for key, _ in node.value:
        if key.value in seen:
            first = place.at(seen[key.value].start_mark.index).line
            message = f"`{key.value}` is given twice; the first stands in line {first}"
            at = place.at(key.start_mark.index)
            hint = "keep one of them"
            yield Problem(code="duplicate-key", message=message, origin=origin, hint=hint, position=at)
        elif isinstance(key, yaml.ScalarNode):
            seen[key.value] = key


_REMEDIES = (
    ("mapping values are not allowed", "a text that holds a colon and a space needs quotation marks around it"),
    (
        "found character that cannot start any token",
        "indent with spaces, not tabs; quote a text that begins with @ or `",
    ),
    ("found unexpected end of stream", "a quotation mark is opened and never closed"),
    ("expected a single document", "one file is one document: remove the line `---`"),
    ("did not find expected", "check the indentation, brackets, and quotation marks of this line and the one above"),
    ("could not find expected ':'", "a field is written `name: value`, with a space after the colon"),
)


def _syntax_problem(error: yaml.YAMLError, text: str, origin: Origin) -> Problem:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    message = f"{context}: {said}" if context else str(said)
    hint = next((remedy for sign, remedy in _REMEDIES if sign in message), "see the YAML examples in the documentation")
    place = Places(text)
    if mark is not None:
        return Problem(code="yaml-syntax", message=message, origin=origin, hint=hint, position=place.at(mark.index))
    return Problem(code="yaml-syntax", message=message, origin=origin, hint=hint)
