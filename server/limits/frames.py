"""Limits on the frames of a websocket: how many it may send, and how long a message may take.

uvicorn takes any number of frames: it answers each ping at once, and keeps the frames of a message,
empty ones too, until the last. Its methods are replaced, as in `connections`; their internals are
checked by `streamlit_assumptions.check_connections`.
"""

import logging
from asyncio import TimerHandle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from server.limits.client_addresses import address_of
from server.limits.fair_share import TokenBucket

PIECE_BYTES = 4_096
"""Data are parsed in pieces: of the smallest frames one has 700, which take some milliseconds."""
LOGGER = logging.getLogger("dashboard.limits")


@dataclass(frozen=True)
class FrameLimits:
    """How many frames a websocket may send at once and in the long run, and those of one message.

    `seconds_to_message` is the time in which a message must be complete once it has begun.
    """

    burst: float = 500
    per_second: float = 100
    of_message: int = 128
    seconds_to_message: float = 60.0


class FrameGuard:
    """Closes a websocket that sends too many frames, or a message that does not end."""

    def __init__(self, connection: Any, limits: FrameLimits) -> None:
        """Take uvicorn's protocol object of a websocket."""
        self._connection, self._limits = connection, limits
        self._bucket = TokenBucket(limits.burst, limits.per_second)
        self._timer: TimerHandle | None = None

    def count(self, frames: list[Any]) -> bool:
        """Count frames that have arrived; close the websocket and return False if too many."""
        if not all(self._bucket.take() for _ in frames):
            self._close("too_many_frames")
            return False
        if any(getattr(frame, "fin", False) for frame in frames):
            self.stop()  # a message has ended: the next one has its own time
        return True

    def check_message(self) -> None:
        """Start the time of a message that is not complete, and stop that of none."""
        connection = self._connection
        if len(connection.frames) > self._limits.of_message:
            self._close("too_many_frames")
        elif not connection.frames and not connection.conn.reader.buffer:
            self.stop()
        elif self._timer is None:
            seconds = self._limits.seconds_to_message
            self._timer = connection.loop.call_later(seconds, self._close, "no_message")

    def stop(self) -> None:
        """Stop the time limit of a message."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _close(self, reason: str) -> None:
        """Close the websocket, and write one line into the log."""
        self.stop()
        self._connection.transport.abort()
        fields = {"reason": reason, "address": address_of(self._connection.transport)}
        LOGGER.info("connection_closed", extra={"fields": fields})


def guard_frames(limits: FrameLimits | None = None) -> None:
    """Make every websocket opened from now on observe the limits.

    Three methods of uvicorn's protocol class are replaced by ones that call them.
    """
    chosen, guards = limits or FrameLimits(), dict[Any, FrameGuard]()
    protocol: type[Any] = WebSocketsSansIOProtocol
    received, handled = protocol.data_received, protocol.handle_events
    lost = protocol.connection_lost

    def data_received(self: Any, data: bytes) -> None:
        """Pass data on to uvicorn's method in pieces, as long as the websocket is open."""
        guard = guards.setdefault(self, FrameGuard(self, chosen))
        for start in range(0, len(data), PIECE_BYTES):
            if self.transport.is_closing():
                return
            received(self, data[start : start + PIECE_BYTES])
        if not self.transport.is_closing():
            guard.check_message()

    def handle_events(self: Any) -> None:
        """Count the frames that were parsed, then let uvicorn's method handle them."""
        if guards[self].count(self.conn.events):
            handled(self)

    def connection_lost(self: Any, error: Exception | None) -> None:
        guard = guards.pop(self, None)
        if guard is not None:
            guard.stop()
        lost(self, error)

    replace_methods(protocol, data_received, handle_events, connection_lost)


def replace_methods(owner: type[Any], *methods: Callable[..., None]) -> None:
    """Replace methods of a class of a library by functions of the same names."""
    for method in methods:
        setattr(owner, method.__name__, method)
