"""What pages tell other sites' machines of themselves: the sitemap, previews of links, and the page for what is not there."""

import datetime
import html
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from drawing import MKDOCS, RECORD, draw_site, run
from onrecord.config import Config
from onrecord.feeds import updated_on
from onrecord.load import load
from onrecord.pages import view
from onrecord.permalinks import HOME, Ref
from onrecord.render import updated
from onrecord.site import Site, build
from onrecord.theme import PAGES

WORLD = Path(__file__).parent / "world"
SITE = "https://record.example.org/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOOKS = """
def on_env(env, config, files):
    config.extra["onrecord"]["social_image"] = {image!r}
    return env
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as a built site, with hand-written pages of two kinds more."""
    folder = tmp_path_factory.mktemp("sitemap") / "world"
    shutil.copytree(WORLD, folder, ignore=shutil.ignore_patterns("site"))
    (folder / "docs" / "hidden.md").write_text("---\nrobots: noindex\n---\n# Hidden\n", encoding="utf-8")
    (folder / "docs" / "dated.md").write_text(
        "---\nupdated: last week\nrobots: noarchive\n---\n# “Dated” & <i>a</i>\n", encoding="utf-8"
    )
    run("mkdocs", "build", "--strict", cwd=folder)
    return folder / "site"


@pytest.fixture(scope="module")
def planned() -> Site:
    dataset, _ = load([WORLD / "data"])
    return build(dataset, Config(site_url=SITE), [PAGES])


def entries(site: Path, name: str = "sitemap.xml") -> dict[str, str]:
    """Path and date of every page in a sitemap."""
    root = ET.fromstring((site / name).read_bytes())  # noqa: S314 - our own
    found = {}
    for each in root.iter(f"{SITEMAP}url"):
        found[unquote(each.findtext(f"{SITEMAP}loc", "").removeprefix(SITE))] = each.findtext(f"{SITEMAP}lastmod", "")
    return found


class Head(HTMLParser):
    """Names and contents of a page's `meta`, and its canonical address."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.canonical = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            assert name not in self.meta
            self.meta[name] = given["content"]
        if given.get("rel") == "canonical":
            self.canonical = given["href"]


def head(site: Path, path: str) -> Head:
    return Head((site / path / "index.html").read_text(encoding="utf-8"))


# the sitemap


def test_the_sitemap_holds_every_page_that_may_be_found_and_no_other(site: Path, planned: Site) -> None:
    dataset = planned.edition.index.dataset
    gone = {each.id for each in dataset.statements.values() if each.status == "withdrawn"}
    pages = {
        page.path
        for ref in planned.refs
        if (page := view(planned.edition, ref)).template != "moved.html" and ref.id not in gone
    }
    assert set(entries(site)) == pages | {"method/", "dated/"}


def test_its_dates_are_those_of_the_data(site: Path, planned: Site) -> None:
    listed, index = entries(site), planned.edition.index
    for each in index.published:
        day = updated_on(planned.edition, each)
        assert listed[f"statements/{each.id}/"] == (day.isoformat() if day else "")
    assert listed["statements/2031-03-04-lin-dues/"] == "2031-03-10"
    for kind, of in (("actors", index.by_actor), ("topics", index.below_topic)):
        for name, statements in of.items():
            days = [day for each in statements if (day := updated_on(planned.edition, each))]
            assert listed[f"{kind}/{name}/"] == (max(days).isoformat() if days else "")
    assert listed["sources/tide-dues/"] == "2031-03-10"
    assert listed[""] == listed["statements/"] == max(listed.values())


def test_a_page_of_which_no_date_is_known_has_none(site: Path) -> None:
    listed = entries(site)
    assert listed["method/"] == listed["dated/"] == listed["quality/"] == ""
    assert listed["statements/voss-undated/"] == ""


def test_a_part_of_a_list_has_the_date_of_what_stands_on_it(tmp_path: Path) -> None:
    many = "".join(
        f"  - {{id: s{number}, speakers: bo-ek, said_on: {2020 + number // 60}-01-01, summary: Says so.}}\n"
        for number in range(120)
    )
    draw_site(tmp_path, data__record_yaml=RECORD + many)
    dataset, problems = load([tmp_path / "data"])
    assert not problems
    made = build(dataset, Config(site_url=SITE), [PAGES])

    def day(ref: Ref) -> datetime.date | None:
        return updated(made.edition, view(made.edition, ref))

    assert day(Ref("actors", "bo-ek", "2020")) == day(Ref("statements", part="2020")) == datetime.date(2020, 1, 1)
    assert day(Ref("actors", "bo-ek", "2021")) == datetime.date(2021, 1, 1)
    assert day(Ref("actors", "bo-ek")) == day(HOME) == datetime.date(2031, 3, 5)


def test_it_is_the_same_on_another_day(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (site / "sitemap.xml").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")
    run("mkdocs", "build", "--strict", cwd=site.parent)
    assert (site / "sitemap.xml").read_bytes() == before
    assert b"2100" not in before


MANY = "import onrecord.sitemap\nonrecord.sitemap.MOST = 10\n"


def test_a_sitemap_of_too_many_addresses_is_parted_and_an_index_names_the_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_site(tmp_path, sitecustomize_py=MANY)
    run("mkdocs", "build", "--strict", cwd=tmp_path)
    whole = list(entries(tmp_path / "site").items())
    assert len(whole) > 10
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    run("mkdocs", "build", "--strict", cwd=tmp_path)
    index = ET.fromstring((tmp_path / "site/sitemap.xml").read_bytes())  # noqa: S314 - our own
    names = [(each.text or "").removeprefix(SITE) for each in index.iter(f"{SITEMAP}loc")]
    assert names == [f"sitemap-{number}.xml" for number in range(1, len(names) + 1)]
    parts = [list(entries(tmp_path / "site", name).items()) for name in names]
    assert [each for part in parts for each in part] == whole
    assert all(len(part) <= 10 for part in parts)


# previews of links


def test_every_page_tells_its_name_its_kind_and_its_address(site: Path) -> None:
    kinds = {"": "website", "actors/": "website", "actors/ada-lin/": "profile", "method/": "article",
             "statements/2031-03-04-lin-dues/": "article", "topics/ports/": "website"}  # fmt: skip
    for path, kind in kinds.items():
        found = head(site, path)
        assert found.meta["og:type"] == kind
        assert found.meta["og:url"] == found.canonical == SITE + path
        assert found.meta["og:site_name"] == "The Tidemark Record"
        assert found.meta["twitter:card"] == "summary_large_image"
        assert found.meta.get("og:description") == found.meta.get("description")
        assert found.meta["og:image"].endswith("/img/social.png")
    assert head(site, "").meta["og:title"] == "The Tidemark Record"
    assert head(site, "actors/ada-lin/").meta["og:title"] == "Ada Lin"


def test_hostile_titles_stay_text_in_previews(site: Path) -> None:
    page = (site / "statements/2031-04-01-isik-markup/index.html").read_text(encoding="utf-8")
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    found = Head(page)
    assert found.meta["og:title"] == html.unescape(title[1]).removesuffix(" · The Tidemark Record")
    assert "{{ 7*7 }} <script>alert(1)</script>" in found.meta["og:title"]
    assert "<script>alert" not in page
    assert head(site, "topics/ports/").meta["og:title"] == "Ports, harbours & quays <all>"
    assert head(site, "dated/").meta["og:title"].startswith("“Dated” &")


def test_an_address_that_moved_has_none_of_its_own(site: Path) -> None:
    found = head(site, "topics/ocean/")
    assert not found.canonical
    assert "og:url" not in found.meta


@pytest.mark.parametrize(
    ("image", "wanted"),
    [
        ("img/card.png", f"{SITE}img/card.png"),
        ("https://cdn.example.org/a.png?b=1&c=2", "https://cdn.example.org/a.png?b=1&c=2"),
    ],
)
def test_a_picture_is_named_by_its_whole_address(tmp_path: Path, image: str, wanted: str) -> None:
    draw_site(
        tmp_path,
        mkdocs_yml=MKDOCS.replace("[onrecord]", "[{onrecord: {allow: hook.py}}]") + "hooks: [hook.py]\n",
        hook_py=HOOKS.format(image=image),
    )
    run("mkdocs", "build", "--strict", cwd=tmp_path)
    found = head(tmp_path / "site", "actors/ada-lin/")
    assert found.meta["og:image"] == wanted
    assert found.meta["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize(("language", "locale"), [("en", None), ("en-GB", "en_GB"), ("zh-Hant", None)])
def test_a_locale_is_named_where_the_language_names_a_country(
    tmp_path: Path, language: str, locale: str | None
) -> None:
    draw_site(tmp_path, mkdocs_yml=MKDOCS.replace("[onrecord]", f"[onrecord: {{language: {language}}}]"))
    run("mkdocs", "build", cwd=tmp_path)
    assert head(tmp_path / "site", "").meta.get("og:locale") == locale


def test_without_the_sites_address_there_are_no_addresses_in_previews(tmp_path: Path) -> None:
    draw_site(tmp_path, mkdocs_yml=MKDOCS.replace("site_url: https://record.example.org/\n", ""))
    run("mkdocs", "build", "--strict", cwd=tmp_path)
    found = head(tmp_path / "site", "actors/ada-lin/")
    assert found.meta["og:title"] == "Ada Lin"
    assert "og:url" not in found.meta
    assert "application/ld+json" not in (tmp_path / "site/actors/ada-lin/index.html").read_text(encoding="utf-8")


# the page for what is not there


@pytest.mark.parametrize(
    ("site_url", "root"),
    [
        ("site_url: https://record.example.org/\n", "/"),
        ("site_url: https://example.org/a/record/\n", "/a/record/"),
        ("", "/"),
    ],
)
def test_the_page_for_what_is_not_there_is_whole_wherever_it_is_shown(tmp_path: Path, site_url: str, root: str) -> None:
    draw_site(tmp_path, mkdocs_yml=MKDOCS.replace("site_url: https://record.example.org/\n", site_url))
    run("mkdocs", "build", "--strict", cwd=tmp_path)
    page = (tmp_path / "site/404.html").read_text(encoding="utf-8")
    found = Head(page)
    assert "<title>No page here · The Test Record</title>" in page
    assert found.meta["robots"] == "noindex"
    assert not found.canonical
    assert not [name for name in found.meta if name.startswith("og:")]
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert f"{root}search/" in addresses
    for address in addresses:
        assert address == "#main" or (address.startswith(root) and "//" not in address)
        if address not in ("#main", root):
            file = tmp_path / "site" / address.removeprefix(root)
            assert file.exists(), address
