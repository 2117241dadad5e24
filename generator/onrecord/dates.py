"""Dates as editors know them: a day, a month, a year, an interval, or "about then".

The notation is the Extended Date/Time Format (EDTF, ISO 8601-2:2019 annex A; Library of Congress), level 0 and those
parts of level 1 that a record of statements needs:

    2016-04-09   2016-04   2016          a day, a month, a year
    2016-04-09T14:30:00Z                 a moment
    2016-04-09?  2016-04~  2016%         uncertain, approximate, both
    2016-04-XX   2016-XX   201X          some digits unknown
    2016-04-08/2016-04-10                an interval; `..` is an open end

Written here because a date must be parsed some 100,000 times a second; the published EDTF parsers build a grammar
for each string and are a thousand times slower.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Precision = Literal["moment", "day", "month", "year", "decade", "interval"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""Not those of `calendar`, which are of whatever language the process is set to."""
_POINT = re.compile(
    r"(?P<year>\d{3}[\dX])(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<zone>Z|[+-]\d\d:\d\d)?)?)?)?"
    r"(?P<qualifier>[?~%])?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """One EDTF date, with the first and last day it can mean."""

    text: str
    """As the editor wrote it."""
    earliest: datetime.date | None
    """First possible day; None where the beginning is open."""
    latest: datetime.date | None
    """Last possible day; None where the end is open."""
    precision: Precision
    """How much of the date is known."""
    uncertain: bool = False
    """EDTF `?` or `%`."""
    approximate: bool = False
    """EDTF `~` or `%`."""

    @property
    def sort_key(self) -> tuple[datetime.date, datetime.date, str]:
        """Order by the day by which it is listed, then by the last possible one, then by the text (for moments)."""
        return (day_of(self) or datetime.date.min, self.latest or datetime.date.max, self.text)

    @property
    def year(self) -> int | None:
        """The year, where the date lies in one year only; else None."""
        if self.earliest and self.latest and self.earliest.year == self.latest.year:
            return self.earliest.year
        return None

    @property
    def parts(self) -> tuple["Date | None", "Date | None"]:
        """Both ends of an interval (None for an open end); for a single date, itself twice."""
        if self.precision != "interval":
            return (self, self)
        start, end = self.text.split("/")
        return (None if start == ".." else parse(start), None if end == ".." else parse(end))


@lru_cache(maxsize=65536)
def parse(text: str) -> Date:
    """Read one EDTF date.

    Raises ValueError with a message for editors when the text is no date, or one that does not exist.
    """
    if "/" not in text:
        return _point(text)
    start_text, _, end_text = text.partition("/")
    if "/" in end_text:
        raise ValueError("an interval has two ends: 2016-04-08/2016-04-10")
    if start_text == ".." and end_text == "..":
        raise ValueError("an interval needs at least one end that is a date")
    start = None if start_text == ".." else _point(start_text)
    end = None if end_text == ".." else _point(end_text)
    if start and end and _is_later(start, end):
        raise ValueError(f"the interval ends ({end_text}) before it begins ({start_text})")
    both = [point for point in (start, end) if point]
    return Date(
        text=text,
        earliest=start.earliest if start else None,
        latest=end.latest if end else None,
        precision="interval",
        uncertain=any(point.uncertain for point in both),
        approximate=any(point.approximate for point in both),
    )


def _is_later(start: Date, end: Date) -> bool:
    if start.precision == end.precision == "moment":
        first, last = (datetime.datetime.fromisoformat(each.text.rstrip("?~%")) for each in (start, end))
        if (first.tzinfo is None) == (last.tzinfo is None):
            return first > last
    if "moment" in (start.precision, end.precision) and day_of(start) == day_of(end):
        return False
    return start.sort_key > end.sort_key


def _point(text: str) -> Date:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError(
            "not a date: write 2016-04-09, 2016-04, 2016, 2016-04-09? (uncertain), 2016~ (about), "
            "or 2016-04-08/2016-04-10"
        )
    year, month, day = match["year"], match["month"], match["day"]
    if year.endswith("X"):
        if month:
            raise ValueError(f"a decade ({year}) cannot have a month")
        first, last = int(year[:3] + "0"), int(year[:3] + "9")
    else:
        first = last = int(year)
    if first == 0:
        raise ValueError("there is no year 0 here: dates run from 0001 to 9999")
    if month == "XX" and day not in (None, "XX"):
        raise ValueError("a day without its month: write the month, or XX for the day too")
    precision: Precision = "decade" if year.endswith("X") else "year"
    first_month, last_month = 1, 12
    if month and month != "XX":
        first_month = last_month = int(month)
        if not 1 <= first_month <= 12:
            raise ValueError(f"there is no month {month}")
        precision = "month"
    length = calendar.monthrange(last, last_month)[1]
    first_day, last_day = 1, length
    if day and day != "XX":
        first_day = last_day = int(day)
        if not 1 <= first_day <= length:
            raise ValueError(f"{MONTHS[first_month - 1]} {year} has no day {day}: it has {length} days")
        precision = "day"
    if match["hour"]:
        if precision != "day":
            raise ValueError("a time needs a whole day before it")
        if int(match["hour"]) > 23 or int(match["minute"]) > 59 or int(match["second"] or 0) > 59:
            raise ValueError("there is no such time of day")
        if match["zone"] and not _is_zone(match["zone"]):
            raise ValueError("there is no such time zone: write `Z`, or the hours from it: `+03:30`")
        precision = "moment"
    return Date(
        text=text,
        earliest=datetime.date(first, first_month, first_day),
        latest=datetime.date(last, last_month, last_day),
        precision=precision,
        uncertain=match["qualifier"] in ("?", "%"),
        approximate=match["qualifier"] in ("~", "%"),
    )


def _is_zone(text: str) -> bool:
    hours, _, minutes = text[1:].partition(":")
    return text == "Z" or (int(hours) * 60 + int(minutes) <= 14 * 60 and int(minutes) < 60)


def day_of(date: Date | None) -> datetime.date | None:
    """The day by which a date is listed: the first possible one; the last, where its beginning is open."""
    return (date.earliest or date.latest) if date else None
