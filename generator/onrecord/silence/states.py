"""What is held against what, and what both states together tell about it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.changes import Succession
from onrecord.contrast import marked, shortened
from onrecord.dataset import Dataset
from onrecord.dates import Date
from onrecord.model import Statement
from onrecord.problems import FieldPath

CONTEXT = 60
"""Characters of unchanged words that are shown beside a difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What stood somewhere and is not the same now."""

    path: FieldPath
    """Where, in the later state."""
    told: str
    """A sentence without its full stop."""
    shown: str = ""
    """The words themselves, which no sentence goes on after: they may end in anything."""
    is_gone: bool = False
    """Whether nothing stands there now."""


Found = Iterator[Difference]
"""Differences, as they are met."""


@dataclass(frozen=True, kw_only=True)
class States:
    """What is held against what."""

    before: Dataset
    after: Dataset
    succession: Succession = field(repr=False)

    def now(self, section: str, name: str | None) -> str:
        """What is called `name` in the earlier state, as it is called now."""
        return self.succession.named(section, name) if name else ""

    @cached_property
    def forerunners(self) -> Mapping[str, Sequence[Statement]]:
        """For each statement, those of the earlier state that it follows: several, where they were merged."""
        found: dict[str, list[Statement]] = {}
        for name, old in self.before.statements.items():
            now = self.succession.of("statements", name)
            if now is not None:
                found.setdefault(now, []).append(old)
        return found

    @cached_property
    def bearing(self) -> Mapping[tuple[str, str], int]:
        """For each actor, topic, source and event, beside how many public statements it is shown."""
        found: Counter[tuple[str, str]] = Counter()
        for statement in self.after.statements.values():
            if statement.status not in ("draft", "withdrawn"):
                sources = {report.source for report in statement.reports}
                outlets = (self.after.sources[each].outlet for each in sources if each in self.after.sources)
                actors = {speaker.actor for speaker in statement.speakers}
                actors |= {speaker.on_behalf_of or "" for speaker in statement.speakers}
                actors |= {agency for report in statement.reports for agency in report.chain}
                found.update(("actors", each) for each in actors | {outlet or "" for outlet in outlets})
                found.update(("topics", each) for each in {about.topic for about in statement.topics})
                found.update(("sources", each) for each in sources)
                found["events", statement.event or ""] += 1
        return found


def value(path: FieldPath, what: str, before: str | None, after: str | None) -> Found:
    """A value that stood somewhere still stands; where there was none, one may be added."""
    if not before or before == after:
        return
    if after:
        shown = marked(before, after, context=CONTEXT, longest=2 * CONTEXT)
        yield Difference(path=path, told=f"{what} reads otherwise", shown=f"“{shown}”")
    else:
        yield Difference(path=path, told=f"{what} is gone", shown=f"“{shortened(before, CONTEXT)}”", is_gone=True)


def text(value: object) -> str:
    """A value of the data as it is written there; nothing for none."""
    return value.text if isinstance(value, Date) else str(value or "")
