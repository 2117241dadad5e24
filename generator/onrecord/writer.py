"""Publishing: a folder appears whole or not at all, and so does a file.

What is built stands in a folder beside the target until it is complete; then the two are exchanged in one step, and
the old one is removed. Whoever reads the target meanwhile sees the old one or the new one, never a mixture. All of it,
from the reading of the data on, is done under a lock: builds of one folder follow one another, so the last to begin is
the last to be published. Only a preview is brought up to date file by file (`update`), while its readers wait.

These names stand beside a target `site` while a build runs, and where it was killed until the next has repaired that:

    .site.lock          held by the build that runs
    .site.building-…    a new site that is not complete, or an old one that is being removed
    .site.old           the old site, whole, while the new one takes its place without an exchange in one step

Power may fail too. Pages are many, and can be built again, so they are not brought to the disk one by one; the whole
file system is, once, before the exchange: else it might be on the disk before the pages are. What cannot be made again,
the receipts and the register of captures, is brought there at once, each file and its name.
"""

import contextlib
import ctypes
import errno
import glob
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from onrecord import locks

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class PlaceError(Exception):
    """Nothing can be published there, and what stood there is as it was; the message says why and what to do."""


def check_place(target: Path, kept: Iterable[Path | None]) -> None:
    """Refuse a folder for the site that would cost something. `kept` is what must stay. Raises PlaceError."""
    for path in (path.resolve() for path in kept if path):
        if target == path or target in path.parents or path in target.parents:
            raise PlaceError(f"{target} would be built over {path}: name another folder")
    if target.exists() and not target.is_dir():
        raise PlaceError(f"{target} is not a folder: remove it, or name another `site_dir`")


@contextlib.contextmanager
def alone(target: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Let no other build touch `target`, and repair what a killed one left. `tell` is given lines for the user.

    Raises PlaceError.
    """
    if os.path.ismount(target):
        raise PlaceError(_mounted(target))
    with contextlib.ExitStack() as stack:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            lock = locks.held(
                target.with_name(f".{target.name}.lock"),
                lambda: tell(f"{target} is being built by another: waiting for it"),
            )
            _repair(target, tell, sure=stack.enter_context(lock).sure)
        except OSError as error:
            raise PlaceError(
                f"{error.filename or target.parent}: {error.strerror}. What is built stands beside {target} until it "
                f"is complete: let {target.parent} be written to, or name a folder elsewhere"
            ) from error
        yield


def repair(target: Path, tell: Callable[[str], None]) -> None:
    """Undo what a killed build of `target` left, where one did. Raises PlaceError."""
    if _left(target):
        with alone(target, tell):
            pass


@contextlib.contextmanager
def staging(target: Path) -> Iterator[Path]:
    """A new empty folder beside `target`, to build into. What is in it at the end is removed."""
    folder = _aside(target)
    folder.mkdir()
    try:
        yield folder
    finally:
        discard(folder)


def publish(built: Path, target: Path) -> None:
    """Put the folder `built` in the place of `target`; what stood there is in `built` then. Raises PlaceError."""
    try:
        if target.is_dir():
            _spare_hidden(target, built)
        _bring_to_disk(built)
        _put(built, target)
    except OSError as error:
        if error.errno in (errno.EBUSY, errno.EXDEV):
            raise PlaceError(_mounted(target)) from error
        raise PlaceError(f"nothing could be put in the place of {target}: {error.strerror or error}") from error
    with contextlib.suppress(OSError):  # it is published, durably or not
        _bring_name_to_disk(target)


def update(built: Path, target: Path, obsolete: Iterable[str]) -> None:
    """Put each file of the folder `built` into `target`, in the place of its like, and remove what is `obsolete` there.

    This is done file by file: it is for a folder that nobody reads meanwhile. Raises OSError.
    """
    for name in obsolete:
        (target / name).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # those in which others stand
            for above in Path(name).parents[:-1]:
                (target / above).rmdir()
    for name in names_in(built):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (built / name).replace(path)


def names_in(folder: Path) -> Iterator[str]:
    """Each file below a folder, by its path there, in no order."""
    for place, _, names in os.walk(folder):
        above = Path(place).relative_to(folder).as_posix()
        yield from (name if above == "." else f"{above}/{name}" for name in names)


def _put(built: Path, target: Path) -> None:
    if not os.path.lexists(target):
        built.rename(target)
    elif not _exchange(built, target):
        old = _old(target)
        if os.path.lexists(old):
            _remove_old(target)
        target.rename(old)
        try:
            built.rename(target)
        except OSError:
            old.rename(target)
            raise
        old.rename(built)


def _mounted(target: Path) -> str:
    return (
        f"{target} cannot be exchanged with a new one: it is a mount point, or belongs to a lower layer of a "
        f"container: name a folder inside it, such as {target / 'public'}, or elsewhere"
    )


def _spare_hidden(target: Path, built: Path) -> None:
    """Keep hidden files that the owner has put there, as MkDocs does: `.git`, `.well-known`."""
    for path in target.iterdir():
        copy = built / path.name
        if not path.name.startswith(".") or os.path.lexists(copy):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, copy, symlinks=True)
        elif path.is_file() or path.is_symlink():
            shutil.copy2(path, copy, follow_symlinks=False)


def _repair(target: Path, tell: Callable[[str], None], *, sure: bool) -> None:
    """Undo what a killed build left. What may be a living build's is left alone: `sure` says that there is none."""
    old, left = _old(target), _left(target)
    if os.path.lexists(old) and not os.path.lexists(target):
        old.rename(target)
        tell(f"a build before was interrupted: {target} is as it was before it")
    elif sure and left:
        tell(f"a build of {target} before was interrupted: what it left is removed")
    if sure:
        for path in left:
            if path != old:
                discard(path)
        if os.path.lexists(old):
            _remove_old(target)


def _left(target: Path) -> list[Path]:
    return [
        *target.parent.glob(f"{glob.escape(_building(target))}*"),
        *target.parent.glob(glob.escape(_old(target).name)),
    ]


def _remove_old(target: Path) -> None:
    """By another name: what bears this one is put back where there is no site, so it must be whole."""
    aside = _aside(target)
    _old(target).rename(aside)
    discard(aside)


def _building(target: Path) -> str:
    return f".{target.name}.building-"


def _aside(target: Path) -> Path:
    return target.with_name(f"{_building(target)}{secrets.token_hex(4)}")


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def write_files(folder: Path, files: Iterable[tuple[str, bytes]], aside: Path | None = None) -> None:
    """Write files below `folder`, each by its path there.

    Where others may write the same ones at the same time, each is written in the folder `aside` and then put in its
    place, whole. Once that folder is away, none of them can write any more.
    """
    passing = aside / secrets.token_hex(8) if aside else None
    made = None
    for name, content in files:
        path = folder / name
        if passing:
            passing.write_bytes(content)
        if path.parent != made:  # mostly several of one folder follow each other
            made = path.parent
            made.mkdir(parents=True, exist_ok=True)
        if passing:
            passing.replace(path)
        else:
            path.write_bytes(content)


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file a piece at a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.writelines(pieces)


def take_over(source: Path, target: Path, names: Iterable[str], aside: Path | None = None) -> None:
    """Let files of one folder stand in another too: by a second name, or a copy where there can be none.

    `aside` as in `write_files`.
    """
    passing = aside / secrets.token_hex(8) if aside else None
    made = ""
    for name in names:
        old, new = f"{source}/{name}", f"{target}/{name}"
        if passing:
            _link(old, str(passing))
        if (folder := new.rpartition("/")[0]) != made:
            Path(folder).mkdir(parents=True, exist_ok=True)
            made = folder
        if passing:
            passing.replace(new)
            passing.unlink(missing_ok=True)  # to put a name in the place of another of the same file does nothing
        else:
            _link(old, new)


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except FileExistsError:
        raise
    except OSError:  # the file system knows no second names, or allows no more
        shutil.copy2(old, new)


def replace_file(target: Path, text: str) -> None:
    """Write a text file whole: readers see the old text or the new, even where power fails.

    Nothing is touched where they are the same. Where a link leads elsewhere, that file is written; what is no file at
    all, such as a pipe, is simply written to. Raises OSError.
    """
    content = text.encode()
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    target = target.resolve()
    left = os.path.lexists(_passing(target))
    if left or not target.is_file() or target.read_bytes() != content:
        write_file(target, content)


def write_file(target: Path, content: bytes | Iterator[bytes]) -> None:
    """Write a file whole and durably, through a name beside it that can be nobody's link; its content may come in
    pieces. Raises OSError.
    """
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        if sys.platform == "win32" or not _written_under_lock(target, content, mode):
            _written_alone(target, content, mode)
    except OSError as error:
        # whoever reads this knows the file by the name that it was to have
        raise OSError(error.errno, error.strerror, str(target)) from error
    with contextlib.suppress(OSError):  # the file is in its place, durably or not
        _bring_name_to_disk(target)


def _written_under_lock(target: Path, content: bytes | Iterator[bytes], mode: int | None) -> bool:
    """By a name that is always the same, so that what a killed command left is seen; False where there are no locks."""
    with locks.held(_passing(target)) as lock:
        if lock.sure:
            _fill(lock.descriptor, content, mode)
            _passing(target).replace(target)
        return lock.sure


def _written_alone(target: Path, content: bytes | Iterator[bytes], mode: int | None) -> None:
    """By a name that nobody else has."""
    written = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        try:
            _fill(descriptor, content, mode)
        finally:
            os.close(descriptor)
        written.replace(target)
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _fill(descriptor: int, content: bytes | Iterator[bytes], mode: int | None) -> None:
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        file.writelines([content] if isinstance(content, bytes) else content)
    os.fsync(descriptor)
    if mode is not None and hasattr(os, "fchmod"):
        os.fchmod(descriptor, mode)


def _passing(target: Path) -> Path:
    return target.with_name(f".{target.name}.new")


def is_passing(path: Path) -> bool:
    """Whether its name is one that stands only while a file is written, or was left by a killed command."""
    return path.name.startswith(".") and path.suffix == ".new"


def discard(folder: Path) -> None:
    """Remove a folder, if it is there, write-protected or not."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        try:
            shutil.rmtree(folder)
        except PermissionError:
            folder.chmod(0o700)
            for place, folders, _ in os.walk(folder):
                for path in (Path(place, name) for name in folders):
                    if not path.is_symlink():
                        path.chmod(0o700)
            shutil.rmtree(folder)


def _bring_to_disk(folder: Path) -> None:
    """Have all of `folder` on the disk, with the rest of its file system: one call, however many files."""
    if sys.platform.startswith("linux") and hasattr(libc := ctypes.CDLL(None, use_errno=True), "syncfs"):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if libc.syncfs(descriptor) != 0 and (number := ctypes.get_errno()) in (
                errno.EIO,
                errno.ENOSPC,
                errno.EDQUOT,
            ):
                raise OSError(number, os.strerror(number), str(folder))
        finally:
            os.close(descriptor)
    elif hasattr(os, "sync"):
        os.sync()


def _bring_name_to_disk(path: Path) -> None:
    if sys.platform != "win32":  # where a folder cannot be opened
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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
