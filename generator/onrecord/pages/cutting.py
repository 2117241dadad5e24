"""Cutting what is too long for one page: by date, by first letter, and in numbered pieces.

A piece ends where a page would become too large, by number and by length of what it holds. Cutting is by date or letter
first, and by a running number only within these: an address keeps holding what it held when others are added.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from onrecord.dates import Date, day_of
from onrecord.folding import fold

T = TypeVar("T")
Weigh = Callable[[T], int]
"""How many bytes of HTML something will take, about."""

ROOM = 115_000
"""Bytes of a list on a page of its own."""
UNDATED = "undated"
"""The part of what has no date."""
IDEOGRAPHS, SIGNS = "han", "other"
"""The parts of names that begin with a Chinese character, and with no letter."""

_REFERENCES = re.compile(r"[^\w\s“”‘’„«»–—….,-]")
_ASCII_REFERENCES = bytes(code for code in range(0x80) if _REFERENCES.match(chr(code)))
_NUMBER = re.compile(r"-p(\d+)$")
_KANA, _HANGUL = range(0x30A1, 0x30F7), range(0xAC00, 0xD7A4)
_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def weight(text: str, limit: int | None = None) -> int:
    """Bytes of a text, or of its first `limit` characters, as HTML."""
    shown = text[:limit]
    size = len(shown.encode())
    if size == len(shown):  # ASCII, of which the same can be told much sooner
        return size + 5 * (size - len(shown.encode().translate(None, _ASCII_REFERENCES)))
    return size + 5 * len(_REFERENCES.findall(shown))


def heaviest(text: str) -> int:
    """What a text weighs at most, by its length alone: of each character four bytes, and the reference that it may
    become.
    """
    return 9 * len(text)


def pieces(items: Iterable[T], weigh: Weigh[T], most: int, room: int = ROOM) -> list[list[T]]:
    """The items one after the other, cut before one that would be too many or too much."""
    found: list[list[T]] = []
    left = 0
    for item in items:
        size = weigh(item)
        if not found or size > left or len(found[-1]) >= most:
            found.append([])
            left = room
        found[-1].append(item)
        left -= size
    return found


def fits(items: Sequence[T], weigh: Weigh[T], most: int, room: int = ROOM) -> bool:
    """Whether they are one piece, or none. What is too many is not weighed."""
    return len(items) <= 1 or (len(items) <= most and sum(map(weigh, items)) <= room)


def numbered(name: str, cut: Iterable[list[T]]) -> Iterator[tuple[str, list[T]]]:
    """Pieces with their names: `2016-04`, `2016-04-p2`."""
    for place, piece in enumerate(cut, start=1):
        yield (name if place == 1 else f"{name}-p{place}"), piece


def number_of(name: str) -> tuple[str, str]:
    """A part's name without the number of the piece, and that number, if it has one."""
    found = _NUMBER.search(name)
    return (name[: found.start()], found[1]) if found else (name, "")


def grouped(items: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """Items by a key, in their order."""
    found: dict[str, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(found)


def period(date: Date | None, digits: int) -> str:
    """The first digits of a date's first possible day: 4 for its year, 7 for its month."""
    day = day_of(date)
    return day.isoformat()[:digits] if day else UNDATED


def by_date(
    items: Iterable[T], date: Callable[[T], Date | None], weigh: Weigh[T], most: int, room: int = ROOM
) -> dict[str, list[T]]:
    """Items in order of date by year; where a year is too much, by month, in numbered pieces."""
    found: dict[str, list[T]] = {}
    for year, of_year in grouped(items, lambda item: period(date(item), 4)).items():
        if fits(of_year, weigh, most, room):
            found[year] = of_year
            continue
        for month, of_month in grouped(of_year, lambda item: period(date(item), 7)).items():
            found |= numbered(month, pieces(of_month, weigh, most, room))
    return found


def by_letter(
    items: Iterable[T], name: Callable[[T], str], weigh: Weigh[T], most: int, room: int = ROOM
) -> dict[str, list[T]]:
    """Items in order of name by first letter, in numbered pieces."""
    found: dict[str, list[T]] = {}
    for letter, held in sorted(grouped(items, lambda item: letter_of(name(item))).items()):
        found |= numbered(letter, pieces(held, weigh, most, room))
    return found


def letter_of(name: str) -> str:
    """The part that a name belongs to: `a`, or a letter of another alphabet by its number, `u05d0`.

    Accents make no difference. A Korean syllable counts by its first consonant, both Japanese syllabaries are one, and
    Chinese characters, which have no alphabet, are one part; so is everything that is no letter.
    """
    first = fold(name)[:1]
    if not first.isalpha():
        return SIGNS
    code = ord(first)
    if _HAN.match(first):
        return IDEOGRAPHS
    if code in _HANGUL:
        code = 0x1100 + (code - _HANGUL.start) // 588
    elif code in _KANA:
        code -= 0x60
    return chr(code) if code < 0x80 else f"u{code:04x}"


def letter(part: str) -> str:
    """The letter that a part's name stands for; empty where it is none."""
    if part in (IDEOGRAPHS, SIGNS):
        return ""
    return part if len(part) == 1 else chr(int(part[1:], 16))


LINKS = 60
"""Parts that are all named on each of them."""
_NEAR, _FAR = 20, 60


class Parts(Generic[T]):
    """The parts of a list, by name, gathered into groups: years, or letters."""

    def __init__(self, held: Mapping[str, Sequence[T]], order: Callable[[str], object] | None = None) -> None:
        """`order` is that of the groups, if not the order of the parts."""
        self.held = held
        found = grouped(held, group_of)
        self.groups = {name: found[name] for name in (sorted(found, key=order) if order else found)}  # type: ignore[arg-type]
        self.sizes = {name: sum(len(held[part]) for part in parts) for name, parts in found.items()}
        self.links: dict[tuple[str, bool, bool], Any] = {}

    def __bool__(self) -> bool:
        """Whether there are any: a list that fits a page has none."""
        return bool(self.held)

    def shown(self, current: str) -> list[tuple[str, bool]]:
        """The parts that a page leads to, and whether each stands for its whole group.

        All, where they are few. Else the groups, and that of the current part opened. Of very many, those near the
        current one and some of the others: from each part to the next there is always a way.
        """
        if len(self.held) <= LINKS:
            return [(part, False) for parts in self.groups.values() for part in parts]
        group, place = group_of(current), -1
        listed: list[tuple[str, bool]] = []
        for name, parts in self.groups.items():
            if current and name == group:
                opened = thinned([(part, False) for part in parts], parts.index(current))
                place = len(listed) + opened.index((current, False))
                listed += opened
            else:
                listed.append((parts[0], len(parts) > 1))
        return thinned(listed, place if current else len(listed))

    def told(self, current: str) -> str:
        """All that the links to the parts show on the page of one of them; nothing where there is no such part."""
        named = self.shown(current) if self and (not current or current in self.held) else []
        sizes = ((name, whole, self.sizes[group_of(name)] if whole else len(self.held[name])) for name, whole in named)
        return str(list(sizes))


def thinned(listed: list[T], place: int) -> list[T]:
    """All, where they are few; else those near a place, and some of the others, evenly."""
    if len(listed) <= _FAR + 2 * _NEAR:
        return listed
    step = -(-len(listed) // _FAR)
    last = len(listed) - 1
    return [each for at, each in enumerate(listed) if abs(at - place) <= _NEAR or at % step == 0 or at == last]


def group_of(part: str) -> str:
    """The year or letter of a part."""
    return part.partition("-")[0]
