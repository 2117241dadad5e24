"""Receipts: what was verified stays shown without the source's text, and no changed word passes for a verified one."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import RECORD, draw, draw_site, run
from onrecord import ledgers
from onrecord.ledgers import as_json
from onrecord.receipts import Receipt, from_json

CAPTURE = "“The dues will rise in May.” Ek called the plan “a wall of stone against trade”.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site whose two quotations were verified, and whose capture is gone again."""
    made = draw(draw_site(tmp_path), {"captures/tide-1.txt": CAPTURE})
    run("onrecord.cli", "verify", "--today", "2031-03-09", cwd=made)
    (made / "captures/tide-1.txt").unlink()
    return made


def badge(folder: Path, statement: str) -> str:
    run("mkdocs", "build", "--strict", cwd=folder)
    page = (folder / f"site/statements/{statement}/index.html").read_text(encoding="utf-8")
    return page[page.index('<div class="badge') :].split("</div>")[0]


def test_a_clone_without_captures_shows_what_was_verified_and_when(folder: Path) -> None:
    shown = badge(folder, "2031-03-04-lin-dues")
    assert shown.startswith('<div class="badge exact">')
    assert "9 March 2031" in shown


def test_a_word_changed_since_has_no_receipt(folder: Path) -> None:
    record = folder / "data/record.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("rise in May", "rise in June"), encoding="utf-8")
    assert badge(folder, "2031-03-04-lin-dues").startswith('<div class="badge unverified">')
    assert badge(folder, "2031-03-05-ek-no").startswith('<div class="badge exact">')


def test_verifying_again_changes_nothing(folder: Path) -> None:
    before = (folder / "data/receipts.json").read_bytes()
    draw(folder, {"captures/tide-1.txt": CAPTURE})
    run("onrecord.cli", "verify", "--today", "2032-01-01", cwd=folder)
    assert (folder / "data/receipts.json").read_bytes() == before


def test_without_captures_receipts_are_kept(folder: Path) -> None:
    before = (folder / "data/receipts.json").read_bytes()
    run("onrecord.cli", "verify", cwd=folder)
    assert (folder / "data/receipts.json").read_bytes() == before


def test_with_errors_in_the_data_no_receipt_is_lost(folder: Path) -> None:
    before = (folder / "data/receipts.json").read_bytes()
    (folder / "data/record.yaml").write_text(RECORD.replace("2031-03-04\n", "2031-02-30\n"), encoding="utf-8")
    run("onrecord.cli", "verify", cwd=folder, code=1)
    assert (folder / "data/receipts.json").read_bytes() == before


def test_one_quotation_that_differs_does_not_keep_others_from_their_receipt(tmp_path: Path) -> None:
    made = draw(draw_site(tmp_path), {"captures/tide-1.txt": CAPTURE.replace("May", "June")})
    run("onrecord.cli", "verify", cwd=made, code=1)
    receipts = json.loads((made / "data/receipts.json").read_text(encoding="utf-8"))[:-1]
    assert [each["statement"] for each in receipts] == ["2031-03-05-ek-no"]


def test_a_receipt_of_a_statement_that_is_gone_goes_too(folder: Path) -> None:
    record = folder / "data/record.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text[: text.index("  - id: 2031-03-05-ek-no")], encoding="utf-8")
    run("onrecord.cli", "verify", cwd=folder)
    receipts = json.loads((folder / "data/receipts.json").read_text(encoding="utf-8"))[:-1]
    assert [each["statement"] for each in receipts] == ["2031-03-04-lin-dues"]


def test_a_receipt_stands_on_a_line_of_its_own_and_holds_few_words(folder: Path) -> None:
    lines = (folder / "data/receipts.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert all(len(json.loads(line.rstrip(","))[part]) <= 32 for line in lines[1:-2] for part in ("prefix", "suffix"))


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=32)
RECEIPTS = st.builds(
    Receipt,
    statement=TEXTS,
    source=TEXTS,
    words=TEXTS,
    capture=TEXTS,
    outcome=st.sampled_from(["exact", "normalized"]),
    spans=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=3).map(tuple),
    prefix=TEXTS,
    suffix=TEXTS,
    taken_on=TEXTS,
    not_in=st.lists(TEXTS, max_size=2).map(tuple),
    verified_on=TEXTS,
)


@given(st.lists(RECEIPTS, max_size=5))
def test_what_is_written_is_read_back_in_one_order(receipts: list[Receipt]) -> None:
    text = as_json(receipts)
    assert from_json(text) == sorted(receipts)
    assert as_json(reversed(receipts)) == text


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", "[{}]", '[{"statement": 1}]', "[null, 1]", '{"a": ["b"]}'],
)
def test_what_is_no_file_of_receipts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


@dataclass(frozen=True, order=True)
class Line:
    name: str
    number: int


def line(held: Mapping[str, Any]) -> Line | None:
    return Line(**held) if held["number"] > 0 else None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is not JSON"),
        ("[", "it is not JSON"),
        ("null", "does not hold a list"),
        ('{"name": "a", "number": 1}', "does not hold a list"),
        ('[\n{"name": "a", "number": 1},\n"b\n]', "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[\n<<<<<<< ours\nnull\n]", "line 2 is the sign of a merge conflict"),
        ("[\nnull\n=======\n]", "line 3 is the sign of a merge conflict"),
        (">>>>>>> theirs\n[]", "line 1 is the sign of a merge conflict"),
        ("=======x\n[]", "it is not JSON"),
        ('[{"name": "a", "number": 1}, {"name": "b"}]', "entry 2 of the list is not"),
        ('[null, {"name": "a", "number": 1, "more": 1}]', "entry 1 of the list is not"),
        ('[{"name": "a", "number": 0}]', "entry 1 of the list is not"),
        ('[{"name": "a", "number": "x"}]', "entry 1 of the list is not"),
        ("[[1]]", "entry 1 of the list is not"),
    ],
)
def test_where_a_ledger_is_spoiled_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ledgers.from_json(text, Line, line)


def test_lines_of_a_ledger_are_read_though_a_merge_has_lost_commas_and_brackets() -> None:
    text = '[\n{"name": "b", "number": 2}\n  {"name": "a", "number": 1},\n\nnull\n]\n[]\n{"name": "c", "number": 3},'
    assert ledgers.from_json(text, Line, line) == [Line("b", 2), Line("a", 1), Line("c", 3)]
    assert ledgers.from_json("[]", Line, line) == []
    assert ledgers.as_json([]) == "[\nnull\n]\n"
    assert ledgers.as_json([Line("é", 2), Line("b", 1)]) == (
        '[\n{"name": "b", "number": 1},\n{"name": "é", "number": 2},\nnull\n]\n'
    )


def test_the_first_line_that_holds_a_value_is_found() -> None:
    assert ledgers.lines_of('[\n{"a": "x", "b": "y"},\n{"a": "y", "b": "xz"}\n]', ["y", "xz", "z"]) == {"y": 2, "xz": 3}


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    values = ["", "a\ud7ff\ue000", "a\ud800b", "\udfff", 1, None]
    assert [ledgers.is_text(value) for value in values] == [True, True, False, False, False, False]


# what two editors do at once


def test_lines_of_two_branches_stand_together(tmp_path: Path) -> None:
    """Two branches verify different sources; git joins the files without a question, and nothing is lost."""
    folder = draw_site(tmp_path)
    (folder / "data/record.yaml").write_text(
        RECORD.replace("sources:\n", "sources:\n  - {id: tide-2, title: More}\n").replace(
            "{source: tide-1, mode: mixed", "{source: tide-2, mode: mixed"
        ),
        encoding="utf-8",
    )
    draw(folder, {".gitattributes": "data/*.json merge=union\n", "one.txt": CAPTURE, "two.txt": CAPTURE + "More.\n"})

    def git(*command: str) -> None:
        identity = ("-c", "user.name=Ed", "-c", "user.email=ed@example.org")
        subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    for branch, source, text in (("a", "tide-1", "one.txt"), ("b", "tide-2", "two.txt")):
        git("checkout", "-q", "-b", branch, "main")
        run("onrecord.cli", "capture", source, "--file", text, "--today", "2021-03-05", cwd=folder)
        run("onrecord.cli", "verify", "--today", "2021-03-06", cwd=folder)
        git("add", "data")
        git("commit", "-q", "-m", branch)
        shutil.rmtree(folder / "captures")
    git("merge", "-q", "--no-edit", "a")
    run("onrecord.cli", "check", cwd=folder)
    run("onrecord.cli", "verify", cwd=folder)
    for name in ("receipts.json", "captures.json"):
        listed = json.loads((folder / "data" / name).read_text(encoding="utf-8"))
        assert sorted(each["source"] for each in listed[:-1]) == ["tide-1", "tide-2"]


def test_a_merge_that_was_left_unfinished_is_told_with_its_line(folder: Path) -> None:
    path = folder / "data/receipts.json"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join([lines[0], "<<<<<<< HEAD", *lines[1:]]), encoding="utf-8")
    assert "line 2 is the sign of a merge conflict" in run("onrecord.cli", "check", cwd=folder, code=1).stdout


def test_checking_a_part_of_the_record_keeps_the_receipts_of_the_rest(folder: Path) -> None:
    before = (folder / "data/receipts.json").read_bytes()
    draw(folder, {"part/receipts.json": before, "part/a.yaml": RECORD.partition("  - id: 2031-03-05-ek-no")[0]})
    run("onrecord.cli", "verify", "part", cwd=folder)
    assert (folder / "part/receipts.json").read_bytes() == before


def test_a_statement_and_a_source_with_another_id_keep_their_proof(folder: Path) -> None:
    record = folder / "data/record.yaml"
    text = record.read_text(encoding="utf-8").replace("source: tide-1", "source: tide-news-1")
    text = text.replace("{id: tide-1,", "{id: tide-news-1, former_ids: tide-1,")
    text = text.replace("  - id: 2031-03-04-lin-dues\n", "  - id: lin-dues\n    former_ids: 2031-03-04-lin-dues\n")
    record.write_text(text.replace("rejects: 2031-03-04-lin-dues", "rejects: lin-dues"), encoding="utf-8")
    assert badge(folder, "lin-dues").startswith('<div class="badge exact">')
    draw(folder, {"captures/tide-1.txt": CAPTURE})
    done = run("onrecord.cli", "verify", cwd=folder)
    assert "2 exact" in done.stderr
    receipts = json.loads((folder / "data/receipts.json").read_text(encoding="utf-8"))[:-1]
    assert {each["statement"] for each in receipts} == {"lin-dues", "2031-03-05-ek-no"}
    assert {each["source"] for each in receipts} == {"tide-news-1"}


def test_another_text_of_a_source_takes_no_proof_of_another_editor_away(folder: Path) -> None:
    before = (folder / "data/receipts.json").read_bytes()
    draw(folder, {"captures/tide-1.txt": "Quite another text.\n"})
    run("onrecord.cli", "verify", cwd=folder, code=1)
    assert (folder / "data/receipts.json").read_bytes() == before


@pytest.mark.parametrize(
    "spoiled",
    [
        {"spans": [[2, 1e400]]},
        {"spans": [[2, 28.7]]},
        {"spans": [["2", "28"]]},
        {"verified_on": "9999-12-31"},
        {"verified_on": "0001-01-01"},
        {"prefix": "\ud800"},
        {"not_in": [1]},
        {"outcome": "perfect"},
    ],
)
def test_a_spoiled_receipt_ends_in_a_sentence(folder: Path, spoiled: dict[str, object]) -> None:
    path = folder / "data/receipts.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([listed[0] | spoiled, *listed[1:]]), encoding="utf-8")
    for command in ("check", "verify"):
        done = run("onrecord.cli", command, cwd=folder, code=None)
        assert "Traceback" not in done.stderr
        assert done.returncode in (0, 1)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_receipts_that_cannot_be_written_are_told_in_a_sentence(folder: Path) -> None:
    draw(folder, {"captures/tide-1.txt": CAPTURE})
    (folder / "data/receipts.json").unlink()
    (folder / "data").chmod(0o555)
    done = run("onrecord.cli", "verify", cwd=folder, code=2)
    (folder / "data").chmod(0o755)
    assert "cannot be written" in done.stderr


def test_a_folder_in_the_place_of_the_receipts_is_told_in_a_sentence(folder: Path) -> None:
    (folder / "data/receipts.json").unlink()
    draw(folder, {"data/receipts.json/x.txt": "x\n", "captures/tide-1.txt": CAPTURE})
    done = run("onrecord.cli", "verify", cwd=folder, code=None)
    assert "Traceback" not in done.stderr
    assert done.returncode in (1, 2)


def test_the_day_of_a_run_that_is_to_be_repeated_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = draw(draw_site(tmp_path), {"captures/tide-1.txt": CAPTURE})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1930000000")
    run("onrecord.cli", "verify", cwd=made)
    ledger = json.loads((made / "data/receipts.json").read_text(encoding="utf-8"))
    assert {each["verified_on"] for each in ledger if each} == {"2031-02-27"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    assert "is no time in seconds since 1970" in run("onrecord.cli", "verify", cwd=made, code=2).stderr
