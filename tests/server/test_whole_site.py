"""All layers in their order around a page, as `app.py` lays them; our own files for browsers."""

import asyncio
import gzip
import json
import re
import socket
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route

from locales import LANGUAGES, catalogue
from server import HealthState, WebApp
from server.browser_assets import BrowserAssets, read_streamlit_translations
from settings import VERSION
from tests.helpers.asgi_client import run
from tests.helpers.asgi_requests import HOST, ask, exchange, scope_of, served
from tests.helpers.servers import ROOT
from tests.helpers.socket_messages import REFUSED, message
from tests.helpers.streamlit_stand_in import STATIC, StandIn

# What is said of the static files until they are compressed.
PENDING = {"good": True, "plotly": "pending"}
TITLES = {"zh": "某市工会", "en": "Union of <somewhere>"}


@pytest.fixture
def streamlit() -> StandIn:
    return StandIn()


@pytest.fixture
def site(tmp_path: Path) -> WebApp:
    async def sign_in(_request: Any) -> HTMLResponse:
        return HTMLResponse("<p>sign in</p>")

    return WebApp(
        static_folder=STATIC,
        cache_folder=tmp_path / "cache",
        trace_types=["bar"],
        hosts=["127.0.0.1", "stats.example.org"],
        titles=TITLES,
        default_language="zh",
        sign_in=[Route("/sign-in", sign_in)],
        find_uploader=lambda cookies: cookies.get("who", ""),
        is_upload_stored=lambda _session, _file: False,
        probes={"store": lambda: HealthState(good=True, facts={"release": 3})},
        site_folder=tmp_path / "snapshot",
        is_store_readable=lambda: True,
    )


def laid(site: WebApp, streamlit: StandIn) -> Any:
    routes = [*site.routes(), Mount("/", app=streamlit)]
    return site.add_security_headers(Starlette(routes=routes, middleware=site.middleware()))


@pytest.fixture
def app(site: WebApp, streamlit: StandIn) -> Any:
    return laid(site, streamlit)


def test_a_page_is_our_document_named_as_the_settings_name_it(app: Any) -> None:
    chinese, english = (ask(app, path) for path in ("/", "/supervision?lang=en"))
    assert "<title>某市工会</title>" in chinese.text
    assert "<title>Union of &lt;somewhere&gt;</title>" in english.text
    assert '<html lang="zh-CN">' in chinese.text
    assert '<html lang="en-GB">' in english.text
    for page, language in ((chinese.text, "zh"), (english.text, "en")):
        said = catalogue(language, "browser")["You need to enable JavaScript to run this app."]
        assert f"<noscript><p>{said}</p></noscript>" in page
    assert "script-src 'self' blob: 'sha256-" in english.headers["content-security-policy"]


def test_without_a_title_the_dashboard_has_the_name_it_came_with(tmp_path: Path) -> None:
    plain = WebApp(static_folder=STATIC, cache_folder=tmp_path, trace_types=["bar"], hosts=["*"])
    app = laid(plain, StandIn())
    assert "<title>工会统计看板</title>" in ask(app, "/").text
    assert "<title>Union Statistics Dashboard</title>" in ask(app, "/?lang=en").text
    assert ask(app, "/_stcore/upload_file/s/f", "PUT").status == 403
    assert json.loads(ask(app, "/healthz").text) == {
        "good": True,
        "parts": {"static_files": PENDING},
        "version": VERSION,
    }
    assert ask(app, "/snapshot/index.html").status == 404


def test_what_every_page_needs_at_once_is_fetched_with_the_document(app: Any) -> None:
    page = ask(app, "/").text
    early = re.findall(r'<link rel="modulepreload" crossorigin href="\./static/js/([^"]+)">', page)
    run_early = re.findall(r'<script type="module" crossorigin src="\./static/js/([^"]+)">', page)
    assert [name.split(".")[0] for name in run_early] == ["index", "PlotlyChart"]
    for chunk in ("PlotlyChart", "Html", "Button", "Selectbox"):
        assert sum(name.startswith(f"{chunk}.") for name in early) == 1
    assert len(early) == len(set(early))
    assert all((STATIC / "static" / "js" / name).is_file() for name in early)


def test_each_layer_answers_for_its_own(app: Any, streamlit: StandIn) -> None:
    assert json.loads(ask(app, "/healthz").text) == {
        "good": True,
        "parts": {"store": {"good": True, "release": 3}, "static_files": PENDING},
        "version": VERSION,
    }
    assert ask(app, "/sign-in").text == "<p>sign in</p>"
    assert ask(app, "/_stcore/metrics").status == 404
    assert ask(app, "/_stcore/upload_file/s/f", "PUT").status == 403
    assert ask(app, "/snapshot").headers["location"] == "/snapshot/index.html"
    assert ask(app, "/a/b").status == 404
    assert streamlit.asked == []
    answer = ask(app, "/_stcore/upload_file/s/f", "PUT", [b"x"], cookie="who=zhou")
    assert (answer.status, streamlit.got) == (204, [b"x"])
    assert "sandbox" in ask(app, "/media/a.html").headers["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8501", 200),
        ("stats.example.org", 200),
        ("www.stats.example.org", 400),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
    ],
)
def test_only_the_names_allowed_are_answered_and_nobody_is_led_elsewhere(app, host, status) -> None:
    for path in ("/", "/healthz", "/ui/mark.svg", "/snapshot/index.html"):
        answer = ask(app, path, host=host)
        assert (answer.status == 400) == (status == 400), path
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_failure_within_carries_the_headers_too(app: Any) -> None:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    with pytest.raises(RuntimeError, match="a page failed"):
        served(app(scope_of("/media/fault"), receive, send))
    assert sent[0]["status"] == 500
    assert (b"x-frame-options", b"DENY") in sent[0]["headers"]


def test_a_socket_passes_every_layer_and_its_messages_are_looked_at(
    app: Any, streamlit: StandIn
) -> None:
    told = [{"type": "websocket.receive", "bytes": message(app_heartbeat=True)}]
    told.insert(0, {"type": "websocket.receive", "bytes": REFUSED["clear_cache"]})
    own = scope_of("/_stcore/stream", scheme="ws", origin=f"http://{HOST}")
    assert served(exchange(app, own, told)) == []
    assert streamlit.got == [message(app_heartbeat=True), b"end 1000"]
    other = scope_of("/_stcore/stream", scheme="ws", origin="http://evil.example")
    assert served(exchange(app, other, [])) == [{"type": "websocket.close", "code": 1008}]


def test_while_nothing_is_read_pages_lead_to_the_snapshot(site: WebApp, streamlit: StandIn) -> None:
    away = laid(replace(site, is_store_readable=lambda: False), streamlit)
    answer = ask(away, "/supervision?lang=en")
    assert answer.status == 503
    assert '<p class="site">Union of &lt;somewhere&gt;</p>' in answer.text
    # What does not need the store is answered as ever, by what it is.
    for path in ("/healthz", "/sign-in", "/ui/mark.svg"):
        assert ask(away, path).status == 200


def ours(app: Any, language: str = "zh") -> dict[str, str]:
    """The address of each file of ours that a page fetches, by its name."""
    found = re.findall(r'"\.(/ui/[^"]+)"', ask(app, f"/?lang={language}").text)
    return {address.partition("?")[0].rpartition("/")[2]: address for address in found}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("dashboard.js", "text/javascript; charset=utf-8"),
        ("charts.js", "text/javascript; charset=utf-8"),
        ("scope.js", "text/javascript; charset=utf-8"),
        ("tray.js", "text/javascript; charset=utf-8"),
        ("visits.js", "text/javascript; charset=utf-8"),
        ("old.js", "text/javascript; charset=utf-8"),
        ("mark.svg", "image/svg+xml"),
        ("index.css", "text/css; charset=utf-8"),
        ("words.zh.json", "application/json"),
        ("words.en.json", "application/json"),
    ],
)
def test_each_file_of_ours_is_kept_for_good_under_the_name_of_its_content(app, name, kind) -> None:
    address = ours(app)[name]
    assert re.fullmatch(rf"/ui/{re.escape(name)}\?[0-9a-f]{{12}}", address)
    answer = ask(app, address)
    assert (answer.status, answer.headers["content-type"]) == (200, kind)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = ask(app, address, accept_encoding=coding)
        assert (packed.headers["content-encoding"], unpack(packed.body)) == (coding, answer.body)
    # Under another name it is what there is now, and asked for again.
    for other in (f"/ui/{name}", f"/ui/{name}?000000000000"):
        now = ask(app, other)
        assert (now.body, now.headers["cache-control"]) == (answer.body, "no-cache")


def test_the_files_are_those_of_the_folder_and_the_style_sheet_fetches_no_font_of_text(app) -> None:
    for name in (
        "dashboard.js",
        "scope.js",
        "tray.js",
        "visits.js",
        "charts.js",
        "old.js",
        "mark.svg",
    ):
        assert ask(app, ours(app)[name]).body == (ROOT / "server" / "browser" / name).read_bytes()
    css = ask(app, ours(app)["index.css"]).text
    assert "unicode-range:U+30-39,U+5F,U+61-7A" in css
    assert "font-family:Source Sans" not in css


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_fetches_its_own_languages_words_first_and_knows_where_both_are(app, language):
    page, files = ask(app, f"/?lang={language}").text, ours(app, language)
    words = f".{files[f'words.{language}.json']}"
    assert f'<link rel="preload" as="fetch" crossorigin href="{words}" />' in page
    both = " ".join(f'data-{each}=".{files[f"words.{each}.json"]}"' for each in LANGUAGES)
    assert f'<script src=".{files["dashboard.js"]}" data-first="zh" {both}></script>' in page
    for name in ("scope.js", "tray.js", "visits.js", "charts.js"):
        assert f'<script async src=".{files[name]}"></script>' in page
    # A browser too old for what follows is told so before it comes to it.
    order = [page.index(each) for each in ("/ui/old.js", "/ui/dashboard.js", "/ui/charts.js")]
    assert order == sorted(order)
    assert order[-1] < page.index("window.prerenderReady")
    assert page.count('rel="shortcut icon"') == 1
    assert f'<link rel="shortcut icon" href=".{files["mark.svg"]}" />' in page
    assert f'<link rel="stylesheet" crossorigin href=".{files["index.css"]}">' in page


def test_streamlits_words_are_told_where_they_differ(app) -> None:
    chinese, english = (
        json.loads(ask(app, ours(app)[f"words.{language}.json"]).body) for language in LANGUAGES
    )
    assert chinese["Close"] == "关闭"
    assert all(word != english_word for english_word, word in english.items())
    assert set(english) < set(chinese)
    text = ask(app, ours(app)["words.zh.json"]).text
    assert "关闭" in text  # as it is read, not as numbers of letters
    assert read_streamlit_translations("zh") == chinese


def test_the_language_of_a_reader_who_asks_for_none_is_told_to_the_script() -> None:
    head = BrowserAssets(".a{}", "en").build_head_html("zh")
    assert 'data-first="en"' in head
    assert "/ui/words.zh.json" in head.partition("crossorigin")[2].partition("/>")[0]


def test_while_it_runs_answers_are_sent_at_once_and_files_compressed(tmp_path: Path) -> None:
    static = tmp_path / "static"
    (static / "static").mkdir(parents=True)
    (static / "static" / "a.js").write_text("let a = 1;")
    site = WebApp(
        static_folder=static, cache_folder=tmp_path / "cache", trace_types=["bar"], hosts=["*"]
    )

    async def run_and_look() -> tuple[bool, bool]:
        with socket.create_server(("127.0.0.1", 0)) as door:
            async with site.run_lifespan():
                at_once = door.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
                waiting = threading.Event()
                for _ in range(600):
                    if list((tmp_path / "cache").rglob("a.js.br")):
                        break
                    await asyncio.to_thread(waiting.wait, 0.1)
                return at_once, bool(list((tmp_path / "cache").rglob("a.js.gz")))

    assert run(run_and_look) == (True, True)
