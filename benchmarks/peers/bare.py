"""Streamlit's own floor: the eight charts drawn beforehand, nothing done but sending them."""

import plotly.graph_objects as go
import streamlit as st
from eight import LANGUAGES, eight

st.set_page_config(layout="wide")


@st.cache_resource
def drawn(language: str) -> list[go.Figure]:
    """Draw them once a process."""
    return eight(language)


language = st.segmented_control("language", LANGUAGES, default=LANGUAGES[0])
columns = st.columns(4)
for number, figure in enumerate(drawn(language or LANGUAGES[0])):
    columns[number % 4].plotly_chart(figure, key=str(number))
