"""Stores to write to, a small release to write, and writers that may be killed."""

import json
import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ledger
from tests.helpers.servers import ROOT
from tests.helpers.small_release import AREAS, figure, indicator, table

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}


@pytest.fixture
def codes() -> dict[str, Any]:
    columns = ["code", "name_zh", "name_en", "parent", "level", "tile_row", "tile_col"]
    areas = pd.DataFrame([line.split(",") for line in AREAS.splitlines()], columns=columns)
    return {
        "indicators": [indicator("notices"), indicator("members", "last", "人")],
        "programmes": [{"id": "p", "name": {"zh": "某项目", "en": "A programme"}}],
        "sources": [{"id": "s", "title": {"zh": "来源", "en": "Source"}}],
        "areas": areas.astype("str"),
    }


@pytest.fixture
def figures() -> pd.DataFrame:
    return table(
        figure("notices.p.330203..2024-01", 3),
        figure("notices.p.330205..2024-01", 4, value_high=None, qualifier="at_least"),
        figure("notices..340200..2024-02", 5),
        figure("members..330200..2024", 100, note="注"),
    )


@pytest.fixture
def store(tmp_path: Path) -> ledger.Store:
    return ledger.open_store(str(tmp_path / "store"))


@pytest.fixture(params=["local", "s3"])
def either(request: pytest.FixtureRequest) -> ledger.Store:
    """The same contract in a folder and in an object store."""
    if request.param == "local":
        return request.getfixturevalue("store")
    return ledger.open_store(request.getfixturevalue("s3"))


@pytest.fixture(scope="session")
def bucket() -> Iterator[dict[str, str]]:
    """An S3 emulator of its own process, with one bucket; gives the options to reach it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    endpoint = f"http://127.0.0.1:{port}"
    try:
        _make_bucket(endpoint, server)
        yield KEYS | {"AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true"}
    finally:
        server.terminate()
        server.wait()


def _make_bucket(endpoint: str, server: subprocess.Popen[bytes]) -> None:
    waiting = threading.Event()
    for _ in range(600):
        request = urllib.request.Request(f"{endpoint}/figures-bucket", method="PUT")
        try:
            with urllib.request.urlopen(request):
                return
        except urllib.error.URLError:
            assert server.poll() is None, "the emulator ended"
            waiting.wait(0.1)
    raise AssertionError("the emulator does not answer")


@pytest.fixture
def s3(bucket: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty store in the bucket, which the environment has the keys of."""
    for name, value in bucket.items():
        monkeypatch.setenv(name, value)
    return f"s3://figures-bucket/{uuid.uuid4().hex}"


class Writers:
    """A process that forks writers; see tests/helpers/writers.py."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.writers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    def start(self, **job: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()

    def next(self) -> dict[str, Any]:
        assert self._process.stdout
        result: dict[str, Any] = json.loads(self._process.stdout.readline())
        return result

    def result(self, **job: Any) -> dict[str, Any]:
        """Run one writer and give what it says."""
        self.start(**job)
        while "pid" in (answer := self.next()):
            pass
        return answer

    def end(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    started = Writers()
    yield started
    started.end()
