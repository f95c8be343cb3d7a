"""The charts that a change of the figures affects: as links, or each before and after it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from app_pages.components import chart_card
from app_pages.components.links import render_page_link
from app_pages.state import release
from app_pages.state.cache import memoize
from app_pages.state.charts import find_chart
from charts.catalogue import find_charts
from charts.chart import Chart, ChartData
from locales import Language, Words

MAX_CHARTS = 6
ChartFinder = Callable[[str], Chart | None]


@dataclass(frozen=True)
class AffectedChart:
    """A chart that a change of the figures affects, before and after the change."""

    address: str
    before: Chart
    after: Chart


def find_affected_charts(before: ChartFinder, after: ChartFinder) -> Iterator[AffectedChart]:
    """Yield the charts in config.yaml that differ between two states of the figures.

    `before` and `after` return the chart at an address (`funds_invested.bar`) in the older and in
    the newer state, or None if that state does not have it; then it is not compared. Charts differ
    if their tables do, which have a row for each mark.
    """
    addresses = (address for _, address in release.get_settings().chart_addresses())
    for address in dict.fromkeys(addresses):
        older, newer = before(address), after(address)
        if older and newer and not older.table.equals(newer.table):
            yield AffectedChart(address, older, newer)


@memoize(max_results=32, warm=lambda new: [(new.parent, new.number, new.language)])
def list_affected_charts(older: int, newer: int, language: Language) -> tuple[tuple[str, str], ...]:
    """Return address and title of the charts in config.yaml that differ in two releases; cached.

    `older` and `newer` are release numbers; titles are from the newer one. With 0 as `older`, the
    state before the first release, there is nothing to compare.
    """
    if not older:
        return ()
    affected = find_affected_charts(
        partial(find_chart, older, language), partial(find_chart, newer, language)
    )
    return tuple((chart.address, chart.after.title) for chart in affected)


def render_affected_links(older: int, newer: int, words: Words) -> str:
    """Return the HTML of a folded list of links to the charts that differ in two releases, or "".

    `older` and `newer` are release numbers. The links open the newer one, whichever the reader
    sees.
    """
    charts = list_affected_charts(older, newer, words.language)
    if not charts:
        return ""
    items = "".join(
        f"<li>{render_page_link(title, 'chart', words, name=address, release=str(newer))}</li>"
        for address, title in charts
    )
    heading = words.say("desk.moved", count=len(charts))
    return (
        f'<details class="rest"><summary>{escape(heading)}</summary>'
        f'<ul class="drafts">{items}</ul></details>'
    )


def show_affected_charts(before: ChartData, after: ChartData, words: Words) -> None:
    """Show the charts that a draft would change, each before and after the change.

    `before` has the published figures, `after` those with the draft applied. At most MAX_CHARTS
    charts are drawn; of further ones only the titles are listed.
    """
    affected = list(
        find_affected_charts(
            lambda address: find_charts([address], before).get(address),
            lambda address: find_charts([address], after).get(address),
        )
    )
    if not affected:
        return
    st.subheader(words.say("desk.moved", count=len(affected)))
    for chart in affected[:MAX_CHARTS]:
        left, right = st.columns(2)
        for column, name, shown in ((left, "before", chart.before), (right, "after", chart.after)):
            with column:
                chart_card.show_labelled_chart(
                    shown, f"{name}-{chart.address}", words.say(f"desk.{name}")
                )
    if len(affected) > MAX_CHARTS:
        names = words.listing([chart.after.title for chart in affected[MAX_CHARTS:]])
        st.html(f"<p>{escape(words.say('desk.also_moved', names=names))}</p>")
