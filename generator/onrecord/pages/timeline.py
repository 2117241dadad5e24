"""The timeline: everything on record in order of date, short, with the occasions among it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter

from onrecord.dates import Date, day_of, parse
from onrecord.index import doubt_of
from onrecord.model import Event, Statement
from onrecord.pages.cards import actor_link, answers, best_report, excerpt, name_of, said, when
from onrecord.pages.charts import chart
from onrecord.pages.edition import Edition, remembered
from onrecord.pages.kinds import TimelinePage
from onrecord.pages.listing import UNDATED, by_date, part_name
from onrecord.pages.overviews import Span, TimelineRow
from onrecord.pages.views import Link, PartLink
from onrecord.permalinks import Ref, path_of

FITS = 300
"""Statements on a page of the timeline."""
WORDS = 160
"""Characters of a statement's words."""


def years(statements: Sequence[Statement]) -> dict[str, dict[str, list[Statement]]]:
    """The pages below the timeline: each year with its parts, one without a name where the year fits a page."""
    found: dict[str, dict[str, list[Statement]]] = {}
    for year, of_year in by_date(statements, 4).items():
        if len(of_year) <= FITS:
            found[year] = {"": of_year}
            continue
        parts: dict[str, list[Statement]] = {"": []}
        for month, of_month in by_date(of_year, 7).items():
            for start in range(0, len(of_month), FITS):
                parts[month if start == 0 else f"{month}-p{start // FITS + 1}"] = of_month[start : start + FITS]
        found[year] = parts
    return found


def timeline_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> TimelinePage:
    """The timeline itself, one of its years, or a part of a year."""
    words, published = edition.words, edition.index.published
    everything = edition.once(years, lambda: years(published))
    if not ref.id:
        links = tuple(
            _part(edition, Ref("timeline", year), sum(map(len, parts.values())), shown=ref)
            for year, parts in everything.items()
        )
        shown: Sequence[Statement] = published if len(published) <= FITS else ()
    else:
        parts = everything[ref.id]
        links = tuple(
            _part(edition, Ref("timeline", ref.id, name), len(held), ref) for name, held in parts.items() if name
        )
        shown = parts[ref.part]
    name = part_name(edition, ref.part or ref.id)
    title = words.text("Timeline")
    return TimelinePage(
        ref=ref,
        path=path_of(ref),
        title=words.joined((title, name)),
        description=words.text("Everything on record, in order of date."),
        crumbs=crumbs,
        parts=links,
        chart=chart(
            edition, [each for of in everything.get(ref.id, {}).values() for each in of] if ref.id else published
        )
        if not ref.part
        else None,
        spans=tuple(_spans(edition, ref, shown)),
    )


def _part(edition: Edition, ref: Ref, number: int, shown: Ref) -> PartLink:
    return PartLink(link=Link(text=part_name(edition, ref.part or ref.id), ref=ref), count=number, current=ref == shown)


def _spans(edition: Edition, ref: Ref, statements: Sequence[Statement]) -> Iterator[Span]:
    """The months of a page: its statements, and before those of its day each occasion."""
    by_month = by_date(statements, 7)
    occasions: dict[str, list[Event]] = defaultdict(list)
    for event in edition.index.dataset.events.values():
        month = _month_of(event.on)
        # a part of a year shows its own months only, and a month of several parts its occasions once
        if month and (month in by_month or (statements and not ref.part and month.startswith(ref.id))):
            occasions[month].append(event)
    for month in sorted({*by_month, *occasions}, key=lambda name: (name == UNDATED, name)):
        dated: list[tuple[tuple[object, ...], TimelineRow]] = [
            ((*event.on.sort_key[:1], 0, event.id), _occasion(edition, event)) for event in occasions[month] if event.on
        ]
        dated += [
            ((each.said_on.sort_key[0] if each.said_on else None, 1, place), row(edition, each))
            for place, each in enumerate(by_month.get(month, ()))
        ]
        rows = [row for _, row in (sorted(dated, key=itemgetter(0)) if occasions[month] else dated)]
        heading = edition.words.text("Date not known") if month == UNDATED else edition.words.date(parse(month))
        yield Span(heading=heading, anchor=f"month-{month}", rows=tuple(rows))


def _month_of(date: Date | None) -> str:
    day = day_of(date)
    return day.isoformat()[:7] if day else ""


@remembered
def row(edition: Edition, statement: Statement, *, current: bool = False) -> TimelineRow:
    """A statement, short."""
    report = best_report(edition, statement)
    text = report.text if report else statement.original.text if statement.original else statement.summary or ""
    quoted = report.mode == "direct" if report else statement.original is not None
    source = edition.index.dataset.sources[report.source] if report else None
    language = (report.language or (source.language if source else None) or "") if report else ""
    if not report and statement.original:
        language = statement.original.language
    doubt = doubt_of(edition.index.dataset, statement)
    return TimelineRow(
        when=said(edition, statement),
        who=name_of(edition, statement),
        ref=Ref("statements", statement.id),
        words=excerpt(text, WORDS),
        quoted=quoted,
        language="" if language == edition.config.language else language,
        via=actor_link(edition, source.outlet).text if source and source.outlet else "",
        warning=edition.words.label(doubt) if doubt else "",
        answers=answers(edition, statement),
        current=current,
    )


def _occasion(edition: Edition, event: Event) -> TimelineRow:
    return TimelineRow(
        when=when(edition, event.on), who="", ref=None, words=event.name, quoted=False, language="", via="", warning=""
    )
