"""The pages of topics."""

from onrecord.model import Topic
from onrecord.pages.cards import actor_link, event_view, excerpt, stands, taken
from onrecord.pages.charts import chart
from onrecord.pages.edition import Edition
from onrecord.pages.footnotes import footnoted
from onrecord.pages.kinds import TopicPage, TopicsPage
from onrecord.pages.listing import listing, part_name
from onrecord.pages.views import Branch, Counted, Link, NameView, Stand
from onrecord.permalinks import Ref, path_of


def topics_page(edition: Edition, crumbs: tuple[Link, ...]) -> TopicsPage:
    """The tree of topics."""
    return TopicsPage(
        ref=Ref("topics"),
        path=path_of(Ref("topics")),
        title=edition.words.text("Topics"),
        description=edition.words.text("What the statements on record are about."),
        crumbs=crumbs,
        tree=branches(edition, ""),
    )


def branches(edition: Edition, parent: str) -> tuple[Branch, ...]:
    """The topics below `parent`, with all that is below them; `""` for the whole tree."""
    return tuple(
        Branch(topic=_counted(edition, topic), below=branches(edition, topic.id))
        for topic in edition.index.narrower.get(parent, ())
    )


def _counted(edition: Edition, topic: Topic) -> Counted:
    number = len(edition.index.below_topic.get(topic.id, ()))
    return Counted(link=Link(text=topic.name, ref=Ref("topics", topic.id)), count=number)


def topic_page(edition: Edition, ref: Ref, crumbs: tuple[Link, ...]) -> TopicPage:
    """One topic, with the statements of all topics below it."""
    words = edition.words
    topic = edition.index.dataset.topics[ref.id]
    statements = edition.index.below_topic.get(topic.id, ())
    number = words.count("{n} statement", "{n} statements", len(statements))
    first = not ref.part
    listed, footnotes = footnoted(edition, listing(edition, ref, statements))
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
        below=branches(edition, topic.id) if first else (),
        positions=_positions(edition, topic) if first else (),
        chart=chart(edition, statements) if first else None,
        statements=listed,
        footnotes=footnotes,
    )


def _positions(edition: Edition, topic: Topic) -> tuple[Stand, ...]:
    """Who stands where on this very topic: a stance on a sub-topic is no stance on the wider one."""
    return stands(
        (actor_link(edition, actor), taken(edition, statement, stance))
        for actor, held in edition.index.positions_on.get(topic.id, {}).items()
        for statement, stance in held
    )
