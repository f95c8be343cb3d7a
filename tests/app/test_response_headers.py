"""Every answer carries the headers, whoever asks and whatever comes of it."""

import json
from urllib.parse import urlsplit

import pytest

from settings import VERSION
from tests.helpers.http_requests import ask

EVERYWHERE = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@pytest.fixture(params=["GET", "HEAD"])
def method(request):
    return request.param


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/?lang=en", 200),
        ("/inputs", 200),
        ("/no-such-page", 200),
        ("/manifest.json", 200),
        ("/healthz", 200),
        ("/ui/dashboard.js", 200),
        ("/ui/charts.js", 200),
        ("/ui/words.zh.json", 200),
        ("/_stcore/health", 200),
        ("/_stcore/metrics", 404),
        ("/_stcore/agent/openapi.json", 404),
        ("/auth/login", 404),
        ("/component/any", 404),
        ("/media/none.csv", 404),
        ("/static/js/none.js", 404),
        ("/_stcore/none", 404),
        ("/inputs/none", 404),
    ],
)
def test_headers_on_every_route(workshop, path, status, method):
    answer = ask(workshop, path, method)
    assert answer.status == status
    assert "server" not in answer.headers
    assert {name: answer.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "camera=()" in answer.headers["permissions-policy"]
    assert (answer.body == b"") == (method == "HEAD")


def test_the_page_runs_no_script_but_streamlits_and_ours(workshop):
    policy = ask(workshop, "/").headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["script-src"] == (
        "'self' blob: 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"
    )
    assert rules["default-src"] == rules["connect-src"] == "'self'"
    assert rules["object-src"] == "'none'"


def test_a_download_may_run_nothing_and_is_not_kept(workshop, page):
    page.goto(f"{workshop}/files")
    address = page.locator("[data-testid=stImage] img").get_attribute("src")
    answer = ask(workshop, address.removeprefix(workshop))
    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].endswith("sandbox")
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/", "/healthz", "/_stcore/health", "/static/css/none.css"])
@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example"])
def test_a_foreign_host_is_refused(workshop, path, host):
    answer = ask(workshop, path, host=host)
    assert answer.status == 400
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("own", "own", 101),
        ("own", "http://evil.example", 403),
        ("evil.example", "http://evil.example", 400),
    ],
)
def test_a_foreign_socket_is_refused(workshop, host, origin, status):
    own = urlsplit(workshop).netloc
    answer = ask(
        workshop,
        "/_stcore/stream",
        host=own if host == "own" else host,
        origin=workshop if origin == "own" else origin,
        connection="Upgrade",
        upgrade="websocket",
        sec_websocket_version="13",
        sec_websocket_key="dGhlIHNhbXBsZSBub25jZQ==",
    )
    assert answer.status == status


def test_the_xsrf_cookie_stays_on_this_site(workshop):
    cookie = ask(workshop, "/_stcore/health").headers["set-cookie"]
    assert cookie.startswith("_streamlit_xsrf=")
    assert "SameSite=Strict" in cookie


def test_health_names_what_was_asked(workshop):
    answer = ask(workshop, "/healthz")
    body = json.loads(answer.body)
    assert body["parts"].pop("static_files")["plotly"] in ("pending", "subset")
    assert body == {
        "good": True,
        "parts": {"store": {"good": True, "release": 3}},
        "version": VERSION,
    }
    assert answer.headers["cache-control"] == "no-store"
