"""Explore: any indicator, areas, periods and form; the address holds the whole state."""

from functools import partial

import streamlit as st

from app_pages.components import chart, figures
from app_pages.components.area_picker import COUNTRY, breadcrumb, drill
from app_pages.state import release, session, url
from app_pages.state.chart_query import Explored
from charts.catalogue import GENERIC
from metrics.figures import counts

material = release.material()
words = material.words


def choices() -> tuple[str, str, list[str], list[str]]:
    """Ask for indicator, form, areas and periods."""
    reported = counts(material.figures, "indicator")
    codes = [i["code"] for i in material.indicators if i["code"] in reported]
    columns = st.columns([3, 2, 3, 3])
    with columns[0]:
        label = words.say("pages.column_figure")
        indicator = session.pick(label, "indicator", codes, partial(words.name, "indicator"))
    with columns[1]:
        label = words.say("pages.form")
        form = session.pick(label, "form", list(GENERIC), lambda f: words.say(f"pages.form_{f}"))
    with columns[2]:
        label, every = words.say("pages.column_area"), words.say("pages.all_areas")
        areas = list(counts(material.figures, "ref_area", indicator=indicator))
        areas = session.pick_several(label, "areas", areas, partial(words.name, "area"), every)
    with columns[3]:
        label, every = words.say("pages.column_period"), words.say("pages.all_periods")
        periods = list(counts(material.figures, "time_period", indicator=indicator))
        periods = session.pick_several(label, "periods", periods, words.period, every)
    return indicator, form, areas, periods


st.title(words.say("pages.explore"))
indicator, form, areas, periods = choices()
under = url.asked("under", COUNTRY)
breadcrumb(material, under)
drill(material, counts(material.figures, "ref_area", indicator=indicator), under)
explored = Explored(f"{indicator}.{form}", areas, periods, under)
chart.show_chosen(explored.code)
st.html(figures.explored_table(release.number(), words.language, explored.code))
