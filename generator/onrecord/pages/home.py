"""The home page."""

from onrecord.pages.cards import card, counted
from onrecord.pages.edition import Edition
from onrecord.pages.kinds import HomePage
from onrecord.pages.views import Counted, Link
from onrecord.permalinks import HOME, Ref

MOST = 8
"""Topics and actors that the home page names."""


def home_page(edition: Edition) -> HomePage:
    """What this record is, what came last, who and what it is about."""
    index, words = edition.index, edition.words
    newest = [statement for statement in index.published if statement.said_on][-edition.config.newest :]
    topics = sorted(
        ((len(held), index.dataset.topics[topic]) for topic, held in index.below_topic.items()),
        key=lambda pair: (-pair[0], pair[1].name.casefold(), pair[1].id),
    )
    actors = sorted(
        ((len(held), index.dataset.actors[actor]) for actor, held in index.by_actor.items()),
        key=lambda pair: (-pair[0], pair[1].name.casefold(), pair[1].id),
    )
    sources = len(index.dataset.sources)
    return HomePage(
        ref=HOME,
        path="",
        title=edition.config.site_name,
        description=words.text("A public record of who said what, when, and by which source we know."),
        introduction=edition.introduction,
        newest=tuple(card(edition, each) for each in reversed(newest)),
        topics=tuple(
            Counted(link=Link(text=topic.name, ref=Ref("topics", topic.id)), count=number)
            for number, topic in topics[:MOST]
        ),
        actors=tuple(counted(edition, actor, number) for number, actor in actors[:MOST]),
        counts={
            "statements": words.count("{n} statement", "{n} statements", len(index.published)),
            "actors": words.count("{n} speaker", "{n} speakers", len(index.by_actor)),
            "topics": words.count("{n} topic", "{n} topics", len(index.dataset.topics)),
            "sources": words.count("{n} source", "{n} sources", sources),
        },
    )
