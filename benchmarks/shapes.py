"""Records of an awkward shape: does what they cost grow with their size, or faster?

    python benchmarks/shapes.py [SHARE]

Each shape is drawn at its full size and at half of it, and built in this process without writing anything. Growth is
the exponent: 1 means that twice as much takes twice as long. SHARE (of 1) makes all of them smaller.
"""

import json
import math
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from onrecord import beside, theme
from onrecord.checks import check
from onrecord.config import Config
from onrecord.load import load
from onrecord.site import build

Record = dict[str, object]
WORDS = "The harbour dues will rise in May, and nobody on the quay was asked about it before. "


def _record(statements: Iterator[Record], *, topics: int = 40, actors: int = 40) -> Iterator[str]:
    for number in range(actors):
        yield json.dumps({"actors": [{"id": f"actor-{number}", "name": f"Actor {number}"}]})
    for number in range(topics):
        above = {"broader": f"topic-{(number - 1) // 8}"} if number else {}
        yield json.dumps({"topics": [{"id": f"topic-{number}", "name": f"Topic {number}", **above}]})
    for number in range(600):
        source = {"id": f"source-{number}", "title": f"Source {number}", "published_on": "2030-01-01"}
        yield json.dumps({"sources": [source]})
    for statement in statements:
        yield json.dumps({"statements": [statement]})


def _statement(number: int, **more: object) -> Record:
    day = f"{1900 + number % 120}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    report = {"source": f"source-{number % 600}", "mode": "direct", "text": f"{WORDS}It was number {number}."}
    plain = {
        "id": f"s-{number}",
        "speakers": f"actor-{number % 40}",
        "said_on": day,
        "topics": [f"topic-{number % 40}"],
    }
    return plain | {"reports": [report]} | more


def one_actor(number: int) -> Iterator[str]:
    """All that one actor said."""
    return _record(_statement(each, speakers="actor-0") for each in range(number))


def many_topics(number: int) -> Iterator[str]:
    """A tree of topics, a statement on each."""
    return _record((_statement(each, topics=[f"topic-{each}"]) for each in range(number)), topics=number)


def long_thread(number: int) -> Iterator[str]:
    """Each statement answers the one before."""

    def answers(each: int) -> Record:
        said = {"said_on": f"{1000 + each // 300}-01-01"}
        return said | ({"relations": [{"replies_to": f"s-{each - 1}"}]} if each else {})

    return _record(_statement(each, **answers(each)) for each in range(number))


def many_answers(number: int) -> Iterator[str]:
    """All statements answer one."""
    first = _statement(0, said_on="1800-01-01")
    rest = (_statement(each, relations=[{"replies_to": "s-0"}]) for each in range(1, number))
    return _record(iter([first, *rest]))


def many_reports(number: int) -> Iterator[str]:
    """One statement, reported by all."""
    texts = (f"{WORDS * 3}So it stood in paper {each}." for each in range(number))
    reports = [{"source": f"source-{each}", "mode": "direct", "text": text} for each, text in enumerate(texts)]
    return _record(iter([_statement(0, reports=reports)]))


def long_texts(number: int) -> Iterator[str]:
    """Statements of 20,000 characters."""
    text = WORDS * (20_000 // len(WORDS))
    return _record(
        _statement(each, reports=[{"source": f"source-{each % 600}", "mode": "direct", "text": f"{each} {text}"}])
        for each in range(number)
    )


SHAPES: dict[Callable[[int], Iterator[str]], int] = {
    one_actor: 100_000,
    many_topics: 20_000,
    long_thread: 10_000,
    many_answers: 10_000,
    many_reports: 500,
    long_texts: 4_000,
}
"""Each shape with its full size."""


def measure(shape: Callable[[int], Iterator[str]], number: int) -> tuple[float, int, int]:
    """Processor seconds of building, bytes of the largest page, and how many pages there are."""
    with tempfile.TemporaryDirectory() as folder:
        for line in shape(number):
            (section, (record,)), *_ = json.loads(line).items()
            with (Path(folder) / f"{section}.jsonl").open("a", encoding="utf-8") as part:
                part.write(json.dumps(record) + "\n")
        start = time.process_time()
        dataset, problems = load([Path(folder)])
        problems += check(dataset)
        if problems:
            raise SystemExit(f"{shape.__name__}: {problems[0]}")
        config = Config(site_url="https://example.org/", without=frozenset({"data"}))
        site = build(dataset, config, [theme.PAGES])
        largest = 0
        for ref in site.refs:
            largest = max(largest, len(site.sheet(ref).html().encode()))
            for _ in beside.of_page(site.edition, ref):
                pass
        for _ in site.search_records():
            pass
        return time.process_time() - start, largest, len(site.refs)


def main() -> None:
    """Print a row for each shape."""
    share = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    named = sys.argv[2:]
    sys.stdout.write(
        f"{'shape':14}{'size':>8}{'pages':>8}{'seconds':>9}{'growth':>8}{'largest page':>14}{'peak so far':>13}\n"
    )
    for shape, full in SHAPES.items():
        if named and shape.__name__ not in named:
            continue
        size = max(2, int(full * share))
        half, *_ = measure(shape, size // 2)
        whole, largest, pages = measure(shape, size)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        growth = math.log2(whole / half)
        figures = f"{size:8}{pages:8}{whole:9.1f}{growth:8.2f}{largest / 1000:11.0f} kB{peak:10.0f} MB"
        sys.stdout.write(f"{shape.__name__:14}{figures}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
