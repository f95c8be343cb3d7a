"""The dashboard as it is served: what it fetches, how much, and from where."""

import json
import re
from threading import Event

import pytest

from settings import VERSION
from tests.helpers.http_requests import ask

CHART = ".js-plotly-plot .main-svg"


def pages(page, server):
    """Give the address of every page that the bar on top leads to."""
    page.goto(server)
    page.locator("[data-testid=stTopNavLink]").first.wait_for()
    page.locator(CHART).first.wait_for()
    for section in page.locator("[data-testid=stTopNavSection]").all():
        section.click()
    links = page.locator("[data-testid=stTopNavLink]").all()
    return sorted({link.get_attribute("href") for link in links})


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


def test_no_request_leaves_the_origin_and_no_page_logs_an_error(server, page):
    """The page fixture fails on either; here every page is looked at in both languages."""
    addresses = pages(page, server)
    assert len(addresses) >= 4
    for address in addresses:
        for lang in ("zh", "en"):
            page.goto(f"{address.split('?')[0]}?lang={lang}")
            page.locator("[data-testid=stTopNavLink]").first.wait_for()
            page.wait_for_load_state("networkidle")


def test_the_store_is_part_of_health(server):
    answer = ask(server, "/healthz")
    body = json.loads(answer.body)
    assert body["parts"].pop("static_files")["plotly"] in ("pending", "subset")
    assert (answer.status, body) == (
        200,
        {"good": True, "parts": {"store": {"good": True, "release": 1}}, "version": VERSION},
    )


def test_a_reader_uploads_nothing(server):
    answer = ask(server, "/_stcore/upload_file/any/any", "PUT", cookie="role=staff")
    assert answer.status == 403
