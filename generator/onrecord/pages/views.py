"""What templates get: typed values with everything decided, nothing left but to lay it out.

Texts are plain strings; how they enter HTML is `escape`'s business. Links are `Ref`s; how they become addresses is
`permalinks`' and the renderer's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from onrecord.permalinks import Ref
from onrecord.quotations import Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A name that may lead somewhere."""

    text: str
    """What is shown."""
    ref: Ref | None = None
    """The page it leads to; None where there is none."""
    language: str = ""
    """Language of the text, where it is not the site's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A date."""

    text: str
    """In the reader's notation."""
    machine: str = ""
    """ISO 8601 for the `datetime` attribute; empty where the date is no single day, month or year."""
    basis: str = ""
    """How the date is known, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who said it."""

    actor: Link
    """The actor, or how the source described the unnamed one."""
    capacity: str = ""
    """Role or capacity, in words."""
    organization: Link | None = None
    """Where the role is held."""
    on_behalf_of: Link | None = None
    """Who was spoken for."""
    as_printed: str = ""
    """The name as the source printed it, where that differs."""
    certainty: str = ""
    """In words, where it is not certain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A topic of a statement."""

    topic: Link
    """The topic."""
    stance: str = ""
    """The position taken: a word of the model, or empty."""
    stance_text: str = ""
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A stretch of words as they are shown."""

    paragraphs: tuple[Paragraph, ...]
    """What is shown of them."""
    language: str = ""
    """BCP 47; empty for the site's own."""
    mode: str = ""
    """As in `Report.mode`; empty for a summary."""
    mode_text: str = ""
    """In words."""
    shortened: bool = False
    """Whether there is more than is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A statement in a list."""

    ref: Ref
    """Its page."""
    speakers: tuple[By, ...]
    """Who."""
    when: When
    """When."""
    words: Words | None
    """The words of the best report, or none."""
    summary: str
    """The editors' own words."""
    topics: tuple[About, ...]
    """About what."""
    via: tuple[Link, ...]
    """Agencies and outlet, nearest the speaker first."""
    reports: int
    """How many reports there are."""
    status: str = ""
    """A word of the model where it needs a warning, else empty."""
    status_text: str = ""
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """One report on a statement's page."""

    words: Words
    """All of them."""
    source: Link
    """The document."""
    outlet: Link | None
    """Who published it."""
    published: When | None
    """When."""
    chain: tuple[Link, ...]
    """Agencies, nearest the speaker first."""
    address: str
    """Where the source can be read; empty where that is not known."""
    archived: str
    """Where a copy is kept."""
    locator: str
    """Where in the source."""
    note: str
    """The editors' own remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A relation to another statement."""

    label: str
    """What this statement does to the other, or the other to this one."""
    card: Card
    """The other statement."""
    evidence: str = ""
    """Why the editors say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A correction on a statement's page."""

    when: When
    reason: str
    field: str
    before: str
    after: str
    reported_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheckView:
    """Somebody else's rating."""

    publisher: str
    rating: str
    address: str
    when: When | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A position taken in one statement."""

    stance: str
    """A word of the model."""
    stance_text: str
    """In words."""
    when: When
    """When."""
    ref: Ref
    """The statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where somebody stands on something, over time."""

    who_or_what: Link
    """The actor on a topic's page, the topic on an actor's."""
    taken: tuple[Taken, ...]
    """In order of date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Statements under a heading."""

    heading: str
    """The year, or that the date is not known."""
    anchor: str
    """The heading's id."""
    cards: tuple[Card, ...]
    """In order of date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLink:
    """A part of a list that is too long for one page."""

    link: Link
    """The part's page."""
    count: int
    """How many statements it holds."""
    current: bool = False
    """Whether it is the page that is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Statements of a page, in groups, and where the rest is."""

    groups: tuple[Group, ...]
    """What this page shows."""
    total: int
    """How many there are on all parts together."""
    parts: tuple[PartLink, ...] = ()
    """The other parts, where there are any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameView:
    """Another name of an actor or topic."""

    text: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role on an actor's page."""

    title: str
    organization: Link | None
    span: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A link with a number beside it."""

    link: Link
    count: int
    detail: str = ""
    """A few words more: a role, a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A topic and the topics below it."""

    topic: Counted
    below: tuple["Branch", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page has."""

    template: ClassVar[str] = ""
    """Name of its template."""
    ref: Ref
    """What it is the page of."""
    path: str
    """Its path below the site's root."""
    title: str
    """For the browser's title bar, and the navigation."""
    description: str = ""
    """One sentence for search engines."""
    crumbs: tuple[Link, ...] = ()
    """The pages above it, from the home page down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    template: ClassVar[str] = "home.html"
    introduction: str
    """Markdown of the hand-written `index.md`; empty where there is none."""
    newest: tuple[Card, ...]
    topics: tuple[Counted, ...]
    actors: tuple[Counted, ...]
    counts: Mapping[str, str]
    """How many of each kind, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorsPage(Page):
    template: ClassVar[str] = "actors.html"
    speaking: tuple[Counted, ...]
    """Actors with statements."""
    others: tuple[Counted, ...]
    """Outlets, agencies and organizations that are named only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage(Page):
    template: ClassVar[str] = "actor.html"
    name: str
    kind: str
    description_text: str
    names: tuple[NameView, ...]
    roles: tuple[RoleView, ...]
    part_of: Link | None
    identifiers: tuple[tuple[str, str, str], ...]
    """Scheme, value, address (or empty)."""
    website: str
    note: str
    positions: tuple[Stand, ...]
    statements: Listing
    answers: tuple[Counted, ...]
    """Whom this actor's statements bear on."""
    answered_by: tuple[Counted, ...]
    """Whose statements bear on this actor's."""
    units: tuple[Link, ...]
    """Organizations that are part of this one."""
    members: tuple[Counted, ...]
    """Who held a role here."""
    published: tuple[Counted, ...]
    carried: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsPage(Page):
    template: ClassVar[str] = "topics.html"
    tree: tuple[Branch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An occasion."""

    name: str
    when: When | None
    place: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage(Page):
    template: ClassVar[str] = "topic.html"
    name: str
    names: tuple[NameView, ...]
    description_text: str
    note: str
    trigger: EventView | None
    below: tuple[Branch, ...]
    positions: tuple[Stand, ...]
    statements: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage(Page):
    template: ClassVar[str] = "sources.html"
    sources: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage(Page):
    template: ClassVar[str] = "source.html"
    heading: str
    language: str
    kind: str
    outlet: Link | None
    authors: tuple[str, ...]
    published: When | None
    accessed: When | None
    address: str
    archived: str
    note: str
    statements: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementsPage(Page):
    template: ClassVar[str] = "statements.html"
    statements: Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage(Page):
    template: ClassVar[str] = "statement.html"
    card: Card
    original: Words | None
    translated_by: str
    place: str
    event: EventView | None
    audience: str
    language: str
    reports: tuple[ReportView, ...]
    before: tuple[Bearing, ...]
    """What this statement does to others."""
    after: tuple[Bearing, ...]
    """What others do to this one."""
    fact_checks: tuple[FactCheckView, ...]
    corrections: tuple[CorrectionView, ...]
    reviewed_by: tuple[str, ...]
    note: str
    unknown: tuple[str, ...]
    """What the record does not know, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstonePage(Page):
    """A withdrawn statement: its address lives, its words are gone."""

    template: ClassVar[str] = "tombstone.html"
    speakers: tuple[By, ...]
    when: When
    corrections: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedPage(Page):
    """The address of a former id."""

    template: ClassVar[str] = "moved.html"
    to: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """The search page; a script fills it."""

    template: ClassVar[str] = "search.html"
    messages: Mapping[str, str]
    """The script's words, by name."""
    facets: tuple[tuple[str, str], ...]
    """Filters of the index, each with its name for readers."""
