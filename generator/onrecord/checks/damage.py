"""Texts that were damaged before they came here: by a wrong encoding, by a spreadsheet."""

from collections.abc import Iterator

from onrecord.checks.flaws import flaw
from onrecord.checks.references import FAILED, FAILED_HINT
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, Noun
from onrecord.problems import FieldPath, Problem

REPLACEMENT = "\ufffd"
"""What programs write in place of what they could not read."""
_IDS = frozenset(
    [
        "actor",
        "broader",
        "chain",
        "event",
        "on_behalf_of",
        "organization",
        "outlet",
        "part_of",
        "role",
        "source",
        "target",
        "topic",
        "triggered_by",
    ]
)
"""Fields that hold ids: a damaged one leads nowhere, which is told."""


def damaged_texts(dataset: Dataset) -> Iterator[Problem]:
    """No text holds what programs write where they lost what stood there."""
    for section in SECTIONS:
        for record in dataset.section(section).values():
            if not _may_be_damaged(record):
                continue
            in_table = dataset.origins[section, record.id].form == "table"
            for path, text in _texts(record):
                if REPLACEMENT in text:
                    message = f"`{_named(path)}` holds {REPLACEMENT}, which stands for what a program could not read"
                    hint = "open the file that it came from with its true encoding, and take the words anew"
                    yield flaw(dataset, section, record, "damaged-text", message, path, hint)
                elif in_table and text in FAILED:
                    message = f"`{_named(path)}` is `{text}`, which a spreadsheet writes"
                    yield flaw(dataset, section, record, "damaged-text", message, path, FAILED_HINT)


def _may_be_damaged(noun: Noun) -> bool:
    """Whether it is worth while to look where: of a million records, few are."""
    for value in noun.__dict__.values():
        if value is None:
            continue
        if value.__class__ is str:
            if REPLACEMENT in value or value in FAILED:
                return True
        elif value.__class__ is tuple:
            for each in value:
                if each in FAILED or REPLACEMENT in each if each.__class__ is str else _may_be_damaged(each):
                    return True
        elif value.__class__ is dict:
            if any(REPLACEMENT in each or each in FAILED for each in value.values()):
                return True
        elif isinstance(value, Noun) and _may_be_damaged(value):
            return True
    return False


def _named(path: FieldPath) -> str:
    return next(step for step in reversed(path) if isinstance(step, str))


def _texts(noun: Noun) -> Iterator[tuple[FieldPath, str]]:
    """Every text of a noun and of what is in it, with its field."""
    for name, value in noun.__dict__.items():
        if value.__class__ is str:
            if name not in _IDS:
                yield (name,), value
        elif value.__class__ is tuple:
            for number, each in enumerate(value):
                if isinstance(each, Noun):
                    for path, text in _texts(each):
                        yield (name, number, *path), text
                elif name not in _IDS:
                    yield (name, number), each
        elif isinstance(value, Noun):
            for path, text in _texts(value):
                yield (name, *path), text
        elif value.__class__ is dict:
            for key, each in value.items():
                yield (name, key), each
