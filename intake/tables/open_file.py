"""Open an uploaded file as sheets, or as the text of a CSV; convert cells to text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat, zip_longest
from typing import Any

import numpy as np
import pyarrow as pa

from file_formats import Cell, FileFormatError, FileLimits, Sheet, csv_columns, xlsx, yaml
from file_formats.detect_format import FileFormat, detect_format
from file_formats.sheet import WHOLE_NUMBER_LIMIT, cell_text

HEADER_SEARCH_ROWS = 60
"""Rows that are searched for the header of a long table."""
ROWS_AT_ONCE = 256
"""Rows that are transposed at once: they fit into the processor's cache."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class OpenedFile:
    """An opened file: its sheets, or the text of a CSV that is not yet split into cells."""

    file: str
    kind: FileFormat
    sheets: tuple[Sheet, ...] = ()
    text: csv_columns.CsvText | None = None


def open_file(name: str, data: bytes, limits: FileLimits, encoding: str = "") -> OpenedFile:
    """Open a CSV, XLSX or YAML file; `encoding` is a CSV's, "" to detect it.

    Raises FileFormatError with the codes of `file_formats`, or report_not_table for DOCX and PDF.
    """
    kind = detect_format(name, data)
    if kind == "csv":
        text = csv_columns.open_csv_text(data, encoding=encoding, limits=limits)
        return OpenedFile(name, kind, text=text)
    if kind == "xlsx":
        return OpenedFile(name, kind, tuple(xlsx.read_xlsx(data, limits)))
    if kind == "yaml":
        return OpenedFile(name, kind, tuple(_yaml_sheets(yaml.load_yaml(data, limits))))
    raise FileFormatError("report_not_table", value=kind)


def cell_texts(sheet: Sheet, rows: int | None = None) -> list[list[str]]:
    """Return the cells of a sheet as a spreadsheet shows them: 0.5 formatted as percentage → 50%.

    `rows` limits the number of rows; None means all.
    """
    texts = [[cell_text(cell) for cell in row] for row in sheet.rows[:rows]]
    for row, column in sheet.percents:
        if row < len(texts) and column < len(texts[row]):
            texts[row][column] = _format_percent(sheet.rows[row][column])
    for (row, column), shown in sheet.dates.items():
        if row < len(texts) and column < len(texts[row]):
            texts[row][column] = _shorten_date(texts[row][column], shown)
    return texts


def column_texts(sheet: Sheet, first: int) -> list[pa.ChunkedArray]:
    """Return the columns of a sheet, from the row `first` on, as a spreadsheet shows them."""
    columns = _transpose(sheet.rows[first:])
    for (row, column), shown in sheet.dates.items():
        if first <= row < len(sheet.rows) and column < len(columns):
            columns[column][row - first] = _shorten_date(cell_text(sheet.rows[row][column]), shown)
    percents: dict[int, list[int]] = {}
    for row, column in sheet.percents:
        if first <= row < len(sheet.rows):
            percents.setdefault(column, []).append(row - first)
    return [
        pa.chunked_array([_text_array(cells, percents.get(at, ()))])
        for at, cells in enumerate(columns)
    ]


def _transpose(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return the columns of some rows; short rows are filled up with empty cells."""
    columns: list[list[Cell]] = [[] for _ in range(max(map(len, rows), default=0))]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        batch = rows[first : first + ROWS_AT_ONCE]
        missing = repeat(("",) * len(batch))
        parts = zip_longest(*batch, fillvalue="")
        for column, part in zip(columns, chain(parts, missing), strict=False):
            column.extend(part)
    return columns


def _text_array(cells: Sequence[Cell], percents: Sequence[int]) -> pa.Array:
    """Return a column as text; `percents` are the rows formatted as percentages.

    A column of only whole numbers is converted at once.
    """
    kinds = set(map(type, cells))
    if kinds == {str}:
        return pa.array(cells, pa.string())
    if kinds == {float} and not percents:
        numbers = np.array(cells)
        if (np.abs(numbers) < WHOLE_NUMBER_LIMIT).all() and (numbers == np.trunc(numbers)).all():
            return pa.array(numbers.astype(np.int64)).cast(pa.string())
    shown = [cell if type(cell) is str else cell_text(cell) for cell in cells]
    for row in percents:
        shown[row] = _format_percent(cells[row])
    return pa.array(shown, pa.string())


def _format_percent(cell: Cell) -> str:
    """Return a number as a percentage (0.5 → 50%), a text unchanged."""
    if isinstance(cell, str):
        return cell
    return cell_text(float(f"{cell * 100:.13g}")) + "%"


def _shorten_date(text: str, shown: int) -> str:
    """Return the first `shown` characters of a date: 2024-01 for a cell formatted as 2024年1月."""
    return text[:shown] if _DATE.match(text) else text


def _yaml_sheets(value: Any) -> list[Sheet]:
    """Return the sheets of a list of figures, or of a mapping from sheet names to such lists."""
    if isinstance(value, list):
        return [_yaml_sheet("figures", value)]
    if isinstance(value, Mapping) and value and all(isinstance(v, list) for v in value.values()):
        return [_yaml_sheet(str(name), rows) for name, rows in value.items()]
    raise FileFormatError("yaml_not_table")


def _yaml_sheet(name: str, entries: list[Any]) -> Sheet:
    """Return a sheet whose header consists of the keys of all entries; entry 1 is row 2."""
    if not all(isinstance(entry, Mapping) for entry in entries):
        raise FileFormatError("yaml_not_table", sheet=name)
    header = list(dict.fromkeys(str(key) for entry in entries for key in entry))
    rows: list[list[Cell]] = [list[Cell](header)]
    for entry in entries:
        rows.append([_cell_from_yaml(entry.get(key, "")) for key in header])
    return Sheet(name, rows)


def _cell_from_yaml(value: Any) -> str:
    """Return a value as text; nested values (names in two languages) as YAML."""
    return value if isinstance(value, str) else yaml.dump_yaml(value).decode().strip()
