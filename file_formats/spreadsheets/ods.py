"""Read `.ods` spreadsheets (OpenDocument) of LibreOffice and WPS, only in the child process."""

import io
import math
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from file_formats import archive
from file_formats.errors import XML_ERRORS, FileFormatError
from file_formats.limits import FileLimits
from file_formats.sheet import Cell, Sheet
from file_formats.spreadsheets.row_collector import CollectedSize, RowCollector

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{{{_OASIS}{name}:1.0}}" for name in ("office", "table", "text", "style")
)
_LIBREOFFICE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MARGIN = f"{{{_OASIS}xsl-fo-compatible:1.0}}margin-left"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_KIND = f"{_OFFICE}value-type"
_VALUE = f"{_OFFICE}value"
_STRING = f"{_OFFICE}string-value"
_FORMULA = f"{_TABLE}formula"
_OWN_KIND = f"{_LIBREOFFICE}value-type"
_STYLE_NAME = f"{_TABLE}style-name"
_PARAGRAPH = f"{_TEXT}p"
_COLUMNS_REPEATED, _ROWS_REPEATED, _COLUMNS_SPANNED, _ROWS_SPANNED = (
    f"{_TABLE}number-{each}"
    for each in ("columns-repeated", "rows-repeated", "columns-spanned", "rows-spanned")
)
_LENGTH = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>pt|in|cm|mm)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835}
_POINTS_OF_INDENT = 10
_SHOWN_DECIMALS = re.compile(r"\d\.(?P<decimals>\d+)\D*$")
_NUMBERS = {"float", "percentage", "currency"}
_ERROR = re.compile(r"#[A-Z/0]+[!?]?|Err:\d{3}|#N/A")


def read_ods(data: bytes, limits: FileLimits) -> list[Sheet]:
    """Return the sheets of a spreadsheet, the visible before the hidden ones.

    Raises FileFormatError: the codes of unpack_archive, not_a_workbook, encrypted, dde,
    too_many_sheets, too_many_rows, too_many_columns, too_many_cells, cell_too_long.
    """
    parts = archive.unpack_archive(data, limits)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise FileFormatError("encrypted")
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts):
        raise FileFormatError("macros")
    content = parts.get("content.xml", b"")
    if b"opendocument" not in content:
        raise FileFormatError("not_a_workbook")
    if b"dde-source" in content:
        raise FileFormatError("dde", value="content.xml")
    if b"table-source" in content:
        raise FileFormatError("external_links")
    try:
        return _read_tables(content, limits)
    except (*XML_ERRORS, OverflowError):
        raise FileFormatError("archive_damaged") from None


def _read_tables(content: bytes, limits: FileLimits) -> list[Sheet]:
    """Return the sheets of a spreadsheet's content.xml, the visible before the hidden ones.

    Styles precede the sheets in it. Raises ParseError, ValueError, and FileFormatError above a
    limit.
    """
    sheets: list[Sheet] = []
    size, styles, table = CollectedSize(limits), _Styles(), None
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):  # noqa: S314  (no DOCTYPE: checked)
        if element.tag == f"{_TABLE}table" and event == "start":
            if table is not None:  # a table within a cell
                continue
            table = RowCollector(element.get(f"{_TABLE}name", ""), size)
            is_hidden, column = element.get(_STYLE_NAME) in styles.hidden, 0
        elif event == "start":
            continue
        elif element.tag == f"{_STYLE}style":
            styles.add(element)
        elif element.tag == f"{_TABLE}table-row" and table is not None:
            _read_row(element, table, styles)
            element.clear()
        elif element.tag == f"{_TABLE}table-column" and table is not None:
            stop = column + _read_count(element, _COLUMNS_REPEATED)
            if _is_collapsed(element):
                columns = range(column, min(stop, limits.columns))
                table.fields.setdefault("hidden_columns", []).extend(columns)
            column = stop
        elif element.tag == f"{_TABLE}table" and table is not None:
            sheets.append(Sheet.from_fields(table.to_fields() | {"hidden": is_hidden}))
            table = None
            element.clear()
    if len(sheets) > limits.sheets:
        values = {"limit": limits.sheets, "found": len(sheets)}
        raise FileFormatError("too_many_sheets", values=values)
    return sorted(sheets, key=lambda sheet: sheet.hidden)


class _Styles:
    """The styles that hide a sheet (`hidden`), and the indentation of the others (`indents`)."""

    def __init__(self) -> None:
        """Begin without styles."""
        self.hidden: set[str | None] = set()
        self.indents: dict[str | None, int] = {}

    def add(self, style: Element) -> None:
        """Add a style if it hides a sheet or indents a cell.

        LibreOffice indents by a margin, of which ten points are taken for one level.
        """
        name = style.get(f"{_STYLE}name")
        for properties in style:
            if properties.get(f"{_TABLE}display") == "false":
                self.hidden.add(name)
            margin = _LENGTH.fullmatch(properties.get(_MARGIN, ""))
            points = float(margin["number"]) * _POINTS[margin["unit"]] if margin else 0
            if points >= _POINTS_OF_INDENT / 2 and style.get(f"{_STYLE}family") == "table-cell":
                self.indents[name] = min(round(points / _POINTS_OF_INDENT), 15)  # as in .xls


def _read_row(row: Element, table: RowCollector, styles: _Styles) -> None:
    """Add the filled cells of a row to its table, and note whether the row is hidden.

    OpenDocument writes equal cells, and equal rows, once with the number of repetitions.
    """
    column = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeated = _read_count(cell, _COLUMNS_REPEATED)
        shown = _read_shown_text(cell)
        value = "" if _is_error(cell, shown) else _read_value(cell, shown)
        if value != "" or shown:
            table.add_cell(column, value, repeated)
            for repeated_column in range(column, column + repeated):
                _note_format(cell, shown, value, repeated_column, table, styles)
            if _COLUMNS_SPANNED in cell.attrib:
                spans = _read_count(cell, _ROWS_SPANNED), _read_count(cell, _COLUMNS_SPANNED)
                table.merge(table.next_row, column, *spans)
        column += repeated
    first_row = table.next_row
    table.end_row(_read_count(row, _ROWS_REPEATED))
    if _is_collapsed(row):
        hidden_rows = range(first_row, len(table.rows))
        table.fields.setdefault("hidden_rows", []).extend(hidden_rows)


def _is_collapsed(element: Element) -> bool:
    """Return whether an element for a row or columns hides them, by hand or by a filter."""
    return element.get(f"{_TABLE}visibility") in ("collapse", "filter")


def _note_format(
    cell: Element, shown: str, value: Cell, column: int, table: RowCollector, styles: _Styles
) -> None:
    """Note the properties that a cell has by its format and its `shown` text.

    They are noted in `table` for the cell at `column`; `value` is the cell's. A number with more
    than eight characters, mostly the result of a formula, is noted with the decimals that the cell
    shows of it.
    """
    kind = cell.get(_KIND)
    if _is_error(cell, shown):
        table.note("error_texts", column, shown)
    elif kind == "percentage":
        table.note("percents", column)
    elif kind == "date" and (length := _measure_shown_date(shown)):
        table.note("dates", column, length)
    if kind in _NUMBERS and isinstance(value, float) and len(cell.get(_VALUE, "")) > 8:
        decimals = _SHOWN_DECIMALS.search(shown)
        table.note("decimals", column, len(decimals["decimals"]) if decimals else 0)
    if indent := styles.indents.get(cell.get(_STYLE_NAME)):
        table.note("indents", column, indent)


def _read_value(cell: Element, shown: str) -> Cell:
    """Return the value of a cell: a number, a date in ISO 8601, a truth value, or its text.

    `shown` is the text that the cell shows. It is returned for a number that is missing or not
    finite, too. A date without a time of day has none: "2025-03-01".
    """
    kind = cell.get(_KIND)
    if kind in _NUMBERS:
        number = float(cell.get(_VALUE, "nan"))
        return number if math.isfinite(number) else shown
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    return cell.get(_STRING) or shown


def _is_error(cell: Element, shown: str) -> bool:
    """Return whether a cell shows the error of a formula, such as #DIV/0!."""
    kind = cell.get(_OWN_KIND)
    is_formula = cell.get(_FORMULA) is not None
    return kind == "error" or (is_formula and bool(_ERROR.fullmatch(shown)))


def _measure_shown_date(shown: str) -> int:
    """Return how many characters of an ISO date a cell shows: 7 for 2025年3月, 0 for all."""
    # One part is a year, two are year and month; names of months count as parts, too.
    parts = len(re.findall(r"\d+|[A-Za-z]{3,}|[〇一二三四五六七八九十]+", shown))
    return {1: 4, 2: 7}.get(parts, 0)


def _read_shown_text(cell: Element) -> str:
    """Return the text that a cell shows, with its paragraphs as lines."""
    if len(cell) == 1 and cell[0].tag == _PARAGRAPH and not len(cell[0]):
        return cell[0].text or ""
    paragraphs = cell.findall(_PARAGRAPH)
    return "\n".join("".join(_iterate_texts(paragraph)) for paragraph in paragraphs)


def _iterate_texts(element: Element) -> Iterator[str]:
    """Yield the pieces of an element's text, with blanks for the elements that stand for them.

    These are blanks (with their number), tabs and line breaks. Comments on the cell are left out.
    """
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 100)  # a file may state any number
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag != f"{_OFFICE}annotation":
            yield from _iterate_texts(child)
        yield child.tail or ""


def _read_count(element: Any, name: str) -> int:
    """Return the number in an attribute such as number-rows-repeated; 1 if it is missing."""
    attribute = element.get(name)
    return 1 if attribute is None else max(int(attribute), 1)
