"""What a statement must have, who can have made it, and what it can bear on."""

from collections.abc import Iterator, Mapping

from onrecord.changes import corrected_field
from onrecord.checks.dates import is_before
from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.index import held
from onrecord.model import UNNAMED, Report, Role, Statement
from onrecord.problems import FieldPath, Nearest, Problem


def corrections(dataset: Dataset) -> Iterator[Problem]:
    """A correction names a field that there is."""
    known = sorted({*Statement.model_fields, *Report.model_fields})
    nearest = Nearest()
    for statement in dataset.statements.values():
        for number, each in enumerate(statement.corrections):
            if each.field and corrected_field(each.field) not in Statement.model_fields:
                message = f"`{each.field}` is no field of a statement"
                hint = nearest.hint(each.field, known, otherwise="name the field as the data do: reports, said_on, …")
                path: FieldPath = ("corrections", number, "field")
                yield flaw(dataset, "statements", statement, "bad-value", message, path, hint)


def something_said(dataset: Dataset) -> Iterator[Problem]:
    """A statement has words, or at least a summary; of one that was withdrawn, readers see none."""
    for statement in dataset.statements.values():
        wordless = not statement.reports and not statement.summary and not statement.original
        if wordless and statement.status != "withdrawn":
            message = f"`{statement.id}` has neither a report nor a summary"
            hint = "add a report with the words, or a summary in your own"
            yield flaw(dataset, "statements", statement, "no-words", message, (), hint)
        needs = statement.status in ("withdrawn", "misattributed")
        if needs and not statement.corrections:
            message = f"`{statement.id}` is {statement.status}, and no correction says why"
            hint = "add `corrections: [{on: …, reason: …}]`, with the day on which the record was changed"
            yield flaw(dataset, "statements", statement, "no-reason", message, ("status",), hint)


def relations(dataset: Dataset) -> Iterator[Problem]:
    """A relation leads to another statement, not a later one, and a contradiction is shown to be one."""
    for statement in dataset.statements.values():
        for number, relation in enumerate(statement.relations):
            path: FieldPath = ("relations", number, relation.kind)
            if relation.target == statement.id:
                message = f"`{statement.id}` {relation.kind} itself"
                hint = "name the other statement, or leave the relation out"
                yield flaw(dataset, "statements", statement, "self-relation", message, path, hint)
                continue
            if relation.kind == "contradicts" and not relation.evidence:
                message = "that two statements contradict each other is the editors' word: say what shows it"
                hint = f"write `{{contradicts: {relation.target}, evidence: …}}`"
                yield flaw(dataset, "statements", statement, "no-evidence", message, path, hint)
            target = dataset.statements.get(relation.target)
            if target is None or target.said_on is None or statement.said_on is None:
                continue
            late, early = target.said_on.earliest, statement.said_on.latest
            if late and early and early < late:
                message = f"it was said before `{target.id}`, which it {relation.kind.replace('_', ' ')}"
                hint = "check both dates, and which of the two has the relation"
                yield flaw(dataset, "statements", statement, "reply-too-early", message, path, hint)


def speakers(dataset: Dataset) -> Iterator[Problem]:
    """The role was held on that day, and the name as printed is one of the actor's."""
    nearest = Nearest()
    names: dict[str, set[str]] = {}
    roles: dict[str, dict[str, Role]] = {}
    for statement in dataset.statements.values():
        for number, speaker in enumerate(statement.speakers):
            if speaker.role and speaker.actor == UNNAMED:
                message = f"one who is not named has no role on record: `{speaker.role}`"
                hint = "write it into `as_printed` as the source has it, or in your own words into `capacity`"
                yield flaw(
                    dataset, "statements", statement, "unknown-role", message, ("speakers", number, "role"), hint
                )
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
                yield flaw(dataset, "statements", statement, "unknown-name", message, path, hint)


def _role(
    dataset: Dataset, statement: Statement, number: int, name: str, roles: Mapping[str, Role], nearest: Nearest
) -> Iterator[Problem]:
    path: FieldPath = ("speakers", number, "role")
    actor, role = statement.speakers[number].actor, roles.get(name)
    if role is None:
        hint = nearest.hint(name, roles, otherwise="add it to the actor's `roles`")
        message = f"`{actor}` has no role `{name}`"
        yield flaw(dataset, "statements", statement, "unknown-role", message, path, hint)
    elif statement.said_on and not held(role, statement.said_on) and not is_before(role.end, role.start):
        since = role.start.text if role.start else "…"
        until = role.end.text if role.end else "…"
        message = f"`{actor}` was {role.title} from {since} to {until}, not on {statement.said_on.text}"
        hint = "check the date, name another role, or write the `capacity` in words"
        yield flaw(dataset, "statements", statement, "role-not-held", message, path, hint)
