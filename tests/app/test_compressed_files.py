"""Scripts and styles come compressed, once and for all."""

import gzip
import re
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import brotli
import pytest
import streamlit

from tests.helpers.http_requests import ask, settled

STATIC = Path(streamlit.__file__).parent / "static"
SHEET = next((STATIC / "static" / "css").glob("index.*.css"))
PATH = f"/static/css/{SHEET.name}"


@pytest.mark.parametrize(
    ("coding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_a_file_comes_as_it_was_compressed_once(workshop, coding, unpack):
    answer = settled(workshop, coding, PATH)
    assert unpack(answer.body) == SHEET.read_bytes()
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    again = ask(workshop, PATH, accept_encoding=coding, if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_brotli_is_preferred_and_gzip_taken_where_it_is_refused(workshop):
    settled(workshop, "br", PATH)
    codings = {
        accepted: ask(workshop, PATH, accept_encoding=accepted).headers.get("content-encoding")
        for accepted in ("gzip, deflate, br, zstd", "gzip, br;q=0", "identity", "")
    }
    assert codings == {
        "gzip, deflate, br, zstd": "br",
        "gzip, br;q=0": "gzip",
        "identity": None,
        "": None,
    }
    assert ask(workshop, PATH).body == SHEET.read_bytes()


def test_the_page_and_our_files_are_compressed_too(workshop):
    page = ask(workshop, "/")
    ours = re.findall(r'"(\./ui/[^"]+)"', page.body.decode())
    names = {address.partition("?")[0].rpartition("/")[2] for address in ours}
    assert {
        "dashboard.js",
        "scope.js",
        "tray.js",
        "visits.js",
        "charts.js",
        "index.css",
        "words.zh.json",
        "words.en.json",
    } <= names
    for address in ["./", *ours]:
        path = address.removeprefix(".")
        packed = ask(workshop, path, accept_encoding="br")
        assert brotli.decompress(packed.body) == ask(workshop, path).body
        kept = "no-cache" if path == "/" else "public, max-age=31536000, immutable"
        assert packed.headers["cache-control"] == kept


def test_the_page_is_not_sent_again_unchanged(workshop):
    tag = ask(workshop, "/").headers["etag"]
    assert ask(workshop, "/", if_none_match=tag).status == 304
    assert ask(workshop, "/?lang=en", if_none_match=tag).status == 200


def test_no_font_is_fetched_for_a_page_of_text_and_charts(workshop, page):
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(workshop)
    page.locator(".js-plotly-plot .main-svg").last.wait_for()
    assert [url for url in fetched if url.endswith(".woff2")] == []
    assert len(fetched) > 20


def test_icons_are_drawn_with_their_font(workshop, page):
    with page.expect_response(lambda answer: "MaterialSymbols" in answer.url):
        page.goto(f"{workshop}/boxes")
    icon = page.locator("[data-testid=stIconMaterial]").first
    icon.wait_for()
    page.evaluate("document.fonts.ready")
    assert icon.bounding_box()["width"] < 40  # a ligature, not the word it is spelt with


def test_answers_on_one_connection_do_not_wait_for_each_other(workshop):
    """A kernel keeps its word of having got something back for 40 ms."""
    connection, took = HTTPConnection(urlsplit(workshop).netloc, timeout=20), []
    for _ in range(40):
        begun = perf_counter()
        connection.request("GET", PATH)
        connection.getresponse().read()
        took.append(perf_counter() - begun)
    connection.close()
    assert min(took[20:]) < 0.03
