"""Publishing: a folder appears whole or not at all.

What is built stands in a folder beside the target until it is complete; then the two are exchanged in one step, and
the old one is removed. Whoever reads the target meanwhile sees the old one or the new one, never a mixture.
"""

import ctypes
import errno
import glob
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def staging(target: Path) -> Path:
    """A new empty folder beside `target`, to build into, of this process alone. What killed builds left is removed."""
    prefix = f".{target.name}.building-"
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f"{glob.escape(prefix)}*"):
        if not _is_running(left.name.removeprefix(prefix)):
            discard(left)
    folder = target.with_name(f"{prefix}{os.getpid()}")
    discard(folder)
    folder.mkdir()
    return folder


def _is_running(process: str) -> bool:
    """Whether there is a process of that number, other than this one."""
    if not process.isdecimal() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def publish(built: Path, target: Path) -> None:
    """Put the folder `built` in the place of `target`."""
    if not target.exists():
        try:
            built.rename(target)
        except OSError:
            if not target.exists():
                raise  # else another build was here first
        else:
            return
    if not _exchange(built, target):
        old = target.with_name(f".{target.name}.old")
        discard(old)
        target.rename(old)
        try:
            built.rename(target)
        except OSError:
            old.rename(target)
            raise
        built = old
    discard(built)


def write_files(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files below `folder`, each by its path there."""
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_file(target: Path, text: str) -> None:
    """Write a text file whole: readers see the old text or the new. Nothing is touched where they are the same."""
    if target.is_file() and target.read_text(encoding="utf-8") == text:
        return
    written = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        written.write_text(text, encoding="utf-8", newline="\n")
        written.replace(target)
    except OSError:
        written.unlink(missing_ok=True)
        raise


def discard(folder: Path) -> None:
    """Remove a folder, if it is there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step, as renameat2(2) of Linux does; False where that cannot be done."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if call(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(number, os.strerror(number), str(second))
