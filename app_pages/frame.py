"""The frame of every page: the bar on top, the line of state below it, and the panel."""

from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from app_pages import warm_up
from app_pages.components import diff, figure_panel, figure_tables, outage
from app_pages.pages import DESK, FIRST, LINKED, READERS, TOPIC, script
from app_pages.state import release, session, user
from app_pages.state.url import persist_params
from auth import Actor
from ledger import StoreError
from locales import Language, Words
from settings import VERSION

HERE = Path(__file__).parent
LANGUAGE_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


def list_pages(words: Words, who: Actor) -> dict[str, list[st.Page]]:
    """List the pages: readers' pages first, one page a topic under one heading, then the desk.

    A page of the desk that is not in the bar can be opened all the same, and says what it needs.
    """
    offered = [name for name, action in DESK.items() if user.may_open(who, action)]
    desk = {
        name: st.Page(
            script(name),
            title=words.say(f"desk.{name}"),
            url_path=name,
            visibility="visible" if name in offered else "hidden",
        )
        for name in DESK
    }
    topics = [
        st.Page(script(TOPIC), title=words.pick(topic.name.model_dump()), url_path=topic.topic)
        for topic in release.get_settings().topics
    ]
    readers = [(name, name == FIRST) for name in READERS]
    return {
        "": [
            st.Page(script(name), title=words.say(f"pages.{name}"), url_path=name, default=default)
            for name, default in readers
        ],
        words.say("pages.topics"): topics,
        **({words.say("desk.desk"): [desk[name] for name in offered]} if offered else {}),
        " ": [
            *(st.Page(script(n), url_path=n, visibility="hidden") for n in LINKED),
            *(page for name, page in desk.items() if name not in offered),
        ],
    }


def render_sign_in_link(words: Words, who: Actor) -> str:
    """Write the link to sign in, or to one's own account."""
    lang = {"lang": words.language}
    if who.signed_in:
        return f'<a href="/account?{urlencode(lang)}">{escape(who.display_name)}</a>'
    back = {"next": f"/?{urlencode(lang)}"}
    label = escape(words.say("access.sign_in"))
    return f'<a href="/sign-in?{escape(urlencode(lang | back))}">{label}</a>'


def help_link(words: Words) -> str:
    """Write the link to the manual in the reader's language."""
    return f'<a href="/manual/{words.language}/">{escape(words.say("pages.help"))}</a>'


def word_state(words: Words) -> str:
    """Word which release is read and how far its figures reach."""
    number = release.get_release_number()
    held = figure_tables.get_reported_extent(number)
    parts = [words.say("pages.release", number=number)]
    if held.last_month:
        parts.append(words.say("pages.as_of", period=words.period(held.last_month)))
    parts.append(words.say("pages.figure_count", count=held.figures))
    parts += diff.word_correction_count(number, words)
    if number < release.get_newest_number():
        parts.append(words.say("pages.earlier_release"))
    return " · ".join(parts)


persist_params()
if outage.is_store_unreadable():
    outage.show_outage()
    st.stop()
warm_up.start_once(release.get_newest_number())
settings = release.get_settings()
words = release.get_current_chart_data().words
title = words.pick(settings.title.model_dump())
st.set_page_config(page_title=title, layout="wide")
st.logo(HERE / "browser" / f"name-{words.language}.svg", size="large", link=None)
st.html(HERE / "browser" / "style.css")
who = user.get_reader()
page = st.navigation(list_pages(words, who), position="top")
with st.container(key="tools", horizontal=True, vertical_alignment="center"):
    st.html(f'<p class="way-in">{render_sign_in_link(words, who)}</p>')
    other: Language = "en" if words.language == "zh" else "zh"
    st.button(
        LANGUAGE_NAMES[other],
        key="language",
        type="tertiary",
        on_click=session.set_language,
        args=(other,),
    )
st.html(f'<p class="state">{escape(word_state(words))} · {help_link(words)}</p>')
session.restore_notices()
user.show_notices()
damaged = release.get_damaged_number()
if damaged:
    shown = words.say("pages.damaged", number=damaged, shown=release.get_release_number())
    st.html(f'<p class="said refused" role="alert">{escape(shown)}</p>')
try:
    page.run()
    figure_panel.show_panel_if_open()
except StoreError:
    shown = words.say("pages.unreadable")
    st.html(f'<p class="said refused" role="alert">{escape(shown)}</p>')
finally:  # a page that ends early, with st.stop(), has its foot too
    st.html(f'<p class="foot">{escape(words.say("pages.software_version", number=VERSION))}</p>')
session.clear_notices()
