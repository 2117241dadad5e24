"""Prints: a few bytes that stand for all that a look into the record finds, so that two builds can be compared."""

import dataclasses
import re
import sys
from collections.abc import Callable, ItemsView, Iterable, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import requires, version
from pathlib import Path
from typing import Any

from onrecord.config import shown
from onrecord.index import MAPS
from onrecord.model import Noun, Statement
from onrecord.pages import listing, timeline
from onrecord.pages.edition import Edition
from onrecord.pages.listing import LIST
from onrecord.pages.timeline import YEAR
from onrecord.reads import Read

SIZE = 16
"""Bytes of a print."""
_NOTHING = bytes(SIZE)
"""The print of what is not there."""
_NAME = re.compile(r"[\w.-]+")
_PROGRAM = Path(__file__).parent.parent


def _digest(kind: bytes, content: bytes) -> bytes:
    """The print of something of a kind, which a letter stands for."""
    return blake2b(kind + content, digest_size=SIZE).digest()


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The names of the fields of a dataclass; none of what is no such."""
    return tuple(each.name for each in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def world(edition: Edition) -> bytes:
    """The print of what every page depends on: the program, what it uses, the settings, the site's words."""
    config = shown(edition.config)
    settings = {each.name: getattr(config, each.name) for each in dataclasses.fields(config)}
    settings |= {name: sorted(held) for name, held in settings.items() if isinstance(held, frozenset)}
    return _digest(b"w", _program() + repr(settings).encode())


@cache  # what runs stays what it was
def _program() -> bytes:
    code = [
        part
        for path in sorted(_PROGRAM.rglob("*"))
        if path.suffix in (".js", ".po", ".py")
        for part in (path.relative_to(_PROGRAM).as_posix().encode(), path.read_bytes())
    ]
    needed = [name[0] for each in requires("onrecord") or () if "extra ==" not in each and (name := _NAME.match(each))]
    used = [f"{name} {version(name)}" for name in (*needed, "markupsafe")]
    parts = [sys.version.encode(), repr(used).encode(), *code]
    return _digest(b"p", b"".join(_digest(b"f", part) for part in parts))


class Prints:
    """The prints of one edition, each made when it is asked for."""

    def __init__(self, edition: Edition, more: Mapping[str, Callable[[Any], bytes]]) -> None:
        """`more` gives bytes that stand for what is no map of the record, none for what is not there, by the names
        under which it is read.
        """
        index, dataset = edition.index, edition.index.dataset
        self._ranks = index.ranks
        self._answering = {name: rank for name, rank in index.ranks.items() if rank}
        self._held: dict[str, Any] = {
            **{each.name: getattr(dataset, each.name) for each in dataclasses.fields(dataset)},
            **{name: getattr(index, name) for name in MAPS},
            **{name: getattr(edition, name) for name in ("receipts", "captures", "files", "tables")},
        }
        self._more = {
            LIST: lambda key: listing.told(edition, key).encode(),
            YEAR: lambda key: timeline.told(edition, key).encode(),
            **more,
        }
        self._rests: dict[str, Callable[[Any], Read]] = {LIST: listing.rests_on, YEAR: lambda _: ("published", None)}
        self._made: dict[Read, bytes] = {}
        self._nouns: dict[int, bytes] = {}

    def at_rest(self, reads: Iterable[Read]) -> "Prints":
        """These prints, now that all these reads may still be asked for, and the edition itself is needed no more."""
        for read in reads:
            if read[0] in self._more:
                self.of(read)
        self._more = dict.fromkeys(self._more, lambda _: b"")
        self._nouns.clear()
        return self

    def like(self, then: "Prints") -> Callable[[Read], bool]:
        """Tells whether a look finds what it found in an edition whose prints are at rest: whether both print the same.

        If that is of this process too, most records of both are the very same, and need not be printed.
        """
        if self._answering != then._answering:  # a rank is no part of the statement that has it
            return lambda read: self.of(read) == then.of(read)
        known: dict[Read, bool] = {}

        def same(read: Read) -> bool:
            found = known.get(read)
            if found is None:
                found = known[read] = self._rests_as(read, then, same) or self._is(read, then)
            return found

        return same

    def _rests_as(self, read: Read, then: "Prints", same: Callable[[Read], bool]) -> bool:
        """Whether that on which a look rests, if it does, is the same: then its print is, and need not be made."""
        name, key = read
        rests = name in self._rests and read in then._made and same(self._rests[name](key))
        if rests:
            self._made[read] = then._made[read]
        return rests

    def _is(self, read: Read, then: "Prints") -> bool:
        name, key = read
        if name in self._more:
            return self.of(read) == then.of(read)
        now, was = self._held[name].unwatched, then._held[name].unwatched
        if key is not None:
            now, was = now.get(key, _NOTHING), was.get(key, _NOTHING)
        elif isinstance(now, Mapping):
            now, was = tuple(now.items()), tuple(was.items())
        return now is was or bool(now == was)

    def of(self, read: Read) -> bytes:
        """The print of what is found by a look; of what is not there, one that nothing else has.

        What is no map of the record, and what is a whole one, is printed once: as it was when it was asked for first.
        All else is printed again, and not kept: it is so much that it would take as much room as what it stands for.
        """
        name, key = read
        if key is not None and name not in self._more:
            return self._print(name, key)
        made = self._made.get(read)
        if made is None:
            made = self._made[read] = self._print(name, key)
        return made

    def _print(self, name: str, key: Any) -> bytes:
        if name in self._more:
            found = self._more[name](key)
            return _digest(b"o", found) if found else _NOTHING
        held = self._held[name].unwatched
        if key is not None:
            return self._value(held[key]) if key in held else _NOTHING
        if isinstance(held, Mapping):
            held = held.items()
        return self._value(held)

    def _value(self, value: Any) -> bytes:
        if (made := self._nouns.get(id(value))) is not None:
            return made
        if isinstance(value, Noun):
            rank = self._ranks.get(value.id, 0) if isinstance(value, Statement) else 0
            made = self._nouns[id(value)] = _digest(b"n", rank.to_bytes(8) + value.model_dump_json().encode())
            return made
        # the print of what has parts is that of their prints, each of which is of one length
        if isinstance(value, tuple | list | ItemsView):
            return _digest(b"l", b"".join(map(self._value, value)))
        if isinstance(value, Mapping):
            return _digest(b"m", b"".join(map(self._value, value.items())))
        if names := _fields(value.__class__):
            return _digest(b"v", b"".join(self._value(getattr(value, name)) for name in names))
        return _digest(b"t", repr(value).encode(errors="surrogatepass"))
