"""Read the parts of a sheet's XML that calamine ignores: styles, error cells, the extent."""

import re
from dataclasses import dataclass
from typing import Any

from file_formats.column_letters import column_index
from file_formats.errors import FileFormatError
from file_formats.limits import FileLimits

_DISTANT_CELL = re.compile(rb' r="(?:[A-Z]{2}|[A-Z]?[0-9]{7})')
_CELL_REFERENCE = re.compile(rb' r="([A-Z]{0,3})([0-9]{0,10})')
_ERROR_CELL = re.compile(rb'<c\b([^>]* t="e"[^>]*)>(?:<f\b[^>]*>[^<]*(?:</f>)?)?<v>([^<]{1,20})')
_UNCALCULATED_FORMULA = re.compile(
    rb"<c\b([^>/]*)><f\b[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>"
)
_CELL_POSITION = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_CELL_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_CELL_FORMAT = re.compile(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", re.DOTALL)
_NUMBER_FORMAT = re.compile(rb'<numFmt\b[^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')
_BUILT_IN_PERCENTS = {b"9", b"10"}
_BUILT_IN_MONTHS = {b"17", b"27", b"36", b"50", b"52", b"57"}
"""Built-in number formats that show a month: Jan-24, and 2024年1月 of a Chinese Excel."""
_QUOTED_TEXT = re.compile(rb'&quot;.*?&quot;|".*?"|\\.|\[.*?\]')


@dataclass(frozen=True)
class CellStyles:
    """Cell styles of a workbook by index: percentages, indents, and dates shown in part.

    `indents` are pairs of style and level, `dates` of style and the number of characters of an ISO
    date that it shows: 4 a year, 7 a month.
    """

    percents: tuple[int, ...] = ()
    indents: tuple[tuple[int, int], ...] = ()
    dates: tuple[tuple[int, int], ...] = ()

    def apply(self, sheet: bytes) -> dict[str, Any]:
        """Return percents, indents, dates and faults of the cells of a sheet.

        `sheet` is the sheet's XML; positions count from 0.
        """
        shown = dict(self.dates)
        dated = _cells_of_styles(sheet, tuple(shown))
        percents = [place for place, _ in _cells_of_styles(sheet, self.percents)]
        levels = dict(self.indents)
        indented = _cells_of_styles(sheet, tuple(levels))
        return {
            "percents": percents,
            "indents": [(*place, levels[style]) for place, style in indented],
            "dates": [(*place, shown[style]) for place, style in dated],
            "faults": _find_errors(sheet),
        }


def read_styles(styles: bytes) -> CellStyles:
    """Read the styles that format percentages, indents, and dates without a day.

    A format with a quoted sign (`0.0"%"`) does not multiply the number and is not a percentage.
    """
    codes = {number: _QUOTED_TEXT.sub(b"", code) for number, code in _NUMBER_FORMAT.findall(styles)}
    formats = {number for number, code in codes.items() if b"%" in code} | _BUILT_IN_PERCENTS
    shown = dict.fromkeys(_BUILT_IN_MONTHS, 7) | {
        n: _shown_date_length(code) for n, code in codes.items()
    }
    percents, indents, dates = [], [], []
    block = _CELL_FORMATS.search(styles)
    for index, style in enumerate(_CELL_FORMAT.findall(block.group() if block else b"")):
        number = re.search(rb'numFmtId="(\d+)"', style)
        indent = re.search(rb'\bindent="(\d{1,3})"', style)
        if number and number.group(1) in formats:
            percents.append(index)
        if indent and int(indent.group(1)):
            indents.append((index, int(indent.group(1))))
        if number and shown.get(number.group(1)):
            dates.append((index, shown[number.group(1)]))
    return CellStyles(tuple(percents), tuple(indents), tuple(dates))


def _shown_date_length(code: bytes) -> int:
    """Return how many characters of an ISO date a number format shows: 7 for yyyy-mm.

    A format that shows the whole date gives 0.
    """
    bare = code.lower()
    if b"y" not in bare or b"d" in bare or b"h" in bare:
        return 0
    return 7 if b"m" in bare else 4


def check_extent(sheets: dict[str, bytes], limits: FileLimits) -> None:
    """Raise FileFormatError for sheets whose cells span a rectangle above the limits.

    The number of cells does not matter: calamine allocates a sheet as one rectangle, so that a
    single cell at XFD1048576 would exhaust memory.
    """
    total = 0
    for name, sheet in sheets.items():
        if len(sheets) == 1 and _is_small(sheet, limits):
            return
        rows, columns = _measure_extent(name, sheet, limits)
        total += rows * columns
        if total > limits.cells:
            values = {"limit": limits.cells, "found": total}
            raise FileFormatError("too_many_cells", sheet=name, values=values)


def _is_small(sheet: bytes, limits: FileLimits) -> bool:
    """Return whether all cells are up to column Z and within the row limit, by a quick search."""
    at = sheet.rfind(b'<row r="')
    match = _CELL_REFERENCE.match(sheet, at + 4) if at >= 0 else None
    if not match:  # no rows, or rows of a prefix of their own
        return False
    last = int(match.group(2) or 0)
    fits = last <= limits.rows and last * 26 <= limits.cells and limits.columns >= 26
    return fits and not _DISTANT_CELL.search(sheet)


def _measure_extent(name: str, sheet: bytes, limits: FileLimits) -> tuple[int, int]:
    """Return the last row and column with a cell. Raises FileFormatError above the limits."""
    ending = b"</row>" if b"</row>" in sheet else b":row>"
    rows, columns, start = 0, 0, 0
    while start >= 0:
        end = sheet.find(ending, start)
        at = sheet.rfind(b' r="', start, end if end >= 0 else len(sheet))
        match = _CELL_REFERENCE.match(sheet, at) if at >= 0 else None
        if match:
            rows = max(rows, int(match.group(2) or 0))
            columns = max(columns, column_index(match.group(1).decode()) + 1)
        start = end + len(ending) if end >= 0 else -1
    if columns > limits.columns:
        values = {"limit": limits.columns, "found": columns}
        raise FileFormatError("too_many_columns", rows, columns, name, values=values)
    if rows > limits.rows:
        raise FileFormatError("too_many_rows", rows, sheet=name, values={"limit": limits.rows})
    return rows, columns


def _cells_of_styles(sheet: bytes, styles: tuple[int, ...]) -> list[tuple[tuple[int, int], int]]:
    """Return (row, column) and style of the cells that have one of these styles."""
    if not styles:
        return []
    pattern = rb'<c\b([^>]*\bs="(%s)"[^>]*)>' % b"|".join(str(style).encode() for style in styles)
    cells = ((_cell_position(cell), int(style)) for cell, style in re.findall(pattern, sheet))
    return [(place, style) for place, style in cells if place]


def _find_errors(sheet: bytes) -> list[tuple[int, int, str]]:
    """Return the cells that show an error (#DIV/0!) and uncalculated formulas ("=")."""
    errors = _ERROR_CELL.findall(sheet) if b' t="e"' in sheet else []
    formulas = _UNCALCULATED_FORMULA.findall(sheet) if b"<f" in sheet else []
    cells = [(_cell_position(cell), text.decode("ascii", "replace")) for cell, text in errors]
    cells += [(_cell_position(cell), "=") for cell in formulas]
    return [(*place, text) for place, text in cells if place]


def _cell_position(cell: bytes) -> tuple[int, int] | None:
    """Return row and column of a cell, from 0; None if its XML does not contain them."""
    match = _CELL_POSITION.search(cell)
    return (int(match.group(2)) - 1, column_index(match.group(1).decode())) if match else None
