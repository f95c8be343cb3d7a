"""The session state of a browser tab: the figure panel, clicks, notices, and values of widgets.

Pages read and write `st.session_state` only through this module, `state/url.py` for the URL, and
`components/url_widgets.py` for widgets bound to it.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app_pages.state.url import get_param, set_param
from charts.theme import Theme
from errors import SeenState
from locales import Language

MAX_STATES = 200  # changed or shown states that a tab remembers
# Held while a session's own lock is created: two of its threads must not create two.
_CREATION_LOCK = Lock()


@dataclass(frozen=True)
class PanelTarget:
    """What the figure panel shows: a clicked mark of a chart, and the keys of its figures.

    `formula` is the computation of a `derived` value; for an event it is the description.
    """

    title: str
    keys: tuple[str, ...]
    wording: str = ""
    formula: str = ""
    detail: str = ""
    derived: bool = False


def get_session_lock() -> Lock:
    """Return the lock that is held while an action of this session runs.

    Streamlit may start a rerun while another thread still runs the previous one: the callback of a
    text field may be saving when the button after it is clicked. For the same reason the lock
    itself is created under a lock of the process.
    """
    with _CREATION_LOCK:
        lock: Lock = st.session_state.setdefault("lock", Lock())
        return lock


def end_abandoned_run() -> None:
    """End the run if its tab is closed or has asked for another run: Streamlit then raises.

    In threads that belong to no tab, nothing happens.
    """
    if get_script_run_ctx(suppress_warning=True):
        st.session_state.get("lock")  # at every access Streamlit checks if the run should end


def follow_state(seen: SeenState, now: SeenState, *, is_text: bool) -> None:
    """Remember that an action of this tab has changed the state `seen` into the state `now`.

    A state is the id, version and hash of a thing such as a draft. An action is refused if the
    thing has another state than its user has seen; but a quick second click comes from the page as
    it was before, and what was changed in this tab does not surprise its user. `is_text` means that
    only a reason or an explanation has changed. Only the last MAX_STATES are remembered.
    """
    states: dict[SeenState, tuple[SeenState, bool]] = st.session_state.setdefault("states", {})
    states[seen] = (now, is_text)
    while len(states) > MAX_STATES:
        del states[next(iter(states))]  # the oldest


def get_followed_state(seen: SeenState, *, only_texts: bool) -> SeenState:
    """Return the newest state that this tab itself has made from `seen`; else `seen`.

    With `only_texts`, only changes of a reason or an explanation are followed.
    """
    states: dict[SeenState, tuple[SeenState, bool]] = st.session_state.get("states", {})
    passed = {seen}  # a change and its undoing could lead in a circle
    while seen in states:
        now, is_text = states[seen]
        if (only_texts and not is_text) or now in passed:
            break
        passed.add(now)
        seen = now
    return seen


def swap_shown_state(seen: SeenState) -> SeenState | None:
    """Remember the state of a thing that is shown now, and return the one that was shown before.

    If this tab itself has changed the thing since, the result is the state that this tab made, so
    that a difference between it and `seen` was made by somebody else. The result is None if the tab
    has not shown the thing, or has shown MAX_STATES others since.
    """
    shown: dict[str, SeenState] = st.session_state.setdefault("shown_states", {})
    before = shown.get(seen.subject)
    shown[seen.subject] = seen
    while len(shown) > MAX_STATES:
        del shown[next(iter(shown))]  # the oldest
    return get_followed_state(before, only_texts=False) if before else None


def forget_shown_state(subject: str) -> None:
    """Forget which state of a thing was shown, as the user has been told that it has changed."""
    st.session_state.get("shown_states", {}).pop(subject, None)


def pin_state(form: str, seen: SeenState) -> None:
    """Keep the state with which a form was drawn; the callback of the form's button.

    A form is submitted in the run after the click, in which the page may already know a newer state
    that its user has not seen.
    """
    st.session_state[f"pinned.{form}"] = seen


def pop_pinned_state(form: str) -> SeenState:
    """Return the state that `pin_state` has kept, in the run that the form's button has started."""
    seen: SeenState = st.session_state.pop(f"pinned.{form}")
    return seen


def set_language(language: Language) -> None:
    """Change the language of the session and of its URL."""
    set_param("lang", language)


def get_theme() -> Theme:
    """Return the browser's theme, light or dark; light until the browser has reported it."""
    return "dark" if st.context.theme.type == "dark" else "light"


def increase_counter(name: str) -> int:
    """Add one to the session's counter `name`, which starts at 0, and return the new value."""
    st.session_state[name] = st.session_state.get(name, 0) + 1
    return int(st.session_state[name])


def open_panel(target: PanelTarget) -> None:
    """Open the figure panel at the end of this run, once the page is drawn.

    A callback belongs to the run that follows it.
    """
    st.session_state["panel"] = target


def pop_panel() -> PanelTarget | None:
    """Return what the figure panel is to show, and forget it; None for no panel.

    It is what was clicked (`open_panel`), else the figure in the query parameter `figure`, as in a
    link to one figure. Each is returned once: Streamlit runs the page again at every click, and
    would otherwise reopen a panel that the reader has closed.
    """
    target: PanelTarget | None = st.session_state.pop("panel", None)
    key = get_param("figure")
    if not key:
        st.session_state.pop("figure_shown", None)
    if target is None and key and st.session_state.get("figure_shown") != key:
        st.session_state["figure_shown"] = key
        return PanelTarget(title="", keys=(key,))
    return target


def get_clicked_row(widget_key: str) -> int | None:
    """Return the table row of the last clicked mark of a chart; None if none was clicked.

    `widget_key` is the key of the chart's widget; rows count from 0. The row is kept, as a second
    click on a mark deselects it in the browser, but still counts as a click on the mark.
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
    """Add a notice for the next run of the page; `is_error` shows it as an error."""
    st.session_state.setdefault("notices", []).append((text, is_error))


def pop_notices() -> list[tuple[str, bool]]:
    """Return the queued notices, each with whether it is an error, and empty the queue.

    They are kept as shown until the run has ended (`restore_notices`).
    """
    notices: list[tuple[str, bool]] = st.session_state.pop("notices", [])
    st.session_state["shown_notices"] = [*st.session_state.get("shown_notices", ()), *notices]
    return notices


def restore_notices() -> None:
    """Add again the notices of a run that a newer run has ended before they were seen.

    A run that reaches its end has called `clear_notices`, so that none are left here.
    """
    interrupted = st.session_state.pop("shown_notices", [])
    st.session_state["notices"] = [*interrupted, *st.session_state.get("notices", ())]


def clear_notices() -> None:
    """Forget the notices that this run has shown; called at its end, when they have been seen."""
    st.session_state.pop("shown_notices", None)


def get_widget_generation(name: str) -> int:
    """Return how often the widget `name` was reset; callers make this number part of its key.

    Streamlit keeps a widget's value as long as its key is the same.
    """
    return int(st.session_state.get(f"generation.{name}", 0))


def reset_widget(name: str) -> None:
    """Empty the widget `name`: it has another key in the next run, so that Streamlit starts it
    anew."""
    increase_counter(f"generation.{name}")


def get_widget_value(widget_key: str) -> Any:
    """Return the value of the widget with this key; None if the page has no such widget.

    For callbacks, as Streamlit runs them before the widget returns its new value.
    """
    return st.session_state.get(widget_key)


def state_key(name: str, seen: SeenState) -> str:
    """Return the key of a button that acts on a state, so that each state has a button of its own.

    Streamlit knows a widget by its key. A click that was made before a rerun therefore never counts
    as a click on what the rerun shows. `name` is the action, such as "accept".
    """
    # 16 of the hash's 64 digits are enough to tell states apart.
    return f"{name}.{seen.subject}.{seen.version}.{seen.sha256[:16]}"
