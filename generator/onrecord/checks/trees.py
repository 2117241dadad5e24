"""What lies below what: topics, and organizations that are part of others."""

from collections.abc import Iterator

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.problems import Problem

DEEPEST_TOPIC = 20
"""Levels of the tree of topics."""
LONGEST_CIRCLE = 12
"""Topics of a circle that a message names."""


def topic_tree(dataset: Dataset) -> Iterator[Problem]:
    """Topics form a tree, and not a ladder."""
    depth: dict[str, int] = {}
    for topic in dataset.topics.values():
        line: dict[str, None] = {}
        current: str | None = topic.id
        while current in dataset.topics and current not in depth and current not in line:
            line[str(current)] = None
            current = dataset.topics[str(current)].broader
        if current in line:
            steps = list(line)
            circle = [*steps[steps.index(str(current)) :], str(current)]
            if len(circle) > LONGEST_CIRCLE:
                circle[LONGEST_CIRCLE // 2 : -LONGEST_CIRCLE // 2] = ["…"]
            message = f"`{current}` is its own ancestor: {' → '.join(circle)}"
            hint = "leave `broader` out of one of them"
            first = dataset.topics[circle[0]]
            yield flaw(dataset, "topics", first, "cyclic-topics", message, ("broader",), hint)
        above = depth.get(str(current), 0)
        depth |= {name: above + step for step, name in enumerate(reversed(line), start=1)}
        if depth[topic.id] == DEEPEST_TOPIC + 1 and current not in line:
            message = f"the tree of topics is more than {DEEPEST_TOPIC} levels deep here"
            hint = "let it begin nearer the top: readers follow a tree of a few levels"
            yield flaw(dataset, "topics", topic, "too-deep", message, ("broader",), hint)
