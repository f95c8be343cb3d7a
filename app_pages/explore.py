"""Explore: any indicator, areas, periods and form; the address holds the whole state."""

from functools import partial

import streamlit as st

from app_pages.components import chart, figures
from app_pages.components.area_picker import show_areas_below, show_breadcrumb
from app_pages.state import release, session, url
from app_pages.state.chart_query import ChartQuery
from charts.catalogue import GENERIC
from metrics.figures import counts_by_value
from quantities.keys import COUNTRY

material = release.current_chart_data()
words = material.words


def ask_choices() -> tuple[str, str, list[str], list[str]]:
    """Ask for indicator, form, areas and periods."""
    reported = counts_by_value(material.figures, "indicator")
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
        areas = list(counts_by_value(material.figures, "ref_area", indicator=indicator))
        areas = session.pick_several(label, "areas", areas, partial(words.name, "area"), every)
    with columns[3]:
        label, every = words.say("pages.column_period"), words.say("pages.all_periods")
        periods = list(counts_by_value(material.figures, "time_period", indicator=indicator))
        periods = session.pick_several(label, "periods", periods, words.period, every)
    return indicator, form, areas, periods


st.title(words.say("pages.explore"))
indicator, form, areas, periods = ask_choices()
under = url.get_param("under", COUNTRY)
show_breadcrumb(material, under)
show_areas_below(
    material, counts_by_value(material.figures, "ref_area", indicator=indicator), under
)
query = ChartQuery(f"{indicator}.{form}", tuple(areas), tuple(periods), under)
chart.show_query(query)
st.html(figures.query_table(release.release_number(), words.language, query))
