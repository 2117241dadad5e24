"""What the verbatim check takes for the same letters, and where it takes a word or a number to begin and end.

All of its leniency is here and declared: what `fold` does not fold is a difference, and nothing is cut out of what
`joined` holds together.
"""

import re
import unicodedata

CUT = "\x00"
"""In folded text: a hyphen at a line's end, which the word may or may not have."""
_MARKS = dict.fromkeys(map(ord, "“”„‟«»‹›「」『』〝〞〟‘’‚‛`´ʻʼ'＇״׳"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–−﹣－־"), "-")
EM = "\x01"
"""In folded text: a long dash. It is as good as a hyphen, but parts words where that joins them."""
_LONG_DASHES = dict.fromkeys(map(ord, "—―﹘"), EM)
_GONE = dict.fromkeys(
    (0xAD, 0x61C, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""
) | dict.fromkeys(range(0xFE00, 0xFE10), "")
_LINES = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_UNSEEN = _GONE | dict.fromkeys((*range(9), *range(0x0E, 0x20)), "") | _LINES
_UNSEEN.pop(0xAD)
_FOLD = _MARKS | _DASHES | _LONG_DASHES | _GONE | {ord("…"): "..."}
_COMPATIBLE = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc\uff01-\uffee]+")
"""Ligatures, presentation forms and full-width forms. Superscripts, fractions and the like are no mere forms."""
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"(?<=\S)[-‐\u00ad־–][^\S\n]*\n[^\S\n]*(?=\w)")
_WORDLESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff01-\uffef\U00020000-\U0003ffff"
)
_WORDLESS_LINE_END = re.compile(
    rf"(?<=[{_WORDLESS}])[^\S\n]*\n[^\S\n]*(?=\S)|(?<=\S)[^\S\n]*\n[^\S\n]*(?=[{_WORDLESS}])"
)


def fold(text: str) -> str:
    """`text` with everything folded that the check declares to fold.

    Canonical equivalence (Unicode NFC); ligatures, full-width and presentation forms; quotation marks and apostrophes
    of any kind are one, and so are dashes, and an ellipsis is three points; white space is one space; the soft hyphen,
    zero-width characters, variation selectors and the controls of direction are nothing. A hyphen at a line's end may
    be the word's own or the line's; where letters stand without spaces between words, a line's end is nothing.
    """
    text = unicodedata.normalize("NFC", text).translate(_UNSEEN)
    text = _WORDLESS_LINE_END.sub("", _LINE_END.sub(_at_line_end, text))
    text = _COMPATIBLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_FOLD))
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text).translate(_FOLD)).strip()


def _at_line_end(match: re.Match[str]) -> str:
    """Between small letters nobody can tell whose the hyphen is; elsewhere it is the word's, or the number's."""
    before, after = match.string[match.start() - 1], match.string[match.end()]
    if match[0][0] == "–" and not (before.isdigit() and after.isdigit()):
        return match[0]
    letters = (before.isalpha() or unicodedata.category(before).startswith("M")) and after.isalpha()
    return CUT if letters and match[0][0] != "־" and (before.isupper() or not after.isupper()) else "-"


def readable(folded: str) -> str:
    """Folded text without the signs that only the check knows; as long as it was."""
    return folded.replace(CUT, "-").replace(EM, "—")


def letters_behind(text: str, at: int, most: int) -> int:
    """How much of a word, as far as `most`, stands behind an offset."""
    end = at
    while end < min(len(text), at + most) and joined(text, end):
        end += 1
    return end - at


def elided(text: str, at: int) -> bool:
    """Whether two words meet here: an article that lost its vowel, l’État, or a Hebrew particle before a quotation."""
    if at < 2 or text[at - 1] not in _APOSTROPHES:
        return False
    if _PARTICLE.search(text, max(0, at - 6), at) and text[at : at + 2].isalpha():
        return True
    word = _LAST_WORD.search(text, max(0, at - 12), at - 1)
    return word is not None and word[0].casefold() in _ELIDED


_LAST_WORD = re.compile(r"[^\W\d_]+$")
_FRENCH = ("l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu")
_ITALIAN = ("dell", "nell", "all", "sull", "dall", "coll", "un", "quest", "quell")
_ELIDED = frozenset(_FRENCH + _ITALIAN)
_PARTICLE = re.compile('(?<![^\\W\\d_])[והשכלבמ]{1,3}["״”“]$')


def joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of an offset belong to one word or number, as far as the script has words.

    An apostrophe or a hyphen between letters is inside a word, at a line's end too; points, commas, colons and strokes
    between digits are inside a number, and so are the spaces of its thousands and the sign before it. Characters that
    nobody sees part nothing. A long dash parts.
    """
    if at <= 0 or at >= len(text):
        return False
    first, last = at - 1, at
    while first > 0 and ord(text[first]) in _GONE:
        first -= 1
    while last < len(text) - 1 and ord(text[last]) in _GONE:
        last += 1
    left, right = text[first], text[last]
    if unicodedata.category(right).startswith("M"):
        return not left.isspace()
    if left.isdigit() and right in _MYRIADS:
        return True
    if _wordless(left) or _wordless(right):
        return False
    if _is_in_word(left) and _is_in_word(right):
        return True
    before, after = text[:first][-1:] or " ", text[last + 1 : last + 2] or " "
    if ord(before) in _GONE or ord(after) in _GONE:
        before, after = _seen(text[max(0, first - 8) : first][::-1]), _seen(text[last + 1 : last + 9])
    if right in _HYPHENS and after.isdigit() and not _is_in_word(left):
        return False  # the sign of the next number
    if right.isdigit() and (left in _HYPHENS or (left in ".,٫" and not _is_in_word(before))):
        return True
    if (left.isdigit() and right.isspace()) or (left.isspace() and right.isdigit()):
        return _in_thousands(text, at)
    return (
        (_is_in_word(left) and _is_inside(left, right, after))
        or (_is_in_word(right) and _is_inside(before, left, right))
        or _over_line_end(text, first, last)
    )


def _seen(text: str) -> str:
    """The first character that can be seen."""
    return next((character for character in text if ord(character) not in _GONE), " ")


def _in_thousands(text: str, at: int) -> bool:
    """Whether an offset lies within a number whose thousands are parted by spaces: 12 500."""
    return any(
        match.start() < at < match.end()
        for match in _THOUSANDS.finditer(text, max(0, at - 12), min(len(text), at + 12))
    )


def _over_line_end(text: str, first: int, last: int) -> bool:
    """Whether a word goes on over a line's end with a hyphen."""
    around = text[max(0, first - 6) : last + 7]
    return any(match.start() < first - max(0, first - 6) + 1 < match.end() for match in _PARTED_WORD.finditer(around))


_HYPHENS = frozenset([*map(chr, _DASHES), "-", "\u00ad", CUT])
_APOSTROPHES = frozenset([*map(chr, _MARKS), '"']) - frozenset("“„«»‹›「」『』〝〞〟")
_MYRIADS = frozenset("十百千万萬亿億兆")
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)")
_PARTED_WORD = re.compile(r"\w[-‐\u00ad]\s{0,3}\n\s{0,3}\w")


def _is_inside(left: str, sign: str, right: str) -> bool:
    """Whether a sign stands inside the word or number whose neighbours it has."""
    if _wordless(left) or _wordless(right):
        return False
    if left.isdigit() and right.isdigit():
        return sign in ".,:/٫٬'’،⁄∕·\"" or sign in _HYPHENS
    return (sign in _APOSTROPHES or sign in _HYPHENS) and _is_in_word(left) and _is_in_word(right)


def _is_in_word(character: str) -> bool:
    """Letters, digits, the low line, and the marks that belong to letters: vowel signs end a word in many scripts."""
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def _wordless(character: str) -> bool:
    """Whether the script sets no spaces between words: Chinese, Japanese, Thai and their neighbours."""
    return unicodedata.category(character) == "Lo" and _WORDLESS_LETTER.fullmatch(character) is not None


_WORDLESS_LETTER = re.compile(f"[{_WORDLESS}]")
