"""One demonstration for all tests of this room, made as `manage.py demo` makes it."""

from pathlib import Path

import pytest

from curation.workspace import Workspace, open_workspace
from demonstration import make_demonstration
from ledger import Snapshot
from settings import load_settings


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; tests that change something take a copy of it."""
    folder = tmp_path_factory.mktemp("demonstration") / "city"
    make_demonstration(folder)
    return folder


@pytest.fixture(scope="session")
def workspace(city: Path) -> Workspace:
    """Its store and accounts, to be read."""
    return open_workspace(load_settings(city / "config.yaml"))


@pytest.fixture(scope="session")
def snapshot(workspace: Workspace) -> Snapshot:
    """Its newest release."""
    return workspace.store.read()
