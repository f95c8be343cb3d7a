"""The dashboard as `deploy/` runs it: processes of one store behind nginx, on this machine."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.helpers.processes import (
    DEPLOY,
    SITE,
    nginx,
    nginx_configuration,
    running,
    until,
    values_of,
)
from tests.helpers.servers import ROOT, answers, free_port, shipped_config


@dataclass(frozen=True)
class Served:
    """Where readers go, and the processes behind it, by what /proc tells of them."""

    url: str
    at: tuple[str, int]
    processes: list[Path]


@contextmanager
def behind_nginx(folder: Path, count: int) -> Iterator[Served]:
    """Serve `folder`'s store by one process or two; nginx shares readers out among two."""
    ports = [free_port() for _ in range(count)]
    told = values_of(DEPLOY / "environment") | {
        "DASHBOARD_CONFIG": str(shipped_config(folder)),
        "PYTHONPATH": str(ROOT),
    }
    with ExitStack() as stack:
        processes = []
        for port in ports:
            command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
            log = folder / f"process-{port}.log"
            process = stack.enter_context(running(command, log, os.environ | told, cwd=ROOT))
            until(lambda port=port: answers(f"http://127.0.0.1:{port}/_stcore/health"), "it serves")
            processes.append(Path("/proc") / str(process.pid))
        where = free_port()
        written = nginx_configuration(folder, {1: ports[0], 2: ports[-1]}, where)
        command = [nginx(), "-c", written, "-e", folder / "nginx.error.log"]
        stack.enter_context(running(command, folder / "nginx.said", os.environ))
        until((folder / "nginx.pid").exists, "nginx runs")
        yield Served(f"https://{SITE}:{where}", ("127.0.0.1", where), processes)
