"""What search finds: a record for each statement, actor and topic, with facets and a date to sort by, and for the
pages about them all.

A record's content is what is shown of it, followed by the words that only searching needs: other names, and folded
forms. The result list shows the first `shown` words only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.dates import Date
from onrecord.folding import fold, folded_words
from onrecord.model import Actor, Statement, Topic
from onrecord.pages import Edition
from onrecord.pages.cards import best_report, language_of, name_of, original_words, said
from onrecord.pages.statement import title_of
from onrecord.permalinks import CORRECTIONS, DATA, HOME, QUALITY, Ref, path_of

LONGEST = 20_000
"""Characters of a statement's words that are indexed: beyond that the index, not the reader, would gain."""
SEARCHED = ("actors", "topics", "sources", "statements", "published")
"""The maps and lists of the record that records are made from."""
NAMES = "names"
"""What is told of an actor, a topic and a page alone, their names: who is found by it comes before what was said of
them."""

_WORD = re.compile(r"[^\W_]")
_SPACE = re.compile(r"[\s\u200b]+")
"""The zero-width space too: Pagefind takes it for the mark of a text that it parted into words itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """One thing that search can find."""

    path: str
    """Its page, below the site's root."""
    content: str
    """All words by which it is found; those shown first."""
    meta: Mapping[str, str]
    """What the result list shows: title, kind, date, language, and how many words of the content are for showing."""
    filters: Mapping[str, list[str]]
    """Facets."""
    day: str
    """What it is sorted by, as `2031-03-04`; empty where it has no date."""


def search_records(edition: Edition) -> Iterator[SearchRecord]:
    """Everything that can be found, in the order of the plan."""
    index = edition.index
    for actor in index.dataset.actors.values():
        yield _actor(edition, actor)
    for topic in index.dataset.topics.values():
        yield _topic(edition, topic)
    for statement in index.published:
        yield _statement(edition, statement)
    yield from _overviews(edition)


def _record(
    ref: Ref,
    *,
    title: str,
    kind: str,
    shown: str,
    hidden: str,
    filters: dict[str, list[str]],
    names: Sequence[str] = (),
    date: str = "",
    day: str = "",
) -> SearchRecord:
    shown = _SPACE.sub(" ", shown).strip()
    if not _WORD.search(f"{title} {shown} {hidden}"):
        hidden = f"{hidden} {ref.id}".strip()  # Pagefind passes over what holds no word, in lists too
    more = " ".join(folded_words(f"{title} {shown} {hidden}"))
    meta = {"title": title, "kind": kind, "shown": str(len(shown.split()))}
    if date:
        meta["date"] = date
    if names:
        meta[NAMES] = " ".join(map(fold, names))
    return SearchRecord(
        path=path_of(ref),
        content=" ".join(each for part in (shown, title, hidden, more) if (each := _SPACE.sub(" ", part).strip())),
        meta=meta,
        filters={"kind": [kind]} | {name: values for name, values in filters.items() if values},
        day=day,
    )


def _overviews(edition: Edition) -> Iterator[SearchRecord]:
    """The pages that the menu names, by that name; those of lists are found by what they list."""
    text = edition.words.text
    pages = {
        HOME: (text("Home"), edition.config.site_name),
        Ref("timeline"): (text("Timeline"), text("Everything on record, in order of date.")),
        Ref("positions"): (
            text("Positions"),
            text("Who stands where: actors by topics, each position leading to the statement that takes it."),
        ),
        CORRECTIONS: (
            text("Corrections"),
            text("What was changed in this record after it was published, and which of its sources were taken back."),
        ),
        QUALITY: (
            text("Data quality"),
            text("What this record does not know, and what has not been checked."),
        ),
        DATA: (
            text("Downloads"),
            text("The whole record in formats that other programs read, with the meaning of every column."),
        ),
    }
    for ref, (title, shown) in pages.items():
        if not {ref.kind, ref.id} & edition.config.without:
            hidden = text("Feed of this page") if ref == HOME else ""  # that of everything
            yield _record(ref, title=title, kind=text("Page"), shown=shown, hidden=hidden, filters={}, names=[title])


def _actor(edition: Edition, actor: Actor) -> SearchRecord:
    roles = ", ".join(role.title for role in actor.roles)
    return _record(
        Ref("actors", actor.id),
        title=actor.name,
        kind=edition.words.label(actor.kind),
        shown=actor.description or roles or actor.name,
        hidden=" ".join([*(name.name for name in actor.names), roles]),
        filters={"actor": [actor.name]},
        names=[actor.name, *(name.name for name in actor.names)],
    )


def _topic(edition: Edition, topic: Topic) -> SearchRecord:
    return _record(
        Ref("topics", topic.id),
        title=topic.name,
        kind=edition.words.text("Topic"),
        shown=topic.description or topic.name,
        hidden=" ".join(name.name for name in topic.names),
        filters={"topic": [topic.name]},
        names=[topic.name, *(name.name for name in topic.names)],
    )


def _statement(edition: Edition, statement: Statement) -> SearchRecord:
    dataset = edition.index.dataset
    best = best_report(edition, statement)
    shown = best.text if best else (statement.summary or "")
    others = [report.text for report in statement.reports if report is not best]
    sources = [dataset.sources[report.source] for report in statement.reports]
    outlets = [dataset.actors[source.outlet].name for source in sources if source.outlet]
    agencies = [dataset.actors[agency].name for report in statement.reports for agency in report.chain]
    original = original_words(edition, statement)
    names = [name_of(edition, statement)]
    for speaker in statement.speakers:
        if speaker.actor in dataset.actors:
            names += [name.name for name in dataset.actors[speaker.actor].names]
    topics = [dataset.topics[about.topic] for about in statement.topics]
    spoken = [language_of(edition, report) or edition.config.language for report in statement.reports]
    if original:
        spoken.append(original.language or edition.config.language)
    hidden = [
        *others,
        statement.summary or "",
        statement.original.text if statement.original else "",
        *names,
        *(topic.name for topic in topics),
        statement.place or "",
    ]
    date = statement.said_on
    when = said(edition, statement).text if date else ""
    if not edition.words.figures("0").isascii():  # it is searched for in other digits than it is shown in
        hidden.append(when)
    return _record(
        Ref("statements", statement.id),
        title=title_of(edition, statement, dated=False),
        kind=edition.words.text("Statement"),
        shown=shown[:LONGEST],
        hidden=" ".join(hidden)[:LONGEST],
        filters={
            "actor": _actors(edition, statement),
            "topic": list(dict.fromkeys(topic.name for topic in topics)),
            "outlet": list(dict.fromkeys([*outlets, *agencies])),
            "year": _years(date),
            "language": list(dict.fromkeys(edition.words.language_name(tag) for tag in spoken)),
            "words": list(dict.fromkeys(edition.words.label(report.mode) for report in statement.reports)),
        },
        date=when,
        day=date.sort_key[0].isoformat() if date else "",
    )


def _years(date: Date | None) -> list[str]:
    """The years that a date may lie in, if they are few; of an open interval, the year of its one end."""
    ends = [day.year for day in (date.earliest, date.latest) if day] if date else []
    years = range(min(ends), max(ends) + 1) if ends else range(0)
    return [str(year) for year in years] if len(years) <= 10 else []


def _actors(edition: Edition, statement: Statement) -> list[str]:
    actors = edition.index.dataset.actors
    names = (
        actors[name].name
        for speaker in statement.speakers
        for name in (speaker.actor, speaker.on_behalf_of)
        if name and name in actors
    )
    return list(dict.fromkeys(names))
