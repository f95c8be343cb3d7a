"""Links from one page of the dashboard to another."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from locales import Words


def render_page_link(label: str, path: str, words: Words, **params: str | Sequence[str]) -> str:
    """Return the HTML of a link to the page `path` (such as "history") in the reader's language.

    `label` is escaped here. `params` are further query parameters; a list becomes several with the
    same name.
    """
    url = f"{path}?{urlencode({**params, 'lang': words.language}, doseq=True)}"
    return f'<a href="{escape(url, quote=True)}">{escape(label)}</a>'
