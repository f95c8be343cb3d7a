"""Navigation in the tree of areas: a breadcrumb, and buttons for the areas one level below."""

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from app_pages.components import url_widgets
from app_pages.state import url
from charts.chart import ChartData


def find_path_to_area(chart_data: ChartData, area: str) -> list[str]:
    """Return the codes of the areas from the country down to the picked one: both are included.

    An unknown code, as a URL may have it, is a path of its own.
    """
    parents = dict(zip(chart_data.areas["code"], chart_data.areas["parent"], strict=True))
    path = [area]
    while parent := parents.get(path[0]):
        path.insert(0, parent)
    return path


def show_breadcrumb(chart_data: ChartData, area: str) -> None:
    """Show the areas from the country down to `area` as buttons that lead back up.

    A click makes it the area of the scope, which the page shows the areas below of.
    """
    path = find_path_to_area(chart_data, area)
    with st.container(horizontal=True, key="breadcrumb", gap="xsmall"):
        for ancestor in path:
            st.button(
                chart_data.words.name("area", ancestor),
                key=f"crumb-{ancestor}",
                type="tertiary",
                disabled=ancestor == area,
                on_click=url.set_param,
                args=("area", ancestor),
            )


def count_below(reporting: Mapping[str, int], chart_data: ChartData, area: str) -> dict[str, int]:
    """Return how many figures each area that can be picked below `area` has, with all areas in it.

    Those are its direct children; ones without figures are left out. `reporting` is the number of
    figures of each area alone. Figures of `area` itself and of areas outside it do not count.
    """
    parents = dict(zip(chart_data.areas["code"], chart_data.areas["parent"], strict=True))
    counts: Counter[str] = Counter()
    for code, count in reporting.items():
        child = code  # goes up to the direct child, or to "" above the country
        while child and parents.get(child) != area:
            child = parents.get(child, "")
        if child:
            counts[child] += count
    return dict(sorted(counts.items()))


def show_areas_below(chart_data: ChartData, reporting: Mapping[str, int], area: str) -> None:
    """Show buttons for the areas one level below `area` that have figures, with their numbers.

    `reporting` is the number of figures of each area alone; a button has the sum of an area and
    all in it. A click makes it the area of the scope. Without such areas nothing is shown.
    """
    below = count_below(reporting, chart_data, area)
    if below:
        words = chart_data.words
        url_widgets.pills_param(
            words.say("pages.drill_down"),
            name="area",
            options=list(below),
            format_code=lambda code: words.say(
                "pages.area_count", name=words.name("area", code), count=below[code]
            ),
        )
