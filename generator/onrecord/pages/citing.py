"""How a statement is cited: what every citation format needs of it, decided once.

What is cited is the statement as it stands in this record; where it was reported goes into the note. A statement in
doubt says so in its title and at the beginning of its note, which every format prints or keeps. There is no date of
access: the program has no clock, and what was changed since stands in the corrections.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.addresses import shown
from onrecord.dates import Date
from onrecord.index import doubt_of
from onrecord.model import Source, Statement
from onrecord.pages.cards import MOST_NAMED, best_report, excerpt, said, speakers
from onrecord.pages.edition import Edition, remembered
from onrecord.pages.pieces import Pieces, filled, joined, on_one_line, ours, own, plain
from onrecord.permalinks import Ref, absolute, path_of

FILES = {"cite.bib": "BibTeX", "cite.ris": "RIS", "cite.json": "CSL-JSON"}
"""Files beside a statement's page, and the formats they are in."""
TITLE = 120
"""Characters of a statement's words that make its title in citations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One statement, ready to be cited in any format."""

    key: str
    """The statement's id."""
    authors: tuple[str, ...]
    """Speakers' names as they are, never parted into given name and family name; descriptions of unnamed ones. None
    where the words were misattributed: programs print authors and drop notes."""
    said: Pieces
    """The first words, without quotation marks: styles add their own. Says where they are not the speaker's."""
    quoted: bool
    """Whether these are the speaker's own words."""
    mark: str
    """In one word, why they are in doubt; empty where they are not."""
    issued: Date | None
    """When it was said."""
    when: str
    """The same in words; empty where it is not known."""
    place: str
    """Where it was said; empty where it is not known."""
    event: str
    """At which occasion; empty where it is not known."""
    container: str
    """The site's name."""
    address: str
    """Where the statement's page is; empty where the site's address is not known."""
    sources: tuple[Pieces, ...]
    """Each source in words: title, outlet, date."""
    source_address: str
    """Address of the source whose report stands for the statement; empty where it has none."""
    language: str
    """Language of the title (BCP 47)."""
    warning: str
    """In words, why readers must take care; empty where there is no reason to."""
    note: str
    """In words, what formats have no field of their own for, the warning first."""

    @property
    def words(self) -> str:
        """The first words as one text."""
        return plain(self.said)

    @property
    def title(self) -> str:
        """The words, marked where they are in doubt."""
        return f"{self.words} [{self.mark}]" if self.mark else self.words


@remembered
def citation(edition: Edition, statement: Statement) -> Citation:
    """How a published statement is cited. Raises ValueError for a draft or a withdrawn one, which nobody can cite."""
    if statement.status in ("draft", "withdrawn"):
        raise ValueError(f"{statement.id} is {statement.status}: it cannot be cited")
    dataset = edition.index.dataset
    words, quoted, language = _words(edition, statement)
    event = dataset.events.get(statement.event) if statement.event else None
    best = best_report(edition, statement)
    source = dataset.sources[best.source] if best else None
    sources = {report.source: dataset.sources[report.source] for report in statement.reports}
    when = said(edition, statement).text if statement.said_on else ""
    place = statement.place or (event.place if event else None) or ""
    event_name = event.name if event else ""
    reported_in = tuple(named(edition, each) for each in sources.values())
    source_address = shown(source.url or source.archived_url) if source else ""
    warning = " ".join(_warnings(edition, statement))
    text = edition.words.text
    names = tuple(each.actor.text for each in speakers(edition, statement))
    notes = [warning]
    if when:
        notes.append(text("Said: {when}.").format(when=edition.words.joined((when, event_name, place))))
    elif event_name or place:
        notes.append(text("Said: {when}.").format(when=edition.words.joined((event_name, place))))
    if reported_in:
        listed = edition.words.joined(map(plain, reported_in), apart=True)
        notes.append(text("Reported in: {sources}.").format(sources=listed))
    if source_address:
        notes.append(text("Source: {address}").format(address=source_address))
    return Citation(
        key=statement.id,
        authors=() if statement.status == "misattributed" else names,
        said=filled(text("Attributed to {who}: {words}"), who=joined(map(own, names), text(", ")), words=words)
        if statement.status == "misattributed"
        else words,
        quoted=quoted and statement.status != "misattributed",
        mark=edition.words.label(doubt) if (doubt := doubt_of(dataset, statement)) else "",
        issued=statement.said_on,
        when=when,
        place=place,
        event=event_name,
        container=edition.config.site_name,
        address=absolute(edition.config.site_url, path_of(Ref("statements", statement.id))),
        sources=reported_in,
        source_address=source_address,
        language=language,
        warning=warning,
        note=" ".join(note for note in notes if note),
    )


def as_pieces(edition: Edition, cited: Citation) -> Pieces:
    """A few plain sentences to copy. They end with the address, where there is one: no full stop clings to it."""
    text = edition.words.text
    title = filled(text("“{words}”"), words=cited.said) if cited.quoted else cited.said
    if cited.mark:
        title += ours(f" [{cited.mark}]")
    authors = joined(_first(edition, [own(each) for each in cited.authors]), text(", "))
    about = joined((authors, ours(cited.when), own(cited.event), own(cited.place)), text(", "))
    parts = [ours(cited.warning), filled(text("{about}: {title}"), about=about, title=title) if about else title]
    if cited.sources:
        sources = joined(_first(edition, cited.sources), text("; "))
        parts.append(filled(text("Reported in: {sources}."), sources=sources))
    parts.append(joined((own(cited.container), own(cited.address)), text(", ")))
    return on_one_line(joined(parts, " "))


def as_text(edition: Edition, cited: Citation) -> str:
    """The same as one text."""
    return plain(as_pieces(edition, cited))


def _first(edition: Edition, parts: Sequence[Pieces]) -> Sequence[Pieces]:
    """Parts of a sentence: of very many the first."""
    more = len(parts) - MOST_NAMED
    if more <= 0:
        return parts
    return (*parts[:MOST_NAMED], ours(edition.words.count("and {n} more", "and {n} more", more)))


def _words(edition: Edition, statement: Statement) -> tuple[Pieces, bool, str]:
    """The first words, whether they are the speaker's own, and their language."""
    text, language = edition.words.text, edition.config.language
    report = best_report(edition, statement)
    if report:
        source = edition.index.dataset.sources[report.source]
        pattern = "{words}" if report.mode == "direct" else text("As reported: {words}")
        words, language = report.text, report.language or source.language or language
        quoted = report.mode == "direct"
    elif statement.original:
        pattern, quoted = "{words}", True
        words, language = statement.original.text, statement.original.language
    else:
        pattern, quoted = text("In summary: {words}"), False
        words = statement.summary or ""
    return filled(pattern, words=own(excerpt(words, TITLE))), quoted, language


def named(edition: Edition, source: Source) -> Pieces:
    """A source in words: title, outlet, date; and that it was retracted, if it was."""
    text = edition.words.text
    outlet = edition.index.dataset.actors[source.outlet].name if source.outlet else ""
    date = edition.words.date(source.published_on) if source.published_on else ""
    name = joined((own(source.title), own(outlet), ours(date)), text(", "))
    return filled(text("{source} [retracted]"), source=name) if source.retraction else name


def _warnings(edition: Edition, statement: Statement) -> Iterator[str]:
    text = edition.words.text
    if statement.status == "misattributed":
        yield text("Warning: misattributed; it is not this speaker’s.")
    elif statement.status == "disputed":
        yield text("Warning: it is disputed that the speaker said this.")
    elif doubt_of(edition.index.dataset, statement) == "retracted":
        yield text("Warning: only sources that were later retracted report this.")
    for each in speakers(edition, statement):
        if each.certainty:
            yield text("Speaker not certain: {who} ({certainty}).").format(
                who=each.actor.text, certainty=each.certainty
            )
