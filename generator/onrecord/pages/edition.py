"""An edition: the record, in one language, with one site's settings. What every page is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.captures import CaptureNote
from onrecord.config import Config
from onrecord.index import Index
from onrecord.model import Report, Statement
from onrecord.pages.overviews import FileView, TableView
from onrecord.receipts import Receipt, words_hash
from onrecord.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Everything that pages depend on besides templates."""

    index: Index
    """The record."""
    words: Words
    """The site's own words."""
    config: Config
    """The owner's settings."""
    receipts: Mapping[tuple[str, str, str], Receipt] = field(default_factory=dict)
    """What was verified, by `Receipt.key`."""
    captures: Mapping[str, tuple[CaptureNote, ...]] = field(default_factory=dict)
    """When the texts of a source were taken, by source id, oldest first."""
    files: tuple[FileView, ...] = ()
    """What can be downloaded whole."""
    tables: tuple[TableView, ...] = ()
    """What can be downloaded as tables."""
    introduction: str = ""
    """Markdown of the hand-written home page."""

    def receipt_of(self, statement: Statement, report: Report) -> Receipt | None:
        """The receipt for a report's words as they stand now, if they were verified."""
        return self.receipts.get((statement.id, report.source, words_hash(report)))
