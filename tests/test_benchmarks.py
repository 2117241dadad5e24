"""What the benchmarks measure by: a made-up record of any size, without a flaw, the same for the same seed."""

from pathlib import Path

import pytest

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
