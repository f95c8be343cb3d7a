"""What is answered with no before anything reads it: unused routes, sockets of other sites."""

import pytest

from server.blocked_routes import BlockedRoutes
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import HOST, ask, exchange, scope_of
from tests.helpers.streamlit_stand_in import StandIn

UNUSED = [
    "/auth/login",
    "/oauth2callback",
    "/oauth2callback?code=1",
    "/_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/component/x/index.html",
]


@pytest.mark.parametrize("path", UNUSED)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unused_route_is_not_there_and_its_body_is_not_read(path: str, method: str) -> None:
    streamlit = StandIn()
    answer = ask(BlockedRoutes(streamlit), path, method, [b"x" * 1000])
    assert (answer.status, answer.text, answer.read) == (404, "Not Found", 0)
    assert answer.headers["connection"] == "close"
    assert answer.headers["cache-control"] == "no-store"
    assert streamlit.asked == []


@pytest.mark.parametrize("path", ["/", "/author", "/_stcore/health", "/components", "/a/auth/"])
def test_every_other_route_passes(path: str) -> None:
    streamlit = StandIn()
    assert ask(BlockedRoutes(streamlit), path).status == 200
    assert streamlit.asked == [path]


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
    sent = run(lambda: exchange(BlockedRoutes(streamlit), scope, []))
    assert streamlit.asked == (["/_stcore/stream"] if passes else [])
    assert sent == ([] if passes else [{"type": "websocket.close", "code": 1008}])


def test_a_socket_of_an_unused_route_is_streamlits_to_refuse() -> None:
    streamlit = StandIn()
    scope = scope_of("/component/x", scheme="ws", origin=f"http://{HOST}")
    run(lambda: exchange(BlockedRoutes(streamlit), scope, []))
    assert streamlit.asked == ["/component/x"]
