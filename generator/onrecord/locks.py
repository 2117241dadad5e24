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

_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL}


@contextlib.contextmanager
def held(target: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[bool]:
    """Hold the lock on the name `target`, by a file beside it that is there for as long.

    Where somebody else holds it, `waiting` is called once, and then it is waited for. Gives False where the file
    system has no locks. Raises OSError where the file cannot be made.
    """
    path = target.with_name(f".{target.name}.lock")
    descriptor, sure = _taken(path, waiting)
    try:
        yield sure
    finally:
        if sys.platform == "win32":  # which removes no file that is open
            os.close(descriptor)
        with contextlib.suppress(OSError):
            path.unlink()
        if sys.platform != "win32":
            os.close(descriptor)


def _taken(path: Path, waiting: Callable[[], None]) -> tuple[int, bool]:
    told = False

    def tell() -> None:
        nonlocal told
        if not told:
            told = True
            waiting()

    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            sure = _lock(descriptor, tell)
            with contextlib.suppress(FileNotFoundError):
                # else the one before removed it with its lock, and others hold another file by now
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor, sure
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


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
