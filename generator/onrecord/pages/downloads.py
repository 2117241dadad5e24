"""The page of downloads: every file with its size and hash, and what the columns of the tables mean."""

from onrecord.pages.edition import Edition
from onrecord.pages.kinds import DataPage
from onrecord.pages.views import Link
from onrecord.permalinks import DATA, path_of


def data_page(edition: Edition, crumbs: tuple[Link, ...]) -> DataPage:
    """The whole record, to take away."""
    text = edition.words.text
    named = edition.config.license
    address = named if "/" in named else f"https://spdx.org/licenses/{named.removesuffix('+')}.html"
    database = tuple(each for each in edition.files if each.name.endswith(".sqlite"))
    return DataPage(
        ref=DATA,
        path=path_of(DATA),
        title=text("Downloads"),
        description=text("The whole record in formats that other programs read, with the meaning of every column."),
        crumbs=crumbs,
        database=database,
        programs=tuple(each for each in edition.files if each not in database and not each.empty),
        tables=tuple(each for each in edition.tables if not each.file.empty),
        empty=tuple(each for each in (*(table.file for table in edition.tables), *edition.files) if each.empty),
        sums=(*edition.files, *(each.file for each in edition.tables)),
        license=named,
        license_address=address if named else "",
    )
