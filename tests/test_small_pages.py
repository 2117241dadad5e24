"""However much is on record, no page is large, and from the home page links lead to every page."""

import html
import itertools
import re
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.dates import parse
from onrecord.model import Actor, Event, Source, Statement, Topic
from onrecord.pages.cutting import (
    Parts,
    by_date,
    by_letter,
    fits,
    heaviest,
    letter,
    letter_of,
    number_of,
    pieces,
    weight,
)
from onrecord.pages.listing import alphabet
from onrecord.permalinks import page_path, path_of, ref_of
from onrecord.site import Site, build
from onrecord.theme import PAGES

LARGEST = 150_000
WORDS = "عوارض بندر در ماه مه بالا می‌رود، و هیچ‌کس «پیش از آن» چیزی نپرسیده بود. " * 3
NAMES = ("Harbour {}", "Östersund {}", "נמל {}", "بندر {}", "پل {}", "港口 {}", "항구 {}", "みなと {}", "{}", "§ {}")


def named(number: int) -> str:
    return NAMES[number % len(NAMES)].format(number)


def statement(number: int, **more: object) -> Statement:
    plain = {
        "id": f"s-{number}",
        "speakers": f"actor-{number % 40}",
        "said_on": f"{1990 + number % 30}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "topics": ["topic-0"],
        "reports": [{"source": f"source-{number % 20}", "mode": "direct", "text": f"{WORDS}{number}"}],
    }
    return Statement.model_validate(plain | more)


def site(
    statements: list[Statement],
    *,
    actors: int = 40,
    topics: int = 1,
    sources: int = 40,
    language: str = "en",
    **more: object,
) -> Site:
    wide = 350
    dataset = Dataset(
        actors={f"actor-{n}": Actor(id=f"actor-{n}", name=named(n), **of_actor(n, **more)) for n in range(actors)},
        topics={f"topic-{n}": Topic(id=f"topic-{n}", name=named(n), broader=above(n, wide)) for n in range(topics)},
        sources={
            f"source-{n}": Source.model_validate(
                {
                    "id": f"source-{n}",
                    "title": f"{WORDS[:150]} {n}",
                    "published_on": f"{2000 + n % 25}",
                    "outlet": "actor-0",
                }
            )
            for n in range(sources)
        },
        events={
            f"event-{n}": Event.model_validate({"id": f"event-{n}", "name": named(n), "on": "1995-06"})
            for n in range(90)
        },
        statements={each.id: each for each in statements},
    )
    return build(
        dataset, Config(search="none", site_url="https://record.example.org/", language=language), [Path(PAGES)]
    )


def above(number: int, wide: int) -> str | None:
    """The first topics stand beside each other; the first of them has all others below it."""
    return "topic-0" if number >= wide else None


def of_actor(number: int, *, crowded: bool = False) -> dict[str, object]:
    if not crowded or number == 0:
        return {}
    return {"part_of": "actor-0", "roles": [{"id": "clerk", "title": "Clerk", "organization": "actor-0"}]}


def positions(number: int) -> Statement:
    about = [{"topic": f"topic-{number}", "stance": "opposes"}, {"topic": "topic-0", "stance": "supports"}]
    return statement(number, speakers=f"actor-{number}", topics=about)


def answers(number: int, *, twice: bool = False) -> Statement:
    relations = [{"replies_to": "s-0"}, {"rejects": "s-0"}][: 1 + twice]
    return statement(
        number, relations=relations if number else [], **({"reports": [], "summary": "No."} if twice else {})
    )


def corrected(number: int) -> Statement:
    change = {"on": f"20{10 + number % 5}-0{1 + number % 9}", "reason": WORDS, "before": WORDS, "after": WORDS}
    return statement(number, corrections=[change, change])


def withdrawn(number: int) -> Statement:
    notes = [{"on": "2031", "reason": f"№{n} {WORDS[:150]}", "before": "canary"} for n in range(number)]
    return statement(0, status="withdrawn", summary="canary", corrections=notes)


def noted(number: int, **more: object) -> Statement:
    """Corrected often, each time with what stands in `more`, where `{}` becomes a number."""
    plain = {"on": "2031-03", "reason": "№{}"}
    listed = [{name: str(text).replace("{}", str(n)) for name, text in (plain | more).items()} for n in range(number)]
    return statement(0, corrections=listed)


def reported(number: int, best: int, **more: object) -> Statement:
    """Reported often, only once directly."""
    plain = {"mode": "mixed", "text": "He said: “№{}.”"}
    listed = [
        {name: str(text).replace("{}", str(n)) for name, text in (plain | more).items()} | {"source": f"source-{n}"}
        for n in range(number)
    ]
    listed[best]["mode"] = "direct"
    return statement(0, reports=listed)


def reports(number: int, words: str) -> dict[str, object]:
    listed = [
        {"source": f"source-{n}", "mode": "direct", "text": f"{words} {n}", "chain": ["actor-1"]} for n in range(number)
    ]
    return {"reports": listed}


SHAPES = {
    "topics and actors, each with a position": lambda: site([positions(n) for n in range(450)], actors=450, topics=800),
    "an outlet with many sources, units, members": lambda: site([statement(0)], actors=500, sources=1500, crowded=True),
    "all sources of one year": lambda: site([statement(0)], sources=400),
    "many answers to one": lambda: site([answers(n) for n in range(600)], language="fa"),
    "many corrections": lambda: site([corrected(n) for n in range(250)]),
    "one corrected very often": lambda: site([statement(0, corrections=list(corrected(0).corrections) * 100)]),
    "one withdrawn and corrected very often": lambda: site([withdrawn(600)]),
    "one answered by many, each twice": lambda: site([answers(n, twice=True) for n in range(120)]),
    "many reports": lambda: site([statement(0, **reports(500, WORDS[:120]))], sources=500),
    "reports with long notes": lambda: site([reported(40, 0, note=f"{WORDS * 40} {{}}")]),
    "corrections with long reasons": lambda: site([noted(60, reason=f"№{{}} {WORDS * 20}")]),
    "corrections with long new texts": lambda: site([noted(60, after=WORDS * 20)]),
    "long reports": lambda: site([statement(0, **reports(20, WORDS * 80))]),
    "one said by many, on many topics, about many": lambda: site(
        [
            *(statement(n) for n in range(1, 100)),
            statement(
                0,
                speakers=[f"actor-{n}" for n in range(150)],
                topics=[f"topic-{n}" for n in range(150)],
                relations=[{"supports": f"s-{n}"} for n in range(1, 100)],
            ),
        ],
        actors=150,
        topics=150,
    ),
    "long summaries": lambda: site([statement(n, reports=[], summary=WORDS * 20) for n in range(300)]),
    "one month": lambda: site([statement(n, said_on="2020-02-03") for n in range(900)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_no_page_is_large_and_every_page_is_reached_by_links(shape: str) -> None:
    made = SHAPES[shape]()
    pages = {page_path(name): text for name, text in made.pages()}
    assert len(made.paths) == len(pages)
    assert all(path_of(ref_of(path)) == path for path in pages)
    sizes = {path: len(text.encode()) for path, text in pages.items()}
    assert {path: size for path, size in sizes.items() if size > LARGEST} == {}
    sections = [path for path in pages if path.count("/") == 1]  # the navigation leads to these
    waiting, reached = [*sections, ""], {"", *sections}
    while waiting:
        path = waiting.pop()
        for link in set(re.findall(r'href="([^"#:]*/)"', pages[path])):
            target = unquote(urljoin(f"/{path}", link))[1:]
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert set(pages) - reached == set()


def of_statement(made: Site) -> dict[str, str]:
    """The page of the first statement and those of its parts, in order."""
    return {ref.part: html.unescape(made.sheet(ref).markdown()) for ref in made.refs if ref.id == "s-0"}


def shown(page: str, pattern: str) -> list[int]:
    """The numbers that stand in what the pattern finds on a page."""
    found = re.findall(pattern, page, re.DOTALL)
    return [int(number) for text in found for number in re.findall(r"№(\d+)", re.sub("<[^>]*>", "", text))]


REPORT, CORRECTION = '<article class="report.*?</article>', '<ol class="corrections">.*?</ol>'
CARD = '<a class="when" href="../'
BACK = re.compile('<nav class="crumbs".*href="../../../statements/s-0/">[^<]+</a></li> </ol></nav>')
DIFFERENT = "Words that the report shown above does not have are underlined."


@pytest.mark.parametrize(
    ("one", "name", "order"),
    [
        (reported(200, 120), "reports", [120, *range(120), *range(121, 200)]),
        (reported(30, 20, text="No.", note=f"№{{}} {WORDS * 20}"), "reports", [20, *range(20), *range(21, 30)]),
        (reported(10, 5, text=f"He said: “№{{}}” {'again ' * 250}"), "reports", [*range(10)]),
        (noted(300), "corrections", [*range(300)]),
        (noted(60, reason=f"№{{}} {WORDS * 20}"), "corrections", [*range(60)]),
        (noted(60, after=WORDS * 20), "corrections", [*range(60)]),
        (withdrawn(600), "corrections", [*range(600)]),
    ],
)
def test_over_its_parts_a_statement_has_each_report_and_correction_once_and_in_order(
    one: Statement, name: str, order: list[int]
) -> None:
    pages = of_statement(site([one], sources=200))
    held = [shown(page, REPORT if name == "reports" else CORRECTION) for page in pages.values()]
    assert list(itertools.chain(*held)) == order
    assert list(pages) == ["", *(f"{name}-{number}" for number in range(2, len(pages) + 1))]
    counts = [str(len(each)) for each in held]
    for place, (part, page) in enumerate(pages.items()):
        if len(pages) > 1:
            (listed,) = re.findall('<nav class="parts".*?</nav>', page)
            assert re.findall(r'class="count">(\d+)<', listed) == counts
            assert re.findall(r'aria-current="page">(\d+)<', listed) == [str(place + 1)]
        heading = {"reports": "Reports", "corrections": "Corrections to this record"}[name]
        heading = "Withdrawn statement" if one.status == "withdrawn" else heading
        assert not part or f"<h1>{heading}, {place + 1}</h1>" in page
        assert not part or BACK.search(page)
        assert (DIFFERENT in page) == ('<span class="speaker differs">' in page) == (name == "reports" and "“№" in page)


def test_over_their_parts_answers_stand_once_each_and_in_order() -> None:
    made = site([answers(n) for n in range(600)])
    order = sorted(made.edition.index.published, key=lambda each: (each.date_key, each.id))
    listed = [f"../statements/{each.id}/" for each in order if each.id != "s-0"]
    first, *parts = of_statement(made).items()
    held = [re.findall(f'{CARD}../(../[^"]*)', page.split('<section class="year"', 1)[1]) for _, page in parts]
    assert list(itertools.chain(*held)) == listed
    counts = [(f"{1990 + place}", str(len(each))) for place, each in enumerate(held)]
    for (part, page), (year, _) in zip(parts, counts, strict=True):
        assert part == f"answers-{year}"
        assert re.findall(r'class="parts".*?aria-current="page">(.*?)<', page) == [year]
        assert re.findall(r'>(\d{4})</\w+> <span class="count">(\d+)<', page) == counts
        assert f"<h1>In this exchange, {year}</h1>" in page
        assert BACK.search(page)
    assert re.findall(f'<div class="bearing">.*?{CARD}([^"]*)', first[1]) == listed[:25]
    assert f"and {len(listed) - 25} more" in first[1]


def test_a_tombstone_in_parts_tells_whose_it_was_and_that_its_words_are_gone() -> None:
    pages = of_statement(site([withdrawn(600)]))
    assert len(pages) > 2
    for text in pages.values():
        assert "A statement stood here." in text
        assert "Harbour 0" in text
        assert "robots: noindex" in text
        assert "canary" not in text


def test_a_statement_with_several_relations_to_another_is_one_answer() -> None:
    few = of_statement(site([answers(n, twice=True) for n in range(40)]))
    assert list(few) == [""]
    assert few[""].count('<div class="bearing">') == 39
    assert '<p class="relation">Answered by, Rejected by</p>' in few[""]
    many = of_statement(site([answers(n, twice=True) for n in range(120)]))
    assert len(many) > 1
    assert many[""].count('<div class="bearing">') == 25
    assert "and 94 more" in many[""]


def test_a_small_record_has_no_parts() -> None:
    made = site([statement(n) for n in range(10)], topics=200, actors=200, sources=20)
    assert [ref for ref in made.refs if ref.part] == []


def test_what_fits_stays_as_it_was_when_more_is_added() -> None:
    before = {ref for ref in site([], actors=400).refs if ref.part}
    after = {ref for ref in site([], actors=500).refs if ref.part}
    assert before
    assert before <= after


def test_a_tree_that_is_too_large_shows_the_levels_that_fit() -> None:
    topics = [Topic(id=f"t-{n}", name=f"Topic {n}", broader=f"t-{(n - 1) // 8}" if n else None) for n in range(600)]
    made = build(Dataset(topics={each.id: each for each in topics}), Config(search="none"), [Path(PAGES)])
    pages = dict(made.pages())
    assert len(re.findall(r'href="../topics/', pages["topics/index.md"])) == 1 + 8 + 64
    assert "8 narrower topics" in pages["topics/index.md"]
    assert "topics/_t.md" not in pages


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Ada", "a"),
        ("Émile", "e"),
        ("ﬁsh", "f"),
        ("“Quoted”", "q"),
        ("Ødegård", "o"),
        ("Жуков", "u0436"),
        ("أحمد", "u0627"),
        ("נמל", "u05e0"),
        ("習近平", "han"),
        ("김정은", "u1100"),
        ("ミナト", "u307f"),
        ("みなと", "u307f"),
        ("7 October", "other"),
        ("…", "other"),
    ],
)
def test_names_are_parted_by_their_first_letter(name: str, part: str) -> None:
    assert letter_of(name) == part


@given(st.text(max_size=5))
def test_every_name_has_a_part_that_can_be_an_address(name: str) -> None:
    part = letter_of(name)
    assert re.fullmatch("[a-z]|u[0-9a-f]{4,}|han|other", part)
    assert not letter(part) or letter_of(letter(part)) == part


def test_persian_letters_stand_in_their_own_order_and_before_others() -> None:
    parts = [letter_of(name) for name in ("آب", "پل", "تهران", "گل", "لاله", "یزد", "Ada", "港", "7")]
    mixed = parts[::-1]
    assert sorted(mixed, key=alphabet("fa")) == parts
    assert sorted(parts, key=alphabet("en"))[0] == "a"


@settings(max_examples=50)
@given(st.lists(st.integers(0, 100), max_size=60), st.integers(1, 5), st.integers(1, 120))
def test_pieces_hold_everything_in_order_and_none_is_too_much(items: list[int], most: int, room: int) -> None:
    cut = pieces(items, lambda item: item, most, room)
    assert list(itertools.chain(*cut)) == items
    assert all(len(piece) <= most and (sum(piece) <= room or len(piece) == 1) for piece in cut)


@given(st.text())
@example("𝔸")
@example("<&\u202e🙂")
def test_no_text_weighs_more_than_the_heaviest_of_its_length(text: str) -> None:
    assert weight(text) <= heaviest(text)


def test_one_alone_fits_however_much_it_is() -> None:
    assert fits([1], lambda _: 10**9, 5)
    assert not fits([1, 2], lambda _: 10**9, 5)


@pytest.mark.parametrize(
    ("name", "stem", "number"),
    [("2016-04-p2", "2016-04", "2"), ("2016-04-p12", "2016-04", "12"), ("2016-04", "2016-04", ""), ("p", "p", "")],
)
def test_the_number_of_a_piece_is_told_from_the_name_of_its_part(name: str, stem: str, number: str) -> None:
    assert number_of(name) == (stem, number)


def test_parts_have_names_that_last_and_letters_are_in_order() -> None:
    dates = [parse("2016-04"), parse("2016-04-03"), parse("2016-05"), parse("2017"), None]
    assert list(by_date(dates, lambda date: date, lambda _: 1, 1)) == [
        "2016-04",
        "2016-04-p2",
        "2016-05",
        "2017",
        "undated",
    ]
    assert list(by_letter(["Zoe", "Noa", "Ada", "7", "Nils"], str, lambda _: 1, 1)) == ["a", "n", "n-p2", "other", "z"]


@given(st.integers(1, 3000))
@settings(max_examples=20, deadline=None)
def test_from_each_part_a_way_leads_to_every_other_over_few_links(number: int) -> None:
    parts = Parts(by_letter(range(number), lambda item: "abc"[item % 3], lambda _: 1, 1))
    links = {part: {name for name, _ in parts.shown(part)} for part in ("", *parts.held)}
    assert all(len(shown) <= 130 for shown in links.values())
    reached, waiting = {""}, [""]
    while waiting:
        new = links[waiting.pop()] - reached
        reached |= new
        waiting += new
    assert reached == {"", *parts.held}
