"""Messages on a page: for an empty area, and for an error."""

from html import escape

import streamlit as st


def render_empty(text: str) -> str:
    """Return the HTML of a message that replaces missing content."""
    return f'<p class="empty">{escape(text)}</p>'


def show_empty(text: str) -> None:
    """Show a message that replaces missing content."""
    st.html(render_empty(text))


def show_error(text: str) -> None:
    """Show an error that screen readers announce."""
    st.html(f'<p class="said refused" role="alert">{escape(text)}</p>')
