"""The newest figures of a topic or chart as a table, and a link to all of them on the Data page."""

from html import escape

import pandas as pd

from app_pages.components.links import render_page_link
from charts.chart import ChartData
from exports.html_tables import render_figures_table
from metrics.figure_queries import Figures, choose, counts_by_value, filter_lazy
from metrics.latest_figures import build_recency_key
from metrics.reporting_units import REPORTED_KINDS

NEWEST = 12
"""Figures of the table."""


def choose_newest(figures: Figures, most: int = NEWEST) -> pd.DataFrame:
    """Return the newest figures, at most `most`: later periods first, of one period by their key.

    Example: of a topic with 315 figures the twelve of 2025-09, or of that month and those before.
    """
    counts = counts_by_value(figures, "time_period")
    found, rows = [], 0
    for period in sorted(counts, key=build_recency_key, reverse=True):
        found.append(choose(figures, time_period=period).sort_values("key"))
        rows += counts[period]
        if rows >= most:
            break
    return pd.concat(found).head(most) if found else choose(figures)


def render_newest(data: ChartData, figures: Figures, *, is_open: bool, **search: str) -> str:
    """Return the newest of some figures as a table that folds, with a link to all; "" without any.

    `search` are the parameters by which the Data page finds the same figures (topic, q). Targets
    are left out where there is anything else.
    """
    words = data.words
    count = sum(counts_by_value(figures, "time_period").values())
    if not count:
        return ""
    rows = choose_newest(filter_lazy(figures, kind=REPORTED_KINDS))
    if rows.empty:
        rows = choose_newest(figures)
    table = render_figures_table(data, rows, "")
    link = render_page_link(words.say("topic.all_figures", count=count), "data", words, **search)
    title = escape(words.say("topic.newest", count=len(rows)))
    return (
        f'<section class="newest"><details{" open" if is_open else ""}><summary><h2>{title}</h2>'
        f'</summary>{table}</details><p class="side">{link}</p></section>'
    )
