"""How a difference between two states of a record is told: to a person, to a code host, to a machine.

A pull request is read before anybody has vouched for what it holds, and its text is a stranger's. On a terminal it
stands on one line, without control characters. In Markdown every value stands in a code span whose fence is longer than
any in it: there no host looks for mentions, links, images, HTML or commands, and nothing closes the span or begins a
line.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from onrecord.changes import Change, FieldChange
from onrecord.contrast import marked, shortened
from onrecord.report import json_text, visible

CONTEXT = 80
"""Characters of unchanged words that are shown beside a difference."""
WIDEST = 400
"""Characters that are shown of a value, and of a stretch of it that differs."""
NAME = 100
"""Characters that are shown of a record's name or words."""
LONGEST = 60_000
"""Characters of a comment in Markdown: code hosts refuse one that is longer than some 65,000."""
NOTHING = "Nothing changed in the record."
DRAFTS = "drafts (not public)"

_DEEDS = {
    "added": "added",
    "removed": "removed",
    "renamed": "renamed",
    "merged": "merged",
    "published": "published",
    "unpublished": "taken back into draft",
    "withdrawn": "withdrawn",
    "retracted": "retracted",
    "status": "status",
    "corrected": "corrected",
    "changed": "changed",
}
_WEIGHT = (
    "removed",
    "unpublished",
    "withdrawn",
    "retracted",
    "status",
    "corrected",
    "merged",
    "renamed",
    "published",
    "added",
)
"""Which deed a record is counted under, of those that were done to it; `changed` where there is no other."""
_PLAIN = {("draft", "published"), ("published", "draft"), ("published", "withdrawn")}
"""Turns of a statement that the word for the deed says all about."""
_FENCE = re.compile("`+")
Say = Callable[[str], str]
"""Makes a value of the data harmless in what is written."""


def as_text(changes: Sequence[Change]) -> str:
    """Lines for a terminal, by kind of record."""
    lines = []
    for title, group in _groups(changes):
        lines.append(f"{title}:")
        for change in group:
            lines.append(f"  {_headline(change, visible)}")
            lines += [f"      {detail}" for detail in _details(change, visible)]
    return "\n".join([*lines, _counted(changes)])


def as_markdown(changes: Sequence[Change]) -> str:
    """A comment for a pull request."""
    lines = ["## What changed in the record", "", _counted(changes)]
    room = LONGEST - 200 - sum(map(len, lines))  # the last line says what had none
    shown = 0
    for title, group in _groups(changes):
        heading = ["", f"### {title[0].upper()}{title[1:]}", ""]
        for change in group:
            item = [*heading, f"- {_headline(change, _code)}", *(f"    - {each}" for each in _details(change, _code))]
            fitting = _fitting(item, room)
            if len(fitting) <= len(heading):
                return "\n".join([*lines, *_left_out(len(changes) - shown, 0)])
            lines += fitting
            shown += 1
            if len(fitting) < len(item):
                return "\n".join([*lines, *_left_out(len(changes) - shown, len(item) - len(fitting))])
            room -= sum(len(line) + 1 for line in item)
            heading = []
    return "\n".join(lines)


def _fitting(lines: Sequence[str], room: int) -> Sequence[str]:
    """The first of `lines`, as many as there is room for."""
    for number, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return lines[:number]
    return lines


def _left_out(records: int, values: int) -> list[str]:
    """That there is more, and where it is shown."""
    parts = [f"{values} {'value' if values == 1 else 'values'} of the last record"] if values else []
    parts += [f"{records} {'record' if records == 1 else 'records'} more"] if records else []
    return ["", f"Left out here: {' and '.join(parts)}. `onrecord diff` shows all."]


def as_json(changes: Sequence[Change]) -> str:
    """A list of objects, one for each record, with every value whole."""
    listed = [
        {
            "section": change.section,
            "id": change.id,
            "former_id": change.former_id,
            "name": change.name,
            "deeds": list(change.deeds),
            "draft": change.is_draft,
            "status": {"before": change.status[0], "after": change.status[1]} if change.status else None,
            "corrections": [each.model_dump(mode="json", exclude_none=True) for each in change.corrections],
            "fields": [{"path": each.path, "before": each.before, "after": each.after} for each in change.fields],
        }
        for change in changes
    ]
    return json_text(listed)


FORMATS = {"text": as_text, "markdown": as_markdown, "json": as_json}


def _groups(changes: Sequence[Change]) -> Iterator[tuple[str, Iterator[Change]]]:
    """By kind of record; drafts, which readers do not see, come last."""
    ordered = sorted(changes, key=lambda change: change.is_draft)
    return groupby(ordered, key=lambda change: DRAFTS if change.is_draft else change.section)


def _counted(changes: Sequence[Change]) -> str:
    """How many records are not as they were, each counted once: under the weightiest of what was done to it."""
    if not changes:
        return NOTHING
    words = _DEEDS | {"status": "with another status", "changed": "changed otherwise"}
    weightiest = Counter(next((deed for deed in _WEIGHT if deed in each.deeds), "changed") for each in changes)
    told = ", ".join(f"{weightiest[deed]} {words[deed]}" for deed in (*_WEIGHT, "changed") if weightiest[deed])
    records = f"{len(changes)} {'record' if len(changes) == 1 else 'records'} changed"
    return f"{records}." if weightiest["changed"] == len(changes) else f"{records}: {told}."


def _headline(change: Change, say: Say) -> str:
    words = [_DEEDS[deed] for deed in change.deeds if deed != "status"]
    if change.status and change.status not in _PLAIN:
        turn = " → ".join(change.status)
        words = [turn if word == change.status[1] else word for word in words]
        words += [turn] if turn not in words else []
    former = f" (was {say(change.former_id)})" if change.former_id else ""
    name = f": {say(shortened(change.name, NAME // 2))}" if change.name else ""
    return f"{', '.join(words)} {say(change.id)}{former}{name}"


def _details(change: Change, say: Say) -> Iterator[str]:
    for each in change.corrections:
        yield f"correction of {say(each.on.text)}: {say(shortened(each.reason, WIDEST // 2))}"
    for field in change.fields:
        yield f"{say(shortened(field.path, NAME))}: {say(_value(field))}"


def _value(field: FieldChange) -> str:
    if field.before is None:
        return f"{{+{shortened(field.after or '', WIDEST // 2)}+}}"
    if field.after is None:
        return f"{{-{shortened(field.before, WIDEST // 2)}-}}"
    return marked(field.before, field.after, context=CONTEXT, longest=WIDEST)


def _code(text: str) -> str:
    """A code span, with a fence that nothing in it can be."""
    text = visible(text)
    fence = "`" * (1 + max((len(run) for run in _FENCE.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}"
