"""Checks: what the record must be as a whole. Every rule is a small function that yields problems.

`CHECKS` is the list; a rule's codes are described in `problems.CODES` and in the documentation.
"""

from collections.abc import Callable, Iterable
from itertools import chain

from onrecord.checks.damage import damaged_texts
from onrecord.checks.dates import dates_agree, roles_end
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
    dates_agree,
    words,
    damaged_texts,
)
"""Every rule, in the order in which they are run; the order of what is reported is that of the files."""


_OF_PART = frozenset(
    {
        "bad-brackets",
        "damaged-text",
        "dangling-reference",
        "no-quotes",
        "open-quotes",
        "outer-quotes",
        "quotes-in-indirect",
        "repeated-entry",
        "self-relation",
        "single-quotes",
    }
)
"""What is told of a record that was read in part: nothing that a field which is missing may have said."""
_OF_ACTORS = frozenset({"role-not-held", "unknown-name", "unknown-role", "wrong-kind"})
"""What may be otherwise once an actor is read whole."""


def check(dataset: Dataset) -> list[Problem]:
    """Apply every rule. The problems have no line and column yet: `load.locate` looks these up.

    What was read in part is looked at too, so that its other mistakes are told in the same run.
    """
    parts = {origin for _, _, origin in dataset.in_part}
    untold = _OF_ACTORS if any(section == "actors" for section, _, _ in dataset.in_part) else frozenset()
    whole = dataset.completed() if parts else dataset
    found = chain.from_iterable(rule(whole) for rule in CHECKS)
    return few(
        each for each in found if each.code not in untold and (each.origin not in parts or each.code in _OF_PART)
    )
