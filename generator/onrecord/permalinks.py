"""Addresses: what has a page, and where. A law, tested both ways: `ref_of(path_of(ref)) == ref`.

A path is the page's address below the site's root, decoded, with a slash at its end: `actors/javad-zarif/`; the root
itself is the empty path.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import quote

Kind = Literal["home", "actors", "topics", "sources", "statements", "timeline", "positions", "page"]
SECTION_KINDS: tuple[Kind, ...] = ("actors", "topics", "sources", "statements")
"""Sections that hold a page for each record of a kind."""
FOLDERS: tuple[Kind, ...] = (*SECTION_KINDS, "timeline", "positions")
"""Everything that has pages below it."""


@dataclass(frozen=True, slots=True)
class Ref:
    """One page of the site."""

    kind: Kind
    """`home`, a section, or `page` for any other, generated or hand-written."""
    id: str = ""
    """The record's id; empty for a section's list; of any other page its path."""
    part: str = ""
    """Of a list too long for one page which part: `2016`, `2016-04-p2`, `reports-2`, `_u05d0`."""


# generated pages that are no record and no list of one kind
HOME = Ref("home")
SEARCH = Ref("page", "search")
CORRECTIONS = Ref("page", "corrections")
QUALITY = Ref("page", "quality")
DATA = Ref("page", "data")


def path_of(ref: Ref) -> str:
    """The path of a page."""
    if ref.kind == "home":
        return ""
    if ref.kind == "page":
        return f"{ref.id}/"
    record = f"{ref.kind}/{ref.id}/" if ref.id else f"{ref.kind}/"
    if not ref.part:
        return record
    # a part of a section's list is set apart by a sign that no id begins with
    return f"{record}{ref.part}/" if ref.id else f"{record}_{ref.part}/"


def ref_of(path: str) -> Ref:
    """The page at a path. Raises ValueError where none can be."""
    if not path:
        return HOME
    if not path.endswith("/"):
        raise ValueError(f"{path} does not end with a slash")
    first, *rest = path.removesuffix("/").split("/")
    kind = next((kind for kind in FOLDERS if kind == first), None)
    if kind is None:
        return Ref("page", path.removesuffix("/"))
    if not rest:
        return Ref(kind)
    if rest[0].startswith("_") and len(rest) == 1:
        return Ref(kind, part=rest[0][1:])
    if len(rest) > 2:
        raise ValueError(f"{path} is too deep")
    return Ref(kind, rest[0], rest[1] if len(rest) == 2 else "")


def source_path(path: str) -> str:
    """The Markdown file of a path, below the pages' folder: `actors/javad-zarif.md`, `actors/index.md`."""
    if not path or path.removesuffix("/") in FOLDERS:
        return f"{path}index.md"
    return f"{path.removesuffix('/')}.md"


def page_path(source: str) -> str:
    """The path that a Markdown file is built to: the inverse of `source_path`, and MkDocs' own rule."""
    stem = source.removesuffix(".md")
    head, _, tail = stem.rpartition("/")
    if tail in ("index", "README"):
        return f"{head}/" if head else ""
    return f"{stem}/"


def collisions(names: Iterable[str], paths: Iterable[str]) -> list[str]:
    """A sentence for each hand-written file, the home page aside, at the address of a generated page."""
    built = {
        name: page_path(name) if name.endswith(".md") else name.removesuffix("index.html")
        for name in names
        if name != "index.md"
    }
    begins = {place.partition("/")[0] for place in built.values()}
    taken = {path for path in paths if path.partition("/")[0] in begins}  # few, and mostly none
    folders = {above for path in taken for above in _above(path)}

    def stands_there(name: str, place: str) -> bool:
        # a file where a folder goes, or a folder where a file goes, cannot be either
        is_folder = not name.endswith(".md") and name in folders
        return place in taken or is_folder or any(above in taken for above in _above(place))

    return [
        f"docs/{name} stands where a generated page goes: give it another name"
        for name, place in built.items()
        if stands_there(name, place)
    ]


ROOT = "\ue000"
"""Stands for the way to the site's root until it is known on which page a link will be. No text of the data holds it:
a character for private use is always escaped.
"""


def to_root(path: str) -> str:
    """The way from the page at `path` to the site's root: `../../`, or `./` at the root itself."""
    return "../" * path.count("/") or "./"


def _above(path: str) -> Iterator[str]:
    """The names of the folders that a file or a page stands in: `a` and `a/b` of `a/b/c` and of `a/b/`."""
    steps = path.split("/")[:-1]
    return ("/".join(steps[:length]) for length in range(1, len(steps) + 1))


def relative(target: str, start: str) -> str:
    """The percent-encoded link from the page at path `start` to the one at path `target`; `./` for itself."""
    steps, goal = start.split("/")[:-1], target.split("/")[:-1]
    common = 0
    while common < min(len(steps), len(goal)) and steps[common] == goal[common]:
        common += 1
    link = "../" * (len(steps) - common) + "".join(quote(part, safe="") + "/" for part in goal[common:])
    return link or "./"


@lru_cache(maxsize=1 << 15)
def absolute(site_url: str, path: str) -> str:
    """The full percent-encoded address; empty where the site's own is not known."""
    return site_url + quote(path) if site_url else ""
