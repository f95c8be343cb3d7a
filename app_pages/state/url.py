"""The URL of a page: its query parameters are codes of what the page shows.

A URL therefore opens the same page in either language; Streamlit's own binding of widgets to the
URL would write their labels.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import SplitResult, urlencode, urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app_pages.state import tab_notices
from locales import LANGUAGES, Language
from settings import Settings

SCOPE_PARAMS = ("area", "through", "since", "against")  # see state/scope.py
PERSISTENT_PARAMS = ("lang", "release", *SCOPE_PARAMS)  # kept when another page is opened
MAX_DELAY = 3.0  # seconds until a browser has received the parameters of its last click
MAX_URL_BYTES = 4_096  # the server would refuse to open a longer address
MAX_HISTORY = 8  # addresses remembered besides the current one
Address: TypeAlias = tuple[str, dict[str, tuple[str, ...]]]  # path of the page, query parameters


@dataclass(frozen=True)
class AddressHistory:
    """The last addresses (path and query parameters) of a session, the newest last.

    `changed_at` is the time of the last change, in seconds of the monotonic clock.
    """

    addresses: tuple[Address, ...]
    changed_at: float


def is_history_navigation() -> bool:
    """Return whether the browser asks for the URL that it shows: Back, Forward, or a scope link.

    Everything on the page then follows the URL, even if a widget has another value.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def keep_persistent_params() -> None:
    """Write the persistent parameters again, which links of the navigation bar drop.

    The session keeps the last values of each; values in the URL take precedence. After Back and
    Forward only the URL counts, and the history of addresses begins anew with it.
    """
    only_url_counts = is_history_navigation()
    if "under" in st.query_params:  # the name of the parameter `area` in old links
        if "area" not in st.query_params:
            _write_param("area", get_params("under")[:1])
        del st.query_params["under"]
    for name in PERSISTENT_PARAMS:
        if only_url_counts or name in st.query_params:
            _keep_param(name, get_params(name))
        elif kept := st.session_state.get(f"kept.{name}"):
            _write_param(name, kept)
    if only_url_counts:
        st.session_state["addresses"] = AddressHistory((_get_address(),), time.monotonic())


def _keep_param(name: str, values: Sequence[str]) -> None:
    """Keep the values of a parameter in the session, if it is a persistent one."""
    if name in PERSISTENT_PARAMS:
        st.session_state[f"kept.{name}"] = list(values)


def get_requested_language(settings: Settings) -> Language:
    """Return the language in the URL, or the configured one if that is missing or unknown."""
    code = st.query_params.get("lang", settings.language)
    return next((language for language in LANGUAGES if language == code), settings.language)


def get_requested_release() -> int | None:
    """Return the release number in the URL; None for none, which means the newest.

    A text that is not a number, or has ten or more digits, counts as none.
    """
    number = st.query_params.get("release", "")
    return int(number) if number.isdecimal() and len(number) < 10 else None


def get_page_path() -> str:
    """Return the path of the current page, such as "supervision"; "" for the first page."""
    return _split_url().path.strip("/").split("/")[-1]


def _split_url() -> SplitResult:
    """Return the parts of the URL that the browser says it shows; empty parts for a forged one."""
    try:
        return urlsplit(st.context.url or "")
    except ValueError:
        return urlsplit("")


def get_param(name: str, default: str = "") -> str:
    """Return the value of a query parameter, or `default`."""
    return st.query_params.get(name, default)


def get_params(name: str) -> list[str]:
    """Return all values of a query parameter, in the order of the URL."""
    return st.query_params.get_all(name)


def get_all_params() -> dict[str, list[str]]:
    """Return all query parameters with their values, in the order of the URL."""
    return {name: get_params(name) for name in st.query_params}


def get_site_url() -> str:
    """Return the URL of the dashboard, such as "https://host/"; "" if it is not known."""
    parts = _split_url()
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def set_param(name: str, *values: str) -> None:
    """Write a query parameter; without values, or with only "", remove it.

    If the address would become longer than MAX_URL_BYTES, it is not written, and a notice says
    so. The new address is added to the session's history with the time, so that a late click from
    an earlier address is recognised (`_merge_late_click`).
    """
    earlier = _merge_late_click()
    written = [value for value in values if value]
    path, params = _get_address()
    address = urlencode({**params, name: written}, doseq=True)
    if len(path) + len(address) <= MAX_URL_BYTES:
        _write_param(name, written)
        _keep_param(name, written)
    else:
        tab_notices.add_notice_for_this_tab("choice_too_long")
    st.session_state["addresses"] = AddressHistory(
        (*earlier[-MAX_HISTORY:], _get_address()), time.monotonic()
    )


def _write_param(name: str, values: Sequence[str]) -> None:
    """Write a query parameter, or remove it if there are no values."""
    if values:
        st.query_params[name] = list(values) if len(values) > 1 else values[0]
    elif name in st.query_params:
        del st.query_params[name]


def _get_address() -> Address:
    """Return the path of the current page and its query parameters."""
    params = {name: tuple(st.query_params.get_all(name)) for name in st.query_params}
    return get_page_path(), params


def restore_late_params() -> None:
    """Write again the query parameters that the browser did not know when it sent a late click.

    It is the callback of a button whose action reads them from the URL.
    """
    _merge_late_click()


def _merge_late_click() -> tuple[Address, ...]:
    """Restore query parameters that the browser did not know yet, and return the last addresses.

    A browser sends its URL with every click. If it has not yet received the parameters that the
    previous click wrote, the URL is outdated: one of the same page from the session's history, sent
    within MAX_DELAY of the last change. As Streamlit takes over what is sent, the newest parameters
    are then written again. Any other URL was opened by the reader, and the history begins anew with
    it.
    """
    history: AddressHistory | None = st.session_state.get("addresses")
    current = _get_address()
    if history is None:
        return (current,)
    *earlier, newest = history.addresses
    if current != newest:
        (path, current_params), (newest_path, newest_params) = current, newest
        is_late = time.monotonic() - history.changed_at <= MAX_DELAY
        if path != newest_path or current not in earlier or not is_late:
            return (current,)
        for name in {*current_params, *newest_params}:
            _write_param(name, newest_params.get(name, ()))
    return history.addresses
