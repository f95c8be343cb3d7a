"""`SignInRequest`: a request to a sign-in route, with query, form and cookies; `routes` answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from auth import (
    make_safe_next_path,
    read_device_tokens,
    read_session_token,
)
from locales import Language
from server.index_html import read_requested_language

# Limits of a form's body: sign-in forms have a few short fields.
MAX_BYTES, MAX_FIELDS = 16_384, 20


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


def read_request(
    request: Request, default_language: Language, form: Mapping[str, str]
) -> SignInRequest:
    """Return Starlette's request, with the fields of its form, as a SignInRequest.

    The body has been read before: `form` has its fields by name, none for a GET.
    """
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


async def read_form_body(request: Request) -> bytes | None:
    """Return the body of a form, or None if it is larger than MAX_BYTES."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return body
