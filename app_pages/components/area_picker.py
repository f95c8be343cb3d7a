"""Walking the tree of areas: breadcrumb, and what lies below."""

from collections.abc import Mapping

import streamlit as st

from app_pages.state import session, url
from charts.chart import ChartData
from quantities.keys import COUNTRY


def path_to_area(material: ChartData, area: str) -> list[str]:
    """List the areas from the country down to `area`."""
    parent = dict(zip(material.areas["code"], material.areas["parent"], strict=True))
    path = [area]
    while parent.get(path[0]):
        path.insert(0, parent[path[0]])
    return path


def show_breadcrumb(material: ChartData, area: str) -> None:
    """Show the way from the country to the area, each step a way back."""
    path = path_to_area(material, area)
    with st.container(horizontal=True, key="breadcrumb", gap="xsmall"):
        for step in path:
            st.button(
                material.words.name("area", step),
                key=f"crumb-{step}",
                type="tertiary",
                disabled=step == area,
                on_click=url.set_param,
                args=("under", "" if step == COUNTRY else step),
            )


def children_with_figures(
    reporting: Mapping[str, int], material: ChartData, area: str
) -> dict[str, int]:
    """Count the figures at and below each area right below `area`, in GB/T 2260 order.

    `reporting` counts the figures of each area.
    """
    parent = dict(zip(material.areas["code"], material.areas["parent"], strict=True))
    found: dict[str, int] = {}
    for code, count in reporting.items():
        at = code
        while at and parent.get(at) != area:
            at = parent.get(at, "")
        if at:
            found[at] = found.get(at, 0) + count
    return dict(sorted(found.items()))


def show_areas_below(material: ChartData, reporting: Mapping[str, int], area: str) -> None:
    """Offer the areas below that report, each with how many figures."""
    below = children_with_figures(reporting, material, area)
    if below:
        words = material.words
        session.pick_link(
            words.say("pages.drill_down"),
            "under",
            list(below),
            lambda code: words.say(
                "pages.area_count", name=words.name("area", code), count=below[code]
            ),
        )
