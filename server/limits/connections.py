"""Limits on connections: time to a complete request, slow readers, idle ones, size of a message.

uvicorn has no such limits, and Streamlit creates uvicorn's configuration itself: the methods of
uvicorn's protocol class are replaced. `streamlit_assumptions.check_connections` checks them.
"""

import logging
import os
from asyncio import AbstractEventLoop, Protocol, TimerHandle, Transport, sslproto
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from uvicorn.config import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from server.limits.client_addresses import TRUSTED_PEERS, address_of, is_one_of, trusted_proxies
from server.limits.frames import guard_frames, replace_methods

LOGGER = logging.getLogger("dashboard.limits")


@dataclass(frozen=True)
class ConnectionLimits:
    """How long a connection may take to its complete request, how many of an address may wait.

    Of an answer that its reader does not take, `bytes_per_second` must go on average in each
    `seconds_to_read`, which a poor mobile connection still achieves; `slow_of_address` such
    connections of an address may be open. `message_bytes` is the largest message of a websocket.
    """

    seconds_to_request: float = 10.0
    idle_of_address: int = 100
    seconds_to_read: float = 20.0
    bytes_per_second: int = 4_096
    slow_of_address: int = 50
    message_bytes: int = 2**19


Waiting = dict[str, dict[Protocol, TimerHandle]]
"""By client the connections that are waited for, oldest first, with the timer that looks again."""


@dataclass
class ConnectionGuard:
    """Closes connections that send no complete request in time, or do not take their answer.

    `waiting` are the connections without a complete request, `slow` those whose answer waits for
    its reader. Connections of trusted proxies carry many readers: they are not counted, but each is
    closed in time.
    """

    limits: ConnectionLimits = field(default_factory=ConnectionLimits)
    proxies: frozenset[str] = frozenset()
    waiting: Waiting = field(default_factory=lambda: defaultdict(dict))
    slow: Waiting = field(default_factory=lambda: defaultdict(dict))

    def wait_for_request(self, connection: Any) -> None:
        """Start the time in which a connection must send a complete request, if it has not begun.

        `connection` is uvicorn's protocol object. If too many of its address are waiting, the
        oldest of them is closed.
        """
        client = address_of(connection.transport)
        waiting = self.waiting[client]
        if connection in waiting:
            return
        loop: AbstractEventLoop = connection.loop
        seconds = self.limits.seconds_to_request
        waiting[connection] = loop.call_later(seconds, self._close, connection, "no_request")
        if len(waiting) > self.limits.idle_of_address and not is_one_of(client, self.proxies):
            self._close(next(iter(waiting)), "too_many_idle")

    def stop_waiting(self, connection: Any) -> None:
        """Stop the time limit of a connection: its request is complete, or it is closed."""
        _forget(self.waiting, connection)

    def wait_for_reader(self, connection: Any) -> None:
        """Start to look whether a reader takes the rest of an answer, which is kept in memory.

        If too many of its address do not, the oldest of them is closed.
        """
        client = address_of(connection.transport)
        slow, loop = self.slow[client], connection.loop
        unsent = connection.transport.get_write_buffer_size()
        slow[connection] = loop.call_later(
            self.limits.seconds_to_read, self._look_at_reader, connection, unsent
        )
        if len(slow) > self.limits.slow_of_address and not is_one_of(client, self.proxies):
            self._close(next(iter(slow)), "too_many_slow")

    def stop_waiting_for_reader(self, connection: Any) -> None:
        """Stop looking: the reader has taken enough of the answer, or has gone."""
        _forget(self.slow, connection)

    def _look_at_reader(self, connection: Any, before: int) -> None:
        """Close a connection of whose answer too little has gone; `before` is what waited then."""
        taken = before - connection.transport.get_write_buffer_size()
        if taken < self.limits.bytes_per_second * self.limits.seconds_to_read:
            self._close(connection, "slow_reader")
        else:
            self.stop_waiting_for_reader(connection)
            self.wait_for_reader(connection)

    def _close(self, connection: Any, reason: str) -> None:
        """Close a connection, and write one line into the log."""
        self.stop_waiting(connection)
        self.stop_waiting_for_reader(connection)
        connection.transport.abort()
        fields = {"reason": reason, "address": address_of(connection.transport)}
        LOGGER.info("connection_closed", extra={"fields": fields})


def _forget(waiting: Waiting, connection: Any) -> None:
    """Stop waiting for a connection."""
    client = address_of(connection.transport)
    timer = waiting[client].pop(connection, None)
    if timer:
        timer.cancel()
    if not waiting[client]:
        del waiting[client]


@dataclass(eq=False)
class TlsHandshake(Protocol):
    """A connection whose TLS handshake is not done: uvicorn does not know of it yet."""

    transport: Transport
    loop: AbstractEventLoop


def is_answering(connection: Any) -> bool:
    """Return whether a complete request is being answered, or the connection became a websocket."""
    cycle, transport = connection.cycle, connection.transport
    is_websocket = transport.get_protocol() is not connection
    return is_websocket or (cycle is not None and not cycle.response_complete)


def configure(config: Config, limits: ConnectionLimits) -> None:
    """Set the size of messages, and without configured proxies ignore the headers of proxies.

    uvicorn would believe `X-Forwarded-For` from every program on this machine.
    """
    config.ws_max_size = limits.message_bytes
    if TRUSTED_PEERS not in os.environ and isinstance(config.loaded_app, ProxyHeadersMiddleware):
        config.loaded_app = config.loaded_app.app


def guard_handshakes(guard: ConnectionGuard) -> None:
    """Count connections as idle while their TLS handshake lasts, which asyncio allows a minute.

    Two methods of asyncio's protocol of TLS are replaced by ones that call them.
    """
    protocol: type[Any] = sslproto.SSLProtocol
    made, done = protocol.connection_made, protocol._on_handshake_complete
    lost = protocol.connection_lost
    handshakes: dict[Any, TlsHandshake] = {}

    def end(self: Any) -> None:
        """Stop the time limit of a handshake that is done or broken off."""
        handshake = handshakes.pop(self, None)
        if handshake is not None:
            guard.stop_waiting(handshake)

    def connection_made(self: Any, transport: Transport) -> None:
        if self._server_side:
            handshakes[self] = TlsHandshake(transport, self._loop)
            guard.wait_for_request(handshakes[self])
        made(self, transport)

    def _on_handshake_complete(self: Any, error: Exception | None) -> None:
        end(self)
        done(self, error)

    def connection_lost(self: Any, error: Exception | None) -> None:
        end(self)
        lost(self, error)

    replace_methods(protocol, connection_made, _on_handshake_complete, connection_lost)


def guard_readers(guard: ConnectionGuard) -> None:
    """Look at an answer from when its reader takes less than is sent until all is taken.

    Two methods of uvicorn's protocol class are replaced by ones that call them.
    """
    protocol: type[Any] = AutoHTTPProtocol
    paused, resumed = protocol.pause_writing, protocol.resume_writing

    def pause_writing(self: Any) -> None:
        paused(self)
        guard.wait_for_reader(self)

    def resume_writing(self: Any) -> None:
        guard.stop_waiting_for_reader(self)
        resumed(self)

    replace_methods(protocol, pause_writing, resume_writing)


def guard_connections(limits: ConnectionLimits | None = None) -> None:
    """Make every connection accepted from now on observe the limits.

    Methods of uvicorn's protocol class are replaced by ones that call them: uvicorn has no
    such limits, and Streamlit gives no access to its configuration.
    """
    guard = ConnectionGuard(limits or ConnectionLimits(), trusted_proxies())
    guard_handshakes(guard)
    guard_readers(guard)
    guard_frames()
    protocol: type[Any] = AutoHTTPProtocol
    init, made = protocol.__init__, protocol.connection_made
    received, lost = protocol.data_received, protocol.connection_lost

    def __init__(self: Any, config: Config, *args: Any, **kwargs: Any) -> None:
        configure(config, guard.limits)
        init(self, config, *args, **kwargs)

    def connection_made(self: Any, transport: Transport) -> None:
        made(self, transport)
        guard.wait_for_request(self)

    def data_received(self: Any, data: bytes) -> None:
        """Pass data on to uvicorn's method; until a request is complete, its time runs."""
        received(self, data)
        if is_answering(self) or self.transport.is_closing():
            guard.stop_waiting(self)
        else:
            guard.wait_for_request(self)

    def connection_lost(self: Any, error: Exception | None) -> None:
        guard.stop_waiting(self)
        guard.stop_waiting_for_reader(self)
        lost(self, error)

    replace_methods(protocol, __init__, connection_made, data_received, connection_lost)
