"""What was changed in silence: words that readers saw are others now, or a page is gone, and nothing says so.

A record that can be trusted does not lose or alter what it once published without a public note. Two states are
compared: the one that readers have, and the one that is to follow it. Whatever adds to a statement is no matter here.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.changes import Succession, corrected_field, is_draft, lost_corrections, new_corrections
from onrecord.contrast import shortened
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, Addressed, Correction, Record, Statement, former_ids_of
from onrecord.problems import FieldPath, Origin, Problem
from onrecord.silence.described import otherwise
from onrecord.silence.said import differences
from onrecord.silence.states import CONTEXT, States

SHORTEST = 3
"""Letters of a reason: fewer explain nothing."""
_CORRECT = "add `corrections: [{on: …, field: %s, reason: …}]`, or put back what stood there"
_MUTE = "say in the new correction's `reason` what was changed and why, or put back what stood there"
_KEEP = "a correction, once public, stays: put it back; if it was wrong itself, add another"
_BELONGS = {"date_basis": "said_on", "translated_by": "original"}
"""Fields that say how another is known, whose correction explains them too."""
_EARLIER = "compare with the last state that can be read: `--against REV`"


def silent(before: Dataset, after: Dataset) -> list[Problem]:
    """What `after` changed in silence of all that was public in `before`."""
    states = States(before=before, after=after, succession=Succession(after))
    found: list[Problem] = []
    for section in SECTIONS:
        for name, old in before.section(section).items():
            if is_draft(old):
                continue
            now = states.succession.of(section, name)
            if now is None:
                if isinstance(old, Addressed):
                    found.append(_removed(section, old, before.origins[section, name]))
                continue
            new, origin = after.section(section)[now], after.origins[section, now]
            if is_draft(new):
                message = f"`{name}` was public, and is a draft now"
                hint = "a page that readers saw does not vanish: write `status: withdrawn`, with a correction"
                found.append(_problem("silent-removal", message, origin, ("status",), hint))
            elif old != new:
                found += _addresses(section, old, origin, states)
                if isinstance(old, Statement) and isinstance(new, Statement):
                    found += _statement(old, new, origin, states)
                else:
                    found += otherwise(section, old, new, origin, states)
    return found


def uncompared(before: Dataset, after: Dataset, flaws: Sequence[Problem]) -> list[Problem]:
    """The public statements of `after` that may have stood in what, by `flaws`, could not be read of `before`.

    Readers may have seen them in other words, and nobody can tell: that it looks well is not said of them.
    """
    lost = (each for each in flaws if each.severity == "error" and each.code != "duplicate-id")
    if not any(each.origin.section in ("", "statements") for each in lost):
        return []
    files = Counter(
        after.origins["statements", name].file
        for name, each in after.statements.items()
        if not is_draft(each) and before.statements.keys().isdisjoint((name, *each.former_ids))
    )
    message = "%s cannot be compared with what stood there before, which cannot be read"
    return [
        _problem("silent-change", message % _public(number), Origin(file=file), (), _EARLIER)
        for file, number in files.items()
    ]


def _problem(code: str, message: str, origin: Origin, path: FieldPath, hint: str) -> Problem:
    return Problem(code=code, message=message, origin=origin, path=path, hint=hint)


def _public(number: int) -> str:
    return "1 public statement" if number == 1 else f"{number or 'no'} public statements"


def _removed(section: str, old: Record, origin: Origin) -> Problem:
    message = f"the {section.removesuffix('s')} `{old.id}` was public, and is gone"
    renamed = f"if it has another id now, write `former_ids: [{old.id}]` there"
    kept = "keep it, with `status: withdrawn` and a correction" if section == "statements" else "put it back"
    return _problem("silent-removal", message, Origin(file=origin.file), (), f"{kept}; {renamed}")


def _addresses(section: str, old: Record, origin: Origin, states: States) -> Iterator[Problem]:
    """Every address that a record had still leads to a page."""
    for former in former_ids_of(old):
        now = states.succession.of(section, former)
        if now is None or is_draft(states.after.section(section)[now]):
            message = f"`{former}` was a former id of `{old.id}`, and leads nowhere now"
            hint = f"addresses do not die: write `former_ids: [{former}]`"
            yield _problem("silent-removal", message, origin, ("former_ids",), hint)


def _statement(old: Statement, new: Statement, origin: Origin, states: States) -> Iterator[Problem]:
    """What differs and is not explained: a correction that names a field explains that field only.

    Where statements were merged, what one of them was corrected in explains nothing of another.
    """
    forerunners = states.forerunners[new.id]
    lost, come = lost_corrections(old, new), new_corrections(new, *forerunners)
    if new.status == "withdrawn":  # readers see none of its words, nor what its corrections say of them
        lost = lost_corrections(_bare(old), _bare(new))
        come = new_corrections(_bare(new), *map(_bare, forerunners))
    for each in lost:
        message = f"the correction of {each.on.text} was public, and is gone or altered"
        message += f": “{shortened(each.reason, CONTEXT)}”"
        yield _problem("silent-change", message, origin, ("corrections",), _KEEP)
    come = come[len(lost) :]  # one that takes the place of another explains nothing
    explaining = [each for each in come if _explains(each)]
    fields = {corrected_field(each.field) if each.field else "" for each in explaining}
    if "" in fields:
        return
    unseen = new.status == "withdrawn" and (old.status == "withdrawn" or "status" in fields)
    for difference in differences(old, new, states):
        name = str(difference.path[0])
        if fields.isdisjoint((name, _BELONGS.get(name, name))) and not (unseen and difference.is_gone):
            message = f"{difference.told}, and no new correction says why"
            message += f": {difference.shown}" if difference.shown else ""
            hint = _MUTE if len(come) > len(explaining) else _CORRECT % name
            yield _problem("silent-change", message, origin, difference.path, hint)


def _bare(statement: Statement) -> Statement:
    """With corrections as a withdrawn statement's page shows them."""
    shown = tuple(each.model_copy(update={"before": None, "after": None}) for each in statement.corrections)
    return statement.model_copy(update={"corrections": shown})


def _explains(correction: Correction) -> bool:
    """Whether its reason holds a word; a letter of a script that sets words in one or two counts for two."""
    letters = (2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in correction.reason if each.isalpha())
    return sum(letters) >= SHORTEST
