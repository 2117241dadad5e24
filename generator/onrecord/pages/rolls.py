"""Lists of names: whole where they are short, else their beginning, and all of it in parts on pages of their own.

The lists of actors, topics and sources are such, and those that the page of an actor or topic has besides its
statements. Names are parted by letter, documents by the year of their publication.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.index import Index, holders, source_order
from onrecord.model import Actor, Role, Source, Statement, Topic
from onrecord.pages.cards import actor_link, counted, excerpt, source_link, stand, topic_link, when
from onrecord.pages.cutting import Parts, by_date, by_letter, fits, pieces, weight
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import RollPage
from onrecord.pages.listing import alphabet, listing, part_links, part_name, parted
from onrecord.pages.views import Counted, Link, Listing, Roll, Stand
from onrecord.permalinks import Kind, Ref, path_of

FITS = 300
"""Names on a page of their own."""
TITLE = 160
"""Characters of a document's title in a list."""
DETAIL = 100
"""Characters of what stands beside a name."""

Held = Sequence[tuple[Statement, str]]
"""Positions in order of date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """How a list of names is made, cut and shown."""

    items: Callable[[Index, str], Sequence[Any]]
    """All of it, by the id of the page; in order of date, or of name."""
    cut: Callable[[Index, Sequence[Any]], Mapping[str, Sequence[Any]]]
    """Into parts."""
    weigh: Callable[[Index, Any], int]
    """Bytes of one of it, about."""
    show: Callable[[Edition, Any], Counted | Stand]
    first: Callable[[Index, Sequence[Any]], Sequence[Any]]
    """Those first that matter most, where not all are shown."""
    room: int = 8_000
    """Bytes of it that the page itself holds."""


def _by_letter(
    name: Callable[[Index, Any], str], weigh: Callable[[Index, Any], int]
) -> Callable[[Index, Sequence[Any]], Mapping[str, Sequence[Any]]]:
    def cut(index: Index, items: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
        ordered = sorted(items, key=lambda item: name(index, item).casefold())
        return by_letter(ordered, lambda item: name(index, item), lambda item: weigh(index, item), FITS)

    return cut


# what stands in a list, and what is said of it


def _name(index: Index, item: Any) -> str:
    """The name by which something is put in order."""
    if isinstance(item, tuple):
        item = item[0]
    if isinstance(item, str):
        item = index.dataset.actors.get(item) or index.dataset.topics[item]
    return str(item.name)


def _topic_name(index: Index, item: tuple[str, Held]) -> str:
    return index.dataset.topics[item[0]].name


def _weigh_name(index: Index, item: Any) -> int:
    detail = 0
    if isinstance(item, tuple) and isinstance(item[1], Role):
        detail = weight(item[1].title, DETAIL)
    elif isinstance(item, Actor) and item.roles:
        detail = 2 * DETAIL
    return 170 + weight(_name(index, item)) + detail


def _weigh_source(_: Index, source: Source) -> int:
    return 230 + weight(source.title, TITLE)


def _number(index: Index, item: Any) -> int:
    """Statements of an actor or topic."""
    if isinstance(item, tuple):
        item = item[0]
    return len((index.by_actor if isinstance(item, Actor) else index.below_topic).get(item.id, ()))


def _most_first(index: Index, items: Sequence[Any]) -> Sequence[Any]:
    return sorted(items, key=lambda item: -_number(index, item))


def _newest_first(_: Index, items: Sequence[Any]) -> Sequence[Any]:
    dated = [item for item in items if item.published_on]
    return [*reversed(dated), *(item for item in items if not item.published_on)]


def _actor(edition: Edition, actor: Actor) -> Counted:
    return counted(edition, actor, len(edition.index.by_actor.get(actor.id, ())))


def _unit(edition: Edition, actor: Actor) -> Counted:
    return Counted(link=actor_link(edition, actor.id), count=0)


def _member(edition: Edition, item: tuple[Actor, Role]) -> Counted:
    return Counted(link=actor_link(edition, item[0].id), count=0, detail=excerpt(item[1].title, DETAIL))


def _topic(edition: Edition, topic: Topic) -> Counted:
    return Counted(link=topic_link(edition, topic.id), count=len(edition.index.below_topic.get(topic.id, ())))


def _other(edition: Edition, item: tuple[str, int]) -> Counted:
    return Counted(link=actor_link(edition, item[0]), count=item[1])


def _source(edition: Edition, source: Source) -> Counted:
    link = source_link(source)
    return Counted(
        link=Link(text=excerpt(link.text, TITLE), ref=link.ref, language=link.language),
        count=len(edition.index.by_source.get(source.id, ())),
        detail=when(edition, source.published_on).text,
    )


def _source_of_all(edition: Edition, source: Source) -> Counted:
    shown = _source(edition, source)
    outlet = excerpt(edition.index.dataset.actors[source.outlet].name, DETAIL) if source.outlet else ""
    detail = edition.words.joined((outlet, shown.detail if source.published_on else ""))
    return Counted(link=shown.link, count=shown.count, detail=detail)


# the lists


def _in_order(
    index: Index, positions: Mapping[str, Held], name: Callable[[Index, Any], str]
) -> Sequence[tuple[str, Held]]:
    return sorted(positions.items(), key=lambda item: (name(index, item).casefold(), item[0]))


def _ranked(index: Index, actor: str, found: Counter[str]) -> Sequence[tuple[str, int]]:
    others = ((other, number) for other, number in found.items() if other != actor)
    return sorted(others, key=lambda pair: (-pair[1], index.dataset.actors[pair[0]].name.casefold(), pair[0]))


def _answered(index: Index, actor: str) -> Sequence[tuple[str, int]]:
    """Whom the statements of `actor` bear on, and how many of these do."""
    found: Counter[str] = Counter()
    for statement in index.by_actor.get(actor, ()):
        targets = [
            index.dataset.statements[each.target] for each in statement.relations if index.is_public(each.target)
        ]
        found.update({holder for target in targets for holder in holders(index.dataset, target)})
    return _ranked(index, actor, found)


def _answering(index: Index, actor: str) -> Sequence[tuple[str, int]]:
    """Whose statements bear on those of `actor`, and how many do."""
    links = (link for statement in index.by_actor.get(actor, ()) for link in index.backlinks.get(statement.id, ()))
    answers = {link.statement.id: link.statement for link in links}
    found = Counter(holder for answer in answers.values() for holder in holders(index.dataset, answer))
    return _ranked(index, actor, found)


def _all_actors(index: Index, _: str) -> Sequence[Actor]:
    return sorted(index.dataset.actors.values(), key=lambda actor: (actor.name.casefold(), actor.id))


def _all_sources(index: Index, _: str) -> Sequence[Source]:
    return sorted(index.dataset.sources.values(), key=source_order)


def _by_year(index: Index, items: Sequence[Source]) -> Mapping[str, Sequence[Source]]:
    return by_date(items, lambda source: source.published_on, lambda source: _weigh_source(index, source), FITS)


def _as_they_are(_: Index, items: Sequence[Any]) -> Sequence[Any]:
    return items


def _names(
    items: Callable[[Index, str], Sequence[Any]],
    show: Callable[[Edition, Any], Counted | Stand],
    *,
    first: Callable[[Index, Sequence[Any]], Sequence[Any]] = _most_first,
    room: int = 8_000,
) -> _List:
    return _List(items=items, show=show, first=first, room=room, cut=_by_letter(_name, _weigh_name), weigh=_weigh_name)


def _stands(
    positions: Callable[[Index, str], Mapping[str, Held]],
    name: Callable[[Index, Any], str],
    link: Callable[[Edition, str], Link],
) -> _List:
    """Positions under whom, or what, they belong to."""

    def weigh(index: Index, item: tuple[str, Held]) -> int:
        return 120 + weight(name(index, item)) + 190 * min(len(item[1]), 10)

    return _List(
        items=lambda index, of: _in_order(index, positions(index, of), name),
        show=lambda edition, item: stand(edition, link(edition, item[0]), item[1]),
        first=lambda _, items: sorted(items, key=lambda item: -len(item[1])),
        cut=_by_letter(name, weigh),
        weigh=weigh,
        room=20_000,
    )


_SECTIONS: Mapping[Kind, _List] = {
    "actors": _names(_all_actors, _actor, room=60_000),
    "topics": _names(lambda index, _: index.narrower.get("", ()), _topic, room=60_000),
    "sources": _List(
        items=_all_sources,
        show=_source_of_all,
        first=_newest_first,
        cut=_by_year,
        weigh=_weigh_source,
        room=90_000,
    ),
}
"""The lists that have a page, or several, for themselves."""

_OF_RECORDS: Mapping[Kind, Mapping[str, _List]] = {
    "actors": {
        "positions": _stands(lambda index, name: index.positions.get(name, {}), _topic_name, topic_link),
        "answers": _names(_answered, _other, first=_as_they_are),
        "answered-by": _names(_answering, _other, first=_as_they_are),
        "units": _names(lambda index, name: index.units.get(name, ()), _unit),
        "members": _names(lambda index, name: index.members.get(name, ()), _member),
        "published": _List(
            items=lambda index, name: index.sources_of.get(name, ()),
            show=_source,
            first=_newest_first,
            cut=_by_year,
            weigh=_weigh_source,
            room=20_000,
        ),
    },
    "topics": {
        "narrower": _names(lambda index, name: index.narrower.get(name, ()), _topic, room=15_000),
        "positions": _stands(lambda index, name: index.positions_on.get(name, {}), _name, actor_link),
    },
}
"""The lists of an actor's or a topic's page besides its statements: they begin the names of their parts."""

_CARRIED = "carried"
"""The list of what an agency carried: statements, parted as those are."""


def _is_long(index: Index, spec: _List, items: Sequence[Any]) -> bool:
    return not fits(items, lambda item: spec.weigh(index, item), FITS, spec.room)


def _cut(index: Index, spec: _List, items: Sequence[Any]) -> Mapping[str, Sequence[Any]]:
    return spec.cut(index, items) if _is_long(index, spec, items) else {}


def _listed(index: Index, kind: Kind, name: str, prefix: str) -> tuple[Sequence[Any], Mapping[str, Sequence[Any]]]:
    """One of the lists of a page, whole and in parts, worked out once."""
    spec = _OF_RECORDS[kind][prefix] if prefix else _SECTIONS[kind]

    def made() -> tuple[Sequence[Any], Mapping[str, Sequence[Any]]]:
        items = spec.items(index, name)
        return items, _cut(index, spec, items)

    return index.once(("roll", kind, name, prefix), made)


def section_parts(index: Index, kind: Kind) -> Iterator[str]:
    """The parts of the list of all actors, topics or sources; none where one page holds it."""
    if kind in _SECTIONS:
        yield from _listed(index, kind, "", "")[1]


def record_parts(index: Index, kind: Kind, name: str) -> Iterator[str]:
    """The parts of the lists of an actor's or a topic's page besides its statements."""
    for prefix in _OF_RECORDS.get(kind, {}):
        yield from (f"{prefix}-{part}" for part in _listed(index, kind, name, prefix)[1])
    if kind == "actors":
        held = parted(index, kind, name, f"{_CARRIED}-")
        yield from (f"{_CARRIED}-{part}" for part in held)


def roll(edition: Edition, ref: Ref, prefix: str = "") -> Roll[Any]:
    """What a page shows of one of its lists: of a section's own, or of that which `prefix` names."""
    index = edition.index
    spec = _OF_RECORDS[ref.kind][prefix] if prefix else _SECTIONS[ref.kind]
    before = f"{prefix}-" if prefix else ""
    items, held = _listed(index, ref.kind, ref.id, prefix)
    order = alphabet(edition.config.language) if held and spec.cut is not _by_year else None
    cut = edition.once(("roll", ref.kind, ref.id, prefix), lambda: Parts(held, order))
    current = ref.part.removeprefix(before) if ref.part.startswith(before) else ""
    shown = items
    if current:
        shown = cut.held[current]
    elif cut:
        shown = pieces(spec.first(index, items), lambda item: spec.weigh(index, item), 100, spec.room)[0]
    return Roll(
        shown=tuple(spec.show(edition, item) for item in shown),
        more=len(items) - len(shown),
        parts=part_links(edition, cut, current, lambda name: Ref(ref.kind, ref.id, before + name)),
    )


def prefix_of(ref: Ref) -> str:
    """Which of the lists of a record's page a part belongs to; empty for that of its statements."""
    if not ref.id or ref.kind not in _OF_RECORDS:
        return ""
    names = [*_OF_RECORDS[ref.kind], _CARRIED]
    return next((name for name in names if ref.part.startswith(f"{name}-")), "")


def carried(edition: Edition, ref: Ref) -> Listing:
    """What an agency carried, in order of date."""
    return listing(edition, ref, newest_first=True, within=f"{_CARRIED}-")


def roll_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> RollPage:
    """A part of one of the lists of an actor's or a topic's page."""
    text, prefix = edition.words.text, prefix_of(ref)
    link = actor_link(edition, ref.id) if ref.kind == "actors" else topic_link(edition, ref.id)
    headings = {
        "positions": text("Positions by topic") if ref.kind == "actors" else text("Who stands where"),
        "answers": text("Speaks about the words of"),
        "answered-by": text("Is answered by"),
        "units": text("Has as parts"),
        "members": text("Held a role here"),
        "published": text("Published"),
        "narrower": text("Narrower topics"),
        _CARRIED: text("Carried as an agency"),
    }
    name = part_name(edition, ref.part.removeprefix(f"{prefix}-"))
    return RollPage(
        ref=ref,
        path=path_of(ref),
        title=edition.words.joined((link.text, headings[prefix], name)),
        crumbs=(*crumbs, link),
        name=link.text,
        heading=edition.words.joined((headings[prefix], name)),
        column=(text("Topic") if ref.kind == "actors" else text("Who")) if prefix == "positions" else "",
        roll=roll(edition, ref, prefix) if prefix != _CARRIED else Roll(shown=()),
        statements=carried(edition, ref) if prefix == _CARRIED else Listing(groups=(), total=0),
        counts=prefix not in ("units", "members"),
    )
