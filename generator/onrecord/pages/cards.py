"""What pages share: names as links, dates, speakers, and the short form in which a statement stands in lists."""

from collections.abc import Sequence

from onrecord.dataset import Dataset
from onrecord.dates import Date
from onrecord.index import doubt_of, roles_of
from onrecord.model import UNNAMED, Actor, Correction, Event, Relation, Report, Role, Source, Speaker, Statement
from onrecord.pages.edition import Edition, remembered
from onrecord.pages.views import (
    About,
    Answer,
    By,
    Card,
    CorrectionView,
    Counted,
    EventView,
    Link,
    RetractionView,
    Stand,
    Taken,
    When,
    Words,
)
from onrecord.permalinks import Ref
from onrecord.quotations import Paragraph, Segment, paragraphs, segments
from onrecord.witnesses import witnesses

EXCERPT = 420
"""Characters of a statement's words that a list shows."""

MOST_NAMED = 10
"""Speakers, topics and answered statements that a list names of one statement."""

_MODE_ORDER = {"direct": 0, "mixed": 1, "indirect": 2}


def actor_link(edition: Edition, actor_id: str) -> Link:
    """An actor's name, leading to its page."""
    return Link(text=edition.index.dataset.actors[actor_id].name, ref=Ref("actors", actor_id))


def topic_link(edition: Edition, topic_id: str) -> Link:
    """A topic's name, leading to its page."""
    return Link(text=edition.index.dataset.topics[topic_id].name, ref=Ref("topics", topic_id))


def source_link(source: Source) -> Link:
    """A source's title, leading to its page."""
    return Link(text=source.title, ref=Ref("sources", source.id), language=source.language or "")


@remembered
def said(edition: Edition, statement: Statement) -> When:
    """When a statement was made: an interval is the time within which it was."""
    return when(edition, statement.said_on, statement.date_basis, within=True)


def when(edition: Edition, date: Date | None, basis: str | None = None, *, within: bool = False) -> When:
    """A date, with how it is known."""
    machine = ""
    if date and date.precision in ("day", "month", "year", "moment"):
        plain = date.text.rstrip("?~%")
        machine = plain if "X" not in plain else ""
    return When(
        text=edition.words.date(date, within=within),
        machine=machine,
        basis=edition.words.label(basis) if basis and date else "",
    )


def by(edition: Edition, speaker: Speaker, said_on: Date | None) -> By:
    """One speaker of a statement."""
    words = edition.words
    certainty = "" if speaker.certainty == "certain" else words.label(speaker.certainty)
    behalf = actor_link(edition, speaker.on_behalf_of) if speaker.on_behalf_of else None
    if speaker.actor == UNNAMED:
        described = speaker.as_printed or speaker.capacity or words.text("unnamed speaker")
        capacity = speaker.capacity or "" if speaker.as_printed else ""
        return By(actor=Link(text=described), capacity=capacity, on_behalf_of=behalf, certainty=certainty)
    actor = edition.index.dataset.actors[speaker.actor]
    roles = roles_of(actor, speaker, said_on)
    role = roles[0] if len(roles) == 1 else None  # of several held at the time, nobody said which
    organization = role.organization if role else None
    return By(
        actor=actor_link(edition, actor.id),
        capacity=speaker.capacity or (role.title if role else ""),
        organization=actor_link(edition, organization) if organization else None,
        on_behalf_of=behalf,
        as_printed=speaker.as_printed if speaker.as_printed and speaker.as_printed != actor.name else "",
        certainty=certainty,
    )


@remembered
def speakers(edition: Edition, statement: Statement) -> tuple[By, ...]:
    """All who made a statement."""
    return tuple(by(edition, speaker, statement.said_on) for speaker in statement.speakers)


@remembered
def named_speakers(edition: Edition, statement: Statement) -> tuple[By, ...]:
    """Those who made a statement, where they are few; else the first of them, and how many more there are."""
    everybody = speakers(edition, statement)
    if len(everybody) <= MOST_NAMED:
        return everybody
    return (*everybody[: MOST_NAMED - 1], By(actor=_more(edition, statement, len(everybody) - MOST_NAMED + 1)))


def _named_topics(edition: Edition, statement: Statement) -> tuple[About, ...]:
    topics = about(edition, statement)
    if len(topics) <= MOST_NAMED:
        return topics
    return (*topics[: MOST_NAMED - 1], About(topic=_more(edition, statement, len(topics) - MOST_NAMED + 1)))


def _more(edition: Edition, statement: Statement, number: int) -> Link:
    text = edition.words.count("and {n} more", "and {n} more", number)
    return Link(text=text, ref=Ref("statements", statement.id))


@remembered
def about(edition: Edition, statement: Statement) -> tuple[About, ...]:
    """What a statement is about; the stance of one in doubt is nobody's."""
    doubt = doubt_of(edition.index.dataset, statement)
    stances = [(each.topic, None if doubt else each.stance) for each in statement.topics]
    return tuple(
        About(
            topic=topic_link(edition, topic),
            stance=stance or "",
            stance_text=edition.words.label(stance) if stance else "",
        )
        for topic, stance in stances
    )


@remembered
def best_report(edition: Edition, statement: Statement) -> Report | None:
    """The report that stands for the statement in lists."""
    return best_of(edition.index.dataset, statement)


def best_of(dataset: Dataset, statement: Statement) -> Report | None:
    """The best report: of a sound source, the most directly quoted, the earliest."""

    def rank(report: Report) -> tuple[object, ...]:
        source = dataset.sources[report.source]
        published = source.published_on
        return (
            source.retraction is not None,
            _MODE_ORDER[report.mode],
            published is None,
            published.sort_key if published else (),
        )

    return min(statement.reports, key=rank, default=None)


def language_of(edition: Edition, report: Report) -> str:
    """The language of a report's words; empty for the site's own."""
    language = report.language or edition.index.dataset.sources[report.source].language or ""
    return "" if language == edition.config.language else language


def words_of(edition: Edition, report: Report, limit: int | None = None) -> Words:
    """A report's words, whole or cut to about `limit` characters at the end of a word."""
    shown, shortened = shorten(segments(report), limit) if limit else (segments(report), False)
    return Words(
        paragraphs=shown,
        language=language_of(edition, report),
        mode=report.mode,
        mode_text=edition.words.label(report.mode),
        shortened=shortened,
    )


def original_words(edition: Edition, statement: Statement, limit: int | None = None) -> Words | None:
    """The words in the language in which they were said, whole or cut to about `limit` characters."""
    if not statement.original:
        return None
    parts: tuple[Paragraph, ...] = tuple((Segment(part, "speaker"),) for part in paragraphs(statement.original.text))
    shown, shortened = shorten(parts, limit) if limit else (parts, False)
    language = statement.original.language
    return Words(
        paragraphs=shown, language="" if language == edition.config.language else language, shortened=shortened
    )


def shorten(whole: tuple[Paragraph, ...], limit: int) -> tuple[tuple[Paragraph, ...], bool]:
    """Paragraphs cut after about `limit` characters; the second value says whether anything was left out."""
    if sum(len(segment.text) for paragraph in whole for segment in paragraph) <= limit * 5 // 4:
        return whole, False
    kept: list[Paragraph] = []
    left = limit
    for paragraph in whole:
        stretches: list[Segment] = []
        for segment in paragraph:
            if len(segment.text) > left:
                cut = segment.text.rfind(" ", left // 2, left)
                text = segment.text[: cut if cut > 0 else left]
                stretches.append(Segment(text, segment.voice))
                return (*kept, tuple(stretches)), True
            stretches.append(segment)
            left -= len(segment.text)
        kept.append(tuple(stretches))
    return tuple(kept), True


def excerpt(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut at the end of a word and marked so."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line.rfind(" ", limit // 2, limit - 1)
    return line[: cut if cut > 0 else limit - 1] + "…"


def card(edition: Edition, statement: Statement, *, of_source: str = "") -> Card:
    """A statement as it stands in lists; in the words of one source, where that is named."""
    own = next((report for report in statement.reports if report.source == of_source), None)
    return _card(edition, statement, of_source if own and own is not best_report(edition, statement) else "")


@remembered
def _card(edition: Edition, statement: Statement, of_source: str) -> Card:
    own = next((report for report in statement.reports if report.source == of_source), None)
    report = own or best_report(edition, statement)
    doubt = doubt_of(edition.index.dataset, statement)
    if own and edition.index.dataset.sources[of_source].retraction:
        doubt = doubt or "from-retracted"
    via: list[Link] = []
    words = original_words(edition, statement, EXCERPT) if report is None else words_of(edition, report, EXCERPT)
    if report:
        via = [actor_link(edition, agency) for agency in report.chain]
        outlet = edition.index.dataset.sources[report.source].outlet
        source = edition.index.dataset.sources[report.source]
        via.append(actor_link(edition, outlet) if outlet else source_link(source))
    return Card(
        ref=Ref("statements", statement.id),
        speakers=named_speakers(edition, statement),
        when=said(edition, statement),
        words=words,
        summary=excerpt(statement.summary or "", EXCERPT),
        topics=_named_topics(edition, statement),
        answers=answers(edition, statement),
        via=tuple(via),
        reports=len(statement.reports),
        witnesses=len(witnesses(statement.reports, edition.index.dataset.sources)),
        status=doubt,
        status_text=edition.words.label(doubt) if doubt else "",
        source=report.source if report else "",
        remark=_remark(edition, statement, report) if report else "",
    )


def _remark(edition: Edition, statement: Statement, report: Report) -> str:
    """What became of the words since: a later text of their source may not hold them."""
    receipt = edition.receipt_of(statement, report)
    return edition.words.text("no longer in the source") if receipt and receipt.not_in else ""


@remembered
def answers(edition: Edition, statement: Statement) -> tuple[Answer, ...]:
    """What a statement does to others, in a line each."""
    found = [answer(edition, each) for each in public_relations(edition, statement)[:MOST_NAMED]]
    if more := len(public_relations(edition, statement)) - len(found):
        found.append(Answer(label="", to=_more(edition, statement, more)))
    return tuple(found)


def public_relations(edition: Edition, statement: Statement) -> list[Relation]:
    """A statement's relations to those that can be read."""
    statements = edition.index.dataset.statements
    return [each for each in statement.relations if statements[each.target].status not in ("draft", "withdrawn")]


def answer(edition: Edition, relation: Relation) -> Answer:
    """A relation to another statement, in a line."""
    target = edition.index.dataset.statements[relation.target]
    on = said(edition, target).text if target.said_on else ""
    name = edition.words.joined((name_of(edition, target), on))
    return Answer(label=edition.words.relation(relation.kind), to=Link(text=name, ref=Ref("statements", target.id)))


@remembered
def name_of(edition: Edition, statement: Statement) -> str:
    """Who said a statement, in a few words."""
    return edition.words.joined(each.actor.text for each in named_speakers(edition, statement))


def event_view(edition: Edition, event_id: str | None) -> EventView | None:
    """An occasion."""
    event: Event | None = edition.index.dataset.events.get(event_id) if event_id else None
    if event is None:
        return None
    return EventView(
        name=event.name,
        when=when(edition, event.on) if event.on else None,
        place=event.place or "",
        description=event.description or "",
        note=event.note or "",
    )


def correction_view(edition: Edition, anchor: str, correction: Correction) -> CorrectionView:
    """A correction; `anchor` is its element's id."""
    return CorrectionView(
        anchor=anchor,
        when=when(edition, correction.on),
        reason=correction.reason,
        field=edition.words.field(correction.field) if correction.field else "",
        before=correction.before or "",
        after=correction.after or "",
        reported_by=correction.reported_by or "",
    )


def retraction_view(edition: Edition, source: Source) -> RetractionView | None:
    """That a source was taken back, if it was."""
    if source.retraction is None:
        return None
    return RetractionView(
        reason=source.retraction.reason,
        when=when(edition, source.retraction.on) if source.retraction.on else None,
        address=source.retraction.url or "",
    )


def taken(edition: Edition, statement: Statement, stance: str) -> Taken:
    """A position, with the statement it was taken in."""
    return Taken(
        stance=stance,
        stance_text=edition.words.label(stance),
        when=said(edition, statement),
        ref=Ref("statements", statement.id),
    )


def stand(edition: Edition, who_or_what: Link, held: Sequence[tuple[Statement, str]]) -> Stand:
    """The positions of somebody, or on something: the latest of them, where they are many."""
    return Stand(
        who_or_what=who_or_what,
        taken=tuple(taken(edition, statement, stance) for statement, stance in held[-MOST_NAMED:]),
        earlier=max(0, len(held) - MOST_NAMED),
    )


def _begun(role: Role) -> tuple[object, ...]:
    """When a role began, or ended; nothing, which is before all that is known, where neither is."""
    known = role.start or role.end
    return known.sort_key if known else ()


def counted(edition: Edition, actor: Actor, number: int) -> Counted:
    """An actor with a number of statements, and the latest role the record knows."""
    detail = ""
    if actor.roles:
        role = max(reversed(actor.roles), key=_begun)
        where = edition.index.dataset.actors[role.organization].name if role.organization else ""
        detail = edition.words.joined((role.title, where))
    return Counted(link=actor_link(edition, actor.id), count=number, detail=detail)
