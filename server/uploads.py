"""Files on their way in: from whom, how much at a time, and how slowly."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/_stcore/upload_file"
READING = ("GET", "HEAD", "OPTIONS")
EVERY = 30.0
"""Seconds after which it is looked again what closed tabs have left."""

# Whose cookies these are; "" for somebody who may not upload.
Uploader = Callable[[Mapping[str, str]], str]
# Whether Streamlit still keeps a file of a session.
Held = Callable[[str, str], bool]
File = tuple[str, str]


def reject_all(_cookies: Mapping[str, str]) -> str:
    """Let nobody upload."""
    return ""


def always_held(_session: str, _file: str) -> bool:
    """Take what was uploaded as kept for good."""
    return True


@dataclass(frozen=True)
class UploadAllowance:
    """What one person may have uploaded and not yet let go, and how slowly it may come.

    `bytes` are counted over all their tabs; after `grace` seconds `pace` bytes a second are
    asked for, which a poor mobile connection still gives.
    """

    bytes: int = 100 * 2**20
    grace: float = 30.0
    pace: int = 4_096


class UploadAbortedError(Exception):  # no fault of ours: the upload was ended
    """An upload that was ended on its way; carries the status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class UploadGuard:
    """Refuses files from whoever may not upload, and more than the allowance from who may.

    Streamlit keeps every file in memory for as long as its session lives, 64 MB each: without
    this a few requests would fill a small machine.
    """

    app: ASGIApp
    uploader: Uploader = reject_all
    held: Held = always_held
    allowance: UploadAllowance = field(default_factory=UploadAllowance)
    every: float = EVERY
    # Bytes of each file that somebody has uploaded or is uploading, and those still on their way.
    books: dict[str, dict[File, int]] = field(default_factory=lambda: defaultdict(dict))
    coming: set[File] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403, 408 or 413 without reading on, or pass the request on."""
        asked = scope["type"] == "http" and scope["path"].startswith(PATH)
        if not asked or scope["method"] in READING:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        who = await run_in_threadpool(self.uploader, request.cookies)
        if not who:
            await _answer(403)(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._take(who, request, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _take(self, who: str, request: Request, receive: Receive, send: Send) -> None:
        session, _, name = request.url.path.removeprefix(f"{PATH}/").partition("/")
        file, announced = (session, name), request.headers.get("content-length", "")
        if not self.books:
            asyncio.get_running_loop().call_later(self.every, self._look_again)
        self._let_go(who, file)
        self.books[who][file] = int(announced) if announced.isdecimal() else 0
        self.coming.add(file)
        try:
            if self._over(who):
                raise UploadAbortedError(413)
            await self.app(request.scope, self._counted(who, file, receive), send)
        except UploadAbortedError as stopped:
            self.books[who].pop(file, None)
            await _answer(stopped.status)(request.scope, receive, send)
        finally:
            self.coming.discard(file)

    def _look_again(self) -> None:
        """Let go of what closed tabs have left, every now and then while anything is held."""
        for who in list(self.books):
            self._let_go(who)
            if not self.books[who]:
                del self.books[who]
        if self.books:
            asyncio.get_running_loop().call_later(self.every, self._look_again)

    def _let_go(self, who: str, file: File | None = None) -> None:
        """Strike out what Streamlit no longer keeps, and the file that is about to be replaced."""
        kept = self.books[who]
        for each in list(kept):
            if each == file or (each not in self.coming and not self.held(*each)):
                del kept[each]

    def _over(self, who: str) -> bool:
        return sum(self.books[who].values()) > self.allowance.bytes

    def _counted(self, who: str, file: File, receive: Receive) -> Callable[[], Awaitable[Message]]:
        began, got = monotonic(), 0
        kept = self.books[who]

        async def part() -> Message:
            nonlocal got
            left = self.allowance.grace + got / self.allowance.pace - (monotonic() - began)
            try:
                message = await asyncio.wait_for(receive(), max(left, 0))
            except TimeoutError:
                raise UploadAbortedError(408) from None
            got += len(message.get("body", b""))
            kept[file] = max(kept.get(file, 0), got)
            if self._over(who):
                raise UploadAbortedError(413)
            return message

        return part


def _answer(status: int) -> PlainTextResponse:
    # The body was not read to its end, so the connection cannot serve another request.
    return PlainTextResponse(
        HTTPStatus(status).phrase,
        status_code=status,
        headers={"Connection": "close", "Cache-Control": "no-store"},
    )
