"""Who stands where: actors by topics, each cell the positions that were taken, each leading to its statement.

An empty cell means that nothing is on record, never that somebody is neutral.
"""

from onrecord.index import Index, ancestors
from onrecord.pages.cards import actor_link, taken, topic_link
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import PositionsPage
from onrecord.pages.overviews import MatrixCell, MatrixRow
from onrecord.pages.views import Link, PartLink
from onrecord.permalinks import Ref, path_of

COLUMNS = 10
"""Topics that one table compares."""
ROWS = 200
"""Actors on a page."""
SHOWN = 3
"""Positions in a cell: the latest."""


def parts(index: Index) -> tuple[str, ...]:
    """The wider topics that have a page of their own; none where one table holds all."""
    topics = _topics(index)
    if len(topics) <= COLUMNS and len(index.positions) <= ROWS:
        return ()
    return tuple(dict.fromkeys(_root(index, topic) for topic in topics))


def _topics(index: Index) -> list[str]:
    """Topics with positions, those first on which most actors have one."""
    held = index.positions_on
    return sorted(held, key=lambda topic: (-len(held[topic]), index.dataset.topics[topic].name.casefold(), topic))


def _root(index: Index, topic: str) -> str:
    return ancestors(index.dataset, topic)[-1].id


def positions_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> PositionsPage:
    """The whole table, or that of the topics below one."""
    text = edition.words.text
    below = parts(edition.index)
    topics = [topic for topic in _topics(edition.index) if not below or _root(edition.index, topic) == ref.id]
    held = {actor for topic in topics for actor in edition.index.positions_on[topic]}
    actors = sorted(held, key=lambda each: (edition.index.dataset.actors[each].name.casefold(), each))
    title = text("Positions")
    return PositionsPage(
        ref=ref,
        path=path_of(ref),
        title=f"{title}: {edition.index.dataset.topics[ref.id].name}" if ref.id else title,
        description=text("Who stands where: actors by topics, each position leading to the statement that takes it."),
        crumbs=crumbs,
        parts=tuple(
            PartLink(
                link=Link(text=topic_link(edition, each).text, ref=Ref("positions", each)),
                count=_count(edition.index, each),
                current=each == ref.id,
            )
            for each in below
        ),
        topics=tuple(topic_link(edition, topic) for topic in topics),
        rows=tuple(_row(edition, actor, topics) for actor in actors[:ROWS]),
        more=max(0, len(actors) - ROWS),
    )


def _count(index: Index, root: str) -> int:
    return sum(
        len(held)
        for topic, by_actor in index.positions_on.items()
        if _root(index, topic) == root
        for held in by_actor.values()
    )


def _row(edition: Edition, actor: str, topics: list[str]) -> MatrixRow:
    cells = []
    for topic in topics:
        held = edition.index.positions[actor].get(topic, ())
        shown = tuple(taken(edition, statement, stance) for statement, stance in held[-SHOWN:])
        cells.append(MatrixCell(taken=shown, more=max(0, len(held) - SHOWN)))
    return MatrixRow(actor=actor_link(edition, actor), cells=tuple(cells))
