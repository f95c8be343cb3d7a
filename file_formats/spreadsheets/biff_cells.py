"""Read from the records of an `.xls` workbook (BIFF) what calamine does not return.

These are formats, errors, hidden cells and the extent; values are read by calamine. A record is a
number (what it is about), a length and bytes. The positions of its fields, such as `content[8]`,
are those of Microsoft's specification [MS-XLS]; numbers have their low byte first.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits
from file_formats.spreadsheets.number_format import (
    BUILT_IN_FORMATS,
    CellFormat,
    read_number_format,
)

_BOF, _EOF, _ENCRYPTED, _SHEET, _LINKED_BOOK, _FORMAT, _STYLE = (
    0x0809,
    0x000A,
    0x002F,
    0x0085,
    0x01AE,
    0x041E,
    0x00E0,
)
_FORMULA, _NUMBER, _SHORT_NUMBER, _SHORT_NUMBERS, _ERROR = (0x0006, 0x0203, 0x027E, 0x00BD, 0x0205)
_ROW, _COLUMNS = 0x0208, 0x007D
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
"""Flags of a row and of columns that are hidden, by hand or by a filter."""
_TEXTS = {0x00FD, 0x0204, 0x00D6}
_ERRORS = {
    **{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!"},
    **{0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"},
}
_OWN_SHEETS, _ADD_INS = b"\x01\x04", b"\x01\x3a"
"""Contents of a record of linked books that names no other workbook."""
_MACRO_SHEETS = {1, 6}
"""Kinds of sheets with macros: of Excel 4 and of Visual Basic."""


@dataclass
class BiffWorkbook:
    """The formats of a workbook's cells; `sheets` are name, offset and whether it is hidden.

    The offset of a sheet is the position of its first record in the stream of records.
    """

    number_formats: dict[int, CellFormat] = field(
        default_factory=lambda: {
            number: read_number_format(code) for number, code in BUILT_IN_FORMATS.items()
        }
    )
    styles: list[tuple[int, int]] = field(default_factory=list)
    """Number format and indentation of each cell style."""
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)


def read_biff_workbook(stream: bytes) -> BiffWorkbook:
    """Read the sheets and formats of a workbook from its stream of records.

    Workbooks of version 0x0600 (Excel 97) and later have Unicode texts. Raises FileFormatError:
    archive_damaged, encrypted, macros, external_links.
    """
    workbook, version = BiffWorkbook(), 0
    # The fields of a format are number and text; a style has its format at 2, its indentation at 8.
    for record, content in _iterate_records(stream, 0):
        if record == _BOF and len(content) >= 2:
            version = content[0] + content[1] * 256
        elif record == _ENCRYPTED:
            raise FileFormatError("encrypted")
        elif record == _LINKED_BOOK and content[2:4] not in (_OWN_SHEETS, _ADD_INS):
            raise FileFormatError("external_links")
        elif record == _SHEET and len(content) >= 8:
            _add_sheet(workbook, content, version >= 0x0600)
        elif record == _FORMAT and len(content) >= 4:
            format_number = content[0] + content[1] * 256
            code = _read_text(content[2:], version >= 0x0600, wide_length=True)
            workbook.number_formats[format_number] = read_number_format(code)
        elif record == _STYLE and len(content) >= 16:
            indent = content[8] & 15 if version >= 0x0600 else 0
            workbook.styles.append((content[2] + content[3] * 256, indent))
    if not workbook.sheets:
        raise FileFormatError("archive_damaged")
    return workbook


def find_special_cells(
    stream: bytes, offset: int, workbook: BiffWorkbook, limits: FileLimits
) -> tuple[dict[str, Any], int]:
    """Return the positions of a sheet's special cells by field of `Sheet`, and its number of cells.

    Special are percentages, indented cells, dates, numbers with a format, errors and hidden cells.
    `offset` is the position of the sheet's first record in `stream`. The number is that of the
    rectangle from A1 to the last row and column with a cell. Raises FileFormatError (too_many_rows,
    too_many_columns).
    """
    formats = [
        (workbook.number_formats.get(number, CellFormat()), indent)
        for number, indent in workbook.styles
    ]
    default_format = (CellFormat(), 0)
    names = ("percents", "indents", "dates", "decimals", "error_texts")
    fields: dict[str, Any] = {name: [] for name in names} | _find_hidden(stream, offset, limits)
    rows = columns = 0  # the size of the rectangle from A1 to the last cell
    for row, column, style, error, is_number in _iterate_cells(stream, offset):
        rows, columns = max(rows, row + 1), max(columns, column + 1)
        number_format, indent = formats[style] if style < len(formats) else default_format
        if error:
            fields["error_texts"].append((row, column, error))
        if indent:
            fields["indents"].append((row, column, indent))
        if not is_number:
            continue
        if number_format.percent:
            fields["percents"].append((row, column))
        if number_format.date_length:
            fields["dates"].append((row, column, number_format.date_length))
        if number_format.decimals is not None:
            fields["decimals"].append((row, column, number_format.decimals))
    if columns > limits.columns:
        values = {"limit": limits.columns, "found": columns}
        raise FileFormatError("too_many_columns", rows, columns, values=values)
    if rows > limits.rows:
        raise FileFormatError("too_many_rows", rows, values={"limit": limits.rows})
    return fields, rows * columns


def _find_hidden(stream: bytes, offset: int, limits: FileLimits) -> dict[str, Any]:
    """Return the indices of a sheet's hidden rows and columns, by field of `Sheet`.

    A record of a row has the row's index at byte 0 and its flags at 12; a record of columns has the
    indices of the first and last at bytes 0 and 2 and their flags at 8. It may name any number of
    columns, so that these are limited.
    """
    rows: list[int] = []
    columns: set[int] = set()
    for record, content in _iterate_records(stream, offset):
        if record == _ROW and len(content) >= 14 and content[12] & _HIDDEN_ROW:
            rows.append(content[0] + content[1] * 256)
        elif record == _COLUMNS and len(content) >= 10 and content[8] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<HH", content)
            columns.update(range(first, min(last, limits.columns) + 1))
    return {"hidden_rows": rows, "hidden_columns": sorted(columns)}


def _iterate_cells(stream: bytes, offset: int) -> Iterator[tuple[int, int, int, str, bool]]:
    """Yield row, column, style, error ("" for none) and whether it is a number, for each cell.

    Each kind of record begins with row, column and style, two bytes each. One of _SHORT_NUMBERS has
    neighbouring cells: row, first column, then style and number (six bytes) of each cell. A formula
    has its result in bytes 6 to 13. If the last two of these are 0xFFFF, the result is no number:
    byte 6 then says what it is (2: an error), byte 8 which error.
    """
    for record, content in _iterate_records(stream, offset):
        size = len(content)
        if record in _TEXTS and size >= 6:
            yield *struct.unpack_from("<HHH", content), "", False
        elif record in (_NUMBER, _SHORT_NUMBER) and size >= 10:
            yield *struct.unpack_from("<HHH", content), "", True
        elif record == _SHORT_NUMBERS and size >= 6:
            row, first_column = struct.unpack_from("<HH", content)
            for i in range((size - 6) // 6):
                (style,) = struct.unpack_from("<H", content, 4 + 6 * i)
                yield row, first_column + i, style, "", True
        elif record == _FORMULA and size >= 14:
            is_number = content[12:14] != b"\xff\xff"
            is_error = not is_number and content[6] == 2
            error = _ERRORS.get(content[8], "#") if is_error else ""
            yield *struct.unpack_from("<HHH", content), error, is_number
        elif record == _ERROR and size >= 8:
            error = _ERRORS.get(content[6], "#") if content[7] else ""
            yield *struct.unpack_from("<HHH", content), error, False


def _iterate_records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of the records of a workbook or sheet, from its BOF to its EOF.

    `offset` is the position of the BOF (its first record) in `stream`. The records of a chart
    within a sheet, which has a BOF and EOF of its own, are left out. Raises FileFormatError
    (archive_damaged) if there is no BOF at `offset`.
    """
    depth, end = 0, len(stream)  # `depth`: how many BOF records are open
    while 0 <= offset <= end - 4:
        record, size = struct.unpack_from("<HH", stream, offset)
        if not depth and record != _BOF:
            raise FileFormatError("archive_damaged")
        depth += (record == _BOF) - (record == _EOF)
        if not depth:
            return
        if depth == 1:
            yield record, stream[offset + 4 : offset + 4 + size]
        offset += 4 + size


def _add_sheet(workbook: BiffWorkbook, content: bytes, is_unicode: bool) -> None:
    """Add a sheet to a workbook, from its record, unless it is a chart.

    Raises FileFormatError (macros) for a sheet of macros.
    """
    offset, visibility, kind = struct.unpack_from("<IBB", content)
    if kind in _MACRO_SHEETS:
        raise FileFormatError("macros")
    if kind == 0:
        name = _read_text(content[6:], is_unicode, wide_length=False)
        workbook.sheets.append((name, offset, bool(visibility & 3)))  # 1 and 2 mean hidden


def _read_text(content: bytes, is_unicode: bool, *, wide_length: bool) -> str:
    """Return the text of a record, which begins with its length.

    It is in UTF-16 or Latin 1, as the lowest bit of the byte after the length says; in old
    workbooks (not `is_unicode`) it is in GBK. The length has two bytes if `wide_length`, else one.
    """
    if not is_unicode:
        return content[1 : 1 + content[0]].decode("gbk", "replace")
    length, start = (content[0] + content[1] * 256, 2) if wide_length else (content[0], 1)
    if len(content) > start and content[start] & 1:
        return content[start + 1 : start + 1 + 2 * length].decode("utf-16-le", "replace")
    return content[start + 1 : start + 1 + length].decode("latin-1")
