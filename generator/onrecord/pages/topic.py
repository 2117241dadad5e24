"""The pages of topics."""

from onrecord.index import Index
from onrecord.model import Topic
from onrecord.pages.cards import event_view, excerpt
from onrecord.pages.charts import chart
from onrecord.pages.edition import Edition
from onrecord.pages.footnotes import footnoted
from onrecord.pages.kinds import TopicPage, TopicsPage
from onrecord.pages.listing import listing, part_name
from onrecord.pages.rolls import roll
from onrecord.pages.views import Branch, Counted, Link, NameView
from onrecord.permalinks import Ref, path_of

WHOLE, BELOW = 300, 60
"""Topics of a tree that the page of all topics shows, and a topic's page."""
DEEP = 12
"""Levels of a tree that one page shows at most."""


def topics_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> TopicsPage:
    """The tree of topics, as many levels as fit; where the first does not, a letter's."""
    listed = roll(edition, ref)
    return TopicsPage(
        ref=ref,
        path=path_of(ref),
        title=edition.words.joined((edition.words.text("Topics"), part_name(edition, ref.part))),
        description=edition.words.text("What the statements on record are about."),
        crumbs=crumbs,
        tree=() if listed.parts else branches(edition, "", WHOLE),
        roll=listed if listed.parts else None,
    )


def branches(edition: Edition, parent: str, most: int) -> tuple[Branch, ...]:
    """The topics below `parent`, with as many levels as hold no more than `most`; `""` for the whole tree."""
    return _branches(edition, parent, _levels(edition.index, parent, most))


def _levels(index: Index, parent: str, most: int) -> int:
    level, number = index.narrower.get(parent, ()), 0
    for depth in range(DEEP):
        number += len(level)
        if not level or number > most:
            return max(1, depth)
        level = tuple(below for topic in level for below in index.narrower.get(topic.id, ()))
    return DEEP


def _branches(edition: Edition, parent: str, levels: int) -> tuple[Branch, ...]:
    narrower = edition.index.narrower
    return tuple(
        Branch(
            topic=_counted(edition, topic),
            below=_branches(edition, topic.id, levels - 1) if levels > 1 else (),
            more=len(narrower.get(topic.id, ())) if levels == 1 else 0,
        )
        for topic in narrower.get(parent, ())
    )


def _counted(edition: Edition, topic: Topic) -> Counted:
    number = len(edition.index.below_topic.get(topic.id, ()))
    return Counted(link=Link(text=topic.name, ref=Ref("topics", topic.id)), count=number)


def topic_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> TopicPage:
    """One topic, with the statements of all topics below it."""
    words = edition.words
    topic = edition.index.dataset.topics[ref.id]
    first = not ref.part
    narrower = roll(edition, ref, "narrower") if first else None
    narrower = narrower if narrower and narrower.parts else None
    listed, footnotes = footnoted(edition, listing(edition, ref))
    number = words.count("{n} statement", "{n} statements", listed.total)
    return TopicPage(
        ref=ref,
        path=path_of(ref),
        title=words.joined((topic.name, part_name(edition, ref.part))),
        description=excerpt(f"{topic.name}: {topic.description or number}", 200),
        crumbs=crumbs,
        name=topic.name,
        names=tuple(
            NameView(text=n.name, language=n.language or "", kind="" if n.kind == "variant" else words.label(n.kind))
            for n in topic.names
        ),
        description_text=topic.description or "",
        note=topic.note or "",
        trigger=event_view(edition, topic.triggered_by),
        below=branches(edition, topic.id, BELOW) if first and not narrower else (),
        narrower=narrower,
        positions=roll(edition, ref, "positions") if first else None,
        chart=chart(edition, edition.index.below_topic.get(topic.id, ())) if first else None,
        statements=listed,
        footnotes=footnotes,
    )
