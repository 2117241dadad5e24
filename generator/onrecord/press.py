"""Generated pages written straight into the site's folder, in their shells, with the files beside them.

The way round MkDocs for what needs nothing of it: the generator knows the HTML of its pages, and the links in them.
That it gives byte for byte what MkDocs gives is tested on every kind of page. `fast: false` leaves it all to MkDocs.

Pages that nothing of what changed concerns are taken over from the site that was built before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from onrecord import beside, workers, writer
from onrecord.before import Before
from onrecord.cluster import Cluster
from onrecord.collector import without_collector
from onrecord.exports import Download
from onrecord.exports.offer import Offer, offer
from onrecord.links import refuse, targets_and_anchors
from onrecord.manifest import File, Manifest, digest, numbers_of
from onrecord.pages.order import in_time
from onrecord.pages.prints import Prints
from onrecord.permalinks import DATA, HOME, Ref, path_of
from onrecord.progress import Count, unseen
from onrecord.reads import Read
from onrecord.render import TEMPLATE, Sheet
from onrecord.shells import NoShellError, Shells
from onrecord.site import Site

SAMPLE = 200
"""Pages by which the shells are made that go to other machines, besides one of each kind."""
_LISTED = ("kind", "updated", "robots", "redirect")
"""What of a page's matter the sitemap needs to know."""
SHELL = "shell"
"""What the use of a shell is noted under, by its key."""
_PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class _Shard:
    """What is known of some pages when they are written."""

    written: Manifest = field(default_factory=Manifest)
    """Those that were made, and not taken over."""
    bare: list[Sheet] = field(default_factory=list)
    """Those for which there was no shell: all beside them is written, and they are not."""


@dataclass(frozen=True, slots=True)
class _Work:
    """Writes pages by their place among those to be made. It can be pickled if the site and the shells can."""

    site: Site
    refs: tuple[Ref, ...]
    """The pages to be made."""
    shells: Shells
    folder: Path
    before: Before
    aside: Path | None = None
    """As in `writer.write_files`."""

    def __call__(self, start: int, end: int) -> _Shard:
        shard = _Shard()
        for ref in self.refs[start:end]:
            self._write(ref, shard)
        return shard

    def _write(self, ref: Ref, shard: _Shard) -> None:
        (sheet, files), reads = self.site.edition.reads.during(lambda: self._made(ref, shard))
        targets, anchors = targets_and_anchors(sheet.path, sheet.body)
        shard.written.add(
            sheet.path,
            matter={name: value for name, value in sheet.matter.items() if name in _LISTED},
            files=self.written(sheet.path, files),
            reads=reads,
            targets=targets,
            anchors=anchors,
        )

    def _made(self, ref: Ref, shard: _Shard) -> tuple[Sheet, dict[str, bytes]]:
        """A page and its files, by their names in its folder."""
        edition, sheet = self.site.edition, self.site.sheet(ref)
        files = {name.removeprefix(sheet.path): content for name, content in beside.of_page(edition, ref)}
        if ref != HOME:  # which MkDocs lays out
            edition.reads.current.add((SHELL, self.shells.key(sheet.path, sheet.matter)))
            try:
                files[_PAGE] = self.shells.page(sheet).encode()
            except NoShellError:
                shard.bare.append(sheet)
        return sheet, files

    def written(self, path: str, files: Mapping[str, bytes]) -> Iterator[File]:
        """Write what is not there already."""
        for name, content in files.items():
            held = digest(content)
            if not self.before.take_over_file(path, name, held, self.folder, self.aside):
                writer.write_files(self.folder, [(path + name, content)], self.aside)
            stat = (self.folder / path / name).stat()
            yield File(name, stat.st_size, stat.st_mtime_ns, held)


class Press:
    """Writes the pages of one site into a folder."""

    def __init__(
        self, site: Site, shells: Shells, folder: Path, before: Before, more: Mapping[str, Callable[[Any], bytes]]
    ) -> None:
        """`before` is what was built there last; `more` says how to print what else can be read, as `Prints` wants."""
        self.site, self.shells, self.folder, self.before = site, shells, folder, before
        self.kept: frozenset[str] = frozenset()
        """The pages that were taken over; the home page is laid out anew in any case."""
        self.unchanged = 0
        """How many pages are as they were."""
        prints: dict[str, Callable[[Any], bytes]] = {SHELL: shells.print_of, TEMPLATE: site.renderer.print_of}
        self.prints = Prints(site.edition, {**prints, **more})
        before.judge(self.prints)

    @without_collector()
    def run(
        self, offered: Callable[[], Offer], *, at_once: int, cluster: Cluster | None = None, count: Count = unseen
    ) -> Manifest:
        """Write every generated page but the home page, and the files beside each page; return what stands there.

        `offered` awaits what there is to say of the downloads: the page of these is made last, and each time. `at_once`
        is the number of processes on this machine; with a `cluster` it does all but that page, and the few whose shell
        only this process can make. `count` is told how many pages are made or need not be. Raises DanglingLinkError,
        TemplateError, ClusterError, EndedError, OSError, and what `offered` raises.
        """
        site, data = self.site, path_of(DATA)
        kept = [path for path in site.paths if path != data and self.before.holds(path)]
        passed = {data, *kept}
        made = (ref for ref, path in zip(site.refs, site.paths, strict=True) if path not in passed)
        refs = tuple(in_time(site.edition.index, made))
        self.kept = frozenset(kept) - {path_of(HOME)}
        whole = self.before.manifest.continued(kept)

        def take_over(_: Count) -> None:
            for path in kept:
                self.before.take_over(path, self.folder)

        here = _Work(site, refs, self.shells, self.folder, self.before)
        work = self._portable(refs, cluster) if cluster else here
        if not cluster and len(refs) > workers.FEW:
            site.renderer.prepare()

        def last() -> Iterator[_Shard]:
            made = site.offering(offered())
            yield replace(here, site=made, refs=(DATA,) if DATA in site.refs else ())(0, 1)

        shards = workers.in_shards(work, len(refs), at_once, cluster)
        with workers.meanwhile(take_over, len(kept), at_once) as taken_over:
            for number, shard in enumerate(chain(shards, last()), start=1):
                whole.take(shard.written, shard.written.pages)
                for sheet in shard.bare:
                    files = here.written(sheet.path, {_PAGE: self.shells.page(sheet).encode()})
                    whole.pages[sheet.path] = whole.pages[sheet.path].with_files(files)
                count(min(len(kept) + number * workers.SHARD, len(site.refs)))
            self.unchanged = len(kept) + (DATA in site.refs and self.before.is_same(whole, data))
            self._check_links(whole)
            taken_over(unseen)
        return whole

    def _check_links(self, whole: Manifest) -> None:
        """Raise DanglingLinkError where a page that was made leads to what is not there, or one that was taken over to
        what is there no more.
        """
        refuse(self._astray(whole) | self._bereft(whole))

    def _astray(self, whole: Manifest) -> dict[str, str]:
        """Where pages that were made lead to nothing, each with one of them."""
        held, found = whole.places.held, dict[str, str]()
        of_site = frozenset(beside.paths(self.site.edition, (), self.site.downloads))
        seen: set[int] = set()
        for path in self.site.paths:
            if path in self.kept:
                continue
            for place in numbers_of(whole.pages[path].targets):
                if place not in seen and not whole.has(held[place]) and held[place] not in of_site:
                    found[held[place]] = path
                seen.add(place)
        return found

    def _bereft(self, whole: Manifest) -> dict[str, str]:
        """What is gone, and pages that were taken over lead to, each with one of them."""
        if not self.kept:
            return {}
        old = self.before.manifest
        gone = {
            name
            for path, entry in old.pages.items()
            if entry.matter and path not in self.kept  # without matter is what is no page: nobody leads there
            for name in old.all_of(path)
            if not whole.has(name)
        }
        leading = ((path, whole.places.named(whole.pages[path].targets)) for path in (self.kept if gone else ()))
        return {target: path for path, targets in leading for target in gone.intersection(targets)}

    def _portable(self, refs: tuple[Ref, ...], cluster: Cluster) -> _Work:
        """The work, for other machines."""
        keys = [self.shells.key(path_of(ref), self.site.matter(ref)) for ref in _sample(refs)]
        shells = self.shells.made(keys)
        return _Work(self.site.portable(), refs, shells, self.folder, self.before, cluster.aside)

    def note(self, manifest: Manifest, path: str, reads: Iterable[Read]) -> None:
        """Note a whole folder that was written, and what was read for it."""
        reads = list(reads)
        for read in reads:
            self.prints.of(read)  # now: what is printed may stand elsewhere when the site is published
        files = []
        for name in sorted(writer.names_in(self.folder / path)):
            file = self.folder / path / name
            stat = file.stat()
            files.append(File(name, stat.st_size, stat.st_mtime_ns, digest(file.read_bytes())))
        manifest.add(path, matter={}, files=files, reads=reads, targets=(), anchors=())

    def keep(self, manifest: Manifest, path: str) -> None:
        """Take over a whole folder."""
        self.before.take_over(path, self.folder)
        manifest.take(self.before.manifest, [path])

    @without_collector()
    def done(self, manifest: Manifest, target: Path) -> Before:
        """What was built, now that it stands in `target`."""
        return self.before.continued(target, manifest, self.prints)

    @without_collector()
    def at_hand(self, manifest: Manifest, target: Path) -> Before:
        """The same for the next build of this process, which brings it up to date there."""
        return Before(target, manifest, then=self.prints.at_rest(manifest.reads.held))


def write_downloads(site: Site, folder: Path) -> Offer:
    """Write what can be taken away, which may be much; return what there is to say of it."""

    def written() -> Iterator[Download]:
        for each in site.made_downloads():
            writer.write_pieces(folder / path_of(DATA) / each.name, each.pieces())
            yield each

    return offer(written(), site.edition.words)


def _sample(refs: Sequence[Ref]) -> Iterator[Ref]:
    """A page of each kind, and some from all over the site; what is rare may be missing."""
    refs = [ref for ref in refs if ref != HOME]
    yield from {(ref.kind, not ref.id, not ref.part): ref for ref in reversed(refs)}.values()
    yield from refs[:: len(refs) // SAMPLE + 1]
