"""The data dictionary: a Frictionless Data Package (version 1, tabular) over the CSV files."""

from collections.abc import Iterable
from typing import Any

from onrecord.config import Config
from onrecord.exports.csvs import NOTICE
from onrecord.exports.download import Download
from onrecord.exports.jsontexts import json_text
from onrecord.exports.tables import Column, Reference, Table
from onrecord.pages.edition import Edition

_DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "header": True,
}


def data_package(edition: Edition, files: Iterable[tuple[Download, Table]]) -> bytes:
    """`datapackage.json` for CSV files, each given with the table in it."""
    config = edition.config
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "on-record",
        "title": config.site_name,
        "description": NOTICE,
    }
    if config.site_url:
        package["homepage"] = config.site_url
    if config.license:
        package["licenses"] = [license_of(config)]
    package["resources"] = [_resource(edition, *each) for each in files]
    return (json_text(package, indent=2) + "\n").encode()


def license_of(config: Config) -> dict[str, str]:
    """The licence as the specification writes it: a name of SPDX, or an address."""
    if "/" in config.license:
        return {"path": config.license}
    # SPDX's old sign for "or a later version" is none that a name can hold
    later = config.license.endswith("+")
    return {"name": config.license.removesuffix("+") + ("-or-later" if later else "")}


def _resource(edition: Edition, file: Download, table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    required = {column.name for column in table.columns if column.required}
    keys = [
        _foreign_key(each, table)
        for each in table.references
        # what a key of several columns means where one is empty, the specification leaves open
        if len(each.columns) == 1 or required.issuperset(each.columns)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": edition.words.text(table.title),
        "description": table.description,
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.hash}",
        "dialect": _DIALECT,
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.name.replace("_", " ").capitalize(),
        "type": column.type,
        "description": column.description,
    }
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if constraints:
        field["constraints"] = constraints
    return field


def _foreign_key(reference: Reference, table: Table) -> dict[str, Any]:
    """A table that leads to itself has no name there."""
    resource = "" if reference.table == table.name else reference.table
    return {
        "fields": list(reference.columns),
        "reference": {"resource": resource, "fields": list(reference.targets)},
    }
