"""What more than one room's tests stand on: running servers and a real browser.

What a fixture needs is imported where it is made: most tests need none of it.
"""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import marks
from tests.helpers.chromium import faults_of, keep_scripts, launched
from tests.helpers.servers import ROOT, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option of `make slow`."""
    parser.addoption("--list-slow", action="store_true", help="write tests/slow_tests.txt")


def pytest_configure(config: pytest.Config) -> None:
    """Measure where that is asked for."""
    if config.getoption("--list-slow"):
        config.pluginmanager.register(marks.Measured())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a browser or other programs, before any are chosen by their marks."""
    marks.mark(items)
    if hasattr(config, "workerinput"):  # one of several processes
        marks.programs_first(items)


def pytest_runtest_protocol(item: pytest.Item) -> None:
    """Say for which test a program starts."""
    marks.running(item)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Hypothesis's plugin loads the whole library at the end of a run that has not used it."""
    if "hypothesis" not in sys.modules:
        session.config.pluginmanager.unregister(name="hypothesispytest")


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the report's figures as release 1; tests take copies of it."""
    from tests.helpers.releases import started

    folder = tmp_path_factory.mktemp("first") / "store"
    started(folder)
    return folder


@pytest.fixture(scope="session")
def server(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard itself, on a store of its own; a traceback in its log is a failure."""
    folder = tmp_path_factory.mktemp("dashboard")
    shutil.copytree(first_release, folder / "store")
    with serving(ROOT / "app.py", folder) as url:
        yield url
    log = (folder / "server.log").read_text()
    assert "Traceback" not in log, log


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's Chromium."""
    with launched() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def reader(browser: "Browser") -> "Iterator[BrowserContext]":
    """One reader, who has what was fetched once; the browser is set to English.

    So what is Chinese is Chinese because of the page.
    """
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    keep_scripts(context)
    yield context
    context.close()


@pytest.fixture
def page(reader: "BrowserContext") -> "Iterator[Page]":
    """A page that fails its test on any console error, uncaught exception or foreign request.

    Cookies that the test set are gone after it.
    """
    page = reader.new_page()
    faults = faults_of(page)
    yield page
    page.close()
    reader.clear_cookies()
    assert faults == []


# What passes is not described: that takes longer than looking. Style sheets and media are fetched
# again for two rules alone: turned screens, which is off, and sounds, of which no page has any.
ONLY_FAULTS = {"resultTypes": ["violations"], "preload": False}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""The rules that a page's theme makes a difference to."""


@pytest.fixture
def axe() -> "Callable[[Page], list[dict[str, Any]]]":
    """Give what axe finds serious or critical on a page: rule, help and the elements.

    In the dark theme it may look for what a theme changes alone.
    """
    from axe_playwright_python.sync_playwright import Axe

    def findings(page: "Page", *, colours_only: bool = False) -> list[dict[str, Any]]:
        options = ONLY_FAULTS | (COLOURS if colours_only else {})
        violations = Axe().run(page, options=options).response["violations"]
        return [
            {
                "rule": each["id"],
                "help": each["help"],
                "elements": [node["html"][:200] for node in each["nodes"]],
            }
            for each in violations
            if each["impact"] in ("serious", "critical")
        ]

    return findings


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that writes down who comes."""
    visits: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *what: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", visits
        server.shutdown()
