"""Removes details of the server from Streamlit's messages to tabs, and reads a message's type."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

NEW_SESSION = ForwardMsg.NEW_SESSION_FIELD_NUMBER
SCRIPT_FINISHED = ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER
NAVIGATION = ForwardMsg.NAVIGATION_FIELD_NUMBER
"""The first message of a page (`app_pages/page_layout.py`): widgets' callbacks are done by then."""
OPERATION_DONE = ForwardMsg.BACKEND_OPERATION_RESPONSE_FIELD_NUMBER
NOT_TYPES = (ForwardMsg.HASH_FIELD_NUMBER, ForwardMsg.METADATA_FIELD_NUMBER)
LENGTH_DELIMITED = 2  # the wire type of texts and messages in a protocol buffer
SESSION_FIELDS = frozenset(
    {
        *("initialize", "name", "main_script_path", "config", "custom_theme", "app_pages"),
        *("page_script_hash", "main_script_hash"),
    }
)
INITIALIZE_FIELDS = frozenset(
    {
        *("user_info", "environment_info", "session_status", "session_id", "is_hello"),
        *("recommend_skills_install", "skills_nudge_suppressed_reason"),
    }
)
"""The known fields of new_session and of `initialize` in it; a new one may have further details."""


def read_message_type(data: bytes) -> int:
    """Return the type of a serialized ForwardMsg as a field number, such as NEW_SESSION; 0 if none.

    Only the first bytes are read, because messages may be large. The type is the first field that
    is not in NOT_TYPES: fields are serialized in the order of their numbers.
    """
    offset = 0
    while offset < len(data):
        # Each field begins with its number and, in the last three bits, its wire type.
        tag, offset = _read_varint(data, offset)
        field_number, wire_type = tag >> 3, tag & 7
        if field_number not in NOT_TYPES or wire_type != LENGTH_DELIMITED:
            return field_number
        length, offset = _read_varint(data, offset)
        offset += length
    return 0


def remove_server_details(data: bytes) -> bytes:
    """Return Streamlit's new_session message without details of the server.

    These are the path of the script, operating system, Python version, display, and the ids of the
    installation. The browser requires that the emptied sections exist, and Streamlit's version: a
    page of another version reloads itself.
    """
    message = ForwardMsg.FromString(data)
    session = message.new_session
    session.ClearField("main_script_path")
    version = session.initialize.environment_info.streamlit_version
    session.initialize.environment_info.Clear()
    session.initialize.environment_info.streamlit_version = version
    session.initialize.user_info.Clear()
    session.initialize.user_info.SetInParent()  # the section exists, but is empty
    session.initialize.ClearField("skills_nudge_suppressed_reason")
    session.initialize.ClearField("recommend_skills_install")
    return bytes(message.SerializeToString())


def is_end_of_run(data: bytes) -> bool:
    """Return whether a script_finished message ends a run that no other run of the tab replaces.

    Streamlit also sends this message where a rerun breaks the run off.
    """
    status = ForwardMsg.FromString(data).script_finished
    return bool(status != ForwardMsg.FINISHED_EARLY_FOR_RERUN)


def _read_varint(data: bytes, offset: int) -> tuple[int, int]:
    """Return the number that a protocol buffer has at `offset`, and the offset after it.

    Each byte has seven bits of the number, the lowest bits first; the highest bit says that another
    byte follows.
    """
    value = shift = 0
    while True:
        byte = data[offset]
        value |= (byte & 0x7F) << shift
        offset, shift = offset + 1, shift + 7
        if byte < 0x80:
            return value, offset
