"""The public logs: what was corrected in the record, and what it does not know."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import itemgetter

from onrecord.dates import parse
from onrecord.index import Index, corrections_of, doubt_of
from onrecord.model import UNNAMED, Correction, Report, Retraction, Source, Statement
from onrecord.pages.cards import EXCERPT, correction_view, excerpt, name_of, said, source_link, when
from onrecord.pages.cutting import UNDATED, Parts, by_date, fits, weight
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import CorrectionsPage, QualityPage
from onrecord.pages.listing import part_links, part_name
from onrecord.pages.statement import title_of
from onrecord.pages.views import Corrected, CorrectionView, Gap, Link
from onrecord.permalinks import CORRECTIONS, QUALITY, Ref, path_of
from onrecord.verify import quotes
from onrecord.witnesses import witnesses

UNKNOWN = parse("0001")
"""Where what has no date stands in the log: last."""
FITS = 100
"""Entries of the log on a page."""
NEWEST = 25
"""Entries that the first page of a parted log shows."""
SHOWN = 25
"""Statements that one kind of gap lists; the rest is counted."""


_Entry = tuple[tuple[object, ...], Statement | Source, Correction | Retraction]
"""What puts it in order, what was corrected or taken back, and how."""


def _log(index: Index) -> list[_Entry]:
    """Every correction and every retraction of a source, oldest first."""
    log: list[_Entry] = [
        ((*correction.on.sort_key, statement.id, -place), statement, correction)
        for statement in (*index.published, *index.withdrawn)
        for place, correction in enumerate(corrections_of(statement))
    ]
    log += [
        ((*(source.retraction.on or UNKNOWN).sort_key, source.id, 0), source, source.retraction)
        for source in index.dataset.sources.values()
        if source.retraction
    ]
    return sorted(log, key=itemgetter(0))


def _weigh(entry: _Entry) -> int:
    change = entry[2]
    texts = [change.reason]
    if isinstance(change, Correction):
        texts += [change.before or "", change.after or ""]
    return 900 + sum(weight(text, EXCERPT) for text in texts)


def _cut(log: list[_Entry]) -> dict[str, list[_Entry]]:
    if fits(log, _weigh, FITS):
        return {}
    # what has no date stands first in the log, and last among the parts
    return dict(
        sorted(by_date(log, lambda entry: entry[2].on, _weigh, FITS).items(), key=lambda part: part[0] == UNDATED)
    )


def corrections_parts(index: Index) -> dict[str, list[_Entry]]:
    """The parts of the log, where one page does not hold it."""
    return _cut(_log(index))


def corrections_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> CorrectionsPage:
    """Every correction and every retraction of a source, newest first; of very many the newest, or those of a part.

    Of a withdrawn statement only speaker and date are named: its words are gone.
    """
    log = edition.once(("log",), lambda: _log(edition.index))
    cut = edition.once(("log parts",), lambda: Parts(_cut(log)))
    current = ref.id.removeprefix(f"{CORRECTIONS.id}/") if ref != CORRECTIONS else ""
    shown = cut.held[current] if current else log[-NEWEST:] if cut else log
    return CorrectionsPage(
        ref=ref,
        path=path_of(ref),
        title=edition.words.joined((edition.words.text("Corrections"), part_name(edition, current))),
        description=edition.words.text(
            "What was changed in this record after it was published, and which of its sources were taken back."
        ),
        crumbs=crumbs,
        log=tuple(_shown(edition, entry) for entry in reversed(shown)),
        parts=part_links(edition, cut, current, corrections_part),
    )


def corrections_part(name: str) -> Ref:
    """The page of a part of the log."""
    return Ref(CORRECTIONS.kind, f"{CORRECTIONS.id}/{name}")


def _shown(edition: Edition, entry: _Entry) -> Corrected:
    _, record, change = entry
    if isinstance(record, Source):
        return _retracted(edition, record, change)
    if isinstance(change, Retraction):
        raise TypeError("a statement is corrected, not retracted")
    withdrawn = record.status == "withdrawn"
    status = "withdrawn" if withdrawn else doubt_of(edition.index.dataset, record)
    shown = correction_view(edition, "", change)
    return Corrected(
        statement=_link(edition, record),
        status=status,
        status_text=edition.words.label(status) if status else "",
        correction=replace(
            shown,
            reason=_shorter(shown.reason, EXCERPT),
            before=_shorter(shown.before, EXCERPT),
            after=_shorter(shown.after, EXCERPT),
        ),
    )


def _shorter(text: str, limit: int) -> str:
    """A text as it is, unless it is long: all of it stands on its statement's or source's page."""
    return text if len(text) <= limit else excerpt(text, limit)


def _retracted(edition: Edition, source: Source, retraction: Retraction | Correction) -> Corrected:
    shown = CorrectionView(
        anchor="",
        when=when(edition, retraction.on),
        reason=_shorter(retraction.reason, EXCERPT),
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
        return any(quotes(report) and edition.receipt_of(statement, report) is None for report in statement.reports)

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
    lacking: list[list[Statement]] = [[] for _ in kinds]
    for statement in edition.index.published:  # once for all kinds: several ask for the same of it
        for found, (_, applies) in zip(lacking, kinds, strict=True):
            if applies(statement):
                found.append(statement)
    for number, ((name, _), found) in enumerate(zip(kinds, lacking, strict=True), start=1):
        links = tuple(_link(edition, statement) for statement in found[:SHOWN])
        yield Gap(name=name, anchor=f"gap-{number}", count=len(found), statements=links, more=len(found) - len(links))
