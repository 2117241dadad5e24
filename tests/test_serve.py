"""`mkdocs serve`: an edit of data, a template or a hand-written page is shown; nothing rebuilds without one."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from drawing import draw, draw_site, tree

PATIENCE = 60
"""Seconds to wait for what must come."""


class Preview:
    """A running preview and what it says."""

    def __init__(self, folder: Path, address: str = "", program: Sequence[str] = ("mkdocs",)) -> None:
        self.said: list[str] = []
        self.news = threading.Condition()
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = address or f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-m", *program, "serve", "--dev-addr", self.address]
        self.process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait(lambda: self.count("Serving on") == 1)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=PATIENCE)

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            with self.news:
                self.said.append(line)
                self.news.notify_all()

    def count(self, text: str) -> int:
        return sum(text in line for line in self.said)

    def wait(self, condition: Callable[[], bool]) -> None:
        with self.news:
            assert self.news.wait_for(condition, PATIENCE), "".join(self.said)

    def quiet_for(self, seconds: float, builds: int) -> bool:
        with self.news:
            return not self.news.wait_for(lambda: self.count("Detected file changes") > builds, seconds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = draw_site(tmp_path / "site")
    (made / "mkdocs.yml").write_text(
        "site_name: x\ntheme: {name: onrecord}\nplugins:\n  - onrecord: {templates: mine}\n",
        encoding="utf-8",
    )
    return draw(made, {"mine/README": "My templates.\n"})


@pytest.fixture
def preview(folder: Path) -> Iterator[Preview]:
    running = Preview(folder)
    yield running
    running.stop()


@pytest.mark.parametrize("program", ["mkdocs", "onrecord.cli"])
def test_an_interrupt_ends_it_without_a_word_and_leaves_nothing(
    folder: Path, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    running = Preview(folder, program=[program])
    running.stop()
    assert running.process.returncode == 0
    assert not running.count("Traceback")
    assert not list((tmp_path / "temporary").iterdir())


def get(preview: Preview, path: str) -> str:
    with urllib.request.urlopen(f"http://{preview.address}/{path}", timeout=PATIENCE) as answer:
        return str(answer.read().decode())


def test_every_edit_is_shown_and_a_mistake_keeps_the_last_good_site(folder: Path, preview: Preview) -> None:
    assert "The dues will rise in May." in get(preview, "statements/2031-03-04-lin-dues/")
    assert '"page_count":13' in get(preview, "pagefind/pagefind-entry.json")
    record = folder / "data/record.yaml"
    good = record.read_text(encoding="utf-8")

    record.write_text(good.replace("rise in May", "rise in June"), encoding="utf-8")
    preview.wait(lambda: preview.count("Reloading browsers") == 1)
    assert preview.count(", 0 of them as they were") == 1, "the edit concerns some pages only"
    assert "The dues will rise in June." in get(preview, "statements/2031-03-04-lin-dues/")

    draw(folder, {"mine/topics.html": "{% filter block %}<h1>My own list</h1>{% endfilter %}\n"})
    preview.wait(lambda: preview.count("Reloading browsers") == 2)
    assert "My own list" in get(preview, "topics/")

    draw(folder, {"docs/index.md": "# New words\n"})
    preview.wait(lambda: preview.count("Reloading browsers") == 3)
    assert "New words" in get(preview, "")

    record.write_text(good.replace("said_on: 2031-03-04", "said_on: 2031-02-30"), encoding="utf-8")
    preview.wait(lambda: preview.count("error[bad-date]") == 1)
    record.write_text(good, encoding="utf-8")
    preview.wait(lambda: preview.count("Reloading browsers") == 4)
    assert "The dues will rise in May." in get(preview, "statements/2031-03-04-lin-dues/")
    assert preview.quiet_for(3, builds=5), "it rebuilds without an edit"


def test_a_preview_brought_up_to_date_is_a_preview_begun_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = folder / "data/record.yaml"
    good = record.read_text(encoding="utf-8")

    def site(name: str) -> Path:
        """Where a preview that is started now has its site."""
        (tmp_path / name).mkdir()
        monkeypatch.setenv("TMPDIR", str(tmp_path / name))
        return tmp_path / name

    other = good.replace("2031-03-04-lin-dues", "2031-03-04-lin-fees").replace("rise in May", "rise in June")
    reviewed = other.replace("    said_on: 2031-03-05\n", "    said_on: 2031-03-05\n    reviewed_by: [ada]\n")
    edits: list[Callable[[], object]] = [
        lambda: draw(folder, {"docs/method/how.md": "# How we check\n", "docs/method/a.txt": "a"}),
        lambda: shutil.rmtree(folder / "docs/method"),
        lambda: record.write_text(other, encoding="utf-8"),
        lambda: record.write_text(reviewed, encoding="utf-8"),  # of which pages are made anew that are the same then
        lambda: draw(folder, {"docs/index.md": "# New words\n"}),
    ]
    place = site("old")
    running = Preview(folder)
    try:
        for number, edit in enumerate(edits, start=1):
            edit()
            running.wait(lambda number=number: running.count("Reloading browsers") == number)
        assert running.count(", 0 of them as they were") == 1, "only the first time all is made"
        (old,) = place.glob("mkdocs_*")
        (old / "topics/ports/index.html").unlink()  # as what tidies up folders for what is passing may do
        draw(folder, {"docs/index.md": "# Other words\n"})
        running.wait(lambda: running.count("1 planned pages were not built: topics/ports/") == 1)
        draw(folder, {"docs/index.md": "# New words\n"})
        running.wait(lambda: running.count("Reloading browsers") == len(edits) + 1)
        begun = tree(old)
        folders = {path.relative_to(old) for path in old.rglob("*") if path.is_dir()}
        assert "statements/2031-03-04-lin-fees/index.html" in begun
        assert not list(place.glob(".mkdocs_*.building-*")), "nothing stands beside it when a build has ended"
    finally:
        running.stop()
    place = site("new")
    again = Preview(folder, running.address)  # it stands in the pages
    try:
        (new,) = place.glob("mkdocs_*")
        assert tree(new) == begun
        assert {path.relative_to(new) for path in new.rglob("*") if path.is_dir()} == folders
    finally:
        again.stop()
    assert not list(tmp_path.glob("*/mkdocs_*")), "a preview leaves nothing"


def test_in_a_preview_of_much_search_and_downloads_are_made_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(folder.parent, {"sitecustomize.py": "import onrecord.preview\nonrecord.preview.MUCH = 3\n"})
    monkeypatch.setenv("PYTHONPATH", str(folder.parent), prepend=os.pathsep)
    preview = Preview(folder)
    try:

        def seen() -> list[str]:  # without MkDocs' own script, which is another at each build
            paths = ("data/statements.csv", "data/", "pagefind/days.json")
            return [get(preview, path).partition("</main>")[0] for path in paths]

        before = seen()
        record = folder / "data/record.yaml"
        record.write_text(record.read_text(encoding="utf-8").replace("rise in May", "rise in June"), encoding="utf-8")
        preview.wait(lambda: preview.count("Reloading browsers") == 1)
        assert "The dues will rise in June." in get(preview, "statements/2031-03-04-lin-dues/")
        assert seen() == before
        assert preview.count("what was on record when this preview began") == 2
        record.write_text(record.read_text(encoding="utf-8").replace("in June", "in July"), encoding="utf-8")
        preview.wait(lambda: preview.count("Reloading browsers") == 2)
        assert seen() == before
        assert preview.count("Search: what was on record") == preview.count("The downloads: what was on record") == 2
    finally:
        preview.stop()
