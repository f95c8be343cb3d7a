"""The table of figures on a static page: as printed, with source, locator and status."""

from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from charts.chart import ChartData
from charts.labels import (
    format_figure_name,
    format_row_number,
    format_status,
    list_sources,
)
from exports.html_tables import format_locator, render_table
from locales import Words
from metrics.figure_queries import list_reported
from metrics.metric_table import to_records

MAX_ROWS = 10_000
"""Rows of one table; the rest is counted below it."""
COLUMNS = ("figure", "programme", "area", "period", "as_reported", "source", "place", "status")


def render_site_figures(chart_data: ChartData, figures: pd.DataFrame, title: str) -> str:
    """Render figures as a table of a static page, with the sources and the number of further rows.

    The column of programmes or sources is omitted if all rows have the same one. English pages have
    a further column with the numbers in English.
    """
    words, listed = chart_data.words, figures.head(MAX_ROWS)
    wordings = [format_row_number(row, words) for row in to_records(list_reported(listed))]
    constant_columns = {name for name in ("programme", "source") if figures[name].nunique() == 1}
    columns = [name for name in COLUMNS if name not in constant_columns]
    if words.language == "en":
        columns.insert(columns.index("as_reported"), "wording")
    areas = words.areas(listed["ref_area"])
    rows = (
        [_format_figure_cell(column, figure, wording, areas, words) for column in columns]
        for figure, wording in zip(to_records(listed), wordings, strict=True)
    )
    headings = [words.say(f"pages.column_{name}") for name in columns]
    number_positions = [n for n, name in enumerate(columns) if name in ("wording", "as_reported")]
    table = render_table(headings, rows, title, numbers=number_positions)
    omitted_count = len(figures) - len(listed)
    sources = list_sources(sorted(figures["source"].unique()), words)
    notes = [words.say("pages.sources_are", names=words.listing(sources))] if sources else []
    notes += [words.say("snapshot.more", count=omitted_count)] if omitted_count else []
    below = "".join(f'<p class="quiet">{escape(note)}</p>' for note in notes)
    return f'<div class="whole">{table}{below}</div>'


def _format_figure_cell(
    column: str, figure: Mapping[str, Any], wording: str, areas: Mapping[str, str], words: Words
) -> str:
    """Return a figure's text in one of the COLUMNS of a static page's table.

    `wording` is its number in the page's language, which stands beside the number as printed;
    `areas` are the names of the table's areas by code.
    """
    cells: dict[str, str] = {
        "figure": format_figure_name(figure["key"], words),
        "programme": words.name("programme", figure["programme"]),
        "area": areas[figure["ref_area"]],
        "period": words.period(figure["time_period"]),
        "wording": wording,
        "as_reported": figure["as_reported"],
        "source": words.name("source", figure["source"]),
        "place": format_locator(figure["locator"], words),
        "status": format_status(figure["obs_status"], words),
    }
    return cells[column]
