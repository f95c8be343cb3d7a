"""The slideshow for a screen on a wall, `/wall`: it shows one chart after the other by itself.

It always shows the newest release; each chart is visible for some seconds.
"""

from html import escape

import streamlit as st

from app_pages.present import selection
from app_pages.state import release, session, url
from exports import ExportOptions
from exports.chart_json import DOWNLOAD_SIZE

CHECK_INTERVAL = 10  # seconds between two checks for a new release
MIN_SECONDS, DEFAULT_SECONDS, MAX_SECONDS = 3, 15, 600


def get_seconds_per_chart() -> int:
    """Return how long each chart is shown: `seconds` in the URL, from MIN_SECONDS to MAX_SECONDS.

    Without a number in the URL it is DEFAULT_SECONDS.
    """
    seconds = url.get_param("seconds")
    if not seconds.isdecimal() or len(seconds) > 4:  # not "-5", "²" or a number of many digits
        return DEFAULT_SECONDS
    return min(max(int(seconds), MIN_SECONDS), MAX_SECONDS)


@st.fragment(run_every=CHECK_INTERVAL)
def show_slideshow() -> None:
    """Write the HTML of the charts that a script in the browser shows one after the other.

    Without charts in the URL, these are all charts in config.yaml; charts without marks are left
    out. Streamlit runs this fragment again every CHECK_INTERVAL seconds without the rest of the
    page, so that a new release is shown. The slideshow restarts only if the HTML has changed.
    """
    choice, release_number = (
        selection.read_selection(session.get_theme()),
        release.get_release_number(),
    )
    words = release.get_chart_data(release_number, choice.language).words
    options = ExportOptions(
        theme=choice.options.theme, size=DOWNLOAD_SIZE, source_line=choice.options.source_line
    )
    settings = release.get_settings()
    codes = choice.codes or dict.fromkeys(address for _, address in settings.chart_addresses())
    drawings = (
        selection.render_drawing_attribute(release_number, choice.language, code, options)
        for code in codes
    )
    charts = "".join(f"<span {attribute} hidden></span>" for attribute in drawings if attribute)
    title = choice.title or words.pick(settings.title.model_dump())
    status = [words.say("pages.release", number=release_number)]
    if last_month := release.get_reported_extent(release_number).last_month:
        status.append(words.say("pages.as_of", period=words.period(last_month)))
    st.html(
        f'<section class="wall {options.theme}" data-wall="{get_seconds_per_chart()}"'
        f' data-release="{release_number}">'
        f"<header><h1>{escape(title)}</h1><p>{escape(' · '.join(status))}</p></header>"
        f'<div><img class="turning" alt=""></div><p data-count></p>{charts}</section>'
    )


show_slideshow()
