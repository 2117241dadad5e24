"""The shell around generated pages: the theme's own page, made once for all pages of a kind and cut where they differ.

A theme's page is the same for thousands of pages but for a title, a description, an address and what stands in the
middle. So it is rendered with a mark in the place of each, and the marks are replaced for every page. That this gives
what rendering each page by itself gives is tested page by page.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

from onrecord.permalinks import absolute
from onrecord.render import Sheet

_FREE = ("title", "description", "redirect", "as_of")
"""What of a page's matter differs from page to page; the rest belongs to a kind of page."""
_MARK = re.compile("\ue001(" + "|".join((*_FREE, "content", "address")) + ")\ue001")
"""No other: a title in the menu may hold any character."""
_IDLE = ("updated",)
"""What no shell shows: the sitemap's."""

_ANY = "_any"
"""A step of an address that is nobody's."""

Key = tuple[str, tuple[tuple[str, str], ...]]
"""What pages of one shell have in common: the depth and the known steps of their addresses, and their matter."""
Render = Callable[[str, Mapping[str, str], str, str], str]
"""From a page's path, its matter, its canonical address and its content to the whole page."""


def _mark(name: str) -> str:
    return f"\ue001{name}\ue001"


class Shells:
    """The shells of one site."""

    def __init__(self, render: Render, *, site_url: str, linked: Iterable[str]) -> None:
        """`linked` are the paths that a shell itself links to, those of the menu: links are relative, so it matters
        which steps a page has in common with them.
        """
        self._render = render
        self._site_url = site_url
        self._linked = frozenset(linked)
        self._folders = frozenset(
            "/".join(steps[:n]) for steps in map(_steps, self._linked) for n in range(1, len(steps) + 1)
        )
        self._made: dict[Key, list[str]] = {}

    def page(self, sheet: Sheet) -> str:
        """The whole page. Raises NoShellError where a shell would have to be made and cannot be."""
        parts = self._parts(self.key(sheet.path, sheet.matter))
        held = {"content": sheet.html(), "address": absolute(self._site_url, sheet.path), **sheet.matter}
        return "".join(held[part] if place % 2 else part for place, part in enumerate(parts))

    def print_of(self, key: Key) -> bytes:
        """A few bytes that stand for a shell."""
        return blake2b("\0".join(self._parts(key)).encode(), digest_size=16).digest()

    def _parts(self, key: Key) -> list[str]:
        parts = self._made.get(key)
        if parts is None:
            parts = self._made[key] = self._cut(*key)
        return parts

    def made(self, keys: Iterable[Key]) -> "Shells":
        """Those of these keys, without the means to make others: for where the theme is not."""
        copy = Shells(_cannot, site_url=self._site_url, linked=self._linked)
        copy._made = {key: self._parts(key) for key in keys}
        return copy

    def key(self, path: str, told: Mapping[str, str]) -> Key:
        """What decides about the shell of a page, of its matter."""
        matter = tuple((name, value) for name, value in told.items() if name not in _IDLE)
        if path in self._linked:  # the menu has a name of its own for it
            return path, matter
        steps = _steps(path)
        shared = 0
        while shared < len(steps) and "/".join(steps[: shared + 1]) in self._folders:
            shared += 1
        like = "/".join([*steps[:shared], *[_ANY] * (len(steps) - shared)])
        return f"{like}/", tuple((name, "" if name in _FREE else value) for name, value in matter)

    def _cut(self, path: str, named: Iterable[tuple[str, str]]) -> list[str]:
        """A page of a kind, in parts: what all have, and between these the names of what each has of its own."""
        matter = dict(named)
        if path in self._linked:
            return _MARK.split(self._render(path, matter, absolute(self._site_url, path), _mark("content")))
        free = {name: _mark(name) if name in _FREE else value for name, value in matter.items()}
        return _MARK.split(self._render(path, free, _mark("address") if self._site_url else "", _mark("content")))


class NoShellError(Exception):
    """There is no shell for a page here."""


def _cannot(path: str, matter: Mapping[str, str], address: str, content: str) -> str:
    raise NoShellError(path)


def _steps(path: str) -> list[str]:
    return path.split("/")[:-1]
