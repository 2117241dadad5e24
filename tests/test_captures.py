"""Captures: the text of a source as it stood, taken from what editors have, kept privately, and never overwritten."""

import functools
import hashlib
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drawing import RECORD, draw, draw_site, run, tree
from onrecord.cli import main
from onrecord.extraction import ExtractionError, text_of_document

PAGE = """
<!doctype html><html lang="en"><head><title>Dues</title><script>var no = "no";</script><style>p {}</style></head>
<body><nav><a href="/">Home</a></nav><article><h1>Dues to rise</h1>
<p>“The dues will <b>ri</b>se in&nbsp;May.” Ek called the plan “a wall of <span>sto</span><span>ne</span> against trade”.</p>
<p>می\u200cخواهیم «برنامهٔ بندر» را. 他說：「不。」 היא אמרה: „לא”. ac&shy;cept ﬁnally 2<sup>nd</sup> <q>so</q></p>
<p>Twice the same paragraph, word by word.</p><p>Twice the same paragraph, word by word.</p>
<figure><img src="x.png" alt="A quay"><figcaption>“Not by one inch,” she said.</figcaption></figure>
<p hidden>hidden words</p><noscript>no script</noscript><template>a template</template><!-- a comment -->
</article></body></html>
"""


def pdf(*lines: str) -> bytes:
    """A small PDF of one page, written by hand."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td {shown} ET".encode("latin-1")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + end


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return draw(draw_site(tmp_path), {"page.html": PAGE})


def capture(folder: Path, *options: str, code: int = 0) -> str:
    done = run("onrecord.cli", "capture", "tide-1", *options, cwd=folder, code=code)
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def register(folder: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((folder / "data/captures.json").read_text(encoding="utf-8"))
    return found


# what is taken out


def test_of_a_page_every_word_and_mark_that_a_reader_sees_is_kept_and_no_other() -> None:
    text = text_of_document(PAGE.encode(), "text/html")
    for part in (
        "“The dues will rise in May.” Ek called the plan “a wall of stone against trade”.",
        "می\u200cخواهیم «برنامهٔ بندر» را. 他說：「不。」 היא אמרה: „לא”. ac\xadcept ﬁnally 2nd",
        "“Not by one inch,” she said.",
        "Home",
    ):
        assert part in text.replace("\xa0", " ")
    assert text.count("Twice the same paragraph") == 2
    for part in ("hidden", "script", "template", "comment", "var no", "p {}"):
        assert part not in text
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("content", "charset", "expected"),
    [
        ("<p>naïve “é”".encode(), "", "naïve “é”"),
        ("<p>naïve “é”".encode("windows-1252"), "", "naïve “é”"),
        ("<p>naïve “é”".encode("windows-1252"), "iso-8859-1", "naïve “é”"),
        ('<meta charset="windows-1251"><p>Порт'.encode("windows-1251"), "", "Порт"),
        ('<meta charset="windows-1251"><p>Порт'.encode(), "utf-8", "Порт"),
        ("<p>Порт".encode("utf-16"), "", "Порт"),
        ('<?xml version="1.0" encoding="utf-8"?><html><p>Порт</p></html>'.encode(), "", "Порт"),
        ('<meta charset="no-such"><p>Порт'.encode(), "neither", "Порт"),
    ],
)
def test_a_page_is_read_in_its_own_encoding(content: bytes, charset: str, expected: str) -> None:
    assert text_of_document(content, "text/html", charset).strip() == expected


def test_of_a_pdf_the_text_is_taken() -> None:
    assert "The dues will rise in May." in text_of_document(pdf("The dues will rise in May."), "application/pdf")


def test_a_text_file_stays_as_it_is_but_for_its_line_ends() -> None:
    assert text_of_document("\ufeffOne.\r\n\r\n\r\n Two \x0c\n".encode(), "text/plain") == "One.\n\n\n Two \x0c\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "text/html"),
        (b"<html><body><script>x</script></body></html>", "text/html"),
        (b"\x00\x01\x02", "text/html"),
        (b"", "application/pdf"),
        (b"%PDF-1.4 nothing", "application/pdf"),
        (pdf(), "application/pdf"),
        (pdf("x")[:200], "application/pdf"),
        (b"  \n", "text/plain"),
        (b"\xff\xfa", "text/plain"),
        (b"a\x00b", "text/plain"),
    ],
)
def test_a_document_without_text_is_refused_in_a_sentence(content: bytes, kind: str) -> None:
    with pytest.raises(ExtractionError, match=r"\w+ \w+"):
        text_of_document(content, kind)  # type: ignore[arg-type]


def test_depth_and_size_of_a_page_end_nothing() -> None:
    assert "deep" in text_of_document(b"<div>" * 200 + b"deep" + b"</div>" * 200, "text/html")
    assert len(text_of_document(b"<p>words " * 50_000, "text/html").split()) == 50_000


# what is kept


def test_a_capture_is_kept_with_its_day_and_hashes_and_stays_out_of_git(folder: Path) -> None:
    said = capture(folder, "--file", "page.html", "--today", "2021-03-06")
    assert "captures/tide-1.txt: taken" in said
    assert "2 reports quote it" in said
    assert (folder / "captures/tide-1.html").read_bytes() == (folder / "page.html").read_bytes()
    assert (folder / "captures/.gitignore").read_text(encoding="utf-8") == "*\n"
    note = register(folder)[0]
    assert (note["source"], note["taken_on"], note["number"], note["kind"]) == ("tide-1", "2021-03-06", 1, "text/html")
    run("onrecord.cli", "verify", cwd=folder)
    receipts = json.loads((folder / "data/receipts.json").read_text(encoding="utf-8"))
    assert {receipt["capture"] for receipt in receipts} == {note["capture"]}


def test_taking_the_same_text_again_changes_nothing(folder: Path) -> None:
    capture(folder, "--file", "page.html", "--today", "2021-03-06")
    before = tree(folder)
    draw(folder, {"page.html": PAGE.replace("<nav>", "<nav><!-- other markup, same words -->")})
    assert "nothing new: this text was taken on 2021-03-06" in capture(folder, "--file", "page.html")
    assert {k: v for k, v in tree(folder).items() if k != "page.html"} == {
        k: v for k, v in before.items() if k != "page.html"
    }


def test_a_changed_source_is_a_second_capture_and_the_first_stays(folder: Path) -> None:
    capture(folder, "--file", "page.html", "--today", "2021-03-06")
    first = (folder / "captures/tide-1.txt").read_bytes()
    draw(folder, {"page.html": PAGE.replace("May", "June")})
    assert "the source has changed" in capture(folder, "--file", "page.html", "--today", "2021-03-08")
    assert (folder / "captures/tide-1.txt").read_bytes() == first
    assert "in\xa0June" in (folder / "captures/tide-1@2.txt").read_text(encoding="utf-8") or "in June" in (
        folder / "captures/tide-1@2.txt"
    ).read_text(encoding="utf-8")
    assert [note["number"] for note in register(folder)] == [1, 2]


def test_a_quotation_is_shown_as_of_the_text_that_holds_it(folder: Path) -> None:
    capture(folder, "--file", "page.html", "--today", "2020-03-06")
    draw(folder, {"page.html": PAGE.replace("May", "June")})
    capture(folder, "--file", "page.html", "--today", "2020-03-08")
    done = run("onrecord.cli", "verify", "--today", "2020-03-09", cwd=folder)
    assert "warning[changed-source]" in done.stdout
    assert "2 exact" in done.stderr
    run("mkdocs", "build", "--strict", cwd=folder)
    page = (folder / "site/statements/2031-03-04-lin-dues/index.html").read_text(encoding="utf-8")
    badge = page[page.index('<div class="badge') :].split("</article>")[0]
    assert "These words stood in the source on 6 March 2020. On 8 March 2020 they no longer did." in badge
    assert 'datetime="2020-03-06"' in badge
    assert "no longer in the source" in (folder / "site/actors/ada-lin/index.html").read_text(encoding="utf-8")
    other = (folder / "site/statements/2031-03-05-ek-no/index.html").read_text(encoding="utf-8")
    assert "no longer did" not in other
    assert 'datetime="2020-03-08"' in other[other.index('<div class="badge') :]
    source = (folder / "site/sources/tide-1/index.html").read_text(encoding="utf-8")
    assert source.index('datetime="2020-03-06"') < source.index('datetime="2020-03-08"')


def test_an_editor_who_has_only_the_later_text_takes_no_receipt_of_the_earlier_away(folder: Path) -> None:
    capture(folder, "--file", "page.html", "--today", "2020-03-06")
    run("onrecord.cli", "verify", "--today", "2020-03-06", cwd=folder)
    draw(folder, {"page.html": PAGE.replace("May", "June")})
    capture(folder, "--file", "page.html", "--today", "2020-03-08")
    (folder / "captures/tide-1.txt").unlink()
    done = run("onrecord.cli", "verify", "--today", "2020-03-09", cwd=folder)
    assert "warning[changed-source]" in done.stdout
    first, second = register(folder)
    receipts = {each["statement"]: each for each in json.loads((folder / "data/receipts.json").read_text("utf-8"))}
    assert receipts["2031-03-04-lin-dues"]["capture"] == first["capture"]
    assert receipts["2031-03-04-lin-dues"]["not_in"] == [second["capture"]]
    assert receipts["2031-03-05-ek-no"]["capture"] == second["capture"]
    # and the other editor, who has only the earlier one, does not turn it back
    (folder / "captures/tide-1@2.txt").unlink()
    (folder / "captures/tide-1@2.html").unlink()
    draw(folder, {"page.html": PAGE})
    assert "put back" in capture(folder, "--file", "page.html")
    before = (folder / "data/receipts.json").read_bytes()
    run("onrecord.cli", "verify", cwd=folder)
    assert (folder / "data/receipts.json").read_bytes() == before


def test_a_source_changed_back_was_taken_three_times(folder: Path) -> None:
    for day, text in (("2020-03-06", "May"), ("2020-03-07", "June"), ("2020-03-08", "May")):
        draw(folder, {"page.html": PAGE.replace("May", text).replace("<nav>", f"<nav data-day='{day}'>")})
        capture(folder, "--file", "page.html", "--today", day)
    assert [note["number"] for note in register(folder)] == [1, 2, 3]
    assert "changed-source" not in run("onrecord.cli", "verify", "--today", "2020-03-09", cwd=folder).stdout


def test_a_text_that_was_touched_proves_nothing_and_takes_no_receipt_away(folder: Path) -> None:
    capture(folder, "--file", "page.html", "--today", "2020-03-06")
    run("onrecord.cli", "verify", cwd=folder)
    before = (folder / "data/receipts.json").read_bytes()
    held = folder / "captures/tide-1.txt"
    held.write_text(held.read_text(encoding="utf-8").replace("May", "June"), encoding="utf-8")
    done = run("onrecord.cli", "verify", cwd=folder, code=1)
    assert "captures/tide-1.txt:1:1: error[altered-capture]" in done.stdout
    assert (folder / "data/receipts.json").read_bytes() == before


def test_a_text_put_there_by_hand_is_noted_before_another_is_taken(folder: Path) -> None:
    draw(folder, {"captures/tide-1.txt": "“The dues will rise in May.”\n"})
    said = capture(folder, "--file", "page.html", code=2)
    assert "was put there by hand" in said
    assert not (folder / "data/captures.json").exists()
    capture(folder, "--file", "captures/tide-1.txt", "--today", "2020-03-05")
    capture(folder, "--file", "page.html", "--today", "2020-03-06")
    assert [note["taken_on"] for note in register(folder)] == ["2020-03-05", "2020-03-06"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--file", "no.html"), "cannot be read"),
        (("--file", "mkdocs.yml"), "must end in .html"),
        (("--file", "empty.html"), "there is no text in the document"),
        (("--file", "page.html", "--today", "2031-02-30"), "--today"),
        (("--file", "page.html", "--today", "2231-02-20"), "that day has not come yet"),
        ((), "--file"),
        (("--url", "ftp://tide.example.org/1"), "http://"),
        (("--url", "http://127.0.0.1:9/"), "cannot be fetched"),
    ],
)
def test_what_cannot_be_captured_is_told_and_nothing_is_written(
    folder: Path, options: tuple[str, ...], said: str
) -> None:
    draw(folder, {"empty.html": "<p></p>"})
    before = tree(folder)
    assert said in capture(folder, *options, code=2)
    assert tree(folder) == before


def test_an_unknown_source_is_told_with_the_nearest(folder: Path) -> None:
    done = run("onrecord.cli", "capture", "tide-2", "--file", "page.html", cwd=folder, code=2)
    assert "there is no source `tide-2`: did you mean `tide-1`?" in done.stderr


def test_without_the_libraries_it_is_told_how_to_get_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for name in ("inscriptis", "pypdf", "requests"):
        monkeypatch.setitem(sys.modules, name, None)
    draw(folder, {"a.pdf": pdf("x"), "a.txt": "Words.\n"})
    for options in (["--file", "page.html"], ["--file", "a.pdf"], ["--url"]):
        assert main(["capture", "tide-1", *options]) == 2
        assert "pip install 'onrecord[capture]'" in capsys.readouterr().err
    assert main(["capture", "tide-1", "--file", "a.txt"]) == 0


# from the web


@contextmanager
def serving(folder: Path, headers: dict[str, str] | None = None) -> Iterator[str]:
    class Handler(http.server.SimpleHTTPRequestHandler):
        extensions_map = {"": "application/octet-stream", **(headers or {".html": "text/html; charset=utf-8"})}  # noqa: RUF012

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def test_a_page_is_fetched_from_its_address(folder: Path, tmp_path: Path) -> None:
    draw(tmp_path / "web", {"page.html": PAGE})
    with serving(tmp_path / "web") as root:
        capture(folder, "--url", f"{root}page.html")
    assert "a wall of stone against trade" in (folder / "captures/tide-1.txt").read_text(encoding="utf-8")
    assert register(folder)[0]["url"] == ""  # an address within a company's network is nobody else's


def test_what_is_no_document_is_not_fetched(folder: Path, tmp_path: Path) -> None:
    draw(tmp_path / "web", {"page.zip": "x"})
    with serving(tmp_path / "web") as root:
        assert "a page, a PDF or a text can be captured" in capture(folder, "--url", f"{root}page.zip", code=2)
        assert "cannot be fetched" in capture(folder, "--url", f"{root}none.html", code=2)


def test_without_an_address_in_the_record_one_must_be_named(folder: Path) -> None:
    record = folder / "data/record.yaml"
    record.write_text(RECORD.replace(', url: "https://tide.example.org/1?a=1&b=2"', ""), encoding="utf-8")
    assert "has no `url` in the record" in capture(folder, "--url", code=2)


# receipts and what is required


def test_where_it_is_required_nothing_unverified_is_published(folder: Path) -> None:
    text = (folder / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        text.replace("[onrecord]", "[{onrecord: {require: verified}}]"), encoding="utf-8"
    )
    for command in (("onrecord.cli", "check"), ("mkdocs", "build")):
        done = run(*command, cwd=folder, code=1)
        assert (done.stdout + done.stderr).count("error[unverified-quotation]") == 2
    capture(folder, "--file", "page.html", "--today", "2020-03-06")
    run("onrecord.cli", "verify", cwd=folder)
    for name in ("tide-1.txt", "tide-1.html"):
        (folder / "captures" / name).unlink()
    run("onrecord.cli", "check", cwd=folder)
    run("mkdocs", "build", "--strict", cwd=folder)
    record = folder / "data/record.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("rise in May", "rise in June"), encoding="utf-8")
    told = run("onrecord.cli", "check", cwd=folder, code=1).stdout
    assert "words from this source were verified on" in told


FORGED: list[dict[str, object]] = [
    {"spans": [[1, 20]]},
    {"spans": [[1, 27], [30, 40]]},
    {"spans": [[27, 1]]},
    {"prefix": ""},
    {"prefix": "much too long for where it stands"[:32]},
    {"capture": "0" * 64},
    {"capture": "A" * 64},
    {"not_in": ["none"]},
    {"verified_on": "2020-03-01"},
    {"taken_on": "2020-03-05"},

    {"verified_on": "today"},
    {"verified_on": "2020-02-30"},
]


def test_a_receipt_that_no_check_can_have_left_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    draw(folder, {"cap.txt": "“The dues will rise in May.” Ek: “a wall of stone against trade”.\n"})
    main(["capture", "tide-1", "--file", "cap.txt", "--today", "2020-03-06"])
    main(["verify", "--today", "2020-03-07"])
    path = folder / "data/receipts.json"
    receipts = json.loads(path.read_text(encoding="utf-8"))
    assert main(["check"]) == 0
    for forged in FORGED:
        path.write_text(json.dumps([receipts[0] | forged, *receipts[1:]]), encoding="utf-8")
        capsys.readouterr()
        assert main(["check"]) == 1, forged
        assert "error[false-receipt]" in capsys.readouterr().out
    run("mkdocs", "build", cwd=folder, code=1)


def test_a_forged_receipt_does_not_outlast_a_check_with_the_text(folder: Path) -> None:
    """What no clone can tell without the text, a clone with the text tells."""
    draw(folder, {"cap.txt": "“The dues will rise in May.” Ek: “a wall of stone against trade”.\n"})
    capture(folder, "--file", "cap.txt", "--today", "2020-03-06")
    run("onrecord.cli", "verify", "--today", "2020-03-07", cwd=folder)
    record = folder / "data/record.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("in May.", "in Jul."), encoding="utf-8")
    path = folder / "data/receipts.json"

    forged = hashlib.sha256(b"direct\nThe dues will rise in Jul.").hexdigest()
    receipts = json.loads(path.read_text(encoding="utf-8"))
    receipts[0]["words"] = forged
    path.write_text(json.dumps(receipts), encoding="utf-8")
    run("onrecord.cli", "check", cwd=folder)  # it fits: nobody can tell
    assert "error[altered-quotation]" in run("onrecord.cli", "verify", cwd=folder, code=1).stdout
    assert forged not in path.read_text(encoding="utf-8")
