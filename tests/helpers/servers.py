"""Servers that tests talk to, each a process of its own."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.helpers.listed_words import require_names_of_pages
from tests.helpers.report_copy import CONFIG, ROOT, SHIPPED_CONFIG


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> bool:
    """Tell whether a server gives a page at an address."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def own_config(folder: Path) -> Path:
    """Put the tests' config.yaml into a folder that has none; the store stands beside it."""
    return _config(folder, CONFIG)


def shipped_config(folder: Path) -> Path:
    """Put the config.yaml that ships into a folder that has none; the store stands beside it."""
    return _config(folder, SHIPPED_CONFIG)


def _config(folder: Path, source: Path) -> Path:
    path = folder / "config.yaml"
    if not path.exists():
        shutil.copy(source, path)
    return path


@contextmanager
def serving(app: Path, folder: Path, **environment: str) -> Iterator[str]:
    """Serve an app file on a free port and give its address; its log stands in `folder`.

    Fails where the server does not come up within half a minute.
    """
    require_names_of_pages()
    port = free_port()
    log = folder / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}"],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DASHBOARD_CONFIG": str(own_config(folder)),
                **environment,
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        waiting = Event()
        for _ in range(300):
            if process.poll() is not None or answers(f"{url}/_stcore/health"):
                break
            waiting.wait(0.1)
        assert process.poll() is None, log.read_text()
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def process_of(url: str) -> Path:
    """Find what /proc tells of the server at an address."""
    port = f"--server.port={url.rpartition(':')[2]}\0".encode()
    found = [
        path.parent
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if port in _bytes_of(path) and b"streamlit\0run" in _bytes_of(path)
    ]
    assert len(found) == 1, found
    return found[0]


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def memory_of(process: Path) -> float:
    """Read the resident memory of a process in MB."""
    lines = (process / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def processor_seconds_of(process: Path) -> float:
    """Read the processor time of a process, its threads' included."""
    fields = (process / "stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def descriptors_of(process: Path) -> int:
    """Count the open files and sockets of a process."""
    return len(list((process / "fd").iterdir()))
