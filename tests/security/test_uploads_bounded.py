"""U1 and U2: nobody fills the server's memory with files, neither a reader nor staff."""

import asyncio
from collections.abc import Iterator

import pytest
import streamlit as st
from starlette.types import Message, Receive, Scope, Send

from auth import Role
from server import uploads
from server.uploads import CHECK_INTERVAL, UPLOAD_PATH, UploadAllowance, UploadGuard
from tests.helpers.asgi_client import run
from tests.helpers.file_uploads import MB, body_of, put
from tests.helpers.served_app import House, cookie_of
from tests.helpers.servers import memory_of, process_of
from tests.helpers.websocket_client import Tab


@pytest.fixture
def zhou(house: House) -> Iterator[tuple[dict[str, str], Tab, str]]:
    """A member of staff with a tab, and where its files are put."""
    house.account("zhou", Role.STAFF)
    cookies = house.sign_in("zhou")
    tab = house.tab(cookies)
    return cookies, tab, f"{UPLOAD_PATH}/{tab.open('upload').session}"


@pytest.mark.parametrize("who", ["nobody", "viewer"])
def test_what_a_reader_sends_is_not_read(house: House, who: str) -> None:
    cookies: dict[str, str] = {}
    if who == "viewer":
        house.account("sender", Role.VIEWER)
        cookies = house.sign_in("sender")
    session = house.tab(cookies).open("history").session
    server, body = process_of(house.url), body_of(40 * MB)
    before = memory_of(server)
    for chunked in (False, True):
        status = put(house, f"{UPLOAD_PATH}/{session}/a", cookies, body, chunked)
        assert status in (403, 0), status  # 0: cut off before the answer could be read
    assert memory_of(server) - before < 5


def test_two_hundred_megabytes_of_files_are_stopped_at_a_hundred(
    house: House, zhou: tuple[dict[str, str], Tab, str]
) -> None:
    cookies, _, place = zhou
    server, body = process_of(house.url), body_of(10 * MB)
    assert put(house, f"{place}/first", cookies, body, False) == 204
    before = memory_of(server)
    answers = [put(house, f"{place}/{n}", cookies, body, n % 2 == 1) for n in range(19)]
    assert answers.count(204) == 8
    assert set(answers) <= {204, 413, 0}
    assert memory_of(server) - before < 150
    # What is let go makes room again.
    small = body_of(MB)
    assert put(house, f"{place}/more", cookies, body_of(9 * MB), False) == 204
    assert put(house, f"{place}/last", cookies, small, False) == 413
    xsrf = house.ask("GET", "/_stcore/health").headers["set-cookie"].split(";")[0]
    token = xsrf.partition("=")[2]
    for name in ("first", "more"):
        deleted = house.ask(
            "DELETE",
            f"{place}/{name}",
            cookie=f"{cookie_of(cookies)}; {xsrf}",
            X_Xsrftoken=token,
        )
        assert deleted.status == 204
    assert put(house, f"{place}/last", cookies, small, False) == 204


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that an upload is measured by, of the test's own."""
    clock = [1000.0]
    monkeypatch.setattr(uploads, "monotonic", lambda: clock[0])
    return clock


def one_upload(
    clock: list[float], allowance: UploadAllowance, parts: list[bytes], pause: float
) -> tuple[int, int]:
    """Have a file come in parts, a pause before each; gives the status and how much was read."""
    read, answered = [], []

    async def streamlit(_scope: Scope, receive: Receive, send: Send) -> None:
        while (message := await receive()).get("more_body"):
            read.append(len(message["body"]))
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def work() -> None:
        left = iter(parts)

        async def receive() -> Message:
            clock[0] += pause
            part = next(left, b"")
            return {"type": "http.request", "body": part, "more_body": bool(part)}

        async def send(message: Message) -> None:
            answered.append(message.get("status", 0))

        scope = {"type": "http", "method": "PUT", "path": f"{UPLOAD_PATH}/s/f", "headers": []}
        await UploadGuard(streamlit, lambda _: "zhou", allowance=allowance)(scope, receive, send)

    run(work)
    return answered[0], sum(read)


def test_a_byte_now_and_then_is_ended_and_a_poor_line_is_not(clock: list[float]) -> None:
    """A byte at every sixteenth of a second earns less time than it takes: the sixth is refused."""
    pressed = UploadAllowance(grace_seconds=0.25, bytes_per_second=1024)
    assert one_upload(clock, pressed, [b"1"] * 1000, 1 / 16) == (408, 5)
    assert one_upload(clock, pressed, [b"1" * 65] * 10, 1 / 16) == (204, 650)
    # 32 bytes a sixteenth are half of what is wanted: the grace is used up after the eighth.
    assert one_upload(clock, pressed, [b"1" * 32] * 10, 1 / 16) == (408, 256)
    assert one_upload(clock, UploadAllowance(bytes=500), [b"1" * 200] * 10, 0) == (413, 400)
    # With the limits in force, a byte a second is ended well within three minutes.
    assert UploadAllowance().grace_seconds + 60 / UploadAllowance().bytes_per_second < 180


def test_what_a_closed_tab_left_is_looked_for_without_anybody_asking() -> None:
    """Twice: while it is held, and once it is not."""
    looked: list[bool] = []
    over = asyncio.Event()

    def held(_session: str, _file: str) -> bool:
        looked.append(len(looked) < 1)
        if not looked[-1]:
            over.set()
        return looked[-1]

    async def streamlit(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def nothing(*_: object) -> Message:
        return {}

    async def work() -> dict[str, dict[tuple[str, str], int]]:
        uploads = UploadGuard(streamlit, lambda _: "zhou", is_stored=held, check_interval=0.02)
        scope = {"type": "http", "method": "PUT", "path": f"{UPLOAD_PATH}/s/f", "headers": []}
        await uploads(scope, nothing, nothing)
        await asyncio.wait_for(over.wait(), 20)
        return dict(uploads.sizes)

    assert run(work) == {}
    assert looked == [True, False]


def test_three_minutes_are_enough_to_let_go() -> None:
    assert st.get_option("server.disconnectedSessionTTL") + CHECK_INTERVAL <= 180
