"""The pages of sources."""

from onrecord.addresses import shown
from onrecord.dates import parse
from onrecord.pages.cards import actor_link, excerpt, retraction_view, when
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import SourcePage, SourcesPage
from onrecord.pages.listing import listing, part_name
from onrecord.pages.rolls import roll
from onrecord.pages.views import CaptureView, Link
from onrecord.permalinks import Ref, path_of

CAPTURES = 100
"""Copies that a source's page names."""


def sources_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> SourcesPage:
    """All sources, by date; where they are too many for a page, the newest, or a year's."""
    return SourcesPage(
        ref=ref,
        path=path_of(ref),
        title=edition.words.joined((edition.words.text("Sources"), part_name(edition, ref.part))),
        description=edition.words.text("The documents from which the statements on record are taken."),
        crumbs=crumbs,
        roll=roll(edition, ref),
    )


def source_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> SourcePage:
    """One source, with everything taken from it."""
    words = edition.words
    source = edition.index.dataset.sources[ref.id]
    listed = listing(edition, ref)
    taken = edition.captures.get(source.id, ()) if not ref.part else ()
    outlet = actor_link(edition, source.outlet) if source.outlet else None
    number = words.count("{n} statement", "{n} statements", listed.total)
    return SourcePage(
        ref=ref,
        path=path_of(ref),
        title=words.joined((source.title, part_name(edition, ref.part))),
        description=excerpt(words.joined((source.title, outlet.text if outlet else "", number)), 200),
        crumbs=crumbs,
        heading=source.title,
        language=source.language if source.language and source.language != edition.config.language else "",
        kind=words.label(source.kind),
        outlet=outlet,
        authors=source.authors,
        published=when(edition, source.published_on) if source.published_on else None,
        accessed=when(edition, source.accessed_on) if source.accessed_on else None,
        address=shown(source.url),
        archived=shown(source.archived_url),
        captures=tuple(
            CaptureView(when=when(edition, parse(note.taken_on)), hash=note.capture, kind=words.label(note.kind))
            for note in taken[-CAPTURES:]
        ),
        more_captures=max(0, len(taken) - CAPTURES),
        retraction=retraction_view(edition, source),
        note=source.note or "",
        statements=listed,
    )
