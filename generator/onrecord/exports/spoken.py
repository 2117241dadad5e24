"""The tables of statements and of what belongs to them."""

from collections.abc import Iterator, Mapping

from onrecord.exports.public import Public
from onrecord.exports.tables import Column, Reference, Table, column, columns, described, inner, number, owner, page
from onrecord.model import (
    UNNAMED,
    Correction,
    FactCheck,
    Original,
    Relation,
    Report,
    Speaker,
    Statement,
    StatementTopic,
)

_Values = Iterator[Mapping[str, object]]
_of_statement, _to_statement = owner("statement", "statements")
_IN_ORDER = number("Place in the list, from 1.")


def _statements(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        original = statement.original
        yield statement.__dict__ | {
            "original_text": original.text if original else None,
            "original_language": original.language if original else None,
            "url": public.address("statements", statement.id),
        }


def _speakers(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for place, speaker in enumerate(statement.speakers, start=1):
            actor = None if speaker.actor == UNNAMED else speaker.actor
            yield speaker.__dict__ | {"statement": statement.id, "number": place, "actor": actor}


def _reports(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for place, report in enumerate(statement.reports, start=1):
            receipt = public.edition.receipt_of(statement, report)
            yield report.__dict__ | {
                "statement": statement.id,
                "number": place,
                "verified": receipt.outcome if receipt else None,
                "verified_on": receipt.verified_on if receipt else None,
                "capture_sha256": receipt.capture if receipt else None,
                "gone_from_sha256": receipt.not_in[0] if receipt and receipt.not_in else None,
            }


def _steps(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for report, each in enumerate(statement.reports, start=1):
            for place, agency in enumerate(each.chain, start=1):
                yield {"statement": statement.id, "report": report, "number": place, "agency": agency}


def _reviewers(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for place, reviewer in enumerate(statement.reviewed_by, start=1):
            yield {"statement": statement.id, "number": place, "reviewer": reviewer}


def _topics(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for place, each in enumerate(statement.topics, start=1):
            yield each.__dict__ | {"statement": statement.id, "number": place}


def _relations(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for place, each in enumerate(statement.relations, start=1):
            yield each.__dict__ | {"statement": statement.id, "number": place}


def _fact_checks(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for place, each in enumerate(statement.fact_checks, start=1):
            yield each.__dict__ | {"statement": statement.id, "number": place}


def _corrections(public: Public) -> _Values:
    for statement in public.dataset.statements.values():
        for place, each in enumerate(statement.corrections, start=1):
            yield each.__dict__ | {"statement": statement.id, "number": place}


SPOKEN: tuple[Table, ...] = (
    Table(
        name="statements",
        title="Statements",
        description=f"{Statement.__doc__} Of one that was withdrawn, only speakers, date and corrections are left.",
        columns=(
            *columns(Statement, "id", "said_on", "date_basis", "place", "event", "audience", "language"),
            inner((Statement, "original"), Original, "text"),
            inner((Statement, "original"), Original, "language"),
            *columns(Statement, "translated_by", "summary", "status", "recorded_on", "note"),
            page(),
        ),
        key=("id",),
        references=(Reference(columns=("event",), table="events"),),
        records=_statements,
    ),
    Table(
        name="speakers",
        title="Speakers of statements",
        description=Speaker.__doc__ or "",
        columns=(
            _of_statement,
            _IN_ORDER,
            Column(
                name="actor",
                description="Id of the actor; empty where the source does not name the speaker.",
                fields=((Speaker, "actor"),),
            ),
            *columns(Speaker, "role", "capacity", "on_behalf_of", "as_printed", "certainty"),
        ),
        key=("statement", "number"),
        references=(
            _to_statement,
            Reference(columns=("actor",), table="actors"),
            Reference(columns=("actor", "role"), table="roles", targets=("actor", "id")),
            Reference(columns=("on_behalf_of",), table="actors"),
        ),
        records=_speakers,
        holds=(Statement, "speakers"),
    ),
    Table(
        name="reports",
        title="Reports of statements",
        description=Report.__doc__ or "",
        columns=(
            _of_statement,
            number("Place among the statement's reports, from 1."),
            *columns(Report, "source", "mode", "text", "language", "locator", "note"),
            Column(
                name="verified",
                description="How the quoted words agree with the text of the source: `exact`, letter by letter; "
                "`normalized`, but for marks and spaces; empty where they were not compared.",
                choices=("exact", "normalized"),
            ),
            Column(name="verified_on", description="The day on which they were compared (ISO 8601)."),
            Column(
                name="capture_sha256", description="SHA-256 of the text of the source that they were compared with."
            ),
            Column(
                name="gone_from_sha256",
                description="SHA-256 of the latest text of the source that no longer holds them; empty where it does.",
            ),
        ),
        key=("statement", "number"),
        references=(_to_statement, Reference(columns=("source",), table="sources")),
        records=_reports,
        holds=(Statement, "reports"),
    ),
    Table(
        name="report_chain",
        title="Agencies that reports came through",
        description=described((Report, "chain")),
        columns=(
            _of_statement,
            number("Place of the report among the statement's.", name="report"),
            number("Step from the speaker, from 1."),
            Column(name="agency", description="Id of the actor that carried the words.", required=True),
        ),
        key=("statement", "report", "number"),
        references=(
            Reference(columns=("statement", "report"), table="reports", targets=("statement", "number")),
            Reference(columns=("agency",), table="actors"),
        ),
        records=_steps,
        holds=(Report, "chain"),
    ),
    Table(
        name="statement_topics",
        title="Topics of statements",
        description=f"{StatementTopic.__doc__} Where the statement is in doubt (see its status), it is nobody's.",
        columns=(_of_statement, _IN_ORDER, *columns(StatementTopic, "topic", "stance")),
        key=("statement", "number"),
        references=(_to_statement, Reference(columns=("topic",), table="topics")),
        records=_topics,
        holds=(Statement, "topics"),
    ),
    Table(
        name="relations",
        title="Relations between statements",
        description="How a statement bears on an earlier one (Argdown).",
        columns=(_of_statement, _IN_ORDER, *columns(Relation, "kind", "target", "evidence")),
        key=("statement", "number"),
        references=(_to_statement, Reference(columns=("target",), table="statements")),
        records=_relations,
        holds=(Statement, "relations"),
    ),
    Table(
        name="fact_checks",
        title="Fact checks by others",
        description=FactCheck.__doc__ or "",
        columns=(_of_statement, _IN_ORDER, *columns(FactCheck, "publisher", "rating", "url", "on")),
        key=("statement", "number"),
        references=(_to_statement,),
        records=_fact_checks,
        holds=(Statement, "fact_checks"),
    ),
    Table(
        name="corrections",
        title="Corrections",
        description=Correction.__doc__ or "",
        columns=(
            _of_statement,
            _IN_ORDER,
            *columns(Correction, "on", "reason", "field", "before", "after"),
            column(Correction, "reported_by"),
        ),
        key=("statement", "number"),
        references=(_to_statement,),
        records=_corrections,
        holds=(Statement, "corrections"),
    ),
    Table(
        name="statement_reviewers",
        title="Who checked statements",
        description=described((Statement, "reviewed_by")),
        columns=(
            _of_statement,
            _IN_ORDER,
            Column(name="reviewer", description="The editor's name.", required=True),
        ),
        key=("statement", "number"),
        references=(_to_statement,),
        records=_reviewers,
        holds=(Statement, "reviewed_by"),
    ),
)
"""Each after those that it leads to."""
