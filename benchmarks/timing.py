"""How the benchmarks measure: processor seconds, medians, since machines are noisy."""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


def room(folder: Path | None) -> tempfile.TemporaryDirectory[str]:
    """A folder for the length of a measurement, in another if one is given, which is made where it is not there."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix="onrecord-bench-", dir=folder)


def seconds(job: Callable[[], object], runs: int) -> float:
    """Median processor seconds of a job."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took, with all those that it started and waited for."""

    processor: float
    """Seconds, of the user and of the system."""
    wall: float
    """Seconds."""
    peak: float
    """Megabytes of memory, of the largest single process."""


def spend(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Spent:
    """Run a command to its end. Raises RuntimeError, with what it said, where it fails."""
    log = folder / "log.txt"
    with log.open("wb") as said:
        start = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 - the benchmark's own commands
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
    return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def median(spent: Sequence[Spent]) -> Spent:
    """The median of each figure."""
    figures = ("processor", "wall", "peak")
    return Spent(*(statistics.median(getattr(each, figure) for each in spent) for figure in figures))
