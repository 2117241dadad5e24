"""What a rule yields: a problem at a field of a record."""

from onrecord.dataset import Dataset
from onrecord.model import Record
from onrecord.problems import FieldPath, Problem


def flaw(
    dataset: Dataset, section: str, record: Record, code: str, message: str, path: FieldPath = (), hint: str = ""
) -> Problem:
    """A problem of that record; it has no line and column yet."""
    origin = dataset.origins[section, record.id]
    return Problem(code=code, message=message, origin=origin, path=path, hint=hint)
