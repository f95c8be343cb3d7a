"""Progress: each area and indicator through the year, against last year and the target."""

from functools import partial

import streamlit as st

from app_pages.components.area_picker import show_areas_below, show_breadcrumb
from app_pages.progress import table
from app_pages.state import release, session, url
from quantities.keys import COUNTRY

material = release.current_chart_data()
words = material.words

st.title(words.say("pages.progress"))
ends = table.counted_months(release.release_number())
if not ends:
    st.html(f'<p class="empty">{words.say("pages.no_progress")}</p>')
    st.stop()
left, right = st.columns([1, 3])
with left:
    end = session.pick(
        words.say("pages.through"),
        "through",
        ends,
        lambda end: words.period(f"{end[:4]}-01/{end}" if end[5:] != "01" else end),
    )
flows = [i for i in material.indicators if i["kind"] == "flow" and i["aggregation"] == "sum"]
with right:
    wanted = session.pick_several(
        words.say("pages.column_figure"),
        "indicators",
        [i["code"] for i in flows],
        partial(words.name, "indicator"),
        words.say("pages.all_indicators"),
    )
number, under = release.release_number(), url.get_param("under", COUNTRY)
part = table.progress_data(number, int(end[:4]), tuple(wanted), under)
if part.cut:
    show_breadcrumb(material, under)
    show_areas_below(material, part.areas, under)
st.html(table.progress_html(number, words.language, end, tuple(wanted), under))
