"""The order in which pages are made: those that show the same statements stand near each other.

What was made of a statement is remembered for the other pages on which it stands, but not for ever: see `Edition.once`.
Most lists are parted by date, so pages of one time have the most in common.
"""

import re
from collections.abc import Iterable

from onrecord.index import Index
from onrecord.pages.cutting import UNDATED, period
from onrecord.pages.listing import listed
from onrecord.permalinks import Ref

_PERIOD = re.compile(r"(?:^|-)(\d{4}(?:-\d\d)?)(?:-p\d+)?$")


def in_time(index: Index, refs: Iterable[Ref]) -> list[Ref]:
    """Pages by the time of what they show; those of one time in the order of the plan."""
    return sorted(refs, key=lambda ref: _time_of(index, ref))


def _time_of(index: Index, ref: Ref) -> str:
    """A year or month. Of a list that is not parted, it is that of the statement in its middle."""
    if found := _PERIOD.search(ref.part or (ref.id if ref.kind == "timeline" else "")):
        return found[1]
    if ref.kind == "statements" and (statement := index.dataset.statements.get(ref.id)):
        return period(statement.said_on, 7)
    if ref.kind in ("actors", "topics", "sources") and (statements := listed(index, ref.kind, ref.id)):
        return period(statements[len(statements) // 2].said_on, 7)
    return UNDATED
