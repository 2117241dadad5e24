"""What tests share: drawing a site's folder, and running commands on it as a user would."""

import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from onrecord.exports import Download

MKDOCS = """
site_name: The Test Record
site_url: https://record.example.org/
theme: {name: onrecord}
plugins: [onrecord]
"""

RECORD = """
actors:
  - id: ada-lin
    name: Ada Lin
    names: [{name: عدا لین, language: fa, kind: native}, A. Lin]
    roles: [{id: minister, title: Minister of Ports, start: 2030, end: 2032}]
    former_ids: [ada]
  - {id: bo-ek, name: Bo Ek}
  - {id: tide-news, name: Tide News, kind: organization}
topics:
  - {id: ports, name: "Ports, harbours and quays"}
  - {id: dues, name: Harbour dues, broader: ports}
sources:
  - {id: tide-1, title: Dues to rise, outlet: tide-news, url: "https://tide.example.org/1?a=1&b=2", published_on: 2031-03-05}
statements:
  - id: 2031-03-04-lin-dues
    speakers: {actor: ada-lin, role: minister}
    said_on: 2031-03-04
    topics: [{topic: dues, stance: supports}]
    summary: Announces higher dues.
    reports:
      - {source: tide-1, mode: direct, chain: [tide-news], text: The dues will rise in May.}
  - id: 2031-03-05-ek-no
    speakers: bo-ek
    said_on: 2031-03-05
    topics: [{topic: dues, stance: opposes}]
    relations: [{rejects: 2031-03-04-lin-dues}]
    reports:
      - {source: tide-1, mode: mixed, text: "Ek called the plan “a wall [of stone] against trade”."}
"""
"""A small record without a flaw."""


def draw(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (name to content, indentation taken off) below `folder`; return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(dedent(content).lstrip("\n"), encoding="utf-8", newline="\n")
    return folder


def draw_site(folder: Path, **more: str) -> Path:
    """A whole small site, with `more` files (`docs__x_md` for `docs/x.md`)."""
    files = {"mkdocs.yml": MKDOCS, "data/record.yaml": RECORD, "docs/index.md": "# The record\n\nAll that was said.\n"}
    return draw(folder, files | {name.replace("__", "/").replace("_", "."): text for name, text in more.items()})


def run(*command: str, cwd: Path, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run a module of this Python as a command (`mkdocs`, `onrecord.cli`), and expect its exit code."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, timeout=300)
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def contents(made: Iterable[Download]) -> dict[str, bytes]:
    """Downloads, each by its name."""
    return {each.name: b"".join(each.pieces()) for each in made}


def html_paths(folder: Path) -> set[str]:
    """The path of every HTML page of a built site."""
    return {name.removesuffix("index.html") for name in tree(folder) if name.endswith(".html")}
