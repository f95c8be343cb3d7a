"""The one HTML document: Streamlit's own in our language, with our name, mark and scripts."""

import re
from pathlib import Path

import pytest

from locales import Language
from server.index_html import (
    DocumentOptions,
    IndexHtml,
    list_chunk_files,
    read_requested_language,
    strip_fonts,
    write_document,
)
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import Answer, ask, exchange, scope_of
from tests.helpers.streamlit_stand_in import INDEX, STATIC, StandIn

DRESS = DocumentOptions(
    language="en",
    title="Union <Statistics>",
    noscript="Scripts & frames",
    head='<script src="./ui/ours.js"></script>',
    styles="./ui/index.css?1",
    preload=("PlotlyChart.1.js", "Html.2.js"),
)
PAGE = """
<!-- a licence -->
<html lang="en">
<link rel="shortcut icon" href="./favicon.png" />
<link rel="preload" href="./a.woff2" as="font" crossorigin />
<title>Streamlit</title>
<!-- Machine-readable pointer --> <link rel="service-desc" href="./agent" />
<script src="./static/js/index.js"></script>
<link rel="modulepreload" crossorigin href="./static/js/one.js">
<link rel="modulepreload" crossorigin href="./static/js/Html.2.js">
<link rel="stylesheet" crossorigin href="./static/css/index.css">
<noscript><p>Enable it</p> <p>An agent</p></noscript>
"""
DRESSED = """<html lang="en-GB">


<title>Union &lt;Statistics&gt;</title>
<script src="./ui/ours.js"></script>

<script src="./static/js/index.js"></script>
<script type="module" crossorigin src="./static/js/PlotlyChart.1.js"></script>
<link rel="modulepreload" crossorigin href="./static/js/one.js">
<link rel="modulepreload" crossorigin href="./static/js/Html.2.js">
<link rel="modulepreload" crossorigin href="./static/js/PlotlyChart.1.js">
<link rel="stylesheet" crossorigin href="./ui/index.css?1">
<noscript><p>Scripts &amp; frames</p></noscript>
"""


def test_each_place_is_dressed_and_nothing_else() -> None:
    assert write_document(PAGE, DRESS) == DRESSED


@pytest.mark.parametrize(
    "place",
    [
        "<!-- a licence -->",
        ' lang="en"',
        "<title>Streamlit</title>",
        '<link rel="shortcut icon" href="./favicon.png" />',
        ' as="font"',
        "Machine-readable",
        "<noscript><p>Enable it</p> <p>An agent</p></noscript>",
        'rel="stylesheet"',
    ],
)
def test_a_document_of_another_make_is_not_served_half_dressed(place: str) -> None:
    with pytest.raises(ValueError, match=r"index\.html has no"):
        write_document(PAGE.replace(place, ""), DRESS)


def test_a_backslash_in_a_word_stays_one() -> None:
    said = DocumentOptions("zh", r"a\1b\n", r"\g<0>", r"<meta content='\d'>", "./s", ("P.js",))
    html = write_document(PAGE, said)
    assert r"<title>a\1b\n</title>" in html
    assert r"<meta content='\d'>" in html
    assert r"<noscript><p>\g&lt;0&gt;</p></noscript>" in html
    assert '<html lang="zh-CN">' in html


def test_streamlits_own_document_has_every_place() -> None:
    html = write_document(INDEX, DRESS)
    assert html.startswith("<!DOCTYPE html>")
    for left in ("favicon", "woff2", "agent", "Streamlit<", "JavaScript"):
        assert left not in html
    assert html.index("ours.js") < html.index("index.")
    assert html.count("<title>") == html.count("<noscript>") == 1


def test_a_chunk_comes_with_all_that_it_needs(tmp_path: Path) -> None:
    for name, text in {
        "Chart.1.js": 'import{a}from"./one.js";import "./two.js";x',
        "one.js": "import { b } from './two.js'; import b from \"./deep.esm.A-1.js\"",
        "two.js": "import'./one.js'",
        "deep.esm.A-1.js": "x" * 20_000 + "import './late.js'",
        "late.js": "x",
        "ChartPanel.1.js": "import './one.js'",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    needed = list(list_chunk_files(tmp_path, "Chart"))
    assert needed[0] == "Chart.1.js"
    assert sorted(needed) == ["Chart.1.js", "deep.esm.A-1.js", "one.js", "two.js"]
    assert list(list_chunk_files(tmp_path, "None")) == []


def test_a_chunk_that_is_not_there_keeps_no_other_from_coming(tmp_path: Path) -> None:
    (tmp_path / "A.1.js").write_text('import "./gone.js"; import "./b.js"', "utf-8")
    (tmp_path / "b.js").write_text("b", "utf-8")
    assert sorted(list_chunk_files(tmp_path, "A")) == ["A.1.js", "b.js"]


def test_every_chunk_of_the_page_is_among_streamlits_files() -> None:
    scripts = STATIC / "static" / "js"
    for chunk in ("PlotlyChart", "Html", "Button", "Selectbox"):
        needed = list(list_chunk_files(scripts, chunk))
        assert needed[0].startswith(f"{chunk}.")
        assert all((scripts / name).is_file() for name in needed)
        assert len(needed) == len(set(needed))


def test_no_font_of_text_is_fetched_and_icons_bring_theirs() -> None:
    css = (
        "@font-face{font-family:Source Sans;src:url(../media/s.woff2)}"
        "@font-face{font-family:Material Symbols Rounded;src:url(../media/m.woff2)}"
        "@font-face{font-family:Source Code;src:url(x)}"
        "@font-face{font-family:KaTeX_AMS;src:url(../media/k.woff2)}.a{color:red}"
    )
    assert strip_fonts(css) == (
        "@font-face{font-family:Material Symbols Rounded;unicode-range:U+30-39,U+5F,U+61-7A;"
        "src:url(../static/media/m.woff2)}"
        "@font-face{font-family:KaTeX_AMS;src:url(../static/media/k.woff2)}.a{color:red}"
    )
    with pytest.raises(ValueError, match="no font of icons"):
        strip_fonts(".a{color:red}")


def test_streamlits_own_style_sheet_has_the_face_of_icons() -> None:
    (sheet,) = (STATIC / "static" / "css").glob("index.*.css")
    css = strip_fonts(sheet.read_text("utf-8"))
    assert css.count("unicode-range:U+30-39,U+5F,U+61-7A") == 1
    assert "Source Sans;" not in css
    assert "url(../media/" not in css


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("", "zh"),
        ("lang=en", "en"),
        ("lang=zh", "zh"),
        ("lang=fr", "zh"),
        ("lang=", "zh"),
        ("lang=EN", "zh"),
        ("lang=zh&lang=en", "en"),
        ("page=2&lang=en", "en"),
        ("lang=%ff", "zh"),
    ],
)
def test_the_address_says_the_language_and_else_the_settings(query: str, language: str) -> None:
    assert read_requested_language(scope_of(f"/?{query}"), "zh") == language
    assert read_requested_language(scope_of("/?lang=fr"), "en") == "en"
    assert read_requested_language({"type": "http"}, "en") == "en"


DOCUMENTS: dict[Language, str] = {"zh": "<p>工会</p>" * 90, "en": "<p>Union</p>" * 90}


def shown(path: str, **headers: str) -> Answer:
    return ask(IndexHtml(StandIn(), DOCUMENTS, "zh", excluded=("/sign-in",)), path, **headers)


@pytest.mark.parametrize(
    ("path", "language"),
    [("/", "zh"), ("/supervision", "zh"), ("/x?lang=en", "en"), ("/?lang=fr", "zh")],
)
def test_a_page_is_our_document_in_the_language_asked_for(path: str, language: Language) -> None:
    answer = shown(path)
    assert (answer.status, answer.text) == (200, DOCUMENTS[language])
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-length"] == str(len(DOCUMENTS[language].encode()))


def test_it_comes_compressed_and_not_again_unchanged() -> None:
    answer = shown("/", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 100
    tag = answer.headers["etag"]
    assert re.fullmatch(r'W/"[0-9a-f]{16}"', tag)
    again = shown("/", accept_encoding="gzip", if_none_match=f'"x", {tag}')
    assert (again.status, again.body) == (304, b"")
    assert "content-encoding" not in again.headers
    assert (again.headers["etag"], again.headers["cache-control"]) == (tag, "no-cache")
    assert shown("/?lang=en", if_none_match=tag).status == 200


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/upload/", "/upload"),
        ("/upload/?lang=en&draft=1", "/upload?lang=en&draft=1"),
        ("/x\\y/", "/x%5Cy"),
    ],
)
def test_a_pages_address_with_a_slash_leads_to_the_one_without(path: str, address: str) -> None:
    answer = shown(path)
    assert (answer.status, answer.headers["location"]) == (301, address)
    assert answer.headers["cache-control"] == "no-cache"


def test_streamlit_is_not_asked_for_a_pages_document() -> None:
    streamlit = StandIn()
    for path in ("/", "/gone", "/new-route-of-streamlit", "/x/"):
        ask(IndexHtml(streamlit, DOCUMENTS, "zh"), path)
    assert streamlit.asked == []


def test_only_the_document_is_changed() -> None:
    assert shown("/_stcore/health").text == "ok"
    assert shown("/media/a.html").text == "<script>alert(1)</script>"
    assert shown("/sign-in").text == INDEX
    streamlit = StandIn()
    app = IndexHtml(streamlit, DOCUMENTS, "zh")
    told = [{"type": "websocket.receive", "bytes": b"x"}]
    assert run(lambda: exchange(app, scope_of("/", scheme="ws"), told)) == []
    assert streamlit.got == [b"x", b"end 1000"]
