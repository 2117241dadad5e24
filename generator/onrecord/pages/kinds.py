"""The kinds of pages, each with what its template gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from onrecord.pages.overviews import ChartView, CiteView, FileView, Footnote, MatrixRow, Span, TableView, TimelineRow
from onrecord.pages.views import (
    About,
    Answer,
    Bearing,
    Branch,
    By,
    CaptureView,
    Card,
    Corrected,
    CorrectionView,
    Counted,
    EventView,
    FactCheckView,
    Gap,
    Link,
    Listing,
    NameView,
    PartLink,
    ReportView,
    RetractionView,
    RoleView,
    Roll,
    Stand,
    When,
    Words,
)
from onrecord.permalinks import Ref


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
    """Actors with statements; where the page does not hold all, those with most."""
    others: tuple[Counted, ...]
    """Outlets, agencies and organizations that are named only."""
    parts: tuple[PartLink, ...]
    """The letters, where one page does not hold all."""


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
    positions: Roll[Stand] | None
    chart: ChartView | None
    statements: Listing
    footnotes: tuple[Footnote, ...]
    """The sources of these statements, for paper."""
    answers: Roll[Counted] | None
    """Whom this actor's statements bear on."""
    answered_by: Roll[Counted] | None
    """Whose statements bear on this actor's."""
    units: Roll[Counted] | None
    """Organizations that are part of this one."""
    members: Roll[Counted] | None
    """Who held a role here."""
    published: Roll[Counted] | None
    carried: tuple[Card, ...]
    carried_parts: tuple[PartLink, ...]
    """Where all is that was carried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollPage(Page):
    """A part of a list of an actor's or topic's page that is too long for it."""

    template: ClassVar[str] = "roll.html"
    name: str
    """Whose list."""
    heading: str
    """Which list, and which part of it."""
    column: str
    """What stands in the first column, where it is a table of positions."""
    roll: Roll[Any]
    statements: Listing
    """Where it is a list of statements."""
    counts: bool
    """Whether numbers of statements are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsPage(Page):
    template: ClassVar[str] = "topics.html"
    tree: tuple[Branch, ...]
    """As many levels as fit; empty where the first does not."""
    roll: Roll[Counted] | None
    """The widest topics by letter, where they are too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage(Page):
    template: ClassVar[str] = "topic.html"
    name: str
    names: tuple[NameView, ...]
    description_text: str
    note: str
    trigger: EventView | None
    below: tuple[Branch, ...]
    """As many levels of narrower topics as fit; empty where the first does not."""
    narrower: Roll[Counted] | None
    """Narrower topics by letter, where they are too many."""
    positions: Roll[Stand] | None
    chart: ChartView | None
    statements: Listing
    footnotes: tuple[Footnote, ...]
    """The sources of these statements, for paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage(Page):
    template: ClassVar[str] = "sources.html"
    roll: Roll[Counted]


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
    captures: tuple[CaptureView, ...]
    """When its text was taken, oldest first; of very many, the latest."""
    more_captures: int
    """How many are left out."""
    retraction: RetractionView | None
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
    speakers: tuple[By, ...]
    topics: tuple[About, ...]
    summary: str
    original: Words | None
    translated_by: str
    place: str
    event: EventView | None
    audience: str
    language: str
    large: Words | None
    """The words that are shown large: a report's, whole unless they are very long."""
    reports: tuple[ReportView, ...]
    """In full; where they are too much for the page, the first of them, that which stands for all before others."""
    report_parts: tuple[PartLink, ...]
    """Where the others are."""
    total_reports: int
    witnesses: str
    """How many witnesses there are, in words; empty where there is one report."""
    compared: bool
    """Whether words are marked in which the reports differ."""
    thread: tuple[TimelineRow, ...]
    """The whole exchange in order of date, where it is more than what is shown in full."""
    also: tuple[Link, ...]
    """Outlets that reported it besides the one whose report is shown large."""
    also_more: int
    """How many more."""
    before: tuple[Bearing, ...]
    """What this statement does to others."""
    before_more: tuple[Answer, ...]
    """The same, in a line each, where it bears on very many."""
    after: tuple[Bearing, ...]
    """What others do to this one; where they are very many, the first of them."""
    after_more: int
    """How many more."""
    after_parts: tuple[PartLink, ...]
    """Where they all are."""
    fact_checks: tuple[FactCheckView, ...]
    corrections: tuple[CorrectionView, ...]
    correction_parts: tuple[PartLink, ...]
    """Where the others are, if they are too much for the page."""
    cite: CiteView
    footnotes: tuple[Footnote, ...]
    """The sources of its reports, for paper."""
    reviewed_by: tuple[str, ...]
    note: str
    unknown: tuple[str, ...]
    """What the record does not know, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreOfStatementPage(Page):
    """What is too much for a statement's page: more reports, more answers, more corrections."""

    template: ClassVar[str] = "more.html"
    heading: str
    card: Card
    """The statement."""
    parts: tuple[PartLink, ...]
    reports: tuple[ReportView, ...]
    compared: bool
    """Whether words are marked in which the reports differ."""
    corrections: tuple[CorrectionView, ...]
    statements: Listing
    """The answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage(Page):
    """Everything in order of date, short."""

    template: ClassVar[str] = "timeline.html"
    parts: tuple[PartLink, ...]
    """The years, or the parts of one year."""
    chart: ChartView | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsPage(Page):
    """Actors by topics."""

    template: ClassVar[str] = "positions.html"
    parts: tuple[PartLink, ...]
    """Wider topics, where one table does not hold all."""
    topics: tuple[Link, ...]
    """The columns."""
    more_topics: int
    """Topics that are left out."""
    rows: tuple[MatrixRow, ...]
    more: int
    """Actors that are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TombstonePage(Page):
    """A withdrawn statement: its address lives, its words are gone."""

    template: ClassVar[str] = "tombstone.html"
    speakers: tuple[By, ...]
    when: When
    corrections: tuple[CorrectionView, ...]
    parts: tuple[PartLink, ...]
    """Of the corrections, where they are too much for one page."""


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
    open: bool
    """Whether facets are shown before anybody asks for them."""
    facets: tuple[tuple[str, str], ...]
    """Filters of the index, each with its name for readers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage(Page):
    """The public log of corrections."""

    template: ClassVar[str] = "corrections.html"
    log: tuple[Corrected, ...]
    """Newest first."""
    parts: tuple[PartLink, ...]
    """The years, where one page does not hold all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPage(Page):
    """The downloads."""

    template: ClassVar[str] = "data.html"
    database: tuple[FileView, ...]
    """The whole record in one file."""
    programs: tuple[FileView, ...]
    """The whole record in the formats of programs."""
    tables: tuple[TableView, ...]
    """Those that hold something."""
    empty: tuple[FileView, ...]
    """Those that hold nothing."""
    sums: tuple[FileView, ...]
    """Every file, for its hash."""
    license: str
    """As the owner named it; empty where nothing is said."""
    license_address: str
    """Where its text stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPage(Page):
    """What the record does not know."""

    template: ClassVar[str] = "quality.html"
    total: str
    """How many statements there are, in words."""
    gaps: tuple[Gap, ...]
