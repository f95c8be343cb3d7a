"""Read an XLSX workbook as plain lists, inside the child process.

Values are read by calamine; styles, errors, hidden cells and the extent of sheets from their XML.
`xlsx_parts` gives the XML one form, so that regular expressions suffice, which are much faster than
a parser.
"""

import io
import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import orjson
import python_calamine

from file_formats import archive
from file_formats.errors import XML_ERRORS, FileFormatError
from file_formats.limits import FileLimits
from file_formats.sheet import column_index
from file_formats.spreadsheets.number_format import (
    BUILT_IN_FORMATS,
    CellFormat,
    read_number_format,
)
from file_formats.spreadsheets.xlsx_parts import find_workbook_parts

_ROWS_AT_ONCE = 256
"""Rows that are converted to JSON and back at once: a call for each row would take longer."""
_DISTANT_CELL = re.compile(rb' r="(?:[A-Z]{2}|[A-Z]?[0-9]{7})')
_CELL_REFERENCE = re.compile(rb' r="(?P<column>[A-Z]{0,3})(?P<row>[0-9]{0,10})')
_ERROR_CELL = re.compile(rb'<c\b([^>]* t="e"[^>]*)>(?:<f\b[^>]*>[^<]*(?:</f>)?)?<v>([^<]{1,20})')
_UNCALCULATED_FORMULA = re.compile(
    rb"<c\b([^>/]*)><f\b[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)
_CELL_POSITION = re.compile(rb'\br="(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})"')
_STYLED_CELL = rb'<c\b([^>]*\bs="(%s)"[^>]*)>'
_LONG_FRACTION = rb'<c\b([^>]*\bs="(%s)"[^>]*)>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>-?\d*\.\d{7}'
"""A cell with more decimals than anybody writes, which is the result of a formula."""
_ROW_TAG = re.compile(rb"<row\b([^>]*)>")
_COLUMN_TAG = re.compile(rb"<col\b([^>]*)>")
_IS_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_HAS_NO_WIDTH = re.compile(rb'\bwidth="0(?:\.0+)?"')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
_FIRST_COLUMN, _LAST_COLUMN = (re.compile(rb'\b%s="(\d{1,5})"' % name) for name in (b"min", b"max"))
_MAX_COLUMNS = 16_384


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
        """Return the fields name, rows and merged of the sheet with this name (see `Sheet`)."""
        sheet = self.workbook.get_sheet_by_name(name)
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or []]
        return {"name": name, "rows": list(self._read_rows(sheet)), "merged": merged}

    def _read_rows(self, sheet: python_calamine.CalamineSheet) -> Iterator[list[Any]]:
        """Yield a sheet's rows from A1 on, with dates as texts in ISO 8601.

        An empty sheet has none. Raises FileFormatError (cell_too_long, unpacked_too_large).
        """
        if not sheet.start:  # an empty sheet
            return
        _, first_column = sheet.start  # calamine omits empty columns on the left
        left_cells = [""] * first_column
        rows = iter(sheet.iter_rows())
        row_number = 1
        while batch := list(itertools.islice(rows, _ROWS_AT_ONCE)):
            padded = [left_cells + row for row in batch] if left_cells else batch
            json = orjson.dumps(padded, default=str)
            if len(json) > self.limits.cell_text:  # else no text in it is longer
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


@dataclass(frozen=True)
class CellStyles:
    """The cell styles of a workbook, by index, that matter for reading its cells.

    `percents` are the styles of percentages. By style, `indents` has the level of indentation,
    `dates` the number of characters of an ISO date that it shows (4: a year, 7: a month),
    `decimals` the decimals that it shows of a number. So 0.853 in a cell of style 0.0% can be read
    as 85.3%.
    """

    percents: frozenset[int] = frozenset()
    indents: Mapping[int, int] = field(default_factory=dict)
    dates: Mapping[int, int] = field(default_factory=dict)
    decimals: Mapping[int, int] = field(default_factory=dict)

    def find_special_cells(self, sheet: bytes) -> dict[str, Any]:
        """Return the positions of a sheet's special cells, by the names of the fields of `Sheet`.

        Special are percentages, indented cells, dates, results of formulas with many decimals,
        error values, and hidden rows and columns. `sheet` is the sheet's XML. Rows and columns
        count from 0; a position is followed by what its style says: (2, 0, 1) in `indents`.
        """
        indented_cells = _find_styled_cells(sheet, self.indents)
        dates = _find_styled_cells(sheet, self.dates)
        long_fractions = _find_styled_cells(sheet, self.decimals, _LONG_FRACTION)
        return {
            "percents": [position for position, _ in _find_styled_cells(sheet, self.percents)],
            "indents": [(*position, self.indents[style]) for position, style in indented_cells],
            "dates": [(*position, self.dates[style]) for position, style in dates],
            "decimals": [(*position, self.decimals[style]) for position, style in long_fractions],
            "error_texts": _find_error_cells(sheet),
            "hidden_rows": _find_hidden_rows(sheet),
            "hidden_columns": _find_hidden_columns(sheet),
        }


def read_styles(styles: bytes) -> CellStyles:
    """Read the cell styles from styles.xml: how a workbook shows percentages, dates and indents.

    A style is known by its index among the elements of cellXfs, which cells name. Empty content is
    a workbook without styles. Raises FileFormatError (archive_damaged).
    """
    try:
        root = ElementTree.fromstring(styles or b"<none/>")  # noqa: S314  (no DOCTYPE: checked by unpack_archive)
    except XML_ERRORS:
        raise FileFormatError("archive_damaged") from None
    codes = {str(number): code for number, code in BUILT_IN_FORMATS.items()} | {
        element.get("numFmtId", ""): element.get("formatCode", "")
        for element in root.iterfind(".//{*}numFmts/{*}numFmt")
    }
    formats = {number: read_number_format(code) for number, code in codes.items()}
    percents, indents, date_lengths, decimals = set(), {}, {}, {}
    for style_index, element in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        cell_format = formats.get(element.get("numFmtId", ""), CellFormat())
        alignment = element.find("{*}alignment")
        indent = alignment.get("indent", "") if alignment is not None else ""
        if cell_format.percent:
            percents.add(style_index)
        if cell_format.date_length:
            date_lengths[style_index] = cell_format.date_length
        if cell_format.decimals is not None:
            decimals[style_index] = cell_format.decimals
        if indent.isdecimal() and int(indent):
            indents[style_index] = int(indent)
    return CellStyles(frozenset(percents), indents, date_lengths, decimals)


def _find_hidden_rows(sheet: bytes) -> list[int]:
    """Return the indices of the rows of a sheet's XML that are hidden, by hand or by a filter."""
    tags = _ROW_TAG.findall(sheet) if b"hidden=" in sheet else []
    numbers = [_ROW_NUMBER.search(tag) for tag in tags if _IS_HIDDEN.search(tag)]
    return [int(number[1]) - 1 for number in numbers if number]


def _find_hidden_columns(sheet: bytes) -> list[int]:
    """Return the indices of the columns of a sheet's XML that are hidden or have no width.

    They count from 0, in the XML from 1. Columns beyond Excel's last one do not exist.
    """
    columns: set[int] = set()
    # Columns are described before the cells, which need not be searched.
    for tag in _COLUMN_TAG.findall(sheet[: sheet.find(b"<sheetData")]):
        first, last = _FIRST_COLUMN.search(tag), _LAST_COLUMN.search(tag)
        if first and last and (_IS_HIDDEN.search(tag) or _HAS_NO_WIDTH.search(tag)):
            columns.update(range(int(first[1]) - 1, min(int(last[1]), _MAX_COLUMNS)))
    return sorted(columns)


def check_extent(sheets: dict[str, bytes], limits: FileLimits) -> None:
    """Raise FileFormatError for sheets (name → XML) whose cells span a rectangle above the limits.

    calamine allocates a sheet as one rectangle, so that a single cell at XFD1048576 would exhaust
    memory.
    """
    total_cells = 0
    for name, sheet in sheets.items():
        if len(sheets) == 1 and _is_surely_small(sheet, limits):  # of several the sum counts
            return
        rows, columns = _measure_extent(name, sheet, limits)
        total_cells += rows * columns
        if total_cells > limits.cells:
            values = {"limit": limits.cells, "found": total_cells}
            raise FileFormatError("too_many_cells", sheet=name, values=values)


def _is_surely_small(sheet: bytes, limits: FileLimits) -> bool:
    """Return whether a quick search shows that the extent of a sheet's XML is within the limits.

    It does if all cells are in the 26 columns A to Z and the last row is within the limits. This
    spares most sheets the measurement row by row.
    """
    last_row_start = sheet.rfind(b'<row r="')
    if last_row_start < 0:  # no rows, or XML with a prefix: <x:row>
        return False
    match = _CELL_REFERENCE.match(sheet, last_row_start + len("<row"))
    last_row = int(match["row"] or 0) if match else 0
    fits = last_row <= limits.rows and last_row * 26 <= limits.cells and limits.columns >= 26
    return fits and not _DISTANT_CELL.search(sheet)


def _measure_extent(name: str, sheet: bytes, limits: FileLimits) -> tuple[int, int]:
    """Return the last row and column with a cell, counted from 1, of a sheet's XML.

    Raises FileFormatError (too_many_columns, too_many_rows) above the limits.
    """
    row_end = b"</row>" if b"</row>" in sheet else b":row>"
    rows, columns = 0, 0
    start = 0
    while start < len(sheet):
        end = sheet.find(row_end, start)
        end = end if end >= 0 else len(sheet)
        # The last reference is that of the row's last cell, or of the row if it has no cells.
        last_reference = sheet.rfind(b' r="', start, end)
        match = _CELL_REFERENCE.match(sheet, last_reference) if last_reference >= 0 else None
        if match:
            rows = max(rows, int(match["row"] or 0))
            columns = max(columns, column_index(match["column"].decode()) + 1)
        start = end + len(row_end)
    if columns > limits.columns:
        values = {"limit": limits.columns, "found": columns}
        raise FileFormatError("too_many_columns", rows, columns, name, values=values)
    if rows > limits.rows:
        raise FileFormatError("too_many_rows", rows, sheet=name, values={"limit": limits.rows})
    return rows, columns


def _find_styled_cells(
    sheet: bytes, styles: Collection[int], pattern: bytes = _STYLED_CELL
) -> list[tuple[tuple[int, int], int]]:
    """Return position and style of the cells of a sheet's XML that have one of these styles.

    Rows and columns count from 0. `pattern` is a regular expression for such a cell, with %s in
    place of the styles; its groups are the cell's attributes and its style.
    """
    if not styles:
        return []
    cells = re.findall(pattern % b"|".join(str(style).encode() for style in styles), sheet)
    return [(position, int(style)) for cell, style in cells if (position := _parse_position(cell))]


def _find_error_cells(sheet: bytes) -> list[tuple[int, int, str]]:
    """Return row, column and text of the cells of a sheet's XML without a value.

    They show an error (text "#DIV/0!"), or have a formula that was never calculated (text "="), as
    in a file that a program has written.
    """
    # Most sheets have no error: a search for a plain text shows this faster than the pattern does.
    cells = _ERROR_CELL.findall(sheet) if b' t="e"' in sheet else []
    if b"<f" in sheet:
        cells += [(cell, b"=") for cell in _UNCALCULATED_FORMULA.findall(sheet)]
    return [
        (*position, error.decode("ascii", "replace"))
        for cell, error in cells
        if (position := _parse_position(cell))
    ]


def _parse_position(attributes: bytes) -> tuple[int, int] | None:
    """Return row and column of a cell from its XML attributes: `r="C2"` → (1, 2), or None."""
    match = _CELL_POSITION.search(attributes)
    return (int(match["row"]) - 1, column_index(match["column"].decode())) if match else None
