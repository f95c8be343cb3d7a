"""The eight charts in Streamlit as a tutorial makes them: read and drawn anew at every rerun."""

import streamlit as st
from eight import LANGUAGES, eight

st.set_page_config(layout="wide")
language = st.segmented_control("language", LANGUAGES, default=LANGUAGES[0])
columns = st.columns(4)
for number, figure in enumerate(eight(language or LANGUAGES[0])):
    columns[number % 4].plotly_chart(figure, key=str(number))
