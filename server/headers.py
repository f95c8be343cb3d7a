"""The middleware that adds security headers to every response."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a browser also hides the Origin of a form, which sign-in checks.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}

# Content-Security-Policy of downloads and images: no script in them may run.
MEDIA_POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; sandbox"
)

# Content-Security-Policy of the static site: its pages have inline styles and load nothing.
STATIC_SITE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def hash_inline_scripts(html: str) -> list[str]:
    """Return the hashes of a page's inline scripts, by which a Content-Security-Policy allows them.

    No other inline script may run. "<script>a</script>" ->
    ["'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='"].
    """
    scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def build_page_policy(html: str) -> str:
    """Return the Content-Security-Policy for pages, given Streamlit's index.html.

    It allows blob: scripts and inline styles, because Streamlit loads components' scripts from
    blob: and writes inline styles (Emotion).
    """
    script_sources = " ".join(["'self'", "blob:", *hash_inline_scripts(html)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {script_sources}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@dataclass(frozen=True)
class SecurityHeaders:
    """Outermost ASGI middleware: adds security headers to every response, errors included.

    `policy` is the Content-Security-Policy of pages (`build_page_policy`). Downloads, images and
    the static site have stricter ones.
    """

    app: ASGIApp
    policy: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its response.

        What is below /media/ and /snapshot/ has stricter policies than pages, since it needs no
        script.
        """
        if scope["type"] == "lifespan":
            _remove_server_header(receive)  # once, when the server starts
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Streamlit serves downloads and pictures below /media/.
        is_media = scope["path"].startswith("/media/")
        is_static_site = scope["path"].startswith("/snapshot/")
        policy = self.policy
        if is_media:
            policy = MEDIA_POLICY
        elif is_static_site:
            policy = STATIC_SITE_POLICY

        async def send_with_headers(message: Message) -> None:
            """Send a message; if it starts the response, add the security headers to it."""
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = policy
                if is_media:  # may contain what only one person may see
                    headers["Cache-Control"] = "private, no-store"
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _remove_server_header(receive: Receive) -> None:
    """Remove the `Server` header from the default headers of the running uvicorn.

    It would tell everybody what the server is made of. uvicorn's option for this (`server_header`)
    cannot be set through Streamlit. `receive` is a method of uvicorn's lifespan object, which has
    the configuration.
    """
    config = getattr(getattr(receive, "__self__", None), "config", None)
    headers = getattr(config, "encoded_headers", None)
    if config is not None and headers is not None:
        config.encoded_headers = [(name, value) for name, value in headers if name != b"server"]
