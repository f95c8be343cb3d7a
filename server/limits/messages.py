"""Limits on the websocket messages of a tab, applied before Streamlit stores anything of them."""

from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg

from server.limits.requests import MAX_URL_BYTES

MAX_VALUE_BYTES = 8_192
"""The largest value of a widget: enough for 2,000 Chinese characters or a selection of marks."""
LONG_TEXT_BYTES = 262_144
LONG_TEXT_KEYS = frozenset({"report.paste"})
"""Keys of the widgets that take long texts."""
MAX_NAME_BYTES = 1_024
MAX_WIDGETS = 2_000
MAX_HASHES_BYTES = 65_536
"""The largest hashes of cached messages together; no page of ours has as many messages."""
MAX_MERGED_BYTES = 2**19
"""The largest request that may result from merging two; as large as a message may be."""
TRIGGERS = ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")
"""The kinds of widget values that a browser sends once: of buttons and of submitted fields."""
MAX_OTHER_BYTES = 16_384
"""The largest message that is not a request for a rerun."""
MAX_FULL_URL_BYTES = MAX_URL_BYTES + 256  # with scheme and host


def remove_long_values(state: Any) -> list[str]:
    """Remove too long values from a request for a rerun (ClientState); return codes for the tab.

    Each code is that of a message about what was removed: address_too_long (the page then runs
    without its query), message_invalid (names of page, language and time zone are emptied),
    value_too_long (widgets with a too long id or value, or beyond MAX_WIDGETS, are left out). Too
    many hashes of cached messages are removed without a code: Streamlit then sends those messages
    again.
    """
    codes = []
    if (
        len(state.query_string.encode()) > MAX_URL_BYTES
        or len(state.context_info.url.encode()) > MAX_FULL_URL_BYTES
    ):
        state.query_string, state.context_info.url = "", ""
        codes.append("address_too_long")
    if any(_count_bytes(getattr(state, name)) > MAX_NAME_BYTES for name in _NAMES) or any(
        _count_bytes(getattr(state.context_info, name)) > MAX_NAME_BYTES for name in _CONTEXT_NAMES
    ):
        for name in _NAMES:
            state.ClearField(name)
        for name in _CONTEXT_NAMES:
            state.context_info.ClearField(name)
        codes.append("message_invalid")
    short_widgets = [widget for widget in state.widget_states.widgets if _is_short(widget)]
    is_any_long = len(short_widgets) < len(state.widget_states.widgets)
    if is_any_long or len(short_widgets) > MAX_WIDGETS:
        del state.widget_states.widgets[:]
        state.widget_states.widgets.extend(short_widgets[:MAX_WIDGETS])
        codes.append("value_too_long")
    if sum(map(len, state.cached_message_hashes)) > MAX_HASHES_BYTES:
        del state.cached_message_hashes[:]
    return codes


_NAMES = ("page_script_hash", "page_name", "fragment_id")
_CONTEXT_NAMES = ("timezone", "locale", "color_scheme")


def merge_reruns(older: BackMsg, newer: BackMsg) -> BackMsg | None:
    """Return two requests for a rerun as one: the newer, with the clicks of the older.

    So a tab that asks faster than its pages run has one waiting request, and no click is lost. A
    browser sends a click on a button once, and the values of all other widgets each time; a widget
    that the newer request lacks is taken from the older. Requests of different fragments (parts of
    a page that run alone) become one of the whole page. None if they are of different pages, or too
    large together.
    """
    if not (older.HasField("rerun_script") and newer.HasField("rerun_script")):
        return None
    merged, old = BackMsg.FromString(newer.SerializeToString()), older.rerun_script
    new = merged.rerun_script
    if (old.page_script_hash, old.page_name) != (new.page_script_hash, new.page_name):
        return None
    if old.fragment_id != new.fragment_id:
        new.fragment_id = ""
    new.is_auto_rerun = old.is_auto_rerun and new.is_auto_rerun
    widget_by_id = {widget.id: widget for widget in old.widget_states.widgets}
    for widget in newer.rerun_script.widget_states.widgets:
        # A button that only the older request says was clicked stays clicked.
        is_unclicked = widget.WhichOneof("value") in TRIGGERS and not _is_click(widget)
        was_clicked = widget.id in widget_by_id and _is_click(widget_by_id[widget.id])
        if not (is_unclicked and was_clicked):
            widget_by_id[widget.id] = widget
    del new.widget_states.widgets[:]
    new.widget_states.widgets.extend(widget_by_id.values())
    is_short = len(widget_by_id) <= MAX_WIDGETS and merged.ByteSize() <= MAX_MERGED_BYTES
    return merged if is_short else None


def _is_click(widget: Any) -> bool:
    """Return whether a widget's state (WidgetState) is a clicked button or submitted field.

    Other widgets send their value with every request, a click is sent once.
    """
    kind = widget.WhichOneof("value")
    if kind not in TRIGGERS:
        return False
    value = getattr(widget, kind)
    # A value that is itself a message is set if it has bytes, a plain value if it is not empty.
    return bool(value.ByteSize() if hasattr(value, "ByteSize") else value)


def is_short_message(message: BackMsg) -> bool:
    """Return whether a message that is no request for a rerun is at most MAX_OTHER_BYTES long."""
    return bool(message.ByteSize() <= MAX_OTHER_BYTES)


def _is_short(widget: Any) -> bool:
    """Return whether a widget's id and value (WidgetState) are within the limits.

    The id of a widget for long texts ends with one of LONG_TEXT_KEYS.
    """
    is_long_text = any(widget.id.endswith(f"-{key}") for key in LONG_TEXT_KEYS)
    # The size of a widget's state includes its id.
    limit = LONG_TEXT_BYTES if is_long_text else MAX_VALUE_BYTES
    return _count_bytes(widget.id) <= MAX_NAME_BYTES and widget.ByteSize() <= limit + MAX_NAME_BYTES


def _count_bytes(text: str) -> int:
    """Return a text's number of bytes in UTF-8."""
    return len(text.encode())
