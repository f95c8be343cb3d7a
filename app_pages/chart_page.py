"""The page of a single chart at its permanent URL, `/chart?name=…`."""

import streamlit as st

from app_pages.components import chart_card
from app_pages.components.notices import show_empty
from app_pages.pages import set_tab_title
from app_pages.state import release, url

words = release.get_current_chart_data().words
with st.container(width=960):
    try:
        set_tab_title(chart_card.get_chart_title(url.get_param("name")))
        chart_card.show_chart(url.get_param("name"), level=1)
    except KeyError:
        show_empty(words.say("pages.no_chart"))
