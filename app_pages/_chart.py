"""A chart on a page: title, finding and unit above, the drawing, source and table below."""

from collections.abc import Callable
from html import escape

import streamlit as st

from app_pages import _release, _session
from app_pages._session import Opened
from app_pages._table import chart_table
from charts.catalogue import chart_address, make
from charts.chart import Chart, Material
from charts.draw import draw
from locales import Words
from settings import ChartSpec

CONFIG = {"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False}


def show(spec: ChartSpec) -> None:
    """Show the chart that config.yaml names."""
    address = chart_address(spec if isinstance(spec, str) else spec.model_dump())
    show_address(address, _release.material())


def show_address(address: str, material: Material, level: int = 3) -> None:
    """Show the chart of a permanent address; KeyError if it names none."""
    show_chart(make(address, material), address, level)


def show_tiles(address: str) -> None:
    """Show the tile grid; a click on a province filters the page instead of opening the panel."""
    material = _release.material()
    chart = make(address, material)
    provinces = material.areas.loc[material.areas["level"] == "province", "code"].tolist()

    def filtered() -> None:
        row = _session.clicked_row(f"draw-{address}")
        _session.ask("area", provinces[row] if row is not None else "")

    show_chart(chart, address, clicked=filtered)


def show_chart(
    chart: Chart, address: str, level: int = 3, clicked: Callable[[], None] | None = None
) -> None:
    """Show a chart under a key that stays the same from run to run.

    `clicked` takes the place of opening the panel.
    """
    words = _release.material().words
    with st.container(key=f"chart-{address.replace('.', '-')}", gap="xsmall"):
        st.html(_head(chart, level))
        if chart.empty:
            st.html(f'<p class="empty">{escape(words.say("pages.nothing_reported"))}</p>')
        else:
            _drawing(chart, address, clicked)
        st.html(_foot(chart, words, address))


def show_flow(chart: Chart, address: str) -> None:
    """Show a programme's steps, slim: no finding, no foot, its source is the programme's."""
    with st.container(key=f"chart-{address}", gap="xxsmall"):
        _drawing(chart, address, None)


def _drawing(chart: Chart, address: str, clicked: Callable[[], None] | None) -> None:
    key = f"draw-{address}"
    st.plotly_chart(
        draw(chart, _session.theme()),
        theme=None,
        key=key,
        config=CONFIG,
        alt=f"{chart.title}。{chart.finding}"
        if chart.language == "zh"
        else f"{chart.title}. {chart.finding}",
        on_select=clicked or (lambda: _clicked(chart, key)),
        selection_mode="points",
    )


def _clicked(chart: Chart, key: str) -> None:
    """Open the panel for the mark that was clicked; runs before the page is drawn again."""
    row = _session.clicked_row(key)
    if row is None or row >= len(chart.table):
        return
    mark = chart.table.iloc[row]
    title = mark["category"] if mark["category"] != mark["wording"] else chart.title
    _session.open_panel(
        Opened(
            title=title or chart.title,
            keys=tuple(mark["figures"]),
            wording=mark["wording"],
            formula=mark["formula"],
            detail=mark["detail"],
        )
    )


def _head(chart: Chart, level: int) -> str:
    unit = f'<span class="unit">{escape(_unit(chart))}</span>' if chart.unit else ""
    return (
        f'<div class="chart-head"><h{level}>{escape(chart.title)}</h{level}>{unit}</div>'
        f'<p class="finding">{escape(chart.finding)}</p>'
    )


def _unit(chart: Chart) -> str:
    return f"单位：{chart.unit}" if chart.language == "zh" else f"Unit: {chart.unit}"


def _foot(chart: Chart, words: Words, address: str) -> str:
    notes = "".join(f"<p>{escape(note)}</p>" for note in chart.notes)
    table = ""
    if not chart.empty:
        label = escape(words.say("pages.table_of_chart"))
        table = f"<details><summary>{label}</summary>{chart_table(chart, words)}</details>"
    label = escape(words.say("pages.permanent"))
    link = f'<a href="chart?name={escape(address, quote=True)}">{label}</a>'
    return f'<div class="chart-foot">{notes}<p>{escape(chart.source)} · {link}</p>{table}</div>'
