"""How long reading and checking a record takes, beside what plain readers take for the same files.

    python benchmarks/reading.py [STATEMENTS] [RUNS] [--work FOLDER]

For JSON Lines, CSV and YAML: processor seconds of reading with validation and of the check (medians of whole
processes), their peak memory, and the ratio to `json.loads`, `csv.reader` and PyYAML's C loader. Those build plain
values; ours also validates every field and checks the record as a whole.
"""

import argparse
import csv
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yaml

import corpus
from timing import median, room, spend


def _json_lines(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        json.loads(line)


def _csv(path: Path) -> None:
    csv.field_size_limit(10_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file):
            pass


def _yaml(path: Path) -> None:
    yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


PLAIN: dict[str, tuple[str, Callable[[Path], None]]] = {
    "jsonl": ("json.loads", _json_lines),
    "csv": ("csv.reader", _csv),
    "yaml": ("CSafeLoader", _yaml),
}


def once(folder: Path, what: str) -> None:
    """In a process of its own: read `folder`, and say how many processor seconds reading and checking took."""
    start = time.process_time()
    if what == "plain":
        for path in sorted(folder.iterdir()):
            PLAIN[path.suffix[1:]][1](path)
        sys.stdout.write(json.dumps([time.process_time() - start, 0.0]))
        return
    from onrecord.checks import check
    from onrecord.load import load

    start = time.process_time()
    dataset, problems = load([folder])
    read = time.process_time()
    problems += check(dataset)
    if problems:
        raise SystemExit("the record of the benchmark has problems")
    sys.stdout.write(json.dumps([read - start, time.process_time() - read]))


def measure(data: Path, what: str, runs: int, work: Path) -> tuple[float, float, float]:
    """Seconds of reading, seconds of the check, megabytes."""
    steps, spent = [], []
    for _ in range(runs):
        spent.append(spend([sys.executable, __file__, "--once", what, str(data)], work, dict(os.environ)))
        steps.append(json.loads((work / "log.txt").read_text(encoding="utf-8")))
    read, checked = (statistics.median(each) for each in zip(*steps, strict=True))
    return read, checked, median(spent).peak


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--once"]:
        once(Path(sys.argv[3]), sys.argv[2])
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("statements", nargs="?", type=int, default=10_000)
    parser.add_argument("runs", nargs="?", type=int, default=3)
    parser.add_argument("--work", type=Path, help="where to write the record; a temporary folder if left out")
    given = parser.parse_args()
    sys.stdout.write(f"{given.statements} statements, median of {given.runs} runs, processor seconds\n")
    sys.stdout.write(f"{'':7}{'read':>8}{'check':>8}{'MB':>7}{'beside':>14}{'s':>8}{'MB':>7}{'ratio':>8}\n")
    with room(given.work) as folder:
        work = Path(folder)
        for form, (name, _) in PLAIN.items():
            corpus.write_site(work / form, given.statements, form=form)
            read, checked, memory = measure(work / form / "data", "ours", given.runs, work)
            plain, _, beside = measure(work / form / "data", "plain", given.runs, work)
            sys.stdout.write(f"{form:7}{read:8.2f}{checked:8.2f}{memory:7.0f}{name:>14}{plain:8.2f}{beside:7.0f}")
            sys.stdout.write(f"{(read + checked) / plain:8.1f}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
