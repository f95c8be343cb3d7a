"""Filter for websocket messages from the browser to Streamlit.

Streamlit accepts more messages than its page sends: with these any reader could empty the caches of
all readers, read the repository's branch and files, or write into the program's folder.
"""

from dataclasses import dataclass

from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

OPERATION = "backend_operation_request"
ALLOWED_MESSAGES = frozenset({"app_heartbeat", "file_urls_request", "rerun_script", "stop_script"})
REFUSED_MESSAGES = frozenset(
    {
        "clear_cache",
        "debug_disconnect_websocket",
        "debug_shutdown_runtime",
        "load_git_info",
        "set_run_on_save",
    }
)
# Downloads made on demand, and more rows of a table.
ALLOWED_OPERATIONS = frozenset({"dataframe_chunk", "deferred_file"})
REFUSED_OPERATIONS = frozenset({"dismiss_skills_nudge", "install_skills"})


@dataclass(frozen=True)
class WebsocketFilter:
    """ASGI middleware: drops messages that our pages never send; a malformed one disconnects."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check each message of a websocket before Streamlit receives it."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def receive_allowed() -> Message:
            """Return the next allowed message, or a disconnect for text and malformed bytes."""
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                data = message.get("bytes")
                try:
                    if data is not None and is_allowed_message(data):
                        return message
                except DecodeError:
                    data = None
                if data is None:  # text, or no protocol buffer
                    return {"type": "websocket.disconnect", "code": 1002}

        await self.app(scope, receive_allowed, send)


def is_allowed_message(data: bytes) -> bool:
    """Return whether a websocket message is one that our pages send; an empty one is allowed.

    `data` is a serialized BackMsg. Raises DecodeError if it is not a protocol buffer.
    """
    message = BackMsg.FromString(data)
    # A message has one field. If it had several, Streamlit would read only the last.
    if len(UnknownFieldSet(Empty.FromString(data))) > 1:
        return False
    message_type = message.WhichOneof("type")
    if message_type == OPERATION:
        return message.backend_operation_request.WhichOneof("payload") in ALLOWED_OPERATIONS
    return message_type in ALLOWED_MESSAGES or not data
