"""Checks: what the record must be as a whole. Every rule is a small function that yields problems.

`CHECKS` is the list; a rule's codes are described in `problems.CODES` and in the documentation.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from onrecord.changes import corrected_field
from onrecord.dataset import Dataset
from onrecord.index import held
from onrecord.model import SECTIONS, UNNAMED, Record, Report, Role, Statement, former_ids_of
from onrecord.problems import FieldPath, Nearest, Problem, few
from onrecord.quotations import CLOSING, MARK, Stretch, pairs_up, stretches
from onrecord.slugs import folded

_SWALLOWED = re.compile(r"\s\w+:\S")
"""A field that YAML took for the value above it to go on."""
DEEPEST_TOPIC = 20
"""Levels of the tree of topics."""
LONGEST_CIRCLE = 12
"""Topics of a circle that a message names."""
_BRACKETS = re.compile(r"[\[\]]")
_EMPTY = re.compile(r"\[\s*\]")
_SINGLE = re.compile(r"(?:^|[\s(])‘\S")


def _problem(
    dataset: Dataset, section: str, record: Record, code: str, message: str, path: FieldPath = (), hint: str = ""
) -> Problem:
    origin = dataset.origins[section, record.id]
    return Problem(code=code, message=message, origin=origin, path=path, hint=hint)


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
        yield _problem(dataset, section, record, "dangling-reference", message, path, hint)

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


def _former(record: Record) -> Iterator[tuple[FieldPath, str]]:
    return ((("former_ids", number), former) for number, former in enumerate(former_ids_of(record)))


def lasting_ids(dataset: Dataset) -> Iterator[Problem]:
    """A former id leads to one record only, and to none that has the id now; nor do two ids name one folder."""
    for section in SECTIONS:
        owners: dict[str, str] = {}
        folders: dict[str, str] = {}
        for record in dataset.section(section).values():
            for path, name in ((("id",), record.id), *_former(record)):
                other = folders.setdefault(folded(name), name)
                if other != name:
                    message = f"`{name}` and `{other}` are one name to Windows and macOS"
                    hint = "give one of them another id: their pages would stand in one folder"
                    yield _problem(dataset, section, record, "duplicate-id", message, path, hint)
            for number, former in enumerate(former_ids_of(record)):
                taken = former if former in dataset.section(section) else owners.get(former)
                if taken:
                    message = f"`{former}` is also {'the id' if taken == former else 'a former id'} of `{taken}`"
                    hint = "an address can lead to one page only: take it out of one of them"
                    yield _problem(dataset, section, record, "duplicate-id", message, ("former_ids", number), hint)
                owners.setdefault(former, record.id)
    for actor in dataset.actors.values():
        seen: set[str] = set()
        for number, role in enumerate(actor.roles):
            if role.id in seen:
                message, hint = f"`{role.id}` is the id of two roles of `{actor.id}`", "give one of them another id"
                yield _problem(dataset, "actors", actor, "duplicate-id", message, ("roles", number, "id"), hint)
            seen.add(role.id)


def addresses_once(dataset: Dataset) -> Iterator[Problem]:
    """Two sources with one address are one source."""
    owners: dict[str, str] = {}
    for source in dataset.sources.values():
        if source.url and source.url in owners:
            message = f"`{owners[source.url]}` has the same address"
            hint = "keep one of them; a changed edition needs its own archived address"
            yield _problem(dataset, "sources", source, "duplicate-address", message, ("url",), hint)
        if source.url:
            owners.setdefault(source.url, source.id)


def topic_tree(dataset: Dataset) -> Iterator[Problem]:
    """Topics form a tree, and not a ladder."""
    depth: dict[str, int] = {}
    for topic in dataset.topics.values():
        line: dict[str, None] = {}
        current: str | None = topic.id
        while current in dataset.topics and current not in depth and current not in line:
            line[str(current)] = None
            current = dataset.topics[str(current)].broader
        if current in line:
            steps = list(line)
            circle = [*steps[steps.index(str(current)) :], str(current)]
            if len(circle) > LONGEST_CIRCLE:
                circle[LONGEST_CIRCLE // 2 : -LONGEST_CIRCLE // 2] = ["…"]
            message = f"`{current}` is its own ancestor: {' → '.join(circle)}"
            hint = "leave `broader` out of one of them"
            first = dataset.topics[circle[0]]
            yield _problem(dataset, "topics", first, "cyclic-topics", message, ("broader",), hint)
        above = depth.get(str(current), 0)
        depth |= {name: above + step for step, name in enumerate(reversed(line), start=1)}
        if depth[topic.id] == DEEPEST_TOPIC + 1 and current not in line:
            message = f"the tree of topics is more than {DEEPEST_TOPIC} levels deep here"
            hint = "let it begin nearer the top: readers follow a tree of a few levels"
            yield _problem(dataset, "topics", topic, "too-deep", message, ("broader",), hint)


def corrections(dataset: Dataset) -> Iterator[Problem]:
    """A correction names a field that there is, and is not older than what it corrects."""
    known = sorted({*Statement.model_fields, *Report.model_fields})
    nearest = Nearest()
    for statement in dataset.statements.values():
        for number, each in enumerate(statement.corrections):
            if each.field and corrected_field(each.field) not in Statement.model_fields:
                message = f"`{each.field}` is no field of a statement"
                hint = nearest.hint(each.field, known, otherwise="name the field as the data do: reports, said_on, …")
                path: FieldPath = ("corrections", number, "field")
                yield _problem(dataset, "statements", statement, "bad-value", message, path, hint)
            said = statement.said_on
            if said and said.earliest and each.on.latest and each.on.latest < said.earliest:
                message = f"the correction of {each.on.text} is older than the statement, said on {said.text}"
                path = ("corrections", number, "on")
                yield _problem(dataset, "statements", statement, "impossible-date", message, path, "check both dates")


def something_said(dataset: Dataset) -> Iterator[Problem]:
    """A statement has words, or at least a summary; of one that was withdrawn, readers see none."""
    for statement in dataset.statements.values():
        wordless = not statement.reports and not statement.summary and not statement.original
        if wordless and statement.status != "withdrawn":
            message = f"`{statement.id}` has neither a report nor a summary"
            hint = "add a report with the words, or a summary in your own"
            yield _problem(dataset, "statements", statement, "no-words", message, (), hint)
        needs = statement.status in ("withdrawn", "misattributed")
        if needs and not statement.corrections:
            message = f"`{statement.id}` is {statement.status}, and no correction says why"
            hint = "add `corrections: [{on: …, reason: …}]`, with the day on which the record was changed"
            yield _problem(dataset, "statements", statement, "no-reason", message, ("status",), hint)


def relations(dataset: Dataset) -> Iterator[Problem]:
    """A relation leads to another statement, not a later one, and a contradiction is shown to be one."""
    for statement in dataset.statements.values():
        for number, relation in enumerate(statement.relations):
            path: FieldPath = ("relations", number, relation.kind)
            if relation.target == statement.id:
                message = f"`{statement.id}` {relation.kind} itself"
                hint = "name the other statement, or leave the relation out"
                yield _problem(dataset, "statements", statement, "self-relation", message, path, hint)
                continue
            if relation.kind == "contradicts" and not relation.evidence:
                message = "that two statements contradict each other is the editors' word: say what shows it"
                hint = f"write `{{contradicts: {relation.target}, evidence: …}}`"
                yield _problem(dataset, "statements", statement, "no-evidence", message, path, hint)
            target = dataset.statements.get(relation.target)
            if target is None or target.said_on is None or statement.said_on is None:
                continue
            late, early = target.said_on.earliest, statement.said_on.latest
            if late and early and early < late:
                message = f"it was said before `{target.id}`, which it {relation.kind.replace('_', ' ')}"
                hint = "check both dates, and which of the two has the relation"
                yield _problem(dataset, "statements", statement, "reply-too-early", message, path, hint)


def speakers(dataset: Dataset) -> Iterator[Problem]:
    """The role was held on that day, and the name as printed is one of the actor's."""
    nearest = Nearest()
    names: dict[str, set[str]] = {}
    roles: dict[str, dict[str, Role]] = {}
    for statement in dataset.statements.values():
        for number, speaker in enumerate(statement.speakers):
            actor = dataset.actors.get(speaker.actor)
            if actor is None:
                continue
            if speaker.role:
                if actor.id not in roles:
                    roles[actor.id] = {role.id: role for role in reversed(actor.roles)}
                yield from _role(dataset, statement, number, speaker.role, roles[actor.id], nearest)
            if not speaker.as_printed:
                continue
            if actor.id not in names:
                names[actor.id] = {actor.name, *(name.name for name in actor.names)}
            if speaker.as_printed not in names[actor.id]:
                message = f"`{actor.id}` has no name “{speaker.as_printed}”"
                fallback = "add it to the actor's `names`, or correct the spelling"
                hint = nearest.hint(speaker.as_printed, names[actor.id], otherwise=fallback)
                path: FieldPath = ("speakers", number, "as_printed")
                yield _problem(dataset, "statements", statement, "unknown-name", message, path, hint)


def _role(
    dataset: Dataset, statement: Statement, number: int, name: str, roles: Mapping[str, Role], nearest: Nearest
) -> Iterator[Problem]:
    path: FieldPath = ("speakers", number, "role")
    actor, role = statement.speakers[number].actor, roles.get(name)
    if role is None:
        hint = nearest.hint(name, roles, otherwise="add it to the actor's `roles`")
        message = f"`{actor}` has no role `{name}`"
        yield _problem(dataset, "statements", statement, "unknown-role", message, path, hint)
    elif statement.said_on and not held(role, statement.said_on):
        since = role.start.text if role.start else "…"
        until = role.end.text if role.end else "…"
        message = f"`{actor}` was {role.title} from {since} to {until}, not on {statement.said_on.text}"
        hint = "check the date, name another role, or write the `capacity` in words"
        yield _problem(dataset, "statements", statement, "role-not-held", message, path, hint)


def dates_agree(dataset: Dataset) -> Iterator[Problem]:
    """Nothing is said after it was printed."""
    for statement in dataset.statements.values():
        said = statement.said_on
        for number, report in enumerate(statement.reports):
            source = dataset.sources.get(report.source)
            printed = source.published_on if source else None
            if said and said.earliest and printed and printed.latest and said.earliest > printed.latest:
                message = f"said on {said.text}, but `{report.source}` was published on {printed.text}"
                path: FieldPath = ("reports", number, "source")
                yield _problem(dataset, "statements", statement, "impossible-date", message, path, "check both dates")


def words(dataset: Dataset) -> Iterator[Problem]:
    """A report's quotation marks agree with its mode, and its square brackets pair up."""
    for statement in dataset.statements.values():
        seen: dict[tuple[str, str], int] = {}
        for number, report in enumerate(statement.reports):
            path: FieldPath = ("reports", number, "text")

            def flaw(code: str, message: str, hint: str, path: FieldPath = path) -> Problem:
                return _problem(dataset, "statements", statement, code, message, path, hint)  # noqa: B023

            quotes = MARK.search(report.text) is not None
            if report.mode == "direct" and _is_enclosed(report.text):
                yield flaw("outer-quotes", "the whole text stands in quotation marks", "leave the outer marks off")
            if report.mode == "mixed" and not quotes:
                hint = "write the quotation marks as printed, or `mode: indirect`"
                yield flaw("no-quotes", "a mixed report holds no quotation marks", hint)
            if report.mode == "indirect" and quotes:
                hint = "if they mark the speaker's own words, write `mode: mixed`"
                yield flaw("quotes-in-indirect", "an indirect report holds quotation marks", hint)
            parted = stretches(report.text) if report.mode == "mixed" and quotes else []
            if parted and not any(each.voice == "speaker" for part in parted for each in part):
                hint = "write the quotation marks as printed, or `mode: indirect`"
                yield flaw("no-quotes", "no quotation can be told in a mixed report", hint)
            if parted and not pairs_up(parted):
                hint = "close it where the source does; each new paragraph of one quotation is opened anew"
                yield flaw("open-quotes", "a quotation mark is opened and never closed", hint)
            if parted and "‘" in report.text and _SINGLE.search(_outside(parted)):
                hint = "if they mark the speaker's own words, write double ones: “…”"
                yield flaw("single-quotes", "single quotation marks are not read as marks of a quotation", hint)
            if "[" in report.text and _EMPTY.search(report.text):
                hint = "`[…]` for what is left out, `[word]` for what is put in"
                yield flaw("bad-brackets", "square brackets hold nothing", hint)
            if not _pairs_up(report.text):
                hint = "square brackets are the editors' own: `[…]` or `[word]`"
                yield flaw("bad-brackets", "square brackets do not pair up", hint)
            key = (report.source, report.text)
            if key in seen:
                message = f"report {seen[key] + 1} holds the same words from the same source"
                yield flaw("repeated-report", message, "keep one of them")
            seen.setdefault(key, number)


def _outside(parted: list[list[Stretch]]) -> str:
    """The reporter's own part of a mixed text."""
    return " ".join(each.text for part in parted for each in part if each.voice == "reporter")


def _is_enclosed(text: str) -> bool:
    """Whether one pair of quotation marks encloses the whole text."""
    closing = CLOSING.get(text[0], "")
    if len(text) < 2 or not closing or text[-1] not in closing:
        return False
    depth = 0
    for place, character in enumerate(text):
        if text[0] not in closing and character == text[0]:
            depth += 1
        elif character in closing and place:
            depth -= 1
            if depth <= 0:
                return place == len(text) - 1
    return False


def _pairs_up(text: str) -> bool:
    open_now = False
    for bracket in _BRACKETS.finditer(text):
        if (bracket[0] == "[") == open_now:
            return False
        open_now = not open_now
    return not open_now


CHECKS: tuple[Callable[[Dataset], Iterable[Problem]], ...] = (
    references,
    lasting_ids,
    addresses_once,
    topic_tree,
    corrections,
    something_said,
    relations,
    speakers,
    dates_agree,
    words,
)
"""Every rule, in the order in which they are run; the order of what is reported is that of the files."""


def check(dataset: Dataset) -> list[Problem]:
    """Apply every rule. The problems have no line and column yet: `load.locate` looks these up."""
    return few(chain.from_iterable(rule(dataset) for rule in CHECKS))
