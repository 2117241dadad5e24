"""What refers to another record: it is there, and is of the kind that is meant."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, UNNAMED, Record, former_ids_of
from onrecord.problems import FieldPath, Nearest, Problem

_SWALLOWED = re.compile(r"\s\w+:\S")
"""A field that YAML took for the value above it to go on."""
_BETWEEN = re.compile(r"[,;،؛]|\s(?:and|&)\s")
"""What may stand between ids that are written as one text."""
_ONE = {
    "actors": "an actor",
    "topics": "a topic",
    "sources": "a source",
    "events": "an event",
    "statements": "a statement",
}
_MEANT = {
    "actors": "name an actor here: a person, an organization or a group",
    "topics": "name a topic here: what it is about",
    "sources": "name a source here: the document that holds the words",
    "events": "name an event here: an occasion",
    "statements": "name another statement here",
}
FAILED = frozenset(["#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!"])
"""What spreadsheets write into a cell whose formula they cannot work out."""
FAILED_HINT = "a spreadsheet took what stood there for a formula and could not work it out: type it anew, as text"

_Reference = tuple[str, Record, FieldPath, str, str | None]
"""The section and the record that refers to another, the field, the other's section, its id."""


def _to_organizations(dataset: Dataset) -> Iterator[_Reference]:
    """What refers to actors that are no persons."""
    for actor in dataset.actors.values():
        yield "actors", actor, ("part_of",), "actors", actor.part_of
        for number, role in enumerate(actor.roles):
            yield "actors", actor, ("roles", number, "organization"), "actors", role.organization
    for source in dataset.sources.values():
        yield "sources", source, ("outlet",), "actors", source.outlet
    for statement in dataset.statements.values():
        for number, report in enumerate(statement.reports):
            for step, agency in enumerate(report.chain):
                yield "statements", statement, ("reports", number, "chain", step), "actors", agency


def _to_others(dataset: Dataset) -> Iterator[_Reference]:
    for topic in dataset.topics.values():
        yield "topics", topic, ("broader",), "topics", topic.broader
        yield "topics", topic, ("triggered_by",), "events", topic.triggered_by
    for statement in dataset.statements.values():
        for number, speaker in enumerate(statement.speakers):
            if speaker.actor != UNNAMED:
                yield "statements", statement, ("speakers", number, "actor"), "actors", speaker.actor
            yield "statements", statement, ("speakers", number, "on_behalf_of"), "actors", speaker.on_behalf_of
        yield "statements", statement, ("event",), "events", statement.event
        for number, about in enumerate(statement.topics):
            yield "statements", statement, ("topics", number, "topic"), "topics", about.topic
        for number, relation in enumerate(statement.relations):
            yield "statements", statement, ("relations", number, relation.kind), "statements", relation.target
        for number, report in enumerate(statement.reports):
            yield "statements", statement, ("reports", number, "source"), "sources", report.source


def references(dataset: Dataset) -> Iterator[Problem]:
    """Every id that is referred to exists."""
    known = {kind: dataset.section(kind) for kind in SECTIONS}
    missing = _Missing(dataset)
    for section, record, path, kind, name in chain(_to_organizations(dataset), _to_others(dataset)):
        if name is None or name in known[kind] or missing.is_told(kind, name):
            continue
        message, hint = missing.told(section, record, path, kind, name)
        yield flaw(dataset, section, record, "dangling-reference", message, path, hint)


class _Missing:
    """What is said of an id that is not there."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.nearest = Nearest()
        self.former = {
            kind: {former: record.id for record in dataset.section(kind).values() for former in former_ids_of(record)}
            for kind in SECTIONS
        }
        self.unread: dict[str, list[str]] = defaultdict(list)
        for kind, name in sorted(dataset.unread):
            self.unread[kind].append(name)

    def is_told(self, kind: str, name: str) -> bool:
        """Whether what is wrong with that record is told already."""
        return (kind, name) in self.dataset.unread or ("", name) in self.dataset.unread

    def told(self, section: str, record: Record, path: FieldPath, kind: str, name: str) -> tuple[str, str]:
        """Message and hint."""
        form = self.dataset.origins[section, record.id].form
        one = kind.removesuffix("s")
        message = f"there is no {one} `{name}`"
        if _SWALLOWED.search(name):
            return message, "a field below it has no space after its colon: write `name: value`"
        if form == "table" and name in FAILED:
            return message, FAILED_HINT
        if former := self.former[kind].get(name):
            return message, f"it is called `{former}` now"
        if parts := self._parts(path, kind, name):
            return f"`{name}` are {len(parts)} {kind}, not one", _apart(path, parts, form)
        for other in SECTIONS:
            if other != kind and name in self.dataset.section(other):
                return f"`{name}` is {_ONE[other]}, not {_ONE[kind]}", self._instead(path, kind, other, name)
        return message, self._nearest(path, kind, name)

    def _parts(self, path: FieldPath, kind: str, name: str) -> list[str]:
        """The ids, where the text holds several and all are known; else none."""
        parts = [part.strip() for part in _BETWEEN.split(name)]
        parts = [part.removeprefix("and ").strip() for part in parts if part]
        return parts if len(parts) > 1 and all(self._is_known(path, kind, part) for part in parts) else []

    def _is_known(self, path: FieldPath, kind: str, name: str) -> bool:
        there = name in self.dataset.section(kind) or name in self.former[kind] or self.is_told(kind, name)
        return there or (_is_speaker(path) and name == UNNAMED)

    def _instead(self, path: FieldPath, kind: str, other: str, name: str) -> str:
        """What to write in place of a record of another kind."""
        if (kind, other) == ("sources", "actors"):
            return f"{_MEANT[kind]}; that names `{name}` as its `outlet`"
        if (kind, other) == ("actors", "sources") and (outlet := self.dataset.sources[name].outlet):
            return f"did you mean its outlet, `{outlet}`?"
        if (kind, other) == ("topics", "events") and path[0] == "topics":
            return "at which occasion it was said stands in `event`"
        if (kind, other) == ("events", "topics") and path[0] == "event":
            return "what it is about stands in `topics`"
        return _MEANT[kind]

    def _nearest(self, path: FieldPath, kind: str, name: str) -> str:
        there = chain(self.dataset.section(kind), self.unread[kind], self.unread[""])
        if not _is_speaker(path):
            if kind == "actors" and name.casefold() == UNNAMED:
                return f"`{UNNAMED}` can be a speaker only: leave the field out"
            return self.nearest.hint(name, there, otherwise=f"add it to {kind}")
        if name.casefold() == UNNAMED:
            return f"did you mean `{UNNAMED}`?"
        otherwise = f"add it to {kind}, or write `{UNNAMED}` for one whom the source does not name"
        return self.nearest.hint(name, chain(there, [UNNAMED]), otherwise=otherwise)


def _is_speaker(path: FieldPath) -> bool:
    return path[0] == "speakers" and path[-1] == "actor"


def _apart(path: FieldPath, ids: list[str], form: str) -> str:
    """How several ids are written."""
    field = str(path[0])
    if "chain" in path:
        field = "report.chain" if form == "table" else "chain"
    elif field == "reports":
        return "write a report for each"
    elif field == "relations":
        kind = path[-1]
        if form == "table":
            return f"write a relation for each: `{'; '.join(f'{kind}={name}' for name in ids)}`"
        return "write a relation for each"
    elif not (_is_speaker(path) or path[-1] == "topic"):
        return f"`{path[-1]}` names one only"
    if form == "table":
        return f"in a table, `{field}` holds several ids with semicolons between: `{'; '.join(ids)}`"
    written = ids if form == "yaml" else [f'"{name}"' for name in ids]
    return f"write a list: `[{', '.join(written)}]`"


def organizations(dataset: Dataset) -> Iterator[Problem]:
    """An organization is an actor that is no person. Where the actor's kind was left out, that is one mistake."""
    told: set[str] = set()
    for section, record, path, _, name in _to_organizations(dataset):
        actor = dataset.actors.get(name) if name else None
        if actor is None or actor.kind != "person" or (path[0] == "outlet" and _is_own_account(dataset, record)):
            continue
        if "kind" not in actor.model_fields_set:
            if actor.id in told:
                continue
            told.add(actor.id)
        field = "chain" if "chain" in path else path[-1]
        default = "" if "kind" in actor.model_fields_set else " (its `kind` is left out)"
        message = f"`{actor.id}` is a person{default}, and `{field}` names an organization"
        hint = "if it is no person, write `kind: organization` among the actors; else name another"
        yield flaw(dataset, section, record, "wrong-kind", message, path, hint)


def _is_own_account(dataset: Dataset, source: Record) -> bool:
    """What people post, they publish themselves."""
    return dataset.sources[source.id].kind in ("post", "video")
