"""Receipts: what a passed check leaves behind, so that a clone without the sources' texts can tell what was verified.

A receipt names the words by their hash, the capture by its SHA-256, where in it they stand, and a few characters before
and behind (W3C TextQuoteSelector). It proves that these words were found in a text with that hash, by whoever wrote the
receipt; it does not hold the text. One receipt a line, sorted, so that git can merge them.
"""

import datetime
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from onrecord import ledgers
from onrecord.captures import Captured, CaptureNote, is_day, is_hash
from onrecord.dataset import Dataset
from onrecord.letters import fold, readable
from onrecord.model import Addressed, Report
from onrecord.problems import Problem
from onrecord.verify import SLACK, Piece, Verified, pieces, quotes

AROUND = 32
"""Characters of prefix and suffix at most: enough to find the place again, too few to be a copy."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Receipt:
    """That one report's quoted words were found in one capture."""

    statement: str
    """Id of the statement."""
    source: str
    """Id of the source."""
    words: str
    """SHA-256 of what was looked for: mode and text of the report."""
    capture: str
    """SHA-256 of the capture's bytes as UTF-8 with LF line ends."""
    outcome: str
    """`exact` or `normalized`."""
    spans: tuple[tuple[int, int], ...]
    """Offsets of the pieces: in the capture for `exact`, in the folded capture for `normalized`."""
    prefix: str
    """Up to 32 characters before the first piece."""
    suffix: str
    """Up to 32 characters behind the last."""
    taken_on: str
    """The day that capture was taken, as the register has it; empty for a text that was put there by hand."""
    not_in: tuple[str, ...]
    """SHA-256 of later captures of the source that do not hold the words, newest first."""
    verified_on: str
    """The day, ISO 8601."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is a receipt for."""
        return (self.statement, self.source, self.words)


def words_hash(report: Report) -> str:
    """SHA-256 of a report's mode and text."""
    return _words_hash(report.mode, report.text)


@lru_cache(maxsize=64)  # one page asks several times for the same report's
def _words_hash(mode: str, text: str) -> str:
    return hashlib.sha256(f"{mode}\n{text}".encode()).hexdigest()


def receipts_of(
    dataset: Dataset,
    captures: Mapping[str, Sequence[Captured]],
    verified: Mapping[tuple[str, int], Verified],
    today: str,
    notes: Iterable[CaptureNote] = (),
) -> list[Receipt]:
    """Receipts for all reports that passed."""
    days = {(note.source, note.capture): note.taken_on for note in sorted(notes)}
    texts = {held.sha256: held.text for each in captures.values() for held in each}
    folded: dict[str, str] = {}
    found = []
    for (statement, number), each in verified.items():
        if each.capture not in texts or not each.passed:
            continue
        report = dataset.statements[statement].reports[number]
        text = texts[each.capture]
        if each.outcome == "normalized":
            text = folded[each.capture] = folded.get(each.capture) or fold(text)
        first, last = each.spans[0][0], each.spans[-1][1]
        found.append(
            Receipt(
                statement=statement,
                source=report.source,
                words=words_hash(report),
                capture=each.capture,
                outcome=each.outcome,
                spans=each.spans,
                prefix=readable(text[max(0, first - AROUND) : first]),
                suffix=readable(text[last : last + AROUND]),
                taken_on=days.get((report.source, each.capture), ""),
                not_in=each.not_in,
                verified_on=today,
            )
        )
    return found


def followed(
    dataset: Dataset, receipts: Iterable[Receipt], notes: Iterable[CaptureNote]
) -> tuple[list[Receipt], list[CaptureNote]]:
    """Receipts and captures of statements and sources that have another id now, under that."""
    statements = _renamed(dataset.statements)
    sources = _renamed(dataset.sources)
    return (
        [
            replace(
                each,
                statement=statements.get(each.statement, each.statement),
                source=sources.get(each.source, each.source),
            )
            if each.statement in statements or each.source in sources
            else each
            for each in receipts
        ],
        [replace(each, source=sources[each.source]) if each.source in sources else each for each in notes],
    )


def _renamed(records: Mapping[str, Addressed]) -> dict[str, str]:
    return {former: record.id for record in records.values() for former in record.former_ids if former not in records}


def settled(
    dataset: Dataset,
    verified: Mapping[tuple[str, int], Verified],
    old: Iterable[Receipt],
    notes: Iterable[CaptureNote],
    at_hand: Collection[tuple[str, str]],
) -> dict[tuple[str, int], Verified]:
    """What was found, together with what a receipt says of a registered capture that is not `at_hand`.

    Captures are private: one editor has taken the source earlier, another later. Words that are not in the text at hand
    but for which there is a receipt of another one stand as of that one. Where that other one is at hand too, they were
    looked for in it in vain, and the receipt is false.
    """
    order = _order(notes)
    receipts = _united(old, order)
    found = dict(verified)
    for (name, number), each in verified.items():
        report = dataset.statements[name].reports[number]
        receipt = receipts.get((name, report.source, words_hash(report)))
        if each.outcome not in ("altered", "missing") or receipt is None or (report.source, receipt.capture) in at_hand:
            continue
        if (report.source, receipt.capture) in order and (report.source, each.capture) in order:
            was_earlier = _is_earlier(order, report.source, receipt.capture, each.capture)
            found[name, number] = Verified(
                source=report.source,
                outcome="exact" if receipt.outcome == "exact" else "normalized",
                spans=receipt.spans,
                capture=receipt.capture,
                not_in=tuple(dict.fromkeys((each.capture, *receipt.not_in))) if was_earlier else receipt.not_in,
            )
    return found


def _order(notes: Iterable[CaptureNote]) -> dict[tuple[str, str], tuple[str, int]]:
    return {(note.source, note.capture): (note.taken_on, note.number) for note in sorted(notes)}


def _is_earlier(order: Mapping[tuple[str, str], tuple[str, int]], source: str, first: str, second: str) -> bool:
    """Whether the register has the first capture of a source before the second."""
    earlier, later = order.get((source, first)), order.get((source, second))
    return earlier is not None and later is not None and earlier < later


def merged(
    dataset: Dataset,
    verified: Mapping[tuple[str, int], Verified],
    old: Iterable[Receipt],
    new: Iterable[Receipt],
    notes: Iterable[CaptureNote],
    *,
    at_hand: Collection[tuple[str, str]],
    whole: bool,
) -> list[Receipt]:
    """Old and new receipts: a new one replaces the old of the same words, unless it would only change the date.

    A receipt is dropped where its words are no more in the record (of which `whole` says that all of it was read), and
    where they were looked for in its own capture, which is `at_hand`, and not found: somebody forged it. A receipt of
    another capture, which another editor has, stays; one of a later is not replaced by one of an earlier.
    """
    order = _order(notes)
    wanted, failed, noted = set(), set(), {}
    for statement in dataset.statements.values():
        for number, report in enumerate(statement.reports):
            each = verified.get((statement.id, number))
            if each is None:
                continue
            key = (statement.id, report.source, words_hash(report))
            wanted.add(key)
            if each.passed:
                noted[key] = each
            elif each.outcome != "unverified":
                failed.add(key)
    kept: dict[tuple[str, str, str], Receipt] = {}
    for key, receipt in _united(old, order).items():
        is_known = receipt.statement in dataset.statements
        if key not in wanted if is_known else whole:
            continue
        if key in failed and (receipt.source, receipt.capture) in at_hand:
            continue
        kept[key] = receipt
    for key, receipt in kept.items():
        if key in noted and noted[key].capture == receipt.capture:
            kept[key] = replace(receipt, not_in=_all(noted[key].not_in, receipt, order))
    for found in new:
        receipt, before = found, kept.get(found.key)
        if before and before.capture == receipt.capture:
            receipt = replace(receipt, not_in=_all(receipt.not_in, before, order))
        if before and _is_earlier(order, receipt.source, receipt.capture, before.capture):
            continue
        if before is None or replace(before, verified_on="") != replace(receipt, verified_on=""):
            kept[receipt.key] = receipt
    return sorted(kept.values())


def _united(
    receipts: Iterable[Receipt], order: Mapping[tuple[str, str], tuple[str, int]]
) -> dict[tuple[str, str, str], Receipt]:
    """One receipt for each words: of those that a merge brought together, what the later capture says, or all say."""
    found: dict[tuple[str, str, str], Receipt] = {}
    for receipt in sorted(receipts):
        before = found.get(receipt.key)
        if before is None:
            found[receipt.key] = receipt
        elif before.capture == receipt.capture:
            day = min(before.verified_on, receipt.verified_on)
            found[receipt.key] = replace(receipt, not_in=_all(receipt.not_in, before, order), verified_on=day)
        elif not _is_earlier(order, receipt.source, receipt.capture, before.capture):
            found[receipt.key] = receipt
    return found


def _all(not_in: Iterable[str], before: Receipt, order: Mapping[tuple[str, str], tuple[str, int]]) -> tuple[str, ...]:
    """Later captures without the words: those at hand, and those that another editor has compared; newest first."""
    ranks = {each: order.get((before.source, each), ("", 0)) for each in (*not_in, *before.not_in)}
    return tuple(sorted(ranks, key=lambda each: ranks[each], reverse=True))


def from_json(text: str) -> list[Receipt]:
    """Read `receipts.json`. Raises ValueError where it is not as `ledgers.as_json` writes it."""
    return ledgers.from_json(text, Receipt, _receipt)


def _receipt(held: Mapping[str, Any]) -> Receipt | None:
    receipt = Receipt(
        **{
            **held,
            "spans": tuple((start, end) for start, end in held["spans"]),
            "not_in": tuple(held["not_in"]),
        }
    )
    texts = [getattr(receipt, field.name) for field in fields(receipt) if field.name not in ("spans", "not_in")]
    if not all(ledgers.is_text(text) for text in (*texts, *receipt.not_in)):
        return None
    if not all(type(offset) is int for span in receipt.spans for offset in span):
        return None
    if receipt.outcome not in ("exact", "normalized") or not receipt.spans:
        return None
    return receipt if max(len(receipt.prefix), len(receipt.suffix)) <= AROUND else None


def false_receipts(
    dataset: Dataset, receipts: Iterable[Receipt], notes: Iterable[CaptureNote]
) -> Iterator[tuple[Receipt, str]]:
    """Receipts that no check can have left, each with the reason: they fit neither words nor register of captures.

    Without the capture nobody can see more: who knows how receipts are made can still make one up.
    """
    listed: dict[str, dict[str, list[str]]] = {}
    for note in notes:
        listed.setdefault(note.source, {}).setdefault(note.capture, []).append(note.taken_on)
    reports = {
        (statement.id, report.source, words_hash(report)): report
        for statement in dataset.statements.values()
        for report in statement.reports
    }
    for receipt in receipts:
        report = reports.get(receipt.key)
        if report is None:
            continue
        if not _fits(receipt, pieces(report)):
            yield receipt, "the words cannot stand where it says"
        elif reason := _unlisted(receipt, listed):
            yield receipt, reason


def _fits(receipt: Receipt, wanted: list[Piece]) -> bool:
    """Whether the spans are where a check of these words would have found them."""
    if len(receipt.spans) != len(wanted) or len(receipt.prefix) != min(AROUND, receipt.spans[0][0]):
        return False
    after = 0
    for (start, end), piece in zip(receipt.spans, wanted, strict=True):
        if not after <= start < end or (piece.gap >= 0 and start > after + piece.gap + SLACK):
            return False
        if receipt.outcome == "exact" and end - start != len(piece.text):
            return False
        after = end
    return True


def _unlisted(receipt: Receipt, listed: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """Why the capture cannot be one that was taken before it was compared; empty if it can, or nobody can say."""
    if not is_day(receipt.verified_on) or not all(map(is_hash, (receipt.capture, *receipt.not_in))):
        return "its day or a hash is none"
    known = listed.get(receipt.source, {})
    days = known.get(receipt.capture)
    if not receipt.taken_on:
        # a text that was put there by hand: good until the source is in the register
        noted = min((day for each in known.values() for day in each), default="")
        late = noted and days is None and receipt.verified_on > noted
        return "the register has no such capture of the source" if late else ""
    if days is None or receipt.taken_on not in days:
        return "the register has no such capture of the source"
    # on one and the same day it is another date elsewhere in the world
    first = datetime.date.fromisoformat(min(days)) - datetime.timedelta(days=1)
    if datetime.date.fromisoformat(receipt.verified_on) < first:
        return f"it was compared on {receipt.verified_on}, and the text taken later, on {min(days)}"
    return ""


def unverified(dataset: Dataset, receipts: Iterable[Receipt]) -> list[Problem]:
    """Published quotations that have no receipt: problems where the owner requires that all be verified."""
    keys: set[tuple[str, str, str]] = set()
    days: dict[tuple[str, str], str] = {}
    for receipt in receipts:
        keys.add(receipt.key)
        days[receipt.statement, receipt.source] = receipt.verified_on
    problems = []
    for statement in dataset.statements.values():
        if statement.status in ("draft", "withdrawn"):
            continue
        for number, report in enumerate(statement.reports):
            if (statement.id, report.source, words_hash(report)) in keys or not quotes(report):
                continue
            day = days.get((statement.id, report.source))
            said = f"words from this source were verified on {day}, but not these" if day else "they were not verified"
            problem = Problem(
                code="unverified-quotation",
                message=f"quoted words are published without a receipt: {said}",
                origin=dataset.origins["statements", statement.id],
                path=("reports", number, "text"),
                hint="run `onrecord verify` where the capture is, and commit data/receipts.json",
            )
            problems.append(problem)
    return problems
