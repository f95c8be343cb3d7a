"""A PostgreSQL server of one's own, for as long as it is needed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


@contextmanager
def postgresql(more: str = "-c fsync=off") -> Iterator[str]:
    """Run a server on a socket in a folder of its own, by somebody but root; gives the folder.

    `more` are options of the server; without them it writes as a server does that people use.
    """
    programs = _programs()
    assert programs is not None, "PostgreSQL is not installed; `make system` installs it"
    folder = Path(tempfile.mkdtemp(prefix="union-pg-"))
    runner: dict[str, str] = {}
    if os.geteuid() == 0:
        runner = {"user": "postgres", "group": "postgres"}
        shutil.chown(folder, **runner)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **runner)
        assert done.returncode == 0, done.stderr

    data = folder / "data"
    run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {more}"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        with psycopg.connect(f"host={folder} user=postgres dbname=postgres") as db:
            db.execute("CREATE ROLE dashboard LOGIN")
        yield str(folder)
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder)
