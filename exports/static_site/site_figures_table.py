"""The table of figures on a static page: as printed, with source, locator and status."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from charts.chart import ChartData
from charts.labels import format_figure_name, format_row_number
from exports.data.readable_columns import format_status
from exports.html_tables import format_locator, render_table
from locales import Words
from metrics.figure_queries import list_reported
from metrics.metric_table import to_records

MAX_ROWS = 10_000
"""Rows of one table; the rest is counted below it."""
COLUMNS = ("figure", "programme", "area", "period", "as_reported", "source", "place", "status")


def render_site_figures(chart_data: ChartData, figures: pd.DataFrame, title: str) -> str:
    """Render figures as a table with their sources below it, and the number of rows left out.

    A column whose programme or source is the same in every row is omitted. English pages also give
    each number in English.
    """
    words, listed = chart_data.words, figures.head(MAX_ROWS)
    wordings = [format_row_number(row, words) for row in to_records(list_reported(listed))]
    constant = {name for name in ("programme", "source") if figures[name].nunique() == 1}
    columns = [name for name in COLUMNS if name not in constant]
    if words.language == "en":
        columns.insert(columns.index("as_reported"), "wording")
    rows = (
        [_format_cell(name, row, wording, words) for name in columns]
        for row, wording in zip(to_records(listed), wordings, strict=True)
    )
    table = render_table([words.say(f"pages.column_{name}") for name in columns], rows, title)
    omitted = len(figures) - len(listed)
    sources = [words.name("source", code) for code in sorted(figures["source"].unique())]
    notes = [words.say("pages.sources_are", names=words.listing(sources))] if sources else []
    notes += [words.say("snapshot.more", count=omitted)] if omitted else []
    below = "".join(f'<p class="quiet">{escape(note)}</p>' for note in notes)
    return f'<div class="whole">{table}{below}</div>'


def _format_cell(name: str, row: Mapping[str, Any], wording: str, words: Words) -> str:
    """Return the text of one cell by the name of its column."""
    cells: dict[str, str] = {
        "figure": format_figure_name(row["key"], words),
        "programme": words.name("programme", row["programme"]),
        "area": words.name("area", row["ref_area"]),
        "period": words.period(row["time_period"]),
        "wording": wording,
        "as_reported": row["as_reported"],
        "source": words.name("source", row["source"]),
        "place": format_locator(row["locator"], words),
        "status": format_status(words, row["obs_status"]),
    }
    return cells[name]
