"""The plan: the list of every page, and each page as a typed view.

The list is made first and is cheap; a view is made when its page is rendered, so that nothing ever holds them all.
"""

from collections.abc import Collection, Iterable, Iterator

from onrecord.index import Index, ancestors
from onrecord.pages.actor import actor_page, actors_page
from onrecord.pages.downloads import data_page
from onrecord.pages.edition import Edition
from onrecord.pages.home import home_page
from onrecord.pages.kinds import MovedPage, Page
from onrecord.pages.listing import parted
from onrecord.pages.logs import corrections_page, corrections_part, corrections_parts, quality_page
from onrecord.pages.more import more_page, statement_parts
from onrecord.pages.positions import parts as positions_parts
from onrecord.pages.positions import positions_page
from onrecord.pages.rolls import prefix_of, record_parts, roll_page, section_parts
from onrecord.pages.searching import search_page
from onrecord.pages.source import source_page, sources_page
from onrecord.pages.statement import statement_page, statements_page, title_of
from onrecord.pages.timeline import timeline_page, years
from onrecord.pages.topic import topic_page, topics_page
from onrecord.pages.views import Link
from onrecord.permalinks import CORRECTIONS, DATA, HOME, QUALITY, SEARCH, SECTION_KINDS, Kind, Ref, path_of

__all__ = ["Edition", "Page", "plan", "view"]

STEPS = 8
"""Wider topics that a topic's page names above itself."""


def plan(index: Index, *, search: bool, without: Collection[str] = ()) -> Iterator[Ref]:
    """Every generated page, once, in a fixed order.

    `search` says whether there is a search page; `without` names pages that the owner does not want.
    """
    dataset = index.dataset
    yield HOME
    for kind in SECTION_KINDS:
        yield Ref(kind)
        for part in section_parts(index, kind):
            yield Ref(kind, part=part)
    yield CORRECTIONS
    yield from (corrections_part(name) for name in corrections_parts(index))
    yield from (ref for ref in (QUALITY, DATA) if ref.id not in without)
    if search:
        yield SEARCH
    if "timeline" not in without:
        yield Ref("timeline")
        for year, held in years(index).items():
            for part in held:
                yield Ref("timeline", year, part)
    if "positions" not in without:
        yield Ref("positions")
        for topic in positions_parts(index):
            yield Ref("positions", topic)
    for part in parted(index, "statements", ""):
        yield Ref("statements", part=part)
    for actor in dataset.actors:
        yield from _with_parts("actors", actor, parted(index, "actors", actor))
        yield from (Ref("actors", actor, part) for part in record_parts(index, "actors", actor))
    for topic in dataset.topics:
        yield from _with_parts("topics", topic, parted(index, "topics", topic))
        yield from (Ref("topics", topic, part) for part in record_parts(index, "topics", topic))
    for source in dataset.sources:
        yield from _with_parts("sources", source, parted(index, "sources", source))
    for statement in dataset.statements.values():
        if statement.status != "draft":
            yield from _with_parts("statements", statement.id, statement_parts(index, statement))
    former = sorted(name.split("/") for name in index.moved)
    for kind in SECTION_KINDS:
        yield from (Ref(kind, name) for section, name in former if section == kind)


def _with_parts(kind: Kind, name: str, names: Iterable[str]) -> Iterator[Ref]:
    yield Ref(kind, name)
    for part in names:
        yield Ref(kind, name, part)


def view(edition: Edition, ref: Ref) -> Page:
    """The page of `ref`, ready to be laid out."""
    home = Link(text=edition.words.text("Home"), ref=HOME)
    if ref.kind == "home":
        return home_page(edition)
    if ref == SEARCH:
        return search_page(edition, (home,))
    if ref == CORRECTIONS:
        return corrections_page(edition, ref, (home,))
    if ref.kind == CORRECTIONS.kind and ref.id.startswith(f"{CORRECTIONS.id}/"):
        above = Link(text=edition.words.text("Corrections"), ref=CORRECTIONS)
        return corrections_page(edition, ref, (home, above))
    if ref == QUALITY:
        return quality_page(edition, (home,))
    if ref == DATA:
        return data_page(edition, (home,))
    if ref.kind == "timeline":
        more = (Link(text=edition.words.text("Timeline"), ref=Ref("timeline")),) if ref.id else ()
        return timeline_page(edition, ref, (home, *more))
    if ref.kind == "positions":
        more = (Link(text=edition.words.text("Positions"), ref=Ref("positions")),) if ref.id else ()
        return positions_page(edition, ref, (home, *more))
    crumbs: tuple[Link, ...] = (home, Link(text=_section_name(edition, ref.kind), ref=Ref(ref.kind)))
    if not ref.id:
        return _section_page(edition, ref, crumbs if ref.part else (home,))
    if ref.id not in edition.index.dataset.section(ref.kind):
        return _moved_page(edition, ref)
    if ref.kind == "topics":
        wider = ancestors(edition.index.dataset, ref.id)[STEPS:0:-1]
        crumbs = (*crumbs, *(Link(text=each.name, ref=Ref("topics", each.id)) for each in wider))
    if prefix_of(ref):
        return roll_page(edition, ref, crumbs)
    if ref.kind == "actors":
        return actor_page(edition, ref, crumbs)
    if ref.kind == "topics":
        return topic_page(edition, ref, crumbs)
    if ref.kind == "sources":
        return source_page(edition, ref, crumbs)
    statement = edition.index.dataset.statements[ref.id]
    if ref.part and statement.status != "withdrawn":
        return more_page(edition, ref, crumbs, title_of(edition, statement))
    return statement_page(edition, ref, crumbs)


def _section_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> Page:
    if ref.kind == "actors":
        return actors_page(edition, ref, crumbs)
    if ref.kind == "topics":
        return topics_page(edition, ref, crumbs)
    if ref.kind == "sources":
        return sources_page(edition, ref, crumbs)
    return statements_page(edition, ref, crumbs)


def _section_name(edition: Edition, kind: Kind) -> str:
    text = edition.words.text
    names = {
        "actors": text("Actors"),
        "topics": text("Topics"),
        "sources": text("Sources"),
        "statements": text("Statements"),
    }
    return names[kind]


def _moved_page(edition: Edition, ref: Ref) -> MovedPage:
    now = Ref(ref.kind, edition.index.moved[f"{ref.kind}/{ref.id}"])
    record = edition.index.dataset.section(ref.kind)[now.id]
    if ref.kind == "statements":
        statement = edition.index.dataset.statements[now.id]
        withdrawn = statement.status == "withdrawn"
        title = edition.words.text("Withdrawn statement") if withdrawn else title_of(edition, statement)
    else:
        title = getattr(record, "name", "") or getattr(record, "title", "")
    return MovedPage(ref=ref, path=path_of(ref), title=title, to=Link(text=title, ref=now))
