"""The workbook behind a chart: its values, the wording beside them, and where they come from."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from charts.chart import Chart
from exports.citations import Citations, build_citation_sheet
from exports.slides.drawingml import NativeSeries
from file_formats import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx
from locales import Words

EXTRA_COLUMNS = ("wording", "value_low", "value_high", "status", "detail", "formula")


def write_embedded_workbook(
    chart: Chart,
    categories: Sequence[str],
    series: Sequence[NativeSeries],
    rows: Sequence[Mapping[str, Any]],
    citations: Citations,
    words: Words,
) -> bytes:
    """Return the workbook of a native chart: sheet Sheet1 as the chart refers to it, then places.

    Column A holds the categories, the next ones the series, then the columns of BESIDE for the
    reader alone.
    """
    head: list[Cell | None] = [chart.unit, *(each.name for each in series)]
    head += [words.say(f"exports.beside_{name}") for name in EXTRA_COLUMNS]
    table: list[Sequence[Cell | None]] = [head]
    for number, (category, row) in enumerate(zip(categories, rows, strict=True)):
        values = [each.values[number] for each in series]
        table.append(
            [category, *values, *(format_cell(row, name, words) for name in EXTRA_COLUMNS)]
        )
    pages = [SheetToWrite("Sheet1", table, widths={0: 28, len(series) + 1: 18})]
    if page := build_citation_sheet(chart.table, citations, words):
        pages.append(page)
    return write_xlsx(pages, chart.title)


def format_cell(row: Mapping[str, Any], name: str, words: Words) -> Cell | None:
    """Give one cell of the columns beside the values; an open bound is empty."""
    cell = row[name]
    if name == "status":
        return words.say(f"exports.mark_{cell}") if cell else ""
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    return str(cell)
