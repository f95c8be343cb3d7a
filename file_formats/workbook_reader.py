"""Read an XLSX workbook as plain lists, inside the child process.

Values come from calamine; the rest (percent formats, indentation, error values, uncalculated
formulas) is read from the XML of the sheets.
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
"""Rows that are made JSON and read again at once: a call for each row costs more than the row."""


def read_workbook(data: bytes, limits: FileLimits) -> list[dict[str, Any]]:
    """Return the sheets, the visible before the hidden: name, rows, merged, percents and so on.

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
    styled_cells = {name: styles.apply(sheet) for name, sheet in parts.sheets.items()}
    checked_file = io.BytesIO(parts.pack())
    del parts  # up to 200 MB, which calamine needs
    try:
        reader = SheetReader(python_calamine.load_workbook(checked_file), limits)
        names = sorted(styled_cells, key=hidden.__contains__)
        return [
            reader.read(name) | styled_cells[name] | {"hidden": name in hidden} for name in names
        ]
    except python_calamine.PasswordError:
        raise FileFormatError("encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileFormatError("archive_damaged") from None


class SheetReader:
    """Reads the values of a workbook's sheets; `size` is the length of their JSON in bytes."""

    def __init__(self, workbook: python_calamine.CalamineWorkbook, limits: FileLimits) -> None:
        """Begin with an open workbook and the limits; nothing is read yet."""
        self.workbook = workbook
        self.limits = limits
        self.size = 0

    def read(self, name: str) -> dict[str, Any]:
        """Return name, rows and merged ranges of a sheet."""
        sheet = self.workbook.get_sheet_by_name(name)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        return {"name": name, "rows": list(self._rows(sheet)), "merged": merged}

    def _rows(self, sheet: python_calamine.CalamineSheet) -> Iterator[list[Any]]:
        """Yield a sheet's rows from A1 on, with dates as in ISO 8601."""
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
        """Raise FileFormatError (cell_too_long) for the first row of a sheet with too long a text.

        `first_row` is the number of the first of these rows.
        """
        max_length = self.limits.cell_text
        for row_number, row in enumerate(rows, first_row):
            if any(isinstance(cell, str) and len(cell) > max_length for cell in row):
                values = {"limit": max_length, "row": row_number}
                raise FileFormatError("cell_too_long", row_number, values=values)

    def _add_size(self, size: int) -> None:
        """Count the sheets' JSON; raise FileFormatError (unpacked_too_large) above the limit.

        Many cells may share one long text in the file, so that the file's own size is no limit.
        """
        self.size += size
        if self.size > self.limits.unpacked_size:
            values = {"limit": self.limits.unpacked_size, "found": self.size}
            raise FileFormatError("unpacked_too_large", values=values)
