"""A sheet: rows of cells, as read from a file of any format, and the letters of its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Cell = str | int | float
"""Text, or a number that is stored as a number in the file; an empty cell is ""."""

WHOLE_NUMBER_LIMIT = 1e15
"""A spreadsheet shows whole numbers below this without an exponent."""


def format_cell(cell: Cell) -> str:
    """Return the text of a cell as a spreadsheet shows it: 28.0 → 28, 1e-7 → 0.0000001.

    A number has at most 15 digits, and no exponent.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int) or (cell.is_integer() and abs(cell) < WHOLE_NUMBER_LIMIT):
        return str(int(cell))
    number = f"{cell:.15g}"
    return number if "e" not in number else format(Decimal(number), "f")


def column_letters(index: int) -> str:
    """Return the letters of a worksheet column from its number: 0 → A, 25 → Z, 26 → AA."""
    preceding, last = divmod(index, 26)
    # The letters before the last one count from 1, since A before a letter (AA) is no zero.
    return (column_letters(preceding - 1) if preceding else "") + chr(ord("A") + last)


def column_index(letters: str) -> int:
    """Return the number of a worksheet column from its letters: A → 0, AA → 26; -1 for ""."""
    number_from_1 = 0
    for letter in letters:
        number_from_1 = number_from_1 * 26 + ord(letter) - ord("A") + 1
    return number_from_1 - 1


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or one text file; row 1 is `rows[0]`.

    `merged` are (first row, first column, last row, last column). `percents` are the positions
    (row, column) of cells formatted as percentages. By position, `dates` has the number of
    characters of an ISO date that the cell shows (4: year, 7: year and month), `indents` the
    indentation level set by cell format, `decimals` the decimals that the cell's format shows.
    `hidden_rows` and `hidden_columns` are hidden by hand or by a filter. All count from 0.
    """

    name: str
    rows: list[list[Cell]]
    encoding: str = ""
    separator: str = ""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    percents: frozenset[tuple[int, int]] = frozenset()
    dates: dict[tuple[int, int], int] = field(default_factory=dict)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
    decimals: dict[tuple[int, int], int] = field(default_factory=dict)
    error_texts: dict[tuple[int, int], str] = field(default_factory=dict)
    """The error that a cell shows, such as #DIV/0!; "=" if its formula was never calculated."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    """Whether the file hides the sheet."""

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> "Sheet":
        """Return a sheet from the lists that a reader of workbooks returns, by field.

        Values by position are triples (row, column, value).
        """
        dates, indents, decimals, error_texts = (
            {(row, column): value for row, column, value in fields.get(name, ())}
            for name in ("dates", "indents", "decimals", "error_texts")
        )
        return cls(
            name=str(fields["name"]),
            rows=list(fields["rows"]),
            encoding=fields.get("encoding", ""),
            merged=tuple(map(tuple, fields.get("merged", ()))),
            percents=frozenset(map(tuple, fields.get("percents", ()))),
            dates=dates,
            indents=indents,
            decimals=decimals,
            error_texts=error_texts,
            hidden_rows=frozenset(fields.get("hidden_rows", ())),
            hidden_columns=frozenset(fields.get("hidden_columns", ())),
            hidden=bool(fields.get("hidden")),
        )
