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


def references(dataset: Dataset) -> Iterator[Problem]:
    """Every id that is referred to exists, and an organization is an actor that is no person."""

    former_ids = {
        kind: {former: record.id for record in dataset.section(kind).values() for former in former_ids_of(record)}
        for kind in SECTIONS
    }
    unread: dict[str, list[str]] = defaultdict(list)
    for kind, name in sorted(dataset.unread):
        unread[kind].append(name)
    nearest = Nearest()

    def look(section: str, record: Record, path: FieldPath, kind: str, name: str | None) -> Iterator[Problem]:
        known = dataset.section(kind)
        if name is None or name in known:
            return
        if (kind, name) in dataset.unread or ("", name) in dataset.unread:  # what is wrong with it is told already
            return
        former = former_ids[kind].get(name)
        there = chain(known, unread[kind], unread[""])
        hint = f"it is called `{former}` now" if former else nearest.hint(name, there, otherwise=f"add it to {kind}")
        if _SWALLOWED.search(name):
            hint = "a field below it has no space after its colon: write `name: value`"
        message = f"there is no {kind.removesuffix('s')} `{name}`"
        yield flaw(dataset, section, record, "dangling-reference", message, path, hint)

    for actor in dataset.actors.values():
        yield from look("actors", actor, ("part_of",), "actors", actor.part_of)
        for number, role in enumerate(actor.roles):
            yield from look("actors", actor, ("roles", number, "organization"), "actors", role.organization)
    for topic in dataset.topics.values():
        yield from look("topics", topic, ("broader",), "topics", topic.broader)
        yield from look("topics", topic, ("triggered_by",), "events", topic.triggered_by)
    for source in dataset.sources.values():
        yield from look("sources", source, ("outlet",), "actors", source.outlet)
    for statement in dataset.statements.values():
        for number, speaker in enumerate(statement.speakers):
            if speaker.actor != UNNAMED:
                yield from look("statements", statement, ("speakers", number, "actor"), "actors", speaker.actor)
            behalf: FieldPath = ("speakers", number, "on_behalf_of")
            yield from look("statements", statement, behalf, "actors", speaker.on_behalf_of)
        yield from look("statements", statement, ("event",), "events", statement.event)
        for number, about in enumerate(statement.topics):
            yield from look("statements", statement, ("topics", number, "topic"), "topics", about.topic)
        for number, relation in enumerate(statement.relations):
            place: FieldPath = ("relations", number, relation.kind)
            yield from look("statements", statement, place, "statements", relation.target)
        for number, report in enumerate(statement.reports):
            yield from look("statements", statement, ("reports", number, "source"), "sources", report.source)
            for step, agency in enumerate(report.chain):
                yield from look("statements", statement, ("reports", number, "chain", step), "actors", agency)
