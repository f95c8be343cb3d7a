"""Open an uploaded file as sheets, or as the text of a CSV, and format its cells as texts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat, zip_longest
from typing import Any

import numpy as np
import pyarrow as pa

from file_formats import (
    Cell,
    FileFormatError,
    FileLimits,
    Sheet,
    csv_text,
    data_package,
    xlsx,
    yaml,
)
from file_formats.detect_format import detect_format
from file_formats.sheet import WHOLE_NUMBER_LIMIT, format_cell
from file_formats.spreadsheets.excel_xml import read_excel_xml
from file_formats.spreadsheets.html_tables import read_html
from file_formats.spreadsheets.ods import read_ods
from file_formats.spreadsheets.xls import read_xls

ROWS_AT_ONCE = 256
"""Rows that are transposed at once: they fit into the processor's cache."""
_WORKBOOK_READERS = {"xlsx": xlsx.read_xlsx, "xls": read_xls, "ods": read_ods}
_MARKUP_READERS = {"html": read_html, "excel_xml": read_excel_xml}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DEFINITION_KEYS = {"indicators": {"code", "name", "unit"}, "sources": {"id", "title"}}
"""Keys by which a list in a YAML file is recognised as one of definitions."""


@dataclass(frozen=True)
class OpenedFile:
    """An uploaded file: its sheets, or the text of a CSV that is not yet split into cells.

    `lists` has the entries of the code lists (`indicators`, `sources`) in a Data Package or YAML
    file.
    """

    file: str
    sheets: tuple[Sheet, ...] = ()
    text: csv_text.CsvText | None = None
    lists: Mapping[str, list[Any]] = field(default_factory=dict)


def open_file(name: str, data: bytes, limits: FileLimits, encoding: str = "") -> OpenedFile:
    """Open a file of any format that has tables; `encoding` is that of a text, "" to detect it.

    Raises FileFormatError with the codes of `file_formats`, or report_not_table for DOCX and PDF.
    """
    file_format = detect_format(name, data)
    if file_format == "csv":
        text = csv_text.open_csv_text(data, encoding=encoding, limits=limits)
        return OpenedFile(name, text=text)
    if file_format in _WORKBOOK_READERS:
        return OpenedFile(name, tuple(_WORKBOOK_READERS[file_format](data, limits)))
    if file_format in _MARKUP_READERS:
        return OpenedFile(name, tuple(_MARKUP_READERS[file_format](data, limits, encoding)))
    if file_format == "yaml":
        return _open_yaml(name, yaml.load_yaml(data, limits))
    if file_format == "package":
        return _open_package(name, data, limits, encoding)
    raise FileFormatError("report_not_table", value=file_format)


def _open_package(name: str, data: bytes, limits: FileLimits, encoding: str) -> OpenedFile:
    """Open a Data Package: its figures as text, and its lists of indicators and sources.

    Raises FileFormatError, with the code yaml_not_table if a list is not one of mappings.
    """
    tables = data_package.read_package(data, limits)
    figures = tables.pop(data_package.FIGURES)
    lists = {path.removesuffix(".yaml"): yaml.load_yaml(tables[path], limits) for path in tables}
    for entries in lists.values():
        if not (isinstance(entries, list) and all(isinstance(e, Mapping) for e in entries)):
            raise FileFormatError("yaml_not_table")
    text = csv_text.open_csv_text(figures, encoding=encoding, limits=limits)
    return OpenedFile(name, text=text, lists=lists)


def format_cells(sheet: Sheet, rows: int | None = None) -> list[list[str]]:
    """Return the texts of a sheet's cells with their number formats: 0.5 as a percentage → 50%.

    Numbers keep all their digits. `rows` limits the number of rows; None means all.
    """
    texts = [[format_cell(cell) for cell in row] for row in sheet.rows[:rows]]
    for row, column in sheet.percents:
        if row < len(texts) and column < len(texts[row]):
            texts[row][column] = _format_percent(sheet.rows[row][column])
    for (row, column), shown_length in sheet.dates.items():
        if row < len(texts) and column < len(texts[row]):
            texts[row][column] = _shorten_date(texts[row][column], shown_length)
    return texts


def format_columns(sheet: Sheet, first_row: int) -> list[pa.ChunkedArray]:
    """Return the columns of a sheet as texts, from the row `first_row` on, as `format_cells` would.

    A percentage 0.5 is 50%; a date of which the cell shows only the month is 2024-01. Whole columns
    are converted at once, since a long table has many rows.
    """
    columns = _transpose_rows(sheet.rows[first_row:])
    for (row, column), shown_length in sheet.dates.items():
        if first_row <= row < len(sheet.rows) and column < len(columns):
            date = format_cell(sheet.rows[row][column])
            columns[column][row - first_row] = _shorten_date(date, shown_length)
    percent_rows: dict[int, list[int]] = {}
    for row, column in sheet.percents:
        if first_row <= row < len(sheet.rows):
            percent_rows.setdefault(column, []).append(row - first_row)
    return [
        pa.chunked_array([_format_column(cells, percent_rows.get(column, ()))])
        for column, cells in enumerate(columns)
    ]


def _transpose_rows(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Return the columns of a sheet's rows; short rows are filled up with empty cells.

    For speed, as many rows are transposed at once as fit into the processor's cache.
    """
    columns: list[list[Cell]] = [[] for _ in range(max(map(len, rows), default=0))]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some_rows = rows[start : start + ROWS_AT_ONCE]
        # Columns right of the longest of these rows.
        empty_columns = repeat(("",) * len(some_rows))
        filled_columns = zip_longest(*some_rows, fillvalue="")
        for column, cells in zip(columns, chain(filled_columns, empty_columns), strict=False):
            column.extend(cells)
    return columns


def _format_column(cells: Sequence[Cell], percent_rows: Sequence[int]) -> pa.Array:
    """Return a column of a sheet as texts, given the rows that are formatted as percentages.

    Whole numbers have no decimal point: 28.0 → 28.
    """
    types = set(map(type, cells))
    if types == {str}:
        return pa.array(cells, pa.string())
    if types == {float} and not percent_rows:
        # Whole numbers are converted all at once, which is faster.
        numbers = np.array(cells)
        if (np.abs(numbers) < WHOLE_NUMBER_LIMIT).all() and (numbers == np.trunc(numbers)).all():
            return pa.array(numbers.astype(np.int64)).cast(pa.string())
    texts = [cell if type(cell) is str else format_cell(cell) for cell in cells]
    for row in percent_rows:
        texts[row] = _format_percent(cells[row])
    return pa.array(texts, pa.string())


def _format_percent(cell: Cell) -> str:
    """Return a number in a cell as a percentage (0.5 → 50%), a text unchanged."""
    if isinstance(cell, str):
        return cell
    # 13 digits hide the error of the multiplication: 0.07 × 100 is 7.000000000000001.
    return format_cell(float(f"{cell * 100:.13g}")) + "%"


def _shorten_date(date: str, shown_length: int) -> str:
    """Return as many characters of a date as its cell shows: 2024-01 for the format 2024年1月.

    A text that is no date is returned unchanged.
    """
    return date[:shown_length] if _DATE.match(date) else date


def _open_yaml(name: str, document: Any) -> OpenedFile:
    """Open a YAML document: a list of figures or definitions, or a mapping of names to such lists.

    Definitions keep every field; a list of figures becomes a sheet (`figures` if it has no name).
    Raises FileFormatError (yaml_not_table) for anything else.
    """
    tables = {"figures": document} if isinstance(document, list) else document
    if not (
        isinstance(tables, Mapping)
        and tables
        and all(isinstance(entries, list) for entries in tables.values())
    ):
        raise FileFormatError("yaml_not_table")
    sheets, lists = [], dict[str, list[Any]]()
    for title, entries in tables.items():
        if not all(isinstance(entry, Mapping) for entry in entries):
            raise FileFormatError("yaml_not_table", sheet=str(title))
        header = list(dict.fromkeys(str(key) for entry in entries for key in entry))
        kinds = [kind for kind, keys in _DEFINITION_KEYS.items() if keys.issubset(header)]
        if kinds:
            lists.setdefault(kinds[0], []).extend(entries)
        else:
            sheets.append(_build_yaml_sheet(str(title), entries, header))
    return OpenedFile(name, tuple(sheets), lists=lists)


def _build_yaml_sheet(name: str, entries: list[Any], header: list[str]) -> Sheet:
    """Return a list in a YAML file as a sheet; its `header` are the keys of all entries."""
    rows: list[list[Cell]] = [list[Cell](header)]
    for entry in entries:
        rows.append([_format_yaml_value(entry.get(key, "")) for key in header])
    return Sheet(name, rows)


def _format_yaml_value(value: Any) -> str:
    """Return a value in a YAML file as text; nested ones (names in two languages) as YAML."""
    return value if isinstance(value, str) else yaml.dump_yaml(value).decode().strip()
