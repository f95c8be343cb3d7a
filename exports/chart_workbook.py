"""The data of charts as an XLSX workbook: contents, a sheet for each chart, citations."""

import re

from charts.chart import Chart
from exports.citations import build_citation_sheet
from exports.export_request import ExportRequest
from exports.footnotes import list_footnotes
from exports.slides.embedded_workbook import format_mark_cell
from file_formats import Cell
from file_formats.xlsx import SheetToWrite, write_xlsx
from locales import Words
from metrics.metric_table import to_records

MAX_SHEET_NAME = 31
"""Characters of a sheet name; Excel takes no more, and none of []:*?/\\ or an outer apostrophe."""
_CONTENTS_WIDTHS = {
    "sheet": 28.0,
    "finding": 60.0,
    "period": 24.0,
    "unit": 10.0,
    "release": 8.0,
    "source": 40.0,
    "link": 40.0,
}
_CHART_WIDTHS = {
    "series": 20.0,
    "category": 30.0,
    "value": 14.0,
    "wording": 18.0,
    "value_low": 12.0,
    "value_high": 12.0,
    "status": 10.0,
    "detail": 24.0,
    "formula": 30.0,
}
"""Columns of the sheet of contents and of a chart's sheet, with their widths in characters."""


def write_chart_workbook(request: ExportRequest) -> bytes:
    """Return the charts of a request as an XLSX workbook.

    The sheet of citations is left out if there is no figure to cite.
    """
    names = name_sheets([chart.title for chart in request.charts], request.words)
    sheets = [_build_contents_sheet(request, names)]
    for name, chart in zip(names, request.charts, strict=True):
        sheets.append(_build_chart_sheet(name, chart, request.words))
    marks = (figure_keys for chart in request.charts for figure_keys in chart.table["figures"])
    citations = build_citation_sheet(marks, request.citations, request.words)
    return write_xlsx([*sheets, citations] if citations else sheets, request.name)


def name_sheets(titles: list[str], words: Words) -> list[str]:
    """Return a unique sheet name that Excel accepts for the title of each chart.

    Two charts with the title 人数/比例 are on the sheets 人数 比例 and 人数 比例 2; the number is
    the position of the second chart, or the next free one. Names that differ in upper and lower
    case alone are the same for Excel. A title without any allowed character becomes the chart's
    number.
    """
    # Names of the workbook's own sheets.
    used_names = {words.say(f"exports.sheet_{name}").casefold() for name in ("contents", "places")}
    names = []
    for number, title in enumerate(titles, start=1):
        accepted = re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:MAX_SHEET_NAME].strip(" '")
        name = accepted = accepted or str(number)
        while name.casefold() in used_names:
            suffix = f" {number}"
            name, number = accepted[: MAX_SHEET_NAME - len(suffix)] + suffix, number + 1
        used_names.add(name.casefold())
        names.append(name)
    return names


def _build_contents_sheet(request: ExportRequest, names: list[str]) -> SheetToWrite:
    """Return the sheet that lists the charts with finding, period, unit, release and source.

    `names` are the names of the charts' sheets, in the order of the request.
    """
    words = request.words
    headings: list[Cell | None] = [words.say(f"exports.contents_{n}") for n in _CONTENTS_WIDTHS]
    rows = [headings]
    for index, (name, chart) in enumerate(zip(names, request.charts, strict=True)):
        link = request.get_link(index)
        rows.append(
            [name, chart.finding, chart.period, chart.unit, chart.release, chart.source, link]
        )
    widths = dict(enumerate(_CONTENTS_WIDTHS.values()))
    return SheetToWrite(words.say("exports.sheet_contents"), rows, widths=widths, wrap=True)


def _build_chart_sheet(name: str, chart: Chart, words: Words) -> SheetToWrite:
    """Return a sheet of the marks of a chart (bars, points or tiles), its footnotes and source.

    _CHART_WIDTHS names its columns, which are columns of marks, with their widths in letters.
    Numbers are cells of numbers; an open bound is an empty cell.
    """
    rows: list[list[Cell | None]] = [[words.say(f"exports.beside_{n}") for n in _CHART_WIDTHS]]
    for mark in to_records(chart.table):
        rows.append([format_mark_cell(mark, column, words) for column in _CHART_WIDTHS])
    rows.append([])
    rows += [[note] for note in (*list_footnotes(chart, words, has_line=False), chart.source)]
    return SheetToWrite(name, rows, widths=dict(enumerate(_CHART_WIDTHS.values())))
