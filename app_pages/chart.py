"""One chart at its permanent address."""

import streamlit as st

from app_pages import _address, _chart, _release

material = _release.material()
address = _address.asked("name")
with st.container(width=960):
    try:
        _chart.show(address, level=1)
    except KeyError:
        st.html(f'<p class="empty">{material.words.say("pages.no_chart")}</p>')
