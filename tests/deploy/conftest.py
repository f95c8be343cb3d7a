"""Two processes of the dashboard behind nginx, on one object store and one PostgreSQL."""

import os
import re
import shutil
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import access
import ledger
from curation.desk import parents_of
from tests.access.conftest import cluster as postgresql
from tests.conftest import CHROMIUM_ARGS
from tests.deploy.running import (
    DEPLOY,
    SITE,
    end,
    nginx,
    nginx_configuration,
    replaced,
    running,
    until,
    values_of,
)
from tests.servers import ROOT, free_port

__all__ = ["postgresql"]  # a fixture of the accounts' tests
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An S3 emulator with one bucket, `figures`; gives what the environment says of it."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    endpoint = f"http://127.0.0.1:{port}"
    with running(command, tmp_path_factory.mktemp("s3") / "log", os.environ):
        until(lambda: put(f"{endpoint}/figures"), "the object store answers")
        yield KEYS | {"AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true"}


def put(url: str) -> bool:
    """Put nothing at an address; false while nobody answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="PUT")):
            return True
    except OSError:
        return False


@dataclass
class Deployment:
    """The dashboard at `url`; its processes by number, as the cookie names them."""

    folder: Path
    environment: dict[str, str]
    uri: str
    accounts: str
    port: int = field(default_factory=free_port)
    ports: dict[int, int] = field(default_factory=lambda: {1: free_port(), 2: free_port()})
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address that readers know."""
        return f"https://{SITE}:{self.port}"

    def start(self, number: int) -> None:
        """Start a process as its unit file does, and wait as it does."""
        unit = (DEPLOY / "dashboard@.service").read_text()
        program, after = (re.findall(rf"{name}=\S+/(\S+) (.*)", unit)[0] for name in STEPS)
        assert program[0] == "streamlit"
        arguments = program[1].replace("%i", str(self.ports[number])).split()
        with (self.folder / f"process{number}.log").open("ab") as log:
            self.processes[number] = subprocess.Popen(
                [sys.executable, "-m", "streamlit", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        waiting = after[1].replace("%i", str(self.ports[number])).split()
        done = subprocess.run([sys.executable, *waiting, "300"], cwd=ROOT, capture_output=True)
        assert done.returncode == 0, self.said(number)

    def stop(self) -> None:
        """End every process that runs."""
        for process in self.processes.values():
            end(process)

    def said(self, number: int) -> str:
        """What a process has told its terminal."""
        return (self.folder / f"process{number}.log").read_text()

    def store(self) -> ledger.Store:
        """The store, as a third process sees it."""
        return ledger.open(self.uri)

    def gate(self) -> access.Gate:
        """The accounts, as a third process sees them."""
        return access.open(self.accounts, parents=parents_of(self.store()))


STEPS = ("ExecStart", "ExecStartPost")


def settings_file(folder: Path, uri: str, accounts: str) -> Path:
    """Write config.yaml with the store and the accounts of this deployment."""
    text = (ROOT / "config.yaml").read_text()
    text = replaced(text, {"\n  uri: store ": f"\n  uri: {uri} "})
    path = folder / "config.yaml"
    path.write_text(f"{text}\nsign_in:\n  accounts: {accounts}\n")
    return path


@pytest.fixture(scope="session")
def deployment(
    tmp_path_factory: pytest.TempPathFactory, bucket: dict[str, str], postgresql: str
) -> Iterator[Deployment]:
    """Both processes and nginx; a traceback in the log of a process is a failure."""
    folder = tmp_path_factory.mktemp("deployment")
    with psycopg.connect(f"host={postgresql} user=postgres dbname=postgres", autocommit=True) as db:
        db.execute("CREATE DATABASE accounts OWNER dashboard")
    accounts = f"postgresql+psycopg://dashboard@/accounts?host={postgresql}"
    uri = f"s3://figures/{uuid.uuid4().hex}"
    told = values_of(DEPLOY / "environment") | {
        "DASHBOARD_CONFIG": str(settings_file(folder, uri, accounts))
    }
    made = Deployment(folder, {**os.environ, **told, **bucket}, uri, accounts)
    configuration = nginx_configuration(folder, made.ports, made.port)
    with ExitStack() as all_of_it, pytest.MonkeyPatch.context() as keys:
        for name, value in bucket.items():
            keys.setenv(name, value)
        all_of_it.callback(made.stop)
        for number in made.ports:
            made.start(number)
        command = [nginx(), "-c", configuration, "-e", folder / "nginx.error.log"]
        all_of_it.enter_context(running(command, folder / "nginx.said", os.environ))
        until((folder / "nginx.pid").exists, "nginx runs")
        yield made
    logs = "".join(made.said(number) for number in made.ports)
    assert "Traceback" not in logs, logs


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser for whom the site's name is this machine."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    assert executable, "Chromium is missing: make system"
    named = f"--host-resolver-rules=MAP {SITE} 127.0.0.1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=executable, args=[*CHROMIUM_ARGS, named]
        )
        yield launched
        launched.close()


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    deployment: Deployment
    context: BrowserContext
    page: Page

    @property
    def process(self) -> int:
        """Which process serves them; 0 as long as none has."""
        return int(self.cookies.get("dashboard_process", "0"))

    @property
    def cookies(self) -> dict[str, str]:
        """Their cookies."""
        return {each["name"]: each["value"] for each in self.context.cookies()}

    def go_to_process(self, number: int) -> None:
        """Have the next page served by a process."""
        self.context.add_cookies(
            [{"name": "dashboard_process", "value": str(number), "url": self.deployment.url}]
        )


@pytest.fixture
def visitors(deployment: Deployment, chromium: Browser) -> Iterator[Callable[[], Visitor]]:
    """Makes visitors; a foreign request or an exception in a page fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def come() -> Visitor:
        context = chromium.new_context(
            locale="en-US",
            viewport={"width": 1440, "height": 900},
            base_url=deployment.url,
            ignore_https_errors=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(300_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda each: foreign(each.url) and faults.append(each.url))
        return Visitor(deployment, context, page)

    yield come
    for context in contexts:
        context.close()
    assert faults == []


def foreign(url: str) -> bool:
    """Say whether a request leaves the site."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname != SITE


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Tell the terminal what was measured."""

    def tell(what: str) -> None:
        with capsys.disabled():
            print(f"\n    {what}", flush=True)

    return tell
