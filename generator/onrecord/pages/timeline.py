"""The timeline: everything on record in order of date, short, with the occasions among it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import itemgetter

from onrecord.dates import day_of, parse
from onrecord.index import Index, doubt_of
from onrecord.model import Event, Statement
from onrecord.pages.cards import MOST_NAMED, actor_link, answers, best_report, excerpt, name_of, said, when
from onrecord.pages.charts import chart
from onrecord.pages.cutting import UNDATED, Parts, by_date, fits, group_of, grouped, period, weight
from onrecord.pages.edition import Edition, remembered
from onrecord.pages.kinds import TimelinePage
from onrecord.pages.listing import part_links, part_name
from onrecord.pages.overviews import ChartView, Span, TimelineRow
from onrecord.pages.views import Link, When
from onrecord.permalinks import Ref, path_of

FITS = 300
"""Statements on a page of the timeline."""
ROOM = 85_000
"""Bytes of these."""
OCCASIONS = 15
"""Occasions of a month."""
WORDS = 160
"""Characters of a statement's words."""


def weigh(statement: Statement) -> int:
    """Bytes of a statement on the timeline, about."""
    texts = [report.text for report in statement.reports]
    if not texts:
        texts = [statement.original.text if statement.original else statement.summary or ""]
    named = min(len(statement.speakers), MOST_NAMED) + 3 * min(len(statement.relations), MOST_NAMED)
    return 250 + 60 * named + max(weight(text, WORDS) for text in texts)


def years(index: Index) -> dict[str, dict[str, list[Statement]]]:
    """The pages below the timeline: each year with its parts, one without a name where the year fits a page."""
    return index.once(("years",), lambda: _years(index.published, index.dataset.events.values()))


def _years(statements: Sequence[Statement], events: Iterable[Event]) -> dict[str, dict[str, list[Statement]]]:
    found: dict[str, dict[str, list[Statement]]] = {}
    for name, held in by_date(statements, lambda each: each.said_on, weigh, FITS, ROOM).items():
        year = group_of(name)
        parts = found.setdefault(year, {"": []})
        if name == year and year != UNDATED:
            parts[""] = held
        else:
            parts[name] = held
    for year, parts in found.items():
        if list(parts) == ["", year]:
            found[year] = {"": parts[year]}
    of_events = {period(event.on, 4) for event in events if day_of(event.on)}
    return {year: found.get(year) or {"": []} for year in sorted({*found, *of_events}, key=_undated_last)}


def _undated_last(part: str) -> tuple[bool, str]:
    return (part == UNDATED, part)


YEAR = "year of the timeline"
"""What the reading of a year's page is noted under, by year and part."""


def _of_year(edition: Edition, year: str, part: str) -> tuple[Parts[Statement], Sequence[Statement], ChartView | None]:
    """The parts of a year, and the statements of one of them, or of the page that is none, which has a chart of all."""
    of_year = years(edition.index).get(year, {})
    cut = edition.once(("year", year), lambda: Parts({name: held for name, held in of_year.items() if name}))
    bars = None if part else chart(edition, [each for held in of_year.values() for each in held])
    return cut, of_year.get(part, ()), bars


def told(edition: Edition, key: tuple[str, str]) -> str:
    """All that a year's page shows of the record, but for the statements themselves."""
    year, part = key
    cut, shown, bars = _of_year(edition, year, part)
    return f"{[each.id for each in shown]} {cut.told(part)} {bars}"


def timeline_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> TimelinePage:
    """The timeline itself, one of its years, or a part of a year."""
    words, published = edition.words, edition.index.published
    if not ref.id:
        everything = years(edition.index)
        whole = {year: [each for held in parts.values() for each in held] for year, parts in everything.items()}
        cut = Parts(whole)
        links = part_links(edition, cut, "", lambda year: Ref("timeline", year))
        shown: Sequence[Statement] = published if fits(published, weigh, FITS, ROOM) else ()
        bars = chart(edition, published)
    else:
        key = (ref.id, ref.part)
        cut, shown, bars = edition.reads.instead((YEAR, key), lambda: _of_year(edition, *key))
        edition.reads.current.update(("statements", each.id) for each in shown)
        links = part_links(edition, cut, ref.part, lambda name: Ref("timeline", ref.id, name))
    name = part_name(edition, ref.part or ref.id)
    title = words.text("Timeline")
    return TimelinePage(
        ref=ref,
        path=path_of(ref),
        title=words.joined((title, name)),
        description=words.text("{period}: everything on record, in order of date.").format(period=name)
        if name
        else words.text("Everything on record, in order of date."),
        crumbs=crumbs,
        parts=links,
        chart=bars,
        spans=tuple(_spans(edition, ref, shown, cut)),
    )


def _spans(edition: Edition, ref: Ref, statements: Sequence[Statement], cut: Parts[Statement]) -> Iterator[Span]:
    """The months of a page: its statements, and before those of its day each occasion."""
    by_month = grouped(statements, lambda each: period(each.said_on, 7))
    occasions: dict[str, list[Event]] = {}
    is_whole = not ref.part and bool(ref.id or statements)
    for month, held in edition.once(("occasions",), lambda: _occasions(edition)).items():
        # a part of a year shows its own month only; the year itself those that are no part of it
        if month in by_month or (is_whole and month.startswith(ref.id) and month not in cut.held):
            occasions[month] = held
    for month in sorted({*by_month, *occasions}, key=_undated_last):
        held = occasions.get(month, [])
        dated: list[tuple[tuple[object, ...], TimelineRow]] = [
            ((*event.on.sort_key[:1], 0, event.id), _occasion(edition, event)) for event in held[:OCCASIONS] if event.on
        ]
        dated += [
            ((each.said_on.sort_key[0] if each.said_on else None, 1, place), row(edition, each))
            for place, each in enumerate(by_month.get(month, ()))
        ]
        rows = [row for _, row in (sorted(dated, key=itemgetter(0)) if month in occasions else dated)]
        if (more := len(held) - OCCASIONS) > 0:
            rows.append(_occasion_row(edition.words.count("and {n} more", "and {n} more", more), When(text="")))
        heading = edition.words.text("Date not known") if month == UNDATED else edition.words.date(parse(month))
        yield Span(heading=heading, anchor=f"month-{month}", rows=tuple(rows))


def _occasions(edition: Edition) -> dict[str, list[Event]]:
    """Occasions by their months."""
    dated = [event for event in edition.index.dataset.events.values() if day_of(event.on)]
    by_month = grouped(dated, lambda event: period(event.on, 7))
    return {
        month: sorted(held, key=lambda event: (event.on.sort_key if event.on else (), event.id))
        for month, held in by_month.items()
    }


def row(edition: Edition, statement: Statement, *, current: bool = False) -> TimelineRow:
    """A statement, short; `current` on its own page."""
    made = _row(edition, statement)
    return replace(made, current=True) if current else made


@remembered
def _row(edition: Edition, statement: Statement) -> TimelineRow:
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
    )


def _occasion(edition: Edition, event: Event) -> TimelineRow:
    return _occasion_row(event.name, when(edition, event.on))


def _occasion_row(words: str, on: When) -> TimelineRow:
    return TimelineRow(when=on, who="", ref=None, words=words, quoted=False, language="", via="", warning="")
