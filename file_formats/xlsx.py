"""Read XLSX workbooks in a child process; write workbooks in which text remains text."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from file_formats import formulas
from file_formats.limits import LIMITS, FileLimits
from file_formats.sandbox import parse_in_sandbox
from file_formats.sheet import Cell, Sheet


@dataclass(frozen=True)
class SheetToWrite:
    """A sheet to write; rows and columns of `notes`, `choices` and `widths` count from 0.

    `notes` colour a cell red and add a comment; `choices` give a column a drop-down list, as an
    Excel range (`='codes'!$A$2:$A$90`); `text_columns` are formatted as text (codes, periods).
    """

    name: str
    rows: Sequence[Sequence[Cell | None]]
    header_rows: int = 1
    widths: Mapping[int, float] = field(default_factory=dict)
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    choices: Mapping[int, str] = field(default_factory=dict)
    text_columns: frozenset[int] = frozenset()
    wrap: bool = False


def read_xlsx(data: bytes, limits: FileLimits = LIMITS) -> list[Sheet]:
    """Return the visible sheets of a workbook, then the hidden ones with only their names.

    Raises FileFormatError: the codes of parse_in_sandbox and read_workbook.
    """
    return [_sheet_from_json(part) for part in parse_in_sandbox("xlsx", data, limits)]


def write_xlsx(pages: Sequence[SheetToWrite], title: str = "") -> bytes:
    """Return a workbook: numbers as numbers, all text as text, none of it run as a formula."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": title})
        for page in pages:
            _SheetWriter(book, page).write()
    return out.getvalue()


def _sheet_from_json(part: dict[str, Any]) -> Sheet:
    """Return a sheet from the JSON of the child process."""
    return Sheet(
        name=str(part["name"]),
        rows=list(part["rows"]),
        merged=tuple((top, left, low, right) for top, left, low, right in part.get("merged", ())),
        percents=frozenset((row, column) for row, column in part.get("percents", ())),
        dates={(row, column): shown for row, column, shown in part.get("dates", ())},
        indents={(row, column): level for row, column, level in part.get("indents", ())},
        faults={(row, column): str(text) for row, column, text in part.get("faults", ())},
        hidden=bool(part.get("hidden")),
    )


class _SheetWriter:
    """Writes one sheet into a workbook."""

    def __init__(self, book: xlsxwriter.Workbook, page: SheetToWrite) -> None:
        """Add the worksheet and its cell formats to the workbook."""
        self.page = page
        self.sheet = book.add_worksheet(page.name)
        wrap = {"text_wrap": page.wrap, "valign": "top"} if page.wrap else {}
        self.plain = book.add_format(wrap)
        self.quoted = book.add_format({"quote_prefix": True, **wrap})
        self.text = book.add_format({"num_format": "@", **wrap})
        self.header = book.add_format({"bold": True, "bottom": 2, "top": 2, **wrap})
        self.marked = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", **wrap})

    def write(self) -> None:
        """Write cells, comments, widths and drop-down lists."""
        for number, row in enumerate(self.page.rows):
            for column, cell in enumerate(row):
                self._write_cell(number, column, cell)
        for (number, column), note in self.page.notes.items():
            self._write_note(number, column, note)
        for column in self.page.text_columns | set(self.page.widths):
            style = self.text if column in self.page.text_columns else None
            self.sheet.set_column(column, column, self.page.widths.get(column), style)
        for column, source in self.page.choices.items():
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            self.sheet.data_validation(self.page.header_rows, column, 1_048_575, column, rule)
        if self.page.header_rows:
            self.sheet.freeze_panes(self.page.header_rows, 0)

    def _write_cell(self, number: int, column: int, cell: Cell | None) -> None:
        """Write a cell at row `number` and a column, both from 0; an empty cell is skipped."""
        if cell is None or _is_empty(cell):
            return
        style = self._cell_format(number, column, cell)
        if isinstance(cell, str):
            self.sheet.write_string(number, column, cell, style)
        else:
            self.sheet.write_number(number, column, cell, style)

    def _cell_format(self, number: int, column: int, cell: Cell) -> object:
        """Return the format of a cell."""
        if (number, column) in self.page.notes:
            return self.marked
        if number < self.page.header_rows:
            return self.header
        if isinstance(cell, str) and formulas.is_formula(cell):
            return self.quoted
        return self.text if column in self.page.text_columns else self.plain

    def _write_note(self, number: int, column: int, note: str) -> None:
        """Colour the cell at row `number` and a column (it may be empty), and add a comment."""
        row = self.page.rows[number] if number < len(self.page.rows) else []
        if column >= len(row) or _is_empty(row[column]):
            self.sheet.write_blank(number, column, None, self.marked)
        size = {"x_scale": 2.5, "y_scale": max(1.0, len(note) / 60)}
        self.sheet.write_comment(number, column, note, size)


def _is_empty(cell: Cell | None) -> bool:
    """Return whether a cell is empty: None, "" or NaN."""
    return cell is None or cell == "" or cell != cell
