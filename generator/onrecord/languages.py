"""Language tags (BCP 47) and the direction of the scripts they imply."""

import re

_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?",
    re.ASCII,
)
_RTL_LANGUAGES = frozenset(
    [
        "ar",
        "arc",
        "azb",
        "bal",
        "bgn",
        "ckb",
        "dv",
        "fa",
        "ha-arab",
        "he",
        "iw",
        "ji",
        "ks",
        "ku-arab",
        "lrc",
        "mzn",
        "nqo",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    ]
)
_RTL_SCRIPTS = frozenset(["Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"])


def well_formed(tag: str) -> bool:
    """Whether `tag` has the form of a BCP 47 language tag."""
    return bool(_TAG.fullmatch(tag))


def direction(tag: str) -> str:
    """`rtl` or `ltr`: by the script subtag where there is one, else by the language."""
    language, *rest = tag.split("-")
    for subtag in rest:
        if len(subtag) == 4 and subtag.isalpha():
            return "rtl" if subtag.title() in _RTL_SCRIPTS else "ltr"
    return "rtl" if language.lower() in _RTL_LANGUAGES else "ltr"
