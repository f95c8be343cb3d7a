"""Limits on file uploads: who may upload, how many bytes, and how slowly."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic

import streamlit
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOAD_PATH = "/_stcore/upload_file"
READ_METHODS = ("GET", "HEAD", "OPTIONS")
CHECK_INTERVAL = 30.0
"""Seconds between checks for files that Streamlit has deleted because their tab was closed."""

# Returns the id of the account that a request's cookies belong to, "" if it may not upload.
FindUploader = Callable[[Mapping[str, str]], str]
# Returns whether Streamlit still stores a file, given session id and file id.
IsStored = Callable[[str, str], bool]
# Session id and file id of an uploaded file.
FileKey = tuple[str, str]


def reject_all(_cookies: Mapping[str, str]) -> str:
    """Return "": no account may upload, whatever the request's cookies are."""
    return ""


def is_stored_by_streamlit(session: str, file: str) -> bool:
    """Return whether Streamlit still stores an uploaded file; `session` and `file` are ids.

    Files of an ended session are deleted here, because Streamlit deletes them only when another tab
    is closed. `streamlit_assumptions.check_upload_internals` checks the internals used.
    """
    runtime = streamlit.runtime.get_instance()
    if runtime._session_mgr.get_session_info(session) is None:
        runtime.uploaded_file_mgr.remove_session_files(session)
    return bool(runtime.uploaded_file_mgr.get_files(session, [file]))


def always_stored(_session: str, _file: str) -> bool:
    """Return True: every uploaded file counts as stored where no check is configured."""
    return True


@dataclass(frozen=True)
class UploadAllowance:
    """How many bytes of files one account may have on the server, and how slow an upload may be.

    `bytes` counts the files of all browser tabs of the account. After `grace_seconds` an upload
    must average `bytes_per_second`, which a poor mobile connection still achieves.
    """

    bytes: int = 100 * 2**20
    grace_seconds: float = 30.0
    bytes_per_second: int = 4_096


class UploadAbortedError(Exception):
    """An upload must be cut off; `status` is the HTTP status to respond with."""

    def __init__(self, status: int) -> None:
        """Take the HTTP status."""
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class UploadGuard:
    """ASGI middleware: refuses uploads without permission, and above the allowance of an account.

    Streamlit keeps every file, up to 64 MB each, in memory until its session ends, so a few
    requests could fill a small machine. `sizes` has account id → file key → bytes of each file
    uploaded or being uploaded; `in_progress` are the files still arriving.
    """

    app: ASGIApp
    find_uploader: FindUploader = reject_all
    is_stored: IsStored = always_stored
    allowance: UploadAllowance = field(default_factory=UploadAllowance)
    check_interval: float = CHECK_INTERVAL
    sizes: dict[str, dict[FileKey, int]] = field(default_factory=lambda: defaultdict(dict))
    in_progress: set[FileKey] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an allowed request on, or respond with 403, 405, 408 or 413 and read no further.

        Streamlit's page uploads a file by PUT and deletes it by DELETE.
        """
        is_upload = scope["type"] == "http" and scope["path"].startswith(UPLOAD_PATH)
        if not is_upload or scope["method"] in READ_METHODS:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        account = await run_in_threadpool(self.find_uploader, request.cookies)
        if not account:
            await _build_refusal(403)(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._receive_file(account, request, receive, send)
        elif scope["method"] == "DELETE":
            await self.app(scope, receive, send)
        else:
            await _build_refusal(405)(scope, receive, send)

    async def _receive_file(
        self, account: str, request: Request, receive: Receive, send: Send
    ) -> None:
        """Pass an upload on while it stays within the allowance, else respond with 408 or 413.

        `account` is the account's id. A file counts with the length in its header from the
        beginning, without a length with the bytes that have arrived. A file that is sent again
        replaces the first.
        """
        session, _, file_id = request.url.path.removeprefix(f"{UPLOAD_PATH}/").partition("/")
        file, length = (session, file_id), request.headers.get("content-length", "")
        if not self.sizes:  # the regular removal is not scheduled yet
            asyncio.get_running_loop().call_later(self.check_interval, self._remove_deleted_files)
        self._remove_deleted_of(account, replaced=file)
        self.sizes[account][file] = int(length) if length.isdecimal() else 0
        self.in_progress.add(file)
        try:
            if self._exceeds_allowance(account):
                raise UploadAbortedError(413)
            await self.app(request.scope, self._make_counting_receive(account, file, receive), send)
        except UploadAbortedError as aborted:
            self.sizes[account].pop(file, None)
            await _build_refusal(aborted.status)(request.scope, receive, send)
        finally:
            self.in_progress.discard(file)

    def _remove_deleted_files(self) -> None:
        """Remove files that Streamlit has deleted from `sizes`, and call this again later.

        It is called every `check_interval` seconds while any files remain.
        """
        for account in list(self.sizes):
            self._remove_deleted_of(account)
            if not self.sizes[account]:
                del self.sizes[account]
        if self.sizes:
            asyncio.get_running_loop().call_later(self.check_interval, self._remove_deleted_files)

    def _remove_deleted_of(self, account: str, replaced: FileKey | None = None) -> None:
        """Remove an account's deleted files from `sizes`, so that they no longer count.

        `replaced` is a file that is sent again: it is removed, too.
        """
        sizes = self.sizes[account]
        for file in list(sizes):
            if file == replaced or (file not in self.in_progress and not self.is_stored(*file)):
                del sizes[file]

    def _exceeds_allowance(self, account: str) -> bool:
        """Return whether an account's files together are larger than the allowance."""
        return sum(self.sizes[account].values()) > self.allowance.bytes

    def _make_counting_receive(
        self, account: str, file: FileKey, receive: Receive
    ) -> Callable[[], Awaitable[Message]]:
        """Return a `receive` function that counts the bytes of an upload.

        It raises UploadAbortedError if the upload exceeds the allowance or is too slow.
        """
        started_at, received_bytes = monotonic(), 0
        sizes = self.sizes[account]

        async def receive_part() -> Message:
            """Return the next message, which must arrive in the time that the allowance gives."""
            nonlocal received_bytes
            seconds_for_bytes = received_bytes / self.allowance.bytes_per_second
            time_limit = self.allowance.grace_seconds + seconds_for_bytes
            remaining = time_limit - (monotonic() - started_at)
            try:
                message = await asyncio.wait_for(receive(), max(remaining, 0))
            except TimeoutError:
                raise UploadAbortedError(408) from None
            received_bytes += len(message.get("body", b""))
            # The length in the header counts already, but more bytes may arrive.
            sizes[file] = max(sizes.get(file, 0), received_bytes)
            if self._exceeds_allowance(account):
                raise UploadAbortedError(413)
            return message

        return receive_part


def _build_refusal(status: int) -> PlainTextResponse:
    """Return a plain-text response with this HTTP status that closes the connection."""
    # The body was not read to its end, so the connection cannot be used for another request.
    return PlainTextResponse(
        HTTPStatus(status).phrase,
        status_code=status,
        headers={"Connection": "close", "Cache-Control": "no-store"},
    )
