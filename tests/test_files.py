"""Whatever stands in the record's files, or in their place, an editor is told of it; nothing hangs, nothing half-built."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drawing import MKDOCS, RECORD, draw, draw_site, run, tree
from fuzz_readers import fuzz
from heavy import HOSTILE, Checks
from onrecord import readers
from onrecord.cli import main
from onrecord.dataset import Dataset
from onrecord.load import Known, load
from onrecord.model import SECTIONS
from onrecord.permalinks import collisions
from onrecord.problems import Problem
from onrecord.readers.files import find
from onrecord.readers.raw import Raw
from onrecord.settings import SettingsError, read_settings
from onrecord.slugs import LONGEST
from onrecord.workspace import load_site

Told = list[tuple[str, str, int | None]]
"""File, code and line of each problem."""


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Told]:
    """Check a whole site in its folder; where there are errors, it is not built either."""

    def run(folder: Path) -> Told:
        monkeypatch.chdir(folder)
        if not (folder / "mkdocs.yml").exists():
            draw(folder, {"mkdocs.yml": MKDOCS})
        capsys.readouterr()
        code = main(["check", "--format", "json"])
        found = json.loads(capsys.readouterr().out)
        site, problems = load_site(read_settings(Path("mkdocs.yml")))
        failed = any(problem["severity"] == "error" for problem in found)
        assert code == failed == (site is None)
        assert sorted(problem.code for problem in problems) == sorted(problem["code"] for problem in found)
        return [(problem["file"], problem["code"], problem["line"]) for problem in found]

    return run


# what the bytes are

GOOD = "topics:\n  - {id: ports, name: Ports}\n"


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [
        ("a.yaml", b"topics:\n  - {id: a, name: \xff}\n", "file-encoding", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: caf\xe9}\n", "file-encoding", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: \xed\xa0\x80}\n", "file-encoding", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: \xc0\xaf}\n", "file-encoding", 2),
        ("a.yaml", GOOD.encode("utf-16"), "file-encoding", 1),
        ("a.yaml", GOOD.encode("utf-16-le"), "bad-character", 1),
        ("a.yaml", GOOD.encode("utf-32"), "file-encoding", 1),
        ("topics.csv", b"id,name\r\na,A\x00\r\n", "bad-character", 2),
        ("topics.csv", "id,name\na,ÄB\n".encode("cp1252"), "file-encoding", 2),
        ("topics.jsonl", b'{"id": "a", "name": "A"}\r{"id": "b", "name": "\xfe"}\r', "file-encoding", 2),
        ("a.json", b'{"topics": [\n{"id": "a", "name": "A\x00"}]}', "bad-character", 2),
        ("a.json", b'{"topics": [\n{"id": "a", "name": "\\ud83d"}]}', "bad-character", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: A\xef\xbf\xbf}\n", "bad-character", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: A\x1b[31m}\n", "bad-character", 2),
        # YAML
        ("a.yaml", b"topics:\n  - &a {id: a, name: A}\n  - *a\n", "yaml-alias", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: A, <<: *b}\n", "yaml-alias", 2),
        ("a.yaml", b"topics:\n  - id: a\n    name: A\n    <<: {note: x}\n", "unknown-field", 4),
        ("a.yaml", b'topics:\n  - !!python/object/apply:os.system ["true"]\n', "yaml-tag", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: !!binary aGk=}\n", "yaml-tag", 2),
        ("a.yaml", b"topics:\n  - {id: a, name: !x y}\n", "yaml-tag", 2),
        ("a.yaml", b"%YAML 1.2\n%TAG x\n---\ntopics: []\n", "yaml-syntax", 2),
        ("a.yaml", b"topics: []\n---\ntopics: []\n", "yaml-syntax", 2),
        ("a.yaml", b"topics: []\n...\ntopics: []\n", "yaml-syntax", 3),
        ("a.yaml", b"topics:\n  - id: a\n    name: A\n    name: B\n", "duplicate-key", 4),
        ("a.yaml", b"topics: []\ntopics: []\n", "duplicate-key", 2),
        ("a.yaml", b"topics:\n  - ? {id: a}\n    : b\n", "unknown-field", 2),
        ("a.yaml", b"topics:\n\t- {id: a, name: A}\n", "yaml-syntax", 2),
        ("a.yaml", b"a0: &a [x]\n" + b"".join(b"a%d: &a%d [*a, *a]\n" % (n, n) for n in range(1, 9)), "yaml-alias", 1),
        ("a.yaml", b"topics:\n  - {id: a, name: A}\n  - id: b\n    name: B\n    sumary:\n", "unknown-field", 5),
        ("a.yaml", b"topics:\n  - {id: a,\n     name: A, B and C ,\n     description: C}\n", "parted-text", 3),
        # JSON
        ("a.json", b'{"topics": [\n{"id": "a", "name": "A",\n "nmae": null}]}', "unknown-field", 3),
        ("a.json", b'{"topics": [],\n "topiks": null}', "unknown-section", 2),
        ("a.json", b'{"topics": [\n{"id": "a", "id": "b", "name": "A"}]}', "duplicate-key", 2),
        ("a.json", b'{"topics": [],\n"topics": []}', "duplicate-key", 2),
        ("a.json", b'{"topics": [\n{"id": "a", "name": NaN}]}', "json-syntax", 2),
        ("a.json", b'{"topics": [\n{"id": "a", "name": -Infinity}]}', "json-syntax", 2),
        ("a.json", b'{"topics": [\n{"id": "a", "name": 01}]}', "json-syntax", 2),
        ("a.json", b'{"topics": [\n{"id": "a", "name": "A", "note": {"x": 1}}]}', "wrong-type", 2),
        ("a.json", b'{"topics": [\n{"id": true, "name": "A"}]}', "wrong-type", 2),
        ("a.json", b"\n3", "wrong-type", 2),
        ("topics.jsonl", b'{"id": "a", "name": "A"}\n{"id"\n{"id": "c", "name": "C"}\n', "json-syntax", 2),
        ("topics.jsonl", b'{"id": "a", "name": "A"}\n[]\n{"id": "c", "name": "C"}\n', "wrong-type", 2),
        ("topics.jsonl", b'{"id": "a", "name": "A"}\n{"id": "b", "name": "B", "name": "C"}\n', "duplicate-key", 2),
        # CSV
        ("topics.csv", b"id,name\na,A,more\n", "csv-syntax", 2),
        ("topics.csv", b"id,name\na\n", "missing-field", 2),
        ("topics.csv", b'id,name\na,A\nb,"B\nc,C\nd,D\n', "csv-syntax", 3),
        ("topics.csv", b'id,name\na,A\nb,"B\nc,C"\nd,D\n', "bad-value", 3),
        ("topics.csv", b'id,name\na,"A"B\n', "csv-syntax", 2),
        ("topics.csv", b"id,name,id\na,A,b\n", "duplicate-key", 1),
    ],
    ids=lambda value: ascii(value)[:50],
)
def test_a_file_that_is_not_what_it_should_be_is_told_by_line(
    name: str, content: bytes, code: str, line: int, tmp_path: Path, check: Callable[..., Told]
) -> None:
    found = check(draw(tmp_path, {f"data/{name}": content, "data/good.yaml": "events: []\n"}))
    assert (f"data/{name}", code, line) in found


def test_one_bad_line_costs_no_other(tmp_path: Path) -> None:
    lines = '{"id": "a", "name": "A"}\n{"id": "b"\nNaN\n"c"\n{"id": "d", "name": "D"}\n'
    dataset, problems = load([draw(tmp_path, {"topics.jsonl": lines})])
    assert list(dataset.topics) == ["a", "d"]
    assert [problem.position.line for problem in problems if problem.position] == [2, 3, 4]


def test_rows_below_a_misspelt_heading_are_read_as_meant(tmp_path: Path) -> None:
    rows = (
        "ID;speeker;said_on;report.source;report.moed;report.txt;tags\n"
        "a;unnamed;2031-02-30;tide;direct;No.;x\nb;unnamed;2031;tide;drect;Yes.;y\n"
    )
    dataset, problems = load([draw(tmp_path, {"statements.csv": rows})])
    told = [(each.code, each.position.line, each.position.column) for each in problems if each.position]
    headings = [("unknown-field", 1, column) for column in (1, 4, 34, 46, 57)]
    assert told == [*headings, ("bad-date", 2, 11), ("bad-value", 3, 21)]
    assert not dataset.statements


def test_of_one_file_of_the_record_its_own_problems_are_told(tmp_path: Path) -> None:
    said = "statements:\n  - {id: no, speakers: [adi, bo], summary: x}\n"
    draw(draw_site(tmp_path), {"data/a.yaml": "actors: [{id: adi, name: Adi, part_of: cy}]\n", "data/said.yaml": said})
    done = run("onrecord.cli", "check", "data/said.yaml", cwd=tmp_path, code=1)
    assert re.findall(r"error.*", done.stdout) == ["error[dangling-reference]: there is no actor `bo`"]
    assert done.stderr == (
        "1 error, 0 warnings; 3 statements read\n1 more in other files of the record: onrecord check\n"
    )
    done = run("onrecord.cli", "check", "data/record.yaml", cwd=tmp_path)
    assert done.stderr.endswith("2 more in other files of the record: onrecord check\n")
    shutil.copytree(tmp_path / "data", tmp_path / "elsewhere")
    done = run("onrecord.cli", "check", "elsewhere/said.yaml", cwd=tmp_path, code=1)
    assert len(re.findall(r"error.*", done.stdout)) == 2, "it refers to nothing but itself"
    (tmp_path / "mkdocs.yml").unlink()
    run("onrecord.cli", "check", "data/record.yaml", cwd=tmp_path)


@pytest.mark.parametrize("path", ["data/typo.yaml", "data/notes.txt", "data/.draft.yaml", "data/.d"])
def test_what_the_record_does_not_hold_is_read_by_itself(tmp_path: Path, path: str) -> None:
    wrong = "sources: [{id: a, title: A, url: nowhere}]\n"
    draw(draw_site(tmp_path), {"data/notes.txt": "x", "data/.draft.yaml": wrong, "data/.d/a.yaml": wrong})
    assert "error[" in run("onrecord.cli", "check", path, cwd=tmp_path, code=1).stdout
    draw(tmp_path, {"mkdocs.yml": "site_name: Of something else\n"})
    run("onrecord.cli", "check", "data/record.yaml", cwd=tmp_path)


def test_a_file_is_called_by_the_first_way_that_leads_to_it(tmp_path: Path) -> None:
    draw(tmp_path, {"there/data/a.json": "{}"})
    links = [tmp_path / name for name in ("b", "c", "a")]
    for link in links:
        link.symlink_to("there")
    for given in (links, links[::-1]):
        assert find([link / "data" for link in given]) == ([given[0] / "data/a.json"], [])


def test_a_number_stays_as_it_was_written(tmp_path: Path) -> None:
    digits = "9" * 5000
    text = (
        f'{{"topics": [{{"id": "a", "name": {digits}}}, {{"id": "b", "name": 1e999}}, {{"id": "c", "name": -0.10}}]}}'
    )
    dataset, problems = load([draw(tmp_path, {"a.json": text})])
    assert not problems
    assert [topic.name for topic in dataset.topics.values()] == [digits, "1e999", "-0.10"]


TABLE = 'id,speaker,summary\n2031-03-06-x,unnamed,"Dues,\nand more"\n2031-03-07-y,unnamed,No.\n'


@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    ],
    ids=["CRLF", "CR", "BOM", "BOM and CRLF"],
)
def test_line_ends_and_a_byte_order_mark_change_no_byte_of_the_site(
    saved: Callable[[str], bytes], tmp_path: Path
) -> None:
    files = {
        "data/record.yaml": RECORD.lstrip("\n"),
        "data/statements.csv": TABLE,
        "data/events.json": '{"events": [\n{"id": "opening", "name": "Opening"}\n]}\n',
        "data/topics.jsonl": '{"id": "quays", "name": "Quays"}\n\n{"id": "piers", "name": "Piers"}\n',
    }
    built = []
    for name, form in (("plain", str.encode), ("saved", saved)):
        folder = draw_site(tmp_path / name)
        draw(folder, {name: form(text) for name, text in files.items()})
        run("onrecord.cli", "pages", "out", cwd=folder)
        built.append(tree(folder / "out"))
    assert built[0] == built[1]


# what stands in a file's place


def pipe(path: Path) -> None:
    os.mkfifo(path)


def plug(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path is short
    socket.socket(socket.AF_UNIX).bind(path.name)
    os.chdir(here)


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing")


def link_to_zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_upwards(path: Path) -> None:
    path.symlink_to(path.parent, target_is_directory=True)


STRANGE = [pipe, plug, link_to_itself, link_to_nothing, link_to_zero, link_upwards]
OPTIONS = "site_name: T\ntheme: {name: onrecord}\nplugins: [onrecord: {templates: own}]\n"


def told(folder: Path, *arguments: str) -> tuple[int, str]:
    """The code and the words of a command that is given a minute: whoever opens a pipe waits for ever."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
@pytest.mark.parametrize("strange", STRANGE, ids=lambda strange: strange.__name__)
@pytest.mark.parametrize("name", ["a.yaml", "statements.csv", "receipts.json", "captures.json"])
def test_what_is_no_file_is_refused_in_the_data(
    name: str, strange: Callable[[Path], None], tmp_path: Path, check: Callable[..., Told]
) -> None:
    strange(draw_site(tmp_path) / "data" / name)
    assert check(tmp_path) == [(f"data/{name}", "file-unreadable", 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
@pytest.mark.parametrize("strange", STRANGE, ids=lambda strange: strange.__name__)
@pytest.mark.parametrize("name", ["docs/more.md", "docs/picture.png", "own/actor.html"])
def test_what_is_no_file_is_refused_beside_the_data(
    name: str, strange: Callable[[Path], None], tmp_path: Path, check: Callable[..., Told]
) -> None:
    draw(draw_site(tmp_path), {"mkdocs.yml": OPTIONS, "own/x.txt": "x"})
    strange(tmp_path / name)
    assert check(tmp_path) == [(name, "file-unreadable", 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
@pytest.mark.parametrize("name", ["data/x.yaml", "docs/index.md", "docs/more.md", "own/actor.html"])
def test_a_pipe_keeps_no_build_waiting(name: str, tmp_path: Path) -> None:
    draw(draw_site(tmp_path), {"mkdocs.yml": OPTIONS, "own/x.txt": "x"})
    (tmp_path / name).unlink(missing_ok=True)
    pipe(tmp_path / name)
    code, words = told(tmp_path, "mkdocs", "build")
    assert code == 1
    assert f"{name}:1:1: error[file-unreadable]: this is not an ordinary file" in words
    assert not (tmp_path / "site").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
def test_a_pipe_keeps_no_verification_waiting(tmp_path: Path) -> None:
    pipe(draw(draw_site(tmp_path), {"captures/x.txt": "x"}) / "captures" / "tide-1.txt")
    code, words = told(tmp_path, "onrecord.cli", "verify")
    assert code == 1
    assert "captures/tide-1.txt:1:1: error[file-unreadable]: this is not an ordinary file" in words


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")
def test_settings_that_are_a_pipe_are_refused(tmp_path: Path) -> None:
    pipe(tmp_path / "mkdocs.yml")
    assert told(tmp_path, "onrecord.cli", "check")[0] == 2


def test_a_record_that_is_a_link_is_refused(tmp_path: Path, check: Callable[..., Told]) -> None:
    draw_site(tmp_path)
    (tmp_path / "data").rename(tmp_path / "real")
    (tmp_path / "data").symlink_to("real", target_is_directory=True)
    assert check(tmp_path) == [("data", "file-unreadable", 1)]


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path, check: Callable[..., Told]) -> None:
    draw(draw_site(tmp_path), {"else/a.yaml": "topics: []\n"})
    (tmp_path / "data" / "more").symlink_to(tmp_path / "else", target_is_directory=True)
    assert check(tmp_path) == [("data/more", "file-unreadable", 1)]


def test_a_link_in_docs_to_a_file_or_another_folder_is_followed(tmp_path: Path, check: Callable[..., Told]) -> None:
    draw(draw_site(tmp_path), {"README.md": "# Read\n", "pictures/a.txt": "a"})
    (tmp_path / "docs" / "readme.md").symlink_to("../README.md")
    (tmp_path / "docs" / "img").symlink_to("../pictures", target_is_directory=True)
    assert check(tmp_path) == []


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of one to whom doors can be closed: root, as whom containers run tests, may read everything."""
    with tempfile.TemporaryDirectory() as made:
        is_root = os.geteuid() == 0
        if is_root:
            os.chown(made, 65534, 65534)
            os.seteuid(65534)
        try:
            yield Path(made).resolve()
        finally:
            if is_root:
                os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows closes doors otherwise")
@pytest.mark.parametrize("name", ["data/a.yaml", "data/closed", "docs/more.md", "docs/closed"])
def test_what_may_not_be_read_is_told(name: str, unprivileged: Path, check: Callable[..., Told]) -> None:
    path = draw_site(unprivileged) / name
    if path.suffix:
        path.write_text("x", encoding="utf-8")
    else:
        path.mkdir()
    path.chmod(0)
    assert [(file, code) for file, code, _ in check(unprivileged)] == [(name, "file-unreadable")]
    path.chmod(0o755)


def test_a_path_that_leads_nowhere_is_told(tmp_path: Path, check: Callable[..., Told]) -> None:
    draw(draw_site(tmp_path), {"mkdocs.yml": "site_name: T\nplugins: [onrecord: {data: [data, more]}]\n"})
    assert check(tmp_path) == [("more", "file-unreadable", None)]


def test_a_ledger_further_down_is_not_passed_over(tmp_path: Path, check: Callable[..., Told]) -> None:
    draw(draw_site(tmp_path), {"data/2031/receipts.json": "[]\n", "data/2031/captures.json": "[]\n"})
    assert check(tmp_path) == [
        ("data/2031/captures.json", "file-kind", 1),
        ("data/2031/receipts.json", "file-kind", 1),
    ]


@pytest.mark.parametrize(
    "name", ["a\nb.yaml", "a\tb.yaml", "\u202ea.yaml", "con.yaml", "..yaml", "-r.yaml", "a%2e.yaml", "ä.yaml"]
)
def test_a_file_may_be_called_anything(name: str, tmp_path: Path, check: Callable[..., Told]) -> None:
    draw(tmp_path, {f"data/{name}": "topics:\n  - {id: A, name: A}\n", "data/good.yaml": "topics: []\n"})
    hidden = name.startswith(".")
    assert check(tmp_path) == ([] if hidden else [(f"data/{name}", "bad-id", 2)])


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    try:
        Path(os.fsdecode(os.fsencode(tmp_path / "data") + b"/\xff.yaml")).write_text("topics: [{id: A, name: A}]\n")
    except OSError:
        pytest.skip("this file system has names of text only")
    monkeypatch.chdir(tmp_path)
    for form in ("text", "json", "github"):
        assert told(tmp_path, "onrecord.cli", "check", "data", "--format", form)[0] == 1


# ledgers

NOTE = {
    "source": "tide-1",
    "taken_on": "2031-03-06",
    "number": 1,
    "capture": "0" * 64,
    "document": "0" * 64,
    "kind": "text/plain",
    "url": "",
}


def noted(**fields: object) -> str:
    return f"[\n{json.dumps(NOTE)},\n{json.dumps(NOTE | fields)},\nnull\n]\n"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (noted(number=0), 3),
        (noted(number=1.5), 3),
        (noted(number=True), 3),
        (noted(number=float("nan")), 3),
        (noted(number=float("inf")), 3),
        (noted(taken_on="2031-02-30"), 3),
        (noted(taken_on="20310301"), 3),
        (noted(taken_on="2031-W05-1"), 3),
        (noted(capture="0" * 63), 3),
        (noted(kind="text/x"), 3),
        (noted(url="javascript:alert(1)"), 3),
        (noted(source=["tide-1"]), 3),
        (noted(source="\ud800"), 3),
        (noted(more=1), 3),
        (noted().replace('"number": 1', '"number": 1, "number": 2', 1), 2),
        (noted().replace('"number": 1', '"number": ' + "9" * 5000, 1), 2),
        (noted().replace("null", "3"), 4),
        ("{}", 1),
        ("", 1),
        ("[" * 5000, 1),
        ("[\n<<<<<<< ours\n]\n", 2),
        (noted().replace("null\n", "{\n"), 4),
    ],
    ids=lambda value: ascii(value)[-60:],
)
def test_a_ledger_that_was_edited_is_told_by_line(
    content: str, line: int, tmp_path: Path, check: Callable[..., Told]
) -> None:
    draw_site(tmp_path)
    (tmp_path / "data" / "captures.json").write_text(content, encoding="utf-8")
    assert check(tmp_path) == [("data/captures.json", "bad-captures", line)]


@pytest.mark.parametrize("name", ["receipts", "captures"])
@pytest.mark.parametrize(("content", "code"), [(b"\xff", "file-encoding"), (b"[\n\x00]", "bad-character")])
def test_a_ledger_that_is_no_text_is_told(
    name: str, content: bytes, code: str, tmp_path: Path, check: Callable[..., Told]
) -> None:
    draw(draw_site(tmp_path), {f"data/{name}.json": content})
    assert [each[:2] for each in check(tmp_path)] == [(f"data/{name}.json", code)]


# settings, hand-written pages, templates


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "a: b: c\n",
        "[" * 5000,
        "a: " + "9" * 5000,
        "a: 2031-99-99\n",
        "a: 2031-01-01 99:99:99\n",
        "a: !!int x\n",
        "a: \x07\n",
        "? [a]\n: b\n",
        "plugins: [onrecord: {data: {a: b}}]\n",
        'plugins: [onrecord: {data: "a\\0b"}]\n',
        'plugins: [onrecord: {captures: "a\\0b"}]\n',
        'docs_dir: "a\\0b"\nplugins: [onrecord]\n',
        "plugins: [onrecord: {3: 4}]\n",
        "plugins: [onrecord: {newest: .inf}]\n",
        "plugins: [onrecord: {without: {a: b}}]\n",
        "plugins: [onrecord: {colors: [ink]}]\n",
        "plugins: 3\n",
        "b: &b0 {x0: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*b{n - 1}, *b{n - 1}]}}\n" for n in range(1, 40)),
    ],
    ids=lambda text: ascii(text)[:40],
)
def test_settings_that_make_no_sense_are_refused_in_a_sentence(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(tmp_path, {"data/a.yaml": "topics: []\n", "mkdocs.yml": text.encode()})
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SettingsError):
        read_settings(Path("mkdocs.yml"))


@pytest.mark.parametrize("name", ["docs/index.md", "docs/deep/more.md", "own/actor.html"])
@pytest.mark.parametrize(
    ("content", "code"), [(b"# A\n\n\xff\n", "file-encoding"), (b"# A\n\n\x00\n", "bad-character")]
)
def test_a_page_or_a_template_that_is_no_text_is_told(
    name: str, content: bytes, code: str, tmp_path: Path, check: Callable[..., Told]
) -> None:
    draw(draw_site(tmp_path), {"mkdocs.yml": OPTIONS, "own/x.txt": "x", name: content})
    assert check(tmp_path) == [(name, code, 3)]


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>\n{% if %}</p>", "actor.html:2: "),
        ("<p>\n{{ page.nothing }}</p>", "actor.html:2: "),
        ("<p>\n{{ nothing }}</p>", "actor.html:2: "),
        ("<p>\n{{ page.statements }}</p>", "actor.html:2: "),
        ("<p>\n{{ 1 // 0 }}</p>", "actor.html:2: "),
        ("{% extends 'nothing.html' %}", "nothing.html"),
        ("{% include 'actor.html' %}", "actor.html:1: "),
        ("<p>\n{{ 'javascript:x' | address }}</p>", "actor.html:2: "),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(
    template: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(draw_site(tmp_path), {"mkdocs.yml": OPTIONS, "own/actor.html": template})
    monkeypatch.chdir(tmp_path)
    assert main(["pages", "out"]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_template_beside_the_page_s_own_may_be_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"own/actor.html": "{% include 'part.txt' %}", "own/part.txt": b"\xff"}
    draw(draw_site(tmp_path), {"mkdocs.yml": OPTIONS, **files})
    monkeypatch.chdir(tmp_path)
    assert main(["pages", "out"]) == 1
    assert "is not UTF-8" in capsys.readouterr().err


# ids and dates

DATES = [
    *("2016-W05-1", "20160101", "0000", "0000-01-01", "000X", "99999", "-0001", "Y12016", "2016-13", "2016-00"),
    *("2015-02-29", "1900-02-29", "2016-04-31", "2016-4-1", "2016-100", "2016-04-09T24:00", "2016-04-09T12:60Z"),
    *("2016-21", "{2016,2017}", "2016-04-09/2016-04-08", "../..", "/", "2016/", "２０１６", "٢٠١٦", "1.5e3", "0x7e0"),
]


@pytest.mark.parametrize("date", DATES)
def test_a_date_that_does_not_exist_is_told(date: str, tmp_path: Path, check: Callable[..., Told]) -> None:
    sources = {"sources": [{"id": "a", "title": "A", "published_on": date}]}
    statements = f'id,speaker,said_on,summary\n2031-x,unnamed,"{date}",x\n'
    draw(tmp_path, {"data/a.json": json.dumps(sources), "data/statements.csv": statements})
    assert check(tmp_path) == [("data/a.json", "bad-date", 1), ("data/statements.csv", "bad-date", 2)]


IDS = [
    *("con", "nul", "com1", "lpt9", "aux", "prn", "con.x", "nul.tar.gz", "a.", ".a", "a ", " a", "a..b", "a b"),
    *("404", "search", "index", "readme", "feed", "index.html", "404.html", "feed.xml", "index.json", "unnamed"),
    *("..", ".", "../a", "a/..", "a/b", "a\\b", "..\\a", "%2e", "%2e%2e%2f", "a%00", "a?b", "a#b", "a:b", "~a", "$a"),
    *("-a", "a-", "a--b", "_a", "a_b", "A", "İ", "ﬀ".upper(), "cafe\u0301", "\u0301a", "a\u200db", "a\u200e", "١/٢"),
    *("x" * (LONGEST + 1), "ж" * (LONGEST // 2 + 1), "a\u0000", "a\nb", "<b>", "'a'", "*", "😀"),
]


@pytest.mark.parametrize("name", IDS, ids=ascii)
def test_what_cannot_be_an_address_is_no_id_and_never_was(
    name: str, tmp_path: Path, check: Callable[..., Told]
) -> None:
    records = [
        {"id": name, "title": "A"},
        {"id": "b", "title": "B", "former_ids": [name]},
        {"id": "c", "title": "C", "outlet": name},
    ]
    lines = ",\n".join(json.dumps(record) for record in records)
    draw(tmp_path, {"data/a.json": f'{{"sources": [\n{lines}\n]}}'})
    found = check(tmp_path)
    assert [line for *_, line in found] == [2, 3, 4]
    assert {code for _, code, _ in found[:2]} <= {"bad-id", "bad-character"}
    assert found[2][1] in ("dangling-reference", "bad-character", "bad-value")


@pytest.mark.parametrize("section", ["actors", "topics", "sources", "statements"])
@pytest.mark.parametrize(
    "name", ["assets", "css", "js", "pagefind", "data", "img", "actors", "2031", "timeline", "i̇", "ß"]
)
def test_a_word_of_the_site_can_be_an_id_where_it_stands_in_nobodys_place(
    name: str, section: str, tmp_path: Path
) -> None:
    record = {"id": name, "name": "N"}
    if section == "sources":
        record = {"id": name, "title": "N"}
    if section == "statements":
        record = {"id": name, "speakers": "unnamed", "summary": "x", "said_on": "2031"}
    draw_site(tmp_path)
    (tmp_path / "data" / "a.json").write_text(json.dumps({section: [record]}), encoding="utf-8")
    site, problems = load_site(read_settings(tmp_path / "mkdocs.yml"))
    assert not problems
    assert site is not None
    taken = [*site.file_paths, *(f"{path}index.html" for path in site.paths)]
    folders = {path.rpartition("/")[0] for path in taken}
    assert len({path.casefold() for path in taken}) == len(taken)
    assert not folders & set(taken)


@pytest.mark.parametrize(("one", "other"), [("σοφος", "σοφοσ"), ("ſtadt", "stadt")])
def test_two_ids_that_are_one_folder_elsewhere_are_told(
    one: str, other: str, tmp_path: Path, check: Callable[..., Told]
) -> None:
    draw(
        tmp_path,
        {
            "data/a.yaml": f"topics:\n  - {{id: {one}, name: A}}\n  - {{id: {other}, name: B}}\n",
            "data/b.yaml": f"actors:\n  - {{id: {one}, name: A}}\n  - {{id: b, name: B, former_ids: {other}}}\n",
        },
    )
    assert [(file, code) for file, code, _ in check(tmp_path)] == [
        ("data/a.yaml", "duplicate-id"),
        ("data/b.yaml", "duplicate-id"),
    ]


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("actors/ada.md", True),
        ("actors/ada/index.md", True),
        ("actors/ada/README.md", True),
        ("actors/ada/index.html", True),
        ("actors", True),
        ("actors/ada", True),
        ("feed.xml", True),
        ("feed.xml/more.md", True),
        ("feed.xml/a.png", True),
        ("feed.xml.md", True),
        ("actors/ada/picture.png", False),
        ("actors/ada.png", False),
        ("actress.md", False),
        ("actors/ada/more.md", False),
    ],
)
def test_a_hand_written_file_stands_in_nobodys_place(name: str, stands: bool) -> None:
    assert bool(collisions([name], ["", "actors/", "actors/ada/", "feed.xml"])) is stands


# hostile files


def test_of_very_many_problems_some_are_told_and_the_others_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = "".join(f"  - {{id: t-{number}, name: []}}\n" for number in range(1500))
    draw(tmp_path, {"data/a.yaml": f"topics:\n{records}", "data/b.yaml": "topics:\n  - {id: B, name: B}\n"})
    monkeypatch.chdir(tmp_path)
    assert main(["check", "data", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 1002
    assert found[1000]["message"] == "at least 500 more problems of this file are not told"
    assert found[1001]["code"] == "bad-id"


@pytest.fixture(scope="module")
def checks() -> Iterator[Checks]:
    """The bounds are wide, since machines differ: `benchmarks/hostile_files.py` measures."""
    started = Checks(seconds=30, megabytes=600)
    yield started
    started.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bound no process's memory")
@pytest.mark.parametrize("name", HOSTILE)
def test_no_file_of_a_megabyte_takes_for_ever_or_all_memory(name: str, checks: Checks, tmp_path: Path) -> None:
    file, content = HOSTILE[name]
    draw(tmp_path, {f"data/{file}": content().encode(), "data/good.yaml": "topics: []\n"})
    told = checks.run(tmp_path)
    assert told.code == (0 if told.err.startswith("0 errors") else 1), told.err
    assert "Traceback" not in told.err
    assert len(told.out) < 3_000_000


def test_whatever_happens_to_a_file_the_laws_of_reading_hold() -> None:
    """A few hundred mishaps; `tests/fuzz_readers.py` makes as many as one likes."""
    assert len(fuzz(600)) == 10


def test_records_know_which_fields_were_given_and_share_that_knowledge(tmp_path: Path) -> None:
    text = "".join(
        json.dumps({"id": f"s{number}", "speakers": "ada", "summary": "Says so."} | more) + "\n"
        for number, more in enumerate([{}, {}, {"place": "Quay"}])
    )
    dataset, _ = load([draw(tmp_path, {"data/statements.jsonl": text}) / "data"])
    first, second, other = dataset.statements.values()
    assert first.model_fields_set is second.model_fields_set
    assert first.speakers[0].model_fields_set is other.speakers[0].model_fields_set == {"actor"}
    assert first.model_fields_set == {"id", "speakers", "summary"} == other.model_fields_set - {"place"}
    changed = first.model_copy(update={"place": "Pier"})
    assert "place" in changed.model_fields_set
    assert "place" not in second.model_fields_set


def test_what_is_known_of_a_file_is_used_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = draw(tmp_path, {"data/a.yaml": RECORD, "data/b.yaml": "topics:\n  - {id: tides, name: Tides}\n"}) / "data"
    for path in folder.iterdir():
        os.utime(path, (1, 1))
    known: Known = {}
    read: list[str] = []
    read_file = readers.read

    def note(path: Path) -> tuple[list[Raw], list[Problem]]:
        read.append(path.name)
        return read_file(path)

    monkeypatch.setattr(readers, "read", note)

    def loaded() -> tuple[Dataset, list[Problem], list[str]]:
        read.clear()
        counted: list[int] = []
        dataset, problems = load([folder], known=known, count=counted.append)
        again = sorted(read)
        assert (dataset, problems) == load([folder])
        assert problems or counted[-1] == sum(len(dataset.section(name)) for name in SECTIONS)
        return dataset, problems, again

    assert loaded()[2] == ["a.yaml", "b.yaml"]
    assert loaded()[2] == []
    (folder / "b.yaml").write_text("topics:\n  - {id: tides, name: Times}\n", encoding="utf-8")
    assert loaded()[0].topics["tides"].name == "Times"
    assert loaded()[2] == ["b.yaml"], "it may change again, and have the same time"
    os.utime(folder / "b.yaml", (1, 1))
    assert loaded()[2] == ["b.yaml"], "its time and size are the old ones, but it is not"
    assert loaded()[2] == []
    assert load([folder], longest=10, known=known)[1]
    first = loaded()[0]
    record = RECORD.replace("Ada Lin", "Ada Lind", 1)
    for text in (record.replace("id: dues", "id:dues", 1), "actors: [", record):  # mistakes first
        (folder / "a.yaml").write_text(text, encoding="utf-8")
        mended = loaded()[0]
    assert mended.actors["ada-lin"].name == "Ada Lind"
    same = [
        name
        for section in SECTIONS
        for name in mended.section(section)
        if first.section(section)[name] is mended.section(section)[name]
    ]
    assert len(same) == sum(len(mended.section(section)) for section in SECTIONS) - 1, "all but the actor"
    draw(folder, {"c.yaml": "topics:\n  - {id: tides, name: Once more}\n  - {id: x, nmae: X}\n"})
    os.utime(folder / "c.yaml", (1, 1))
    for _ in range(2):
        _, problems, again = loaded()
        assert {problem.code for problem in problems} == {"duplicate-id", "unknown-field"}
        assert "c.yaml" in again, "its problems are told each time"
    (folder / "c.yaml").unlink()
    (folder / "b.yaml").unlink()
    assert set(loaded()[0].topics) == {"ports", "dues"}
