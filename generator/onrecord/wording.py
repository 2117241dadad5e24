"""The site's own words: labels, and dates in the reader's notation.

Every word of ours goes through `Words`, in gettext's manner, so that a catalog for another language replaces them all.
"""

import gettext
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError

from onrecord.dates import Date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

LABELS = {
    # how much of a report is quoted
    "direct": "quoted directly",
    "indirect": "reported speech",
    "mixed": "partly quoted",
    # positions
    "supports": "supports",
    "opposes": "opposes",
    "conditional": "conditional",
    "neutral": "neutral",
    "unclear": "unclear",
    # where a statement stands
    "reviewed": "reviewed",
    "published": "published",
    "disputed": "disputed",
    "misattributed": "misattributed",
    "withdrawn": "withdrawn",
    # where a date comes from
    "stated": "date stated by the source",
    "inferred": "date worked out by the editors",
    "report-date": "date of the report",
    # kinds of actor, source, name
    "person": "Person",
    "organization": "Organization",
    "group": "Group",
    "article": "Article",
    "transcript": "Transcript",
    "release": "Press release",
    "post": "Post",
    "video": "Video",
    "broadcast": "Broadcast",
    "book": "Book",
    "report": "Report",
    "other": "Document",
    "variant": "also written",
    "transliteration": "transliterated",
    "former": "formerly",
    "short": "short form",
    "native": "own script",
    # whether a quotation was compared with its source
    "exact": "quoted words verified: letter by letter as in the source",
    "normalized": "quoted words verified: as in the source but for marks and spaces",
    "unverified": "quoted words not compared with the source yet",
    "retracted": "reported by a retracted source only",
    # what a capture was taken from
    "text/html": "from a page",
    "application/pdf": "from a PDF",
    "text/plain": "from a text",
    # how sure the attribution is
    "probable": "probably",
    "certain": "",
}
"""Words of the data that are shown as words of the site."""

RELATIONS = {
    "replies_to": ("Replies to", "Answered by"),
    "rejects": ("Rejects", "Rejected by"),
    "supports": ("Supports", "Supported by"),
    "elaborates": ("Elaborates on", "Elaborated on by"),
    "repeats": ("Repeats", "Repeated by"),
    "clarifies": ("Clarifies", "Clarified by"),
    "corrects": ("Corrects", "Corrected by"),
    "retracts": ("Retracts", "Retracted by"),
    "denies": ("Denies", "Denied by"),
    "contradicts": ("Contradicts", "Contradicted by"),
}
"""A relation, read from its one end and from the other."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str = "en"
    """BCP 47."""
    catalog: gettext.NullTranslations = field(default_factory=gettext.NullTranslations)
    """Where translations come from."""

    def text(self, message: str) -> str:
        """One of our sentences."""
        return self.catalog.gettext(message)

    def count(self, singular: str, plural: str, number: int) -> str:
        """A counted noun: `count("{n} statement", "{n} statements", 3)`."""
        return self.catalog.ngettext(singular, plural, number).format(n=f"{number:,}")

    def size(self, number: int) -> str:
        """How large a file is."""
        if number < 1000:
            return self.count("{n} byte", "{n} bytes", number)
        unit, factor = ("{n} kB", 1_000) if number < 999_500 else ("{n} MB", 1_000_000)
        return self.text(unit).format(n=f"{number / factor:.3g}" if number < 999_500_000 else f"{number / factor:,.0f}")

    def label(self, word: str) -> str:
        """The site's word for a word of the data."""
        return self.text(LABELS.get(word, word)) if LABELS.get(word, word) else ""

    def language_name(self, tag: str) -> str:
        """The name of a language in this one; the tag itself where CLDR has none."""
        try:
            names = Locale.parse(self.language, sep="-")
            return Locale.parse(tag, sep="-").get_display_name(names) or tag
        except (UnknownLocaleError, ValueError):
            return tag

    def relation(self, kind: str, *, backwards: bool = False) -> str:
        """How a relation is called from its one end, or from the other."""
        return self.text(RELATIONS[kind][backwards])

    def date(self, date: Date | None, *, within: bool = False) -> str:
        """A date as readers write it: 9 April 2016, about 2016, 8 to 10 April 2016.

        `within` says that an interval is the time in which something happened once: between 8 and 10 April 2016.
        """
        if date is None:
            return self.text("date not known")
        if date.precision == "interval":
            start, end = date.parts
            if start is None:
                return self.text("until {end}").format(end=self._point(end)) if end else ""
            if end is None:
                return self.text("since {start}").format(start=self._point(start))
            pattern = self.text("between {start} and {end}") if within else self.text("{start} to {end}")
            return pattern.format(start=self._point(start, end), end=self._point(end))
        return self._point(date)

    def _point(self, date: Date, shared_with: Date | None = None) -> str:
        first = date.earliest
        if first is None:
            return ""
        month = self.text(MONTHS[first.month - 1])
        same_year = shared_with and shared_with.earliest and shared_with.earliest.year == first.year
        same_month = same_year and shared_with and shared_with.earliest and shared_with.earliest.month == first.month
        days = date.precision in ("day", "moment") and shared_with and shared_with.precision in ("day", "moment")
        if days and same_month:
            text = f"{first.day}"
        elif days and same_year:
            text = f"{first.day} {month}"
        elif date.precision in ("day", "moment"):
            text = f"{first.day} {month} {first.year}"
        elif date.precision == "month":
            text = f"{month} {first.year}"
        elif date.precision == "decade":
            text = self.text("{year}s").format(year=first.year)
        else:
            text = str(first.year)
        if date.precision == "moment":
            clock = date.text.partition("T")[2].rstrip("?~%")
            zone = " UTC" if clock.endswith("Z") else ""
            text = f"{text}, {clock.removesuffix('Z')[:5]}{zone}"
        if date.approximate:
            text = self.text("about {date}").format(date=text)
        if date.uncertain:
            text = self.text("{date} (uncertain)").format(date=text)
        return text

    def span(self, start: Date | None, end: Date | None) -> str:
        """When a role was held."""
        if start and end:
            return self.text("{start} to {end}").format(start=self.date(start), end=self.date(end))
        if start:
            return self.text("since {start}").format(start=self.date(start))
        return self.text("until {end}").format(end=self.date(end)) if end else ""
