"""Read `.xls` workbooks of Excel 5 to 2003 and of WPS, in the child process alone."""

import io
from typing import Any

import python_calamine

from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits, check_size
from file_formats.sheet import Sheet
from file_formats.spreadsheets.biff_cells import (
    BiffWorkbook,
    find_special_cells,
    read_biff_workbook,
)
from file_formats.spreadsheets.compound_file import CompoundFile
from file_formats.spreadsheets.xlsx_reader import SheetReader

STREAMS = ("Workbook", "Book")
"""Names of the stream with the cells: of Excel 97 to 2003, of Excel 5 and 95."""
_MAX_CELLS = 4_000_000
"""Cells of the rectangles that all sheets span; calamine keeps empty ones in memory, too."""
_MACRO_STORAGES = {"_VBA_PROJECT_CUR", "_VBA_PROJECT"}


def read_xls(data: bytes, limits: FileLimits) -> list[Sheet]:
    """Return the sheets of a workbook, the visible before the hidden ones.

    Raises FileFormatError: too_large, archive_damaged, old_office, encrypted, macros,
    external_links, too_many_sheets, too_many_rows, too_many_columns, too_many_cells, cell_too_long,
    unpacked_too_large.
    """
    check_size(data, limits)
    container = CompoundFile(data)
    if container.names & _MACRO_STORAGES:
        raise FileFormatError("macros")
    if "EncryptedPackage" in container.names:
        raise FileFormatError("encrypted")
    name = next((each for each in STREAMS if each in container.names), "")
    if not name:
        raise FileFormatError("old_office")
    stream = container.read(name)
    workbook = read_biff_workbook(stream)
    if len(workbook.sheets) > limits.sheets:
        values = {"limit": limits.sheets, "found": len(workbook.sheets)}
        raise FileFormatError("too_many_sheets", values=values)
    special_cells = _find_special_cells(stream, workbook, limits)
    try:
        reader = SheetReader(python_calamine.load_workbook(io.BytesIO(data)), limits)
        return [
            Sheet.from_fields(reader.read(name) | special_cells[name] | {"hidden": is_hidden})
            for name, _, is_hidden in sorted(workbook.sheets, key=lambda sheet: sheet[2])
        ]
    except python_calamine.PasswordError:
        raise FileFormatError("encrypted") from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileFormatError("archive_damaged") from None


def _find_special_cells(
    stream: bytes, workbook: BiffWorkbook, limits: FileLimits
) -> dict[str, dict[str, Any]]:
    """Return the formats, errors and hidden cells of each sheet by its name, see `biff_cells`.

    Cells of hidden sheets count for the limit, too, since calamine reads them. Raises
    FileFormatError (too_many_cells) and the codes of `find_special_cells`.
    """
    special_cells, cell_count, limit = {}, 0, min(limits.cells, _MAX_CELLS)
    for name, offset, _ in workbook.sheets:
        special_cells[name], sheet_count = find_special_cells(stream, offset, workbook, limits)
        cell_count += sheet_count
        if cell_count > limit:
            values = {"limit": limit, "found": cell_count}
            raise FileFormatError("too_many_cells", sheet=name, values=values)
    return special_cells
