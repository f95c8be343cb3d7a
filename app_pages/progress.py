"""Progress: each area and indicator through the year, against last year and the target."""

from functools import partial

import streamlit as st

from app_pages import _address, _progress, _release, _session
from app_pages._areas import COUNTRY, breadcrumb, drill

material = _release.material()
words = material.words

st.title(words.say("pages.progress"))
ends = _progress.ends(_release.number())
if not ends:
    st.html(f'<p class="empty">{words.say("pages.no_progress")}</p>')
    st.stop()
left, right = st.columns([1, 3])
with left:
    end = _session.pick(
        words.say("pages.through"),
        "through",
        ends,
        lambda end: words.period(f"{end[:4]}-01/{end}" if end[5:] != "01" else end),
    )
flows = [i for i in material.indicators if i["kind"] == "flow" and i["aggregation"] == "sum"]
with right:
    wanted = _session.pick_several(
        words.say("pages.column_figure"),
        "indicators",
        [i["code"] for i in flows],
        partial(words.name, "indicator"),
        words.say("pages.all_indicators"),
    )
number, under = _release.number(), _address.asked("under", COUNTRY)
part = _progress.part_of(number, int(end[:4]), tuple(wanted), under)
if part.cut:
    breadcrumb(material, under)
    drill(material, part.areas, under)
st.html(_progress.progress_of(number, words.language, end, tuple(wanted), under))
