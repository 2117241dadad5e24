"""How the benchmarks measure: processor seconds, medians, since machines are noisy."""

import statistics
import time
from collections.abc import Callable


def seconds(job: Callable[[], object], runs: int) -> float:
    """Median processor seconds of a job."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return statistics.median(taken)
