"""The tables of the record: every field of the model stands in one of them.

A list in the model is a table of its own, its rows counted from 1 for each owner, because order can carry meaning and
a cell that holds a list can neither be joined nor filtered.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from onrecord.exports.public import Public
from onrecord.exports.spoken import SPOKEN
from onrecord.exports.tables import (
    Column,
    Field,
    Reference,
    Table,
    column,
    columns,
    described,
    inner,
    number,
    owner,
    page,
)
from onrecord.model import Actor, Addressed, Event, Name, Retraction, Role, Source, Statement, Topic, former_ids_of
from onrecord.permalinks import Kind

_Records = Callable[[Public], Iterator[Mapping[str, object]]]

_NOUNS: dict[Kind, type[Addressed]] = {"actors": Actor, "topics": Topic, "sources": Source, "statements": Statement}


def _plain(section: Kind) -> _Records:
    def records(public: Public) -> Iterator[Mapping[str, object]]:
        for noun in public.dataset.section(section).values():
            yield noun.__dict__ | {"url": public.address(section, noun.id)}

    return records


def _sources(public: Public) -> Iterator[Mapping[str, object]]:
    for source in public.dataset.sources.values():
        back = source.retraction
        yield source.__dict__ | {
            "page": public.address("sources", source.id),
            "retraction_on": back.on if back else None,
            "retraction_reason": back.reason if back else None,
            "retraction_url": back.url if back else None,
        }


def _events(public: Public) -> Iterator[Mapping[str, object]]:
    for event in public.dataset.events.values():
        yield event.__dict__


def _roles(public: Public) -> Iterator[Mapping[str, object]]:
    for actor in public.dataset.actors.values():
        for place, role in enumerate(actor.roles, start=1):
            yield role.__dict__ | {"actor": actor.id, "number": place}


def _identifiers(public: Public) -> Iterator[Mapping[str, object]]:
    for actor in public.dataset.actors.values():
        for scheme, identifier in sorted(actor.identifiers.items()):
            yield {"actor": actor.id, "scheme": scheme, "identifier": identifier}


def _authors(public: Public) -> Iterator[Mapping[str, object]]:
    for source in public.dataset.sources.values():
        for place, author in enumerate(source.authors, start=1):
            yield {"source": source.id, "number": place, "author": author}


def _captures(public: Public) -> Iterator[Mapping[str, object]]:
    for source in public.dataset.sources:
        for note in public.edition.captures.get(source, ()):
            yield {each.name: getattr(note, each.name) for each in fields(note)}


def _names(name: str, section: Kind, noun: type[Actor] | type[Topic]) -> Table:
    def records(public: Public) -> Iterator[Mapping[str, object]]:
        nouns: Mapping[str, Actor] | Mapping[str, Topic]
        nouns = public.dataset.actors if section == "actors" else public.dataset.topics
        for each in nouns.values():
            for place, other in enumerate(each.names, start=1):
                yield other.__dict__ | {name: each.id, "number": place}

    held, leads = owner(name, section)
    return Table(
        name=f"{name}_names",
        title=f"Other names of {section}",
        description=described((noun, "names")),
        columns=(held, number("Place in the list, from 1."), *columns(Name, "name", "language", "kind")),
        key=(name, "number"),
        references=(leads,),
        records=records,
        holds=(noun, "names"),
    )


def _former_ids(section: Kind) -> Table:
    name = section.removesuffix("s")
    field: Field = (_NOUNS[section], "former_ids")

    def records(public: Public) -> Iterator[Mapping[str, object]]:
        for noun in public.dataset.section(section).values():
            for former in former_ids_of(noun):
                yield {name: noun.id, "former_id": former}

    held, leads = owner(name, section)
    return Table(
        name=f"{name}_former_ids",
        title=f"Former ids of {section}",
        description=described(field),
        columns=(Column(name="former_id", description="The id it had before.", required=True), held),
        key=("former_id",),
        references=(leads,),
        records=records,
        holds=field,
    )


_of_actor, _to_actor = owner("actor", "actors")
_of_source, _to_source = owner("source", "sources")

TABLES: tuple[Table, ...] = (
    Table(
        name="actors",
        title="Actors",
        description=Actor.__doc__ or "",
        columns=(
            *columns(Actor, "id", "kind", "name", "description", "part_of", "website", "note"),
            page(),
        ),
        key=("id",),
        references=(Reference(columns=("part_of",), table="actors"),),
        records=_plain("actors"),
    ),
    _names("actor", "actors", Actor),
    Table(
        name="roles",
        title="Roles",
        description=Role.__doc__ or "",
        columns=(
            _of_actor,
            *columns(Role, "id", "title", "organization", "start", "end"),
            number("Place among the actor's roles, from 1."),
        ),
        key=("actor", "id"),
        references=(_to_actor, Reference(columns=("organization",), table="actors")),
        records=_roles,
        holds=(Actor, "roles"),
    ),
    Table(
        name="actor_identifiers",
        title="Identifiers of actors elsewhere",
        description=described((Actor, "identifiers")),
        columns=(
            _of_actor,
            Column(name="scheme", description="Whose identifier it is: `wikidata`.", required=True),
            Column(name="identifier", description="The identifier: `Q313712`.", required=True),
        ),
        key=("actor", "scheme"),
        references=(_to_actor,),
        records=_identifiers,
        holds=(Actor, "identifiers"),
    ),
    Table(
        name="events",
        title="Events",
        description=Event.__doc__ or "",
        columns=columns(Event, "id", "name", "on", "place", "description", "note"),
        key=("id",),
        records=_events,
    ),
    Table(
        name="topics",
        title="Topics",
        description=Topic.__doc__ or "",
        columns=(
            *columns(Topic, "id", "name", "broader", "description", "triggered_by", "note"),
            page(),
        ),
        key=("id",),
        references=(
            Reference(columns=("broader",), table="topics"),
            Reference(columns=("triggered_by",), table="events"),
        ),
        records=_plain("topics"),
    ),
    _names("topic", "topics", Topic),
    Table(
        name="sources",
        title="Sources",
        description=Source.__doc__ or "",
        columns=(
            *columns(Source, "id", "title", "kind", "outlet", "url", "archived_url", "published_on", "accessed_on"),
            column(Source, "language"),
            inner((Source, "retraction"), Retraction, "on"),
            inner((Source, "retraction"), Retraction, "reason"),
            inner((Source, "retraction"), Retraction, "url"),
            column(Source, "note"),
            page("page"),
        ),
        key=("id",),
        references=(Reference(columns=("outlet",), table="actors"),),
        records=_sources,
    ),
    Table(
        name="source_authors",
        title="Authors of sources",
        description=described((Source, "authors")),
        columns=(
            _of_source,
            number("Place in the list, from 1."),
            Column(name="author", description="The author's name.", required=True),
        ),
        key=("source", "number"),
        references=(_to_source,),
        records=_authors,
        holds=(Source, "authors"),
    ),
    Table(
        name="captures",
        title="Captures of sources",
        description="When the text of a source was taken, to be compared with. The text itself is not public.",
        columns=(
            _of_source,
            number("Which capture of the source it is, from 1."),
            Column(name="taken_on", description="The day it was taken (ISO 8601).", required=True),
            Column(name="capture", description="SHA-256 of the text, UTF-8 with LF line ends.", required=True),
            Column(name="document", description="SHA-256 of the document it was taken from.", required=True),
            Column(name="kind", description="What that document was: its media type.", required=True),
            Column(name="url", description="The address it was fetched from; empty for a file."),
        ),
        key=("source", "number", "taken_on", "capture"),
        references=(_to_source,),
        records=_captures,
    ),
    *SPOKEN,
    *(_former_ids(section) for section in _NOUNS),
)
"""Every table, after those that it leads to."""
