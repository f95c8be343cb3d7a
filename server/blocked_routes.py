"""What is answered with no before anything reads it."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# Routes of Streamlit's that this dashboard has no use for: its own sign-in (its cookies outlive
# a logout), counters for anybody, the door for programs, components of the first generation.
UNUSED = ("/auth/", "/oauth2callback", "/_stcore/metrics", "/_stcore/agent", "/component/")


def own_origins(asked: HTTPConnection) -> set[str]:
    """Give the origins of our own pages, by the host that was asked for.

    The host has been checked against the allowed ones. Behind a proxy that does not say so, https
    looks like http to us.
    """
    host, scheme = asked.headers.get("host", ""), asked.url.scheme.replace("ws", "http")
    return {f"https://{host}", f"{scheme}://{host}"}


@dataclass(frozen=True)
class BlockedRoutes:
    """Refuses unused routes without reading the body, and sockets that another site opens.

    Streamlit takes every port of this machine for one site, and to tell its address asks a server
    elsewhere, for which everybody waits.
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 or 403, or pass the request on."""
        if scope["type"] == "websocket":
            asked = HTTPConnection(scope)
            if asked.headers.get("origin") not in own_origins(asked):
                await send({"type": "websocket.close", "code": 1008})
                return
        if scope["type"] != "http" or not scope["path"].startswith(UNUSED):
            await self.app(scope, receive, send)
            return
        # The body was not read, so the connection cannot serve another request.
        headers = {"Connection": "close", "Cache-Control": "no-store"}
        answer = PlainTextResponse("Not Found", status_code=404, headers=headers)
        await answer(scope, receive, send)
