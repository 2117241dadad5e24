"""Python's garbage collector, kept from work in which it finds nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Where millions of small objects are made and hardly a circle, the collector would take much of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def sparing() -> Iterator[None]:
    """The same where what is made is there to stay: it is spared the collector's looks until this is done again."""
    gc.unfreeze()
    with without_collector():
        yield
        gc.freeze()


def leave() -> None:
    """Spare all that is in memory the last look, when the program ends: it takes a second, of a large record."""
    gc.freeze()
