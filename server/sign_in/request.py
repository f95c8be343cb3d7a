"""A request to a page of sign-in, read whole and checked before anything acts on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from auth import SignInError, check_origin, safe_next_path, read_session_token
from locales import Language
from server.blocked_routes import own_origins
from server.index_html import requested_language

# A form of ours takes a few lines.
MOST_BYTES, MOST_FIELDS = 16_384, 20
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True)
class SignInRequest:
    """What was asked: by whom, from where, in which language, with which form and cookies.

    `site` is our own address as the browser knows it: https://stats.example.org.
    """

    language: Language
    site: str
    https: bool
    address: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def token(self) -> str:
        """Give the session cookie's value, or ""."""
        return read_session_token(self.cookies, https=self.https)

    @property
    def next_path(self) -> str:
        """Give the path to go on to afterwards, always one of this site."""
        return safe_next_path(self.query.get("next", f"/?lang={self.language}"))

    def keep(self, **more: str) -> str:
        """Write the query that carries language and way on to the next page."""
        kept = {name: self.query[name] for name in ("next", "token") if name in self.query}
        return "?" + urlencode({"lang": self.language, **kept, **more})


Handler = Callable[[SignInRequest], Response]


def route(path: str, first: Language, **handlers: Handler) -> Route:
    """Make a route of one handler a method (`GET=…`, `POST=…`); any other method is 405.

    All methods come here: one that did not would reach Streamlit, which answers everything.
    """

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            return _short(405, Allow=", ".join(handlers))
        form: dict[str, str] = {}
        if method == "POST":
            try:
                check_origin(method, request.headers.get("origin"), own_origins(request))
            except SignInError:
                return _short(403)
            body = await _body(request)
            if body is None:
                return _short(413, Connection="close")
            try:
                text = body.decode("utf-8")
                form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
            except ValueError:
                return _short(400)
        response = await run_in_threadpool(handlers[method], _asked(request, first, form))
        response.headers["Cache-Control"] = "no-store"
        return response

    return Route(path, answer, methods=METHODS)


def _asked(request: Request, first: Language, form: Mapping[str, str]) -> SignInRequest:
    return SignInRequest(
        language=requested_language(request.scope, first),
        site=f"{request.url.scheme}://{request.headers.get('host', '')}",
        https=request.url.scheme == "https",
        # uvicorn has put in the client's own where a proxy on this machine forwarded it.
        address=request.client.host if request.client else "",
        query=dict(request.query_params),
        form=form,
        cookies=request.cookies,
        headers=request.headers,
    )


async def _body(request: Request) -> bytes | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return body


def _short(status: int, **headers: str) -> Response:
    said = {400: "Bad Request", 403: "Forbidden", 405: "Method Not Allowed", 413: "Too Large"}
    kept = {"Cache-Control": "no-store", **headers}
    return PlainTextResponse(said[status], status_code=status, headers=kept)
