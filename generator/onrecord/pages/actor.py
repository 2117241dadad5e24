"""The pages of actors."""

from onrecord.addresses import shown
from onrecord.pages.cards import actor_link, card, excerpt
from onrecord.pages.charts import chart
from onrecord.pages.edition import Edition
from onrecord.pages.footnotes import footnoted
from onrecord.pages.kinds import ActorPage, ActorsPage
from onrecord.pages.listing import listing, part_name
from onrecord.pages.rolls import carried, roll
from onrecord.pages.views import Link, NameView, RoleView
from onrecord.permalinks import Ref, path_of

REGISTRIES = {
    "wikidata": "https://www.wikidata.org/wiki/{}",
    "viaf": "https://viaf.org/viaf/{}",
    "isni": "https://isni.org/isni/{}",
    "orcid": "https://orcid.org/{}",
    "gnd": "https://d-nb.info/gnd/{}",
}
"""Where ids of other registries lead, for those whose addresses are lasting."""

CARRIED = 10
"""Statements that an agency's page shows of what it carried."""


def actors_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> ActorsPage:
    """All actors, those who speak first; where they are too many for a page, a letter's."""
    listed = roll(edition, ref)
    return ActorsPage(
        ref=ref,
        path=path_of(ref),
        title=edition.words.joined((edition.words.text("Actors"), part_name(edition, ref.part))),
        description=edition.words.text("The people, organizations and groups whose words are on record."),
        crumbs=crumbs,
        speaking=tuple(each for each in listed.shown if each.count),
        others=tuple(each for each in listed.shown if not each.count),
        parts=listed.parts,
    )


def actor_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> ActorPage:
    """One actor."""
    index, words = edition.index, edition.words
    actor = index.dataset.actors[ref.id]
    first = not ref.part
    what_it_carried = index.carried.get(actor.id, ()) if first else ()
    listed, footnotes = footnoted(edition, listing(edition, ref, newest_first=True))
    number = words.count("{n} statement", "{n} statements", listed.total)
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
        website=shown(actor.website),
        note=actor.note or "",
        positions=roll(edition, ref, "positions") if first else None,
        chart=chart(edition, index.by_actor.get(actor.id, ())) if first else None,
        statements=listed,
        footnotes=footnotes,
        answers=roll(edition, ref, "answers") if first else None,
        answered_by=roll(edition, ref, "answered-by") if first else None,
        units=roll(edition, ref, "units") if first else None,
        members=roll(edition, ref, "members") if first else None,
        published=roll(edition, ref, "published") if first else None,
        carried=tuple(card(edition, each) for each in what_it_carried[-CARRIED:]) if first else (),
        carried_parts=carried(edition, ref).parts if first and what_it_carried else (),
    )
