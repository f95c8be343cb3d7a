"""Forks writers that a test may race or kill: a line of JSON a job, a line of JSON a result.

The libraries are loaded once and unused, so that each fork starts clean and at once. Every figure
of what a writer publishes has the release's own number as its value: a mixture would show.
"""

import errno
import fcntl
import json
import os
import resource
import signal
import sys
from pathlib import Path

import deltalake
import pandas as pd

import ledger
from ledger import Provenance, publish
from ledger.storage import data_files, delta_log
from ledger.storage.object_store import LocalStore
from tests.helpers.small_release import AREAS, figure, indicator, table

AREA_COLUMNS = ["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"]
INDICATORS = [f"i{number}" for number in range(4)]
# Where a writer is killed: before or after the first call of each.
STEPS = {
    "create": (delta_log, "create_log"),
    "codes": (publish, "store_code_lists"),
    "put": (LocalStore, "put"),
    "fsync": (os, "fsync"),
    "rename": (Path, "replace"),
    "parts": (data_files, "write_all_files"),
    "load": (deltalake.DeltaTable, "__init__"),
    "commit": (deltalake.DeltaTable, "create_write_transaction"),
    "sync": (LocalStore, "sync"),
    "receipt": (delta_log, "write_receipt"),
}
# What writes: each call of one may fail as a broken device makes it fail.
BROKEN = {
    "fsync": (os, "fsync"),
    "rename": (Path, "replace"),
    "folder": (Path, "mkdir"),
    "commit": (deltalake.DeltaTable, "create_write_transaction"),
}


def figures(value):
    return table(
        *(
            figure(f"{code}..3302{area:02}..2024-01", value)
            for code in INDICATORS
            for area in range(50)
        )
    )


def codes():
    areas = pd.DataFrame([line.split(",") for line in AREAS.splitlines()], columns=AREA_COLUMNS)
    return {"indicators": [indicator(code) for code in INDICATORS], "areas": areas}


def say(**result):
    os.write(1, (json.dumps(result) + "\n").encode())


def die_at(step, when):
    """Have the process kill itself at a step."""
    place, name = STEPS[step]
    real = getattr(place, name)

    def dying(*args, **kwargs):
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, name, dying)


def break_at(number):
    """Have the device fail at one call that writes, counted from 1."""
    left = [number]
    for place, name in BROKEN.values():
        real = getattr(place, name)

        def failing(*args, real=real, **kwargs):
            left[0] -= 1
            if left[0] == 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            return real(*args, **kwargs)

        setattr(place, name, failing)


def run(job):
    os.environ.update(job.get("env", {}))
    data_files.FILE_ROWS = 50  # so that a release is several files
    if job.get("step"):
        die_at(*job["step"])
    if job.get("broken"):
        break_at(job["broken"])
    for name, value in job.get("limits", {}).items():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(getattr(resource, name), (value, value))
    if job.get("user"):
        os.setuid(job["user"])
    if job.get("gate"):  # locked until all writers of a race wait here
        with open(job["gate"]) as gate:
            fcntl.flock(gate, fcntl.LOCK_SH)
    parent, who = job["parent"], job["who"]
    for number in range(parent, parent + job.get("count", 1)):
        try:
            release = ledger.open_store(job["uri"]).write(
                number,
                figures(number + 1),
                codes(),
                Provenance(
                    author=who,
                    reason="发布",
                    request=job.get("request", ""),
                    notes=job.get("notes", {}),
                ),
            )
            say(who=who, ack=release.number)
        except ledger.ReleaseConflictError as conflict:
            say(who=who, conflict=conflict.head.number, by=conflict.head.author)
        except ledger.StoreError as fault:
            say(who=who, fault=fault.code, path=fault.path)


def main():
    # Nobody waits for a writer that was killed.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            try:
                run(json.loads(line))
            except BaseException as error:  # whatever it is, the test is told of it
                say(crash=repr(error))
            os._exit(0)
        say(pid=pid)


if __name__ == "__main__":
    main()
