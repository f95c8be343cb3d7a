"""The newest figures of a topic or chart as a table, and a link to all of them on the Data page."""

from html import escape

from app_pages.components.links import render_page_link
from charts.chart import ChartData
from exports.html_tables import render_figures_table
from metrics.figure_queries import Figures, counts_by_value, filter_lazy
from metrics.newest_figures import newest_rows
from metrics.reporting_units import REPORTED_KINDS

NEWEST = 12
"""Figures of the table."""


def render_newest(data: ChartData, figures: Figures, *, is_open: bool, **search: str) -> str:
    """Return the newest of some figures as a table that folds, with a link to all; "" without any.

    `search` are the parameters by which the Data page finds the same figures, such as topic and
    area. Targets are left out where there is anything else.
    """
    words = data.words
    count = sum(counts_by_value(figures, "time_period").values())
    if not count:
        return ""
    rows = newest_rows(filter_lazy(figures, kind=REPORTED_KINDS), NEWEST)
    if rows.empty:
        rows = newest_rows(figures, NEWEST)
    table = render_figures_table(data, rows, "")
    link = render_page_link(words.say("topic.all_figures", count=count), "data", words, **search)
    title = escape(words.say("topic.newest", count=len(rows)))
    return (
        f'<section class="newest"><details{" open" if is_open else ""}><summary><h2>{title}</h2>'
        f'</summary>{table}</details><p class="side">{link}</p></section>'
    )
