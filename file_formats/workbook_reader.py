"""Read an XLSX workbook as plain lists, inside the child process.

Values are read by calamine, formats, errors and hidden cells from the XML of the sheets.
"""

import io
import itertools
from collections.abc import Iterator
from typing import Any

import orjson
import python_calamine

from file_formats import archive
from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits
from file_formats.sheet_xml import check_extent, read_styles
from file_formats.spreadsheets.workbook_parts import find_workbook_parts

_ROWS_AT_ONCE = 256
"""Rows that are converted to JSON and back at once: a call for each row would take longer."""


def read_workbook(data: bytes, limits: FileLimits) -> list[dict[str, Any]]:
    """Return the visible sheets, then the hidden ones, each as the fields of `Sheet` by name.

    Raises FileFormatError: the codes of unpack_archive, not_a_workbook, too_many_sheets,
    too_many_rows, too_many_columns, too_many_cells, cell_too_long, unpacked_too_large.
    """
    parts = find_workbook_parts(archive.unpack_archive(data, limits))
    if len(parts.sheets) > limits.sheets:
        raise FileFormatError(
            "too_many_sheets", values={"limit": limits.sheets, "found": len(parts.sheets)}
        )
    check_extent(parts.sheets, limits)
    styles, hidden = read_styles(parts.styles), parts.hidden
    special_cells = {name: styles.find_special_cells(sheet) for name, sheet in parts.sheets.items()}
    checked_file = io.BytesIO(parts.pack())
    del parts  # up to 200 MB, which calamine needs
    try:
        reader = SheetReader(python_calamine.load_workbook(checked_file), limits)
        names = sorted(special_cells, key=hidden.__contains__)
        return [
            reader.read(name) | special_cells[name] | {"hidden": name in hidden} for name in names
        ]
    except python_calamine.PasswordError:
        raise FileFormatError("encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileFormatError("archive_damaged") from None


class SheetReader:
    """Reads the values of a workbook's sheets; `size` is the length of all their JSON in bytes.

    The rows become JSON and plain lists again, so that dates are texts and the size is known.
    """

    def __init__(self, workbook: python_calamine.CalamineWorkbook, limits: FileLimits) -> None:
        """Begin with an open workbook and the limits; nothing is read yet."""
        self.workbook = workbook
        self.limits = limits
        self.size = 0

    def read(self, name: str) -> dict[str, Any]:
        """Return name, rows and merged ranges of a sheet."""
        sheet = self.workbook.get_sheet_by_name(name)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        return {"name": name, "rows": list(self._read_rows(sheet)), "merged": merged}

    def _read_rows(self, sheet: python_calamine.CalamineSheet) -> Iterator[list[Any]]:
        """Yield a sheet's rows from A1 on, with dates as texts in ISO 8601."""
        if not sheet.start:  # an empty sheet
            return
        _, first_column = sheet.start  # calamine omits empty columns on the left
        left_cells = [""] * first_column
        rows = iter(sheet.iter_rows())
        row_number = 1
        while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
            padded = [left_cells + row for row in batch] if left_cells else batch
            json = orjson.dumps(padded, default=str)
            if len(json) > self.limits.cell_text:
                self._check_text_lengths(row_number, batch)
            self._add_size(len(json))
            row_number += len(batch)
            yield from orjson.loads(json)

    def _check_text_lengths(self, first_row: int, rows: list[list[Any]]) -> None:
        """Raise FileFormatError (cell_too_long) for the first row with a text above the limit.

        `first_row` is the row number of the first of these rows.
        """
        max_length = self.limits.cell_text
        for row_number, row in enumerate(rows, first_row):
            if any(isinstance(cell, str) and len(cell) > max_length for cell in row):
                values = {"limit": max_length, "row": row_number}
                raise FileFormatError("cell_too_long", row_number, values=values)

    def _add_size(self, size: int) -> None:
        """Add to the size; raise FileFormatError (unpacked_too_large) above the limit.

        Many cells of a file may share one long text, so that a small file may have large sheets.
        """
        self.size += size
        if self.size > self.limits.unpacked_size:
            values = {"limit": self.limits.unpacked_size, "found": self.size}
            raise FileFormatError("unpacked_too_large", values=values)
