"""Through whom words came, and what became of their source, is shown wherever they stand."""

import re
from pathlib import Path

import pytest

from drawing import draw, draw_site, run, tree

RECORD = """
actors:
  - {id: ada-lin, name: Ada Lin}
  - {id: bo-ek, name: Bo Ek}
  - {id: tide, name: Tide News, kind: organization}
  - {id: gull, name: Gull Press, kind: organization}
  - {id: port, name: Port Wire, kind: organization}
topics:
  - {id: dues, name: Harbour dues}
sources:
  - {id: tide-1, title: Dues to rise, outlet: tide, published_on: 2031-03-05, archived_url: "https://archive.example.org/tide-1"}
  - {id: gull-1, title: Lin on dues, outlet: gull, published_on: 2031-03-06}
  - {id: gull-2, title: Lin again, outlet: gull, published_on: 2031-03-07}
  - id: gull-9
    title: An interview
    outlet: gull
    published_on: 2031-03-08
    retraction: {on: 2031-03-10, reason: There was no interview., url: "https://gull.example.org/notice"}
statements:
  - id: by-one-agency
    speakers: ada-lin
    said_on: 2031-03-04
    reports:
      - {source: tide-1, mode: direct, chain: [port], text: The dues will rise.}
      - {source: gull-1, mode: direct, chain: [port], text: The dues shall rise.}
  - id: by-two
    speakers: ada-lin
    said_on: 2031-03-04
    reports:
      - {source: tide-1, mode: indirect, chain: [port], text: Lin spoke of quays.}
      - {source: gull-1, mode: direct, text: The quays are ours.}
      - {source: gull-2, mode: direct, text: The quays are ours now.}
  - id: never-said
    speakers: bo-ek
    said_on: 2031-03-07
    topics: [{topic: dues, stance: opposes}]
    reports: [{source: gull-9, mode: direct, text: I will burn the quays.}]
  - id: half-retracted
    speakers: bo-ek
    said_on: 2031-03-05
    topics: [{topic: dues, stance: supports}]
    reports:
      - {source: gull-9, mode: direct, text: I like the dues.}
      - {source: tide-1, mode: indirect, chain: [port], text: Ek likes the dues.}
  - id: taken-back
    speakers: bo-ek
    said_on: 2031-03-01
    status: withdrawn
    reports: [{source: tide-1, mode: direct, text: Xylograph.}]
    corrections: [{on: 2031-03-12, reason: Another spoke., field: text, before: Xylograph, after: Zymurgy}]
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = draw(draw_site(tmp_path_factory.mktemp("provenance")), {"data/record.yaml": RECORD})
    run("mkdocs", "build", "--strict", cwd=folder)
    return folder / "site"


def shown(site: Path, path: str) -> str:
    """The page's text with its tags, numeric references resolved."""
    text = (site / path / "index.html").read_text(encoding="utf-8")
    return re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), text)


def test_papers_that_print_one_agency_are_one_witness(site: Path) -> None:
    page = shown(site, "statements/by-one-agency")
    assert "All came through Port Wire: they are one witness." in page
    assert 'Also reported by</span> <a href="../../actors/gull/">Gull Press</a>' in page
    assert "2 reports, 1 witness" in shown(site, "actors/ada-lin")
    assert "Statements with several reports that may all go back to one" in shown(site, "quality")


def test_independent_chains_are_counted_and_not_outlets(site: Path) -> None:
    page = shown(site, "statements/by-two")
    assert "they go back to 2 witnesses, independent of each other" in page
    assert "3 reports, 2 witnesses" in shown(site, "actors/ada-lin")


def test_a_chain_is_drawn_from_the_speaker_to_the_outlet(site: Path) -> None:
    page = shown(site, "statements/by-one-agency")
    chain = page[page.index('class="chain"') :]
    places = [chain.index(name) for name in ("Ada Lin", "Port Wire", "Tide News")]
    assert places == sorted(places)
    assert 'href="https://archive.example.org/tide-1"' in page


@pytest.mark.parametrize(
    "path", ["statements/never-said", "actors/bo-ek", "statements", "topics/dues", "sources/gull-9", ""]
)
def test_what_only_a_retracted_source_reports_is_marked_wherever_it_stands(site: Path, path: str) -> None:
    page = shown(site, path)
    page = page.partition("<main")[2]
    at = page.index("I will burn the quays")
    assert "reported by retracted sources only" in page[:at]


def test_a_retracted_source_marks_each_report_and_says_why(site: Path) -> None:
    for path in ("statements/never-said", "statements/half-retracted", "sources/gull-9"):
        page = shown(site, path)
        assert "Retracted by its publisher" in page
        assert "There was no interview." in page
        assert 'href="https://gull.example.org/notice"' in page
    other = shown(site, "statements/half-retracted")
    assert "reported by retracted sources only" not in other
    main = re.sub("<[^>]+>", "", other.partition("<main")[2])
    assert main.index("Ek likes the dues.") < main.index("I like the dues.")  # the sound report stands for it
    assert "1 of them stands in a retracted source, and is no witness." in main


def test_a_source_shows_its_own_words_and_not_another_papers(site: Path) -> None:
    page = shown(site, "sources/gull-9").partition("<main")[2]
    assert "I like the dues." in page
    assert "Ek likes the dues." not in page
    assert "from a retracted source" in page
    assert "Lin spoke of quays." in shown(site, "sources/tide-1")


def test_a_position_rests_on_no_retracted_source(site: Path) -> None:
    for path in ("topics/dues", "actors/bo-ek"):
        page = shown(site, path)
        assert re.findall(r'class="stance (\w+)" href="[^"]*statements/([\w-]+)/"', page) == [
            ("supports", "half-retracted")
        ]


@pytest.mark.parametrize("name", ["feed.xml", "statements/never-said/cite.bib", "statements/never-said/cite.ris"])
def test_the_warning_goes_along_with_what_is_taken_away(site: Path, name: str) -> None:
    text = (site / name).read_text(encoding="utf-8")
    assert "retracted source" in text


def test_of_a_withdrawn_statement_the_reason_stays_and_no_word(site: Path) -> None:
    for path in ("statements/taken-back", "corrections"):
        assert "Another spoke." in shown(site, path)
    for name, content in tree(site).items():
        assert b"Xylograph" not in content, name
        assert b"Zymurgy" not in content, name


def test_the_files_beside_the_pages_are_those_that_are_planned_and_linked(site: Path) -> None:
    from onrecord.config import Config
    from onrecord.load import load
    from onrecord.site import build
    from onrecord.theme import PAGES

    dataset, _ = load([site.parent / "data"])
    made = build(dataset, Config(site_url="https://record.example.org/", site_name="The Test Record"), [PAGES])
    planned = set(made.file_paths)
    assert {name for name, _ in made.files()} == planned
    others = ("css/", "js/", "img/favicon", "pagefind/")
    built = {name for name in tree(site) if not name.endswith(".html") and not name.startswith(others)}
    assert built == planned | {"sitemap.xml"}
    head = shown(site, "statements/by-two").partition("</head>")[0]
    assert '<link rel="alternate" type="application/json" href="index.json">' in head
    assert 'type="application/atom+xml"' in shown(site, "corrections").partition("</head>")[0]


def test_a_file_of_the_owner_in_the_place_of_a_generated_one_is_refused(tmp_path: Path) -> None:
    folder = draw(draw_site(tmp_path), {"docs/data/actors.csv": "mine\n"})
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert "docs/data/actors.csv stands where a generated page goes" in done.stderr


def test_the_page_of_downloads_names_every_file_with_its_hash(site: Path) -> None:
    page = shown(site, "data")
    sums = (site / "data/SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(sums) > 20
    for line in sums:
        digest, name = line.split("  ")
        assert f'href="{name}"' in page
        assert digest in page
    assert "The owner of this record has not stated a licence." in page
