"""Citations for programs that manage them: BibTeX, RIS, CSL-JSON. One choke point for the text of each format.

The type is that of a web page, not of a speech. What a reader has seen and can look up is a page of this record, and
all CSL styles print author, title, site and address of a web page; most of them leave out a speech's container and
many its address, and print the event alone, which most statements do not have.
"""

import re
import unicodedata
from typing import Any
from urllib.parse import quote

from onrecord import escape
from onrecord.dates import Date
from onrecord.pages.citing import Citation

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _folded(text: str) -> str:
    """`text` on one line: every line end, control and run of white space is one space."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _address(address: str) -> str:
    """An address in ASCII, without a sign that a format could take for its own; percent signs stay."""
    return quote(_folded(address), safe="/%:@!$&'()*+,;=~-._?#[]")


def _known(date: Date) -> tuple[int, ...]:
    """Year, month and day, as far as the date says them; nothing where it does not say the year."""
    first, last = date.earliest, date.latest
    if first is None or last is None or first.year != last.year:
        return ()
    if first.month != last.month:
        return (first.year,)
    return (first.year, first.month) if first.day != last.day else (first.year, first.month, first.day)


# BibTeX

_LATEX = {
    "{": r"\textbraceleft{}",  # \{ would do for LaTeX; BibTeX counts the brace all the same
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "&": r"\&",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",  # two would be one mark; after ! or ? it turns that around
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': '"{}',  # with babel a letter after it would become another one
    "@": "{@}",  # some programs see the beginning of an entry in it
}
_ACTIVE = re.compile(rf"-(?=-)|'(?=')|,(?=,)|[{re.escape(''.join(_LATEX))}]")
"""What LaTeX would act on: the signs above, and two signs that it would make one of."""
_PLAIN_KEY = re.compile(r"[^a-z0-9.-]")


def latex(text: str) -> str:
    """`text` as the value of a BibTeX field, to stand inside braces: one line, every brace of it balanced.

    A value that begins with a command is opened by `{}`: BibTeX takes a brace before a backslash for the beginning of
    an accented letter, and would change the case of what follows.
    """
    written = _ACTIVE.sub(lambda match: _LATEX.get(match[0]) or match[0] + "{}", _folded(text))
    return "{}" + written if written.startswith("\\") else written


def bibtex_key(key: str) -> str:
    """An entry's key in ASCII; two ids never have the same, and BibTeX's blindness to case changes nothing."""
    return _PLAIN_KEY.sub(lambda match: f"_{ord(match[0]):x}_", key)


def bibtex(citation: Citation) -> str:
    """One entry, for BibTeX and for biblatex (which reads `date` and leaves year, month and day aside)."""
    fields: dict[str, str] = {}
    # each name in braces of its own: no comma and no "and" in it parts it
    fields["author"] = "{" + " and ".join(f"{{{latex(name)}}}" for name in citation.authors) + "}"
    # a second pair of braces keeps styles from changing the case of words that somebody said
    fields["title"] = f"{{{{{latex(citation.title)}}}}}"
    if citation.issued:
        fields |= _bibtex_date(citation.issued)
    fields["howpublished"] = f"{{{latex(citation.container)}}}"
    if citation.address:
        fields["url"] = f"{{{_address(citation.address)}}}"
    if citation.note:
        fields["note"] = f"{{{latex(citation.note)}}}"
    lines = "".join(f"  {name} = {value},\n" for name, value in fields.items())
    return f"@misc{{{bibtex_key(citation.key)},\n{lines}}}\n"


def _bibtex_date(date: Date) -> dict[str, str]:
    year, month, day = (*_known(date), 0, 0, 0)[:3]
    fields = {"date": "{" + re.sub(r"T[^/?~%]*", "", date.text) + "}"}  # to the day: biber refuses most times of day
    if year:
        fields["year"] = f"{{{year}}}"
    if month:
        fields["month"] = _MONTHS[month - 1]
    if day:
        fields["day"] = f"{{{day}}}"
    return fields


# RIS


def ris(citation: Citation) -> str:
    """One reference."""
    lines = [("TY", "ELEC"), ("ID", citation.key)]
    lines += [("AU", name) for name in citation.authors]
    lines.append(("TI", citation.title))
    known = _known(citation.issued) if citation.issued else ()
    if known:
        lines.append(("PY", f"{known[0]:04}"))
        lines.append(("DA", "/".join(f"{part:04}" if not place else f"{part:02}" for place, part in enumerate(known))))
    lines.append(("T2", citation.container))
    # a semicolon parts two addresses
    lines.append(("UR", _address(citation.address).replace(";", "%3B")))
    lines.append(("LA", citation.language))
    lines.append(("N1", citation.note))
    folded = [(tag, _folded(value)) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in folded if value) + "ER  - \r\n"


# CSL-JSON

_CSL_MARKUP = re.compile(r"<(?=/?(?:i|b|sc|sup|sub|span)\b)|\{(?=:)", re.IGNORECASE)
_JOINER = "\u2060"
_UNUSUAL = re.compile(r"[^\w\n -%'-;=?-~]")
"""All but letters, digits, line ends, and of ASCII's other marks all but `&`, `<` and `>`."""


def csl(citation: Citation) -> str:
    """A list of one reference, after CSL 1.0.2."""
    each: dict[str, Any] = {
        "id": citation.key,
        "type": "webpage",
        "author": [{"literal": _csl(name)} for name in citation.authors],
        "title": _csl(citation.title),
        "container-title": _csl(citation.container),
        "event-title": _csl(citation.event),
        "event-place": _csl(citation.place),
        "URL": _address(citation.address),
        "note": _csl(citation.note),
        "language": citation.language,
    }
    if citation.issued:
        each["issued"] = _csl_date(citation.issued, citation.when)
    return as_json([{name: value for name, value in each.items() if value}])


def _csl(text: str) -> str:
    """`text` on one line, with nothing in it that a CSL processor takes for markup.

    Processors set `<i>`, `<b>`, `<sc>`, `<sup>`, `<sub>` and `<span>` in any text as typography and drop the tag: words
    that hold one would be printed without it. They have no way to write it otherwise. So an invisible joiner goes
    between the `<` and the rest; nothing is lost to the eye. The same holds for `{:name: value}`, by which a note can
    set other fields. No other tag does anything.
    """
    return _CSL_MARKUP.sub(lambda match: match[0] + _JOINER, _folded(text))


def _csl_date(date: Date, words: str) -> dict[str, Any]:
    if date.precision == "interval":
        ends = [_known(end) if end else () for end in date.parts]
        parts = [list(end) for end in ends] if all(ends) else []
    else:
        parts = [list(_known(date))] if _known(date) else []
    # an open interval and a decade have no parts
    issued: dict[str, Any] = {"date-parts": parts} if parts else {"literal": _csl(words) or date.text}
    if date.uncertain or date.approximate:
        issued["circa"] = True
    return issued


def as_json(value: object) -> str:
    """JSON that can stand anywhere in HTML or JavaScript: beyond letters, digits and plain marks all is escaped."""
    return _UNUSUAL.sub(_escaped, escape.laid_out(value, " ")) + "\n"


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    if not character.isascii() and unicodedata.category(character)[0] in "LMNP":
        return character
    return escape.json_character(character)
