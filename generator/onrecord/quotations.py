"""Which words of a report are whose: the speaker's, the reporter's, the editors'.

In a direct report everything is the speaker's; in an indirect one nothing is; in a mixed one what stands in quotation
marks. What stands in square brackets is always the editors'.
"""

import re
from dataclasses import dataclass
from typing import Literal

from onrecord.model import Report

Voice = Literal["speaker", "reporter", "editor"]

CLOSING = {"“": "”", "„": "“”", "‟": "”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", '"': '"', "”": "”"}
"""Opening quotation marks and what may close them. Single marks are left out: mostly they are apostrophes."""

MARK = re.compile("[" + "".join({*CLOSING, *"".join(CLOSING.values())}) + "]")
"""Any quotation mark."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_BRACKETED = re.compile(r"(\[[^\[\]]*\])")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a report in one voice."""

    text: str
    """The characters, as printed."""
    voice: Voice
    """Whose words they are."""
    differs: bool = False
    """Whether another report has other words here."""


Paragraph = tuple[Segment, ...]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines part."""
    return [part for part in _PARAGRAPH.split(text) if part]


def segments(report: Report) -> tuple[Paragraph, ...]:
    """The report's paragraphs, each as stretches in one voice. Joined, they are the paragraphs again."""
    if report.mode == "mixed":
        return tuple(_bracketed(each) for each in _mixed(report.text))
    voice: Voice = "speaker" if report.mode == "direct" else "reporter"
    return tuple(_bracketed((Segment(part, voice),)) for part in paragraphs(report.text))


def _bracketed(paragraph: Paragraph) -> Paragraph:
    return tuple(
        Segment(part, "editor" if part.startswith("[") and part.endswith("]") else segment.voice)
        for segment in paragraph
        for part in _BRACKETED.split(segment.text)
        if part
    )


def _mixed(text: str) -> list[Paragraph]:
    """Part a mixed text at its outermost quotation marks; the marks stay with the speaker's words.

    A quotation that runs over several paragraphs is opened anew at each of them and closed once.
    """
    found: list[Paragraph] = []
    waiting: list[str] = []  # what would close each open mark, outermost first
    for part in paragraphs(text):
        stretches: list[Segment] = []
        start = 0
        for match in MARK.finditer(part):
            mark, at = match[0], match.start()
            if waiting and mark in waiting[-1]:
                waiting.pop()
                if not waiting:
                    stretches.append(Segment(part[start : at + 1], "speaker"))
                    start = at + 1
            elif at == 0 and waiting and mark in CLOSING:
                continue
            elif mark in CLOSING:
                if not waiting and at > start:
                    stretches.append(Segment(part[start:at], "reporter"))
                    start = at
                waiting.append(CLOSING[mark])
        if start < len(part):
            stretches.append(Segment(part[start:], "speaker" if waiting else "reporter"))
        found.append(tuple(stretches))
    return found
