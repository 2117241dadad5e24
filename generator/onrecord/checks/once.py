"""What may be there only once: an id, an address, an entry of a list."""

from collections.abc import Iterator

from onrecord.checks.flaws import flaw
from onrecord.dataset import Dataset
from onrecord.model import SECTIONS, Record, former_ids_of
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
                taken = former if former in dataset.section(section) else owners.get(former)
                if taken:
                    message = f"`{former}` is also {'the id' if taken == former else 'a former id'} of `{taken}`"
                    hint = "an address can lead to one page only: take it out of one of them"
                    yield flaw(dataset, section, record, "duplicate-id", message, ("former_ids", number), hint)
                owners.setdefault(former, record.id)
    for actor in dataset.actors.values():
        seen: set[str] = set()
        for number, role in enumerate(actor.roles):
            if role.id in seen:
                message, hint = f"`{role.id}` is the id of two roles of `{actor.id}`", "give one of them another id"
                yield flaw(dataset, "actors", actor, "duplicate-id", message, ("roles", number, "id"), hint)
            seen.add(role.id)


def addresses_once(dataset: Dataset) -> Iterator[Problem]:
    """Two sources with one address are one source."""
    owners: dict[str, str] = {}
    for source in dataset.sources.values():
        if source.url and source.url in owners:
            message = f"`{owners[source.url]}` has the same address"
            hint = "keep one of them; a changed edition needs its own archived address"
            yield flaw(dataset, "sources", source, "duplicate-address", message, ("url",), hint)
        if source.url:
            owners.setdefault(source.url, source.id)
