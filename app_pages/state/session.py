"""The only reader and writer of a reader's session, and widgets that write into the address."""

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
    """What the panel on the right shows: figures by their keys, and how a mark was derived.

    `formula` says so of what is `derived`, and of an event what it was about.
    """

    title: str
    keys: tuple[str, ...]
    wording: str = ""
    formula: str = ""
    detail: str = ""
    derived: bool = False


def get_session_lock() -> Lock:
    """Give the lock under which this session acts.

    Streamlit begins a rerun while the one it replaces may still be at work in another thread: what
    was typed is being kept when the button after it is clicked.
    """
    with _LOCK_CREATION:
        if "turn" not in st.session_state:
            st.session_state["turn"] = Lock()
        turn: Lock = st.session_state["turn"]
        return turn


def set_language(chosen: Language) -> None:
    """Change the language of this session and its address."""
    set_param("lang", chosen)
    st.session_state["kept.lang"] = chosen


def get_theme() -> Theme:
    """Give the reader's theme, light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def increase_counter(name: str) -> int:
    """Count up, once a call, within this session."""
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return int(st.session_state[name])


def set_choice(name: str, value: str) -> None:
    """Make a button's click a choice that the page offers by a widget of its own as well."""
    set_param(name, value)
    st.session_state[f"pick.{name}"] = value


def selectbox_param(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str = ""
) -> str:
    """Show a choice of one code that stands in the address; `none` words the empty choice."""
    wanted = get_param(name)
    index = options.index(wanted) if wanted in options else None if none else 0
    chosen = st.selectbox(
        label,
        options,
        index=index,
        key=f"pick.{name}",
        format_func=words,
        placeholder=none or None,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"] or ""),
    )
    return chosen or ""


def get_selected(name: str) -> str:
    """Give what stands in a choice at this click, which the page may not have drawn yet."""
    return str(st.session_state.get(f"pick.{name}") or "")


def multiselect_param(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str
) -> list[str]:
    """Show a choice of several codes that stand in the address; `none` words the empty choice."""
    wanted = [value for value in get_params(name) if value in options]
    return st.multiselect(
        label,
        options,
        default=wanted,
        key=f"pick.{name}",
        format_func=words,
        placeholder=none,
        on_change=lambda: set_param(name, *st.session_state[f"pick.{name}"]),
    )


def tab_param(label: str, name: str, options: Sequence[str], words: Callable[[str], str]) -> str:
    """Show a choice of one part of the page that stands in the address."""
    if f"pick.{name}" not in st.session_state:
        wanted = get_param(name)
        st.session_state[f"pick.{name}"] = wanted if wanted in options else options[0]
    chosen = st.segmented_control(
        label,
        options,
        required=True,
        key=f"pick.{name}",
        format_func=words,
        label_visibility="collapsed",
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"] or ""),
    )
    return chosen or options[0]


def text_input_param(label: str, name: str, hint: str) -> str:
    """Show a line to type into; what is typed stands in the address."""
    typed = st.text_input(
        label,
        value=get_param(name),
        key=f"pick.{name}",
        placeholder=hint,
        max_chars=100,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"]),
    )
    return typed or ""


def pills_param(label: str, name: str, options: Sequence[str], words: Callable[[str], str]) -> None:
    """Show codes to go on to; the one clicked is written into the address."""
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
    then: Callable[[str], None],
) -> None:
    """Show a choice that is empty again as soon as `then` has heard what was chosen."""
    key = f"pick.{name}"

    def heard() -> None:
        chosen = st.session_state[key]
        st.session_state[key] = None
        if chosen:
            then(chosen)

    st.selectbox(
        label, options, None, key=key, format_func=words, placeholder=none, on_change=heard
    )


def checkbox_param(label: str, name: str, value: str, on: bool = False) -> bool:
    """Show a box to tick; the address holds `value` where it is not as it is at first."""
    ticked = (get_param(name) == value) != on

    def heard() -> None:
        set_param(name, value if st.session_state[f"pick.{name}"] != on else "")

    return st.checkbox(label, value=ticked, key=f"pick.{name}", on_change=heard)


def open_panel(opened: PanelTarget) -> None:
    """Remember what the panel is to show when the page has been drawn."""
    st.session_state["panel"] = opened


def pop_panel() -> PanelTarget | None:
    """Give what the panel is to show, once; a figure in the address opens its panel once."""
    opened: PanelTarget | None = st.session_state.pop("panel", None)
    key = get_param("figure")
    if opened is None and key and st.session_state.get("figure_shown") != key:
        st.session_state["figure_shown"] = key
        return PanelTarget(title="", keys=(key,))
    return opened


def get_clicked_row(widget: str) -> int | None:
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


def add_notice(text: str, refused: bool = False) -> None:
    """Keep a message to be shown when the page is drawn next."""
    st.session_state.setdefault("told", []).append((text, refused))


def pop_notices() -> list[tuple[str, bool]]:
    """Give the messages to be shown, once, and whether each is a refusal."""
    told: list[tuple[str, bool]] = st.session_state.pop("told", [])
    st.session_state["shown"] = [*st.session_state.get("shown", ()), *told]
    return told


def restore_notices() -> None:
    """Tell again what a page was telling when another click cut it short."""
    again = st.session_state.pop("shown", [])
    st.session_state["told"] = [*again, *st.session_state.get("told", ())]


def clear_notices() -> None:
    """Count what was told as read: the page stands whole."""
    st.session_state.pop("shown", None)


def get_widget_generation(widget: str) -> int:
    """Count how often a widget was emptied; its key carries the count."""
    return int(st.session_state.get(f"round.{widget}", 0))


def reset_widget(widget: str) -> None:
    """Empty a widget: the next one of the name begins anew."""
    st.session_state[f"round.{widget}"] = get_widget_generation(widget) + 1


def get_widget_value(widget: str) -> Any:
    """Give what a widget held when the button was clicked."""
    return st.session_state.get(widget)
