"""Only known addresses are answered: the rest is refused before its body is read."""

import pytest

from server.known_routes import KnownRoutes
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import HOST, ask, exchange, scope_of
from tests.helpers.streamlit_stand_in import StandIn

UNUSED = [
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
    "/oauth2callback?code=1",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/_stcore/agent/mcp",
    "/component/x/index.html",
]
# What a later Streamlit might serve, and what it answers with its document today.
UNKNOWN = [
    "/_stcore/new",
    "/_stcore/upload_file2/s/f",
    "/_stcore/stream",
    "/_stcore/script-health-check",
    "/_stcore/health/more",
    "/app/static/x.js",
    "/a/b",
    "/a/auth/",
    "/static/js/none.js",
    "//",
    "//evil.example/x",
    "/_stcore/upload_file",
    "/_stcore/upload_file/s",
    "/_stcore/upload_file/s/f/more",
]
OWN = {"/healthz", "/sign-in", "/ui/mark.svg", "/manual/zh/"}


@pytest.mark.parametrize("path", [*UNUSED, *UNKNOWN])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unused_route_is_not_there_and_its_body_is_not_read(path: str, method: str) -> None:
    streamlit = StandIn()
    answer = ask(KnownRoutes(streamlit), path, method, [b"x" * 1000])
    assert (answer.status, answer.text, answer.read) == (404, "Not Found", 0)
    assert answer.headers["connection"] == "close"
    assert answer.headers["cache-control"] == "no-store"
    assert streamlit.asked == []


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/", "GET HEAD"),
        ("/author", "GET HEAD"),
        ("/components", "GET HEAD"),
        ("/upload/", "GET HEAD"),
        ("/app.py", "GET HEAD"),
        ("/_stcore/health", "GET HEAD OPTIONS"),
        ("/_stcore/host-config", "GET HEAD"),
        ("/_stcore/bidi-components/a/b.js", "GET HEAD OPTIONS"),
        ("/_stcore/upload_file/s/f", "PUT DELETE OPTIONS"),
        ("/media/0a.csv", "GET HEAD OPTIONS"),
        ("/snapshot", "GET HEAD"),
        ("/snapshot/index.html", "GET HEAD"),
        ("/static/js/index.1.js", "GET HEAD"),
        ("/favicon.png", "GET HEAD"),
        *((path, "GET HEAD OPTIONS POST PUT PATCH DELETE") for path in sorted(OWN)),
    ],
)
def test_a_known_address_passes_with_its_methods(path: str, methods: str) -> None:
    files = {"/static/js/index.1.js", "/favicon.png"}
    for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "NEW"):
        streamlit = StandIn()
        passes = method in methods.split() or path in OWN
        answer = ask(KnownRoutes(streamlit, own=OWN, files=files), path, method)
        assert (answer.status != 404) == passes, method
        assert streamlit.asked == ([path] if passes else []), method


@pytest.mark.parametrize(
    ("scheme", "origin", "passes"),
    [
        ("ws", f"http://{HOST}", True),
        ("ws", f"https://{HOST}", True),  # a proxy in front that does not say so
        ("wss", f"https://{HOST}", True),
        ("wss", f"http://{HOST}", False),
        ("ws", "http://127.0.0.1:8502", False),
        ("ws", "http://127.0.0.1", False),
        ("ws", "http://evil.example", False),
        ("ws", f"http://{HOST}.evil.example", False),
        ("ws", f"ws://{HOST}", False),
        ("ws", "null", False),
        ("ws", "", False),
        ("ws", None, False),
    ],
)
def test_a_socket_is_opened_by_our_own_pages_alone(scheme, origin, passes) -> None:
    streamlit = StandIn()
    named = {} if origin is None else {"origin": origin}
    scope = scope_of("/_stcore/stream", scheme=scheme, **named)
    sent = run(lambda: exchange(KnownRoutes(streamlit), scope, []))
    assert streamlit.asked == (["/_stcore/stream"] if passes else [])
    assert sent == ([] if passes else [{"type": "websocket.close", "code": 1008}])


@pytest.mark.parametrize("path", ["/component/x", "/", "/_stcore/stream2", "/_stcore/health"])
def test_a_socket_of_another_address_is_refused(path: str) -> None:
    streamlit = StandIn()
    scope = scope_of(path, scheme="ws", origin=f"http://{HOST}")
    sent = run(lambda: exchange(KnownRoutes(streamlit, own=OWN), scope, []))
    assert streamlit.asked == []
    assert sent == [{"type": "websocket.close", "code": 1008}]
