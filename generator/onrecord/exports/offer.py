"""What the page of downloads says of the files."""

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.exports.download import Download
from onrecord.exports.relational import TABLES
from onrecord.pages.overviews import ColumnView, FileView, TableView
from onrecord.wording import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The files that can be taken away."""

    files: tuple[FileView, ...] = ()
    """What is no table."""
    tables: tuple[TableView, ...] = ()
    """The tables, with what is in them."""


def offer(made: Iterable[Download], words: Words) -> Offer:
    """What there is to say of downloads, which are made where nobody has taken their pieces."""
    files = {each.name: (each.media_type, _file(each, words)) for each in made}
    return Offer(
        files=tuple(file for media_type, file in files.values() if media_type != "text/csv"),
        tables=tuple(
            TableView(
                title=words.text(table.title),
                anchor=f"table-{table.name.replace('_', '-')}",
                description=_plain(words.text(table.description)),
                file=files[f"{table.name}.csv"][1],
                columns=tuple(
                    ColumnView(name=column.name, description=_plain(words.text(column.description)))
                    for column in table.columns
                ),
            )
            for table in (TABLES if files else ())
        ),
    )


def _file(download: Download, words: Words) -> FileView:
    return FileView(
        name=download.name,
        title=download.title,
        size=words.size(download.size),
        empty=download.records == 0,
        hash=download.hash,
    )


def _plain(text: str) -> str:
    """What is said of a field, without the marks that programs' own texts have around words of code."""
    return text.replace("`", "")
