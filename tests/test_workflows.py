"""CI on strangers' pull requests: what the workflows promise, and their own scripts run against hostile ones."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from drawing import MKDOCS, RECORD, draw

ROOT = Path(__file__).parent.parent
GITHUB = {path.stem: path for path in sorted((ROOT / ".github/workflows").glob("*.y*ml"))}
WORKFLOWS: dict[str, Any] = {
    name: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - `on` stays a word
    for name, path in GITHUB.items()
}
GITLAB = yaml.load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
JOBS = [(name, job) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"]]
SAFE = re.compile(r"github\.(ref|base_ref)|matrix\.python|steps\.deployment\.outputs\.page_url")
"""What expressions may name: nothing that whoever sends a pull request can write."""


def steps(workflow: str, job: str) -> list[dict[str, Any]]:
    return list(WORKFLOWS[workflow]["jobs"][job]["steps"])


# what the files say


def test_pull_requests_run_without_rights_and_only_main_is_published() -> None:
    assert {name: workflow["on"] for name, workflow in WORKFLOWS.items()} == {
        "check": "pull_request",
        "publish": {"push": {"branches": ["main"]}, "workflow_dispatch": ""},
    }
    assert all(workflow["permissions"] == {} for workflow in WORKFLOWS.values())
    assert WORKFLOWS["publish"]["jobs"]["build"]["if"] == "github.ref == 'refs/heads/main'"


@pytest.mark.parametrize(("workflow", "job"), JOBS)
def test_each_job_names_its_rights_and_only_deploying_may_write(workflow: str, job: str) -> None:
    rights = WORKFLOWS[workflow]["jobs"][job]["permissions"]
    if (workflow, job) == ("publish", "deploy"):
        assert rights == {"pages": "write", "id-token": "write"}
        assert WORKFLOWS[workflow]["jobs"][job]["needs"] == "build"
        assert not [step for step in steps(workflow, job) if "run" in step]  # nor runs a line of ours
    else:
        assert rights == {"contents": "read"}


@pytest.mark.parametrize(("workflow", "job"), JOBS)
def test_each_checkout_forgets_its_password(workflow: str, job: str) -> None:
    for step in steps(workflow, job):
        if "checkout@" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] == "false"
            assert not {"submodules", "lfs", "token", "ssh-key"} & step["with"].keys()


@pytest.mark.parametrize("name", GITHUB)
def test_each_action_is_pinned_by_its_digest_beside_its_version(name: str) -> None:
    lines = [line for line in GITHUB[name].read_text(encoding="utf-8").splitlines() if re.search(r"\buses:", line)]
    assert lines
    for line in lines:
        assert re.fullmatch(r"\s*(- )?uses: [\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


@pytest.mark.parametrize("name", GITHUB)
def test_no_secret_no_cache_and_no_stranger_s_text_stands_in_a_workflow(name: str) -> None:
    text = GITHUB[name].read_text(encoding="utf-8")
    code = re.sub(r"(^|\s)#.*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"\bsecrets\b|\bcache\b|pull_request_target|workflow_run|self-hosted", code)
    assert all(SAFE.fullmatch(named.strip()) for named in re.findall(r"\$\{\{(.*?)\}\}", code))
    for job in WORKFLOWS[name]["jobs"]:
        assert not [step for step in steps(name, job) if "${{" in step.get("run", "")]


def test_gitlab_keeps_no_cache_and_publishes_the_default_branch_only() -> None:
    assert "cache" not in str({name: job for name, job in GITLAB.items() if name != "workflow"})
    default = [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}]
    assert GITLAB["pages"]["rules"] == GITLAB["site"]["rules"] == default
    assert [*GITLAB["pages"]["script"]] == ["mv site public"]


@pytest.mark.parametrize("name", ["site", "dev"])
def test_every_locked_package_has_hashes(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8").replace("\\\n", "")
    packages = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert packages
    assert all(re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", package) for package in packages)


def test_make_installs_nothing_that_is_not_locked() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = re.findall(r"\$\(PIP_INSTALL\) (.*)", makefile)
    assert installs
    assert all(each.startswith(("--require-hashes -r ", "--no-deps --no-build-isolation -e .")) for each in installs)


# the scripts, run


EVIL = "import os, pathlib; pathlib.Path(os.environ['PWNED']).touch()\n"
"""What any Python file of the stranger does, if it runs."""
NEW = "  - {id: 2031-03-06-ek-more, speakers: bo-ek, summary: Says more.}\n"
TRUSTED = ("Makefile", "pyproject.toml", "requirements/site.txt", "requirements/dev.txt")

MAKE = f"""#!/bin/sh
# make, in whose .venv all is installed already
if [ -f Makefile ]; then
  mkdir -p .venv/bin
  for tool in onrecord.cli mkdocs; do
    printf '#!/bin/sh\\nexec {sys.executable} -P -m %s "$@"\\n' "$tool" > ".venv/bin/${{tool%.cli}}"
  done
  chmod +x .venv/bin/*
  touch .venv/.python && touch .venv/.site && touch .venv/.package
fi
exec {shutil.which("make")} "$@"
"""


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=Ed", "-c", "user.email=ed@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


class World:
    """A repository, a branch that a stranger sends to it, and a machine on which CI runs."""

    def __init__(self, folder: Path) -> None:
        """Draw the repository, with the branch `main` as its owner left it."""
        self.folder = folder
        self.pwned = folder / "pwned"
        self.output = folder / "output"
        self.home = draw(folder / "home", {"bin/make": MAKE})
        (self.home / "bin/make").chmod(0o755)
        self.origin = draw(folder / "origin", {"mkdocs.yml": MKDOCS, "docs/index.md": "# The record\n"})
        draw(self.origin, {"data/record.yaml": RECORD, "data/gone.yaml": "topics: [{id: gone, name: Gone}]\n"})
        draw(self.origin, {name: (ROOT / name).read_bytes() for name in TRUSTED})
        draw(self.origin, {".gitignore": ".venv/\n", ".gitattributes": "* text=auto eol=lf\n"})
        git(self.origin, "init", "-q", "-b", "main")
        self.base = commit(self.origin, "base")
        git(self.origin, "checkout", "-q", "-b", "stranger")

    def merge(self) -> Path:
        """The trial merge of the stranger's branch, as the action checks it out into an empty folder."""
        commit(self.origin, "pull request")
        git(self.origin, "checkout", "-q", "--detach", "main")
        git(self.origin, "merge", "-q", "--no-ff", "-m", "merge", "stranger")
        git(self.origin, "update-ref", "refs/pull/1/merge", "HEAD")
        work = self.folder / "work"
        clone = work / "pull"
        work.mkdir()
        git(work, "clone", "-q", "--no-checkout", str(self.origin), "pull")
        git(clone, "fetch", "-q", "origin", "refs/pull/1/merge")
        git(clone, "checkout", "-q", "--detach", "FETCH_HEAD")
        # filters that a machine may have, as it has those of git-lfs: what a pull request's .gitattributes could call
        config = f"[filter \"evil\"]\n\tsmudge = touch '{self.pwned}'\n\tclean = touch '{self.pwned}'\n\trequired\n"
        draw(self.home, {".gitconfig": config})
        return work

    def run(self, script: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a script of a workflow, as CI does."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "MAKE"))}
        env |= {"PATH": f"{self.home / 'bin'}:{os.environ['PATH']}", "HOME": str(self.home), "PWNED": str(self.pwned)}
        env |= {"GITHUB_OUTPUT": str(self.output), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(self.folder), **more}
        env.pop("PYTHONSAFEPATH", None)
        command = ["bash", "--noprofile", "--norc", "-e", "-c", script]
        done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300)
        assert not list(self.folder.rglob("pwned")), done.stdout + done.stderr
        return done

    def record_on_github(self, base_ref: str = "main") -> tuple[int, str, Path]:
        """The job for the record: its exit code, all that it said, and the folder in which it built."""
        work, said = self.merge(), ""
        for step in steps("check", "record"):
            if "run" in step:
                env = {"DATA": WORKFLOWS["check"]["env"]["DATA"]} | step.get("env", {})
                env = {name: value.replace("${{ github.base_ref }}", base_ref) for name, value in env.items()}
                done = self.run(step["run"], work / step.get("working-directory", "."), **env)
                said += done.stdout + done.stderr
                if done.returncode:
                    return done.returncode, said, work / "base"
        return 0, said, work / "base"

    def record_on_gitlab(self) -> tuple[int, str, Path]:
        """The same at GitLab, where the folder is the one of the merge request."""
        clone = self.merge() / "pull"
        done = self.run("\n".join(GITLAB["record"]["script"]), clone, **self.gitlab(clone))
        return done.returncode, done.stdout + done.stderr, clone

    def gitlab(self, clone: Path) -> dict[str, str]:
        commits = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base, "CI_COMMIT_SHA": git(clone, "rev-parse", "HEAD")}
        return {"DATA": GITLAB["variables"]["DATA"], "CI_PROJECT_DIR": str(clone), **commits}

    def touches_code_on_github(self) -> bool:
        clone = self.merge() / "pull"
        script = next(step["run"] for step in steps("check", "code") if step.get("id") == "touched")
        assert self.run(script, clone, DATA=WORKFLOWS["check"]["env"]["DATA"]).returncode == 0
        return self.output.read_text(encoding="utf-8") == "code=yes\n"

    def touches_code_on_gitlab(self) -> bool:
        clone = self.merge() / "pull"
        script = "\n".join(line for line in GITLAB["code"]["script"] if not line.startswith("make "))
        return "it does" in self.run(f"{script}\necho it does", clone, **self.gitlab(clone)).stdout


@pytest.fixture
def world(tmp_path: Path) -> World:
    if not shutil.which("make"):
        pytest.skip("no make on this machine")
    return World(tmp_path)


def evil_code(world: World) -> None:
    """Everything that a stranger could hope would run, outside of the data and in it."""
    python = (
        "evil.py",
        "conftest.py",
        "tests/conftest.py",
        "sitecustomize.py",
        "usercustomize.py",
        "yaml.py",
        "pip.py",
    )
    packages = ("onrecord/__init__.py", "generator/onrecord/__init__.py", "mkdocs/__init__.py", "venv/__main__.py")
    draw(world.origin, dict.fromkeys((*python, *packages, "data/conftest.py", "data/yaml.py", "setup.py"), EVIL))
    hooked = (
        MKDOCS.replace("plugins:", "hooks: [evil.py]\nplugins:") + "x: !!python/object/apply:os.system [touch pwned]\n"
    )
    jinja = "{{ cycler.__init__.__globals__.os.popen('touch ' ~ cycler.__init__.__globals__.os.environ.PWNED).read() }}"
    touching = 'X := $(shell touch "$$PWNED")\ncheck site test:\n\ttouch "$$PWNED"\n'
    draw(world.origin, {"mkdocs.yml": hooked, "templates/pages/actor.html": jinja, "Makefile": touching})
    draw(world.origin, {"GNUmakefile": touching, "data/Makefile": touching, "base/Makefile": touching})
    draw(world.origin, {"docs/index.md": "# Pwned\n", "pyproject.toml": "x", "requirements/site.txt": "evil==1\n"})
    draw(world.origin, {".gitattributes": "* filter=evil\n", "data/.gitattributes": "* filter=evil ident eol=crlf\n"})
    for line in ("submodule.evil.path evil", "submodule.evil.url ext::sh"):
        git(world.origin, "config", "-f", ".gitmodules", *line.split())


ON = pytest.mark.parametrize("record", [World.record_on_github, World.record_on_gitlab], ids=["github", "gitlab"])
Job = Callable[[World], tuple[int, str, Path]]


@ON
def test_data_of_a_hostile_pull_request_are_built_by_the_owner_s_code(world: World, record: Job) -> None:
    evil_code(world)
    draw(world.origin, {"data/record.yaml": RECORD + NEW})
    (world.origin / "data/gone.yaml").unlink()
    code, said, folder = record(world)
    assert code == 2
    assert "silent-removal" in said  # a topic that readers could see is missed
    assert "data/gone.yaml" in said
    assert not (folder / "site").exists()


@ON
def test_a_good_change_of_data_becomes_a_preview_with_the_owner_s_templates(world: World, record: Job) -> None:
    evil_code(world)
    draw(world.origin, {"data/record.yaml": RECORD + NEW, "data/more/new.yaml": "topics: [{id: new, name: New one}]\n"})
    code, said, folder = record(world)
    assert code == 0, said
    assert "Says more." in (folder / "site/statements/2031-03-06-ek-more/index.html").read_text(encoding="utf-8")
    assert (folder / "site/topics/new/index.html").exists()
    assert "Pwned" not in (folder / "site/index.html").read_text(encoding="utf-8")


def test_a_problem_is_told_beside_its_line_in_the_repository(world: World) -> None:
    draw(world.origin, {"data/record.yaml": RECORD.replace("said_on: 2031-03-05", "said_on: 2031-02-30")})
    _, said, _ = world.record_on_github()
    line = RECORD.splitlines().index("    said_on: 2031-03-05")
    assert f"::error file=data/record.yaml,title=bad-date,line={line},col=14::" in said
    assert not re.search(r"file=[^,]*(base|pull)", said)


def test_words_changed_in_silence_are_told(world: World) -> None:
    draw(world.origin, {"data/record.yaml": RECORD.replace("will rise in May", "will never rise")})
    _, said, _ = world.record_on_github()
    assert "::error file=data/record.yaml,title=silent-change,line=" in said


@ON
def test_no_link_in_the_data_is_followed(world: World, record: Job) -> None:
    (world.folder / "secret").write_text("topics: [{id: s3cret, name: S3cret}]\n", encoding="utf-8")
    for name in ("link.yaml", "receipts.json", "captures.json", "README"):
        (world.origin / "data" / name).symlink_to(world.folder / "secret")
    (world.origin / "data/outside").symlink_to(world.folder)
    code, said, _ = record(world)
    assert code == 2
    assert said.count("this is a symbolic link") == 5
    assert re.search(r"(file=|^)data/link\.yaml[,:]", said, re.MULTILINE)
    assert "s3cret" not in said.lower()


@ON
def test_a_record_that_became_a_link_is_refused(world: World, record: Job) -> None:
    shutil.rmtree(world.origin / "data")
    draw(world.folder / "elsewhere", {"record.yaml": RECORD.replace("Ada", "S3cret")})
    (world.origin / "data").symlink_to(world.folder / "elsewhere")
    code, said, _ = record(world)
    assert code == 2
    assert "this is a symbolic link" in said
    assert "S3cret" not in said


@ON
def test_a_record_that_was_deleted_fails(world: World, record: Job) -> None:
    shutil.rmtree(world.origin / "data")
    code, said, _ = record(world)
    assert code == 2
    assert "file-unreadable" in said


@ON
def test_no_name_of_a_file_is_run_or_breaks_a_line_of_the_log(world: World, record: Job) -> None:
    names = (
        "$(touch pwned).yaml",
        "`touch pwned`.yaml",
        "a\n::error::forged\nb.yaml",
        "-rf.yaml",
        "; touch pwned .yaml",
    )
    draw(world.origin, {f"data/{name}": "statements: [{id: x}]\n" for name in names})
    draw(world.origin, {"data/#[error]forged.yaml": "x"})
    code, said, _ = record(world)
    assert code == 2
    assert said.count("missing-field") >= 5
    assert not re.search(r"^::error::forged|##\[error\]", said, re.MULTILINE)


def test_a_repository_within_the_data_is_not_taken_for_the_real_one(world: World) -> None:
    fake = f"[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tfsmonitor = touch {world.pwned}\n"
    draw(
        world.origin,
        {"data/HEAD": "ref: refs/heads/main\n", "data/config": fake, "data/objects/x": "", "data/refs/x": ""},
    )
    draw(world.origin, {"data/record.yaml": RECORD.replace("will rise in May", "will never rise")})
    _, said, _ = world.record_on_github()
    assert "title=silent-change" in said


def test_only_a_merge_into_the_named_branch_is_taken(world: World) -> None:
    """If what is checked out were no trial merge, its parent would be the stranger's."""
    git(world.origin, "branch", "old", "main")
    draw(world.origin, {"mkdocs.yml": "x"})
    commit(world.origin, "first")
    draw(world.origin, {"data/record.yaml": RECORD + NEW})
    git(world.origin, "branch", "-f", "main", "stranger")
    code, _, folder = world.record_on_github(base_ref="old")
    assert code != 0
    assert not folder.exists()


@pytest.mark.parametrize("touches", [World.touches_code_on_github, World.touches_code_on_gitlab])
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("data/new.yaml", False),
        ("data/deep/$(touch pwned)\n.yaml", False),
        ("data/record.yaml", False),
        ("Data/evil.yaml", True),
        ("data.yaml", True),
        ("docs/data/evil.md", True),
        (".github/workflows/check.yml", True),
        ("Makefile", True),
        (".gitattributes", True),
    ],
)
def test_only_a_change_of_data_alone_is_taken_for_one(
    world: World, touches: Callable[[World], bool], name: str, code: bool
) -> None:
    draw(world.origin, {"data/more.yaml": "x", name: "statements: []\n"})
    assert touches(world) is code


def test_code_that_moves_into_the_data_has_left_its_place(world: World) -> None:
    git(world.origin, "mv", "pyproject.toml", "data/pyproject.toml")
    assert world.touches_code_on_github()


def test_each_step_that_runs_a_stranger_s_code_waits_for_that_answer() -> None:
    after = steps("check", "code")[2:]
    assert after
    assert all(step["if"] == "steps.touched.outputs.code == 'yes'" for step in after)
