"""The way round MkDocs: the same bytes as through it, on every page, alone and in several processes."""

import gc
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from drawing import draw, draw_site, run, tree
from onrecord import workers
from onrecord.permalinks import ROOT, absolute, relative
from onrecord.progress import Count, unseen
from onrecord.render import Sheet
from onrecord.shells import Shells

WORLD = Path(__file__).parent / "world"


def built(folder: Path, **options: object) -> dict[str, bytes]:
    """The site that `folder` gives with these options of the plugin."""
    path = folder / "mkdocs.yml"
    before = path.read_text(encoding="utf-8")
    settings = yaml.safe_load(before)
    (named,) = (each for each in settings["plugins"] if each == "onrecord" or "onrecord" in each)
    settings["plugins"] = [{"onrecord": ({} if named == "onrecord" else named["onrecord"] or {}) | options}]
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    run("mkdocs", "build", "--strict", cwd=folder)
    path.write_text(before, encoding="utf-8")
    return tree(folder / "site")


@pytest.mark.parametrize("language", ["en", "he"])
def test_every_page_of_the_world_is_what_mkdocs_makes_of_it(tmp_path: Path, language: str) -> None:
    shutil.copytree(WORLD, tmp_path / "world", ignore=shutil.ignore_patterns("site"))
    slow = built(tmp_path / "world", language=language, fast=False)
    fast = built(tmp_path / "world", language=language)
    assert sum(name.endswith(".html") for name in fast) > 70
    assert fast == slow


MENUS = {
    "with generated pages, named and not": "nav: [index.md, People: actors/index.md, actors/ada-lin.md, method.md, Deep: [{A: [topics/dues.md]}]]",
    "none, and no address of the site": "site_url: ''",
    "with a site below a folder": "site_url: https://record.example.org/a%20b/",
    "with Markdown's extensions": "markdown_extensions: [extra, {toc: {permalink: true}}, smarty]",
    "with things on every page": "{extra_css: [x.css], extra_javascript: [x.js], copyright: '&copy; <b>Us</b>', site_description: A & B}",
}


@pytest.mark.parametrize("settings", MENUS.values(), ids=MENUS)
def test_menus_and_settings_come_out_as_mkdocs_makes_them(tmp_path: Path, settings: str) -> None:
    folder = draw_site(
        tmp_path, docs__method_md="# Method\n\n[Ada](actors/ada-lin.md#positions) [all](statements/index.md)\n"
    )
    draw(folder, {"docs/x.css": "p { color: red }\n", "docs/x.js": "1\n"})
    path = folder / "mkdocs.yml"
    made = yaml.safe_load(path.read_text(encoding="utf-8")) | yaml.safe_load(settings)
    path.write_text(yaml.safe_dump(made), encoding="utf-8")
    assert built(folder) == built(folder, fast=False)


def test_hundreds_of_pages_are_the_same_by_one_process_and_by_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = "".join(
        f"  - {{id: s-{number}, speakers: ada-lin, said_on: {1500 + number // 2}-01-02, topics: dues, summary: Number {number},"
        f" relations: [{{supports: s-{number // 3}}}]}}\n"
        for number in range(1, 400)
    )
    folder = draw(
        draw_site(tmp_path),
        {"data/more.yaml": f"statements:\n  - {{id: s-0, speakers: bo-ek, summary: x}}\n{statements}"},
    )
    alone = built(folder, fast=False)
    assert len([name for name in alone if name.endswith(".html")]) > workers.FEW
    assert built(folder) == alone
    draw(folder, {"mine.py": "import onrecord.workers\nonrecord.workers.available = lambda: 3\n"})
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    draw(folder, {"sitecustomize.py": "import mine\n"})
    assert built(folder) == alone


def test_a_theme_of_the_owners_own_is_left_to_mkdocs(tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    (folder / "mkdocs.yml").write_text(
        "site_name: x\ntheme: {name: onrecord, custom_dir: mine}\nplugins: [onrecord]\n", encoding="utf-8"
    )
    draw(folder, {"mine/main.html": "{{ page.title | length }} {{ page.content }}"})
    assert built(folder)["actors/ada-lin/index.html"].startswith(b"7 ")


def test_another_plugin_sees_the_generated_pages(tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    draw(
        folder,
        {
            "mine.py": "def on_post_page(output, *, page, config):\n    return output.replace('Ada Lin', 'Ada Lovelace')\n",
            "mkdocs.yml": "site_name: x\ntheme: {name: onrecord}\nhooks: [mine.py]\nplugins:\n  - onrecord: {allow: mine.py}\n",
        },
    )
    run("mkdocs", "build", cwd=folder)
    assert "Ada Lovelace" in (folder / "site/actors/ada-lin/index.html").read_text(encoding="utf-8")


def test_work_is_done_in_order_and_what_goes_wrong_in_a_worker_is_raised() -> None:
    def work(start: int, end: int) -> list[int]:
        if start == 700:
            raise ValueError(f"{start} to {end}")
        return list(range(start, end))

    for number in (0, 1, 699):
        for at_once in (1, 3):
            assert [each for shard in workers.in_shards(work, number, at_once) for each in shard] == list(range(number))
    with pytest.raises(ValueError, match="700 to 750"):
        list(workers.in_shards(work, 750, 2))


def test_little_work_is_done_in_this_process_and_much_in_as_many_as_are_asked_for() -> None:
    def work(start: int, end: int) -> int:
        return os.getpid()

    def processes(number: int, at_once: int) -> set[int]:
        return set(workers.in_shards(work, number, at_once))

    assert processes(workers.FEW, 3) == processes(workers.FEW + 1, 1) == {os.getpid()}
    assert os.getpid() not in processes(workers.FEW + 1, 2)


def test_as_many_processes_work_as_may_and_one_where_none_can_be_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 2, 5}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert workers.available() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert workers.available() == 8
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert workers.available() == 1
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert workers.available() == 1


@pytest.mark.parametrize("number", [1, workers.FEW + 1])
def test_what_is_done_meanwhile_is_done_here_or_by_one_more_process_and_gives_the_same(number: int) -> None:
    def refuse(count: Count) -> None:
        raise OSError(28, "No space left on device", "index")

    def work(count: Count) -> int:
        for done in range(2001):
            count(done)
        return os.getpid()

    counted: list[int] = []
    with workers.meanwhile(work, number, 2) as pid, workers.meanwhile(refuse, number, 2) as refused:
        assert (pid(counted.append) == os.getpid()) == (number == 1)
        assert {0, 1000, 2000} <= {*counted}
        with pytest.raises(OSError, match="No space left on device: 'index'"):
            refused(unseen)


def test_it_is_told_when_a_process_is_ended_from_outside() -> None:
    with (
        workers.meanwhile(lambda count: os._exit(9), workers.FEW + 1, 2) as died,
        pytest.raises(RuntimeError, match="ended"),
    ):
        died(unseen)


KILLED = """
import os
import onrecord.plugin
import onrecord.press
from onrecord import workers
workers.FEW, workers.available = 0, lambda: 2
def end(*_):
    os._exit(9)
{}
"""


@pytest.mark.parametrize(
    ("harm", "builds"), [("onrecord.plugin.write_downloads = end", 1), ("onrecord.before.Before.take_over = end", 2)]
)
def test_a_build_whose_helping_process_was_ended_says_so_and_leaves_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str, builds: int
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    site = draw_site(tmp_path / "record")
    for _ in range(builds - 1):
        run("mkdocs", "build", cwd=site)
    draw(tmp_path, {"sitecustomize.py": KILLED.format(harm)})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    before = tree(site)
    said = run("mkdocs", "build", cwd=site, code=1).stderr
    assert "onrecord: a process was ended from outside: there may be too little memory" in said
    assert "Traceback" not in said
    assert tree(site) == before


def test_what_was_begun_meanwhile_is_ended_when_the_rest_fails() -> None:
    reading, writing = os.pipe()

    def work(count: Count) -> None:
        with subprocess.Popen(["sleep", "1000"]) as started:
            try:
                os.write(writing, b"%d" % started.pid)
                started.wait()
            finally:
                started.kill()

    with suppress(ValueError), workers.meanwhile(work, workers.FEW + 1, 2):
        pid = int(os.read(reading, 20))
        os.kill(pid, 0)
        raise ValueError
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


ORPHANS = f"""
import os, time
from onrecord import workers
def work(*shard):
    print(os.getpid(), flush=True)
    time.sleep(1000)
with workers.meanwhile(work, {workers.FEW + 1}, 2):
    list(workers.in_shards(work, {workers.FEW + 1}, 2))
"""


def test_no_process_outlives_a_build_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True) as build:
        assert build.stdout
        assert len({build.stdout.readline() for _ in range(3)}) == 3
        build.kill()
        assert build.stdout.read() == ""  # which ends when all have ended who could write to it


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_is_collected_seldom_and_the_collector_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch, enabled: bool
) -> None:
    collected, found = [], set()
    monkeypatch.setattr(gc, "collect", lambda: collected.append(len(seen)))
    seen: list[int] = []
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        for start in workers.in_shards(lambda start, end: start, 45 * workers.SHARD, 1):
            seen.append(start)
            found.add((gc.isenabled(), gc.get_freeze_count() > 0))
        assert (gc.isenabled(), gc.get_freeze_count()) == (enabled, 0)
    finally:
        (gc.enable if was else gc.disable)()
    assert found == {(enabled, True)}
    assert collected == [0, workers.RARELY - 1, 2 * workers.RARELY - 1]
    assert list(workers.in_shards(lambda start, end: gc.isenabled(), 1, 1)) == [False]


MENU = ("", "method/", "actors/", "actors/ada/", "help/deep/editors/")
PATHS = ("actors/", "actors/ada/", "actors/ada/2016/", "actors/bo/", "actors/bo/2016/", "actors/cy/", "topics/", "topics/dues/",
         "help/", "help/x/", "help/deep/", "help/deep/x/", "help/deep/editors/", "help/deep/editors/x/", "method/", "actorsx/y/")  # fmt: skip


@pytest.mark.parametrize("site_url", ["https://record.example.org/", ""])
def test_a_page_in_its_shell_is_what_a_theme_makes_of_it_and_one_is_made_for_many(site_url: str) -> None:
    asked: list[str] = []

    def render(path: str, matter: Mapping[str, str], address: str, content: str) -> str:
        asked.append(path)
        menu = " ".join(f"{relative(each, path)}{'*' if each == path else ''}" for each in MENU)
        told = " ".join(f"{name}={matter[name]}" for name in sorted(matter) if name != "updated")
        return f"{address} {menu} {told} <{content}> {matter['title']}"

    def sheet(path: str, number: int, kind: str) -> Sheet:
        free = {each: f"{each} {number}" for each in ("title", "description", "as_of", "updated")}
        moved = {"redirect": f"to {number}"} if kind == "moved" else {}
        return Sheet(path, {"kind": kind} | free | moved, "", f'{number} <a href="{ROOT}topics/">')

    shells = Shells(render, site_url=site_url, linked=MENU)
    sheets = [sheet(path, number, kind) for kind in ("list", "moved") for number, path in enumerate(PATHS)]
    for each in sheets:
        assert shells.page(each) == render(each.path, each.matter, absolute(site_url, each.path), each.html())
    asked.clear()
    for number, path in enumerate(
        ("actors/di/", "actors/ed/2031/", "topics/ports/", "help/y/", "actors/di/", "no/"), 100
    ):
        shells.page(sheet(path, number, "list"))
    assert asked == []


@pytest.mark.parametrize("template", ["home.html", "actors.html", "statement.html"])
def test_a_broken_template_is_told_in_one_sentence_wherever_it_is_used(tmp_path: Path, template: str) -> None:
    folder = draw(draw_site(tmp_path), {f"mine/{template}": "{{ page.nothing }}\n"})
    settings = "site_name: x\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {templates: mine}\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert f"{template}:1: " in done.stderr
    assert "Traceback" not in done.stderr


def test_what_lies_among_the_templates_harms_nobody_until_a_page_needs_it(tmp_path: Path) -> None:
    folder = draw(draw_site(tmp_path), {"mine/logo.png": b"\xff\xfe\x00", "mine/unused.html": "{% if %}\n"})
    settings = "site_name: x\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {templates: mine}\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    run("mkdocs", "build", cwd=folder)
    draw(folder, {"mine/actor.html": "{% if %}\n"})
    done = run("mkdocs", "build", cwd=folder, code=1)
    assert "actor.html:1: Expected an expression" in done.stderr
    assert "Traceback" not in done.stderr
