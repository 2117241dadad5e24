"""Every code of a problem has a folder with data that provoke it, and the whole report that an editor then sees.

`pytest tests/test_problems.py --update-expected` writes the reports anew: read the diff before you commit it.
"""

import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from string import ascii_lowercase

import pytest
from babel import Locale

from drawing import RECORD, draw
from onrecord.cli import main
from onrecord.languages import meant, well_formed
from onrecord.model import Report
from onrecord.problems import CODES
from onrecord.readers import files
from onrecord.readers.tables import columns

FOLDERS = Path(__file__).parent / "problems"
REFERENCE = Path(__file__).parent.parent / "docs" / "problems.md"

Check = Callable[..., tuple[int, str]]
"""Runs `onrecord check data` in a folder (against `before`, where it holds that), or `onrecord verify` where it holds captures; the exit code and what is printed."""


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    def run(folder: Path, *options: str) -> tuple[int, str]:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        if (folder / "captures").is_dir():
            code = main(["verify", "data", "--captures", "captures", *options])
            told = capsys.readouterr().out
            return code, json.dumps(json.loads(told)["problems"]) if "json" in options else told
        if (folder / "before").is_dir():
            options = ("--against", "before", *options)
        # with settings, what they name is checked, and what they require
        code = main(["check", *([] if (folder / "mkdocs.yml").is_file() else ["data"]), *options])
        return code, capsys.readouterr().out

    return run


@pytest.fixture(scope="session", autouse=True)
def _pruned(request: pytest.FixtureRequest) -> None:
    """With `--update-expected`, folders of codes that are no more go away."""
    if request.config.getoption("--update-expected"):
        for folder in FOLDERS.iterdir():
            if folder.name not in CODES:
                shutil.rmtree(folder)


# the folders


@pytest.mark.parametrize("code", CODES)
def test_the_report_is_the_expected_one(code: str, check: Check, request: pytest.FixtureRequest) -> None:
    exit_code, told = check(FOLDERS / code)
    expected = FOLDERS / code / "expected.txt"
    if request.config.getoption("--update-expected"):
        expected.write_text(told, encoding="utf-8", newline="\n")
    assert told == expected.read_text(encoding="utf-8")
    assert exit_code == (1 if CODES[code].severity == "error" else 0)


@pytest.mark.parametrize("code", CODES)
def test_a_folder_provokes_its_own_code_and_no_other(code: str, check: Check) -> None:
    _, told = check(FOLDERS / code, "--format", "json")
    assert {problem["code"] for problem in json.loads(told)} == {code}


def test_every_code_has_a_folder_and_every_folder_is_a_code() -> None:
    assert {folder.name for folder in FOLDERS.iterdir()} == set(CODES)


def test_every_code_is_described_and_nothing_else() -> None:
    described = re.findall(r"^### `(.+)`$", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(described) == sorted(CODES)


@pytest.mark.parametrize("code", sorted(CODES.keys() - {"no-data"}))
def test_json_names_a_place_for_each(code: str, check: Check) -> None:
    _, told = check(FOLDERS / code, "--format", "json")
    for problem in json.loads(told):
        assert problem["file"].startswith(("data/", "captures/"))
        assert problem["line"] >= 1
        assert problem["column"] >= 1
        assert problem["message"]


@pytest.mark.parametrize("code", CODES)
def test_no_message_speaks_like_a_program(code: str, check: Check) -> None:
    """What pydantic, libyaml and Python's JSON and CSV readers say is not for editors."""
    _, told = check(FOLDERS / code, "--format", "json")
    jargon = r"Input should|valid string|scalar|block mapping|delimiter|token|property name|codec|\bstr\b|\bdict\b|None"
    for problem in json.loads(told):
        assert not re.search(jargon, problem["message"] + problem["hint"])


@pytest.mark.parametrize("code", CODES)
def test_github_is_told_each_in_one_line(code: str, check: Check) -> None:
    _, listed = check(FOLDERS / code, "--format", "json")
    _, told = check(FOLDERS / code, "--format", "github")
    lines = told.rstrip("\n").split("\n")
    assert len(lines) == len(json.loads(listed))
    for line in lines:
        assert re.fullmatch(
            rf"::{CODES[code].severity} file=(?:data|captures)[^:,]*,title={code}(,line=\d+,col=\d+)?::[^\r\n]+", line
        )


# one run


def test_the_problems_of_all_files_come_in_one_run(tmp_path: Path, check: Check) -> None:
    draw(
        tmp_path,
        {
            "data/actors.json": '{"actors": [{"id": "ada-lin", "name": "Ada Lin",}]}',
            "data/deep/er/topics.csv": "id,name,broader\ndues,Dues,ports\n",
            "data/old.yaml": "topics:\n  - id: a: b\n",
            "data/sources.jsonl": '{"id": "tide-1"}\n{"id": "tide-2", "title": "Dues", "url": "tide"}\n',
            "data/statements.yaml": """
                statements:
                  - {id: 2031-03-04-dues, speakers: unnamed, said_on: 4 March}
                """,
        },
    )
    code, told = check(tmp_path, "--format", "json")
    assert code == 1
    assert [(problem["file"], problem["code"]) for problem in json.loads(told)] == [
        ("data/actors.json", "json-syntax"),
        ("data/deep/er/topics.csv", "dangling-reference"),
        ("data/old.yaml", "yaml-syntax"),
        ("data/sources.jsonl", "missing-field"),
        ("data/sources.jsonl", "bad-address"),
        ("data/statements.yaml", "bad-date"),
    ]


def test_a_record_without_a_flaw_is_silent(tmp_path: Path, check: Check) -> None:
    assert check(draw(tmp_path, {"data/record.yaml": RECORD})) == (0, "")


def test_a_file_that_holds_only_comments_or_nothing_is_no_problem(tmp_path: Path, check: Check) -> None:
    draw(
        tmp_path, {"data/a.yaml": "# to come\n", "data/b.yaml": "", "data/statements.csv": "", "data/actors.jsonl": ""}
    )
    assert check(tmp_path) == (0, "")


# places

YAML = """
statements:
  - id: 2031-03-04-dues
    speakers: unnamed
    colour: blue
    said_on: 2031-02-30
    summary: Announces dues.
    topics:
      - {topic: dues}
    reports:
      - source: tide-1
        mode: loud
        text: “我” The dues 😀 will rise.
        txt: x
""".lstrip("\n")

JSON = """
{"statements": [
  {"id": "2031-03-04-dues", "speakers": "unnamed",
   "colour": "blue",
   "said_on": "2031-02-30",
   "summary": "😀 Announces \\"dues\\".", "reports": [
     {"source": "tide-1", "text": "我", "mode": "loud",
      "txt": "x"}]}
]}
""".lstrip("\n")

LINES = (
    '{"id": "2031-03-03-first", "speakers": "unnamed", "summary": "😀"}\n'
    "\n"
    '{"id": "2031-03-04-dues", "speakers": "unnamed", "said_on": "2031-02-30", "colour": "blue",'
    ' "reports": [{"source": "tide-1", "mode": "loud", "text": "我", "txt": "x"}]}\n'
)

TABLE = (
    "id,speaker,summary,said_on,colour,report.source,report.text,report.mode,report.txt\n"
    '2031-03-03-first,unnamed,"Two\nlines, ""quoted""",,,,,,\n'
    '2031-03-04-dues,unnamed,"😀, 5"" high",2031-02-30,blue,tide-1,"我, 我",loud,x\n'
)

PLACED = {
    "data/record.yaml": YAML,
    "data/record.json": JSON,
    "data/statements.jsonl": LINES,
    "data/statements.csv": TABLE,
}
SOUGHT = {  # what stands at the place of each problem: a value, or a field's name
    "data/record.yaml": {"colour", "2031-02-30", "loud", "txt", "dues}"},
    "data/record.json": {'"colour"', '"2031-02-30"', '"loud"', '"txt"'},
    "data/statements.jsonl": {'"colour"', '"2031-02-30"', '"loud"', '"txt"'},
    "data/statements.csv": {"colour", "2031-02-30", "loud", "report.txt"},
}


def places(told: str) -> list[tuple[str, int, int]]:
    return [(problem["code"], problem["line"], problem["column"]) for problem in json.loads(told)]


@pytest.mark.parametrize("name", PLACED)
def test_line_and_column_are_those_of_the_value_or_of_the_unknown_field(
    name: str, tmp_path: Path, check: Check
) -> None:
    draw(tmp_path, {name: PLACED[name].encode()})
    _, told = check(tmp_path, "--format", "json")
    lines = PLACED[name].split("\n")
    found = {lines[line - 1][column - 1 :] for _, line, column in places(told)}
    assert len(found) == len(SOUGHT[name])
    for sought in SOUGHT[name]:
        assert any(rest.startswith(sought) for rest in found), f"{sought} not at any of {found}"


@pytest.mark.parametrize("name", PLACED)
@pytest.mark.parametrize(
    "saved",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r").encode(),
    ],
    ids=["CRLF", "BOM", "BOM and CRLF", "CR"],
)
def test_line_ends_and_a_byte_order_mark_move_nothing(
    name: str, saved: Callable[[str], bytes], tmp_path: Path, check: Check
) -> None:
    draw(tmp_path / "plain", {name: PLACED[name].encode()})
    draw(tmp_path / "saved", {name: saved(PLACED[name])})
    assert check(tmp_path / "plain") == check(tmp_path / "saved")


def test_the_caret_stands_below_the_place(tmp_path: Path, check: Check) -> None:
    draw(tmp_path, {"data/a.yaml": "topics:\n  - {id: dues, name: Dues, color: red}\n"})
    _, told = check(tmp_path)
    shown, caret = told.split("\n")[1:3]
    assert shown[caret.index("^") :].startswith("color: red")


def test_the_caret_stands_below_the_place_in_a_very_long_line(tmp_path: Path, check: Check) -> None:
    draw(
        tmp_path,
        {"data/a.json": '{"topics": [{"id": "dues", "note": "%s", "name": 5, "color": "red"}]}' % ("x" * 90_000)},
    )
    _, told = check(tmp_path)
    shown, caret = told.split("\n")[1:3]
    assert shown[caret.index("^") :].startswith('"color": "red"')
    assert len(told) < 1500


def test_short_forms_have_the_place_of_what_was_written(tmp_path: Path, check: Check) -> None:
    """`speakers: nobody` stands for `speakers: [{actor: nobody}]`."""
    short = "statements:\n  - {id: a, summary: x, speakers: nobody, relations: {rejects: none}}\n"
    full = '{"statements": [{"id": "b", "summary": "x", "speakers": {"actor": "nobody"}, "relations": {"rejects": "none"}}]}\n'
    draw(tmp_path, {"data/a.yaml": short, "data/b.json": full})
    _, told = check(tmp_path, "--format", "json")
    assert places(told) == [
        ("dangling-reference", 2, short.split("\n")[1].index("nobody") + 1),
        ("dangling-reference", 2, short.split("\n")[1].index("none") + 1),
        ("dangling-reference", 1, full.index('"nobody"') + 1),
        ("dangling-reference", 1, full.index('"none"') + 1),
    ]


# nothing in the data acts

HOSTILE = [
    "x\n::error::forged",
    "x%0A::error::forged",
    "x\r::warning::forged",
    "x\u2028::error::forged",
    "::error::forged",
    "##[error]forged",
    "##[add-mask]e",
    "##vso[task.complete]forged",
    "\x1b[31mred\x1b]8;;https://forged.example.org\x07",
    "\x9b31m",
    "\u202eforged",
    "::stop-commands::forged",
]


def hostile_files(value: str) -> dict[str, str | bytes]:
    """The value in ids, fields, names of fields and file content, of every format."""
    quoted = json.dumps(value)
    record = '{"id": %s, "speakers": %s, %s: "x", "said_on": %s, "reports": [{"source": %s, "mode": %s}]}' % (
        (quoted,) * 6
    )
    cell = '"' + value.replace('"', '""') + '"'
    return {
        "data/a.json": f'{{"statements": [{record}], {quoted}: []}}',
        "data/b.json": f'{{"topics": [{{"id": "dues", "name": "Dues", "broader": {quoted}}}], "events": [{value}]}}',
        "data/statements.jsonl": record + "\n" + value,
        "data/c.yaml": f"statements:\n  - {record}\n",
        "data/d.yaml": f"statements:\n  - id: a\n    speakers: {value}\n    {value}: b\n",
        "data/e.yaml": f"{value}\n{value}: {value}\n".encode("utf-8", "surrogatepass"),
        "data/statements.csv": f"id,speaker,{cell},said_on,report.source,report.mode\n{cell},{cell},x,{cell},{cell},{cell}\n",
        "data/sources.csv": f'id,title,url\n"a"{value}",b,c\n',
    }


@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_nothing_in_the_data_can_command_a_terminal_or_a_log(
    value: str, form: str, tmp_path: Path, check: Check
) -> None:
    draw(tmp_path, hostile_files(value))
    _, listed = check(tmp_path, "--format", "json")
    _, told = check(tmp_path, "--format", form)
    assert len(json.loads(listed)) > 10
    assert "forged" not in value or "forged" in told  # it is shown, and harmless
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", told)
    assert not re.search(r"##\w*\[", told)
    commands = [line for line in told.split("\n") if line.lstrip().startswith("::")]
    if form == "github":
        assert len(commands) == len(json.loads(listed)) == len(told.rstrip("\n").split("\n"))
        assert all(re.match(r"::(error|warning) file=data/[^:]*::(?!error)", line) for line in commands)
        assert "%0A" not in told
    else:
        assert not commands


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_the_name_of_a_file_can_command_nothing_either(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(tmp_path, {"::error::forged.yaml": "no: []\n", "a\n::error file=b,c::forged.yaml": "yes: {a: b}\n"})
    monkeypatch.chdir(tmp_path)
    main(["check", ".", "--format", form])
    told = capsys.readouterr().out
    assert "forged" in told
    assert not re.search(r"^\s*::error(::| file=b)", told, re.MULTILINE)


# never a traceback

GOOD: dict[str, str] = {
    "data/record.yaml": RECORD.lstrip("\n"),
    "data/record.json": """
{"actors": [{"id": "ada-lin", "name": "Ada Lin", "names": [{"name": "عدا لین", "language": "fa"}, "A. Lin"],
  "roles": [{"id": "minister", "title": "Minister of Ports", "start": "2030"}], "identifiers": {"viaf": "1"}}],
 "sources": [{"id": "tide-1", "title": "Dues to rise", "url": "https://tide.example.org/1", "authors": "Bo Ek"}],
 "statements": [{"id": "2031-03-04-dues", "speakers": {"actor": "ada-lin", "role": "minister"},
  "said_on": "2031-03-04", "relations": {"contradicts": "2031-03-05-no", "evidence": "both"},
  "reports": [{"source": "tide-1", "mode": "mixed", "text": "She said “no [more] 😀”."}]},
  {"id": "2031-03-05-no", "speakers": ["ada-lin", "unnamed"], "summary": null, "original": {"text": "x", "language": "he"}}]}
""".lstrip("\n"),
    "data/statements.jsonl": '{"id": "2031-03-04-dues", "speakers": "unnamed", "summary": "Dues.", "said_on": "2031"}\n'
    '{"id": "2031-03-05-no", "speakers": ["unnamed"], "summary": "No.", "relations": [{"rejects": "2031-03-04-dues"}]}\n',
    "data/statements.csv": "id,speaker,speaker.capacity,topics,corrections,original.text,original.language,summary\n"
    '2031-03-04-dues,unnamed,"harbour ""master""",,"[{""on"": ""2031"", ""reason"": ""x""}]",x,fa,"Dues, all"\n'
    "2031-03-04-dues,unnamed,,,,,,\n",
}
PIECES = [
    *"\n\t \"'[]{}:,-#&*!|>%@`=;\\?~.0\r\x00\x07\ufeff\u2028\u00a0😀",
    "\n- ",
    ": ",
    "null",
    "---\n",
    "{{",
    "[[",
    "\n\n",
]


def mutated(text: str, chance: random.Random) -> bytes:
    """A good file after one to four mishaps: something cut, put in, doubled or moved."""
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        end = min(end, start + chance.choice((0, 1, 1, 5, 60)))
        insert = chance.choice((chance.choice(PIECES), text[start:end] * 2, "", chance.choice(PIECES) * 40))
        text = text[:start] + insert + text[end:]
    data = text.encode()
    return data if chance.random() < 0.9 else data[: chance.randrange(len(data) + 1)] + b"\xff" + data[1:]


@pytest.mark.parametrize("name", GOOD)
def test_no_mishap_ends_in_a_traceback(name: str, tmp_path: Path, check: Check) -> None:
    """200 damaged copies of a good file: each is good still, or told with a place and without jargon."""
    assert check(draw(tmp_path, {name: GOOD[name]})) == (0, "")
    chance = random.Random(2031)  # noqa: S311 - the same mishaps each time
    told_at_all = 0
    for _ in range(200):
        (tmp_path / name).write_bytes(mutated(GOOD[name], chance))
        code, told = check(tmp_path, "--format", "json")
        problems = json.loads(told)
        assert code == any(problem["severity"] == "error" for problem in problems)
        assert all(problem["line"] and problem["column"] and problem["message"] for problem in problems)
        assert "Input should" not in told
        told_at_all += bool(problems)
    assert told_at_all > 100


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "topics: " + "[" * 100_000),
        ("a.yaml", "note: '" + "]" * 60_000 + "'\ntopics: " + "[" * 50_000 + "]" * 50_000 + "\n"),
        ("a.yaml", "topics: " + '["]", ' * 50_000),
        ("a.yaml", "topics:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 300))),
        ("a.json", "[" * 100_000),
        ("a.json", '{"topics": ' + "[" * 900 + "]" * 900 + "}"),
        ("topics.jsonl", '{"id": ' * 900 + "1" + "}" * 900),
        ("topics.csv", 'id,name\n"' + "[" * 900 + "]" * 900 + '",x\n'),
        ("topics.csv", "id,name,names\na,x," + "[" * 100_000 + "\n"),
    ],
    ids=[
        "flow",
        "brackets in a text first",
        "brackets in texts",
        "block",
        "json",
        "json 900",
        "lines",
        "cell",
        "nested cell",
    ],
)
def test_no_depth_ends_the_program(name: str, content: str, tmp_path: Path, check: Check) -> None:
    code, told = check(draw(tmp_path, {f"data/{name}": content}), "--format", "json")
    assert code == 1
    assert json.loads(told)[0]["line"] >= 1


@pytest.mark.parametrize(("levels", "found"), [(32, []), (33, ["too-deep"])])
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.json", '{"topics": ["[[", {"x": [[]]}, ', "]}"),
        ("topics.jsonl", '{"id": "[", "x": [', "]}"),
        ("a.yaml", "topics: ['[[', ", "]"),
    ],
)
def test_thirty_two_levels_are_read_and_the_first_bracket_beyond_is_told(
    name: str, before: str, after: str, levels: int, found: list[str], tmp_path: Path, check: Check
) -> None:
    inner = levels - 2
    _, told = check(draw(tmp_path, {f"data/{name}": before + "[" * inner + "]" * inner + after}), "--format", "json")
    problems = [each for each in json.loads(told) if each["code"] == "too-deep"]
    assert [each["code"] for each in problems] == found
    assert all(each["line"] == 1 and each["column"] == len(before) + 31 for each in problems)


@pytest.mark.parametrize(
    ("name", "head", "cell", "line"),
    [
        ("statements", "id,speaker,summary,corrections", '"[{""on"": ""2031"", ""reason"": ""x"", ""colour"": ""x""}]"', 3),
        ("statements", "id,speaker,summary,original", '"{""text"": ""x"", ""colour"": ""x""}"', 3),
        ("statements", "id,speaker,summary,corrections", '"[{""on"": "', 3),
        ("actors", "id,kind,name,identifiers.a\u202eb", "1", 1),
        ("actors", "id,kind,name,names", "[{]", 3),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_cell_is_told_at_the_cell_and_a_wrong_name_of_a_column_at_the_column(
    name: str, head: str, cell: str, line: int, tmp_path: Path, check: Check
) -> None:
    kind = {"statements": "unnamed", "actors": "person"}[name]
    table = f"{head}\na1,{kind},x,\na2,{kind},y,{cell}\n"
    _, told = check(draw(tmp_path, {f"data/{name}.csv": table}), "--format", "json")
    (place,) = {(each["line"], each["column"]) for each in json.loads(told) if each["severity"] == "error"}
    before = head if line == 1 else table.split("\n")[2].removesuffix(cell)
    assert place == (line, before.rindex(",") + 2)


def test_a_file_is_named_from_the_current_folder_where_it_lies_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = draw(tmp_path / "here", {"data/a.yaml": ""})
    monkeypatch.chdir(here)
    (here / "link.yaml").symlink_to("data/a.yaml")
    for name in ("data/a.yaml", "../a.yaml", "link.yaml"):
        assert files.shown(Path(name)) == name
    assert files.shown(here / "data" / "a.yaml") == "data/a.yaml"
    assert files.shown(here / "link.yaml") == "link.yaml"
    assert files.shown(tmp_path / "a.yaml") == (tmp_path / "a.yaml").as_posix()


def test_what_is_wrong_in_a_statement_of_several_rows_is_told_at_its_first(tmp_path: Path, check: Check) -> None:
    table = "id,speaker,said_on,summary,report.text\na,unnamed,2031-02-30,x,\na,,,,y\n"
    _, told = check(draw(tmp_path, {"data/statements.csv": table}), "--format", "json")
    assert ("bad-date", 2, 11) in places(told)


def test_every_field_of_a_report_has_a_column() -> None:
    fields = {name for name in Report.model_fields if name != "id"}
    assert {f"report.{name}" for name in fields} <= set(columns("statements"))


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        (" \n", 1, 1, "the file is empty"),
        ('{"a', 1, 2, "the quotation mark that opens here is never closed"),
        ('{\n"a": "x\n"}', 2, 8, "a line break stands inside a text"),
        ('{"a": "x\ty"}', 1, 9, "a tab stands inside a text"),
        ('{"a": "x\x07y"}', 1, 9, "U+0007 stands inside a text"),
        (r'{"a": "x\q"}', 1, 9, "a backslash is followed by what means nothing"),
        (r'{"a": "\\ \u12"}', 1, 11, "a backslash is followed by what means nothing"),
        ("{}\n{}", 2, 1, "the file goes on after its end"),
        ("[1,\n]", 1, 3, "a comma stands before the closing ]"),
        ('{"a": 1 , }', 1, 9, "a comma stands before the closing }"),
        ("[1", 1, 3, "the file ends before all its brackets are closed"),
        ("['a']", 1, 2, "' is not the quotation mark of JSON"),
        ("{“a”: 1}", 1, 2, "“ is not the quotation mark of JSON"),
        ("[1, # x\n2]", 1, 5, "a comment stands here"),
        ("[1, // x\n2]", 1, 5, "a comment stands here"),
        ("[/* x */ 1]", 1, 2, "a comment stands here"),
        ("[1, / 2]", 1, 5, "a name or value was expected here"),
        ('{"a" 1}', 1, 6, "a colon is missing after the name of a field"),
        ('{"a": 1\n"b": 2}', 2, 1, "a comma is missing before this"),
        ("[1,,2]", 1, 4, "a name or value was expected here"),
        ('["NaN",\nNaN]', 2, 1, "NaN is not JSON"),
        ('{"a": "\\"NaN\\"", "b": Infinity}', 1, 23, "Infinity is not JSON"),
        ("true", 1, 1, "a data file is an object of sections"),
        ("null", 1, 1, "a data file is an object of sections"),
        ('{"a": {"b": 1, "c": {"b": 1}, "b": 2}}', 1, 31, "`b` is given twice"),
        ('{"a": [1, {"b": null}], "c": "a", "a": 1}', 1, 35, "`a` is given twice"),
    ],
)
def test_what_is_no_json_is_told_in_plain_words_at_its_place(
    text: str, line: int, column: int, said: str, tmp_path: Path, check: Check
) -> None:
    _, told = check(draw(tmp_path, {"data/topics.json": text}), "--format", "json")
    (problem,) = json.loads(told)
    assert (problem["line"], problem["column"]) == (line, column)
    assert said in problem["message"]


def test_a_symbolic_link_is_refused_and_nothing_of_its_target_is_shown(tmp_path: Path, check: Check) -> None:
    draw(tmp_path, {"secret.yaml": "topics:\n  - {id: hush, name: Hush}\n", "data/a.yaml": "topics: []\n"})
    (tmp_path / "data" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    code, told = check(tmp_path)
    assert code == 1
    assert "data/link.yaml:1:1: error[file-unreadable]" in told
    assert "topics" not in told


# found by attack


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("statements.csv", "id,speaker,summary,\nx,unnamed,hi,LOST\n", "csv-syntax"),
        ("statements.csv", "id,,speaker,summary\nx,LOST,unnamed,hi\n", "csv-syntax"),
        ("receipts.json", "[", "bad-receipts"),
        ("receipts.json", '[\n{"statement": "x", \n]', "bad-receipts"),
        ("receipts.json", "[" * 100_000, "bad-receipts"),
        (
            "a.json",
            '{"statements":[{"id":"x","speakers":"unnamed","summary":"s","said_on":"\\ud800"}]}',
            "bad-character",
        ),
        (
            "a.json",
            '{"statements":[{"id":"x","speakers":"unnamed","summary":"s","language":"\\ud800"}]}',
            "bad-character",
        ),
        ("a.json", '{"actors":[{"id":"\\ud800","name":"s"}]}', "bad-character"),
        ("a.json", '{"actors":[{"id":"x","name":"N","[key]":1}]}', "unknown-field"),
        ("a.yaml", 'actors:\n  - "[…]": 1\n    [a]: 2\n', "duplicate-key"),
        ("a.json", '{"statementsX": []}', "unknown-section"),
        ("a.yaml", "statementsX: []\n", "unknown-section"),
        ("a.yaml", "statementsX:\n", "unknown-section"),
        ("actors.yaml.txt", "actors: []\n", "file-kind"),
        ("actors.yamll", "actors: []\n", "file-kind"),
    ],
)
def test_what_once_was_lost_or_broke_the_check_is_a_problem(
    tmp_path: Path, check: Check, name: str, content: str, code: str
) -> None:
    draw(tmp_path, {f"data/{name}": content, "data/good.yaml": "topics: []\n"})
    exit_code, told = check(tmp_path, "--format", "json")
    assert exit_code == 1
    assert code in {problem["code"] for problem in json.loads(told)}


def test_folders_can_be_nested_deep(tmp_path: Path, check: Check) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for _ in range(300):
        folder = folder / "d"
        folder.mkdir()
    draw(folder, {"a.yaml": "topics: []\n"})
    assert check(tmp_path) == (0, "")


def test_the_same_file_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(tmp_path, {"data/record.yaml": RECORD})
    monkeypatch.chdir(tmp_path)
    assert main(["check", "data", "data/record.yaml", "./data"]) == 0


def test_a_thousand_dangling_references_are_all_told(tmp_path: Path, check: Check) -> None:
    actors = "".join(f"  - {{id: actor-{number}, name: A}}\n" for number in range(1000))
    wrong = "".join(f"  - {{id: s-{number}, speakers: actr-{number}, summary: x}}\n" for number in range(1000))
    draw(tmp_path, {"data/record.yaml": f"actors:\n{actors}statements:\n{wrong}"})
    _, told = check(tmp_path, "--format", "json")
    problems = json.loads(told)
    assert len(problems) == 1000
    assert problems[0]["hint"].startswith("did you mean `actor-")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.yaml", "actors:\n  - id: ada\n    name: Ada\n  - {id: 'bo', name: Bo\n", "yaml-syntax"),
        ("a.yaml", "actors:\n  - id: ada\n    nmae: Ada\n  - {id: bo, name: [Bo]}\n", "unknown-field"),
        ("a.json", '{"actors": [{"id": "ada", "name": "Ada"}, {"id" : "bo", "name": "Bo"}', "json-syntax"),
        ("actors.jsonl", '{"id": "ada", "name": "Ada"}\n{"id": "bo", "name": "Bo"\n', "json-syntax"),
        ("actors.csv", "id,name,name\nada,Ada,x\nbo,Bo,x\n", "duplicate-key"),
        ("actors.csv", b"id,name\nada,Ad\xe1\nbo,Bo\n", "file-encoding"),
        ("actors.csv", b'name,kind,"id"\r\nAd\xe1,person,ada\r\nBo,person,"bo"\r\n', "file-encoding"),
        ("actors.csv", "id,name\nada,Ada\nbo,Bo\n".encode("utf-16"), "file-encoding"),
        ("a.yaml", "actors:\n  - {id: ada, name: Ada}\n  - {id: bo, name: Bo}\n".encode("utf-16"), "file-encoding"),
    ],
)
def test_what_refers_to_a_record_that_could_not_be_read_is_not_wrong_too(
    tmp_path: Path, check: Check, name: str, content: str | bytes, code: str
) -> None:
    said = "".join(f"  - {{id: s-{actor}, speakers: {actor}, summary: x}}\n" for actor in ("ada", "adda", "bo", "cy"))
    draw(tmp_path, {f"data/{name}": content, "data/said.yaml": f"statements:\n{said}"})
    _, told = check(tmp_path, "--format", "json")
    problems = json.loads(told)
    assert code in {problem["code"] for problem in problems}
    dangling = [(each["message"], each["hint"]) for each in problems if each["code"] == "dangling-reference"]
    assert dangling == [
        ("there is no actor `adda`", "did you mean `ada`?"),
        ("there is no actor `cy`", "add it to actors, or write `unnamed` for one whom the source does not name"),
    ]


def test_a_record_that_too_many_mistakes_keep_from_being_read_is_there(tmp_path: Path, check: Check) -> None:
    actors = "".join(f'{{"id": "a-{number}", "nmae": "A"}}\n' for number in range(2000))
    draw(
        tmp_path, {"data/actors.jsonl": actors, "data/s.yaml": "statements: [{id: s, speakers: a-1999, summary: x}]\n"}
    )
    _, told = check(tmp_path, "--format", "json")
    assert "dangling-reference" not in told


def test_a_mere_warning_keeps_nothing_that_refers_to_nobody_from_being_told(tmp_path: Path, check: Check) -> None:
    record = """
actors:
  - id: ada
    name: Ada
    description: Asked for #freedom
    roles: [{id: minister, title: M}]
#  - {id: bo, name: Bo}
"""
    said = "".join(f"  - {{id: s-{actor}, speakers: {actor}, summary: x}}\n" for actor in ("ada", "bo", "minister"))
    draw(tmp_path, {"data/a.yaml": record, "data/said.yaml": f"statements:\n{said}"})
    _, told = check(tmp_path, "--format", "json")
    found = [(problem["code"], problem["message"]) for problem in json.loads(told)]
    assert found[0][0] == "cut-text"
    assert [message for code, message in found if code == "dangling-reference"] == [
        "there is no actor `bo`",
        "there is no actor `minister`",
    ]


def test_mistakes_of_form_hide_no_mistakes_of_meaning_in_a_record(tmp_path: Path, check: Check) -> None:
    record = """
actors:
  - {id: ada, name: Ada, roles: [{id: m, title: M, start: 1.1.2030}], part_of: none}
  - {id: bo, name: Bo, kind: organisation}
topics: [{id: budget, name: Budget}]
sources: [{id: tide, title: T, outlet: bo}]
statements:
  - id: s
    speakers: [adda, {actor: ada, role: m}]
    said_on: 05.03.2031
    topics: [budgt]
    reports: [{source: tid, mode: direct, text: “The dues will rise”}]
  - {id: withdrawn, speakers: ada, summary: x, status: withdrawn, corrections: [{on: 2031-13}]}
  - {id: late, speakers: ada, summary: x, said_on: 2031, relations: [{rejects: s}]}
"""
    draw(tmp_path, {"data/a.yaml": record})
    _, told = check(tmp_path, "--format", "json")
    assert sorted((each["line"], each["code"]) for each in json.loads(told)) == [
        (2, "bad-date"),
        (2, "dangling-reference"),
        (3, "bad-value"),
        (8, "dangling-reference"),
        (9, "bad-date"),
        (10, "dangling-reference"),
        (11, "dangling-reference"),
        (11, "outer-quotes"),
        (12, "bad-date"),
        (12, "missing-field"),
    ]


ORDINARY = """
sources: [{id: t, title: T, published_on: 2031-03-08, accessed_on: 2031-03-05}]
actors: [{id: a, name: A, roles: [{id: r, title: R, start: 2010~, end: 2009}, {id: q, title: Q, start: 2010, end: 2010}]}]
statements:
  - {id: x, speakers: unnamed, summary: 他说：不, said_on: 2016-04-09T14:30:00Z/2016-04-09}
  - id: y
    speakers: a
    summary: "Agenda
      of the day: dues"
    said_on: 2031-03-08
    fact_checks: [{publisher: P, rating: Half, url: "https://p.example.org/1", on: 2030-01-01}]
"""
TABLE_WITH_A_TEXT = """id,speaker,said_on,report.source,report.mode,report.text
z,unnamed,2031-01-01,t,direct,"First para.

We shall fight on the beaches, on the landing grounds, in the fields, in the streets, in the hills, and never surrender."
"""


def test_what_is_ordinary_is_neither_refused_nor_warned_of(tmp_path: Path, check: Check) -> None:
    draw(tmp_path, {"data/a.yaml": ORDINARY, "data/statements.csv": TABLE_WITH_A_TEXT})
    assert check(tmp_path, "--format", "json") == (0, "[]\n")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("    summary: 他说：不\n      place: Nara\n", 5, "this line is indented deeper than the field above it"),
        ('    summary: "Agenda\n      note: x"\n    place: N\n    note: [a, b] c\n', 7, "the line goes on after ]"),
        ("    note: {a, and b, or c, and d}\n", 4, "`a` is a field without a value"),
    ],
)
def test_a_mistake_is_told_where_it_is_and_nothing_else(
    text: str, line: int, message: str, tmp_path: Path, check: Check
) -> None:
    draw(tmp_path, {"data/a.yaml": f"statements:\n  - id: x\n    speakers: unnamed\n{text}"})
    _, told = check(tmp_path, "--format", "json")
    assert [(each["line"], each["message"]) for each in json.loads(told) if each["code"] != "wrong-type"] == [
        (line, message)
    ]


def test_another_section_has_other_records(tmp_path: Path, check: Check) -> None:
    draw(
        tmp_path,
        {"data/a.yaml": "topics: [{id: ada, nmae: Ada}]\nstatements: [{id: s, speakers: ada, summary: x}]\n"},
    )
    _, told = check(tmp_path, "--format", "json")
    assert "there is no actor `ada`" in told


def test_every_language_of_two_letters_is_one() -> None:
    """CLDR names them all, and no other."""
    two = {tag for tag in Locale("en").languages if len(tag) == 2}
    assert all(well_formed(tag) and well_formed(f"{tag.upper()}-Latn-x-own") for tag in two)
    letters = {first + second for first in ascii_lowercase for second in ascii_lowercase}
    retired = {"bh", "in", "iw", "ji", "jw", "mo"}
    assert {tag for tag in letters if well_formed(tag)} == two | retired


def test_a_country_is_taken_for_its_language_where_it_is_none() -> None:
    assert [meant(tag) for tag in ("gr", "CZ-Latn", "dk-DK", "ua")] == ["el", "cs-Latn", "da-DK", "uk"]
    assert [meant(tag) for tag in ("xx", "gr-", "Greek")] == ["", "", ""]


@pytest.mark.parametrize("between", [", ", ",", "; ", " and ", " & ", ", and ", "، "])
def test_ids_in_one_text_are_told_apart(between: str, tmp_path: Path, check: Check) -> None:
    said = json.dumps({"id": "s", "speakers": between.join(["ada-lin", "bo-ek"]), "summary": "x"})
    draw(tmp_path, {"data/record.yaml": RECORD, "data/statements.jsonl": said + "\n"})
    _, told = check(tmp_path, "--format", "json")
    assert [problem["hint"] for problem in json.loads(told)] == ['write a list: `["ada-lin", "bo-ek"]`']


@pytest.mark.parametrize("rest", ["carol", "", "ada-lin-2"])
def test_what_is_not_all_ids_is_no_list_of_them(rest: str, tmp_path: Path, check: Check) -> None:
    said = json.dumps({"id": "s", "speakers": f"ada-lin, {rest}.", "summary": "x"})
    draw(tmp_path, {"data/record.yaml": RECORD, "data/statements.jsonl": said + "\n"})
    _, told = check(tmp_path, "--format", "json")
    assert "write a list" not in told


def test_a_circle_of_parts_is_told_once_and_not_at_those_that_lead_to_it(tmp_path: Path, check: Check) -> None:
    actors = [{"id": f"a-{n}", "name": "A", "kind": "group", "part_of": f"a-{(n + 1) % 20}"} for n in range(20)]
    actors += [{"id": f"b-{n}", "name": "B", "part_of": "a-7"} for n in range(20)]
    draw(tmp_path, {"data/actors.jsonl": "".join(json.dumps(actor) + "\n" for actor in actors)})
    _, told = check(tmp_path, "--format", "json")
    (problem,) = json.loads(told)
    assert problem["code"] == "cyclic-parts"
    assert problem["message"].count(" → ") == 12


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("“Dues”, she said, “will rise.”", "narrated-quotes"),
        ("«Les taxes augmentent», dit-elle. «En mai.»", "narrated-quotes"),
        ("«عوارض بالا می‌رود»، او گفت، «در ماه مه»", "narrated-quotes"),
        ("„Die Abgaben steigen“, sagte sie, „im Mai.“", "narrated-quotes"),
        ("»Die Abgaben steigen«, sagte sie, »im Mai.«", "narrated-quotes"),
        ("“One.” “Two.”", ""),
        ("“Dues” and “fees” are not “taxes.”", ""),
        ("He told me “no” and left.", ""),
        ("He told me: “No.” And then: “Yes.”", ""),
        ("“No,” he told me, and left.", ""),
        ("«Die Abgaben steigen", ""),
        ("»Die Abgaben steigen", ""),
        ("The dues will rise,” she said.", ""),
        ('The dues will rise," she said.', ""),
        ("He told me: “In 2031", ""),
        ('A pipe of 12" and one of 6”.', ""),
        ('צה"ל הודיע, וארה"ב שתקה.', ""),
        ("[…] and left,” he told me.", ""),
    ],
)
def test_marks_in_a_direct_report_are_the_speakers_own(text: str, code: str, tmp_path: Path, check: Check) -> None:
    report = {"source": "tide-1", "mode": "direct", "text": text}
    said = json.dumps({"id": "s", "speakers": "ada-lin", "reports": [report]})
    draw(tmp_path, {"data/record.yaml": RECORD, "data/statements.jsonl": said + "\n"})
    _, told = check(tmp_path, "--format", "json")
    assert [problem["code"] for problem in json.loads(told)] == ([code] if code else [])


def test_what_was_lost_in_a_table_is_lost_in_a_table_only(tmp_path: Path, check: Check) -> None:
    draw(
        tmp_path,
        {
            "data/a.yaml": 'statements: [{id: a, speakers: unnamed, summary: "#N/A"}]\n',
            "data/statements.csv": "id,speaker,summary\nb,unnamed,#N/A\nc,unnamed,No #N/A\n",
        },
    )
    code, told = check(tmp_path, "--format", "json")
    assert code == 0
    assert [(problem["code"], problem["line"]) for problem in json.loads(told)] == [("damaged-text", 2)]
