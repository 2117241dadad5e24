"""Locks: one at a time, of all who would write in the same place.

A lock is held on an open file, and ends with its holder, however that ends. So a killed build locks nobody out, and no
number of a process is trusted, which another process, container or machine may bear as well.
"""

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Lock(NamedTuple):
    """A lock that is held."""

    descriptor: int
    """Its file, open; empty at first, and under no other name."""
    sure: bool
    """False where the file system has no locks: others may believe that they hold it too."""


@contextlib.contextmanager
def held(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[Lock]:
    """Hold the lock on the file `path`, which is there for as long, or until it is given another name.

    Where somebody else holds it, `waiting` is called once, and then it is waited for. Raises OSError where the file
    cannot be made.
    """
    lock = _taken(path, waiting)
    try:
        yield lock
    finally:
        # Windows removes no file that is open
        if sys.platform == "win32":
            os.close(lock.descriptor)
        with contextlib.suppress(OSError):
            if sys.platform == "win32" or _is_at(lock.descriptor, path):
                path.unlink()
        if sys.platform != "win32":
            os.close(lock.descriptor)


def _taken(path: Path, waiting: Callable[[], None]) -> Lock:
    told = False

    def tell() -> None:
        nonlocal told
        if not told:
            told = True
            waiting()

    while True:
        descriptor = os.open(path, _FLAGS, 0o666)
        try:
            sure = _lock(descriptor, tell)
            # else the one before took its file away, and others hold another one by now
            if _is_at(descriptor, path):
                found = os.fstat(descriptor)
                if not sure or (found.st_size == 0 and found.st_nlink == 1):
                    return Lock(descriptor, sure)
                path.unlink()  # a killed command wrote into it, or it is somebody's file by another name
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _lock(descriptor: int, waiting: Callable[[], None]) -> bool:
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError:
                waiting()
                time.sleep(0.1)
            else:
                return True
    import fcntl

    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return False
        raise
    return True
