"""What Streamlit tells every tab about the server, taken out of its messages."""

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

NEW_SESSION = ForwardMsg.NEW_SESSION_FIELD_NUMBER
SCRIPT_FINISHED = ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER
NAVIGATION = ForwardMsg.NAVIGATION_FIELD_NUMBER
"""The first that a page draws (`app_pages/page_layout.py`): the callbacks of widgets are done."""
OPERATION_DONE = ForwardMsg.BACKEND_OPERATION_RESPONSE_FIELD_NUMBER
NOT_TYPES = (ForwardMsg.HASH_FIELD_NUMBER, ForwardMsg.METADATA_FIELD_NUMBER)
LENGTH_DELIMITED = 2
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
"""The fields of the message; a new one may say more about the server."""


def message_type(data: bytes) -> int:
    """Return the type of a message, such as new_session, from its first bytes; 0 if none.

    It is the first field besides NOT_TYPES: fields are serialized in the order of their numbers.
    The type is a field number.
    """
    at = 0
    while at < len(data):
        # A protocol buffer has before each field its number and, in three bits, how it is written.
        tag, at = _read_varint(data, at)
        number, wire_type = tag >> 3, tag & 7
        if number not in NOT_TYPES or wire_type != LENGTH_DELIMITED:
            return number
        length, at = _read_varint(data, at)
        at += length
    return 0


def without_server_details(data: bytes) -> bytes:
    """Return Streamlit's new_session message without its details of the server.

    That is the path of the script, operating system, Python version, display, and the ids of the
    installation. The browser requires the sections themselves, and Streamlit's version: a page of
    another version loads itself again.
    """
    message = ForwardMsg.FromString(data)
    session = message.new_session
    session.ClearField("main_script_path")
    version = session.initialize.environment_info.streamlit_version
    session.initialize.environment_info.Clear()
    session.initialize.environment_info.streamlit_version = version
    session.initialize.user_info.Clear()
    session.initialize.user_info.SetInParent()  # there, but empty
    session.initialize.ClearField("skills_nudge_suppressed_reason")
    session.initialize.ClearField("recommend_skills_install")
    return bytes(message.SerializeToString())


def is_end_of_run(data: bytes) -> bool:
    """Return whether a script_finished message ends the run, and no other follows by itself."""
    status = ForwardMsg.FromString(data).script_finished
    return bool(status != ForwardMsg.FINISHED_EARLY_FOR_RERUN)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Return the number that a message of Streamlit's has at the byte `at`, and where it ends.

    A protocol buffer writes a number in bytes with seven bits of it each, lowest first; the highest
    bit says that another byte follows.
    """
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
