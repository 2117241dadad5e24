"""Who stands where: actors by topics, each cell the positions that were taken, each leading to its statement.

An empty cell means that nothing is on record, never that somebody is neutral.
"""

from onrecord.index import Index, ancestors
from onrecord.pages.cards import actor_link, taken, topic_link
from onrecord.pages.cutting import ROOM, grouped, pieces, thinned, weight
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


def _by_root(index: Index) -> dict[str, list[str]]:
    """Topics with positions, by the widest topic above each; all under `""` where one table holds them."""
    topics = _topics(index)
    return grouped(topics, lambda topic: _root(index, topic)) if parts(index) else {"": topics}


def _counts(index: Index, by_root: dict[str, list[str]]) -> dict[str, int]:
    """How many positions there are below each root."""
    return {
        root: sum(len(held) for topic in topics for held in index.positions_on[topic].values())
        for root, topics in by_root.items()
        if root
    }


def positions_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> PositionsPage:
    """The whole table, or that of the topics below one: those on which most actors stand, and of these some."""
    text, index = edition.words.text, edition.index
    by_root = edition.once(("positions",), lambda: _by_root(index))
    counts = edition.once(("positions of roots",), lambda: _counts(index, by_root))
    roots = list(counts)
    everything = by_root.get(ref.id, [])
    topics = everything[:COLUMNS]
    held = {actor for topic in topics for actor in index.positions_on[topic]}
    actors = sorted(held, key=lambda each: (index.dataset.actors[each].name.casefold(), each))
    rows = pieces(actors, lambda actor: _weigh(index, actor, topics), ROWS, ROOM)
    shown = [_row(edition, actor, topics) for actor in rows[0]] if rows else []
    title = text("Positions")
    return PositionsPage(
        ref=ref,
        path=path_of(ref),
        title=f"{title}: {index.dataset.topics[ref.id].name}" if ref.id else title,
        description=text("Who stands where: actors by topics, each position leading to the statement that takes it."),
        crumbs=crumbs,
        parts=tuple(
            PartLink(
                link=Link(text=topic_link(edition, root).text, ref=Ref("positions", root)),
                count=counts[root],
                current=root == ref.id,
            )
            for root in thinned(roots, roots.index(ref.id) if ref.id else 0)
        ),
        topics=tuple(topic_link(edition, topic) for topic in topics),
        more_topics=len(everything) - len(topics),
        rows=tuple(shown),
        more=len(actors) - len(shown),
    )


def _weigh(index: Index, actor: str, topics: list[str]) -> int:
    cells = (len(index.positions[actor].get(topic, ())) for topic in topics)
    name = 150 + weight(index.dataset.actors[actor].name)
    return name + sum(70 + 190 * min(number, SHOWN) + (50 if number > SHOWN else 0) for number in cells)


def _row(edition: Edition, actor: str, topics: list[str]) -> MatrixRow:
    cells = []
    for topic in topics:
        held = edition.index.positions[actor].get(topic, ())
        shown = tuple(taken(edition, statement, stance) for statement, stance in held[-SHOWN:])
        cells.append(MatrixCell(taken=shown, more=max(0, len(held) - SHOWN)))
    return MatrixRow(actor=actor_link(edition, actor), cells=tuple(cells))
