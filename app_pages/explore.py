"""Explore: any indicator, areas, periods and form; the address holds the whole state."""

from functools import partial

import streamlit as st

from app_pages import _chart, _figures, _release, _session
from app_pages._areas import COUNTRY, breadcrumb, children_with_figures
from app_pages._explored import Explored
from charts.catalogue import GENERIC
from metrics.figures import choose

material = _release.material()
words = material.words


def choices() -> tuple[str, str, list[str], list[str]]:
    """Ask for indicator, form, areas and periods."""
    reported = set(material.figures["indicator"])
    codes = [i["code"] for i in material.indicators if i["code"] in reported]
    columns = st.columns([3, 2, 3, 3])
    with columns[0]:
        label = words.say("pages.column_figure")
        indicator = _session.pick(label, "indicator", codes, partial(words.name, "indicator"))
    with columns[1]:
        label = words.say("pages.form")
        form = _session.pick(label, "form", list(GENERIC), lambda f: words.say(f"pages.form_{f}"))
    own = choose(material.figures, indicator=indicator)
    with columns[2]:
        label, every = words.say("pages.column_area"), words.say("pages.all_areas")
        known = sorted(own["ref_area"].unique())
        areas = _session.pick_several(label, "areas", known, partial(words.name, "area"), every)
    with columns[3]:
        label, every = words.say("pages.column_period"), words.say("pages.all_periods")
        known = sorted(own["time_period"].unique())
        periods = _session.pick_several(label, "periods", known, words.period, every)
    return indicator, form, areas, periods


def drill(under: str, indicator: str) -> None:
    """Offer the areas below that report the indicator."""
    below = children_with_figures(choose(material.figures, indicator=indicator), material, under)
    if below:
        _session.pick_link(
            words.say("pages.drill_down"),
            "under",
            list(below),
            lambda code: words.say(
                "pages.area_count", name=words.name("area", code), count=below[code]
            ),
        )


st.title(words.say("pages.explore"))
indicator, form, areas, periods = choices()
under = _session.asked("under", COUNTRY)
breadcrumb(material, under)
drill(under, indicator)
explored = Explored(f"{indicator}.{form}", areas, periods, under)
_chart.show_chosen(explored.code)
st.html(_figures.explored_table(_release.number(), words.language, explored.code))
