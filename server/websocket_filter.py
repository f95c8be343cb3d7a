"""What a tab may ask of Streamlit over its socket.

Streamlit takes more from every reader than its own page sends: to empty the caches of all
readers, to name the branch and the files of the repository, to write into the program's folder.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Field numbers of Streamlit's BackMsg: stop_script, rerun_script, file_urls_request,
# app_heartbeat, backend_operation_request; and of that last one: its two ids, deferred_file (a
# download made on demand) and dataframe_chunk.
MESSAGES = frozenset({7, 11, 16, 17, 19})
OPERATION, OPERATIONS = 19, frozenset({1, 2, 3, 6})
# How many bytes a value of a wire type has; None: its length stands before it.
SIZES = {1: 8, 2: None, 5: 4}


@dataclass(frozen=True)
class WebsocketFilter:
    """Passes on what our pages send; anything else is dropped, what is no message ends the tab."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at each message of a socket before Streamlit does."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def passed() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                data = message.get("bytes")
                try:
                    if data is None:
                        raise ValueError("text")
                    if is_allowed(data):
                        return message
                except (ValueError, IndexError):
                    return {"type": "websocket.disconnect", "code": 1002}

        await self.app(scope, passed, send)


def is_allowed(data: bytes) -> bool:
    """Say whether a message is one that our pages send. ValueError, IndexError: it is none."""
    asked = list(fields(data))
    return all(
        number in MESSAGES
        and (number != OPERATION or all(inner in OPERATIONS for inner, _ in fields(value)))
        for number, value in asked
    )


def fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Read the fields of a protocol buffer: numbers and values; numerals come without a value."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == 0:
            _, at = _varint(data, at)
            yield number, b""
            continue
        if wire not in SIZES:
            raise ValueError("wire type")
        size = SIZES[wire]
        if size is None:
            size, at = _varint(data, at)
        if at + size > len(data):
            raise ValueError("cut short")
        yield number, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError("varint")
