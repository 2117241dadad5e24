"""Python's garbage collector, kept from work in which it finds nothing."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_MOMENT = 1.0
"""Seconds."""


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
    """The same where what is made is there to stay: it is spared the collector's looks, until it is told to `look`."""
    gc.unfreeze()
    with without_collector():
        yield
        gc.freeze()


def look() -> None:
    """Collect what is garbage by now, of what was spared too."""
    gc.unfreeze()
    gc.collect()


def look_soon() -> None:
    """The same in a moment, when whoever waits has been served. Templates are full of circles, and hold whole records:
    else one would stay for each build of a preview.
    """
    timer = threading.Timer(_MOMENT, look)
    timer.daemon = True
    timer.start()


def leave() -> None:
    """Spare all that is in memory the last look, when the program ends: it takes a second, of a large record."""
    gc.freeze()
