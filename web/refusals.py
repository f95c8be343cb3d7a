"""What is answered with no before anything reads it."""

from dataclasses import dataclass

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# Routes of Streamlit's that this dashboard has no use for: its own sign-in (its cookies outlive
# a logout), counters for anybody, the door for programs, components of the first generation.
UNUSED = ("/auth/", "/oauth2callback", "/_stcore/metrics", "/_stcore/agent", "/component/")


@dataclass(frozen=True)
class Refusals:
    """Refuses unused routes without reading the body."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404, or pass the request on."""
        if scope["type"] != "http" or not scope["path"].startswith(UNUSED):
            await self.app(scope, receive, send)
            return
        # The body was not read, so the connection cannot serve another request.
        headers = {"Connection": "close", "Cache-Control": "no-store"}
        answer = PlainTextResponse("Not Found", status_code=404, headers=headers)
        await answer(scope, receive, send)
