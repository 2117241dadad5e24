"""Downloads: the public record in the formats that others can read, and leave with.

Pure: an edition in, bytes out, and the same bytes on any machine. Tables are declared once (`TABLES`); CSV, SQLite and
the data dictionary are made from them.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.exports.csvs import NOTICE, csv_of
from onrecord.exports.jsonlines import json_lines
from onrecord.exports.package import data_package, license_of
from onrecord.exports.popolo import popolo
from onrecord.exports.public import Public, public
from onrecord.exports.relational import TABLES
from onrecord.exports.sqlite import sqlite_of
from onrecord.exports.tables import Column, Reference, Table
from onrecord.model import SECTIONS
from onrecord.pages.edition import Edition

__all__ = ["NOTICE", "TABLES", "Column", "Download", "Reference", "Table", "downloads", "license_of"]

SUMS = "SHA256SUMS"
_TITLES = {"actors": "Actors", "topics": "Topics", "sources": "Sources", "events": "Events", "statements": "Statements"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file that readers can take with them."""

    name: str
    """File name; none holds a slash."""
    media_type: str
    """As IANA registers it, where it does."""
    title: str
    """What it holds, in the site's words."""
    content: bytes
    """The whole file."""
    records: int = -1
    """How many records it holds; -1 where that is not counted."""


def downloads(edition: Edition) -> tuple[Download, ...]:
    """Every file below the site's downloads, the sums of all others last."""
    files = tuple(_files(edition, public(edition)))
    sums = "".join(f"{hashlib.sha256(each.content).hexdigest()}  {each.name}\n" for each in files)
    title = edition.words.text("SHA-256 of every file")
    return (*files, Download(name=SUMS, media_type="text/plain", title=title, content=sums.encode()))


def _files(edition: Edition, open_record: Public) -> Iterator[Download]:
    text = edition.words.text
    rows = {table.name: tuple(table.rows(open_record)) for table in TABLES}
    by_file = {f"{table.name}.csv": table for table in TABLES}
    csvs = {name: csv_of(table, rows[table.name]) for name, table in by_file.items()}
    for name, content in csvs.items():
        yield Download(
            name=name,
            media_type="text/csv",
            title=text(by_file[name].title),
            content=content,
            records=len(rows[by_file[name].name]),
        )
    yield Download(
        name="datapackage.json",
        media_type="application/vnd.datapackage+json",
        title=text("Data dictionary (Frictionless Data Package)"),
        content=data_package(edition, by_file, csvs),
    )
    yield Download(
        name="record.sqlite",
        media_type="application/vnd.sqlite3",
        title=text("All tables in one database (SQLite)"),
        content=sqlite_of(TABLES, rows),
    )
    for section in SECTIONS:
        yield Download(
            name=f"{section}.jsonl",
            media_type="application/x-ndjson",
            title=text("{what}, a record a line (JSON Lines)").format(what=text(_TITLES[section])),
            content=json_lines(open_record.dataset.section(section)),
            records=len(open_record.dataset.section(section)),
        )
    yield Download(
        name="popolo.json",
        media_type="application/json",
        title=text("People, organizations and speeches (Popolo)"),
        content=popolo(open_record),
    )
