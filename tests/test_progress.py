"""Progress: whoever waits before a terminal sees how far the work is; in pipes and files nothing is said of it."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from drawing import draw_site
from onrecord import progress

AT_ONCE = "import onrecord.progress\nonrecord.progress.PATIENCE = onrecord.progress.PAUSE = 0\n"
PHASES = ("reading records: ", "laying out pages: ", "indexing: ")


class Terminal(io.StringIO):
    """What somebody sees who sits before it."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        """Each state of the last line."""
        shown, states = "", []
        for text in self.getvalue().split("\r"):
            shown = text + shown[len(text) :]
            states.append(shown.rstrip())
        return states


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [50.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return now


def test_a_line_tells_how_many_are_done_and_is_gone_at_the_end(terminal: Terminal, clock: list[float]) -> None:
    with progress.shown(terminal, quiet=False) as shown:
        count = shown.of("laying out pages", 20_000)
        for done in (100, 200, 8_000, 8_100, 12_000):
            clock[0] += 0.5 if done != 8_100 else 0.1
            count(done)
        count = shown.of("indexing")
        clock[0] += 2
        count(40)
    assert terminal.lines() == [
        "",
        "laying out pages: 200 of 20,000, 200 a second",
        "laying out pages: 8,000 of 20,000, 5,333 a second",
        "laying out pages: 12,000 of 20,000, 5,714 a second",
        "indexing: 40, 20 a second",
        "",
        "",
    ]


def test_a_line_is_never_as_wide_as_the_terminal(
    terminal: Terminal, clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "24")
    with progress.shown(terminal, quiet=False) as shown:
        count = shown.of("laying out pages", 20_000)
        clock[0] += 2
        count(100)
    assert terminal.lines() == ["", "laying out pages: 100 o", "", ""]


@pytest.mark.parametrize("why", ["quiet", "CI", "TERM", "pipe"])
def test_nothing_is_said_where_nobody_looks(
    terminal: Terminal, clock: list[float], monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    stream = io.StringIO() if why == "pipe" else terminal
    if why in ("CI", "TERM"):
        monkeypatch.setenv(why, {"CI": "true", "TERM": "dumb"}[why])
    with progress.shown(stream, quiet=why == "quiet") as shown:
        count = shown.of("reading records")
        clock[0] += 10
        count(100)
    assert stream.getvalue() == ""


def on_a_terminal(*command: str, cwd: Path) -> str:
    """What a command writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", *command], cwd=cwd, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 1 << 16):
                said += piece
        except OSError:  # Linux says so when the other end is closed
            pass
        assert process.wait() == 0, said
    os.close(ours)
    return said.decode()


@pytest.mark.parametrize("command", [("mkdocs", "build"), ("onrecord.cli", "build")])
def test_a_build_tells_of_reading_of_pages_and_of_indexing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: Terminal, command: tuple[str, ...]
) -> None:
    draw_site(tmp_path, sitecustomize_py=AT_ONCE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    said = on_a_terminal(*command, cwd=tmp_path)
    places = [said.index(f"\r{phase}") for phase in PHASES]
    assert places == sorted(places)
    assert re.search(r"\rlaying out pages: (\d+) of \1, [\d,]+ a second", said)
    for line in said.split("\r\n"):
        if "\r" in line:  # each time it was taken away before something else was written
            assert not line.rpartition("\r")[0].rpartition("\r")[2].strip(), line
    quiet = on_a_terminal(*command, "-q", cwd=tmp_path)
    piped = subprocess.run([sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert not any(phase in text for phase in PHASES for text in (quiet, piped.stderr, piped.stdout))
