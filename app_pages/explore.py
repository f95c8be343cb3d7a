"""Explore: any indicator, areas, periods and form; the address holds the whole state."""

from dataclasses import replace
from functools import partial

import streamlit as st

from app_pages import _chart, _release, _session
from app_pages._areas import breadcrumb, children_with_figures, inside
from app_pages._table import figures_table
from charts.catalogue import GENERIC
from charts.chart import Material
from metrics.figures import choose

COUNTRY = "100000"

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


def selected(indicator: str, areas: list[str], periods: list[str], under: str) -> Material:
    """Keep the figures that were asked for."""
    figures = choose(material.figures, indicator=indicator)
    figures = choose(figures, ref_area=areas) if areas else figures[inside(figures, under)]
    if periods:
        figures = choose(figures, time_period=periods)
    return replace(material, figures=figures)


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
chosen = selected(indicator, areas, periods, under)
_chart.show_chosen(f"{indicator}.{form}", chosen)
title = words.say("pages.topic_table", name=words.name("indicator", indicator))
st.html(figures_table(chosen, chosen.figures, title))
