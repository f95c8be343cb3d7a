"""The session state of a browser tab, and widgets whose value is a query parameter of the URL.

No other module reads or writes `st.session_state`; parameters themselves are in `state/url.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st

from app_pages.state.url import get_param, get_params, set_param
from charts.theme import Theme
from locales import Language

_LOCK_CREATION = Lock()


@dataclass(frozen=True)
class PanelTarget:
    """What the figure panel shows: figures by their keys, and how a mark was derived.

    `formula` is how a `derived` value was computed; for an event, what the event was about.
    """

    title: str
    keys: tuple[str, ...]
    wording: str = ""
    formula: str = ""
    detail: str = ""
    derived: bool = False


def get_session_lock() -> Lock:
    """Return the lock under which the actions of this session run.

    Streamlit starts a rerun while the run it replaces may still be working in another thread: the
    callback of a text field may be saving while the button after it is clicked.
    """
    with _LOCK_CREATION:
        if "turn" not in st.session_state:
            st.session_state["turn"] = Lock()
        turn: Lock = st.session_state["turn"]
        return turn


def set_language(language: Language) -> None:
    """Change the language of the session and of its URL."""
    set_param("lang", language)
    st.session_state["kept.lang"] = language


def get_theme() -> Theme:
    """Return the browser's theme, light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def increase_counter(name: str) -> int:
    """Add one to a counter of this session, and return it."""
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return int(st.session_state[name])


def set_choice(name: str, value: str) -> None:
    """Select a value in a widget of this module, as a click on the widget would."""
    set_param(name, value)
    st.session_state[f"pick.{name}"] = value


def selectbox_param(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str = ""
) -> str:
    """Show a selectbox of codes, bound to a parameter; it may be empty if `none` words that."""
    value = get_param(name)
    index = options.index(value) if value in options else None if none else 0
    selected = st.selectbox(
        label,
        options,
        index=index,
        key=f"pick.{name}",
        format_func=words,
        placeholder=none or None,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"] or ""),
    )
    return selected or ""


def get_selected(name: str) -> str:
    """Return the value of a selectbox in a callback, before the page is drawn again."""
    return str(st.session_state.get(f"pick.{name}") or "")


def multiselect_param(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str
) -> list[str]:
    """Show a multiselect of codes, bound to a parameter; `none` is its placeholder."""
    return st.multiselect(
        label,
        options,
        default=[value for value in get_params(name) if value in options],
        key=f"pick.{name}",
        format_func=words,
        placeholder=none,
        on_change=lambda: set_param(name, *st.session_state[f"pick.{name}"]),
    )


def tab_param(label: str, name: str, options: Sequence[str], words: Callable[[str], str]) -> str:
    """Show the tabs of a page as a segmented control, bound to a parameter."""
    if f"pick.{name}" not in st.session_state:
        value = get_param(name)
        st.session_state[f"pick.{name}"] = value if value in options else options[0]
    selected = st.segmented_control(
        label,
        options,
        required=True,
        key=f"pick.{name}",
        format_func=words,
        label_visibility="collapsed",
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"] or ""),
    )
    return selected or options[0]


def text_input_param(label: str, name: str, hint: str) -> str:
    """Show a text field, bound to a parameter."""
    text = st.text_input(
        label,
        value=get_param(name),
        key=f"pick.{name}",
        placeholder=hint,
        max_chars=100,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"]),
    )
    return text or ""


def pills_param(label: str, name: str, options: Sequence[str], words: Callable[[str], str]) -> None:
    """Show codes as pills; the one that is clicked is written into the parameter."""
    key = f"pick.{name}.{'.'.join(options)[:200]}"
    st.pills(
        label,
        options,
        key=key,
        format_func=words,
        on_change=lambda: set_param(name, st.session_state[key] or ""),
    )


def selectbox_action(
    label: str,
    name: str,
    options: Sequence[str],
    words: Callable[[str], str],
    none: str,
    action: Callable[[str], None],
) -> None:
    """Show a selectbox that calls `action` with the selected code and is then empty again."""
    key = f"pick.{name}"

    def on_change() -> None:
        selected = st.session_state[key]
        st.session_state[key] = None
        if selected:
            action(selected)

    st.selectbox(
        label, options, None, key=key, format_func=words, placeholder=none, on_change=on_change
    )


def checkbox_param(label: str, name: str, value: str, on: bool = False) -> bool:
    """Show a checkbox; the parameter has `value` while the box differs from its default `on`."""
    checked = (get_param(name) == value) != on

    def on_change() -> None:
        set_param(name, value if st.session_state[f"pick.{name}"] != on else "")

    return st.checkbox(label, value=checked, key=f"pick.{name}", on_change=on_change)


def open_panel(target: PanelTarget) -> None:
    """Open the figure panel when the page has been drawn."""
    st.session_state["panel"] = target


def pop_panel() -> PanelTarget | None:
    """Return what the panel is to show, once; a figure in the URL opens the panel once, too."""
    target: PanelTarget | None = st.session_state.pop("panel", None)
    key = get_param("figure")
    if target is None and key and st.session_state.get("figure_shown") != key:
        st.session_state["figure_shown"] = key
        return PanelTarget(title="", keys=(key,))
    return target


def get_clicked_row(widget: str) -> int | None:
    """Return the table row of the mark that was clicked in a chart.

    A second click on the same mark deselects it in the browser; it counts as a click on the mark.
    """
    event = st.session_state.get(widget)
    points = event["selection"]["points"] if event else []
    key = f"{widget}.row"
    if points:
        data = points[0].get("customdata")
        st.session_state[key] = data[0] if isinstance(data, list | tuple) else data
    row = st.session_state.get(key)
    return None if row is None else int(row)


def add_notice(text: str, is_error: bool = False) -> None:
    """Queue a message for the next run of the page."""
    st.session_state.setdefault("notices", []).append((text, is_error))


def pop_notices() -> list[tuple[str, bool]]:
    """Return the queued messages, once, and whether each is an error."""
    notices: list[tuple[str, bool]] = st.session_state.pop("notices", [])
    st.session_state["shown_notices"] = [*st.session_state.get("shown_notices", ()), *notices]
    return notices


def restore_notices() -> None:
    """Queue the notices of a run again that a newer rerun interrupted."""
    interrupted = st.session_state.pop("shown_notices", [])
    st.session_state["notices"] = [*interrupted, *st.session_state.get("notices", ())]


def clear_notices() -> None:
    """Forget the shown notices: the run has come to its end."""
    st.session_state.pop("shown_notices", None)


def get_widget_generation(widget: str) -> int:
    """Return how often a widget was reset, which is part of its key."""
    return int(st.session_state.get(f"round.{widget}", 0))


def reset_widget(widget: str) -> None:
    """Empty a widget: the next run shows a new one under another key."""
    st.session_state[f"round.{widget}"] = get_widget_generation(widget) + 1


def get_widget_value(widget: str) -> Any:
    """Return the value of a widget in a callback."""
    return st.session_state.get(widget)
