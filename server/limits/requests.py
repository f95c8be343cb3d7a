"""Limits on HTTP requests: length of address and headers, ambiguous bodies, time for a body."""

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_ADDRESS_BYTES = 4_096
"""The longest path with query parameters; the same holds for what a page writes there."""
MAX_HEADER_BYTES = 32_768
BODY_SECONDS = 10.0
UPLOAD_PATH = "/_stcore/upload_file"
LOGGER = logging.getLogger("dashboard.limits")
MESSAGES = {
    414: "地址过长：最多 4096 字节，请去掉部分筛选条件。\n"
    "The address is too long: at most 4096 bytes. Please remove some of its filters.",
    431: "请求头过长：最多 32 KB，请清除本站的 Cookie 后重试。\n"
    "The headers are too long: at most 32 KB. Please delete the cookies of this site.",
    400: "请求同时给出 Content-Length 和 Transfer-Encoding，只能给出其一。\n"
    "The request has Content-Length and Transfer-Encoding: give one of them.",
    408: "请求未在 10 秒内发完，请重试。\n"
    "The request was not complete after 10 seconds. Try again.",
}


@dataclass(frozen=True)
class RequestLimits:
    """ASGI middleware: refuses what is too long or ambiguous before anything is read or kept.

    A request that its sender abandons, or whose chunks are malformed, leaves one line in the log.
    """

    app: ASGIApp
    body_seconds: float = BODY_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with 400, 408, 414 or 431, close a websocket, or pass the request on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        status = refused_status(scope)
        if status is not None:
            LOGGER.info("request_refused", extra={"fields": {"status": status}})
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})  # policy violation
            else:
                await _refusal(status)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its body must be complete in time, except for an upload's.

        An upload has its own lowest speed.
        """
        seconds = None if scope["path"].startswith(UPLOAD_PATH) else self.body_seconds
        request = RequestInProgress(receive, send, seconds)
        try:
            await self.app(scope, request.receive, request.send)
        except ClientDisconnect:
            status = 408 if request.is_too_slow else 400
            fields = {"status": status, "path": scope["path"]}
            LOGGER.info("request_abandoned", extra={"fields": fields})
            if not request.is_answered:
                await _refusal(status)(scope, receive, send)


def refused_status(scope: Scope) -> int | None:
    """Return the HTTP status that refuses a request for its address or headers; else None."""
    length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if length > MAX_ADDRESS_BYTES:
        return 414
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        return 431
    headers = Headers(scope=scope)
    # Where two servers read the end of such a body differently, one request hides in another.
    if "content-length" in headers and "transfer-encoding" in headers:
        return 400
    return None


class RequestInProgress:
    """A request while it is answered; `seconds` is the time for its body, None for no limit.

    To the application, a body that is not complete in time looks like a closed connection.
    """

    def __init__(self, receive: Receive, send: Send, seconds: float | None) -> None:
        """Start the time for the body."""
        self._receive, self._send = receive, send
        self._end = None if seconds is None else monotonic() + seconds
        self.is_too_slow = self.is_answered = False

    async def receive(self) -> Message:
        """Receive a request's next message; after the body, wait as long as it takes.

        `_end` is when the body must be complete, None without a limit and once it is. A body that
        is not complete in time ends as if its sender had disconnected.
        """
        if self._end is None:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(self._end - monotonic(), 0))
        except TimeoutError:
            self.is_too_slow = True
            return {"type": "http.disconnect"}
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._end = None
        return message

    async def send(self, message: Message) -> None:
        """Send a message, and note that the answer has begun."""
        self.is_answered = True
        await self._send(message)


def _refusal(status: int) -> PlainTextResponse:
    """Return a response in both languages that closes the connection: the body was not read."""
    headers = {"Connection": "close", "Cache-Control": "no-store"}
    text = MESSAGES.get(status, HTTPStatus(status).phrase)
    return PlainTextResponse(text, status_code=status, headers=headers)
