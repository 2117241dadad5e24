"""The house: every module has its row and imports only from rows above; MkDocs is imported by one file."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator" / "onrecord"

ROWS = (
    (
        "words",
        {
            "dates",
            "slugs",
            "problems",
            "model",
            "config",
            "fields",
            "folding",
            "addresses",
            "languages",
            "wording",
            "catalogs",
            "ledgers",
            "collector",
            "progress",
        },
    ),
    ("in", {"readers", "schema", "dataset", "load", "settings", "extensions", "captures", "extraction"}),
    (
        "meaning",
        {
            "reads",
            "index",
            "checks",
            "quotations",
            "verify",
            "receipts",
            "fragments",
            "witnesses",
            "letters",
            "changes",
            "contrast",
            "silence",
        },
    ),
    ("plan", {"permalinks", "pages", "navigation"}),
    (
        "render",
        {
            "escape",
            "filters",
            "compiler",
            "render",
            "search",
            "links",
            "citations",
            "feeds",
            "records",
            "exports",
            "beside",
            "social",
            "jsonld",
        },
    ),
    ("site", {"site"}),
    ("press", {"before", "cluster", "locks", "manifest", "press", "shells", "sitemap", "workers", "writer"}),
    (
        "out",
        {
            "bundles",
            "indexer",
            "report",
            "theme",
            "workspace",
            "tree",
            "plugin",
            "preview",
            "cli",
            "capturing",
            "history",
            "difference",
        },
    ),
)
HEAD = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
LONGEST = 450
"""Lines of a module; beyond that it becomes a package."""

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def row(name: str) -> int:
    return next(number for number, (_, rooms) in enumerate(ROWS) if name in rooms)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_its_own_row_and_those_above(path: Path) -> None:
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("onrecord.")}
    known = {each for _, rooms in ROWS for each in rooms}
    below = {name for name in rooms & known if row(name) > row(room(path))}
    assert not below


def test_imports_between_rooms_make_no_circle() -> None:
    edges = {
        room(path): {name.split(".")[1] for name in imports(path) if name.startswith("onrecord.")} for path in MODULES
    }
    for path in MODULES:
        edges.setdefault(room(path), set()).update(
            name.split(".")[1] for name in imports(path) if name.startswith("onrecord.")
        )

    def reach(start: str, seen: frozenset[str]) -> None:
        assert start not in seen, f"a circle through {start}"
        for following in edges.get(start, set()) - {start}:
            reach(following, seen | {start})

    for start in edges:
        reach(start, frozenset())


def test_mkdocs_is_imported_by_the_plugin_only() -> None:
    users = {room(path) for path in MODULES if any(name.split(".")[0] == "mkdocs" for name in imports(path))}
    assert users == {"plugin"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_is_short_and_says_why_it_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert ast.get_docstring(ast.parse(text))


def test_the_rows_are_those_that_the_package_names() -> None:
    head = re.sub(r",\n +", ", ", ast.get_docstring(ast.parse(HEAD)) or "")
    named = dict(re.findall(r"^    (\w+) +(\w+(?:, \w+)*)$", head, re.MULTILINE))
    assert {row: set(rooms.split(", ")) for row, rooms in named.items()} == dict(ROWS)
