"""Loading: the only reader of `data/`.

Returns what could be read together with every problem met on the way, as beancount's loader does: an editor sees all
mistakes in one run, and the caller decides whether to go on.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from onrecord import readers
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, Record
from onrecord.problems import Origin, Problem
from onrecord.readers import files
from onrecord.readers.raw import Wanted
from onrecord.schema import validate


@contextmanager
def _without_collector() -> Iterator[None]:
    """Reading makes millions of small objects and no cycles: the collector would take two thirds of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def load(paths: Iterable[Path]) -> tuple[Dataset, list[Problem]]:
    """Read all data files at and below `paths`."""
    found, problems = files.find(list(paths))
    nouns: dict[str, dict[str, Record]] = {section: {} for section in SECTIONS}
    origins: dict[tuple[str, str], Origin] = {}
    twice: list[tuple[str, str, Origin, Origin]] = []
    with _without_collector():
        for path in found:
            raws, flaws = readers.read(path)
            problems += flaws
            for raw in raws:
                noun, flaws = validate(raw)
                problems += flaws
                if noun is None:
                    continue
                key = (raw.section, noun.id)
                if key in origins:
                    twice.append((raw.section, noun.id, raw.origin, origins[key]))
                else:
                    nouns[raw.section][noun.id] = noun
                    origins[key] = raw.origin
    ordered = {section: {name: by_id[name] for name in sorted(by_id)} for section, by_id in nouns.items()}
    dataset = Dataset(**ordered, origins=origins)  # type: ignore[arg-type]
    return dataset, locate([*_each_section_once(problems), *_twice(twice)])


def _each_section_once(problems: list[Problem]) -> list[Problem]:
    """A section of unknown name is one mistake, however many records stand in it."""
    kept: dict[object, Problem] = {}
    for problem in problems:
        key = (problem.origin.file, problem.path) if problem.code == "unknown-section" else id(problem)
        kept.setdefault(key, problem)
    return list(kept.values())


def _twice(found: list[tuple[str, str, Origin, Origin]]) -> Iterator[Problem]:
    firsts = {first: Problem(code="duplicate-id", message="", origin=first, path=("id",)) for *_, first in found}
    lines = {problem.origin: problem.position for problem in locate(firsts.values())}
    for section, name, second, first in found:
        position = lines[first]
        yield Problem(
            code="duplicate-id",
            message=f"`{name}` is the id of two {section}; the first stands in "
            f"{first.file}:{position.line if position else 0}",
            origin=second,
            path=("id",),
            hint="give one of them another id; in CSV, rows of one statement stand in one file",
        )


def locate(problems: Iterable[Problem]) -> list[Problem]:
    """Look up line and column of each problem that has none yet, and bring them all in order."""
    problems = list(problems)
    wanted: dict[str, list[int]] = {}
    for number, problem in enumerate(problems):
        if problem.position is None:
            wanted.setdefault(problem.origin.file, []).append(number)
    for file, numbers in wanted.items():
        if not Path(file).is_file():
            continue
        asked = [Wanted(problems[number].origin, problems[number].path, problems[number].on_key) for number in numbers]
        for number, position in zip(numbers, readers.positions(file, asked), strict=True):
            problems[number] = replace(problems[number], position=position)
    return sorted(problems, key=lambda problem: problem.sort_key)
