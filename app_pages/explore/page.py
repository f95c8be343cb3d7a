"""The Explore page: a chart of any indicator, with a choice of form, areas and periods."""

from functools import partial

import streamlit as st

from app_pages.components import chart_card, figure_tables, url_widgets
from app_pages.components.area_picker import show_areas_below, show_breadcrumb
from app_pages.state import release
from app_pages.state.chart_query import ChartQuery
from app_pages.state.scope import current_scope
from charts.catalogue import INDICATOR_CHARTS
from metrics.figure_queries import counts_by_value
from periods import comparable_period, parse_period

chart_data = release.get_current_chart_data()
words = chart_data.words


def ask_query() -> tuple[str, str, list[str], list[str]]:
    """Show the widgets of the Explore page; return the selected indicator, form, areas, periods.

    All are codes, and are in the URL. Only indicators, areas and periods that have figures can be
    selected. No areas or no periods mean all. `chart_data` has the figures of the release that the
    reader sees, `words` its names; the script reads both at its head, anew in every run.
    """
    reported = counts_by_value(chart_data.figures, "indicator")
    codes = [entry["code"] for entry in chart_data.indicators if entry["code"] in reported]
    indicator_column, form_column, area_column, period_column = st.columns([3, 2, 3, 3])
    with indicator_column:
        label = words.say("pages.column_figure")
        indicator = url_widgets.selectbox_param(
            label, "indicator", codes, partial(words.name, "indicator")
        )
    with form_column:
        label = words.say("pages.form")
        form = url_widgets.selectbox_param(
            label, "form", list(INDICATOR_CHARTS), lambda form: words.say(f"pages.form_{form}")
        )
    with area_column:
        label, every = words.say("pages.column_area"), words.say("pages.all_areas")
        areas = list(counts_by_value(chart_data.figures, "ref_area", indicator=indicator))
        areas = url_widgets.multiselect_param(
            label, "areas", areas, words.areas(areas).__getitem__, every
        )
    with period_column:
        label, every = words.say("pages.column_period"), words.say("pages.all_periods")
        periods = list(counts_by_value(chart_data.figures, "time_period", indicator=indicator))
        # The URL may spell a period otherwise than the figures do.
        stored = {comparable_period(period): period for period in periods}
        periods = url_widgets.multiselect_param(
            label,
            "periods",
            periods,
            words.period,
            every,
            lambda text: stored.get(parse_period(text), ""),
        )
    return indicator, form, areas, periods


st.title(words.say("pages.explore"))
indicator, form, areas, periods = ask_query()
under = current_scope().area
show_breadcrumb(chart_data, under)
show_areas_below(
    chart_data, counts_by_value(chart_data.figures, "ref_area", indicator=indicator), under
)
query = ChartQuery(f"{indicator}.{form}", tuple(areas), tuple(periods), under)
chart_card.show_query(query)
st.html(figure_tables.render_query_table(release.get_release_number(), words.language, query))
