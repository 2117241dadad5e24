"""How long an editor waits for an edit in a preview, beside a whole build of the same record.

    python benchmarks/preview.py [STATEMENTS] [EDITS] [--work FOLDER]

Seconds on the clock: of a whole `mkdocs build`, of `mkdocs serve` until it serves, and from a saved file until it
reloads browsers (the median of the edits, each of one statement in a file of its own), of which MkDocs waits half a
second. An edit that takes more than two minutes fails.
"""

import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import corpus
from timing import room, spend

PATIENCE = 120
"""Seconds to wait for an edit."""
PAUSE = 3
"""Seconds between edits, as nobody types faster."""


class Preview:
    """A running preview, which counts how often it has said that it reloads browsers."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address]
        self.process = subprocess.Popen(  # noqa: S603 - our own
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self.serving, self.reloaded = threading.Event(), threading.Semaphore(0)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self.process.stderr or ():
            if "Serving on" in line:
                self.serving.set()
            elif "Reloading browsers" in line:
                self.reloaded.release()
        self.serving.set()  # it has ended: nobody need wait any more

    def stop(self) -> None:
        """End it as whoever runs it does: then it leaves nothing."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=PAUSE)
        except subprocess.TimeoutExpired:  # in a shell's background that signal is ignored
            self.process.kill()
            self.process.wait()


def edit(path: Path, number: int) -> None:
    """Change the first report of a file's statements."""
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'("mode": "\w+", .*?"text": ")', rf"\g<1>Edit {number}. ", text, count=1)
    if changed == text:
        raise SystemExit(f"{path.name} has no report to be edited")
    path.write_text(changed, encoding="utf-8")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("statements", nargs="?", type=int, default=10_000)
    parser.add_argument("edits", nargs="?", type=int, default=5)
    parser.add_argument("--work", type=Path, help="where to write the record; a temporary folder if left out")
    given = parser.parse_args()
    with room(given.work) as work:
        site = Path(work) / "site"
        corpus.write_site(site, given.statements, form="jsonl")
        files = sorted(site.glob("data/statements-*.jsonl"))
        command = [sys.executable, "-m", "mkdocs", "--quiet", "build"]
        whole = spend(command, site, os.environ | {"XDG_CACHE_HOME": str(Path(work) / "cache")}).wall
        start = time.monotonic()
        preview = Preview(site)
        try:
            preview.serving.wait()
            begun = time.monotonic() - start
            if preview.process.poll() is not None:
                raise SystemExit("the preview has ended")
            taken = []
            for number in range(given.edits):
                time.sleep(PAUSE)
                edit(files[-1 - number % len(files)], number)
                start = time.monotonic()
                if not preview.reloaded.acquire(timeout=PATIENCE):
                    raise SystemExit("an edit was not shown")
                taken.append(time.monotonic() - start)
        finally:
            preview.stop()
    shown = statistics.median(taken)
    sys.stdout.write(f"{given.statements} statements, {given.edits} edits, seconds on the clock\n")
    sys.stdout.write(f"{'whole build':>14}{'first served':>14}{'edit shown':>14}{'edit / whole':>14}\n")
    sys.stdout.write(f"{whole:14.2f}{begun:14.2f}{shown:14.2f}{shown / whole:14.3f}\n")


if __name__ == "__main__":
    main()
