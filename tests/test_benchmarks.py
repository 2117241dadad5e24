"""What the benchmarks measure by: a made-up record of any size, without a flaw, the same for the same seed."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import building
import corpus
from drawing import html_paths, run, tree
from onrecord.checks import check
from onrecord.load import load
from onrecord.model import SECTIONS


@pytest.mark.parametrize("form", corpus.FORMATS)
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    corpus.write_site(tmp_path / "a", 120, form=form)
    corpus.write_site(tmp_path / "b", 120, form=form)
    corpus.write_site(tmp_path / "c", 120, form=form, seed=2)
    assert tree(tmp_path / "a") == tree(tmp_path / "b") != tree(tmp_path / "c")


def test_in_every_format_it_is_the_same_record_without_a_flaw(tmp_path: Path) -> None:
    read = []
    for form in corpus.FORMATS:
        corpus.write_site(tmp_path / form, 2000, form=form)
        dataset, problems = load([tmp_path / form / "data"])
        assert problems + check(dataset) == []
        assert len(dataset.statements) == 2000
        read.append({section: dict(dataset.section(section)) for section in SECTIONS})
    assert read[0] == read[1] == read[2]


def test_it_has_what_a_real_record_has(tmp_path: Path) -> None:
    corpus.write_site(tmp_path, 3000)
    dataset, _ = load([tmp_path / "data"])
    statements = list(dataset.statements.values())
    assert {0, 1, 2, 3} == {len(statement.reports) for statement in statements}
    assert {"direct", "indirect", "mixed"} == {report.mode for each in statements for report in each.reports}
    assert len({source.language for source in dataset.sources.values()}) == len(corpus.tongues.TONGUES)
    assert any(len(report.chain) > 1 for each in statements for report in each.reports)
    assert any(len(report.text) > 10_000 for each in statements for report in each.reports)
    assert any(speaker.role for each in statements for speaker in each.speakers)
    assert any(each.said_on is None for each in statements)
    assert any(each.status == "withdrawn" for each in statements)
    spoken = [speaker.actor for each in statements for speaker in each.speakers]
    assert max(spoken.count(actor) for actor in set(spoken)) > 5 * len(spoken) / len(dataset.actors)


def test_three_hundred_statements_check_clean_and_build(tmp_path: Path) -> None:
    corpus.write_site(tmp_path, 300)
    assert "0 errors, 0 warnings" in run("onrecord.cli", "check", cwd=tmp_path).stderr
    run("mkdocs", "build", "--strict", cwd=tmp_path)
    assert len(html_paths(tmp_path / "site")) > 500


def test_the_bench_measures_and_writes_its_page_and_chart(tmp_path: Path) -> None:
    script = Path(corpus.__file__).parent / "building.py"
    sizes = ["20", "40", "60", "--runs", "1", "--beside", "40"]
    command = [sys.executable, script, *sizes, "--work", tmp_path, "--docs", tmp_path / "docs"]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    page = (tmp_path / "docs/speed.md").read_text(encoding="utf-8")
    assert 'make bench SIZES="20 40 60" RUNS=1' in page
    for size in ("20", "40"):
        section = page.partition(f"## {size} statements")[2].partition("\n## ")[0]
        rows = dict(re.findall(r"^\| (.+?) \| ([\d.,]+) \|", section, re.MULTILINE))
        assert {
            "On Record",
            "On Record, `search: none`",
            "MkDocs, pages ready-made",
            "On Record ÷ MkDocs",
        } <= rows.keys()
        assert all(float(figure.replace(",", "")) > 0 for figure in rows.values())
    assert "MkDocs" not in page.partition("## 60 statements")[2].partition("\n## ")[0]
    assert "| On Record | 20 to 60 |" in page
    assert "| MkDocs, pages ready-made | 20 to 40 |" in page
    chart = ElementTree.parse(tmp_path / "docs/pictures/speed.svg").getroot()  # noqa: S314 - our own
    assert [child.tag.rpartition("}")[2] for child in chart][:2] == ["title", "desc"]
    assert not [path for path in tmp_path.iterdir() if path.name != "docs"]


def test_the_wait_in_a_preview_is_measured(tmp_path: Path) -> None:
    command = [sys.executable, Path(corpus.__file__).parent / "preview.py", "60", "1", "--work", tmp_path / "new"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout
    figures = [float(each) for each in said.splitlines()[-1].split()]
    assert len(figures) == 4
    assert min(figures) > 0


def test_growth_is_the_slope_of_logarithms() -> None:
    assert building.growth([(10, 3.0), (100, 300.0), (1000, 30_000.0)]) == pytest.approx(2)
    assert building.growth([(1000, 5.0), (10_000, 50.0)]) == pytest.approx(1)


def test_figures_of_one_size_alone_make_a_page_and_a_chart_too() -> None:
    row = building.Row(building.Spent(2.0, 3.0, 90.0), pages=20, bytes=4000)
    page = building.page(
        {10: {building.OURS: row, building.CHANGED: row, building.BARE: row, building.BARE_CHANGED: row}},
        "make bench",
        1,
    )
    assert "Hugo was not installed" in page
    assert "one size was measured" in page
    assert "10 statements" in page
    assert building.chart({building.OURS: [(10, 2.0)]}).count("<circle") == 1
