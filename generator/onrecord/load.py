"""Loading: the only reader of `data/`.

Returns what could be read together with every problem met on the way, as beancount's loader does: an editor sees all
mistakes in one run, and the caller decides whether to go on.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from onrecord import readers
from onrecord.collector import without_collector
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, Record
from onrecord.problems import ENOUGH, MOST, FieldPath, Origin, Problem, few
from onrecord.progress import Count, unseen
from onrecord.readers import files
from onrecord.readers.raw import Raw, Wanted
from onrecord.schema import validate


def load(paths: Iterable[Path], *, longest: int | None = None, count: Count = unseen) -> tuple[Dataset, list[Problem]]:
    """Read all data files at and below `paths`. A text of more than `longest` characters is a problem. `count` is told
    how many records have been read.
    """
    found, problems = files.find(list(paths))
    nouns: dict[str, dict[str, Record]] = {section: {} for section in SECTIONS}
    origins: dict[tuple[str, str], Origin] = {}
    twice: list[tuple[str, str, Origin, Origin]] = []
    read = 0

    def refused(path: Path) -> Iterator[Problem]:
        nonlocal read
        raws, flaws = readers.read(path)
        yield from flaws
        # in no format is a text longer than its file
        if longest is not None and raws and path.stat().st_size > longest:
            yield from (flaw for raw in raws for flaw in _too_long(raw, raw.data, longest))
        number = len(flaws)
        unknown: set[str] = set()
        for raw in raws:
            read += 1
            count(read)
            noun, flaws = validate(raw, hinted=number < MOST)
            if noun is None:
                number += len(flaws)
                if raw.section not in SECTIONS:  # one mistake, however many records stand in it
                    flaws = [] if raw.section in unknown else flaws
                    unknown.add(raw.section)
                if number > ENOUGH and flaws:
                    yield from [*flaws[:-1], replace(flaws[-1], more=1)]
                    return
                yield from flaws
                continue
            key = (raw.section, noun.id)
            if key in origins:
                twice.append((raw.section, noun.id, raw.origin, origins[key]))
            else:
                nouns[raw.section][noun.id] = noun
                origins[key] = raw.origin

    with without_collector():
        problems = few([*problems, *chain.from_iterable(refused(path) for path in found)])
    ordered = {section: {name: by_id[name] for name in sorted(by_id)} for section, by_id in nouns.items()}
    dataset = Dataset(**ordered, origins=origins)  # type: ignore[arg-type]
    return dataset, locate(chain(problems, few(_twice(twice))))


def _too_long(raw: Raw, value: object, longest: int, path: FieldPath = ()) -> Iterator[Problem]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _too_long(raw, each, longest, (*path, str(name)))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _too_long(raw, each, longest, (*path, number))
    elif isinstance(value, str) and len(value) > longest:
        name = next((step for step in reversed(path) if isinstance(step, str)), raw.section)
        yield Problem(
            code="too-long",
            message=f"`{name}` has {len(value):,} characters; {longest:,} are the limit",
            origin=raw.origin,
            path=path,
            hint="give the part that matters and link to the whole; or set `longest` in the site's settings higher",
        )


def _twice(found: list[tuple[str, str, Origin, Origin]]) -> Iterator[Problem]:
    firsts = {first: Problem(code="duplicate-id", message="", origin=first, path=("id",)) for *_, first in found[:MOST]}
    lines = {problem.origin: problem.position for problem in locate(firsts.values())}
    for section, name, second, first in found:
        position = lines.get(first)
        place = f"{first.file}:{position.line}" if position else first.file
        yield Problem(
            code="duplicate-id",
            message=f"`{name}` is the id of two {section}; the first stands in {place}",
            origin=second,
            path=("id",),
            hint="give one of them another id; in CSV, rows of one statement stand in one file",
        )


def locate(problems: Iterable[Problem]) -> list[Problem]:
    """Look up line and column of each problem that has none yet, and bring them all in order."""
    problems = few(problems)
    wanted: dict[str, list[int]] = {}
    for number, problem in enumerate(problems):
        if problem.position is None:
            wanted.setdefault(problem.origin.file, []).append(number)
    for file, numbers in wanted.items():
        path = Path(file)
        if (path.is_dir() and not path.is_symlink()) or not os.path.lexists(path):
            continue
        asked = [Wanted(problems[number].origin, problems[number].path, problems[number].on_key) for number in numbers]
        with without_collector():
            positions = readers.positions(file, asked)
        for number, position in zip(numbers, positions, strict=True):
            problems[number] = replace(problems[number], position=position)
    return sorted(problems, key=lambda problem: problem.sort_key)
