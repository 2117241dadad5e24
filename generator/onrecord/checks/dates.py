"""Dates against each other: nothing comes before what it follows from."""

from collections.abc import Iterator

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.problems import FieldPath, Problem


def dates_agree(dataset: Dataset) -> Iterator[Problem]:
    """Nothing is said after it was printed."""
    for statement in dataset.statements.values():
        said = statement.said_on
        for number, report in enumerate(statement.reports):
            source = dataset.sources.get(report.source)
            printed = source.published_on if source else None
            if said and said.earliest and printed and printed.latest and said.earliest > printed.latest:
                message = f"said on {said.text}, but `{report.source}` was published on {printed.text}"
                path: FieldPath = ("reports", number, "source")
                yield flaw(dataset, "statements", statement, "impossible-date", message, path, "check both dates")
