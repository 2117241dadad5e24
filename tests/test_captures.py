"""Captures: the text of a source as it stood, taken from what editors have, kept privately, and never overwritten."""

import functools
import gzip
import hashlib
import http.server
import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pypdf
import pytest

from drawing import RECORD, draw, draw_site, run, tree
from onrecord import capturing
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
    found: list[dict[str, object]] = json.loads((folder / "data/captures.json").read_text(encoding="utf-8"))[:-1]
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


def html(page: str | bytes, charset: str = "") -> str:
    return text_of_document(page if isinstance(page, bytes) else page.encode(), "text/html", charset).strip("\n")


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html>\n<!-- saved from url=(0022)https://example.org/ -->\n<html><body><p>words</p></body></html>",
        "<!-- before --><html><p>words</p></html><!-- after -->",
        "<!-- a --><?xml version='1.0'?><html><p>words</p></html>",
        "<?php x ?><p>wo<?php y ?>rds</p>",
        "<html hidden><p>words</p></html>",
        "<body style='display:none'><p>words</p>",
        "<div>" * 1000 + "words" + "</div>" * 1000,
        "<b>" * 3000 + "words" + "</b>" * 3000,
        "<ul><li>" * 500 + "words",
        "<table><tr><td>" * 1000 + "words",
    ],
)
def test_nothing_that_stands_around_the_words_of_a_page_hinders(page: str) -> None:
    assert html(page) == "words"


def test_a_doctype_with_declarations_of_its_own_hinders_nothing() -> None:
    assert html("<!DOCTYPE html [ <!ENTITY x 'y'> ]><html><p>words</p></html>").endswith("words")


def test_text_at_every_depth_is_kept() -> None:
    assert html("x<div>" * 5000 + "deep" + "</div>" * 5000 + "<p>after") == "x\n" * 5000 + "deep\n\nafter"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        ("é “”", "cp1252", "iso-8859-1"),
        ("é “”", "cp1252", " US-ASCII\n"),
        ("中€㐀", "gb18030", "gb2312"),
        ("中€㐀", "gb18030", "gbk"),
        ("①髙", "cp932", "shift_jis"),
        ("①髙", "cp932", "x-sjis"),
        ("①髙", "cp932", "windows-31j"),
        ("똠방", "cp949", "euc-kr"),
        ("똠방", "cp949", "ks_c_5601-1987"),
        ("香港嘅", "big5hkscs", "big5"),
        ("ğ€", "cp1254", "iso-8859-9"),
        ("ก€", "cp874", "tis-620"),
        ("ก€", "cp874", "windows-874"),
        ("אב", "iso8859-8", "iso-8859-8-i"),
        ("אב", "iso8859-8", "iso-8859-8-e"),
        ("אב", "iso8859-8", "logical"),
        ("Порт", "utf-16-le", "utf-16"),
    ],
)
def test_the_names_of_encodings_mean_what_browsers_take_them_for(text: str, codec: str, label: str) -> None:
    assert html(text.encode(codec), label) == text


@pytest.mark.parametrize(
    "label",
    ["hex", "rot13", "zip", "idna", "undefined", "unicode_escape", "utf-7", "punycode", "a\0b", "utf_8", "ä", ""],
)
def test_what_is_no_encoding_of_the_web_is_passed_over(label: str) -> None:
    assert html("<p>+AOk- é", label) == "+AOk- é"
    assert html(f"<meta charset='{label}'><p>+AOk- é") == "+AOk- é"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<meta charset=utf-16><p>Порт".encode(), "Порт"),
        ("<!-- <meta charset=koi8-r> --><p>Порт".encode(), "Порт"),
        ("<?xml version='1.0' encoding='windows-1251'?><p>Порт".encode("cp1251"), "Порт"),
        ("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>Порт".encode("koi8-r"), "Порт"),
        ("<p>Порт".encode("utf-16-le"), "Порт"),
        ("<p>Порт".encode("utf-16-be"), "Порт"),
        ("<p>Порт".encode("utf-32"), "Порт"),
        ("<p>Порт".encode("utf-32-le"), "Порт"),
        ("<p>Порт".encode("utf-8-sig"), "Порт"),
        (b"<meta charset=windows-1252><p>a\x81\x93b", "a“b"),
    ],
)
def test_a_page_says_its_encoding_as_the_web_does(page: bytes, expected: str) -> None:
    assert html(page) == expected


@pytest.mark.parametrize(
    ("content", "kind", "charset"),
    [
        ("<p>naïve é à".encode() + b" \xe9t\xe9", "text/html", ""),
        ("<p>Порт".encode("cp1251"), "text/html", "utf-8"),
        ("<p>a\ufffdb".encode(), "text/html", ""),
        (b"<p>a", "text/html", "iso-2022-kr"),
        ("Порт".encode("cp1251"), "text/plain", "utf-8"),
        (b"a\xff", "text/plain", "euc-kr"),
    ],
)
def test_a_text_with_gaps_is_refused_and_never_kept_in_silence(content: bytes, kind: str, charset: str) -> None:
    with pytest.raises(ExtractionError, match="UTF-8"):
        text_of_document(content, kind, charset)  # type: ignore[arg-type]


def test_a_few_bad_bytes_do_not_turn_the_page_into_another_encoding() -> None:
    with pytest.raises(ExtractionError, match=r"a character .* “naïve é à � x”"):
        html("<p>naïve é à ".encode() + b"\xe9 x")


def test_a_text_may_hold_the_sign_for_what_cannot_be_read() -> None:
    assert text_of_document("a\ufffdb".encode(), "text/plain") == "a\ufffdb"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html><body><p>a</p></body></html><p>b</p>c", "a\n\nb\n\nc"),
        ("<p>a</body>b</html>c", "abc"),
        ("<div><template shadowrootmode=open><p>in</p></template></div><template>no</template>", "in"),
        (
            "<table><tr><td>We will<br>not attack</td><td>side bar<br>more</td></tr></table>",
            "We will\nnot attack\nside bar\nmore",
        ),
        ("<p hidden='until-found'>found</p><p hidden>no</p><p hidden=hidden>no</p>", "found"),
        ("<p style='color:red;display: NONE !important'>no</p>yes", "yes"),
        (
            "<p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>\n字<rt>じ</rt></ruby>です。</p><p>so",
            "漢字です。\n\nso\n\nかんじ",
        ),
        ("<p>un<wbr>done, ac&shy;cept, s<b>t<i>o</i></b>ne,<br>t&eacute;", "undone, ac\xadcept, stone,\nté"),
        ("<p>&amp;lt; ?a=1&amp;copy=2 &amp;amp;", "&lt; ?a=1&copy=2 &amp;"),
        ("<p><q>a <b>b</b> c</q>.", '"a b c".'),
        ("<pre>a  b\n  c</pre><p>d   e", "a  b\n  c\n\nd e"),
        ("<div style='display:flex'><b>a</b><b>b</b></div><div style='display:grid'>c</div>d", "a\nb\nc\nd"),
        ("<p>I <b> said </b> so\n</p>", "I said so"),
        ("a<br><br>b<div>c<br></div><div>d</div>", "a\n\nb\nc\nd"),
        ("<svg><title>no</title><text>a</text></svg>b", "a\nb"),
    ],
)
def test_of_a_page_the_text_is_as_browsers_show_it(page: str, expected: str) -> None:
    assert html(page) == expected


BREAKING = """
center form dd dt dl summary details legend label button option textarea fieldset figure figcaption address main section
nav aside header footer hgroup search div li blockquote h1 pre
"""


@pytest.mark.parametrize("name", BREAKING.split())
def test_words_are_not_glued_where_browsers_part_them(name: str) -> None:
    assert html(f"<div>one<{name}>two</{name}>three</div>").split() == ["one", "two", "three"]


def test_a_page_that_only_leads_on_is_refused_and_says_where_to() -> None:
    with pytest.raises(ExtractionError, match=r"leads on to https://tide\.example\.org/2: capture"):
        html("<meta http-equiv='Refresh' content='0; URL=https://tide.example.org/2'><p>Click here")
    for content in ("300; url=/2", "300", "x"):
        assert html(f"<meta http-equiv=refresh content='{content}'><p>words") == "words"
    assert html("<noscript><meta http-equiv=refresh content='0; url=/2'></noscript><p>words") == "words"


def locked(password: str, algorithm: str) -> bytes:
    writer, made = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("The dues will rise."))), io.BytesIO()
    writer.encrypt(password, "owner", algorithm=algorithm)
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_anybody_may_open_is_read_whatever_its_cipher(algorithm: str) -> None:
    assert "The dues will rise." in text_of_document(locked("", algorithm), "application/pdf")
    with pytest.raises(ExtractionError, match="locked with a password"):
        text_of_document(locked("secret", algorithm), "application/pdf")


@pytest.mark.parametrize("fault", [NotImplementedError("a filter"), AssertionError(), RecursionError(), OSError("x")])
def test_whatever_a_broken_pdf_raises_is_told_in_a_sentence(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(pypdf.PageObject, "extract_text", fail)
    with pytest.raises(ExtractionError, match=r"the PDF cannot be read \(.+\): save its text"):
        text_of_document(pdf("x"), "application/pdf")


def test_a_pdf_with_a_filter_that_cannot_be_undone_is_told_in_a_sentence() -> None:
    content = pdf("The dues").replace(b"<< /Length ", b"<< /Filter /JBIG2Decode /Length ", 1)
    with pytest.raises(ExtractionError, match=r"\w+ \w+"):
        text_of_document(content, "application/pdf")


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
    receipts = json.loads((folder / "data/receipts.json").read_text(encoding="utf-8"))[:-1]
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
    receipts = {each["statement"]: each for each in json.loads((folder / "data/receipts.json").read_text("utf-8"))[:-1]}
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
    assert "delete this file, and take the document again" in done.stdout
    assert (folder / "data/receipts.json").read_bytes() == before
    said = capture(folder, "--file", "page.html", code=2)
    assert "is not the text that was taken on 2020-03-06: somebody has changed it since; delete it" in said
    held.unlink()
    assert "put back" in capture(folder, "--file", "page.html")
    run("onrecord.cli", "verify", cwd=folder)
    assert (folder / "data/receipts.json").read_bytes() == before


def test_a_register_that_leads_out_of_the_record_is_not_written_through(folder: Path) -> None:
    draw(folder, {"elsewhere": "Mine.\n"})
    (folder / "data/captures.json").symlink_to("../elsewhere")
    assert "data/captures.json is a symbolic link" in capture(folder, "--file", "page.html", code=2)
    assert (folder / "elsewhere").read_text(encoding="utf-8") == "Mine.\n"
    assert not (folder / "captures").exists()


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
    for name in ("selectolax.lexbor", "pypdf", "requests"):
        monkeypatch.setitem(sys.modules, name, None)
    draw(folder, {"a.pdf": pdf("x"), "a.txt": "Words.\n"})
    for options in (["--file", "page.html"], ["--file", "a.pdf"], ["--url"]):
        assert main(["capture", "tide-1", *options]) == 2
        assert "pip install 'onrecord[capture]'" in capsys.readouterr().err
    assert main(["capture", "tide-1", "--file", "a.txt"]) == 0


def test_nothing_that_stands_in_the_folder_is_overwritten(folder: Path) -> None:
    draw(folder, {"captures/tide-1.html": "mine"})
    capture(folder, "--file", "page.html")
    assert (folder / "captures/tide-1.html").read_text(encoding="utf-8") == "mine"
    assert (folder / "captures/tide-1@2.html").read_bytes() == (folder / "page.html").read_bytes()
    assert (folder / "captures/tide-1@2.txt").is_file()
    assert not (folder / "captures/.gitignore").exists()


def test_no_link_is_followed_out_of_the_folder(folder: Path) -> None:
    (folder / "captures").mkdir()
    (folder / "captures/tide-1.html").symlink_to(folder / "elsewhere.html")
    capture(folder, "--file", "page.html")
    assert not (folder / "elsewhere.html").exists()
    assert (folder / "captures/tide-1@2.html").is_file()


def test_an_empty_folder_of_captures_is_kept_out_of_git_too(folder: Path) -> None:
    (folder / "captures").mkdir()
    capture(folder, "--file", "page.html")
    assert (folder / "captures/.gitignore").read_text(encoding="utf-8") == "*\n"


@pytest.mark.parametrize("last", ["captures.json", "tide-1.txt", "tide-1.html", ".gitignore"])
def test_if_a_file_cannot_be_written_nothing_new_is_left(
    last: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    replace = Path.replace

    def fail(path: Path, target: Path) -> Path:
        if Path(target).name == last:
            raise PermissionError(13, "Permission denied", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", fail)
    before = tree(folder)
    assert main(["capture", "tide-1", "--file", "page.html"]) == 2
    assert f"{last} cannot be read or written: Permission denied; nothing was kept" in capsys.readouterr().err
    assert tree(folder) == before
    assert not (folder / "captures").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
@pytest.mark.parametrize("closed", ["data", "captures"])
def test_a_folder_that_is_closed_is_told(folder: Path, closed: str) -> None:
    (folder / "captures").mkdir()
    before = tree(folder)
    (folder / closed).chmod(0o500)
    try:
        assert "Permission denied" in capture(folder, "--file", "page.html", code=2)
    finally:
        (folder / closed).chmod(0o700)
    assert tree(folder) == before


def test_a_file_in_the_place_of_the_folder_is_told(folder: Path) -> None:
    draw(folder, {"captures": "a file"})
    assert "captures" in capture(folder, "--file", "page.html", code=2)
    assert not (folder / "data/captures.json").exists()


def test_two_captures_at_once_are_both_noted(folder: Path) -> None:
    others = "".join(
        f"  - {{id: tide-{n}, title: Tide, outlet: tide-news, published_on: 2031-03-05}}\n" for n in range(2, 7)
    )
    draw(folder, {"data/others.yaml": f"sources:\n{others}"})
    command = [sys.executable, "-m", "onrecord.cli", "capture"]
    started = [
        subprocess.Popen([*command, f"tide-{n}", "--file", "page.html"], cwd=folder, stderr=subprocess.PIPE, text=True)
        for n in range(1, 7)
    ]
    assert [(each.communicate()[1], each.returncode) for each in started] == [("", 0)] * 6
    assert [note["source"] for note in register(folder)] == [f"tide-{n}" for n in range(1, 7)]


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_regular_file_is_not_read(folder: Path, kind: str) -> None:
    path = folder / "odd.txt"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    assert "regular file" in capture(folder, "--file", "odd.txt", code=2) or kind == "folder"


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


@pytest.mark.parametrize(
    "address",
    [
        "http://[::1",
        "http://a..b/",
        f"http://{'a' * 64}.example.org/",
        "http://",
        "http://exa mple/",
        "http://x:99999/",
        "http://\x00/",
    ],
)
def test_a_bad_address_is_told(
    address: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(["capture", "tide-1", "--url", address]) == 2
    assert "cannot be fetched" in capsys.readouterr().err


@contextmanager
def answering(*parts: bytes, pause: float = 0) -> Iterator[str]:
    """A server that answers everything with these bytes."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):
                for part in parts:
                    self.wfile.write(part)
                    time.sleep(pause)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize("place", ["http://[::1", "http://a..b/", "file:///etc/passwd", "http://" + "a" * 64 + ".org/"])
def test_a_server_that_sends_on_to_a_bad_address_is_told(place: str, folder: Path) -> None:
    with answering(f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()) as root:
        assert "cannot be fetched" in capture(folder, "--url", root, code=2)


@pytest.mark.parametrize(
    "status", ["201 Created", "203 Other", "204 No Content", "206 Partial Content", "404 Not Found"]
)
def test_only_a_whole_document_is_taken_from_a_server(status: str, folder: Path) -> None:
    answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>words".encode()
    with answering(answer) as root:
        assert f"the server answers {status[:3]}" in capture(folder, "--url", root, code=2)


def test_a_document_that_is_cut_off_is_not_taken(folder: Path) -> None:
    with answering(HEAD + b"Content-Length: 100\r\n\r\n<p>words") as root:
        assert "cannot be fetched" in capture(folder, "--url", root, code=2)


def test_the_limit_is_on_what_is_unpacked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(capturing, "LARGEST", 1_000_000)
    packed = gzip.compress(b"a" * 50_000_000)
    length = f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with answering(HEAD + length + packed) as root:
        assert main(["capture", "tide-1", "--url", root]) == 2
    assert "has more than 1,000,000 bytes" in capsys.readouterr().err


def test_a_server_that_drips_is_not_waited_for_for_ever(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(capturing, "PATIENCE_IN_ALL", 0.5)
    with answering(HEAD, *[b"X: y\r\n"] * 20, pause=0.1) as root:
        assert main(["capture", "tide-1", "--url", root]) == 2
    assert "was not there within 0.5 seconds" in capsys.readouterr().err


def test_the_encoding_that_a_server_names_counts(folder: Path) -> None:
    body = "<p>Порт".encode("cp1251")
    head = b'HTTP/1.1 200 OK\r\nContent-Type: text/html; x=y; CharSet = "windows-1251"\r\n'
    with answering(head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body) as root:
        capture(folder, "--url", root)
    assert (folder / "captures/tide-1.txt").read_text(encoding="utf-8") == "Порт\n"


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
    receipts = json.loads(path.read_text(encoding="utf-8"))[:-1]
    assert main(["check"]) == 0
    for forged in FORGED:
        path.write_text(json.dumps([receipts[0] | forged, *receipts[1:]]), encoding="utf-8")
        capsys.readouterr()
        assert main(["check"]) == 1, forged
        assert "error[false-receipt]" in capsys.readouterr().out
    run("mkdocs", "build", cwd=folder, code=1)


@pytest.mark.parametrize("texts", [1, 2])
def test_a_forged_receipt_does_not_outlast_a_check_with_the_text(folder: Path, texts: int) -> None:
    """What no clone can tell without the text, a clone with the text tells; also of one that is not the latest."""
    draw(folder, {"cap.txt": "“The dues will rise in May.” Ek: “a wall of stone against trade”.\n"})
    capture(folder, "--file", "cap.txt", "--today", "2020-03-06")
    run("onrecord.cli", "verify", "--today", "2020-03-06", cwd=folder)
    if texts == 2:
        draw(folder, {"cap.txt": "Now: “The dues will rise in May.” Ek: “a wall of stone against trade”.\n"})
        capture(folder, "--file", "cap.txt", "--today", "2020-03-07")
    record = folder / "data/record.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("in May.", "in Jul."), encoding="utf-8")
    path = folder / "data/receipts.json"

    forged = hashlib.sha256(b"direct\nThe dues will rise in Jul.").hexdigest()
    receipts = json.loads(path.read_text(encoding="utf-8"))[:-1]
    receipts[0]["words"] = forged
    path.write_text(json.dumps(receipts), encoding="utf-8")
    run("onrecord.cli", "check", cwd=folder)  # it fits: nobody can tell
    assert "error[altered-quotation]" in run("onrecord.cli", "verify", cwd=folder, code=1).stdout
    assert forged not in path.read_text(encoding="utf-8")


# what two editors do, one after the other


def test_captures_stand_in_the_order_of_the_register_whatever_their_files_are_called(folder: Path) -> None:
    """The source got another id between two captures: the text under the new id is the later one."""
    draw(folder, {"page.html": PAGE.replace("May", "June")})
    capture(folder, "--file", "page.html", "--today", "2020-03-06")
    record = folder / "data/record.yaml"
    text = record.read_text(encoding="utf-8").replace("source: tide-1", "source: tide-2")
    record.write_text(text.replace("{id: tide-1,", "{id: tide-2, former_ids: tide-1,"), encoding="utf-8")
    draw(folder, {"page.html": PAGE})
    run("onrecord.cli", "capture", "tide-2", "--file", "page.html", "--today", "2020-03-08", cwd=folder)
    done = run("onrecord.cli", "verify", "--today", "2020-03-09", cwd=folder)
    assert "changed-source" not in done.stdout
    assert "2 exact" in done.stderr


def test_a_proof_from_a_text_put_there_by_hand_outlasts_the_first_registered_capture(folder: Path) -> None:
    draw(folder, {"captures/tide-1.txt": "“The dues will rise in May.” Ek: “a wall of stone against trade”.\n"})
    run("onrecord.cli", "verify", "--today", "2020-03-01", cwd=folder)
    before = (folder / "data/receipts.json").read_bytes()
    (folder / "captures/tide-1.txt").unlink()
    draw(folder, {"page.html": PAGE.replace("May", "June")})
    capture(folder, "--file", "page.html", "--today", "2020-03-08")
    run("onrecord.cli", "check", cwd=folder)
    run("onrecord.cli", "verify", "--today", "2020-03-09", cwd=folder, code=1)
    words = json.loads(before)[0]["words"]
    assert words in (folder / "data/receipts.json").read_text(encoding="utf-8")


def test_a_text_verified_first_and_registered_later_is_sound(folder: Path) -> None:
    draw(folder, {"captures/tide-1.txt": "“The dues will rise in May.” Ek: “a wall of stone against trade”.\n"})
    run("onrecord.cli", "verify", "--today", "2020-03-01", cwd=folder)
    capture(folder, "--file", "captures/tide-1.txt", "--today", "2020-03-08")
    run("onrecord.cli", "check", cwd=folder)
