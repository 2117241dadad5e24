"""What may be there only once: an id, an address, an entry of a list."""

from collections.abc import Hashable, Iterable, Iterator, Mapping

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, UNNAMED, Record, Statement, former_ids_of
from onrecord.problems import FieldPath, Problem
from onrecord.slugs import folded


def _former(record: Record) -> Iterator[tuple[FieldPath, str]]:
    return ((("former_ids", number), former) for number, former in enumerate(former_ids_of(record)))


def lasting_ids(dataset: Dataset) -> Iterator[Problem]:
    """A former id leads to one record only, and to none that has the id now; nor do two ids name one folder."""
    for section in SECTIONS:
        owners: dict[str, str] = {}
        folders: dict[str, str] = {}
        for record in dataset.section(section).values():
            for path, name in ((("id",), record.id), *_former(record)):
                other = folders.setdefault(folded(name), name)
                if other != name:
                    message = f"`{name}` and `{other}` are one name to Windows and macOS"
                    hint = "give one of them another id: their pages would stand in one folder"
                    yield flaw(dataset, section, record, "duplicate-id", message, path, hint)
            for number, former in enumerate(former_ids_of(record)):
                if message := _taken(former, record, dataset.section(section), owners.get(former)):
                    hint = "an address can lead to one page only: take it out of one of them"
                    if former == record.id:
                        hint = "take it out: a former id is one that the record has no more"
                    yield flaw(dataset, section, record, "duplicate-id", message, ("former_ids", number), hint)
                owners.setdefault(former, record.id)
    for actor in dataset.actors.values():
        seen: set[str] = set()
        for number, role in enumerate(actor.roles):
            if role.id in seen:
                message, hint = f"`{role.id}` is the id of two roles of `{actor.id}`", "give one of them another id"
                yield flaw(dataset, "actors", actor, "duplicate-id", message, ("roles", number, "id"), hint)
            seen.add(role.id)


def _taken(former: str, record: Record, known: Mapping[str, Record], owner: str | None) -> str:
    """Whose else a former id is; nothing where it is nobody's, or stands in one list twice."""
    if former == record.id:
        return f"`{former}` is the id of this record, and among its former ones too"
    if former in known:
        return f"`{former}` is a former id of `{record.id}`, and another record has it as its id"
    if owner and owner != record.id:
        return f"`{former}` is a former id of `{record.id}`, and of `{owner}` too"
    return ""


def addresses_once(dataset: Dataset) -> Iterator[Problem]:
    """Two sources with one address are one source."""
    owners: dict[str, str] = {}
    for source in dataset.sources.values():
        if source.url and source.url in owners:
            first = owners[source.url]
            message = f"`{first}` in {dataset.origins['sources', first].file} has the same address"
            hint = "keep one of them; a changed edition needs its own archived address"
            yield flaw(dataset, "sources", source, "duplicate-address", message, ("url",), hint)
        if source.url:
            owners.setdefault(source.url, source.id)


_Entry = tuple[FieldPath, str, Hashable]
"""An entry of a list: the field, the id that stands there, what makes it the same as another."""


def entries_once(dataset: Dataset) -> Iterator[Problem]:
    """No list names one thing twice: it would be shown, and counted, twice."""
    for section in SECTIONS:
        for record in dataset.section(section).values():
            if len(former_ids_of(record)) > 1:
                former = [(path, name, name) for path, name in _former(record)]
                yield from _repeated(dataset, section, record, former)
    for statement in dataset.statements.values():
        for entries in _lists(statement):
            yield from _repeated(dataset, "statements", statement, entries)


def _lists(statement: Statement) -> Iterator[list[_Entry]]:
    """The lists of more than one entry."""
    if len(statement.speakers) > 1:
        yield [
            (("speakers", number, "actor"), each.actor, (each.actor, each.role, each.capacity, each.on_behalf_of))
            for number, each in enumerate(statement.speakers)
            if each.actor != UNNAMED  # of those there may be several
        ]
    if len(statement.topics) > 1:
        yield [(("topics", number, "topic"), each.topic, each.topic) for number, each in enumerate(statement.topics)]
    if len(statement.relations) > 1:
        yield [
            (("relations", number, each.kind), each.target, (each.kind, each.target))
            for number, each in enumerate(statement.relations)
        ]
    for place, report in enumerate(statement.reports):
        if len(report.chain) > 1:
            yield [(("reports", place, "chain", step), agency, agency) for step, agency in enumerate(report.chain)]


def _repeated(dataset: Dataset, section: str, record: Record, entries: Iterable[_Entry]) -> Iterator[Problem]:
    seen: dict[Hashable, FieldPath] = {}
    for path, name, key in entries:
        first = seen.setdefault(key, path)
        if first is path:
            continue
        field, place = ("chain", 3) if "chain" in path else (path[0], 1)
        message = (
            f"`{name}` stands in `{field}` twice: as entry {int(first[place]) + 1} and as entry {int(path[place]) + 1}"
        )
        hint = "keep one of them"
        if isinstance(record, Statement) and field == "topics":
            stances = {record.topics[int(each[1])].stance for each in (first, path)}
            hint = "keep one of them: a statement takes one stance on a topic" if len(stances) > 1 else hint
        yield flaw(dataset, section, record, "repeated-entry", message, path, hint)
