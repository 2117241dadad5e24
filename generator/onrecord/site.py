"""The site as a value: every page's path and, one at a time, its Markdown. Pure: touches no file, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from onrecord.captures import CaptureNote
from onrecord.config import Config
from onrecord.dataset import Dataset
from onrecord.index import build_index
from onrecord.links import DanglingLinkError, LinkCheck
from onrecord.pages import Edition, plan, view
from onrecord.permalinks import Ref, path_of, source_path
from onrecord.receipts import Receipt
from onrecord.render import Renderer
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

    @property
    def paths(self) -> tuple[str, ...]:
        """The path of every generated page."""
        return tuple(path_of(ref) for ref in self.refs)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Each page's Markdown file, by its name below the pages' folder.

        Raises DanglingLinkError after the last one, where one of them links to what does not exist.
        """
        check = LinkCheck()
        for ref in self.refs:
            page = view(self.edition, ref)
            markdown = self.renderer.markdown(page)
            check.see(page.path, markdown)
            yield source_path(page.path), markdown
        dangling = check.dangling(self.paths)
        if dangling:
            listed = "; ".join(f"{target} (from {min(pages) or 'home'})" for target, pages in sorted(dangling.items()))
            raise DanglingLinkError(f"links that lead nowhere: {listed}")

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
    index = build_index(dataset)
    edition = Edition(
        index=index,
        words=Words(language=config.language),
        config=config,
        introduction=introduction,
        receipts={receipt.key: receipt for receipt in receipts},
        captures={source: tuple(notes) for source, notes in groupby(sorted(captures), attrgetter("source"))},
    )
    return Site(
        edition=edition,
        refs=tuple(plan(index, search=config.search == "pagefind")),
        renderer=Renderer(edition, folders),
    )
