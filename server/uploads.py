"""Limits on uploads: who may upload, how many bytes, and how slowly."""

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

UPLOAD_PATH = "/_stcore/upload_file"
READ_METHODS = ("GET", "HEAD", "OPTIONS")
CHECK_INTERVAL = 30.0
"""Seconds between checks for files of closed tabs."""

# From a request's cookies to the account that may upload, or "".
FindUploader = Callable[[Mapping[str, str]], str]
# Whether Streamlit still stores a file, by session and file id.
IsStored = Callable[[str, str], bool]
FileKey = tuple[str, str]


def reject_all(_cookies: Mapping[str, str]) -> str:
    """Return no uploader for any cookies."""
    return ""


def always_stored(_session: str, _file: str) -> bool:
    """Return that every uploaded file is still stored."""
    return True


@dataclass(frozen=True)
class UploadAllowance:
    """What one account may have uploaded at a time, and how slowly it may arrive.

    `bytes` are counted over all its tabs; after `grace_seconds` at least `bytes_per_second` must
    have arrived, which a poor mobile connection still achieves.
    """

    bytes: int = 100 * 2**20
    grace_seconds: float = 30.0
    bytes_per_second: int = 4_096


class UploadAbortedError(Exception):
    """An upload that was cut off; `status` is the HTTP status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class UploadGuard:
    """ASGI middleware: refuses uploads without permission, and more than the allowance with it.

    Streamlit keeps every file in memory while its session lives, 64 MB each: without this a few
    requests would fill a small machine. `sizes` has the bytes of each file that an account has
    uploaded or is uploading, `in_progress` the files still arriving.
    """

    app: ASGIApp
    find_uploader: FindUploader = reject_all
    is_stored: IsStored = always_stored
    allowance: UploadAllowance = field(default_factory=UploadAllowance)
    check_interval: float = CHECK_INTERVAL
    sizes: dict[str, dict[FileKey, int]] = field(default_factory=lambda: defaultdict(dict))
    in_progress: set[FileKey] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403, 405, 408 or 413 without reading on, or pass the request on."""
        is_upload = scope["type"] == "http" and scope["path"].startswith(UPLOAD_PATH)
        if not is_upload or scope["method"] in READ_METHODS:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        account = await run_in_threadpool(self.find_uploader, request.cookies)
        if not account:
            await _refusal(403)(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._receive_file(account, request, receive, send)
        elif scope["method"] == "DELETE":
            await self.app(scope, receive, send)
        else:
            await _refusal(405)(scope, receive, send)

    async def _receive_file(
        self, account: str, request: Request, receive: Receive, send: Send
    ) -> None:
        """Pass an upload on while it stays within the allowance, else answer 408 or 413."""
        session, _, name = request.url.path.removeprefix(f"{UPLOAD_PATH}/").partition("/")
        file, length = (session, name), request.headers.get("content-length", "")
        if not self.sizes:
            asyncio.get_running_loop().call_later(self.check_interval, self._remove_deleted_files)
        self._remove_deleted_of(account, replaced=file)
        self.sizes[account][file] = int(length) if length.isdecimal() else 0
        self.in_progress.add(file)
        try:
            if self._exceeds_allowance(account):
                raise UploadAbortedError(413)
            await self.app(request.scope, self._count_bytes(account, file, receive), send)
        except UploadAbortedError as aborted:
            self.sizes[account].pop(file, None)
            await _refusal(aborted.status)(request.scope, receive, send)
        finally:
            self.in_progress.discard(file)

    def _remove_deleted_files(self) -> None:
        """Forget all files that Streamlit has deleted; check again later while any are left."""
        for account in list(self.sizes):
            self._remove_deleted_of(account)
            if not self.sizes[account]:
                del self.sizes[account]
        if self.sizes:
            asyncio.get_running_loop().call_later(self.check_interval, self._remove_deleted_files)

    def _remove_deleted_of(self, account: str, replaced: FileKey | None = None) -> None:
        """Forget an account's files that Streamlit has deleted, and the one being replaced."""
        sizes = self.sizes[account]
        for file in list(sizes):
            if file == replaced or (file not in self.in_progress and not self.is_stored(*file)):
                del sizes[file]

    def _exceeds_allowance(self, account: str) -> bool:
        return sum(self.sizes[account].values()) > self.allowance.bytes

    def _count_bytes(
        self, account: str, file: FileKey, receive: Receive
    ) -> Callable[[], Awaitable[Message]]:
        """Return a `receive` that counts bytes and raises UploadAbortedError beyond the limits."""
        start, received = monotonic(), 0
        sizes = self.sizes[account]

        async def receive_part() -> Message:
            nonlocal received
            allowed = self.allowance.grace_seconds + received / self.allowance.bytes_per_second
            remaining = allowed - (monotonic() - start)
            try:
                message = await asyncio.wait_for(receive(), max(remaining, 0))
            except TimeoutError:
                raise UploadAbortedError(408) from None
            received += len(message.get("body", b""))
            sizes[file] = max(sizes.get(file, 0), received)
            if self._exceeds_allowance(account):
                raise UploadAbortedError(413)
            return message

        return receive_part


def _refusal(status: int) -> PlainTextResponse:
    # The body was not read to its end, so the connection cannot be used for another request.
    return PlainTextResponse(
        HTTPStatus(status).phrase,
        status_code=status,
        headers={"Connection": "close", "Cache-Control": "no-store"},
    )
