"""The public logs: what was corrected in the record, and what it does not know."""

from collections.abc import Callable, Iterator

from onrecord.index import corrections_of, doubt_of
from onrecord.model import UNNAMED, Report, Statement
from onrecord.pages.cards import correction_view, excerpt, name_of
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import CorrectionsPage, QualityPage
from onrecord.pages.statement import badge, title_of
from onrecord.pages.views import Corrected, Gap, Link
from onrecord.permalinks import CORRECTIONS, QUALITY, Ref, path_of
from onrecord.witnesses import witnesses

SHOWN = 100
"""Statements that one kind of gap lists; the rest is counted."""


def corrections_page(edition: Edition, crumbs: tuple[Link, ...]) -> CorrectionsPage:
    """Every correction, newest first. Of a withdrawn statement only the speaker is named: its words are gone."""
    statements = [*edition.index.published, *edition.index.withdrawn]
    dated = [
        ((each.on.sort_key, statement.id), statement, each)
        for statement in statements
        for each in corrections_of(statement)
    ]
    dated.sort(key=lambda entry: entry[0], reverse=True)
    return CorrectionsPage(
        ref=CORRECTIONS,
        path=path_of(CORRECTIONS),
        title=edition.words.text("Corrections"),
        description=edition.words.text("What was changed in this record after it was published, when, and why."),
        crumbs=crumbs,
        log=tuple(
            Corrected(
                statement=_link(edition, statement),
                status=status,
                status_text=edition.words.label(status) if status else "",
                correction=correction_view(edition, each),
            )
            for _, statement, each in dated
            for status in [
                "withdrawn" if statement.status == "withdrawn" else doubt_of(edition.index.dataset, statement)
            ]
        ),
    )


def _link(edition: Edition, statement: Statement) -> Link:
    withdrawn = statement.status == "withdrawn"
    text = name_of(edition, statement) if withdrawn else title_of(edition, statement)
    return Link(text=excerpt(text, 120), ref=Ref("statements", statement.id))


def quality_page(edition: Edition, crumbs: tuple[Link, ...]) -> QualityPage:
    """What is missing, counted and listed: gaps are no errors, but readers should know them."""
    text = edition.words.text
    dataset = edition.index.dataset
    sources = dataset.sources

    def unverified(statement: Statement) -> bool:
        badges = (badge(edition, statement, report) for report in statement.reports)
        return any(each is not None and each.outcome == "unverified" for each in badges)

    def without(field: str) -> Callable[[Statement], bool]:
        def lacks(report: Report) -> bool:
            return not getattr(sources[report.source], field)

        return lambda statement: any(lacks(report) for report in statement.reports)

    kinds: list[tuple[str, Callable[[Statement], bool]]] = [
        (text("Statements with quotations not compared with their source"), unverified),
        (text("Statements reported by one source only"), lambda s: len({r.source for r in s.reports}) == 1),
        (
            text("Statements with several reports that may all go back to one"),
            lambda s: len({r.source for r in s.reports}) > 1 and len(witnesses(s.reports, sources)) == 1,
        ),
        (text("Statements that rest on retracted sources"), lambda s: doubt_of(dataset, s) == "retracted"),
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
