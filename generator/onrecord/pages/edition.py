"""An edition: the record, in one language, with one site's settings. What every page is made from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from onrecord.captures import CaptureNote
from onrecord.config import Config
from onrecord.index import Index
from onrecord.model import Report, Statement
from onrecord.pages.overviews import FileView, TableView
from onrecord.receipts import Receipt, words_hash
from onrecord.wording import Words

_P = ParamSpec("_P")
_T = TypeVar("_T")


MEMORIES = 100_000
"""How much of what was made of statements is kept."""


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
    memory: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was made of statements, for other pages that need it too: see `remembered`."""

    def receipt_of(self, statement: Statement, report: Report) -> Receipt | None:
        """The receipt for a report's words as they stand now, if they were verified."""
        return self.receipts.get((statement.id, report.source, words_hash(report)))

    def kept(self, key: tuple[object, ...], make: Callable[[], _T]) -> _T:
        """What is made of the record, or of one of its lists, once for all the pages that it is parted into."""
        if key not in self.memory:
            self.memory[key] = make()
        made: _T = self.memory[key]
        return made


def remembered(
    function: Callable[Concatenate[Edition, Statement, _P], _T],
) -> Callable[Concatenate[Edition, Statement, _P], _T]:
    """Make what is made of a statement once, for it stands on many pages."""

    @wraps(function)
    def once(edition: Edition, statement: Statement, /, *rest: _P.args, **options: _P.kwargs) -> _T:
        key = (function, statement.id, rest, *options.items())
        memory = edition.memory
        if key not in memory:
            if len(memory) >= MEMORIES:
                memory.clear()
            memory[key] = function(edition, statement, *rest, **options)
        made: _T = memory[key]
        return made

    return once
