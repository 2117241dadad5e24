"""The manifest of a built site: of each page, which files it has, what was read for it, and where it leads.

With it the next build knows which pages a change concerns, and takes the others' files over as they are. It says of no
page that it is right: a page is taken over where all that was read for it is what it was, and where its files are those
that were written. So a manifest that is lost, or of another program's making, costs time and nothing else.
"""

import array
import os
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, BinaryIO, Generic, NamedTuple, TypeAlias, TypeVar

import cbor2

from onrecord.reads import Read

T = TypeVar("T", bound=Hashable)
FORM = 5
"""Changes with the form of what is kept."""


_DIGEST = 16
_PIECE = 1 << 20
_ITEM = 2_000
"""Things of a table, or pages, that are packed together."""


def digest(content: bytes | memoryview) -> bytes:
    """Sixteen bytes that stand for a content."""
    return blake2b(content, digest_size=_DIGEST).digest()


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


Numbers: TypeAlias = bytes
"""Places in a table: so many numbers are held that they take as little room as they can."""
_WIDTH = array.array("I").itemsize
"""Bytes of a number, which are this machine's own."""


def numbers_of(held: Numbers) -> Sequence[int]:
    """The places themselves."""
    return memoryview(held).cast("I")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page."""

    matter: Mapping[str, str]
    """What the sitemap needs to know of it."""
    packed_files: bytes
    """Its files, packed, since they are many."""
    reads: Numbers
    """What was read for it."""
    targets: Numbers
    """Where it leads, within the site."""
    anchors: Numbers
    """What can be led to on it."""

    @property
    def files(self) -> tuple[File, ...]:
        """The page itself, and what stands beside it."""
        return tuple(File(*each) for each in cbor2.loads(self.packed_files))

    def with_files(self, more: Iterable[File]) -> "Entry":
        """The same page with more files."""
        return replace(self, packed_files=_packed_files([*self.files, *more]))


def _packed_files(files: Iterable[File]) -> bytes:
    packed: bytes = cbor2.dumps([list(file) for file in files])
    return packed


@lru_cache(maxsize=64)  # a page leads to several of its own, one after the other
def _names(packed_files: bytes) -> frozenset[str]:
    return frozenset(name for name, *_ in cbor2.loads(packed_files))


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
        return found.tobytes()

    def places_of(self, other: "Table[T]", used: Iterable[Numbers]) -> dict[int, int]:
        """Where the things stand here that another table has at these places."""
        asked = sorted(set().union(*map(numbers_of, used)))
        return dict(zip(asked, numbers_of(self.numbers(map(other.held.__getitem__, asked))), strict=True))

    def place_of(self, thing: T) -> int | None:
        """The place of a thing, if it has one."""
        return self._places.get(thing)

    def named(self, numbers: Numbers) -> Iterator[T]:
        """What stands at these places."""
        return map(self.held.__getitem__, numbers_of(numbers))


@dataclass(slots=True)
class Manifest:
    """All pages of a built site, by their paths."""

    pages: dict[str, Entry] = field(default_factory=dict)
    reads: Table[Read] = field(default_factory=Table)
    places: Table[str] = field(default_factory=Table)
    """Targets and anchors."""
    settled: int | None = None
    """How much its tables held when all of it was used; None where that is so."""
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
            _packed_files(files),
            self.reads.numbers(reads),
            self.places.numbers(targets),
            self.places.numbers(anchors),
        )

    def all_of(self, path: str) -> Iterator[str]:
        """All that can be led to of a page, as links name it: the page, its anchors, the files beside it."""
        entry = self.pages[path]
        yield path
        yield from (f"{path}#{anchor}" for anchor in self.places.named(entry.anchors))
        yield from (path + name for name in _names(entry.packed_files))

    def has(self, target: str) -> bool:
        """Whether there is such a thing."""
        path, _, anchor = target.partition("#")
        if (entry := self.pages.get(path)) is None:
            end = path.rfind("/") + 1
            beside = self.pages.get(path[:end])
            return beside is not None and path[end:] in _names(beside.packed_files)
        return not anchor or self.places.place_of(anchor) in numbers_of(entry.anchors)

    def continued(self, paths: Collection[str]) -> "Manifest":
        """A manifest to go on with, of these pages alone. It has the same tables, which may grow by that, and in which
        what only other pages used stays; but when that has become as much as all that was used, it has its own.
        """
        size = len(self.reads.held) + len(self.places.held)
        settled = size if self.settled is None else self.settled
        if not paths or size > 2 * settled:
            anew = Manifest()
            anew.take(self, paths)
            return anew
        return Manifest({path: self.pages[path] for path in paths}, self.reads, self.places, settled)

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
                entry.packed_files,
                _translated(entry.reads, reads),
                _translated(entry.targets, places),
                _translated(entry.anchors, places),
            )


def _translated(numbers: Numbers, places: Mapping[int, int]) -> Numbers:
    return array.array("I", map(places.__getitem__, numbers_of(numbers))).tobytes()


def packed(manifest: Manifest, prints: bytes, world: bytes) -> Iterator[bytes]:
    """A manifest as it is kept, in pieces: with the prints of its reads, and of what every page depends on.

    It is a sequence of CBOR items (RFC 8742), and the digest of all of it: the first item tells how many things the
    tables hold, which follow with the pages, so many to an item that none takes much room.
    """
    matters: Table[tuple[tuple[str, str], ...]] = Table()
    numbers = {path: matters.numbers([tuple(each.matter.items())]) for path, each in manifest.pages.items()}
    names: Table[str] = Table()
    named = names.numbers(name for name, _ in manifest.reads.held)
    sizes = [len(manifest.reads.held), len(manifest.places.held), len(manifest.pages)]
    keys = (key for _, key in manifest.reads.held)
    pages = (
        (path, numbers[path], each.packed_files, each.reads, each.targets, each.anchors)
        for path, each in manifest.pages.items()
    )
    head = [FORM, _WIDTH, world, sizes, manifest.settled, names.held, named, matters.held, prints]
    found = blake2b(digest_size=_DIGEST)
    for item in chain([head], _in_items(keys), _in_items(manifest.places.held), _in_items(pages)):
        piece = cbor2.dumps(item)
        found.update(piece)
        yield piece
    yield found.digest()


def _in_items(things: Iterable[Any]) -> Iterator[list[Any]]:
    things = iter(things)
    while item := list(islice(things, _ITEM)):
        yield item


def unpacked(file: BinaryIO, world: bytes) -> tuple[Manifest, bytes]:
    """The manifest in a file, and the prints of its reads; empty ones where it is of another world, or damaged.

    The file is read twice, piece by piece: it may be as large as what it holds.
    """
    if not _is_sound(file):
        return Manifest(), b""
    decoder = cbor2.CBORDecoder(file)
    head = decoder.decode()
    if head[:3] != [FORM, _WIDTH, world]:
        return Manifest(), b""
    *_, sizes, settled, names, named, held, prints = head

    def things(number: int) -> Iterator[Any]:
        for _ in range(0, number, _ITEM):
            yield from decoder.decode()

    reads, places, pages = map(things, sizes)
    table: Table[Read] = Table(zip(map(names.__getitem__, numbers_of(named)), map(_frozen, reads), strict=True))
    manifest = Manifest({}, table, Table(places), settled)
    matters = list(map(dict, held))
    manifest.pages = {path: Entry(matters[numbers_of(matter)[0]], *parts) for path, matter, *parts in pages}
    return manifest, prints


def _is_sound(file: BinaryIO) -> bool:
    """Whether what stands in the file is followed by its digest. It is read from its beginning then."""
    left = file.seek(0, os.SEEK_END) - _DIGEST
    file.seek(0)
    found = blake2b(digest_size=_DIGEST)
    while left > 0 and (piece := file.read(min(left, _PIECE))):
        found.update(piece)
        left -= len(piece)
    sound = left == 0 and file.read() == found.digest()
    file.seek(0)
    return sound


def _frozen(value: Any) -> Any:
    """Lists as the tuples that they were: of a tuple, CBOR makes a list."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
