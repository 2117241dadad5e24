"""Folding: when two spellings are to count as one for a reader who searches.

Not for the verbatim check, which has its own, narrower, declared folding. The search page folds what a reader types by
the same rules: `templates/theme/js/fold.js` holds them a second time, and a test compares the two.
"""

import re
import unicodedata

LETTERS = str.maketrans(
    {
        "ي": "ی",  # Arabic yeh -> Persian yeh
        "ى": "ی",  # alef maksura
        "ئ": "ی",  # yeh with hamza
        "ك": "ک",  # Arabic kaf -> Persian keheh
        "ة": "ه",  # teh marbuta
        "ۀ": "ه",
        "ؤ": "و",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ı": "i",  # Turkish dotless i
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ʼ": "",  # letters that stand for a glottal stop, or an apostrophe
        "ʻ": "",
        "ʾ": "",
        "ʿ": "",
        "\u0640": "",  # tatweel
        "\u200c": "",  # zero-width non-joiner
        "\u200d": "",  # zero-width joiner
        "\u00ad": "",  # soft hyphen
    }
)


class _WithoutMarks(dict[int, int | None]):
    """What becomes of a character, by its number: nothing of an accent, all others stay. Asked once for each."""

    def __missing__(self, number: int) -> int | None:
        self[number] = None if unicodedata.category(chr(number)).startswith("M") else number
        return self[number]


_WITHOUT_MARKS = _WithoutMarks()
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_IDEOGRAPH = re.compile(r"([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_NOT_WORD = re.compile(r"[^\w]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘׳](?=\w)")
_GERSHAYIM = re.compile(r"(?<=[א-ת])[\"“”״](?=[א-ת])")
"""The sign within a Hebrew abbreviation, as it is typed too."""
_LETTER = r"[^\W\d_]"
_INITIALS = re.compile(rf"(?<!\w)(?:{_LETTER}\.)+{_LETTER}(?!\w)")


def fold(text: str) -> str:
    """The form of `text` that searches compare: one case, no accents, one form of each letter, single spaces.

    What an apostrophe, or the points of an abbreviation, stand in is one word. Chinese and Japanese characters stand
    apart, since nothing between them says where a word ends.
    """
    return _spaced(_joined(_letters(text)))


def _letters(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().translate(LETTERS)
    text = unicodedata.normalize("NFKD", text).translate(_WITHOUT_MARKS)
    return unicodedata.normalize("NFKC", text).translate(LETTERS).translate(_DIGITS)


def _joined(text: str) -> str:
    text = _GERSHAYIM.sub("", _APOSTROPHE.sub("", text))
    return _INITIALS.sub(lambda found: found[0].replace(".", ""), text)


def _spaced(text: str) -> str:
    return _NOT_WORD.sub(" ", _IDEOGRAPH.sub(r" \1 ", text)).strip()


_PUNCTUATION = re.compile(r"[^\w\s]+")
_PLAIN = re.compile(r"(?<!\S)[!-/:-@\[-^`{-~]*[A-Za-z0-9]+[!-/:-@\[-^`{-~]*(?!\S)")
"""A word that a plain index holds as it is folded: most are of this kind, and need not be looked at."""


def folded_words(text: str) -> list[str]:
    """The words of `text` whose folded form a plain index of the text would not hold, each once, in order; and what
    apostrophes part, if it is more than a letter: who searches `Iran` finds `l’Iran`.

    A plain index takes what white space parts, in lower case, without punctuation.
    """
    letters = _letters(_PLAIN.sub("", text))
    parted = (word for word in _spaced(letters).split() if len(word) > 1)
    folded = [*_spaced(_joined(letters)).split(), *parted]
    plain = set(_PUNCTUATION.sub("", text.lower()).split()) if folded else ()
    return list(dict.fromkeys(word for word in folded if word not in plain))
