"""Two texts in one, word by word: which words stand in both, which only in the first, which only in the second.

For people who review a change: of a long text they are shown what differs, with a little around it, in signs that no
text of the data can forge.
"""

import difflib
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Voice = Literal["both", "before", "after"]


class Run(NamedTuple):
    """Words that stand in one of two texts, or in both."""

    voice: Voice
    """In which."""
    text: str
    """The words, with the white space around them."""


_WORDLESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Scripts that set no spaces between words: each letter is compared by itself."""
_WORD = re.compile(rf"\s+|[{_WORDLESS}]|[^\s{_WORDLESS}]+")
_SIGNS = re.compile("[{}⟨⟩]")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that Unicode says are to be shown as nothing (Default_Ignorable_Code_Point)."""
_MOST = 4_000_000
"""Words of one text times words of the other, beyond which the differing middle is not looked into."""


def words(text: str) -> list[str]:
    """Words and the white space between them, in turn; in scripts without spaces each letter."""
    return _WORD.findall(text)


def runs(before: str, after: str) -> list[Run]:
    """Both texts in one, word by word."""
    old, new = words(before), words(after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    found = [Run("both", "".join(old[:start])), *_middle(middle_old, middle_new)]
    return [run for run in [*found, Run("both", "".join(old[len(old) - end :]))] if run.text]


def _middle(old: list[str], new: list[str]) -> Iterator[Run]:
    if len(old) * len(new) > _MOST:
        yield Run("before", "".join(old))
        yield Run("after", "".join(new))
        return
    gone, come = "", ""
    for _, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = "".join(old[a:b]) if old[a:b] == new[c:d] else ""
        if same and (same.strip() or not (gone or come)):
            yield Run("before", gone)
            yield Run("after", come)
            yield Run("both", same)
            gone, come = "", ""
        else:  # white space between two changed words parts nothing
            gone, come = gone + "".join(old[a:b]), come + "".join(new[c:d])
    yield Run("before", gone)
    yield Run("after", come)


def marked(before: str, after: str, *, context: int, longest: int) -> str:
    """Both texts in one line, what only the first has in {- -}, what only the second has in {+ +}.

    Unchanged words are shown as far as `context` from a difference, others up to `longest`.
    """
    found = runs(before, after)
    shown: list[str] = []
    for number, (voice, text) in enumerate(found):
        if voice == "both":
            is_first, is_last = number == 0, number == len(found) - 1
            shown.append(shortened(text, 0 if is_first else context, 0 if is_last else context))
        else:
            sign = "-" if voice == "before" else "+"
            gap = " " if voice == "after" and number and found[number - 1].voice == "before" else ""
            shown.append(f"{gap}{{{sign}{shortened(text, longest // 2)}{sign}}}")
    return "".join(shown)


def shortened(text: str, start: int, end: int | None = None) -> str:
    """The first `start` and the last `end` characters, with a mark ⟨…⟩ for how many are left out between them.

    Where the text itself holds such signs, or characters that nobody sees, these are written as escapes.
    """
    end = start if end is None else end
    out = len(text) - start - end
    mark = f"⟨… {out:,} characters …⟩"
    return _plain(text) if out <= len(mark) else f"{_plain(text[:start])}{mark}{_plain(text[len(text) - end :])}"


def _plain(text: str) -> str:
    return _UNSEEN.sub(_escape, _SIGNS.sub(_escape, text))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
