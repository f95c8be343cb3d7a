"""The list of URLs that are served; requests for others are refused before their body is read.

A new version of Streamlit may add routes: requests do not reach them until they are listed here.
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
# Every path of one segment counts as a page; for an unknown page Streamlit shows a message.
PAGE_PATH = re.compile(r"/(?:[^/]+/?)?")


def list_own_origins(connection: HTTPConnection) -> set[str]:
    """Return the origins that our own pages have in the browser: {"https://host", "http://host"}.

    The host is that of the Host header, which was checked before. The https origin is always
    included, because a proxy may hide that the browser uses https.
    """
    host = connection.headers.get("host", "")
    scheme = connection.url.scheme.replace("ws", "http")  # wss is https
    return {f"https://{host}", f"{scheme}://{host}"}


def is_page_path(path: str) -> bool:
    """Return whether a path has the form of a page's path: "/", "/overview" or "/overview/"."""
    return bool(PAGE_PATH.fullmatch(path)) and path not in REFUSED_ROUTES


@dataclass(frozen=True)
class KnownRoutes:
    """ASGI middleware: refuses unknown URLs, and websockets opened by pages of other sites.

    `own` are the paths of the dashboard's routes in Starlette's notation, `files` the paths of
    Streamlit's static files. Streamlit's own check of websockets is not enough: it accepts them
    from pages of every port of this machine, and asks an external server for the machine's IP
    address, which blocks all readers.
    """

    app: ASGIApp
    own: Collection[str] = ()
    files: Collection[str] = ()

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], frozenset[str] | None]]:
        """The patterns of the paths of known routes, each with its allowed methods.

        The dashboard's own routes have None, because they check the method themselves.
        """
        patterns: list[tuple[re.Pattern[str], frozenset[str] | None]] = []
        for path, methods in [*((path, None) for path in self.own), *STREAMLIT_ROUTES.items()]:
            pattern, _format, _convertors = compile_path(path)
            patterns.append((pattern, methods))
        return patterns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with 404 to an unknown URL, close a refused websocket, or pass the request on.

        A websocket is refused if its path is unknown or no page of ours opens it.
        """
        if scope["type"] == "websocket":
            connection = HTTPConnection(scope)
            is_other_site = connection.headers.get("origin") not in list_own_origins(connection)
            if is_other_site or scope["path"] not in STREAMLIT_WEBSOCKETS:
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

        Pages, static files and the static site can only be read; routes have their own methods.
        """
        for pattern, methods in self._patterns:
            if pattern.match(path):
                return methods is None or method in methods
        is_static_site = path == STATIC_SITE_PREFIX or path.startswith(f"{STATIC_SITE_PREFIX}/")
        is_document = is_static_site or path in self.files or is_page_path(path)
        return is_document and method in READ
