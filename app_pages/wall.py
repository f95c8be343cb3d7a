"""The Wall page, for a screen on a wall: it goes from chart to chart by itself, without a reader.

It always shows the newest release; each chart is visible for some seconds.
"""

from html import escape

import streamlit as st

from app_pages.components import figure_tables
from app_pages.present import selection
from app_pages.state import release, session, url
from exports import ExportOptions
from exports.client_json import DOWNLOAD_SIZE

CHECK_INTERVAL = 10  # seconds between two checks for a new release
MIN_SECONDS, DEFAULT_SECONDS, MAX_SECONDS = 3, 15, 600


def get_seconds_per_chart() -> int:
    """Return how many seconds each chart is shown: the parameter in the URL, within limits."""
    text = url.get_param("seconds")
    if not text.isdecimal() or len(text) > 4:
        return DEFAULT_SECONDS
    return min(max(int(text), MIN_SECONDS), MAX_SECONDS)


@st.fragment(run_every=CHECK_INTERVAL)
def show_slideshow() -> None:
    """Write the HTML of the charts that a script in the browser shows one after the other.

    It runs again every CHECK_INTERVAL seconds; the slideshow restarts only if the HTML has changed.
    """
    choice, number = selection.read_selection(session.get_theme()), release.get_release_number()
    words = release.get_chart_data(number, choice.language).words
    options = ExportOptions(
        theme=choice.options.theme, size=DOWNLOAD_SIZE, source_line=choice.options.source_line
    )
    codes = choice.codes or dict.fromkeys(a for _, a in release.get_settings().chart_addresses())
    drawings = (
        selection.render_drawing_attribute(number, choice.language, code, options) for code in codes
    )
    charts = "".join(f"<span {each} hidden></span>" for each in drawings if each)
    title = choice.title or words.pick(release.get_settings().title.model_dump())
    state = [words.say("pages.release", number=number)]
    if last := figure_tables.get_reported_extent(number).last_month:
        state.append(words.say("pages.as_of", period=words.period(last)))
    st.html(
        f'<section class="wall {options.theme}" data-wall="{get_seconds_per_chart()}"'
        f' data-release="{number}">'
        f"<header><h1>{escape(title)}</h1><p>{escape(' · '.join(state))}</p></header>"
        f'<div><img class="turning" alt=""></div><p data-count></p>{charts}</section>'
    )


show_slideshow()
