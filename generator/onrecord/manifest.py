"""The manifest of a built site: of each page, which files it has, what was read for it, and where it leads.

With it the next build knows which pages a change concerns, and takes the others' files over as they are. It says of no
page that it is right: a page is taken over where all that was read for it is what it was, and where its files are those
that were written. So a manifest that is lost, or of another program's making, costs time and nothing else.
"""

import array
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import cbor2

from onrecord.reads import Read

T = TypeVar("T", bound=Hashable)
FORM = 1
"""Changes with the form of what is kept."""


def digest(content: bytes) -> bytes:
    """Sixteen bytes that stand for a content."""
    return blake2b(content, digest_size=16).digest()


class File(NamedTuple):
    """A file that was written."""

    name: str
    """Its name in the page's folder."""
    size: int
    """In bytes."""
    changed: int
    """Its time of change, in nanoseconds, as the file system has it."""
    digest: bytes
    """Of its content."""


Numbers: TypeAlias = "array.array[int]"
"""Places in a table."""
_WIDTH = array.array("I").itemsize
"""Bytes of a number, which are this machine's own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page."""

    matter: Mapping[str, str]
    """What the sitemap needs to know of it."""
    files: tuple[File, ...]
    """The page itself, and what stands beside it."""
    reads: Numbers
    """What was read for it."""
    targets: Numbers
    """Where it leads, within the site."""
    anchors: Numbers
    """What can be led to on it."""


class Table(Generic[T]):
    """Things that are named often, each once, by number."""

    def __init__(self, held: Iterable[T] = ()) -> None:
        self.held: list[T] = list(held)
        self._places = {each: place for place, each in enumerate(self.held)}

    def numbers(self, named: Iterable[T]) -> Numbers:
        """The place of each, given one where it has none yet."""
        places = self._places
        found = array.array("I")
        for each in named:
            place = places.get(each)
            if place is None:
                place = places[each] = len(self.held)
                self.held.append(each)
            found.append(place)
        return found

    def places_of(self, other: "Table[T]", used: Iterable[Numbers]) -> dict[int, int]:
        """Where the things stand here that another table has at these places."""
        asked = sorted(set().union(*used))
        return dict(zip(asked, self.numbers(map(other.held.__getitem__, asked)), strict=True))

    def named(self, numbers: Numbers) -> Iterator[T]:
        """What stands at these places."""
        return map(self.held.__getitem__, numbers)


@dataclass(slots=True)
class Manifest:
    """All pages of a built site, by their paths."""

    pages: dict[str, Entry] = field(default_factory=dict)
    reads: Table[Read] = field(default_factory=Table)
    places: Table[str] = field(default_factory=Table)
    """Targets and anchors."""
    _matters: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = field(default_factory=dict)
    """Thousands of pages share one."""

    def add(
        self,
        path: str,
        *,
        matter: Mapping[str, str],
        files: Iterable[File],
        reads: Iterable[Read],
        targets: Iterable[str],
        anchors: Iterable[str],
    ) -> None:
        """Note a page."""
        self.pages[path] = Entry(
            matter,
            tuple(files),
            self.reads.numbers(reads),
            self.places.numbers(targets),
            self.places.numbers(anchors),
        )

    def take(self, other: "Manifest", paths: Collection[str]) -> None:
        """Note pages as another manifest has them."""
        pages = [(path, other.pages[path]) for path in paths]
        reads = self.reads.places_of(other.reads, (each.reads for _, each in pages))
        places = self.places.places_of(
            other.places, (part for _, each in pages for part in (each.targets, each.anchors))
        )
        for path, entry in pages:
            self.pages[path] = Entry(
                self._matters.setdefault(tuple(entry.matter.items()), entry.matter),
                entry.files,
                array.array("I", map(reads.__getitem__, entry.reads)),
                array.array("I", map(places.__getitem__, entry.targets)),
                array.array("I", map(places.__getitem__, entry.anchors)),
            )


def packed(manifest: Manifest, prints: Iterable[bytes], world: bytes) -> bytes:
    """A manifest as it is kept (CBOR, RFC 8949), with the print of each read, and of all that every page depends on."""
    pages = {
        path: [
            dict(each.matter),
            [list(file) for file in each.files],
            *(part.tobytes() for part in (each.reads, each.targets, each.anchors)),
        ]
        for path, each in manifest.pages.items()
    }
    content = cbor2.dumps([FORM, _WIDTH, world, manifest.reads.held, list(prints), manifest.places.held, pages])
    return digest(content) + content


def unpacked(content: bytes, world: bytes) -> tuple[Manifest, list[bytes]]:
    """The manifest, and the print of each read; empty ones where it was made in another world, or is damaged."""
    told, content = content[:16], content[16:]
    if told != digest(content):
        return Manifest(), []
    form, width, made_in, *rest = cbor2.loads(content)
    if (form, width, made_in) != (FORM, _WIDTH, world):
        return Manifest(), []
    reads, prints, places, pages = rest
    entries = {path: _entry(*parts) for path, parts in pages.items()}
    return Manifest(entries, Table(map(_frozen, reads)), Table(places)), prints


def _entry(matter: dict[str, str], files: list[list[Any]], *numbers: bytes) -> Entry:
    reads, targets, anchors = (array.array("I", each) for each in numbers)
    return Entry(matter, tuple(File(*each) for each in files), reads, targets, anchors)


def _frozen(value: Any) -> Any:
    """Lists as the tuples that they were: of a tuple, CBOR makes a list."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
