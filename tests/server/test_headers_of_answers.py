"""What every answer tells the browser about what it may do, whatever answers."""

import base64
import hashlib
from typing import Any

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send
from uvicorn.lifespan.on import LifespanOn

from server.headers import SecurityHeaders, build_page_policy, hash_inline_scripts
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import ask, exchange, scope_of
from tests.helpers.streamlit_stand_in import INDEX, StandIn

POLICY = "default-src 'self'"
EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
}


@pytest.mark.parametrize("path", ["/", "/gone", "/_stcore/health", "/media/a.csv", "/snapshot/a"])
def test_every_answer_carries_them(path: str) -> None:
    answer = ask(SecurityHeaders(StandIn(), POLICY), path)
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "strict-transport-security" not in answer.headers


def test_what_an_answer_says_otherwise_is_put_right() -> None:
    async def loose(scope: Scope, receive: Receive, send: Send) -> None:
        said = {"X-Frame-Options": "SAMEORIGIN", "Content-Security-Policy": "default-src *"}
        await PlainTextResponse("x", headers=said)(scope, receive, send)

    answer = ask(SecurityHeaders(loose, POLICY), "/")
    assert answer.headers.getlist("x-frame-options") == ["DENY"]
    assert answer.headers.getlist("content-security-policy") == [POLICY]
    assert answer.body == b"x"


def test_on_https_a_browser_stays_on_https_for_a_year() -> None:
    answer = ask(SecurityHeaders(StandIn(), POLICY), "/", scheme="https")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_file_of_the_page_runs_nothing_and_is_not_kept() -> None:
    answer = ask(SecurityHeaders(StandIn(), POLICY), "/media/figures.html")
    assert rules(answer.headers["content-security-policy"]) == {
        "default-src": "'none'",
        "img-src": "'self' data:",
        "media-src": "'self'",
        "style-src": "'unsafe-inline'",
        "frame-ancestors": "'none'",
        "sandbox": "",
    }
    assert answer.headers["cache-control"] == "private, no-store"


def test_a_page_of_the_snapshot_fetches_nothing_and_runs_no_script() -> None:
    answer = ask(SecurityHeaders(StandIn(), POLICY), "/snapshot/supervision.zh.html")
    assert rules(answer.headers["content-security-policy"]) == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert "cache-control" not in answer.headers
    # The address before it leads there and is a page like any other.
    assert (
        ask(SecurityHeaders(StandIn(), POLICY), "/snapshot").headers["content-security-policy"]
        == POLICY
    )


def rules(policy: str) -> dict[str, str]:
    """A policy by what it is about."""
    return {rule.partition(" ")[0]: rule.partition(" ")[2] for rule in policy.split("; ")}


def source(script: str) -> str:
    """What a policy names a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_the_page_runs_its_own_scripts_and_those_written_into_it() -> None:
    html = "<script>a\n= 1</script><p></p><script>b</script><script src=x>c</script>"
    assert hash_inline_scripts(html) == [source("a\n= 1"), source("b")]
    assert rules(build_page_policy(html)) == {
        "default-src": "'self'",
        "script-src": f"'self' blob: {source(chr(97) + chr(10) + '= 1')} {source('b')}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert len(hash_inline_scripts(INDEX)) == 1


def test_a_socket_and_its_messages_pass() -> None:
    streamlit = StandIn()
    scope = scope_of("/_stcore/stream", scheme="ws")
    told = [{"type": "websocket.receive", "bytes": b"x"}]
    assert run(lambda: exchange(SecurityHeaders(streamlit, POLICY), scope, told)) == []
    assert streamlit.got == [b"x", b"end 1000"]


def test_a_server_does_not_name_itself() -> None:
    """uvicorn adds its name to every answer, beside what it was told to add."""

    async def started(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "lifespan"
        await receive()
        await send({"type": "lifespan.startup.complete"})

    async def serve() -> list[tuple[bytes, bytes]]:
        own = [("X-Own", "1")]
        config = uvicorn.Config(SecurityHeaders(started, POLICY), headers=own, log_config=None)
        config.load()
        assert (b"server", b"uvicorn") in config.encoded_headers
        await LifespanOn(config).startup()
        return config.encoded_headers

    assert run(serve) == [(b"x-own", b"1")]


def test_another_servers_start_passes_too() -> None:
    seen: list[Any] = []

    async def started(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((await receive())["type"])

    told = [{"type": "lifespan.startup"}]
    app = SecurityHeaders(started, POLICY)
    assert run(lambda: exchange(app, {"type": "lifespan"}, told)) == []
    assert seen == ["lifespan.startup"]
