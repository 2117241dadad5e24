"""Reports of a statement, in full: side by side with what differs marked, and whether their words were verified."""

from collections.abc import Iterator
from dataclasses import replace

from onrecord.dates import parse
from onrecord.fragments import fragment
from onrecord.model import Report, Source, Statement
from onrecord.pages.cards import (
    actor_link,
    best_report,
    language_of,
    name_of,
    retraction_view,
    source_link,
    when,
    words_of,
)
from onrecord.pages.differences import compared
from onrecord.pages.edition import Edition
from onrecord.pages.views import Badge, Link, ReportView
from onrecord.quotations import segments
from onrecord.verify import pieces, quotes

LONG = 3000
"""Characters from which on a report's words are folded."""
BEGINNING = 1200
"""Characters that are shown of those."""


def differ(reports: tuple[ReportView, ...]) -> bool:
    """Whether words are marked in which reports differ."""
    return any(segment.differs for each in reports for part in each.words.paragraphs for segment in part)


def report_view(edition: Edition, statement: Statement, report: Report) -> ReportView:
    source = edition.index.dataset.sources[report.source]
    best = best_report(edition, statement)
    words = words_of(edition, report)
    if best and report is not best and language_of(edition, best) == words.language:
        words = replace(words, paragraphs=compared(words.paragraphs, segments(best)))
    return ReportView(
        words=words,
        beginning=words_of(edition, report, BEGINNING) if len(report.text) > LONG else None,
        source=source_link(source),
        outlet=actor_link(edition, source.outlet) if source.outlet else None,
        published=when(edition, source.published_on) if source.published_on else None,
        through=tuple(_through(edition, statement, report, source)),
        badge=badge(edition, statement, report),
        address=address_of(edition, statement, report, source),
        archived=source.archived_url or "",
        locator=report.locator or "",
        note=report.note or "",
        retraction=retraction_view(edition, source),
    )


def _through(edition: Edition, statement: Statement, report: Report, source: Source) -> Iterator[Link]:
    """Whom a report came through; a speaker whose words they are not is left out."""
    if statement.status != "misattributed":
        yield Link(text=name_of(edition, statement))
    yield from (actor_link(edition, agency) for agency in report.chain)
    if source.outlet:
        yield actor_link(edition, source.outlet)


def address_of(edition: Edition, statement: Statement, report: Report, source: Source) -> str:
    """Where the source can be read: at the very words, where it is known where they stand."""
    receipt = edition.receipt_of(statement, report)
    if not source.url or receipt is None or receipt.not_in or "#" in source.url:
        return source.url or ""
    quoted = pieces(report)
    return source.url + fragment(receipt, quoted[0], quoted[-1])


def badge(edition: Edition, statement: Statement, report: Report) -> Badge | None:
    """Whether a report's quoted words were verified; None where nothing is quoted."""
    if not quotes(report):
        return None
    receipt = edition.receipt_of(statement, report)
    if receipt is None:
        return Badge(outcome="unverified", text=edition.words.label("unverified"))
    notes = edition.captures.get(report.source, ())
    taken = next((note for note in reversed(notes) if note.capture == receipt.capture), None)
    later = [note for note in notes if taken and note > taken]
    gone = [note for note in later if note.capture in receipt.not_in]
    again = [note for note in later if note.capture not in receipt.not_in]
    text = edition.words.text
    message = edition.words.label(receipt.outcome)
    if gone and taken:
        message = text("These words stood in the source on {then}. On {now} they no longer did.").format(
            then=edition.words.date(parse(taken.taken_on)), now=edition.words.date(parse(gone[-1].taken_on))
        )
    elif again:
        message += text("; the source was taken again on {now}, and not compared yet").format(
            now=edition.words.date(parse(again[-1].taken_on))
        )
    return Badge(
        outcome="gone" if gone else receipt.outcome,
        text=message,
        when=when(edition, parse(receipt.verified_on)),
        capture=receipt.capture,
        taken=when(edition, parse(taken.taken_on)) if taken else None,
    )
