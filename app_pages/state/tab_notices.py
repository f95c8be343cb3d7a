"""What the server refused of a browser tab, told on its page in the next run.

The server knows a tab by the header TAB_HEADER, which it writes itself into each connection.
"""

from threading import Lock

import streamlit as st

TAB_HEADER = "x-dashboard-tab"
MAX_CODES = 4
_CODES: dict[str, list[str]] = {}  # at most MAX_CODES an open tab; a closed one is forgotten
_LOCK = Lock()


def tell_tab(tab: str, code: str) -> None:
    """Keep a message for a tab until its next run, at most MAX_CODES different ones.

    `tab` is the tab's id, `code` the end of the message's id, "pages.refused_<code>". Server and
    pages call this from different threads, hence the lock.
    """
    with _LOCK:
        codes = _CODES.setdefault(tab, [])
        if code not in codes and len(codes) < MAX_CODES:
            codes.append(code)


def forget_tab(tab: str) -> None:
    """Forget the messages for a closed tab."""
    with _LOCK:
        _CODES.pop(tab, None)


def tell_this_tab(code: str) -> None:
    """Keep a message for the tab whose page is running (`tell_tab`)."""
    tell_tab(st.context.headers.get(TAB_HEADER, ""), code)


def pop_codes() -> list[str]:
    """Return the codes of the messages for the tab whose page is running, and forget them."""
    tab = st.context.headers.get(TAB_HEADER, "")
    with _LOCK:
        return _CODES.pop(tab, [])
