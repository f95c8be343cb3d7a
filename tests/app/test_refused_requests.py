"""Uploads of whoever may not, and paths that lead elsewhere."""

import os
import socket
from urllib.parse import urlsplit

import pytest

from tests.helpers.http_requests import ask

UPLOAD = "/_stcore/upload_file/some-session/some-file"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [UPLOAD, "/_stcore/upload_file", "/_stcore/upload_file/a/../b"])
def test_nobody_uploads_to_the_dashboard(workshop, method, path):
    answer = ask(workshop, path, method)
    assert answer.status == 403
    assert answer.headers["connection"] == "close"


def test_a_refused_upload_is_not_read(workshop):
    """A body of 100 MB is announced, none of it sent: the answer comes all the same."""
    with socket.create_connection(("127.0.0.1", urlsplit(workshop).port), timeout=10) as connection:
        connection.sendall(
            f"PUT {UPLOAD} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            "Content-Length: 104857600\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: connection.recv(4096), b""))  # until it is closed
    assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert answer.endswith(b"\r\n\r\nForbidden")


def test_who_may_upload_gets_as_far_as_streamlit(workshop):
    """Streamlit then asks for its token against forged requests."""
    answer = ask(workshop, UPLOAD, "PUT", cookie="role=staff")
    assert (answer.status, answer.body) == (403, b"XSRF token missing or invalid")
    assert ask(workshop, UPLOAD, "PUT", cookie="role=viewer").body == b"Forbidden"


def test_an_uploader_that_may_upload_does(workshop, page):
    page.context.add_cookies([{"name": "role", "value": "staff", "url": workshop}])
    page.goto(f"{workshop}/files")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "数据.csv", "mimeType": "text/csv", "buffer": b"a,b\n"}
    )
    page.get_by_text("数据.csv").wait_for()


UP = ["..", "%2e%2e", "%252e%252e", "..%2f..", "..\\..", "%2e%2e%5c%2e%2e", "....//", "..;"]
ROUTES = ["/", "/static/", "/static/js/", "/ui/", "/media/", "/component/", "/_stcore/", "/app/"]


@pytest.mark.parametrize("route", ROUTES)
def test_no_path_leads_out(workshop, route):
    """Each way up, from every route, to a file that every machine has and to our own source."""
    page = ask(workshop, "/").body
    for up in UP:
        for target in ("/".join([up] * 12) + "/etc/passwd", f"{up}/{up}/{up}/app.py"):
            answer = ask(workshop, route + target)
            assert answer.status in (400, 404) or answer.body == page, (route, target)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/share",
        "/\\\\evil.example\\share",
        "/%5c%5cevil.example%5cshare",
        "/static//etc/passwd",
        "/ui/%00",
        "/static/js/%00.js",
        "/C:/Windows/win.ini",
        "/ui/mark.svg%0d%0aSet-Cookie:%20a=b",
        "/" + "a" * 5000,
        "/ui/%e2%80%aemark.svg",
    ],
)
def test_a_crooked_path_leads_nowhere(workshop, path):
    answer = ask(workshop, path)
    assert answer.status in (200, 400, 404, 414)
    assert "set-cookie" not in answer.headers
    assert b"root:" not in answer.body
    assert answer.status != 200 or answer.body == ask(workshop, "/").body


def test_the_disk_is_not_served(workshop):
    for path in (os.fspath(__file__), "/proc/self/environ", "/web/site.py"):
        assert ask(workshop, path).status == 404
    assert ask(workshop, "/app.py").body == ask(workshop, "/").body  # a page's address, unknown
