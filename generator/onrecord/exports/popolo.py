"""The record as Popolo JSON, for tools of parliamentary data.

Popolo knows persons, organizations, memberships, events and speeches, and less of each than the record does. What it
has no word for is left out rather than bent: it cannot say that words may not be the speaker's, so statements in doubt
and withdrawn ones are no speeches here; its dates have no sign for "about" and none for "the 2030s", so they are cut
to the digits that are known.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.dates import Date
from onrecord.exports.jsontexts import json_text
from onrecord.exports.public import Public
from onrecord.index import doubt_of
from onrecord.model import UNNAMED, Actor, Event, Statement
from onrecord.pages.cards import best_report, speakers
from onrecord.permalinks import Kind

_KNOWN = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?)?)?", re.ASCII)
_DAY = len("2031-03-04")
_TYPES = {"direct": "speech", "mixed": "narrative", "indirect": "narrative"}
"""Popolo's word for whose words they are: the speaker's, or a narrator's."""


def popolo(public: Public) -> Iterator[bytes]:
    """`popolo.json`, a record at a time."""
    actors = public.dataset.actors.values()
    people = [actor for actor in actors if actor.kind == "person"]
    kinds: dict[str, Iterable[dict[str, Any]]] = {
        "persons": (_person(public, actor) for actor in people),
        "organizations": (_organization(public, actor) for actor in actors if actor.kind != "person"),
        "memberships": (each for actor in people for each in _memberships(public, actor)),
        "events": (_event(event) for event in public.dataset.events.values()),
        "speeches": _speeches(public),
    }
    for number, (kind, records) in enumerate(kinds.items()):
        yield f'{"," if number else "{"}\n "{kind}": ['.encode()
        some = False
        for record in records:
            laid_out = json_text(record, indent=1).replace("\n", "\n  ")  # no string of JSON holds a line end
            yield f"{',' if some else ''}\n  {laid_out}".encode()
            some = True
        yield b"\n ]" if some else b"]"
    yield b"\n}\n"


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _links(public: Public, kind: Kind, name: str, *others: tuple[str | None, str]) -> list[dict[str, str]]:
    pairs = (*others, (public.address(kind, name), public.edition.config.site_name))
    return [{"url": url, "note": note} for url, note in pairs if url]


def _shared(public: Public, actor: Actor) -> dict[str, Any]:
    return _given(
        id=actor.id,
        name=actor.name,
        other_names=[_given(name=each.name, note=each.kind, lang=each.language) for each in actor.names],
        identifiers=[{"scheme": scheme, "identifier": name} for scheme, name in sorted(actor.identifiers.items())],
        links=_links(public, "actors", actor.id, (actor.website, "website")),
    )


def _person(public: Public, actor: Actor) -> dict[str, Any]:
    return _shared(public, actor) | _given(summary=actor.description)


def _organization(public: Public, actor: Actor) -> dict[str, Any]:
    """A group is an organization too: to Popolo everything is one that is not a person."""
    parent = public.dataset.actors.get(actor.part_of) if actor.part_of else None
    return _shared(public, actor) | _given(
        abstract=actor.description,
        classification=actor.kind,
        parent_id=parent.id if parent and parent.kind != "person" else None,
    )


def _memberships(public: Public, actor: Actor) -> Iterator[dict[str, Any]]:
    def organization(name: str | None) -> str | None:
        """A post can only be held in an organization."""
        return name if name and public.dataset.actors[name].kind != "person" else None

    if within := organization(actor.part_of):
        yield {"id": actor.id, "person_id": actor.id, "organization_id": within}
    for role in actor.roles:
        start, end = role.start and role.start.parts[0], role.end and role.end.parts[1]
        yield _given(
            id=f"{actor.id}/{role.id}",
            person_id=actor.id,
            organization_id=organization(role.organization),
            role=role.title,
            start_date=_known(start)[:_DAY],
            end_date=_known(end)[:_DAY],
        )


def _known(date: Date | None) -> str:
    """A date in ISO 8601, cut to the digits that are known; empty for an interval, which is no single date."""
    found = _KNOWN.match(date.text) if date and date.precision != "interval" else None
    return found[0] if found else ""


def _event(event: Event) -> dict[str, Any]:
    start, end = event.on.parts if event.on else (None, None)
    return _given(
        id=event.id,
        name=event.name,
        description=event.description,
        location=event.place,
        start_date=_known(start),
        end_date=_known(end),
    )


def _speeches(public: Public) -> Iterator[dict[str, Any]]:
    """In order of date: the order in which the speeches of one event are counted."""
    said: Counter[str] = Counter()
    for each in public.edition.index.published:
        if not doubt_of(public.dataset, each):
            said[each.event or ""] += 1
            yield _speech(public, each, said[each.event] if each.event else None)


def _speech(public: Public, statement: Statement, position: int | None) -> dict[str, Any]:
    shown = speakers(public.edition, statement)
    first = statement.speakers[0]
    actor = public.dataset.actors.get(first.actor) if first.actor != UNNAMED else None
    alone = len(statement.speakers) == 1 and first.certainty == "certain"
    names = [f"{each.actor.text} ({each.certainty})" if each.certainty else each.actor.text for each in shown]
    report = best_report(public.edition, statement)
    if report:
        text, kind = report.text, _TYPES[report.mode]
    elif statement.original:
        text, kind = statement.original.text, "speech"
    else:
        text, kind = statement.summary or "", "summary"
    return _given(
        id=statement.id,
        creator_id=actor.id if alone and actor and actor.kind == "person" else None,
        role=shown[0].capacity if alone else None,
        attribution_text=", ".join(names),
        text=text,
        type=kind,
        date=_known(statement.said_on),
        event_id=statement.event,
        position=position,
        sources=list(_sources(public, statement)),
    )


def _sources(public: Public, statement: Statement) -> Iterator[dict[str, str]]:
    for name in dict.fromkeys(report.source for report in statement.reports):
        source = public.dataset.sources[name]
        if url := source.url or source.archived_url:
            yield {"url": url, "note": source.title}
    if page := public.address("statements", statement.id):
        yield {"url": page, "note": public.edition.config.site_name}
