"""Data files on disk: which there are, and their text."""

import bisect
import re
import stat
from collections.abc import Collection, Container, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from onrecord.problems import Origin, Position, Problem

SUFFIXES = frozenset({".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".csv"})
_LOOKS_LIKE_DATA = re.compile(r"\.(?:ya?ml|jsonl?|ndjson|csv)\w*(?:\.\w+)?$", re.IGNORECASE)
_SAVE = "in a text editor choose “save with encoding: UTF-8”, in a spreadsheet “CSV UTF-8”"
NOT_ORDINARY = "this is not an ordinary file"
LONG_LINE = 1000
"""Characters; a longer one is held once, however many problems it has."""
RECEIPTS = "receipts.json"
"""A file of the record that holds no nouns: what `onrecord verify` leaves behind."""
CAPTURES = "captures.json"
"""Another: which sources were captured, and when."""
_SPREADSHEETS = frozenset({".xlsx", ".xls", ".ods", ".numbers", ".tsv"})


class Places:
    """Turns offsets in a text into line and column."""

    def __init__(self, text: str) -> None:
        """Note where each line begins."""
        self.text = text
        self.starts = [0] + [match.end() for match in re.finditer("\n", text)]
        self._long: dict[int, str] = {}

    def at(self, offset: int) -> Position:
        """Line and column, from 1, of the character at `offset`, with its line."""
        offset = max(0, min(offset, len(self.text)))
        number = bisect.bisect_right(self.starts, offset) - 1
        start = self.starts[number]
        end = self.text.find("\n", start)
        end = end if end >= 0 else len(self.text)
        line = self._long.get(number) or self.text[start:end]
        if len(line) > LONG_LINE:
            self._long[number] = line
        return Position(line=number + 1, column=offset - start + 1, text=line)


@lru_cache(maxsize=2)
def places(text: str) -> Places:
    """The places of a text: made once for all problems of one file."""
    return Places(text)


def itself(path: Path) -> Path:
    """Where something stands, whole: of a link the place of the link."""
    return path.resolve() if path.name == ".." else path.parent.resolve() / path.name


def shown(path: Path) -> str:
    """The path as messages name it: with forward slashes, from the current folder where it lies in it.

    A link has its own name, and not that of what it leads to.
    """
    if not path.is_absolute():
        return path.as_posix()
    try:
        return itself(path).relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def find(paths: Collection[Path]) -> tuple[list[Path], list[Problem]]:
    """All data files at and below `paths`, in an order that no file system decides.

    Hidden files and folders are passed over, and so are files of other kinds (a README, say). Symbolic links, devices
    and spreadsheets are problems: what they hold would otherwise be silently missing.
    """
    found: list[Path] = []
    problems: list[Problem] = []

    def refuse(path: Path, code: str, message: str, hint: str) -> None:
        problems.append(Problem(code=code, message=message, origin=Origin(file=shown(path)), hint=hint))

    waiting: list[Path] = []

    def visit(path: Path) -> None:
        try:
            mode = path.lstat().st_mode
        except OSError as error:
            refuse(path, "file-unreadable", f"cannot be read: {error.strerror}", "check the path")
            return
        suffix = path.suffix.lower()
        if stat.S_ISLNK(mode):
            refuse(path, "file-unreadable", "this is a symbolic link", "put the file itself here")
        elif stat.S_ISDIR(mode):
            try:
                names = sorted(entry.name for entry in path.iterdir())
            except OSError as error:
                refuse(path, "file-unreadable", f"cannot be read: {error.strerror}", "check its permissions")
                return
            waiting.extend(path / name for name in names if not name.startswith("."))
        elif suffix not in SUFFIXES and _LOOKS_LIKE_DATA.search(path.name):
            refuse(
                path, "file-kind", f"the name ends in `{suffix}`: it is not read", "let it end in .yaml, .json or .csv"
            )
        elif suffix in _SPREADSHEETS:
            refuse(path, "file-kind", f"a {suffix} file cannot be read", "save it as CSV (comma separated, UTF-8)")
        elif suffix in SUFFIXES and not stat.S_ISREG(mode):
            refuse(path, "file-unreadable", NOT_ORDINARY, "put an ordinary file here")
        elif path.name in (RECEIPTS, CAPTURES):
            if path not in given and path.parent not in given:
                refuse(path, "file-kind", f"{path.name} is read at the record's top only", "move it there")
        elif suffix in SUFFIXES:
            found.append(path)

    given = dict.fromkeys(paths)
    waiting += reversed(given)
    while waiting:
        visit(waiting.pop())
    if not found and not problems:
        where = ", ".join(shown(path) for path in paths) or "."
        problems.append(
            Problem(
                code="no-data",
                message="there is no data file here",
                origin=Origin(file=where),
                hint="a record is one or more .yaml, .json, .jsonl or .csv files",
            )
        )
    once = {path.resolve(): path for path in reversed(found)}.values()
    return sorted(once, key=lambda path: path.as_posix()), problems


def unreadable(folder: Path, texts: Container[str]) -> Iterator[Problem]:
    """Files at any depth below `folder` that are not ordinary ones, or are to be texts by their ending and are none.

    Links are followed, as MkDocs follows them; one that leads back to where it stands would have no end.
    """
    waiting = [(folder, frozenset({folder.resolve()}))]
    while waiting:
        here, above = waiting.pop()
        try:
            entries = sorted(path for path in here.iterdir() if not path.name.startswith("."))
        except OSError as error:
            yield _unreadable(here, f"cannot be read: {error.strerror}", "check its permissions")
            continue
        for path in entries:
            try:
                mode = path.stat().st_mode
            except OSError as error:
                yield _unreadable(path, f"cannot be read: {error.strerror}", "put the file itself here")
                continue
            if stat.S_ISDIR(mode):
                target = path.resolve()
                if target in above:
                    yield _unreadable(path, "this link leads back to a folder that it stands in", "take it away")
                else:
                    waiting.append((path, above | {target}))
            elif not stat.S_ISREG(mode):
                yield _unreadable(path, NOT_ORDINARY, "put an ordinary file here")
            elif path.suffix in texts:
                yield from text_of(path, shown(path))[1]


def _unreadable(path: Path, message: str, hint: str) -> Problem:
    return Problem(code="file-unreadable", message=message, origin=Origin(file=shown(path)), hint=hint)


def text_of(path: Path, name: str) -> tuple[str | None, list[Problem]]:
    """A file's text with LF line ends and no byte order mark, or None with the problem that kept it from being read."""
    origin = Origin(file=name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would wait for whoever writes into it
            return None, [Problem(code="file-unreadable", message=NOT_ORDINARY, origin=origin)]
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        return None, [Problem(code="file-unreadable", message=f"cannot be read: {reason}", origin=origin)]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, [Problem(code="file-encoding", message="the file is UTF-16, not UTF-8", origin=origin, hint=_SAVE)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        place = Places(good.replace("\r\n", "\n").replace("\r", "\n"))
        problem = Problem(
            code="file-encoding",
            message=f"byte 0x{data[error.start]:02X} is not UTF-8",
            origin=origin,
            hint=_SAVE,
            position=place.at(len(place.text)),
        )
        return None, [problem]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        at = Places(text).at(text.index("\x00"))
        message = "the file holds a NUL character"
        hint = "delete it; if there are many, the file is not plain text: save it anew"
        return None, [Problem(code="bad-character", message=message, origin=origin, hint=hint, position=at)]
    return text, []


def section_of(name: str, sections: Iterable[str]) -> str | None:
    """The kind of record that a file's name announces: `statements-2016.csv` holds statements."""
    stem = name.rpartition("/")[2].lower()
    return next((section for section in sections if stem.startswith(section)), None)
