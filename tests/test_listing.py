"""Lists too long for one page are parted by date: whole, once, and at addresses that last."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.model import Actor, Event, Source, Statement
from onrecord.pages import view
from onrecord.pages.cards import counted
from onrecord.pages.cutting import period, weight
from onrecord.pages.listing import FITS, parts, weigh
from onrecord.pages.order import in_time
from onrecord.permalinks import Ref, path_of
from onrecord.site import Site, build
from onrecord.theme import PAGES


def statement(number: int, said_on: str | None) -> Statement:
    return Statement.model_validate(
        {"id": f"s-{number:05d}", "speakers": "ada", "summary": f"Number {number}."}
        | ({"said_on": said_on} if said_on else {})
    )


def site(statements: list[Statement], **more: Any) -> Site:
    dataset = Dataset(
        actors={"ada": Actor(id="ada", name="Ada")}, statements={each.id: each for each in statements}, **more
    )
    return build(dataset, Config(search="none"), [Path(PAGES)])


DATES = st.one_of(
    st.none(),
    st.dates(datetime.date(2019, 12, 1), datetime.date(2020, 2, 28)).map(str),
    st.sampled_from(["2019", "2020-01", "../2019", "2020/.."]),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(DATES, max_size=450))
def test_the_parts_of_a_list_hold_each_statement_once_and_none_is_too_long(dates: list[str | None]) -> None:
    ordered = sorted((statement(*pair) for pair in enumerate(dates)), key=lambda each: (each.date_key, each.id))
    found = parts(ordered, weigh)
    if len(ordered) <= FITS:
        assert not found
        return
    assert all(0 < len(held) <= FITS for held in found.values())
    assert sorted(each.id for held in found.values() for each in held) == sorted(each.id for each in ordered)
    years = [name[:4] for name in found]
    assert years == sorted(years)


def test_pages_of_one_time_are_made_one_after_the_other() -> None:
    made = site([statement(number, f"{1990 + number % 30}-0{1 + number % 9}-01") for number in range(900)])
    ordered = [path_of(ref) for ref in in_time(made.edition.index, made.refs)]
    assert ordered != list(made.paths)
    assert sorted(ordered) == sorted(made.paths)
    said = {f"statements/{each.id}/": period(each.said_on, 4) for each in made.edition.index.published}
    years = [said[path] for path in ordered if path in said]
    assert years == sorted(years)
    place = ordered.index("timeline/1999/")
    assert "1999" in {said.get(path) for path in ordered[place - 5 : place + 5]}
    middle = ordered.index("actors/ada/")
    assert 300 < middle < 700, "it is near its statements"


def test_every_statement_of_a_long_list_is_reached_through_its_parts() -> None:
    made = site([statement(number, f"2020-{1 + number % 12:02d}-01") for number in range(1000)])
    pages = dict(made.pages())
    first = pages["actors/ada.md"]
    linked = re.findall(r'href="../../actors/ada/(2020-\d\d)/"', first)
    assert linked == [f"2020-{month:02d}" for month in range(1, 13)]
    reached = {
        number
        for part in linked
        for number in re.findall(r'href="\.\./\.\./\.\./statements/(s-\d+)/"', pages[f"actors/ada/{part}.md"])
    }
    assert len(reached) == 1000
    assert max(len(text.encode()) for text in pages.values()) < 150_000


def test_a_part_keeps_what_it_held_when_a_later_statement_is_added() -> None:
    before = [statement(number, f"20{10 + number % 10}-01-01") for number in range(300)]
    after = [*before, statement(999, "2031-01-01")]
    old, new = dict(site(before).pages()), dict(site(after).pages())
    kept = [name for name in old if re.fullmatch(r"actors/ada/20\d\d\.md", name)]
    assert len(kept) == 10
    for name in kept:
        words = re.findall(r"Number \d+", old[name])
        assert words == re.findall(r"Number \d+", new[name])


def test_every_occasion_is_on_the_timeline_however_its_year_is_parted() -> None:
    dates = {"january": "2031-01-15", "july": "2031-07-01", "before": "2029-12-31"}
    events = {name: Event.model_validate({"id": name, "name": f"In {name}", "on": on}) for name, on in dates.items()}
    pages = dict(
        site([statement(number, f"2031-0{1 + number % 2}-01") for number in range(350)], events=events).pages()
    )
    shown = {
        name: sorted(path for path, text in pages.items() if path.startswith("timeline/") and f"In {name}" in text)
        for name in dates
    }
    assert shown == {
        "january": ["timeline/2031/2031-01.md"],
        "july": ["timeline/2031.md"],
        "before": ["timeline/2029.md"],
    }
    assert re.findall(r'href="[^"]*timeline/(\d+)/"', pages["timeline/index.md"]) == ["2029", "2031"]


@pytest.mark.parametrize(
    ("spans", "latest"),
    [
        ([("2020", None), ("2001", "2010")], 0),
        ([("2001", "2010"), ("2020", None)], 1),
        ([(None, "2030"), ("2020", "2021"), (None, None)], 0),
        ([(None, None), (None, None)], 1),
        ([("2020", None), ("2020", None)], 1),
    ],
)
def test_an_actor_is_listed_with_the_role_that_began_last(
    spans: list[tuple[str | None, str | None]], latest: int
) -> None:
    roles = [
        {"id": f"r-{place}", "title": f"Role {place}"} | {k: v for k, v in (("start", start), ("end", end)) if v}
        for place, (start, end) in enumerate(spans)
    ]
    actor = Actor.model_validate({"id": "ada", "name": "Ada", "roles": roles})
    edition = build(Dataset(actors={"ada": actor}), Config(search="none"), [Path(PAGES)]).edition
    assert counted(edition, actor, 1).detail == f"Role {latest}"


def test_the_page_of_a_former_address_rests_on_its_own_record_alone() -> None:
    said = [statement(number, "2031").model_copy(update={"former_ids": (f"was-{number}",)}) for number in range(9)]
    edition = site(said).edition
    page, read = edition.reads.during(lambda: view(edition, Ref("statements", "was-7")))
    assert page.path == "statements/was-7/"
    assert {("moved", "statements/was-7"), ("statements", "s-00007")} <= read
    assert not [name for name, key in read if key is None or key in ("s-00006", "statements/was-6")]


def test_who_answers_whom_is_told_in_statements_not_in_relations() -> None:
    def said(name: str, speaker: str, *relations: dict[str, str]) -> Statement:
        return Statement.model_validate(
            {"id": name, "speakers": speaker, "summary": name, "said_on": "2031", "relations": list(relations)}
        )

    statements = [
        said("first", "ada"),
        said("second", "ada"),
        said("answer", "bo", {"rejects": "first"}, {"replies_to": "first"}, {"rejects": "second"}),
        said("again", "bo", {"replies_to": "second"}),
    ]
    actors = {name: Actor(id=name, name=name.title()) for name in ("ada", "bo")}
    dataset = Dataset(actors=actors, statements={each.id: each for each in statements})
    edition = build(dataset, Config(search="none"), [Path(PAGES)]).edition
    for actor, name in (("ada", "answered_by"), ("bo", "answers")):
        (other,) = getattr(view(edition, Ref("actors", actor)), name).shown
        assert other.count == 2


def test_a_source_lists_a_statement_once_though_it_reports_it_twice() -> None:
    def said(number: int) -> Statement:
        reports = [{"source": "tide", "mode": "direct", "text": f"{each} {number}."} for each in ("No", "Never")]
        return statement(number, f"203{number}").model_copy(
            update={"reports": Statement.model_validate({"id": "x", "speakers": "ada", "reports": reports}).reports}
        )

    index = site([said(3), said(1), said(2)], sources={"tide": Source(id="tide", title="Tide")}).edition.index
    assert [each.id for each in index.of_source("tide")] == ["s-00001", "s-00002", "s-00003"]
    assert index.of_source("ebb") == ()


def test_the_plan_names_each_page_once() -> None:
    made = site([statement(number, "2020-01-01") for number in range(250)])
    assert len(set(made.paths)) == len(made.paths)
    assert [name for name, _ in made.pages()] == list(dict(made.pages()))


@given(st.text() | st.text(st.characters(max_codepoint=0x7F)), st.none() | st.integers(0, 9))
def test_a_text_weighs_its_bytes_and_five_for_each_sign_that_may_become_a_reference(
    text: str, limit: int | None
) -> None:
    shown = text[:limit]
    signs = [each for each in shown if not (each.isalnum() or each.isspace() or each in "_“”‘’„«»–—….,-")]
    assert weight(text, limit) == len(shown.encode()) + 5 * len(signs)
