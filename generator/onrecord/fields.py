"""The kinds of values that fields hold: texts, lines, ids, dates, addresses, languages.

Each refuses what it cannot hold with a problem's code, a sentence and a hint; `schema` passes them on with their place.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator
from pydantic_core import PydanticCustomError

from onrecord import addresses, dates, languages, slugs

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)


def _clean(value: str) -> str:
    # what is printable holds nothing forbidden, and is told so much sooner
    bad = None if value.replace("\n", " ").isprintable() else _FORBIDDEN.search(value)
    if bad:
        raise PydanticCustomError(
            "bad-character",
            "the text holds {name}, which no text for interchange holds",
            {"name": f"U+{ord(bad[0]):04X}", "hint": "delete the character, or replace it by the one that was meant"},
        )
    value = value.strip()
    if not value:
        raise PydanticCustomError(
            "empty-value", "the field is empty", {"hint": "write a value, or leave the field out: a gap is no error"}
        )
    return value


_OPENERS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)


def _line(value: str) -> str:
    """A name or title: one line, and no bidirectional control left open that would turn what follows around."""
    if value.isprintable() and (plain := value.strip()):
        return plain  # neither line ends nor controls are printable
    value = _clean(value)
    if len(value.splitlines()) > 1:
        raise PydanticCustomError("bad-value", "the value runs over several lines", {"hint": "write it on one line"})
    open_controls: list[str] = []
    for character in value:
        if character in _OPENERS:
            open_controls.append(_OPENERS[character])
        elif character in "\u202c\u2069" and (not open_controls or open_controls.pop() != character):
            open_controls.append("unbalanced")
            break
    if open_controls:
        raise PydanticCustomError(
            "bad-character",
            "the value has an invisible control for text direction that is not closed",
            {"hint": "type the value anew instead of pasting it"},
        )
    return value


_UNSEEN = re.compile("[\xa0\xad\u2000-\u200b\u200e\u200f\u202f\u2060-\u2064\ufeff]")
"""What can stand in an id unseen; joiners (U+200C, U+200D) are letters' own affair."""


def _id(value: str) -> str:
    if not value.isprintable() and _FORBIDDEN.search(value):
        _clean(value)
    if not value.isprintable() and (unseen := _UNSEEN.search(value)):
        details = {"id": value, "name": f"U+{ord(unseen[0]):04X}", "hint": "type the id anew"}
        raise PydanticCustomError("bad-id", "`{id}` holds {name}, which nobody sees", details)
    flaw = slugs.flaw(value)
    if flaw:
        raise PydanticCustomError("bad-id", "`{id}`: {flaw}", {"id": value, "flaw": flaw, "hint": _suggest(value)})
    return value


def _suggest(value: str) -> str:
    if len(value) > slugs.LONGEST:
        return ""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", value).lower())
    candidate = "-".join(words)
    return f"for example `{candidate}`" if slugs.flaw(candidate) is None else ""


def _date(value: object) -> dates.Date:
    if isinstance(value, dates.Date):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("wrong-type", "a date is written as text", {"hint": "for example 2016-04-09"})
    value = _clean(value)
    try:
        return dates.parse(value)
    except ValueError as error:
        raise PydanticCustomError("bad-date", "`{date}`: {flaw}", {"date": value, "flaw": str(error)}) from None


def _address(value: str) -> str:
    flaw = addresses.flaw(value)
    if flaw:
        raise PydanticCustomError("bad-address", "`{address}`: {flaw}", {"address": value, "flaw": flaw})
    return value


def _language(value: str) -> str:
    value = _line(value)
    if not languages.well_formed(value):
        near = languages.meant(value)
        hint = f"did you mean `{near}`?" if near else "write en, fa, he, zh-Hant, … (BCP 47)"
        raise PydanticCustomError("bad-language", "`{tag}` is not a language tag", {"tag": value, "hint": hint})
    return value


def listed(value: object) -> object:
    """One value as a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _given(value: object) -> object:
    """What holds something: a scheme may wait for its identifier."""
    return {scheme: each for scheme, each in value.items() if each is not None} if isinstance(value, dict) else value


def _by_scheme(identifiers: dict[str, str]) -> dict[str, str]:
    """In one order, so that two with the same content are the same in all that is made of them."""
    return dict(sorted(identifiers.items()))


Text = Annotated[str, AfterValidator(_clean)]
"""Any text, of any length and script, outer white space left off."""
Line = Annotated[str, AfterValidator(_line)]
"""Text on one line: a name, a title."""
Id = Annotated[str, AfterValidator(_id), Field(json_schema_extra={"maxLength": slugs.LONGEST})]
"""The lasting id of a record."""
Ref = Annotated[str, AfterValidator(_line)]
"""The id of another record."""
Day = Annotated[
    dates.Date,
    PlainValidator(_date, json_schema_input_type=Annotated[str, Field(examples=["2016-04-09", "2016-04", "2016?"])]),
    PlainSerializer(lambda date: date.text, return_type=str),
]
"""An EDTF date."""
Address = Annotated[str, AfterValidator(_line), AfterValidator(_address)]
"""An http or https address."""
Language = Annotated[str, AfterValidator(_language)]
"""A BCP 47 language tag."""
Refs = Annotated[tuple[Ref, ...], BeforeValidator(listed, json_schema_input_type=str | list[str])]
"""One id, or a list of ids."""
Ids = Annotated[tuple[Id, ...], BeforeValidator(listed, json_schema_input_type=str | list[str])]
"""One lasting id, or a list of them."""
Lines = Annotated[tuple[Line, ...], BeforeValidator(listed, json_schema_input_type=str | list[str])]
"""One line, or a list of lines."""
Identifiers = Annotated[dict[Line, Line], BeforeValidator(_given), AfterValidator(_by_scheme)]
"""Ids elsewhere, by scheme."""
