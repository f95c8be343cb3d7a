"""One demonstration for all tests of this room, made as `manage.py demo` makes it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from curation.workspace import Workspace, open_workspace
from demonstration import make_demonstration
from ledger import Snapshot
from settings import load_settings
from tests.helpers.servers import ROOT, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.helpers.staff_pages import Desk


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


@pytest.fixture(scope="session")
def desk(
    city: Path, tmp_path_factory: pytest.TempPathFactory, browser: "Browser"
) -> "Iterator[Desk]":
    """A copy of the demonstration, served to tests that change no figure."""
    from tests.helpers.staff_pages import Desk

    folder = tmp_path_factory.mktemp("served") / "city"
    shutil.copytree(city, folder)
    with serving(ROOT / "app.py", folder) as url:
        desk = Desk(url, folder, browser)
        yield desk
    assert "Traceback" not in desk.log, desk.log


@pytest.fixture(scope="session")
def admin(desk: "Desk") -> "Page":
    """The administrator of the city, signed in, with a name as long as they come."""
    from tests.helpers.staff_pages import administrator

    return administrator(desk, "云川市总工会数据统计工作组王芳")
