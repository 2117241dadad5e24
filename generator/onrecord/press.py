"""Generated pages written straight into the site's folder, in their shells, with the files beside them.

The way round MkDocs for what needs nothing of it: the generator knows the HTML of its pages, and the links in them.
That it gives byte for byte what MkDocs gives is tested on every kind of page. `fast: false` leaves it all to MkDocs.

Pages that nothing of what changed concerns are taken over from the site that was built before.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from onrecord import beside, workers, writer
from onrecord.before import Before
from onrecord.links import LinkCheck, targets_and_anchors
from onrecord.manifest import File, Manifest, digest
from onrecord.pages.prints import Prints
from onrecord.permalinks import HOME, Ref, path_of
from onrecord.progress import Count, unseen
from onrecord.render import TEMPLATE, Sheet
from onrecord.shells import Shells
from onrecord.site import Site

_LISTED = ("kind", "updated", "robots", "redirect")
"""What of a page's matter the sitemap needs to know."""
SHELL = "shell"
"""What the use of a shell is noted under, by its key."""


class Press:
    """Writes the pages of one site into a folder."""

    def __init__(self, site: Site, shells: Shells, folder: Path, before: Before) -> None:
        """`before` is what was built there last."""
        self.site, self.shells, self.folder, self.before = site, shells, folder, before
        self.made = 0
        """How many pages were made, and not taken over."""
        self.prints = Prints(site.edition, {SHELL: shells.print_of, TEMPLATE: site.renderer.print_of})

    def run(self, *, at_once: int, count: Count = unseen) -> Manifest:
        """Write every generated page but the home page, and the files beside each page; return what was written.

        `at_once` is the number of processes; `count` is told how many pages stand there. Raises DanglingLinkError,
        TemplateError, OSError.
        """
        site, whole = self.site, Manifest()
        site.renderer.prepare()
        self.before.judge(self.prints)
        for number, part in enumerate(workers.in_shards(self._shard, len(site.refs), at_once), start=1):
            whole.take(part, part.pages)
            count(min(number * workers.SHARD, len(site.refs)))
        self.made = len(whole.pages)
        whole.take(self.before.manifest, [path for path in site.paths if path not in whole.pages])
        check = LinkCheck()
        for path in site.paths:
            entry = whole.pages[path]
            check.note(path, whole.places.named(entry.targets), whole.places.named(entry.anchors))
        site.judge(check)
        return whole

    def done(self, manifest: Manifest, target: Path) -> Before:
        """What was built, now that it stands in `target`."""
        return Before(target, manifest, list(map(self.prints.of, manifest.reads.held)))

    def _shard(self, start: int, end: int) -> Manifest:
        """Write some of the pages, or take them over; return those that were written."""
        written = Manifest()
        for ref in self.site.refs[start:end]:
            path = path_of(ref)
            if self.before.holds(path):
                self.before.take_over(path, self.folder)
            else:
                self._write(ref, written)
        return written

    def _write(self, ref: Ref, written: Manifest) -> None:
        edition = self.site.edition

        def made() -> tuple[Sheet, dict[str, bytes]]:
            sheet = self.site.sheet(ref)
            files = {name.removeprefix(sheet.path): content for name, content in beside.of_page(edition, ref)}
            if ref != HOME:  # which MkDocs lays out
                edition.reads.current.add((SHELL, self.shells.key(sheet.path, sheet.matter)))
                files["index.html"] = self.shells.page(sheet).encode()
            return sheet, files

        (sheet, files), reads = edition.reads.during(made)
        targets, anchors = targets_and_anchors(sheet.path, sheet.body)
        written.add(
            sheet.path,
            matter={name: value for name, value in sheet.matter.items() if name in _LISTED},
            files=self._written(sheet.path, files),
            reads=reads,
            targets=targets,
            anchors=anchors,
        )

    def _written(self, path: str, files: Mapping[str, bytes]) -> Iterator[File]:
        for name, content in files.items():
            held = digest(content)
            if not self.before.take_over_file(path, name, held, self.folder):
                writer.write_files(self.folder, [(path + name, content)])
            stat = (self.folder / path / name).stat()
            yield File(name, stat.st_size, stat.st_mtime_ns, held)
