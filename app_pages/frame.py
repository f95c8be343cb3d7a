"""The frame of every page: the bar on top, the line of state below it, and the panel."""

from html import escape
from pathlib import Path

import streamlit as st

from app_pages import _changes, _figures, _panel, _release, _session
from locales import Language, Words

HERE = Path(__file__).parent
READERS = ("overview", "progress", "explore", "data", "history")
OWN_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


def pages(words: Words) -> dict[str, list[st.Page]]:
    """List the pages: readers' pages first, one page a topic under one heading."""
    topics = [
        st.Page("topic.py", title=words.pick(topic.name.model_dump()), url_path=topic.topic)
        for topic in _release.settings().topics
    ]
    readers = [(name, name == "overview") for name in READERS]
    return {
        "": [
            st.Page(f"{name}.py", title=words.say(f"pages.{name}"), url_path=name, default=default)
            for name, default in readers
        ],
        words.say("pages.topics"): topics,
        " ": [st.Page("chart.py", url_path="chart", visibility="hidden")],
    }


def state_line(words: Words) -> str:
    """Word which release is read and how far its figures reach."""
    number = _release.number()
    held = _figures.extent(number)
    parts = [words.say("pages.release", number=number)]
    if held.last_month:
        parts.append(words.say("pages.as_of", period=words.period(held.last_month)))
    parts.append(words.say("pages.figure_count", count=held.figures))
    corrected = len(_changes.corrections(number))
    if corrected:
        parts.append(words.say("pages.corrected", count=corrected))
    if number < _release.newest():
        parts.append(words.say("pages.earlier_release"))
    return " · ".join(parts)


_session.carry_over()
settings = _release.settings()
words = _release.material().words
title = words.pick(settings.title.model_dump())
st.set_page_config(page_title=title, layout="wide")
st.logo(HERE / "browser" / f"name-{words.language}.svg", size="large", link=None)
st.html(HERE / "browser" / "style.css")
page = st.navigation(pages(words), position="top")
with st.container(key="tools"):
    other: Language = "en" if words.language == "zh" else "zh"
    st.button(
        OWN_NAMES[other], key="language", type="tertiary", on_click=_session.speak, args=(other,)
    )
st.html(f'<p class="state">{escape(state_line(words))}</p>')
page.run()
_panel.show_if_opened()
