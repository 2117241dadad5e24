"""The site as a value: every page's path and, one at a time, its Markdown. Pure: touches no file, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from onrecord import beside
from onrecord.captures import CaptureNote
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.exports import TABLES, Download, downloads
from onrecord.index import build_index
from onrecord.links import DanglingLinkError, LinkCheck
from onrecord.pages import Edition, plan, view
from onrecord.pages.overviews import ColumnView, FileView, TableView
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
    renderer: Renderer
    """Lays pages out."""
    downloads: tuple[Download, ...]
    """The record in the formats of others."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The path of every generated page."""
        return tuple(path_of(ref) for ref in self.refs)

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
        self.judge(check)

    def judge(self, check: LinkCheck) -> None:
        """Raise DanglingLinkError where a page that `check` has seen links to what does not exist."""
        dangling = check.dangling([*self.paths, *self.file_paths])
        if dangling:
            listed = "; ".join(f"{target} (from {page or 'home'})" for target, page in sorted(dangling.items()))
            raise DanglingLinkError(f"links that lead nowhere: {listed}")

    @property
    def file_paths(self) -> tuple[str, ...]:
        """The path of every file beside the pages."""
        return tuple(beside.paths(self.edition, self.refs, self.downloads))

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each file beside the pages: its path and its content."""
        for ref in self.refs:
            yield from beside.of_page(self.edition, ref)
        yield from beside.of_site(self.edition, self.downloads)

    def lightened(self) -> "Site":
        """The same site, without what its downloads hold: once they are written nobody needs it, and it is much."""
        return replace(self, downloads=tuple(replace(each, content=b"") for each in self.downloads))

    def portable(self) -> "Site":
        """The same site to be pickled: without its downloads' content, and what no page needs."""
        edition = self.edition
        dataset = replace(edition.index.dataset, origins={})
        edition = replace(edition, index=replace(edition.index, dataset=dataset), memory={})
        return replace(self.lightened(), edition=edition, renderer=Renderer(edition, self.renderer.folders))

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
) -> Site:
    """Plan the site of a record that has no problems.

    `folders` hold page templates, the owner's own first; `introduction` is the Markdown of the hand-written home page;
    `receipts` say which quotations were verified, `captures` when the texts were taken.
    """
    index = build_index(dataset).watched()
    reads = index.reads
    taken = {source: tuple(notes) for source, notes in groupby(sorted(captures), attrgetter("source"))}
    edition = Edition(
        index=index,
        words=Words(language=config.language, own=config.texts),
        config=config,
        introduction=introduction,
        receipts=watched({receipt.key: receipt for receipt in receipts}, "receipts", reads),
        captures=watched(taken, "captures", reads),
        reads=reads,
    )
    made = () if DATA.id in config.without else downloads(edition)
    files, tables = tuple(_files(made, edition.words)), tuple(_tables(made, edition.words))
    edition = replace(edition, files=watched(files, "files", reads), tables=watched(tables, "tables", reads))
    return Site(
        edition=edition,
        downloads=made,
        refs=tuple(plan(index, search=config.search == "pagefind", without=config.without)),
        renderer=Renderer(edition, folders),
    )


def _files(made: Iterable[Download], words: Words) -> Iterator[FileView]:
    return (_file(each, words) for each in made if each.media_type != "text/csv")


def _file(download: Download, words: Words) -> FileView:
    size = words.size(len(download.content))
    return FileView(
        name=download.name,
        title=download.title,
        size=size,
        empty=download.records == 0,
        hash=sha256(download.content).hexdigest(),
    )


def _tables(made: Iterable[Download], words: Words) -> Iterator[TableView]:
    files = {each.name: each for each in made}
    for table in TABLES if files else ():
        yield TableView(
            title=words.text(table.title),
            anchor=f"table-{table.name.replace('_', '-')}",
            description=_plain(words.text(table.description)),
            file=_file(files[f"{table.name}.csv"], words),
            columns=tuple(
                ColumnView(name=column.name, description=_plain(words.text(column.description)))
                for column in table.columns
            ),
        )


def _plain(text: str) -> str:
    """What is said of a field, without the marks that programs' own texts have around words of code."""
    return text.replace("`", "")
