"""Addresses, headers and bodies of requests: what is too long, ambiguous or late is refused."""

import asyncio
import logging

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from app_pages.state import url
from server.limits.requests import MAX_URL_BYTES, RequestLimits
from tests.helpers.asgi_requests import ask, scope_of, served


async def reading(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads a form."""
    form = await Request(scope, receive).form()
    await PlainTextResponse(f"read {len(form)}")(scope, receive, send)


APP = RequestLimits(reading, body_seconds=0.05)


@pytest.mark.parametrize(("length", "status"), [(MAX_URL_BYTES, 200), (4097, 414)])
def test_an_address_has_at_most_four_kilobytes(length: int, status: int) -> None:
    path = "/explore?areas="
    answer = ask(APP, path + "x" * (length - len(path) + 1))  # the question mark is not counted
    assert answer.status == status
    assert status == 200 or "at most 4096 bytes" in answer.text


def test_pages_write_no_longer_address_than_the_server_takes() -> None:
    assert url.MAX_URL_BYTES == MAX_URL_BYTES


def test_too_long_headers_are_refused() -> None:
    assert ask(APP, "/", cookie="x" * 40_000).status == 431


def test_two_lengths_of_one_body_are_refused() -> None:
    answer = ask(APP, "/", "POST", content_length="5", transfer_encoding="chunked")
    assert (answer.status, answer.headers["connection"], answer.read) == (400, "close", 0)
    assert ask(APP, "/", "POST", transfer_encoding="chunked").status == 200


@pytest.mark.parametrize("path", ["/explore?a=", "/_stcore/stream?a="])
def test_a_socket_of_such_an_address_is_closed(path: str) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    served(APP(scope_of(path + "x" * 5000, scheme="ws"), receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


def answered(coming: list[Message], hangs: bool) -> list[Message]:
    """What a form is answered whose body ends early: the line hangs, or is closed."""
    sent: list[Message] = []

    async def receive() -> Message:
        if coming:
            return coming.pop(0)
        if hangs:
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    form = {"content_type": "application/x-www-form-urlencoded"}
    served(APP(scope_of("/sign-in", "POST", **form), receive, send))
    return sent


@pytest.mark.parametrize(("hangs", "status"), [(True, 408), (False, 400)])
def test_a_body_that_does_not_come_leaves_one_line(hangs: bool, status: int, caplog) -> None:
    caplog.set_level(logging.INFO, "dashboard")
    sent = answered([{"type": "http.request", "body": b"name=", "more_body": True}], hangs)
    assert sent[0]["status"] == status
    (record,) = caplog.records
    assert (record.message, record.exc_info) == ("request_abandoned", None)
    assert record.fields == {"status": status, "path": "/sign-in"}
