"""Limits on the messages of a tab, checked before Streamlit keeps anything of them."""

from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg

from server.limits.requests import MAX_ADDRESS_BYTES

MAX_VALUE_BYTES = 8_192
"""The largest value of a widget: 2,000 Chinese characters, and a selection of marks."""
LONG_TEXT_BYTES = 262_144
LONG_TEXT_KEYS = frozenset({"report.paste"})
"""Keys of the widgets that take long texts."""
MAX_NAME_BYTES = 1_024
MAX_WIDGETS = 2_000
MAX_MERGED_BYTES = 2**19
"""The largest request that two were merged into; as large as a message may be."""
TRIGGERS = ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")
"""The kinds of values that a browser sends once: of buttons, and of fields that are sent."""
MAX_OTHER_BYTES = 16_384
"""The largest message that is no rerun."""
URL_BYTES = MAX_ADDRESS_BYTES + 256  # with scheme and host


def limit_rerun(state: Any) -> list[str]:
    """Remove overlong values from a request for a rerun (ClientState); return their codes.

    The codes are `address_too_long` (the page then runs without its query), `message_invalid`
    (names of page, language or time zone, all emptied) and `value_too_long` (widgets with too long
    an id or value, and those above MAX_WIDGETS, left out). Too many hashes of cached messages are
    dropped without a code: Streamlit then sends those messages again.
    """
    limited = []
    if (
        len(state.query_string.encode()) > MAX_ADDRESS_BYTES
        or len(state.context_info.url.encode()) > URL_BYTES
    ):
        state.query_string, state.context_info.url = "", ""
        limited.append("address_too_long")
    if any(_size(getattr(state, name)) > MAX_NAME_BYTES for name in _NAMES) or any(
        _size(getattr(state.context_info, name)) > MAX_NAME_BYTES for name in _CONTEXT_NAMES
    ):
        for name in _NAMES:
            state.ClearField(name)
        for name in _CONTEXT_NAMES:
            state.context_info.ClearField(name)
        limited.append("message_invalid")
    kept = [widget for widget in state.widget_states.widgets if _is_short(widget)]
    if len(kept) < len(state.widget_states.widgets) or len(kept) > MAX_WIDGETS:
        del state.widget_states.widgets[:]
        state.widget_states.widgets.extend(kept[:MAX_WIDGETS])
        limited.append("value_too_long")
    # More bytes than eight of the longest values: no page of ours has as many messages.
    if sum(map(len, state.cached_message_hashes)) > MAX_VALUE_BYTES * 8:
        del state.cached_message_hashes[:]
    return limited


_NAMES = ("page_script_hash", "page_name", "fragment_id")
_CONTEXT_NAMES = ("timezone", "locale", "color_scheme")


def merge_reruns(older: BackMsg, newer: BackMsg) -> BackMsg | None:
    """Return two requests for a rerun as one: the newer, with clicks that only the older has.

    A browser says once that a button was clicked, and the values of all widgets each time; what the
    newer lacks is taken from the older. Requests of different parts of a page become one of the
    whole page. None if they are not of the same page, or too large together.
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
    states = {widget.id: widget for widget in old.widget_states.widgets}
    for widget in newer.rerun_script.widget_states.widgets:
        # A click that only the older request has still counts.
        is_unset = widget.WhichOneof("value") in TRIGGERS and not _is_click(widget)
        if not (is_unset and widget.id in states and _is_click(states[widget.id])):
            states[widget.id] = widget
    del new.widget_states.widgets[:]
    new.widget_states.widgets.extend(states.values())
    is_short = len(states) <= MAX_WIDGETS and merged.ByteSize() <= MAX_MERGED_BYTES
    return merged if is_short else None


def _is_click(widget: Any) -> bool:
    """Return whether the state of a widget (WidgetState) says that it was clicked, or text sent."""
    kind = widget.WhichOneof("value")
    if kind not in TRIGGERS:
        return False
    value = getattr(widget, kind)
    # A message of fields is set if it has bytes, a plain value if it is not empty.
    return bool(value.ByteSize() if hasattr(value, "ByteSize") else value)


def is_short_message(message: BackMsg) -> bool:
    """Return whether a message that is no rerun has a size that our pages send."""
    return bool(message.ByteSize() <= MAX_OTHER_BYTES)


def _is_short(widget: Any) -> bool:
    """Return whether a widget's id and value (WidgetState) are within the limits.

    A widget for long texts is known by the end of its id, which is its key.
    """
    is_long_text = any(widget.id.endswith(f"-{key}") for key in LONG_TEXT_KEYS)
    limit = LONG_TEXT_BYTES if is_long_text else MAX_VALUE_BYTES
    return _size(widget.id) <= MAX_NAME_BYTES and widget.ByteSize() <= limit + MAX_NAME_BYTES


def _size(text: str) -> int:
    """Return a text's number of bytes."""
    return len(text.encode())
