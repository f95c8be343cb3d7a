"""A client that sends frames without end, half a message, or takes no answer, is let go."""

import base64
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from threading import Event

import pytest

from tests.helpers.servers import ROOT, free_port

SERVER = """
import functools, sys, uvicorn
from server.limits import connections, frames

@functools.cache
def body_of(megabytes):
    return b"x" * (megabytes * 2**20)

async def app(scope, receive, send):
    if scope["type"] == "http":
        body = body_of(int(scope["path"][1:]))
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "bytes": b"done"})

frames.FrameLimits.__init__.__defaults__ = 500, 100, 128, 1.0
connections.guard_connections(
    connections.ConnectionLimits(seconds_to_read=1.0, slow_per_client=5, message_bytes=2**19)
)
uvicorn.run(app, port=int(sys.argv[1]), ws="websockets-sansio", log_level="info")
"""
PING, PONG, BINARY, MORE = 9, 10, 2, 0


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server whose limits of time are a second."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert any("running on" in line for line in process.stderr)
        yield port, process
        process.terminate()


@pytest.fixture
def port(server: tuple[int, subprocess.Popen[str]]) -> int:
    return server[0]


def memory(process: subprocess.Popen[str]) -> float:
    """The resident memory of the server in MB."""
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def frame(opcode: int, data: bytes = b"", *, is_last: bool = True) -> bytes:
    """A frame as a browser sends it, its mask all zero."""
    head, length = bytes([is_last << 7 | opcode]), len(data)
    if length < 126:
        head += bytes([0x80 | length])
    elif length < 2**16:
        head += bytes([0x80 | 126]) + length.to_bytes(2, "big")
    else:
        head += bytes([0x80 | 127]) + length.to_bytes(8, "big")
    return head + bytes(4) + data


def websocket(port: int) -> socket.socket:
    """Open a websocket by hand."""
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    key = base64.b64encode(os.urandom(16)).decode()
    made.sendall(
        f"GET /0 HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    while not made.recv(4096).endswith(b"\r\n\r\n"):
        pass
    return made


def is_closed(connection: socket.socket) -> bool:
    """Wait until the server closes a connection; False if it does not within ten seconds."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "frames",
    [
        frame(PING, b"x" * 125) * 2000,
        frame(PONG) * 2000,
        frame(BINARY, b"x", is_last=False) + frame(MORE, is_last=False) * 200,
        frame(BINARY, b"x", is_last=False) + frame(MORE, b"y", is_last=False) * 2000,
        frame(BINARY) * 2000,
    ],
    ids=["pings", "pongs", "empty frames", "a byte each", "empty messages"],
)
def test_a_websocket_of_too_many_frames_is_closed(port: int, frames: bytes) -> None:
    with closing(websocket(port)) as opened:
        opened.sendall(frames)
        assert is_closed(opened)


def test_frames_without_end_take_neither_memory_nor_the_others_time(
    server: tuple[int, subprocess.Popen[str]],
) -> None:
    port, process = server
    before, waits = memory(process), []
    for _ in range(10):
        with closing(websocket(port)) as opened:
            opened.settimeout(0.5)
            with suppress(ConnectionError, TimeoutError):
                opened.sendall(
                    frame(BINARY, b"x", is_last=False) + frame(MORE, is_last=False) * 500_000
                )
            begun = time.monotonic()
            assert asked(port) == 200
            waits.append(time.monotonic() - begun)
    assert memory(process) - before < 20
    assert max(waits) < 1


def asked(port: int) -> int:
    """Ask for something small."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", "/0")
        return connection.getresponse().status


def test_a_message_that_is_not_finished_is_closed_in_time(port: int) -> None:
    whole = frame(BINARY, b"x" * 100_000)
    with ExitStack() as stack:
        half = [stack.enter_context(closing(websocket(port))) for _ in range(3)]
        half[0].sendall(whole[:-1])
        half[1].sendall(frame(BINARY, b"x", is_last=False))
        half[2].sendall(whole + whole[:3])
        quiet = stack.enter_context(closing(websocket(port)))
        assert all(map(is_closed, half))
        quiet.sendall(whole)
        assert quiet.recv(100) == b"\x82\x04done"


def test_a_message_in_parts_arrives_and_those_after_it_have_their_own_time(port: int) -> None:
    parts = frame(BINARY, b"x" * 4000, is_last=False) + frame(MORE, b"y" * 4000, is_last=False) * 60
    whole = parts + frame(MORE)
    with closing(websocket(port)) as opened:
        for _ in range(4):  # longer together than a message may take
            opened.sendall(whole[:-7])
            Event().wait(0.4)
            opened.sendall(whole[-7:])
            assert opened.recv(100) == b"\x82\x04done"


def reader(port: int, megabytes: int = 8, window: int = 4096) -> socket.socket:
    """Ask for a large answer, and take nothing of it; `window` bytes are taken by the system."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    made.settimeout(10)
    made.connect(("127.0.0.1", port))
    made.sendall(f"GET /{megabytes} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return made


def test_who_takes_no_answer_is_closed_in_time(port: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(reader(port))) for _ in range(3)]
        Event().wait(2.5)
        assert all(taken(each) < 8 * 2**20 for each in slow)


def test_of_too_many_slow_readers_the_oldest_are_closed(port: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(closing(reader(port))) for _ in range(40)]
        assert asked(port) == 200
        assert sum(taken(each) < 8 * 2**20 for each in slow[:35]) == 35


def test_a_poor_line_that_goes_on_gets_the_whole_answer(port: int) -> None:
    with closing(reader(port, window=2**18)) as slow:
        got, begun = 0, time.monotonic()
        while data := slow.recv(2**18):
            got += len(data)
            if got >= 8 * 2**20:
                break
            Event().wait(0.05)
        assert got >= 8 * 2**20
        assert time.monotonic() - begun > 1.5


def taken(connection: socket.socket) -> int:
    """Take what there is of an answer to its end; gives how many bytes."""
    got = 0
    with suppress(ConnectionError):
        while data := connection.recv(2**20):
            got += len(data)
    return got
