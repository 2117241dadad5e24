"""The site as a value: every page's path and, one at a time, its Markdown. Pure: touches no file, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path

from onrecord import beside
from onrecord.captures import CaptureNote
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.exports import NAMES, Download, downloads
from onrecord.exports.offer import Offer, offer
from onrecord.index import build_index
from onrecord.links import LinkCheck, refuse
from onrecord.pages import Edition, plan, view
from onrecord.permalinks import DATA, Ref, path_of, source_path
from onrecord.reads import watched
from onrecord.receipts import Receipt
from onrecord.render import Renderer, Sheet
from onrecord.search import SearchRecord, search_records
from onrecord.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All pages of one edition of the record."""

    edition: Edition
    """The record, and how it is to be shown."""
    refs: tuple[Ref, ...]
    """The plan: every generated page, once."""
    paths: tuple[str, ...]
    """Their paths."""
    renderer: Renderer
    """Lays pages out."""
    downloads: tuple[str, ...]
    """The names of the files with the record in the formats of others."""

    def sheet(self, ref: Ref) -> Sheet:
        """One page, laid out."""
        return self.renderer.sheet(view(self.edition, ref))

    def matter(self, ref: Ref) -> dict[str, str]:
        """What the shell of a page is told."""
        return self.renderer.matter(view(self.edition, ref))

    def pages(self) -> Iterator[tuple[str, str]]:
        """Each page's Markdown file, by its name below the pages' folder.

        Raises DanglingLinkError after the last one, where one of them links to what does not exist.
        """
        check = LinkCheck()
        for ref in self.refs:
            sheet = self.sheet(ref)
            check.see(sheet.path, sheet.body)
            yield source_path(sheet.path), sheet.markdown()
        refuse(check.dangling(chain(self.paths, self.file_paths)))

    @property
    def file_paths(self) -> Iterator[str]:
        """The path of every file beside the pages, which are many: none of them is kept."""
        return beside.paths(self.edition, self.refs, self.downloads)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file beside the pages: its path and its content."""
        yield from self.small_files()
        for each in self.made_downloads():
            yield path_of(DATA) + each.name, b"".join(each.pieces())

    def small_files(self) -> Iterator[tuple[str, bytes]]:
        """The same without the downloads."""
        for ref in self.refs:
            yield from beside.of_page(self.edition, ref)
        yield from beside.of_site(self.edition)

    def made_downloads(self) -> Iterator[Download]:
        """The downloads, each of which is made while it is taken."""
        return downloads(self.edition) if self.downloads else iter(())

    def offering(self, offer: Offer) -> "Site":
        """The same site, with what its page of downloads says of these."""
        reads = self.edition.reads
        files, tables = watched(offer.files, "files", reads), watched(offer.tables, "tables", reads)
        edition = replace(self.edition, files=files, tables=tables)
        return replace(self, edition=edition, renderer=self.renderer.of(edition))

    def portable(self) -> "Site":
        """The same site to be pickled: without what no page needs."""
        edition = replace(self.edition, memory={})
        return replace(self, edition=edition, paths=(), renderer=Renderer(edition, self.renderer.folders))

    def search_records(self) -> Iterator[SearchRecord]:
        """What search finds."""
        return search_records(self.edition)


def build(
    dataset: Dataset,
    config: Config,
    folders: Sequence[Path],
    *,
    introduction: str = "",
    receipts: Iterable[Receipt] = (),
    captures: Iterable[CaptureNote] = (),
    offered: bool = True,
) -> Site:
    """Plan the site of a record that has no problems.

    `folders` hold page templates, the owner's own first; `introduction` is the Markdown of the hand-written home page;
    `receipts` say which quotations were verified, `captures` when the texts were taken. Where it is not yet to be
    `offered`, its page of downloads says nothing of them.
    """
    index = build_index(replace(dataset, origins={})).watched()  # no page tells where in the files a record stands
    reads = index.reads
    taken = {source: tuple(notes) for source, notes in groupby(sorted(captures), attrgetter("source"))}
    edition = Edition(
        index=index,
        words=Words(language=config.language, own=config.texts),
        config=config,
        introduction=introduction,
        receipts=watched({receipt.key: receipt for receipt in receipts}, "receipts", reads),
        captures=watched(taken, "captures", reads),
        files=watched((), "files", reads),
        tables=watched((), "tables", reads),
        reads=reads,
    )
    refs = tuple(plan(index, search=config.search == "pagefind", without=config.without))
    site = Site(
        edition=edition,
        downloads=() if DATA.id in config.without else NAMES,
        refs=refs,
        paths=tuple(map(path_of, refs)),
        renderer=Renderer(edition, folders),
    )
    return site.offering(offer(site.made_downloads(), edition.words)) if offered else site
