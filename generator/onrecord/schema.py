"""From a raw record to a noun of the model, or to the problems that keep it from being one.

The classes of `model` are the only schema: the messages for editors and the JSON Schema for their text editors are both
made from them.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from onrecord.dates import MONTHS, parse
from onrecord.model import SECTIONS, Noun, Record, Relation, RelationInput, Sections
from onrecord.problems import CODES, MOST_HINTS, FieldPath, Nearest, Origin, Problem, did_you_mean, few
from onrecord.readers.raw import Raw, example, inner_noun

_N = TypeVar("_N", bound=Noun)
_given: dict[frozenset[str], set[str]] = {}
"""Every choice of fields that was met."""
_SUBJECT = re.compile(r"^the (?:field|text|value)\b")
_INVISIBLE = re.compile(r"[^\S ]|[\u200b-\u200f\ufeff]|^ | $")
_TYPES = {
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a map of fields",
    "model_type": "a map of fields",
    "model_attributes_type": "a map of fields",
}


def validate(raw: Raw, *, hinted: bool = True) -> tuple[Record | None, list[Problem]]:
    """Make one raw record into a noun. Not `hinted`, nothing is looked up for those who read the problems."""
    nearest = Nearest(MOST_HINTS if hinted else 0)
    noun = SECTIONS.get(raw.section)
    if noun is None:
        hint = nearest.hint(raw.section, SECTIONS, otherwise=f"one of {', '.join(SECTIONS)}")
        if _INVISIBLE.search(raw.section):
            hint = "an invisible character stands in this line, a no-break space perhaps: type it anew"
        message = f"`{raw.section}` is not a section"
        # the place of the section's name: a record number would lead into it
        at = Origin(file=raw.origin.file)
        problem = Problem(
            code="unknown-section", message=message, origin=at, path=(raw.section,), hint=hint, on_key=True
        )
        return None, [problem]
    if raw.origin.number < 0:
        message = f"`{raw.section}` is not a list"
        hint = "write each record after a hyphen: `- id: …`"
        if raw.origin.form != "yaml":
            hint = "put the records into square brackets: [{…}, {…}]"
        return None, [Problem(code="wrong-type", message=message, origin=raw.origin, hint=hint)]
    if not isinstance(raw.data, dict):  # said here, since a file can be made of nothing else
        return None, [_wrong_type(raw.data, "a map of fields", noun, raw, ())]
    try:
        return _thrifty(noun.model_validate(raw.data)), []
    except ValidationError as failure:
        return None, few(_problems(failure, noun, raw, nearest))


def in_part(raw: Raw, flaws: Iterable[Problem]) -> Record | None:
    """A record that has flaws, without the fields in which they are; None where it is nothing without these."""
    noun = SECTIONS.get(raw.section)
    if noun is None or not isinstance(raw.data, dict):
        return None
    spoilt: dict[object, set[object]] = {}
    for flaw in flaws:
        spoilt.setdefault(flaw.path[0] if flaw.path else None, set()).add(flaw.path[1] if len(flaw.path) == 2 else None)
    if None in spoilt:
        return None

    def sound(name: str, value: Any) -> Any:
        """What is left of a list of words; nothing of anything else."""
        if not isinstance(value, list) or None in spoilt[name] or not all(isinstance(each, str) for each in value):
            return None
        return [each for number, each in enumerate(value) if number not in spoilt[name]]

    left = {name: sound(name, value) if name in spoilt else value for name, value in raw.data.items()}
    try:
        return noun.model_validate({name: value for name, value in left.items() if value or name not in spoilt})
    except ValidationError:
        return None


def _thrifty(noun: _N) -> _N:
    """The same noun, and all in it, knowing which fields were given by a set that is shared: so many sets would take
    more than a quarter of a record's memory.
    """
    fields = noun.__pydantic_fields_set__
    object.__setattr__(noun, "__pydantic_fields_set__", _given.setdefault(frozenset(fields), fields))
    for value in noun.__dict__.values():
        if value.__class__ is tuple:
            for each in value:
                if isinstance(each, Noun):
                    _thrifty(each)
        elif isinstance(value, Noun):
            _thrifty(value)
    return noun


def _wrong_type(given: object, wanted: str, noun: type[BaseModel], raw: Raw, path: FieldPath) -> Problem:
    message = f"{_called(path, raw)} is {_kind(given)}; it should be {wanted}"
    hint = _type_hint(wanted, given, _fields(noun, path) if raw.origin.form == "yaml" else [])
    if raw.origin.form == "table" and wanted != "a text" and path:
        hint = _cell_hint(raw, path)
    return Problem(code="wrong-type", message=message, origin=raw.origin, path=path, hint=hint)


def _problems(failure: ValidationError, noun: type[BaseModel], raw: Raw, nearest: Nearest) -> Iterator[Problem]:
    meant: set[FieldPath] = set()
    errors = failure.errors(include_url=False)
    lacking: dict[object, FieldPath] = {}
    for error in errors:
        if error["type"] == "missing" and len(error["loc"]) > 1:
            lacking.setdefault(error["loc"][-1], tuple(error["loc"]))
    # what is misspelt comes first, for then it is not missing too
    for error in sorted(errors, key=lambda each: each["type"] != "extra_forbidden"):
        path: FieldPath = tuple(error["loc"])
        kind = error["type"]
        if kind == "missing" and path in meant:
            continue
        context: dict[str, Any] = error.get("ctx") or {}
        if path[:1] == ("relations",) and path[-1] == "target" and kind != "missing":
            path = _relation_path(path, raw.data)
        name = _called(path, raw)
        hint = str(context.get("hint", ""))
        on_key = len(path) > 2 and path[-1] == "[key]"
        if on_key:
            path = path[:-1]
        if kind == "missing":
            code, message = "missing-field", f"{name} is missing"
            path, hint = path[:-1], f"add `{error['loc'][-1]}: …`"
            if raw.origin.form == "table":
                hint = _cell_hint(raw, tuple(error["loc"]))
        elif kind == "extra_forbidden":
            code, message, on_key = "unknown-field", f"{name} is not a field here", True
            known = _fields(noun, path[:-1])
            near = nearest.word(str(path[-1]), known)
            meant.add((*path[:-1], near))
            hint = did_you_mean(near, f"the fields are {', '.join(known)}")
            owner = lacking.get(path[-1])
            if owner and len(owner) > len(path):
                meant.add(owner)
                hint = f"it belongs to `{owner[0]}`: put it beside the fields there"
            if _INVISIBLE.search(str(path[-1])):
                hint = "an invisible character stands in this line, a no-break space perhaps: type it anew"
        elif kind == "literal_error":
            value = error["input"]
            given = value if isinstance(value, str) else _kind(value)
            code, message = "bad-value", f"{name} cannot be " + (f"`{given}`" if given is value else given)
            choices = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
            hint = nearest.hint(given, choices, otherwise=f"one of {', '.join(choices)}")
        elif kind == "too_short":
            code, message, hint = "empty-value", f"{name} is empty", "a statement needs at least one speaker"
        elif kind in _TYPES:
            yield _wrong_type(error["input"], _TYPES[kind], noun, raw, path)
            continue
        elif kind == "string_unicode":  # pragma: no cover - whether pydantic sees it before `fields` is its release's
            code, message = "bad-character", f"{name} holds half a character (a surrogate)"
            hint = "delete it, or type the character anew"
        elif kind == "wrong-type":
            code, message = kind, f"{name} is {_kind(error['input'])}; it should be a date"
        elif kind in CODES:
            code, message, hint = kind, *_said_by_fields(error, name, hint, _is_required(noun, path), raw)
        else:  # pragma: no cover - a kind that no field of the model can have yet
            code, message = "bad-value", f"{name} holds what it cannot hold"
        yield Problem(code=code, message=message, origin=raw.origin, path=path, hint=hint, on_key=on_key)


def _said_by_fields(error: ErrorDetails, name: str, hint: str, is_required: bool, raw: Raw) -> tuple[str, str]:
    """Message and hint of what `fields` or `model` refused: with the field's name, in the notation of the file."""
    given, kind = str(error["input"]), error["type"]
    message = _SUBJECT.sub(lambda _: name, error["msg"])
    if kind == "bad-date":
        if given.count("/") > 1:
            message = f"`{given}`: year, month and day are joined by hyphens"
        return message, _date_hint(given)
    if kind == "empty-value" and is_required:
        return message, "write a value: this field is needed"
    if raw.origin.form != "yaml":
        form = "`rejects=id-of-the-statement`" if raw.origin.form == "table" else '`{"rejects": "id-of-the-statement"}`'
        hint = hint.replace("`{rejects: id-of-the-statement}`", form)
    return message, hint


def _called(path: FieldPath, raw: Raw) -> str:
    """The field as a message names it: `text`, or the second of `chain`; the record itself where there is no field."""
    if not path:
        return "the " + raw.section.removesuffix("s")
    names = [step for step in path[:-1] if isinstance(step, str)]
    if isinstance(path[-1], str) and (path[-1] != "[key]" or not names):
        names.append(path[-1])
    if path[-1] == "[key]" and names:
        return f"a name in `{names[0]}`"
    if isinstance(path[-1], int):
        listed = isinstance(raw.data, dict) and isinstance(raw.data.get(names[0]), list)
        return f"entry {path[-1] + 1} of `{names[-1]}`" if listed or len(names) > 1 else f"`{names[-1]}`"
    return f"`{names[-1]}`"


_OWN_COLUMNS = {"speakers": "speaker", "reports": "report", "original": "original", "retraction": "retraction"}
"""Fields of which a table has columns for what is in them."""


def _cell_hint(raw: Raw, path: FieldPath) -> str:
    """Where in a table something belongs."""
    first, last = str(path[0]), path[-1]
    if path == ("identifiers",):
        return "write each identifier into a column of its own: `identifiers.wikidata`"
    if first in _OWN_COLUMNS and (len(path) > 1 or first in ("original", "retraction")):
        part = {"original": "text", "retraction": "reason"}[first] if len(path) == 1 else last
        return f"fill the column `{_OWN_COLUMNS[first]}{'' if part == 'actor' else f'.{part}'}`"
    if len(path) == 1 and inner_noun(SECTIONS[raw.section].model_fields[first].annotation) is None:
        return f"fill the column `{first}`"
    return f"write it into the column `{first}` as JSON: {example(raw.section, first)}"


def _type_hint(wanted: str, given: object, known: list[str]) -> str:
    """What to do about it; `known` are the fields that a map there has, none of them where the file is not YAML."""
    if not known:
        forms = {"a list": "[…]", "a map of fields": "{…}"}
        return f"write it as `{forms[wanted]}`" if wanted in forms else "write one text, in quotation marks"
    if wanted == "a text" and isinstance(given, dict):
        return "a text that begins with { or holds a colon and a space needs quotation marks around it"
    if wanted == "a text" and isinstance(given, list):
        return "write one value; a text that begins with [ needs quotation marks around it"
    if wanted == "a list":
        return "write each entry on a line of its own, after a hyphen and a space"
    return f"write its fields as `name: value`: {', '.join(known)}"


_DASHES = {ord(dash): "-" for dash in "‐‑‒–—―−"}
_YEAR_FIRST = re.compile(r"(\d{4})[-./ ](\d{1,2})(?:[-./ ](\d{1,2}))?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_RUN_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SPAN = re.compile(r"(\d{4}(?:-\d\d){0,2})(?: ?- ?| to )(\d{4}(?:-\d\d){0,2})")
_DAYS = re.compile(r"(\d{4}-\d\d)-(\d\d) ?(?:[-/]|to) ?(\d\d)")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) +(\d\d:\d\d(?::\d\d)?)")
_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_WORDS = re.compile(r"(?:(\d{1,2})\.? )?([a-z]+)(?: (\d{1,2}),?)? (\d{4})")
_ABOUT = re.compile(r"(?:~|ca?\.?|circa|about|around|approx(?:\.|imately)?) ?(\d{4}(?:-\d\d){0,2})")
_IN_BRACKETS = re.compile(r"(\d{4}(?:-\d\d){0,2}) ?\((?:about|ca?\.?|circa|approx(?:\.|imately)?)\)")
_BOTH_SIGNS = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:\?~|~\?)")
_DAY_NUMBER = re.compile(r"[2-7]\d{4}")
_FIRST_DAY = datetime.date(1899, 12, 30)
"""From which spreadsheets count days."""
_A_YEAR = re.compile(r"\b[12]\d{3}\b", re.ASCII)


def _date_hint(given: str) -> str:
    """How the date was probably meant; nothing where the message says all there is to say."""
    given = given.strip().lower().translate(_DASHES)
    readings = _readings(given)
    meant = [text for text in readings if not _why_no_date(text)]
    if meant:
        order = ": year, month, day" if _YEAR_LAST.fullmatch(given) else ""
        return f"write {' or '.join(f'`{text}`' for text in meant)}{order}"
    if readings:
        return _why_no_date(readings[0]) if readings[0] != given else ""
    if _DAY_NUMBER.fullmatch(given):
        day = _FIRST_DAY + datetime.timedelta(days=int(given))
        return f"a spreadsheet counts days so: if it was one, write `{day}`"
    if (year := _A_YEAR.search(given)) and year.start():
        return f"write `{year[0]}`, or more of it where more is known: year, month, day"
    return "" if given[:1].isdigit() else "leave the field out where the date is not known"


def _readings(given: str) -> list[str]:
    """What a date that is not written as one can mean, likelier first."""
    if found := _YEAR_FIRST.fullmatch(given) or _RUN_TOGETHER.fullmatch(given):
        return ["-".join(part.zfill(2) for part in found.groups() if part)]
    if found := _YEAR_LAST.fullmatch(given):
        first, second, year = found[1].zfill(2), found[3].zfill(2), found[4]
        both = sorted({f"{year}-{second}-{first}", f"{year}-{first}-{second}"})
        return sorted(both, key=lambda text: text[5:7] > "12")
    if found := _SPAN.fullmatch(given):
        return [f"{found[1]}/{found[2]}"]
    if found := _DAYS.fullmatch(given):
        return [f"{found[1]}-{found[2]}/{found[1]}-{found[3]}"]
    if found := _MOMENT.fullmatch(given):
        return [f"{found[1]}T{found[2]}"]
    if found := _ABOUT.fullmatch(given) or _IN_BRACKETS.fullmatch(given):
        return [f"{found[1]}~"]
    if found := _BOTH_SIGNS.fullmatch(given):
        return [f"{found[1]}%"]
    if (found := _WORDS.fullmatch(given)) and found[2] in _MONTHS:
        day = found[1] or found[3]
        return [f"{found[4]}-{_MONTHS[found[2]]:02}{'-' + day.zfill(2) if day else ''}"]
    return []


def _why_no_date(text: str) -> str:
    try:
        parse(text)
    except ValueError as error:
        return str(error)
    return ""


def _relation_path(path: FieldPath, data: dict[str, Any]) -> FieldPath:
    """Editors write the other statement's id behind the kind: `rejects: id`."""
    listed = data["relations"]
    relation = listed[path[1]] if isinstance(listed, list) and isinstance(path[1], int) else listed
    kind = next((key for key in relation if key in RelationInput.model_fields), "kind")
    return (*path[:-1], kind)


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "a map of fields"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true or false"
    return "empty" if value is None else "a text"


def _is_required(noun: type[BaseModel], path: FieldPath) -> bool:
    field = _noun_at(noun, path[:-1]).model_fields.get(str(path[-1])) if path else None
    return field is not None and field.is_required()


def _fields(noun: type[BaseModel], path: FieldPath) -> list[str]:
    """The names of the fields that can stand at `path`."""
    current = _noun_at(noun, path)
    return list((RelationInput if current is Relation else current).model_fields)


def _noun_at(noun: type[BaseModel], path: FieldPath) -> type[BaseModel]:
    current = noun
    for step in path:
        if isinstance(step, str) and step in current.model_fields:
            inner = inner_noun(current.model_fields[step].annotation)
            current = inner or current
    return current


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a data file, for text editors that complete and check while one types.

    To a YAML editor `2016` is a number and `true` a truth value, where to us all is text: texts may be either.
    """
    schema = _as_yaml_types(Sections.model_json_schema(mode="validation"))
    return dict({"$schema": "https://json-schema.org/draft/2020-12/schema"}, **schema)


def _as_yaml_types(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_as_yaml_types(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _as_yaml_types(value) for key, value in schema.items()}
    if made.get("type") == "string" and "enum" not in made and "const" not in made:
        made["type"] = ["string", "number", "boolean"]
    return made
