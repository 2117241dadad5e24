"""How a field of the data enters a page: one function for each output format, and a type that says it was done.

Text goes only into raw HTML blocks of one line, and there every character that is not a letter, a digit, a combining
mark, or a single space between these becomes a numeric reference. Nothing is then left that Markdown, an extension, an
attribute list, a snippet, Jinja or HTML could take for its own, whatever parser or theme comes after.
"""

import json
import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup

_MARKS = frozenset("“”‘’„«»–—…")
_KEEP = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_SEEN = rf"(?:[^\W_]|[,.{''.join(sorted(_MARKS))}])"
_DOUBTFUL = re.compile(rf"[^\w {''.join(sorted(_MARKS))}]|_| (?!{_SEEN})|(?<!{_SEEN}) ")
"""Every character that may have to become a reference: what stays without a doubt is passed over quickly."""
_LONG = 1000
"""Longer texts are not remembered."""


class Safe(Markup):
    """HTML that was made by one of the functions here, or by a template from nothing else."""

    __slots__ = ()


def made(markup: str) -> Safe:
    """HTML made of nothing but escaped text and what is ours. `Safe(markup)` is the same, but asks what it is given."""
    return str.__new__(Safe, markup)


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


@lru_cache(maxsize=4096)
def _stays(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] in "LNM"


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def html(text: str) -> Safe:
    """`text` as HTML content or as the value of a quoted attribute.

    So that the Markdown files can be read, these are kept too: a comma or full stop after a word and before a space or
    the end, a hyphen inside a word, and typographic marks that no parser knows.
    """
    return _html(text) if len(text) > _LONG else _remembered(text)


def _html(text: str) -> Safe:
    if _KEEP.fullmatch(text):
        return made(text)
    padded = f" {text} "
    return made(_DOUBTFUL.sub(lambda match: _character(padded[match.start() : match.start() + 3]), text))


_remembered = lru_cache(maxsize=1 << 15)(_html)


@lru_cache(maxsize=1 << 14)
def _character(around: str) -> str:
    """What becomes of a character, given with its two neighbours."""
    before, character, after = around[0], around[1], around[2]
    if _stays(character) or character in _MARKS:
        # a mark that begins a text would become one character with the bracket before it, were the page normalized
        return _reference(character) if before == " " and _is_mark(character) else character
    if character == " " and _visible(before) and _visible(after):
        return character
    if character in ",." and _stays(before) and after == " ":
        return character
    if character == "-" and _stays(before) and _stays(after):
        return character
    return _reference(character)


def _visible(character: str) -> bool:
    return _stays(character) or character in _MARKS or character in ",."


def front_matter(text: str) -> str:
    """`text` as a YAML scalar whose value is HTML: themes put titles and descriptions into pages as they are."""
    return quoted(html(text))


def quoted(made: str) -> str:
    """HTML made here as a YAML scalar."""
    return f'"{made}"'


def html_block(markup: str) -> Safe:
    """What a template wrote over several lines, as one raw HTML block of one line.

    Line ends of the template become single spaces; line ends of the data are numeric references by now.
    """
    return made("\n\n" + " ".join([line for each in markup.split("\n") if (line := each.strip())]) + "\n\n")


@lru_cache(maxsize=4096)
def json_character(character: str) -> str:
    """A character as JSON's escape: two of them beyond the first plane."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))


one_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
"""A value as JSON on one line, nothing escaped but what JSON itself has to."""


def laid_out(value: object, step: str, line: str = "\n") -> str:
    """The same over several lines, `step` further in at each level; `line` is the line end and how far in it is now.

    What `json.dumps` makes of its `indent`, in less time: that leaves its fast encoder for its slow one.
    """
    inner = line + step
    if isinstance(value, dict) and value:
        fields = [f"{inner}{one_line(name)}: {laid_out(each, step, inner)}" for name, each in value.items()]
        return f"{{{','.join(fields)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{','.join([inner + laid_out(each, step, inner) for each in value])}{line}]"
    return one_line(value)


_NAME_IN_JSON = re.compile(r"@?[A-Za-z0-9]+(?:-[a-z]+)?")
_UNUSUAL_IN_JSON = re.compile(r"[^\w ]|_| (?= )|(?<= ) ")


def encoded(value: object) -> str:
    """`value` as JSON in which every character of its texts that is no letter, digit or single space is an escape.

    What stands around the texts is ours: a brace is followed by a quotation mark, so that nothing here opens anything
    in HTML, Markdown, or a template language.
    """
    if isinstance(value, str):
        return _text(value) if len(value) <= _LONG else _text.__wrapped__(value)
    if isinstance(value, dict):
        return "{" + ",".join([f"{_key(name)}:{encoded(each)}" for name, each in value.items()]) + "}"
    if isinstance(value, list):
        return "[" + ",".join([encoded(each) for each in value]) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"{value!r} has no place in JSON-LD")


@lru_cache(maxsize=1 << 10)
def _key(name: object) -> str:
    if not isinstance(name, str) or not _NAME_IN_JSON.fullmatch(name):
        raise TypeError(f"{name!r} is no name of a field in JSON-LD")
    return f'"{name}"'


@lru_cache(maxsize=1 << 15)
def _text(value: str) -> str:
    return f'"{_UNUSUAL_IN_JSON.sub(lambda match: json_character(match[0]), value)}"'
