"""The tables as one SQLite database, made in memory and the same to the byte each time."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Self

from onrecord.exports.tables import Column, Row, Table

_APPLICATION = int.from_bytes(b"onrc", "big")
"""Tells this database from others (`PRAGMA application_id`, `file`)."""
_VERSION = 1
"""Of the tables: raised when a column is renamed or goes (`PRAGMA user_version`)."""
_LIBRARY = (3_037_000).to_bytes(4, "big")
"""SQLite notes in the header which release wrote the file; nothing reads it, and it would differ by machine."""
_LIBRARY_AT = 96
_PIECE = 1 << 20
"""Bytes in a piece of the file."""


class Database:
    """A database in the making."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        # what a build of SQLite may have other defaults for
        self._connection.execute("PRAGMA page_size = 4096")
        self._connection.execute("PRAGMA encoding = 'UTF-8'")
        self._connection.execute("PRAGMA auto_vacuum = NONE")
        self._connection.execute("PRAGMA legacy_file_format = OFF")
        self._connection.execute("PRAGMA foreign_keys = OFF")  # a topic may stand before the wider one
        self._connection.execute("BEGIN")
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        self._connection.execute(f"PRAGMA user_version = {_VERSION}")
        for table in tables:
            self._connection.execute(_definition(table))

    def fill(self, table: Table, rows: Iterable[Row]) -> None:
        """Put rows into a table."""
        places = ", ".join("?" for _ in table.columns)
        self._connection.executemany(f"INSERT INTO {_name(table.name)} VALUES ({places})", rows)  # noqa: S608

    def content(self) -> Iterator[bytes]:
        """The database file, when all is in it."""
        self._connection.execute("COMMIT")
        content = self._connection.serialize()
        self._connection.close()  # it is as large as the file
        yield content[:_LIBRARY_AT] + _LIBRARY
        for start in range(_LIBRARY_AT + len(_LIBRARY), len(content), _PIECE):
            yield content[start : start + _PIECE]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _definition(table: Table) -> str:
    parts = [_column(column) for column in table.columns]
    parts.append(f"PRIMARY KEY ({_names(table.key)})")
    parts += [
        f"FOREIGN KEY ({_names(each.columns)}) REFERENCES {_name(each.table)} ({_names(each.targets)})"
        for each in table.references
    ]
    return f"CREATE TABLE {_name(table.name)} (\n  " + ",\n  ".join(parts) + "\n)"


def _column(column: Column) -> str:
    kind = "INTEGER" if column.type == "integer" else "TEXT"
    return f"{_name(column.name)} {kind}{' NOT NULL' if column.required else ''}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(_name(name) for name in names)


def _name(name: str) -> str:
    """Some columns are called as words of SQL are: `on`, `end`."""
    return f'"{name}"'
