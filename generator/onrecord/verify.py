"""The verbatim check: are a report's quoted words in the text of its source, letter by letter?

Every quoted segment of a report is looked for in the capture of its source, segments in their order. Only what is
declared here is folded; whatever else differs, a single letter even, is a difference. Nothing is guessed: the nearest
passage may be shown in a message, and is never a result.
"""

import bisect
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.captures import Captured
from onrecord.contrast import marked
from onrecord.dataset import Dataset
from onrecord.model import Report
from onrecord.problems import FieldPath, Origin, Problem
from onrecord.quotations import MARK, paragraphs, stretches

Outcome = Literal["exact", "normalized", "altered", "missing", "unverified"]

OMISSION = 5000
"""Characters that `[…]` may stand for."""
INSERTION = 100
"""Characters that an insertion, `[the minister]`, may stand in the place of."""
BETWEEN = 5000
"""Characters between two quoted segments of a mixed report."""
ENDING = 4
"""Letters more than its own that a bracket at a word's end may stand for: `govern[ing]` for government."""
SLACK = 3
"""Characters that a gap holds besides what it stands for: the space and the marks around it."""
NEAR = 0.6
"""How alike, from 0 to 1, a passage must be to be shown as the nearest one."""
LOOKED_AT = 400
"""Words of a long quotation by which the nearest passage is looked for."""

_MARKS = dict.fromkeys(map(ord, "“”„‟«»‹›「」『』〝〞〟‘’‚‛`´ʻʼ'״׳"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–−﹣－־"), "-")
_EM = "\x01"
"""In folded text: a long dash. It is as good as a hyphen, but parts words where that joins them."""
_LONG_DASHES = dict.fromkeys(map(ord, "—―﹘"), _EM)
_GONE = dict.fromkeys(
    (0xAD, 0x61C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""
) | dict.fromkeys(range(0xFE00, 0xFE10), "")
_FOLD = _MARKS | _DASHES | _LONG_DASHES | _GONE | {ord("…"): "..."}
_COMPATIBLE = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc\uff01-\uffee]+")
"""Ligatures, presentation forms and full-width forms. Superscripts, fractions and the like are no mere forms."""
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"(?<=\S)[-\u2010\u00ad][^\S\n]*\n\s*(?=\w)")
_WORDLESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_WORDLESS_LINE_END = re.compile(rf"(?<=[{_WORDLESS}])[^\S\n]*\n\s*(?=[{_WORDLESS}])")
_STOPS = " .,;:!?…،؛؟。，"
_CUT = "\x00"
"""In folded text: a hyphen at a line's end, which the word may or may not have."""
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_OMITTED = re.compile(r"\s*(?:…|\.\s?\.\s?\.)\s*")
_BESIDE = re.compile(r"\s*(?:sic|!|\?)\s*", re.IGNORECASE)
_BETWEEN_PARAGRAPHS = re.compile(r'[\s"“”„‟«»‹›「」『』〝〞〟‘’‚‛״]*')


def fold(text: str) -> str:
    """`text` with everything folded that the check declares to fold.

    Canonical equivalence (Unicode NFC); ligatures, full-width and presentation forms; quotation marks and apostrophes
    of any kind are one, and so are dashes, and an ellipsis is three points; white space is one space; the soft hyphen,
    zero-width characters, variation selectors and the controls of direction are nothing. A hyphen at a line's end may
    be the word's own or the line's; where letters stand without spaces between words, a line's end is nothing.
    """
    text = _WORDLESS_LINE_END.sub("", _LINE_END.sub(_at_line_end, text))
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_FOLD))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text).translate(_FOLD)).strip()


def _at_line_end(match: re.Match[str]) -> str:
    """Between small letters nobody can tell whose the hyphen is; elsewhere it is the word's, or the number's."""
    before, after = match.string[match.start() - 1], match.string[match.end()]
    return _CUT if before.isalpha() and after.isalpha() and not after.isupper() else "-"


def readable(folded: str) -> str:
    """Folded text without the signs that only the check knows; as long as it was."""
    return folded.replace(_CUT, "-").replace(_EM, "—")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must stand in the capture without interruption."""

    text: str
    """As the report has them."""
    gap: int
    """Characters that may stand between the piece before and this one; -1 for anything before the first, -2 for the
    space and the marks between two paragraphs of one quotation, and nothing else."""
    glued: tuple[int, int]
    """How many letters a bracket that joins it inside a word, `[T]he`, may stand for, before and behind; -1 where it
    begins or ends as words do."""


_ANYTHING, _PARAGRAPH = -1, -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What the check found for one report."""

    source: str = ""
    """Id of the source."""
    outcome: Outcome
    """`exact`, `normalized` (after the declared folding only), `altered`, `missing`, or `unverified`."""
    spans: tuple[tuple[int, int], ...] = ()
    """Offsets of the pieces in the capture, for `exact`; in the folded capture, for `normalized`."""
    piece: str = ""
    """The first words that were not found."""
    nearest: str = ""
    """The passage of the capture that is most like them."""
    capture: str = ""
    """SHA-256 of the capture that they were looked for in."""
    not_in: tuple[str, ...] = ()
    """SHA-256 of later captures of the source that do not hold them, newest first."""

    @property
    def passed(self) -> bool:
        """Whether all words were found."""
        return self.outcome in ("exact", "normalized")


def pieces(report: Report) -> list[Piece]:
    """What must be found, in order: the quoted words of a report, parted at paragraphs and at the editors' brackets."""
    found: list[Piece] = []
    for quoted, continues in _quoted(report):
        for number, paragraph in enumerate(paragraphs(quoted)):
            first = _PARAGRAPH if number or (continues and found) else BETWEEN if found else _ANYTHING
            found += _parted(paragraph, first_gap=first if found else _ANYTHING)
    return found


def _quoted(report: Report) -> Iterator[tuple[str, bool]]:
    """Each quoted stretch without its outer marks, and whether it goes on from the paragraph before."""
    if report.mode == "direct":
        yield report.text, False
    elif report.mode == "mixed":
        is_open = False
        for paragraph in stretches(report.text):
            for number, stretch in enumerate(paragraph):
                if stretch.voice == "speaker":
                    yield _bare(stretch.text), is_open and number == 0
            is_open = bool(paragraph) and paragraph[-1].voice == "speaker" and not paragraph[-1].closed


def _bare(text: str) -> str:
    """A quoted stretch without its outer marks."""
    text = text.strip()
    start = 1 if MARK.match(text) else 0
    end = len(text) - 1 if len(text) > 1 and MARK.fullmatch(text[-1]) else len(text)
    return text[start:end]


def _parted(text: str, *, first_gap: int) -> Iterator[Piece]:
    gap, width, start = first_gap, 0, 0
    before = -1
    for bracket in [*_BRACKET.finditer(text), None]:
        end = bracket.start() if bracket else len(text)
        words = text[start:end]
        behind = len(bracket[1]) + ENDING if bracket and words[-1:].isalnum() else -1
        if words.strip():
            yield Piece(words.strip(), _widened(gap, width), (before, behind))
            gap, width = 0, 0
        if bracket:
            # brackets side by side stand for one gap, the widest
            width = max(width, _width(bracket[1]))
            start = bracket.end()
            before = max(1, len(bracket[1])) if text[start : start + 1].isalnum() else -1


def _width(content: str) -> int:
    """Characters that a bracket may stand in the place of: none for a remark beside the words, `[sic]`."""
    if _OMITTED.fullmatch(content):
        return OMISSION
    return 0 if _BESIDE.fullmatch(content) else INSERTION


def _widened(gap: int, width: int) -> int:
    if gap == _PARAGRAPH:
        return width or _PARAGRAPH
    return gap if gap == _ANYTHING else gap + width


def verify(dataset: Dataset, captures: Mapping[str, Sequence[Captured]]) -> dict[tuple[str, int], Verified]:
    """Check every report that quotes, by statement id and number of the report.

    A source may have been taken several times, oldest first: the newest text that holds the words is the one they are
    shown as of. Where none does, the newest says what differs.
    """
    ready: dict[str, Capture] = {}
    found: dict[tuple[str, int], Verified] = {}
    for statement in dataset.statements.values():
        for number, report in enumerate(statement.reports):
            wanted = pieces(report)
            if wanted:
                verified = _verified(wanted, captures.get(report.source, ()), ready)
                found[statement.id, number] = replace(verified, source=report.source)
    return found


def _verified(wanted: list[Piece], held: Sequence[Captured], ready: dict[str, "Capture"]) -> Verified:
    newest: Verified | None = None
    later: list[str] = []
    for captured in reversed(held):
        if captured.sha256 not in ready:
            ready[captured.sha256] = Capture(captured.text)
        verified = replace(ready[captured.sha256].find(wanted), capture=captured.sha256, not_in=tuple(later))
        if verified.passed:
            return verified
        newest = newest or verified
        later.append(captured.sha256)
    return newest or Verified(outcome="unverified")


def differing(dataset: Dataset, verified: Mapping[tuple[str, int], Verified]) -> list[Problem]:
    """What the check found that is not as in the source, or is so no more."""
    problems: list[Problem] = []
    for (name, number), each in verified.items():
        report = dataset.statements[name].reports[number]
        if each.outcome in ("altered", "missing") or each.not_in:
            problems.append(_problem(each, report, dataset.origins["statements", name], ("reports", number, "text")))
    return problems


def _problem(verified: Verified, report: Report, origin: Origin, path: FieldPath) -> Problem:
    if verified.passed:
        message = f"these words stand in an earlier text of `{report.source}`, and no more in the latest"
        hint = "say so in a `note`, and see whether the outlet gives a reason: a correction, a `retraction`"
        return Problem(code="changed-source", message=message, origin=origin, path=path, hint=hint)
    if verified.outcome == "missing":
        message = f"not in the text of `{report.source}`: “{verified.piece}”"
        hint = "check the source, the mode, and the quotation marks"
        return Problem(code="missing-quotation", message=message, origin=origin, path=path, hint=hint)
    message = f"not as in the text of `{report.source}`: {difference(verified.piece, verified.nearest)}"
    hint = f"nearest passage: “{verified.nearest}”"
    if fold(verified.piece).rstrip(_STOPS) in verified.nearest:
        hint = "leave off the mark at its end: it belongs to the sentence around it, or is another there"
    return Problem(code="altered-quotation", message=message, origin=origin, path=path, hint=hint)


def difference(words: str, nearest: str) -> str:
    """Both texts in one line, what only the report has in {+ +}, what only the source has in {- -}."""
    return marked(nearest, readable(fold(words)), context=60, longest=300)


class Capture:
    """The text of a source as it stood when taken, ready to be searched many times."""

    def __init__(self, text: str) -> None:
        """Fold the text once."""
        self.text = text
        self.folded = fold(text)

    def verify(self, report: Report) -> Verified | None:
        """Look for a report's quoted words; None where it quotes nothing."""
        wanted = pieces(report)
        return self.find(wanted) if wanted else None

    def find(self, wanted: list[Piece]) -> Verified:
        """Look for pieces, in order."""
        exact = placed(self.text, [(piece, re.escape(piece.text)) for piece in wanted])
        if exact:
            return Verified(outcome="exact", spans=exact)
        patterns = [(piece, self._pattern(fold(piece.text))) for piece in wanted]
        normalized = placed(self.folded, patterns)
        if normalized:
            return Verified(outcome="normalized", spans=normalized)
        lost = next((piece for piece, pattern in patterns if not placed(self.folded, [(piece, pattern)])), None)
        words = lost.text if lost else " […] ".join(piece.text for piece in wanted)
        nearest = self.nearest(words)
        return Verified(outcome="altered" if nearest else "missing", piece=words, nearest=nearest)

    def _pattern(self, words: str) -> str:
        """The pattern of folded words; the first letter in either case, line-end hyphens as they may be."""
        cut = f"{_CUT}?" if _CUT in self.folded else ""
        made = []
        for place, character in enumerate(words.replace(_CUT, "-")):
            if place == 0 and character.swapcase() != character and len(character.swapcase()) == 1:
                made.append(f"[{character}{character.swapcase()}]")
            elif character in "-" + _EM:
                made.append(f"[-{_EM}{_CUT if cut else ''}]")
            else:
                made.append(re.escape(character))
        return cut.join(made)

    def nearest(self, words: str) -> str:
        """The passage that is most like `words`, if one is like it at all: a suggestion, never a result."""
        wanted = readable(fold(words)).split()
        looked_for, held = wanted[:LOOKED_AT], readable(self.folded.replace(_CUT, "")).split()
        anchor = difflib.SequenceMatcher(None, held, looked_for, autojunk=False).find_longest_match()
        if not anchor.size:
            return ""
        start = max(0, anchor.a - anchor.b)
        passage = held[start : start + len(wanted)]
        near = passage[:LOOKED_AT]
        if len(looked_for) <= LOOKED_AT // 10:  # of few words the letters tell more
            alike = difflib.SequenceMatcher(None, " ".join(near), " ".join(looked_for), autojunk=False).ratio()
        else:
            alike = difflib.SequenceMatcher(None, near, looked_for, autojunk=False).ratio()
        return " ".join(passage).strip('"') if alike >= NEAR else ""


def placed(text: str, wanted: list[tuple[Piece, str]]) -> tuple[tuple[int, int], ...]:
    """Offsets of all pieces, in order and within their gaps; empty where they cannot be placed.

    Each piece is looked for once in the whole text. Then those places are kept that can be reached from one of the
    piece before, and of these, from the end backwards, those that lead on: no trying of one way after the other.
    """
    held: list[list[tuple[int, int]]] = []
    limits: list[dict[int, int]] = []  # how far behind the end of a place the next piece may begin
    for number, (piece, pattern) in enumerate(wanted):
        places = list(_places(text, piece, re.compile(pattern)))
        if number:
            limits.append({end: _limit(text, end, piece.gap) for _, end in held[-1]})
            places = _reachable(places, limits[-1])
        if not places:
            return ()
        held.append(places)
    for number in range(len(held) - 2, -1, -1):
        starts = [start for start, _ in held[number + 1]]
        held[number] = [place for place in held[number] if _next(starts, place[1], limits[number][place[1]]) >= 0]
    chosen = [held[0][0]]
    for number in range(1, len(held)):
        starts = [start for start, _ in held[number]]
        chosen.append(held[number][_next(starts, chosen[-1][1], limits[number - 1][chosen[-1][1]])])
    return tuple(chosen)


def _limit(text: str, end: int, gap: int) -> int:
    """The last offset at which the next piece may begin."""
    if gap == _PARAGRAPH:
        between = _BETWEEN_PARAGRAPHS.match(text, end)
        return between.end() if between else end
    return end + gap + SLACK


def _next(starts: list[int], after: int, limit: int) -> int:
    """Which of the sorted `starts` is the first from `after` to `limit`; -1 where there is none."""
    place = bisect.bisect_left(starts, after)
    return place if place < len(starts) and starts[place] <= limit else -1


def _reachable(places: list[tuple[int, int]], limits: Mapping[int, int]) -> list[tuple[int, int]]:
    """The places that begin behind one of the ends and not beyond its limit."""
    ends = sorted(limits)
    found = []
    farthest, number = -1, 0
    for start, end in places:
        while number < len(ends) and ends[number] <= start:
            farthest = max(farthest, limits[ends[number]])
            number += 1
        if start <= farthest:
            found.append((start, end))
    return found


def _places(text: str, piece: Piece, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where a piece stands: it begins and ends where words do, unless a bracket joins it inside a word."""
    match = pattern.search(text)
    while match:
        start, end = match.span()
        before, behind = piece.glued
        if (_letters_before(text, start) <= before if before >= 0 else not joined(text, start)) and (
            _letters_behind(text, end) <= behind if behind >= 0 else not joined(text, end)
        ):
            yield start, end
        match = pattern.search(text, start + 1)


def _letters_before(text: str, at: int) -> int:
    start = at
    while start > 0 and joined(text, start):
        start -= 1
    return at - start


def _letters_behind(text: str, at: int) -> int:
    end = at
    while end < len(text) and joined(text, end):
        end += 1
    return end - at


def joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of an offset belong to one word or number, as far as the script has words.

    An apostrophe or a hyphen between letters is inside a word; points, commas, colons and strokes between digits are
    inside a number, and so is the sign before it. A long dash parts.
    """
    if at <= 0 or at >= len(text):
        return False
    left, right = text[at - 1], text[at]
    if unicodedata.category(right).startswith("M"):
        return not left.isspace()
    if _wordless(left) or _wordless(right):
        return False
    if _is_in_word(left) and _is_in_word(right):
        return True
    further_left = text[at - 2] if at > 1 else " "
    further_right = text[at + 1] if at + 1 < len(text) else " "
    if right in _HYPHENS and further_right.isdigit() and not _is_in_word(left):
        return False  # the sign of the next number
    if left in _HYPHENS and right.isdigit():
        return True
    return (_is_in_word(left) and _is_inside(left, right, further_right)) or (
        _is_in_word(right) and _is_inside(further_left, left, right)
    )


_HYPHENS = frozenset("-‐‑–−־" + _CUT)
_APOSTROPHES = frozenset("'’ʼʻ׳״\"")


def _is_inside(left: str, sign: str, right: str) -> bool:
    """Whether a sign stands inside the word or number whose neighbours it has."""
    if _wordless(left) or _wordless(right):
        return False
    if left.isdigit() and right.isdigit():
        return sign in ".,:/٫٬" or sign in _HYPHENS
    return (sign in _APOSTROPHES or sign in _HYPHENS) and _is_in_word(left) and _is_in_word(right)


def _is_in_word(character: str) -> bool:
    """Letters, digits, the low line, and the marks that belong to letters: vowel signs end a word in many scripts."""
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def _wordless(character: str) -> bool:
    """Whether the script sets no spaces between words: Chinese, Japanese, Thai and their neighbours."""
    return unicodedata.category(character) == "Lo" and _WORDLESS_LETTER.fullmatch(character) is not None


_WORDLESS_LETTER = re.compile(f"[{_WORDLESS}]")
