"""What may leave the house: the record without drafts, and without what was withdrawn.

Every export is made from this and from nothing else, so that no format can give away what another keeps back.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.dataset import Dataset
from onrecord.index import tombstone
from onrecord.model import Statement
from onrecord.pages.edition import Edition
from onrecord.permalinks import Kind, Ref, absolute, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """The public part of one edition."""

    edition: Edition
    """Receipts, settings, and the site's words."""
    dataset: Dataset
    """The nouns that may be published."""

    def address(self, kind: Kind, name: str) -> str | None:
        """Where a record stands on the site; None where the site's own address is not known."""
        return absolute(self.edition.config.site_url, path_of(Ref(kind, name))) or None


def public(edition: Edition) -> Public:
    """Leave out what is not public."""
    whole = edition.index.dataset
    dataset = Dataset(
        actors=dict(sorted(whole.actors.items())),
        topics=dict(sorted(whole.topics.items())),
        sources=dict(sorted(whole.sources.items())),
        events=dict(sorted(whole.events.items())),
        statements={each.id: each for each in _statements(edition)},
    )
    return Public(edition=edition, dataset=dataset)


def _statements(edition: Edition) -> Iterator[Statement]:
    for _, statement in sorted(edition.index.dataset.statements.items()):
        if statement.status == "withdrawn":
            yield tombstone(statement)
        elif edition.index.is_public(statement.id):
            relations = tuple(each for each in statement.relations if edition.index.is_public(each.target))
            kept = len(relations) == len(statement.relations)
            yield statement if kept else statement.model_copy(update={"relations": relations})
