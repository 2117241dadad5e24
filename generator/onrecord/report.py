"""How problems are told: to a person, to a machine, and to a code host's annotations.

What a data file holds may stand in a message; nothing in it may act. Control characters become visible escapes, and the
characters that a code host's log commands are made of are encoded as that host asks. GitHub's runner obeys `::…::` at
the beginning of a line and `##[…]` anywhere in one; Azure's obeys `##vso[…]`.
"""

import json
import re
from collections.abc import Iterable

from onrecord.problems import Problem

_ACTING = re.compile(
    r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]|#(?=#\w*\[)"
)
WIDEST = 160
"""Characters of a source line that are shown."""
LONGEST = 600
"""Characters of a message that are shown: a value in it may be a whole speech."""


def visible(text: str) -> str:
    """`text` on one line, with control and direction characters, and what begins a log command, as escapes."""
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _short(text: str) -> str:
    """A message without the middle of what is too long; its end says what is wrong."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} […] {text[-LONGEST // 2 :]}"


def as_text(problems: Iterable[Problem]) -> str:
    """One block for each problem: place, kind, message; the source line; the remedy."""
    blocks = []
    for problem in problems:
        position = problem.position
        place = f"{problem.origin.file}:{position.line}:{position.column}" if position else problem.origin.file
        if place.lstrip().startswith("::"):
            place = f"./{place}"
        lines = [f"{visible(place)}: {problem.severity}[{problem.code}]: {visible(_short(problem.message))}"]
        if position and position.text.strip():
            lines += _source_line(position.text, position.line, position.column)
        if problem.hint:
            lines.append(f"  hint: {visible(_short(problem.hint))}")
        blocks.append("\n".join(lines))
    return "\n".join(blocks)


def _source_line(text: str, number: int, column: int) -> list[str]:
    start = max(0, min(column - 1 - WIDEST // 2, len(text) - WIDEST))
    shown = text[start : start + WIDEST]
    caret = visible(shown[: column - 1 - start].replace("\t", " "))
    before, after = "…" if start else "", "…" if start + WIDEST < len(text) else ""
    gutter = f"  {number} | "
    return [
        f"{gutter}{before}{visible(shown.replace(chr(9), ' '))}{after}",
        " " * (len(gutter) - 2) + "| " + " " * (len(before) + len(caret)) + "^",
    ]


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects with severity, code, file, line, column, field, message and hint."""
    listed = [
        {
            "severity": problem.severity,
            "code": problem.code,
            "file": problem.origin.file,
            "line": problem.position.line if problem.position else None,
            "column": problem.position.column if problem.position else None,
            "field": ".".join(str(step) for step in problem.path),
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json_text(listed)


def json_text(value: object) -> str:
    """JSON that can be printed into a log: no line of it commands anything."""
    return json.dumps(value, indent=2).replace("##", r"#\u0023")


def as_github(problems: Iterable[Problem]) -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request.

    Encoded as its toolkit does: `%`, CR and LF in messages, `:` and `,` too in properties.
    """
    lines = []
    for problem in problems:
        position = problem.position
        properties = {"file": problem.origin.file, "title": problem.code}
        if position:
            properties |= {"line": str(position.line), "col": str(position.column)}
        listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
        text = _short(problem.message) + (f" — {_short(problem.hint)}" if problem.hint else "")
        lines.append(f"::{problem.severity} {listed}::{_message(text)}")
    return "\n".join(lines)


def _message(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def summary(problems: Iterable[Problem], statements: int) -> str:
    """One closing line."""
    kinds = [problem.severity for problem in problems]
    errors, warnings = kinds.count("error"), kinds.count("warning")
    counted = f"{statements} {_plural('statement', statements)} read"
    return f"{errors} {_plural('error', errors)}, {warnings} {_plural('warning', warnings)}; {counted}"


def _plural(noun: str, number: int) -> str:
    return noun if number == 1 else noun + "s"
