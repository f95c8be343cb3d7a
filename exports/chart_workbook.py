"""The data of charts as an XLSX workbook: contents, a sheet for each chart, citations."""

import re

import pandas as pd

from charts.chart import Chart
from exports.citations import build_citation_sheet
from exports.export_request import ExportRequest
from exports.footnotes import list_footnotes
from exports.slides.embedded_workbook import format_cell
from file_formats import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx
from locales import Words
from metrics.metric_table import to_records

MAX_SHEET_NAME = 31
"""Characters of a sheet name; Excel takes no more, and none of []:*?/\\ or an outer apostrophe."""
_COLUMNS = (
    "series",
    "category",
    "value",
    "wording",
    "value_low",
    "value_high",
    "status",
    "detail",
    "formula",
)


def write_chart_workbook(request: ExportRequest) -> bytes:
    """Return the charts of a request as an XLSX workbook."""
    names = name_sheets([chart.title for chart in request.charts], request.words)
    sheets = [_build_contents_sheet(request, names)]
    for name, chart in zip(names, request.charts, strict=True):
        sheets.append(_build_chart_sheet(name, chart, request.words))
    return write_xlsx([*sheets, *_build_citation_sheets(request)], request.name)


def name_sheets(titles: list[str], words: Words) -> list[str]:
    """Return a unique sheet name for each title."""
    taken = {words.say(f"exports.sheet_{name}").casefold() for name in ("contents", "places")}
    names = []
    for number, title in enumerate(titles, start=1):
        plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:MAX_SHEET_NAME].strip(" '")
        name = plain = plain or str(number)
        while name.casefold() in taken:
            suffix = f" {number}"
            name, number = plain[: MAX_SHEET_NAME - len(suffix)] + suffix, number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _build_contents_sheet(request: ExportRequest, names: list[str]) -> SheetToWrite:
    """Return the sheet that lists the charts with finding, period, unit, release and source."""
    words = request.words
    columns = ("sheet", "finding", "period", "unit", "release", "source", "link")
    rows: list[list[Cell | None]] = [[words.say(f"exports.contents_{name}") for name in columns]]
    for number, (name, chart) in enumerate(zip(names, request.charts, strict=True)):
        link = request.get_link(number)
        rows.append(
            [name, chart.finding, chart.period, chart.unit, chart.release, chart.source, link]
        )
    widths = {0: 28.0, 1: 60.0, 2: 24.0, 3: 10.0, 4: 8.0, 5: 40.0, 6: 40.0}
    return SheetToWrite(words.say("exports.sheet_contents"), rows, widths=widths, wrap=True)


def _build_chart_sheet(name: str, chart: Chart, words: Words) -> SheetToWrite:
    """Return the marks of a chart with typed numbers, then its footnotes and source."""
    rows: list[list[Cell | None]] = [[words.say(f"exports.beside_{name}") for name in _COLUMNS]]
    for row in to_records(chart.table):
        rows.append([format_cell(row, column, words) for column in _COLUMNS])
    rows.append([])
    rows += [[note] for note in (*list_footnotes(chart, words), chart.source)]
    widths = {0: 20.0, 1: 30.0, 2: 14.0, 3: 18.0, 4: 12.0, 5: 12.0, 6: 10.0, 7: 24.0, 8: 30.0}
    return SheetToWrite(name, rows, widths=widths)


def _build_citation_sheets(request: ExportRequest) -> list[SheetToWrite]:
    """Return a list with one sheet that cites the figures of all charts, each figure once.

    Without figures the list is empty.
    """
    tables = [chart.table[["figures"]] for chart in request.charts]
    if not tables:
        return []
    marks = pd.concat(tables, ignore_index=True)
    sheet = build_citation_sheet(marks, request.citations, request.words)
    return [sheet] if sheet else []
