"""Limits on the frames of a websocket: how many it may send, and how long a message may take.

uvicorn accepts any number of frames: it answers each ping at once, and keeps the frames of a
message, even empty ones, until the last. Methods of its protocol class are replaced;
`streamlit_assumptions.check_uvicorn_internals` checks that they exist.
"""

import logging
from asyncio import TimerHandle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.limits.client_addresses import find_client_address
from server.limits.fair_share import TokenBucket

PIECE_BYTES = 4_096
"""Data are parsed in pieces with at most 700 frames, which take some milliseconds."""
LOGGER = logging.getLogger("dashboard.limits")


@dataclass(frozen=True)
class FrameLimits:
    """How many frames a websocket may send: at once (`burst`), in the long run, and per message.

    `seconds_to_message` is the time in which a message must be complete after its first byte.
    """

    burst: float = 500
    per_second: float = 100
    per_message: int = 128
    seconds_to_message: float = 60.0


class FrameGuard:
    """Closes a websocket that sends too many frames, or does not complete a message in time."""

    def __init__(self, connection: Any, limits: FrameLimits) -> None:
        """Take uvicorn's protocol object of a websocket."""
        self._connection, self._limits = connection, limits
        self._bucket = TokenBucket(limits.burst, limits.per_second)
        self._timer: TimerHandle | None = None

    def count_frames(self, frames: list[Any]) -> bool:
        """Count arrived frames; return False, and close the websocket, if there are too many.

        A frame is a part of a message, or a ping. One with `fin` set is the last of its message.
        """
        if not all(self._bucket.take() for _ in frames):
            self._close("too_many_frames")
            return False
        if any(getattr(frame, "fin", False) for frame in frames):
            self.stop_timer()  # a message is complete: the next one has its own time limit
        return True

    def check_incomplete_message(self) -> None:
        """Start the time limit if a message has begun but is not complete, stop it if none has.

        uvicorn keeps the frames of such a message; too many of them close the websocket.
        """
        connection = self._connection
        if len(connection.frames) > self._limits.per_message:
            self._close("too_many_frames")
        elif not connection.frames and not connection.conn.reader.buffer:
            self.stop_timer()
        elif self._timer is None:
            seconds = self._limits.seconds_to_message
            self._timer = connection.loop.call_later(seconds, self._close, "no_message")

    def stop_timer(self) -> None:
        """Stop the time limit of the present message."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self, reason: str) -> None:
        """Close the websocket, and write one line into the log."""
        self.stop_timer()
        self._connection.transport.abort()
        fields = {"reason": reason, "address": find_client_address(self._connection.transport)}
        LOGGER.info("connection_closed", extra={"fields": fields})


def guard_frames(limits: FrameLimits | None = None) -> None:
    """Patch uvicorn so that the limits apply to every websocket that is opened.

    Three methods of its protocol class are replaced by methods that also call them.
    """
    frame_limits, guards = limits or FrameLimits(), dict[Any, FrameGuard]()
    protocol: type[Any] = WebSocketsSansIOProtocol
    original_received, original_handle = protocol.data_received, protocol.handle_events
    original_lost = protocol.connection_lost

    def data_received(self: Any, data: bytes) -> None:
        """Pass data on to uvicorn's method in pieces, as long as the websocket is open."""
        guard = guards.setdefault(self, FrameGuard(self, frame_limits))
        for start in range(0, len(data), PIECE_BYTES):
            if self.transport.is_closing():
                return
            original_received(self, data[start : start + PIECE_BYTES])
        if not self.transport.is_closing():
            guard.check_incomplete_message()

    def handle_events(self: Any) -> None:
        """Count the frames that were parsed, then let uvicorn's method handle them."""
        if guards[self].count_frames(self.conn.events):
            original_handle(self)

    def connection_lost(self: Any, error: Exception | None) -> None:
        guard = guards.pop(self, None)
        if guard is not None:
            guard.stop_timer()
        original_lost(self, error)

    replace_methods(protocol, data_received, handle_events, connection_lost)


def replace_methods(owner: type[Any], *methods: Callable[..., None]) -> None:
    """Replace methods of a library's class by functions of the same names."""
    for method in methods:
        setattr(owner, method.__name__, method)
