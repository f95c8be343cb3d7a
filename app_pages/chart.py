"""One chart at its permanent address."""

import streamlit as st

from app_pages.components import chart
from app_pages.state import release, url

chart_data = release.get_current_chart_data()
address = url.get_param("name")
with st.container(width=960):
    try:
        chart.show_chart(address, level=1)
    except KeyError:
        st.html(f'<p class="empty">{chart_data.words.say("pages.no_chart")}</p>')
