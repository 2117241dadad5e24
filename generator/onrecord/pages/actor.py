"""The pages of actors."""

from collections import Counter

from onrecord.index import holders
from onrecord.model import Actor, Statement
from onrecord.pages.cards import (
    actor_link,
    card,
    counted,
    excerpt,
    source_link,
    stands,
    taken,
    topic_link,
    when,
)
from onrecord.pages.charts import chart
from onrecord.pages.edition import Edition
from onrecord.pages.footnotes import footnoted
from onrecord.pages.kinds import ActorPage, ActorsPage
from onrecord.pages.listing import listing, part_name
from onrecord.pages.views import Counted, Link, NameView, RoleView, Stand
from onrecord.permalinks import Ref, path_of

REGISTRIES = {
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "viaf": "https://viaf.org/viaf/{}",
    "isni": "https://isni.org/isni/{}",
    "orcid": "https://orcid.org/{}",
    "gnd": "https://d-nb.info/gnd/{}",
}
"""Where ids of other registries lead, for those whose addresses are lasting."""

CARRIED = 25
"""Statements that an agency's page shows of what it carried."""


def actors_page(edition: Edition, crumbs: tuple[Link, ...]) -> ActorsPage:
    """All actors, those who speak first."""
    by_name = sorted(edition.index.dataset.actors.values(), key=lambda actor: (actor.name.casefold(), actor.id))
    numbers = {actor.id: len(edition.index.by_actor.get(actor.id, ())) for actor in by_name}
    return ActorsPage(
        ref=Ref("actors"),
        path=path_of(Ref("actors")),
        title=edition.words.text("Actors"),
        description=edition.words.text("The people, organizations and groups whose words are on record."),
        crumbs=crumbs,
        speaking=tuple(counted(edition, actor, numbers[actor.id]) for actor in by_name if numbers[actor.id]),
        others=tuple(counted(edition, actor, 0) for actor in by_name if not numbers[actor.id]),
    )


def actor_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> ActorPage:
    """One actor."""
    index, words = edition.index, edition.words
    actor = index.dataset.actors[ref.id]
    statements = index.by_actor.get(actor.id, ())
    first = not ref.part
    number = words.count("{n} statement", "{n} statements", len(statements))
    listed, footnotes = footnoted(edition, listing(edition, ref, statements, newest_first=True))
    return ActorPage(
        ref=ref,
        path=path_of(ref),
        title=words.joined((actor.name, part_name(edition, ref.part))),
        description=excerpt(": ".join(part for part in (actor.name, actor.description or number) if part), 200),
        crumbs=crumbs,
        name=actor.name,
        kind=words.label(actor.kind),
        description_text=actor.description or "",
        names=tuple(NameView(text=n.name, language=n.language or "", kind=words.label(n.kind)) for n in actor.names),
        roles=tuple(
            RoleView(
                title=role.title,
                organization=actor_link(edition, role.organization) if role.organization else None,
                span=words.span(role.start, role.end),
            )
            for role in actor.roles
        ),
        part_of=actor_link(edition, actor.part_of) if actor.part_of else None,
        identifiers=tuple(
            (scheme, value, REGISTRIES[scheme].format(value) if scheme in REGISTRIES and value.isalnum() else "")
            for scheme, value in actor.identifiers.items()
        ),
        website=actor.website or "",
        note=actor.note or "",
        positions=_positions(edition, actor) if first else (),
        chart=chart(edition, statements) if first else None,
        statements=listed,
        footnotes=footnotes,
        answers=_answered(edition, actor.id, statements) if first else (),
        answered_by=_answering(edition, actor.id, statements) if first else (),
        units=tuple(actor_link(edition, unit.id) for unit in index.units.get(actor.id, ())),
        members=tuple(
            Counted(link=actor_link(edition, member.id), count=0, detail=role.title)
            for member, role in index.members.get(actor.id, ())
        ),
        published=tuple(
            Counted(
                link=source_link(source),
                count=len(index.by_source.get(source.id, ())),
                detail=when(edition, source.published_on).text,
            )
            for source in index.sources_of.get(actor.id, ())
        ),
        carried=tuple(card(edition, each) for each in index.carried.get(actor.id, ())[-CARRIED:]) if first else (),
    )


def _positions(edition: Edition, actor: Actor) -> tuple[Stand, ...]:
    return stands(
        (topic_link(edition, topic), taken(edition, statement, stance))
        for topic, held in edition.index.positions.get(actor.id, {}).items()
        for statement, stance in held
    )


def _answered(edition: Edition, actor: str, statements: tuple[Statement, ...]) -> tuple[Counted, ...]:
    """Whom the statements of `actor` bear on."""
    found: Counter[str] = Counter()
    for statement in statements:
        for relation in statement.relations:
            if edition.index.is_public(relation.target):
                found.update(holders(edition.index.dataset, edition.index.dataset.statements[relation.target]))
    return _counted(edition, actor, found)


def _answering(edition: Edition, actor: str, statements: tuple[Statement, ...]) -> tuple[Counted, ...]:
    """Whose statements bear on those of `actor`."""
    found: Counter[str] = Counter()
    for statement in statements:
        for backlink in edition.index.backlinks.get(statement.id, ()):
            found.update(holders(edition.index.dataset, backlink.statement))
    return _counted(edition, actor, found)


def _counted(edition: Edition, actor: str, found: Counter[str]) -> tuple[Counted, ...]:
    others = ((other, number) for other, number in found.items() if other != actor)
    in_order = sorted(
        others, key=lambda pair: (-pair[1], edition.index.dataset.actors[pair[0]].name.casefold(), pair[0])
    )
    return tuple(Counted(link=actor_link(edition, other), count=number) for other, number in in_order)
