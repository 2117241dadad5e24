"""The site in a real browser: search finds, nothing acts, nothing is asked of another host.

Chromium or Chrome must be there; where it is not, these tests say so and are skipped, and on CI they fail.
"""

import gzip
import html
import json
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import cbor2
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from browsing import served
from drawing import MKDOCS, draw, draw_site, run
from onrecord import bundles, indexer
from onrecord.bundles import GROUP
from onrecord.captures import Captured, text_hash
from onrecord.dataset import Dataset
from onrecord.folding import fold
from onrecord.fragments import fragment
from onrecord.indexer import BEGINNING
from onrecord.load import load
from onrecord.model import Actor, Report, Statement, Topic
from onrecord.receipts import receipts_of
from onrecord.search import SearchRecord
from onrecord.verify import pieces, verify

pytestmark = pytest.mark.browser
WORLD = Path(__file__).parent / "world"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The world as a site, served below a folder, as a code host's pages are."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(WORLD, folder / "source", ignore=shutil.ignore_patterns("site"))
    run("mkdocs", "build", "--strict", "--site-dir", str(folder / "served" / "the record"), cwd=folder / "source")
    with served(folder / "served") as root:
        yield f"{root}the%20record/"


@pytest.fixture(scope="module")
def site(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    return next(tmp_path_factory.getbasetemp().glob("world*/served/the record"))


@pytest.fixture(scope="module")
def pages(site: Path) -> list[str]:
    """The path of every page of that site but those that lead on to another."""
    stays = (path for path in site.rglob("*.html") if 'http-equiv="refresh"' not in path.read_text(encoding="utf-8"))
    return sorted(path.relative_to(site).as_posix().removesuffix("index.html") for path in stays)


class Watched:
    """A page, with everything it asked for and everything it complained of."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context()
    yield Watched(context)
    context.close()


def titles(page: Page) -> list[str]:
    return page.locator(".results h2").all_inner_texts()


def test_typing_finds_a_statement_and_a_click_opens_it(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.locator("#site-query").fill("no way around")
    page.keyboard.press("Enter")
    first = page.locator(".results li").first
    expect(first).to_contain_text("Ada Lin")
    expect(first.locator("mark").first).to_have_text("no")
    first.locator("a").click()
    expect(page.locator("blockquote.large")).to_contain_text("The dues will rise in May.")
    assert page.url == f"{address}statements/2031-03-04-lin-dues/"
    assert not watched.complaints


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Bizhan Raheemi", "Bijan Rahimi"),  # a transliteration
        ("بیژن", "Bijan Rahimi"),  # Persian letters
        ("بيژن رحيمي", "Bijan Rahimi"),  # the same name in Arabic letters
        ("נועה", "Noa Barak"),
        ("cagla isik", "Çağla Işık"),  # no accents, no dotless i
        ("IŞIK", "Çağla Işık"),
        ("ismail zade", "Çağla Işık"),  # dotted capital I
        ("林愛達", "Ada Lin"),
        ("愛達", "Ada Lin"),  # a part of a name that no space parts
        ("نمی‌رویم", "Bijan Rahimi"),  # with the zero-width non-joiner
        ("نمیرویم", "Bijan Rahimi"),  # and without
        ("havens", "Ports, harbours & quays <all>"),  # another label of a topic
        ("invented", "Method"),  # a hand-written page
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelt(watched: Watched, address: str, query: str, found: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q={query}")
    expect(page.locator(".results li").first).to_contain_text(found)
    assert any(title.startswith(found) for title in titles(page))
    assert not watched.complaints


def test_a_page_is_found_by_its_name_in_the_menu(watched: Watched, tmp_path: Path) -> None:
    settings = MKDOCS + "nav: [index.md, Method: how.md, corrections.md]\n"
    by_hand = "# How this record is made\n\nBy us.\n"
    folder = draw(draw_site(tmp_path, docs__how_md=by_hand), {"mkdocs.yml": settings})
    run("mkdocs", "build", cwd=folder)
    with served(folder / "site") as root:
        for query, found, words in (
            ("method", "How this record is made", "How this record is made"),
            ("corrections", "Corrections", "What was changed in this record"),
            ("feed", "Home", "The Test Record"),
            ("quality", "Data quality", "What this record does not know"),
        ):
            watched.page.goto(f"{root}search/?q={query}")
            first = watched.page.locator(".results li").first
            expect(first.locator("h2")).to_have_text(found)
            expect(first.locator(".excerpt")).to_contain_text(words)
            first.locator("a").click()
            expect(watched.page.locator("h1")).to_have_text("The record" if found == "Home" else found)
    assert not watched.complaints


def test_who_searches_a_name_finds_whose_it_is_before_what_was_said(watched: Watched, address: str) -> None:
    dataset, page = load([WORLD / "data"])[0], watched.page
    records: list[Actor | Topic] = [*dataset.actors.values(), *dataset.topics.values()]
    for record in records:
        kind = "topics" if isinstance(record, Topic) else "actors"
        for name in (record.name, *(each.name for each in record.names)):
            page.goto(f"{address}search/?q={quote(name)}")
            first = page.locator(".results h2 a").first
            expect(first).to_have_attribute("href", re.compile(f"/{kind}/{re.escape(quote(record.id))}/$"))


def test_the_list_of_pages_is_made_into_what_it_stands_for(watched: Watched, tmp_path: Path) -> None:
    asks = "onmessage = async ({ data }) => postMessage(Array.from(new Uint8Array(await (await fetch(data)).arrayBuffer())))"
    draw(
        tmp_path,
        {"index.html": "<link rel=icon href=data:,>", "worker.js": BEGINNING.read_text(encoding="utf-8") + asks},
    )
    records = [
        SearchRecord(path=f"{n}/", content=f"word{n} " * n, meta={"title": str(n)}, filters={}, day="")
        for n in range(1, 2 * GROUP)
    ]
    by_hand = "<html><body><main data-pagefind-body><p>{}</p></main></body></html>"
    pages = [(f"by-hand/{number}/", by_hand.format("words" if number % 40 else "")) for number in range(3 * GROUP)]
    indexer.write_index(tmp_path, records, pages)
    with pytest.MonkeyPatch.context() as patch:
        # some parts have fewer pages than others, since what has no word is passed over
        patch.setattr(indexer, "PART", GROUP)
        indexer.write_index(tmp_path / "parts", records, pages)
    with served(tmp_path) as root:
        watched.page.goto(root)
        for site in (tmp_path, tmp_path / "parts"):
            (meta,) = site.glob("pagefind/*.pf_meta")
            path = meta.relative_to(tmp_path).as_posix()
            content = watched.page.evaluate(
                """path => new Promise((answer, fail) => {
                    const worker = new Worker("worker.js");
                    worker.onmessage = ({ data }) => answer(data);
                    worker.onerror = fail;
                    worker.postMessage(path);
                })""",
                path,
            )
            made = cbor2.loads(bytes(content).removeprefix(b"pagefind_dcd"))
            assert made == bundles.unpacked(meta.read_bytes())
            assert len(made[1]) == len(records) + len(pages) - 3
            assert meta.with_suffix(".pf_list").stat().st_size < meta.stat().st_size
    assert sum(url.endswith(".pf_list") for url in watched.requests) == 2
    assert not any(url.endswith(".pf_meta") for url in watched.requests)
    assert not watched.complaints


@pytest.mark.parametrize("harm", ["gone", "no list", "packed twice", "another form"])
def test_without_the_list_of_pages_search_finds_the_same(
    watched: Watched, address: str, site: Path, tmp_path: Path, harm: str
) -> None:
    shutil.copytree(site, tmp_path / "site")
    (listed,) = tmp_path.glob("site/pagefind/*.pf_list")
    content = listed.read_bytes()
    listed.unlink()
    if harm == "no list":
        listed.write_bytes(b"<!doctype html><p>Nothing here.</p>\n")
    elif harm == "packed twice":
        listed.write_bytes(gzip.compress(content))
    elif harm == "another form":
        listed.write_bytes(gzip.compress(gzip.decompress(content).replace(b'{"form":1,', b'{"form":2,')))
    with served(tmp_path) as root:
        found = []
        for start in (address, f"{root}site/"):
            watched.page.goto(f"{start}search/?q=dues")
            expect(watched.page.locator(".results li")).not_to_have_count(0)
            found.append(titles(watched.page))
    assert found[0] == found[1]


def test_words_in_doubt_are_marked_among_the_results(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=strike+with+them")
    expect(page.locator(".results li").first).to_contain_text("[misattributed]")


def test_facets_narrow_the_results_and_can_be_combined(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=dues")
    expect(page.locator(".status")).to_contain_text("results")
    expect(page.locator("fieldset label")).not_to_have_count(0)
    before = int(page.locator(".status").inner_text().split()[0])
    shown = page.locator("fieldset:not([hidden])").evaluate_all("all => all.map(each => each.dataset.facet)")
    assert shown == ["kind", "actor", "topic", "outlet", "year", "language", "words"]
    page.locator('fieldset[data-facet="actor"] label', has_text="Ada Lin").locator("input").check()
    expect(page.locator(".status")).not_to_have_text(f"{before} results")
    page.locator('fieldset[data-facet="kind"] label', has_text="Statement").locator("input").check()
    expect(page.locator(".results li")).not_to_have_count(0)
    page.wait_for_function(
        "[...document.querySelectorAll('.results .detail')].every(each => each.textContent.startsWith('Statement'))"
    )
    assert all(title.startswith("Ada Lin") for title in titles(page))


def facet(page: Page, name: str, value: str) -> Locator:
    return page.locator(f'fieldset[data-facet="{name}"] label', has_text=value).locator("input")


def test_filters_are_told_though_their_fold_is_closed_and_can_be_cleared(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}search/?q=dues")
    expect(page.locator(".status")).to_contain_text("results")
    expect(page.locator(".clear")).to_be_hidden()
    page.locator(".facets > summary").click()
    facet(page, "actor", "Petra Voss").check()
    page.locator(".facets > summary").click()
    page.locator("#query").fill("no way around")
    expect(page.locator(".status")).to_have_text("Nothing found with these filters.")
    expect(page.locator(".facets > summary")).to_have_text("Narrow down 1 filter")
    page.locator(".clear").click()
    expect(page.locator(".results li").first).to_contain_text("Ada Lin")
    expect(page.locator(".facets > summary")).to_have_text("Narrow down")
    expect(page.locator(".clear")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("query", ["nonsence", "withdrawnxy", "x1", "zzz"])
def test_what_only_begins_like_the_query_is_no_result(watched: Watched, address: str, query: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q={query}")
    expect(page.locator(".status")).to_have_text("No result for this search.")
    assert not titles(page)


def test_words_that_nothing_has_are_left_out_and_the_reader_is_told(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=dues+nonsence")
    expect(page.locator(".status")).to_contain_text("No exact result. For “dues”:")
    assert set(page.locator("mark").all_inner_texts()) <= {"dues", "dues.", "Dues", "dues,"}
    page.goto(f"{address}search/?q=strikerss")  # too long by a letter
    expect(page.locator(".status")).to_contain_text("No exact result. For “strikers”:")


def test_a_form_of_a_word_is_a_result_and_the_beginning_of_one_too(watched: Watched, address: str) -> None:
    page = watched.page
    for query in ("harbour", "harbours", "harb", "due"):
        page.goto(f"{address}search/?q={query}")
        expect(page.locator(".status")).to_have_text(re.compile(r"^\d+ results?$"))


def test_a_single_letter_marks_nothing_but_itself(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=may+t")
    expect(page.locator(".results li", has_text="The dues will rise in May.").locator("mark").first).to_have_text(
        "May."
    )
    assert not [each for each in page.locator("mark").all_inner_texts() if not each.lower().startswith("may")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"dues will"', "2 results"),
        ("“Dues will”", "2 results"),
        ("„dues will“", "2 results"),
        ("«dues will»", "2 results"),
        ('"will dues"', "No result for this search."),
        ('"Çağla Işık"', "5 results"),  # the index holds neither word as it is folded, side by side
        ('"cagla isik"', "5 results"),
        ('"愛達"', "5 results"),
        ('"Işık Çağla Ada"', "No result for this search."),
    ],
)
def test_what_stands_in_quotation_marks_is_found_as_a_phrase(
    watched: Watched, address: str, query: str, found: str
) -> None:
    page = watched.page
    page.goto(f"{address}search/?q={quote(query)}")
    expect(page.locator(".status")).to_have_text(found)
    expect(page.locator(".results li")).to_have_count(0 if found.startswith("No ") else int(found[0]))


def test_filters_and_order_stand_in_the_address(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=dues")
    facet(page, "actor", "Ada Lin").check()
    page.locator("select").select_option("asc")
    page.wait_for_url("**&order=asc&actor=Ada+Lin")
    page.wait_for_load_state("networkidle")
    link, before = page.url, titles(page)
    assert before

    def is_as_before() -> None:
        expect(page.locator(".facets > summary")).to_have_text("Narrow down 1 filter")
        expect(facet(page, "actor", "Ada Lin")).to_be_checked()
        expect(page.locator("select")).to_have_value("asc")
        expect(page.locator("#query")).to_have_value("dues")
        assert titles(page) == before

    page.reload()
    is_as_before()
    page.locator(".results a").first.click()
    page.locator("blockquote.large").wait_for()
    page.go_back()
    is_as_before()
    page.goto("about:blank")
    page.goto(link)
    is_as_before()
    page.locator(".clear").click()
    page.wait_for_url(f"{address}search/?q=dues&order=asc")
    page.goto(f"{address}search/?actor=Nobody&order=sideways")
    expect(page.locator(".status")).to_have_text("Nothing found with these filters.")
    expect(facet(page, "actor", "Nobody")).to_be_checked()
    assert not watched.complaints


def test_values_of_a_facet_can_be_added_to_one_another(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=dues&kind=Statement")
    labels = page.locator('fieldset[data-facet="actor"] label')
    expect(labels).not_to_have_count(0)
    values = labels.all_inner_texts()
    facet(page, "actor", "Ada Lin").check()
    expect(page.locator(".status")).to_have_text("2 results")
    expect(page.locator('fieldset[data-facet="kind"] .count')).to_have_text(["2"])  # counted anew
    assert labels.all_inner_texts() == values
    facet(page, "actor", "Petra Voss").check()
    expect(page.locator(".status")).to_have_text("6 results")


def test_a_long_facet_shows_its_most_frequent_values_and_a_fold_with_the_others(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/")
    labels = page.locator('fieldset[data-facet="actor"] > label')
    expect(labels).to_have_count(8)
    rest = page.locator('fieldset[data-facet="actor"] details')
    number = int(re.sub(r"\D", "", rest.locator("summary").inner_text()))
    rest.locator("summary").click()
    expect(rest.locator("label")).to_have_count(number)
    name = rest.locator("label span[dir]").last.inner_text()
    facet(page, "actor", name).check()
    expect(page.locator('fieldset[data-facet="actor"] > label', has_text=name).locator("input")).to_be_focused()
    cut = (
        "[...document.querySelectorAll('fieldset')].filter((each) => each.scrollHeight > each.clientHeight + 1).length"
    )
    assert page.evaluate(cut) == 0
    page.emulate_media(media="print")
    for part in (".facets", ".order", ".clear"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".results li").first).to_be_visible()


def test_show_more_leads_to_the_first_new_result(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/")
    expect(page.locator(".results li")).to_have_count(10)
    page.locator(".more").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".results li").nth(10).locator("a")).to_be_focused()


def test_the_search_page_has_one_box_and_who_brings_a_query_is_not_led_past_the_menu(
    watched: Watched, address: str
) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=dues")
    expect(page.get_by_role("search", name="Search", exact=True)).to_have_count(1)
    expect(page.locator(".results li").first).to_be_visible()
    assert page.evaluate("document.activeElement === document.body")
    page.goto(f"{address}search/")
    expect(page.locator("#query")).to_be_focused()
    page.goto(address)
    expect(page.get_by_role("search", name="Search", exact=True)).to_have_count(1)


def test_results_can_be_ordered_by_date(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=dues")
    expect(page.locator(".status")).to_contain_text("results")
    page.locator('fieldset[data-facet="kind"] label', has_text="Statement").locator("input").check()
    page.locator("select").select_option("asc")
    expect(page.locator(".results li").first).to_contain_text("2020s")
    page.locator("select").select_option("desc")
    expect(page.locator(".results li").first).to_contain_text("2 July 2031")


def other_world(folder: Path, patch: pytest.MonkeyPatch, code: str) -> Path:
    """The world again, built by a program that `code` has changed; the folder to be served."""
    shutil.copytree(WORLD, folder / "source", ignore=shutil.ignore_patterns("site"))
    draw(folder, {"sitecustomize.py": code})
    patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    run("mkdocs", "build", "--strict", "--site-dir", str(folder / "served" / "other"), cwd=folder / "source")
    return folder / "served"


def test_an_index_made_in_parts_finds_the_same(
    watched: Watched, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = other_world(tmp_path, monkeypatch, "import onrecord.indexer\nonrecord.indexer.PART = 36\n")
    entry = json.loads((folder / "other/pagefind/pagefind-entry.json").read_bytes())
    assert entry["languages"]["en"]["page_count"] > 36  # or there would be one part

    def found(site: str) -> list[list[str]]:
        page, lists = watched.page, []
        for query in ("بيژن رحيمي", "IŞIK", "invented", "dues"):
            page.goto(f"{site}search/?q={query}")
            expect(page.locator(".results li")).not_to_have_count(0)
            expect(page.locator("fieldset label")).not_to_have_count(0)
            lists += [titles(page), page.locator("fieldset label").all_inner_texts()]
        page.locator('fieldset[data-facet="kind"] label', has_text="Statement").locator("input").check()
        page.locator("select").select_option("desc")
        expect(page.locator(".results li").first).to_contain_text("2 July 2031")
        return [*lists, titles(page)]

    with served(folder) as root:
        assert found(f"{root}other/") == found(address)
    assert not watched.complaints


def test_facets_of_a_large_record_are_loaded_when_they_are_asked_for(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = watched.page
    code = "import onrecord.pages.searching\nonrecord.pages.searching.SMALL = 3\n"
    with served(other_world(tmp_path, monkeypatch, code)) as root:
        page.goto(f"{root}other/search/?q=dues")
        expect(page.locator(".status")).to_contain_text("results")
        page.wait_for_load_state("networkidle")
        assert not [url for url in watched.requests if url.endswith((".pf_filter", "days.json"))]
        page.locator(".facets summary").click()
        label = page.locator('fieldset[data-facet="kind"] label', has_text="Statement")
        number = int(label.locator(".count").inner_text())
        label.locator("input").check()
        expect(page.locator(".status")).to_have_text(f"{number} results")
        page.locator("select").select_option("asc")
        expect(page.locator(".results li").first).to_contain_text("2020s")
    assert len([url for url in watched.requests if url.endswith(".pf_filter")]) == 7
    assert len([url for url in watched.requests if url.endswith("days.json")]) == 1
    assert not watched.complaints


def test_facets_are_counted_though_another_search_began_while_they_were_loaded(watched: Watched, address: str) -> None:
    page = watched.page
    waiting: list[Route] = []
    page.route("**/*.pf_filter", lambda route: waiting.append(route))
    page.goto(f"{address}search/?q=ada")
    expect(page.locator(".results li")).not_to_have_count(0)
    before = page.locator(".status").inner_text()
    page.locator("#query").fill("dues")
    expect(page.locator(".status")).not_to_have_text(before)
    for route in waiting:
        route.continue_()
    page.unroute("**/*.pf_filter")
    expect(page.locator("fieldset label")).not_to_have_count(0)
    number = page.locator(".status").inner_text().split()[0]
    counts = page.locator('fieldset[data-facet="kind"] .count').all_inner_texts()
    assert sum(map(int, counts)) == int(number)
    assert not watched.complaints


def test_a_filter_of_the_address_that_could_not_be_loaded_finds_not_nothing(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*.pf_filter", lambda route: route.abort())
    page.goto(f"{address}search/?q=dues&actor=Ada+Lin&actor=")
    expect(page.locator(".status")).to_have_text("The search index could not be loaded.")
    page.unroute("**/*.pf_filter")
    page.locator("#query").fill("dues ")
    expect(page.locator(".status")).to_have_text("2 results")
    assert page.locator(".narrowed").inner_text() == "1 filter"
    context.close()


def test_more_results_that_could_not_be_loaded_are_told_and_asked_for_again(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}search/?q=dues")
    expect(page.locator(".results > li")).to_have_count(10)
    page.route("**/*.pf_fragment", lambda route: route.abort())
    page.locator(".more").click()
    expect(page.locator(".status")).to_have_text("The search index could not be loaded.")
    page.unroute("**/*.pf_fragment")
    page.locator("#query").fill("dues ")
    expect(page.locator(".status")).to_have_text("12 results")
    expect(page.locator(".results > li")).to_have_count(10)
    page.locator(".more").click()
    expect(page.locator(".results > li")).to_have_count(12)
    context.close()


def test_a_word_that_is_found_in_another_form_is_marked(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/?q=isik")
    expect(page.locator(".status")).to_contain_text("result")
    expect(page.locator(".results mark", has_text="Işık").first).to_be_visible()


def test_what_could_not_be_loaded_is_told_where_it_is_missed_and_tried_again(watched: Watched, address: str) -> None:
    page = watched.page
    page.route("**/pagefind-entry.json*", lambda route: route.abort())
    page.goto(f"{address}search/?q=dues")
    expect(page.locator(".status")).to_have_text("The search index could not be loaded.")
    page.unroute("**/pagefind-entry.json*")
    page.route("**/*.pf_filter", lambda route: route.abort())
    page.locator("#query").fill("ada")
    expect(page.locator(".results li")).not_to_have_count(0)
    expect(page.locator(".facets > p")).to_have_text("The search index could not be loaded.")
    expect(page.locator(".status")).to_contain_text("results")
    page.route("**/days.json", lambda route: route.abort())
    page.locator("select").select_option("asc")
    expect(page.locator(".status")).to_have_text("The search index could not be loaded.")
    page.unroute("**/*.pf_filter")
    page.unroute("**/days.json")
    page.locator("select").select_option("desc")
    expect(page.locator(".results li")).not_to_have_count(0)
    expect(page.locator("fieldset label")).not_to_have_count(0)
    expect(page.locator(".facets > p")).to_have_text("")


def test_what_is_only_narrowed_down_is_in_order_of_date_and_keeps_the_focus(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}search/")
    box = page.locator('fieldset[data-facet="kind"] label', has_text="Statement").locator("input")
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator(".results li").first).to_contain_text("2 July 2031")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    assert not watched.complaints


def test_what_stands_in_the_data_does_nothing_on_any_page(watched: Watched, address: str) -> None:
    page = watched.page
    for path in (
        "",
        "statements/2031-04-01-isik-markup/",
        "topics/ports/",
        "actors/%C3%A7a%C4%9Fla-%C4%B1%C5%9F%C4%B1k/",
    ):
        page.goto(address + path)
        assert (
            page.locator(
                "main script:not([type='application/ld+json']), main iframe, main img, main [onclick], main :not(.chart) > svg"
            ).count()
            == 0
        )
    page.goto(f"{address}search/?q=stars")
    expect(page.locator(".results li").first).to_contain_text("<script>alert(1)</script>")
    assert page.locator(".results script").count() == 0
    assert not watched.complaints


def test_words_come_out_as_the_very_same_characters(watched: Watched, address: str) -> None:
    text = '{{ 7*7 }} <script>alert(1)</script> [x](javascript:1) *stars* __init__ `code` --8<-- "secret" &amp; &#60; {: #id .c onclick=1 } [^1] [a]: b http://example.org :smile: <!-- c --> </p> # h | a | b |'
    watched.page.goto(f"{address}statements/2031-04-01-isik-markup/")
    assert watched.page.locator("blockquote.large p").text_content() == text


def test_no_page_asks_another_host_for_anything_or_does_what_its_policy_forbids(
    watched: Watched, address: str, pages: list[str]
) -> None:
    assert len(pages) > 70
    for path in [*pages, "search/?q=a"]:
        watched.page.goto(address + path)
    watched.page.wait_for_load_state("networkidle")
    assert {urlsplit(url).netloc for url in watched.requests} == {urlsplit(address).netloc}
    # the page of a missing address is served from anywhere, so what it loads has the site's own path, not this folder's
    assert not [each for each in watched.complaints if "404 (" not in each]


def test_the_policy_stops_what_stands_in_a_page_and_what_is_of_another_host(watched: Watched, tmp_path: Path) -> None:
    alive = """
        # Method

        <script>window.trap = 1</script>
        <p onclick="window.trap = 2" style="color: #010203">click</p>
        <img src="https://other.example.org/a.png" alt=""><iframe src="https://other.example.org/"></iframe>
        <form action="https://other.example.org/"><button>send</button></form>

        | left | right |
        |------|------:|
        | 1    | 2     |
    """
    folder = draw(draw_site(tmp_path), {"docs/method.md": alive})
    run("mkdocs", "build", cwd=folder)
    with served(folder / "site") as root:
        page = watched.page
        page.goto(f"{root}method/")
        page.get_by_text("click").click()
        page.get_by_text("send").click(no_wait_after=True)
        page.wait_for_load_state("networkidle")
        assert page.url == f"{root}method/"
        assert page.evaluate("window.trap") is None
        assert page.evaluate("getComputedStyle(document.querySelector('[onclick]')).color") != "rgb(1, 2, 3)"
        assert page.evaluate("getComputedStyle(document.querySelector('td:last-child')).textAlign") in (
            "right",
            "-webkit-right",
        )
    refused = [each for each in watched.complaints if "Content Security Policy" in each]
    assert len(refused) >= 6
    assert len(watched.complaints) == len(refused)


@pytest.mark.parametrize("width", [320, 390, 1200])
def test_no_page_is_wider_than_the_screen(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in ("", "actors/ada-lin/", "topics/harbour-dues/", "statements/2031-03-04-lin-dues/", "statements/2031-04-01-isik-markup/",
                 "sources/tide-dues/", "search/?q=dues", "method/"):  # fmt: skip
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_without_scripts_every_page_but_search_is_whole(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}statements/2031-03-04-lin-dues/")
    assert page.locator(".report").count() == 3
    page.goto(f"{address}search/")
    assert "Searching needs JavaScript" in page.locator("main").inner_text()
    context.close()


def test_the_page_folds_what_is_typed_as_the_index_was_folded(watched: Watched, address: str) -> None:
    samples = [
        "Jazzayeri", "جزايري", "جزایری", "سنایی‌راد", "Çağla IŞIK", "İstanbul", "ﬁne ½ Ⅳ", "飛彈 和ミサイル", "O’Neill-Smith", "Yemen's 12'000 ʿAli", "J.N.S. e.g. x.yz U.S.-led a.b.cd 3.5", "ארה״ב צה\"ל ג'ורג'",
        "naïve Ærø Łódź straße",
        "۱۳۹۵ ٢٠١٦", "مُحَمَّد", "שָׁלוֹם", "e\u0301 a\u0308", "a_b c.d", "\u200f\u202ex", "हिन्दी", "ＡＢＣ", "ǅ ẞ ϓ", "한국어",
        *("".join(chr(start + step) for step in range(64)) for start in range(0x80, 0x3000, 64)),
    ]  # fmt: skip
    # characters newer than this Python's tables are left out: the browser knows more of them
    samples = ["".join(each for each in sample if unicodedata.category(each) != "Cn") for sample in samples]
    watched.page.goto(f"{address}search/")
    folded = watched.page.evaluate(
        "async samples => { const { fold } = await import('../js/fold.js'); return samples.map(fold); }", samples
    )
    assert dict(zip(samples, folded, strict=True)) == {sample: fold(sample) for sample in samples}


def test_a_list_is_filtered_as_the_search_finds_and_says_how_many_are_left(watched: Watched, tmp_path: Path) -> None:
    names = ["Çağla Işık", "بیژن رحیمی", "O’Neill", *(f"Somebody {number}" for number in range(14))]
    people = [{"id": f"p{number}", "name": name} for number, name in enumerate(names)]
    folder = draw_site(tmp_path, data__more_json=json.dumps({"actors": people}))
    run("mkdocs", "build", "-q", cwd=folder)
    page = watched.page
    with served(folder / "site") as root:
        page.goto(f"{root}actors/")
        box, told = page.get_by_label("Find in this list"), page.locator(".filtered")
        rows = page.locator("ul.counted.long > li:visible")
        number = rows.count()
        assert not [url for url in watched.requests if url.endswith("fold.js")]
        for typed, found in (("isik", names[0]), ("IŞIK cağ", names[0]), ("بيژن", names[1]), ("o'neill", names[2])):
            box.fill(typed)
            expect(rows).to_have_count(1)
            expect(rows).to_contain_text([found])
            expect(told).to_have_text("1 entry found")
        box.fill("zzz")
        expect(told).to_have_text("None found")
        expect(rows).to_have_count(0)
        box.fill("")
        expect(told).to_have_text("")
        expect(rows).to_have_count(number)
    assert page.locator("[role=status]").evaluate_all("all => all.every((each) => !each.closest('label'))")
    assert not watched.complaints


def test_a_former_address_leads_on_to_that_of_today(watched: Watched, address: str) -> None:
    watched.page.goto(f"{address}actors/a-lin/")
    watched.page.wait_for_url(f"{address}actors/ada-lin/")


def test_a_former_address_leads_on_to_the_part_that_was_asked_for(watched: Watched, address: str) -> None:
    watched.page.goto(f"{address}actors/a-lin/#statements", wait_until="commit")
    watched.page.wait_for_url(f"{address}actors/ada-lin/#statements")
    watched.page.wait_for_load_state("networkidle")
    assert watched.page.url == f"{address}actors/ada-lin/#statements"
    assert not watched.complaints


def test_the_link_of_a_report_leads_to_the_very_words_in_its_source(browser: Browser, tmp_path: Path) -> None:
    words = "We shall not - ever, truly & really - give way"
    source = f"{'Filler text. ' * 900}\n\nShe said: “{words},” and went.\n\nHe said: “{words},” and stayed.\n\n{'More text. ' * 900}"
    report = Report(source="s", mode="direct", text=words)
    statement = Statement(id="a", speakers=({"actor": "b"},), reports=(report,))  # type: ignore[arg-type]
    dataset = Dataset(statements={"a": statement})
    captures = {"s": [Captured(text=source, sha256=text_hash(source), path=tmp_path)]}
    receipt = receipts_of(dataset, captures, verify(dataset, captures), "2031-01-01")[0]
    page_text = "".join(f"<p>{html.escape(part)}</p>" for part in source.split("\n\n"))
    (tmp_path / "index.html").write_text(f"<!doctype html><meta charset=utf-8>{page_text}", encoding="utf-8")
    quoted = pieces(report)
    with served(tmp_path) as root:
        page = browser.new_page()
        page.goto("about:blank")
        page.goto(root + fragment(receipt, quoted[0], quoted[-1]))
        page.wait_for_function("scrollY > 0")
        top, height = page.evaluate("[document.querySelectorAll('p')[1].getBoundingClientRect().top, innerHeight]")
        assert 0 < top < height
        page.close()
