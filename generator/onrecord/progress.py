"""Progress of long work: one line on a terminal, rewritten in place and gone at the end; elsewhere nothing."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

PATIENCE = 1.0
"""Seconds that work may last before anything is said of it."""
PAUSE = 0.2
"""Seconds between two looks of the line."""

Count = Callable[[int], None]
"""Is told how many are done."""


def unseen(done: int) -> None:
    """Say nothing."""


class Progress:
    """What is said of the work that is done while it is open."""

    def __init__(self, stream: TextIO | None) -> None:
        """`stream` is a terminal, or None where nothing is to be said."""
        self._stream = stream
        self._wide = 0

    def of(self, what: str, total: int = 0) -> Count:
        """What counts one kind of work, `total` pieces of it if that is known: `laying out pages: 400 of 2,000`."""
        if self._stream is None:
            return unseen
        begun = time.monotonic()
        due = begun + PATIENCE

        def count(done: int) -> None:
            nonlocal due
            now = time.monotonic()
            if now >= due:
                due = now + PAUSE
                of_all = f" of {total:,}" if total else ""
                self._show(f"{what}: {done:,}{of_all}, {done / max(now - begun, 0.001):,.0f} a second")

        return count

    def clear(self) -> None:
        """Take the line away: others may write there."""
        if self._wide:
            self._show("")

    def _show(self, text: str) -> None:
        if self._stream is not None:
            text = text[: shutil.get_terminal_size().columns - 1]  # a line that wraps could not be rewritten
            self._stream.write(f"\r{text:<{self._wide}}" if text else f"\r{'':<{self._wide}}\r")
            self._stream.flush()
            self._wide = len(text)


@contextmanager
def shown(stream: TextIO, *, quiet: bool) -> Iterator[Progress]:
    """Progress on `stream`, where that is a terminal with somebody before it; and take the line away at the end."""
    watched = not quiet and stream.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"
    progress = Progress(stream if watched else None)
    try:
        yield progress
    finally:
        progress.clear()
