"""The words of a report, and the marks that say whose they are."""

import re
from collections.abc import Iterator
from itertools import pairwise

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.problems import FieldPath, Problem
from onrecord.quotations import CLOSING, MARK, Stretch, pairs_up, stretches

_BRACKETS = re.compile(r"[\[\]]")
_EMPTY = re.compile(r"\[\s*\]")
_MARKS_ARE_THE_SPEAKERS = frozenset(["post", "release", "transcript"])
"""Kinds of sources that print what was said without marks round it: those that stand there belong to the words."""
_INCHES = re.compile(r"(?<=\d)[”\"]")
_INSIDE_OUT = re.compile(r'"\s.*\s"', re.DOTALL)
"""What stands between two quotations, of which straight marks do not tell which end they are."""
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
                for found in _in_direct(report.text, source.kind if source else ""):
                    yield told(*found)
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


def _in_direct(text: str, kind: str) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the quotation marks of a direct report from that kind of source: code, message, hint."""
    if _is_enclosed(text):
        yield "outer-quotes", "the whole text stands in quotation marks", "leave the outer marks off"
        return
    if kind in _MARKS_ARE_THE_SPEAKERS:
        return
    if not _closes(text) and not _closes(_INCHES.sub("", text)):
        message = "the quotation marks of a direct report do not pair up"
        hint = "leave the outer marks off; where the reporter's words stand between, write all marks and `mode: mixed`"
        yield "open-quotes", message, hint
        return
    between = _between(stretches(text))
    if between is not None and any(character.isalnum() for character in between):
        message = "the text begins with one quotation and ends with another; what stands between would be the speaker's"
        yield "outer-quotes", message, "`mode: mixed` is for words of the source between quotations"
    elif between is not None:
        yield "outer-quotes", "the whole text stands in quotation marks", "leave the outer marks off"


def _closes(text: str) -> bool:
    """Whether the marks of a direct text can pair up. What was left out of it may have held one."""
    parted = stretches(text)
    for paragraph in parted:
        for before, each in pairwise(paragraph):
            if before.text[-1:].strip() and _INSIDE_OUT.fullmatch(each.text):
                return False
    return "[" in text or not parted or parted[-1][-1].closed


def _between(parted: list[list[Stretch]]) -> str | None:
    """What stands between the quotations of a text that begins with a whole clause of one and ends with another."""
    found = [each for part in parted for each in part]
    while found and not any(character.isalnum() for character in found[-1].text):
        found.pop()
    if len(found) < 2 or not found[0].voice == found[-1].voice == "speaker":
        return None
    if found[0].text[-2] not in _CLAUSE_ENDS and found[1].text.lstrip()[:1] not in (",", "،"):
        return None
    return "".join(each.text for each in found if each.voice == "reporter")


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
