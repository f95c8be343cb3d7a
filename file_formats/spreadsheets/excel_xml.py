"""Read the XML of Excel 2003 (SpreadsheetML), often exported under the name of an `.xls`."""

import io
import math
import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from file_formats.encodings import decode_text
from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits, check_size
from file_formats.sheet import Cell, Sheet
from file_formats.spreadsheets.number_format import CellFormat, read_number_format
from file_formats.spreadsheets.row_collector import CollectedSize, RowCollector

_EXCEL = "{urn:schemas-microsoft-com:office:spreadsheet}"
_NAMED_FORMATS = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00"}
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MIDNIGHT = re.compile(r"T00:00:00(\.0+)?$")


def read_excel_xml(data: bytes, limits: FileLimits, encoding: str = "") -> list[Sheet]:
    """Return the visible sheets of a workbook, then the hidden ones, without their rows.

    `encoding` is the one that a person chose, "" to detect it. Raises FileFormatError: too_large,
    xml_doctype, not_a_workbook, archive_damaged, too_many_sheets, too_many_rows, too_many_columns,
    too_many_cells, cell_too_long, unpacked_too_large, and the codes of decode_text.
    """
    check_size(data, limits)
    text, _ = decode_text(data, encoding)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileFormatError("xml_doctype")
    if _EXCEL[1:-1] not in text:
        raise FileFormatError("not_a_workbook")
    # The text is decoded already: the encoding that it declares no longer applies.
    content = io.BytesIO(_DECLARATION.sub("", text.lstrip("\ufeff")).encode())
    try:
        sheets = _WorkbookReader(limits).read(content)
    except (ElementTree.ParseError, ValueError, OverflowError):
        raise FileFormatError("archive_damaged") from None
    if len(sheets) > limits.sheets:
        values = {"limit": limits.sheets, "found": len(sheets)}
        raise FileFormatError("too_many_sheets", values=values)
    return sorted(sheets, key=lambda sheet: sheet.hidden)


class _WorkbookReader:
    """Reads a workbook element by element.

    `formats` are number format and indentation by style, `column_styles` the styles of a sheet's
    columns by number, from 1. Indices in the file count from 1, those of the rows collected from 0.
    """

    def __init__(self, limits: FileLimits) -> None:
        """Begin with no sheets."""
        self.size = CollectedSize(limits)
        self.formats: dict[str, tuple[CellFormat, int]] = {}
        self.column_styles: dict[int, str] = {}
        self.sheets: list[Sheet] = []

    def read(self, content: io.BytesIO) -> list[Sheet]:
        """Return the sheets of the XML in `content`, in its order. Raises ParseError, ValueError.

        Elements that have been read are emptied, so that a long file takes little memory. Raises
        FileFormatError above a limit.
        """
        rows = RowCollector("", self.size)
        for event, element in ElementTree.iterparse(content, ("start", "end")):  # noqa: S314  (no DOCTYPE: checked)
            tag = element.tag.removeprefix(_EXCEL)
            if event == "start":
                if tag == "Worksheet":
                    rows = RowCollector(element.get(f"{_EXCEL}Name", ""), self.size)
                    self.column_styles = {}
            elif tag == "Style":
                self._read_style(element)
            elif tag == "Column":
                self._read_column(element)
            elif tag == "Row":
                self._read_row(element, rows)
                element.clear()
            elif tag == "Worksheet":
                self._add_sheet(element, rows)
                element.clear()
        return self.sheets

    def _add_sheet(self, sheet: Element, rows: RowCollector) -> None:
        """Add a sheet whose rows have been read; of a hidden one only the name."""
        is_hidden = any(
            (element.text or "").startswith("Sheet") and element.tag.endswith("}Visible")
            for element in sheet.iter()
        )
        self.sheets.append(
            Sheet(rows.name, [], hidden=True) if is_hidden else Sheet.from_fields(rows.to_fields())
        )

    def _read_style(self, style: Element) -> None:
        """Read number format and indentation of a style, which inherits those of its parent.

        The parent stands before it in the file. Without one it is the style named Default.
        """
        parent = style.get(f"{_EXCEL}Parent", "Default")
        number_format, indent = self.formats.get(parent, (CellFormat(), 0))
        for element in style:
            if (code := element.get(f"{_EXCEL}Format")) is not None:
                number_format = read_number_format(_NAMED_FORMATS.get(code, code))
            indent = int(element.get(f"{_EXCEL}Indent", str(indent)))
        self.formats[style.get(f"{_EXCEL}ID", "")] = (number_format, min(indent, 15))  # as in .xls

    def _read_column(self, column: Element) -> None:
        """Note the style of one column, or of the several that its element spans.

        Without an index a column follows the last one that was noted.
        """
        first = int(column.get(f"{_EXCEL}Index", str(max(self.column_styles, default=0) + 1)))
        last = first + int(column.get(f"{_EXCEL}Span", "0"))
        styles = range(first, min(last, first + self.size.limits.columns) + 1)
        self.column_styles |= dict.fromkeys(styles, column.get(f"{_EXCEL}StyleID", ""))

    def _read_row(self, row: Element, rows: RowCollector) -> None:
        """Add a row, and the empty rows above it that its index implies.

        An index is stated only where rows or cells before it are left out. A row with a Span, which
        has no cells, stands for so many further rows. A cell that is merged with those below and to
        the right states how many they are.
        """
        index = int(row.get(f"{_EXCEL}Index", "0")) - 1
        if index > rows.next_row:
            rows.end_row(index - rows.next_row)
        column = 0
        for cell in row.findall(f"{_EXCEL}Cell"):
            column = int(cell.get(f"{_EXCEL}Index", str(column + 1))) - 1
            width = int(cell.get(f"{_EXCEL}MergeAcross", "0")) + 1
            if (content := cell.find(f"{_EXCEL}Data")) is not None and column >= 0:
                style = cell.get(f"{_EXCEL}StyleID") or row.get(f"{_EXCEL}StyleID")
                style = style or self.column_styles.get(column + 1) or "Default"
                self._read_cell(content, column, style, rows)
                height = int(cell.get(f"{_EXCEL}MergeDown", "0")) + 1
                rows.merge(rows.next_row, column, height, width)
            column += width
        rows.end_row(int(row.get(f"{_EXCEL}Span", "0")) + 1)

    def _read_cell(self, content: Element, column: int, style: str, rows: RowCollector) -> None:
        """Add a cell unless it is empty, and note the properties that its format gives it.

        `column` is its index from 0, `style` the name of its style. A date without a time of day
        loses the T00:00:00, a number that is not finite is kept as text.
        """
        kind, text = content.get(f"{_EXCEL}Type", "String"), "".join(content.itertext())
        number_format, indent = self.formats.get(style, (CellFormat(), 0))
        cell: Cell = text
        if kind == "Number":
            cell = float(text) if math.isfinite(float(text)) else text
            if number_format.percent:
                rows.note("percents", column)
            if number_format.decimals is not None:
                rows.note("decimals", column, number_format.decimals)
        elif kind == "Boolean":
            cell = text.strip() == "1"
        elif kind == "DateTime":
            cell = _MIDNIGHT.sub("", text)
            if number_format.date_length:
                rows.note("dates", column, number_format.date_length)
        elif kind == "Error":
            rows.note("error_texts", column, text)
        if indent:
            rows.note("indents", column, indent)
        if cell != "":
            rows.add_cell(column, cell)
