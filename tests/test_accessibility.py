"""Everyone can read it: axe-core finds nothing on any kind of page, in light and dark, on a phone and on a desk."""

import gzip
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from browsing import served
from drawing import draw, run

pytestmark = pytest.mark.browser
WORLD = Path(__file__).parent / "world"
MORE = """
sources:
  - id: gull-9
    title: An interview
    outlet: tide-news
    published_on: 2031-03-08
    retraction: {on: 2031-03-10, reason: There was no interview., url: "https://gull.example.org/notice"}
statements:
  - id: never-said
    speakers: ada-lin
    said_on: 2031-03-07
    reports: [{source: gull-9, mode: direct, text: I will burn the quays.}]
"""
OLD = "“The dues will rise in May. There is no way around it.” So she said.\n"
PAGES = (
    "",
    "actors/",
    "actors/ada-lin/",
    "topics/",
    "topics/ports/",
    "sources/",
    "sources/gull-9/",
    "sources/tide-dues/",
    "statements/",
    "statements/2031-03-04-lin-dues/",
    "statements/2031-05-19-rahimi-treaty/",
    "statements/2031-04-04-misattributed/",
    "statements/2031-04-05-withdrawn/",
    "statements/never-said/",
    "timeline/",
    "timeline/2031/",
    "positions/",
    "corrections/",
    "quality/",
    "data/",
    "search/?q=dues",
    "404.html",
)
DESK, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=390, height=844)
# WCAG 2.2 AA and what axe holds to be good practice
RUN = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The world in English and in Hebrew, with a retracted source and a source that was changed."""
    folder = tmp_path_factory.mktemp("everyone")
    for language in ("en", "he"):
        source = folder / language
        shutil.copytree(WORLD, source, ignore=shutil.ignore_patterns("site"))
        settings = (source / "mkdocs.yml").read_text(encoding="utf-8")
        assert "  - onrecord\n" in settings
        settings = settings.replace("  - onrecord\n", f"  - onrecord: {{language: {language}}}\n")
        # 404.html finds its style there
        settings = settings.replace("https://record.example.org/", f"https://record.example.org/{language}/")
        draw(source, {"mkdocs.yml": settings, "data/more.yaml": MORE, "old.txt": OLD, "new.txt": "Nothing of it.\n"})
        for text, day in (("old.txt", "2020-03-06"), ("new.txt", "2020-03-08")):
            run("onrecord.cli", "capture", "tide-dues", "--file", text, "--today", day, cwd=source)
        run("onrecord.cli", "verify", cwd=source, code=None)
        run("mkdocs", "build", "--strict", "--site-dir", str(folder / "served" / language), cwd=source)
    with served(folder / "served") as root:
        yield {language: f"{root}{language}/" for language in ("en", "he")}


def found(page: Page) -> list[str]:
    """What axe finds, in a line each."""
    results = Axe().run(page, options=RUN).response
    return [
        f"{each['id']}: {each['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for each in results["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        ("en", DESK, "light"),
        ("en", DESK, "dark"),
        ("en", PHONE, "light"),
        ("en", PHONE, "dark"),
        ("he", DESK, "dark"),
        ("he", PHONE, "light"),
    ],
    ids=["desk-light", "desk-dark", "phone-light", "phone-dark", "hebrew-desk-dark", "hebrew-phone-light"],
)
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, sites: dict[str, str], language: str, size: ViewportSize, scheme: str
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    faults = []
    for path in PAGES:
        page.goto(sites[language] + path)
        if path.startswith("search/"):
            expect(page.locator(".results li").first).to_be_visible()
        faults += [f"{path or 'home'}: {fault}" for fault in found(page)]
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        faults += [f"{path or 'home'}: the page is wider than the window"] if wide else []
    context.close()
    assert not faults, "\n".join(faults)


def test_the_keyboard_alone_reaches_everything(browser: Browser, sites: dict[str, str]) -> None:
    """Every link, button, box and summary takes the focus in turn, and the focus can be seen."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    for path in ("statements/2031-03-04-lin-dues/", "positions/", "actors/ada-lin/"):
        page.goto(sites["en"] + path)
        reachable = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')]"
            ".filter((each) => each.checkVisibility()).length"
        )
        seen = set()
        for _ in range(reachable + 5):
            page.keyboard.press("Tab")
            seen.add(
                page.evaluate(
                    "(() => { const all = [...document.querySelectorAll('*')]; const now = document.activeElement;"
                    " if (now === document.body) return ''; const style = getComputedStyle(now);"
                    " return style.outlineStyle === 'none' ? 'unseen ' + now.outerHTML : String(all.indexOf(now)); })()"
                )
            )
        assert not [each for each in seen if each.startswith("unseen")]
        assert len(seen - {""}) >= reachable
    page.goto(sites["en"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    context.close()


def test_at_twice_the_size_nothing_is_lost(browser: Browser, sites: dict[str, str]) -> None:
    """200 % of 1280 pixels: as wide as a window of 640."""
    context = browser.new_context(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    for path in PAGES:
        page.goto(sites["en"] + path)
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), path
    context.close()


def test_headings_go_down_a_step_at_a_time(browser: Browser, sites: dict[str, str]) -> None:
    context = browser.new_context()
    page = context.new_page()
    for path in PAGES:
        page.goto(sites["en"] + path)
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((each) => +each.tagName[1])")
        assert levels[:1] == [1], path
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
    context.close()


def test_without_scripts_a_page_is_whole(browser: Browser, sites: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sites["en"] + "actors/ada-lin/")
    for text in ("Positions by topic", "Statements over time", "Is answered by"):
        expect(page.get_by_text(text).first).to_be_visible()
    page.get_by_text("The numbers").click()
    expect(page.locator(".chart table")).to_be_visible()
    context.close()


def test_a_page_is_light_and_asks_for_little(browser: Browser, sites: dict[str, str]) -> None:
    """Under 60 KB compressed in at most 8 requests, all of them to the site's own host; our scripts under 15 KB."""
    context = browser.new_context()
    for path in ("", "actors/ada-lin/", "topics/ports/", "statements/2031-03-04-lin-dues/", "timeline/", "positions/"):
        page = context.new_page()
        bodies: dict[str, bytes] = {}
        page.on("response", lambda response, held=bodies: held.update({response.url: response.body()}))
        page.goto(sites["en"] + path, wait_until="networkidle")
        assert len(bodies) <= 8
        assert all(url.startswith(sites["en"]) for url in bodies)
        assert sum(len(gzip.compress(body)) for body in bodies.values()) < 60_000
        page.close()
    context.close()
    scripts = (WORLD.parent.parent / "templates" / "theme" / "js").glob("*.js")
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) < 15_000


def test_scripts_add_comfort(browser: Browser, sites: dict[str, str]) -> None:
    """A long list is filtered and sorted in place; light and dark are remembered; a citation is copied."""
    context = browser.new_context(color_scheme="light")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(sites["en"] + "actors/")
    long = page.locator("ul.counted.long")
    if long.count():
        page.locator("label.filter input").first.fill("lin")
        assert all("lin" in text.lower() for text in long.first.locator("li:visible").all_inner_texts())
    page.locator(".theme button").click()
    page.goto(sites["en"] + "statements/2031-03-04-lin-dues/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator(".cite button").click()
    expect(page.locator(".cite button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".citation").text_content()
    context.close()
