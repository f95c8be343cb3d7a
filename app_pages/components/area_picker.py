"""Walking the tree of areas: breadcrumb, and what lies below."""

from collections.abc import Mapping

import streamlit as st

from app_pages.state import session, url
from charts.chart import ChartData
from quantities.keys import COUNTRY


def find_path(chart_data: ChartData, area: str) -> list[str]:
    """List the areas from the country down to `area`."""
    parent = dict(zip(chart_data.areas["code"], chart_data.areas["parent"], strict=True))
    path = [area]
    while parent.get(path[0]):
        path.insert(0, parent[path[0]])
    return path


def show_breadcrumb(chart_data: ChartData, area: str) -> None:
    """Show the way from the country to the area, each step a way back."""
    path = find_path(chart_data, area)
    with st.container(horizontal=True, key="breadcrumb", gap="xsmall"):
        for step in path:
            st.button(
                chart_data.words.name("area", step),
                key=f"crumb-{step}",
                type="tertiary",
                disabled=step == area,
                on_click=url.set_param,
                args=("under", "" if step == COUNTRY else step),
            )


def count_below(reporting: Mapping[str, int], chart_data: ChartData, area: str) -> dict[str, int]:
    """Count the figures at and below each area right below `area`, in GB/T 2260 order.

    `reporting` counts the figures of each area.
    """
    parent = dict(zip(chart_data.areas["code"], chart_data.areas["parent"], strict=True))
    found: dict[str, int] = {}
    for code, count in reporting.items():
        at = code
        while at and parent.get(at) != area:
            at = parent.get(at, "")
        if at:
            found[at] = found.get(at, 0) + count
    return dict(sorted(found.items()))


def show_areas_below(chart_data: ChartData, reporting: Mapping[str, int], area: str) -> None:
    """Offer the areas below that report, each with how many figures."""
    below = count_below(reporting, chart_data, area)
    if below:
        words = chart_data.words
        session.pills_param(
            words.say("pages.drill_down"),
            "under",
            list(below),
            lambda code: words.say(
                "pages.area_count", name=words.name("area", code), count=below[code]
            ),
        )
