"""What stands in the tables of pages, and the addresses that they link to."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from charts.chart import ChartData
from exports.tables import Cell, chart_table, figures_table, locator_text, table_html
from locales import Words
from metrics.coverage import completeness
from metrics.table import records

__all__ = [
    "Cell",
    "chart_table",
    "completeness_table",
    "figures_table",
    "locator_text",
    "permanent_address",
    "table_html",
]

MOST_NAMED = 40  # places or periods that one cell names


def completeness_table(material: ChartData) -> str:
    """Write which indicator is reported where and when; what is not is said in words."""
    words = material.words
    rows: list[list[Cell]] = []
    for row in records(completeness(material.figures, [i["code"] for i in material.indicators])):
        name = words.name("indicator", row["indicator"])
        if not row["value"]:
            rows.append([name, (words.say("charts.not_reported"), "missing"), "", ""])
            continue
        areas = words.listing([words.name("area", code) for code in row["ref_area"]], MOST_NAMED)
        periods = words.listing([words.period(each) for each in row["time_period"]], MOST_NAMED)
        rows.append([name, areas, periods, str(row["value"])])
    head = [words.say(f"pages.column_{n}") for n in ("figure", "area", "period", "count")]
    return table_html(head, rows, words.say("pages.completeness"))


def permanent_address(path: str, words: Words, **query: str | Sequence[str]) -> str:
    """Give the permanent address of a page in the reader's language, for a link."""
    asked = urlencode({**query, "lang": words.language}, doseq=True)
    return escape(f"{path}?{asked}", quote=True)
