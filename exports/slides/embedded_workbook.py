"""The workbook embedded in a native chart: its values, further columns, and citations."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from charts.chart import Chart
from exports.citations import Citations, build_citation_sheet
from exports.slides.chart_xml import NativeSeries
from file_formats import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx
from locales import Words

EXTRA_COLUMNS = ("wording", "value_low", "value_high", "status", "detail", "formula")
"""Columns for people: the chart does not refer to them."""


def write_embedded_workbook(
    chart: Chart,
    category_columns: Sequence[Sequence[str]],
    series: Sequence[NativeSeries],
    rows: Sequence[Mapping[str, Any]],
    citations: Citations,
    words: Words,
) -> bytes:
    """Return a native chart's workbook: Sheet1, to which the chart refers, and one of citations.

    A native chart is drawn by PowerPoint, which reads its values from this workbook. The
    first of `category_columns` is column A of Sheet1, a second one column B; the series follow, the
    last are EXTRA_COLUMNS (which are filled from `rows`). The heading of column A is the chart's
    unit.
    """
    headings: list[Cell | None] = [chart.unit, *("" for _ in category_columns[1:])]
    headings += [one_series.name for one_series in series]
    headings += [words.say(f"exports.beside_{name}") for name in EXTRA_COLUMNS]
    table: list[Sequence[Cell | None]] = [headings]
    for index, mark in enumerate(rows):
        categories = [column[index] for column in category_columns]
        values = [one_series.values[index] for one_series in series]
        extra_cells = (format_mark_cell(mark, column, words) for column in EXTRA_COLUMNS)
        table.append([*categories, *values, *extra_cells])
    # Widths in letters: the categories, and the first extra column, which is the wording.
    widths = {0: 28, len(category_columns) + len(series): 18}
    sheets = [SheetToWrite("Sheet1", table, widths=widths)]
    if sheet := build_citation_sheet(chart.table["figures"], citations, words):
        sheets.append(sheet)
    return write_xlsx(sheets, chart.title)


def format_mark_cell(mark: Mapping[str, Any], column: str, words: Words) -> Cell | None:
    """Return a mark's cell in a column of a chart's workbook.

    It is None (an empty cell) for an open bound or a missing value, and in words for a status.
    """
    value = mark[column]
    if column == "status":
        return words.say(f"exports.mark_{value}") if value else ""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value)
