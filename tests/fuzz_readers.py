"""Damaged copies of good files, as many as one likes: whatever has happened to a file, the laws of reading hold.

    python tests/fuzz_readers.py [COUNT] [SEED]

The same seed makes the same copies. A copy that breaks a law is printed, and the exit code is 1.
"""

import contextlib
import csv
import io
import json
import os
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from onrecord import ledgers, report
from onrecord.captures import CaptureNote, text_hash
from onrecord.checks import check
from onrecord.cli import main as onrecord
from onrecord.load import load, locate
from onrecord.model import SECTIONS
from onrecord.problems import Problem
from onrecord.readers.files import CAPTURES, RECEIPTS

WORLD = Path(__file__).parent / "world"
TOKENS = re.compile(r"\w+|[^\S\n]+|\n|.", re.DOTALL)
VALUES: list[Any] = [
    *("", " ", "x", "a", "unnamed", "index", "CON", "con.x", "..", "../x", "%2e", "a/b", "a\\b", "İ", "cafe\u0301"),
    *("2016-W05-1", "20160101", "0000", "99999", "2031-02-30", "201X", "2031-03-04/..", "../..", "2031-03-04?"),
    *("\u202e", "\u2066x", "\u2028", "\x85", "\x00", "\x1b", "\ud800", "\ufeff", "\u00a0", "\u200b", "😀", "\uffff"),
    *("http://[", "https://x.example.org:99999/", "javascript:x", "“", "”“", "[", "]", "[]", "“a [b” c]", '"'),
    *(
        "a: b",
        "- a",
        "# x",
        " #x",
        "'",
        "&a",
        "*a",
        "!x",
        "!!binary x",
        "<<",
        "---",
        "...",
        "? a",
        "| x",
        "%A",
        "@",
        "`",
    ),
    *(None, True, False, 0, -1, 1.5, 10**30, [], {}, [[]], [None], {"x": "y"}, {"": ""}, {"id": "a"}, ["a", "a"]),
]
PIECES = [
    *"\n\r\t \"'[]{}:,-#&*!|>%@`=;\\?~.0<",
    *("\r\n", "\n- ", ": ", "\n\n", "---\n", "...\n", '"":', ",,", '""', "[[", "{{", "&a ", "*a", "!!str ", "<<: *a\n"),
    *(
        "null",
        "NaN",
        "-Infinity",
        "1e999",
        "\\ud800",
        "\\u0000",
        "\\x41",
        "//",
        "/*",
        "\x00",
        "\x07",
        "\ufeff",
        "\u2028",
    ),
    *(
        "%YAML 1.2\n---\n",
        "%TAG ! x\n",
        "? ",
        "  ",
        "\u00a0",
        "\u0301",
        "😀",
        ">>>>>>> theirs\n",
        "[" * 40,
        "{a: " * 40,
    ),
]
JARGON = re.compile(
    r"Input should|valid string|scalar|block mapping|delimiter|token|property name|codec|pydantic|yaml\.|\bstr\b|"
    r"\bdict\b|\bNone\b|\bNode\b|found expected|Traceback|object at|ordinal|errno"
)


class LawError(AssertionError):
    """A law of reading does not hold."""


def originals(folder: Path) -> dict[str, str]:
    """The world record's files, with ledgers as if all of its quotations had been checked."""
    files = {path.relative_to(WORLD).as_posix(): path.read_text(encoding="utf-8") for path in _world()}
    dataset, _ = load([WORLD / "data"])
    texts: dict[str, list[str]] = {}
    for statement in dataset.statements.values():
        for each in statement.reports:
            texts.setdefault(each.source, []).append(re.sub(r"\[[^\[\]]*\]", "", each.text))
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "captures").mkdir()
    notes = []
    for source, listed in texts.items():
        text = "\n\n".join(listed)
        (folder / "captures" / f"{source}.txt").write_text(text, encoding="utf-8", newline="\n")
        notes.append(
            CaptureNote(
                source=source,
                taken_on="2031-06-01",
                number=1,
                capture=text_hash(text),
                document="0" * 64,
                kind="text/plain",
                url="",
            )
        )
    files[f"data/{CAPTURES}"] = ledgers.as_json(notes)
    (folder / "data" / CAPTURES).write_text(files[f"data/{CAPTURES}"], encoding="utf-8", newline="\n")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        data, captures = str(folder / "data"), str(folder / "captures")
        onrecord(["verify", data, "--captures", captures, "--today", "2031-06-02"])
    files[f"data/{RECEIPTS}"] = (folder / "data" / RECEIPTS).read_text(encoding="utf-8")
    return files


def _world() -> Iterator[Path]:
    yield from sorted(path for path in (WORLD / "data").rglob("*") if path.is_file())
    yield WORLD / "mkdocs.yml"


# damage


def _characters(text: str, name: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 1, 1, 5, 60)))
    insert = chance.choice((chance.choice(PIECES), text[start:end] * 2, "", chance.choice(PIECES) * 40))
    return text[:start] + insert + text[end:]


def _tokens(text: str, name: str, chance: random.Random) -> str:
    parts = TOKENS.findall(text) or [""]
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    match chance.randrange(4):
        case 0:
            parts[one], parts[other] = parts[other], parts[one]
        case 1:
            parts[one] = chance.choice(PIECES)
        case 2:
            parts.insert(one, parts[other])
        case _:
            value = chance.choice(VALUES)
            parts[one] = value if isinstance(value, str) else json.dumps(value)
    return "".join(parts)


def _lines(text: str, name: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(one, lines[other])
        case 2:
            del lines[one]
        case 3:
            lines[one] = " " * chance.choice((1, 2, 4)) + lines[one]
        case _:
            lines[one] = lines[one].removeprefix("  ")
    return "\n".join(lines)


def _values(text: str, name: str, chance: random.Random) -> str:
    """Another value, or none, somewhere in what the file holds; the file stays well-formed."""
    try:
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(text)))
            row = chance.choice(rows)
            row[chance.randrange(len(row))] = str(chance.choice(VALUES) or "")
            made = io.StringIO()
            csv.writer(made, lineterminator="\n").writerows(rows)
            return made.getvalue()
        if name.endswith(".jsonl"):
            lines = text.split("\n")
            number = chance.randrange(len(lines))
            lines[number] = json.dumps(_other(json.loads(lines[number]), chance), ensure_ascii=chance.random() < 0.5)
            return "\n".join(lines)
        if name.endswith(".json"):
            return json.dumps(_other(json.loads(text), chance), ensure_ascii=chance.random() < 0.5, indent=1)
        held = _other(yaml.load(text, Loader=yaml.BaseLoader), chance)  # noqa: S506 - makes texts only
        return yaml.safe_dump(held, allow_unicode=True, sort_keys=False, width=chance.choice((20, 1000)))
    except (ValueError, IndexError, RecursionError, csv.Error, yaml.YAMLError):
        return text


def _other(value: Any, chance: random.Random) -> Any:
    """The same with a change somewhere below."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        key = chance.choice(list(value))
        match chance.randrange(12):
            case 0:
                return {each: value[each] for each in value if each != key}
            case 1:
                return value | {str(chance.choice(VALUES)): value[key]}
            case _:
                return value | {key: _other(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        number = chance.randrange(len(value))
        match chance.randrange(12):
            case 0:
                return value[:number] + value[number + 1 :]
            case 1:
                return [*value, value[number]]
            case _:
                return [*value[:number], _other(value[number], chance), *value[number + 1 :]]
    return chance.choice(VALUES)


KINDS: list[Callable[[str, str, random.Random], str]] = [_characters, _tokens, _lines, _values, _values]


def damaged(text: str, name: str, chance: random.Random) -> bytes:
    """A file's text after one to three mishaps, saved one way or another."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        text = chance.choice(KINDS)(text, name, chance)
    data = text.encode("utf-8", "surrogatepass")
    match chance.randrange(30):
        case 0:
            return data[: chance.randrange(len(data) + 1)]
        case 1:
            return data.replace(b"\n", b"\r\n")
        case 2:
            return b"\xef\xbb\xbf" + data
        case 3:
            at = chance.randrange(len(data) + 1)
            return data[:at] + bytes([chance.randrange(256)]) + data[at:]
    return data


# laws


def _law(holds: object, what: str) -> None:
    if not holds:
        raise LawError(what)


def _lines_of(data: bytes) -> list[str]:
    text = data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def told_well(told: list[dict[str, Any]], data: Mapping[str, bytes]) -> None:
    """Each problem has a place in a file, and speaks an editor's language."""
    for each in told:
        _law(each["file"] in data, f"{each['file']} is no file")
        lines = _lines_of(data[each["file"]])
        _law(1 <= (each["line"] or 0) <= len(lines), f"there is no line {each['line']}")
        _law(1 <= (each["column"] or 0) <= len(lines[each["line"] - 1]) + 1, f"there is no column {each['column']}")
        said = re.sub(r"`[^`]*`|“[^”]*”", "", f"{each['message']} {each['hint']}")
        _law(each["message"] and not JARGON.search(said), f"an editor would not say: {said}")


def records_in(name: str, data: bytes) -> int | None:
    """How many records other readers find in a file; None where they find none at all or cannot tell."""
    try:
        text = data.decode("utf-8-sig")
        if name.endswith(".csv"):
            rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(map(str.strip, row))]
            if not rows or [each.strip() for each in rows[0]].count("id") != 1:
                return None
            at = [each.strip() for each in rows[0]].index("id")
            ids = [row[at].strip() for row in rows[1:] if len(row) > at and row[at].strip()]
            return len(set(ids)) if "statements" in name else len(ids)
        if name.endswith(".jsonl"):
            return sum(bool(line.strip()) for line in re.split(r"\r\n|\r|\n", text))
        held = json.loads(text) if name.endswith(".json") else yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506
    except (ValueError, RecursionError, csv.Error, yaml.YAMLError, TypeError):
        return None
    if not isinstance(held, dict):
        return None
    return sum(len(each) for section, each in held.items() if section in SECTIONS and isinstance(each, list))


def nothing_lost(name: str, data: bytes, problems: list[Problem], read: int) -> None:
    """Every record of the file was read, or a problem stands at it or at the file."""
    there = records_in(name, data)
    if there is None or any(problem.origin.number < 0 and problem.severity == "error" for problem in problems):
        return
    errors = [problem for problem in problems if problem.severity == "error"]
    refused = {(problem.origin.section, problem.origin.number) for problem in errors}
    _law(read + len(refused) >= there, f"{there} records, {read} of them read, {len(refused)} told")


def data_file(folder: Path, name: str, data: bytes) -> None:
    """The laws for one damaged file of the record, alone in its folder."""
    file = folder / "alone" / Path(name).name
    file.parent.mkdir(exist_ok=True)
    for other in file.parent.iterdir():
        other.unlink()
    file.write_bytes(data)
    dataset, problems = load([Path("alone")])
    nothing_lost(name, data, problems, len(dataset.origins))
    problems = locate([*problems, *check(dataset)])
    told_well(json.loads(report.as_json(problems)), {f"alone/{file.name}": data})
    report.as_text(problems)
    report.as_github(problems)


def site_file(folder: Path, name: str, data: bytes) -> None:
    """The laws for a damaged ledger, or for damaged settings, among the files of the whole site."""
    path = folder / name
    whole = path.read_bytes()
    path.write_bytes(data)
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = onrecord(["check", "--format", "json"])
        if code == 2:
            _law(name == "mkdocs.yml" and err.getvalue().count("\n") == 1, "only settings can be wrong use")
            return
        told = json.loads(out.getvalue())
        _law(code == any(each["severity"] == "error" for each in told), f"exit code {code}")
        if name != "mkdocs.yml":
            told_well(told, {each: (folder / each).read_bytes() for each in {each["file"] for each in told}})
    finally:
        path.write_bytes(whole)


def fuzz(count: int, seed: int = 2031) -> dict[str, int]:
    """Damage files `count` times; how often each was. Raises LawError, or whatever it was, with the file's bytes."""
    chance = random.Random(seed)  # noqa: S311 - the same mishaps each time
    done: dict[str, int] = {}
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        files = originals(folder)
        os.chdir(folder)
        try:
            for _ in range(count):
                name = chance.choice(list(files))
                data = damaged(files[name], name, chance)
                done[name] = done.get(name, 0) + 1
                whole_site = name.endswith((RECEIPTS, CAPTURES, "mkdocs.yml"))
                try:
                    (site_file if whole_site else data_file)(folder, name, data)
                except BaseException as error:
                    error.add_note(f"{name}: {data!r}")
                    raise
        finally:
            os.chdir(here)
    return done


def main() -> int:
    """Damage as many files as the command says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 2031
    for name, number in sorted(fuzz(count, seed).items()):
        sys.stdout.write(f"{number:7} {name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
