"""The layout around every page: the Streamlit script that runs first for each of them.

It shows the navigation bar, the status line (release, last month, number of figures) and notices,
runs the page, and then shows the footer.
"""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from app_pages import warm_up
from app_pages.asking import ask_line
from app_pages.browser import BROWSER_FILES, STYLE_SHEET
from app_pages.components import diff, outage
from app_pages.components.export_buttons import render_presentation_link
from app_pages.components.notices import show_error, show_notices
from app_pages.components.scope_bar import show_scope_bar
from app_pages.pages import has_scope, list_pages
from app_pages.panels.figure_panel import show_panel_if_open
from app_pages.panels.total_panel import show_total_panel_if_open
from app_pages.state import release, session, tab_notices, user
from app_pages.state.url import keep_persistent_params
from auth import Actor
from ledger import StoreError
from locales import LANGUAGE_NAMES, Language, Words
from settings import VERSION

AREA_PAGES = '<style>@import url("./ui/area_pages.css");</style>'
"""The style sheet of pages about an area; the browser fetches and caches it."""


def render_sign_in_link(words: Words, actor: Actor) -> str:
    """Return the HTML of a link to sign in or, for a signed-in user, to the account.

    Both pages are served outside Streamlit. Signing in leads back to the first page (`next`) in the
    same language.
    """
    language = urlencode({"lang": words.language})
    if actor.signed_in:
        return f'<a href="/account?{language}">{escape(actor.display_name)}</a>'
    query = f"{language}&{urlencode({'next': f'/?{language}'})}"
    return f'<a href="/sign-in?{escape(query)}">{escape(words.say("access.sign_in"))}</a>'


def render_status_line(words: Words) -> str:
    """Return the HTML of the line under the navigation bar, with a link to the manual.

    It says if figures are invented, names the release, its last month, how many figures it has and
    how many were corrected, and says if the release is not the newest.
    """
    release_number = release.get_release_number()
    extent = release.get_reported_extent(release_number)
    parts = [words.demonstration] if words.demonstration else []
    parts.append(words.say("pages.release", number=release_number))
    if extent.last_month:
        parts.append(words.say("pages.as_of", period=words.period(extent.last_month)))
    parts.append(words.say("pages.figure_count", count=extent.figures))
    parts += diff.format_correction_count(release_number, words)
    if release_number < release.get_newest_number():
        parts.append(words.say("pages.earlier_release"))
    help_link = f'<a href="/manual/{words.language}/">{escape(words.say("pages.help"))}</a>'
    return f'<p class="state">{escape(" · ".join(parts))} · {help_link}</p>'


keep_persistent_params()
if outage.is_store_unreadable():
    outage.show_outage_page()
    st.stop()
warm_up.start_warm_up_once(release.get_newest_number())
settings = release.get_settings()
words = release.get_current_chart_data().words
title = words.pick(settings.title.model_dump())
st.set_page_config(page_title=title, layout="wide")
st.logo(BROWSER_FILES / f"name-{words.language}.svg", size="large", link=None)
st.html(STYLE_SHEET)
st.html(AREA_PAGES)
actor = user.get_reader()
page = st.navigation(list_pages(words, actor), position="top")
with st.container(key="tools", horizontal=True, vertical_alignment="center"):
    st.html(f'<p class="way-in">{render_sign_in_link(words, actor)}</p>')
    other_language: Language = "en" if words.language == "zh" else "zh"
    st.button(
        LANGUAGE_NAMES[other_language],
        key="language",
        type="tertiary",
        on_click=session.set_language,
        args=(other_language,),
    )
if has_scope(page.url_path):
    show_scope_bar()
    if ask_line.show_answer():  # the browser opens the page that was asked for
        st.stop()
st.html(render_status_line(words))
session.restore_notices()
for code in tab_notices.pop_notice_codes():
    session.add_notice(words.say(f"pages.refused_{code}"), is_error=True)
show_notices()
damaged = release.get_damaged_number() or user.get_lost_number()
if damaged:
    show_error(words.say("pages.damaged", number=damaged, shown=release.get_release_number()))
try:
    page.run()
    if not show_panel_if_open():  # a page has one panel at a time
        show_total_panel_if_open()
except StoreError:
    show_error(words.say("pages.unreadable"))
finally:  # also when a page ends early, with st.stop()
    version = escape(words.say("pages.software_version", number=VERSION))
    st.html(f'{render_presentation_link(words)}<p class="version">{version}</p>')
session.clear_notices()
