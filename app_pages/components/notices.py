"""Messages on a page: notices about actions, errors, and text in place of missing content."""

from html import escape

import streamlit as st

from app_pages.state import session
from app_pages.state.actions import add_error
from errors import UserError
from locales import Words


def show_notices() -> None:
    """Show the queued notices (`session.add_notice`), each line of their texts on a line.

    Their roles make screen readers announce them, errors at once. They stay in view while the page
    scrolls, as the button that was clicked may be far below.
    """
    notices = [_render_notice(text, is_error) for text, is_error in session.pop_notices()]
    show_html("".join(notices))


def _render_notice(text: str, is_error: bool) -> str:
    """Return the HTML of one notice, with its role for screen readers."""
    css_class, role = ("refused", "alert") if is_error else ("done", "status")
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return f'<p class="said {css_class}" role="{role}" data-notice>{lines}</p>'


def show_user_error(error: UserError, words: Words) -> None:
    """Show an error now, with the other queued notices.

    It is for errors after the body of a page, where no further run may follow. In a callback
    `add_error` is enough: the run that follows shows the notice.
    """
    add_error(error, words)
    show_notices()


def show_error(message: str) -> None:
    """Show an error message that screen readers announce."""
    st.html(f'<p class="said refused" role="alert">{escape(message)}</p>')


def render_empty(message: str) -> str:
    """Return the HTML of a message that replaces missing content."""
    return f'<p class="empty">{escape(message)}</p>'


def show_html(html: str) -> None:
    """Show a fragment of HTML; do nothing for "", which Streamlit would reject."""
    if html:
        st.html(html)


def show_empty(message: str) -> None:
    """Show a message that replaces missing content."""
    st.html(render_empty(message))
