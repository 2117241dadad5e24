"""Ids: the short, lasting names that become addresses.

An id is chosen by an editor and never made from a name: a name in Persian or Chinese would turn into nothing, two
people share a name, and an address must outlive a change of spelling.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 120
"""In bytes of UTF-8: an id becomes a file name, with an ending and room to spare below the usual limit of 255."""

_SHAPE = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_PLAIN = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_WINDOWS = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{n}" for port in ("com", "lpt") for n in "123456789"],
)
RESERVED = frozenset({"index", "404", "search", "readme", "feed", "unnamed"}) | _WINDOWS
"""Ids that would collide with a page of the site, a word of the model, or a device name of Windows; with any ending,
since a page's own file is called index.html, and Windows leaves endings out of account.
"""


@lru_cache(maxsize=1024)
def flaw(text: str) -> str | None:
    """Say what keeps `text` from being an id, in words for an editor; None when it is a good one."""
    if _PLAIN.fullmatch(text) and len(text) <= LONGEST:
        return _reserved(text)
    if not text:
        return "an id cannot be empty"
    if len(text) > LONGEST:  # said first, as all that follows takes its time for a long one
        return f"an id may have at most {LONGEST} bytes; this one has {len(text.encode())}"
    if unicodedata.normalize("NFC", text) != text:
        return "an id must be in Unicode's composed form (NFC): type it anew instead of pasting it"
    if text != text.lower():
        return f"an id is written in lower case: `{text.lower()}`"
    if len(text.encode()) > LONGEST:
        return f"an id may have at most {LONGEST} bytes; this one has {len(text.encode())}"
    # combining marks (vowel signs in many scripts) are part of words; \w does not know all of them
    bare = "".join("x" if unicodedata.category(c).startswith("M") else c for c in text)
    if not _SHAPE.fullmatch(bare) or unicodedata.category(text[0]).startswith("M"):
        return "an id is made of letters and digits, joined by single hyphens"
    return _reserved(text)


def _reserved(text: str) -> str | None:
    if text.split(".")[0] in RESERVED:
        return f"`{text}` is reserved: choose another id"
    return None


def folded(text: str) -> str:
    """The id as file systems that do not tell large letters from small ones have it: there `σ` and `ς` are one."""
    whole = text.casefold()
    if len(whole) == len(text):  # no letter became several
        return whole
    return "".join(each if len(each) == 1 else letter for letter in text for each in (letter.casefold(),))
