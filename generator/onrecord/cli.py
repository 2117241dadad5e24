"""The command `onrecord`: what an editor and a CI need besides MkDocs.

Exit codes: 0 good, 1 problems in the data, 2 wrong use.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from onrecord import __version__, cluster, difference, history, report, writer
from onrecord.capturing import address_of, document_at, document_of_file, take
from onrecord.changes import compare
from onrecord.checks import check
from onrecord.compiler import TemplateError
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.links import DanglingLinkError
from onrecord.load import load, locate
from onrecord.problems import Problem, has_errors
from onrecord.readers import files
from onrecord.readers.files import shown
from onrecord.schema import json_schema
from onrecord.settings import Settings, SettingsError, read_settings
from onrecord.silence import silent, uncompared
from onrecord.tree import write_tree
from onrecord.verify import Outcome, Verified
from onrecord.workspace import check_provenance, owners_files, read_provenance, verify_record

FORMATS = {"text": report.as_text, "json": report.as_json, "github": report.as_github}
_TOLD = ("outcome", "spans", "capture", "not_in")


def _check(arguments: argparse.Namespace) -> int:
    settings = _settings_of(arguments)
    config = settings.config if settings else None
    paths = config.data if config else tuple(arguments.paths)
    dataset, problems = load(paths, longest=(config or Config()).longest)
    if settings:
        problems += owners_files(settings)
    provenance, flaws = read_provenance(paths)
    flaws += check_provenance(dataset, provenance, require_verified=bool(config and config.require == "verified"))
    if arguments.against is not None and not has_errors(problems):  # what cannot be read is not gone
        flaws += _silent(arguments, dataset)
    found = [*problems, *check(dataset), *flaws]
    here = [each for each in found if not arguments.paths or _is_below(Path(each.origin.file), arguments.paths)]
    problems = locate(here)
    told = FORMATS[arguments.format](problems)
    if told:
        print(told)
    print(report.summary(problems, len(dataset.statements)), file=sys.stderr)
    if len(here) < len(found):
        print(f"{len(found) - len(here)} more in other files of the record: onrecord check", file=sys.stderr)
    return int(has_errors(problems))


def _settings_of(arguments: argparse.Namespace) -> Settings | None:
    """The site's settings, if its record is checked: all of it, or some of its files, which refer to the others."""
    if not arguments.paths:
        return read_settings(arguments.config)
    wanted, problems = files.find(arguments.paths)
    if arguments.against is not None or problems:
        return None
    try:
        settings = read_settings(arguments.config)
    except SettingsError:
        return None  # of another site, or of none
    record = {files.itself(path) for path in files.find(settings.config.data)[0]}
    return settings if record.issuperset(map(files.itself, wanted)) else None


def _is_below(path: Path, folders: Iterable[Path]) -> bool:
    places = (place for folder in folders for place in (files.itself(folder), folder.resolve()))
    return any(files.itself(path).is_relative_to(place) for place in places)


def _silent(arguments: argparse.Namespace, dataset: Dataset) -> list[Problem]:
    place = history.Place(paths=tuple(arguments.paths), settings=arguments.config)
    before, flaws = history.published(arguments.against, place)
    if not before.origins:  # to compare with nothing finds nothing, and would look like a pass
        raise SettingsError(f"there is no record at `{arguments.against}` that could be read, so nothing is compared")
    if has_errors(flaws):  # told in passing: it is this record that is checked, and it may be the repair
        print(report.as_text(flaws), file=sys.stderr)
        print("onrecord: only what could be read of the earlier record is compared", file=sys.stderr)
    return [*silent(before, dataset), *uncompared(before, dataset, flaws)]


def _diff(arguments: argparse.Namespace) -> int:
    place = history.Place(settings=arguments.config)
    before, problems = history.state(arguments.old, place)
    after, flaws = load(place.here) if arguments.new is None else history.state(arguments.new, place)
    problems += flaws
    if has_errors(problems):
        print(report.as_text(problems), file=sys.stderr)
        return 1
    print(difference.FORMATS[arguments.format](compare(before, after)))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    config = None if arguments.paths and arguments.captures else read_settings(arguments.config).config
    paths = tuple(arguments.paths or (config.data if config else ()))
    folder = arguments.captures or (config.captures if config else Path())
    required = bool(config and config.require == "verified")
    whole = not arguments.paths
    verified, problems = verify_record(paths, folder, today=arguments.today, require_verified=required, whole=whole)
    if arguments.format == "json":
        listed = [
            {"statement": statement, "report": number} | {name: getattr(each, name) for name in _TOLD}
            for (statement, number), each in verified.items()
        ]
        print(report.json_text({"reports": listed, "problems": json.loads(report.as_json(problems))}))
    else:
        if told := FORMATS[arguments.format](problems):
            print(told)
        outcomes = Counter(each.outcome for each in verified.values())
        print(", ".join(f"{outcomes[name]} {name}" for name in get_args(Outcome)), file=sys.stderr)
        if arguments.format == "text":
            _tell_unverified(verified)
    return int(has_errors(problems))


def _tell_unverified(verified: Mapping[tuple[str, int], Verified]) -> None:
    """Which sources have no text to compare with, and what to do about it."""
    waiting = Counter(each.source for each in verified.values() if each.outcome == "unverified")
    for source, number in waiting.most_common(20):
        source = report.visible(source)  # an id, or what stands in the place of one
        reports = "1 report quotes" if number == 1 else f"{number} reports quote"
        print(f"  no text of `{source}`, which {reports}: onrecord capture {source} --file …", file=sys.stderr)
    if len(waiting) > 20:
        print(f"  and {len(waiting) - 20} sources more", file=sys.stderr)


def _capture(arguments: argparse.Namespace) -> int:
    config = read_settings(arguments.config).config
    folder = arguments.captures or config.captures
    if arguments.file:
        document = document_of_file(arguments.file)
    else:
        document = document_at(arguments.url or address_of(config.data, arguments.source))
    if arguments.today > (datetime.date.today() + datetime.timedelta(days=1)).isoformat():
        raise SettingsError(f"--today {arguments.today}: that day has not come yet")
    taken = take(config.data, folder, arguments.source, document, today=arguments.today)
    number = taken.note.number
    outcomes = {
        "first": "taken",
        "changed": f"the source has changed: this is its text number {number}, and the earlier ones are kept",
        "unchanged": f"nothing new: this text was taken on {taken.note.taken_on}",
        "restored": f"put back: this text was taken on {taken.note.taken_on}",
    }
    print(f"{shown(taken.path)}: {outcomes[taken.outcome]}")
    print(f"  {taken.characters:,} characters, SHA-256 {taken.note.capture}")
    if taken.outcome != "unchanged" and taken.quotations:
        reports = (
            "1 report quotes it: compare it"
            if taken.quotations == 1
            else f"{taken.quotations} reports quote it: compare them"
        )
        print(f"  {reports} with `onrecord verify`")
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    text = json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if arguments.output:
        try:
            writer.replace_file(arguments.output, text)
        except OSError as error:
            raise SettingsError(f"{arguments.output} cannot be written: {error.strerror}") from None
    else:
        sys.stdout.write(text)
    return 0


def _pages(arguments: argparse.Namespace) -> int:
    settings = read_settings(arguments.config)
    problems = write_tree(settings, arguments.folder, _tell)
    if problems:
        print(report.as_text(problems))
    return int(has_errors(problems))


def _tell(line: str) -> None:
    print(f"onrecord: {report.visible(line)}", file=sys.stderr)


def _mkdocs(arguments: argparse.Namespace) -> int:
    # -P: like the command `mkdocs`, import nothing from the folder in which it is called
    command = [sys.executable, "-P", "-m", "mkdocs", arguments.command, "--config-file", str(arguments.config)]
    named = {cluster.SCHEDULER: arguments.scheduler} if arguments.scheduler else {}
    command += arguments.rest
    if os.name == "posix":  # becomes MkDocs, so that whoever interrupts or ends the one does so to the other
        os.execve(sys.executable, command, os.environ | named)  # noqa: S606 - our own
    return subprocess.run(command, check=False, env=os.environ | named).returncode  # noqa: S603


def _day(text: str) -> str:
    """A day as it is given; or today, which SOURCE_DATE_EPOCH may name so that a run can be repeated."""
    if text:
        try:
            return datetime.date.fromisoformat(text).isoformat()
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text} is no day: write 2031-01-31: year, month, day") from None
    if seconds := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date().isoformat()
        except (ValueError, OverflowError, OSError):
            raise argparse.ArgumentTypeError(f"SOURCE_DATE_EPOCH={seconds} is no time in seconds since 1970") from None
    return datetime.date.today().isoformat()


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

    def add_today(command: argparse.ArgumentParser, text: str) -> None:
        command.add_argument("--today", metavar="DATE", type=_day, default="", help=text)

    checking = add("check", "Report every problem in the data, with file, line and remedy.")
    checking.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="data files or folders (default: the site's)"
    )
    checking.add_argument("--format", choices=sorted(FORMATS), default="text", help="how problems are told (text)")
    checking.add_argument(
        "--against", metavar="REV", help="report too what was changed in silence since this git revision or folder"
    )
    checking.set_defaults(run=_check)

    differing = add("diff", "Tell what changed in the record: what was added, corrected, withdrawn, renamed.")
    differing.add_argument("old", metavar="OLD", help="a data file or folder, or a git revision (`REV:` to be sure)")
    differing.add_argument("new", metavar="NEW", nargs="?", help="the same (default: the record as it stands)")
    differing.add_argument("--format", choices=sorted(difference.FORMATS), default="text", help="how it is told (text)")
    differing.set_defaults(run=_diff)

    verifying = add("verify", "Check every quotation against the text of its source, in captures/<source-id>.txt.")
    verifying.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="data files or folders")
    verifying.add_argument("--captures", type=Path, metavar="DIR", help="folder of the sources' texts")
    add_today(verifying, "the date that new receipts bear (today)")
    verifying.add_argument("--format", choices=sorted(FORMATS), default="text", help="how it is told (text)")
    verifying.set_defaults(run=_verify)

    capture = add("capture", "Keep the text of a source as it stands today: captures/<source-id>.txt, private.")
    capture.add_argument("source", metavar="SOURCE_ID", help="id of the source in the record")
    document = capture.add_mutually_exclusive_group(required=True)
    document.add_argument("--file", type=Path, metavar="FILE", help="a saved page, PDF or text")
    document.add_argument(
        "--url", nargs="?", const="", metavar="ADDRESS", help="fetch it (default: the address in the record)"
    )
    capture.add_argument("--captures", type=Path, metavar="DIR", help="folder of the sources' texts")
    add_today(capture, "the date on which it is taken (today)")
    capture.set_defaults(run=_capture)

    schema = add("schema", "Write the JSON Schema of data files, for text editors.")
    schema.add_argument("--output", type=Path, metavar="FILE", help="write to a file instead of the terminal")
    schema.set_defaults(run=_schema)

    pages = add("pages", "Write the Markdown pages and a plain mkdocs.yml into a folder, for any site builder.")
    pages.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder, or one written by this command")
    pages.set_defaults(run=_pages)

    building = add("build", "Build the site: mkdocs build. Further options go to MkDocs.")
    building.add_argument(
        "--scheduler", metavar="ADDRESS", default="", help="lay the pages out on this Dask cluster (tcp://…:8786)"
    )
    building.set_defaults(run=_mkdocs)
    serving = add("serve", "Preview with live reload: mkdocs serve. Further options go to MkDocs.")
    serving.set_defaults(run=_mkdocs, scheduler="")
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
        _tell(str(error))
        return 2
    except (DanglingLinkError, TemplateError) as error:
        _tell(str(error))
        return 1
    except BrokenPipeError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
