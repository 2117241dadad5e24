"""What templates can do to a value. There is no other filter: none that passes text by `escape`, none that decides."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from onrecord import addresses, escape, languages
from onrecord.escape import Safe
from onrecord.permalinks import ROOT, Ref, path_of

_PLAIN_LINK = re.compile(r"[A-Za-z0-9%/._~-]+")
_PLAIN_FILE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[a-z]+)?")
_PLAIN_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@lru_cache(maxsize=1 << 15)
def link(ref: Ref) -> Safe:
    """The address of a page, for `href`: from the site's root, whose way from the page is put in last."""
    target = quote(path_of(ref))
    if target and not _PLAIN_LINK.fullmatch(target):
        raise ValueError(f"{target!r} is no link")  # pragma: no cover - `quote` has encoded all else
    return Safe(ROOT + target)


def address(text: str) -> Safe:
    """An address of another site, for `href`, in its ASCII form. Raises ValueError for one that must not be linked."""
    return escape.html(addresses.normal(text))


def anchor(text: str) -> Safe:
    """The id of an element."""
    if not _PLAIN_ANCHOR.fullmatch(text):
        raise ValueError(f"{text!r} is no anchor")
    return Safe(text)


def file(name: str) -> Safe:
    """The address of a file beside the page, for `href`."""
    if not _PLAIN_FILE.fullmatch(name):
        raise ValueError(f"{name!r} is no file beside a page")
    return Safe(name)


@lru_cache(maxsize=1024)
def language(tag: str) -> Safe:
    """The `lang` and `dir` attributes of a fragment; nothing where it has the page's language."""
    if not tag:
        return Safe("")
    return Safe(f' lang="{escape.html(tag)}" dir="{languages.direction(tag)}"')


def lines(text: str) -> Safe:
    """Text with its line ends as `<br>`."""
    if "\n" not in text:
        return escape.html(text)
    return Safe("<br>".join(escape.html(line) for line in text.split("\n")))


def block(markup: str) -> Safe:
    """A section of a template as one raw HTML block. Only what a template wrote can get here."""
    if not hasattr(markup, "__html__"):
        raise TypeError("only markup can become a block")
    return escape.html_block(str(markup))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "address": address,
    "anchor": anchor,
    "block": block,
    "file": file,
    "language": language,
    "length": len,
    "lines": lines,
    "link": link,
}
"""By the name that templates use. All make HTML that is ready for the page, but for `length`."""
