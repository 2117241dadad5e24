"""The command `onrecord`: what an editor and a CI need besides MkDocs.

Exit codes: 0 good, 1 problems in the data, 2 wrong use.
"""

import argparse
import datetime
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from onrecord import __version__, report, writer
from onrecord.checks import check
from onrecord.links import DanglingLinkError
from onrecord.load import load, load_captures, locate
from onrecord.problems import has_errors
from onrecord.receipts import as_json, merged, receipts_of
from onrecord.render import TemplateError
from onrecord.schema import json_schema
from onrecord.settings import SettingsError, read_settings
from onrecord.tree import write_tree
from onrecord.verify import Outcome, verify
from onrecord.workspace import read_receipts, receipts_file

FORMATS = {"text": report.as_text, "json": report.as_json, "github": report.as_github}


def _check(arguments: argparse.Namespace) -> int:
    paths = arguments.paths or read_settings(arguments.config).config.data
    dataset, problems = load(paths)
    problems = locate([*problems, *check(dataset), *read_receipts(paths)[1]])
    told = FORMATS[arguments.format](problems)
    if told:
        print(told)
    print(report.summary(problems, len(dataset.statements)), file=sys.stderr)
    return int(has_errors(problems))


def _verify(arguments: argparse.Namespace) -> int:
    config = None if arguments.paths and arguments.captures else read_settings(arguments.config).config
    paths = tuple(arguments.paths or (config.data if config else ()))
    dataset, problems = load(paths)
    folder = arguments.captures or (config.captures if config else Path())
    captures, flaws = load_captures(folder, dataset.sources)
    verified, differing = verify(dataset, captures)
    old, bad_receipts = read_receipts(paths)
    problems += [*flaws, *bad_receipts]
    if (target := receipts_file(paths)) and not has_errors(problems):
        new = receipts_of(dataset, captures, verified, arguments.today)
        if old or new:
            writer.replace_file(target, as_json(merged(dataset, old, new)))
    problems = locate([*problems, *differing])
    if arguments.format == "json":
        listed = [
            {"statement": statement, "report": number, "outcome": each.outcome, "spans": each.spans}
            for (statement, number), each in verified.items()
        ]
        print(json.dumps({"reports": listed, "problems": json.loads(report.as_json(problems))}, indent=2))
    else:
        if told := FORMATS[arguments.format](problems):
            print(told)
        outcomes = Counter(each.outcome for each in verified.values())
        print(", ".join(f"{outcomes[name]} {name}" for name in get_args(Outcome)), file=sys.stderr)
    return int(has_errors(problems))


def _schema(arguments: argparse.Namespace) -> int:
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if arguments.output:
        try:
            arguments.output.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise SettingsError(f"{arguments.output} cannot be written: {error.strerror}") from None
    else:
        sys.stdout.write(text)
    return 0


def _pages(arguments: argparse.Namespace) -> int:
    settings = read_settings(arguments.config)
    problems = write_tree(settings, arguments.folder)
    if problems:
        print(report.as_text(problems))
    return int(has_errors(problems))


def _mkdocs(arguments: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "mkdocs", arguments.command, "--config-file", str(arguments.config)]
    return subprocess.run([*command, *arguments.rest], check=False).returncode  # noqa: S603 - our own arguments


def _day(text: str) -> str:
    return datetime.date.fromisoformat(text).isoformat()


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="onrecord", description="A public record of who said what.")
    top.add_argument("--version", action="version", version=f"onrecord {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "--config", type=Path, default=Path("mkdocs.yml"), metavar="FILE", help="the site's settings (mkdocs.yml)"
        )
        return command

    checking = add("check", "Report every problem in the data, with file, line and remedy.")
    checking.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="data files or folders (default: the site's)"
    )
    checking.add_argument("--format", choices=sorted(FORMATS), default="text", help="how problems are told (text)")
    checking.set_defaults(run=_check)

    verifying = add("verify", "Check every quotation against the text of its source, in captures/<source-id>.txt.")
    verifying.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="data files or folders")
    verifying.add_argument("--captures", type=Path, metavar="DIR", help="folder of the sources' texts")
    verifying.add_argument(
        "--today",
        metavar="DATE",
        type=_day,
        default=datetime.date.today().isoformat(),
        help="the date that new receipts bear (today)",
    )
    verifying.add_argument("--format", choices=sorted(FORMATS), default="text", help="how it is told (text)")
    verifying.set_defaults(run=_verify)

    schema = add("schema", "Write the JSON Schema of data files, for text editors.")
    schema.add_argument("--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    schema.set_defaults(run=_schema)

    pages = add("pages", "Write the Markdown pages and a plain mkdocs.yml into a folder, for any site builder.")
    pages.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder, or one written by this command")
    pages.set_defaults(run=_pages)

    for name, text in (
        ("build", "Build the site: mkdocs build."),
        ("serve", "Preview with live reload: mkdocs serve."),
    ):
        command = add(name, text + " Further options go to MkDocs.")
        command.set_defaults(run=_mkdocs)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    arguments, rest = parser().parse_known_args(argv)
    if rest and arguments.run is not _mkdocs:
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return int(arguments.run(arguments))
    except SettingsError as error:
        print(f"onrecord: {report.visible(str(error))}", file=sys.stderr)
        return 2
    except (DanglingLinkError, TemplateError) as error:
        print(f"onrecord: {report.visible(str(error))}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
