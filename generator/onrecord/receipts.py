"""Receipts: what a passed check leaves behind, so that a clone without the sources' texts can tell what was verified.

A receipt names the words by their hash, the capture by its SHA-256, where in it they stand, and a few characters before
and behind (W3C TextQuoteSelector). It proves that these words were found in a text with that hash, by whoever wrote the
receipt; it does not hold the text. One receipt a line, sorted, so that git can merge them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.dataset import Dataset
from onrecord.model import Report
from onrecord.verify import Verified, fold, pieces

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
    verified_on: str
    """The day, ISO 8601."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is a receipt for."""
        return (self.statement, self.source, self.words)


def words_hash(report: Report) -> str:
    """SHA-256 of a report's mode and text."""
    return hashlib.sha256(f"{report.mode}\n{report.text}".encode()).hexdigest()


def capture_hash(text: str) -> str:
    """SHA-256 of a capture."""
    return hashlib.sha256(text.encode()).hexdigest()


def receipts_of(
    dataset: Dataset, captures: Mapping[str, str], verified: Mapping[tuple[str, int], Verified], today: str
) -> list[Receipt]:
    """Receipts for all reports that passed."""
    hashes = {source: capture_hash(text) for source, text in captures.items()}
    found = []
    for (statement, number), each in verified.items():
        if each.outcome not in ("exact", "normalized"):
            continue
        report = dataset.statements[statement].reports[number]
        text = captures[report.source] if each.outcome == "exact" else fold(captures[report.source])
        first, last = each.spans[0][0], each.spans[-1][1]
        found.append(
            Receipt(
                statement=statement,
                source=report.source,
                words=words_hash(report),
                capture=hashes[report.source],
                outcome=each.outcome,
                spans=each.spans,
                prefix=text[max(0, first - AROUND) : first],
                suffix=text[last : last + AROUND],
                verified_on=today,
            )
        )
    return found


def merged(dataset: Dataset, old: Iterable[Receipt], new: Iterable[Receipt]) -> list[Receipt]:
    """Old and new receipts: a new one replaces the old of the same words, unless it would only change the date.

    Receipts of words that are no more in the record are dropped.
    """
    wanted = {
        (statement.id, report.source, words_hash(report))
        for statement in dataset.statements.values()
        for report in statement.reports
        if pieces(report)
    }
    kept = {receipt.key: receipt for receipt in old if receipt.key in wanted}
    for receipt in new:
        before = kept.get(receipt.key)
        if before is None or (before.capture, before.outcome) != (receipt.capture, receipt.outcome):
            kept[receipt.key] = receipt
    return sorted(kept.values())


def as_json(receipts: Iterable[Receipt]) -> str:
    """The text of `receipts.json`."""
    lines = [
        json.dumps({name: getattr(receipt, name) for name in Receipt.__dataclass_fields__}, ensure_ascii=False)
        for receipt in sorted(receipts)
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def from_json(text: str) -> list[Receipt]:
    """Read `receipts.json`. Raises ValueError where it is not as `as_json` writes it."""
    try:
        listed: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("it is not JSON: a bracket, a comma or a quotation mark is missing or too many") from None
    if not isinstance(listed, list):
        raise ValueError("the receipts are not a list")
    found = []
    for number, each in enumerate(listed, start=1):
        try:
            spans = tuple((int(start), int(end)) for start, end in each["spans"])
            texts = {name: each[name] for name in Receipt.__dataclass_fields__ if name != "spans"}
            good = each.keys() == Receipt.__dataclass_fields__.keys() and each["outcome"] in ("exact", "normalized")
        except (KeyError, TypeError, ValueError, AttributeError):
            good = False
        if not good or not all(isinstance(text, str) for text in texts.values()):
            raise ValueError(f"receipt {number} is not as `onrecord verify` writes it")
        if len(texts["prefix"]) > AROUND or len(texts["suffix"]) > AROUND or not spans:
            raise ValueError(f"receipt {number} is not as `onrecord verify` writes it")
        found.append(Receipt(spans=spans, **texts))
    return found
