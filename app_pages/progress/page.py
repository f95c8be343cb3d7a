"""Progress: each area and indicator through the year, against last year and the target."""

from functools import partial

import streamlit as st

from app_pages.components.area_picker import show_areas_below, show_breadcrumb
from app_pages.progress import table
from app_pages.state import release, session, url
from quantities.keys import COUNTRY

chart_data = release.get_current_chart_data()
words = chart_data.words

st.title(words.say("pages.progress"))
ends = table.list_months(release.get_release_number())
if not ends:
    st.html(f'<p class="empty">{words.say("pages.no_progress")}</p>')
    st.stop()
left, right = st.columns([1, 3])
with left:
    end = session.selectbox_param(
        words.say("pages.through"),
        "through",
        ends,
        lambda end: words.period(f"{end[:4]}-01/{end}" if end[5:] != "01" else end),
    )
flows = [i for i in chart_data.indicators if i["kind"] == "flow" and i["aggregation"] == "sum"]
with right:
    wanted = session.multiselect_param(
        words.say("pages.column_figure"),
        "indicators",
        [i["code"] for i in flows],
        partial(words.name, "indicator"),
        words.say("pages.all_indicators"),
    )
number, under = release.get_release_number(), url.get_param("under", COUNTRY)
part = table.get_progress_data(number, int(end[:4]), tuple(wanted), under)
if part.cut:
    show_breadcrumb(chart_data, under)
    show_areas_below(chart_data, part.areas, under)
st.html(table.render_progress(number, words.language, end, tuple(wanted), under))
