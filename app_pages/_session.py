"""The only reader and writer of a reader's session and address."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from locales import LANGUAGES, Language
from settings import Settings


@dataclass(frozen=True)
class Opened:
    """What the panel on the right shows: figures by their keys, and how a mark was derived."""

    title: str
    keys: tuple[str, ...]
    wording: str = ""
    formula: str = ""
    detail: str = ""


def language(settings: Settings) -> Language:
    """Give the language that the address asks for, else the configured one."""
    asked = st.query_params.get("lang", settings.language)
    return asked if asked in LANGUAGES else settings.language  # type: ignore[return-value]


def language_switch(settings: Settings, label: str) -> None:
    """Show the switch that writes the language into the address."""
    st.segmented_control(
        label,
        LANGUAGES,
        key="lang",
        default=settings.language,
        required=True,
        format_func={"zh": "中文", "en": "EN"}.__getitem__,
        label_visibility="collapsed",
        bind="query-params",
    )


def theme() -> str:
    """Give the reader's theme, light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def release_number() -> int | None:
    """Give the release the address asks for; None for the newest."""
    asked = st.query_params.get("release", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


def page_path() -> str:
    """Give the path of the page that is being read: supervision, explore."""
    return urlsplit(st.context.url or "").path.strip("/").split("/")[-1]


def asked(name: str, default: str = "") -> str:
    """Give a value of the address."""
    return st.query_params.get(name, default)


def ask(name: str, value: str) -> None:
    """Write a value into the address; an empty one leaves it."""
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def open_panel(opened: Opened) -> None:
    """Remember what the panel is to show when the page has been drawn."""
    st.session_state["panel"] = opened


def take_panel() -> Opened | None:
    """Give what the panel is to show, once; a figure in the address opens its panel once."""
    opened: Opened | None = st.session_state.pop("panel", None)
    key = asked("figure")
    if opened is None and key and st.session_state.get("figure_shown") != key:
        st.session_state["figure_shown"] = key
        return Opened(title="", keys=(key,))
    return opened


def clicked_row(widget: str) -> int | None:
    """Give the table row of the mark clicked in a chart.

    A second click on the same mark deselects it in the browser, which is a click all the same.
    """
    event = st.session_state.get(widget)
    points = event["selection"]["points"] if event else []
    remembered = f"{widget}.row"
    if points:
        data = points[0].get("customdata")
        st.session_state[remembered] = data[0] if isinstance(data, list | tuple) else data
    row = st.session_state.get(remembered)
    return None if row is None else int(row)
