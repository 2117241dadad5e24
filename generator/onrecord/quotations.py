"""Which words of a report are whose: the speaker's, the reporter's, the editors'.

In a direct report everything is the speaker's; in an indirect one nothing is; in a mixed one what stands in quotation
marks. What stands in square brackets is always the editors'.
"""

import bisect
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from onrecord.model import Report

Voice = Literal["speaker", "reporter", "editor"]

CLOSING = {
    "“": "”",
    "„": "“”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    '"': '"',
    "”": "”",
    "״": "״",
}
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
    return _segments(report.mode, report.text)


@lru_cache(maxsize=16)  # one page asks several times for the same words
def _segments(mode: str, text: str) -> tuple[Paragraph, ...]:
    if mode == "mixed":
        return tuple(
            _bracketed(tuple(Segment(each.text, each.voice) for each in paragraph)) for paragraph in stretches(text)
        )
    voice: Voice = "speaker" if mode == "direct" else "reporter"
    return tuple(_bracketed((Segment(part, voice),)) for part in paragraphs(text))


def _bracketed(paragraph: Paragraph) -> Paragraph:
    return tuple(
        Segment(part, "editor" if part.startswith("[") and part.endswith("]") else segment.voice)
        for segment in paragraph
        for part in _BRACKETED.split(segment.text)
        if part
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a mixed text, the editors' brackets still in it."""

    text: str
    """The characters, as printed, with the marks around them."""
    voice: Voice
    """The speaker's or the reporter's."""
    closed: bool = True
    """Whether the quotation ends here; if not, it goes on in the next paragraph."""


@lru_cache(maxsize=2)
def stretches(text: str) -> list[list[Stretch]]:
    """Part a mixed text at its outermost quotation marks; the marks stay with the speaker's words.

    A quotation that runs over several paragraphs is opened anew at each of them and closed once. What stands in the
    editors' brackets, inside a word (צה"ל) or behind a number (6" high) opens nothing.
    """
    found: list[list[Stretch]] = []
    waiting: list[str] = []  # what would close each open mark, outermost first
    for part in paragraphs(text):
        made: list[Stretch] = []
        brackets = [bracket.span() for bracket in _BRACKETED.finditer(part)]
        start = 0
        for match in MARK.finditer(part):
            mark, at = match[0], match.start()
            place = bisect.bisect_right(brackets, (at, len(part))) - 1
            if (place >= 0 and at < brackets[place][1]) or _in_word(part, at):
                continue
            if waiting and mark in waiting[-1]:
                waiting.pop()
                if not waiting:
                    made.append(Stretch(part[start : at + 1], "speaker"))
                    start = at + 1
            elif at == 0 and waiting and mark in CLOSING:
                continue
            elif mark in CLOSING and not _behind_word(part, at, mark):
                if not waiting and at > start:
                    made.append(Stretch(part[start:at], "reporter"))
                    start = at
                waiting.append(CLOSING[mark])
        if start < len(part):
            made.append(Stretch(part[start:], "speaker" if waiting else "reporter", closed=not waiting))
        found.append(made)
    return found


def pairs_up(parted: list[list[Stretch]]) -> bool:
    """Whether every quotation of a mixed text is closed, and none by what looks like the beginning of another."""
    for paragraph in parted:
        for stretch in paragraph:
            if stretch.voice == "speaker" and stretch.closed and re.search(r'\s"$', stretch.text):
                return False  # straight marks within straight marks
    return not parted or not parted[-1] or parted[-1][-1].closed


def _in_word(text: str, at: int) -> bool:
    """Whether a mark stands between two letters or digits, as in Hebrew acronyms: צה"ל.

    Behind a particle that Hebrew writes together with the next word it begins a quotation, if that is more than a
    letter long and closed further on: ש"המלחמה נגמרה".
    """
    if not (0 < at < len(text) - 1 and _spaced(text[at - 1]) and _spaced(text[at + 1])):
        return False
    particle = _PARTICLE.search(text, max(0, at - 5), at)
    word = _LETTERS.match(text, at + 1)
    opens = particle and word and len(word[0]) > 1 and at < _last_closing(text)
    return not opens


@lru_cache(maxsize=2)
def _last_closing(text: str) -> int:
    return max((mark.start() for mark in _CLOSES.finditer(text)), default=-1)


_PARTICLE = re.compile("(?<![^\\W\\d_])[והשכלבמ]{1,3}$")
_LETTERS = re.compile(r"[^\W\d_]+")
_CLOSES = re.compile(r'["״”](?![^\W\d_])')


def _behind_word(text: str, at: int, mark: str) -> bool:
    """Whether a straight mark follows a letter or digit: then it is no opening one, but inches, or a stray."""
    return mark in '"״' and at > 0 and _spaced(text[at - 1]) and not (_spaced(text[at + 1 : at + 2] or " "))


def _spaced(character: str) -> bool:
    """A letter or digit of a script that parts words by spaces."""
    return character.isalnum() and not ("\u0e00" <= character <= "\u0eff" or "\u2e80" <= character <= "\ufaff")


def bare(text: str) -> str:
    """A quoted stretch without its outer marks."""
    text = text.strip()
    start = 1 if MARK.match(text) else 0
    end = len(text) - 1 if len(text) > 1 and MARK.fullmatch(text[-1]) else len(text)
    return text[start:end]
