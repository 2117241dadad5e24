"""Receipts: what was verified stays shown without the source's text, and no changed word passes for a verified one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing import RECORD, draw, draw_site, run
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
    receipts = json.loads((made / "data/receipts.json").read_text(encoding="utf-8"))
    assert [each["statement"] for each in receipts] == ["2031-03-05-ek-no"]


def test_a_receipt_of_a_statement_that_is_gone_goes_too(folder: Path) -> None:
    record = folder / "data/record.yaml"
    text = record.read_text(encoding="utf-8")
    record.write_text(text[: text.index("  - id: 2031-03-05-ek-no")], encoding="utf-8")
    run("onrecord.cli", "verify", cwd=folder)
    receipts = json.loads((folder / "data/receipts.json").read_text(encoding="utf-8"))
    assert [each["statement"] for each in receipts] == ["2031-03-04-lin-dues"]


def test_a_receipt_stands_on_a_line_of_its_own_and_holds_few_words(folder: Path) -> None:
    lines = (folder / "data/receipts.json").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    assert all(len(json.loads(line.rstrip(","))[part]) <= 32 for line in lines[1:-1] for part in ("prefix", "suffix"))


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
    ["", "{}", "[1]", "[{}]", '[{"statement": 1}]', "[null]", '{"a": ["b"]}'],
)
def test_what_is_no_file_of_receipts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)
