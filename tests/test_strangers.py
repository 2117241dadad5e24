"""A site or a repository that came from elsewhere: reading it runs nothing of it."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from drawing import MKDOCS, RECORD, draw, draw_site, tree
from onrecord import history
from test_changes import commit, git

PROGRAM = Path(sysconfig.get_path("scripts")) / "onrecord"
EVIL = "import os, pathlib\npathlib.Path(os.environ['PWNED']).touch()\n"
NAMES = (
    "yaml",
    "onrecord",
    "mkdocs",
    "jinja2",
    "json",
    "sitecustomize",
    "usercustomize",
    "pydantic",
    "conftest",
    "evil",
)
SETTINGS = (
    MKDOCS.replace("plugins: [onrecord]", "plugins: [evil, onrecord: {templates: templates}]")
    + """
hooks: [evil.py]
INHERIT: evil.yml
markdown_extensions: [evil, evil: {f: !!python/name:evil.run }]
x: !!python/object/apply:os.system ["touch '$PWNED'"]
y: !!python/object/new:evil.Evil []
z: !!python/module:evil
e: !ENV [PWNED, x]
"""
)
JINJA = "{{ cycler.__init__.__globals__.os.system('touch \"$PWNED\"') }}"


@pytest.fixture
def pwned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that is there once anything of the stranger's has run."""
    file = tmp_path / "pwned"
    monkeypatch.setenv("PWNED", str(file))
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    return file


def told(folder: Path, *words: str, code: int = 0) -> str:
    """What the installed command says, called in `folder` as a user calls it."""
    done = subprocess.run([str(PROGRAM), *words], cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


# a site


@pytest.fixture
def site(tmp_path: Path, pwned: Path) -> Path:
    """A site that is evil wherever it could be code."""
    folder = draw(draw_site(tmp_path / "site"), {f"{name}.py": EVIL for name in NAMES})
    draw(folder, {f"{name}/__init__.py": EVIL for name in ("click", "markdown", "pagefind")})
    draw(folder, {"mkdocs.yml": SETTINGS, "evil.yml": SETTINGS, "setup.py": EVIL, "data/yaml.py": EVIL})
    draw(folder, {f"templates/{name}.html": JINJA for name in ("actor", "home", "main", "statement")})
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


@pytest.mark.parametrize(
    "words",
    ["check", "check --against main:", "check --format github", "verify", "diff main: HEAD:", "schema", "check data"],
)
def test_a_command_runs_nothing_of_the_site_that_it_reads(site: Path, pwned: Path, words: str) -> None:
    told(site, *words.split())
    assert not pwned.exists()


@pytest.mark.parametrize("command", ["build", "serve"])
def test_mkdocs_is_not_sought_in_the_site(tmp_path: Path, pwned: Path, command: str) -> None:
    folder = draw(draw_site(tmp_path / "site"), {"mkdocs.py": EVIL, "yaml.py": EVIL, "click/__init__.py": EVIL})
    assert "Usage: python -m mkdocs" in told(folder, command, "--help-me", code=2)
    told(folder, "build", "--strict")
    assert not pwned.exists()


# a repository


@pytest.fixture
def clone(tmp_path: Path, pwned: Path) -> Path:
    """A repository whose settings, attributes and hooks name programs for everything that git can be told to call."""
    folder = draw_site(tmp_path / "repository")
    draw(folder, {".gitattributes": "* filter=evil diff=evil merge=evil\n"})
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    draw(folder, {"data/record.yaml": RECORD + "  - {id: new, speakers: bo-ek, summary: New.}\n"})
    commit(folder)
    program = draw(tmp_path, {"program": '#!/bin/sh\ntouch "$PWNED"\nexit 1\n'}) / "program"
    program.chmod(0o755)
    names = "core.fsmonitor core.pager core.editor core.sshCommand core.askPass core.gitProxy core.alternateRefsCommand"
    names += (
        " diff.external diff.evil.textconv diff.evil.command filter.evil.smudge filter.evil.clean filter.evil.process"
    )
    names += (
        " merge.evil.driver pager.ls-tree pager.rev-parse pager.cat-file pager.merge-base credential.helper gpg.program"
    )
    names += " uploadpack.packObjectsHook remote.origin.uploadpack sequence.editor interactive.diffFilter"
    for name in names.split():
        git(folder, "config", name, str(program))
    for command in ("rev-parse", "ls-tree", "cat-file", "merge-base"):
        git(folder, "config", f"alias.{command}", f"!{program}")
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        (folder / ".git/hooks" / hook).write_bytes(program.read_bytes())
        (folder / ".git/hooks" / hook).chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("check --against HEAD~1", "3 statements read"),
        ("diff HEAD~1", "added new"),
        ("diff HEAD~1: HEAD:", "added new"),
    ],
)
def test_git_calls_no_program_that_the_repository_names(clone: Path, pwned: Path, words: str, expected: str) -> None:
    before = tree(clone)
    assert expected in told(clone, *words.split())
    assert not pwned.exists()
    assert tree(clone) == before


@pytest.mark.parametrize(
    "address", ["ext::sh -c 'touch \"$PWNED\"'", "ssh://host.invalid/x", "file:///nowhere", "evil::x"]
)
def test_what_a_clone_does_not_have_is_not_fetched_by_its_programs(clone: Path, pwned: Path, address: str) -> None:
    blob = git(clone, "-c", "core.fsmonitor=false", "rev-parse", "HEAD~1:data/record.yaml")
    (clone / ".git/objects" / blob[:2] / blob[2:]).unlink()
    settings = {"remote.origin.url": address, "remote.origin.promisor": "true", "extensions.partialClone": "origin"}
    settings |= {"protocol.allow": "always", "protocol.ext.allow": "always", "core.repositoryFormatVersion": "1"}
    for name, value in settings.items():
        git(clone, "config", name, value)
    assert "git does not have all files of the revision" in told(clone, "diff", "HEAD~1", code=2)
    assert not pwned.exists()


@pytest.mark.parametrize(
    "name",
    ["--help", "--upload-pack=touch pwned", "-x", "^main", ":/first", "main..HEAD", "$(touch pwned)", "main\nHEAD", ""],
)
def test_what_is_no_revision_is_no_option_of_git_either(clone: Path, pwned: Path, name: str) -> None:
    done = subprocess.run([str(PROGRAM), "diff", f"{name}:"], cwd=clone, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    with pytest.raises(history.SettingsError):
        history.state(f"{name}:", history.Place(settings=clone / "mkdocs.yml"))
    assert not list(clone.parent.rglob("pwned"))


def test_a_commit_is_read_as_it_was_made(clone: Path) -> None:
    """A replacement would show readers' words as if they had never been others."""
    plain = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    git(clone, *plain, "replace", "HEAD~1", "HEAD")
    assert "added new" in told(clone, "diff", "HEAD~1:", "HEAD:")


def test_a_program_in_the_current_folder_is_not_taken_for_git(
    clone: Path, pwned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("git", "git.exe"):
        draw(clone, {name: '#!/bin/sh\ntouch "$PWNED"\n'})
        (clone / name).chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", os.environ["PATH"]]))
    assert "added new" in told(clone, "diff", "HEAD~1:", "HEAD:")
    assert not pwned.exists()


def test_within_a_hook_of_git_the_record_s_own_repository_is_read(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = clone.parent / "elsewhere"
    git(clone.parent, "init", "-q", str(elsewhere))
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.lock")
    monkeypatch.setenv("GIT_WORK_TREE", str(elsewhere))
    assert "added new" in told(clone, "diff", "HEAD~1:", "HEAD:")


def test_data_that_look_like_a_repository_are_none(clone: Path, pwned: Path) -> None:
    fake = '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = touch "$PWNED"\n'
    draw(clone, {"data/HEAD": "ref: refs/heads/main\n", "data/config": fake, "data/objects/x": "", "data/refs/x": ""})
    assert "added new" in told(clone, "diff", "HEAD~1:", "HEAD:")
    for name in ("HEAD", "config"):  # where there is no other repository around it, it is refused
        draw(clone.parent / "alone", {f"data/{name}": (clone / "data" / name).read_bytes()})
    draw(
        clone.parent / "alone",
        {"mkdocs.yml": MKDOCS, "data/objects/x": "", "data/refs/x": "", "data/record.yaml": RECORD},
    )
    assert "safe.bareRepository" in told(clone.parent / "alone", "diff", "HEAD:", code=2)
    assert not pwned.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_ledger_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    folder = draw(draw_site(tmp_path / "site"), {"../secret": "s3cret\n"})
    for name in ("receipts.json", "captures.json"):
        (folder / "data" / name).symlink_to(tmp_path / "secret")
    said = told(folder, "check", code=1)
    assert "data/receipts.json:1:1: error[file-unreadable]: this is a symbolic link" in said
    assert "s3cret" not in said
