"""Lists of statements: whole where they fit a page, else by year, by month, and in numbered parts."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.folding import fold
from onrecord.index import Index
from onrecord.model import Statement
from onrecord.pages.cards import EXCERPT, MOST_NAMED, card
from onrecord.pages.cutting import (
    IDEOGRAPHS,
    SIGNS,
    UNDATED,
    Parts,
    T,
    Weigh,
    by_date,
    fits,
    group_of,
    grouped,
    letter,
    number_of,
    period,
    weight,
)
from onrecord.pages.edition import Edition
from onrecord.pages.views import Group, Link, Listing, PartLink
from onrecord.permalinks import Kind, Ref
from onrecord.reads import Read
from onrecord.wording import cldr

_PERSIAN = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
"""The one order of letters that is not that of their numbers in Unicode, though it holds all of Arabic's."""
_NUMBERED = re.compile(r"[a-z]+-(\d+)")
FITS = 100
"""Statements on a page at most."""
WHOLE = 85_000
"""Bytes of a list on a page that holds more than the list."""
FIRST = 25
"""Statements that the first page of a parted list shows: the newest."""


def weigh(statement: Statement) -> int:
    """Bytes of a statement in a list, about; with its source for paper."""
    named = sum(min(len(each), MOST_NAMED) for each in (statement.speakers, statement.topics, statement.relations))
    texts = [report.text for report in statement.reports]
    if not texts:
        texts = [statement.original.text if statement.original else statement.summary or ""]
    return 400 + 130 * named + max(weight(text, EXCERPT * 5 // 4) for text in texts) + (300 if statement.reports else 0)


def weigher(index: Index) -> Weigh[Statement]:
    """Weighs each statement of the record once: it stands in many lists, and is asked for each."""
    weights: dict[str, int] = index.once("weights", dict)

    def weighed(statement: Statement) -> int:
        found = weights.get(statement.id)
        if found is None:
            found = weights[statement.id] = weigh(statement)
        return found

    return weighed


def parts(statements: Sequence[Statement], weigh: Weigh[Statement]) -> dict[str, list[Statement]]:
    """The parts of a list, by name, in order of date; empty where one page holds it all."""
    if fits(statements, weigh, FITS, WHOLE):
        return {}
    return by_date(statements, lambda each: each.said_on, weigh, FITS)


def rests_on(key: tuple[Kind, str, str, str]) -> Read:
    """A look at what decides about a list: the statements that `listed` gives, from which all parts of it are made."""
    kind, name, _, within = key
    if within:
        return "carried", name
    maps = {"actors": "by_actor", "topics": "below_topic", "sources": "by_source"}
    return (maps[kind], name) if kind in maps else ("published", None)


def listed(index: Index, kind: Kind, name: str, within: str = "") -> Sequence[Statement]:
    """The statements of a page, in order of date; `within` names a list of it that is not its first."""
    if within:
        return index.carried.get(name, ())
    if kind == "actors":
        return index.by_actor.get(name, ())
    if kind == "topics":
        return index.below_topic.get(name, ())
    if kind == "sources":
        return index.of_source(name)
    return index.published


def parted(index: Index, kind: Kind, name: str, within: str = "") -> dict[str, list[Statement]]:
    """How these are parted, worked out once: for the plan, and for every page of the list."""
    return index.once(("parts", kind, name, within), lambda: parts(listed(index, kind, name, within), weigher(index)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a page shows of a list."""

    statements: Sequence[Statement]
    cut: Parts[Statement]
    total: int
    current: str


def _shown(edition: Edition, ref: Ref, within: str) -> _Shown:
    index = edition.index
    statements = listed(index, ref.kind, ref.id, within)
    cut = edition.once(("parts", ref.kind, ref.id, within), lambda: Parts(parted(index, ref.kind, ref.id, within)))
    current = ref.part.removeprefix(within) if ref.part.startswith(within) else ""
    shown = cut.held.get(current, ()) if current else statements[-FIRST:] if cut else statements
    return _Shown(shown, cut, len(statements), current)


LIST = "list"
"""What the reading of a list is noted under, by kind, id and part of the page, and which of its lists it is."""


def told(edition: Edition, key: tuple[Kind, str, str, str]) -> str:
    """All that a page shows of a list, but for the statements themselves."""
    kind, name, part, within = key
    shown = _shown(edition, Ref(kind, name, part), within)
    return f"{[each.id for each in shown.statements]} {shown.total} {shown.cut.told(shown.current)}"


def listing(edition: Edition, ref: Ref, *, newest_first: bool = False, within: str = "") -> Listing:
    """The statements that the page `ref` shows, out of all of its kind and id.

    `within` names a list of the page that is not its first: its parts' names begin with it.
    """
    key = (ref.kind, ref.id, ref.part, within)
    shown = edition.reads.instead((LIST, key), lambda: _shown(edition, ref, within))
    edition.reads.current.update(("statements", each.id) for each in shown.statements)
    cut, current = shown.cut, shown.current
    of_source = ref.id if ref.kind == "sources" else ""  # a source's page shows its own words, not another paper's
    return Listing(
        groups=groups(
            edition, shown.statements, newest_first=newest_first or bool(cut and not current), of_source=of_source
        ),
        total=shown.total,
        parts=part_links(edition, cut, current, lambda name: Ref(ref.kind, ref.id, within + name)),
    )


def part_links(edition: Edition, parts: Parts[T], current: str, page: Callable[[str], Ref]) -> tuple[PartLink, ...]:
    """The way to the parts of a list from one of them, or from the page that is none; nothing where it has none."""

    def link(name: str, whole: bool, here: bool) -> PartLink:
        return PartLink(
            link=Link(text=part_name(edition, group_of(name) if whole else name), ref=page(name)),
            count=parts.sizes[group_of(name)] if whole else len(parts.held[name]),
            current=here,
        )

    keys = [(name, whole, name == current) for name, whole in (parts.shown(current) if parts else ())]
    for key in keys:
        if key not in parts.links:  # each page of the list has the same ones, but for its own
            parts.links[key] = link(*key)
    return tuple(parts.links[key] for key in keys)


def groups(
    edition: Edition, statements: Sequence[Statement], *, newest_first: bool = False, of_source: str = ""
) -> tuple[Group, ...]:
    """Statements under the headings of their years."""
    found = [
        Group(
            heading=part_name(edition, year),
            anchor=f"year-{year}",
            cards=tuple(
                card(edition, each, of_source=of_source) for each in (reversed(held) if newest_first else held)
            ),
        )
        for year, held in grouped(statements, lambda each: period(each.said_on, 4)).items()
    ]
    return tuple(
        sorted(found, key=lambda group: (group.anchor != f"year-{UNDATED}", group.anchor), reverse=True)
        if newest_first
        else found
    )


def part_name(edition: Edition, name: str) -> str:
    """How a part is called: its year, month or letter, and the number of one of several; nothing for no part."""
    stem, number = number_of(name)
    text = edition.words.text
    if numbered := _NUMBERED.fullmatch(stem):
        stem = numbered[1]
    elif stem == UNDATED:
        stem = text("Date not known")
    elif stem == IDEOGRAPHS:
        stem = text("Chinese characters")
    elif stem == SIGNS:
        stem = text("Digits and signs")
    elif stem[:1].isalpha():
        stem = letter(stem).upper()
    return edition.words.figures(f"{stem} ({number})" if number else stem)


def alphabet(language: str) -> Callable[[str], tuple[object, ...]]:
    """The order of the letters that names begin with: first those of the language itself, last what is no letter."""
    own = _script_of(language)

    def order(name: str) -> tuple[object, ...]:
        sign = letter(name)
        place = _PERSIAN.find(sign) if sign else -1
        return (name == SIGNS, name == IDEOGRAPHS, script(sign) != own, place if place >= 0 else len(_PERSIAN), sign)

    return order


@lru_cache
def _script_of(language: str) -> str:
    return script(fold(cldr(language).get_display_name() or "a"))


def script(text: str) -> str:
    """The script of a text's first letter, as Unicode names it."""
    return unicodedata.name(text[0], "").partition(" ")[0] if text else ""
