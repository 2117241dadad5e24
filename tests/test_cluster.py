"""A build on a cluster: the same bytes as on one machine, and one plain sentence where it cannot be."""

import gc
import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

import corpus
from drawing import draw, draw_site, run, tree
from onrecord import cluster, theme, workers, writer
from onrecord.render import Sheet
from onrecord.shells import NoShellError, Shells

dask = pytest.importorskip("dask", reason="Dask is not installed: pip install 'onrecord[dask]'")
distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'onrecord[dask]'")

ROOT = Path(__file__).parent.parent
PATIENCE = "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT"


def cluster_of(count: int) -> Any:
    # A client that reached nobody is closed only when it is collected, and for that takes a lock that Dask holds while
    # it waits for a new thread: if it is that thread which collects, each waits for the other, and Dask gives up.
    gc.collect()
    return distributed.LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=":0")


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    """A cluster of two processes."""
    with cluster_of(2) as made:
        yield made


@pytest.fixture
def empty() -> Iterator[Any]:
    """A cluster without a worker."""
    with cluster_of(0) as made:
        yield made


@contextmanager
def worker(of: Any, **environment: str) -> Iterator[None]:
    """The one worker of a cluster, which nobody starts anew."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", of.scheduler_address]
    options = ["--no-nanny", "--nthreads", "1", "--no-dashboard"]
    started = subprocess.Popen([*command, *options], env=os.environ | environment, stderr=subprocess.DEVNULL)
    try:
        with distributed.Client(of) as client:
            client.wait_for_workers(1, 60)
        yield
    finally:
        started.kill()
        started.wait()


def start(folder: Path, address: str, patience: str = "5s") -> subprocess.Popen[str]:
    """A build on the cluster at `address`."""
    command = [sys.executable, "-m", "onrecord.cli", "build", "-q", "--scheduler", address]
    return subprocess.Popen(
        command, cwd=folder, env=os.environ | {PATIENCE: patience}, stderr=subprocess.PIPE, text=True
    )


def names(folder: Path) -> set[str]:
    """What stands in a folder, but for what a build makes there while it runs."""
    return {each.name for each in folder.iterdir() if not each.name.startswith(".site.")}


def refusal(folder: Path, building: subprocess.Popen[str]) -> str:
    """What a build says that fails, in its one sentence; it has published nothing, and left nothing."""
    before = names(folder)
    _, told = building.communicate(timeout=120)
    assert building.returncode == 1, told
    assert {each.name for each in folder.iterdir()} == before
    (line,) = told.splitlines()
    return line


def at_work(folder: Path, building: subprocess.Popen[str]) -> bool:
    """Wait until workers write pages."""
    while building.poll() is None:
        if any(folder.glob(".site.building-*/*/*/index.html")):
            return True
        time.sleep(0.02)
    return False


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, bytes]]:
    """A site of some hundred statements, with a menu and a template of its own; and what it is built to here."""
    folder = tmp_path_factory.mktemp("cluster")
    corpus.write_site(folder, 200)
    first = next(corpus.Corpus(200, 1).actors())["id"]
    settings = yaml.safe_load((folder / "mkdocs.yml").read_text(encoding="utf-8"))
    settings |= {
        "nav": ["index.md", {"First": f"actors/{first}.md"}],
        "plugins": [{"onrecord": {"templates": "mine", "language": "he", "search": "none"}}],
    }
    template = (theme.PAGES / "actor.html").read_text(encoding="utf-8")
    draw(folder, {"mkdocs.yml": yaml.safe_dump(settings), "mine/actor.html": f"{template}\n<p>mine</p>\n"})
    return folder, built(folder)


def built(folder: Path, *options: str) -> Mapping[str, bytes]:
    run("onrecord.cli", "build", "-q", *options, cwd=folder)
    made = tree(folder / "site")
    shutil.rmtree(folder / "site")
    return made


def test_a_site_is_the_same_bytes_by_a_cluster(local: Any, made_up: tuple[Path, Mapping[str, bytes]]) -> None:
    folder, expected = made_up
    assert built(folder, "--scheduler", local.scheduler_address) == expected
    assert sum(name.endswith(".html") for name in expected) > workers.FEW


def test_this_record_is_the_same_bytes_by_a_cluster(local: Any, tmp_path: Path) -> None:
    for name in ("data", "docs", "mkdocs.yml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    assert built(tmp_path, "--scheduler", local.scheduler_address) == built(tmp_path)


def test_what_nothing_concerns_is_taken_over_by_a_cluster_too(
    local: Any, made_up: tuple[Path, Mapping[str, bytes]]
) -> None:
    folder, expected = made_up
    scheduled = ("build", "--scheduler", local.scheduler_address)
    run("onrecord.cli", *scheduled, cwd=folder)
    actors = folder / "data" / "actors.jsonl"
    text = actors.read_text(encoding="utf-8")
    actors.write_text(text.replace('"name": "', '"name": "Mx ', 1), encoding="utf-8")
    try:
        said = run("onrecord.cli", *scheduled, cwd=folder).stderr
        again = tree(folder / "site")
        shutil.rmtree(folder / "site")
        assert ", 0 of them as they were" not in said
        assert built(folder) == again != expected
    finally:
        actors.write_text(text, encoding="utf-8")


def test_a_worker_may_be_killed_midway(local: Any, made_up: tuple[Path, Mapping[str, bytes]]) -> None:
    folder, expected = made_up
    with distributed.Client(local) as client:
        pid, *_ = client.run(os.getpid).values()
    building = start(folder, local.scheduler_address)
    assert at_work(folder, building)
    os.kill(pid, signal.SIGKILL)
    assert list(folder.glob(".site.building-*/.cluster/work"))
    _, told = building.communicate(timeout=120)
    assert (building.returncode, told) == (0, "")
    assert tree(folder / "site") == expected
    shutil.rmtree(folder / "site")


def test_a_cluster_without_workers_is_told_before_and_midway(
    empty: Any, made_up: tuple[Path, Mapping[str, bytes]]
) -> None:
    folder, _ = made_up
    building = start(folder, empty.scheduler_address)
    assert "has no workers: start some with `dask worker tcp://" in refusal(folder, building)
    with worker(empty):
        building = start(folder, empty.scheduler_address)
        assert at_work(folder, building)
    assert "has no workers" in refusal(folder, building)


def test_a_scheduler_that_dies_midway_is_told(empty: Any, made_up: tuple[Path, Mapping[str, bytes]]) -> None:
    folder, _ = made_up
    with worker(empty):
        building = start(folder, empty.scheduler_address)
        assert at_work(folder, building)
        empty.close()
        assert "its scheduler has gone. Mend it and build again" in refusal(folder, building)


def test_a_wrong_address_is_told(tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    told = refusal(folder, start(folder, "tcp://127.0.0.1:1", patience="1s"))
    assert "no scheduler could be reached at tcp://127.0.0.1:1 (" in told
    assert "start one with `dask scheduler`" in told


def test_what_is_no_scheduler_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    with dask.config.set({"distributed.comm.timeouts.connect": "500ms"}), socket.create_server(("", 0)) as silent:
        for address in ("nowhere", "http://127.0.0.1:1", f"tcp://127.0.0.1:{silent.getsockname()[1]}"):
            with pytest.raises(cluster.ClusterError, match=f"could be reached at {address} "):
                cluster.Cluster(address, tmp_path)


def test_a_worker_with_other_code_is_refused(empty: Any, tmp_path: Path) -> None:
    folder = draw_site(tmp_path / "site")
    shutil.copytree(ROOT / "generator/onrecord", tmp_path / "onrecord", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "onrecord/render.py").open("a", encoding="utf-8") as file:
        file.write("# other code\n")
    with worker(empty, PYTHONPATH=str(tmp_path)):
        told = refusal(folder, start(folder, empty.scheduler_address))
    assert "the worker at tcp://" in told
    assert "install the same on all machines, and start the workers anew" in told


def test_without_dask_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = draw_site(tmp_path / "site")
    draw(tmp_path, {"none/distributed.py": "raise ImportError\n"})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "none"), prepend=os.pathsep)
    assert "pip install 'onrecord[dask]'" in refusal(folder, start(folder, "tcp://127.0.0.1:1"))


def test_a_broken_template_is_told_as_it_is_on_one_machine(local: Any, tmp_path: Path) -> None:
    folder = draw(draw_site(tmp_path), {"mine/actor.html": "{{ page.nothing }}\n"})
    draw(folder, {"mkdocs.yml": "site_name: x\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {templates: mine}\n"})
    assert "actor.html:1: " in refusal(folder, start(folder, local.scheduler_address))


def test_what_only_mkdocs_can_lay_out_is_refused(local: Any, tmp_path: Path) -> None:
    folder = draw_site(tmp_path)
    draw(folder, {"mkdocs.yml": "site_name: x\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {fast: false}\n"})
    assert "build without `fast: false`" in refusal(folder, start(folder, local.scheduler_address))


def test_a_worker_says_why_it_cannot_take_part(tmp_path: Path) -> None:
    aside = tmp_path / "site/.cluster"
    same = cluster.versions()
    assert f"does not see {tmp_path / 'site'}: " in cluster.complaint(aside, same)
    draw(aside, {"probe": ""})
    assert cluster.complaint(aside, same) == ""
    assert cluster.complaint(aside, same | {"jinja2": "9"}).startswith(f"has jinja2 {same['jinja2']}, and this build 9")
    assert names(aside) == {"probe"}


def test_a_worker_that_comes_later_is_refused_for_the_same_reasons(local: Any, tmp_path: Path) -> None:
    with distributed.Client(local) as client:
        for expected, reason in (({"jinja2": "9"}, "has jinja2 "), ({}, "does not see ")):
            told = client.submit(cluster._do, tmp_path / "site/.cluster/work", expected, 0, 1).exception()
            assert isinstance(told, cluster.ClusterError)
            assert re.match(f"the worker at tcp://127.0.0.1:[0-9]+ {reason}", str(told))


def test_who_comes_too_late_changes_nothing(tmp_path: Path) -> None:
    folder, aside = tmp_path / "site", tmp_path / "site/.cluster"
    aside.mkdir(parents=True)
    writer.write_files(folder, [("a/index.html", b"whole")], aside)
    assert tree(folder) == {"a/index.html": b"whole"}
    aside.rmdir()
    with pytest.raises(FileNotFoundError):
        writer.write_files(folder, [("a/index.html", b"late"), ("b/index.html", b"late")], aside)
    assert tree(tmp_path) == {"site/a/index.html": b"whole"}
    assert names(folder) == {"a"}


def test_shells_that_are_made_go_to_other_machines_and_no_others_are_made_there() -> None:
    def render(path: str, matter: Mapping[str, str], address: str, content: str) -> str:
        return f"{address} {matter['title']} {content}"

    shells = Shells(render, site_url="https://record.example.org/", linked=[])
    one, other = (
        Sheet(path, {"kind": kind, "title": "A"}, "", "B") for path, kind in (("a/", "actor"), ("t/", "topic"))
    )
    whole = shells.page(one)
    sent = pickle.loads(pickle.dumps(shells.made([shells.key(one.path, one.matter)])))  # noqa: S301 - our own
    assert sent.page(one) == whole
    with pytest.raises(NoShellError):
        sent.page(other)
