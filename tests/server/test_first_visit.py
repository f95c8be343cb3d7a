"""What a reader's browser fetches at a first visit, and at the next.

Stands in this room because its files come late in a run: the scripts are compressed by then.
"""

import re
from threading import Event

import pytest

from tests.helpers.http_requests import ask

CHART = ".js-plotly-plot .main-svg"


@pytest.fixture
def wire(browser):
    """Visit an address and give the bytes received, socket frames included."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})

    def visit(url):
        page = context.new_page()
        client = context.new_cdp_session(page)
        received = []
        client.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
        page.on(
            "websocket",
            lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
        )
        client.send("Network.enable")
        page.goto(url)
        page.locator(CHART).first.wait_for()
        page.wait_for_load_state("networkidle")
        page.close()
        return sum(received)

    yield visit
    context.close()


def test_a_first_visit_is_small_and_a_second_hardly_anything(server, wire):
    waiting = Event()
    for _ in range(900):  # compressing takes about a minute, once a version
        script = re.search(rb"/static/js/PlotlyChart[^\"]+", ask(server, "/").body)
        answer = ask(server, script.group().decode(), "HEAD", accept_encoding="br")
        if answer.headers.get("content-encoding") == "br":
            break
        waiting.wait(0.2)
    assert 600_000 < wire(server) < 1_300_000
    assert wire(server) < 100_000
