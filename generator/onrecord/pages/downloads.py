"""The page of downloads: every file with its size and hash, and what the columns of the tables mean."""

from onrecord.pages.edition import Edition
from onrecord.pages.kinds import DataPage
from onrecord.pages.views import Link
from onrecord.permalinks import DATA, path_of


def data_page(edition: Edition, crumbs: tuple[Link, ...]) -> DataPage:
    """The whole record, to take away."""
    text = edition.words.text
    license_ = edition.config.license
    return DataPage(
        ref=DATA,
        path=path_of(DATA),
        title=text("Downloads"),
        description=text("The whole record in formats that other programs read, with the meaning of every column."),
        crumbs=crumbs,
        files=edition.files,
        tables=edition.tables,
        license=license_ if "/" not in license_ else "",
        license_address=license_ if "/" in license_ else "",
    )
