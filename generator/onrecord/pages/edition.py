"""An edition: the record, in one language, with one site's settings. What every page is made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from onrecord.captures import CaptureNote
from onrecord.config import Config
from onrecord.index import Index
from onrecord.model import Report, Statement
from onrecord.pages.overviews import FileView, TableView
from onrecord.reads import Read, Reads
from onrecord.receipts import Receipt, words_hash
from onrecord.wording import Words

_P = ParamSpec("_P")
_T = TypeVar("_T")


MEMORIES = 200_000
"""How much of what was made of statements is kept: all of some 12,000 of them, in 60 MB."""


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
    files: Sequence[FileView] = ()
    """What can be downloaded whole."""
    tables: Sequence[TableView] = ()
    """What can be downloaded as tables."""
    introduction: str = ""
    """Markdown of the hand-written home page."""
    reads: Reads = field(default_factory=Reads, repr=False, compare=False)
    """Takes down what of the record is read."""
    memory: dict[object, tuple[Any, frozenset[Read]]] = field(default_factory=dict, repr=False, compare=False)
    """What was made of statements, for other pages that need it too, with what was read for it: see `remembered`."""

    def receipt_of(self, statement: Statement, report: Report) -> Receipt | None:
        """The receipt for a report's words as they stand now, if they were verified."""
        return self.receipts.get((statement.id, report.source, words_hash(report)))

    def once(self, key: object, make: Callable[[], _T]) -> _T:
        """What `make` makes, made anew only if it is not remembered under `key`."""
        held = self.memory.get(key)
        if held is None:
            held = self.reads.during(make)
            if len(self.memory) >= MEMORIES:
                self.memory.clear()
            self.memory[key] = held
        else:
            self.reads.current.update(held[1])
        made: _T = held[0]
        return made


def remembered(
    function: Callable[Concatenate[Edition, Statement, _P], _T],
) -> Callable[Concatenate[Edition, Statement, _P], _T]:
    """Make what is made of a statement once, for it stands on many pages."""

    @wraps(function)
    def once(edition: Edition, statement: Statement, /, *rest: _P.args, **options: _P.kwargs) -> _T:
        key = (function, statement.id, rest, *options.items()) if rest or options else (function, statement.id)
        if held := edition.memory.get(key):  # as nearly always: then no function need be made for it
            edition.reads.current.update(held[1])
            made: _T = held[0]
            return made

        def make() -> _T:
            edition.reads.current.add(("statements", statement.id))
            return function(edition, statement, *rest, **options)

        return edition.once(key, make)

    return once
