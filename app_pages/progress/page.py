"""The Progress page: widgets for month, indicators and area, and the table below them."""

from functools import partial

import streamlit as st

from app_pages.components import url_widgets
from app_pages.components.area_picker import show_areas_below, show_breadcrumb
from app_pages.components.notices import show_empty
from app_pages.progress import table
from app_pages.state import release
from app_pages.state.scope import current_scope
from quantities.aggregation import read_aggregation

chart_data = release.get_current_chart_data()
words = chart_data.words

st.title(words.say("pages.progress"))
months = table.list_months(release.get_release_number())
if not months:
    show_empty(words.say("pages.no_progress"))
    st.stop()
scope = current_scope()
left, right = st.columns([1, 3])
with left:
    month = url_widgets.selectbox_param(
        words.say("pages.through"),
        name="through",
        options=months,
        format_code=lambda month: table.format_months_through(month, words),
        first=scope.through,
    )
# Only figures that count events of a period can be added up since January.
summable = [
    entry["code"]
    for entry in chart_data.reported_indicators
    if entry["kind"] == "flow" and read_aggregation(entry) == ("sum", "sum")
]
with right:
    selected = url_widgets.multiselect_param(
        words.say("pages.column_figure"),
        name="indicators",
        options=summable,
        format_code=partial(words.name, "indicator"),
        placeholder=words.say("pages.all_indicators"),
    )
number, under = release.get_release_number(), scope.area
data = table.get_progress_data(number, int(month[:4]), tuple(selected), under)
if data.children_only:
    show_breadcrumb(chart_data, under)
    show_areas_below(chart_data, data.figures_by_area, under)
st.html(table.render_progress(number, words.language, month, tuple(selected), under))
