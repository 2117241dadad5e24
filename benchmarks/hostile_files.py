"""What a check costs of files that were written to be slow or to need much memory, beside an ordinary one.

    python benchmarks/hostile_files.py [NAME]

Prints, for each file of `tests/heavy.py` whose name holds NAME, processor seconds and the most memory of `onrecord
check`, without the start of Python, and the ratio to an ordinary record of a megabyte. Each is to stay below 2 seconds
and 200 MB.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))


from heavy import HOSTILE, MEGABYTE, Checks, Run

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


MOST_SECONDS = 2
MOST_MEGABYTES = 200


def main() -> None:
    """Measure and print."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    checks = Checks(seconds=60, megabytes=4000)

    def measured(file: str, content: str) -> Run:
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            data.mkdir()
            (data / file).write_text(content, encoding="utf-8", newline="\n")
            return checks.run(Path(folder))

    text = record(2500)
    ordinary = measured("a.yaml", text)
    ordinary_seconds = ordinary.seconds * MEGABYTE / len(text)
    sys.stdout.write(
        f"{'an ordinary record of a megabyte':50} {ordinary_seconds:6.2f} s {ordinary.megabytes:6.0f} MB\n"
    )
    over = []
    for name, (file, content) in HOSTILE.items():
        if wanted in name:
            run = measured(file, content())
            ratio = run.seconds / ordinary_seconds
            sys.stdout.write(f"{name:50} {run.seconds:6.2f} s {run.megabytes:6.0f} MB {ratio:6.2f}\n")
            if run.seconds > MOST_SECONDS or run.megabytes > MOST_MEGABYTES or "Traceback" in run.err:
                over.append(name)
    checks.close()
    sys.stdout.write(f"above the bounds: {', '.join(over) or 'none'}\n")


if __name__ == "__main__":
    main()
