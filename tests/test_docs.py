"""README and docs say what is so: every command in them is run, every field and option stands in them."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from drawing import draw, draw_site, html_paths, run
from onrecord import cli, model

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VARIABLES = re.compile(r' [A-Z]+=("[^"]*"|\S+)')
"""What `make` is given besides its target."""
INLINE = re.compile(r"`((?:onrecord|mkdocs|make|pip) [^`]+)`")


def fences(page: Path, language: str) -> list[str]:
    return [code for kind, code in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language]


def commands() -> list[str]:
    """Every command that a reader is told to run."""
    found: dict[str, None] = {}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for line in "\n".join(fences(page, "sh")).splitlines():
            found[line.split("#")[0].strip()] = None
        for inline in INLINE.findall(FENCE.sub("", text).replace("\n", " ")):
            found[VARIABLES.sub("", inline).strip()] = None
    return [command for command in found if command]


RUN_BY_CI = {"make site", "make test"}
"""`.ci/run` runs these from a clean checkout."""
RUN_BY_OTHER_TESTS = {
    "make check": "test_make_targets_run_what_they_say",
    "make serve": "test_serve.py",
    "make lint": "make test runs it first",
    "make format": "test_make_targets_run_what_they_say",
    "make bench": "test_benchmarks.py, on small records",
    "make audit": "needs an index; test_make_targets_run_what_they_say",
    "make coverage": "test_make_targets_run_what_they_say",
    "make lock": "test_make_targets_run_what_they_say",
    "make messages": "test_make_targets_run_what_they_say",
    "make fuzz": "test_hostile.py, with fewer texts",
    "make pictures": "test_make_targets_run_what_they_say",
    "mkdocs serve": "test_serve.py",
    "onrecord serve": "test_serve.py, by the command that it hands on to",
    "pip install .": "test_wheel.py",
    "pip install 'onrecord[capture]'": "needs an index; test_captures.py says what is told without it",
    "pip install 'onrecord[dask]'": "needs an index; test_cluster.py says what is told without it",
    "dask scheduler": "Dask's own; test_cluster.py starts one in its way",
    "dask worker tcp://10.0.0.1:8786 --nworkers -1 --nthreads 1": "Dask's own; test_cluster.py starts some in its way",
    "onrecord build --scheduler tcp://10.0.0.1:8786": "test_cluster.py, at an address of its own",
    "onrecord build --scheduler ADDRESS": "test_cluster.py",
    "onrecord capture": "named, not run: test_captures.py runs it",
    "onrecord capture --url": "named, not run: test_captures.py runs it",
    "onrecord capture tide-1 --url": "test_captures.py, from a server of its own",
    "onrecord capture tide-1 --url https://tide.example.org/1": "test_captures.py, from a server of its own",
}


@pytest.mark.parametrize("command", [each for each in commands() if each not in RUN_BY_CI | RUN_BY_OTHER_TESTS.keys()])
def test_a_command_in_the_documentation_runs(tmp_path: Path, command: str) -> None:
    words = shlex.split(command)
    folder = draw_site(tmp_path)
    draw(folder, {"data/statements.yaml": "statements: []\n", "docs/schema/README.md": "# Schema\n"})
    draw(folder, {"page.html": "<!doctype html><p>Dues to rise</p>"})
    for step in ("init -q -b main", "add .", "-c user.name=Ed -c user.email=ed@example.org commit -q -m first"):
        subprocess.run(["git", *step.split()], cwd=folder, check=True)
    words = [word.replace("DIR", "pages") for word in words]
    module = {"onrecord": "onrecord.cli", "mkdocs": "mkdocs"}[words[0]]
    run(module, *words[1:], cwd=folder)


def test_ci_runs_the_two_commands() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert all(re.search(rf"^{command}$", script, re.MULTILINE) for command in RUN_BY_CI)


def test_make_targets_run_what_they_say() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in {each for each in commands() if each.startswith("make ")} | {"make check", "make pictures"}:
        target = command.split()[1]
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), command


def test_every_command_and_option_stands_in_the_documentation() -> None:
    text = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    commands_of_parser = next(
        action for action in cli.parser()._actions if hasattr(action, "choices") and action.choices
    )
    assert isinstance(commands_of_parser.choices, dict)
    for name, parser in commands_of_parser.choices.items():
        assert f"onrecord {name}" in text
        for action in parser._actions:
            for option in action.option_strings:
                assert option in text or option == "-h", f"{name} {option}"


def nouns() -> list[type[BaseModel]]:
    return [each for each in vars(model).values() if isinstance(each, type) and issubclass(each, model.Noun)]


def choices(annotation: object) -> set[str]:
    """The words that a field of this type can hold, if it can hold only some."""
    if get_origin(annotation) is Literal:
        return set(get_args(annotation))
    return {word for each in get_args(annotation) for word in choices(each)}


@pytest.mark.parametrize("noun", nouns(), ids=lambda noun: noun.__name__)
def test_every_field_and_every_word_it_can_hold_stands_in_the_data_format(noun: type[BaseModel]) -> None:
    text = (ROOT / "docs/data-format.md").read_text(encoding="utf-8")
    internal = {"kind", "target"} if noun is model.Relation else set()
    for name in noun.model_fields.keys() - internal:
        assert f"`{name}`" in text or f"{name}:" in text, name
    for value in {each for field in noun.model_fields.values() for each in choices(field.annotation)}:
        assert f"`{value}`" in text, value


def test_the_ten_lines_of_readme_become_the_pages_it_promises(tmp_path: Path) -> None:
    lines = fences(ROOT / "README.md", "yaml")[0]
    assert fences(ROOT / "docs/data-format.md", "yaml")[0] == lines
    folder = draw_site(tmp_path)
    (folder / "data/record.yaml").write_text(lines, encoding="utf-8")
    run("mkdocs", "build", "--strict", cwd=folder)
    expected = {"statements/2031-03-04-lin-dues/", "actors/ada-lin/", "sources/tide-news-dues/", "search/"}
    assert expected <= html_paths(folder / "site")
    page = (folder / "site/statements/2031-03-04-lin-dues/index.html").read_text(encoding="utf-8")
    assert "where it was said" in page


def test_the_message_in_readme_is_the_message_of_the_check(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = fences(ROOT / "README.md", "yaml")[0].replace("said_on: 2031-03-04", "said_on: 2031-02-30")
    folder = draw(draw_site(tmp_path), {"data/record.yaml": lines})
    done = run("onrecord.cli", "check", cwd=folder, code=1)
    assert done.stdout.strip() in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        generated = target.split("/")[0] in ("actors", "topics", "sources", "statements")
        assert generated or (page.parent / target).exists(), target


def test_the_plugin_options_stand_in_the_documentation() -> None:
    from onrecord.config import OPTIONS

    text = (ROOT / "docs/templates.md").read_text(encoding="utf-8")
    assert all(f"      {option}: " in text for option in OPTIONS)
