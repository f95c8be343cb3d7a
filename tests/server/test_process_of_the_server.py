"""How the server's process keeps its memory, and that its answers are sent at once."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.runtime_tuning import disable_nagle
from tests.helpers.servers import ROOT

ARENAS = """
import ctypes, re, sys, threading
from server.runtime_tuning import limit_malloc_arenas
if sys.argv[1] == "shared":
    limit_malloc_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
all_here = threading.Barrier(12)
def take():
    all_here.wait()
    libc.malloc(50_000)
    all_here.wait()
threads = [threading.Thread(target=take) for _ in range(12)]
[each.start() for each in threads]
[each.join() for each in threads]
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = [ctypes.c_void_p]
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
file = libc.fopen(sys.argv[2].encode(), b"w")
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.parametrize(("how", "most"), [("shared", 2), ("as it comes", 99)])
def test_all_threads_take_memory_from_two_places(tmp_path: Path, how: str, most: int) -> None:
    """The C library tells which arenas it has; left alone it makes more for twelve threads."""
    told = tmp_path / "arenas.xml"
    subprocess.run([sys.executable, "-c", ARENAS, how, str(told)], cwd=ROOT, check=True)
    arenas = told.read_text().count("<heap nr=")
    assert arenas <= most
    assert (arenas == 2) == (how == "shared")


def test_what_is_loaded_is_not_searched_for_garbage_and_what_comes_is() -> None:
    program = (
        "import gc; gc.disable(); from server.runtime_tuning import freeze_gc; freeze_gc();"
        "print([gc.get_freeze_count() > 1000, gc.isenabled()])"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert json.loads(said.stdout.lower()) == [True, True]


@pytest.fixture
def open_sockets() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def at_once(found: socket.socket) -> bool:
    return found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_connection_taken_from_now_on_sends_at_once(
    tmp_path: Path, open_sockets: ExitStack
) -> None:
    """Two that listen, among a file, a socket that no network reaches and one not in use."""
    opened = open_sockets.enter_context
    opened((tmp_path / "file").open("w"))
    local = opened(socket.socket(socket.AF_UNIX))
    local.bind(str(tmp_path / "local"))
    local.listen()
    idle = opened(socket.socket(socket.AF_INET))
    doors = [opened(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
    assert not any(map(at_once, doors))
    before = set(os.listdir("/dev/fd"))
    disable_nagle()
    assert set(os.listdir("/dev/fd")) == before
    for door in doors:
        opened(socket.create_connection(door.getsockname()))
        assert at_once(opened(door.accept()[0]))
    assert not at_once(idle)
