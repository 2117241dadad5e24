"""The search page. Its script finds and shows; the page brings the script's words, so that they are translated too."""

from onrecord.pages.edition import Edition
from onrecord.pages.kinds import SearchPage
from onrecord.pages.views import Link
from onrecord.permalinks import SEARCH, path_of

FACETS = ("kind", "actor", "topic", "outlet", "year", "language", "words")
"""The index's filters, in the order in which they are offered."""
SMALL = 3_000
"""Statements of a record whose facets are so small that readers load them without asking."""


def search_page(edition: Edition, crumbs: tuple[Link, ...]) -> SearchPage:
    """The search page."""
    text = edition.words.text
    names = {
        "kind": text("Kind"),
        "actor": text("Speaker"),
        "topic": text("Topic"),
        "outlet": text("Outlet or agency"),
        "year": text("Year"),
        "language": text("Language"),
        "words": text("Kind of words"),
    }
    return SearchPage(
        ref=SEARCH,
        path=path_of(SEARCH),
        title=text("Search"),
        description=text("Search the statements, actors and topics on record."),
        crumbs=crumbs,
        messages={
            "language": edition.words.spoken,
            "none": text("No result for this search."),
            "nothing": text("Nothing found with these filters."),
            "instead": text("No exact result. For “{q}”:"),
            **{f"found-{form}": words for form, words in edition.words.forms("{n} result", "{n} results").items()},
            **{f"filters-{form}": words for form, words in edition.words.forms("{n} filter", "{n} filters").items()},
            "failed": text("The search index could not be loaded."),
        },
        open=len(edition.index.published) <= SMALL,
        facets=tuple((name, names[name]) for name in FACETS),
    )
