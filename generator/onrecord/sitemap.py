"""The sitemap; in parts, with an index of them, where it would hold more addresses than one may (sitemaps.org)."""

from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, TypeVar
from xml.sax.saxutils import escape

from onrecord.manifest import Entry
from onrecord.permalinks import absolute

_T = TypeVar("_T")
MOST = 50_000
"""Addresses in one sitemap, by the protocol."""
NAME = "sitemap.xml"


def sitemap(pages: Sequence[_T], render: Callable[[Sequence[_T]], str], site_url: str) -> Iterator[tuple[str, bytes]]:
    """The files, name and content. `render` makes one of some pages, and is never given more than may stand there."""
    if len(pages) <= MOST or not site_url:  # without the site's address no page has one
        yield NAME, render(pages).encode()
        return
    names: list[str] = []
    for start in range(0, len(pages), MOST):
        names.append(f"sitemap-{len(names) + 1}.xml")
        yield names[-1], render(pages[start : start + MOST]).encode()
    yield NAME, _index(absolute(site_url, name) for name in names).encode()


def listed(path: str, page: Entry, site_url: str) -> Any:
    """A generated page as the template asks for it."""
    return SimpleNamespace(page=SimpleNamespace(canonical_url=absolute(site_url, path), meta=page.matter), src_uri="")


def _index(addresses: Iterator[str]) -> str:
    listed = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{listed}</sitemapindex>\n"
    )
