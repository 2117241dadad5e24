"""What changed between two states of a record, as values: added, removed, renamed, corrected, withdrawn, changed.

A comparison of files shows that a line moved; an editor who reviews a change asks what was done to which statement. So
records are compared by what they mean: whichever file, format and order they stand in, and under the id that they bear
now, where one was renamed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, Actor, Correction, Event, Record, Report, Source, Statement, Topic, former_ids_of

Deed = Literal[
    "added",
    "removed",
    "renamed",
    "merged",
    "published",
    "unpublished",
    "withdrawn",
    "retracted",
    "status",
    "corrected",
    "changed",
]
"""What was done to a record: several can be. `merged`: its former id leads to a record that was there before;
`published`: a draft is public now; `unpublished`: the reverse; `retracted`: a source's publisher took it back;
`status`: any other change of where a statement stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One value of a record that is another now."""

    path: str
    """Which: `said_on`, `reports[tide-1].text`."""
    before: str | None
    """What stood there; None where nothing did."""
    after: str | None
    """What stands there now; None where nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that was done to one record."""

    section: str
    """Its kind: `statements`."""
    id: str
    """The id it bears now, or bore last."""
    name: str
    """Its name, its title, or the words of a statement."""
    deeds: tuple[Deed, ...]
    """What was done, in the order of `Deed`."""
    former_id: str | None = None
    """The id it had, where it was renamed or merged."""
    is_draft: bool = False
    """Whether readers see nothing of it: it was a draft and is one, or is new as a draft, or was removed as one."""
    status: tuple[str, str] | None = None
    """Where a statement stood and where it stands, if that is not the same."""
    corrections: tuple[Correction, ...] = ()
    """Those that it did not have."""
    fields: tuple[FieldChange, ...] = ()
    """What else is different, by path."""


class Succession:
    """Which record bears an id now, by the former ids of the later state."""

    def __init__(self, after: Dataset) -> None:
        """Note every former id once."""
        self._after = after
        self._heirs: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
        for section, heirs in self._heirs.items():
            for record in after.section(section).values():
                for former in former_ids_of(record):
                    heirs.setdefault(former, record.id)

    def of(self, section: str, name: str) -> str | None:
        """The id of the record that `name` leads to; None where it leads nowhere."""
        return name if name in self._after.section(section) else self._heirs[section].get(name)

    def named(self, section: str, name: str) -> str:
        """`name` as it is called now: itself where it leads nowhere."""
        return self.of(section, name) or name


def compare(before: Dataset, after: Dataset) -> list[Change]:
    """What changed, by kind of record and by id."""
    succession = Succession(after)
    found: list[Change] = []
    for section in SECTIONS:
        old, new = before.section(section), after.section(section)
        followed = {name for name in old if name in new}
        part: list[Change] = []
        for name, record in old.items():
            now = succession.of(section, name)
            if now is None:
                part.append(_change(section, record, ("removed",), is_draft=is_draft(record)))
            elif now != name and now in followed:
                part.append(_change(section, new[now], ("merged",), former_id=name, is_draft=is_draft(new[now])))
            else:
                followed.add(now)
                part += _compared(section, record, new[now], succession)
        part += [
            _change(section, record, ("added",), is_draft=is_draft(record))
            for name, record in new.items()
            if name not in followed
        ]
        found += sorted(part, key=lambda change: (change.id, change.former_id or ""))
    return found


def is_draft(record: Record) -> bool:
    """Whether it is a statement that readers do not see."""
    return isinstance(record, Statement) and record.status == "draft"


def named(record: Record) -> str:
    """What a record is called, for people: its name or title; of a statement, the summary or the words."""
    match record:
        case Actor() | Topic() | Event():
            return record.name
        case Source():
            return record.title
        case Statement():
            texts = [record.summary, *(report.text for report in record.reports)]
            texts.append(record.original.text if record.original else None)
            return next((text for text in texts if text), "")


def _change(section: str, record: Record, deeds: tuple[Deed, ...], **more: Any) -> Change:
    return Change(section=section, id=record.id, name=named(record), deeds=deeds, **more)


def _compared(section: str, old: Record, new: Record, succession: Succession) -> Iterator[Change]:
    if old == new:
        return
    deeds: list[Deed] = ["renamed"] if old.id != new.id else []
    status: tuple[str, str] | None = None
    corrections: tuple[Correction, ...] = ()
    if isinstance(old, Statement) and isinstance(new, Statement):
        if old.status != new.status:
            status = (old.status, new.status)
            deeds += _turn(*status)
        corrections = new_corrections(new, old)
        deeds += ["corrected"] if corrections else []
    if isinstance(old, Source) and isinstance(new, Source) and new.retraction and not old.retraction:
        deeds.append("retracted")
    fields = tuple(_field_changes(section, old, new, succession))
    told = "retraction." if "retracted" in deeds else ""
    deeds += ["changed"] if any(not told or not each.path.startswith(told) for each in fields) else []
    if deeds:
        yield _change(
            section,
            new,
            tuple(deeds),
            former_id=old.id if old.id != new.id else None,
            is_draft=is_draft(old) and is_draft(new),
            status=status,
            corrections=corrections,
            fields=fields,
        )


def _turn(old: str, new: str) -> list[Deed]:
    if new == "draft":
        return ["unpublished"]
    found: list[Deed] = ["published"] if old == "draft" else []
    if new == "withdrawn":
        found.append("withdrawn")
    return found or ["status"]


def corrected_field(name: str) -> str:
    """The field of a statement that a correction's `field` speaks of: `text` is one of `reports`."""
    first = re.split(r"[.\[]", name, maxsplit=1)[0]
    return "reports" if first in Report.model_fields and first not in Statement.model_fields else first


def new_corrections(new: Statement, *old: Statement) -> tuple[Correction, ...]:
    """The corrections that a statement did not have; where it was merged from several, none of them."""
    return tuple(_without(new.corrections, [each for statement in old for each in statement.corrections]))


def lost_corrections(old: Statement, new: Statement) -> tuple[Correction, ...]:
    """The corrections that it had and, to the letter, has no more."""
    return tuple(_without(old.corrections, new.corrections))


def _without(these: Iterable[Correction], those: Iterable[Correction]) -> Iterator[Correction]:
    """Each is counted: two alike are two."""
    left = list(those)
    for each in these:
        if each in left:
            left.remove(each)
        else:
            yield each


# the fields of two records

_REFERS = {
    "actor": "actors",
    "on_behalf_of": "actors",
    "part_of": "actors",
    "organization": "actors",
    "outlet": "actors",
    "chain": "actors",
    "topic": "topics",
    "broader": "topics",
    "source": "sources",
    "target": "statements",
}
"""Fields that hold ids, and the kind of record that these are of: a rename elsewhere changes nothing here."""
_KEYS: Mapping[str, tuple[str, ...]] = {
    "names": ("name",),
    "roles": ("id",),
    "speakers": ("actor",),
    "topics": ("topic",),
    "relations": ("kind", "target"),
    "reports": ("source",),
    "fact_checks": ("url",),
}
"""By which fields the parts of a list are known again, wherever in it they stand."""
_APART = {"id", "status", "corrections"}
"""What is told in words of its own."""


def _field_changes(section: str, old: Record, new: Record, succession: Succession) -> Iterator[FieldChange]:
    before, before_said = (_flat(old, succession, said=said) for said in (False, True))
    after, after_said = (_flat(new, None, said=said) for said in (False, True))
    if old.id != new.id and set(former_ids_of(new)) == {*former_ids_of(old), old.id}:
        for each in (before, after):
            each.pop("former_ids", None)
    for path in sorted(before.keys() | after.keys()):
        if path in before and path in after:
            if before[path] != after[path]:
                yield FieldChange(path=path, before=before[path], after=after[path])
        elif path in before_said or path in after_said:
            yield FieldChange(path=path, before=before_said.get(path), after=after_said.get(path))
    if isinstance(old, Statement) and isinstance(new, Statement):
        for lost in lost_corrections(old, new):
            yield FieldChange(path=f"corrections[{lost.on.text}]", before=lost.reason, after=None)


def _flat(record: Record, succession: Succession | None, *, said: bool) -> dict[str, str]:
    """Every value of a record, by path; with `said`, only those that are not what they would be if left out."""
    dumped = record.model_dump(mode="json", exclude_none=True, exclude_defaults=said)
    found: dict[str, str] = {}
    for name, value in dumped.items():
        if name not in _APART:
            _flatten(name, name, value, succession, found)
    return found


def _flatten(path: str, name: str, value: Any, succession: Succession | None, found: dict[str, str]) -> None:
    if isinstance(value, list) and name in _KEYS:
        for part in value:
            known = " ".join(_now(key, part[key], succession) for key in _KEYS[name])
            place, number = f"{path}[{known}]", 1
            while place in found:
                number += 1
                place = f"{path}[{known}, {number}]"
            found[place] = known
            for key in part.keys() - _KEYS[name]:
                _flatten(f"{place}.{key}", key, part[key], succession, found)
    elif isinstance(value, list):
        if value:
            found[path] = ", ".join(_now(name, each, succession) for each in value)
    elif isinstance(value, dict):
        for key, each in value.items():
            _flatten(f"{path}.{key}", "" if name == "identifiers" else key, each, succession, found)
    else:
        found[path] = _now(name, value, succession)


def _now(name: str, value: Any, succession: Succession | None) -> str:
    return succession.named(_REFERS[name], str(value)) if succession and name in _REFERS else str(value)
