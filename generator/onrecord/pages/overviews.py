"""What templates get of overviews: charts, the timeline, the table of positions, downloads. More of `views`."""

from dataclasses import dataclass

from onrecord.pages.pieces import Pieces
from onrecord.pages.views import Answer, Link, Taken, When
from onrecord.permalinks import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixCell:
    """What one actor is on record for on one topic."""

    taken: tuple[Taken, ...]
    """The latest positions, in order of date; none means that nothing is on record."""
    more: int
    """How many earlier ones are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRow:
    """One actor on several topics."""

    actor: Link
    cells: tuple[MatrixCell, ...]
    """One for each topic of the table, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart; pixels from the top left."""

    label: str
    """The day, month, year or decade in words."""
    count: int
    """Statements."""
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """Statements over time."""

    width: int
    height: int
    floor: int
    """Where the bars stand."""
    bars: tuple[Bar, ...]
    """In order of time, none left out where there are no statements."""
    most: int
    """Statements of the highest bar."""
    undated: int
    """Statements that stand in no bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """A statement or an occasion on the timeline."""

    when: When
    who: str
    """Empty for an occasion."""
    ref: Ref | None
    """The statement's page."""
    words: str
    """The first words, or the occasion's name."""
    quoted: bool
    """Whether these are the speaker's own words."""
    language: str
    """Of the words, where it is not the site's."""
    via: str
    """The outlet."""
    warning: str
    """In words, where one is due."""
    answers: tuple[Answer, ...] = ()
    """What it does to others."""
    current: bool = False
    """Whether it is the statement of the page."""

    def __hash__(self) -> int:
        """Enough to tell rows apart, and much less than all they hold."""
        return hash((self.ref, self.words, self.current))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A month of the timeline."""

    heading: str
    anchor: str
    """The heading's id."""
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file beside a page."""

    name: str
    """File name."""
    title: str
    """What it is."""
    size: str = ""
    """In words."""
    empty: bool = False
    """Whether it holds no record."""
    hash: str = ""
    """SHA-256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnView:
    """A column of a table."""

    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table of the downloads."""

    title: str
    anchor: str
    """The heading's id."""
    description: str
    """What a row is."""
    file: FileView
    columns: tuple[ColumnView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CiteView:
    """How a statement is cited."""

    pieces: Pieces
    """One sentence to copy."""
    files: tuple[FileView, ...]
    """The same for programs that keep citations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A source, for paper."""

    number: int
    pieces: Pieces
    """Title, outlet, date."""
    address: str
    """Where it can be read, the archived copy first; empty where that is not known."""
