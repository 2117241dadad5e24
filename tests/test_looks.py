"""How it looks where a page is hard to set: long addresses, narrow screens, another direction, forced colours, paper."""

import io
import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import served
from drawing import draw, draw_site, run

pytestmark = pytest.mark.browser
LANGUAGES = ("en", "he", "fa")
ADDRESS = f"https://gull.example.org/{quote('اخبار/عوارض-بندر-از-اردیبهشت-افزایش-می‌یابد')}/"
SPEECH = " ".join(f"The {number}th pier stands firm against wind and weather." for number in range(1, 61))
TOPICS = (
    "Harbour dues",
    "Deep-sea fishing",
    "Lighthouse treaty",
    "Quay strike",
    "Merchant fleet",
    "Breakwaters",
    "Fog signals",
    "Salvage law",
    "Ice service",
    "Pilotage",
)
NAMED = "\n".join(f"  - {{id: topic-{place}, name: {name}}}" for place, name in enumerate(TOPICS))
STANCES = ", ".join(f"{{topic: topic-{place}, stance: supports}}" for place in range(len(TOPICS)))
RECORD = f"""
actors:
  - {{id: ada-lin, name: Ada Lin}}
  - {{id: bo-ek, name: Bo Ek}}
  - {{id: gull, name: "Gull & Co.", kind: organization}}
topics:
{NAMED}
events:
  - {{id: sitting, name: "Sitting of the board (12th).", on: 2031-03-03}}
sources:
  - {{id: far, title: "Will the dues rise?", outlet: gull, language: en, published_on: 2032-06-01,
      url: "{ADDRESS}", archived_url: "https://web.archive.org/web/20310305000000/{ADDRESS}"}}
  - {{id: gone, title: "Will they burn?", outlet: gull, language: en, published_on: 2031-03-06,
      retraction: {{on: 2031-03-09, reason: "Made up. (All of it.)"}}}}
statements:
  - id: dues
    speakers: ada-lin
    said_on: 2031-03-04
    event: sitting
    place: "Port Hale (upper quay)."
    language: en
    topics: [{STANCES}]
    reports: [{{source: far, mode: direct, language: en, text: "{SPEECH}"}}]
    corrections:
      - {{on: 2031-03-10, field: note, reason: "Moved. (See there.)", before: "{ADDRESS}", after: "{ADDRESS}?page=2"}}
  - id: dues-again
    speakers: ada-lin
    said_on: 2031-03-06
    topics: [topic-0]
    relations: [{{repeats: dues, evidence: "The same words. (Nearly.)"}}]
    reports: [{{source: far, mode: direct, language: en, text: "{SPEECH[: len(SPEECH) // 2]}"}}]
  - id: at-length
    speakers: bo-ek
    said_on: 2031-05-07
    topics: [{{topic: topic-0, stance: opposes}}]
    relations: [{{rejects: dues-again}}]
    summary: "Says where it stands: {ADDRESS}"
  - id: never
    speakers: bo-ek
    said_on: 2031-05-08
    status: misattributed
    topics: [topic-0]
    reports: [{{source: far, mode: direct, language: en, chain: [gull], text: "I will burn the quays."}}]
    corrections: [{{on: 2031-05-09, reason: "The voice was another’s. (A recording.)"}}]
  - id: gone
    speakers: bo-ek
    said_on: 2032-05-08
    status: withdrawn
    reports: [{{source: far, mode: direct, text: "Nothing."}}]
    corrections: [{{on: 2032-05-09, reason: "It was never said."}}]
"""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The same hard record in each language."""
    folder = tmp_path_factory.mktemp("looks")
    for language in LANGUAGES:
        source = draw_site(folder / language)
        settings = (source / "mkdocs.yml").read_text(encoding="utf-8")
        settings = settings.replace("plugins: [onrecord]", f"plugins: [onrecord: {{language: {language}}}]")
        draw(source, {"mkdocs.yml": settings, "data/record.yaml": RECORD})
        run("mkdocs", "build", "--strict", "--site-dir", str(folder / "served" / language), cwd=source)
    with served(folder / "served") as root:
        yield {language: f"{root}{language}/" for language in LANGUAGES}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


PATHS = (
    "",
    "actors/ada-lin/",
    "topics/topic-0/",
    "sources/far/",
    "statements/dues/",
    "statements/dues-again/",
    "statements/at-length/",
    "timeline/",
    "positions/",
    "corrections/",
)


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_long_address_makes_no_page_wider_than_the_screen(
    page: Page, sites: dict[str, str], language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        page.goto(sites[language] + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def marks(page: Page) -> list[str]:
    """The quotation marks that the style puts before words, as they are drawn."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    texts = [str(node["name"]["value"]) for node in nodes if node["role"]["value"] == "StaticText"]
    return [text for text in texts if text in ("“", "‘")]


def test_after_a_shortened_quotation_the_next_has_the_same_marks(page: Page, sites: dict[str, str]) -> None:
    page.goto(f"{sites['en']}actors/ada-lin/")
    assert page.locator(".words.direct.shortened").count() == 2
    assert marks(page) == ["“", "“"]


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("medium", ["screen", "print"])
def test_the_first_and_the_last_date_stand_below_the_first_and_the_last_bar(
    page: Page, sites: dict[str, str], language: str, medium: Literal["screen", "print"]
) -> None:
    page.emulate_media(media=medium)
    for path in ("actors/ada-lin/", "timeline/"):  # three days, and so many that bars are narrow
        page.goto(sites[language] + path)
        bars = page.locator(".chart rect").evaluate_all("all => all.map(each => each.getBoundingClientRect().toJSON())")
        dates = page.locator(".ends span").evaluate_all("all => all.map(each => each.getBoundingClientRect().toJSON())")
        starts, ends = ("left", "right") if language == "en" else ("right", "left")
        assert bars[0][starts] == pytest.approx(dates[0][starts], abs=1)
        assert bars[-1][ends] == pytest.approx(dates[-1][ends], abs=1)


@pytest.mark.parametrize("language", ["en", "he"])
def test_a_wide_table_fits_on_paper(page: Page, sites: dict[str, str], language: str) -> None:
    """On a sheet that lies, where the browser turns it; on one that stands too."""
    page.emulate_media(media="print")
    page.goto(f"{sites[language]}positions/")
    for width in (673, 1000):  # A4 without its margins
        page.set_viewport_size({"width": width, "height": 900})
        boxes = "all => all.map(each => each.getBoundingClientRect().toJSON())"
        columns = page.locator(".matrix thead th").evaluate_all(boxes)
        assert len(columns) == 1 + len(TOPICS)
        assert all(column["left"] >= 0 and column["right"] <= width for column in columns)
    assert page.locator(".matrix tbody th").first.evaluate("each => getComputedStyle(each).position") == "static"
    sheet = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    assert sheet.mediabox.width > sheet.mediabox.height


def printed(page: Page) -> str:
    """What is printed."""
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)


def test_what_is_folded_on_the_screen_is_printed_once(page: Page, sites: dict[str, str]) -> None:
    page.goto(f"{sites['en']}statements/dues/")
    expect(page.locator(".report .words").first).to_be_visible()
    text = printed(page)
    assert text.count("The 60th pier") == 1
    assert text.count("The 20th pier") == 2  # large at the head, and in the report
    assert "All the words" not in text


def test_a_printed_address_is_whole_between_its_brackets_from_right_to_left_too(
    page: Page, sites: dict[str, str]
) -> None:
    page.goto(f"{sites['he']}statements/never/")
    text = printed(page)
    assert "%D8%AF/" in text
    assert "(/" not in text


def test_the_foot_of_a_printed_page_takes_little_room(page: Page, sites: dict[str, str]) -> None:
    """Else it is alone on the last sheet more often than it must be."""
    page.emulate_media(media="print")
    for path in ("actors/ada-lin/", "corrections/", "statements/at-length/"):
        page.goto(sites["en"] + path)
        room = page.evaluate(
            "() => document.querySelector('footer.site').getBoundingClientRect().bottom - Math.max("
            "...[...document.querySelectorAll('main :is(article, p, li)')].map((each) => each.getBoundingClientRect().bottom))"
        )
        assert room < 75


def light(colour: str) -> float:
    """The luminance of a computed colour, as WCAG measures it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_stands_in_an_empty_box_can_be_read(browser: Browser, sites: dict[str, str], scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(sites["en"])
    colours = page.locator("#site-query").evaluate(
        "each => [getComputedStyle(each, '::placeholder').color, getComputedStyle(each).backgroundColor]"
    )
    dark, bright = sorted(light(colour) for colour in colours)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5
    context.close()


def test_where_the_reader_chose_the_colours_what_is_current_is_told_by_a_line(
    browser: Browser, sites: dict[str, str]
) -> None:
    context = browser.new_context(forced_colors="active", color_scheme="light")
    page = context.new_page()
    page.goto(f"{sites['en']}statements/at-length/")
    line = "all => all.map(each => getComputedStyle(each).borderInlineStartWidth)"
    assert page.locator(".exchange .rows li").count() == 3
    assert page.locator(".rows li[aria-current]").evaluate_all(line) == ["4px"]
    assert set(page.locator(".rows li:not([aria-current])").evaluate_all(line)) == {"0px"}
    page.goto(f"{sites['en']}timeline/")
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    lined = page.locator("nav.sections a").evaluate_all(
        "(all, paper) => all.filter(each => getComputedStyle(each).borderBottomColor !== paper).map(each => each.textContent)",
        paper,
    )
    assert lined == ["Timeline"]
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_citations_and_footnotes_begin_where_the_page_does_and_set_texts_of_the_data_apart(
    page: Page, sites: dict[str, str], language: str
) -> None:
    page.emulate_media(media="print")
    page.goto(f"{sites[language]}statements/at-length/")
    assert page.locator(".citation bdi").first.text_content() == "Bo Ek"
    assert page.locator(".citation bdi").last.text_content() == "https://record.example.org/statements/at-length/"
    page.goto(f"{sites[language]}statements/dues/")
    texts = page.locator(".footnotes bdi").all_text_contents()
    assert texts == ["Will the dues rise?", "Gull & Co.", f"https://web.archive.org/web/20310305000000/{ADDRESS}"]
    for block in (".citation", ".footnotes li"):
        start = page.locator(block).evaluate(
            """block => {
                const box = block.getBoundingClientRect(), style = getComputedStyle(block);
                const first = block.querySelector("bdi").getClientRects()[0];
                return style.direction === "rtl"
                    ? box.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth) - first.right
                    : first.left - box.left - parseFloat(style.paddingLeft) - parseFloat(style.borderLeftWidth);
            }"""
        )
        assert abs(start) < 2, block


EDGE = """each => {
    const range = document.createRange();
    range.selectNodeContents(each);
    const boxes = [...range.getClientRects()];
    return [Math.min(...boxes.map((box) => box.left)), Math.max(...boxes.map((box) => box.right))];
}"""
"""How far to the left and to the right a text reaches."""


@pytest.mark.parametrize("language", ["he", "fa"])
@pytest.mark.parametrize("path", ["timeline/", "statements/at-length/"])
def test_what_a_row_says_of_a_statement_begins_on_the_right_where_the_page_does(
    page: Page, sites: dict[str, str], language: str, path: str
) -> None:
    page.goto(sites[language] + path)
    lines = page.locator(".rows :is(.answers, .occasion)").all()
    assert lines
    for line in lines:
        label, link = line.locator(".label").first.evaluate(EDGE), line.locator("a, bdi").first.evaluate(EDGE)
        right = line.evaluate("each => each.getBoundingClientRect().right")
        assert label[1] == pytest.approx(right, abs=1)
        assert link[1] <= label[0]
    name, date = page.locator(".rows .answers a").first.evaluate(
        """each => {
            const range = document.createRange(), text = each.firstChild;
            return [[0, 3], [text.length - 4, text.length]].map(([from, to]) => {
                range.setStart(text, from);
                range.setEnd(text, to);
                return range.getBoundingClientRect().left;
            });
        }"""
    )
    assert date < name
    quoted = page.locator(".rows .quoted").first
    assert quoted.evaluate(EDGE)[0] == pytest.approx(
        quoted.evaluate("each => each.getBoundingClientRect().left"), abs=9
    )


LAST = """each => {
    const text = document.createTreeWalker(each, NodeFilter.SHOW_TEXT), all = [];
    while (text.nextNode()) all.push(text.currentNode);
    const range = document.createRange(), last = all.at(-1);
    range.setStart(last, last.length - 1);
    range.setEnd(last, last.length);
    const sign = range.getBoundingClientRect();
    range.setStart(last, last.length - 2);
    range.setEnd(last, last.length - 1);
    return sign.left - range.getBoundingClientRect().left;
}"""
"""How far to the right of the sign before it the last sign of a text stands."""


@pytest.mark.parametrize(
    ("path", "where", "text"),
    [
        ("corrections/", ".corrections p bdi", "Moved. (See there.)"),
        ("corrections/", ".corrections p bdi", "Made up. (All of it.)"),
        ("corrections/", ".who a", "Will they burn?"),
        ("statements/dues/", ".corrections p bdi", "Moved. (See there.)"),
        ("statements/dues/", ".corrections dd bdi", ADDRESS),
        ("statements/dues/", ".facts bdi", "Port Hale (upper quay)."),
        ("statements/dues/", ".facts bdi", "Sitting of the board (12th)."),
        ("statements/dues-again/", ".thread bdi", "The same words. (Nearly.)"),
        ("statements/dues-again/", ".report .detail a", "Gull & Co."),
        ("statements/at-length/", ".said .summary bdi", f"Says where it stands: {ADDRESS}"),
        ("sources/", ".counted a", "Will the dues rise?"),
        ("sources/gone/", ".notice bdi", "Made up. (All of it.)"),
        ("timeline/", ".occasion bdi", "Sitting of the board (12th)."),
    ],
)
def test_a_text_in_another_direction_ends_with_its_own_last_sign(
    page: Page, sites: dict[str, str], path: str, where: str, text: str
) -> None:
    page.goto(sites["he"] + path)
    found = page.locator(where, has_text=text).first
    assert found.evaluate(LAST) > 0


def test_words_that_are_not_the_speakers_are_nowhere_called_so(page: Page, sites: dict[str, str]) -> None:
    """Neither in the report's card, nor where others show a page by its description."""
    page.goto(f"{sites['en']}statements/never/")
    expect(page.locator(".report .chain")).to_contain_text("Came through Gull & Co. › Gull & Co.")
    expect(page.locator(".report .chain")).not_to_contain_text("Bo Ek")
    for name in ("[name=description]", "[property='og:description']"):
        assert page.locator(f"meta{name}").get_attribute("content") == "[misattributed] I will burn the quays."
    page.goto(f"{sites['en']}statements/dues-again/")
    expect(page.locator(".report .chain")).to_contain_text("Ada Lin › Gull & Co.")


def test_a_year_and_a_withdrawn_statement_have_descriptions_of_their_own(page: Page, sites: dict[str, str]) -> None:
    def description(path: str) -> str:
        page.goto(sites["en"] + path)
        return page.locator("meta[name=description]").get_attribute("content") or ""

    assert description("timeline/") == "Everything on record, in order of date."
    assert description("timeline/2031/") == "2031: everything on record, in order of date."
    assert description("statements/gone/").startswith("A statement stood here. It was taken back")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_never_stands_alone_at_the_end_of_a_line(page: Page, sites: dict[str, str], language: str) -> None:
    """However narrow the screen is; and the link after it can be hit with a finger."""
    page.goto(f"{sites[language]}timeline/")
    for width in range(170, 360, 10):
        page.set_viewport_size({"width": width, "height": 800})
        for line in page.locator(".answers, .occasion").all():
            top, height = line.evaluate(
                """each => {
                    const label = each.querySelector(".label").getClientRects();
                    const link = each.querySelector("a, bdi").getClientRects();
                    const middle = (box) => (box.top + box.bottom) / 2;
                    return [middle(link[0]) - middle(label[label.length - 1]), link[0].height];
                }"""
            )
            assert abs(top) < 8, width
            assert height >= 24 or line.locator("a").count() == 0
