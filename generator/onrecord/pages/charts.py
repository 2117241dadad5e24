"""How many statements there are over time, as bars: laid out here to the pixel, drawn by a template as SVG.

The same numbers stand in a table below the picture, for those who cannot see it.
"""

import datetime
from collections import Counter
from collections.abc import Sequence

from onrecord.dates import day_of, parse
from onrecord.model import Statement
from onrecord.pages.edition import Edition
from onrecord.pages.overviews import Bar, ChartView

WIDTH, HEIGHT = 640, 120
"""Pixels of the picture, without what stands below the bars."""
GAP = 0.25
"""Of a bar's room, how much is left free."""
WIDEST = 36
"""Pixels of a bar at most."""
MOST = 80
"""Bars at most: days, else months, else years, else decades."""


def chart(edition: Edition, statements: Sequence[Statement]) -> ChartView | None:
    """Bars for the dated statements; None where there is nothing to compare.

    A statement counts at the first day on which it can have been made.
    """
    days = [day for each in statements if (day := day_of(each.said_on))]
    if len(set(days)) < 2:
        return None
    for unit in (_by_day, _by_month, _by_year, _by_decade):
        names = unit(min(days), max(days))
        if len(names) <= MOST:
            break
    digits = len(names[0])
    counts = Counter(f"{day.isoformat()[:digits]}" for day in days)
    bars = tuple(_bars(edition, names, counts))
    return ChartView(
        width=WIDTH,
        height=HEIGHT + 1,
        floor=HEIGHT,
        bars=bars,
        most=max(counts.values()),
        undated=len(statements) - len(days),
    )


def _by_day(first: datetime.date, last: datetime.date) -> list[str]:
    number = (last - first).days + 1
    return [(first + datetime.timedelta(days=step)).isoformat() for step in range(min(number, MOST + 1))]


def _by_month(first: datetime.date, last: datetime.date) -> list[str]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]


def _by_year(first: datetime.date, last: datetime.date) -> list[str]:
    return [f"{year:04}" for year in range(first.year, last.year + 1)]


def _by_decade(first: datetime.date, last: datetime.date) -> list[str]:
    return [f"{decade:03}" for decade in range(first.year // 10, last.year // 10 + 1)]


_DECADES = {"000": "0001/0009"}
"""The one that has no year 0."""


def _bars(edition: Edition, names: list[str], counts: Counter[str]) -> list[Bar]:
    """Bars from one edge of the picture to the other: below it the first and the last date stand at the edges."""
    width = max(2, round(min(WIDTH / len(names) * (1 - GAP), WIDEST)))
    step = (WIDTH - width) / (len(names) - 1)
    most = max(counts.values())
    bars = []
    for place, name in enumerate(names):
        number = counts[name]
        tall = max(2, round(number / most * HEIGHT)) if number else 0
        bars.append(
            Bar(
                label=edition.words.date(parse(_DECADES.get(name, f"{name}X") if len(name) == 3 else name)),
                count=number,
                x=round(place * step),
                y=HEIGHT - tall,
                width=width,
                height=tall,
            )
        )
    return bars
