"""Generated pages written straight into the site's folder, in their shells, with the files beside them.

The way round MkDocs for what needs nothing of it: the generator knows the HTML of its pages, and the links in them.
That it gives byte for byte what MkDocs gives is tested on every kind of page. `fast: false` leaves it all to MkDocs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord import beside, workers, writer
from onrecord.links import LinkCheck
from onrecord.permalinks import HOME
from onrecord.shells import Shells
from onrecord.site import Site


@dataclass(frozen=True, slots=True)
class Pressed:
    """A generated page that was written, as far as the sitemap needs to know it."""

    path: str
    matter: dict[str, str]


_LISTED = ("kind", "updated", "robots", "redirect")


def press(site: Site, shells: Shells, folder: Path, *, at_once: int) -> list[Pressed]:
    """Write every generated page but the home page, and the files beside each page; return all pages, in order.

    `at_once` is the number of processes. Raises DanglingLinkError, TemplateError, OSError.
    """
    check, pressed = LinkCheck(), []
    site.renderer.prepare()

    def shard(start: int, end: int) -> tuple[LinkCheck, list[Pressed]]:
        seen, written = LinkCheck(), []
        for ref in site.refs[start:end]:
            sheet = site.sheet(ref)
            seen.see(sheet.path, sheet.body)
            files = beside.of_page(site.edition, ref)
            writer.write_files(folder, files if ref == HOME else _with(sheet.path, shells.page(sheet), files))
            matter = {name: value for name, value in sheet.matter.items() if name in _LISTED}
            written.append(Pressed(sheet.path, matter))
        return seen, written

    for seen, written in workers.in_shards(shard, len(site.refs), at_once):
        check.add(seen)
        pressed += written
    site.judge(check)
    return pressed


def _with(path: str, page: str, files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    yield f"{path}index.html", page.encode()
    yield from files
