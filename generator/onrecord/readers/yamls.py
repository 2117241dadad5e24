"""YAML, every scalar as it is written: `no` is a word and `2016-04-10` is text.

PyYAML's C parser composes a tree of nodes with marks, and no resolver gives any of them another type than text.
Anchors, aliases, tags and deep nesting are refused by reading the events first, but only in files that look as if they
had any: the events take as long to read as the tree.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import yaml
from yaml.cyaml import CBaseLoader

from onrecord.model import SECTIONS
from onrecord.problems import ENOUGH, FieldPath, Origin, Problem, few
from onrecord.readers.files import places
from onrecord.readers.raw import Raw, Wanted, given, not_a_map, swallowing
from onrecord.readers.unyaml import events, line_break, swallowed, syntax_problem

DEEPEST = 32
"""Levels of nesting; a record needs six."""

BEARABLE = 5000
"""Levels of nesting that PyYAML can compose; some ten times as many end the program."""

_SUSPICIOUS = re.compile(r"(?:^|[\s\[\]{},:?-])[*&!][^\s*&]|^[ \t?:-]{64}", re.MULTILINE)
_CUT = re.compile(r"[^\S\n]+#\w\S*")
_HASHTAG = re.compile(r"[^\S\n]#\w")
_BRACKET = re.compile(r"[\[\]{}]")
_MARKS = ('"', "'")
_UNSEEN_BREAK = re.compile("[\x85\u2028\u2029]")


class _Loader(CBaseLoader):
    """Asks nothing of any type: each would be text."""

    def resolve(self, kind: type, value: Any, implicit: Any) -> str:
        """The tag of a node, which nobody reads."""
        return ""

    def descend_resolver(self, parent: Any, index: Any) -> None:
        """Nothing depends on where a node stands."""

    def ascend_resolver(self) -> None:
        """As above."""


def read(text: str, name: str) -> tuple[list[Raw], list[Problem]]:
    """Read one YAML file."""
    origin = Origin(file=name)
    if unseen := _UNSEEN_BREAK.search(text):
        return [], [line_break(unseen, text, origin)]
    try:
        refused = few(islice(_refuse(text, origin), ENOUGH)) if _looks_odd(text) else []
        if refused:
            return [], refused
        root = yaml.compose(text, Loader=_Loader)
        deep = _is_too_deep(root)
    except yaml.YAMLError as error:
        return [], [syntax_problem(error, text, origin)]
    if deep:
        return [], list(_refuse(text, origin))
    if root is None:
        return [], []
    if not isinstance(root, yaml.MappingNode):
        message = "a data file is a map of sections"
        hint = "begin with a line `statements:` and write the records below it, each after a hyphen"
        return [], [Problem(code="wrong-type", message=message, origin=origin, hint=hint)]
    records: list[Raw] = []
    numbers = Counter[str]()
    odd = 0
    noticed = _Noticed(text)
    for key, value in root.value:
        if odd > ENOUGH:
            break
        section = _named(key)
        if not isinstance(value, yaml.SequenceNode) or not (value.value or section in SECTIONS):
            if section not in SECTIONS or not _is_nothing(value):
                records.append(Raw(section, _plain(value, noticed), Origin(file=name, section=section)))
                odd += 1
            continue
        for node in value.value:
            where = Origin(file=name, section=section, number=numbers[section])
            numbers[section] += 1
            records.append(Raw(section, _plain(node, noticed), where))
            odd += type(node) is not yaml.MappingNode
            if odd > ENOUGH:
                break
    if len({key.value for key, _ in root.value if isinstance(key.value, str)}) < len(root.value):
        noticed.duplicates.append(root)
    once = {id(node): node for node in noticed.duplicates}.values()
    twice = chain.from_iterable(_duplicates(node, text, origin) for node in once)
    cut = _cut(root, text, origin) if _HASHTAG.search(text) else ()
    others = chain(_parted(noticed, origin), _swallowing(noticed, origin))
    unread = [not_a_map(records[-1], more=1)] if odd > ENOUGH else []
    return records, few([*islice(chain(twice, cut, others), ENOUGH), *unread])


@dataclass(frozen=True, slots=True)
class _Noticed:
    """What is seen of a tree while it is made plain."""

    text: str
    """The file."""
    duplicates: list[yaml.Node] = field(default_factory=list)
    """Maps in which a field is given twice."""
    tall: list[yaml.ScalarNode] = field(default_factory=list)
    """Texts in quotation marks that run over several lines."""
    bare: list[tuple[yaml.Node, yaml.Node]] = field(default_factory=list)
    """What stands in braces without a colon, as if it were the name of a field, and the value before it."""


def find(text: str, wanted: list[Wanted]) -> list[int]:
    """The offsets of fields of records in a YAML text."""
    root = yaml.compose(text, Loader=_Loader)
    pairs: dict[int, _Pairs] = {}
    return [_offset(root, *each, pairs) for each in wanted]


_Pairs = dict[str, tuple[yaml.Node, yaml.Node]]


def _offset(root: Any, origin: Origin, path: FieldPath, on_key: bool, pairs: dict[int, _Pairs]) -> int:
    """`pairs` keeps the fields of each map that was passed through: the first, where one is given twice."""
    node: Any = root
    steps: FieldPath = path
    if origin.section:
        steps = (origin.section, *((origin.number,) if origin.number >= 0 else ()), *path)
    at = node.start_mark.index if node else 0
    for position, step in enumerate(steps):
        if isinstance(node, yaml.MappingNode):
            if id(node) not in pairs:
                pairs[id(node)] = {_named(key): (key, value) for key, value in reversed(node.value)}
            pair = pairs[id(node)].get(str(step))
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


def _plain(node: Any, noticed: _Noticed) -> Any:
    kind = type(node)
    if kind is yaml.ScalarNode:
        if node.style in _MARKS and node.end_mark.line > node.start_mark.line:
            noticed.tall.append(node)
        return node.value if node.value or node.style else None
    if kind is yaml.SequenceNode:
        return [_plain(each, noticed) for each in node.value]
    found = {}
    before: yaml.Node | None = node
    for key, value in node.value:
        name = _named(key)
        if name in found:
            noticed.duplicates.append(node)
        if not _is_nothing(value):
            found[name] = _plain(value, noticed)
        elif ":" in noticed.text[key.end_mark.index : value.start_mark.index]:
            found[name] = None
        else:
            if before is not None:  # else it belongs to the text before it, as the last one did
                noticed.bare.append((before, key))
            value = None
        before = value
    return given(found)


def _named(key: Any) -> str:
    return str(key.value) if type(key) is yaml.ScalarNode else "[…]"


def _is_too_deep(root: Any) -> bool:
    """Whether nesting passed `_looks_odd` by, which takes a bracket inside a text for one that closes."""
    level = [root]
    for _ in range(DEEPEST + 1):
        inner: list[Any] = []
        for node in level:
            if isinstance(node, yaml.MappingNode):
                inner += [each for pair in node.value for each in pair if type(each) is not yaml.ScalarNode]
            elif isinstance(node, yaml.SequenceNode):
                inner += [each for each in node.value if type(each) is not yaml.ScalarNode]
        if not inner:
            return False
        level = inner
    return True


def _looks_odd(text: str) -> bool:
    if _SUSPICIOUS.search(text):
        return True
    depth = deepest = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    many = text.count("[") + text.count("{") > BEARABLE
    return deepest > DEEPEST or (many and _deepest_possible(text) > BEARABLE)


def _deepest_possible(text: str) -> int:
    """No nesting is deeper than this. A bracket closes only what its own line opened, and nothing beside quotes."""
    open_before = deepest = 0
    for line in text.split("\n"):
        doubtful = any(mark in line for mark in "\"'#")
        here = most = 0
        for bracket in _BRACKET.finditer(line):
            if bracket[0] in "[{":
                here += 1
                most = max(most, here)
            elif here and not doubtful:
                here -= 1
        deepest = max(deepest, open_before + most)
        open_before += here
    return deepest


def _refuse(text: str, origin: Origin) -> Iterator[Problem]:
    place = places(text)
    depth = 0
    for event in events(text):
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


def _cut(root: Any, text: str, origin: Origin) -> Iterator[Problem]:
    """Texts that a # cuts short: most likely a hashtag or a number, not a comment."""
    place = places(text)
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if type(node) is not yaml.ScalarNode:
            pairs = isinstance(node, yaml.MappingNode)
            waiting += [each for pair in node.value for each in pair] if pairs else node.value
        elif not node.style and (found := _CUT.match(text, node.end_mark.index)):
            message = f"the text ends before `{found[0].strip()}`: what follows a # is a comment"
            hint = "put quotation marks around the text; a comment has a space after its #"
            at = place.at(found.start() + len(found[0]) - len(found[0].lstrip()))
            yield Problem(code="cut-text", message=message, origin=origin, hint=hint, position=at)


def _parted(noticed: _Noticed, origin: Origin) -> Iterator[Problem]:
    """What stands in braces as if it were a field, and is none: most likely the rest of a text that holds a comma."""
    for before, key in noticed.bare:
        message, at = f"`{_named(key)}` is a field without a value", key.start_mark.index
        if isinstance(before, yaml.ScalarNode) and not before.style and before.value:
            message, at = f"the text ends at this comma: `{_named(key)}` is no part of it", before.end_mark.index
        hint = "in { } a comma ends a text: put quotation marks around one that holds a comma, and [ ] around a list"
        position = places(noticed.text).at(at)
        yield Problem(code="parted-text", message=message, origin=origin, hint=hint, position=position)


def _swallowing(noticed: _Noticed, origin: Origin) -> Iterator[Problem]:
    """Texts that hold what looks like fields: most likely a quotation mark was not closed."""
    for node in noticed.tall:
        if found := swallowed(noticed.text, node.start_mark.index, node.end_mark.index):
            place = places(noticed.text)
            line = place.at(found.start(1)).line
            yield swallowing(line, f"{found[1]}: …", origin, place.at(node.start_mark.index))


def _duplicates(node: Any, text: str, origin: Origin) -> Iterator[Problem]:
    place = places(text)
    seen: dict[str, Any] = {}
    ids = sum(_named(key) == "id" for key, _ in node.value)
    hint = "keep one of them" if ids < 2 else "if a new record begins here, write a hyphen before it: `- id: …`"
    for key, _ in node.value:
        if _named(key) in seen:
            first = place.at(seen[_named(key)].start_mark.index).line
            message = f"`{_named(key)}` is given twice; the first stands in line {first}"
            at = place.at(key.start_mark.index)
            yield Problem(code="duplicate-key", message=message, origin=origin, hint=hint, position=at)
        elif isinstance(key, yaml.ScalarNode):
            seen[str(key.value)] = key
