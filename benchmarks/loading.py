"""How long reading and checking a record takes, beside what PyYAML's own C loader takes for the same file.

    python benchmarks/loading.py [STATEMENTS] [RUNS]

Prints medians of processor seconds and their ratio. PyYAML's loader builds plain values and checks nothing; ours also
keeps scalars as they are written, validates every field, and checks the record as a whole.
"""

import sys
import tempfile
from pathlib import Path

import yaml

from onrecord.checks import check
from onrecord.load import load
from timing import seconds

STATEMENT = """\
  - id: 2016-04-09-statement-{n}
    speakers: speaker-{speaker}
    said_on: 2016-04-09
    date_basis: inferred
    place: Port Hale
    topics:
      - {{topic: topic-{topic}, stance: opposes}}
    summary: Calls the proposal of the other side a mistake.
    relations: [{{rejects: 2016-04-09-statement-0}}]
    reports:
      - source: source-{source}
        mode: mixed
        chain: [agency]
        text: She said that they “had better think for a couple of minutes to avoid such remarks and analyses.”
"""


def record(statements: int) -> str:
    """A record of that many statements, as one YAML file."""
    parts = ["actors:\n  - {id: agency, name: Agency, kind: organization}\n"]
    parts += [f"  - {{id: speaker-{n}, name: Speaker {n}}}\n" for n in range(50)]
    parts += ["topics:\n", *(f"  - {{id: topic-{n}, name: Topic {n}}}\n" for n in range(20))]
    parts += ["sources:\n", *(f"  - {{id: source-{n}, title: Source {n}}}\n" for n in range(200))]
    parts += ["statements:\n  - {id: 2016-04-09-statement-0, speakers: speaker-0, summary: The first.}\n"]
    parts += [STATEMENT.format(n=n, speaker=n % 50, topic=n % 20, source=n % 200) for n in range(1, statements)]
    return "".join(parts)


def main() -> None:
    """Measure and print."""
    statements = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.yaml"
        path.write_text(record(statements), encoding="utf-8")

        def ours() -> None:
            dataset, problems = load([path])
            problems += check(dataset)
            if problems or len(dataset.statements) != statements:
                raise SystemExit("the record of the benchmark has problems")

        def peer() -> None:
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)

        mine, theirs = seconds(ours, runs), seconds(peer, runs)
    lines = (
        f"{statements} statements, median of {runs} runs, processor seconds",
        f"onrecord: read, validate, check   {mine:6.2f}",
        f"PyYAML CSafeLoader: read only     {theirs:6.2f}",
        f"ratio                             {mine / theirs:6.2f}",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
