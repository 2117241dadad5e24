"""What readers see of actors, topics, sources and events beside statements.

These have no corrections, so that a change of them can only be told to whoever reviews it, who decides.
"""

from collections.abc import Iterator

from onrecord.contrast import shortened
from onrecord.model import Actor, Event, Record, Source, Topic
from onrecord.problems import FieldPath, Origin, Problem
from onrecord.silence.states import CONTEXT, States, text, value

_RETRACTED = "put it back; if the source was marked by mistake, say so in its `note`"
_TELL = "no page says that it was changed: keep a former name among `names`, say the rest in `note`"


def described(record: Record) -> dict[str, tuple[FieldPath, str]]:
    """Each thing that is seen, by what a message calls it: where it stands, and what it says."""
    found: dict[str, tuple[FieldPath, str]] = {}
    match record:
        case Actor():
            names = ["name"]
            found = {f"role `{each.id}`": (("roles", at, "title"), each.title) for at, each in enumerate(record.roles)}
        case Topic():
            names = ["name", "description"]
        case Event():
            names = ["name", "on", "place"]
        case Source():
            names = ["title", "outlet", "url", "published_on", "note"]
            for part in ("reason", "on", "url"):
                if record.retraction:
                    found[f"`{part}` of the retraction"] = ("retraction", part), text(getattr(record.retraction, part))
        case _:
            names = []
    return {f"`{name}`": ((name,), text(getattr(record, name))) for name in names} | found


def otherwise(section: str, old: Record, new: Record, origin: Origin, states: States) -> Iterator[Problem]:
    """What is seen in other words now. That a source was taken back by its publisher does not go in silence."""
    whose = f"of the {section.removesuffix('s')} `{new.id}`"
    bearing = states.bearing[section, new.id]
    beside = "1 public statement" if bearing == 1 else f"{bearing or 'no'} public statements"
    was, now = described(old), described(new)
    if isinstance(old, Source) and isinstance(new, Source) and old.retraction and not new.retraction:
        was = {called: seen for called, seen in was.items() if seen[0][0] != "retraction"}
        told = f"the retraction {whose} is gone, beside {beside}: “{shortened(old.retraction.reason, CONTEXT)}”"
        code = "silent-context" if new.note and new.note != old.note else "silent-change"
        yield Problem(code=code, message=told, origin=origin, hint=_RETRACTED)
    former = {each.name for each in new.names} if isinstance(new, Actor | Topic) else set()
    for called, (path, before) in was.items():
        path, after = now.get(called, (path, before))  # a role that is gone is in no statement, or the check says so
        if path == ("outlet",):
            before = states.now("actors", before)
        if path == ("name",) and before in former:
            continue
        for each in value(path, f"the {called} {whose}", before, after):
            told = f"{each.told}, beside {beside}: {each.shown}"
            yield Problem(code="silent-context", message=told, origin=origin, path=each.path, hint=_TELL)
