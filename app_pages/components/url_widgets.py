"""Streamlit widgets whose value is a query parameter of the page's URL.

`name` is the query parameter and `options` are codes; `format_code` returns the text that a reader
sees for a code. The value of a widget is in `st.session_state` under `pick.NAME`.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from app_pages.state.url import get_param, get_params, is_history_navigation, set_param

FormatCode = Callable[[str], str]
MAX_TEXT = 100


def _set_initial_value(key: str, value: object) -> None:
    """Set a widget's value from the URL when first shown, and after the browser's Back or Forward.

    It is written into the session state, not passed as the widget's default: Streamlit reads a
    default only once, and warns if there are both.
    """
    if key not in st.session_state or is_history_navigation():
        st.session_state[key] = value


def show_param_selectbox(
    label: str,
    name: str,
    options: Sequence[str],
    format_code: FormatCode,
    empty_label: str = "",
    first: str = "",
) -> str:
    """Show a selectbox bound to the query parameter `name`, and return the selected code.

    `options` are codes, of which `format_code` returns the texts that the reader sees. If the
    parameter is not one of them, `first` is selected, else the first option. With
    `empty_label` nothing is selected instead: the box shows that text, and the code is "". A
    selection is written into the URL.
    """
    # Another page may have left nothing selected in a box of this parameter.
    allowed = (*options, None) if empty_label else options
    if st.session_state.get(f"pick.{name}") not in allowed:
        st.session_state.pop(f"pick.{name}", None)
    default = None if empty_label or not options else options[0]
    value = next((code for code in (get_param(name), first) if code in options), default)
    _set_initial_value(f"pick.{name}", value)
    selected = st.selectbox(
        label,
        options,
        index=None if empty_label else 0,
        key=f"pick.{name}",
        format_func=format_code,
        placeholder=empty_label or None,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"] or ""),
    )
    return selected or ""


def get_selected(name: str) -> str:
    """Return the code selected in the selectbox of a query parameter, "" for none; for callbacks.

    Streamlit runs a callback before the page, so that the selectbox has not returned its value yet.
    """
    return str(st.session_state.get(f"pick.{name}") or "")


def show_param_multiselect(
    label: str,
    name: str,
    options: Sequence[str],
    format_code: FormatCode,
    placeholder: str,
    find_option: Callable[[str], str] = str,
) -> list[str]:
    """Show a multiselect bound to the query parameter `name`, and return the selected codes.

    `options` are codes, of which `format_code` returns the texts; `placeholder` is the text of the
    empty box. The URL has the parameter once for each code; other codes are ignored.
    `find_option` returns the option that a code in the URL stands for, if the options are not
    written as in the URL; by default the code itself.
    """
    _set_initial_value(
        f"pick.{name}", [code for code in map(find_option, get_params(name)) if code in options]
    )
    return st.multiselect(
        label,
        options,
        key=f"pick.{name}",
        format_func=format_code,
        placeholder=placeholder,
        on_change=lambda: set_param(name, *st.session_state[f"pick.{name}"]),
    )


def show_param_tabs(label: str, name: str, options: Sequence[str], format_code: FormatCode) -> str:
    """Show a page's tabs, bound to the query parameter `name`; return the code of the selected one.

    `options` are the codes, of which `format_code` returns the titles. If the parameter is not one
    of them, the first tab is selected. `label` names the tabs for screen readers.
    """
    value = get_param(name)
    _set_initial_value(f"pick.{name}", value if value in options else options[0])
    selected = st.segmented_control(
        label,
        options,
        required=True,
        key=f"pick.{name}",
        format_func=format_code,
        label_visibility="collapsed",
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"] or ""),
    )
    return selected or options[0]


def show_param_text_input(label: str, name: str, placeholder: str) -> str:
    """Show a text field bound to a query parameter, and return its text, at most MAX_TEXT long.

    `placeholder` is shown while the field is empty. The text counts once the reader presses Enter
    or leaves the field.
    """
    _set_initial_value(f"pick.{name}", get_param(name)[:MAX_TEXT])
    text = st.text_input(
        label,
        key=f"pick.{name}",
        placeholder=placeholder,
        max_chars=MAX_TEXT,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"]),
    )
    return text or ""


def show_action_text_input(
    label: str, name: str, text: str, max_chars: int, action: Callable[[str], None]
) -> None:
    """Show a text field with an initial text, and call `action` with each text that is entered.

    `name` is not a query parameter here: it only makes the widget's key.
    """
    key = f"pick.{name}"
    _set_initial_value(key, text)
    st.text_input(
        label, key=key, max_chars=max_chars, on_change=lambda: action(st.session_state[key])
    )


def show_action_selectbox(
    label: str,
    name: str,
    options: Sequence[str],
    format_code: FormatCode,
    placeholder: str,
    action: Callable[[str], None],
) -> None:
    """Show a selectbox that calls `action` with a selected code and is then empty again.

    `name` is not a query parameter here: it only makes the widget's key. `placeholder` is the text
    of the empty box.
    """
    key = f"pick.{name}"

    def on_change() -> None:
        """Empty the selectbox and call the action with the code that was selected.

        Only a callback can empty it: once a run has shown a widget, Streamlit refuses to set it.
        """
        selected = st.session_state[key]
        st.session_state[key] = None
        if selected:
            action(selected)

    st.selectbox(
        label,
        options,
        index=None,
        key=key,
        format_func=format_code,
        placeholder=placeholder,
        on_change=on_change,
    )


def show_param_checkbox(label: str, name: str, default: bool = False) -> None:
    """Show a checkbox bound to a query parameter.

    The parameter is "none" while the box differs from `default`, and otherwise absent, so that the
    URL of a page with all defaults is short. "none" says what the page then leaves out, whether the
    box is ticked for it ("no background") or not ("source line").
    """

    def on_change() -> None:
        """Write the query parameter, or remove it if the box has its default."""
        set_param(name, "none" if st.session_state[f"pick.{name}"] != default else "")

    _set_initial_value(f"pick.{name}", (get_param(name) == "none") != default)
    st.checkbox(label, key=f"pick.{name}", on_change=on_change)
