"""Wall: charts that turn by themselves on a large screen, always from the newest release."""

from html import escape

import streamlit as st

from app_pages.components import figure_tables
from app_pages.present import selection
from app_pages.state import release, session, url
from exports import ExportOptions
from exports.client_json import DOWNLOAD_SIZE

LOOK_AGAIN = 10
"""Seconds after which a new release is asked for."""
SHORTEST, USUAL, LONGEST = 3, 15, 600


def seconds_per_chart() -> int:
    """Give how long each chart stays: what the address asks for, within reason."""
    asked = url.get_param("seconds")
    known = asked.isdecimal() and len(asked) < 5
    return min(max(int(asked), SHORTEST), LONGEST) if known else USUAL


@st.fragment(run_every=LOOK_AGAIN)
def wall_json() -> None:
    """Give the browser what to turn; while no release is new it is the same, and nothing moves."""
    choice, number = selection.read_selection(session.get_theme()), release.get_release_number()
    words = release.get_chart_data(number, choice.language).words
    look = ExportOptions(
        theme=choice.options.theme, size=DOWNLOAD_SIZE, source_line=choice.options.source_line
    )
    listed = choice.codes or tuple(
        dict.fromkeys(a for _, a in release.get_settings().chart_addresses())
    )
    drawn = (selection.write_drawing(number, choice.language, code, look) for code in listed)
    held = "".join(f"<span {each} hidden></span>" for each in drawn if each)
    title = choice.title or words.pick(release.get_settings().title.model_dump())
    state = [words.say("pages.release", number=number)]
    if last := figure_tables.get_reported_extent(number).last_month:
        state.append(words.say("pages.as_of", period=words.period(last)))
    st.html(
        f'<section class="wall {look.theme}" data-wall="{seconds_per_chart()}"'
        f' data-release="{number}">'
        f"<header><h1>{escape(title)}</h1><p>{escape(' · '.join(state))}</p></header>"
        f'<div><img class="turning" alt=""></div><p data-count></p>{held}</section>'
    )


wall_json()
