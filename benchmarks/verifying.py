"""How long the verbatim check of many quotations takes, beside looking for them with `in` and no folding at all.

    python benchmarks/verifying.py [QUOTATIONS] [CAPTURES]

Prints processor seconds, medians of three runs, and their ratio. Captures have about 10,000 characters; every tenth
quotation is altered by a word, so that the nearest passage is looked for too.
"""

import random
import sys

from onrecord.model import Report
from onrecord.verify import Capture
from timing import seconds

TEXT = "the of and to in a that we is for it our this on are with not be have will tax sea port ship law vote war"
WORDS = TEXT.split()


def material(quotations: int, captures: int) -> tuple[list[str], list[tuple[int, Report]]]:
    """Captures, and quotations from them with typographic marks changed, each with the number of its capture."""
    chance = random.Random(1)  # noqa: S311 - a seeded benchmark
    texts = [" ".join(chance.choices(WORDS, k=2900)) for _ in range(captures)]
    found = []
    for number in range(quotations):
        home = number % captures
        words = texts[home].split()
        start = chance.randrange(len(words) - 40)
        quoted = words[start : start + 30]
        if number % 10 == 0:
            quoted[15] = "never"
        if number % 2:
            quoted[3] += "\u00ad"
        found.append((home, Report(source="s", mode="direct", text=" ".join(quoted))))
    return texts, found


def main() -> None:
    """Measure and print."""
    quotations = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    captures = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    texts, reports = material(quotations, captures)

    def ours() -> None:
        ready = [Capture(text) for text in texts]
        for home, report in reports:
            ready[home].verify(report)

    def plain() -> None:
        for home, report in reports:
            _ = report.text in texts[home]

    mine, theirs = seconds(ours, 3), seconds(plain, 3)
    sys.stdout.write(
        f"{quotations} quotations against {captures} captures, processor seconds, medians of 3\n"
        f"onrecord verify     {mine:8.2f}\n"
        f"text in capture     {theirs:8.2f}\n"
        f"ratio               {mine / theirs:8.1f}\n"
    )


if __name__ == "__main__":
    main()
