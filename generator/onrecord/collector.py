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


def leave() -> None:
    """Spare what is in memory the collector's last look at it, when the program ends: a second, of a large record."""
    gc.freeze()
