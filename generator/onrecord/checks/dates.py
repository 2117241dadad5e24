"""Dates against each other: nothing comes before what it follows from. What may have been in time is not told."""

from collections.abc import Iterator

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.dates import Date
from onrecord.model import Statement
from onrecord.problems import FieldPath, Problem

_HINT = "check both dates"
ELSEWHERE = 1
"""Days by which dates of different places may differ: what is printed tomorrow in Tokyo is read today in New York."""


def is_before(first: Date | None, second: Date | None, *, days: int = 0) -> bool:
    """Whether even the last day that `first` can mean is more than `days` before any that `second` can mean."""
    if not first or not second or not first.latest or not second.earliest:
        return False
    return (second.earliest - first.latest).days > days


def roles_end(dataset: Dataset) -> Iterator[Problem]:
    """No role ends before it begins."""
    for actor in dataset.actors.values():
        for number, role in enumerate(actor.roles):
            vague = any(date and (date.approximate or date.uncertain) for date in (role.start, role.end))
            if role.start and role.end and is_before(role.end, role.start) and not vague:
                message = f"`{role.id}` ends on {role.end.text}, before it begins on {role.start.text}"
                path: FieldPath = ("roles", number, "end")
                yield flaw(dataset, "actors", actor, "impossible-date", message, path, _HINT)


def dates_agree(dataset: Dataset) -> Iterator[Problem]:
    """Nothing is said after it was printed, put on record or corrected."""
    for statement in dataset.statements.values():
        if statement.said_on:
            for path, message in _too_early(dataset, statement, statement.said_on):
                yield flaw(dataset, "statements", statement, "impossible-date", message, path, _HINT)


def _too_early(dataset: Dataset, statement: Statement, said: Date) -> Iterator[tuple[FieldPath, str]]:
    """What follows from a statement and has a date before it, with what to say of that."""
    for number, report in enumerate(statement.reports):
        source = dataset.sources.get(report.source)
        if source and source.published_on and is_before(source.published_on, said):
            message = f"said on {said.text}, but `{report.source}` was published on {source.published_on.text}"
            yield ("reports", number, "source"), message
    recorded = statement.recorded_on
    if recorded and is_before(recorded, said, days=ELSEWHERE):
        yield ("recorded_on",), f"put on record on {recorded.text}, but said on {said.text}"
    for number, correction in enumerate(statement.corrections):
        if is_before(correction.on, said):
            message = f"the correction of {correction.on.text} is older than the statement, said on {said.text}"
            yield ("corrections", number, "on"), message
