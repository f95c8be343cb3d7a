"""Checks of everything in Streamlit and uvicorn that the dashboard relies on without documentation.

Any version may change these internals without notice. `find_broken_assumptions` returns what
differs in the installed version; the server prints it when it starts.
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
    list_chunk_files,
    strip_fonts,
    write_document,
)
from server.limits import outgoing_messages
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
# Texts that are not found in the scripts: they are composed, or come from Python or index.html.
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
BROKEN_HEADING = (
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


# Each check takes the package, since `Assumption` requires it; some do not use it (`_package`).


def check_routes(_package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each route of Streamlit that differs from the lists in `known_routes`.

    A route may be new or gone, or take other methods than listed.
    """
    routes = read_route_table()
    used, refused = known_routes.STREAMLIT_ROUTES, known_routes.REFUSED_ROUTES
    websockets = known_routes.STREAMLIT_WEBSOCKETS
    yield from _list_differences(routes, {*used, *refused, *websockets})
    for path, methods in routes.items():
        if path in used and methods != used[path]:
            yield f"{path} takes {', '.join(sorted(methods))}"
        if path in websockets and methods:
            yield f"{path} is not a websocket"


def check_upload_routes(_package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each route that accepts a body and is not guarded by `server.uploads`."""
    for path, methods in read_route_table().items():
        is_guarded = path.startswith(f"{UPLOAD_PATH}/") or path in known_routes.REFUSED_ROUTES
        if methods & {"POST", "PUT", "PATCH"} and not is_guarded:
            yield f"{path} takes files"


def check_websocket_messages(_package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each type of websocket message or operation that is new or gone.

    `websocket_filter` must know each of them, to allow or to refuse it.
    """
    message: Descriptor = BackMsg.DESCRIPTOR
    operation = message.fields_by_name[websocket_filter.OPERATION].message_type
    allowed, refused = websocket_filter.ALLOWED_MESSAGES, websocket_filter.REFUSED_MESSAGES
    names = {field.name for field in message.fields}
    yield from _list_differences(names, {websocket_filter.OPERATION, *allowed, *refused})
    allowed, refused = websocket_filter.ALLOWED_OPERATIONS, websocket_filter.REFUSED_OPERATIONS
    payload = operation.oneofs_by_name["payload"].fields
    yield from _list_differences({field.name for field in payload}, allowed | refused)


def check_index_html(package: StreamlitPackage) -> Iterator[str]:
    """Raise ValueError if Streamlit's HTML document lacks what `write_document` replaces.

    As a check it is a generator, but it yields no message.
    """
    html = (package.static_folder / "index.html").read_text("utf-8")
    # The inserted texts do not matter here, so they are empty.
    write_document(html, DocumentOptions("zh", "", "", "", "", (f"{CHART_CHUNK}.js",)))
    yield from ()


def check_style_sheet(package: StreamlitPackage) -> Iterator[str]:
    """Yield a message unless Streamlit has exactly one style sheet.

    Raises ValueError if it has no icon font.
    """
    sheets = list((package.static_folder / "static" / "css").glob("index.*.css"))
    if len(sheets) != 1:
        yield f"{len(sheets)} style sheets"
    for sheet in sheets:
        strip_fonts(sheet.read_text("utf-8"))


def check_chunks(package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each script chunk that our document loads and Streamlit does not have."""
    for chunk in (CHART_CHUNK, *COMMON_CHUNKS):
        if not list(list_chunk_files(package.script_folder, chunk)):
            yield f"no chunk {chunk}"


def check_file_names(package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each script and style sheet whose name has no hash of its content.

    Without a hash, browsers would keep an old version of the file.
    """
    for path in (package.static_folder / "static").rglob("*"):
        if path.suffix in (".js", ".css") and not HASHED_NAME.search(path.name):
            yield f"{path.name} has no hash"


def check_upload_internals(_package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each internal of Streamlit's runtime that no longer exists.

    `server.uploads` uses them to find out which uploaded files Streamlit has deleted.
    """
    # Imported here: a failed import is a broken assumption, and must not end the program.
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


def check_uvicorn_internals(_package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each internal of uvicorn and asyncio that no longer exists.

    `limits.connections` and `limits.frames` replace these methods and use these attributes. An
    attribute that only instances have is found among the names in the code of `__init__`.
    """
    # Imported here: a failed import is a broken assumption, and must not end the program.
    from asyncio import sslproto

    from uvicorn import config
    from uvicorn.protocols.http.auto import AutoHTTPProtocol
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    common_methods = ("__init__", "data_received", "connection_lost")
    http_methods = ("connection_made", "pause_writing", "resume_writing")
    for method in (*common_methods, *http_methods):
        if not hasattr(AutoHTTPProtocol, method):
            yield f"a connection has no {method}"
    for method in (*common_methods, "handle_events"):
        if not hasattr(WebSocketsSansIOProtocol, method):
            yield f"a websocket has no {method}"
    for method in ("connection_made", "_on_handshake_complete", "connection_lost"):
        if not hasattr(sslproto.SSLProtocol, method):
            yield f"a TLS connection has no {method}"
    http_names = {*AutoHTTPProtocol.__init__.__code__.co_names}
    websocket_names = {*WebSocketsSansIOProtocol.__init__.__code__.co_names}
    if not {"cycle", "loop", "transport", "loaded_app"} <= http_names:
        yield "a connection has no cycle, loop, transport or application"
    if not {"frames", "conn", "loop", "transport"} <= websocket_names:
        yield "a websocket has no frames, protocol, loop or transport"
    if "ws_max_size" not in websocket_names:
        yield "a websocket does not read ws_max_size"
    if "ProxyHeadersMiddleware" not in config.Config.load.__code__.co_names:
        yield "uvicorn reads the headers of proxies elsewhere"


def check_widget_internals(_package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each internal of Streamlit's widget states that no longer exists.

    `limits.widget_values` uses them.
    """
    # Imported here: a failed import is a broken assumption, and must not end the program.
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


def check_new_session_fields(_package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each field of Streamlit's new_session message that is new or gone.

    A new field may tell readers details of the server. The field with a message's type must also
    have a higher number than hash and metadata, because `read_message_type` expects it after them.
    """
    session: Descriptor = ForwardMsg.DESCRIPTOR.fields_by_name["new_session"].message_type
    initialize = session.fields_by_name["initialize"].message_type
    for message, known in (
        (session, outgoing_messages.SESSION_FIELDS),
        (initialize, outgoing_messages.INITIALIZE_FIELDS),
    ):
        yield from _list_differences({field.name for field in message.fields}, known)
    numbers = [ForwardMsg.DESCRIPTOR.fields_by_name[name].number for name in ("hash", "metadata")]
    type_fields = ForwardMsg.DESCRIPTOR.oneofs[0].fields  # the only choice of fields is its type
    if any(field.number < max(numbers) for field in type_fields):
        yield "a message's type comes before its hash"


def check_plotly(package: StreamlitPackage) -> Iterator[str]:
    """Raise ValueError if Plotly is not bundled as `subset_plotly` expects.

    Browsers then get all of Plotly.
    """
    for path in package.script_folder.glob(f"{CHART_CHUNK}.*.js"):
        subset_plotly(path.read_text("utf-8"), package.trace_types)
    yield from ()


def check_test_ids(package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each `data-testid` that our files select and no element has."""
    selectors = "".join(path.read_text("utf-8") for path in SELECTING_FILES)
    test_ids = sorted(set(TEST_ID.findall(selectors)))
    yield from (f"no element {name}" for name in test_ids if name not in package.scripts)


def check_browser_globals(package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each global JavaScript name that our scripts use and Streamlit lacks."""
    yield from (f"no {name}" for name in BROWSER_GLOBALS if name not in package.scripts)


def check_texts(package: StreamlitPackage) -> Iterator[str]:
    """Yield a message for each built-in English text that we translate and Streamlit lacks."""
    for text in catalogue("zh", "browser"):
        is_constant = "{" not in text and text not in COMPOSED_TEXTS
        if is_constant and text not in package.scripts:
            yield f"no text {text!r}"


@dataclass(frozen=True)
class Assumption:
    """One assumption: `check` yields a message for each difference, or raises an exception.

    A slow check takes seconds.
    """

    name: str
    check: Callable[[StreamlitPackage], Iterator[str]]
    is_slow: bool = False


ASSUMPTIONS = (
    Assumption("routes", check_routes),
    Assumption("uploads", check_upload_routes),
    Assumption("websocket messages", check_websocket_messages),
    Assumption("index.html", check_index_html),
    Assumption("style sheet", check_style_sheet),
    Assumption("script chunks", check_chunks),
    Assumption("file names", check_file_names),
    Assumption("uploaded files", check_upload_internals),
    Assumption("connections", check_uvicorn_internals),
    Assumption("widget values", check_widget_internals),
    Assumption("new session", check_new_session_fields),
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
        except Exception as error:  # a changed internal may raise anything
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
        heading = BROKEN_HEADING.format(version=streamlit.__version__)
        print("\n  - ".join((heading, *broken)), file=sys.stderr, flush=True)


def read_route_table() -> dict[str, frozenset[str]]:
    """Return path → allowed methods of the installed Streamlit's routes; websockets have none.

    The catch-all mount "static-assets" is left out: requests reach it only for static files. The
    routes are created with a placeholder for the runtime, since none of them is called.
    """
    # Imported here: a failed import is a broken assumption, and must not end the program.
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
    """Yield a message for each name that is unknown (not expected) or gone (not actual)."""
    yield from (f"{name} is unknown" for name in sorted(set(actual) - set(expected)))
    yield from (f"{name} is gone" for name in sorted(set(expected) - set(actual)))
