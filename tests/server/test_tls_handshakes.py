"""A TLS handshake that is not finished counts as an idle connection, and is closed in time."""

import http.client
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.helpers.servers import ROOT, free_port

SERVER = """
import sys, uvicorn
from server.limits.connections import ConnectionLimits, guard_connections

async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

guard_connections(ConnectionLimits(seconds_to_request=float(sys.argv[3]), idle_per_client=5))
uvicorn.run(app, port=int(sys.argv[1]), ssl_certfile=sys.argv[2], log_level="info")
"""
HELLO = bytes.fromhex("1603010200010001fc0303")  # the beginning of a ClientHello


@pytest.fixture
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    """A server that ends TLS itself; the parameter is how many seconds a request may take."""
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "own.pem")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    Path(certificate).write_text(Path(key).read_text() + Path(certificate).read_text())
    number = free_port()
    arguments = [str(number), certificate, str(request.param)]
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        assert any("running on" in line for line in process.stderr)
        yield number
        process.terminate()


def opened(port: int, sent: bytes = b"") -> socket.socket:
    """Open a connection and send the beginning of a handshake."""
    made = socket.create_connection(("127.0.0.1", port), timeout=20)
    made.sendall(sent)
    return made


def is_closed(connection: socket.socket) -> bool:
    """Wait until the other end closes a connection; False if it does not within half a minute."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def status(port: int) -> int:
    """Ask for a page, with a whole handshake."""
    context = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=30)
    with closing(connection):
        connection.request("GET", "/")
        return connection.getresponse().status


@pytest.mark.parametrize("port", [1], indirect=True)
def test_a_handshake_that_is_not_finished_is_closed_in_time(port: int) -> None:
    with ExitStack() as stack:
        half = [stack.enter_context(opened(port, sent)) for sent in (b"", b"\x16", HELLO)]
        assert status(port) == 204
        assert all(map(is_closed, half))
    assert status(port) == 204


@pytest.mark.parametrize("port", [600], indirect=True)
def test_of_too_many_handshakes_the_oldest_are_closed(port: int) -> None:
    with ExitStack() as stack:
        half = [stack.enter_context(opened(port, HELLO)) for _ in range(9)]
        assert all(map(is_closed, half[:4]))
        assert status(port) == 204
