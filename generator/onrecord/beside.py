"""What stands beside the pages: feeds, records as JSON, citations; and where the downloads are. Each file once.

Which files there are is known before any of them is made, so that links to them can be checked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord import social
from onrecord.citations import bibtex, csl, ris
from onrecord.feeds import FEED, feed, feed_of
from onrecord.model import Statement
from onrecord.pages.citing import FILES, citation
from onrecord.pages.edition import Edition
from onrecord.permalinks import DATA, Ref, path_of
from onrecord.records import has_record, record_of

RECORD = "index.json"
"""The name of a page's own record."""
COLORS = "css/colors.css"
"""The owner's colours, where there are any."""
_FORMATS = {"cite.bib": bibtex, "cite.ris": ris, "cite.json": csl}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The files that a page leads to, by name; empty where there is none."""

    feed: str
    """Atom."""
    record: str
    """JSON."""


def beside(edition: Edition, ref: Ref) -> Beside:
    """What stands beside one page."""
    return Beside(feed=feed_of(edition, ref), record=RECORD if has_record(edition, ref) else "")


def paths(edition: Edition, refs: Iterable[Ref], downloads: Iterable[str]) -> Iterator[str]:
    """The path of every file, below the site's root."""
    for ref in refs:
        held = beside(edition, ref)
        yield from (path_of(ref) + name for name in (held.feed, held.record) if name)
        if _cited(edition, ref):
            yield from (path_of(ref) + name for name in FILES)
    yield from (path_of(DATA) + name for name in downloads)
    if edition.config.colors:
        yield COLORS
    if not edition.config.social_image:
        yield social.PATH


def of_page(edition: Edition, ref: Ref) -> Iterator[tuple[str, bytes]]:
    """The files beside one page: path and content."""
    record = record_of(edition, ref)
    if record is not None:
        yield path_of(ref) + RECORD, record.encode()
    if statement := _cited(edition, ref):
        cited = citation(edition, statement)
        yield from ((path_of(ref) + name, write(cited).encode()) for name, write in _FORMATS.items())
    if content := feed(edition, ref):
        yield path_of(ref) + FEED, content


def of_site(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """The files of the site as a whole, but for the downloads."""
    if edition.config.colors:
        yield COLORS, _colors(edition.config.colors).encode()
    if not edition.config.social_image:
        yield social.PATH, social.picture(edition.config)


def _colors(colors: Mapping[str, tuple[str, str]]) -> str:
    """The owner's colours, over those of the theme's style sheet."""
    tokens = " ".join(f"--{name}: light-dark({light}, {dark});" for name, (light, dark) in sorted(colors.items()))
    return f":root {{ {tokens} }}\n"


def _cited(edition: Edition, ref: Ref) -> Statement | None:
    """The statement of a page, if it is one that can be cited."""
    statement = edition.index.dataset.statements.get(ref.id) if ref.kind == "statements" and not ref.part else None
    return statement if statement and statement.status not in ("draft", "withdrawn") else None
