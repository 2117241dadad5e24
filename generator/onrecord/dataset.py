"""The record as loaded: every noun by its id, and where each came from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onrecord.model import SECTIONS, Actor, Event, Record, Source, Statement, Topic
from onrecord.problems import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """All nouns of a record, each kind in the order of its ids, which no file or folder decides."""

    actors: Mapping[str, Actor] = field(default_factory=dict)
    """By id."""
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """By id."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """By id."""
    events: Mapping[str, Event] = field(default_factory=dict)
    """By id."""
    statements: Mapping[str, Statement] = field(default_factory=dict)
    """By id."""
    origins: Mapping[tuple[str, str], Origin] = field(default_factory=dict)
    """Where a record came from, by section and id."""
    unread: Collection[tuple[str, str]] = frozenset()
    """What stands in the files too, and could not be read: by section, which may be empty where it is not known, and
    id.
    """

    in_part: Sequence[tuple[str, Record, Origin]] = ()
    """What was read without some of its fields, in which there are mistakes; with its section before it and where it
    came from behind it. It stands nowhere else.
    """

    def completed(self) -> "Dataset":
        """The same record with what was read in part among all else."""
        nouns = {each: dict(self.section(each)) for each in SECTIONS}
        origins = dict(self.origins)
        for section, noun, origin in self.in_part:
            if (section, noun.id) not in origins:
                nouns[section][noun.id], origins[section, noun.id] = noun, origin
        return replace(self, **nouns, origins=origins, in_part=())  # type: ignore[arg-type]

    def section(self, name: str) -> Mapping[str, Record]:
        """The nouns of one kind."""
        return getattr(self, name)  # type: ignore[no-any-return]
