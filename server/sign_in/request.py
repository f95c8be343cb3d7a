"""Requests to the sign-in routes, which are read and checked before they are handled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from auth import (
    SignInError,
    check_origin,
    make_safe_next_path,
    read_device_tokens,
    read_session_token,
)
from locales import Language
from server.index_html import read_requested_language
from server.known_routes import list_own_origins

# Limits of a form's body: sign-in forms have a few short fields.
MAX_BYTES, MAX_FIELDS = 16_384, 20
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True)
class SignInRequest:
    """A request to a sign-in route.

    `origin` is that of our own pages ("https://stats.example.org"), `ip_address` the client's,
    `form` the fields of a POST (else empty).
    """

    language: Language
    origin: str
    https: bool
    ip_address: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def token(self) -> str:
        """The session cookie's value, by which a signed-in user is known; "" without one."""
        return read_session_token(self.cookies, https=self.https)

    @property
    def devices(self) -> list[str]:
        """The device tokens in the cookies, one for each account that has signed in here."""
        return read_device_tokens(self.cookies, https=self.https)

    @property
    def next_path(self) -> str:
        """The path on this site to redirect to after sign-in."""
        return make_safe_next_path(self.query.get("next", f"/?lang={self.language}"))

    def build_query_string(self, **parameters: str) -> str:
        """Return a query string for the next page of sign-in: "?lang=zh&next=%2Foverview".

        It has the language, this request's next path and link token, and further `parameters`.
        """
        passed_on = {name: self.query[name] for name in ("next", "token") if name in self.query}
        return "?" + urlencode({"lang": self.language, **passed_on, **parameters})


Handler = Callable[[SignInRequest], Response]


def make_sign_in_route(path: str, default_language: Language, **handlers: Handler) -> Route:
    """Return a sign-in route with one handler for each method (`GET=…`, `POST=…`).

    Other methods get 405, too large forms 413, forms from another origin 403, unreadable forms 400.
    HEAD is handled like GET.
    """

    async def respond(request: Request) -> Response:
        """Check and read the request, then run its handler in a thread.

        The handlers read the database, which would block all other requests.
        """
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            return _build_error_response(405, Allow=", ".join(handlers))
        form: dict[str, str] = {}
        if method == "POST":
            try:
                check_origin(method, request.headers.get("origin"), list_own_origins(request))
            except SignInError:
                return _build_error_response(403)
            body = await _read_form_body(request)
            if body is None:  # it was not read to its end, so the connection cannot be used again
                return _build_error_response(413, Connection="close")
            try:
                text = body.decode("utf-8")
                form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS))
            except ValueError:
                return _build_error_response(400)
        sign_in_request = _read_request(request, default_language, form)
        response = await run_in_threadpool(handlers[method], sign_in_request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return Route(path, respond, methods=METHODS)


def _read_request(
    request: Request, default_language: Language, form: Mapping[str, str]
) -> SignInRequest:
    """Return Starlette's request, with the fields of its form, as a SignInRequest."""
    return SignInRequest(
        language=read_requested_language(request.scope, default_language),
        origin=f"{request.url.scheme}://{request.headers.get('host', '')}",
        https=request.url.scheme == "https",
        # Behind a trusted proxy uvicorn has replaced the proxy's address by the client's.
        ip_address=request.client.host if request.client else "",
        query=dict(request.query_params),
        form=form,
        cookies=request.cookies,
        headers=request.headers,
    )


async def _read_form_body(request: Request) -> bytes | None:
    """Return the body of a form, or None if it is larger than MAX_BYTES."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return body


def _build_error_response(status: int, **headers: str) -> Response:
    """Return a plain-text error response with this HTTP status and additional headers."""
    reasons = {400: "Bad Request", 403: "Forbidden", 405: "Method Not Allowed", 413: "Too Large"}
    headers = {"Cache-Control": "no-store", **headers}
    return PlainTextResponse(reasons[status], status_code=status, headers=headers)
