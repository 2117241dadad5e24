"""A record as it stood before: at a revision of its git repository, or in another folder.

Git is asked for the files of the revision and these are read from a temporary folder, as any record is. Nothing of the
repository is touched: no file that somebody works on, no index, no setting. Nothing of it is run either: a repository
that came from elsewhere can hold settings, attributes, hooks and programs.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from onrecord.dataset import Dataset
from onrecord.load import load
from onrecord.problems import Origin, Problem
from onrecord.readers import files
from onrecord.settings import SettingsError, read_settings

_ORDINARY = (b"100644", b"100755")
"""Modes of files in a tree; a symbolic link, or another repository within this one, has another."""
_COMMIT = re.compile("[0-9a-f]{40,64}")
_SHALLOW = "this clone is shallow: fetch the whole history (`git fetch --unshallow`; in CI, a depth of 0)"

Loaded = tuple[Dataset, list[Problem]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which record is meant where only a revision is named."""

    paths: tuple[Path, ...] = ()
    """Its files and folders; none where the settings name them."""
    settings: Path
    """The site's `mkdocs.yml`: where it names other folders at the revision, those are read."""

    @property
    def here(self) -> tuple[Path, ...]:
        """The files and folders of the record as it stands. Raises SettingsError."""
        return self.paths or read_settings(self.settings).config.data


def state(name: str, place: Place) -> Loaded:
    """The record at `name`: a file or folder, if there is one, else a revision; `name:` is always a revision.

    Raises SettingsError.
    """
    if _is_path(name):
        return load([Path(name)])
    return _at(name.removesuffix(":"), place, since_fork=False)


def published(name: str, place: Place) -> Loaded:
    """The record at `name`, as something that the record as it stands is held against.

    Of a revision that went on by itself, what counts is where the two parted: what was added there since is not missing
    here. Each record's origin is the file as it would be called now. Raises SettingsError.
    """
    if not _is_path(name):
        return _at(name.removesuffix(":"), place, since_fork=True)
    dataset, problems = load([Path(name)])
    if len(place.here) == 1 and place.here[0].is_dir():
        old, new = f"{files.shown(Path(name))}/", place.here[0]

        def moved(file: str) -> str:
            there = new / file.removeprefix(old)
            return files.shown(there) if file.startswith(old) and there.is_file() else file

        dataset = _renamed(dataset, moved)
    return dataset, problems


def _is_path(name: str) -> bool:
    return not name.endswith(":") and os.path.lexists(name)


def _at(name: str, place: Place, *, since_fork: bool) -> Loaded:
    here = place.here
    top = _top(here[0], name)
    commit = _commit(top, name)
    if since_fork:
        commit = _fork(top, commit)
    with tempfile.TemporaryDirectory(prefix="onrecord-") as made:
        folder = Path(made).resolve()
        blobs = _blobs(top, commit)
        wanted = [_within(top, path) for path in here]
        if not place.paths:
            settings = _within(top, place.settings)
            if settings in blobs:
                for parent in {path.parent for path in blobs}:  # the settings may name folders that must be there
                    (folder / parent).mkdir(parents=True, exist_ok=True)
                _write(top, folder, {settings: blobs[settings]})
                wanted = _named_then(folder, settings) or wanted
        chosen = {path: blob for path, blob in blobs.items() if _is_data(path) and _is_in(path, wanted)}
        _write(top, folder, chosen)
        return _read(folder, [path for path in wanted if os.path.lexists(folder / path)], top, name, wanted)


def _read(folder: Path, paths: list[PurePosixPath], top: Path, name: str, wanted: list[PurePosixPath]) -> Loaded:
    """Load what was written to `folder`, and call everything by its own name."""
    if not paths:
        message, hint = "there was no data file here", "name a later revision, or one of the folder's former places"
        origin = Origin(file=", ".join(f"{name}:{path}" for path in wanted))
        return Dataset(), [Problem(code="no-data", message=message, origin=origin, hint=hint)]
    prefix = f"{files.shown(folder)}/"
    dataset, problems = load([folder / path for path in paths])
    return _renamed(dataset, lambda file: files.shown(top / file.removeprefix(prefix))), [
        replace(
            problem,
            message=problem.message.replace(prefix, f"{name}:"),
            origin=replace(problem.origin, file=problem.origin.file.replace(prefix, f"{name}:")),
        )
        for problem in problems
    ]


def _renamed(dataset: Dataset, called: Callable[[str], str]) -> Dataset:
    names = {file: called(file) for file in {origin.file for origin in dataset.origins.values()}}
    origins = {
        key: Origin(file=names[origin.file], section=origin.section, number=origin.number)
        for key, origin in dataset.origins.items()
    }
    return replace(dataset, origins=origins)


def _named_then(folder: Path, settings: PurePosixPath) -> list[PurePosixPath]:
    """The files and folders that the settings of the revision name; nothing where they cannot be used."""
    try:
        paths = [Path(os.path.normpath(path)) for path in read_settings(folder / settings).config.data]
        return [PurePosixPath(path.relative_to(folder).as_posix()) for path in paths]
    except (SettingsError, ValueError):
        return []


def _is_data(path: PurePosixPath) -> bool:
    return path.suffix.lower() in files.SUFFIXES


def _is_in(path: PurePosixPath, folders: Sequence[PurePosixPath]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


# what git is asked


_OURS = {
    "core.fsmonitor": "false",  # a program that tells which files changed
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.useReplaceRefs": "false",  # a commit is what it was, not what somebody put in its place
    "safe.bareRepository": "explicit",  # files of the record that look like a repository are none
}
"""Settings that go before those of the repository."""
_ALONE = {
    "GIT_ALLOW_PROTOCOL": "",  # a clone without all objects would fetch them, by programs that its settings name
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "LANGUAGE": "",
}
_ELSEWHERE = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
}
"""What names another repository than the one that holds the record; git itself sets some of these for hooks."""


def _program() -> str:
    """Git, from a folder of PATH that is named in full: the current one may hold what a stranger put there.

    Windows looks into the current folder first, whatever PATH says, and `shutil.which` does as Windows does.
    """
    for folder in os.get_exec_path():
        for name in ("git.exe", "git"):
            path = Path(folder, name)
            if path.is_absolute() and path.is_file() and os.access(path, os.X_OK):
                return str(path)
    raise SettingsError("a revision is read with git, and there is no git here: install it")


def _git(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run git: in no language but its own, taking no lock, asking nobody, running no other program."""
    surroundings = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE} | _ALONE
    ours = [word for name, value in _OURS.items() for word in ("-c", f"{name}={value}")]
    try:
        return subprocess.run(  # noqa: S603 - a list, and no revision can be an option
            [_program(), "--no-pager", *ours, *arguments],
            cwd=folder,
            env=surroundings,
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise SettingsError(f"git cannot be run: {error.strerror}") from None


def _line(done: subprocess.CompletedProcess[bytes]) -> str:
    return os.fsdecode(done.stdout.removesuffix(b"\n"))


def _top(path: Path, name: str) -> Path:
    """The top folder of the repository that holds `path`."""
    path = path.resolve()
    folders = [each for each in (path, *path.parents) if each.is_dir()]
    folder = next((each for each in folders if os.path.lexists(each / ".git")), folders[0])
    done = _git(folder, "rev-parse", "--show-toplevel")
    if done.returncode == 0 and done.stdout.strip():
        return Path(_line(done)).resolve()
    told = os.fsdecode(done.stderr).strip().split("\n")[0].removeprefix("fatal: ")
    if not told or "not a git repository" in told:
        told = f"{path} is in no git repository"
    raise SettingsError(f"there is no file or folder `{name}`, and it can be no revision: {told}")


def _within(top: Path, path: Path) -> PurePosixPath:
    try:
        return PurePosixPath(path.resolve().relative_to(top).as_posix())
    except ValueError:
        raise SettingsError(f"{path} lies outside the repository {top}: no revision holds it") from None


def _commit(top: Path, name: str) -> str:
    """The one commit that `name` is: what git takes for "all but that one", or searches for, is none."""
    if not name.startswith(("^", ":")):
        done = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if done.returncode == 0 and _COMMIT.fullmatch(_line(done)):
            return _line(done)
    hint = _SHALLOW if _is_shallow(top) else "name a commit, a branch (`origin/main`), a tag or a folder"
    raise SettingsError(f"there is no file, folder or revision `{name}`: {hint}")


def _fork(top: Path, commit: str) -> str:
    """The last commit that both `commit` and the one that is checked out come from; `commit` where there is none."""
    if _git(top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode:
        return commit
    done = _git(top, "merge-base", commit, "HEAD")
    if done.returncode == 0:
        return _line(done)
    if _is_shallow(top):
        raise SettingsError(f"it cannot be told where this branch began: {_SHALLOW}")
    return commit


def _is_shallow(top: Path) -> bool:
    return _git(top, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def _blobs(top: Path, commit: str) -> dict[PurePosixPath, bytes]:
    """The ordinary files of a commit, by path, with the name that git has for what they hold."""
    done = _git(top, "ls-tree", "-r", "-z", "--full-tree", commit)
    if done.returncode:
        raise SettingsError(f"git cannot list the files of {commit}: {os.fsdecode(done.stderr).strip()}")
    found: dict[PurePosixPath, bytes] = {}
    for row in done.stdout.split(b"\0"):
        described, _, name = row.partition(b"\t")
        mode, _, blob = described.partition(b" blob ")
        path = os.fsdecode(name)
        # a tree can be made by hand: no name in it may lead out of the folder that it is written to
        if mode in _ORDINARY and "\\" not in path and not {"", ".", ".."} & set(path.split("/")):
            found[PurePosixPath(path)] = blob
    return found


def _write(top: Path, folder: Path, blobs: Mapping[PurePosixPath, bytes]) -> None:
    done = _git(top, "cat-file", "--batch", given=b"".join(blob + b"\n" for blob in blobs.values()))
    try:
        for path, content in zip(blobs, _contents(done.stdout, len(blobs)), strict=True):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    except ValueError:
        hint = _SHALLOW if _is_shallow(top) else "clone it whole, without `--filter`"
        raise SettingsError(f"git does not have all files of the revision: {hint}") from None
    except OSError as error:
        raise SettingsError(f"the files of the revision cannot be written to {folder}: {error.strerror}") from None


def _contents(answer: bytes, number: int) -> Iterator[bytes]:
    """What `git cat-file --batch` says: for each object a line that ends in its size, its bytes, and a line end."""
    at = 0
    for _ in range(number):
        end = answer.index(b"\n", at)
        _, kind, size = answer[at:end].split(b" ")
        if kind != b"blob":
            raise ValueError(kind)
        yield answer[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)
