"""Downloads of the release's figures, built when the button is clicked."""

from functools import partial
from html import escape

import streamlit as st

from app_pages import _release
from exports import data
from exports.data import Kind
from locales import Words


def downloads() -> None:
    """Offer the figures as CSV, XLSX, SDMX-CSV and the whole Data Package."""
    words, number = _release.material().words, _release.number()
    for kind in data.KINDS:
        st.html(f"<p>{escape(words.say(f'pages.download_{kind}_about'))}</p>")
        st.download_button(
            words.say(f"pages.download_{kind}"),
            data=partial(_build, kind, number, words),
            file_name=data.name(kind, number, words),
            key=f"download-{kind}",
            on_click="ignore",
        )


def _build(kind: Kind, number: int, words: Words) -> bytes:
    """Build a download; nobody's session stands around this."""
    return data.make(kind, _release.store().read(number), words).data
