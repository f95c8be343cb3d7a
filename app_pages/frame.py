"""The Streamlit script that every page runs in: it draws the layout around the page.

It shows the navigation bar, the status line (release, last month, number of figures) and notices,
then runs the page, then shows the footer.
"""

from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from app_pages import warm_up
from app_pages.components import diff, figure_panel, figure_tables, outage
from app_pages.components.notices import show_error
from app_pages.pages import FIRST, LINKED, READERS, STAFF, TOPIC, get_script
from app_pages.state import release, session, user
from app_pages.state.url import persist_params
from auth import Actor
from ledger import StoreError
from locales import LANGUAGE_NAMES, Language, Words
from settings import VERSION

HERE = Path(__file__).parent


def list_pages(words: Words, actor: Actor) -> dict[str, list[st.Page]]:
    """Return the pages by heading of the navigation bar: pages for readers, topics, staff pages.

    A staff page that is not in the bar can be opened by its address, and shows which permission it
    needs.
    """
    allowed = [name for name, action in STAFF.items() if user.may_open(actor, action)]
    staff = {
        name: st.Page(
            get_script(name),
            title=words.say(f"desk.{name}"),
            url_path=name,
            visibility="visible" if name in allowed else "hidden",
        )
        for name in STAFF
    }
    topics = [
        st.Page(get_script(TOPIC), title=words.pick(topic.name.model_dump()), url_path=topic.topic)
        for topic in release.get_settings().topics
    ]
    readers = [
        st.Page(
            get_script(name), title=words.say(f"pages.{name}"), url_path=name, default=name == FIRST
        )
        for name in READERS
    ]
    linked = [st.Page(get_script(name), url_path=name, visibility="hidden") for name in LINKED]
    return {
        "": readers,
        words.say("pages.topics"): topics,
        **({words.say("desk.desk"): [staff[name] for name in allowed]} if allowed else {}),
        " ": [*linked, *(page for name, page in staff.items() if name not in allowed)],
    }


def render_sign_in_link(words: Words, actor: Actor) -> str:
    """Return the HTML of a link to sign in or, for somebody signed in, to the account."""
    lang = {"lang": words.language}
    if actor.signed_in:
        return f'<a href="/account?{urlencode(lang)}">{escape(actor.display_name)}</a>'
    params = lang | {"next": f"/?{urlencode(lang)}"}
    label = escape(words.say("access.sign_in"))
    return f'<a href="/sign-in?{escape(urlencode(params))}">{label}</a>'


def render_help_link(words: Words) -> str:
    """Return the HTML of the link to the manual in the reader's language."""
    return f'<a href="/manual/{words.language}/">{escape(words.say("pages.help"))}</a>'


def format_state(words: Words) -> str:
    """Format the status line as text: the release, its last month and its number of figures."""
    number = release.get_release_number()
    extent = figure_tables.get_reported_extent(number)
    parts = [words.say("pages.release", number=number)]
    if extent.last_month:
        parts.append(words.say("pages.as_of", period=words.period(extent.last_month)))
    parts.append(words.say("pages.figure_count", count=extent.figures))
    parts += diff.format_correction_count(number, words)
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
actor = user.get_reader()
page = st.navigation(list_pages(words, actor), position="top")
with st.container(key="tools", horizontal=True, vertical_alignment="center"):
    st.html(f'<p class="way-in">{render_sign_in_link(words, actor)}</p>')
    other: Language = "en" if words.language == "zh" else "zh"
    st.button(
        LANGUAGE_NAMES[other],
        key="language",
        type="tertiary",
        on_click=session.set_language,
        args=(other,),
    )
st.html(f'<p class="state">{escape(format_state(words))} · {render_help_link(words)}</p>')
session.restore_notices()
user.show_notices()
damaged = release.get_damaged_number()
if damaged:
    show_error(words.say("pages.damaged", number=damaged, shown=release.get_release_number()))
try:
    page.run()
    figure_panel.show_panel_if_open()
except StoreError:
    show_error(words.say("pages.unreadable"))
finally:  # a page that ends early, with st.stop(), has its foot too
    st.html(f'<p class="version">{escape(words.say("pages.software_version", number=VERSION))}</p>')
session.clear_notices()
