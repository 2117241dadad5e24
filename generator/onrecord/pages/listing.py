"""Lists of statements: whole where they fit a page, else by year, by month, and in numbered parts.

Cutting is by date and never by a running number alone: an address keeps holding what it held when others are added.
"""

from collections import defaultdict
from collections.abc import Sequence

from onrecord.dates import day_of
from onrecord.model import Statement
from onrecord.pages.cards import card
from onrecord.pages.edition import Edition
from onrecord.pages.views import Group, Link, Listing, PartLink
from onrecord.permalinks import Ref

FITS = 100
"""Statements on a page."""
FIRST = 25
"""Statements that the first page of a parted list shows: the newest."""
UNDATED = "undated"


def parts(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    """The parts of a list, by name, in order of date; empty where one page holds it all."""
    if len(statements) <= FITS:
        return {}
    found: dict[str, list[Statement]] = {}
    for year, of_year in by_date(statements, 4).items():
        if len(of_year) <= FITS:
            found[year] = of_year
            continue
        for month, of_month in by_date(of_year, 7).items():
            for start in range(0, len(of_month), FITS):
                name = month if start == 0 else f"{month}-p{start // FITS + 1}"
                found[name] = of_month[start : start + FITS]
    return found


def by_date(statements: Sequence[Statement], digits: int) -> dict[str, list[Statement]]:
    """Statements by the first digits of their first possible day: 4 for years, 7 for months."""
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        day = day_of(statement.said_on)
        found[day.isoformat()[:digits] if day else UNDATED].append(statement)
    return found


def listing(edition: Edition, ref: Ref, statements: Sequence[Statement], *, newest_first: bool = False) -> Listing:
    """The statements that the page `ref` shows, out of all of its kind and id, which are in order of date."""
    all_parts = edition.once((parts, ref.kind, ref.id), lambda: parts(statements))
    shown = all_parts[ref.part] if ref.part else (statements[-FIRST:] if all_parts else statements)
    links = tuple(
        PartLink(
            link=Link(text=part_name(edition, name), ref=Ref(ref.kind, ref.id, name)),
            count=len(held),
            current=name == ref.part,
        )
        for name, held in all_parts.items()
    )
    of_source = ref.id if ref.kind == "sources" else ""  # a source's page shows its own words, not another paper's
    return Listing(
        groups=_groups(
            edition, shown, newest_first=newest_first or bool(all_parts and not ref.part), of_source=of_source
        ),
        total=len(statements),
        parts=links,
    )


def _groups(
    edition: Edition, statements: Sequence[Statement], *, newest_first: bool, of_source: str
) -> tuple[Group, ...]:
    groups = [
        Group(
            heading=part_name(edition, year),
            anchor=f"year-{year}",
            cards=tuple(
                card(edition, each, of_source=of_source) for each in (reversed(held) if newest_first else held)
            ),
        )
        for year, held in by_date(statements, 4).items()
    ]
    return tuple(
        sorted(groups, key=lambda group: (group.anchor != f"year-{UNDATED}", group.anchor), reverse=True)
        if newest_first
        else groups
    )


def part_name(edition: Edition, name: str) -> str:
    """How a part is called: its year or month, and the number of one of several; nothing for no part."""
    stem, _, number = name.partition("-p")
    if stem == UNDATED:
        stem = edition.words.text("Date not known")
    return edition.words.figures(f"{stem} ({number})" if number else stem)
