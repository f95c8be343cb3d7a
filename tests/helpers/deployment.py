"""Processes of the dashboard behind nginx, and people who visit them."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import BrowserContext, Page

import auth
import ledger
from curation.workspace import make_area_parents_lookup
from tests.helpers.processes import DEPLOY, SITE, end
from tests.helpers.servers import ROOT, free_port

if TYPE_CHECKING:
    from tests.helpers.oidc_provider import Idp


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
        return ledger.open_store(self.uri)

    def database(self) -> auth.AuthDatabase:
        """The accounts, as a third process sees them."""
        return auth.open_auth_database(
            self.accounts, parents=make_area_parents_lookup(self.store())
        )


STEPS = ("ExecStart", "ExecStartPost")


@dataclass
class Identity:
    """The identity provider, and how to take it away for good."""

    idp: "Idp"
    take_away: Callable[[], None]


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
