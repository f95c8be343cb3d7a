"""The URLs that are served; a request for any other is refused before its body is read.

A new version of Streamlit may add routes. Requests do not reach a route that is not listed here.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

READ = frozenset({"GET", "HEAD"})
READ_OR_OPTIONS = READ | {"OPTIONS"}

# Streamlit's routes that its pages use, with the methods they use.
STREAMLIT_ROUTES: Mapping[str, frozenset[str]] = {
    "/_stcore/health": READ_OR_OPTIONS,
    "/_stcore/host-config": READ,
    "/_stcore/bidi-components/{path:path}": READ_OR_OPTIONS,
    "/_stcore/upload_file/{session_id}/{file_id}": frozenset({"PUT", "DELETE", "OPTIONS"}),
    "/media/{file_id:path}": READ_OR_OPTIONS,
}
STREAMLIT_WEBSOCKETS = frozenset({"/_stcore/stream"})

# Streamlit's routes that this dashboard does not use: its sign-in (whose cookies stay valid after
# signing out), public metrics, the API for agents, components of the first generation.
REFUSED_ROUTES = (
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/_stcore/agent/openapi.json",
    "/_stcore/metrics",
    "/auth/login",
    "/auth/logout",
    "/component/{path:path}",
    "/oauth2callback",
)

STATIC_SITE_PREFIX = "/snapshot"
# Every path of one segment counts as a page: Streamlit shows a message for unknown pages.
PAGE = re.compile(r"/(?:[^/]+/?)?")


def own_origins(connection: HTTPConnection) -> set[str]:
    """Return the origins of our own pages, as the Host header gives them: "https://host".

    The Host header was checked before. A proxy may hide that the browser uses https, so the https
    origin is always included.
    """
    host = connection.headers.get("host", "")
    scheme = connection.url.scheme.replace("ws", "http")  # wss is https
    return {f"https://{host}", f"{scheme}://{host}"}


def is_page_address(path: str) -> bool:
    """Return whether a path has the form of a page's path: "/", "/overview" or "/overview/"."""
    return bool(PAGE.fullmatch(path)) and path not in REFUSED_ROUTES


@dataclass(frozen=True)
class KnownRoutes:
    """ASGI middleware: refuses unknown URLs, and websockets that another site opens.

    `own` are the paths of the dashboard's routes in Starlette's notation, `files` the paths of
    Streamlit's static files. Streamlit's own check is not enough: it accepts websockets from every
    port of this machine, and requests the machine's address from an external server, which blocks
    all readers.
    """

    app: ASGIApp
    own: Collection[str] = ()
    files: Collection[str] = ()

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], frozenset[str] | None]]:
        """The known routes, Streamlit's and our `own`: patterns of paths, each with its methods.

        None instead of methods: the route checks them itself.
        """
        patterns: list[tuple[re.Pattern[str], frozenset[str] | None]] = []
        for path, methods in [*((path, None) for path in self.own), *STREAMLIT_ROUTES.items()]:
            pattern, _format, _convertors = compile_path(path)
            patterns.append((pattern, methods))
        return patterns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with 404, close a websocket, or pass the request on.

        A websocket must be Streamlit's and be opened by a page of our own origin.
        """
        if scope["type"] == "websocket":
            connection = HTTPConnection(scope)
            is_foreign = connection.headers.get("origin") not in own_origins(connection)
            if is_foreign or scope["path"] not in STREAMLIT_WEBSOCKETS:
                await send({"type": "websocket.close", "code": 1008})  # policy violation
                return
        elif scope["type"] == "http" and not self.is_known(scope["path"], scope["method"]):
            # The body was not read, so the connection cannot be used for another request.
            headers = {"Connection": "close", "Cache-Control": "no-store"}
            refusal = PlainTextResponse("Not Found", status_code=404, headers=headers)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def is_known(self, path: str, method: str) -> bool:
        """Return whether requests with this path and method are served.

        Pages, static files and the static site can only be read; routes have methods of their own.
        """
        for pattern, methods in self._patterns:
            if pattern.match(path):
                return methods is None or method in methods
        is_static_site = path == STATIC_SITE_PREFIX or path.startswith(f"{STATIC_SITE_PREFIX}/")
        is_readable = is_static_site or path in self.files or is_page_address(path)
        return is_readable and method in READ
