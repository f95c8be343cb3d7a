"""Two processes of the dashboard behind nginx, on one object store and one PostgreSQL."""

import os
import sys
import urllib.request
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.helpers.chromium import launched
from tests.helpers.databases import cluster as postgresql
from tests.helpers.deployment import Deployment, Identity, Visitor
from tests.helpers.processes import (
    DEPLOY,
    SITE,
    nginx,
    nginx_configuration,
    replaced,
    running,
    until,
    values_of,
)
from tests.helpers.releases import started
from tests.helpers.report_copy import CONFIG
from tests.helpers.servers import free_port

__all__ = ["postgresql"]
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


@pytest.fixture(scope="session")
def identity() -> Iterator[Identity]:
    """An identity provider on this machine."""
    with warnings.catch_warnings(), ExitStack() as provider:
        warnings.simplefilter("ignore")
        from tests.helpers.oidc_provider import provider_running

        yield Identity(provider.enter_context(provider_running()), provider.close)


def settings_file(folder: Path, uri: str, accounts: str, issuer: str) -> Path:
    """Write config.yaml with the store, the accounts and the provider of this deployment."""
    text = CONFIG.read_text("utf-8")
    text = replaced(text, {"\n  uri: store ": f"\n  uri: {uri} "})
    path = folder / "config.yaml"
    (folder / "openid.secret").write_text("canary-client-secret")
    openid = (
        f"{{issuer: {issuer}, client_id: dashboard, client_secret_file: openid.secret,"
        " staff_group: statistics-staff}"
    )
    path.write_text(f"{text}\nsign_in:\n  accounts: {accounts}\n  openid: {openid}\n")
    return path


@pytest.fixture(scope="session")
def deployment(
    tmp_path_factory: pytest.TempPathFactory,
    bucket: dict[str, str],
    postgresql: str,
    identity: Identity,
) -> Iterator[Deployment]:
    """Both processes and nginx; a traceback in the log of a process is a failure."""
    folder = tmp_path_factory.mktemp("deployment")
    with psycopg.connect(f"host={postgresql} user=postgres dbname=postgres", autocommit=True) as db:
        db.execute("CREATE DATABASE accounts OWNER dashboard")
    accounts = f"postgresql+psycopg://dashboard@/accounts?host={postgresql}"
    uri = f"s3://figures/{uuid.uuid4().hex}"
    told = values_of(DEPLOY / "environment") | {
        "DASHBOARD_CONFIG": str(settings_file(folder, uri, accounts, identity.idp.issuer))
    }
    made = Deployment(folder, {**os.environ, **told, **bucket}, uri, accounts)
    configuration = nginx_configuration(folder, made.ports, made.port)
    with ExitStack() as all_of_it, pytest.MonkeyPatch.context() as keys:
        for name, value in bucket.items():
            keys.setenv(name, value)
        all_of_it.callback(made.stop)
        started(uri)
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
    with launched(f"--host-resolver-rules=MAP {SITE} 127.0.0.1") as chromium:
        yield chromium


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
