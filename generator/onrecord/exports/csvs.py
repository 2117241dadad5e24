"""CSV that no spreadsheet runs: RFC 4180, every cell quoted, formulas disarmed.

A spreadsheet runs a cell that begins with a formula sign, and passes over white space and invisible characters before
it. Such a cell gets an apostrophe, which spreadsheets take for "this is text". So that nothing is lost, an apostrophe
is also put where a text has apostrophes of its own before a formula: `plain` takes off exactly what `cell` put there.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from onrecord.exports.tables import Cell, Row, Table

_INVISIBLE = (
    r"\s\x00-\x1f\x7f-\xa0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    r"\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_FORMULA = re.compile(rf"'*[{_INVISIBLE}]*[=+\-@\t\r＝＋－＠]")
_PIECE = 1000
"""Rows in a piece of a file."""
NOTICE = (
    "In the CSV files, a cell that a spreadsheet would take for a formula has an apostrophe before it: one that begins "
    "with = + - @, a tab, or the full-width forms of these, also after apostrophes, white space or invisible "
    "characters. To get the text back, take one apostrophe off where such a beginning follows it. An empty cell is a "
    "gap. The other files hold the texts as they are."
)
"""What the data dictionary says of it."""


def cell(value: Cell) -> str:
    """A value as it stands in a CSV file: the only way into one."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def plain(written: str) -> str:
    """The text that `cell` was given."""
    return written[1:] if written.startswith("'") and _FORMULA.match(written, 1) else written


def csv_of(table: Table, rows: Sequence[Row]) -> Iterator[bytes]:
    """A table as a CSV file, a piece at a time: UTF-8, CRLF, a line of names first."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell(column.name) for column in table.columns])
    for start in range(0, len(rows) or 1, _PIECE):
        writer.writerows([cell(value) for value in row] for row in rows[start : start + _PIECE])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
