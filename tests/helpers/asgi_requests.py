"""Requests to an application of this process, sent as they stand: no server, no socket."""

import asyncio
import atexit
import threading
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message

T = TypeVar("T")

HOST = "127.0.0.1:8501"
READER = ("192.0.2.1", 50_000)


@dataclass(frozen=True)
class Answer:
    """What came back; `read` is how many bytes of the request's body were asked for."""

    status: int
    headers: Headers
    body: bytes
    read: int

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@cache
def _serving() -> asyncio.AbstractEventLoop:
    """The loop that serves every request, as one does in a server, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def end() -> None:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()

    atexit.register(end)
    return loop


def served(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine where the requests are served."""
    return asyncio.run_coroutine_threadsafe(work, _serving()).result(120)


def scope_of(path: str, method: str = "GET", scheme: str = "http", **headers: str) -> Any:
    """Give the scope of a request as uvicorn does; `_` in a header's name stands for `-`."""
    kind = "websocket" if scheme in ("ws", "wss") else "http"
    address, _, query = path.partition("?")
    named = {"host": HOST, **{name.replace("_", "-"): text for name, text in headers.items()}}
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": scheme,
        "path": unquote(address),
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), text.encode()) for name, text in named.items()],
        "client": READER,
        "server": ("127.0.0.1", 8501),
        "subprotocols": [],
    }


async def exchange(app: ASGIApp, scope: Any, coming: Iterable[Message]) -> list[Message]:
    """Let an application answer; gives every message that it sends.

    What comes after `coming` is the end of the connection.
    """
    left, sent = iter(coming), []

    async def receive() -> Message:
        kind = "websocket" if scope["type"] == "websocket" else "http"
        return next(left, {"type": f"{kind}.disconnect", "code": 1000})

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def ask(
    app: ASGIApp,
    path: str,
    method: str = "GET",
    body: Iterable[bytes] = (b"",),
    scheme: str = "http",
    **headers: str,
) -> Answer:
    """Send a request whose body comes in parts."""
    parts, read = list(body), []

    def coming() -> Iterable[Message]:
        for number, part in enumerate(parts, 1):
            read.append(len(part))
            yield {"type": "http.request", "body": part, "more_body": number < len(parts)}

    scope = scope_of(path, method, scheme, **headers)
    sent = served(exchange(app, scope, coming()))
    starts = [each for each in sent if each["type"] == "http.response.start"]
    assert len(starts) == 1, sent
    got = b"".join(each.get("body", b"") for each in sent if each is not starts[0])
    return Answer(starts[0]["status"], Headers(raw=starts[0]["headers"]), got, sum(read))
