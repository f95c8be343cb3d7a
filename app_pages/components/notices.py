"""Messages on a page: what is empty, and what went wrong."""

from html import escape

import streamlit as st


def render_empty(text: str) -> str:
    """Return the HTML of a message in the place of content that there is not."""
    return f'<p class="empty">{escape(text)}</p>'


def show_empty(text: str) -> None:
    """Show a message in the place of content that there is not."""
    st.html(render_empty(text))


def show_error(text: str) -> None:
    """Show an error, which screen readers announce."""
    st.html(f'<p class="said refused" role="alert">{escape(text)}</p>')
