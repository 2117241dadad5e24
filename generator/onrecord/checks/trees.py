"""What lies below what: topics, and organizations that are part of others."""

from collections.abc import Iterator, Mapping

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.problems import Problem

DEEPEST_TOPIC = 20
"""Levels of the tree of topics."""
LONGEST_CIRCLE = 12
"""Ids of a circle that a message names."""


def topic_tree(dataset: Dataset) -> Iterator[Problem]:
    """Topics form a tree, and not a ladder."""
    depth: dict[str, int] = {}
    for name, line, end in _lines({topic.id: topic.broader for topic in dataset.topics.values()}):
        if end in line:
            message = f"`{end}` is its own ancestor: {' → '.join(circle := _circle(line, end))}"
            hint = "leave `broader` out of one of them"
            yield flaw(dataset, "topics", dataset.topics[circle[0]], "cyclic-topics", message, ("broader",), hint)
        above = depth.get(end, 0)
        depth |= {each: above + step for step, each in enumerate(reversed(line), start=1)}
        if depth[name] == DEEPEST_TOPIC + 1 and end not in line:
            message = f"the tree of topics is more than {DEEPEST_TOPIC} levels deep here"
            hint = "let it begin nearer the top: readers follow a tree of a few levels"
            yield flaw(dataset, "topics", dataset.topics[name], "too-deep", message, ("broader",), hint)


def parts(dataset: Dataset) -> Iterator[Problem]:
    """Nothing is part of itself."""
    for _, line, end in _lines({actor.id: actor.part_of for actor in dataset.actors.values()}):
        if end in line:
            message = f"`{end}` is part of itself: {' → '.join(circle := _circle(line, end))}"
            hint = "leave `part_of` out of one of them"
            yield flaw(dataset, "actors", dataset.actors[circle[0]], "cyclic-parts", message, ("part_of",), hint)


def _lines(above: Mapping[str, str | None]) -> Iterator[tuple[str, list[str], str]]:
    """For each id: the ids from it upwards that no line before had, and the one at which they end, empty at the top.
    Where that is one of them they run in a circle.
    """
    seen: set[str] = set()
    for name in above:
        line: dict[str, None] = {}
        current = name
        while current in above and current not in seen and current not in line:
            line[current] = None
            current = above[current] or ""
        seen.update(line)
        yield name, list(line), current


def _circle(line: list[str], end: str) -> list[str]:
    """The circle to which a line leads, shortened where it is long."""
    circle = [*line[line.index(end) :], end]
    if len(circle) > LONGEST_CIRCLE:
        circle[LONGEST_CIRCLE // 2 : -LONGEST_CIRCLE // 2] = ["…"]
    return circle
