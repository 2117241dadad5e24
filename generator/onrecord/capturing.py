"""Taking a capture: the text of a source as it stands today, kept privately, and noted in the public register.

Nothing is overwritten. A source that has changed since gives a second capture beside the first; one that has not gives
none.
"""

import contextlib
import hashlib
import os
import re
import stat
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from onrecord import addresses, ledgers, writer
from onrecord.captures import CaptureNote, file_of, load_captures, text_hash
from onrecord.extraction import SUFFIXES, ExtractionError, Kind, text_of_document
from onrecord.load import load
from onrecord.model import Source
from onrecord.problems import did_you_mean, has_errors, nearest
from onrecord.readers.files import shown
from onrecord.settings import SettingsError
from onrecord.verify import quotes
from onrecord.workspace import read_provenance

LARGEST = 100_000_000
"""Bytes of a document."""
PATIENCE = 30
"""Seconds to wait for a server's next word."""
PATIENCE_IN_ALL = 120
"""Seconds for a document to be fetched in, however steadily it drips."""
_DOCUMENTS = {"text/html": ".html", "application/pdf": ".pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a capture is taken from."""

    content: bytes
    """Its bytes."""
    kind: Kind
    """What it is."""
    charset: str = ""
    """What the server said of its encoding."""
    fetched: bool = False
    """Whether it is what the web serves now; a file may have been saved long ago."""
    url: str = ""
    """Where it was fetched from; empty for a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a capture."""

    outcome: Literal["first", "changed", "unchanged", "restored"]
    """`restored`: the register has this text, and its file was not at hand."""
    path: Path
    """The text's file."""
    note: CaptureNote
    """What the register says of it."""
    characters: int
    """Length of the text."""
    quotations: int
    """Reports that quote this source."""


def document_of_file(path: Path) -> Document:
    """A document on disk. Raises SettingsError."""
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise SettingsError(f"{path}: what it is shows from its name, which must end in {', '.join(SUFFIXES)}")
    try:
        # without waiting: to open a pipe that nobody writes to takes forever
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SettingsError(f"{path} is no regular file: save the document into one")
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise SettingsError(f"{str(path)!r} is no name of a file") from None
    if len(content) > LARGEST:
        raise SettingsError(f"{path} has more than {LARGEST:,} bytes")
    return Document(content=content, kind=kind)


def document_at(address: str) -> Document:
    """A document on the web, as it is served now. Raises SettingsError."""
    found: list[Document | SettingsError] = []

    def fetch() -> None:
        try:
            found.append(_fetched(address))
        except SettingsError as error:
            found.append(error)
        # libraries disagree on what a bad address raises, one that a server sent on to too: whatever it is, it is told
        except Exception as error:
            remedy = "save the page and use --file"
            found.append(SettingsError(f"{address} cannot be fetched ({type(error).__name__}): {remedy}"))

    # a thread, as nothing else bounds names, redirects, headers and reads together; it ends with the program
    fetching = threading.Thread(target=fetch, daemon=True)
    fetching.start()
    fetching.join(PATIENCE_IN_ALL)
    if not found:
        raise SettingsError(f"{address} was not there within {PATIENCE_IN_ALL} seconds: save the page and use --file")
    if isinstance(found[0], SettingsError):
        raise found[0]
    return found[0]


def _fetched(address: str) -> Document:
    try:
        import requests
    except ImportError:
        raise SettingsError("fetching needs a library: pip install 'onrecord[capture]'") from None
    if urlsplit(address).scheme not in ("http", "https"):
        raise SettingsError(f"{address}: an address begins with http:// or https://")
    with requests.get(address, timeout=PATIENCE, stream=True, headers={"User-Agent": "onrecord"}) as answer:
        # a part of a document (206), or a page that says that there is none, is not the source
        if answer.status_code != 200:
            said = f"the server answers {answer.status_code}"
            raise SettingsError(f"{address} cannot be fetched ({said}): save the page and use --file")
        chunks, size = [], 0
        # what is packed may unpack to a thousand times its size: small bites, and each is counted as unpacked
        for chunk in answer.iter_content(1 << 14):
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST:
                raise SettingsError(f"{address} has more than {LARGEST:,} bytes")
        declared = answer.headers.get("Content-Type", "")
        final = answer.url
    media = declared.partition(";")[0].strip()
    charset = re.search(r";\s*charset\s*=\s*[\"']?([^\s;\"']+)", declared, re.IGNORECASE)
    kinds: dict[str, Kind] = {
        "text/html": "text/html",
        "application/xhtml+xml": "text/html",
        "application/pdf": "application/pdf",
        "text/plain": "text/plain",
    }
    kind = kinds.get(media.lower())
    if kind is None:
        raise SettingsError(f"{address} is {media or 'of no kind'}: a page, a PDF or a text can be captured")
    # an address that may not be published, within a company say, stays out of the register
    public = "" if addresses.flaw(final) else final
    return Document(
        content=b"".join(chunks), kind=kind, charset=charset[1] if charset else "", fetched=True, url=public
    )


def address_of(paths: Sequence[Path], source: str) -> str:
    """The address that the record has for a source. Raises SettingsError."""
    dataset, _ = load(paths)
    if source not in dataset.sources:
        raise SettingsError(_unknown(source, dataset.sources))
    url = dataset.sources[source].url
    if not url:
        raise SettingsError(f"`{source}` has no `url` in the record: name the address behind --url")
    return url


def _unknown(source: str, known: Iterable[str]) -> str:
    hint = did_you_mean(nearest(source, known), "add it to the record first")
    return f"there is no source `{source}`: {hint}"


def take(paths: Sequence[Path], folder: Path, source: str, document: Document, *, today: str) -> Taken:
    """Keep the text of a document as a capture of `source`. Raises SettingsError; then nothing was written."""
    dataset, problems = load(paths)
    if source not in dataset.sources:
        if has_errors(problems):
            raise SettingsError(f"`{source}` cannot be found while the data have errors: run `onrecord check`")
        raise SettingsError(_unknown(source, dataset.sources))
    try:
        text = text_of_document(document.content, document.kind, document.charset)
    except ExtractionError as error:
        raise SettingsError(str(error)) from None
    try:
        with _alone(paths):
            outcome, path, note = _taken(paths, folder, dataset.sources[source], document, text, today)
    except OSError as error:
        place = Path(str(error.filename2 or error.filename or folder))
        raise SettingsError(f"{shown(place)} cannot be read or written: {error.strerror}; nothing was kept") from None
    reports = (report for statement in dataset.statements.values() for report in statement.reports)
    return Taken(
        outcome=outcome,
        path=path,
        note=note,
        characters=len(text),
        quotations=sum(1 for report in reports if report.source == source and quotes(report)),
    )


@contextlib.contextmanager
def _alone(paths: Sequence[Path]) -> Iterator[None]:
    """Keep others from the register from its reading to its writing: else one of two notes would be lost.

    The lock is on the folder that the register is in, as two commands may keep their texts in different folders; it
    leaves no file. Systems and file systems without such locks do without.
    """
    data = next((path for path in paths if path.is_dir()), None)
    try:
        import fcntl
    except ImportError:
        yield
        return
    if data is None:
        yield
        return
    held = os.open(data, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _taken(
    paths: Sequence[Path], folder: Path, source: Source, document: Document, text: str, today: str
) -> tuple[Literal["first", "changed", "unchanged", "restored"], Path, CaptureNote]:
    provenance, flaws = read_provenance(paths)
    if has_errors(flaws):
        raise SettingsError(f"{flaws[0].origin.file} {flaws[0].message}")
    if provenance.notes_file is None:
        raise SettingsError("the record is no folder: there is no place for the register of captures")
    if provenance.notes_file.is_symlink():
        raise SettingsError(f"{shown(provenance.notes_file)} is a symbolic link: put the file itself here")
    if os.path.lexists(folder) and not folder.is_dir():
        raise SettingsError(f"{shown(folder)} is no folder: captures need one")
    # those from before the source had another id count as well
    known = sorted(
        (note for note in provenance.notes if note.source in (source.id, *source.former_ids)),
        key=lambda note: (note.taken_on, note.number),
    )
    _refuse_unlisted(folder, source, known, text_hash(text))
    same = _same(known, text, document)
    note = same or CaptureNote(
        source=source.id,
        taken_on=today,
        number=max((each.number for each in known), default=0) + 1,
        capture=text_hash(text),
        document=_document_hash(document),
        kind=document.kind,
        url=document.url,
    )
    at_hand = load_captures(folder, [source])[0].get(source.id, ()) if same else ()
    there = next((each.path for each in reversed(at_hand) if each.sha256 == note.capture), None)
    path, held = (there, True) if there else _place(folder, source.id, note, text, document)
    made: list[Path] = []
    try:
        if not held:
            _keep(folder, path, text, document, made)
        if same is None:
            writer.replace_file(provenance.notes_file, ledgers.as_json([*provenance.notes, note]))
    except BaseException:
        # a text without its note would count as put there by hand
        for each in reversed(made):
            with contextlib.suppress(OSError):
                each.rmdir() if each.is_dir() else each.unlink()
        raise
    return ("unchanged" if held else "restored") if same else ("changed" if known else "first"), path, note


def _same(known: Sequence[CaptureNote], text: str, document: Document) -> CaptureNote | None:
    """The capture that this is again: the latest, or an earlier one whose very document is at hand once more.

    A source that was changed, and changed back, has been taken three times.
    """
    for note in reversed(known):
        again = note is known[-1] or (note.document == _document_hash(document) and not document.fetched)
        if again and note.capture == text_hash(text):
            return note
    return None


def _document_hash(document: Document) -> str:
    return hashlib.sha256(document.content).hexdigest()


def _refuse_unlisted(folder: Path, source: Source, known: Sequence[CaptureNote], taken: str) -> None:
    """A text that somebody put there by hand: once the register lists the source, it would count as tampered with. And
    one that was tampered with: noted, it would be a text of the source.
    """
    listed = {taken, *(note.capture for note in known)}
    held, flaws = load_captures(folder, [source])
    if has_errors(flaws):
        raise SettingsError(f"{flaws[0].origin.file} {flaws[0].message}")
    for each in held.get(source.id, ()):
        note = next((note for note in known if file_of(folder, note.source, note.number) == each.path), None)
        if each.sha256 not in listed and note:
            raise SettingsError(
                f"{shown(each.path)} is not the text that was taken on {note.taken_on}: somebody has changed it since; "
                "delete it, and take the document again"
            )
        if each.sha256 not in listed:
            raise SettingsError(
                f"{shown(each.path)} was put there by hand and is not in the register: note it first, with the day on "
                f"which it was taken: onrecord capture {source.id} --file {shown(each.path)} --today DATE"
            )


def _place(folder: Path, source: str, note: CaptureNote, text: str, document: Document) -> tuple[Path, bool]:
    """The file of a capture, and whether it is there already. Nothing that stands there is ever in its way.

    A number is free where neither the text nor the document would meet a file, or a link that leads elsewhere.
    """
    number = note.number
    while True:
        path = file_of(folder, source, number)
        beside = path.with_suffix(_DOCUMENTS[document.kind]) if document.kind in _DOCUMENTS else None
        if _holds(path, text.encode()):
            return path, True
        if not os.path.lexists(path) and (
            beside is None or not os.path.lexists(beside) or _holds(beside, document.content)
        ):
            return path, False
        number += 1


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == content


def _keep(folder: Path, path: Path, text: str, document: Document, made: list[Path]) -> None:
    """Write text and document; what was made is noted in `made`, in this order."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        made.append(each)
    if all(writer.is_passing(each) for each in folder.iterdir()):
        # most captures are somebody's copyright: a folder that nobody has arranged yet keeps itself out of git
        writer.write_file(folder / ".gitignore", b"*\n")
        made.append(folder / ".gitignore")
    if document.kind in _DOCUMENTS and not os.path.lexists(beside := path.with_suffix(_DOCUMENTS[document.kind])):
        writer.write_file(beside, document.content)
        made.append(beside)
    writer.write_file(path, text.encode())
    made.append(path)
