"""What changed between two states of a record: told to people and machines, and nothing in silence."""

import json
import re
import subprocess
import tempfile
from pathlib import Path

import markdown
import pytest

from drawing import RECORD, draw, draw_site, run, tree
from onrecord.changes import compare
from onrecord.contrast import marked, runs
from onrecord.load import load

DUES = "The dues will rise in May."
CORRECTED = "    corrections: [{on: 2031-03-09, reason: Copied wrongly.}]\n"
NO = "  - id: 2031-03-05-ek-no\n"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Ed", "-c", "user.email=ed@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str = "state") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site whose record stands in the branch `main`."""
    folder = draw_site(tmp_path / "site")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def states(folder: Path, before: str, after: str) -> Path:
    return draw(folder, {"old/record.yaml": before, "new/record.yaml": after})


def edited(*edits: tuple[str, str], record: str = RECORD) -> str:
    for old, new in edits:
        assert record.count(old) >= 1, old
        record = record.replace(old, new)
    return record


def diff(folder: Path, before: str, after: str, form: str = "json") -> str:
    states(folder, before, after)
    return run("onrecord.cli", "diff", "old", "new", "--format", form, cwd=folder).stdout


def told(folder: Path, before: str, after: str) -> list[tuple[str, str, list[str]]]:
    return [(each["section"], each["id"], each["deeds"]) for each in json.loads(diff(folder, before, after))]


def codes(folder: Path, before: str, after: str) -> list[str]:
    states(folder, before, after)
    done = run("onrecord.cli", "check", "new", "--against", "old", "--format", "json", cwd=folder, code=None)
    return [problem["code"] for problem in json.loads(done.stdout)]


# diff: what was done


def test_a_record_that_did_not_change_says_so(tmp_path: Path) -> None:
    assert diff(tmp_path, RECORD, RECORD, "text") == "Nothing changed in the record.\n"
    assert "Nothing changed in the record." in diff(tmp_path, RECORD, RECORD, "markdown")
    assert json.loads(diff(tmp_path, RECORD, RECORD)) == []


def test_another_file_order_or_format_is_no_change(tmp_path: Path) -> None:
    table = 'id,name,broader\ndues,Harbour dues,ports\nports,"Ports, harbours and quays",\n'
    draw(tmp_path, {"old/record.yaml": RECORD, "new/topics.csv": table})
    lines = RECORD[: RECORD.index("topics:\n")] + RECORD[RECORD.index("sources:\n") :]
    draw(tmp_path, {"new/deep/record.yaml": lines})
    assert "Nothing" in run("onrecord.cli", "diff", "old", "new", cwd=tmp_path).stdout


def test_each_deed_has_its_word(tmp_path: Path) -> None:
    draft = "  - {id: later, speakers: bo-ek, summary: Later., status: draft}\n"
    gone = "  - {id: gone, speakers: bo-ek, summary: Gone.}\n"
    after = edited(
        ("id: bo-ek", "id: bo-ek-jr"),
        ("speakers: bo-ek", "speakers: bo-ek-jr"),
        ("name: Bo Ek}", "name: Bo Ek Jr, former_ids: bo-ek}"),
        (
            "summary: Announces higher dues.",
            "summary: Announces higher dues.\n    status: withdrawn\n" + CORRECTED.rstrip(),
        ),
        (NO, NO + "    place: Harbour\n"),
    )
    after += "  - {id: later, speakers: bo-ek-jr, summary: Later.}\n  - {id: new, speakers: bo-ek-jr, summary: New.}\n"
    assert told(tmp_path, RECORD + draft + gone, after) == [
        ("actors", "bo-ek-jr", ["renamed", "changed"]),
        ("statements", "2031-03-04-lin-dues", ["withdrawn", "corrected"]),
        ("statements", "2031-03-05-ek-no", ["changed"]),
        ("statements", "gone", ["removed"]),
        ("statements", "later", ["published"]),
        ("statements", "new", ["added"]),
    ]


def test_a_rename_alone_is_a_rename_alone(tmp_path: Path) -> None:
    after = edited(("id: bo-ek", "former_ids: bo-ek, id: bo"), ("speakers: bo-ek", "speakers: bo"))
    assert told(tmp_path, RECORD, after) == [("actors", "bo", ["renamed"])]


def test_two_records_that_become_one_are_merged(tmp_path: Path) -> None:
    after = edited(
        ("  - {id: bo-ek, name: Bo Ek}\n", ""), ("speakers: bo-ek", "speakers: ada-lin"), ("[ada]", "[ada, bo-ek]")
    )
    assert ("actors", "ada-lin", ["merged"]) in told(tmp_path, RECORD, after)


def test_a_draft_stands_under_a_heading_of_its_own(tmp_path: Path) -> None:
    before = RECORD + "  - {id: idea, speakers: bo-ek, summary: An idea., status: draft}\n"
    text = diff(tmp_path, before, edited(("An idea.", "A thought."), record=before), "text")
    assert text.startswith("drafts (not public):\n  changed idea")


def test_fields_are_told_by_path_and_word_by_word(tmp_path: Path) -> None:
    after = edited((DUES, "The dues may rise in May."), ("stance: supports", "stance: conditional"))
    text = diff(tmp_path, RECORD, after, "text")
    assert "reports[tide-1].text: The dues {-will-} {+may+} rise in May." in text
    assert "topics[dues].stance: {-supports-} {+conditional+}" in text


def test_a_lost_correction_is_told(tmp_path: Path) -> None:
    changes = json.loads(diff(tmp_path, RECORD + CORRECTED, RECORD))
    assert changes[0]["fields"] == [{"path": "corrections[2031-03-09]", "before": "Copied wrongly.", "after": None}]


def test_the_order_is_always_the_same(tmp_path: Path) -> None:
    states(tmp_path, RECORD, edited((DUES, "x"), ("Harbour dues", "Dues")))
    before, after = load([tmp_path / "old"])[0], load([tmp_path / "new"])[0]
    assert compare(before, after) == compare(before, after)
    assert [each.section for each in compare(before, after)] == ["topics", "statements"]


def test_data_that_do_not_load_are_told_with_exit_code_1(tmp_path: Path) -> None:
    states(tmp_path, RECORD, "statements: [{id: x}]\n")
    done = run("onrecord.cli", "diff", "old", "new", cwd=tmp_path, code=1)
    assert "new/record.yaml:1:14: error[missing-field]" in done.stderr


def test_each_record_is_counted_once_under_the_weightiest_of_what_was_done_to_it(tmp_path: Path) -> None:
    after = edited((DUES, "The dues may rise in May.")) + CORRECTED
    assert diff(tmp_path, RECORD, after, "text").endswith("\n2 records changed: 1 corrected, 1 changed otherwise.\n")
    assert diff(tmp_path, RECORD, RECORD + CORRECTED, "text").endswith("\n1 record changed: 1 corrected.\n")
    assert diff(tmp_path, RECORD, edited((DUES, "No.")), "text").endswith("\n1 record changed.\n")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("published", "withdrawn", "withdrawn"),
        ("disputed", "withdrawn", "disputed → withdrawn"),
        ("draft", "published", "published"),
        ("draft", "reviewed", "published, draft → reviewed"),
        ("published", "draft", "taken back into draft"),
        ("published", "disputed", "published → disputed"),
    ],
)
def test_a_turn_is_told_in_few_words(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = diff(tmp_path, RECORD + f"    status: {old}\n", RECORD + f"    status: {new}\n", "text")
    assert f"  {words} 2031-03-05-ek-no: " in text


def test_a_source_that_was_taken_back_is_retracted(tmp_path: Path) -> None:
    after = edited(("title: Dues to rise,", "title: Dues to rise, retraction: {reason: Made up.},"))
    assert told(tmp_path, RECORD, after) == [("sources", "tide-1", ["retracted"])]
    assert "retracted tide-1" in diff(tmp_path, RECORD, after, "text")


def test_a_comment_is_cut_between_list_items_and_says_what_is_left_out(tmp_path: Path) -> None:
    many = "".join(f"  - {{id: s-{number}, speakers: bo-ek, summary: {'w`ord ' * 30}}}\n" for number in range(900))
    text = diff(tmp_path, RECORD, RECORD + many, "markdown")
    items = [line for line in text.split("\n") if line.startswith("- ")]
    left = re.search(r"\n\nLeft out here: (\d+) records more\. `onrecord diff` shows all\.\n$", text)
    assert left
    assert 50_000 < len(text) <= 60_000
    assert len(items) + int(left[1]) == 900
    assert all(re.fullmatch(r"- added (`+).*?\1: (`+).*\2", item) for item in items)
    names = ", ".join(f"{'n' * 300}{number}" for number in range(300))
    one = diff(
        tmp_path,
        RECORD,
        edited(("[{name: عدا لین, language: fa, kind: native}, A. Lin]", f"[A. Lin, {names}]")),
        "markdown",
    )
    assert len(one) <= 60_000
    assert re.search(r"\n\nLeft out here: \d+ values of the last record\. `onrecord diff` shows all\.\n$", one)


# diff: hostile text

HOSTILE = [
    "@everyone see #1 and GH-2 and a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0",
    "<img src=x onerror=alert(1)> <!-- <script>alert(1)</script>",
    "![x](https://evil.example.org/x.png) [y](javascript:alert(1)) https://evil.example.org",
    "``` x ```` y ` z",
    "`",
    "``",
    "x`` `",
    "\\` \\",
    "# heading",
    "| a | b |",
    "$`x`$ $$x$$ {-x-} {+y+} ⟨x⟩",
    "&lt;b&gt; &#64;everyone",
    "x\\n\\n```\\n\\n/close\\n# h\\n- [ ] x\\n::error::forged\\n\\u202eforged\\u2028x",
    "##[error]forged ##vso[task.complete]",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_in_the_data_acts_in_markdown(tmp_path: Path, value: str) -> None:
    quoted = (
        '"' + value.replace("\\`", "\\\\`").replace(" \\", " \\\\").replace('"', '\\"') + '"'
        if "\\n" not in value
        else f'"{value}"'
    )
    after = edited(
        ("summary: Announces higher dues.", f"summary: {quoted}"),
        (DUES, quoted),
        (
            "names: [{name: عدا لین, language: fa, kind: native}, A. Lin]",
            f'names: [{quoted.split(chr(92) + "n")[0].rstrip(chr(34))}"]',
        ),
    )
    after += f"    corrections: [{{on: 2031-03-09, reason: {quoted}}}]\n"
    text = diff(tmp_path, RECORD, after, "markdown")
    outside = re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", text)  # CommonMark's code spans
    assert "`" not in outside
    assert re.fullmatch(r"[-\w #.,:()\n→]*", outside)
    assert not re.search(r"evil|forged|alert|everyone", outside)
    assert all(
        re.match(r"(## What|\d+ records? changed|### (Actors|Statements)$|- \w| {4}- |$)", line)
        for line in text.split("\n")
    )
    assert not re.search("[\u202e\u2028\u0085]", text)
    page = markdown.markdown(text, extensions=["tables", "fenced_code"])
    assert set(re.findall(r"<(\w+)", re.sub(r"<code>.*?</code>", "", page))) <= {"h2", "h3", "p", "ul", "li"}
    assert not re.search(r"<[^>]*[^>/\w<][^>]*>", page)


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_nothing_in_the_data_commands_a_terminal_or_a_log(tmp_path: Path, form: str) -> None:
    bad = r'"x\n::error::forged ##[error]forged \u202e \u2066"'
    text = diff(tmp_path, RECORD, edited((DUES, bad), ("summary: Announces higher dues.", f"summary: {bad}")), form)
    assert "forged" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|##\w*\[", text)
    assert not re.search(r"^\s*::", text, re.MULTILINE)


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("unseen", ["200b", "200f", "2060", "2064", "feff", "00ad", "3164", "000e0041", "000e007f"])
def test_what_nobody_sees_is_shown(tmp_path: Path, form: str, unseen: str) -> None:
    sign = f"\\{'u' if len(unseen) == 4 else 'U'}{unseen}"
    text = diff(tmp_path, RECORD, edited((DUES, f'"The dues{sign} will rise in May."')), form)
    assert re.search(r"\{\+(dues)?" + re.escape(sign) + r"\+\}", text)
    assert chr(int(unseen, 16)) not in text


def test_a_long_text_is_cut_with_a_mark_and_json_has_it_whole(tmp_path: Path) -> None:
    long = "word " * 9000
    before, after = edited((DUES, f"{long}may {long}")), edited((DUES, f"{long}will {long}"))
    text = diff(tmp_path, before, after, "text")
    assert "{-may-} {+will+}" in text
    assert "characters …⟩" in text
    assert len(text) < 1000
    assert len(json.loads(diff(tmp_path, before, after))[0]["fields"][0]["after"]) > 80_000


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("a b c", "a x c", "a {-b-} {+x+} c"),
        ("a b c d", "a x y d", "a {-b c-} {+x y+} d"),
        ("a", "a b", "a{+ b+}"),
        ("港口费上涨", "港口费下跌", "港口费{-上涨-} {+下跌+}"),
        ("a {-b-}", "a", "a{- \\u007b-b-\\u007d-}"),
    ],
)
def test_a_difference_is_marked_by_words_and_cannot_be_forged(before: str, after: str, line: str) -> None:
    assert marked(before, after, context=80, longest=400) == line
    found = runs(before, after)
    assert "".join(text for voice, text in found if voice != "after") == before
    assert "".join(text for voice, text in found if voice != "before") == after


# diff: revisions


def test_revisions_and_folders_are_compared_with_each_other_and_with_what_stands(site: Path, tmp_path: Path) -> None:
    first = git(site, "rev-parse", "HEAD")
    (site / "data/record.yaml").write_text(edited((DUES, "The dues may rise in May.")), encoding="utf-8")
    assert "{-will-} {+may+}" in run("onrecord.cli", "diff", "main", cwd=site).stdout
    commit(site)
    for states in ([first, "HEAD"], ["HEAD~1"], ["HEAD~1:", "data"], [first[:12], "main:"]):
        assert "{-will-} {+may+}" in run("onrecord.cli", "diff", *states, cwd=site).stdout
    assert "{-may-}" in run("onrecord.cli", "diff", "data", "HEAD~1", cwd=site).stdout


def test_a_file_that_is_there_wins_over_a_revision_unless_a_colon_ends_it(site: Path) -> None:
    draw(site, {"main/record.yaml": edited((DUES, "The dues may rise in May."))})
    assert "{-may-}" in run("onrecord.cli", "diff", "main", cwd=site).stdout
    assert "Nothing" in run("onrecord.cli", "diff", "main:", cwd=site).stdout


def test_reading_a_revision_touches_nothing(site: Path) -> None:
    draw(site, {"data/more.yaml": "topics: []\n", "data/staged.yaml": "topics: []\n"})
    git(site, "add", "data/staged.yaml")
    before = tree(site)
    run("onrecord.cli", "diff", "main", cwd=site)
    run("onrecord.cli", "check", "--against", "main", cwd=site)
    assert tree(site) == before


def test_links_and_other_repositories_in_a_revision_are_passed_over(site: Path, tmp_path: Path) -> None:
    draw(tmp_path, {"secret.yaml": "topics: [{id: hush, name: Hush}]\n"})
    (site / "data/link.yaml").symlink_to(tmp_path / "secret.yaml")
    commit(site)
    (site / "data/link.yaml").unlink()
    assert "Nothing" in run("onrecord.cli", "diff", "HEAD", cwd=site).stdout


def test_a_tree_made_by_hand_writes_nothing_outside(site: Path, tmp_path: Path) -> None:
    blob = git(site, "rev-parse", "HEAD:data/record.yaml")

    def made(listed: str) -> str:
        done = subprocess.run(["git", "mktree"], cwd=site, input=listed, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    inner = made(f"100644 blob {blob}\tescaped-onrecord.yaml\n")
    data = made(f"040000 tree {inner}\t..\n100644 blob {blob}\trecord.yaml\n")
    data = made(f"040000 tree {data}\t..\n100644 blob {blob}\trecord.yaml\n")
    bad = git(site, "commit-tree", "-m", "bad", made(f"040000 tree {data}\tdata\n"))
    assert "Nothing" in run("onrecord.cli", "diff", bad, cwd=site).stdout
    assert not (Path(tempfile.gettempdir()) / "escaped-onrecord.yaml").exists()


@pytest.mark.parametrize(
    "name",
    [
        *("-x", "--output=x", "--all", "nowhere", "main..HEAD", "main...HEAD", "HEAD:data", "", ":", "0" * 40, ":/x y"),
        *("^HEAD", "^main", "HEAD^!", "HEAD^@", ":/state", "@{u}", "@{-1}", "HEAD^{tree}", "HEAD ^main"),
    ],
)
def test_what_is_no_revision_is_told_in_one_sentence(site: Path, name: str) -> None:
    before = tree(site)
    for command in (["diff", "--", name], ["check", f"--against={name}"]):
        done = run("onrecord.cli", *command, cwd=site, code=2)
        assert re.fullmatch(r"onrecord: there is no file, folder or revision `.*`: [^\n]+\n", done.stderr)
    assert tree(site) == before


def test_outside_of_a_repository_and_without_git_it_says_so(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = draw_site(tmp_path / "plain")
    assert "is in no git repository" in run("onrecord.cli", "diff", "main", cwd=folder, code=2).stderr
    run("onrecord.cli", "diff", "data", "data", cwd=folder)
    (site / "mkdocs.yml").write_text("plugins: [onrecord: {data: ../plain/data}]\n", encoding="utf-8")
    assert "is in no git repository" in run("onrecord.cli", "diff", "main", cwd=site, code=2).stderr
    monkeypatch.setenv("PATH", "")
    assert "there is no git here" in run("onrecord.cli", "diff", "main", cwd=folder, code=2).stderr


def test_a_shallow_clone_says_how_to_get_the_rest(site: Path, tmp_path: Path) -> None:
    first = git(site, "rev-parse", "HEAD")
    draw(site, {"data/more.yaml": "topics: []\n"})
    commit(site)
    git(tmp_path, "clone", "-q", "--depth", "1", site.as_uri(), "shallow")
    done = run("onrecord.cli", "check", "--against", first, cwd=tmp_path / "shallow", code=2)
    assert "git fetch --unshallow" in done.stderr


def test_problems_of_a_revision_bear_its_name(site: Path) -> None:
    draw(site, {"data/bad.yaml": "topics: [{id: x}]\n"})
    commit(site)
    (site / "data/bad.yaml").unlink()
    done = run("onrecord.cli", "diff", "HEAD", cwd=site, code=1)
    assert done.stderr.startswith("HEAD:data/bad.yaml:1:10: error[missing-field]")
    assert "onrecord-" not in done.stderr
    run("onrecord.cli", "check", "--against", "HEAD", cwd=site)  # the repair of a broken record passes


def test_a_record_in_a_folder_of_the_repository_is_found(tmp_path: Path) -> None:
    folder = draw_site(tmp_path / "top" / "sub dir")
    git(tmp_path / "top", "init", "-q")
    commit(tmp_path / "top")
    (folder / "data/record.yaml").write_text(edited((DUES, "The dues may rise in May.")), encoding="utf-8")
    done = run("onrecord.cli", "check", "--against", "HEAD", cwd=folder, code=1)
    assert done.stdout.startswith("data/record.yaml:")
    assert "{-will-}" in run("onrecord.cli", "diff", "HEAD", cwd=folder).stdout


# check --against

SILENT = {
    "text": ((DUES, "The dues may rise in May."),),
    "mode": (("mode: direct", "mode: indirect"),),
    "source": (("source: tide-1, mode: mixed", "source: tide-2, mode: mixed"),),
    "report gone": ((f"      - {{source: tide-1, mode: direct, chain: [tide-news], locator: p. 3, note: Seen on film, text: {DUES}}}\n", ""), ("    reports:\n  - id", "  - id")),
    "speaker": ((NO + "    speakers: bo-ek", NO + "    speakers: [bo-ek, ada-lin]"),),
    "speaker gone": ((", {actor: unnamed, as_printed: a pilot}", ""),),
    "date": (("said_on: 2031-03-05", "said_on: 2031-03-04"),),
    "date gone": (("    said_on: 2031-03-05\n", ""),),
    "stance": (("stance: opposes", "stance: neutral"),),
    "stance gone": (("{topic: dues, stance: opposes}", "dues"),),
    "summary": (("summary: Announces higher dues.", "summary: Refuses higher dues."),),
    "relation": (("relations: [{rejects", "relations: [{supports"),),
    "relation gone": (("    relations: [{rejects: 2031-03-04-lin-dues, evidence: Both cannot be}]\n", ""),),
    "chain": (("chain: [tide-news], ", ""),),
    "topic gone": (("    topics: [{topic: dues, stance: opposes}]\n", ""),),
    "role": (("role: minister", "role: mayor"),),
    "role gone": (("role: minister, ", ""),),
    "certainty": (("certainty: disputed, ", ""),),
    "certainty raised": (("certainty: disputed", "certainty: probable"),),
    "on behalf": (("on_behalf_of: ports-office", "on_behalf_of: tide-news"),),
    "on behalf gone": ((", on_behalf_of: ports-office", ""),),
    "as printed": (("as_printed: A. Lin", "as_printed: Ada Lin"),),
    "as printed gone": ((", as_printed: A. Lin", ""),),
    "capacity": (("capacity: guest", "capacity: host"),),
    "capacity gone": ((", capacity: guest", ""),),
    "two unnamed": (("as_printed: a sailor", "as_printed: a captain"),),
    "rating": (("rating: Half true", "rating: True"),),
    "rating gone": (("    fact_checks: [{publisher: Fact Port, rating: Half true, url: 'https://fact.example.org/1'}]\n", ""),),
    "place": (("place: Quay", "place: Town hall"),),
    "place gone": (("    place: Quay\n", ""),),
    "audience": (("audience: Traders", "audience: Sailors"),),
    "event": (("event: opening", "event: strike"),),
    "event gone": (("    event: opening\n", ""),),
    "translator": (("translated_by: Kim Oe", "translated_by: Al Oe"),),
    "note": (("note: She laughed.", "note: She cried."),),
    "note gone": (("    note: She laughed.\n", ""),),
    "ground of the date": (("date_basis: inferred", "date_basis: stated"),),
    "locator": (("locator: p. 3", "locator: p. 4"),),
    "report's note gone": ((", note: Seen on film", ""),),
    "evidence gone": ((", evidence: Both cannot be", ""),),
    "disputed": (("relations: [{rejects", "status: disputed\n    relations: [{rejects"),),
}  # fmt: skip
FACTS = """    date_basis: inferred
    place: Quay
    audience: Traders
    event: opening
    translated_by: Kim Oe
    note: She laughed.
    fact_checks: [{publisher: Fact Port, rating: Half true, url: 'https://fact.example.org/1'}]
"""
BEFORE = edited(
    ("sources:\n", "sources:\n  - {id: tide-2, title: More dues}\n"),
    ("end: 2032}]", "end: 2032}, {id: mayor, title: Mayor}]"),
    ("topics:\n  -", "  - {id: ports-office, name: Ports Office, kind: organization}\ntopics:\n  -"),
    ("statements:\n", "events: [{id: opening, name: Opening}, {id: strike, name: Strike}]\nstatements:\n"),
    ("speakers: {actor: ada-lin, role: minister}", "speakers: [{actor: ada-lin, certainty: disputed, role: minister, on_behalf_of: ports-office, as_printed: A. Lin, capacity: guest}, "
     "{actor: unnamed, as_printed: a sailor}, {actor: unnamed, as_printed: a pilot}]"),
    ("    summary: Announces higher dues.\n", "    summary: Announces higher dues.\n" + FACTS),
    ("chain: [tide-news], ", "chain: [tide-news], locator: p. 3, note: Seen on film, "),
    ("{rejects: 2031-03-04-lin-dues}", "{rejects: 2031-03-04-lin-dues, evidence: Both cannot be}"),
    ("statements:\n", "statements:\n  - {id: summed, speakers: bo-ek, summary: Says no.}\n"
     "  - {id: first, speakers: bo-ek, original: {text: Nei., language: nb}}\n"),
)  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_what_readers_saw_changes_with_a_correction_only(tmp_path: Path, name: str) -> None:
    after = edited(*SILENT[name], record=BEFORE)
    assert set(codes(tmp_path, BEFORE, after)) == {"silent-change"}
    reason = "    corrections: [{on: 2031-03-09, reason: Copied wrongly.}]\n"
    for id_ in ("2031-03-04-lin-dues", "2031-03-05-ek-no"):
        after = after.replace(f"  - id: {id_}\n", f"  - id: {id_}\n{reason}")
    assert codes(tmp_path, BEFORE, after) == []


def test_a_correction_that_names_a_field_explains_that_field_only(tmp_path: Path) -> None:
    edits = ((DUES, "The dues may rise in May."), (NO + "    speakers: bo-ek", NO + "    speakers: ada-lin"))
    both = edited(*edits, ("said_on: 2031-03-04", "said_on: 2031-03-03"), record=BEFORE)
    for field, left in (("text", 2), ("said_on", 2), ("reports", 2), (None, 1)):
        named = f"field: {field}, " if field else ""
        reason = f"    corrections: [{{on: 2031-03-09, {named}reason: Copied wrongly.}}]\n"
        id_ = "  - id: 2031-03-04-lin-dues\n"
        assert codes(tmp_path, BEFORE, both.replace(id_, id_ + reason)) == ["silent-change"] * left, field


@pytest.mark.parametrize(
    "edit", [("summary: Says no.", "summary: Says yes."), ("text: Nei.", "text: Ja."), ("language: nb", "language: nn")]
)
def test_a_summary_alone_and_an_original_are_words_too(tmp_path: Path, edit: tuple[str, str]) -> None:
    assert codes(tmp_path, BEFORE, edited(edit, record=BEFORE)) == ["silent-change"]


@pytest.mark.parametrize(
    "edit",
    [
        (f"text: {DUES}}}\n", f"text: {DUES}}}\n      - {{source: tide-2, mode: indirect, text: She said so.}}\n"),
        (NO, NO + "    note: A note.\n    place: Harbour\n    audience: All\n    event: strike\n    translated_by: Al Oe\n"),
        ("speakers: bo-ek\n", "speakers: {actor: bo-ek, certainty: probable, capacity: guest, on_behalf_of: tide-news, as_printed: Bo Ek}\n"),
        ("{actor: unnamed, as_printed: a sailor}, {actor: unnamed, as_printed: a pilot}", "{actor: unnamed, as_printed: a pilot}, {actor: unnamed, as_printed: a sailor, capacity: guest}"),
        ("rating: Half true, ", "rating: Half true, on: 2031, "),
        ("fact_checks: [", "fact_checks: [{publisher: X, rating: Y, url: 'https://x.example.org/'}, "),
        ("topics: [{topic: dues, stance: supports}]", "topics: [ports, {topic: dues, stance: supports}]"),
        ("relations: [{rejects", "fact_checks: [{publisher: X, rating: Y, url: 'https://x.example.org/'}]\n    relations: [{replies_to: first}, {rejects"),
        ("{id: summed, speakers: bo-ek", "{id: summed, said_on: 2031, speakers: bo-ek"),
    ],
)  # fmt: skip
def test_adding_is_no_silent_change(tmp_path: Path, edit: tuple[str, str]) -> None:
    assert codes(tmp_path, BEFORE, edited(edit, record=BEFORE)) == []


def test_renames_everywhere_change_nothing_in_silence(tmp_path: Path) -> None:
    after = BEFORE
    for old in ("ada-lin", "tide-1", "dues", "bo-ek"):
        after = re.sub(rf"(?<![\w-]){old}(?![\w-])", f"{old}-x", after)
    after = edited(
        ("former_ids: [ada]", "former_ids: [ada, ada-lin]"),
        ("{id: bo-ek-x,", "{id: bo-ek-x, former_ids: bo-ek,"),
        ("{id: dues-x,", "{id: dues-x, former_ids: dues,"),
        ("{id: tide-1-x,", "{id: tide-1-x, former_ids: tide-1,"),
        (NO, "  - id: ek-says-no\n    former_ids: 2031-03-05-ek-no\n"),
        ("Harbour dues-x", "Harbour dues"),
        ("The dues-x", "The dues"),
        ("higher dues-x", "higher dues"),
        ("More dues-x", "More dues"),
        record=after,
    )
    assert codes(tmp_path, BEFORE, after) == []
    assert codes(tmp_path, BEFORE, edited(("against trade", "on trade"), record=after)) == ["silent-change"]


def test_another_id_of_what_reads_the_same_is_no_change(tmp_path: Path) -> None:
    after = edited(
        ("role: minister", "role: ports"),
        ("id: minister", "id: ports"),
        ("event: opening", "event: the-opening"),
        ("id: opening", "id: the-opening"),
        record=BEFORE,
    )
    assert codes(tmp_path, BEFORE, after) == []


def test_words_of_the_data_end_the_message(tmp_path: Path) -> None:
    states(tmp_path, RECORD, edited((DUES, f"{DUES} Nothing more.")))
    done = run("onrecord.cli", "check", "new", "--against", "old", cwd=tmp_path, code=1)
    line = "reads otherwise, and no new correction says why: “The dues will rise in May.{+ Nothing more.+}”\n"
    assert line in done.stdout


@pytest.mark.parametrize(("reason", "left"), [("x", 1), ("12345", 1), ("—…!", 1), ("ok", 1), ("OCR", 0), ("误植", 0)])
def test_a_reason_of_hardly_a_letter_explains_nothing(tmp_path: Path, reason: str, left: int) -> None:
    after = edited((DUES, "No dues."))
    after = after.replace(NO, f"    corrections: [{{on: 2031-03-09, reason: {reason}}}]\n{NO}")
    assert codes(tmp_path, RECORD, after) == ["silent-change"] * left


def test_what_one_statement_was_corrected_in_explains_nothing_of_another_that_it_is_merged_with(tmp_path: Path) -> None:
    def said(name: str, words: str, more: str = "") -> str:
        return f"  - {{id: {name}, speakers: bo-ek, summary: {words}.{more}}}\n"

    def noted(*reasons: str) -> str:
        return f", corrections: [{', '.join(f'{{on: 2031-03-09, reason: {each}}}' for each in reasons)}]"

    before = RECORD + said("a", "Yes", noted("Misheard.")) + said("b", "No") + said("c", "Perhaps")
    heir = ", former_ids: [a, c]"
    assert codes(tmp_path, before, RECORD + said("b", "No", noted("Misheard.") + heir)) == ["silent-change"] * 2
    assert codes(tmp_path, before, RECORD + said("b", "No", noted("Misheard.", "All one.") + heir)) == []


@pytest.mark.parametrize("status", ["withdrawn", "misattributed", "disputed"])
def test_to_warn_of_a_statement_takes_a_correction_of_its_own(tmp_path: Path, status: str) -> None:
    typo = "    corrections:\n      - {on: 2031-03-09, reason: A typing error.}\n"
    why = "      - {on: 2031-04-01, %sreason: It was another.}\n    status: "
    assert codes(tmp_path, RECORD + typo, RECORD + typo + f"    status: {status}\n") == ["silent-change"]
    assert codes(tmp_path, RECORD + typo, RECORD + typo + why % "field: text, " + status) == ["silent-change"]
    for field in ("", "field: status, "):
        assert codes(tmp_path, RECORD + typo, RECORD + typo + why % field + status) == []
    other = "disputed" if status != "disputed" else "misattributed"
    assert codes(tmp_path, RECORD + typo + f"    status: {status}\n", RECORD + typo + f"    status: {other}\n") == [
        "silent-change"
    ]
    draft = RECORD + "    status: draft\n"
    assert codes(tmp_path, draft, RECORD + typo + f"    status: {status}\n") == []
    assert codes(tmp_path, RECORD, RECORD + "    status: reviewed\n") == []


def test_what_a_withdrawn_statement_said_may_be_deleted_and_its_corrections_stay(tmp_path: Path) -> None:
    corrections = "    corrections: [{on: 2031-03-09, reason: He denies it., before: a wall}]\n    status: withdrawn\n"
    before = BEFORE + corrections
    start = before.index(NO) + len(NO)
    bare = before[:start] + "    speakers: bo-ek\n" + corrections
    assert codes(tmp_path, before, bare) == []
    assert codes(tmp_path, before, bare.replace(", before: a wall", "")) == []
    assert codes(tmp_path, before, edited(("against trade", "on trade"), record=before)) == ["silent-change"]
    assert codes(tmp_path, before, edited(("He denies it.", "He asked."), record=before)) == ["silent-change"]
    # in one step too, with a word of why
    assert codes(tmp_path, BEFORE, bare) == []
    assert codes(tmp_path, BEFORE, bare.replace("reason", "field: status, reason")) == []
    assert "silent-change" in codes(tmp_path, BEFORE, bare.replace("reason", "field: text, reason"))


CONTEXT = {
    "actor's name": ("name: Ada Lin\n", "name: Ada Ling\n"),
    "role's title": ("title: Mayor", "title: Clerk"),
    "topic's name": ("name: Harbour dues", "name: Harbour taxes"),
    "source's title": ("title: Dues to rise", "title: Dues to fall"),
    "source's outlet": ("outlet: tide-news", "outlet: ports-office"),
    "source's address": (', url: "https://tide.example.org/1?a=1&b=2"', ""),
    "source's date": ("published_on: 2031-03-05", "published_on: 2031-03-06"),
    "event's name": ("name: Opening", "name: Closing"),
}


@pytest.mark.parametrize("name", CONTEXT)
def test_what_describes_actors_topics_sources_and_events_is_told_as_a_warning(tmp_path: Path, name: str) -> None:
    states(tmp_path, BEFORE, edited(CONTEXT[name], record=BEFORE))
    done = run("onrecord.cli", "check", "new", "--against", "old", cwd=tmp_path)
    assert re.search(r"warning\[silent-context\]: .* beside (no|\d+) public statements?: “", done.stdout)
    assert done.stderr.startswith("0 errors, 1 warning;")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Bo Ek}", "name: Bo Ek Jr, names: [Bo Ek]}"),
        ("name: Harbour dues", "name: Port dues, names: [Harbour dues]"),
        ("name: Harbour dues", "name: Harbour dues, description: What ships pay."),
        ("title: More dues", "title: More dues, outlet: tide-news, retraction: {reason: Made up.}"),
    ],
)
def test_a_former_name_that_is_kept_and_what_is_added_is_no_warning(tmp_path: Path, old: str, new: str) -> None:
    assert codes(tmp_path, BEFORE, edited((old, new), record=BEFORE)) == []


def test_a_source_that_was_taken_back_stays_so_or_says_in_its_note_why_not(tmp_path: Path) -> None:
    title = "title: Dues to rise"
    before = edited((title, title + ", note: A scan., retraction: {on: 2031-04-01, reason: Made up.}"))
    assert codes(tmp_path, before, edited((title, title + ", note: A scan."))) == ["silent-change"]
    assert codes(tmp_path, before, edited(("Made up.", "Unclear."), record=before)) == ["silent-context"]
    explained = edited((title, title + ", note: A scan. Once marked by mistake as retracted."))
    assert set(codes(tmp_path, before, explained)) == {"silent-context"}


@pytest.mark.parametrize("nothing", ["/dev/null", "empty", "broken", "first"])
def test_a_comparison_with_nothing_does_not_pass(site: Path, nothing: str) -> None:
    draw(site, {"broken/record.yaml": RECORD + "  : [\n", "empty/README.md": "Nothing.\n"})
    tree = git(site, "mktree")  # of no file
    git(site, "tag", "first", git(site, "commit-tree", "-m", "first", tree))
    done = run("onrecord.cli", "check", "--against", nothing, cwd=site, code=2)
    assert done.stderr == f"onrecord: there is no record at `{nothing}` that could be read, so nothing is compared\n"


@pytest.mark.parametrize(
    "broken", ["statements: [{id: late, speakers: bo-ek, summary: Yes., sumary: No.}]\n", "statements: [{\n"]
)
def test_a_public_statement_whose_earlier_form_cannot_be_read_does_not_pass(site: Path, broken: str) -> None:
    draw(site, {"data/late.yaml": broken})
    commit(site)
    draw(site, {"data/late.yaml": "statements: [{id: late, speakers: bo-ek, summary: No.}]\n"})
    done = run("onrecord.cli", "check", "--against", "main", cwd=site, code=1)
    told = "data/late.yaml: error[silent-change]: 1 public statement cannot be compared with what stood there before"
    assert told in done.stdout.replace(":1:1:", ":")
    assert "main:data/late.yaml:" in done.stderr
    draw(site, {"data/late.yaml": "statements: [{id: late, speakers: bo-ek, summary: No., status: draft}]\n"})
    run("onrecord.cli", "check", "--against", "main", cwd=site)


def test_a_withdrawn_statement_needs_no_words(tmp_path: Path) -> None:
    gone = (
        "  - {id: gone, speakers: bo-ek, status: withdrawn, corrections: [{on: 2031-03-09, reason: He denies it.}]}\n"
    )
    draw(tmp_path, {"data/record.yaml": RECORD + gone})
    run("onrecord.cli", "check", "data", cwd=tmp_path)
    assert "no-words" in codes(tmp_path, RECORD, RECORD + gone.replace("withdrawn", "misattributed"))


def test_a_correction_once_public_stays(tmp_path: Path) -> None:
    before = RECORD + CORRECTED
    assert codes(tmp_path, before, RECORD) == ["silent-change"]
    altered = edited(("Copied wrongly.", "Oh."), record=before)
    assert codes(tmp_path, before, altered) == ["silent-change"]
    # an altered one is no new one
    assert codes(tmp_path, before, edited(("against trade", "on trade"), record=altered)) == ["silent-change"] * 2


@pytest.mark.parametrize("status", ["withdrawn", "misattributed"])
def test_what_was_withdrawn_comes_back_with_a_new_correction_only(tmp_path: Path, status: str) -> None:
    before = RECORD + CORRECTED + f"    status: {status}\n"
    assert codes(tmp_path, before, RECORD + CORRECTED) == ["silent-change"]
    after = (
        RECORD
        + "    corrections:\n      - {on: 2031-03-09, reason: Copied wrongly.}\n      - {on: 2031-04-01, reason: It was so.}\n"
    )
    assert codes(tmp_path, before, after) == []


def test_a_draft_may_change_and_go_and_nothing_public_may_become_one(tmp_path: Path) -> None:
    before = RECORD + "  - {id: idea, speakers: bo-ek, summary: An idea., status: draft}\n"
    assert codes(tmp_path, before, edited(("An idea.", "No."), record=before)) == []
    assert codes(tmp_path, before, RECORD) == []
    assert codes(tmp_path, before.replace(", status: draft", ""), before) == ["silent-removal"]


@pytest.mark.parametrize(
    "removed",
    [
        "  - {id: summed, speakers: bo-ek, summary: Says no.}\n",
        "  - {id: tide-2, title: More dues}\n",
        "former_ids: [ada]",
    ],
)
def test_a_page_that_readers_saw_is_not_removed(tmp_path: Path, removed: str) -> None:
    assert codes(tmp_path, BEFORE, edited((removed, ""), record=BEFORE)) == ["silent-removal"]


def test_the_place_of_what_is_gone_is_the_file_it_stood_in(site: Path) -> None:
    draw(site, {"data/a.csv": "", "data/statements.csv": "id,speaker,summary\nx,unnamed,Yes.\ny,unnamed,No.\n"})
    (site / "data/a.csv").unlink()
    commit(site)
    draw(site, {"data/statements.csv": "id,speaker,summary\nx,unnamed,Yes.\n"})
    told = run("onrecord.cli", "check", "--against", "main", "--format", "json", cwd=site, code=1).stdout
    assert [(each["file"], each["line"]) for each in json.loads(told)] == [("data/statements.csv", 1)]
    (site / "data/statements.csv").unlink()
    done = run("onrecord.cli", "check", "--against", "main", cwd=site, code=1)
    assert done.stdout.startswith("data/statements.csv: error[silent-removal]: the statement `x`")
    done = run("onrecord.cli", "check", "--against", "main", "--format", "github", cwd=site, code=1)
    assert done.stdout.startswith("::error file=data/statements.csv,title=silent-removal::")


def test_what_cannot_be_read_is_not_called_removed(site: Path) -> None:
    draw(site, {"data/record.yaml": RECORD + "  : [\n"})
    done = run("onrecord.cli", "check", "--against", "main", "--format", "json", cwd=site, code=1)
    assert {each["code"] for each in json.loads(done.stdout)} == {"yaml-syntax"}


def test_a_branch_is_not_blamed_for_what_came_to_main_after_it_began(site: Path) -> None:
    git(site, "checkout", "-q", "-b", "work")
    draw(site, {"data/work.yaml": "topics: [{id: work, name: Work}]\n"})
    commit(site)
    git(site, "checkout", "-q", "main")
    draw(site, {"data/main.yaml": "topics: [{id: main, name: Main}]\n"})
    commit(site)
    git(site, "checkout", "-q", "work")
    run("onrecord.cli", "check", "--against", "main", cwd=site)
    assert "removed main" in run("onrecord.cli", "diff", "main", cwd=site).stdout


def test_moving_the_record_to_another_folder_hides_nothing(site: Path) -> None:
    draw(site, {"pages/x.html": "x", "mkdocs.yml": "plugins: [onrecord: {data: data, templates: pages}]\n"})
    commit(site)
    (site / "data").rename(site / "record")
    draw(site, {"mkdocs.yml": "plugins: [onrecord: {data: record}]\n"})
    run("onrecord.cli", "check", "--against", "main", cwd=site)
    draw(site, {"record/record.yaml": edited((DUES, "No."))})
    assert "silent-change" in run("onrecord.cli", "check", "--against", "main", cwd=site, code=1).stdout
