"""Which charts a change moves, and each of them before and after."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import chart as chart_components
from app_pages.components.links import render_page_link
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.charts import get_chart
from charts.catalogue import make_chart
from charts.chart import Chart, ChartData
from locales import Language, Words

MAX_CHARTS = 6
ChartMaker = Callable[[str], Chart]


@dataclass(frozen=True)
class AffectedChart:
    """A chart that a change moves, by its permanent name, before and after it."""

    address: str
    before: Chart
    after: Chart


def find_affected_charts(before: ChartMaker, after: ChartMaker) -> Iterator[AffectedChart]:
    """Give the charts that stand on pages and differ, each once; both make one by its name."""
    for name in dict.fromkeys(name for _, name in release.get_settings().chart_addresses()):
        old, new = before(name), after(name)
        if not old.table.equals(new.table):
            yield AffectedChart(name, old, new)


@memoize(32, warm=lambda new: [(new.parent, new.number, new.language)])
def list_affected_charts(old: int, new: int, language: Language) -> tuple[tuple[str, str], ...]:
    """Give name and title of the charts that differ between two releases."""
    if not old:
        return ()
    found = find_affected_charts(
        partial(get_chart, old, language), partial(get_chart, new, language)
    )
    return tuple((each.address, each.after.title) for each in found)


def render_affected_links(old: int, new: int, words: Words) -> str:
    """Write the charts that differ between two releases, each a link; empty if none does."""
    found = list_affected_charts(old, new, words.language)
    if not found:
        return ""
    items = "".join(
        f"<li>{render_page_link(title, 'chart', words, name=name, release=str(new))}</li>"
        for name, title in found
    )
    return (
        f'<p>{escape(words.say("desk.moved", count=len(found)))}</p><ul class="drafts">{items}</ul>'
    )


def show_affected(before: ChartData, after: ChartData, words: Words) -> None:
    """Show the charts that would move, before beside after."""
    found = list(
        find_affected_charts(
            lambda address: make_chart(address, before), lambda address: make_chart(address, after)
        )
    )
    if not found:
        return
    st.subheader(words.say("desk.moved", count=len(found)))
    for each in found[:MAX_CHARTS]:
        for column, chart, when in zip(
            st.columns(2), (each.before, each.after), ("before", "after"), strict=True
        ):
            with column:
                chart_components.show_labelled_chart(
                    chart, f"{when}-{each.address}", words.say(f"desk.{when}")
                )
    if len(found) > MAX_CHARTS:
        names = words.listing([each.after.title for each in found[MAX_CHARTS:]])
        st.html(f"<p>{escape(words.say('desk.also_moved', names=names))}</p>")
