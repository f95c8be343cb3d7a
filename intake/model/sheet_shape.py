"""The recognised shape of an uploaded sheet: long or wide, header rows, notes, context."""

from dataclasses import dataclass
from typing import Literal

ShapeKind = Literal["tidy", "yearbook", "unknown"]
"""`tidy` is a long table (one figure a row), `yearbook` a wide one (labels beside and above)."""


@dataclass(frozen=True)
class SheetShape:
    """The recognised shape of one table of a sheet; rows count from 1, "" means not found.

    `figures` is the number of figures. For a wide table, `row_dimensions` names the dimensions that
    the labels of its rows give, such as `indicator+time_period`, and `column_dimensions` those of
    its columns. `not_reported` counts empty cells and marks such as … in the table. `encoding` and
    `separator` are those of a CSV.
    """

    kind: ShapeKind
    file: str
    sheet: str
    header_rows: tuple[int, ...] = ()
    figures: int = 0
    title: str = ""
    unit: str = ""
    area: str = ""
    period: str = ""
    row_dimensions: str = ""
    column_dimensions: str = ""
    note_rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    not_reported: int = 0
    encoding: str = ""
    separator: str = ""
