"""Limits on HTTP requests: length of URL and headers, ambiguous bodies, time for a body."""

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_URL_BYTES = 4_096
"""The longest path with query parameters, for requests and for what pages write there."""
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
    """ASGI middleware: refuses too long, too slow and ambiguous requests.

    A request that its sender abandons, or whose chunks are malformed, leaves one line in the log.
    """

    app: ASGIApp
    body_seconds: float = BODY_SECONDS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with 400, 408, 414 or 431, close a websocket, or pass the request on.

        Refused are requests and websockets with a too long URL, too long or ambiguous headers
        (`find_refusal_status`), and requests whose body does not arrive in time.
        """
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        status = find_refusal_status(scope)
        if status is not None:
            LOGGER.info("request_refused", extra={"fields": {"status": status}})
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})  # policy violation
            else:
                await _build_refusal(status)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._pass_request_on(scope, receive, send)

    async def _pass_request_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, with a time limit for its body.

        Uploads have none here: UploadGuard limits how slow they may be.
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
                await _build_refusal(status)(scope, receive, send)


def find_refusal_status(scope: Scope) -> int | None:
    """Return the HTTP status to refuse a request with, because of URL or headers; None if allowed.

    `scope` is the ASGI scope of an HTTP request or websocket. 414: the URL is too long, 431: the
    headers are, 400: the length of the body is ambiguous.
    """
    length = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if length > MAX_URL_BYTES:
        return 414
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADER_BYTES:
        return 431
    headers = Headers(scope=scope)
    # Two servers may disagree on where such a body ends ("request smuggling").
    if "content-length" in headers and "transfer-encoding" in headers:
        return 400
    return None


class RequestInProgress:
    """The `receive` and `send` functions of a request, with a time limit for its body.

    `seconds` is the limit, None for none. `is_too_slow` is true if the body was not complete in
    time, `is_answered` once the response has begun.
    """

    def __init__(self, receive: Receive, send: Send, seconds: float | None) -> None:
        """Start the time limit for the body."""
        self._receive, self._send = receive, send
        # The time when the body must be complete; None without a limit, and once it is complete.
        self._body_deadline = None if seconds is None else monotonic() + seconds
        self.is_too_slow = self.is_answered = False

    async def receive(self) -> Message:
        """Return the request's next message; a disconnect if the body is not complete in time."""
        if self._body_deadline is None:
            return await self._receive()
        remaining = max(self._body_deadline - monotonic(), 0)
        try:
            message = await asyncio.wait_for(self._receive(), remaining)
        except TimeoutError:
            self.is_too_slow = True
            return {"type": "http.disconnect"}
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._body_deadline = None
        return message

    async def send(self, message: Message) -> None:
        """Send a message of the response, and note that the response has begun."""
        self.is_answered = True
        await self._send(message)


def _build_refusal(status: int) -> PlainTextResponse:
    """Return a response in both languages with this HTTP status, which closes the connection."""
    # The body was not read to its end, so the connection cannot be used for another request.
    headers = {"Connection": "close", "Cache-Control": "no-store"}
    text = MESSAGES.get(status, HTTPStatus(status).phrase)
    return PlainTextResponse(text, status_code=status, headers=headers)
