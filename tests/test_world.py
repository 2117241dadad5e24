"""The fictional world: every hard case of the model, in every format, loaded, checked and published."""

import html
import json
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml

from drawing import html_paths, run
from onrecord.checks import check
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.index import build_index
from onrecord.load import load
from onrecord.model import Statement
from onrecord.permalinks import path_of
from onrecord.schema import json_schema
from onrecord.site import build
from onrecord.theme import PAGES

WORLD = Path(__file__).parent / "world"
RECORD = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as a built site."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(WORLD, folder / "world", ignore=shutil.ignore_patterns("site"))
    run("mkdocs", "build", "--strict", cwd=folder / "world")
    return folder / "world" / "site"


def page(site: Path, path: str) -> str:
    """A built page, its character references as characters."""
    return html.unescape((site / path / "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", [WORLD / "data", RECORD])
def test_the_record_has_no_problems(folder: Path) -> None:
    dataset, problems = load([folder])
    assert not problems
    assert not check(dataset)
    assert len(dataset.statements) >= 18


def test_the_pages_built_are_the_pages_planned(site: Path) -> None:
    dataset, _ = load([WORLD / "data"])
    planned = build(dataset, Config(), [PAGES]).paths
    assert len(planned) == len(set(planned))
    assert html_paths(site) == {*planned, "404.html", "method/"}


def test_a_page_in_another_script_has_a_lasting_address(site: Path) -> None:
    assert "港口是我們的門戶。" in page(site, "statements/ナラ-harbour")
    assert 'href="../../topics/%E8%AA%9E%E8%A8%80/"' in page(site, "statements/ナラ-harbour")
    assert "潮報" in page(site, "actors/潮報")


@pytest.mark.parametrize(
    ("statement", "parts"),
    [
        ("2031-03-04-lin-dues", ["Minister of Ports", "Gull", "Tern Wire", "Retracted by", "Tidemark Facts", "10 March 2031", "Editor One"]),
        ("2031-03-06-joint-no", ["Noa Barak", "Çağla Işık", "6 March 2031 (uncertain)", "Cagla Isik"]),
        ("2031-03-07-board-supports", ["Spokeswoman", '<span class="behalf">for <a href="../../actors/harbour-board/">']),
        ("2031-03-senior-official", ["a senior official", "probably", "March 2031", "date of the report"]),
        ("2031-05-19-rahimi-treaty", ['lang="fa" dir="rtl"', "نمی‌رویم", "Persian", "Translated by"]),
        ("2031-05-20-barak-treaty", ['lang="he" dir="rtl"', "09:30 UTC", "Contradicts", "Both speak of the same clause."]),
        ("2031-07-02-lin-retracts", ["Prime Minister", "Retracts"]),
        ("voss-decade", ["2020s", "p. 12"]),
        ("voss-since", ["since November 2029", "The words themselves are not on record"]),
        ("voss-undated", ["date not known", "as a private person", "when it was said"]),
        ("2031-04-03-disputed", ['class="notice disputed"']),
        ("2031-04-04-misattributed", ['class="notice misattributed"', "The voice was another’s."]),
        ("2031-05-10-strikers", ["../../sources/tide-strike/", "../../sources/mail-strike/", "Quay 3, Port Hale"]),
        ("2031-05-10-clarified", ["She said that nobody<br>need strike.", "Denies", "Clarifies"]),
        ("2031-04-01-isik-lines", ["# Not a heading<br>- not a list<br><br>> not a quote"]),
    ],
)  # fmt: skip
def test_a_hard_case_is_on_its_page(site: Path, statement: str, parts: list[str]) -> None:
    shown = page(site, f"statements/{statement}")
    for part in parts:
        assert part in shown


def test_a_retraction_changes_the_position_shown_last(site: Path) -> None:
    shown = page(site, "topics/harbour-dues")
    row = shown[shown.index('<th scope="row"><a href="../../actors/ada-lin/">') :].split("</tr>")[0]
    assert row.index("supports") < row.index("conditional")


def test_a_doubtful_attribution_gives_no_position(site: Path) -> None:
    shown = page(site, "topics/strike")
    table = shown[shown.index("<tbody>") : shown.index("</tbody>")]
    assert "noa-barak" not in table
    assert "%C3%A7a%C4%9Fla" not in table


def test_the_topic_tree_is_three_deep_and_rolls_up(site: Path) -> None:
    shown = page(site, "topics/harbour-dues")
    crumbs = shown[shown.index('class="crumbs"') : shown.index("</nav>", shown.index('class="crumbs"'))]
    assert crumbs.index("/topics/sea/") < crumbs.index("/topics/ports/")
    assert "The sea, its ports, and who may use them" in page(site, "topics/sea")
    assert "Fish do not pay dues." in page(site, "topics/sea")


@pytest.mark.parametrize("old", ["actors/a-lin", "topics/ocean", "sources/tide-1", "statements/lin-dues"])
def test_a_former_id_of_each_kind_still_leads_on(site: Path, old: str) -> None:
    assert 'http-equiv="refresh"' in page(site, old)


def test_a_withdrawn_statement_is_a_tombstone_and_its_words_are_nowhere(site: Path) -> None:
    assert "It was never said." in page(site, "statements/2031-04-05-withdrawn")
    for path in site.rglob("*"):
        assert not path.is_file() or b"Wihuri" not in path.read_bytes()


def test_a_draft_is_nowhere(site: Path) -> None:
    for path in site.rglob("*"):
        assert not path.is_file() or b"secret-draft" not in path.read_bytes()


def test_a_very_long_text_is_cut_in_lists_and_whole_on_its_page(site: Path) -> None:
    assert "30th pier" in page(site, "statements/2031-04-01-voss-long")
    assert "30th pier" not in page(site, "actors/petra-voss")
    assert "shortened" in page(site, "actors/petra-voss")


def test_the_same_record_in_another_format_is_the_same_record(tmp_path: Path) -> None:
    """Everything of the world as one JSON file, one YAML file, and JSON Lines."""
    dataset, _ = load([WORLD / "data"])
    plain = {
        section: [
            json.loads(record.model_dump_json(exclude_defaults=True)) for record in dataset.section(section).values()
        ]
        for section in ("actors", "topics", "sources", "events", "statements")
    }
    (tmp_path / "one.json").write_text(json.dumps(plain), encoding="utf-8")
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(plain, allow_unicode=True), encoding="utf-8")
    lines = tmp_path / "lines"
    lines.mkdir()
    for section, records in plain.items():
        text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (lines / f"{section}.jsonl").write_text(text, encoding="utf-8")
    for other in (tmp_path / "one.json", tmp_path / "one.yaml", lines):
        again, problems = load([other])
        assert not problems
        for section in plain:
            assert again.section(section) == dataset.section(section)


@pytest.mark.parametrize(
    "path", sorted([*(WORLD / "data").rglob("*.yaml"), *(WORLD / "data").rglob("*.json"), *RECORD.rglob("*.yaml")])
)
def test_the_json_schema_accepts_what_the_loader_accepts(path: Path) -> None:
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    jsonschema.Draft202012Validator(json_schema()).validate(data)


@pytest.mark.parametrize(
    "wrong",
    [
        {"statments": []},
        {"statements": [{"id": "a"}]},
        {"statements": [{"id": "a", "speakers": "b", "reports": [{"source": "s", "mode": "quoted", "text": "x"}]}]},
        {"actors": [{"id": "a", "name": "A", "nickname": "B"}]},
        {"statements": [{"id": "a", "speakers": "b", "relations": [{"refutes": "c"}]}]},
    ],
)
def test_the_json_schema_refuses_what_the_loader_refuses(wrong: dict[str, object]) -> None:
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(wrong)


def test_the_schema_in_the_documentation_is_the_schema_of_the_code() -> None:
    written = (RECORD.parent / "docs/schema/onrecord.schema.json").read_text(encoding="utf-8")
    assert json.loads(written) == json_schema()


def test_no_path_of_the_world_clashes_on_a_file_system_that_folds_case() -> None:
    dataset, _ = load([WORLD / "data"])
    paths = [path_of(ref).casefold() for ref in build(dataset, Config(), [PAGES]).refs]
    assert len(paths) == len(set(paths))


def test_the_log_of_corrections_names_every_correction_newest_first(site: Path) -> None:
    shown = page(site, "corrections")
    places = [shown.index(part) for part in ("The voice was another’s.", "It was never said.", "The report’s own date")]
    assert shown.index("10 March 2031") > shown.index("7 April 2031") > 0
    assert places[1] < places[0] < places[2]
    assert "../statements/2031-04-05-withdrawn/" in shown


def test_what_is_not_known_is_counted_and_listed(site: Path) -> None:
    shown = page(site, "quality")
    section = shown[shown.index("Statements without a date") :].split("</section>")[0]
    assert '<span class="count">1</span>' in section
    assert "../statements/voss-undated/" in section


@pytest.mark.parametrize(
    ("statement", "warning"), [("2031-04-03-disputed", "[disputed]"), ("2031-04-04-misattributed", "[misattributed]")]
)
def test_words_in_doubt_are_marked_wherever_their_title_stands(site: Path, statement: str, warning: str) -> None:
    shown = page(site, f"statements/{statement}")
    assert warning in shown[shown.index("<title>") : shown.index("</title>")]
    assert 'class="stance' not in shown[: shown.index('id="reports"')]


def test_a_time_within_which_something_was_said_is_no_stretch_of_speaking(site: Path) -> None:
    shown = page(site, "statements/2031-05-19-rahimi-treaty")
    assert "between 18 and 20 May 2031" in shown
    assert "Talks on the treaty</bdi>, 18 to 20 May 2031" in shown


def test_on_one_day_what_answers_comes_after_what_it_answers() -> None:
    statements = {
        each["id"]: Statement.model_validate(each | {"speakers": "unnamed", "summary": "x", "said_on": "2031-01-01"})
        for each in (
            {"id": "a-third", "relations": [{"elaborates": "b-second"}]},
            {"id": "b-second", "relations": [{"rejects": "c-first"}]},
            {"id": "c-first", "relations": [{"replies_to": "c-first"}]},
            {"id": "d-circle", "relations": [{"replies_to": "e-circle"}]},
            {"id": "e-circle", "relations": [{"replies_to": "d-circle"}]},
        )
    }
    order = [each.id for each in build_index(Dataset(statements=statements)).published]
    assert order.index("c-first") < order.index("b-second") < order.index("a-third")
    assert sorted(order) == sorted(statements)


def test_a_role_is_shown_only_where_it_is_known_which(site: Path) -> None:
    shown = page(site, "statements/ナラ-harbour")
    assert "Minister of Ports" not in shown[: shown.index("</header>", shown.index("<main"))]
