"""What people would use instead, each served by a process in an environment of its own."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.helpers.servers import ROOT, answers, free_port

PEERS = Path(__file__).parent
PYTHON = ROOT / ".cache" / "peers" / "bin" / "python"  # made by `make bench`


@contextmanager
def dash(app: Path) -> Iterator[str]:
    """Serve an app that takes its port as its argument."""
    port = free_port()
    with _answering([str(PYTHON), str(app), str(port)], port) as url:
        yield url


@contextmanager
def streamlit(app: Path) -> Iterator[str]:
    """Serve a page in plain Streamlit, as it comes."""
    port = free_port()
    command = [str(PYTHON), "-m", "streamlit", "run", str(app), f"--server.port={port}"]
    with _answering([*command, "--server.headless=true"], port) as url:
        yield url


@contextmanager
def _answering(command: list[str], port: int) -> Iterator[str]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=PEERS, **quiet)
    url = f"http://127.0.0.1:{port}"
    try:
        waiting = Event()
        while not answers(url):
            assert process.poll() is None, f"it ended: {command}"
            waiting.wait(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
