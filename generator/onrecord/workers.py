"""Work in shards: in this process, in several that are forked from it and share what it has read, or by others."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count as counting
from itertools import repeat
from typing import Any, TypeVar

from onrecord.progress import Count

_T = TypeVar("_T")
SHARD = 100
"""Pages in a shard."""
IN_A_ROW = 10
"""Shards that one process does one after the other, where all have enough to do: neighbours have much in common."""
RARELY = 20
"""Shards after which garbage is collected."""
_NOW_AND_THEN = 1000
"""So many are counted by one more process between two words about it."""
FEW = 4 * SHARD
"""So little work that one process has done it before others have begun."""


class EndedError(RuntimeError):
    """A process that had work to do is no more, and has not said why."""


_done = counting()
"""Counts the shards that a process has done."""
_work: Callable[[int, int], Any] | None = None
"""What forked processes do: they find it here, since they have the memory of this one."""


def available() -> int:
    """How many processes can work at once: 1 where none can be forked."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_shards(work: Callable[[int, int], _T], number: int, workers: int, pool: Executor | None = None) -> Iterator[_T]:
    """`work(start, end)` for every shard of `number` things, in order: by `workers` processes, or where a `pool` is
    given, by that.

    What a shard gives back is pickled; an exception in it is raised here.
    """
    global _work, _done
    _done = counting()
    starts = range(0, number, SHARD)
    ends = [min(start + SHARD, number) for start in starts]
    if pool:
        yield from pool.map(work, starts, ends)
        return
    if number <= FEW:
        yield from map(undisturbed, repeat(work), starts, ends)
        return
    _work = work
    gc.collect()
    gc.freeze()  # or the collector would touch, and so copy, all that the processes share
    try:
        if workers < 2:
            yield from map(_shard, starts, ends)
        else:
            forking = multiprocessing.get_context("fork")
            with ProcessPoolExecutor(workers, forking, initializer=_end_with, initargs=(os.getpid(),)) as forked:
                in_a_row = max(1, min(IN_A_ROW, len(starts) // (8 * workers)))
                yield from forked.map(_shard, starts, ends, chunksize=in_a_row)
    finally:
        gc.unfreeze()
        _work = None


def _shard(start: int, end: int) -> Any:
    if _work is None:
        raise RuntimeError("a worker was not forked from the process that has the work")
    return undisturbed(_work, start, end)


def undisturbed(work: Callable[[int, int], _T], start: int, end: int) -> _T:
    """`work(start, end)`, while garbage is collected after some shards only: pages make many small objects and few
    circles, and the collector would take a seventh of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        return work(start, end)
    finally:
        if next(_done) % RARELY == RARELY - 1:
            gc.collect()
        if was:
            gc.enable()


@contextmanager
def meanwhile(work: Callable[[Count], _T], number: int, workers: int) -> Iterator[Callable[[Count], _T]]:
    """Have `work` done by one more process while other things are done here; what is yielded awaits what it gives back,
    which is pickled, or raises what was raised there. What the work counts is counted from then on.

    Where `number` things or `workers` processes are few, it is done here, when it is awaited. At the end the process is
    no more, whatever happened.
    """
    if workers < 2 or number <= FEW:
        yield work
        return
    forking = multiprocessing.get_context("fork")
    ours, theirs = forking.Pipe(duplex=False)
    process = forking.Process(target=_answer, args=(work, theirs, os.getpid()))
    process.start()
    theirs.close()
    try:
        yield lambda count: _answered(ours, count)
    finally:
        process.terminate()
        process.join()
        ours.close()


def _answer(work: Callable[[Count], Any], pipe: Any, parent: int) -> None:
    _end_with(parent)
    gc.disable()  # as below; and it would touch, and so copy, all that the processes share
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's affair, which then terminates this process
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the work can end what it has started
    answer: tuple[Any, Exception | None]
    try:
        answer = work(lambda done: None if done % _NOW_AND_THEN else pipe.send(done)), None
    except Exception as error:  # raised again by the parent
        error.add_note(traceback.format_exc())
        answer = None, error
    pipe.send(answer)


def _answered(pipe: Any, count: Count) -> Any:
    try:
        while isinstance(said := pipe.recv(), int):
            count(said)
        answer, error = said
    except EOFError:
        raise EndedError("a process was ended from outside: there may be too little memory") from None
    if error is not None:
        raise error
    return answer


def _end_with(parent: int) -> None:
    """End this process soon after the one that forked it, which may have been killed: else it would wait for ever."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
