"""What is too much for a statement's page: more reports, more corrections, and answers by date.

Each has parts, which are pages below the statement's: `reports-2`, `corrections-2`, `answers-2016-04`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from onrecord.dataset import Dataset
from onrecord.index import Backlink, Index, named_corrections
from onrecord.model import Correction, Report, Statement
from onrecord.pages.cards import best_of, card, correction_view
from onrecord.pages.cutting import Parts, Weigh, by_date, fits, grouped, heaviest, pieces, weight
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import MoreOfStatementPage
from onrecord.pages.listing import FITS, groups, part_links, part_name, weigher
from onrecord.pages.reports import differ, report_view
from onrecord.pages.views import CorrectionView, Link, Listing, PartLink, ReportView
from onrecord.permalinks import Ref, path_of

REPORTS, CORRECTIONS, ANSWERS = 50_000, 30_000, 50_000
"""Bytes of each that a statement's own page holds."""
CARDS = 25
"""Answers that a statement's page shows where it does not hold all: the first."""
_ANSWERS = "answers-"

_T = TypeVar("_T")
_Named = tuple[str, Correction]


def _weigh_report(report: Report, weigh: Weigh[str]) -> int:
    # a difference to the best report costs two tags
    return 1000 + 2 * weigh(report.text) + weigh(report.note or "")


def _weigh_correction(named: _Named) -> int:
    return 300 + sum(weight(text or "") for text in (named[1].reason, named[1].before, named[1].after))


def cut_reports(dataset: Dataset, statement: Statement) -> list[list[Report]]:
    """The reports, cut where a page would be too large; that which stands for all is on the first page."""
    if sum(_weigh_report(report, heaviest) for report in statement.reports) <= REPORTS:  # few need be weighed
        return [list(statement.reports)]
    weigh = partial(_weigh_report, weigh=weight)
    best = best_of(dataset, statement)
    if sum(map(weigh, statement.reports)) <= REPORTS or best is None:
        return [list(statement.reports)]
    rest = [report for report in statement.reports if report is not best]
    return pieces([best, *rest], weigh, FITS, REPORTS)


def reports_of(edition: Edition, statement: Statement) -> list[list[Report]]:
    """The same, for a page that is made."""
    return edition.once(("reports", statement.id), lambda: cut_reports(edition.index.dataset, statement))


def cut_corrections(statement: Statement) -> list[list[_Named]]:
    """The corrections, cut where a page would be too large."""
    return pieces(named_corrections(statement), _weigh_correction, FITS, CORRECTIONS) or [[]]


def _cut_answers(index: Index, statement: Statement) -> dict[str, list[Statement]]:
    answers = index.in_order(link.statement for link in index.backlinks.get(statement.id, ()))
    weigh = weigher(index)
    if fits(answers, weigh, FITS, ANSWERS):
        return {}
    return by_date(answers, lambda each: each.said_on, weigh, FITS)


def statement_parts(index: Index, statement: Statement) -> Iterator[str]:
    """The parts of a statement's page."""
    withdrawn = statement.status == "withdrawn"
    reports = [] if withdrawn else cut_reports(index.dataset, statement)
    for name, cut in (("reports", reports), ("corrections", cut_corrections(statement))):
        yield from (f"{name}-{number}" for number in range(2, len(cut) + 1))
    if not withdrawn:
        yield from (_ANSWERS + part for part in _cut_answers(index, statement))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The answers that a statement's page shows, and where all are."""

    first: Sequence[Sequence[Backlink]]
    """Of each answer, all that it does to the statement."""
    more: int
    parts: tuple[PartLink, ...]


def answered_by(edition: Edition, ref: Ref) -> Answered:
    """The answers to the statement of a page."""
    links, weigh = edition.index.backlinks.get(ref.id, ()), weigher(edition.index)
    answers = list(grouped(links, lambda link: link.statement.id).values())
    cut = _answers(edition, ref.id)
    first = pieces(answers, lambda answer: weigh(answer[0].statement), CARDS, ANSWERS)[0] if cut else answers
    return Answered(first=first, more=len(answers) - len(first), parts=_answer_links(edition, ref))


def _answers(edition: Edition, name: str) -> Parts[Statement]:
    statement = edition.index.dataset.statements[name]
    return edition.once(("answers", name), lambda: Parts(_cut_answers(edition.index, statement)))


def _answer_links(edition: Edition, ref: Ref) -> tuple[PartLink, ...]:
    current = ref.part.removeprefix(_ANSWERS)
    return part_links(
        edition, _answers(edition, ref.id), current, lambda name: Ref("statements", ref.id, _ANSWERS + name)
    )


def numbers(edition: Edition, ref: Ref, name: str, cut: Sequence[Sequence[_T]]) -> tuple[PartLink, ...]:
    """The way to numbered parts; nothing where there is one page."""
    if len(cut) < 2:
        return ()
    parts = Parts({f"{name}-{place}": held for place, held in enumerate(cut, start=1)})
    current = ref.part or f"{name}-1"

    def page(part: str) -> Ref:
        return Ref("statements", ref.id, "" if part == f"{name}-1" else part)

    return part_links(edition, parts, current, page)


def more_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...], title: str) -> MoreOfStatementPage:
    """A part of the page of a statement, which has this title."""
    text, words = edition.words.text, edition.words
    statement = edition.index.dataset.statements[ref.id]
    name, _, part = ref.part.partition("-")
    reports: tuple[ReportView, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    answers = Listing(groups=(), total=0)
    if name == "reports":
        heading, cut = text("Reports"), reports_of(edition, statement)
        reports = tuple(report_view(edition, statement, report) for report in cut[int(part) - 1])
        parts = numbers(edition, ref, name, cut)
    elif name == "corrections":
        heading, named = text("Corrections to this record"), cut_corrections(statement)
        corrections = tuple(correction_view(edition, *each) for each in named[int(part) - 1])
        parts = numbers(edition, ref, name, named)
    else:
        heading, held = text("In this exchange"), _answers(edition, ref.id).held
        parts = _answer_links(edition, ref)
        answers = Listing(
            groups=groups(edition, held[part]), total=sum(len(each) for each in held.values()), parts=parts
        )
    heading = words.joined((heading, part_name(edition, part)))
    return MoreOfStatementPage(
        ref=ref,
        path=path_of(ref),
        title=words.joined((title, heading), apart=True),
        crumbs=(*crumbs, Link(text=title, ref=Ref(ref.kind, ref.id))),
        heading=heading,
        card=card(edition, statement),
        parts=parts,
        reports=reports,
        compared=differ(reports),
        corrections=corrections,
        statements=answers,
    )
