"""What stands in the tables of pages, and the addresses that they link to."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from charts.chart import Material
from exports.tables import Cell, chart_table, figures_table, locator_text, table_html
from locales import Words
from metrics.coverage import completeness

__all__ = [
    "Cell",
    "address",
    "chart_table",
    "completeness_table",
    "figures_table",
    "locator_text",
    "table_html",
]


def completeness_table(material: Material) -> str:
    """Write which indicator is reported where and when; what is not is said in words."""
    words, figures = material.words, material.figures
    grid = completeness(
        figures,
        [i["code"] for i in material.indicators],
        sorted(figures["ref_area"].unique()),
        sorted(figures["time_period"].unique()),
    )
    found = grid[grid["reported"]].groupby("indicator")
    rows: list[list[Cell]] = []
    for indicator in material.indicators:
        code = indicator["code"]
        name = words.name("indicator", code)
        if code not in found.groups:
            rows.append([name, (words.say("charts.not_reported"), "missing"), "", ""])
            continue
        part = found.get_group(code)
        areas = [words.name("area", area) for area in part["ref_area"].unique()]
        periods = [words.period(period) for period in part["time_period"].unique()]
        rows.append([name, words.listing(areas), words.listing(periods), str(len(part))])
    head = [words.say(f"pages.column_{n}") for n in ("figure", "area", "period", "count")]
    return table_html(head, rows, words.say("pages.completeness"))


def address(path: str, words: Words, **query: str | Sequence[str]) -> str:
    """Give the permanent address of a page in the reader's language, for a link."""
    asked = urlencode({**query, "lang": words.language}, doseq=True)
    return escape(f"{path}?{asked}", quote=True)
