"""From a raw record to a noun of the model, or to the problems that keep it from being one.

The classes of `model` are the only schema: the messages for editors and the JSON Schema for their text editors are both
made from them.
"""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from onrecord.model import SECTIONS, Record, Relation, RelationInput, Sections
from onrecord.problems import CODES, FieldPath, Origin, Problem, did_you_mean
from onrecord.readers.raw import Raw

_TYPES = {
    "string_type": "a text",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a map of fields",
    "model_type": "a map of fields",
    "model_attributes_type": "a map of fields",
}


def validate(raw: Raw) -> tuple[Record | None, list[Problem]]:
    """Make one raw record into a noun."""
    noun = SECTIONS.get(raw.section)
    if noun is None:
        hint = did_you_mean(raw.section, SECTIONS, otherwise=f"one of {', '.join(SECTIONS)}")
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
        return None, [Problem(code="wrong-type", message=message, origin=raw.origin, hint=hint)]
    try:
        return noun.model_validate(raw.data), []
    except ValidationError as failure:
        return None, list(_problems(failure, noun, raw))


def _problems(failure: ValidationError, noun: type[BaseModel], raw: Raw) -> Iterator[Problem]:
    for error in failure.errors(include_url=False):
        path: FieldPath = tuple(error["loc"])
        kind = error["type"]
        context: dict[str, Any] = error.get("ctx") or {}
        name = path[-1] if path else raw.section.removesuffix("s")
        hint = str(context.get("hint", ""))
        on_key = False
        if kind == "missing":
            code, message = "missing-field", f"`{name}` is missing"
            path, hint = path[:-1], f"add `{name}: …`"
        elif kind == "extra_forbidden":
            code, message, on_key = "unknown-field", f"`{name}` is not a field here", True
            known = _fields(noun, path[:-1])
            hint = did_you_mean(str(name), known, otherwise=f"the fields are {', '.join(known)}")
        elif kind == "literal_error":
            given = str(error["input"])[:80]
            code, message = "bad-value", f"`{name}` cannot be `{given}`"
            choices = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
            hint = did_you_mean(given, choices, otherwise=f"one of {', '.join(choices)}")
        elif kind == "too_short":
            code, message, hint = "empty-value", f"`{name}` is empty", "a statement needs at least one speaker"
        elif kind in _TYPES:
            code, message = "wrong-type", f"`{name}` is {_kind(error['input'])}; it should be {_TYPES[kind]}"
            if "string" in kind and isinstance(error["input"], dict):
                hint = "a text that holds a colon and a space needs quotation marks around it"
        elif kind in CODES:
            code, message = kind, error["msg"]
        else:
            code, message = "bad-value", error["msg"]
        yield Problem(code=code, message=message, origin=raw.origin, path=path, hint=hint, on_key=on_key)


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "a map of fields"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true or false"
    return "empty" if value is None else "a text"


def _fields(noun: type[BaseModel], path: FieldPath) -> list[str]:
    """The names of the fields that can stand at `path`."""
    current = noun
    for step in path:
        if isinstance(step, str) and step in current.model_fields:
            inner = _noun_in(current.model_fields[step].annotation)
            current = inner or current
    return list((RelationInput if current is Relation else current).model_fields)


def _noun_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((noun for each in get_args(annotation) if (noun := _noun_in(each))), None)


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a data file, for text editors that complete and check while one types."""
    schema = Sections.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
