"""Work in shards: in this process, or in several that are forked from it and share what it has read."""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

_T = TypeVar("_T")
SHARD = 100
"""Pages in a shard."""
RARELY = 20
"""Shards after which garbage is collected."""
FEW = 4 * SHARD
"""So little work that one process has done it before others have begun."""

_work: Callable[[int, int], Any] | None = None
"""What forked processes do: they find it here, since they have the memory of this one."""


def available() -> int:
    """How many processes can work at once: 1 where none can be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_shards(work: Callable[[int, int], _T], number: int, workers: int) -> Iterator[_T]:
    """`work(start, end)` for every shard of `number` things, in order, by `workers` processes.

    What a shard gives back is pickled; an exception in it is raised here.
    """
    global _work
    starts = range(0, number, SHARD)
    ends = [min(start + SHARD, number) for start in starts]
    _work = work
    gc.collect()
    gc.freeze()  # or the collector would touch, and so copy, all that the processes share
    try:
        if workers < 2 or number <= FEW:
            yield from map(_shard, starts, ends)
        else:
            with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
                yield from pool.map(_shard, starts, ends)
    finally:
        gc.unfreeze()
        _work = None


def _shard(start: int, end: int) -> Any:
    if _work is None:
        raise RuntimeError("a worker was not forked from the process that has the work")
    was = gc.isenabled()
    gc.disable()  # pages make many small objects and few circles: the collector would take a seventh of the time
    try:
        return _work(start, end)
    finally:
        if start // SHARD % RARELY == RARELY - 1:
            gc.collect()
        if was:
            gc.enable()
