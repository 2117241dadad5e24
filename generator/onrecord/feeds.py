"""Atom feeds (RFC 4287): what is new on record, of everything, of one actor, of one topic; and what was corrected.

There is no clock: every date comes from the data. An entry's `published` is the day it was recorded, else the day it
was said. Its `updated` is the latest day on which the record of the statement is known to have changed: of its
corrections, of a retraction of its source, and `recorded_on`; where it has none of these, the latest day on which a
source of it was published or read; and never a day before `published`. Of a date that is no day the first possible one
counts. A statement in whose data no day can be found is left out: an entry without a date is no Atom.

Feeds are in the order of `updated`, newest first, and not in that of `said_on`: so a statement of 1990 that was put on
record yesterday comes first, and one that was corrected comes up again.

The tree's serializer is the one choke point: text enters a feed as the text of an element or the value of an attribute.
"""

import datetime
import heapq
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree import ElementTree as ET

from onrecord.dates import day_of
from onrecord.index import doubt_of, named_corrections
from onrecord.model import Correction, Statement
from onrecord.pages.cards import best_report, excerpt, name_of, speakers
from onrecord.pages.citing import named
from onrecord.pages.edition import Edition, remembered
from onrecord.pages.pieces import plain
from onrecord.pages.statement import title_of
from onrecord.permalinks import CORRECTIONS, HOME, Ref, absolute, path_of, relative
from onrecord.quotations import paragraphs

FEED = "feed.xml"
"""The name of a feed's file, beside the page that it belongs to; no id can be it."""
ENTRIES = 50
"""Entries of a feed at most."""
WORDS = 2000
"""Characters of a statement's words that an entry holds; more are on the statement's page."""

_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"
_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feeds(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """Every feed: its path below the site's root, and its content."""
    dataset = edition.index.dataset
    actors, topics = (Ref("actors", name) for name in dataset.actors), (Ref("topics", name) for name in dataset.topics)
    for ref in (HOME, *actors, *topics, CORRECTIONS):
        if content := feed(edition, ref):
            yield path_of(ref) + FEED, content


def feed(edition: Edition, ref: Ref) -> bytes:
    """The feed beside a page; nothing where it has none."""
    if not feed_of(edition, ref):
        return b""
    index, site = edition.index, edition.config.site_name
    if ref == CORRECTIONS:
        return _corrections(edition)
    if ref == HOME:
        return _statements(edition, ref, site, index.published)
    record = index.dataset.actors[ref.id] if ref.kind == "actors" else index.dataset.topics[ref.id]
    title = edition.words.text("{site}: {what}").format(site=site, what=record.name)
    return _statements(edition, ref, title, (index.by_actor if ref.kind == "actors" else index.below_topic)[ref.id])


def feed_of(edition: Edition, ref: Ref) -> str:
    """The file name of the feed beside a page; empty where it has none. Builds no feed."""
    index = edition.index
    if ref.part:
        return ""
    if ref == CORRECTIONS:
        return FEED if any(_corrected(edition)) else ""
    statements: Iterable[Statement] = ()
    if ref == HOME:
        statements = index.published
    elif ref.kind == "actors":
        statements = index.by_actor.get(ref.id, ())
    elif ref.kind == "topics":
        statements = index.below_topic.get(ref.id, ())
    return FEED if any(updated_on(edition, each) for each in statements) else ""


@remembered
def updated_on(edition: Edition, statement: Statement) -> datetime.date | None:
    """The latest day of which the data say that the record of a statement changed; None where they say no day."""
    changed = [day_of(each.on) for each in statement.corrections]
    changed.append(day_of(statement.recorded_on))
    sources = [edition.index.dataset.sources[report.source] for report in statement.reports]
    changed += [day_of(source.retraction.on) for source in sources if source.retraction]
    read = [day_of(date) for source in sources for date in (source.accessed_on, source.published_on)]
    found = [day for day in changed if day] or [day for day in read if day]
    published = published_on(statement)
    return max((*found, published) if published else found, default=None)


def published_on(statement: Statement) -> datetime.date | None:
    """The day a statement was recorded, else the day it was said."""
    return day_of(statement.recorded_on) or day_of(statement.said_on)


def _moment(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feed:
    """A feed that is being written."""

    edition: Edition
    path: str
    """Its own, below the site's root."""
    root: ET.Element

    def link(self, page: str) -> str:
        """The address of a page or file: whole where the site's is known, else from this feed."""
        site = self.edition.config.site_url
        if site:
            return absolute(site, page)
        return FEED if page == self.path else relative(page, self.path)

    def lasting(self, page: str, fragment: str = "") -> str:
        """An id that stays: the permalink, or where there is none a number made of the site's name and the path."""
        config = self.edition.config
        whole = page + (f"#{quote(fragment, safe='')}" if fragment else "")
        if config.site_url:
            return absolute(config.site_url, page) + whole[len(page) :]
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{config.site_name}\n{whole}").urn

    def entry(self, *, name: str, title: str, language: str, updated: datetime.date, page: str) -> ET.Element:
        """A new entry with what all entries have."""
        entry = ET.SubElement(self.root, "entry")
        _text(entry, "id", name)
        _text(entry, "title", title, type="text", **_lang(language))
        _text(entry, "updated", _moment(updated))
        _text(entry, "link", "", rel="alternate", type="text/html", href=self.link(page))
        return entry

    def written(self) -> bytes:
        """Its content."""
        ET.indent(self.root, " ")
        # as text, since the serializer encodes each of its thousand pieces by itself
        written: str = ET.tostring(self.root, encoding="unicode")
        return f"{_DECLARATION}\n{written}\n".encode()


def _begun(edition: Edition, ref: Ref, title: str, updated: datetime.date) -> _Feed:
    page = path_of(ref)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": _clean(edition.config.language)})
    feed = _Feed(edition=edition, path=page + FEED, root=root)
    _text(root, "id", feed.lasting(feed.path))
    _text(root, "title", title, type="text")
    _text(root, "updated", _moment(updated))
    _text(root, "link", "", rel="self", type="application/atom+xml", href=feed.link(feed.path))
    _text(root, "link", "", rel="alternate", type="text/html", href=feed.link(page))
    # the record's editors, for readers that show one author for all; each entry names its speakers
    _text(ET.SubElement(root, "author"), "name", edition.config.site_name)
    return feed


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    named = {name.replace("xml_", "xml:"): _clean(value) for name, value in attributes.items()}
    ET.SubElement(parent, tag, named).text = _clean(text)


def _clean(text: str) -> str:
    """`text` without what XML 1.0 cannot hold; the model refuses such characters, settings do not."""
    if text.isprintable():  # all of it, then, can be held, and this is told much sooner
        return text
    return _NO_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _lang(language: str) -> dict[str, str]:
    return {"xml_lang": language} if language else {}


def _statements(edition: Edition, ref: Ref, title: str, statements: Iterable[Statement]) -> bytes:
    def rank(dated: tuple[datetime.date, Statement]) -> tuple[int, int, str]:
        updated, statement = dated
        said = day_of(statement.said_on) or datetime.date.min
        return (-updated.toordinal(), -said.toordinal(), statement.id)

    known = ((day, each) for each in statements if (day := updated_on(edition, each)))
    newest = heapq.nsmallest(ENTRIES, known, key=rank)
    feed = _begun(edition, ref, title, newest[0][0])
    for updated, statement in newest:
        _add_statement(feed, statement, updated)
    return feed.written()


def _add_statement(feed: _Feed, statement: Statement, updated: datetime.date) -> None:
    edition = feed.edition
    page = path_of(Ref("statements", statement.id))
    words, language = _words(edition, statement)
    entry = feed.entry(
        name=feed.lasting(page), title=title_of(edition, statement), language=language, updated=updated, page=page
    )
    published = published_on(statement)
    if published:
        _text(entry, "published", _moment(published))
    for speaker in () if statement.status == "misattributed" else speakers(edition, statement):
        _text(ET.SubElement(entry, "author"), "name", speaker.actor.text)
    for topic in dict.fromkeys(each.topic for each in statement.topics):
        _text(entry, "category", "", term=topic, label=edition.index.dataset.topics[topic].name)
    _text(entry, "content", words, type="text", **_lang(language))


def _words(edition: Edition, statement: Statement) -> tuple[str, str]:
    """The words, whose they are and through which sources they came; and their language, where it is not the site's."""
    text, dataset = edition.words.text, edition.index.dataset
    parts, language = [], ""
    if doubt := doubt_of(dataset, statement):
        parts.append(f"[{edition.words.label(doubt)}]")
    report = best_report(edition, statement)
    if report:
        language = report.language or dataset.sources[report.source].language or ""
        parts.append(_cut(report.text))
        parts.append(f"[{edition.words.label(report.mode)}]")
    elif statement.original:
        language = statement.original.language
        parts.append(_cut(statement.original.text))
    else:
        parts.append(text("In summary: {words}").format(words=statement.summary or ""))
    via = {each.source: plain(named(edition, dataset.sources[each.source])) for each in statement.reports}
    if via:
        parts.append(text("Reported in: {sources}.").format(sources="; ".join(via.values())))
    return "\n\n".join(parts), "" if language == edition.config.language else language


def _cut(text: str) -> str:
    """The first paragraphs of a text, as they are; where the first is too long, its beginning."""
    kept: list[str] = []
    left = WORDS
    for paragraph in paragraphs(text):
        if len(paragraph) > left:
            return "\n\n".join([*kept, "…" if kept else excerpt(paragraph, WORDS)])
        kept.append(paragraph)
        left -= len(paragraph)
    return "\n\n".join(kept)


_Corrected = tuple[datetime.date, str, str, Statement, Correction]
"""Day, statement's id, the correction's name within it, statement, correction."""


def _corrected(edition: Edition) -> Iterator[_Corrected]:
    """Every correction of a published or withdrawn statement, in no order."""
    for statement in (*edition.index.published, *edition.index.withdrawn):
        for name, correction in named_corrections(statement):
            day = day_of(correction.on)
            if day:  # pragma: no branch - every date has a first or a last day
                yield (day, statement.id, name, statement, correction)


def _corrections(edition: Edition) -> bytes:
    text = edition.words.text
    newest = heapq.nsmallest(ENTRIES, _corrected(edition), key=lambda each: (-each[0].toordinal(), *each[1:3]))
    title = text("{site}: {what}").format(site=edition.config.site_name, what=text("Corrections"))
    feed = _begun(edition, CORRECTIONS, title, newest[0][0])
    for day, _, name, statement, correction in newest:
        page = path_of(Ref("statements", statement.id))
        withdrawn = statement.status == "withdrawn"
        what = name_of(edition, statement) if withdrawn else title_of(edition, statement)
        pattern = text("Withdrawn statement: {what}") if withdrawn else text("Correction: {what}")
        entry = feed.entry(
            name=feed.lasting(page, name), title=pattern.format(what=what), language="", updated=day, page=page
        )
        _text(entry, "published", _moment(day))
        _text(entry, "content", "\n\n".join(_note(edition, correction)), type="text")
    return feed.written()


def _note(edition: Edition, correction: Correction) -> Iterator[str]:
    """What was changed and why."""
    text = edition.words.text
    yield correction.reason
    if correction.field:
        yield text("Field: {field}").format(field=edition.words.field(correction.field))
    if correction.before:
        yield text("Before: {words}").format(words=_cut(correction.before))
    if correction.after:
        yield text("After: {words}").format(words=_cut(correction.after))
    if correction.reported_by:
        yield text("Reported by: {who}").format(who=correction.reported_by)
