"""Limits on connections: time for a request, slow readers, idle connections, size of a message.

uvicorn has no such limits, and Streamlit creates uvicorn's configuration itself. So methods of
uvicorn's protocol class are replaced; `streamlit_assumptions.check_uvicorn_internals` checks that
they exist.
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

from server.limits.client_addresses import (
    TRUSTED_PEERS,
    find_client_address,
    is_proxy,
    read_trusted_proxies,
)
from server.limits.frames import guard_frames, replace_methods

LOGGER = logging.getLogger("dashboard.limits")


@dataclass(frozen=True)
class ConnectionLimits:
    """Time limits of a connection, and how many connections of one client may be open.

    `seconds_to_request` is the time for a complete request; `idle_per_client` connections may wait
    for one. A client that does not read a response fast enough must on average take
    `bytes_per_second` in each `seconds_to_read`, which a poor mobile connection still achieves;
    `slow_per_client` such connections may be open. `message_bytes` is the largest message of a
    websocket.
    """

    seconds_to_request: float = 10.0
    idle_per_client: int = 100
    seconds_to_read: float = 20.0
    bytes_per_second: int = 4_096
    slow_per_client: int = 50
    message_bytes: int = 2**19


Waiting = dict[str, dict[Protocol, TimerHandle]]
"""Client address → connections that are waited for, oldest first, each with its timer."""


@dataclass
class ConnectionGuard:
    """Closes connections that send no complete request in time, or do not read their response.

    `waiting` are the connections without a complete request, `slow` those with a response that
    waits to be read. Connections of trusted proxies (`proxies`) carry many clients: time limits
    apply to them, but their number is not limited. `connection` is always uvicorn's protocol
    object.
    """

    limits: ConnectionLimits = field(default_factory=ConnectionLimits)
    proxies: frozenset[str] = frozenset()
    waiting: Waiting = field(default_factory=lambda: defaultdict(dict))
    slow: Waiting = field(default_factory=lambda: defaultdict(dict))

    def wait_for_request(self, connection: Any) -> None:
        """Start the time limit for a complete request, unless it is running already.

        If too many connections of this client are waiting, the oldest of them is closed.
        """
        client = find_client_address(connection.transport)
        waiting = self.waiting[client]
        if connection in waiting:
            return
        loop: AbstractEventLoop = connection.loop
        seconds = self.limits.seconds_to_request
        waiting[connection] = loop.call_later(seconds, self._close, connection, "no_request")
        if len(waiting) > self.limits.idle_per_client and not is_proxy(client, self.proxies):
            self._close(next(iter(waiting)), "too_many_idle")

    def stop_waiting(self, connection: Any) -> None:
        """Stop the time limit of a connection whose request is complete, or which is closed."""
        _stop_timer(self.waiting, connection)

    def wait_for_reader(self, connection: Any) -> None:
        """Start to check regularly that the client reads a response fast enough.

        What it has not read is kept in memory. If too many connections of this client are slow, the
        oldest of them is closed.
        """
        client = find_client_address(connection.transport)
        slow, loop = self.slow[client], connection.loop
        unsent = connection.transport.get_write_buffer_size()
        slow[connection] = loop.call_later(
            self.limits.seconds_to_read, self._check_reader, connection, unsent
        )
        if len(slow) > self.limits.slow_per_client and not is_proxy(client, self.proxies):
            self._close(next(iter(slow)), "too_many_slow")

    def stop_waiting_for_reader(self, connection: Any) -> None:
        """Stop checking: the client has read enough of the response, or has disconnected."""
        _stop_timer(self.slow, connection)

    def _check_reader(self, connection: Any, unsent_before: int) -> None:
        """Close a connection that has read too few bytes since the last check, else check again.

        `unsent_before` is the number of bytes that were unsent at the last check.
        """
        sent_bytes = unsent_before - connection.transport.get_write_buffer_size()
        if sent_bytes < self.limits.bytes_per_second * self.limits.seconds_to_read:
            self._close(connection, "slow_reader")
        else:
            self.stop_waiting_for_reader(connection)
            self.wait_for_reader(connection)

    def _close(self, connection: Any, reason: str) -> None:
        """Close a connection, and write one line into the log.

        It is aborted, since closing it properly would wait for the client.
        """
        self.stop_waiting(connection)
        self.stop_waiting_for_reader(connection)
        connection.transport.abort()
        fields = {"reason": reason, "address": find_client_address(connection.transport)}
        LOGGER.info("connection_closed", extra={"fields": fields})


def _stop_timer(waiting: Waiting, connection: Any) -> None:
    """Cancel the timer of a connection and remove the connection from `waiting`.

    `waiting` has the connections of each client that are waited for, and no empty entries.
    """
    client = find_client_address(connection.transport)
    timer = waiting[client].pop(connection, None)
    if timer:
        timer.cancel()
    if not waiting[client]:
        del waiting[client]


@dataclass(eq=False)
class TlsHandshake(Protocol):
    """A connection before the end of its TLS handshake, when uvicorn does not know of it yet.

    It has the attributes that ConnectionGuard needs.
    """

    transport: Transport
    loop: AbstractEventLoop


def is_answering(connection: Any) -> bool:
    """Return whether a connection is answering a complete request, or became a websocket.

    In both cases it is not waited for. uvicorn's cycle is one request with its response.
    """
    cycle, transport = connection.cycle, connection.transport
    is_websocket = transport.get_protocol() is not connection
    return is_websocket or (cycle is not None and not cycle.response_complete)


def configure_uvicorn(config: Config, limits: ConnectionLimits) -> None:
    """Limit the size of websocket messages; without configured proxies, ignore proxies' headers.

    By default uvicorn trusts the header `X-Forwarded-For` of every program on this machine.
    """
    config.ws_max_size = limits.message_bytes
    if TRUSTED_PEERS not in os.environ and isinstance(config.loaded_app, ProxyHeadersMiddleware):
        config.loaded_app = config.loaded_app.app


def guard_handshakes(guard: ConnectionGuard) -> None:
    """Count connections as idle during their TLS handshake, for which asyncio allows a minute.

    Three methods of asyncio's TLS protocol class are replaced by methods that also call them.
    """
    protocol: type[Any] = sslproto.SSLProtocol
    original_made, original_done = protocol.connection_made, protocol._on_handshake_complete
    original_lost = protocol.connection_lost
    handshakes: dict[Any, TlsHandshake] = {}

    def end_handshake(self: Any) -> None:
        """Stop the time limit of a handshake that is complete or was broken off."""
        handshake = handshakes.pop(self, None)
        if handshake is not None:
            guard.stop_waiting(handshake)

    def connection_made(self: Any, transport: Transport) -> None:
        if self._server_side:
            handshakes[self] = TlsHandshake(transport, self._loop)
            guard.wait_for_request(handshakes[self])
        original_made(self, transport)

    def _on_handshake_complete(self: Any, error: Exception | None) -> None:
        end_handshake(self)
        original_done(self, error)

    def connection_lost(self: Any, error: Exception | None) -> None:
        end_handshake(self)
        original_lost(self, error)

    replace_methods(protocol, connection_made, _on_handshake_complete, connection_lost)


def guard_readers(guard: ConnectionGuard) -> None:
    """Make `guard` check each response that its client reads more slowly than it is sent.

    Two methods of uvicorn's protocol class are replaced by methods that also call them: asyncio
    calls `pause_writing` when too much is unsent, `resume_writing` when it has been sent.
    """
    protocol: type[Any] = AutoHTTPProtocol
    original_pause, original_resume = protocol.pause_writing, protocol.resume_writing

    def pause_writing(self: Any) -> None:
        original_pause(self)
        guard.wait_for_reader(self)

    def resume_writing(self: Any) -> None:
        guard.stop_waiting_for_reader(self)
        original_resume(self)

    replace_methods(protocol, pause_writing, resume_writing)


def guard_connections(limits: ConnectionLimits | None = None) -> None:
    """Patch uvicorn so that the limits apply to every connection that it accepts.

    Methods of its protocol class are replaced by methods that also call them.
    """
    guard = ConnectionGuard(limits or ConnectionLimits(), read_trusted_proxies())
    guard_handshakes(guard)
    guard_readers(guard)
    guard_frames()
    protocol: type[Any] = AutoHTTPProtocol
    original_init, original_made = protocol.__init__, protocol.connection_made
    original_received, original_lost = protocol.data_received, protocol.connection_lost

    def __init__(self: Any, config: Config, *args: Any, **kwargs: Any) -> None:
        configure_uvicorn(config, guard.limits)
        original_init(self, config, *args, **kwargs)

    def connection_made(self: Any, transport: Transport) -> None:
        original_made(self, transport)
        guard.wait_for_request(self)

    def data_received(self: Any, data: bytes) -> None:
        """Pass data on to uvicorn's method; the time limit runs until the request is complete."""
        original_received(self, data)
        if is_answering(self) or self.transport.is_closing():
            guard.stop_waiting(self)
        else:
            guard.wait_for_request(self)

    def connection_lost(self: Any, error: Exception | None) -> None:
        guard.stop_waiting(self)
        guard.stop_waiting_for_reader(self)
        original_lost(self, error)

    replace_methods(protocol, __init__, connection_made, data_received, connection_lost)
