"""Streamlit widgets whose value is a query parameter of the page's URL.

`name` is the query parameter, `options` are codes, and `format_code` returns the text that a reader
sees for a code. A widget's own value is in `st.session_state` under `pick.NAME`.
"""

from collections.abc import Callable, Sequence

import streamlit as st

from app_pages.state.url import get_param, get_params, set_param

FormatCode = Callable[[str], str]


def set_choice(name: str, code: str) -> None:
    """Select a code in the widget of a query parameter, as a click would."""
    set_param(name, code)
    st.session_state[f"pick.{name}"] = code


def selectbox_param(
    label: str,
    name: str,
    options: Sequence[str],
    format_code: FormatCode,
    empty_label: str = "",
) -> str:
    """Show a selectbox bound to a query parameter, and return the selected code.

    A parameter that is no option selects the first one. With `empty_label` it selects nothing: the
    box shows that text, and the code is "".
    """
    value = get_param(name)
    index = options.index(value) if value in options else None if empty_label else 0
    selected = st.selectbox(
        label,
        options,
        index=index,
        key=f"pick.{name}",
        format_func=format_code,
        placeholder=empty_label or None,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"] or ""),
    )
    return selected or ""


def get_selected(name: str) -> str:
    """Return the code selected in a selectbox, in a callback, which runs before the page does."""
    return str(st.session_state.get(f"pick.{name}") or "")


def multiselect_param(
    label: str, name: str, options: Sequence[str], format_code: FormatCode, placeholder: str
) -> list[str]:
    """Show a multiselect bound to a query parameter, and return the selected codes.

    Values in the URL that are no options are ignored.
    """
    return st.multiselect(
        label,
        options,
        default=[value for value in get_params(name) if value in options],
        key=f"pick.{name}",
        format_func=format_code,
        placeholder=placeholder,
        on_change=lambda: set_param(name, *st.session_state[f"pick.{name}"]),
    )


def tab_param(label: str, name: str, options: Sequence[str], format_code: FormatCode) -> str:
    """Show a page's tabs as a segmented control bound to a query parameter.

    Return the code of the selected tab.
    """
    if f"pick.{name}" not in st.session_state:
        value = get_param(name)
        st.session_state[f"pick.{name}"] = value if value in options else options[0]
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


def text_input_param(label: str, name: str, placeholder: str) -> str:
    """Show a text field bound to a query parameter, and return its text."""
    text = st.text_input(
        label,
        value=get_param(name),
        key=f"pick.{name}",
        placeholder=placeholder,
        max_chars=100,
        on_change=lambda: set_param(name, st.session_state[f"pick.{name}"]),
    )
    return text or ""


def pills_param(label: str, name: str, options: Sequence[str], format_code: FormatCode) -> None:
    """Show codes as pills; a click writes the code into the query parameter.

    A click on the selected pill removes the parameter.
    """
    # The options are part of the key, so that a new list of options has no pill selected.
    key = f"pick.{name}.{'.'.join(options)[:200]}"
    st.pills(
        label,
        options,
        key=key,
        format_func=format_code,
        on_change=lambda: set_param(name, st.session_state[key] or ""),
    )


def selectbox_action(
    label: str,
    name: str,
    options: Sequence[str],
    format_code: FormatCode,
    placeholder: str,
    action: Callable[[str], None],
) -> None:
    """Show a selectbox that calls `action` with the selected code and then becomes empty.

    `name` is no query parameter here: it only makes the widget's key.
    """
    key = f"pick.{name}"

    def on_change() -> None:
        """Empty the selectbox and call the action with the code that was selected."""
        selected = st.session_state[key]
        st.session_state[key] = None
        if selected:
            action(selected)

    st.selectbox(
        label,
        options,
        None,
        key=key,
        format_func=format_code,
        placeholder=placeholder,
        on_change=on_change,
    )


def checkbox_param(label: str, name: str, value: str, default: bool = False) -> None:
    """Show a checkbox bound to a query parameter.

    The parameter is `value` while the box differs from `default`, and absent otherwise.
    """

    def on_change() -> None:
        """Write the query parameter, or remove it if the box has its default."""
        set_param(name, value if st.session_state[f"pick.{name}"] != default else "")

    checked = (get_param(name) == value) != default
    st.checkbox(label, value=checked, key=f"pick.{name}", on_change=on_change)
