"""Twins: a record with hostile words, and the same record with benign ones. Their pages may differ in the words alone.

The benign twin of a text has the same shape, so that both are cut, parted and sorted alike: white space stays where it
is, and in texts also brackets and quotation marks; the rest becomes a letter that stands for the string,
or a dot that the site does not use.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from hostile import TEXTS, on_one_line
from onrecord.quotations import MARK

_IN_ORDER = sorted(TEXTS, key=lambda name: (on_one_line(TEXTS[name]).casefold(), list(TEXTS).index(name)))
KEYS = {name: chr(0x1401 + rank) for rank, name in enumerate(_IN_ORDER)}
"""A letter of an unusual script for each string; in the order of the strings, since lists are sorted by names."""
NAMES = {key: name for name, key in KEYS.items()}
_INK = r"[\u1401-\u166c⸱]"
_RUN = re.compile(rf"{_INK}(?:[\s\[\]{MARK.pattern[1:]}*{_INK})*")


def benign_line(text: str, key: str) -> str:
    """The twin of a name or title."""
    return "".join(each if each.isspace() else key for each in text)


def benign_text(text: str, key: str) -> str:
    """The twin of a text, in which letters and digits stay such, and all else but brackets and quotation marks does not."""
    made = "".join(
        each if each.isspace() or each in "[]" or MARK.match(each) else key if each.isalnum() else "⸱" for each in text
    )
    return made if key in made else made.replace("⸱", key, 1)


def record(name: str, *, hostile: bool) -> dict[str, list[dict[str, Any]]]:
    """A small record with the string of that name, or its twin, in every field of text."""
    at = f"s{list(TEXTS).index(name):03}"
    text, line = TEXTS[name], on_one_line(TEXTS[name])
    if not hostile:
        text, line = benign_text(text, KEYS[name]), benign_line(line, KEYS[name])
    names = [{"name": line, "language": "fa", "kind": "short"}]
    day = "2031-03-04"
    return {
        "actors": [
            {
                "id": at, "name": line, "names": names, "description": text, "note": text, "identifiers": {line: line},
                "roles": [{"id": "post", "title": line, "organization": f"{at}-outlet", "start": "2030"}],
            },
            {"id": f"{at}-outlet", "name": line, "kind": "organization"},
        ],
        "topics": [
            {"id": at, "name": line, "names": names, "description": text, "note": text, "triggered_by": at},
        ],
        "events": [{"id": at, "name": line, "on": day, "place": line, "description": text, "note": text}],
        "sources": [
            {
                "id": at, "title": line, "outlet": f"{at}-outlet", "published_on": "2031-03-05", "authors": [line, line],
                "note": text, "retraction": {"reason": text, "on": "2031-04-01"},
            },
            {"id": f"{at}-sound", "title": line, "language": "fa", "url": f"https://{at}.example.org/"},
        ],
        "statements": [
            {
                "id": at, "said_on": day, "recorded_on": "2031-03-06", "event": at, "place": line, "audience": line,
                "speakers": [{"actor": at, "capacity": line, "as_printed": line, "on_behalf_of": f"{at}-outlet"}],
                "original": {"text": text, "language": "he"}, "translated_by": line, "reviewed_by": [line, line],
                "topics": [{"topic": at, "stance": "opposes"}], "summary": text, "note": text,
                "reports": [
                    {"source": f"{at}-sound", "mode": "direct", "text": text, "locator": line, "note": text},
                    {"source": at, "mode": "indirect", "text": text, "language": "fr", "chain": f"{at}-outlet"},
                    {"source": at, "mode": "mixed", "text": f"She said “{text}” and {text}", "language": "de"},
                ],
                "fact_checks": [{"publisher": line, "rating": line, "url": f"https://facts.example.org/{at}"}],
                "corrections": [
                    {"on": "2031-05-01", "reason": text, "field": f"text.{line}", "before": text, "after": text, "reported_by": line},
                ],
            },
            {
                "id": f"{at}-no", "said_on": "2031-03-05", "summary": text, "topics": at,
                "speakers": [{"actor": "unnamed", "as_printed": line, "capacity": line}],
                "relations": [{"contradicts": at, "evidence": text}],
            },
        ],
    }  # fmt: skip


def merged(records: Iterable[Mapping[str, list[dict[str, Any]]]]) -> dict[str, list[dict[str, Any]]]:
    """One record of several."""
    whole: dict[str, list[dict[str, Any]]] = {}
    for each in records:
        for section, nouns in each.items():
            whole.setdefault(section, []).extend(nouns)
    return whole


Event = tuple[str, str, dict[str, str | None] | str]
"""Of a page: `start`, its tag and its attributes; `end` and a tag; `text`, its parent's tag, and the text."""


def events(page: str) -> list[Event]:
    """The tree of a page as a browser builds it, comments too."""
    root = LexborHTMLParser(page).root
    return list(_walk(root)) if root else []


def _walk(node: LexborNode) -> Iterator[Event]:
    tag = node.tag or ""
    if tag == "-text":
        yield "text", node.parent.tag or "" if node.parent else "", node.text_content or ""
        return
    yield "start", tag, dict(node.attributes)
    for child in node.iter(include_text=True):
        yield from _walk(child)
    yield "end", tag, ""


WORDS = {"title", "content", "aria-label", "value", "alt", "placeholder"}
"""Attributes that hold words. All others are the same in both twins."""


def compare(hostile: list[Event], friendly: list[Event]) -> Iterator[str]:
    """In what two pages differ, other than that one has a hostile text where the other has its twin."""
    if [each[:2] for each in hostile] != [each[:2] for each in friendly]:
        place = next((n for n, (a, b) in enumerate(zip(hostile, friendly, strict=False)) if a[:2] != b[:2]), -1)
        yield f"other elements: {hostile[place - 2 : place + 2]} for {friendly[place - 2 : place + 2]}"
        return
    for (kind, tag, this), (_, _, that) in zip(hostile, friendly, strict=True):
        if isinstance(this, str) and isinstance(that, str):
            if kind == "text" and tag == "script":
                yield from _json(json.loads(this), json.loads(that))
            else:
                yield from told(this, that)
        elif isinstance(this, dict) and isinstance(that, dict):
            if list(this) != list(that):
                yield f"other attributes of {tag}: {list(this)} for {list(that)}"
                continue
            for name in this:
                if name in WORDS:
                    yield from told(this[name] or "", that[name] or "")
                elif this[name] != that[name]:
                    yield f"another {name} of {tag}: {this[name]} for {that[name]}"


def _json(this: Any, that: Any) -> Iterator[str]:
    if isinstance(this, dict) and isinstance(that, dict) and list(this) == list(that):
        for name in this:
            yield from _json(this[name], that[name])
    elif isinstance(this, list) and isinstance(that, list) and len(this) == len(that):
        for one, other in zip(this, that, strict=True):
            yield from _json(one, other)
    elif isinstance(this, str) and isinstance(that, str):
        yield from told(this, that)
    elif this != that:
        yield f"{this!r} for {that!r}"


def told(hostile: str, friendly: str) -> Iterator[str]:
    """In what two texts differ, other than as twins do."""
    if len(hostile) != len(friendly):
        yield f"{hostile!r} for {friendly!r}"
        return
    place = 0
    for run in _RUN.finditer(friendly):
        if hostile[place : run.start()] != friendly[place : run.start()]:
            yield f"{hostile[place : run.start()]!r} for {friendly[place : run.start()]!r}"
        place = run.end()
        piece = _folded(hostile[run.start() : place])
        names = {NAMES[each] for each in run[0] if each in NAMES} or TEXTS.keys()
        if not any(piece in whole for name in names for whole in _wholes(name)):
            yield f"{piece!r} is no piece of {[TEXTS[name] for name in names][:2]}"
    if hostile[place:] != friendly[place:]:
        yield f"{hostile[place:]!r} for {friendly[place:]!r}"


@cache
def _wholes(name: str) -> tuple[str, ...]:
    """A text, and as a field of one line holds it; twice, since one field can follow another."""
    text, line = _folded(TEXTS[name]), _folded(on_one_line(TEXTS[name]))
    return (f"{text} {text}", f"{line} {line}", f"{line} {text}")


def _folded(text: str) -> str:
    return " ".join(text.split())
