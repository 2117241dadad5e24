"""Checks: what the record must be as a whole. Every rule is a small function that yields problems.

`CHECKS` is the list; a rule's codes are described in `problems.CODES` and in the documentation.
"""

from collections.abc import Callable, Iterable
from itertools import chain

from onrecord.checks.damage import damaged_texts
from onrecord.checks.dates import dates_agree, roles_end, sources_read
from onrecord.checks.once import addresses_once, entries_once, lasting_ids
from onrecord.checks.references import organizations, references
from onrecord.checks.statements import corrections, relations, something_said, speakers
from onrecord.checks.trees import parts, topic_tree
from onrecord.checks.words import words
from onrecord.dataset import Dataset
from onrecord.problems import Problem, few

CHECKS: tuple[Callable[[Dataset], Iterable[Problem]], ...] = (
    references,
    organizations,
    lasting_ids,
    addresses_once,
    entries_once,
    topic_tree,
    parts,
    corrections,
    something_said,
    relations,
    speakers,
    roles_end,
    sources_read,
    dates_agree,
    words,
    damaged_texts,
)
"""Every rule, in the order in which they are run; the order of what is reported is that of the files."""


def check(dataset: Dataset) -> list[Problem]:
    """Apply every rule. The problems have no line and column yet: `load.locate` looks these up."""
    return few(chain.from_iterable(rule(dataset) for rule in CHECKS))
