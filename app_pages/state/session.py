"""The session state of a browser tab: the figure panel, clicks, queued notices, widgets' values.

Pages read and write `st.session_state` only through this module, `state/url.py` for the URL, and
`components/url_widgets.py` for widgets bound to it.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st

from app_pages.state.url import get_param, set_param
from charts.theme import Theme
from locales import Language

# Held while a session's own lock is created: two of its threads must not create two.
_CREATION_LOCK = Lock()


@dataclass(frozen=True)
class PanelTarget:
    """What the figure panel shows: the clicked mark of a chart, and the keys of its figures.

    `formula` is the computation of a `derived` value; for an event, its description.
    """

    title: str
    keys: tuple[str, ...]
    wording: str = ""
    formula: str = ""
    detail: str = ""
    derived: bool = False


def get_session_lock() -> Lock:
    """Return the lock that is held while an action of this session runs.

    Streamlit may start a rerun while the previous run still works in another thread: the callback
    of a text field may be saving when the button after it is clicked.
    """
    with _CREATION_LOCK:
        lock: Lock = st.session_state.setdefault("lock", Lock())
        return lock


def set_language(language: Language) -> None:
    """Change the language of the session and of its URL."""
    set_param("lang", language)
    st.session_state["kept.lang"] = language


def get_theme() -> Theme:
    """Return the browser's theme, light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def increase_counter(name: str) -> int:
    """Add one to the session's counter `name`, which starts at 0, and return the new value."""
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return int(st.session_state[name])


def open_panel(target: PanelTarget) -> None:
    """Open the figure panel after the page has been drawn."""
    st.session_state["panel"] = target


def pop_panel() -> PanelTarget | None:
    """Return what the figure panel is to show, None if it is to stay closed.

    A target is returned once, so that the next rerun does not open a panel that the reader has
    closed. So is the figure in the query parameter `figure`.
    """
    target: PanelTarget | None = st.session_state.pop("panel", None)
    key = get_param("figure")
    if target is None and key and st.session_state.get("figure_shown") != key:
        st.session_state["figure_shown"] = key
        return PanelTarget(title="", keys=(key,))
    return target


def get_clicked_row(widget_key: str) -> int | None:
    """Return the table row of the mark that was clicked in a chart; None without a click.

    A second click on a mark deselects it in the browser; it still counts as a click on the mark.
    """
    event = st.session_state.get(widget_key)
    points = event["selection"]["points"] if event else []
    row_key = f"{widget_key}.row"
    if points:
        # Charts put the row into each mark's `customdata`; Plotly reports it alone or in a list.
        data = points[0].get("customdata")
        st.session_state[row_key] = data[0] if isinstance(data, list | tuple) else data
    row = st.session_state.get(row_key)
    return None if row is None else int(row)


def add_notice(text: str, is_error: bool = False) -> None:
    """Queue a message for the next run of the page; `is_error` shows it as an error."""
    st.session_state.setdefault("notices", []).append((text, is_error))


def pop_notices() -> list[tuple[str, bool]]:
    """Return the queued messages, each with whether it is an error, and empty the queue."""
    notices: list[tuple[str, bool]] = st.session_state.pop("notices", [])
    st.session_state["shown_notices"] = [*st.session_state.get("shown_notices", ()), *notices]
    return notices


def restore_notices() -> None:
    """Queue the notices of a run again that a newer rerun ended before they were seen."""
    interrupted = st.session_state.pop("shown_notices", [])
    st.session_state["notices"] = [*interrupted, *st.session_state.get("notices", ())]


def clear_notices() -> None:
    """Forget the notices that this run has shown; called at its end, when they were seen."""
    st.session_state.pop("shown_notices", None)


def get_widget_generation(name: str) -> int:
    """Return how often the widget `name` was reset; callers make the number part of its key."""
    return int(st.session_state.get(f"generation.{name}", 0))


def reset_widget(name: str) -> None:
    """Empty the widget `name`: in the next run it has another key, so Streamlit starts it anew."""
    increase_counter(f"generation.{name}")


def get_widget_value(widget_key: str) -> Any:
    """Return the value of the widget with this key, in a callback."""
    return st.session_state.get(widget_key)
