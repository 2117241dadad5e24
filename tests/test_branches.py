"""Ways through the readers and what is written that no other test takes, each for what a user would see of it."""

import gc
import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import pytest

from drawing import MKDOCS, draw, draw_site
from fuzz_readers import originals
from onrecord import filters, readers, social
from onrecord.captures import load_captures
from onrecord.checks import check
from onrecord.cli import main
from onrecord.config import Config
from onrecord.exports.tables import Column, Table
from onrecord.load import load, locate
from onrecord.model import SECTIONS, Source
from onrecord.problems import Origin, Problem
from onrecord.readers.raw import Wanted
from onrecord.receipts import Receipt, from_json
from onrecord.settings import read_settings
from onrecord.workspace import load_site


def told(folder: Path, files: dict[str, str | bytes]) -> list[tuple[str, str, int, int]]:
    """Message, code, line and column of each problem of some files."""
    dataset, problems = load([draw(folder, files)])
    found = locate([*problems, *check(dataset)])
    places = [(problem.position.line, problem.position.column) if problem.position else (0, 0) for problem in found]
    return [(problem.message, problem.code, *place) for problem, place in zip(found, places, strict=True)]


# reading


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('[{""name"": ""a"", ""name"": ""b""}]', "a field is given twice"),
        ("[" * 40 + "]" * 40, "it is nested too deep"),
        ("[", "the file ends before"),
    ],
)
def test_a_cell_of_json_is_read_as_strictly_as_a_file(cell: str, said: str, tmp_path: Path) -> None:
    [(message, code, line, column)] = told(tmp_path, {"topics.csv": f'id,name,names\na,A,"{cell}"\n'})
    assert said in message
    assert (code, line, column) == ("json-syntax", 2, 5)


def test_a_json_file_may_be_the_list_itself(tmp_path: Path) -> None:
    assert told(tmp_path, {"topics.json": '[{"id": "a", "name": "A"}]'}) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "topics:\n" + "  - x\n" * 10_500 + "events:\n  - {id: A, name: A}\n"),
        ("a.yaml", "".join(f"s{number}: x\n" for number in range(10_500)) + "events:\n  - {id: A, name: A}\n"),
        ("a.yaml", "others:\n" + "  - x\n" * 10_500 + "events:\n  - {id: A, name: A}\n"),
        ("a.yaml", "topics:\n" + "  - {id: A, name: A}\n" * 10_500 + "events:\n  - {id: A, name: A}\n"),
        ("a.json", json.dumps({"others": [1] * 10_500, "events": [{"id": "A", "name": "A"}]})),
        ("topics.csv", "id,name,names\n" + "".join(f"a{number},A,[\n" for number in range(10_500))),
        ("topics.jsonl", "1\n" * 10_500 + '{"id": "A", "name": "A"}\n'),
        ("topics.jsonl", "{\n" * 10_500 + '{"id": "A", "name": "A"}\n'),
    ],
    ids=["texts", "sections", "texts of another section", "ids", "json", "cells", "lines", "broken lines"],
)
def test_a_file_of_ten_thousand_flaws_is_read_no_further_and_says_so(name: str, content: str, tmp_path: Path) -> None:
    found = told(tmp_path, {name: content})
    assert any(message.startswith("at least ") for message, *_ in found)
    assert len(found) <= 1002


def test_a_cell_longer_than_any_speech_is_told(tmp_path: Path) -> None:
    [(message, code, *_)] = told(tmp_path, {"topics.csv": "id,name\na," + "x" * 10_000_001 + "\n"})
    assert code == "csv-syntax"
    assert message.endswith("a cell has more than 10,000,000 characters")


def test_brackets_that_hide_in_a_text_hide_no_depth(tmp_path: Path) -> None:
    deep = "topics: " + '["]", ' * 40 + "x" + "]" * 40
    [(_, code, _, column)] = told(tmp_path, {"a.yaml": deep})
    assert (code, deep[column - 1]) == ("too-deep", "[")


def test_a_section_may_wait_for_its_records(tmp_path: Path) -> None:
    assert told(tmp_path, {"a.yaml": "topics:\nactors: ~\nevents: []\n"}) == []


def test_closing_brackets_in_a_line_count_against_its_own(tmp_path: Path) -> None:
    pairs = "".join(f"  - {{id: t-{number}, name: T, names: [a, [b]]}}\n" for number in range(2600))
    assert {code for _, code, *_ in told(tmp_path, {"a.yaml": f"topics:\n{pairs}"})} == {"wrong-type"}


def test_a_map_for_a_name_that_is_there_twice_is_told_with_the_others(tmp_path: Path) -> None:
    found = told(tmp_path, {"a.yaml": "topics:\n  - id: a\n    name: A\n    [x]: 1\n    [y]: 2\n"})
    assert {code for _, code, *_ in found} == {"unknown-field"}


@pytest.mark.parametrize("relations", ['{"rejects": []}', '[{"rejects": []}]'])
def test_a_relation_to_what_is_no_id_is_told_at_its_kind(relations: str, tmp_path: Path) -> None:
    text = '{"statements": [{"id": "a", "speakers": "unnamed", "summary": "x", "relations": ' + relations + "}]}"
    [(_, code, _, column)] = told(tmp_path, {"a.json": text})
    assert (code, text[column - 1]) == ("wrong-type", "[")


def test_a_direction_control_that_only_closes_is_told(tmp_path: Path) -> None:
    [(_, code, *_)] = told(tmp_path, {"a.yaml": "topics:\n  - {id: a, name: A\u202c}\n"})
    assert code == "bad-character"


def test_the_collector_of_garbage_is_left_as_it_was(tmp_path: Path) -> None:
    gc.disable()
    try:
        load([draw(tmp_path, {"a.yaml": "topics: []\n"})])
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "topics.jsonl", "topics.csv", "x.csv", "a.txt"])
def test_a_file_that_was_edited_meanwhile_gives_a_place_at_its_head(name: str, tmp_path: Path) -> None:
    origin = Origin(file=str(draw(tmp_path, {name: '{"a": "'}) / name), section="topics", number=3)
    [place] = readers.positions(origin.file, [Wanted(origin, ("id",), False)])
    assert (place.line, place.column) == (1, 1)


def test_a_problem_of_a_file_that_is_gone_has_no_place() -> None:
    [problem] = locate([Problem(code="bad-id", message="x", origin=Origin(file="gone.yaml"))])
    assert problem.position is None


def test_a_receipt_of_wrong_types_is_told_by_its_number() -> None:
    names = [field.name for field in fields(Receipt)]
    with pytest.raises(ValueError, match="not as the program writes it"):
        from_json(json.dumps([dict.fromkeys(names, 3)]))


def test_plugins_may_be_a_map(tmp_path: Path) -> None:
    draw(tmp_path, {"mkdocs.yml": "site_name: T\nplugins:\n  onrecord:\n    language: fa\n"})
    assert read_settings(tmp_path / "mkdocs.yml").config.language == "fa"


@pytest.mark.parametrize("plugins", ["- onrecord:", "- onrecord: null", "onrecord:"])
def test_a_plugin_may_have_no_options(tmp_path: Path, plugins: str) -> None:
    draw(tmp_path, {"mkdocs.yml": f"site_name: T\nplugins:\n  {plugins}\n"})
    assert read_settings(tmp_path / "mkdocs.yml").config.language == "en"


def test_python_without_docstrings_is_refused(tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    done = subprocess.run([sys.executable, "-OO", "-m", "mkdocs", "build"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert "run Python without -OO" in done.stderr


def test_captures_that_are_no_folder_are_told(tmp_path: Path) -> None:
    draw(tmp_path, {"captures": "x"})
    found, [problem] = load_captures(tmp_path / "captures", [Source(id="a", title="A")])
    assert (found, problem.code) == ({}, "file-unreadable")


def test_a_capture_that_is_no_text_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    draw(tmp_path, {"a.txt": b"\xff", "a@2.txt": "x", "b.txt": "y", "other@x.txt": "z"})
    sources = [Source(id=name, title="T") for name in ("a", "b", "c")]
    found, [problem] = load_captures(tmp_path, sources)
    assert ({name: len(held) for name, held in found.items()}, problem.code) == ({"a": 1, "b": 1}, "file-encoding")


# writing


def test_every_page_and_file_of_the_world_is_made(tmp_path: Path) -> None:
    originals(tmp_path)
    site, problems = load_site(read_settings(tmp_path / "mkdocs.yml"))
    assert site is not None, problems
    pages, files = dict(site.pages()), dict(site.files())
    assert len(pages) == len(site.paths)
    assert set(files) == set(site.file_paths)
    assert files["img/social.png"].startswith(b"\x89PNG")
    assert b"2031-06-01" in files["data/captures.csv"]
    assert len({record.path for record in site.search_records()}) > 20


def test_a_long_name_of_a_site_is_drawn_on_two_lines_and_one_of_other_letters_not_at_all() -> None:
    drawn = [social.picture(Config(site_name=name)) for name in ("A", "All that was ever said " * 9, "記録")]
    assert len(set(drawn)) == 3


def test_the_pages_of_a_long_list_do_not_each_say_what_it_is_a_list_of(tmp_path: Path) -> None:
    statements = [
        {"id": f"s-{n}", "speakers": "ada", "summary": "x", "said_on": str(1700 + n % 300)} for n in range(900)
    ]
    record = {
        "actors": [{"id": "ada", "name": "Ada", "part_of": "tide"}, {"id": "tide", "name": "T", "kind": "group"}],
        "statements": statements,
    }
    draw(tmp_path, {"mkdocs.yml": MKDOCS, "data/a.json": json.dumps(record)})
    site, _ = load_site(read_settings(tmp_path / "mkdocs.yml"))
    assert site is not None
    parts = {name: text for name, text in site.pages() if name.startswith("actors/ada")}
    assert len(parts) > 2
    assert sum('"mainEntityOfPage"' in text for text in parts.values()) == 1
    assert any(b"organization_id" in content for _, content in site.files())


def test_the_schema_is_json_and_knows_every_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"].keys() == SECTIONS.keys()


def test_filters_of_a_template_give_no_address_that_is_none() -> None:
    with pytest.raises(ValueError, match="is no anchor"):
        filters.anchor("a b")
    with pytest.raises(ValueError, match="is no file"):
        filters.file("../a")


def test_what_is_no_cell_is_written_into_no_table() -> None:
    made = Table(
        name="t",
        title="T",
        description="",
        columns=(Column(name="a", description=""),),
        key=("a",),
        records=lambda _: iter([{"a": 1.5}]),
    )
    with pytest.raises(TypeError, match="no cell"):
        list(made.rows(SimpleNamespace()))  # type: ignore[arg-type]
