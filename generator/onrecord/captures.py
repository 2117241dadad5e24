"""Captures: the texts of sources as they stood when taken, and the public register of when that was.

The texts are private: `captures/<source-id>.txt`, and where the source changed later, `captures/<source-id>@2.txt` and
so on, oldest first. The register, `data/captures.json`, is public and holds no text: which source, on which day, and
the SHA-256 of text and document (W3C TimeState; schema.org archivedAt).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord import addresses, dates, ledgers
from onrecord.model import Source
from onrecord.problems import Origin, Position, Problem
from onrecord.readers import files

_NUMBERED = re.compile(r"(.+)@([2-9]|[1-9][0-9]{1,5})\.txt")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class CaptureNote:
    """What the public may know of a capture."""

    source: str
    """Id of the source."""
    taken_on: str
    """The day it was taken, ISO 8601."""
    number: int
    """Which capture of this source it is, from 1."""
    capture: str
    """SHA-256 of the text, as UTF-8 with LF line ends."""
    document: str
    """SHA-256 of the document it was taken from, byte by byte."""
    kind: str
    """What the document was: `text/html`, `application/pdf` or `text/plain`."""
    url: str
    """The address it was fetched from; empty for a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A capture that is at hand."""

    text: str
    """The source's text, with LF line ends."""
    sha256: str
    """Of the text."""
    path: Path
    """Its file."""


def text_hash(text: str) -> str:
    """SHA-256 of a capture's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_hash(text: str) -> bool:
    """Whether this can be a SHA-256."""
    return _SHA256.fullmatch(text) is not None


def file_of(folder: Path, source: str, number: int) -> Path:
    """Where the text of a capture stands."""
    return folder / (f"{source}.txt" if number == 1 else f"{source}@{number}.txt")


def load_captures(folder: Path, sources: Iterable[Source]) -> tuple[dict[str, tuple[Captured, ...]], list[Problem]]:
    """The captures at hand, by source id, oldest first. Files may still bear an id that the source had before."""
    later: dict[str, list[int]] = {}
    try:
        names = [path.name for path in folder.iterdir()] if folder.exists() else []
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        hint = "captures stand in a folder that you may read"
        return {}, [
            Problem(code="file-unreadable", message=message, origin=Origin(file=files.shown(folder)), hint=hint)
        ]
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if match:
            later.setdefault(match[1], []).append(int(match[2]))
    present = set(names)
    found: dict[str, tuple[Captured, ...]] = {}
    problems: list[Problem] = []
    for source in sources:
        held = []
        for former in (source.id, *source.former_ids):
            for number in (1, *sorted(later.get(former, ()))):
                path = file_of(folder, former, number)
                if path.name not in present:
                    continue
                text, flaws = files.text_of(path, files.shown(path))
                problems += flaws
                if text is not None:
                    held.append(Captured(text=text, sha256=text_hash(text), path=path))
        if held:
            found[source.id] = tuple(held)
    return found, problems


def notes_from_json(text: str) -> list[CaptureNote]:
    """Read the register. Raises ValueError where it is not as `ledgers.as_json` writes it."""
    return ledgers.from_json(text, CaptureNote, _note)


def _note(held: Mapping[str, Any]) -> CaptureNote | None:
    note = CaptureNote(**held)
    texts = (note.source, note.taken_on, note.capture, note.document, note.kind, note.url)
    if not all(ledgers.is_text(text) for text in texts) or type(note.number) is not int or note.number < 1:
        return None
    if not is_day(note.taken_on):
        return None
    if note.kind not in ("text/html", "application/pdf", "text/plain") or (note.url and addresses.flaw(note.url)):
        return None
    return note if is_hash(note.capture) and is_hash(note.document) else None


def is_day(text: str) -> bool:
    """Whether this is a day that exists, as ISO 8601 has it."""
    try:
        return dates.parse(text).precision == "day" and text[-1].isdigit() and len(text) == 10
    except ValueError:
        return False


def altered(notes: Iterable[CaptureNote], captures: Mapping[str, tuple[Captured, ...]]) -> list[Problem]:
    """Captures at hand that are not as the register says they were taken."""
    good = sound(captures, notes)
    problems = []
    for source, held in captures.items():
        for each in held:
            if each not in good.get(source, ()):
                problem = Problem(
                    code="altered-capture",
                    message=f"this is no text that was taken of `{source}`: its SHA-256 is {each.sha256[:12]}…",
                    origin=Origin(file=files.shown(each.path)),
                    hint=f"delete this file, and take the document again with `onrecord capture {source}`",
                    position=Position(line=1, column=1, text=each.text.partition("\n")[0]),
                )
                problems.append(problem)
    return problems


def sound(
    captures: Mapping[str, tuple[Captured, ...]], notes: Iterable[CaptureNote]
) -> dict[str, tuple[Captured, ...]]:
    """The captures that are as the register has them; those of sources that it does not list are taken as they are."""
    order: dict[str, dict[str, tuple[str, int]]] = {}
    for note in sorted(notes):
        order.setdefault(note.source, {})[note.capture] = (note.taken_on, note.number)
    found = {}
    for source, held in captures.items():
        listed = order.get(source)
        if listed is None:
            found[source] = held
        else:  # in the order in which they were taken, whatever their files are called
            kept = [each for each in held if each.sha256 in listed]
            found[source] = tuple(sorted(kept, key=lambda each: listed[each.sha256]))
    return found
