"""Limits on connections: time until a complete request, idle ones of an address, size of a message.

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

LOGGER = logging.getLogger("dashboard.limits")
TRUSTED_PEERS = "FORWARDED_ALLOW_IPS"
"""The environment variable with the addresses of proxies, separated by commas."""


@dataclass(frozen=True)
class ConnectionLimits:
    """How long a connection may take to its complete request, how many of an address may wait.

    `message_bytes` is the largest message of a websocket.
    """

    seconds_to_request: float = 10.0
    idle_of_address: int = 100
    message_bytes: int = 2**20


@dataclass
class ConnectionGuard:
    """Closes connections that send no complete request in time.

    `waiting` has by address the connections without a complete request, oldest first, each with the
    timer that will close it. Connections of trusted proxies carry many readers: they are not
    counted, but each is closed in time.
    """

    limits: ConnectionLimits = field(default_factory=ConnectionLimits)
    proxies: frozenset[str] = frozenset()
    waiting: dict[str, dict[Protocol, TimerHandle]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def wait_for_request(self, connection: Any) -> None:
        """Start the time in which a connection must send a complete request, if it has not begun.

        `connection` is uvicorn's protocol object. If too many of its address are waiting, the
        oldest of them is closed.
        """
        address = address_of(connection.transport)
        waiting = self.waiting[address]
        if connection in waiting:
            return
        loop: AbstractEventLoop = connection.loop
        seconds = self.limits.seconds_to_request
        waiting[connection] = loop.call_later(seconds, self._close, connection, "no_request")
        # The connections of a proxy are those of many readers.
        if len(waiting) > self.limits.idle_of_address and address not in self.proxies:
            self._close(next(iter(waiting)), "too_many_idle")

    def stop_waiting(self, connection: Any) -> None:
        """Stop the time limit of a connection: its request is complete, or it is closed."""
        address = address_of(connection.transport)
        timer = self.waiting[address].pop(connection, None)
        if timer:
            timer.cancel()
        if not self.waiting[address]:
            del self.waiting[address]

    def _close(self, connection: Any, reason: str) -> None:
        """Close a connection, and write one line into the log."""
        self.stop_waiting(connection)
        connection.transport.abort()
        fields = {"reason": reason, "address": address_of(connection.transport)}
        LOGGER.info("connection_closed", extra={"fields": fields})


@dataclass(eq=False)
class TlsHandshake(Protocol):
    """A connection whose TLS handshake is not done: uvicorn does not know of it yet."""

    transport: Transport
    loop: AbstractEventLoop


def address_of(transport: Transport) -> str:
    """Return the IP address of the other end of a connection; "" if it has none."""
    peer = transport.get_extra_info("peername")
    return str(peer[0]) if isinstance(peer, tuple) else ""


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


def trusted_proxies() -> frozenset[str]:
    """Return the configured addresses of proxies."""
    names = os.environ.get(TRUSTED_PEERS, "").split(",")
    return frozenset(name.strip() for name in names if name.strip())


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

    for method in (connection_made, _on_handshake_complete, connection_lost):
        setattr(protocol, method.__name__, method)


def guard_connections(limits: ConnectionLimits | None = None) -> None:
    """Make every connection accepted from now on observe the limits.

    Four methods of uvicorn's protocol class are replaced by ones that call them: uvicorn has no
    such limits, and Streamlit gives no access to its configuration.
    """
    guard = ConnectionGuard(limits or ConnectionLimits(), trusted_proxies())
    guard_handshakes(guard)
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
        lost(self, error)

    for method in (__init__, connection_made, data_received, connection_lost):
        setattr(protocol, method.__name__, method)
