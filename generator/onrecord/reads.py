"""What a page was made from: each look into the record is noted, so that the next build knows whom a change concerns.

A look is the name of a map and the key that was looked up, whether it was there or not; with None for the key it was a
look at the whole map: at its keys, its values, or how many they are. Whatever is reached through a value, such as the
text of a statement in a list of statements, counts as the value.
"""

from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from typing import Any, Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

Read = tuple[str, Any]
"""A map's name, and a key or None."""


class _Nowhere(set[Read]):
    """Where looks are noted that nobody asks for."""

    def add(self, read: Read, /) -> None:
        """Forget it."""

    def update(self, *reads: object) -> None:
        """Forget them."""


class Reads:
    """Takes down what is read, for one page at a time and for what is made once for several."""

    def __init__(self) -> None:
        self.current: set[Read] = _Nowhere()

    def during(self, make: Callable[[], T]) -> tuple[T, frozenset[Read]]:
        """What `make` makes, and what was read meanwhile: whoever is made just now has read it too."""
        before, self.current = self.current, set()
        try:
            made = make()
            found = frozenset(self.current)
        finally:
            self.current = before
        before.update(found)
        return made, found

    def instead(self, read: Read, make: Callable[[], T]) -> T:
        """What `make` makes, noted as one look: for what is made of much, and often stays the same when that changes.

        It has to have a print of its own: see `pages.prints`.
        """
        before, self.current = self.current, _Nowhere()
        try:
            made = make()
        finally:
            self.current = before
        before.add(read)
        return made


class WatchedMap(Mapping[K, V], Generic[K, V]):
    """A map that says what is read of it."""

    __slots__ = ("_name", "_reads", "unwatched")

    def __init__(self, name: str, held: Mapping[K, V], reads: Reads) -> None:
        self._name, self._reads = name, reads
        self.unwatched = held

    def __getitem__(self, key: K) -> V:
        self._reads.current.add((self._name, key))
        return self.unwatched[key]

    def get(self, key: K, default: Any = None) -> Any:
        """As of any map."""
        self._reads.current.add((self._name, key))
        return self.unwatched.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._reads.current.add((self._name, key))
        return key in self.unwatched

    def _whole(self) -> Mapping[K, V]:
        self._reads.current.add((self._name, None))
        return self.unwatched

    def __iter__(self) -> Iterator[K]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def keys(self) -> KeysView[K]:
        """As of any map."""
        return self._whole().keys()

    def values(self) -> ValuesView[V]:
        """As of any map."""
        return self._whole().values()

    def items(self) -> ItemsView[K, V]:
        """As of any map."""
        return self._whole().items()


class WatchedList(Sequence[T], Generic[T]):
    """A list that says that it was read: always as a whole."""

    __slots__ = ("_name", "_reads", "unwatched")

    def __init__(self, name: str, held: Sequence[T], reads: Reads) -> None:
        self._name, self._reads = name, reads
        self.unwatched = held

    def _whole(self) -> Sequence[T]:
        self._reads.current.add((self._name, None))
        return self.unwatched

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...
    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._whole()[place]

    def __len__(self) -> int:
        return len(self._whole())

    def __iter__(self) -> Iterator[T]:
        return iter(self._whole())

    def __reversed__(self) -> Iterator[T]:
        return reversed(self._whole())


def watched(held: Mapping[K, V] | Sequence[T], name: str, reads: Reads) -> Any:
    """The same map or list, read through `reads`."""
    return WatchedMap(name, held, reads) if isinstance(held, Mapping) else WatchedList(name, held, reads)
