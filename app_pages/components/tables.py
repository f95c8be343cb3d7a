"""The HTML tables of pages."""

from charts.chart import ChartData
from exports.tables import (
    TableCell,
    format_locator,
    render_chart_table,
    render_figures_table,
    render_table,
)
from metrics.coverage import completeness
from metrics.table import records

__all__ = [
    "TableCell",
    "completeness_table",
    "format_locator",
    "render_chart_table",
    "render_figures_table",
    "render_table",
]

MOST_NAMED = 40  # places or periods that one cell names


def completeness_table(material: ChartData) -> str:
    """Write which indicator is reported where and when; what is not is said in words."""
    words = material.words
    rows: list[list[TableCell]] = []
    for row in records(completeness(material.figures, [i["code"] for i in material.indicators])):
        name = words.name("indicator", row["indicator"])
        if not row["value"]:
            rows.append([name, (words.say("charts.not_reported"), "missing"), "", ""])
            continue
        areas = words.listing([words.name("area", code) for code in row["ref_area"]], MOST_NAMED)
        periods = words.listing([words.period(each) for each in row["time_period"]], MOST_NAMED)
        rows.append([name, areas, periods, str(row["value"])])
    head = [words.say(f"pages.column_{n}") for n in ("figure", "area", "period", "count")]
    return render_table(head, rows, words.say("pages.completeness"))
