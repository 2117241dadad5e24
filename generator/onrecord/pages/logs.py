"""The public logs: what was corrected in the record, and what it does not know."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import itemgetter

from onrecord.dates import parse
from onrecord.index import doubt_of
from onrecord.model import UNNAMED, Report, Retraction, Source, Statement
from onrecord.pages.cards import correction_views, excerpt, name_of, said, source_link, when
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import CorrectionsPage, QualityPage
from onrecord.pages.statement import badge, title_of
from onrecord.pages.views import Corrected, CorrectionView, Gap, Link
from onrecord.permalinks import CORRECTIONS, QUALITY, Ref, path_of
from onrecord.witnesses import witnesses

UNKNOWN = parse("0001")
"""Where what has no date stands in the log: last."""
SHOWN = 100
"""Statements that one kind of gap lists; the rest is counted."""


def corrections_page(edition: Edition, crumbs: tuple[Link, ...]) -> CorrectionsPage:
    """Every correction and every retraction of a source, newest first.

    Of a withdrawn statement only speaker and date are named: its words are gone.
    """
    index = edition.index
    dated = [
        ((each.on.sort_key, statement.id), _corrected(edition, statement, shown))
        for statement in (*index.published, *index.withdrawn)
        for each, shown in zip(statement.corrections, correction_views(edition, statement), strict=True)
    ]
    dated += [
        (((source.retraction.on or UNKNOWN).sort_key, source.id), _retracted(edition, source, source.retraction))
        for source in index.dataset.sources.values()
        if source.retraction
    ]
    dated.sort(key=itemgetter(0), reverse=True)
    return CorrectionsPage(
        ref=CORRECTIONS,
        path=path_of(CORRECTIONS),
        title=edition.words.text("Corrections"),
        description=edition.words.text(
            "What was changed in this record after it was published, and which of its sources were taken back."
        ),
        crumbs=crumbs,
        log=tuple(entry for _, entry in dated),
    )


def _corrected(edition: Edition, statement: Statement, shown: CorrectionView) -> Corrected:
    withdrawn = statement.status == "withdrawn"
    status = "withdrawn" if withdrawn else doubt_of(edition.index.dataset, statement)
    return Corrected(
        statement=_link(edition, statement),
        status=status,
        status_text=edition.words.label(status) if status else "",
        correction=replace(shown, anchor=""),
    )


def _retracted(edition: Edition, source: Source, retraction: Retraction) -> Corrected:
    shown = CorrectionView(
        anchor="",
        when=when(edition, retraction.on),
        reason=retraction.reason,
        field="",
        before="",
        after="",
        reported_by="",
    )
    text = edition.words.text("Retracted by its publisher")
    return Corrected(statement=source_link(source), status="retracted", status_text=text, correction=shown)


def _link(edition: Edition, statement: Statement) -> Link:
    if statement.status == "withdrawn":
        parts = (name_of(edition, statement), said(edition, statement).text if statement.said_on else "")
        text = edition.words.text(", ").join(part for part in parts if part)
    else:
        text = title_of(edition, statement)
    return Link(text=excerpt(text, 120), ref=Ref("statements", statement.id))


def quality_page(edition: Edition, crumbs: tuple[Link, ...]) -> QualityPage:
    """What is missing, counted and listed: gaps are no errors, but readers should know them."""
    text = edition.words.text
    dataset = edition.index.dataset
    sources = dataset.sources

    def unverified(statement: Statement) -> bool:
        badges = (badge(edition, statement, report) for report in statement.reports)
        return any(each is not None and each.outcome == "unverified" for each in badges)

    def sound(statement: Statement) -> list[Report]:
        return [report for report in statement.reports if not sources[report.source].retraction]

    def changed(statement: Statement) -> bool:
        receipts = (edition.receipt_of(statement, report) for report in statement.reports)
        return any(receipt is not None and receipt.not_in for receipt in receipts)

    def without(field: str) -> Callable[[Statement], bool]:
        def lacks(report: Report) -> bool:
            return not getattr(sources[report.source], field)

        return lambda statement: any(lacks(report) for report in statement.reports)

    kinds: list[tuple[str, Callable[[Statement], bool]]] = [
        (text("Statements with quotations not compared with their source"), unverified),
        (text("Statements reported by one source only"), lambda s: len({r.source for r in s.reports}) == 1),
        (
            text("Statements with several reports that may all go back to one"),
            lambda s: len({r.source for r in sound(s)}) > 1 and len(witnesses(s.reports, sources)) == 1,
        ),
        (text("Statements that rest on retracted sources"), lambda s: doubt_of(dataset, s) == "retracted"),
        (text("Statements with words that are no longer in their source"), changed),
        (text("Statements without the words themselves"), lambda s: not s.reports),
        (text("Statements without a date"), lambda s: s.said_on is None),
        (text("Statements whose date was worked out by the editors"), lambda s: s.date_basis == "inferred"),
        (text("Statements without a place or occasion"), lambda s: not s.place and not s.event),
        (text("Statements by somebody unnamed"), lambda s: any(each.actor == UNNAMED for each in s.speakers)),
        (text("Statements whose source has no address here"), without("url")),
        (text("Statements whose source has no archived copy"), without("archived_url")),
        (text("Statements whose source has no date"), without("published_on")),
    ]
    return QualityPage(
        ref=QUALITY,
        path=path_of(QUALITY),
        title=text("Data quality"),
        description=text("What this record does not know, and what has not been checked."),
        crumbs=crumbs,
        total=edition.words.count("{n} statement", "{n} statements", len(edition.index.published)),
        gaps=tuple(_gaps(edition, kinds)),
    )


def _gaps(edition: Edition, kinds: list[tuple[str, Callable[[Statement], bool]]]) -> Iterator[Gap]:
    for number, (name, applies) in enumerate(kinds, start=1):
        found = [statement for statement in edition.index.published if applies(statement)]
        links = tuple(_link(edition, statement) for statement in found[:SHOWN])
        yield Gap(name=name, anchor=f"gap-{number}", count=len(found), statements=links, more=len(found) - len(links))
