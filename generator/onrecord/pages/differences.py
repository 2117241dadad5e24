"""Where reports of one statement differ: which words of one are not in the other, for readers to see side by side.

Marks, dashes, spaces and case make no difference here. Reports that have little in common are not compared: to mark
every word would say nothing.
"""

import difflib
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from onrecord.contrast import words
from onrecord.letters import fold
from onrecord.quotations import Paragraph, Segment

ALIKE = 0.4
"""How much of two reports must be the same, from 0 to 1, for a comparison to say something."""
_MOST = 4_000_000
"""Words of one times words of the other, beyond which they are not compared."""
_EDGES = re.compile(r"^\W+|\W+$")


def compared(report: tuple[Paragraph, ...], other: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """`report` with those words marked that `other` does not have; as it is, where they have little in common.

    What the editors put into square brackets is never marked: it is nobody's wording.
    """
    ours, theirs = _folded(report), _folded(other)
    if not ours or not theirs or len(ours) * len(theirs) > _MOST:
        return report
    matcher = difflib.SequenceMatcher(None, theirs, ours, autojunk=False)
    blocks = matcher.get_matching_blocks()
    same = {place for block in blocks for place in range(block.b, block.b + block.size)}
    if 2 * len(same) < ALIKE * (len(ours) + len(theirs)) or len(same) == len(ours):
        return report
    return tuple(_marked(report, same))


def _folded(paragraphs: tuple[Paragraph, ...]) -> list[str]:
    return [word for paragraph in paragraphs for segment in paragraph for _, word in _words(segment) if word]


def _words(segment: Segment) -> Iterator[tuple[str, str]]:
    """The segment's words and spaces as printed, each with what is compared; empty for what is not."""
    for printed in words(segment.text):
        yield printed, "" if segment.voice == "editor" else _compared(printed)


@lru_cache(maxsize=1 << 14)
def _compared(word: str) -> str:
    return _EDGES.sub("", fold(word).casefold())


def _marked(paragraphs: tuple[Paragraph, ...], same: set[int]) -> Iterator[Paragraph]:
    place = 0
    for paragraph in paragraphs:
        made: list[Segment] = []
        for segment in paragraph:
            flags: list[tuple[str, bool | None]] = []
            for printed, word in _words(segment):
                flags.append((printed, place not in same if word else None))
                place += bool(word)
            made += (
                Segment("".join(printed for printed, _ in group), segment.voice, differs)
                for differs, group in groupby(_settled(flags), key=itemgetter(1))
            )
        yield tuple(made)


def _settled(flags: list[tuple[str, bool | None]]) -> Iterator[tuple[str, bool]]:
    """Spaces and marks differ where they stand between two words that do."""
    before = False
    for place, (printed, flag) in enumerate(flags):
        if flag is None:
            after = next((later for _, later in flags[place:] if later is not None), False)
            yield printed, before and after
        else:
            before = flag
            yield printed, flag
