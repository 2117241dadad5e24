"""Taking a capture: the text of a source as it stands today, kept privately, and noted in the public register.

Nothing is overwritten. A source that has changed since gives a second capture beside the first; one that has not gives
none.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from onrecord import addresses, ledgers, writer
from onrecord.captures import CaptureNote, file_of, load_captures, text_hash
from onrecord.extraction import SUFFIXES, ExtractionError, Kind, text_of_document
from onrecord.load import load
from onrecord.problems import did_you_mean, has_errors
from onrecord.readers.files import shown
from onrecord.settings import SettingsError
from onrecord.verify import pieces
from onrecord.workspace import read_provenance

LARGEST = 100_000_000
"""Bytes of a document."""
PATIENCE = 30
"""Seconds to wait for a server."""


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
        if path.stat().st_size > LARGEST:
            raise SettingsError(f"{path} has more than {LARGEST:,} bytes")
        return Document(content=path.read_bytes(), kind=kind)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from None


def document_at(address: str) -> Document:
    """A document on the web, as it is served now. Raises SettingsError."""
    try:
        import requests
    except ImportError:
        raise SettingsError("fetching needs a library: pip install 'onrecord[capture]'") from None
    if urlsplit(address).scheme not in ("http", "https"):
        raise SettingsError(f"{address}: an address begins with http:// or https://")
    try:
        with requests.get(address, timeout=PATIENCE, stream=True, headers={"User-Agent": "onrecord"}) as answer:
            answer.raise_for_status()
            content = b""
            for chunk in answer.iter_content(1 << 16):
                content += chunk
                if len(content) > LARGEST:
                    raise SettingsError(f"{address} has more than {LARGEST:,} bytes")
            declared = answer.headers.get("Content-Type", "")
            final = answer.url
    except (requests.RequestException, UnicodeError) as error:
        raise SettingsError(
            f"{address} cannot be fetched ({type(error).__name__}): save the page and use --file"
        ) from None
    media, _, rest = declared.partition(";")
    charset = rest.partition("charset=")[2].partition(";")[0].strip(" \"'")
    kinds: dict[str, Kind] = {
        "text/html": "text/html",
        "application/xhtml+xml": "text/html",
        "application/pdf": "application/pdf",
        "text/plain": "text/plain",
    }
    kind = kinds.get(media.strip().lower())
    if kind is None:
        raise SettingsError(f"{address} is {media.strip() or 'of no kind'}: a page, a PDF or a text can be captured")
    # an address that may not be published, within a company say, stays out of the register
    public = "" if addresses.flaw(final) else final
    return Document(content=content, kind=kind, charset=charset, fetched=True, url=public)


def address_of(paths: Sequence[Path], source: str) -> str:
    """The address that the record has for a source. Raises SettingsError."""
    dataset, _ = load(paths)
    if source not in dataset.sources:
        raise SettingsError(_unknown(source, dataset.sources))
    url = dataset.sources[source].url
    if not url:
        raise SettingsError(f"`{source}` has no `url` in the record: name the address behind --url")
    return url


def _unknown(source: str, known: object) -> str:
    hint = did_you_mean(source, known, otherwise="add it to the record first")  # type: ignore[arg-type]
    return f"there is no source `{source}`: {hint}"


def take(paths: Sequence[Path], folder: Path, source: str, document: Document, *, today: str) -> Taken:
    """Keep the text of a document as a capture of `source`. Raises SettingsError; then nothing was written."""
    dataset, problems = load(paths)
    if source not in dataset.sources:
        if has_errors(problems):
            raise SettingsError(f"`{source}` cannot be found while the data have errors: run `onrecord check`")
        raise SettingsError(_unknown(source, dataset.sources))
    provenance, flaws = read_provenance(paths)
    if has_errors(flaws):
        raise SettingsError(f"{flaws[0].origin.file} {flaws[0].message}")
    if provenance.notes_file is None:
        raise SettingsError("the record is no folder: there is no place for the register of captures")
    try:
        text = text_of_document(document.content, document.kind, document.charset)
    except ExtractionError as error:
        raise SettingsError(str(error)) from None
    known = sorted(note for note in provenance.notes if note.source == source)
    _refuse_unlisted(folder, source, {*(note.capture for note in known), text_hash(text)})
    same = _same(known, text, document)
    note = same or CaptureNote(
        source=source,
        taken_on=today,
        number=max((each.number for each in known), default=0) + 1,
        capture=text_hash(text),
        document=_document_hash(document),
        kind=document.kind,
        url=document.url,
    )
    path, held = _place(folder, source, note, text)
    if not held:
        _keep(folder, path, text, document)
    if same is None:
        writer.replace_file(provenance.notes_file, ledgers.as_json([*provenance.notes, note]))
    reports = (report for statement in dataset.statements.values() for report in statement.reports)
    return Taken(
        outcome=("unchanged" if held else "restored") if same else ("changed" if known else "first"),
        path=path,
        note=note,
        characters=len(text),
        quotations=sum(1 for report in reports if report.source == source and pieces(report)),
    )


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


def _refuse_unlisted(folder: Path, source: str, listed: set[str]) -> None:
    """A text that somebody put there by hand: once the register lists the source, it would count as tampered with."""
    held, _ = load_captures(folder, [source])
    for each in held.get(source, ()):
        if each.sha256 not in listed:
            raise SettingsError(
                f"{shown(each.path)} was put there by hand and is not in the register: note it first, with the day on "
                f"which it was taken: onrecord capture {source} --file {shown(each.path)} --today DATE"
            )


def _place(folder: Path, source: str, note: CaptureNote, text: str) -> tuple[Path, bool]:
    """The file of a capture, and whether it is there already. A file with another text is never in its way."""
    number = note.number
    while True:
        path = file_of(folder, source, number)
        if not path.exists():
            return path, False
        if path.is_file() and path.read_bytes() == text.encode():
            return path, True
        number += 1


def _keep(folder: Path, path: Path, text: str, document: Document) -> None:
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            # most captures are somebody's copyright: a folder that we make keeps itself out of git
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
        if document.kind != "text/plain":
            suffix = {"text/html": ".html", "application/pdf": ".pdf"}[document.kind]
            path.with_suffix(suffix).write_bytes(document.content)
        writer.replace_file(path, text)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None
