"""What belongs to what: one pass over the record, so that no page has to search it.

Everything is in the order of dates; on one day what answers comes after what it answers, then ids decide.

Drafts are not in the index, nor what points at them: they are not
published. Withdrawn statements are in it by id only: their page is a tombstone.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

from onrecord.dataset import Dataset
from onrecord.dates import Date
from onrecord.model import (
    SECTIONS,
    UNNAMED,
    Actor,
    Correction,
    Relation,
    Report,
    Role,
    Source,
    Speaker,
    Statement,
    Topic,
    former_ids_of,
)
from onrecord.reads import Read, Reads, watched

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Backlink:
    """A relation seen from its other end."""

    kind: str
    """As in `Relation.kind`."""
    statement: Statement
    """The statement that has the relation."""
    relation: Relation
    """The relation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The record, ready to be turned into pages."""

    dataset: Dataset
    """What it was made from."""
    published: Sequence[Statement]
    """All statements that are neither drafts nor withdrawn."""
    withdrawn: Sequence[Statement]
    """All that were published and taken back."""
    by_actor: Mapping[str, tuple[Statement, ...]]
    """Published statements that an actor made, or that were made on its behalf."""
    by_topic: Mapping[str, tuple[Statement, ...]]
    """Published statements of a topic itself, sub-topics left out."""
    below_topic: Mapping[str, tuple[Statement, ...]]
    """Published statements of a topic or any topic below it, each once."""
    narrower: Mapping[str, tuple[Topic, ...]]
    """Sub-topics, by name; under `""` the topics without a parent."""
    by_source: Mapping[str, tuple[tuple[Statement, Report], ...]]
    """What was taken from a source."""
    sources_of: Mapping[str, tuple[Source, ...]]
    """What an outlet published."""
    carried: Mapping[str, tuple[Statement, ...]]
    """What an agency carried."""
    units: Mapping[str, tuple[Actor, ...]]
    """Organizations that are part of another."""
    members: Mapping[str, tuple[tuple[Actor, Role], ...]]
    """Who held a role in an organization."""
    backlinks: Mapping[str, tuple[Backlink, ...]]
    """Relations that lead to a statement."""

    positions: Mapping[str, Mapping[str, tuple[tuple[Statement, str], ...]]]
    """Where an actor stood on each topic: by both ids, statements with their stances, in order of date."""
    positions_on: Mapping[str, Mapping[str, tuple[tuple[Statement, str], ...]]]
    """The same by topic, then by actor."""

    moved: Mapping[str, str]
    """Former ids of what has a page, as `statements/old-id`, each with the id that the record has now."""

    ranks: Mapping[str, int]
    """How long a chain of statements of its own day a statement answers."""
    reads: Reads = field(default_factory=Reads, repr=False, compare=False)
    """Takes down what is read of it, once it is `watched`."""
    memory: dict[object, tuple[Any, frozenset[Read]]] = field(default_factory=dict, repr=False, compare=False)
    """What the plan of the pages found out, and pages need again: see `once`."""

    def once(self, key: object, make: Callable[[], _T]) -> _T:
        """What `make` makes, made anew only if it is not remembered under `key`. Nothing is ever forgotten."""
        held = self.memory.get(key)
        if held is None:
            held = self.memory[key] = self.reads.during(make)
        else:
            self.reads.current.update(held[1])
        made: _T = held[0]
        return made

    def watched(self) -> "Index":
        """The same index, and in it the same record, of which is noted what is read."""
        nouns = {
            each.name: watched(getattr(self.dataset, each.name), each.name, self.reads) for each in fields(self.dataset)
        }
        maps = {name: watched(getattr(self, name), name, self.reads) for name in MAPS}
        return replace(self, dataset=replace(self.dataset, **nouns), **maps)

    def in_order(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Each once, by date, undated last; on one day, what answers after what it answers."""
        return _in_order(statements, self.ranks)

    def of_source(self, source_id: str) -> tuple[Statement, ...]:
        """The published statements that a source reports, each once, in order."""

        def once() -> tuple[Statement, ...]:
            return tuple({each.id: each for each, _ in self.by_source.get(source_id, ())}.values())

        return self.once(("of source", source_id), once)

    def is_public(self, statement_id: str) -> bool:
        """Whether a statement has a page."""
        statement = self.dataset.statements.get(statement_id)
        return statement is not None and statement.status != "draft"


MAPS = tuple(each.name for each in fields(Index) if each.name not in ("dataset", "ranks", "reads", "memory"))
"""What of an index is read by key, or whole; a statement's rank counts as part of the statement."""


def _in_order(statements: Iterable[Statement], ranks: Mapping[str, int]) -> tuple[Statement, ...]:
    once = {each.id: each for each in statements}.values()
    return tuple(sorted(once, key=lambda each: (each.date_key, ranks.get(each.id, 0), each.id)))


def _ranks(statements: Mapping[str, Statement]) -> dict[str, int]:
    """How long a chain of statements of the same date each one bears on; a circle ends where it would begin again."""

    def earlier(statement: Statement) -> list[Statement]:
        targets = (statements[each.target] for each in statement.relations if each.target in statements)
        return [each for each in targets if each.date_key == statement.date_key and each is not statement]

    ranks: dict[str, int] = {}
    for start in statements.values():
        waiting = [start] if start.relations else []
        begun: set[str] = set()
        while waiting:
            current = waiting[-1]
            open_ones = [each for each in earlier(current) if each.id not in ranks and each.id not in begun]
            if current.id not in begun and open_ones:
                begun.add(current.id)
                waiting += open_ones
                continue
            waiting.pop()
            if current.id not in ranks:
                ranks[current.id] = max((ranks.get(each.id, 0) + 1 for each in earlier(current)), default=0)
    return ranks


def build_index(dataset: Dataset) -> Index:
    """Go once over a record that has no problems."""
    ranks = _ranks(dataset.statements)
    published = _in_order((s for s in dataset.statements.values() if s.status not in ("draft", "withdrawn")), ranks)
    by_actor: dict[str, list[Statement]] = defaultdict(list)
    by_topic: dict[str, list[Statement]] = defaultdict(list)
    by_source: dict[str, list[tuple[Statement, Report]]] = defaultdict(list)
    carried: dict[str, list[Statement]] = defaultdict(list)
    backlinks: dict[str, list[Backlink]] = defaultdict(list)
    positions: dict[tuple[str, str], list[tuple[Statement, str]]] = defaultdict(list)
    for statement in published:
        for actor in dict.fromkeys(_speaking(statement)):
            by_actor[actor].append(statement)
        for about in {each.topic: None for each in statement.topics}:
            by_topic[about].append(statement)
        stances = [(about.topic, about.stance) for about in statement.topics if about.stance]
        for actor in holders(dataset, statement) if stances else ():
            for topic_id, stance in stances:
                positions[actor, topic_id].append((statement, stance))
        for report in statement.reports:
            by_source[report.source].append((statement, report))
        for agency in dict.fromkeys(agency for report in statement.reports for agency in report.chain):
            carried[agency].append(statement)
        for relation in statement.relations:
            backlinks[relation.target].append(Backlink(relation.kind, statement, relation))
    narrower: dict[str, list[Topic]] = defaultdict(list)
    for topic in sorted(dataset.topics.values(), key=lambda each: (each.name.casefold(), each.id)):
        narrower[topic.broader or ""].append(topic)
    sources_of: dict[str, list[Source]] = defaultdict(list)
    for source in sorted(dataset.sources.values(), key=source_order):
        if source.outlet:
            sources_of[source.outlet].append(source)
    units: dict[str, list[Actor]] = defaultdict(list)
    members: dict[str, list[tuple[Actor, Role]]] = defaultdict(list)
    for actor_ in sorted(dataset.actors.values(), key=lambda each: (each.name.casefold(), each.id)):
        if actor_.part_of:
            units[actor_.part_of].append(actor_)
        for role in actor_.roles:
            if role.organization:
                members[role.organization].append((actor_, role))
    return Index(
        dataset=dataset,
        published=published,
        withdrawn=_in_order((s for s in dataset.statements.values() if s.status == "withdrawn"), ranks),
        ranks=ranks,
        by_actor=_frozen(by_actor),
        by_topic=_frozen(by_topic),
        below_topic=_rolled_up(dataset, by_topic, ranks),
        narrower=_frozen(narrower),
        by_source=_frozen(by_source),
        sources_of=_frozen(sources_of),
        carried=_frozen(carried),
        units=_frozen(units),
        members=_frozen(members),
        backlinks=_frozen(backlinks),
        positions=_nested((actor, topic, held) for (actor, topic), held in positions.items()),
        positions_on=_nested((topic, actor, held) for (actor, topic), held in positions.items()),
        moved={
            f"{section}/{former}": record.id
            for section in SECTIONS
            for record in dataset.section(section).values()
            for former in former_ids_of(record)
            if not (isinstance(record, Statement) and record.status == "draft")
        },
    )


def _speaking(statement: Statement) -> Iterable[str]:
    for speaker in statement.speakers:
        if speaker.actor != UNNAMED:
            yield speaker.actor
        if speaker.on_behalf_of:
            yield speaker.on_behalf_of


def _frozen(lists: Mapping[str, list[_T]]) -> dict[str, tuple[_T, ...]]:
    return {key: tuple(value) for key, value in lists.items()}


def _nested(lists: Iterable[tuple[str, str, list[_T]]]) -> dict[str, dict[str, tuple[_T, ...]]]:
    found: dict[str, dict[str, tuple[_T, ...]]] = {}
    for first, second, held in lists:
        found.setdefault(first, {})[second] = tuple(held)
    return found


def _rolled_up(
    dataset: Dataset, by_topic: Mapping[str, list[Statement]], ranks: Mapping[str, int]
) -> dict[str, tuple[Statement, ...]]:
    below: dict[str, list[Statement]] = defaultdict(list)
    for topic, statements in by_topic.items():
        for ancestor in ancestors(dataset, topic):
            below[ancestor.id] += statements
    return {topic: _in_order(statements, ranks) for topic, statements in below.items()}


def ancestors(dataset: Dataset, topic: str) -> list[Topic]:
    """A topic and its parents, from the topic itself up to the root."""
    line: list[Topic] = []
    current = dataset.topics.get(topic)
    while current is not None and current not in line:
        line.append(current)
        current = dataset.topics.get(current.broader) if current.broader else None
    return line


def holders(dataset: Dataset, statement: Statement) -> tuple[str, ...]:
    """The actors whose position a statement shows: its speakers and those spoken for, unless that is in doubt."""
    if doubt_of(dataset, statement):
        return ()
    listed = (
        actor
        for speaker in statement.speakers
        if speaker.certainty == "certain"
        for actor in (speaker.actor, speaker.on_behalf_of)
        if actor and actor != UNNAMED
    )
    return tuple(dict.fromkeys(listed))


def corrections_of(statement: Statement) -> tuple[Correction, ...]:
    """A statement's corrections; those of a withdrawn one without what it said: its words are gone."""
    if statement.status != "withdrawn":
        return statement.corrections
    return tuple(each.model_copy(update={"before": None, "after": None}) for each in statement.corrections)


def tombstone(statement: Statement) -> Statement:
    """What is left of a withdrawn statement: that there was one, whose it was said to be, and why it is gone.

    How a speaker was described goes too, but for the description that stands for the name of an unnamed one.
    """
    return Statement(
        id=statement.id,
        speakers=tuple(
            Speaker(
                actor=each.actor,
                on_behalf_of=each.on_behalf_of,
                as_printed=each.as_printed if each.actor == UNNAMED else None,
            )
            for each in statement.speakers
        ),
        said_on=statement.said_on,
        status=statement.status,
        corrections=corrections_of(statement),
        former_ids=statement.former_ids,
    )


def named_corrections(statement: Statement) -> tuple[tuple[str, Correction], ...]:
    """A statement's corrections, each with a name that lasts: its day, and which of that day's it is.

    Where editors put a new one at the top, the old keep their names.
    """
    numbers: dict[str, int] = defaultdict(int)
    found = []
    for correction in corrections_of(statement):
        day = re.sub("[^0-9A-Za-z]+", "-", correction.on.text).strip("-")
        numbers[day] += 1
        found.append((f"correction-{day}-{numbers[day]}", correction))
    return tuple(found)


def doubt_of(dataset: Dataset, statement: Statement) -> str:
    """Why readers must be warned wherever a statement stands: its status, or `retracted` sources; empty if all is well.

    Words that nobody but retracted sources reports may never have been said.
    """
    if statement.is_in_doubt:
        return statement.status
    if statement.reports and all(dataset.sources[report.source].retraction for report in statement.reports):
        return "retracted"
    return ""


def source_order(source: Source) -> tuple[object, ...]:
    """By date of publication, undated last."""
    if source.published_on is None:
        return (1, source.id)
    return (0, *source.published_on.sort_key, source.id)


def roles_of(actor: Actor, speaker: Speaker, said_on: Date | None) -> tuple[Role, ...]:
    """The role a speaker spoke in: the one named, else those that the actor is known to have held on that day."""
    if speaker.role:
        return tuple(role for role in actor.roles if role.id == speaker.role)
    if said_on is None or speaker.capacity or speaker.on_behalf_of:
        return ()
    return tuple(role for role in actor.roles if (role.start or role.end) and held(role, said_on))


def held(role: Role, on: Date) -> bool:
    """Whether the role may have been held on that day. An end that is left out is open."""
    if role.start and role.start.earliest and on.latest and on.latest < role.start.earliest:
        return False
    return not (role.end and role.end.latest and on.earliest and on.earliest > role.end.latest)
