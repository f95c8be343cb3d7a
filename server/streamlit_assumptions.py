"""What the dashboard relies on in Streamlit beyond its documentation, each with a check.

Any version of Streamlit may change these internals without notice. `find_broken_assumptions`
returns what differs in the installed version; the server prints it when it starts.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import streamlit
from google.protobuf.descriptor import Descriptor
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from locales import catalogue
from server import known_routes, websocket_filter
from server.index_html import (
    COMMON_CHUNKS,
    DocumentOptions,
    chunk_imports,
    strip_fonts,
    write_document,
)
from server.limits import new_session
from server.static_files.plotly_subset import subset_plotly
from server.static_files.precompress import CHART_CHUNK
from server.uploads import UPLOAD_PATH

ROOT = Path(__file__).parents[1]
TESTED_VERSION = "1.67.0"
# Files of ours that select Streamlit's elements by `data-testid`, or read its globals.
SELECTING_FILES = (
    ROOT / "app_pages" / "browser" / "style.css",
    ROOT / "server" / "browser" / "area_pages.css",
    ROOT / "server" / "browser" / "upload.css",
    ROOT / "server" / "browser" / "charts.js",
    ROOT / "server" / "browser" / "dashboard.js",
    ROOT / "server" / "browser" / "scope.js",
)
TEST_ID = re.compile(r"""data-testid[~|^$*]?=["']?(\w+)""")
BROWSER_GLOBALS = ("__streamlit", "BACKEND_BASE_URL", "HOST_CONFIG", "Plotly")
HASHED_NAME = re.compile(r"\.[\w-]{6,}\.(js|css)$")
# Texts that cannot be searched for in the scripts: composed there, or from Python or index.html.
COMPOSED_TEXTS = frozenset(
    {
        "1 of 1 result",
        "1 result",
        "Download plot as PNG",
        "Download plot as SVG",
        "Download plot as a SVG",
        "Download plot as a png",
        "Download plot as a svg",
        "Press Enter to apply",
        "Press Enter to submit form",
        "The page that you have requested does not seem to exist. Running the app's main page.",
        "This app has encountered an error. The original error message is redacted to prevent data"
        " leaks. Full error details have been recorded in the logs (if you're on Streamlit Cloud,"
        " click on 'Manage app' in the lower right of your app).",
        "You need to enable JavaScript to run this app.",
        "add icon",
    }
)
BROKEN = (
    "Streamlit {version} 与本看板的预期不符 · Streamlit {version} differs from what the dashboard"
    " relies on:"
)


@dataclass(frozen=True)
class StreamlitPackage:
    """The installed Streamlit: its folder of static files, and the trace types that charts use."""

    trace_types: Collection[str]
    static_folder: Path = Path(streamlit.__file__).parent / "static"

    @property
    def script_folder(self) -> Path:
        """The folder of JavaScript chunks."""
        return self.static_folder / "static" / "js"

    @cached_property
    def scripts(self) -> str:
        """The text of all chunks together, 22 MB."""
        return "".join(path.read_text("utf-8") for path in self.script_folder.glob("*.js"))


def check_routes(_package: StreamlitPackage) -> Iterator[str]:
    """Yield routes that are new, gone, or allow other methods than `known_routes` lists."""
    routes = read_route_table()
    used, refused = known_routes.STREAMLIT_ROUTES, known_routes.REFUSED_ROUTES
    websockets = known_routes.STREAMLIT_WEBSOCKETS
    yield from _list_differences(routes, {*used, *refused, *websockets})
    for path, methods in routes.items():
        if path in used and methods != used[path]:
            yield f"{path} takes {', '.join(sorted(methods))}"
        if path in websockets and methods:
            yield f"{path} is not a websocket"


def check_uploads(_package: StreamlitPackage) -> Iterator[str]:
    """Yield routes that accept a body and are not guarded by `uploads`."""
    for path, methods in read_route_table().items():
        is_guarded = path.startswith(f"{UPLOAD_PATH}/") or path in known_routes.REFUSED_ROUTES
        if methods & {"POST", "PUT", "PATCH"} and not is_guarded:
            yield f"{path} takes files"


def check_messages(_package: StreamlitPackage) -> Iterator[str]:
    """Yield kinds of websocket messages, and of operations in them, that are new or gone."""
    message: Descriptor = BackMsg.DESCRIPTOR
    operation = message.fields_by_name[websocket_filter.OPERATION].message_type
    allowed, refused = websocket_filter.ALLOWED_MESSAGES, websocket_filter.REFUSED_MESSAGES
    names = {field.name for field in message.fields}
    yield from _list_differences(names, {websocket_filter.OPERATION, *allowed, *refused})
    allowed, refused = websocket_filter.ALLOWED_OPERATIONS, websocket_filter.REFUSED_OPERATIONS
    payload = operation.oneofs_by_name["payload"].fields
    yield from _list_differences({field.name for field in payload}, allowed | refused)


def check_index_html(package: StreamlitPackage) -> Iterator[str]:
    """Raise ValueError if Streamlit's HTML document lacks a place that `write_document` changes."""
    html = (package.static_folder / "index.html").read_text("utf-8")
    # All texts are empty: only the places where they go are looked for.
    write_document(html, DocumentOptions("zh", "", "", "", "", (f"{CHART_CHUNK}.js",)))
    yield from ()


def check_style_sheet(package: StreamlitPackage) -> Iterator[str]:
    """Yield a line unless Streamlit has exactly one style sheet.

    Raise ValueError if it has no icon font.
    """
    sheets = list((package.static_folder / "static" / "css").glob("index.*.css"))
    if len(sheets) != 1:
        yield f"{len(sheets)} style sheets"
    for sheet in sheets:
        strip_fonts(sheet.read_text("utf-8"))


def check_chunks(package: StreamlitPackage) -> Iterator[str]:
    """Yield chunks that our document loads and that do not exist."""
    for chunk in (CHART_CHUNK, *COMMON_CHUNKS):
        if not list(chunk_imports(package.script_folder, chunk)):
            yield f"no chunk {chunk}"


def check_file_names(package: StreamlitPackage) -> Iterator[str]:
    """Yield scripts and style sheets without a hash of their content in their names."""
    for path in (package.static_folder / "static").rglob("*"):
        if path.suffix in (".js", ".css") and not HASHED_NAME.search(path.name):
            yield f"{path.name} has no hash"


def check_uploaded_files(_package: StreamlitPackage) -> Iterator[str]:
    """Yield internals of Streamlit's runtime for sessions and uploaded files that are gone.

    `server.uploads` looks with them for files that Streamlit has deleted.
    """
    # An import that fails is a broken assumption, too; at the top it would end the program.
    from streamlit.runtime import Runtime
    from streamlit.runtime.session_manager import SessionManager
    from streamlit.runtime.uploaded_file_manager import UploadedFileManager

    if "_session_mgr" not in Runtime.__init__.__code__.co_names:
        yield "Runtime has no _session_mgr"
    for owner, names in (
        (Runtime, ("uploaded_file_mgr",)),
        (SessionManager, ("get_session_info",)),
        (UploadedFileManager, ("get_files", "remove_session_files")),
    ):
        yield from (f"{owner.__name__} has no {name}" for name in names if not hasattr(owner, name))


def check_connections(_package: StreamlitPackage) -> Iterator[str]:
    """Yield internals of uvicorn that `limits.connections` replaces or sets and that are gone.

    Attributes that only instances have are looked for among the names in a function's code.
    """
    # An import that fails is a broken assumption, too; at the top it would end the program.
    from asyncio import sslproto

    from uvicorn import config
    from uvicorn.protocols.http.auto import AutoHTTPProtocol
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    of_both = ("__init__", "data_received", "connection_lost")
    writing = ("connection_made", "pause_writing", "resume_writing")
    for method in (*of_both, *writing):
        if not hasattr(AutoHTTPProtocol, method):
            yield f"a connection has no {method}"
    for method in (*of_both, "handle_events"):
        if not hasattr(WebSocketsSansIOProtocol, method):
            yield f"a websocket has no {method}"
    for method in ("connection_made", "_on_handshake_complete", "connection_lost"):
        if not hasattr(sslproto.SSLProtocol, method):
            yield f"a TLS connection has no {method}"
    made, upgraded = AutoHTTPProtocol.__init__, WebSocketsSansIOProtocol.__init__
    if not {"cycle", "loop", "transport", "loaded_app"} <= {*made.__code__.co_names}:
        yield "a connection has no cycle, loop, transport or application"
    if not {"frames", "conn", "loop", "transport"} <= {*upgraded.__code__.co_names}:
        yield "a websocket has no frames, protocol, loop or transport"
    if "ws_max_size" not in upgraded.__code__.co_names:
        yield "a websocket does not read ws_max_size"
    if "ProxyHeadersMiddleware" not in config.Config.load.__code__.co_names:
        yield "uvicorn reads the headers of proxies elsewhere"


def check_widget_values(_package: StreamlitPackage) -> Iterator[str]:
    """Yield internals of widgets' states that `limits.widget_values` uses and that are gone."""
    # An import that fails is a broken assumption, too; at the top it would end the program.
    from streamlit.runtime.state.common import WidgetMetadata
    from streamlit.runtime.state.session_state import Serialized, Value, WStates

    for owner, names in (
        (WStates, {"states", "widget_metadata"}),
        (WidgetMetadata, {"deserializer", "value_type"}),
        (Serialized, {"value"}),
        (Value, {"value"}),
    ):
        missing = names - {*owner.__dataclass_fields__}
        yield from (f"{owner.__name__} has no {name}" for name in sorted(missing))


def check_new_session(_package: StreamlitPackage) -> Iterator[str]:
    """Yield fields of the message about the server, new_session, that are new or gone.

    A new field may tell readers something about the server. The type of a message must also have a
    higher number than the fields before it, because it is read from the first bytes.
    """
    session: Descriptor = ForwardMsg.DESCRIPTOR.fields_by_name["new_session"].message_type
    initialize = session.fields_by_name["initialize"].message_type
    for message, known in (
        (session, new_session.SESSION_FIELDS),
        (initialize, new_session.INITIALIZE_FIELDS),
    ):
        yield from _list_differences({field.name for field in message.fields}, known)
    first = [ForwardMsg.DESCRIPTOR.fields_by_name[name].number for name in ("hash", "metadata")]
    if any(field.number < max(first) for field in ForwardMsg.DESCRIPTOR.oneofs[0].fields):
        yield "a message's type comes before its hash"


def check_plotly(package: StreamlitPackage) -> Iterator[str]:
    """Raise ValueError if Plotly is bundled differently: browsers then get all of it."""
    for path in package.script_folder.glob(f"{CHART_CHUNK}.*.js"):
        subset_plotly(path.read_text("utf-8"), package.trace_types)
    yield from ()


def check_test_ids(package: StreamlitPackage) -> Iterator[str]:
    """Yield values of `data-testid` that our style sheet and scripts select but no element has."""
    selectors = "".join(path.read_text("utf-8") for path in SELECTING_FILES)
    test_ids = sorted(set(TEST_ID.findall(selectors)))
    yield from (f"no element {name}" for name in test_ids if name not in package.scripts)


def check_browser_globals(package: StreamlitPackage) -> Iterator[str]:
    """Yield global JavaScript names that our scripts use but Streamlit does not define."""
    yield from (f"no {name}" for name in BROWSER_GLOBALS if name not in package.scripts)


def check_texts(package: StreamlitPackage) -> Iterator[str]:
    """Yield built-in English texts that we translate but Streamlit no longer has."""
    for text in catalogue("zh", "browser"):
        is_constant = "{" not in text and text not in COMPOSED_TEXTS
        if is_constant and text not in package.scripts:
            yield f"no text {text!r}"


@dataclass(frozen=True)
class Assumption:
    """One assumption: `check` yields what differs, or raises; a slow check takes seconds."""

    name: str
    check: Callable[[StreamlitPackage], Iterator[str]]
    is_slow: bool = False


ASSUMPTIONS = (
    Assumption("routes", check_routes),
    Assumption("uploads", check_uploads),
    Assumption("websocket messages", check_messages),
    Assumption("index.html", check_index_html),
    Assumption("style sheet", check_style_sheet),
    Assumption("script chunks", check_chunks),
    Assumption("file names", check_file_names),
    Assumption("uploaded files", check_uploaded_files),
    Assumption("connections", check_connections),
    Assumption("widget values", check_widget_values),
    Assumption("new session", check_new_session),
    Assumption("Plotly bundle", check_plotly, is_slow=True),
    Assumption("data-testid", check_test_ids, is_slow=True),
    Assumption("browser globals", check_browser_globals, is_slow=True),
    Assumption("built-in texts", check_texts, is_slow=True),
)


def find_broken_assumptions(package: StreamlitPackage, *, with_slow: bool = True) -> list[str]:
    """Return one line for each broken assumption about Streamlit: its name and what differs.

    `with_slow` includes the checks that take seconds.
    """
    broken = []
    for assumption in ASSUMPTIONS:
        if assumption.is_slow and not with_slow:
            continue
        try:
            differences = list(assumption.check(package))
        except Exception as error:  # a changed internal may raise anything: that is the finding
            differences = [f"{type(error).__name__}: {error}"]
        if differences:
            broken.append(f"{assumption.name}: {'; '.join(differences)}")
    return broken


def print_broken_assumptions(trace_types: Collection[str]) -> None:
    """Print to stderr which assumptions the installed Streamlit breaks.

    `trace_types` are the Plotly trace types that charts use. Slow checks run only if the version is
    not TESTED_VERSION.
    """
    with_slow = streamlit.__version__ != TESTED_VERSION
    broken = find_broken_assumptions(StreamlitPackage(trace_types), with_slow=with_slow)
    if broken:
        heading = BROKEN.format(version=streamlit.__version__)
        print("\n  - ".join((heading, *broken)), file=sys.stderr, flush=True)


def read_route_table() -> dict[str, frozenset[str]]:
    """Return the allowed methods of Streamlit's routes by path; a websocket has none.

    The mount that serves static files and, for every other URL, the HTML document is left out:
    requests reach it only for static files. No route is called, so anything (`_AnyObject`) serves
    as the runtime that they are made with.
    """
    # An import that fails is a broken assumption, too; at the top it would end the program.
    from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

    routes: dict[str, frozenset[str]] = {}
    for route in create_streamlit_routes(_AnyObject()):  # type: ignore[arg-type]
        if getattr(route, "name", "") != "static-assets":
            path = getattr(route, "path", repr(route))
            methods = frozenset(getattr(route, "methods", None) or ())
            routes[path] = routes.get(path, frozenset()) | methods
    return routes


class _AnyObject:
    """A placeholder for the runtime while routes are created; no route is called."""

    def __getattr__(self, name: str) -> Any:
        """Return another placeholder for every attribute."""
        return _AnyObject()


def _list_differences(actual: Collection[str], expected: Collection[str]) -> Iterator[str]:
    """Yield a line for each name that is in only one of the collections: unknown, or gone."""
    yield from (f"{name} is unknown" for name in sorted(set(actual) - set(expected)))
    yield from (f"{name} is gone" for name in sorted(set(expected) - set(actual)))
