"""The words of a report, and the marks that say whose they are."""

import re
from collections.abc import Iterator

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.problems import FieldPath, Problem
from onrecord.quotations import CLOSING, MARK, Stretch, pairs_up, stretches

_BRACKETS = re.compile(r"[\[\]]")
_EMPTY = re.compile(r"\[\s*\]")
_MARKS_ARE_THE_SPEAKERS = frozenset(["post", "release", "transcript"])
"""Kinds of sources that print what was said without marks round it: those that stand there belong to the words."""
_INSIDE_OUT = re.compile("[^“”„]*”[^„]*“[^“”„]*")
"""A text whose first mark closes a quotation, and whose last opens one."""
_WORD = re.compile(r"[^\W_]+")
_CLAUSE_ENDS = frozenset(",;.!?…—–،؛؟。，！？")
_SINGLE = re.compile(r"(?:^|[\s(])‘\S")


def words(dataset: Dataset) -> Iterator[Problem]:
    """A report's quotation marks agree with its mode, and its square brackets pair up."""
    for statement in dataset.statements.values():
        seen: dict[tuple[str, str], int] = {}
        for number, report in enumerate(statement.reports):
            path: FieldPath = ("reports", number, "text")

            def told(code: str, message: str, hint: str, path: FieldPath = path) -> Problem:
                return flaw(dataset, "statements", statement, code, message, path, hint)  # noqa: B023

            quotes = MARK.search(report.text) is not None
            if report.mode == "direct" and quotes:
                source = dataset.sources.get(report.source)
                if _is_enclosed(report.text):
                    yield told("outer-quotes", "the whole text stands in quotation marks", "leave the outer marks off")
                elif source and source.kind not in _MARKS_ARE_THE_SPEAKERS and _is_narrated(report.text):
                    message = "between two quotations stand words that may be the reporter's"
                    yield told(
                        "narrated-quotes", message, "`mode: mixed` is for words of the source between quotations"
                    )
            if report.mode == "mixed" and not quotes:
                hint = "write the quotation marks as printed, or `mode: indirect`"
                yield told("no-quotes", "a mixed report holds no quotation marks", hint)
            if report.mode == "indirect" and quotes:
                hint = "if they mark the speaker's own words, write `mode: mixed`"
                yield told("quotes-in-indirect", "an indirect report holds quotation marks", hint)
            parted = stretches(report.text) if report.mode == "mixed" and quotes else []
            if parted and not any(each.voice == "speaker" for part in parted for each in part):
                hint = "write the quotation marks as printed, or `mode: indirect`"
                yield told("no-quotes", "no quotation can be told in a mixed report", hint)
            if parted and not pairs_up(parted):
                hint = "close it where the source does; each new paragraph of one quotation is opened anew"
                yield told("open-quotes", "a quotation mark is opened and never closed", hint)
            if parted and "‘" in report.text and _SINGLE.search(_outside(parted)):
                hint = "if they mark the speaker's own words, write double ones: “…”"
                yield told("single-quotes", "single quotation marks are not read as marks of a quotation", hint)
            if "[" in report.text and _EMPTY.search(report.text):
                hint = "`[…]` for what is left out, `[word]` for what is put in"
                yield told("bad-brackets", "square brackets hold nothing", hint)
            if not _pairs_up(report.text):
                hint = "square brackets are the editors' own: `[…]` or `[word]`"
                yield told("bad-brackets", "square brackets do not pair up", hint)
            key = (report.source, report.text)
            if key in seen:
                message = f"report {seen[key] + 1} holds the same words from the same source"
                yield told("repeated-report", message, "keep one of them")
            seen.setdefault(key, number)


def _is_narrated(text: str) -> bool:
    """Whether a direct text seems to hold the reporter's words: it begins with a clause in quotation marks and ends
    with another, or begins where one ends and ends where one begins.
    """
    found = [each for part in stretches(text) for each in part]
    while found and not any(character.isalnum() for character in found[-1].text):
        found.pop()
    if _INSIDE_OUT.fullmatch(text):
        return True
    if len(found) < 3 or not found[0].voice == found[-1].voice == "speaker":
        return False
    ends = found[0].text[-2] in _CLAUSE_ENDS or found[1].text.lstrip()[:1] in (",", "،")
    return ends and len(_WORD.findall(found[1].text)) > 1


def _outside(parted: list[list[Stretch]]) -> str:
    """The reporter's own part of a mixed text."""
    return " ".join(each.text for part in parted for each in part if each.voice == "reporter")


def _is_enclosed(text: str) -> bool:
    """Whether one pair of quotation marks encloses the whole text."""
    closing = CLOSING.get(text[0], "")
    if len(text) < 2 or not closing or text[-1] not in closing:
        return False
    depth = 0
    for place, character in enumerate(text):
        if text[0] not in closing and character == text[0]:
            depth += 1
        elif character in closing and place:
            depth -= 1
            if depth <= 0:
                return place == len(text) - 1
    return False


def _pairs_up(text: str) -> bool:
    open_now = False
    for bracket in _BRACKETS.finditer(text):
        if (bracket[0] == "[") == open_now:
            return False
        open_now = not open_now
    return not open_now
