"""The site's own words: labels, and dates and numbers in the reader's notation.

Every word of ours goes through `Words`, in gettext's manner, so that a catalog for another language replaces them all.
How a language writes days and numbers is CLDR's knowledge, through Babel; catalogs hold what CLDR has no pattern for.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from onrecord.catalogs import SOURCE, catalog, words_language
from onrecord.dates import Date

Parts = Literal["yMMMMd", "yMMMM", "MMMMd", "d", "y"]
"""What of a day is written, in CLDR's letters: day, month by its name, year."""

_ZEROS = {"arab": "٠", "arabext": "۰", "beng": "০", "deva": "०", "mymr": "၀"}
"""The digit nought, by CLDR's name of the numbering; the nine others follow it."""

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
    "unverified": "quoted words not verified against the source",
    "retracted": "reported by retracted sources only",
    "from-retracted": "from a retracted source",
    # what a capture was taken from
    "text/html": "page",
    "application/pdf": "PDF",
    "text/plain": "text",
    # how sure the attribution is
    "probable": "probably",
    "certain": "",
}
"""Words of the data that are shown as words of the site."""

FIELDS = {
    "speakers": "Speaker",
    "said_on": "Date",
    "date_basis": "Basis of the date",
    "place": "Place",
    "event": "Occasion",
    "audience": "Audience",
    "language": "Language",
    "original": "Original words",
    "translated_by": "Translated by",
    "topics": "Topics and positions",
    "summary": "Summary",
    "relations": "Relation to other statements",
    "reports": "Report",
    "text": "Words",
    "mode": "How much is quoted",
    "source": "Source",
    "chain": "Agencies",
    "locator": "Place in the source",
    "fact_checks": "Fact checks by others",
    "status": "Status",
    "recorded_on": "Entered on",
    "reviewed_by": "Reviewed by",
    "note": "Note",
}
"""Fields that corrections name, as readers know them."""

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


@lru_cache(maxsize=4096)
def _number(number: int | float, language: str) -> str:
    written: str = format_decimal(number, locale=cldr(language), numbering_system="default")
    return written.translate(digits(language))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str = SOURCE
    """BCP 47."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The owner's words in place of the site's, by the English message."""
    known: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Sentences that were looked up before."""
    dates: dict[tuple[str, bool], str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Dates that were written before, by their text in the data: a record has few, and shows each many times."""

    @property
    def spoken(self) -> str:
        """The language of these words: English, where there is no catalog for the one asked for."""
        return words_language(self.language)

    def text(self, message: str) -> str:
        """One of our sentences."""
        if message not in self.known:
            self.known[message] = self.own.get(message) or catalog(self.spoken).gettext(message)
        return self.known[message]

    def count(self, singular: str, plural: str, number: int) -> str:
        """A counted noun: `count("{n} statement", "{n} statements", 3)`."""
        return self._form(singular, plural, number).format(n=self.number(number))

    def forms(self, singular: str, plural: str) -> dict[str, str]:
        """Every form of a counted noun, `{n}` left in it, by CLDR's name of the form: for a script that counts."""
        rule = cldr(self.spoken).plural_form
        # the first number of each form; in French and Spanish a million has one of its own
        samples = {rule(number): number for number in (1_000_000, *reversed(range(200)))}
        return {name: self._form(singular, plural, samples[name]) for name in sorted(samples)}

    def _form(self, singular: str, plural: str, number: int) -> str:
        own = self.own.get(singular if number == 1 else plural)
        return own or catalog(self.spoken).ngettext(singular, plural, number)

    def number(self, number: int | float) -> str:
        """A number in the reader's notation."""
        return _number(number, self.spoken)

    def figures(self, text: str) -> str:
        """`text` with its digits in the reader's script."""
        return text.translate(digits(self.spoken))

    def joined(self, parts: Iterable[str], *, apart: bool = False) -> str:
        """Those of `parts` that are not empty, one after the other; `apart` where they hold commas themselves."""
        separator = self.text("; ") if apart else self.text(", ")
        return separator.join(part for part in parts if part)

    def size(self, number: int) -> str:
        """How large a file is."""
        if number < 1000:
            return self.count("{n} byte", "{n} bytes", number)
        pattern, factor = (self.text("{n} kB"), 1e3) if number < 999_500 else (self.text("{n} MB"), 1e6)
        size = float(f"{number / factor:.3g}") if number < 999_500_000 else round(number / factor)
        return pattern.format(n=self.number(size))

    def label(self, word: str) -> str:
        """The site's word for a word of the data."""
        return self.text(LABELS.get(word, word)) if LABELS.get(word, word) else ""

    def language_name(self, tag: str) -> str:
        """The name of a language in this one; the tag itself where CLDR has none."""
        try:
            return Locale.parse(tag, sep="-").get_display_name(cldr(self.spoken)) or tag
        except (UnknownLocaleError, ValueError):
            return tag

    def field(self, name: str) -> str:
        """The site's word for a field of the data that was corrected; the name itself where it has none."""
        first = name.partition(".")[0].partition("[")[0]
        return self.text(FIELDS[first]) if first in FIELDS else name

    def relation(self, kind: str, *, backwards: bool = False) -> str:
        """How a relation is called from its one end, or from the other."""
        return self.text(RELATIONS[kind][backwards])

    def date(self, date: Date | None, *, within: bool = False) -> str:
        """A date as readers write it: 9 April 2016, about 2016, 8 to 10 April 2016.

        `within` says that an interval is the time in which something happened once: between 8 and 10 April 2016.
        """
        if date is None:
            return self.text("date not known")
        key = (date.text, within)
        if key not in self.dates:
            self.dates[key] = self._date(date, within)
        return self.dates[key]

    def _date(self, date: Date, within: bool) -> str:
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
        if date.precision in ("day", "moment"):
            text = written(self.spoken, first, _shared(date, shared_with))
        elif date.precision == "month":
            text = written(self.spoken, first, "yMMMM")
        elif date.precision == "decade":
            text = self.text("{year}s").format(year=written(self.spoken, first, "y"))
        else:
            text = written(self.spoken, first, "y")
        if date.precision == "moment":
            clock = date.text.partition("T")[2].rstrip("?~%")
            pattern = self.text("{date}, {time} UTC") if clock.endswith("Z") else self.text("{date}, {time}")
            text = pattern.format(date=text, time=self.figures(clock.removesuffix("Z")[:5]))
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


def _shared(date: Date, other: Date | None) -> Parts:
    """What need be written of the day that an interval begins with: not what its end says again."""
    first, last = date.earliest, other.earliest if other and other.precision in ("day", "moment") else None
    if not first or not last or first.year != last.year:
        return "yMMMMd"
    return "d" if first.month == last.month else "MMMMd"


@lru_cache
def cldr(language: str) -> Locale:
    """What CLDR knows of a language. English without a country is that of the world: the day before the month."""
    tag = {SOURCE: "en-001"}.get(language, language)
    while True:
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            tag = tag.rpartition("-")[0] or "en-001"


@lru_cache
def digits(language: str) -> dict[int, str]:
    """The digits of a language's script, by those of ASCII; empty where they are the same."""
    zero = _ZEROS.get(cldr(language).default_numbering_system)
    return {ord("0") + value: chr(ord(zero) + value) for value in range(10)} if zero else {}


@lru_cache(maxsize=16384)
def written(language: str, day: datetime.date, parts: Parts) -> str:
    """A day, or the parts of it that are asked for. Kept, because a record has few days and shows each many times."""
    locale = cldr(language)
    whole = locale.date_formats["long"].pattern
    if parts in ("d", "MMMMd") and not whole.startswith("d"):
        parts = "yMMMMd"  # where the day does not come first, the beginning of an interval cannot be cut short
    if parts == "yMMMMd":
        pattern = whole
    elif parts == "d":
        pattern = "d." if whole.startswith("d.") else "d"
    else:
        pattern = str(locale.datetime_skeletons[parts])
    return format_date(day, pattern, locale=locale).translate(digits(language))
