"""Are all links of the generated pages good? Each leads to a planned page, and to an anchor that is there.

Generated pages are in our own hand, so two patterns find every link and every anchor without parsing.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin

_HREF = re.compile(r'\shref="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')


class DanglingLinkError(Exception):
    """A generated page links to a page or anchor that does not exist: a fault of the program or of a template."""


@dataclass(slots=True)
class LinkCheck:
    """Collects links while pages are rendered; judges when all are."""

    _links: dict[str, set[str]] = field(default_factory=dict)
    """Target, decoded, with its anchor: the pages it is linked from (one is enough)."""
    _anchors: dict[str, set[str]] = field(default_factory=dict)

    def see(self, path: str, markdown: str) -> None:
        """Note a rendered page."""
        anchors = _ID.findall(markdown)
        if anchors:
            self._anchors[path] = set(anchors)
        for target in set(_HREF.findall(markdown)):
            address = html.unescape(target)
            if "://" in address:
                continue
            joined = unquote(urljoin(f"/{path}", address))
            self._links.setdefault(joined.removeprefix("/"), set()).add(path)

    def dangling(self, paths: Iterable[str]) -> Mapping[str, set[str]]:
        """Targets that do not exist, each with the pages that link to it."""
        known = set(paths)
        found = {}
        for target, pages in self._links.items():
            path, _, fragment = target.partition("#")
            if path not in known or (fragment and fragment not in self._anchors.get(path, ())):
                found[target] = pages
        return found
