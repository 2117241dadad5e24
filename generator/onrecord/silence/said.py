"""What stood in a statement and does not stand there now. Whatever was added where nothing stood is no matter here."""

from collections import Counter
from collections.abc import Sequence

from onrecord.contrast import shortened
from onrecord.dataset import Dataset
from onrecord.model import FactCheck, Report, Speaker, Statement
from onrecord.problems import FieldPath
from onrecord.silence.described import described
from onrecord.silence.states import CONTEXT, Difference, Found, States, text, value

DOUBTFUL = frozenset({"withdrawn", "misattributed", "disputed"})
"""Statuses that warn readers, or keep the words from them."""


def differences(old: Statement, new: Statement, states: States) -> Found:
    """What stood in a statement and does not stand there now."""
    yield from _status(old, new)
    yield from _speakers(old, new, states)
    yield from _date(old, new)
    for name in ("date_basis", "place", "audience", "translated_by", "note"):
        yield from value((name,), f"the `{name}` of `{new.id}`", getattr(old, name), getattr(new, name))
    yield from _event(old, new, states)
    yield from _stances(old, new, states)
    yield from _texts(old, new)
    yield from _reports(old, new, states)
    yield from _relations(old, new, states)
    yield from _ratings(old, new)


def _status(old: Statement, new: Statement) -> Found:
    """To warn of a statement, and to take a warning back, are both to be explained."""
    if old.status != new.status and {old.status, new.status} & DOUBTFUL:
        yield Difference(path=("status",), told=f"`{new.id}` was {old.status}, and is {new.status} now")


def _relations(old: Statement, new: Statement, states: States) -> Found:
    """What a statement was said to do to another; more may be added."""
    held = {(each.kind, each.target): number for number, each in enumerate(new.relations)}
    for each in old.relations:
        target = states.now("statements", each.target)
        number = held.get((each.kind, target))
        told = f"`{new.id}` {each.kind.replace('_', ' ')} `{target}`"
        if number is None:
            yield Difference(path=("relations",), told=f"{told} no more", is_gone=True)
        else:
            path: FieldPath = ("relations", number, "evidence")
            what = f"what shows that {told}"
            yield from value(path, what, each.evidence, new.relations[number].evidence)


def _speakers(old: Statement, new: Statement, states: States) -> Found:
    """Who said it, as what and for whom, and how sure that is."""
    was = Counter(states.now("actors", each.actor) for each in old.speakers)
    is_now = Counter(each.actor for each in new.speakers)
    if was != is_now:
        told = f"`{new.id}` was said by {_listed(was)}, and by {_listed(is_now)} now"
        yield Difference(path=("speakers",), told=told)
        return
    left = dict(enumerate(new.speakers))
    # those that are the same come first: of two who are unnamed, each is known by the words that the source printed
    for each in sorted(old.speakers, key=lambda speaker: speaker not in new.speakers):
        alike = [number for number, one in left.items() if one.actor == states.now("actors", each.actor)]
        number = next((number for number in alike if left[number] == each), alike[0])
        yield from _speaker(each, left.pop(number), number, new.id, states)


def _speaker(old: Speaker, new: Speaker, number: int, name: str, states: States) -> Found:
    whose = f"of `{new.actor}` in `{name}`"
    place: FieldPath = ("speakers", number)
    if old.certainty not in ("certain", new.certainty):
        told = f"that `{new.actor}` said `{name}` was {old.certainty}, and is {new.certainty} now"
        yield Difference(path=(*place, "certainty"), told=told, is_gone=new.certainty == "certain")
    if old.role != new.role:
        was, is_now = _role(old, states.before, states), _role(new, states.after, states)
        yield from value((*place, "role"), f"the role {whose}", was, is_now)
    behalf = states.now("actors", old.on_behalf_of)
    yield from value((*place, "on_behalf_of"), f"the `on_behalf_of` {whose}", behalf, new.on_behalf_of)
    yield from value((*place, "capacity"), f"the capacity {whose}", old.capacity, new.capacity)
    yield from value((*place, "as_printed"), f"the `as_printed` {whose}", old.as_printed, new.as_printed)


def _role(speaker: Speaker, dataset: Dataset, states: States) -> str:
    """A role as readers see it: its id is nothing to them."""
    actor = dataset.actors.get(speaker.actor)
    role = next((each for each in actor.roles if each.id == speaker.role), None) if actor else None
    if role is None:
        return speaker.role or ""
    return f"{role.title}, `{states.now('actors', role.organization)}`" if role.organization else role.title


def _listed(names: Counter[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names.elements()))


def _date(old: Statement, new: Statement) -> Found:
    if old.said_on and old.said_on != new.said_on:
        now = f"on `{new.said_on.text}`" if new.said_on else "on no date"
        told = f"`{new.id}` was said on `{old.said_on.text}`, and {now} now"
        yield Difference(path=("said_on",), told=told, is_gone=new.said_on is None)


def _event(old: Statement, new: Statement, states: States) -> Found:
    """An event has no address: if another id leads to one that reads the same, readers see no difference."""
    if not old.event or old.event == new.event:
        return
    was, now = states.before.events.get(old.event), states.after.events.get(new.event or "")
    if was and now and described(was) == described(now):
        return
    apart = was and now and was.name != now.name
    names = (was.name, now.name) if was and now and apart else (old.event, new.event)
    yield from value(("event",), f"the `event` of `{new.id}`", *names)


def _stances(old: Statement, new: Statement, states: States) -> Found:
    """A position that stood still stands; where there was none, one may be added."""
    held = Counter((about.topic, about.stance) for about in new.topics)
    places = {about.topic: number for number, about in enumerate(new.topics)}
    stances = {about.topic: about.stance for about in new.topics}
    for about in old.topics:
        topic = states.now("topics", about.topic)
        if about.stance and not held[topic, about.stance]:
            path: FieldPath = ("topics", places[topic], "stance") if topic in places else ("topics",)
            now = stances.get(topic)
            told = f"the stance of `{new.id}` on `{topic}` was {about.stance}, and is {now or 'none'} now"
            yield Difference(path=path, told=told, is_gone=now is None)


def _texts(old: Statement, new: Statement) -> Found:
    if old.original and old.original != new.original:
        if new.original and new.original.text == old.original.text:
            told = f"the language of the original was {old.original.language}, and is {new.original.language} now"
            yield Difference(path=("original", "language"), told=told)
        else:
            path: FieldPath = ("original", "text") if new.original else ("original",)
            yield from value(path, "the original", old.original.text, new.original.text if new.original else None)
    yield from value(("summary",), "the summary", old.summary, new.summary)


def _reports(old: Statement, new: Statement, states: States) -> Found:
    """Each report still stands as it was, wherever in the list; if not, the place is its likeliest heir's."""
    left = dict(enumerate(new.reports))
    changed: list[Report] = []
    for report in old.reports:
        report = report.model_copy(update={"source": states.now("sources", report.source)})
        same = next((place for place, each in left.items() if _words(each) == _words(report)), None)
        if same is None:
            changed.append(report)
            continue
        now, what = left.pop(same), f"of the report from `{report.source}`"
        was = ", ".join(states.now("actors", agency) for agency in report.chain)
        yield from value(("reports", same, "chain"), f"the `chain` {what}", was, ", ".join(now.chain))
        yield from value(("reports", same, "locator"), f"the `locator` {what}", report.locator, now.locator)
        yield from value(("reports", same, "note"), f"the note {what}", report.note, now.note)
    for report in changed:
        heir = next((place for place, each in left.items() if each.source == report.source), None)
        if heir is None:
            heir = next((place for place, each in left.items() if each.text == report.text), None)
        what = f"the report from `{report.source}`"
        if heir is None:
            yield from value(("reports",), what, report.text, None)
            continue
        now = left.pop(heir)
        if now.source != report.source:
            told = f"the report was from `{report.source}`, and is from `{now.source}` now"
            yield Difference(path=("reports", heir, "source"), told=told)
        if now.mode != report.mode:
            yield Difference(path=("reports", heir, "mode"), told=f"{what} was {report.mode}, and is {now.mode} now")
        yield from value(("reports", heir, "text"), what, report.text, now.text)


def _words(report: Report) -> Sequence[str]:
    return report.source, report.mode, report.text


def _ratings(old: Statement, new: Statement) -> Found:
    """What others found a statement to be, as they said it; more may be added."""
    left = dict(enumerate(new.fact_checks))
    for check in sorted(old.fact_checks, key=lambda each: each not in new.fact_checks):
        alike = [number for number, each in left.items() if each.url == check.url]
        heir = next((number for number in alike if left[number] == check), alike[0] if alike else None)
        what = f"the rating of `{new.id}` by “{shortened(check.publisher, CONTEXT)}”"
        if heir is None:
            yield from value(("fact_checks",), what, check.rating, None)
            continue
        now = left.pop(heir)
        for name in FactCheck.model_fields:
            yield from value(("fact_checks", heir, name), what, text(getattr(check, name)), text(getattr(now, name)))
