"""The verbatim check: are a report's quoted words in the text of its source, letter by letter?

Every quoted segment of a report is looked for in the capture of its source, segments in their order. Only what is
declared here is folded; whatever else differs, a single letter even, is a difference. Nothing is guessed: the nearest
passage may be shown in a message, and is never a result.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.captures import Captured
from onrecord.dataset import Dataset
from onrecord.model import Report
from onrecord.problems import FieldPath, Origin, Problem
from onrecord.quotations import MARK, paragraphs, segments

Outcome = Literal["exact", "normalized", "altered", "missing", "unverified"]

OMISSION = 5000
"""Characters that `[…]` may stand for."""
INSERTION = 100
"""Characters that an insertion, `[the minister]`, may stand in the place of."""
BETWEEN = 5000
"""Characters between two quoted segments of a mixed report, and between two paragraphs of one quotation."""
SLACK = 3
"""Characters that a gap holds besides what it stands for: the space and the marks around it."""
NEAR = 0.6
"""How alike, from 0 to 1, a passage must be to be shown as the nearest one."""

_MARKS = dict.fromkeys(map(ord, "“”„‟«»‹›「」『』〝〞〟‘’‚‛′″`´ʼ'"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_GONE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_FOLD = _MARKS | _DASHES | _GONE
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)")
_STOPS = " .,;:!?…،؛؟。，"
_CUT = "\x00"
"""In folded text: a hyphen at a line's end, which the word may or may not have."""
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_OMITTED = re.compile(r"\s*(?:…|\.\s?\.\s?\.)\s*")


def fold(text: str) -> str:
    """`text` with everything folded that the check declares to fold.

    Unicode NFKC (ligatures, full-width forms, Arabic presentation forms); quotation marks and apostrophes of any kind
    are one; dashes are one; white space is one space; the soft hyphen, zero-width joiners and non-joiners are nothing.
    A hyphen at a line's end may be the word's own or the line's.
    """
    text = _LINE_END.sub(_CUT, text)
    text = unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)
    return _SPACE.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that must stand in the capture without interruption."""

    text: str
    """As the report has them."""
    gap: int
    """Characters that may stand between the piece before and this one; -1 for anything before the first."""
    glued: tuple[bool, bool]
    """Whether a bracket joins it, inside a word, before and behind: `[T]he`."""


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
    """What must be found, in order: the quoted words of a report, parted at the editors' brackets."""
    found: list[Piece] = []
    for quoted in _quoted(report):
        for number, paragraph in enumerate(paragraphs(quoted)):
            found += _parted(paragraph, first_gap=BETWEEN if found or number else -1)
    return found


def _quoted(report: Report) -> Iterator[str]:
    if report.mode == "direct":
        yield report.text
    elif report.mode == "mixed":
        running = ""
        for paragraph in segments(report):
            for segment in paragraph:
                if segment.voice == "speaker" or (segment.voice == "editor" and running):
                    running += segment.text
                elif running:
                    yield _bare(running)
                    running = ""
            if running:
                yield _bare(running)
                running = ""


def _bare(text: str) -> str:
    """A quoted stretch without its outer marks."""
    text = text.strip()
    start = 1 if MARK.match(text) else 0
    end = len(text) - 1 if len(text) > 1 and MARK.fullmatch(text[-1]) else len(text)
    return text[start:end]


def _parted(text: str, *, first_gap: int) -> Iterator[Piece]:
    gap, start = first_gap, 0
    joined_before = False
    for bracket in [*_BRACKET.finditer(text), None]:
        end = bracket.start() if bracket else len(text)
        words = text[start:end]
        joined_behind = bool(bracket) and words[-1:].isalnum()
        if words.strip():
            yield Piece(words.strip(), gap, (joined_before, joined_behind))
            gap = 0
        if bracket:
            width = OMISSION if _OMITTED.fullmatch(bracket[1]) else INSERTION
            gap = gap + width if gap >= 0 else -1
            start = bracket.end()
            joined_before = text[start : start + 1].isalnum()


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
    ours, theirs = fold(words).split(), nearest.split()
    made: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if kind == "equal":
            made += ours[c:d]
            continue
        if b > a:
            made.append("{-" + " ".join(theirs[a:b]) + "-}")
        if d > c:
            made.append("{+" + " ".join(ours[c:d]) + "+}")
    return " ".join(made)


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
        exact = _find(self.text, [(piece, re.escape(piece.text)) for piece in wanted])
        if exact:
            return Verified(outcome="exact", spans=exact)
        patterns = [(piece, self._pattern(fold(piece.text))) for piece in wanted]
        normalized = _find(self.folded, patterns)
        if normalized:
            return Verified(outcome="normalized", spans=normalized)
        lost = next((piece for piece, pattern in patterns if not _find(self.folded, [(piece, pattern)])), None)
        words = lost.text if lost else " […] ".join(piece.text for piece in wanted)
        nearest = self.nearest(words)
        return Verified(outcome="altered" if nearest else "missing", piece=words, nearest=nearest)

    def _pattern(self, words: str) -> str:
        """The pattern of folded words; the first letter in either case, line-end hyphens as they may be."""
        words = words.replace(_CUT, "-")
        cut = f"{_CUT}?" if _CUT in self.folded else ""
        made = []
        for place, character in enumerate(words):
            if place == 0 and character.swapcase() != character and len(character.swapcase()) == 1:
                made.append(f"[{character}{character.swapcase()}]")
            elif character == "-" and cut:
                made.append(f"[-{_CUT}]")
            else:
                made.append(re.escape(character))
        return cut.join(made)

    def nearest(self, words: str) -> str:
        """The passage that is most like `words`, if one is like it at all: a suggestion, never a result."""
        wanted, held = fold(words).split(), self.folded.replace(_CUT, "").split()
        matcher = difflib.SequenceMatcher(None, held, wanted, autojunk=False)
        anchor = matcher.find_longest_match()
        if not anchor.size:
            return ""
        start = max(0, anchor.a - anchor.b)
        passage = held[start : start + len(wanted)]
        alike = difflib.SequenceMatcher(None, " ".join(passage), " ".join(wanted), autojunk=False).ratio()
        return " ".join(passage).strip('"') if alike >= NEAR else ""


def _find(text: str, wanted: list[tuple[Piece, str]]) -> tuple[tuple[int, int], ...]:
    """Offsets of all pieces, in order and within their gaps; empty where they cannot be placed."""
    compiled = [(piece, re.compile(pattern)) for piece, pattern in wanted]

    def place(number: int, after: int) -> tuple[tuple[int, int], ...] | None:
        if number == len(compiled):
            return ()
        piece, pattern = compiled[number]
        limit = len(text) if piece.gap < 0 else after + piece.gap + SLACK
        for start, end in _places(text, piece, pattern, after):
            if start > limit:
                return None
            rest = place(number + 1, end)
            if rest is not None:
                return ((start, end), *rest)
        return None

    return place(0, 0) or ()


def _places(text: str, piece: Piece, pattern: re.Pattern[str], after: int) -> Iterator[tuple[int, int]]:
    """Where a piece stands: it begins and ends where words do, unless a bracket joins it inside a word."""
    match = pattern.search(text, after)
    while match:
        start, end = match.span()
        cut_before = not piece.glued[0] and start > 0 and _is_one_word(text[start - 1], text[start])
        cut_behind = not piece.glued[1] and end < len(text) and _is_one_word(text[end - 1], text[end])
        if not cut_before and not cut_behind:
            yield start, end
        match = pattern.search(text, start + 1)


def _is_one_word(left: str, right: str) -> bool:
    """Whether two neighbours belong to one word, as far as the script parts words at all."""
    if _wordless(left) or _wordless(right):
        return False
    return _is_in_word(left) and _is_in_word(right)


def _is_in_word(character: str) -> bool:
    """Letters, digits, the low line, and the marks that belong to letters: vowel signs end a word in many scripts."""
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def _wordless(character: str) -> bool:
    """Whether the script sets no spaces between words: Chinese, Japanese, Thai and their neighbours."""
    return unicodedata.category(character) == "Lo" and (
        "\u0e00" <= character <= "\u0eff"
        or "\u1000" <= character <= "\u109f"
        or "\u1780" <= character <= "\u17ff"
        or "\u2e80" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or character >= "\U00020000"
    )
