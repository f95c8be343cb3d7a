"""The recognised shape of an uploaded sheet: long or wide, header rows, notes, context."""

from dataclasses import dataclass
from typing import Literal

ShapeKind = Literal["tidy", "yearbook", "unknown"]
"""`tidy` is a long table (one figure a row), `yearbook` a wide one (labels beside and above)."""


@dataclass(frozen=True)
class SheetShape:
    """The recognised shape of one sheet; rows count from 1, an empty text means not found.

    `down` names the contents of the rows and `across` those of the columns of a wide table:
    indicators, areas, periods. `not_reported` counts empty cells and marks such as … in the table.
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
    down: str = ""
    across: str = ""
    note_rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    not_reported: int = 0
    encoding: str = ""
    separator: str = ""
