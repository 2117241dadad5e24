"""Language tags (BCP 47) and the direction of the scripts they imply."""

import re

_TAG = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*(?:-[A-WY-Za-wy-z0-9](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?",
    re.ASCII,
)
_OF_TWO_LETTERS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik
    in io is it iu iw ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg
    mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro
    ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty
    ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 - a list of them would fill a page
)
"""All languages of two letters that there are, and those that there were (ISO 639-1, a closed set)."""
_SLIPS = {
    "cn": "zh",
    "cz": "cs",
    "dk": "da",
    "gr": "el",
    "hb": "he",
    "il": "he",
    "ir": "fa",
    "jp": "ja",
    "sp": "es",
    "ua": "uk",
    "vn": "vi",
}
"""Countries that are written for their languages. Of others, such as `se` and `kr`, the code is a language's too."""
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
    """Whether `tag` has the form of a BCP 47 language tag, and a language of two letters is one that there is."""
    if not _TAG.fullmatch(tag):
        return False
    language = tag.partition("-")[0].lower()
    return len(language) > 2 or language in _OF_TWO_LETTERS


def meant(tag: str) -> str:
    """The tag that was probably meant; nothing where that cannot be told."""
    language, hyphen, rest = tag.partition("-")
    near = _SLIPS.get(language.lower(), "")
    return f"{near}{hyphen}{rest}" if near and _TAG.fullmatch(tag) else ""


def direction(tag: str) -> str:
    """`rtl` or `ltr`: by the script subtag where there is one, else by the language."""
    language, *rest = tag.split("-")
    for subtag in rest:
        if len(subtag) == 4 and subtag.isalpha():
            return "rtl" if subtag.title() in _RTL_SCRIPTS else "ltr"
    return "rtl" if language.lower() in _RTL_LANGUAGES else "ltr"
