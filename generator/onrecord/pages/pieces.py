"""Sentences in pieces: the site's words and, between them, texts of the data, each with a direction of its own.

Where the two run in different directions, a page sets each of these texts apart, or their signs change places.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a sentence."""

    text: str
    own: bool = False
    """Whether it is a text of the data, or an address, and not the site's words."""


Pieces = tuple[Piece, ...]
"""A sentence."""


def own(text: str) -> Pieces:
    """A text of the data; nothing where there is none."""
    return (Piece(text=text, own=True),) if text else ()


def ours(text: str) -> Pieces:
    """The site's words; nothing where there are none."""
    return (Piece(text=text),) if text else ()


def filled(pattern: str, **values: Pieces) -> Pieces:
    """One of the site's sentences, with pieces in its places."""
    parts = _PLACE.split(pattern)
    return tuple(piece for at, part in enumerate(parts) for piece in (values[part] if at % 2 else ours(part)))


def joined(parts: Iterable[Pieces], separator: str) -> Pieces:
    """Those that are not empty, one after the other."""
    made: list[Piece] = []
    for part in parts:
        if made and part:
            made += ours(separator)
        made += part
    return tuple(made)


def plain(pieces: Pieces) -> str:
    """The sentence as one text."""
    return "".join(piece.text for piece in pieces)


def on_one_line(pieces: Pieces) -> Pieces:
    """The same without line ends; every run of white space is one space."""
    return tuple(_lined(pieces))


def _lined(pieces: Pieces) -> Iterator[Piece]:
    for piece in pieces:
        text = " ".join(piece.text.split()) if piece.own else re.sub(r"\s+", " ", piece.text)
        if text:
            yield Piece(text=text, own=piece.own)
