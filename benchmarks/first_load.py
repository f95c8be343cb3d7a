"""What a reader waits for: bytes and seconds of a first and a second visit, and of a start.

    python -m benchmarks.first_load        # the Overview, beside eight charts in other libraries

Bytes are counted on the wire, by a relay between browser and server: heads, bodies and socket
frames, both ways. Seconds are medians of interleaved visits; on a busy machine only their ratio
says something.
"""

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from benchmarks.peers import PEERS, PYTHON, dash, streamlit
from charts.theme import TRACE_TYPES
from server.static_files.precompress import compute_cache_key
from tests.helpers.chromium import CHROMIUM_ARGS
from tests.helpers.servers import ROOT, serving, shipped_config

CHART = ".js-plotly-plot .main-svg"


@dataclass
class Relay:
    """Passes connections on to a server and counts what goes through."""

    server: tuple[str, int]
    down: int = 0
    up: int = 0

    def pump(self, source: socket.socket, target: socket.socket, name: str) -> None:
        """Pass on one direction of a connection until it ends."""
        with suppress(OSError):
            while data := source.recv(65536):
                setattr(self, name, getattr(self, name) + len(data))
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def accept(self, listening: socket.socket) -> None:
        """Take connections until the listening socket is closed."""
        with suppress(OSError):
            while True:
                browser, _ = listening.accept()
                server = socket.create_connection(self.server)
                for each in (browser, server):  # what is passed on in two parts waits for no word
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for source, target, name in ((browser, server, "up"), (server, browser, "down")):
                    threading.Thread(
                        target=self.pump, args=(source, target, name), daemon=True
                    ).start()

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Give the address that browsers are sent to."""
        with socket.create_server(("127.0.0.1", 0)) as listening:
            threading.Thread(target=self.accept, args=(listening,), daemon=True).start()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


@dataclass(frozen=True)
class Visit:
    """Bytes received and seconds to the first chart of one visit."""

    kilobytes: float
    seconds: float


def visits(browser: Browser, server: str) -> tuple[Visit, Visit]:
    """Visit a page with an empty cache and then once more."""
    parts = urlsplit(server)
    relay = Relay((str(parts.hostname), int(parts.port or 0)))
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    found = []
    with relay.listening() as url:
        for _ in range(2):
            page, before = context.new_page(), relay.down
            started = time.perf_counter()
            page.goto(url, wait_until="commit")
            page.locator(CHART).first.wait_for()
            seconds = time.perf_counter() - started
            page.wait_for_load_state("networkidle")
            page.close()
            found.append(Visit((relay.down - before) / 1000, seconds))
        context.close()
    return found[0], found[1]


def compressed(folder: Path) -> None:
    """Compress the scripts now, so that no visit is measured while it goes on."""
    import streamlit

    static = Path(streamlit.__file__).parent / "static"
    given = (static, folder / compute_cache_key(TRACE_TYPES), *TRACE_TYPES)
    subprocess.run([sys.executable, "-m", "server", *given], cwd=ROOT, check=True)


def floor() -> AbstractContextManager[str]:
    """Serve a page in plain Streamlit that draws nothing of its own."""
    return streamlit(PEERS / "bare.py")


def starts(times: int) -> dict[str, float]:
    """Start the dashboard on its store, and Streamlit's own page; seconds until each is healthy."""
    found: dict[str, list[float]] = {"dashboard": [], "floor": []}
    with tempfile.TemporaryDirectory() as folder:
        shipped_config(Path(folder))
        with serving(ROOT / "app.py", Path(folder)):
            pass  # its first start publishes the datasets
        for _ in range(times):
            for name in found if PYTHON.exists() else ("dashboard",):
                started = time.perf_counter()
                own = name == "dashboard"
                with (
                    serving(ROOT / "app.py", Path(folder)) if own else streamlit(PEERS / "bare.py")
                ):
                    found[name].append(time.perf_counter() - started)
    return {name: round(statistics.median(each), 2) for name, each in found.items() if each}


def measure(times: int) -> dict[str, dict[str, float]]:
    """Give the medians of interleaved visits to the dashboard and to the other libraries' pages."""
    import streamlit as own

    compressed(ROOT / ".cache" / "static" / own.__version__)
    started = starts(times + 2)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shipped_config(folder)
        servers = {"dashboard": stack.enter_context(serving(ROOT / "app.py", folder))}
        if PYTHON.exists():
            servers |= {
                "naive": stack.enter_context(streamlit(PEERS / "naive.py")),
                "Dash": stack.enter_context(dash(PEERS / "dash_app.py")),
                "Vizro": stack.enter_context(dash(PEERS / "vizro_app.py")),
            }
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGS
        )
        found: dict[str, list[tuple[Visit, Visit]]] = {name: [] for name in servers}
        for _ in range(times):
            for name, server in servers.items():
                found[name].append(visits(browser, server))
        browser.close()
    rows = {name: summary(pairs) for name, pairs in found.items()}
    for name, seconds in started.items():
        rows.setdefault(name, {})["start to healthy, s"] = seconds
    return rows


def summary(pairs: list[tuple[Visit, Visit]]) -> dict[str, float]:
    """Give the median of each measure over a page's visits."""
    columns = {
        f"{label}, {name}": [asdict(pair[which])[key] for pair in pairs]
        for which, label in enumerate(("first visit", "second visit"))
        for key, name in (("kilobytes", "kB"), ("seconds", "s to the first chart"))
    }
    return {name: round(statistics.median(values), 2) for name, values in columns.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rows = measure(chosen.times)
    if chosen.json:
        print(json.dumps(rows, indent=2))
    for name, row in {} if chosen.json else rows.items():
        print(name)
        for measured, value in row.items():
            print(f"  {measured:36}{value:>12,}")
