"""The verbatim check: are a report's quoted words in the text of its source, letter by letter?

Every quoted segment of a report is looked for in the capture of its source, segments in their order. Only what is
declared here is folded; whatever else differs, a single letter even, is a difference. Nothing is guessed: the nearest
passage may be shown in a message, and is never a result.
"""

import bisect
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.captures import Captured
from onrecord.contrast import marked
from onrecord.dataset import Dataset
from onrecord.letters import CUT, EM, elided, fold, joined, letters_behind, readable
from onrecord.model import Report
from onrecord.problems import FieldPath, Origin, Problem
from onrecord.quotations import bare, paragraphs, stretches

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

_STOPS = " .,;:!?…،؛؟。，"
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_OMITTED = re.compile(r"\s*(?:…|\.\s?\.\s?\.)\s*")
_GLUE = re.compile(r"[^\W\d_]+")
_BESIDE = re.compile(r"\s*(?:sic|!|\?)\s*", re.IGNORECASE)
_NOTHING = re.compile(r'[\s"“”„‟«»‹›「」『』〝〞〟‘’‚‛״]{0,40}')


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must stand in the capture without interruption."""

    text: str
    """As the report has them."""
    gap: int
    """Characters that may stand between the piece before and this one; 0 and less for the kinds named below."""
    glued: tuple[str, str]
    """The letters of a bracket that joins it inside a word, `[T]he`, before and behind; empty where it begins or ends
    as words do."""


_INSIDE = "…"
"""In the place of a bracket's letters: the word goes on behind the bracket."""
_ANYTHING, _PARAGRAPH, _ONE_WORD = -1, -2, -3
"""Before the first piece; between two paragraphs of one quotation, where space and marks may stand, as with 0, but more
of them; and within one word that a bracket parts, `dis[c]us`."""


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
    width = 0  # of a bracket that waits for the words behind it
    for quoted, continues in _quoted(report):
        for number, paragraph in enumerate(paragraphs(quoted)):
            first = _ANYTHING if not found else _PARAGRAPH if number or continues else BETWEEN
            more, width = _parted(paragraph, first, width)
            found += more
    return found


def quotes(report: Report) -> bool:
    """Whether there are any."""
    plain = report.mode == "direct" and "[" not in report.text
    return bool(report.text.strip() if plain else pieces(report))


def _quoted(report: Report) -> Iterator[tuple[str, bool]]:
    """Each quoted stretch without its outer marks, and whether it goes on from the paragraph before."""
    if report.mode == "direct":
        yield report.text, False
    elif report.mode == "mixed":
        is_open = False
        for paragraph in stretches(report.text):
            for number, stretch in enumerate(paragraph):
                if stretch.voice == "speaker":
                    yield bare(stretch.text), is_open and number == 0
            is_open = bool(paragraph) and paragraph[-1].voice == "speaker" and not paragraph[-1].closed


def _parted(text: str, gap: int, width: int) -> tuple[list[Piece], int]:
    """The pieces of a paragraph, and the width of a bracket at its end."""
    found: list[Piece] = []
    start, before = 0, ""
    for bracket in [*_BRACKET.finditer(text), None]:
        end = bracket.start() if bracket else len(text)
        words = text[start:end]
        letters = bracket[1] if bracket and _GLUE.fullmatch(bracket[1]) and not _BESIDE.fullmatch(bracket[1]) else ""
        behind = letters if words[-1:].isalpha() else ""
        if words.strip():
            if before and found and found[-1].glued[1]:
                found[-1] = replace(found[-1], glued=(found[-1].glued[0], _INSIDE))
                found.append(Piece(words.strip(), _ONE_WORD, (_INSIDE, behind)))
            else:
                found.append(Piece(words.strip(), _widened(gap, width), (before, behind)))
            gap, width = 0, 0
        if bracket:
            # brackets side by side stand for one gap, the widest
            width = max(width, _width(bracket[1]))
            start = bracket.end()
            before = letters if text[start : start + 1].isalpha() else ""
    return found, width


def _width(content: str) -> int:
    """Characters that a bracket may stand in the place of: none for a remark beside the words, `[sic]`."""
    if _OMITTED.fullmatch(content):
        return OMISSION
    return 0 if _BESIDE.fullmatch(content) or not content.strip() else INSERTION


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
        held = CUT in self.folded
        first = next((place for place, each in enumerate(words) if each.isalpha()), -1)
        made: list[str] = []
        place = 0
        while place < len(words):
            character = words[place]
            if place == first and len(character.swapcase()) == 1:
                made.append(f"[{character}{character.swapcase()}]")
            elif character == CUT:
                made.append(f"[-{EM}{CUT}]?")
            elif character in "-" + EM:
                signed = place == 0 and words[1:2].isdigit()  # a minus is no dash
                if held and words[place + 1 : place + 2] == " ":
                    made.append(f"(?:[-{EM}] |{CUT})")  # “pre- and post-war”, parted at the line's end
                    place += 1
                else:
                    made.append("-" if signed else f"[-{EM}{CUT if held else ''}]")
            else:
                made.append(re.escape(character))
            place += 1
        return f"{CUT}?".join(made) if held else "".join(made)

    def nearest(self, words: str) -> str:
        """The passage that is most like `words`, if one is like it at all: a suggestion, never a result."""
        wanted = readable(fold(words)).split()
        looked_for, held = wanted[:LOOKED_AT], readable(self.folded.replace(CUT, "")).split()
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
    known: dict[tuple[str, tuple[str, str]], list[tuple[int, int]]] = {}
    for piece, pattern in wanted:
        if (pattern, piece.glued) not in known:
            known[pattern, piece.glued] = list(_places(text, piece, re.compile(pattern)))
            if not known[pattern, piece.glued]:
                return ()
    held: list[list[tuple[int, int]]] = []
    limits: list[dict[int, int]] = []  # how far behind the end of a place the next piece may begin
    for number, (piece, pattern) in enumerate(wanted):
        places = known[pattern, piece.glued]
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
    if gap in (0, _PARAGRAPH):
        between = _NOTHING.match(text, end)
        farthest = between.end() if between else end
        return farthest if gap else min(farthest, end + SLACK)
    if gap == _ONE_WORD:
        return end + letters_behind(text, end, 2 * ENDING)
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
        if _begins(text, start, piece.glued[0]) and _ends(text, end, piece.glued[1]):
            yield start, end
        match = pattern.search(text, start + 1)


def _begins(text: str, at: int, glue: str) -> bool:
    """A bracket's letters stand for the same ones, in another case, or for none: `[T]he` is the, and not she."""
    if not joined(text, at) or elided(text, at) or glue == _INSIDE:
        return True
    cut = text[max(0, at - len(glue)) : at]
    return bool(glue) and cut.casefold() == glue.casefold() and not joined(text, at - len(glue))


def _ends(text: str, at: int, glue: str) -> bool:
    if not joined(text, at) or glue == _INSIDE:
        return True
    return bool(glue) and letters_behind(text, at, len(glue) + ENDING + 1) <= len(glue) + ENDING
