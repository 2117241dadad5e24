"""Records beside pages: the same data as in the files, and nothing that is not public."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.index import build_index
from onrecord.load import load
from onrecord.model import SECTIONS, Actor, Source, Statement
from onrecord.pages import Edition, plan
from onrecord.pages.citing import as_text, citation
from onrecord.permalinks import SECTION_KINDS, Ref, path_of
from onrecord.receipts import Receipt, words_hash
from onrecord.records import record_of
from onrecord.wording import Words

WORLD = Path(__file__).parent / "world" / "data"
SITE = "https://record.example.org/"


def world(site_url: str = SITE) -> Edition:
    dataset, problems = load([WORLD])
    assert not problems
    return Edition(index=build_index(dataset), words=Words(), config=Config(site_url=site_url))


def read(edition: Edition, ref: Ref) -> Any:
    text = record_of(edition, ref)
    assert text is not None
    return json.loads(text)


def test_each_statement_actor_topic_and_source_has_a_record_and_no_other_page() -> None:
    made = world()
    for ref in plan(made.index, search=True):
        known = (
            bool(ref.id)
            and not ref.part
            and ref.kind in SECTION_KINDS
            and ref.id in made.index.dataset.section(ref.kind)
        )
        assert (record_of(made, ref) is not None) == known
    assert record_of(made, Ref("actors", "petra-voss", "2031")) is None


def test_a_record_can_go_back_into_a_data_file_as_it_is() -> None:
    made = world()
    drafts = {each.id for each in made.index.dataset.statements.values() if each.status == "draft"}
    for ref in plan(made.index, search=True):
        if record_of(made, ref) is None or ref.id in {each.id for each in made.index.withdrawn}:
            continue
        noun = made.index.dataset.section(ref.kind)[ref.id]
        if isinstance(noun, Statement):
            kept = tuple(each for each in noun.relations if each.target not in drafts)
            noun = noun.model_copy(update={"relations": kept})
        assert SECTIONS[ref.kind].model_validate(read(made, ref)["record"]) == noun


def test_relations_stand_as_editors_write_them() -> None:
    made = world()
    record = read(made, Ref("statements", "2031-05-20-barak-treaty"))["record"]
    assert record["relations"] == [
        {"contradicts": "2031-05-19-rahimi-treaty", "evidence": "Both speak of the same clause."}
    ]


def test_a_statement_says_where_its_page_is_who_spoke_and_how_it_is_cited() -> None:
    made = world()
    record = read(made, Ref("statements", "2031-03-06-joint-no"))
    assert record["onrecord"] == 1
    assert record["kind"] == "statement"
    assert record["page"] == f"{SITE}statements/2031-03-06-joint-no/"
    assert record["speakers"] == ["Noa Barak", "Çağla Işık"]
    statement = made.index.dataset.statements["2031-03-06-joint-no"]
    assert record["citation"] == as_text(made, citation(made, statement))


def test_each_report_says_whether_it_was_verified() -> None:
    made = world()
    statement = made.index.dataset.statements["2031-03-04-lin-dues"]
    report = statement.reports[0]
    receipt = Receipt(
        statement=statement.id, source=report.source, words=words_hash(report), capture="ab" * 32, outcome="exact",
        spans=((0, 1),), prefix="", suffix="", verified_on="2031-04-01", taken_on="",
        not_in=(),
    )  # fmt: skip
    gone = replace(receipt, taken_on="2031-03-06", not_in=("cd" * 32, "ef" * 32))
    first = {"source": "tide-dues", "outcome": "exact", "verified_on": "2031-04-01", "capture": "ab" * 32}
    later = {"taken_on": "2031-03-06", "gone_from": ["cd" * 32, "ef" * 32]}
    for each, told in ((receipt, first), (gone, first | later)):
        verified = Edition(index=made.index, words=made.words, config=made.config, receipts={each.key: each})
        assert read(verified, Ref("statements", statement.id))["verifications"] == [
            told,
            {"source": "mail-dues", "outcome": "unverified"},
            {"source": "chao-dues", "outcome": "nothing-quoted"},
        ]


def test_of_a_withdrawn_statement_no_words_are_left() -> None:
    statement = Statement.model_validate(
        {
            "id": "gone", "speakers": "ada", "said_on": "2031", "status": "withdrawn", "summary": "canary", "note": "canary",
            "corrections": [{"on": "2031-04-07", "reason": "Never said.", "before": "canary", "after": "canary"}],
        }
    )  # fmt: skip
    dataset = Dataset(actors={"ada": Actor(id="ada", name="Ada")}, statements={"gone": statement})
    made = Edition(index=build_index(dataset), words=Words(), config=Config())
    text = record_of(made, Ref("statements", "gone")) or ""
    assert "canary" not in text
    assert json.loads(text) == {
        "onrecord": 1,
        "kind": "statement",
        "page": "./",
        "record": {
            "id": "gone",
            "speakers": [{"actor": "ada", "certainty": "certain"}],
            "said_on": "2031",
            "status": "withdrawn",
            "corrections": [{"on": "2031-04-07", "reason": "Never said."}],
        },
        "speakers": ["Ada"],
    }


def test_drafts_are_nowhere() -> None:
    made = world()
    assert record_of(made, Ref("statements", "secret-draft")) is None
    for ref in plan(made.index, search=True):
        assert "secret-draft" not in (record_of(made, ref) or "")


def test_a_relation_to_a_draft_is_left_out() -> None:
    statements = [
        Statement.model_validate({"id": "draft", "speakers": "ada", "status": "draft", "summary": "x"}),
        Statement.model_validate({"id": "out", "speakers": "ada", "summary": "x", "relations": {"rejects": "draft"}}),
    ]
    dataset = Dataset(actors={"ada": Actor(id="ada", name="Ada")}, statements={each.id: each for each in statements})
    made = Edition(index=build_index(dataset), words=Words(), config=Config())
    assert "relations" not in read(made, Ref("statements", "out"))["record"]
    assert '"draft"' not in (record_of(made, Ref("statements", "out")) or "")


@pytest.mark.parametrize("site_url", [SITE, ""])
def test_actors_topics_and_sources_list_their_public_statements(site_url: str) -> None:
    made = world(site_url)
    page = SITE + "statements/2031-03-04-lin-dues/" if site_url else "../../statements/2031-03-04-lin-dues/"
    listed = {"id": "2031-03-04-lin-dues", "page": page}
    for ref in (
        Ref("actors", "ada-lin"),
        Ref("topics", "harbour-dues"),
        Ref("topics", "ports"),
        Ref("sources", "tide-dues"),
    ):
        assert listed in read(made, ref)["statements"]  # fmt: skip
    assert {"id", "page"} == set(read(made, Ref("actors", "ada-lin"))["statements"][0])
    withdrawn = {each.id for each in made.index.withdrawn}
    assert not withdrawn & {each["id"] for each in read(made, Ref("actors", "noa-barak"))["statements"]}
    planned = {path_of(ref) for ref in plan(made.index, search=True)}
    assert "statements/2031-03-04-lin-dues/" in planned


def test_a_source_lists_each_statement_once_and_in_order_of_date() -> None:
    report = {"source": "tide", "mode": "direct", "text": "x"}
    statements = [
        Statement.model_validate(
            {"id": f"s{n}", "speakers": "ada", "said_on": day, "reports": [report, report | {"text": "y"}]}
        )
        for n, day in enumerate(["2031-03", "2029", "2030"])
    ]
    dataset = Dataset(
        actors={"ada": Actor(id="ada", name="Ada")},
        sources={"tide": Source(id="tide", title="Dues")},
        statements={each.id: each for each in statements},
    )
    made = Edition(index=build_index(dataset), words=Words(), config=Config())
    assert [each["id"] for each in read(made, Ref("sources", "tide"))["statements"]] == ["s1", "s2", "s0"]


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1).filter(lambda text: bool(text.strip()))
)
def test_a_text_is_the_same_in_the_record_and_harmless_in_html(text: str) -> None:
    statement = Statement.model_validate({"id": "s", "speakers": "ada", "summary": f"{text}</script><!--&"})
    dataset = Dataset(actors={"ada": Actor(id="ada", name="Ada")}, statements={"s": statement})
    made = Edition(index=build_index(dataset), words=Words(), config=Config())
    written = record_of(made, Ref("statements", "s")) or ""
    assert not re.search("[<>&\u2028\u2029]", written)
    assert json.loads(written)["record"]["summary"] == statement.summary
    assert record_of(made, Ref("statements", "s")) == written
