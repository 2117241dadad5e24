"""A page's own record as JSON, beside the page: what a program reads instead of the HTML.

The record itself stands under `record` in the form in which editors write it, so that it can go back into a data file
as it is; what the site adds stands around it. Drafts are nowhere, not even as the other end of a relation. Of a
withdrawn statement no words are left.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from onrecord.citations import as_json
from onrecord.index import tombstone
from onrecord.model import Noun, Statement
from onrecord.pages.cards import speakers
from onrecord.pages.citing import as_text, citation
from onrecord.pages.edition import Edition
from onrecord.permalinks import SECTION_KINDS, Ref, absolute, path_of, relative
from onrecord.verify import quotes

VERSION = 1
"""Changes when something that stood in a record stands there no more, or means another thing."""


def has_record(edition: Edition, ref: Ref) -> bool:
    """Whether a page has a record of its own."""
    if not ref.id or ref.part or ref.kind not in SECTION_KINDS or ref.id not in edition.index.dataset.section(ref.kind):
        return False
    return ref.kind != "statements" or edition.index.is_public(ref.id)


def record_of(edition: Edition, ref: Ref) -> str | None:
    """The record of a statement's, actor's, topic's or source's page; None for pages of any other kind."""
    if not has_record(edition, ref):
        return None
    index = edition.index
    if ref.kind == "statements":
        return _written(edition, ref, "statement", *_statement(edition, index.dataset.statements[ref.id]))
    if ref.kind == "actors":
        listed = index.by_actor.get(ref.id, ())
        return _listing(edition, ref, "actor", index.dataset.actors[ref.id], listed)
    if ref.kind == "topics":
        listed = index.below_topic.get(ref.id, ())
        return _listing(edition, ref, "topic", index.dataset.topics[ref.id], listed)
    return _listing(edition, ref, "source", index.dataset.sources[ref.id], index.of_source(ref.id))


def _listing(edition: Edition, ref: Ref, kind: str, noun: Noun, statements: Iterable[Statement]) -> str:
    listed = [{"id": each.id, "page": _page(edition, Ref("statements", each.id), ref)} for each in statements]
    return _written(edition, ref, kind, _noun(noun), {"statements": listed})


def _written(edition: Edition, ref: Ref, kind: str, record: Mapping[str, Any], more: Mapping[str, Any]) -> str:
    head = {"onrecord": VERSION, "kind": kind, "page": _page(edition, ref, ref)}
    return as_json({**head, "record": record, **more})


def _page(edition: Edition, target: Ref, beside: Ref) -> str:
    """A page's address: whole where the site's is known, else from where the record lies."""
    site = edition.config.site_url
    return absolute(site, path_of(target)) if site else relative(path_of(target), path_of(beside))


def _statement(edition: Edition, statement: Statement) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [each.actor.text for each in speakers(edition, statement)]
    if statement.status == "withdrawn":
        return _noun(tombstone(statement)), {"speakers": names}
    record = _noun(statement)
    public = [each.written for each in statement.relations if edition.index.is_public(each.target)]
    record.pop("relations", None)
    if public:
        record["relations"] = public
    return record, {
        "speakers": names,
        "verifications": list(_verifications(edition, statement)),
        "citation": as_text(edition, citation(edition, statement)),
    }


def _verifications(edition: Edition, statement: Statement) -> Iterable[dict[str, Any]]:
    """One for each report, in their order."""
    for report in statement.reports:
        receipt = edition.receipt_of(statement, report)
        if not quotes(report):
            yield {"source": report.source, "outcome": "nothing-quoted"}
        elif receipt is None:
            yield {"source": report.source, "outcome": "unverified"}
        else:
            yield {
                "source": report.source,
                "outcome": receipt.outcome,
                "verified_on": receipt.verified_on,
                "capture": receipt.capture,
                **({"taken_on": receipt.taken_on} if receipt.taken_on else {}),
                **({"gone_from": list(receipt.not_in)} if receipt.not_in else {}),
            }


def _noun(noun: Noun) -> dict[str, Any]:
    """All fields that say something, those too that editors may leave out because they go without saying."""
    full: dict[str, Any] = _said(noun.model_dump(mode="json"))
    return full


def _said(value: Any) -> Any:
    """`value` without empty fields."""
    if isinstance(value, dict):
        kept = {name: _said(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, [], {})}
    return [_said(each) for each in value] if isinstance(value, list) else value
