"""Links from one page of the dashboard to another."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from locales import Words


def render_page_link(text: str, path: str, words: Words, **query: str | Sequence[str]) -> str:
    """Return the HTML of a link to the page `path` in the reader's language.

    `text` is escaped here; `query` are the query parameters.
    """
    address = f"{path}?{urlencode({**query, 'lang': words.language}, doseq=True)}"
    return f'<a href="{escape(address, quote=True)}">{escape(text)}</a>'
