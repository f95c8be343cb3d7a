"""How the tests start Chromium, and what no page may ask for."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# A page whose script has run.
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"


# Chromium asks its maker for updates and for time otherwise, which no page of ours may do.
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--process-per-site",  # a tab reads Streamlit's scripts once for all tabs of its context
]
THIS_MACHINE = "http://127.0.0.1/"


def foreign(url: str) -> bool:
    """Say whether a request leaves this machine."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1"


def faults_of(page: "Page") -> list[str]:
    """Give a list that fills with console errors, uncaught exceptions and foreign requests."""
    faults: list[str] = []
    page.on("console", lambda message: message.type == "error" and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: foreign(request.url) and faults.append(request.url))
    page.on("websocket", lambda socket: foreign(socket.url) and faults.append(socket.url))
    return faults


def keep_scripts(context: "BrowserContext") -> None:
    """Keep the process of a context's tabs, and in it the scripts that they have read.

    An empty tab stays open: the process would end with the last one. It asks no server.
    """
    tab = context.new_page()
    tab.route(THIS_MACHINE, lambda route: route.fulfill(body="", content_type="text/html"))
    tab.goto(THIS_MACHINE)


@contextmanager
def launched(*more: str) -> "Iterator[Browser]":
    """Start the system's Chromium; pages are waited for as long as a shared machine may take."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    assert executable, "Chromium is missing: make system"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable, args=[*CHROMIUM_ARGS, *more]
        )
        yield chromium
        chromium.close()
