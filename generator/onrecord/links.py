"""Are all links of the generated pages good? Each leads to a planned page, and to an anchor that is there.

Generated pages are in our own hand, so two patterns find every link and every anchor without parsing.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urljoin

from onrecord.permalinks import ROOT

# the letters come before the look back at the space: a pattern that begins with plain letters is found much sooner
_HREF = re.compile(r'href="(?<=\shref=")([^"]*)"')
_ID = re.compile(r'id="(?<=\sid=")([^"]*)"')
_AT_HAND = re.compile(r"#?[A-Za-z][A-Za-z0-9_.-]*")
"""A link to an anchor of the page itself, or to a file beside it, in which nothing is encoded."""


def _joined(path: str, target: str) -> str | None:
    """Where a link on the page at `path` leads, decoded; None where that is another site."""
    if target.startswith(ROOT):
        return _decoded(target.removeprefix(ROOT))
    if _AT_HAND.fullmatch(target):
        return path + target
    address = html.unescape(target)
    return None if "://" in address else unquote(urljoin(f"/{path}", address)).removeprefix("/")


_decoded = lru_cache(maxsize=1 << 15)(unquote)


def targets_and_anchors(path: str, markdown: str) -> tuple[list[str], list[str]]:
    """Where a page leads within the site, decoded, and what can be led to on it; each once."""
    joined = (_joined(path, target) for target in dict.fromkeys(_HREF.findall(markdown)))
    targets = dict.fromkeys(target for target in joined if target is not None)
    return list(targets), list(dict.fromkeys(_ID.findall(markdown)))


class DanglingLinkError(Exception):
    """A generated page links to a page or anchor that does not exist: a fault of the program or of a template."""


def refuse(dangling: Mapping[str, str]) -> None:
    """Raise DanglingLinkError where there are targets that do not exist, each with a page that links to it."""
    if dangling:
        listed = "; ".join(f"{target} (from {page or 'home'})" for target, page in sorted(dangling.items()))
        raise DanglingLinkError(f"links that lead nowhere: {listed}")


@dataclass(slots=True)
class LinkCheck:
    """Collects links while pages are rendered; judges when all are."""

    _links: dict[str, str] = field(default_factory=dict)
    """Target, decoded, with its anchor: the first page it is linked from."""
    _anchors: dict[str, set[str]] = field(default_factory=dict)

    def see(self, path: str, markdown: str) -> None:
        """Note a rendered page, in which links may still begin with `ROOT`."""
        targets, anchors = targets_and_anchors(path, markdown)
        self._anchors[path] = set(anchors)
        for target in targets:
            self._links.setdefault(target, path)

    def dangling(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Targets that do not exist, each with a page that links to it."""
        missing = {target.partition("#")[0] for target in self._links}.difference(paths)
        found = {}
        for target, page in self._links.items():
            path, _, fragment = target.partition("#")
            if path in missing or (fragment and fragment not in self._anchors.get(path, ())):
                found[target] = page
        return found
