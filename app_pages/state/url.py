"""The address of a page: what stands in it is what the page shows, in codes.

So an address opens the same page in either language; Streamlit's own binding of widgets to the
address writes their labels instead.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

import streamlit as st

from locales import LANGUAGES, Language
from settings import Settings

PERSISTENT = ("lang", "release")
MAX_DELAY = (
    3.0  # seconds after which a browser has heard what its last click wrote into the address
)
MAX_HISTORY = 8
Address: TypeAlias = tuple[str, dict[str, tuple[str, ...]]]  # the page's path, and what is asked


@dataclass(frozen=True)
class AddressHistory:
    """The latest addresses of a session, the newest last, and when that was written."""

    addresses: tuple[Address, ...]
    at: float


def persist_params() -> None:
    """Keep language and release in the address from page to page."""
    for name in PERSISTENT:
        if name in st.query_params:
            st.session_state[f"kept.{name}"] = st.query_params[name]
        elif st.session_state.get(f"kept.{name}"):
            st.query_params[name] = st.session_state[f"kept.{name}"]


def get_requested_language(settings: Settings) -> Language:
    """Give the language that the address asks for, else the configured one."""
    wanted = st.query_params.get("lang", settings.language)
    return next((known for known in LANGUAGES if known == wanted), settings.language)


def get_requested_release() -> int | None:
    """Give the release the address asks for; None for the newest."""
    wanted = st.query_params.get("release", "")
    return int(wanted) if wanted.isdecimal() and len(wanted) < 10 else None


def get_page_path() -> str:
    """Give the path of the page that is being read: supervision, explore."""
    return urlsplit(st.context.url or "").path.strip("/").split("/")[-1]


def get_param(name: str, default: str = "") -> str:
    """Give a value of the address."""
    return st.query_params.get(name, default)


def get_params(name: str) -> list[str]:
    """Give all values of one name in the address, in their order."""
    return st.query_params.get_all(name)


def get_site_url() -> str:
    """Give the address that this dashboard is read at: https://host/."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def set_param(name: str, *values: str) -> None:
    """Write values into the address; without any the name leaves it."""
    past = _merge_late_click()
    _write_param(name, [value for value in values if value])
    st.session_state["addresses"] = AddressHistory(
        (*past[-MAX_HISTORY:], _get_address()), time.monotonic()
    )


def _write_param(name: str, values: Sequence[str]) -> None:
    if values:
        st.query_params[name] = list(values) if len(values) > 1 else values[0]
    elif name in st.query_params:
        del st.query_params[name]


def _get_address() -> Address:
    return get_page_path(), {name: tuple(st.query_params.get_all(name)) for name in st.query_params}


def _merge_late_click() -> tuple[Address, ...]:
    """Give the addresses of late, the last one in force.

    A browser sends its address with every click, and may send one click before it has heard what
    the one before wrote into the address: that is brought in again.
    """
    past: AddressHistory | None = st.session_state.get("addresses")
    now = _get_address()
    if past is None or now == past.addresses[-1]:
        return past.addresses if past else (now,)
    if now not in past.addresses or time.monotonic() - past.at > MAX_DELAY:
        return (now,)
    newest = past.addresses[-1]
    for name in {*now[1], *newest[1]}:
        _write_param(name, newest[1].get(name, ()))
    return past.addresses
