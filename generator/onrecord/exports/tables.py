"""What a table is: its columns with their meaning, its keys, and where its rows come from.

CSV, SQLite and the data dictionary are made from these declarations, so that they cannot disagree. What a column means
is said once, beside the field of the model that it holds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from onrecord.dates import Date
from onrecord.exports.public import Public
from onrecord.model import Noun

Cell = str | int | None
Row = tuple[Cell, ...]
Field = tuple[type[Noun], str]
"""A field of the model: the class and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table."""

    name: str
    """As it stands in the first line of a CSV file."""
    description: str
    """What it holds."""
    type: Literal["string", "integer"] = "string"
    """A type of Frictionless Table Schema. A date is a string: EDTF says more than any date type."""
    required: bool = False
    """Whether no cell of it is empty."""
    choices: tuple[str, ...] = ()
    """The only values it can have; none where any will do."""
    fields: tuple[Field, ...] = ()
    """The fields of the model that it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A foreign key."""

    columns: tuple[str, ...]
    """Columns of this table."""
    table: str
    """The table they lead to."""
    targets: tuple[str, ...] = ("id",)
    """Its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table."""

    name: str
    """In SQLite, and of the CSV file before its ending."""
    title: str
    """For readers."""
    description: str
    """What a row is."""
    columns: tuple[Column, ...]
    """In their order."""
    key: tuple[str, ...]
    """The primary key."""
    records: Callable[[Public], Iterator[Mapping[str, object]]]
    """The rows' values by the columns' names; what is no column is left aside."""
    references: tuple[Reference, ...] = ()
    """Foreign keys."""
    holds: Field | None = None
    """The list in the model that it spells out, a row for each of its members."""

    def rows(self, public: Public) -> Iterator[Row]:
        """The rows, in the order of the record."""
        names = [column.name for column in self.columns]
        for record in self.records(public):
            yield tuple(_cell(record[name]) for name in names)


def _cell(value: object) -> Cell:
    if isinstance(value, Date):
        return value.text
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{value!r} is no cell of a table")


def described(field: Field) -> str:
    """What the model says of a field."""
    noun, name = field
    return noun.model_fields[name].description or ""


def column(noun: type[Noun], name: str, *, description: str = "") -> Column:
    """The column of one field of the model."""
    field = noun.model_fields[name]
    return Column(
        name=name,
        description=description or described((noun, name)),
        required=field.is_required() or field.default is not None,
        choices=_choices(field.annotation),
        fields=((noun, name),),
    )


def columns(noun: type[Noun], *names: str) -> tuple[Column, ...]:
    """The columns of several fields."""
    return tuple(column(noun, name) for name in names)


def inner(outer: Field, noun: type[Noun], name: str) -> Column:
    """The column of a field of a noun that stands alone in another: `retraction_reason`."""
    return Column(
        name=f"{outer[1]}_{name}",
        description=f"{described(outer)} {described((noun, name))}",
        fields=(outer, (noun, name)),
    )


def number(what: str, *, name: str = "number") -> Column:
    """The column that counts the rows of one owner."""
    return Column(name=name, description=what, type="integer", required=True)


def owner(name: str, table: str) -> tuple[Column, Reference]:
    """The column that says which record a row belongs to, and that it does."""
    held = Column(name=name, description=f"Id of the {name}.", required=True)
    return held, Reference(columns=(name,), table=table)


def page(name: str = "url") -> Column:
    """The column of a record's address; called otherwise where the model has an `url` itself."""
    return Column(
        name=name,
        description="Its page on the site; empty where the site's address was not known when the file was made.",
    )


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return tuple(choice for part in get_args(annotation) for choice in _choices(part))
    return ()
