"""What was changed in silence: words that readers saw are others now, or a page is gone, and nothing says so.

A record that can be trusted does not lose or alter what it once published without a public note. Two states are
compared: the one that readers have, and the one that is to follow it. Whatever adds to a statement is no matter here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.changes import Succession, corrected_field, is_draft, lost_corrections, new_corrections
from onrecord.contrast import marked, shortened
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, UNNAMED, Addressed, Correction, Record, Report, Statement, former_ids_of
from onrecord.problems import FieldPath, Origin, Problem

CONTEXT = 60
"""Characters of unchanged words that are shown beside a difference."""
_CORRECT = "add `corrections: [{on: …, field: %s, reason: …}]`, or put back what stood there"
_KEEP = "a correction, once public, stays: put it back; if it was wrong itself, add another"
_DOUBTFUL = ("withdrawn", "misattributed", "disputed")


def silent(before: Dataset, after: Dataset) -> list[Problem]:
    """What `after` changed in silence of all that was public in `before`."""
    succession = Succession(after)
    found: list[Problem] = []
    for section, noun in SECTIONS.items():
        if not issubclass(noun, Addressed):
            continue
        for name, old in before.section(section).items():
            if is_draft(old):
                continue
            now = succession.of(section, name)
            if now is None:
                found.append(_removed(section, old, before.origins[section, name]))
                continue
            new, origin = after.section(section)[now], after.origins[section, now]
            if is_draft(new):
                message = f"`{name}` was public, and is a draft now"
                hint = "a page that readers saw does not vanish: write `status: withdrawn`, with a correction"
                found.append(_problem("silent-removal", message, origin, ("status",), hint))
                continue
            found += _addresses(section, old, origin, after, succession)
            if isinstance(old, Statement) and isinstance(new, Statement):
                heir = before.statements.get(now, old)
                corrections = new_corrections(new, *{old.id: old, heir.id: heir}.values())
                # one that takes the place of another explains nothing
                explained = corrections[len(lost_corrections(old, new)) :]
                found += _corrections(old, new, origin)
                found += _statement(old, new, origin, succession, explained)
    return found


def _problem(code: str, message: str, origin: Origin, path: FieldPath, hint: str) -> Problem:
    return Problem(code=code, message=message, origin=origin, path=path, hint=hint)


def _removed(section: str, old: Record, origin: Origin) -> Problem:
    message = f"the {section.removesuffix('s')} `{old.id}` was public, and is gone"
    renamed = f"if it has another id now, write `former_ids: [{old.id}]` there"
    kept = "keep it, with `status: withdrawn` and a correction" if section == "statements" else "put it back"
    return _problem("silent-removal", message, Origin(file=origin.file), (), f"{kept}; {renamed}")


def _addresses(section: str, old: Record, origin: Origin, after: Dataset, succession: Succession) -> Iterator[Problem]:
    """Every address that a record had still leads to a page."""
    for former in former_ids_of(old):
        now = succession.of(section, former)
        if now is None or is_draft(after.section(section)[now]):
            message = f"`{former}` was a former id of `{old.id}`, and leads nowhere now"
            hint = f"addresses do not die: write `former_ids: [{former}]`"
            yield _problem("silent-removal", message, origin, ("former_ids",), hint)


def _corrections(old: Statement, new: Statement, origin: Origin) -> Iterator[Problem]:
    for lost in lost_corrections(old, new):
        message = f"the correction of {lost.on.text} was public, and is gone or altered: “{lost.reason}”"
        yield _problem("silent-change", message, origin, ("corrections",), _KEEP)


def _statement(
    old: Statement, new: Statement, origin: Origin, succession: Succession, explained: Sequence[Correction]
) -> Iterator[Problem]:
    """What differs and is not explained: a correction that names a field explains that field only."""
    if any(each.field is None for each in explained):
        return
    fields = {corrected_field(each.field) for each in explained if each.field}
    differing = (
        *_status(old, new),
        *_speakers(old, new, succession),
        *_date(old, new),
        *_stances(old, new, succession),
        *_texts(old, new),
        *_reports(old, new, succession),
        *_relations(old, new, succession),
    )
    for path, message in differing:
        field = str(path[0])
        if field not in fields:
            message = f"{message}, and no new correction says why"
            yield _problem("silent-change", message, origin, path, _CORRECT % field)


_Found = Iterator[tuple[FieldPath, str]]


def _status(old: Statement, new: Statement) -> _Found:
    if old.status in _DOUBTFUL and new.status != old.status and new.status != "withdrawn":
        yield ("status",), f"`{new.id}` was {old.status}, is {new.status} now"


def _relations(old: Statement, new: Statement, succession: Succession) -> _Found:
    """What a statement was said to do to another; more may be added."""
    held = {(each.kind, each.target) for each in new.relations}
    for each in old.relations:
        target = succession.named("statements", each.target)
        if (each.kind, target) not in held:
            yield ("relations",), f"`{new.id}` {each.kind.replace('_', ' ')} `{target}` no more"


def _speakers(old: Statement, new: Statement, succession: Succession) -> _Found:
    """An unnamed speaker is known by the description that the source printed."""

    def who(statement: Statement) -> Counter[str]:
        return Counter(
            f"{UNNAMED} ({speaker.as_printed})"
            if speaker.actor == UNNAMED and speaker.as_printed
            else succession.named("actors", speaker.actor)
            for speaker in statement.speakers
        )

    was, now = who(old), who(new)
    if was != now:
        yield ("speakers",), f"`{new.id}` was said by {_listed(was)}, and by {_listed(now)} now"


def _listed(names: Counter[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names.elements()))


def _date(old: Statement, new: Statement) -> _Found:
    if old.said_on and old.said_on != new.said_on:
        now = f"on `{new.said_on.text}`" if new.said_on else "on no date"
        yield ("said_on",), f"`{new.id}` was said on `{old.said_on.text}`, and {now} now"


def _stances(old: Statement, new: Statement, succession: Succession) -> _Found:
    """A position that stood still stands; where there was none, one may be added."""
    held = Counter((about.topic, about.stance) for about in new.topics)
    places = {about.topic: number for number, about in enumerate(new.topics)}
    stances = {about.topic: about.stance for about in new.topics}
    for about in old.topics:
        topic = succession.named("topics", about.topic)
        if about.stance and not held[topic, about.stance]:
            path: FieldPath = ("topics", places[topic], "stance") if topic in places else ("topics",)
            now = stances.get(topic) or "none"
            yield path, f"the stance of `{new.id}` on `{topic}` was {about.stance}, and is {now} now"


def _texts(old: Statement, new: Statement) -> _Found:
    if old.original and old.original != new.original:
        if new.original and new.original.text == old.original.text:
            message = f"the language of the original was {old.original.language}, and is {new.original.language} now"
            yield ("original", "language"), message
        else:
            told = _differing("the original", old.original.text, new.original.text if new.original else "")
            yield (("original", "text") if new.original else ("original",)), told
    if old.summary and old.summary != new.summary:
        yield ("summary",), _differing("the summary", old.summary, new.summary or "")


def _reports(old: Statement, new: Statement, succession: Succession) -> _Found:
    """Each report still stands as it was, wherever in the list; if not, the place is its likeliest heir's."""
    left = dict(enumerate(new.reports))
    changed: list[Report] = []
    for report in old.reports:
        report = report.model_copy(update={"source": succession.named("sources", report.source)})
        same = next((place for place, each in left.items() if _words(each) == _words(report)), None)
        if same is None:
            changed.append(report)
            continue
        now = left.pop(same)
        was = tuple(succession.named("actors", agency) for agency in report.chain)
        if was and now.chain != was:
            through = ", ".join(f"`{agency}`" for agency in now.chain) or "no agency"
            yield (
                ("reports", same, "chain"),
                f"the report from `{now.source}` came through {', '.join(f'`{each}`' for each in was)}, "
                f"and through {through} now",
            )
    for report in changed:
        heir = next((place for place, each in left.items() if each.source == report.source), None)
        if heir is None:
            heir = next((place for place, each in left.items() if each.text == report.text), None)
        if heir is None:
            yield ("reports",), f"the report from `{report.source}` is gone: “{shortened(report.text, CONTEXT)}”"
            continue
        now = left.pop(heir)
        if now.source != report.source:
            yield ("reports", heir, "source"), f"the report was from `{report.source}`, and is from `{now.source}` now"
        if now.mode != report.mode:
            yield ("reports", heir, "mode"), f"the report from `{now.source}` was {report.mode}, and is {now.mode} now"
        if now.text != report.text:
            yield ("reports", heir, "text"), _differing(f"the report from `{now.source}`", report.text, now.text)


def _words(report: Report) -> Sequence[str]:
    return report.source, report.mode, report.text


def _differing(what: str, before: str, after: str) -> str:
    if not after:
        return f"{what} is gone: “{shortened(before, CONTEXT)}”"
    return f"{what} reads otherwise: {marked(before, after, context=CONTEXT, longest=2 * CONTEXT)}"
