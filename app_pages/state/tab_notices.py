"""Notices about what the server has refused from a browser tab, shown in the tab's next run.

The server knows a tab by the header TAB_HEADER, which the server itself adds to each connection.
"""

from threading import Lock

import streamlit as st

TAB_HEADER = "x-dashboard-tab"
MAX_CODES = 4
_CODES: dict[str, list[str]] = {}  # by tab; the codes of a closed tab are removed
_LOCK = Lock()


def add_tab_notice(tab: str, code: str) -> None:
    """Keep a notice for a tab until its next run, at most MAX_CODES different ones.

    `tab` is the tab's id; `code` is the end of the message's id, "pages.refused_<code>". Server and
    pages call this from different threads, hence the lock.
    """
    with _LOCK:
        codes = _CODES.setdefault(tab, [])
        if code not in codes and len(codes) < MAX_CODES:
            codes.append(code)


def forget_tab(tab: str) -> None:
    """Forget the notices for a closed tab."""
    with _LOCK:
        _CODES.pop(tab, None)


def add_notice_for_this_tab(code: str) -> None:
    """Keep a notice for the tab whose page is running (`add_tab_notice`)."""
    add_tab_notice(st.context.headers.get(TAB_HEADER, ""), code)


def pop_notice_codes() -> list[str]:
    """Return the codes of the notices for the tab whose page is running, and forget them."""
    tab = st.context.headers.get(TAB_HEADER, "")
    with _LOCK:
        return _CODES.pop(tab, [])
