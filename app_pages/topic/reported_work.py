"""What reports tell of a topic as HTML: programmes one a row, and the newest of its figures."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from app_pages.components.links import render_page_link
from app_pages.state import release
from app_pages.state.cache import memoize
from exports.html_fragments import list_programme_facts, render_channels_and_themes
from exports.html_tables import render_figures_table
from locales import Language, Words
from metrics.figure_queries import Figures, choose, counts_by_value, filter_lazy
from metrics.latest_figures import build_recency_key
from metrics.reporting_units import REPORTED_KINDS

MAX_PROGRAMMES = 3
"""Programmes that are shown at once; the others are folded."""
NEWEST = 12
"""Figures of the table: the newest ones, the others are on the Data page."""


def render_work(programmes: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Return programmes as rows that open, the first MAX_PROGRAMMES at once; "" without any."""
    if not programmes:
        return ""
    rows = [_render_row(each, words) for each in programmes]
    rest = ""
    if len(rows) > MAX_PROGRAMMES:
        label = escape(words.say("topic.all_work", count=len(rows)))
        folded = "".join(rows[MAX_PROGRAMMES:])
        rest = f'<details class="rest"><summary>{label}</summary>{folded}</details>'
    title = escape(words.say("topic.work_reported"))
    return (
        f'<section class="work"><h2>{title}</h2><div class="rows">'
        f"{''.join(rows[:MAX_PROGRAMMES])}</div>{rest}</section>"
    )


def _render_row(programme: Mapping[str, Any], words: Words) -> str:
    """Return a programme as a row: name, who and since when, summary; opened, all of it."""
    facts = escape(" · ".join(list_programme_facts(programme, words)))
    return (
        f'<details class="programme-row"><summary><b>{escape(words.pick(programme["name"]))}</b>'
        f'<span class="facts">{facts}</span></summary>'
        f"<p>{escape(words.pick(programme['summary']))}</p>"
        f"{render_channels_and_themes(programme, words)}</details>"
    )


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


@memoize(max_results=64, warm=None)
def render_newest(number: int, language: Language, topic: str, is_open: bool) -> str:
    """Return the newest figures of a topic as a table, with a link to all of them; cached.

    `number` is the release's number. Unless `is_open` the table is folded. Targets are left out
    where there is anything else. "" for a topic without figures.
    """
    data = release.get_chart_data(number, language)
    figures, words = filter_lazy(data.figures, topic=topic), data.words
    count = sum(counts_by_value(figures, "time_period").values())
    if not count:
        return ""
    rows = choose_newest(filter_lazy(figures, kind=REPORTED_KINDS))
    if rows.empty:
        rows = choose_newest(figures)
    table = render_figures_table(data, rows, "")
    label = words.say("topic.all_figures", count=count)
    link = render_page_link(label, "data", words, topic=topic)
    title = escape(words.say("topic.newest", count=len(rows)))
    opened = " open" if is_open else ""
    return (
        f'<section class="newest"><details{opened}><summary><h2>{title}</h2></summary>{table}'
        f'</details><p class="side">{link}</p></section>'
    )
