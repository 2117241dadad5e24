"""The tables as one SQLite database, made in memory and the same to the byte each time."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing

from onrecord.exports.tables import Column, Row, Table

_APPLICATION = int.from_bytes(b"onrc", "big")
"""Tells this database from others (`PRAGMA application_id`, `file`)."""
_VERSION = 1
"""Of the tables: raised when a column is renamed or goes (`PRAGMA user_version`)."""
_LIBRARY = (3_037_000).to_bytes(4, "big")
"""SQLite notes in the header which release wrote the file; nothing reads it, and it would differ by machine."""
_LIBRARY_AT = 96


def sqlite_of(tables: Iterable[Table], rows: Mapping[str, Iterable[Row]]) -> bytes:
    """The bytes of a database file."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        # what a build of SQLite may have other defaults for
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA encoding = 'UTF-8'")
        connection.execute("PRAGMA auto_vacuum = NONE")
        connection.execute("PRAGMA legacy_file_format = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")  # a topic may stand before the wider one
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA application_id = {_APPLICATION}")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        for table in tables:
            connection.execute(_definition(table))
            places = ", ".join("?" for _ in table.columns)
            connection.executemany(f"INSERT INTO {_name(table.name)} VALUES ({places})", rows[table.name])  # noqa: S608
        connection.execute("COMMIT")
        content = connection.serialize()
    return content[:_LIBRARY_AT] + _LIBRARY + content[_LIBRARY_AT + len(_LIBRARY) :]


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
