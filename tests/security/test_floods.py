"""Floods without an account: memory stays bounded, and other readers are served; `make drill`."""

import json
import socket
import time
from contextlib import suppress
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed

from auth import Role
from server.limits.messages import MAX_VALUE_BYTES
from server.limits.requests import MAX_URL_BYTES
from tests.helpers.drill import times
from tests.helpers.served_app import House
from tests.helpers.servers import memory_of, process_of
from tests.helpers.websocket_client import Drawn, Tab

MB_MORE = 150
SECONDS_BESIDE = 1.0
FLOODING_TABS = 20
PAGES = ("explore", "data", "progress", "history", "present")


def refusals(house: House) -> list[str]:
    """The reasons of what was refused so far, as the log has them."""
    lines = (house.folder / "server.log").read_text().splitlines()
    entries = [json.loads(line) for line in lines if line.startswith("{")]
    return [entry["reason"] for entry in entries if "reason" in entry]


def longest_query(number: int) -> str:
    """A query of the largest allowed length, another one for every number."""
    start = f"indicator=i{number:06}&areas="
    return start + "330000," * ((MAX_URL_BYTES - len(start)) // 7)


def test_addresses_and_messages_of_the_largest_size_leave_memory_flat(
    house: House, record_property
) -> None:
    tab, server = house.tab(), process_of(house.url)
    boxes = [widget.id for page in PAGES for _, widget in tab.open(page).widgets]
    before = memory_of(server)
    value = "长" * (MAX_VALUE_BYTES // 3)
    for number in range(times(15, 5000)):
        tab._page, tab._query = PAGES[number % len(PAGES)], longest_query(number)
        states = [WidgetState(id=each, string_value=f"{value}{number}") for each in boxes[:60]]
        assert "exception {" not in tab.send(*states).text
    record_property("grown_mb", round(memory_of(server) - before))
    assert memory_of(server) - before < MB_MORE


def test_a_longer_address_is_not_kept_and_the_tab_is_told(house: House) -> None:
    tab = house.tab()
    tab._page, tab._query = "explore", "lang=en&indicator=" + "x" * MAX_URL_BYTES
    drawn = tab.send()
    assert "地址过长" in drawn.text  # its language was in the address
    assert "xxxxxx" not in drawn.text
    assert "地址过长" not in tab.open("explore").text  # told once


def test_a_longer_value_is_not_kept_and_the_tab_is_told(house: House) -> None:
    tab = house.tab()
    (box,) = (w.id for kind, w in tab.open("data", lang="en").widgets if kind == "text_input")
    drawn = tab.click(**{box: "y" * (MAX_VALUE_BYTES + 2000)})
    assert "too long and was not taken" in drawn.text
    assert "yyyyyy" not in drawn.text


def test_a_value_that_the_address_has_no_room_for_is_not_written_there(house: House) -> None:
    tab = house.tab()
    first = tab.open("explore", lang="en").widgets
    box = next(widget.id for kind, widget in first if kind == "selectbox")
    drawn = tab.click(**{box: "w" * (MAX_VALUE_BYTES - 100)})
    assert "has no room for this choice" in drawn.text
    written = [message.page_info_changed.query_string for message in drawn.messages]
    assert max(map(len, written)) <= MAX_URL_BYTES


def test_ten_search_boxes_of_large_texts_add_nothing(house: House) -> None:
    server = process_of(house.url)
    before = memory_of(server)
    for _ in range(10):
        tab = house.tab()
        (box,) = (w.id for kind, w in tab.open("data").widgets if kind == "text_input")
        with suppress(ConnectionClosed):
            tab.click(**{box: "z" * 24_000_000})
    assert memory_of(server) - before < MB_MORE


def flood(tab: Tab, told: Event, stop: Event) -> None:
    """Ask for ten reruns a second and read what comes; `told` is set when it is told so."""

    def read() -> None:
        while not stop.is_set():
            with suppress(TimeoutError):
                data = tab._socket.recv(timeout=0.5)
                if b"asked too often" in bytes(data):
                    told.set()

    reader = Thread(target=read)
    reader.start()
    while not stop.wait(0.1):
        tab.ask()
    reader.join()


def test_another_reader_waits_at_most_a_second_beside_flooding_tabs(
    house: House, record_property
) -> None:
    told, stop, tabs = Event(), Event(), [house.tab() for _ in range(FLOODING_TABS)]
    for tab in tabs:
        tab._query = "lang=en"
    threads = [Thread(target=flood, args=(tab, told, stop)) for tab in tabs]
    waits = []
    try:
        for thread in threads:
            thread.start()
        assert told.wait(30)
        reader = house.tab()
        reader.open("supervision")
        for _ in range(times(5, 60)):
            begun = time.monotonic()
            reader.open("supervision")
            waits.append(time.monotonic() - begun)
    finally:
        stop.set()
        for thread, tab in zip(threads, tabs, strict=True):
            thread.join()
            tab._socket.close_timeout = 0.1  # much is on its way that nobody reads
    record_property("longest_wait", round(max(waits), 2))
    assert sorted(waits)[len(waits) // 2] <= SECONDS_BESIDE
    assert max(waits) <= SECONDS_BESIDE * 2  # the machine runs twenty flooding tabs as well
    assert "too_many_reruns" in refusals(house)


def compute(tab: Tab, number: int, stop: Event) -> None:
    """Open one chosen chart after the other of areas and months that nobody has opened."""
    months = [f"{year}-{month:02}" for year in range(2000, 2024) for month in range(1, 13)]
    for month in months[number::FLOODING_TABS]:
        if stop.is_set():
            return
        with suppress(TimeoutError):
            tab.open("present", area="330000", through=month)


def test_another_reader_waits_at_most_a_second_beside_tabs_that_compute(
    house: House, record_property
) -> None:
    reader, stop, waits = house.tab(), Event(), []
    reader.open("supervision")
    tabs = [house.tab() for _ in range(FLOODING_TABS)]
    threads = [Thread(target=compute, args=(tab, n, stop)) for n, tab in enumerate(tabs)]
    try:
        for thread in threads:
            thread.start()
        tabs[0]._socket.ping().wait(5)  # they have begun
        for _ in range(times(10, 60)):
            begun = time.monotonic()
            reader.open("supervision")
            waits.append(time.monotonic() - begun)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    record_property("longest_wait", round(max(waits), 2))
    # The reader's own tab has just computed a page, so that its first turn comes later.
    assert sorted(waits)[len(waits) // 2] <= SECONDS_BESIDE
    assert sorted(waits)[-2] <= SECONDS_BESIDE * 2


def test_the_first_message_says_nothing_about_the_server(house: House) -> None:
    (told,) = (
        message.new_session
        for message in house.tab().open().messages
        if message.WhichOneof("type") == "new_session"
    )
    assert told.main_script_path == ""
    environment = told.initialize.environment_info
    assert (environment.python_version, environment.server_os) == ("", "")
    assert not environment.has_display
    user = told.initialize.user_info
    assert (user.installation_id, user.installation_id_v3, user.installation_id_v4) == ("", "", "")
    # The browser requires the sections, the version and the session's id.
    assert environment.streamlit_version
    assert told.initialize.session_id
    assert told.initialize.HasField("user_info")


def connect(house: House) -> socket.socket:
    """Open a connection, and send nothing."""
    place = urlsplit(house.url)
    made = socket.create_connection((place.hostname, place.port), timeout=30)
    made.settimeout(30)
    return made


def seconds_open(sockets: list[socket.socket], begun: float) -> list[float]:
    """Wait until the server closes each connection; gives when it did."""
    closed = []
    for each in sockets:
        with suppress(ConnectionError):
            while each.recv(1000):
                pass
        closed.append(time.monotonic() - begun)
        each.close()
    return closed


HEAD = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def test_idle_and_half_sent_connections_are_closed(house: House) -> None:
    """All at once: they are closed after ten seconds, those beyond a hundred at once."""
    begun = time.monotonic()
    half = [connect(house) for _ in range(3)]
    for made, sent in zip(half, ("G", HEAD, f"{HEAD}\r\n{HEAD}"), strict=True):
        made.sendall(sent.encode())
    form = connect(house)
    length = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\nname="
    origin = f"Host: {urlsplit(house.url).netloc}\r\nOrigin: {house.url}\r\n"
    form.sendall(f"POST /sign-in HTTP/1.1\r\n{origin}{length}".encode())
    silent = house.tab()
    idle = [connect(house) for _ in range(300)]
    assert house.ask("GET", "/healthz").status in (200, 503)  # others are served
    soon = seconds_open(idle[:190], begun)
    assert max(soon) < 8
    assert max(seconds_open([form, *half, *idle[190:]], begun)) < 20
    with pytest.raises(ConnectionClosed):
        silent._socket.recv(timeout=20)
    reasons = refusals(house)
    assert {"too_many_idle", "no_request", "no_message"} <= set(reasons)


FORGED: tuple[dict[str, Any], ...] = (
    {"trigger_value": True},
    {"bool_value": True},
    {"double_value": float("nan")},
    {"int_value": -(2**62)},
    {"string_value": "\0nothing"},
    {"double_array_value": {"data": [1.0, float("inf")]}},
    {"int_array_value": {"data": [-1, 99]}},
    {"string_array_value": {"data": ["a", "b"]}},
    {"json_value": "{"},
    {"json_value": '{"selection":{"points":[{"customdata":[[]]}]}}'},
    {"json_trigger_value": "{"},
    {"bytes_value": b"x"},
    {"file_uploader_state_value": {}},
    {"chat_input_value": {}},
)


@pytest.mark.parametrize("page", ["", *PAGES])
def test_forged_values_of_widgets_count_as_none(house: House, page: str) -> None:
    """Sent by an open tab and as the first message of a new one; the fixture reads the log."""
    tab = house.tab()
    widgets = [widget.id for _, widget in tab.open(page, lang="en").widgets]
    for number, value in enumerate(FORGED):
        states = [WidgetState(id=each, **value) for each in widgets]
        assert "exception {" not in tab.send(*states).text
        if number % 4 == 0:
            first = house.tab()
            first._page, first._query = page, "lang=en"
            assert "exception {" not in first.send(*states).text
    assert "widget_value" in refusals(house)


@pytest.mark.parametrize("page", ["supervision", "explore", "area", "chart"])
@pytest.mark.parametrize("address", ["", "/", "/nowhere", "//", "?", "http://[", "x"])
def test_a_page_that_is_named_beside_another_address_is_drawn(
    house: House, page: str, address: str
) -> None:
    """The fixture reads the log."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    asked.rerun_script.context_info.url = address
    tab = house.tab()
    tab.send_bytes(asked.SerializeToString())
    assert "exception {" not in Drawn(tab._run()).text


def test_messages_that_say_nothing_leave_no_line(house: House) -> None:
    log = house.folder / "server.log"
    before = log.read_text().count("\n")
    tab = house.tab()
    for _ in range(50):
        tab.send_bytes(b"")
    tab.open("explore")
    assert log.read_text().count("\n") == before


def test_a_tab_of_refused_messages_fills_no_log(house: House) -> None:
    log = house.folder / "server.log"
    before = log.read_text().count("message_refused")
    tab = house.tab()
    tab._query = "a=" + "x" * MAX_URL_BYTES
    for _ in range(60):
        tab.ask()
    tab._query = "lang=en"
    tab.send()
    assert 0 < log.read_text().count("message_refused") - before <= 25


BAD_BODIES = {
    "no number": "Transfer-Encoding: chunked\r\n\r\nZZ\r\nxx",
    "later": "Transfer-Encoding: chunked\r\n\r\n2\r\nxx\r\nZZ\r\nxx",
    "two lengths": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_bad_chunks_are_refused(house: House, name: str) -> None:
    made = connect(house)
    head = (
        f"POST /sign-in HTTP/1.1\r\nHost: {urlsplit(house.url).netloc}\r\nOrigin: {house.url}\r\n"
    )
    kind = "Content-Type: application/x-www-form-urlencoded\r\n"
    made.sendall((head + kind + BAD_BODIES[name]).encode())
    assert made.recv(1000).startswith(b"HTTP/1.1 400 ")
    made.close()


def test_an_abandoned_upload_leaves_one_line(house: House) -> None:
    house.account("sun", Role.STAFF)
    cookies = house.sign_in("sun")
    session = house.tab(cookies).open("upload").session
    made, (cookie, token) = connect(house), next(iter(cookies.items()))
    made.sendall(
        f"PUT /_stcore/upload_file/{session}/1 HTTP/1.1\r\nHost: {urlsplit(house.url).netloc}\r\n"
        f"Cookie: {cookie}={token}; _streamlit_xsrf=x\r\nX-Xsrftoken: x\r\nOrigin: {house.url}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000\r\n\r\n"
        "--b\r\n".encode()
    )
    made.close()
    end = time.monotonic() + 20
    log = house.folder / "server.log"
    while "request_abandoned" not in log.read_text():
        assert time.monotonic() < end
        house.ask("GET", "/healthz")


def test_what_a_proxy_says_is_not_believed_of_anybody(house: House) -> None:
    """Without configured proxies; the address is the connection's own, as the log has it."""
    tab = house.tab(x_forwarded_for="203.0.113.9")
    tab._query = "a=" + "x" * MAX_URL_BYTES
    tab.send()
    assert "203.0.113.9" not in (house.folder / "server.log").read_text()
