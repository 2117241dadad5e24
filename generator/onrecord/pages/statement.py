"""The pages of statements, and the tombstones of those withdrawn."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from onrecord.index import Backlink, doubt_of
from onrecord.model import Relation, Statement
from onrecord.pages import more
from onrecord.pages.cards import (
    about,
    actor_link,
    answer,
    best_report,
    card,
    correction_view,
    event_view,
    excerpt,
    name_of,
    original_words,
    public_relations,
    said,
    source_link,
    speakers,
    when,
    words_of,
)
from onrecord.pages.citing import FILES, as_pieces, citation
from onrecord.pages.edition import Edition, remembered
from onrecord.pages.footnotes import footnotes
from onrecord.pages.kinds import StatementPage, StatementsPage, TombstonePage
from onrecord.pages.listing import listing, part_name
from onrecord.pages.overviews import CiteView, FileView, TimelineRow
from onrecord.pages.reports import BEGINNING, LONG, differ, report_view
from onrecord.pages.timeline import row
from onrecord.pages.views import Bearing, FactCheckView, Link, Words
from onrecord.permalinks import Ref, path_of
from onrecord.witnesses import witnesses

ALSO = 12
"""Outlets that are named beside the words."""
BEFORE, LINES = 10, 200
"""Statements that one bears on: those shown as they stand in lists, and those named in a line."""
EVIDENCE = 1000
"""Characters of why an answer counts as one: all of it stands on the answer's own page."""
THREAD = 20
"""Statements of an exchange that a page lists: those nearest to its own."""


def statements_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> StatementsPage:
    """All statements, newest first."""
    title = edition.words.text("Statements")
    return StatementsPage(
        ref=ref,
        path=path_of(ref),
        title=edition.words.joined((title, part_name(edition, ref.part))),
        description=edition.words.text("Every statement on record, in order of date."),
        crumbs=crumbs,
        statements=listing(edition, ref, newest_first=True),
    )


@remembered
def title_of(edition: Edition, statement: Statement, *, dated: bool = True) -> str:
    """Who, the first words and whose they are, and when; a warning where one is due."""
    text = edition.words.text
    report = best_report(edition, statement)
    if report and report.mode == "direct":
        pattern, words = text("{who}: “{words}”"), report.text
    elif report:
        pattern, words = text("{who}, as reported: {words}"), report.text
    elif statement.original:
        pattern, words = text("{who}: “{words}”"), statement.original.text
    else:
        pattern, words = text("{who}, in summary: {words}"), statement.summary or ""
    title = pattern.format(who=name_of(edition, statement), words=excerpt(words, 72))
    if doubt := doubt_of(edition.index.dataset, statement):
        title += f" [{edition.words.label(doubt)}]"
    if dated and statement.said_on:
        return text("{title} ({date})").format(title=title, date=said(edition, statement).text)
    return title


def statement_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> StatementPage | TombstonePage:
    """One statement."""
    index, words = edition.index, edition.words
    statement = index.dataset.statements[ref.id]
    if statement.status == "withdrawn":
        return tombstone_page(edition, ref, crumbs)
    shown = card(edition, statement)
    links = public_relations(edition, statement)
    answered = more.answered_by(edition, ref)
    also = tuple(_also(edition, statement))
    corrections = more.cut_corrections(statement)
    cut = more.reports_of(edition, statement)
    sources = dict.fromkeys(report.source for report in cut[0])
    reports = tuple(report_view(edition, statement, report) for report in cut[0])
    words_said = " ".join(segment.text for part in shown.words.paragraphs for segment in part) if shown.words else ""
    warning = f"[{shown.status_text}] " if shown.status else ""  # others show the words without the page's notice
    return StatementPage(
        ref=ref,
        path=path_of(ref),
        title=title_of(edition, statement),
        description=excerpt(f"{warning}{statement.summary or words_said}", 200),
        crumbs=crumbs,
        card=shown,
        speakers=speakers(edition, statement),
        topics=about(edition, statement),
        summary=statement.summary or "",
        original=original_words(edition, statement),
        translated_by=statement.translated_by or "",
        place=statement.place or "",
        event=event_view(edition, statement.event),
        audience=statement.audience or "",
        language=words.language_name(statement.language) if statement.language else "",
        large=_large(edition, statement) or shown.words,
        reports=reports,
        report_parts=more.numbers(edition, ref, "reports", cut),
        total_reports=len(statement.reports),
        witnesses=_witnesses(edition, statement),
        compared=differ(reports),
        thread=_thread(edition, statement),
        also=also[:ALSO],
        also_more=max(0, len(also) - ALSO),
        before=tuple(_before(edition, link) for link in links[:BEFORE]),
        before_more=tuple(answer(edition, link) for link in links[BEFORE : BEFORE + LINES]),
        after=tuple(_after(edition, each) for each in answered.first),
        after_more=answered.more,
        after_parts=answered.parts,
        fact_checks=tuple(
            FactCheckView(
                publisher=each.publisher,
                rating=each.rating,
                address=each.url,
                when=when(edition, each.on) if each.on else None,
            )
            for each in statement.fact_checks
        ),
        corrections=tuple(correction_view(edition, *each) for each in corrections[0]),
        correction_parts=more.numbers(edition, ref, "corrections", corrections),
        cite=CiteView(
            pieces=as_pieces(edition, citation(edition, statement)),
            files=tuple(FileView(name=name, title=title) for name, title in FILES.items()),
        ),
        footnotes=footnotes(edition, {name: place for place, name in enumerate(sources, start=1)}),
        reviewed_by=statement.reviewed_by,
        note=statement.note or "",
        unknown=tuple(_unknown(edition, statement)),
    )


def tombstone_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> TombstonePage:
    """What is left of a withdrawn statement; or a part of it, where its corrections are too much for one page."""
    words, statement = edition.words, edition.index.dataset.statements[ref.id]
    title, cut, part = words.text("Withdrawn statement"), more.cut_corrections(statement), ref.part.partition("-")[2]
    return TombstonePage(
        ref=ref,
        path=path_of(ref),
        title=words.joined((title, part_name(edition, part))) if part else title,
        description=words.text(
            "A statement stood here. It was taken back, and its words are no longer part of the record. "
            "The address stays, so that links to it lead to the reason."
        ),
        crumbs=(*crumbs, Link(text=title, ref=Ref(ref.kind, ref.id))) if part else crumbs,
        speakers=speakers(edition, statement),
        when=said(edition, statement),
        corrections=tuple(correction_view(edition, *each) for each in cut[int(part or 1) - 1]),
        parts=more.numbers(edition, ref, "corrections", cut),
    )


def _also(edition: Edition, statement: Statement) -> Iterator[Link]:
    """Who else reported it, besides the report that is shown large: each outlet once."""
    dataset = edition.index.dataset
    shown = best_report(edition, statement)
    seen: set[str] = set()
    for report in statement.reports:
        source = dataset.sources[report.source]
        name = source.outlet or source.id
        if report is shown:
            seen.add(name)
    for report in statement.reports:
        source = dataset.sources[report.source]
        name = source.outlet or source.id
        if name not in seen:
            seen.add(name)
            yield actor_link(edition, source.outlet) if source.outlet else source_link(source)


def _large(edition: Edition, statement: Statement) -> Words | None:
    """The words of the one report there is, or of that which stands for all."""
    report = best_report(edition, statement)
    if report is None:
        return original_words(edition, statement)
    if len(statement.reports) == 1:
        return words_of(edition, report, BEGINNING if len(report.text) > LONG else None)
    return None


def _witnesses(edition: Edition, statement: Statement) -> str:
    """How many witnesses there are, and why not more."""
    text, words, dataset = edition.words.text, edition.words, edition.index.dataset
    if len(statement.reports) < 2:
        return ""
    sound = [report for report in statement.reports if not dataset.sources[report.source].retraction]
    groups = witnesses(statement.reports, dataset.sources)
    parts = []
    if len(sound) < len(statement.reports):
        number = len(statement.reports) - len(sound)
        parts.append(
            words.count(
                "{n} of them stands in a retracted source, and is no witness.",
                "{n} of them stand in retracted sources, and are no witnesses.",
                number,
            )
        )
    if len(groups) > 1:
        parts.append(
            words.count(
                "As far as is known, they go back to {n} witness.",
                "As far as is known, they go back to {n} witnesses, independent of each other.",
                len(groups),
            )
        )
    elif len(sound) > 1:
        shared = set.intersection(*(set(report.chain) for report in sound))
        if shared:
            names = words.joined(sorted(dataset.actors[agency].name for agency in shared))
            parts.append(text("All came through {names}: they are one witness.").format(names=names))
        else:
            parts.append(text("As far as is known, they may go back to one another, and count as one witness."))
    return " ".join(parts)


def _nearest(links: Sequence[Backlink], statement: Statement) -> Sequence[Backlink]:
    """Of very many answers, those of about the time of the statement."""
    if len(links) <= THREAD:
        return links
    place = bisect_left(links, statement.date_key, key=lambda link: link.statement.date_key)
    start = max(0, min(place - THREAD // 2, len(links) - THREAD))
    return links[start : start + THREAD]


def _thread(edition: Edition, statement: Statement) -> tuple[TimelineRow, ...]:
    """The whole exchange, where it goes on beyond the statements that this one bears on, or that bear on this one."""
    index = edition.index
    found = {statement.id: statement}
    waiting, near = [statement], 0
    while waiting and len(found) < THREAD:
        current = waiting.pop(0)
        others = [index.dataset.statements[relation.target] for relation in current.relations[:THREAD]]
        others += [link.statement for link in _nearest(index.backlinks.get(current.id, ()), statement)]
        for other in others:
            if other.id not in found and other.status not in ("draft", "withdrawn") and len(found) < THREAD:
                found[other.id] = other
                waiting.append(other)
        near = near or len(found)
    if len(found) <= near:
        return ()
    return tuple(row(edition, each, current=each is statement) for each in index.in_order(found.values()))


def _before(edition: Edition, relation: Relation) -> Bearing:
    return Bearing(
        label=edition.words.relation(relation.kind),
        card=card(edition, edition.index.dataset.statements[relation.target]),
        evidence=relation.evidence or "",
    )


def _after(edition: Edition, links: Sequence[Backlink]) -> Bearing:
    """An answer, with all that it does to the statement."""
    return Bearing(
        label=edition.words.joined(dict.fromkeys(edition.words.relation(each.kind, backwards=True) for each in links)),
        card=card(edition, links[0].statement),
        evidence=excerpt(" ".join(each.relation.evidence or "" for each in links), EVIDENCE),
    )


def _unknown(edition: Edition, statement: Statement) -> Iterator[str]:
    """What a reader would ask and the record cannot answer."""
    text = edition.words.text
    if not statement.said_on:
        yield text("when it was said")
    if not statement.place and not statement.event:
        yield text("where it was said")
    if not statement.reports and not statement.original:
        yield text("the words themselves")
    sources = [edition.index.dataset.sources[report.source] for report in statement.reports]
    if any(not source.url for source in sources):
        yield text("the address of a source")
    if any(not source.published_on for source in sources):
        yield text("when a source was published")
