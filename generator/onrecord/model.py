"""The record's nouns: actor, role, topic, source, event, statement, report, and what belongs to them.

Statement and report are two things: a statement is one utterance, a report is one source's rendering of it. Every
field is text in the data files; what is a date or an id is checked here, once, for every format. A short form that
editors may write (`speakers: javad-zarif`) becomes the full form here, so that nothing after this module knows of it.

Field names follow the standards named beside them; the JSON Schema for editors is made from these classes.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from onrecord.fields import Address, Day, Id, Identifiers, Ids, Language, Line, Lines, Ref, Refs, Text

UNNAMED = "unnamed"
"""The word for a speaker whose name the source does not give; scoped to its statement."""


class Noun(BaseModel):
    """What all records share: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Name(Noun):
    """A name of an actor or a label of a topic (Popolo other_names; SKOS altLabel)."""

    name: Line
    """The name as it is written in that language or spelling."""
    language: Language | None = None
    """Language of the name (BCP 47), where it is not the site's."""
    kind: Literal["variant", "transliteration", "former", "short", "native"] = "variant"
    """What sort of name it is."""


def _name(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _names(value: object) -> object:
    if isinstance(value, str):
        value = [value]
    return [_name(each) for each in value] if isinstance(value, list | tuple) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(_names, json_schema_input_type=str | list[str | Name])]


class Role(Noun):
    """A post held by an actor in an organization for a time (Popolo Membership and Post)."""

    id: Id
    """The role's id, unique for its actor."""
    title: Line
    """What the post is called."""
    organization: Ref | None = None
    """Id of the actor (an organization) in which it is held."""
    start: Day | None = None
    """When it began (EDTF); left out where it is not known."""
    end: Day | None = None
    """When it ended (EDTF); left out where it goes on or is not known."""


class Identified(Noun):
    """What every record with an id shares."""

    id: Id
    """Lasting id: part of the address."""
    note: Text | None = None
    """The editors' own remark, shown as such."""


class Addressed(Identified):
    """What every record with a page of its own shares."""

    former_ids: Ids = ()
    """Ids it had before; their addresses lead here."""


class Actor(Addressed):
    """A person, organization or group that speaks (Popolo Person, Organization; schema.org Person, Organization)."""

    kind: Literal["person", "organization", "group"] = "person"
    """What it is."""
    name: Line
    """The name that the site uses."""
    names: Names = ()
    """Other names, spellings and transliterations: search finds the actor by them."""
    description: Text | None = None
    """One sentence in the editors' own words."""
    roles: tuple[Role, ...] = ()
    """Posts and memberships over time."""
    part_of: Ref | None = None
    """Id of the organization this one belongs to."""
    identifiers: Identifiers = Field(default_factory=dict)
    """Ids elsewhere, by scheme: `wikidata: Q313712`."""
    website: Address | None = None
    """Its own site."""


class Topic(Addressed):
    """What statements are about; topics form a tree (SKOS Concept)."""

    name: Line
    """The label (SKOS prefLabel)."""
    names: Names = ()
    """Other labels (SKOS altLabel)."""
    broader: Ref | None = None
    """Id of the wider topic (SKOS broader)."""
    description: Text | None = None
    """What it covers, in the editors' own words."""
    triggered_by: Ref | None = None
    """Id of the event that brought it up."""


class Retraction(Noun):
    """A source's publisher took it back (schema.org CorrectionComment on the source)."""

    on: Day | None = None
    """When (EDTF)."""
    reason: Text
    """Why, in the editors' own words."""
    url: Address | None = None
    """The publisher's notice."""


class Source(Addressed):
    """A document: article, transcript, release, post, video (CSL-JSON)."""

    title: Line
    """Its title as printed."""
    kind: Literal["article", "transcript", "release", "post", "video", "broadcast", "book", "report", "other"] = (
        "article"
    )
    """What sort of document it is."""
    outlet: Ref | None = None
    """Id of the actor (an organization) that published it."""
    url: Address | None = None
    """Its address."""
    archived_url: Address | None = None
    """Address of an archived copy."""
    published_on: Day | None = None
    """When it was published (EDTF)."""
    accessed_on: Day | None = None
    """When the editors read it (EDTF)."""
    authors: Lines = ()
    """Who wrote it."""
    language: Language | None = None
    """The language it is written in (BCP 47)."""
    retraction: Retraction | None = None
    """That its publisher took it back: every report taken from it is marked."""


class Event(Identified):
    """An occasion at which something was said, or that brought a topic up (Popolo Event)."""

    name: Line
    """What it is called."""
    on: Day | None = None
    """When it took place (EDTF)."""
    place: Line | None = None
    """Where."""
    description: Text | None = None
    """One sentence in the editors' own words."""


class Speaker(Noun):
    """Who made a statement, and as what."""

    actor: Ref
    """Id of the actor, or `unnamed`."""
    role: Ref | None = None
    """Id of the role, among the actor's, in which it was said."""
    capacity: Line | None = None
    """In which capacity, in words, where no role of the record fits."""
    on_behalf_of: Ref | None = None
    """Id of the actor spoken for: a spokesperson's organization."""
    as_printed: Line | None = None
    """The speaker's name or description as the source printed it."""
    certainty: Literal["certain", "probable", "disputed"] = "certain"
    """How sure it is that this actor said it."""


def _speakers(value: object) -> object:
    if isinstance(value, str | Mapping):
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    return [{"actor": each} if isinstance(each, str) else each for each in value]


Stance = Literal["supports", "opposes", "conditional", "neutral", "unclear"]


class StatementTopic(Noun):
    """A topic of a statement, and where the speaker stands on it."""

    topic: Ref
    """Id of the topic."""
    stance: Stance | None = None
    """The position that the statement takes; left out where it takes none."""


def _topics(value: object) -> object:
    if isinstance(value, str | Mapping):
        value = [value]
    if not isinstance(value, list | tuple):
        return value
    return [{"topic": each} if isinstance(each, str) else each for each in value]


RelationKind = Literal[
    "replies_to",
    "rejects",
    "supports",
    "elaborates",
    "repeats",
    "clarifies",
    "corrects",
    "retracts",
    "denies",
    "contradicts",
]
RELATION_KINDS: tuple[str, ...] = RelationKind.__args__  # type: ignore[attr-defined]


class Relation(Noun):
    """How a statement bears on an earlier one (Argdown). Written `{rejects: other-id}`."""

    kind: RelationKind
    """What it does to the other statement."""
    target: Ref
    """Id of the other statement."""
    evidence: Text | None = None
    """Why the editors say so; needed for `contradicts`."""

    @property
    def written(self) -> dict[str, str]:
        """As editors write it: `{rejects: other-id}`."""
        return {self.kind: self.target} | ({"evidence": self.evidence} if self.evidence else {})


class RelationInput(BaseModel):
    """The form editors write; exists for the JSON Schema only."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    replies_to: str | None = None
    rejects: str | None = None
    supports: str | None = None
    elaborates: str | None = None
    repeats: str | None = None
    clarifies: str | None = None
    corrects: str | None = None
    retracts: str | None = None
    denies: str | None = None
    contradicts: str | None = None
    evidence: str | None = None


def _relation(value: object) -> object:
    if not isinstance(value, Mapping) or "kind" in value:
        return value
    kinds = [key for key in value if key in RELATION_KINDS]
    if len(kinds) != 1:
        unknown = [key for key in value if key not in (*RELATION_KINDS, "evidence")]
        raise PydanticCustomError(
            "bad-value",
            "a relation names one kind and one statement"
            if kinds or not unknown
            else f"`{unknown[0]}` is not a kind of relation",
            {"hint": f"one of {', '.join(RELATION_KINDS)}: `{{rejects: id-of-the-statement}}`"},
        )
    rest = {key: each for key, each in value.items() if key != kinds[0]}
    return {"kind": kinds[0], "target": value[kinds[0]]} | rest


def _relations(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


Mode = Literal["direct", "indirect", "mixed"]


class Report(Noun):
    """One source's rendering of a statement (schema.org Claim.appearance; W3C TextQuoteSelector)."""

    source: Ref
    """Id of the source."""
    mode: Mode
    """`direct`: all of it quoted, outer marks left off; `indirect`: reported speech; `mixed`: some of it quoted."""
    text: Text
    """The words as printed. Square brackets are the editors' own: `[…]` an omission, `[word]` an insertion."""
    chain: Refs = ()
    """Ids of the agencies the words came through, nearest the speaker first."""
    language: Language | None = None
    """Language of the text (BCP 47), where it is not the source's."""
    locator: Line | None = None
    """Where in the source: page, paragraph, timestamp."""
    note: Text | None = None
    """The editors' own remark on this report."""


class Original(Noun):
    """The words in the language they were said in, where the reports are translations."""

    text: Text
    """The words."""
    language: Language
    """Their language (BCP 47)."""


class FactCheck(Noun):
    """Somebody else's rating of a statement, linked (schema.org ClaimReview)."""

    publisher: Line
    """Who rated it."""
    rating: Line
    """The rating in their words."""
    url: Address
    """Where."""
    on: Day | None = None
    """When (EDTF)."""


class Correction(Noun):
    """A dated public note of what was changed in the record and why (schema.org CorrectionComment)."""

    on: Day
    """When the record was changed (EDTF)."""
    reason: Text
    """Why."""
    field: Line | None = None
    """Which field of the statement."""
    before: Text | None = None
    """What it said."""
    after: Text | None = None
    """What it says now."""
    reported_by: Line | None = None
    """Who pointed it out."""


Status = Literal["draft", "reviewed", "published", "disputed", "misattributed", "withdrawn"]


class Statement(Addressed):
    """One utterance, whoever reported it (Popolo Speech; schema.org Quotation, Claim)."""

    speakers: Annotated[
        tuple[Speaker, ...],
        BeforeValidator(_speakers, json_schema_input_type=str | Speaker | list[str | Speaker]),
        Field(min_length=1),
    ]
    """Who said it: an actor's id, a list of them, or the full form with role, capacity and name as printed."""
    said_on: Day | None = None
    """When (EDTF)."""
    date_basis: Literal["stated", "inferred", "report-date"] | None = None
    """How the date is known: the source says it, it was worked out, or it is only the report's own date."""
    place: Line | None = None
    """Where."""
    event: Ref | None = None
    """Id of the event at which it was said."""
    audience: Line | None = None
    """To whom."""
    language: Language | None = None
    """The language it was said in (BCP 47)."""
    original: Original | None = None
    """The words in that language, where the reports are translations."""
    translated_by: Line | None = None
    """Who translated them."""
    topics: Annotated[
        tuple[StatementTopic, ...],
        BeforeValidator(_topics, json_schema_input_type=str | StatementTopic | list[str | StatementTopic]),
    ] = ()
    """What it is about, with the stance it takes."""
    summary: Text | None = None
    """The editors' own words, shown as such."""
    relations: Annotated[
        tuple[Annotated[Relation, BeforeValidator(_relation, json_schema_input_type=RelationInput)], ...],
        BeforeValidator(_relations, json_schema_input_type=RelationInput | list[RelationInput]),
    ] = ()
    """What it does to earlier statements: `[{rejects: id}]`."""
    reports: tuple[Report, ...] = ()
    """Each source's rendering."""
    fact_checks: tuple[FactCheck, ...] = ()
    """Others' ratings."""
    status: Status = "published"
    """Where it stands. A draft is not published; a withdrawn one keeps its address as a tombstone."""
    recorded_on: Day | None = None
    """When it was put on record (EDTF): feeds list what is new by it (schema.org sdDatePublished)."""
    reviewed_by: Lines = ()
    """Who of the editors checked it."""
    corrections: tuple[Correction, ...] = ()
    """What was changed after publication, and why."""

    @property
    def is_in_doubt(self) -> bool:
        """Whether readers must be warned wherever it stands: the words may not be the speaker's."""
        return self.status in ("disputed", "misattributed")

    @property
    def date_key(self) -> tuple[Any, ...]:
        """By date, undated last."""
        return (1,) if self.said_on is None else (0, *self.said_on.sort_key)


class Sections(BaseModel):
    """A data file: any of five lists of records."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, title="onrecord data file")
    actors: list[Actor] = []
    """People, organizations and groups."""
    topics: list[Topic] = []
    """What statements are about."""
    sources: list[Source] = []
    """Documents that report statements."""
    events: list[Event] = []
    """Occasions."""
    statements: list[Statement] = []
    """Utterances, with their reports."""


Record = Actor | Topic | Source | Event | Statement
SECTIONS: Mapping[str, type[Actor] | type[Topic] | type[Source] | type[Event] | type[Statement]] = {
    "actors": Actor,
    "topics": Topic,
    "sources": Source,
    "events": Event,
    "statements": Statement,
}


def former_ids_of(record: Record) -> tuple[str, ...]:
    """The ids that a record had before; an event has no page and so no address that could change."""
    return record.former_ids if isinstance(record, Addressed) else ()
