"""The pages of sources."""

from onrecord.dates import parse
from onrecord.index import source_order
from onrecord.pages.cards import actor_link, excerpt, retraction_view, source_link, when
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import SourcePage, SourcesPage
from onrecord.pages.listing import listing, part_name
from onrecord.pages.views import CaptureView, Counted, Link
from onrecord.permalinks import Ref, path_of


def sources_page(edition: Edition, crumbs: tuple[Link, ...]) -> SourcesPage:
    """All sources, by date."""
    dataset = edition.index.dataset
    listed = []
    for source in sorted(dataset.sources.values(), key=source_order):
        outlet = dataset.actors[source.outlet].name if source.outlet else ""
        published = edition.words.date(source.published_on) if source.published_on else ""
        detail = edition.words.joined((outlet, published))
        number = len(edition.index.by_source.get(source.id, ()))
        listed.append(Counted(link=source_link(source), count=number, detail=detail))
    return SourcesPage(
        ref=Ref("sources"),
        path=path_of(Ref("sources")),
        title=edition.words.text("Sources"),
        description=edition.words.text("The documents from which the statements on record are taken."),
        crumbs=crumbs,
        sources=tuple(listed),
    )


def source_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> SourcePage:
    """One source, with everything taken from it."""
    words = edition.words
    source = edition.index.dataset.sources[ref.id]
    statements = edition.index.in_order(statement for statement, _ in edition.index.by_source.get(source.id, ()))
    outlet = actor_link(edition, source.outlet) if source.outlet else None
    number = words.count("{n} statement", "{n} statements", len(statements))
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
        address=source.url or "",
        archived=source.archived_url or "",
        captures=tuple(
            CaptureView(when=when(edition, parse(note.taken_on)), hash=note.capture, kind=words.label(note.kind))
            for note in edition.captures.get(source.id, ())
        ),
        retraction=retraction_view(edition, source),
        note=source.note or "",
        statements=listing(edition, ref, statements),
    )
