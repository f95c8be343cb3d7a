"""What is relied on of Streamlit holds in the installed version; a breach is named by its kind."""

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit
from starlette.routing import Mount, Route, WebSocketRoute
from streamlit.runtime.session_manager import SessionManager
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.web.server.starlette import starlette_app
from uvicorn.config import Config

from charts.theme import TRACE_TYPES
from server import known_routes, streamlit_assumptions, websocket_filter
from server.limits import outgoing_messages
from server.streamlit_assumptions import (
    ASSUMPTIONS,
    TESTED_VERSION,
    StreamlitPackage,
    find_broken_assumptions,
    print_broken_assumptions,
    read_route_table,
)
from tests.helpers.servers import ROOT

INSTALLED = StreamlitPackage(TRACE_TYPES)


@pytest.mark.parametrize("assumption", ASSUMPTIONS, ids=lambda each: each.name)
def test_it_holds_in_the_installed_streamlit(assumption) -> None:
    assert list(assumption.check(INSTALLED)) == []


def test_the_version_tested_is_the_one_that_is_installed() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.findall(r'"streamlit==([\d.]+)"', project) == [TESTED_VERSION]
    assert streamlit.__version__ == TESTED_VERSION


def test_our_list_of_routes_is_streamlits_table() -> None:
    """Read from Streamlit itself: a route of a new version fails here until it is decided upon."""
    table = read_route_table()
    assert set(table) == {
        *known_routes.STREAMLIT_ROUTES,
        *known_routes.REFUSED_ROUTES,
        *known_routes.STREAMLIT_WEBSOCKETS,
    }
    for path, methods in known_routes.STREAMLIT_ROUTES.items():
        assert table[path] == methods, path
    assert [
        path for path, methods in table.items() if "PUT" in methods and path in CHILD_USAGE
    ] == ["/_stcore/upload_file/{session_id}/{file_id}"]


CHILD_USAGE = known_routes.STREAMLIT_ROUTES


@pytest.fixture
def copied(tmp_path: Path) -> StreamlitPackage:
    """A copy of Streamlit's static files without fonts, to be changed."""
    folder = tmp_path / "static"
    shutil.copytree(INSTALLED.static_folder, folder, ignore=shutil.ignore_patterns("media"))
    return StreamlitPackage(TRACE_TYPES, folder)


def replace_in(package: StreamlitPackage, pattern: str, old: str, new: str) -> None:
    """Change a text in every file that a pattern finds."""
    for path in package.static_folder.rglob(pattern):
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def rename(package: StreamlitPackage, pattern: str, old: str, new: str) -> None:
    for path in package.static_folder.rglob(pattern):
        path.rename(path.with_name(path.name.replace(old, new)))


ICON_FONT = "@font-face{font-family:Material Symbols Rounded;src:url(x)}"
BREACHES: dict[str, tuple[Callable[[StreamlitPackage], None], str]] = {
    "no title": (
        lambda p: replace_in(p, "index.html", "<title>", "<Title>"),
        "index.html: ValueError: Streamlit's index.html has no <title>",
    ),
    "no icon font": (
        lambda p: replace_in(p, "index.*.css", "Material Symbols Rounded", "Other"),
        "style sheet: ValueError: Streamlit's style sheet has no font of icons",
    ),
    "two style sheets": (
        lambda p: (p.script_folder.parent / "css" / "index.abcdef12.css").write_text(ICON_FONT),
        "style sheet: 2 style sheets",
    ),
    "no such chunk": (
        lambda p: rename(p, "Selectbox.*.js", "Selectbox", "Select"),
        "script chunks: no chunk Selectbox",
    ),
    "no hash": (
        lambda p: (p.script_folder / "plain.js").write_text("1"),
        "file names: plain.js has no hash",
    ),
    "another bundle": (
        lambda p: replace_in(p, "PlotlyChart.*.js", "lib/index.js", "lib/main.js"),
        "Plotly bundle: ValueError: no list of the kinds of chart",
    ),
    "another element": (
        lambda p: replace_in(p, "*.js", "stPlotlyChart", "stPlot"),
        "data-testid: no element stPlotlyChart",
    ),
    "another global": (
        lambda p: replace_in(p, "*.js", "BACKEND_BASE_URL", "BACKEND"),
        "browser globals: no BACKEND_BASE_URL",
    ),
    "another text": (
        lambda p: replace_in(p, "*.js", "Link to heading", "Link to this heading"),
        "built-in texts: no text 'Link to heading'",
    ),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_change_of_its_files_is_named(copied: StreamlitPackage, name: str, monkeypatch) -> None:
    """Of the slow checks only the one concerned is made."""
    change, message = BREACHES[name]
    change(copied)
    made = [each for each in ASSUMPTIONS if not each.is_slow or message.startswith(each.name)]
    monkeypatch.setattr(streamlit_assumptions, "ASSUMPTIONS", made)
    (broken,) = find_broken_assumptions(copied)
    assert broken.startswith(message)


@pytest.mark.parametrize(
    ("route", "messages"),
    [
        (Route("/_stcore/new", lambda _: None), ["routes: /_stcore/new is unknown"]),
        (
            Route("/_stcore/files/{name}", lambda _: None, methods=["POST"]),
            [
                "routes: /_stcore/files/{name} is unknown",
                "uploads: /_stcore/files/{name} takes files",
            ],
        ),
        (WebSocketRoute("/_stcore/other", lambda _: None), ["routes: /_stcore/other is unknown"]),
        (WebSocketRoute("/media2", lambda _: None), ["routes: /media2 is unknown"]),
        (Mount("/api", routes=[]), ["routes: /api is unknown"]),
        (
            Route("/_stcore/host-config", lambda _: None, methods=["DELETE"]),
            ["routes: /_stcore/host-config takes DELETE, GET, HEAD"],
        ),
    ],
    ids=["route", "upload", "websocket", "page", "mount", "method"],
)
def test_another_route_is_named(monkeypatch, route, messages: list[str]) -> None:
    original = starlette_app.create_streamlit_routes
    monkeypatch.setattr(
        starlette_app, "create_streamlit_routes", lambda runtime: [*original(runtime), route]
    )
    assert find_broken_assumptions(INSTALLED, with_slow=False) == messages


def test_a_route_that_is_gone_is_named(monkeypatch) -> None:
    original = starlette_app.create_streamlit_routes
    monkeypatch.setattr(
        starlette_app, "create_streamlit_routes", lambda runtime: original(runtime)[1:]
    )
    (broken,) = find_broken_assumptions(INSTALLED, with_slow=False)
    assert broken == "routes: /_stcore/health takes OPTIONS"
    monkeypatch.delattr(starlette_app, "create_streamlit_routes")
    broken = find_broken_assumptions(INSTALLED, with_slow=False)
    assert [each.partition(":")[0] for each in broken] == ["routes", "uploads"]
    assert all("ImportError" in each for each in broken)


@pytest.mark.parametrize(
    ("name", "listed", "message"),
    [
        ("REFUSED_MESSAGES", {"clear_cache"}, "debug_disconnect_websocket is unknown"),
        ("ALLOWED_OPERATIONS", {"deferred_file"}, "dataframe_chunk is unknown"),
        ("ALLOWED_MESSAGES", websocket_filter.ALLOWED_MESSAGES | {"new"}, "new is gone"),
    ],
)
def test_another_message_is_named(monkeypatch, name: str, listed: set[str], message: str) -> None:
    monkeypatch.setattr(websocket_filter, name, frozenset(listed))
    (broken,) = find_broken_assumptions(INSTALLED, with_slow=False)
    assert broken.startswith(f"websocket messages: {message}")


def test_a_runtime_without_its_sessions_is_named(monkeypatch) -> None:
    monkeypatch.delattr(SessionManager, "get_session_info")
    assert find_broken_assumptions(INSTALLED, with_slow=False) == [
        "uploaded files: SessionManager has no get_session_info"
    ]


def test_another_place_for_the_headers_of_proxies_is_named(monkeypatch) -> None:
    monkeypatch.setattr(Config.load, "__code__", (lambda self: None).__code__)
    (broken,) = find_broken_assumptions(INSTALLED, with_slow=False)
    assert broken == "connections: uvicorn reads the headers of proxies elsewhere"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("SESSION_FIELDS", "new session: main_script_path is unknown"),
        ("INITIALIZE_FIELDS", "new session: environment_info is unknown"),
    ],
)
def test_a_field_about_the_server_is_named(monkeypatch, names: str, message: str) -> None:
    known = {"main_script_path", "environment_info"}
    monkeypatch.setattr(outgoing_messages, names, getattr(outgoing_messages, names) - known)
    assert find_broken_assumptions(INSTALLED, with_slow=False) == [message]


def test_a_widget_without_its_type_is_named(monkeypatch) -> None:
    fields = {**WidgetMetadata.__dataclass_fields__}
    del fields["value_type"]
    monkeypatch.setattr(WidgetMetadata, "__dataclass_fields__", fields)
    assert find_broken_assumptions(INSTALLED, with_slow=False) == [
        "widget values: WidgetMetadata has no value_type"
    ]


def test_every_kind_is_broken_once_above() -> None:
    files = {message.partition(":")[0] for _, message in BREACHES.values()}
    others = {"routes", "uploads", "websocket messages", "uploaded files"}
    others |= {"connections", "widget values", "new session"}
    assert files | others == {assumption.name for assumption in ASSUMPTIONS}


def test_the_start_prints_what_is_broken(monkeypatch, capsys) -> None:
    print_broken_assumptions(TRACE_TYPES)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr(websocket_filter, "ALLOWED_MESSAGES", frozenset())
    print_broken_assumptions(TRACE_TYPES)
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"Streamlit {TESTED_VERSION} 与本看板的预期不符 · ")
    assert "\n  - websocket messages: app_heartbeat is unknown; " in err


def test_slow_checks_are_made_of_another_version(monkeypatch, capsys) -> None:
    made = []
    slow = streamlit_assumptions.Assumption("slow", lambda _: iter(made.append(1) or ["x"]), True)
    monkeypatch.setattr(streamlit_assumptions, "ASSUMPTIONS", (slow,))
    print_broken_assumptions(TRACE_TYPES)
    assert made == []
    monkeypatch.setattr(sys.modules["streamlit"], "__version__", "9.0")
    print_broken_assumptions(TRACE_TYPES)
    assert capsys.readouterr().err.endswith("\n  - slow: x\n")


def test_it_is_printed_before_any_administrators_link() -> None:
    """In `app.py` the checks come before accounts are opened."""
    text = (ROOT / "app.py").read_text("utf-8")
    start = text[text.index("server.limit_malloc_arenas()") :]
    assert start.index("print_broken_assumptions(") < start.index("set_up_sign_in()")
