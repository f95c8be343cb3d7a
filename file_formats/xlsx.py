"""Read XLSX workbooks, in the child process alone; write workbooks in which text remains text."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter

from file_formats import formulas
from file_formats.limits import LIMITS, FileLimits
from file_formats.sheet import Cell, Sheet
from file_formats.spreadsheets.xlsx_reader import read_workbook

_LAST_ROW = 1_048_575
"""The last row of an Excel sheet, counted from 0."""


@dataclass(frozen=True)
class SheetToWrite:
    """A sheet to write; rows and columns of `notes`, `choices` and `widths` count from 0.

    `notes` colour a cell red and add a comment. `choices` give a column a drop-down list, as an
    Excel range (`='codes'!$A$2:$A$90`). `text_columns` are formatted as text (codes, periods).
    `title_columns` is the number of columns over which the first cell, the title, is merged.
    """

    name: str
    rows: Sequence[Sequence[Cell | None]]
    header_rows: int = 1
    widths: Mapping[int, float] = field(default_factory=dict)
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    choices: Mapping[int, str] = field(default_factory=dict)
    text_columns: frozenset[int] = frozenset()
    title_columns: int = 0
    wrap: bool = False


def read_xlsx(data: bytes, limits: FileLimits = LIMITS) -> list[Sheet]:
    """Return the visible sheets of a workbook, then the hidden ones.

    It is called in a child process, since a hostile file may end the process. Raises
    FileFormatError with the codes of `read_workbook`.
    """
    return [Sheet.from_fields(fields) for fields in read_workbook(data, limits)]


def write_xlsx(sheets: Sequence[SheetToWrite], title: str = "") -> bytes:
    """Return an XLSX workbook: numbers as numbers, all text as text, none of it run as a formula.

    `title` is in the properties of the file.
    """
    workbook_file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(workbook_file, options) as workbook:
        workbook.set_properties({"title": title})
        for sheet in sheets:
            _SheetWriter(workbook, sheet).write()
    return workbook_file.getvalue()


class _SheetWriter:
    """Writes one sheet into an XLSX workbook; rows and columns count from 0."""

    def __init__(self, workbook: xlsxwriter.Workbook, sheet: SheetToWrite) -> None:
        """Add the worksheet and its formats to the workbook.

        `marked` is for cells with a note, `quoted` for text that looks like a formula, `text` for
        columns of codes and periods.
        """
        self.sheet = sheet
        self.worksheet = workbook.add_worksheet(sheet.name)
        wrap = {"text_wrap": sheet.wrap, "valign": "top"} if sheet.wrap else {}
        self.plain = workbook.add_format(wrap)
        # Like an apostrophe before the text, which Excel does not show.
        self.quoted = workbook.add_format({"quote_prefix": True, **wrap})
        self.text = workbook.add_format({"num_format": "@", **wrap})
        self.header = workbook.add_format({"bold": True, "bottom": 2, "top": 2, **wrap})
        self.marked = workbook.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", **wrap})

    def write(self) -> None:
        """Write cells, comments, widths and drop-down lists of the sheet.

        A drop-down list is for all rows below the header, which does not scroll. An entry that is
        not in the list causes only a warning.
        """
        for row, cells in enumerate(self.sheet.rows):
            for column, cell in enumerate(cells):
                self._write_cell(row, column, cell)
        if self.sheet.title_columns:
            title = self.sheet.rows[0][0]
            self.worksheet.merge_range(0, 0, 0, self.sheet.title_columns - 1, title, self.header)
        for (row, column), note in self.sheet.notes.items():
            self._write_note(row, column, note)
        for column in self.sheet.text_columns | set(self.sheet.widths):
            cell_format = self.text if column in self.sheet.text_columns else None
            self.worksheet.set_column(column, column, self.sheet.widths.get(column), cell_format)
        for column, choices in self.sheet.choices.items():
            rule = {"validate": "list", "source": choices, "error_type": "warning"}
            first_row = self.sheet.header_rows
            self.worksheet.data_validation(first_row, column, _LAST_ROW, column, rule)
        if self.sheet.header_rows:
            self.worksheet.freeze_panes(self.sheet.header_rows, 0)

    def _write_cell(self, row: int, column: int, cell: Cell | None) -> None:
        """Write one cell of the sheet with its format; an empty cell (None, "", NaN) is skipped."""
        if cell is None or _is_empty(cell):
            return
        cell_format = self._choose_format(row, column, cell)
        if isinstance(cell, str):
            self.worksheet.write_string(row, column, cell, cell_format)
        else:
            self.worksheet.write_number(row, column, cell, cell_format)

    def _choose_format(self, row: int, column: int, cell: Cell) -> object:
        """Return the XLSX format of a cell: marked by a note, header, quoted, text or plain.

        The first that applies is returned. A text that looks like a formula is quoted.
        """
        if (row, column) in self.sheet.notes:
            return self.marked
        if row < self.sheet.header_rows:
            return self.header
        if isinstance(cell, str) and formulas.is_formula(cell):
            return self.quoted
        return self.text if column in self.sheet.text_columns else self.plain

    def _write_note(self, row: int, column: int, note: str) -> None:
        """Add a comment to a cell of the sheet, and colour the cell if it is empty.

        A cell with content gets its colour by `_choose_format`.
        """
        cells = self.sheet.rows[row] if row < len(self.sheet.rows) else []
        if column >= len(cells) or _is_empty(cells[column]):
            self.worksheet.write_blank(row, column, None, self.marked)
        # Two and a half times the usual width holds about 60 characters in the usual height.
        size = {"x_scale": 2.5, "y_scale": max(1.0, len(note) / 60)}
        self.worksheet.write_comment(row, column, note, size)


def _is_empty(cell: Cell | None) -> bool:
    """Return whether a cell of a sheet to write is empty: None, "" or NaN."""
    return cell is None or cell == "" or cell != cell  # only NaN differs from itself
