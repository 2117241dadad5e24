"""Loading: the only reader of `data/`.

Returns what could be read together with every problem met on the way, as beancount's loader does: an editor sees all
mistakes in one run, and the caller decides whether to go on.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from onrecord import readers
from onrecord.collector import without_collector
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, Record
from onrecord.problems import ENOUGH, MOST, FieldPath, Origin, Problem, few, has_errors
from onrecord.progress import Count, unseen
from onrecord.readers import files
from onrecord.readers.raw import Raw, Wanted
from onrecord.schema import in_part, validate

_Found = tuple[str, Record, Origin]
"""A record, with its section before it and where it came from behind it."""


@dataclass(frozen=True, slots=True)
class _File:
    """What is known of a file."""

    stamp: tuple[int, ...] | None
    """Changes with the file; None where that cannot be told yet, or where something is wrong in it."""
    longest: int | None
    """How long a text of it could be."""
    records: Sequence[_Found]
    """All that it holds, by section; where something is wrong in it, all that it held."""


Known = dict[Path, _File]
"""What was read before, so that it need not be read again."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which a file that changes has another time of change."""


def load(
    paths: Iterable[Path], *, longest: int | None = None, count: Count = unseen, known: Known | None = None
) -> tuple[Dataset, list[Problem]]:
    """Read all data files at and below `paths`. A text of more than `longest` characters is a problem. `count` is told
    how many records have been read. What is `known` of files is used, and kept up to date.
    """
    found, problems = files.find(list(paths))
    nouns: dict[str, dict[str, Record]] = {section: {} for section in SECTIONS}
    origins: dict[tuple[str, str], Origin] = {}
    twice: list[tuple[str, str, Origin, Origin]] = []
    unread: set[tuple[str, str]] = set()
    parts: list[_Found] = []
    read = 0

    def take(section: str, noun: Record, origin: Origin) -> None:
        key = (section, noun.id)
        if key in origins:
            twice.append((section, noun.id, origin, origins[key]))
        else:
            nouns[section][noun.id] = noun
            origins[key] = origin

    def taken_from(path: Path) -> Iterator[Problem]:
        """The problems of a file, while its records are taken; where it is known, there are none."""
        nonlocal read
        stamp = _stamp(path) if known is not None else None
        held = known.get(path) if known else None
        if held is not None and stamp is not None and (held.stamp, held.longest) == (stamp, longest):
            for record in held.records:
                take(*record)
            read += len(held.records)
            count(read)
            return
        flawless, taken = True, []
        # a record that is as it was stays the very same: so those who compare two editions need not look into it
        last = _by_id(held.records) if held else {}
        for each in found_in(path):
            if isinstance(each, Problem):
                flawless = False
                yield each
                continue
            section, noun, origin = each
            before = last.get((section, noun.id))
            if before is not None and before[1] == noun:
                noun = before[1]
            taken.append((section, noun, origin))
            take(section, noun, origin)
        if known is not None and flawless:
            known[path] = _File(stamp, longest, taken)
        elif known is not None:  # what could not be read for a mistake will be when that is mended
            known[path] = _File(None, longest, list((last | _by_id(taken)).values()))

    def found_in(path: Path) -> Iterator[Problem | _Found]:
        nonlocal read
        raws, flaws = readers.read(path)
        yield from flaws
        if has_errors(flaws):  # else it was read whole
            unread.update(("", name) for name in readers.ids_in(path))
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
                if part := in_part(raw, flaws):
                    parts.append((raw.section, part, raw.origin))
                if not any(flaw.path[:1] == ("id",) for flaw in flaws):  # else it will not keep this id
                    unread.add((raw.section, _id_of(raw)))
                if raw.section not in SECTIONS:  # one mistake, however many records stand in it
                    flaws = [] if raw.section in unknown else flaws
                    unknown.add(raw.section)
                if number > ENOUGH and flaws:
                    unread.update((raw.section, _id_of(raw)) for raw in raws)
                    yield from [*flaws[:-1], replace(flaws[-1], more=1)]
                    return
                yield from flaws
                continue
            yield raw.section, noun, raw.origin

    with without_collector():
        problems = few([*problems, *chain.from_iterable(map(taken_from, found))])
    if known is not None:
        for path in set(known).difference(found):
            del known[path]
    ordered = {section: {name: by_id[name] for name in sorted(by_id)} for section, by_id in nouns.items()}
    dataset = Dataset(**ordered, origins=origins, unread=frozenset(unread), in_part=tuple(parts))  # type: ignore[arg-type]
    return dataset, locate(chain(problems, few(_twice(twice))))


def _by_id(records: Iterable[_Found]) -> dict[tuple[str, str], _Found]:
    return {(record[0], record[1].id): record for record in records}


def _id_of(raw: Raw) -> str:
    """The id that a record says it has; nothing where it says none."""
    name = raw.data.get("id") if isinstance(raw.data, dict) else None
    return name if isinstance(name, str) else ""


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What changes with a file; None where it may change now and keep that."""
    try:
        found = path.stat()
    except OSError:
        return None
    if abs(time.time_ns() - found.st_mtime_ns) < _SETTLED:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


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
