"""The session state of a browser tab, and widgets whose value is a query parameter of the URL.

Only this module reads or writes `st.session_state`; query parameters are in `state/url.py`. In
the functions of widgets, `name` is the query parameter, `options` are codes, `words` returns the
text of a code.
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
    """The content of the figure panel: keys of figures, and how a mark was derived from them.

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
    """Add one to the counter `name` of this session, and return it."""
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return int(st.session_state[name])


def set_choice(name: str, value: str) -> None:
    """Select a value in the widget of a query parameter, as a click would."""
    set_param(name, value)
    st.session_state[f"pick.{name}"] = value


def selectbox_param(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str = ""
) -> str:
    """Show a selectbox bound to a query parameter, and return the selected code.

    If `none` is given, it is the text of the empty choice.
    """
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
    """Return the value of a selectbox, inside a callback that runs before the page is drawn."""
    return str(st.session_state.get(f"pick.{name}") or "")


def multiselect_param(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str
) -> list[str]:
    """Show a multiselect bound to a query parameter, and return the codes.

    `none` is its placeholder.
    """
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
    """Show the tabs of a page as a segmented control bound to a query parameter.

    Returns the code of the selected tab.
    """
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
    """Show a text field bound to a query parameter and return its text.

    `hint` is its placeholder.
    """
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
    """Show codes as pills; a click writes the code into the query parameter."""
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
    """Show a selectbox that calls `action` with the selected code and then becomes empty.

    `none` is its placeholder.
    """
    key = f"pick.{name}"

    def on_change() -> None:
        """Empty the selectbox and call the action with the code that was selected."""
        selected = st.session_state[key]
        st.session_state[key] = None
        if selected:
            action(selected)

    st.selectbox(
        label, options, None, key=key, format_func=words, placeholder=none, on_change=on_change
    )


def checkbox_param(label: str, name: str, value: str, on: bool = False) -> bool:
    """Show a checkbox and return whether it is checked.

    The query parameter is `value` while the box differs from its default `on`.
    """
    checked = (get_param(name) == value) != on

    def on_change() -> None:
        """Write the query parameter, or remove it if the box has its default."""
        set_param(name, value if st.session_state[f"pick.{name}"] != on else "")

    return st.checkbox(label, value=checked, key=f"pick.{name}", on_change=on_change)


def open_panel(target: PanelTarget) -> None:
    """Open the figure panel after the page has been drawn."""
    st.session_state["panel"] = target


def pop_panel() -> PanelTarget | None:
    """Return the panel's content once, then None.

    A figure in the URL is also returned only once.
    """
    target: PanelTarget | None = st.session_state.pop("panel", None)
    key = get_param("figure")
    if target is None and key and st.session_state.get("figure_shown") != key:
        st.session_state["figure_shown"] = key
        return PanelTarget(title="", keys=(key,))
    return target


def get_clicked_row(widget: str) -> int | None:
    """Return the table row of the mark that was clicked in a chart; None without a click.

    A second click on a mark deselects it in the browser; it still counts as a click on the mark.
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
    """Queue a message for the next run of the page; `is_error` shows it as an error."""
    st.session_state.setdefault("notices", []).append((text, is_error))


def pop_notices() -> list[tuple[str, bool]]:
    """Return the queued messages once, each with whether it is an error."""
    notices: list[tuple[str, bool]] = st.session_state.pop("notices", [])
    st.session_state["shown_notices"] = [*st.session_state.get("shown_notices", ()), *notices]
    return notices


def restore_notices() -> None:
    """Queue the notices of an interrupted run again.

    A newer rerun ended that run before the notices were seen.
    """
    interrupted = st.session_state.pop("shown_notices", [])
    st.session_state["notices"] = [*interrupted, *st.session_state.get("notices", ())]


def clear_notices() -> None:
    """Forget the notices that were shown, as the run has ended normally."""
    st.session_state.pop("shown_notices", None)


def get_widget_generation(widget: str) -> int:
    """Return how often a widget was reset; the number is part of its key."""
    return int(st.session_state.get(f"round.{widget}", 0))


def reset_widget(widget: str) -> None:
    """Empty a widget by changing its key in the next run."""
    st.session_state[f"round.{widget}"] = get_widget_generation(widget) + 1


def get_widget_value(widget: str) -> Any:
    """Return the value of a widget in a callback."""
    return st.session_state.get(widget)
