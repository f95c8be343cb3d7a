"""The only reader and writer of a reader's session, and widgets that write into the address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st

from app_pages.state.url import ask, asked, asked_all
from charts.theme import Theme
from locales import Language

_MAKING = Lock()


@dataclass(frozen=True)
class Opened:
    """What the panel on the right shows: figures by their keys, and how a mark was derived.

    `formula` says so of what is `derived`, and of an event what it was about.
    """

    title: str
    keys: tuple[str, ...]
    wording: str = ""
    formula: str = ""
    detail: str = ""
    derived: bool = False


def in_turn() -> Lock:
    """Give the lock under which this session acts.

    Streamlit begins a rerun while the one it replaces may still be at work in another thread: what
    was typed is being kept when the button after it is clicked.
    """
    with _MAKING:
        if "turn" not in st.session_state:
            st.session_state["turn"] = Lock()
        turn: Lock = st.session_state["turn"]
        return turn


def speak(chosen: Language) -> None:
    """Change the language of this session and its address."""
    ask("lang", chosen)
    st.session_state["kept.lang"] = chosen


def theme() -> Theme:
    """Give the reader's theme, light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def next_number(name: str) -> int:
    """Count up, once a call, within this session."""
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return int(st.session_state[name])


def go_to(name: str, value: str) -> None:
    """Make a button's click a choice that the page offers by a widget of its own as well."""
    ask(name, value)
    st.session_state[f"pick.{name}"] = value


def pick(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str = ""
) -> str:
    """Show a choice of one code that stands in the address; `none` words the empty choice."""
    wanted = asked(name)
    index = options.index(wanted) if wanted in options else None if none else 0
    chosen = st.selectbox(
        label,
        options,
        index=index,
        key=f"pick.{name}",
        format_func=words,
        placeholder=none or None,
        on_change=lambda: ask(name, st.session_state[f"pick.{name}"] or ""),
    )
    return chosen or ""


def picked(name: str) -> str:
    """Give what stands in a choice at this click, which the page may not have drawn yet."""
    return str(st.session_state.get(f"pick.{name}") or "")


def pick_several(
    label: str, name: str, options: Sequence[str], words: Callable[[str], str], none: str
) -> list[str]:
    """Show a choice of several codes that stand in the address; `none` words the empty choice."""
    wanted = [value for value in asked_all(name) if value in options]
    return st.multiselect(
        label,
        options,
        default=wanted,
        key=f"pick.{name}",
        format_func=words,
        placeholder=none,
        on_change=lambda: ask(name, *st.session_state[f"pick.{name}"]),
    )


def pick_tab(label: str, name: str, options: Sequence[str], words: Callable[[str], str]) -> str:
    """Show a choice of one part of the page that stands in the address."""
    if f"pick.{name}" not in st.session_state:
        wanted = asked(name)
        st.session_state[f"pick.{name}"] = wanted if wanted in options else options[0]
    chosen = st.segmented_control(
        label,
        options,
        required=True,
        key=f"pick.{name}",
        format_func=words,
        label_visibility="collapsed",
        on_change=lambda: ask(name, st.session_state[f"pick.{name}"] or ""),
    )
    return chosen or options[0]


def type_in(label: str, name: str, hint: str) -> str:
    """Show a line to type into; what is typed stands in the address."""
    typed = st.text_input(
        label,
        value=asked(name),
        key=f"pick.{name}",
        placeholder=hint,
        max_chars=100,
        on_change=lambda: ask(name, st.session_state[f"pick.{name}"]),
    )
    return typed or ""


def pick_link(label: str, name: str, options: Sequence[str], words: Callable[[str], str]) -> None:
    """Show codes to go on to; the one clicked is written into the address."""
    key = f"pick.{name}.{'.'.join(options)[:200]}"
    st.pills(
        label,
        options,
        key=key,
        format_func=words,
        on_change=lambda: ask(name, st.session_state[key] or ""),
    )


def pick_once(
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


def tick(label: str, name: str, value: str, on: bool = False) -> bool:
    """Show a box to tick; the address holds `value` where it is not as it is at first."""
    ticked = (asked(name) == value) != on

    def heard() -> None:
        ask(name, value if st.session_state[f"pick.{name}"] != on else "")

    return st.checkbox(label, value=ticked, key=f"pick.{name}", on_change=heard)


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


def tell(text: str, refused: bool = False) -> None:
    """Keep a message to be shown when the page is drawn next."""
    st.session_state.setdefault("told", []).append((text, refused))


def take_told() -> list[tuple[str, bool]]:
    """Give the messages to be shown, once, and whether each is a refusal."""
    told: list[tuple[str, bool]] = st.session_state.pop("told", [])
    st.session_state["shown"] = [*st.session_state.get("shown", ()), *told]
    return told


def begin_telling() -> None:
    """Tell again what a page was telling when another click cut it short."""
    again = st.session_state.pop("shown", [])
    st.session_state["told"] = [*again, *st.session_state.get("told", ())]


def end_telling() -> None:
    """Count what was told as read: the page stands whole."""
    st.session_state.pop("shown", None)


def round_of(widget: str) -> int:
    """Count how often a widget was emptied; its key carries the count."""
    return int(st.session_state.get(f"round.{widget}", 0))


def empty(widget: str) -> None:
    """Empty a widget: the next one of the name begins anew."""
    st.session_state[f"round.{widget}"] = round_of(widget) + 1


def held(widget: str) -> Any:
    """Give what a widget held when the button was clicked."""
    return st.session_state.get(widget)
