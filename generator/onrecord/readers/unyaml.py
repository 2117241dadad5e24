"""What libyaml says of a text that is no YAML, in an editor's words, at the place that is to be repaired."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import yaml
from yaml.cyaml import CBaseLoader

from onrecord.problems import Origin, Problem
from onrecord.readers.files import places
from onrecord.readers.raw import NAMES


def events(text: str) -> Iterator[Any]:
    """What libyaml finds, one after the other. Raises yaml.YAMLError where it is no YAML."""
    return yaml.parse(text, Loader=CBaseLoader)


_QUOTE = (
    "put quotation marks around a text that holds a colon and a space, or begins with one of [ ] { } * & ! % @ > | # `"
)
_ALIGN = "the fields of a record stand one below the other, and the hyphens of a list too; indent with spaces"
_SPACE = "write `name: value`, with a space after the colon"
_TIGHT = re.compile(r"\s*(?:- +)?\w+:(?=[^\s/])")
_TIGHT_HYPHEN = re.compile(r"\s*-(?=\w+:)")
_NAMED = re.compile(r"\s*(?:- +)*+[^\s:][^:]*:(?:\s|$)|\s*- ")
_FIELD = re.compile(r"\s*(?:- +)*\w+:\s+")

_DASH = re.compile("^ *([‐‑‒–—−•]) (\\w+):")
_COLON = re.compile(r"^ *(?:- )?(\w+)([：﹕∶])")
_SPACES = "[\u00a0\u2000-\u200b\u202f\u3000\ufeff]"
_SPACE_BEFORE = re.compile(f"^ *({_SPACES})")
_SPACE_BEHIND = re.compile(f"^ *(?:- )?(\\w+):({_SPACES})")
"""What is taken for a part of YAML's notation, and is none."""

_FIELD_LINE = re.compile(r"\n *(?:- +)?(\w+):\s")

_UNCLOSED = (
    "the quotation mark that opens here is never closed",
    "close it with the same mark, at the end of the text",
)
_REMEDIES = {
    "found unexpected end of stream": (*_UNCLOSED, True),
    "found unexpected document indicator": (*_UNCLOSED, True),
    "found unknown escape": ("a backslash stands between double quotation marks", r"write it twice: \\", False),
    "found unexpected ':'": ("a colon stands here without a space after it", f"{_SPACE}; or quote the text", False),
    "block sequence entries": ("a list cannot begin behind its field", "write `- …` on the next line, or `[…]`", False),
    "another document": ("a second document begins here", "one file is one document: delete `---`", False),
    "expected '-' indicator": ("this line does not fit into the list above it", _ALIGN, False),
    "expected ',' or ']'": (
        "the list that opens here is not closed, or lacks a comma",
        f"close it with ]; {_QUOTE}",
        True,
    ),
    "expected ',' or '}'": (
        "the map that opens here is not closed, or lacks a comma",
        f"close it with }}; {_QUOTE}",
        True,
    ),
    "expected alphabetic or numeric": ("a text cannot begin with * or &", _QUOTE, True),
    "expected comment or line break": (
        "nothing can follow > or | on its line",
        f"go on in the next line; {_QUOTE}",
        True,
    ),
    "expected <document start>": ("this line does not belong to anything above it", _ALIGN, False),
    "expected hexdecimal number": ("a backslash stands between double quotation marks", r"write it twice: \\", False),
    "did not find expected": ("this line does not fit the one above it", _ALIGN, False),
}
"""What libyaml says, what that means, what to do; and whether the place is where the trouble began."""


def syntax_problem(error: yaml.YAMLError, text: str, origin: Origin) -> Problem:
    """What libyaml says, in an editor's words, at the place that is to be repaired."""
    if isinstance(error, yaml.reader.ReaderError):
        return _unprintable(error, text, origin)
    mark, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or error)
    at = mark.index if mark else 0
    message, hint = "the file cannot be read from here on", f"{_ALIGN}; {_QUOTE}"
    if "tab character" in said or (text[at : at + 1] == "\t" and "cannot start" in said):
        message, hint = "the line is indented with a tab", "indent with spaces, two for each level"
    elif "cannot start any token" in said:
        message, hint = f"a text cannot begin with {text[at : at + 1]}", _QUOTE
    elif "mapping values are not allowed" in said:
        message, hint, at = _stray_colon(text, at)
    elif "could not find expected ':'" in said:
        message, hint, at = _no_field(text, began.index if began else at)
    elif "expected key" in said and (before := text[:at].rstrip(" ")[-1:]) and before in "\"']}":
        message, hint = _goes_on(before)
        if before in "\"'" and (opened := _opened(text, len(text[:at].rstrip(" ")))):
            message = "this text goes on over the next lines, to a quotation mark that was to open another"
            hint, at = "close it where it ends, with the mark that it begins with", opened
    else:
        found = next((each for sign, each in _REMEDIES.items() if sign in said), None)
        if found:
            message, hint = found[:2]
            at = began.index if found[2] and began else at
    return Problem(code="yaml-syntax", message=message, origin=origin, hint=hint, position=places(text).at(at))


def _unprintable(error: yaml.reader.ReaderError, text: str, origin: Origin) -> Problem:
    number = error.character if isinstance(error.character, int) else ord(error.character)
    at = text.find(chr(number))
    message = f"the text holds U+{number:04X}, which no text for interchange holds"
    hint = "delete the character, or replace it by the one that was meant"
    position = places(text).at(max(at, 0))
    return Problem(code="bad-character", message=message, origin=origin, hint=hint, position=position)


def line_break(found: re.Match[str], text: str, origin: Origin) -> Problem:
    """YAML ends a line there: a text would be folded, and what seems to be a comment could go on as a field."""
    name = f"{ord(found[0]):04X}"
    message = f"the file holds U+{name}, a line break that nobody sees"
    hint = "delete it"
    if found[0] != "\x85":  # which no text may hold
        hint += f'; where the text needs it, write \\u{name} between double quotation marks: "…"'
    position = places(text).at(found.start())
    return Problem(code="bad-character", message=message, origin=origin, hint=hint, position=position)


def _line_around(text: str, at: int) -> tuple[int, str]:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, text[start : end if end >= 0 else len(text)]


def _stray_colon(text: str, at: int) -> tuple[str, str, int]:
    """A colon where no field can begin: in a text, or below a line that is no field for want of a space."""
    start, line = _line_around(text, at)
    field = _FIELD.match(line)
    if field and start + field.end() <= at:
        return (
            "a second colon stands on this line",
            "put quotation marks around a text that holds a colon and a space",
            at,
        )
    above_end = len(text[:start].rstrip())
    above_start, above = _line_around(text, above_end)
    if alike := _looks_like(above, above_start):
        return alike
    if tight := _TIGHT.match(above):
        return "no space follows the colon", _SPACE, above_start + tight.end() - 1
    if tight := _TIGHT_HYPHEN.match(above):
        return (
            "no space follows the hyphen",
            "write `- id: …`, with a space after the hyphen",
            above_start + tight.end() - 1,
        )
    if not _NAMED.match(above) and above.strip():
        return _no_field(text, above_start)
    indent = len(line) - len(line.lstrip(" "))
    if indent > len(above) - len(above.lstrip(" -")):
        hint = (
            "begin it below the first letter of that field; a text that holds a colon and a space needs quotation marks"
        )
        return "this line is indented deeper than the field above it", hint, start + indent
    return "a colon stands where no field can begin", f"{_ALIGN}; {_QUOTE}", at


def _looks_like(line: str, start: int) -> tuple[str, str, int] | None:
    """What only looks like YAML's notation in a line that begins at `start`: beside the name of a field, or before."""
    for what, pattern, sign, name in (
        ("hyphen", _DASH, 1, 2),
        ("colon", _COLON, 2, 1),
        ("space", _SPACE_BEFORE, 1, 0),
        ("space", _SPACE_BEHIND, 2, 1),
    ):
        found = pattern.match(line)
        if found and (not name or found[name] in NAMES):
            message = f"U+{ord(found[sign]):04X} stands here, which only looks like a {what}"
            return message, f"type the {what} anew", start + found.start(sign)
    return None


def _no_field(text: str, at: int) -> tuple[str, str, int]:
    start, line = _line_around(text, at)
    if tight := _TIGHT.match(line):
        return "no space follows the colon", _SPACE, start + tight.end() - 1
    if alike := _looks_like(line, start):
        return alike
    hint = "a field is written `name: value`; a text that goes on in a new line is indented deeper than its field"
    return "this line is no field", hint, start + len(line) - len(line.lstrip())


def _opened(text: str, end: int) -> int:
    """Where the text in quotation marks begins that ends at `end`, if it seems to hold fields; else nothing."""
    last: Any = None
    with suppress(yaml.YAMLError):
        for event in events(text):
            last = event if getattr(event, "style", None) in ('"', "'") else last
    is_last = last is not None and last.end_mark.index == end
    return last.start_mark.index if is_last and swallowed(text, last.start_mark.index, end) else 0


def swallowed(text: str, start: int, end: int) -> re.Match[str] | None:
    """A line of a text over several lines that looks like a field, or the beginning of a record."""
    return next((found for found in _FIELD_LINE.finditer(text, start, end) if found[1] in NAMES), None)


def _goes_on(before: str) -> tuple[str, str]:
    if before in "]}":
        return f"the line goes on after {before}", "put quotation marks around a text that begins with [ or {"
    inside = "'' for an apostrophe inside '…'" if before == "'" else r"\" for a quotation mark inside"
    hint = f"put marks around the whole text and write {inside}, or see that the line above closes its own"
    return "the line goes on after the closing quotation mark", hint
