"""Sources as footnotes, for a page that is printed: on paper nobody can follow a link."""

from dataclasses import replace

from onrecord.addresses import shown
from onrecord.pages.citing import named
from onrecord.pages.edition import Edition
from onrecord.pages.overviews import Footnote
from onrecord.pages.views import Card, Listing


def footnoted(edition: Edition, listing: Listing) -> tuple[Listing, tuple[Footnote, ...]]:
    """The list with a number at each statement, and the source that each number stands for, once each."""
    numbers: dict[str, int] = {}

    def numbered(card: Card) -> Card:
        return replace(card, footnote=numbers.setdefault(card.source, len(numbers) + 1)) if card.source else card

    groups = tuple(replace(group, cards=tuple(numbered(card) for card in group.cards)) for group in listing.groups)
    return replace(listing, groups=groups), footnotes(edition, numbers)


def footnotes(edition: Edition, numbers: dict[str, int]) -> tuple[Footnote, ...]:
    """The sources that numbers stand for, in the order of the numbers."""
    sources = edition.index.dataset.sources
    return tuple(
        Footnote(
            number=number,
            pieces=named(edition, sources[source]),
            address=shown(sources[source].archived_url or sources[source].url),
        )
        for source, number in numbers.items()
    )
