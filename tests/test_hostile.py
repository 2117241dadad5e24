"""Whatever a text field holds comes out as the same characters and does nothing: every hostile string, in every field.

Pages are judged by their tree, against those of a record that is the same but for benign words in the same places.
"""

import copy
import csv
import gzip
import io
import json
import os
import re
import sqlite3
import types
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin
from xml.etree import ElementTree as ET

import feedparser
import markdown
import pytest
import rispy
import yaml
from playwright.sync_api import Browser, expect

import fuzz
from browsing import served
from drawing import contents, draw, run
from hostile import EVERYWHERE, ON_ONE_LINE, TEXTS, on_one_line
from onrecord.citations import bibtex, csl, ris
from onrecord.cli import main
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.dates import Date
from onrecord.exports import TABLES
from onrecord.exports.csvs import plain
from onrecord.exports.public import public
from onrecord.feeds import WORDS, feeds
from onrecord.indexer import write_index
from onrecord.load import load
from onrecord.model import SECTIONS, Noun
from onrecord.pages.citing import citation
from onrecord.pages.statement import title_of
from onrecord.permalinks import SECTION_KINDS, Ref, absolute
from onrecord.quotations import MARK, paragraphs
from onrecord.records import record_of
from onrecord.render import Renderer
from onrecord.site import Site, build
from onrecord.theme import PAGES
from test_citations import folded, read_bibtex, read_latex
from test_text import EXTENSION_SETS
from twins import KEYS, benign_text, compare, events, merged, record

CONFIG = Config(site_name="The Test Record", site_url="https://record.example.org/", without=frozenset({"data"}))
PARTED = ("listing", "logs", "more", "positions", "rolls", "timeline")
"""Modules that part lists by the bytes of what they hold. Twins have as many characters, but not as many bytes."""
PARTED_ALIKE = f"""
    import importlib

    for name in {PARTED}:
        importlib.import_module(f"onrecord.pages.{{name}}").weight = lambda text, limit=None: len(text[:limit])
"""
BATCH = 30
"""Strings of one site: a page of positions lists all actors of its site."""
BATCHES = [list(TEXTS)[start : start + BATCH] for start in range(0, len(TEXTS), BATCH)]


def dataset_of(names: list[str], *, hostile: bool) -> Dataset:
    whole = merged(record(name, hostile=hostile) for name in names)
    nouns = {section: [SECTIONS[section].model_validate(each) for each in whole[section]] for section in SECTIONS}
    return Dataset(**{section: {each.id: each for each in listed} for section, listed in nouns.items()})  # type: ignore[arg-type]


# every field


def nouns() -> Iterator[type[Noun]]:
    waiting = [Noun]
    while waiting:
        noun = waiting.pop()
        waiting += noun.__subclasses__()
        yield noun


def texts_in(value: Any, at: tuple[str, str] = ("", "")) -> Iterator[tuple[tuple[str, str], str]]:
    """Every text in a record, with the class and the field that hold it."""
    if isinstance(value, Noun):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), (type(value).__name__, name))
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from texts_in(each, at)
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_in(each, at)
    elif isinstance(value, str):
        yield at, value


NO_TEXT = {
    "id": "an id, which is letters and digits with hyphens between",
    "former_ids": "ids",
    "language": "a language tag",
    "url": "a strict address",
    "archived_url": "a strict address",
    "website": "a strict address",
    **dict.fromkeys(
        ["actor", "role", "on_behalf_of", "organization", "part_of", "broader", "triggered_by", "outlet", "event",
         "topic", "target", "source", "chain"],
        "the id of another record, which must exist",
    ),
}  # fmt: skip
"""Fields that hold letters, but no text of their own; with the reason."""


def holds_text(annotation: Any) -> bool:
    """Whether a field of this type can hold any words at all: not only dates, nouns, or some words of a list."""
    if get_origin(annotation) is Literal or annotation in (type(None), Ellipsis, Date):
        return False
    if isinstance(annotation, type) and issubclass(annotation, Noun):
        return False
    inner = get_args(annotation) if isinstance(annotation, types.GenericAlias | types.UnionType) else ()
    inner = inner or (get_args(annotation) if get_origin(annotation) else ())
    return any(holds_text(each) for each in inner) if inner else annotation is str


def test_no_field_of_the_model_is_forgotten() -> None:
    for name in TEXTS:
        dataset = dataset_of([name], hostile=True)
        wanted = (TEXTS[name], on_one_line(TEXTS[name]))
        held = {
            at
            for section in SECTIONS
            for noun in dataset.section(section).values()
            for at, text in texts_in(noun)
            if any(each in text for each in wanted)
        }
        fields = {(noun.__name__, field) for noun in nouns() for field in noun.model_fields}
        texts = {
            (noun.__name__, field)
            for noun in nouns()
            for field, info in noun.model_fields.items()
            if holds_text(info.annotation) and field not in NO_TEXT and noun.__name__ not in ("Identified", "Addressed")
        }
        assert texts <= held, name
        assert held <= fields
    assert len(texts) > 30


def fields_of(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every text in a record as it is written."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from fields_of(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from fields_of(each, (*path, number))
    else:
        yield path


def with_value(noun: Any, path: tuple[str | int, ...], value: str) -> Any:
    made = copy.deepcopy(noun)
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made


def refused(folder: Path, bad: dict[str, str], *, lines_only: bool) -> None:
    """Write each bad text into each field of text, and expect each to be refused at its place."""
    text = "<"  # which stands in no id and in no word of a list
    whole = record(next(name for name, each in TEXTS.items() if each == text), hostile=True)
    texts = {"description", "note", "reason", "summary", "evidence", "text", "before", "after"}
    expected = 0
    files: dict[str, str | bytes] = {}
    for section, listed in whole.items():
        made = []
        for noun in listed:
            for path in fields_of(noun):
                place: Any = noun
                for step in path:
                    place = place[step]
                if text not in place or (lines_only and path[-1] in texts):
                    continue
                made += [with_value(noun, path, value) for value in bad.values()]
            if "identifiers" in noun:  # half a character in a name there has the place of the whole map
                whole_ones = [value for value in bad.values() if not re.search("[\ud800-\udfff]", value)]
                made += [noun | {"identifiers": {value: "1"}} for value in whole_ones]
        for number, noun in enumerate(made):
            noun["id"] = f"{section}-{number}"
        expected += len(made)
        files[f"data/{section}.json"] = json.dumps({section: made}, indent=1)
    assert expected > len(bad) * (15 if lines_only else 30)
    _, problems = load([draw(folder, files) / "data"])
    assert len(problems) == expected
    written = {json.dumps(each) for each in bad.values()}
    for problem in problems:
        assert problem.code in ("bad-character", "bad-value")
        assert problem.code == "bad-character" or lines_only
        assert problem.position
        lines = (folder / problem.origin.file).read_text(encoding="utf-8").split("\n")
        rest = lines[problem.position.line - 1][problem.position.column - 1 :]
        assert rest.removesuffix(': "1"').rstrip(",") in written, problem


def test_what_no_text_may_hold_is_refused_in_every_field(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(tmp_path, EVERYWHERE, lines_only=False)


def test_what_would_turn_a_name_around_or_break_its_line_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(tmp_path, ON_ONE_LINE, lines_only=True)


@pytest.mark.parametrize("name", ["statements.yaml", "statements.json", "statements.jsonl", "statements.csv"])
@pytest.mark.parametrize("bad", ["\x07", "\x1b", "\x85", "\x9b", "\x00", "\ufffe", "\ufdd0", "\U0001fffe"], ids=ascii)
def test_a_control_character_is_refused_in_every_format(
    name: str, bad: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    forms = {
        "statements.yaml": f"statements:\n  - id: s\n    speakers: unnamed\n    summary: 1{bad}2\n",
        "statements.json": f'{{"statements": [\n{{"id": "s", "speakers": "unnamed",\n"summary": {json.dumps(f"1{bad}2")}}}]}}',
        "statements.jsonl": f'\n{{"id": "s", "speakers": "unnamed", "summary": {json.dumps(f"1{bad}2")}}}\n',
        "statements.csv": f"id,speaker,summary\ns,unnamed,1{bad}2\n",
    }
    draw(tmp_path, {f"data/{name}": forms[name].encode("utf-8", "surrogatepass")})
    _, (problem,) = load([Path("data")])
    assert problem.code == "bad-character"
    assert f"U+{ord(bad):04X}" in problem.message or "NUL" in problem.message
    assert problem.position
    line = forms[name].split("\n")[problem.position.line - 1]
    assert re.match(r'"?1|.2|summary', line[problem.position.column - 1 :], re.DOTALL), problem


@pytest.mark.parametrize("unseen", ["\x85", "\u2028", "\u2029"], ids=ascii)
@pytest.mark.parametrize(
    "lines",
    [
        "# no more than a comment{}    note: smuggled",
        '    note: "1{}2"',
        "    note: 1{}      2",
        "    note: |\n      1{}      2",
    ],
)
def test_a_line_break_that_nobody_sees_is_refused_in_yaml(
    unseen: str, lines: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some viewers show none of these, and YAML would end a comment there, or fold the text."""
    monkeypatch.chdir(tmp_path)
    written = "statements:\n  - id: s\n    speakers: unnamed\n    summary: 1\n" + lines.replace("{}", unseen) + "\n"
    draw(tmp_path, {"data/a.yaml": written.encode()})
    _, (problem,) = load([Path("data")])
    assert problem.code == "bad-character"
    assert f"U+{ord(unseen):04X}" in problem.message
    assert problem.position
    assert written.split("\n")[problem.position.line - 1][problem.position.column - 1] == unseen


def test_a_line_separator_can_be_written_as_an_escape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    draw(tmp_path, {"data/a.yaml": r'statements: [{id: s, speakers: unnamed, summary: "1\u20282"}]'})
    dataset, problems = load([Path("data")])
    assert not problems
    assert dataset.statements["s"].summary == "1\u20282"


# pages


@cache
def renderer() -> Renderer:
    """Templates compiled once; a site's own edition is put into a copy."""
    return build(Dataset(), CONFIG, [PAGES]).renderer


def pages_of(site: Site) -> dict[str, str]:
    """Each page by the name of its file: title and description as HTML, then its blocks."""
    made = copy.copy(renderer())
    made.edition = site.edition
    pages = {}
    for name, text in replace(site, renderer=made).pages():
        front, blocks = text.removeprefix("---\n").split("\n---\n", 1)
        head = {key: str(value) for key, value in yaml.load(front, yaml.CSafeLoader).items()}
        described = f'<meta name="description" content="{head.pop("description", "")}">'
        pages[name] = f"<title>{head.pop('title')}</title>{described}{''.join(sorted(head.values()))}\n\n{blocks}"
    return pages


@pytest.fixture
def parted_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of twins are parted alike."""
    for name in PARTED:
        monkeypatch.setattr(f"onrecord.pages.{name}.weight", lambda text, limit=None: len(text[:limit]))


@pytest.mark.usefixtures("parted_alike")
@pytest.mark.parametrize("number", range(len(BATCHES)))
def test_pages_differ_from_their_twins_in_the_words_alone(number: int) -> None:
    hostile, friendly = (
        pages_of(build(dataset_of(BATCHES[number], hostile=each), CONFIG, [PAGES])) for each in (True, False)
    )
    assert hostile.keys() == friendly.keys()
    assert len(hostile) > 7 * len(BATCHES[number])
    for name in hostile:
        assert not list(compare(events(hostile[name]), events(friendly[name]))), name


@pytest.mark.parametrize("extensions", EXTENSION_SETS, ids=range(len(EXTENSION_SETS)))
def test_markdown_gives_pages_back_as_they_are_whatever_extensions_are_on(extensions: list[str]) -> None:
    parser = markdown.Markdown(extensions=extensions)
    names = [*list(TEXTS)[::12], "markdown-17", "line-25"]
    for name, page in pages_of(build(dataset_of(names, hostile=True), CONFIG, [PAGES])).items():
        if name.startswith(("statements/s", "topics/s", "index")):
            blocks = page.split("\n\n", 1)[1]
            built = without_space(events(parser.reset().convert(f"[before]: 1\n\n{blocks}\n\n[^1] the [1]\n")))
            wanted = without_space(events(blocks))[:-2]  # what ends the whole page follows later
            assert built[: len(wanted)] == wanted, name


def without_space(tree: list[Any]) -> list[Any]:
    """A tree without the white space between blocks."""
    return [each for each in tree if each[0] != "text" or each[2].strip()]


# a site built whole, with its theme, its search and its feeds

ACTING = [name for number, name in enumerate(TEXTS) if number % (2 if "trap" in TEXTS[name] else 12) == 0]
"""Half of those that would be seen to act, and some others: a site of all is large."""
MKDOCS = """
site_name: The Test Record
site_url: https://record.example.org/
theme: {name: onrecord}
plugins:
  - onrecord: {without: [positions, data]}
"""


def sound(name: str, *, hostile: bool) -> dict[str, list[dict[str, Any]]]:
    """A record without flaws: no reports where the check of brackets and quotation marks would refuse their words."""
    whole = record(name, hostile=hostile)
    if MARK.search(TEXTS[name]) or re.search(r"[\[\]‘]", TEXTS[name]):
        whole["statements"][0].pop("reports")
    return whole


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two sites, `hostile` and `friendly`, of records that were read from files and checked."""
    folder = tmp_path_factory.mktemp("hostile")
    draw(folder, {"alike/sitecustomize.py": PARTED_ALIKE})
    for kind in ("hostile", "friendly"):
        whole = merged(sound(name, hostile=kind == "hostile") for name in ACTING)
        files = {f"data/{section}.json": json.dumps({section: listed}) for section, listed in whole.items()}
        source = draw(folder / "from" / kind, {"mkdocs.yml": MKDOCS, "docs/index.md": "# Home\n", **files})
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PYTHONPATH", str(folder / "alike"), prepend=os.pathsep)
            run("mkdocs", "build", "-q", "--site-dir", str(folder / "served" / kind), cwd=source)
    return folder / "served"


def test_whole_pages_differ_from_their_twins_in_the_words_alone(built: Path) -> None:
    """Head and foot too: title, description, previews of links, addresses of feeds."""
    names = [path.relative_to(built / "hostile") for path in sorted((built / "hostile").rglob("*.html"))]
    assert names == [path.relative_to(built / "friendly") for path in sorted((built / "friendly").rglob("*.html"))]
    assert len(names) > 6 * len(ACTING) > 480
    for name in names:
        hostile, friendly = (
            events((built / kind / name).read_text(encoding="utf-8")) for kind in ("hostile", "friendly")
        )
        assert not list(compare(hostile, friendly)), name


def test_files_that_hold_no_words_are_those_of_the_twin(built: Path) -> None:
    for name in ("sitemap.xml", "js/search.js", "css/onrecord.css"):
        assert (built / "hostile" / name).read_bytes() == (built / "friendly" / name).read_bytes()


@pytest.mark.browser
def test_in_a_browser_nothing_comes_alive(browser: Browser, built: Path) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    with served(built / "hostile") as address:
        lists = ["", "actors/", "topics/", "sources/", "statements/", "corrections/", "quality/", "timeline/2031/"]
        ids = [f"s{list(TEXTS).index(name):03}" for name in ACTING]
        kinds = ("statements/{}/", "statements/{}-no/", "actors/{}/", "topics/{}/", "sources/{}/")
        paths = [*lists, *(kinds[number % len(kinds)].format(each) for number, each in enumerate(ids))]
        for path in paths:
            page.goto(address + path)
            assert page.evaluate("window.trap === undefined"), path
        assert not [url for url in asked if not url.startswith(address)]
    assert not complaints
    context.close()


@pytest.mark.browser
def test_the_list_of_search_results_shows_every_string_as_text(browser: Browser, built: Path) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    with served(built / "hostile") as address:
        page.on("request", lambda request: request.url.startswith(address) or complaints.append(request.url))
        page.goto(f"{address}search/")
        expect(page.locator(".status")).to_contain_text("results")
        page.locator("#query").press_sequentially("<script>window.trap=1")
        expect(page.locator(".results li").first).to_contain_text("<script>window.trap=1</script>")
        expect(page.locator(".results mark").first).to_be_visible()
        page.goto(f"{address}search/")
        page.locator('fieldset[data-facet="kind"] label', has_text="Topic").locator("input").check()
        expect(page.locator(".status")).to_have_text(f"{len(ACTING)} results")
        expect(page.locator(".results > li")).to_have_count(10)
        while page.locator(".more").is_visible():
            shown = page.locator(".results > li").count()
            page.locator(".more").click()
            page.wait_for_function("n => document.querySelectorAll('.results > li').length > n", arg=shown)
        titles = page.evaluate("[...document.querySelectorAll('.results h2 a')].map(each => each.textContent)")
        assert sorted(titles) == sorted(on_one_line(TEXTS[name]) for name in ACTING)
        used = page.evaluate(
            "[...new Set([...document.querySelectorAll('.finding *')].map(each => each.localName))].sort()"
        )
        assert used == sorted(
            ["a", "button", "details", "div", "fieldset", "h2", "input", "label", "legend", "li", "ol", "option", "p",
             "select", "span", "summary"]
        )  # fmt: skip
        assert page.evaluate("window.trap === undefined")
    assert not complaints
    context.close()


def test_the_comparison_sees_what_came_alive_or_was_lost() -> None:
    key = KEYS["markdown-1"]
    text, twin = TEXTS["markdown-1"], benign_text(TEXTS["markdown-1"], KEYS["markdown-1"])
    friendly = events(f'<p id="a" title="{twin}">x {twin} y</p><a href="b/">{key}</a>')
    good = f'<p id="a" title="{text}">x {text} y</p><a href="b/">1</a>'
    assert not list(compare(events(good), friendly))
    for old, new in (
        (f"x {text}", "x <em>1</em> <strong>2</strong> <em>3</em>"),
        (f"x {text}", f"x {text[1:]}"),
        (f"x {text}", f"x {text.replace('*', '_')}"),
        (f"x {text}", f"x {twin}"),
        (f"x {text}", f"z {text}"),
        (f'title="{text}"', 'title="1"'),
        ('id="a"', 'id="c"'),
        ('id="a"', 'id="a" onclick="1"'),
        ('"b/"', '"//b/"'),
        ("</p>", "</p><script>1</script>"),
    ):
        assert list(compare(events(good.replace(old, new)), friendly)), new


# every other format


@pytest.mark.parametrize("law", fuzz.LAWS)
def test_every_string_comes_back_from_every_format(law: str) -> None:
    assert not list(fuzz.LAWS[law](list(TEXTS.values())))
    assert not list(fuzz.LAWS[law]([on_one_line(text) for text in TEXTS.values()]))


@pytest.mark.parametrize("parser", fuzz.PARSERS, ids=range(len(fuzz.PARSERS)))
def test_every_string_passes_markdown_whatever_extensions_are_on(parser: markdown.Markdown) -> None:
    assert not list(fuzz.in_markdown(list(TEXTS.values()), parser))


@pytest.mark.parametrize("bad", EVERYWHERE.values(), ids=EVERYWHERE)
def test_what_is_refused_commands_nothing_in_the_message_that_says_so(bad: str) -> None:
    assert not list(fuzz.message([bad, f"1\n{bad}", f"::error::{bad}", f"##vso[{bad}]"]))


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize("command", ["check", "verify"])
def test_a_source_or_a_date_that_is_none_commands_no_log(
    command: str, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in the place of an id is any line of text, until it is looked up."""
    lines = [on_one_line(text) for name, text in TEXTS.items() if name.startswith(("log", "turned"))]
    reports = [{"source": line, "mode": "direct", "text": "No."} for line in lines]
    statement = {"id": "s", "speakers": "unnamed", "reports": reports}
    dated = [{"id": f"d{n}", "speakers": "unnamed", "said_on": line} for n, line in enumerate(lines)]
    draw(tmp_path, {"data/a.json": json.dumps({"statements": [statement, *dated]}), "captures/none.txt": "x"})
    monkeypatch.chdir(tmp_path)
    where = ["--captures", "captures"] if command == "verify" else []
    main([command, "data", *where, "--format", form])
    printed = capsys.readouterr()
    told = printed.out + printed.err
    assert told.count("1") > len(lines)
    assert not re.search(r"##\w*\[|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", told)
    commands = [line for line in told.split("\n") if line.lstrip().startswith("::")]
    assert all(re.match("::(error|warning) file=data/a.json,", line) for line in commands)


def test_random_texts_come_back_from_every_format() -> None:
    """`make fuzz` tries many more."""
    assert fuzz.broken(2000, seed=2031) is None


@pytest.fixture(scope="module")
def whole() -> Site:
    """A record that holds every string in every field."""
    return build(dataset_of(list(TEXTS), hostile=True), replace(CONFIG, without=frozenset()), [PAGES])


def test_feeds_hold_every_string_as_it_is(whole: Site) -> None:
    atom, edition = "{http://www.w3.org/2005/Atom}", whole.edition
    dataset, written = edition.index.dataset, dict(feeds(edition))
    for number, name in enumerate(TEXTS):
        line, at = on_one_line(TEXTS[name]), f"s{number:03}"
        root = ET.fromstring(written[f"actors/{at}/feed.xml"])  # noqa: S314 - our own
        entry = root.find(f"{atom}entry")
        assert entry is not None
        assert {each.tag for each in root.iter()} == {
            atom + tag
            for tag in (
                "feed",
                "id",
                "title",
                "updated",
                "link",
                "author",
                "name",
                "entry",
                "published",
                "category",
                "content",
            )
        }
        assert root.findtext(f"{atom}title") == f"The Test Record: {line}"
        assert entry.findtext(f"{atom}title") == title_of(edition, dataset.statements[at])
        assert entry.findtext(f"{atom}author/{atom}name") == line
        assert [each.get("label") for each in entry.iter(f"{atom}category")] == [line]
        if len(TEXTS[name]) < WORDS:
            content = entry.findtext(f"{atom}content", "")
            assert content.startswith("\n\n".join(paragraphs(TEXTS[name])) + "\n\n[quoted directly]")
    corrections = ET.fromstring(written["corrections/feed.xml"])  # noqa: S314 - our own
    listed = [each.findtext(f"{atom}content", "") for each in corrections.iter(f"{atom}entry")]
    held = [
        f"{each.reason}\n\nField: {edition.words.field(each.field)}\n\n"
        for s in edition.index.published
        for each in s.corrections
    ]
    assert listed
    assert all(any(content.startswith(each) for each in held) for content in listed)
    assert all(not feedparser.parse(content).bozo for content in list(written.values())[::40])


def test_tables_and_the_database_hold_every_string_as_it_is(whole: Site) -> None:
    files = contents(whole.made_downloads())
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files["record.sqlite"])
    for table in TABLES:
        rows = list(table.rows(public(whole.edition)))
        stored = connection.execute(f"SELECT * FROM {table.name} ORDER BY rowid").fetchall()  # noqa: S608 - our own name
        assert sorted(stored, key=repr) == sorted(rows, key=repr), table.name
        read = list(csv.reader(io.StringIO(files[f"{table.name}.csv"].decode(), newline="")))[1:]
        assert [[plain(cell) for cell in row] for row in read] == [
            ["" if value is None else str(value) for value in row] for row in rows
        ]


def test_json_lines_are_the_record_again(whole: Site, tmp_path: Path) -> None:
    made = contents(whole.made_downloads())
    draw(tmp_path, {name: content for name, content in made.items() if name.endswith(".jsonl")})
    again, problems = load([tmp_path])
    assert not problems
    for section in SECTIONS:
        assert again.section(section) == public(whole.edition).dataset.section(section)


def test_records_beside_pages_hold_every_string_as_it_is(whole: Site) -> None:
    for kind in SECTION_KINDS:
        for name, noun in whole.edition.index.dataset.section(kind).items():
            read = json.loads(record_of(whole.edition, Ref(kind, name)) or "")
            assert SECTIONS[kind].model_validate(read["record"]) == noun


def test_popolo_holds_every_name_and_every_speech(whole: Site) -> None:
    read = json.loads(contents(whole.made_downloads())["popolo.json"])
    dataset = whole.edition.index.dataset
    assert {each["name"] for each in read["persons"]} == {on_one_line(text) for text in TEXTS.values()}
    assert {each["id"]: each["name"] for each in read["events"]} == {
        each.id: each.name for each in dataset.events.values()
    }


def test_citations_name_speaker_words_place_and_sources(whole: Site) -> None:
    edition = whole.edition
    for statement in edition.index.published:
        cited = citation(edition, statement)
        (reference,) = rispy.loads(ris(cited))
        assert reference["authors"] == [folded(each) for each in cited.authors]
        assert reference["title"] == folded(cited.title)
        assert reference["notes"] == [folded(cited.note)]
        (listed,) = json.loads(csl(cited))
        assert unjoined(listed["title"]) == unjoined(folded(cited.title))
        assert [unjoined(each["literal"]) for each in listed["author"]] == [unjoined(folded(n)) for n in cited.authors]
        assert unjoined(listed.get("event-place", "")) == unjoined(folded(cited.place))
        assert unjoined(listed.get("event-title", "")) == unjoined(folded(cited.event))
    some = [citation(edition, each) for each in edition.index.published[::6]]
    entries = read_bibtex("\n".join(bibtex(each) for each in some))
    for cited, entry in zip(some, entries, strict=True):
        assert read_latex(entry["title"]) == folded(cited.title)
        assert read_latex(entry["note"]) == folded(cited.note)


def unjoined(text: str) -> str:
    return text.replace("\u2060", "")


def test_the_search_index_holds_every_string_as_it_is_and_every_record(whole: Site, tmp_path: Path) -> None:
    records = {absolute("/", each.path): each for each in whole.search_records()}
    assert write_index(tmp_path, records.values(), []) == len(records)
    packed = (gzip.decompress(path.read_bytes()) for path in (tmp_path / "pagefind/fragment").iterdir())
    found = {each["url"]: each for each in (json.loads(each.removeprefix(b"pagefind_dcd")) for each in packed)}
    assert found.keys() == records.keys()
    for url, each in found.items():
        assert each["meta"] == records[url].meta
        assert each["filters"] == records[url].filters
        assert each["content"].split() == records[url].content.split()
