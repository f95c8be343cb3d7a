"""What every answer tells the browser about what it may do."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a browser hides the Origin of a form as well, which sign-in checks.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{name}=()"
        for name in (
            "accelerometer",
            "camera",
            "display-capture",
            "geolocation",
            "gyroscope",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "usb",
        )
    ),
}

# What a reader downloads or a figure that is shown: it runs nothing, whatever it holds.
MEDIA_POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; sandbox"
)

# The static snapshot: words, tables and drawings inside the page, no script, nothing fetched.
SNAPSHOT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def inline_scripts(html: str) -> list[str]:
    """Give the CSP sources (`'sha256-…'`) of the scripts written into a page."""
    bodies = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = (hashlib.sha256(body.encode()).digest() for body in bodies)
    return [f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes]


def page_policy(html: str) -> str:
    """Word the Content-Security-Policy under which Streamlit's page runs.

    blob: is what Streamlit loads a component's script from; inline styles are Emotion's.
    """
    scripts = " ".join(["'self'", "blob:", *inline_scripts(html)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
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
    """The outermost layer: puts the headers on every answer, refusals and failures included."""

    app: ASGIApp
    policy: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the head of its answer."""
        if scope["type"] == "lifespan":
            _hide_server_name(receive)
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        media = scope["path"].startswith("/media/")
        still = scope["path"].startswith("/snapshot/")
        policy = MEDIA_POLICY if media else SNAPSHOT_POLICY if still else self.policy

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                headers["Content-Security-Policy"] = policy
                if media:
                    headers["Cache-Control"] = "private, no-store"
                if scope["scheme"] == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self.app(scope, receive, complete)


def _hide_server_name(receive: Receive) -> None:
    """Take uvicorn's `Server` header out of what it adds to every answer.

    uvicorn has an option for that (`server_header`) and Streamlit hands it none; its running
    configuration is reached through the lifespan protocol's own object.
    """
    config = getattr(getattr(receive, "__self__", None), "config", None)
    added = getattr(config, "encoded_headers", None)
    if config is not None and added is not None:
        config.encoded_headers = [pair for pair in added if pair[0] != b"server"]
