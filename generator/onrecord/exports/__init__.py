"""Downloads: the public record in the formats that others can read, and leave with.

Pure: an edition in, bytes out, and the same bytes on any machine. Tables are declared once (`TABLES`); CSV, SQLite and
the data dictionary are made from them.
"""

from collections.abc import Iterator

from onrecord.exports.csvs import NOTICE, csv_of
from onrecord.exports.download import Download
from onrecord.exports.jsonlines import json_lines
from onrecord.exports.package import data_package, license_of
from onrecord.exports.popolo import popolo
from onrecord.exports.public import Public, public
from onrecord.exports.relational import TABLES
from onrecord.exports.sqlite import Database
from onrecord.exports.tables import Column, Reference, Table
from onrecord.model import SECTIONS
from onrecord.pages.edition import Edition

__all__ = ["NAMES", "NOTICE", "TABLES", "Column", "Download", "Reference", "Table", "downloads", "license_of"]

_TITLES = {"actors": "Actors", "topics": "Topics", "sources": "Sources", "events": "Events", "statements": "Statements"}
_CSVS = {f"{table.name}.csv": table for table in TABLES}
_LINES = {f"{section}.jsonl": section for section in SECTIONS}
_PACKAGE, _DATABASE, _POPOLO, _SUMS = "datapackage.json", "record.sqlite", "popolo.json", "SHA256SUMS"
NAMES = (*_CSVS, _PACKAGE, _DATABASE, *_LINES, _POPOLO, _SUMS)
"""Every file, in the order in which they are made."""


def downloads(edition: Edition) -> Iterator[Download]:
    """Every file below the site's downloads, the sums of all others last.

    None is held: each is made while its pieces are taken, which is to be done before the next is asked for.
    """
    sums = []
    for each in _files(edition, public(edition)):
        yield each
        sums.append(f"{each.hash}  {each.name}\n")
    title = edition.words.text("SHA-256 of every file")
    yield Download(_SUMS, ["".join(sums).encode()], media_type="text/plain", title=title)


def _files(edition: Edition, open_record: Public) -> Iterator[Download]:
    text = edition.words.text
    csvs = []
    with Database(TABLES) as database:
        for name, table in _CSVS.items():
            rows = tuple(table.rows(open_record))
            database.fill(table, rows)
            each = Download(
                name, csv_of(table, rows), media_type="text/csv", title=text(table.title), records=len(rows)
            )
            yield each
            csvs.append((each, table))
        yield Download(
            _PACKAGE,
            [data_package(edition, csvs)],
            media_type="application/vnd.datapackage+json",
            title=text("Data dictionary (Frictionless Data Package)"),
        )
        yield Download(
            _DATABASE,
            database.content(),
            media_type="application/vnd.sqlite3",
            title=text("All tables in one database (SQLite)"),
        )
    for name, section in _LINES.items():
        records = open_record.dataset.section(section)
        yield Download(
            name,
            json_lines(records),
            media_type="application/x-ndjson",
            title=text("{what}, a record a line (JSON Lines)").format(what=text(_TITLES[section])),
            records=len(records),
        )
    yield Download(
        _POPOLO,
        popolo(open_record),
        media_type="application/json",
        title=text("People, organizations and speeches (Popolo)"),
    )
