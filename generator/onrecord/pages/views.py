"""What templates get, piece by piece: typed values with everything decided, nothing left but to lay it out.

Texts are plain strings; how they enter HTML is `escape`'s business. Links are `Ref`s; how they become addresses is
`permalinks`' and the renderer's.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from onrecord.permalinks import Ref
from onrecord.quotations import Paragraph

T = TypeVar("T")


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
class Answer:
    """What a statement does to another one, in a line."""

    label: str
    """The relation."""
    to: Link
    """Whose statement, and of when."""


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
    answers: tuple[Answer, ...]
    """What it does to others."""
    via: tuple[Link, ...]
    """Agencies and outlet, nearest the speaker first."""
    reports: int
    """How many reports there are."""
    witnesses: int
    """How many of them are independent of each other, as far as is known."""
    status: str = ""
    """`disputed`, `misattributed`, `retracted` or `from-retracted` where it needs a warning, else empty."""
    status_text: str = ""
    """In words."""
    source: str = ""
    """Id of the source of its words."""
    footnote: int = field(default=0, compare=False)
    """The number of that source on paper, which is the page's, not the card's; 0 where there is none."""
    remark: str = ""
    """What became of the words since, where something did."""

    def __hash__(self) -> int:
        """Enough to tell cards apart, and much less than all they hold."""
        return hash((self.ref, self.source))


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """Whether a report's quoted words were compared with the text of its source."""

    outcome: str
    """`exact`, `normalized`, `unverified`, or `gone`: a later text of the source does not hold the words."""
    text: str
    """In words."""
    when: When | None = None
    """When they were compared."""
    capture: str = ""
    """SHA-256 of the text they were compared with."""
    taken: When | None = None
    """When that text was taken; None where that was not noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetractionView:
    """That a source was taken back by its publisher."""

    reason: str
    """Why, in the editors' words."""
    when: When | None
    """When."""
    address: str
    """The publisher's notice; empty where none is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureView:
    """A capture on its source's page."""

    when: When
    """When it was taken."""
    hash: str
    """SHA-256 of the text."""
    kind: str
    """What it was taken from, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """One report on a statement's page."""

    words: Words
    """All of them."""
    beginning: Words | None
    """Where they are very long, what is shown before a reader asks for all."""
    source: Link
    """The document."""
    outlet: Link | None
    """Who published it."""
    published: When | None
    """When."""
    through: tuple[Link, ...]
    """Whom it came through, in order: the speaker, unless the words are not the speaker's; agencies; the outlet."""
    badge: Badge | None
    """None where nothing is quoted."""
    address: str
    """Where the source can be read; empty where that is not known."""
    archived: str
    """Where a copy is kept."""
    locator: str
    """Where in the source."""
    note: str
    """The editors' own remark."""
    retraction: RetractionView | None = None
    """That the source was taken back."""


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
    """A correction on a statement's page, or a retraction in the log."""

    anchor: str
    """Its element's id: by its day, so that it stays when others are added."""
    when: When
    reason: str
    field: str
    before: str
    after: str
    reported_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction in the public log."""

    statement: Link
    """What was corrected."""
    status: str
    """A word of the model where the statement needs a warning, else empty."""
    status_text: str
    """In words."""
    correction: CorrectionView
    """What was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that the record does not know of some statements."""

    name: str
    """What is missing, in words."""
    anchor: str
    """The heading's id."""
    count: int
    """Of how many statements."""
    statements: tuple[Link, ...]
    """Which; the first of them."""
    more: int
    """How many are not listed."""


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
    earlier: int = 0
    """How many before these are not shown."""


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
    """How many entries it holds."""
    current: bool = False
    """Whether it is the page that is shown."""

    def __hash__(self) -> int:
        """Enough to tell parts apart, and much less than all they hold."""
        return hash((self.link.ref, self.current))


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
class Roll(Generic[T]):
    """A list of names, or of positions, and where the rest of it is."""

    shown: tuple[T, ...]
    """What this page shows of it."""
    more: int = 0
    """How many it does not show."""
    parts: tuple[PartLink, ...] = ()
    """Where all of them are, if this page does not hold them."""

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A topic and the topics below it."""

    topic: Counted
    below: tuple["Branch", ...]
    more: int = 0
    """Narrower topics that only its own page names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An occasion."""

    name: str
    when: When | None
    place: str
    description: str
    note: str
