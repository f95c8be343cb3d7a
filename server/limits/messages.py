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
MAX_OTHER_BYTES = 16_384
"""The largest message that is no rerun."""
URL_BYTES = MAX_ADDRESS_BYTES + 256  # with scheme and host


def limit_rerun(state: Any) -> list[str]:
    """Take out of a request for a rerun (ClientState) what is too long; return what, as codes.

    The codes are `address_too_long` (the page then runs without its query), `message_invalid`
    (names of page, language or time zone, all emptied) and `value_too_long` (widgets with too long
    an id or value, and those above MAX_WIDGETS, left out). Too many hashes of cached messages are
    dropped without a code: Streamlit then sends those messages again.
    """
    found = []
    if (
        len(state.query_string.encode()) > MAX_ADDRESS_BYTES
        or len(state.context_info.url.encode()) > URL_BYTES
    ):
        state.query_string, state.context_info.url = "", ""
        found.append("address_too_long")
    if any(_size(getattr(state, name)) > MAX_NAME_BYTES for name in _NAMES) or any(
        _size(getattr(state.context_info, name)) > MAX_NAME_BYTES for name in _CONTEXT_NAMES
    ):
        for name in _NAMES:
            state.ClearField(name)
        for name in _CONTEXT_NAMES:
            state.context_info.ClearField(name)
        found.append("message_invalid")
    kept = [widget for widget in state.widget_states.widgets if _is_short(widget)]
    if len(kept) < len(state.widget_states.widgets) or len(kept) > MAX_WIDGETS:
        del state.widget_states.widgets[:]
        state.widget_states.widgets.extend(kept[:MAX_WIDGETS])
        found.append("value_too_long")
    # More bytes than eight of the longest values: no page of ours has as many messages.
    if sum(map(len, state.cached_message_hashes)) > MAX_VALUE_BYTES * 8:
        del state.cached_message_hashes[:]
    return found


_NAMES = ("page_script_hash", "page_name", "fragment_id")
_CONTEXT_NAMES = ("timezone", "locale", "color_scheme")


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
