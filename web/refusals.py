"""What is answered with no before anything reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MayUpload = Callable[[Mapping[str, str]], bool]

# Routes of Streamlit's that this dashboard has no use for: its own sign-in (its cookies outlive
# a logout), counters for anybody, the door for programs, components of the first generation.
UNUSED = ("/auth/", "/oauth2callback", "/_stcore/metrics", "/_stcore/agent", "/component/")

UPLOADS = "/_stcore/upload_file"


def nobody(_cookies: Mapping[str, str]) -> bool:
    """Let nobody upload."""
    return False


@dataclass(frozen=True)
class Refusals:
    """Refuses unused routes, and files from whoever may not upload, without reading the body."""

    app: ASGIApp
    may_upload: MayUpload = nobody

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 or 403, or pass the request on."""
        status = await self._refusal(scope) if scope["type"] == "http" else None
        if status is None:
            await self.app(scope, receive, send)
            return
        # The body was not read, so the connection cannot serve another request.
        answer = PlainTextResponse(
            {403: "Forbidden", 404: "Not Found"}[status],
            status_code=status,
            headers={"Connection": "close", "Cache-Control": "no-store"},
        )
        await answer(scope, receive, send)

    async def _refusal(self, scope: Scope) -> int | None:
        path = scope["path"]
        if path.startswith(UNUSED):
            return 404
        if path.startswith(UPLOADS) and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            cookies = Request(scope).cookies
            if not await run_in_threadpool(self.may_upload, cookies):
                return 403
        return None
