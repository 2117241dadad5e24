"""Never half: whatever happens to a build, readers find the old site whole or the new one whole."""

import ctypes
import errno
import gzip
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from crashing import KILLED, dying, script, steps
from drawing import RECORD, draw, draw_site, run, tree
from onrecord import locks, writer
from test_serve import Preview

KILLS = int(os.environ.get("ONRECORD_KILLS", "12"))
"""Builds to kill at a random moment."""
CRASHES = int(os.environ.get("ONRECORD_CRASHES", "6"))
"""Steps of a whole build to let it die at."""
DRAWN = ["data", "docs", "mkdocs.yml", "site"]
BUILD = script("mkdocs", "build")
Tree = dict[str, bytes]

root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root mounts, and becomes others"
)


def names(folder: Path) -> list[str]:
    """What stands in a folder, but for what Python keeps of a hook where it is not told not to."""
    return sorted(path.name for path in folder.iterdir() if path.name != "__pycache__")


def edited(text: str) -> str:
    """The record with other words on a statement's page and on the home page."""
    return RECORD.replace("rise in May", f"rise in {text}")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Tree, Tree]:
    """A folder with the site of the record, that site, and the one of the edited record."""
    folder = draw_site(tmp_path_factory.mktemp("sites"), data__record_yaml=edited("June"))
    run("mkdocs", "build", cwd=folder)
    new = tree(folder / "site")
    draw(folder, {"data/record.yaml": RECORD})
    run("mkdocs", "build", cwd=folder)
    return folder, tree(folder / "site"), new


@pytest.fixture
def folder(sites: tuple[Path, Tree, Tree], tmp_path: Path) -> Path:
    """A site that was built, and whose record was edited since."""
    made = tmp_path / "record"
    shutil.copytree(sites[0], made)
    return draw(made, {"data/record.yaml": edited("June")})


# the steps of publishing

PUBLISH = """
from pathlib import Path
from onrecord import writer
with writer.alone(Path("site"), print), writer.staging(Path("site")) as built:
    writer.write_files(built, [(f"{name}/index.html", b"new " * 99) for name in "abc"])
    writer.publish(built, Path("site"))
"""
OLD = {f"{name}/index.html": b"old" for name in "abcd"}
NEW = {f"{name}/index.html": b"new " * 99 for name in "abc"}


@pytest.mark.parametrize("how", ["dies", "half"])
@pytest.mark.parametrize("exchange", [True, False], ids=["exchanged", "renamed twice"])
@pytest.mark.parametrize("first", [False, True], ids=["again", "first"])
def test_a_crash_at_any_step_leaves_the_old_site_or_the_new_one(
    tmp_path: Path, how: str, exchange: bool, first: bool
) -> None:
    before: Tree = {} if first else OLD
    absent = 0
    for at in count(1):
        place = tmp_path / str(at)
        place.mkdir()
        if not first:
            writer.write_files(place / "site", OLD.items())
        done = dying(PUBLISH, cwd=place, at=at, how=how, exchange=exchange)
        if done.returncode == 0:
            break
        assert done.returncode == KILLED, done.stderr
        if not first and not (place / "site").exists():
            absent += 1
            assert tree(place / ".site.old") == OLD
        else:
            assert tree(place / "site") in (before, NEW)
        done = dying(PUBLISH, cwd=place, exchange=exchange)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.count("\n") <= 1
        assert tree(place / "site") == NEW
        assert names(place) == ["site"]
    assert at > (10 if how == "dies" else 3)
    assert absent == (how == "dies" and not exchange and not first)


def test_a_site_that_is_gone_between_two_renames_is_put_back_before_anything_else(folder: Path) -> None:
    before = tree(folder / "site")
    (folder / "site").rename(folder / ".site.old")
    draw(folder, {"data/more.yaml": "statements:\n  - {id: x, speakers: nobody}\n"})
    assert "is as it was before it" in run("mkdocs", "build", cwd=folder, code=1).stderr
    assert tree(folder / "site") == before
    assert names(folder) == DRAWN


def test_a_preview_puts_a_site_back_too(folder: Path) -> None:
    before = tree(folder / "site")
    (folder / "site").rename(folder / ".site.old")
    preview = Preview(folder)
    preview.process.send_signal(signal.SIGINT)
    preview.process.wait(60)
    assert tree(folder / "site") == before
    assert names(folder) == DRAWN


def test_a_half_removed_old_site_never_comes_back(tmp_path: Path) -> None:
    draw(tmp_path, {"site/index.html": "new", ".site.old/half.html": "old"})
    said: list[str] = []
    writer.repair(tmp_path / "site", said.append)
    writer.repair(tmp_path / "site", said.append)
    assert ["what it left is removed" in each for each in said] == [True]
    assert names(tmp_path) == ["site"]


# whole builds


@pytest.mark.parametrize("known", [False, True], ids=["whole", "of what changed"])
def test_a_crash_at_steps_of_a_build_leaves_the_old_site_or_the_new_one(
    folder: Path, sites: tuple[Path, Tree, Tree], monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    _, old, new = sites
    caches = folder.parent / "caches"
    monkeypatch.setenv("XDG_CACHE_HOME", str(caches / "now"))
    draw(folder, {"data/record.yaml": RECORD})
    run("mkdocs", "build", cwd=folder)
    draw(folder, {"data/record.yaml": edited("June")})
    (caches / "now").rename(caches / "before")
    shutil.copytree(folder / "site", caches / "site")

    def reset() -> None:
        for place, kept in ((folder / "site", caches / "site"), (caches / "now", caches / "before")):
            shutil.rmtree(place, ignore_errors=True)
            if known or kept.name == "site":
                shutil.copytree(kept, place)

    reset()
    number = steps(BUILD, cwd=folder)
    assert number > 150
    for at in sorted({2, *range(number // CRASHES, number, number // CRASHES)}):
        reset()
        assert dying(BUILD, cwd=folder, at=at).returncode == KILLED
        assert tree(folder / "site") in (old, new), at
        said = run("mkdocs", "build", cwd=folder).stderr
        assert said.count("interrupted") <= 1
        assert "Traceback" not in said
        assert not known or ", 0 of them as they were" not in said
        assert tree(folder / "site") == new
        assert names(folder) == DRAWN


def test_builds_killed_at_any_moment_leave_the_old_site_or_the_new_one(
    folder: Path, sites: tuple[Path, Tree, Tree]
) -> None:
    chance = random.Random(2031)  # noqa: S311 - when to kill
    states = sites[1:]
    killed = 0
    began = time.monotonic()
    run("mkdocs", "build", cwd=folder)
    lasts = time.monotonic() - began
    for number in count():
        if killed == KILLS:
            break
        draw(folder, {"data/record.yaml": RECORD if number % 2 else edited("June")})
        build = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        try:
            build.wait(chance.uniform(0.1, lasts))
        except subprocess.TimeoutExpired:
            build.kill()
        killed += build.wait() == -signal.SIGKILL
        assert build.communicate()[1] == ""
        assert tree(folder / "site") in states, number
        # one lock, and what one build left: the next removes it
        assert len(names(folder)) <= len(DRAWN) + 2, names(folder)
    draw(folder, {"data/record.yaml": RECORD})
    run("mkdocs", "build", cwd=folder)
    assert tree(folder / "site") == sites[1]
    assert names(folder) == DRAWN


def test_an_interrupted_build_leaves_nothing(folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    hook(folder, "def on_env(env, **more):\n    raise KeyboardInterrupt\n")
    assert "Aborted!" in run("mkdocs", "build", cwd=folder, code=1).stderr
    assert tree(folder / "site") == sites[1]
    assert names(folder) == sorted([*DRAWN, "hook.py"])


def hook(folder: Path, text: str) -> None:
    draw(folder, {"hook.py": text})
    settings = folder / "mkdocs.yml"
    allowed = settings.read_text(encoding="utf-8").replace("[onrecord]", "[{onrecord: {allow: hook.py}}]")
    settings.write_text(f"{allowed}hooks: [hook.py]\n", encoding="utf-8")


def test_what_other_plugins_write_at_the_end_is_published_with_the_rest(folder: Path) -> None:
    hook(
        folder,
        """
        from pathlib import Path
        def on_post_build(config, **more):
            assert "rise in May" in Path("site/index.html").read_text(), "published already"
            (Path(config.site_dir) / "late.txt").write_text("x")
        """,
    )
    run("mkdocs", "build", cwd=folder)
    assert (folder / "site/late.txt").is_file()


def test_a_strict_build_with_warnings_publishes_nothing(folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    draw(folder, {"docs/method.md": "[x](nowhere.md)\n"})
    assert "Traceback" not in run("mkdocs", "build", "--strict", cwd=folder, code=1).stderr
    assert tree(folder / "site") == sites[1]
    assert names(folder) == DRAWN


# full disks


def assert_refused(done: subprocess.CompletedProcess[str], folder: Path, before: Tree, reason: str) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if "onrecord: " in line]) == 1, done.stderr
    assert reason in done.stderr
    assert tree(folder / "site") == before
    assert names(folder) == DRAWN


def test_a_disk_that_is_full_at_steps_of_a_build_leaves_the_old_site(
    folder: Path, sites: tuple[Path, Tree, Tree]
) -> None:
    shutil.copytree(folder, folder.parent / "counted")
    number = steps(BUILD, cwd=folder.parent / "counted", how="full")
    for at in sorted({1, *range(number // CRASHES, number, number // CRASHES)}):
        done = dying(BUILD, cwd=folder, at=at, how="full")
        if "what was built cannot be noted" in done.stderr:  # which is done when it is published
            assert done.returncode == 0
            assert tree(folder / "site") == sites[2]
            assert at > number * 0.9
            break
        assert_refused(done, folder, sites[1], "No space left on device")


def test_a_file_that_may_not_grow_as_large_leaves_the_old_site(folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=folder,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000)),
    )
    assert_refused(done, folder, sites[1], "File too large")


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["mount", *options, str(folder)], capture_output=True).returncode:
        pytest.skip(f"cannot mount {options[1]} here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@root
def test_a_full_disk_leaves_the_old_site(folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    with mounted(folder.parent / "disk", "-t", "tmpfs", "-o", "size=8m", "tmpfs") as disk:
        record = disk / "record"
        shutil.copytree(folder, record)
        free = os.statvfs(disk)
        (disk / "rest").write_bytes(b"x" * (free.f_bavail * free.f_bsize - 300_000))
        assert_refused(run("mkdocs", "build", cwd=record, code=1), record, sites[1], "No space left on device")


# places where nothing can be exchanged


@root
@pytest.mark.parametrize("options", [("-t", "tmpfs", "tmpfs"), ("--bind", "elsewhere")], ids=["disk", "folder"])
def test_a_mount_point_is_refused_and_a_folder_inside_it_is_not(
    folder: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("elsewhere").mkdir()
    with mounted(folder / "site", *options) as site:
        draw(site, {"index.html": "old"})
        for command in (("mkdocs", "build"), ("onrecord.cli", "pages", "site")):
            done = run(*command, cwd=folder, code=None)
            assert done.returncode in (1, 2)
            assert "Traceback" not in done.stderr
        assert "name a folder inside it, such as" in run("mkdocs", "build", cwd=folder, code=1).stderr
        assert tree(site) == {"index.html": b"old"}
        assert names(folder) == DRAWN
        run("mkdocs", "build", "-d", "site/public", cwd=folder)
        assert names(site) == ["index.html", "public"]


@root
def test_a_site_in_a_lower_layer_of_a_container_is_refused(folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    with mounted(folder.parent / "disk", "-t", "tmpfs", "tmpfs") as disk:
        for name in ("upper", "work"):
            (disk / name).mkdir()
        layers = f"lowerdir={folder},upperdir={disk / 'upper'},workdir={disk / 'work'}"
        with mounted(folder.parent / "container", "-t", "overlay", "-o", layers, "overlay") as container:
            done = run("mkdocs", "build", cwd=container, code=1)
            assert_refused(done, container, sites[1], "belongs to a lower layer of a container")


# what is write-protected


@pytest.fixture
def ordinary() -> list[str]:
    """What makes a command's user one whom permissions bind."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("nothing is closed to root")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def test_a_closed_parent_folder_is_told_in_one_line(
    ordinary: list[str], folder: Path, sites: tuple[Path, Tree, Tree]
) -> None:
    folder.chmod(0o555)
    done = dying(BUILD, cwd=folder, before=ordinary)
    folder.chmod(0o755)
    assert_refused(done, folder, sites[1], "Permission denied. What is built stands beside")


def test_a_write_protected_site_is_replaced(ordinary: list[str], folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    for each in ((folder / "site"), *(folder / "site").rglob("*")):
        each.chmod(0o555 if each.is_dir() else 0o444)
    done = dying(BUILD, cwd=folder, before=ordinary)
    assert done.returncode == 0, done.stderr
    assert tree(folder / "site") == sites[2]
    assert names(folder) == DRAWN


# side by side


def test_four_builds_at_once_make_one_site(folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: run("mkdocs", "build", cwd=folder), range(4)))
    assert sum(each.stderr.count("waiting for it") for each in done) >= 1
    assert tree(folder / "site") == sites[2]
    assert names(folder) == DRAWN


def test_a_build_waits_for_another_and_publishes_what_it_finds_then(folder: Path) -> None:
    with locks.held(folder / ".site.lock"):
        build = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build"], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        assert build.stderr
        while "is being built by another: waiting for it" not in build.stderr.readline():
            assert build.poll() is None
        draw(folder, {"data/record.yaml": edited("autumn")})
    build.communicate()
    assert "rise in autumn" in (folder / "site/statements/2031-03-04-lin-dues/index.html").read_text(encoding="utf-8")


def test_what_a_killed_build_left_is_removed_though_its_number_is_borne_by_another(folder: Path) -> None:
    draw(folder, {f".site.building-{os.getpid()}/half.html": "x", ".site.lock": ""})
    said = run("mkdocs", "build", cwd=folder).stderr
    assert said.count("interrupted") == 1
    assert names(folder) == DRAWN


def test_a_reader_never_finds_nothing_or_a_mixture(folder: Path, sites: tuple[Path, Tree, Tree]) -> None:
    pages = ("index.html", "statements/2031-03-04-lin-dues/index.html", "feed.xml", "data/statements.csv")
    states = [tuple(state[page] for page in pages) for state in sites[1:]]
    mixed: list[str] = []
    read = replaced = 0
    done = threading.Event()

    def poll() -> None:
        nonlocal read, replaced
        while not done.is_set():
            try:
                handle = os.open(folder / "site", os.O_RDONLY)
            except OSError as error:
                mixed.append(str(error))
                return
            try:
                found = []
                for page in pages:
                    with os.fdopen(os.open(page, os.O_RDONLY, dir_fd=handle), "rb") as file:
                        found.append(file.read())
            except FileNotFoundError:
                # a folder that is being removed loses files; but then another has its name
                if os.path.samestat(os.fstat(handle), (folder / "site").stat()):
                    mixed.append("a file of the site is gone")
                replaced += 1
            else:
                read += 1
                if tuple(found) not in states:
                    mixed.append("a mixture")
            finally:
                os.close(handle)

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        for number in range(6):
            draw(folder, {"data/record.yaml": RECORD if number % 2 else edited("June")})
            run("mkdocs", "build", cwd=folder)
    finally:
        done.set()
        reader.join()
    assert not mixed
    assert read > 100


# what is published


def test_what_is_deleted_is_found_nowhere_in_the_site(tmp_path: Path) -> None:
    folder = draw(draw_site(tmp_path), {"data/more.yaml": CANARY})
    run("mkdocs", "build", cwd=folder)
    for part in ("canary/", "feed.xml", "pagefind/fragment/", ".sqlite", "sitemap.xml", ".csv", ".jsonl"):
        assert any(part in name for name in holding(folder / "site", b"zzyzx")), part
    (folder / "data/more.yaml").unlink()
    run("mkdocs", "build", cwd=folder)
    assert not holding(folder / "site", b"zzyzx")


CANARY = """
    actors: [{id: zzyzx-canary, name: Zzyzx Kanarek}]
    statements:
      - {id: 2031-05-01-zzyzx, speakers: zzyzx-canary, said_on: 2031-05-01, topics: dues, summary: Says zzyzx.}
"""


def holding(site: Path, word: bytes) -> list[str]:
    """The files that hold a word in their name or, unpacked, in their bytes, in any case of letters."""
    found = []
    for name, content in tree(site).items():
        plain = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
        if word in plain.lower() or word.decode() in name:
            found.append(name)
    return found


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o002])
def test_who_may_read_the_site_is_as_the_umask_says(tmp_path: Path, mask: int) -> None:
    old = os.umask(mask)
    try:
        target = tmp_path / "site"
        for _ in range(2):
            with writer.alone(target, print), writer.staging(target) as built:
                writer.write_files(built, [("a/index.html", b"x")])
                writer.publish(built, target)
        writer.replace_file(tmp_path / "list.json", "[]")
    finally:
        os.umask(old)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [*tmp_path.rglob("*")]}
    assert modes == {
        "site": 0o777 & ~mask,
        "a": 0o777 & ~mask,
        "index.html": 0o666 & ~mask,
        "list.json": 0o666 & ~mask,
    }


def test_hidden_files_that_the_owner_has_put_into_the_site_stay(folder: Path) -> None:
    draw(folder, {"site/.git/HEAD": "ref", "site/.well-known/x": "x", "site/stray.txt": "x"})
    run("mkdocs", "build", cwd=folder)
    assert (folder / "site/.git/HEAD").read_text(encoding="utf-8") == "ref"
    assert (folder / "site/.well-known/x").is_file()
    assert not (folder / "site/stray.txt").exists()


# the other things that are written


def test_a_folder_that_is_brought_up_to_date_has_what_is_new_and_not_what_is_obsolete(tmp_path: Path) -> None:
    old = draw(tmp_path / "old", {"a/b/x": "1", "a/y": "2", "c": "3", "d/e/f": "4"})
    new = draw(tmp_path / "new", {"a/y": "5", "d/e": "6", "g/h": "7"})
    writer.update(new, old, ["a/b/x", "d/e/f", "gone/long/ago"])
    assert tree(old) == {"a/y": b"5", "c": b"3", "d/e": b"6", "g/h": b"7"}
    assert not (old / "a/b").exists()


def test_a_file_that_is_written_harms_no_other_and_keeps_its_permissions(tmp_path: Path) -> None:
    draw(tmp_path, {"other": "mine", "list.json": "old", ".list.json.new": ""})
    (tmp_path / ".list.json.new").unlink()
    (tmp_path / ".list.json.new").hardlink_to(tmp_path / "other")
    (tmp_path / "list.json").chmod(0o640)
    (tmp_path / "link.json").symlink_to("list.json")
    writer.replace_file(tmp_path / "link.json", "new")
    assert tree(tmp_path) == {"other": b"mine", "list.json": b"new", "link.json": b"new"}
    assert (tmp_path / "link.json").is_symlink()
    assert stat.S_IMODE((tmp_path / "list.json").stat().st_mode) == 0o640


def test_what_a_killed_command_left_is_removed_though_nothing_else_is_to_write(tmp_path: Path) -> None:
    draw(tmp_path, {"list.json": "old", ".list.json.new": "half"})
    writer.replace_file(tmp_path / "list.json", "old")
    assert tree(tmp_path) == {"list.json": b"old"}


def test_many_who_write_one_file_at_once_leave_one_text(tmp_path: Path) -> None:
    texts = [f"{number}" * 99_999 for number in range(8)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda text: writer.replace_file(tmp_path / "list.json", text), texts))
    assert names(tmp_path) == ["list.json"]
    assert (tmp_path / "list.json").read_text(encoding="utf-8") in texts


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    done = run("onrecord.cli", "schema", "--output", "/dev/stdout", cwd=tmp_path)
    assert done.stdout.startswith("{")


LEDGER = "from pathlib import Path\nfrom onrecord import writer\nwriter.replace_file(Path('out.json'), 'new ' * 9)\n"
SCHEMA = script("onrecord.cli", "schema", "--output", "out.json")


@pytest.mark.parametrize(("code", "how"), [(LEDGER, "dies"), (LEDGER, "half"), (SCHEMA, "half")])
def test_a_crash_at_any_step_leaves_the_old_file_or_the_new_one(tmp_path: Path, how: str, code: str) -> None:
    draw(tmp_path, {"new/x": ""})
    dying(code, cwd=tmp_path / "new")
    new = (tmp_path / "new/out.json").read_bytes()
    for at in count(1):
        place = draw(tmp_path / str(at), {"out.json": "old"})
        done = dying(code, cwd=place, at=at, how=how)
        if done.returncode == 0:
            break
        assert done.returncode == KILLED, done.stderr
        assert (place / "out.json").read_bytes() in (b"old", new)
        assert dying(code, cwd=place).returncode == 0
        assert tree(place) == {"out.json": new}
    assert at > 1


def test_a_crash_at_steps_of_writing_pages_leaves_the_old_tree_or_the_new_one(folder: Path) -> None:
    code = script("onrecord.cli", "pages", "out")
    number = steps(code, cwd=folder)
    new = tree(folder / "out")
    draw(folder, {"data/record.yaml": RECORD})
    run("onrecord.cli", "pages", "out", cwd=folder)
    old = tree(folder / "out")
    for at in (2, number // 2, number - 60, number - 1):
        draw(folder, {"data/record.yaml": edited("June")})
        assert dying(code, cwd=folder, at=at).returncode == KILLED
        assert tree(folder / "out") in (old, new)
        draw(folder, {"data/record.yaml": RECORD})
        run("onrecord.cli", "pages", "out", cwd=folder)
        assert tree(folder / "out") == old
        assert names(folder) == sorted([*DRAWN, "out"])
    done = dying(code, cwd=folder, at=number // 4, how="full")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "No space left on device" in done.stderr
    assert tree(folder / "out") == old


def test_a_crash_at_any_step_of_a_capture_loses_nothing_and_the_next_one_repairs(tmp_path: Path) -> None:
    draw_site(tmp_path / "drawn")
    draw(tmp_path / "drawn", {"page.html": "<p>The dues will rise in May.</p>\n"})
    code = script("onrecord.cli", "capture", "tide-1", "--file", "page.html", "--today", "2026-01-01")
    shutil.copytree(tmp_path / "drawn", tmp_path / "whole")
    number = steps(code, cwd=tmp_path / "whole")
    whole = tree(tmp_path / "whole")
    for at in range(1, number + 1):
        place = tmp_path / str(at)
        shutil.copytree(tmp_path / "drawn", place)
        assert dying(code, cwd=place, at=at).returncode == KILLED
        done = dying(code, cwd=place)
        assert done.returncode == 0, done.stderr
        assert tree(place) == whole, at


# where there are no locks


def refuse_locks(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Have a file system that answers a request for a lock with the error of that name."""

    def flock(descriptor: int, how: int) -> None:
        raise OSError(getattr(errno, answer), answer)

    monkeypatch.setattr("fcntl.flock", flock)


@pytest.mark.parametrize("answer", ["ENOLCK", "ENOSYS", "ENOTSUP", "EINVAL"])
def test_without_locks_a_site_is_published_and_what_may_be_a_living_builds_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    refuse_locks(monkeypatch, answer)
    draw(tmp_path, {"site/a.html": "old", ".site.building-1/a.html": "half", ".site.old/a.html": "older"})
    said: list[str] = []
    target = tmp_path / "site"
    with writer.alone(target, said.append), writer.staging(target) as built:
        writer.write_files(built, [("a.html", b"new")])
        writer.publish(built, target)
    assert said == []
    assert tree(tmp_path) == {"site/a.html": b"new", ".site.building-1/a.html": b"half", ".site.old/a.html": b"older"}


def test_without_locks_a_file_is_written_whole_under_a_name_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_locks(monkeypatch, "ENOLCK")
    path = draw(tmp_path, {"list.json": "old"}) / "list.json"
    path.chmod(0o640)
    writer.replace_file(path, "new")
    assert tree(tmp_path) == {"list.json": b"new"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def fsync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="full") as told:
        writer.replace_file(path, "newer")
    assert told.value.filename == str(path)
    assert tree(tmp_path) == {"list.json": b"new"}


def test_a_lock_that_cannot_be_had_for_another_reason_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_locks(monkeypatch, "EIO")
    with pytest.raises(writer.PlaceError, match="EIO"), writer.alone(tmp_path / "site", print):
        pass
    with pytest.raises(OSError, match="EIO"):
        writer.replace_file(tmp_path / "list.json", "new")
    assert not (tmp_path / "list.json").exists()


# what the system may answer


def answered(monkeypatch: pytest.MonkeyPatch, **answers: str) -> None:
    """Let the system's calls of these names fail with an error of that name, or be there no more (`absent`)."""

    def call(name: str, answer: str) -> object:
        def failing(*given: object) -> int:
            ctypes.set_errno(getattr(errno, answer))
            return -1

        return failing if answer else lambda *given: 0

    calls = {"syncfs": "", **answers}
    library = type(
        "Library", (), {name: staticmethod(call(name, how)) for name, how in calls.items() if how != "absent"}
    )
    monkeypatch.setattr(ctypes, "CDLL", lambda *given, **more: library)


def published(folder: Path) -> Tree:
    """The site, after a try to publish a new one in the place of an old one; nothing is left beside it."""
    draw(folder, {"site/a.html": "old"})
    try:
        with writer.alone(folder / "site", print), writer.staging(folder / "site") as built:
            writer.write_files(built, [("a.html", b"new")])
            writer.publish(built, folder / "site")
    finally:
        assert names(folder) == ["site"]
    return tree(folder / "site")


@pytest.mark.parametrize("answer", ["absent", "ENOSYS", "EINVAL", "ENOTSUP", "EPERM"])
def test_where_two_folders_cannot_be_exchanged_they_are_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    answered(monkeypatch, renameat2=answer)
    assert published(tmp_path) == {"a.html": b"new"}


@pytest.mark.parametrize(
    ("call", "answer", "said"),
    [
        ("renameat2", "EBUSY", "it is a mount point"),
        ("renameat2", "EXDEV", "it is a mount point"),
        ("renameat2", "EIO", "nothing could be put in the place of .*: Input/output error"),
        ("syncfs", "EIO", "nothing could be put in the place of .*: Input/output error"),
        ("syncfs", "ENOSPC", "No space left on device"),
        ("syncfs", "EDQUOT", "quota exceeded"),
    ],
)
def test_what_the_system_refuses_is_told_and_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, answer: str, said: str
) -> None:
    answered(monkeypatch, **{call: answer})
    with pytest.raises(writer.PlaceError, match=said):
        published(tmp_path)
    assert tree(tmp_path) == {"site/a.html": b"old"}


def test_a_disk_that_cannot_say_whether_it_has_all_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, renameat2="EINVAL", syncfs="EBADF")
    assert published(tmp_path) == {"a.html": b"new"}


def test_a_system_that_cannot_bring_one_file_system_to_the_disk_brings_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[Tree] = []
    answered(monkeypatch, renameat2="EINVAL")
    monkeypatch.delattr(ctypes.CDLL(None), "syncfs")
    monkeypatch.setattr(os, "sync", lambda: brought.append(tree(tmp_path / "site")))
    assert published(tmp_path) == {"a.html": b"new"}
    assert brought == [{"a.html": b"old"}]


def test_a_new_site_that_cannot_be_renamed_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, renameat2="EINVAL")
    rename = Path.rename

    def refused(path: Path, to: Path) -> Path:
        if to.name == "site" and "building" in path.name:
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(writer.PlaceError, match="Permission denied"):
        published(tmp_path)
    assert tree(tmp_path) == {"site/a.html": b"old"}


def test_a_hidden_link_stays_a_link_and_what_the_build_writes_goes_before(tmp_path: Path) -> None:
    site, built = tmp_path / "site", tmp_path / "built"
    draw(tmp_path, {"x": "x", "folder/y": "y", "site/.git/z": "z", "site/.nojekyll": "mine", "built/.nojekyll": "made"})
    for name, to in ((".link", "../x"), (".folder", "../folder"), (".gone", "nowhere"), (".git/link", "z")):
        (site / name).symlink_to(to)
    (site / ".script").write_text("x")
    (site / ".script").chmod(0o750)
    writer.publish(built, site)
    assert {name: str((site / name).readlink()) for name in (".link", ".folder", ".gone", ".git/link")} == {
        ".link": "../x",
        ".folder": "../folder",
        ".gone": "nowhere",
        ".git/link": "z",
    }
    assert (site / ".nojekyll").read_text(encoding="utf-8") == "made"
    assert stat.S_IMODE((site / ".script").stat().st_mode) == 0o750


def test_of_a_link_only_the_link_is_discarded(tmp_path: Path) -> None:
    draw(tmp_path, {"folder/x": "x", "file": "x"})
    (tmp_path / "link").symlink_to("folder")
    for name in ("link", "file", "nothing"):
        writer.discard(tmp_path / name)
    assert tree(tmp_path) == {"folder/x": b"x"}


def test_a_file_that_cannot_be_brought_to_the_disk_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = draw(tmp_path, {"list.json": "old"}) / "list.json"
    found = path.stat()
    writer.replace_file(path, "old")
    assert os.path.samestat(path.stat(), found)

    def fsync(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="full") as told:
        writer.replace_file(path, "new")
    assert told.value.filename == str(path)
    assert tree(tmp_path) == {"list.json": b"old"}


def test_a_name_that_stands_only_while_a_file_is_written_is_known() -> None:
    known = [name for name in (".x.json.new", ".x.new", "x.new", ".x.json", ".new") if writer.is_passing(Path(name))]
    assert known == [".x.json.new", ".x.new"]


def test_a_file_and_then_its_name_are_brought_to_the_disk_and_of_a_site_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: brought.append(os.fstat(descriptor).st_ino))
    folder = draw(tmp_path / "folder", {"list.json": "old"})
    writer.replace_file(folder / "list.json", "new")
    assert brought == [(folder / "list.json").stat().st_ino, folder.stat().st_ino]
    brought.clear()
    published(tmp_path / "sites")
    assert brought == [(tmp_path / "sites").stat().st_ino]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="nobody says here what is open")
def test_nothing_is_left_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = opened()
    published(tmp_path / "sites")
    path = draw(tmp_path, {"list.json": "old", ".list.json.new": "half"}) / "list.json"
    writer.replace_file(path, "new")
    refuse_locks(monkeypatch, "ENOLCK")
    writer.replace_file(path, "newer")
    answered(monkeypatch, syncfs="EIO")
    with pytest.raises(writer.PlaceError):
        published(tmp_path / "sites")
    refuse_locks(monkeypatch, "EIO")
    with pytest.raises(OSError, match="EIO"):
        writer.replace_file(path, "newest")
    assert opened() == before
