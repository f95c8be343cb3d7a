import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.served_app import House, workspace_beside
from tests.helpers.servers import ROOT, own_config, serving


@pytest.fixture(scope="session")
def house_of_all(first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One served dashboard for every test here; a traceback in its log is a failure."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(first_release, folder / "store")
    with serving(ROOT / "app.py", folder) as url:
        workspace = workspace_beside(folder)
        yield House(url, folder, workspace)
        workspace.database.close()
    log = (folder / "server.log").read_text()
    assert "Traceback" not in log, log
    assert "external IP" not in log, "Streamlit asked a server elsewhere for this one's address"


@pytest.fixture
def house(house_of_all: House) -> Iterator[House]:
    """The dashboard; tabs that a test opened are closed after it."""
    yield house_of_all
    while house_of_all.tabs:
        house_of_all.tabs.pop().close()


@pytest.fixture
def folder(first_release: Path, tmp_path: Path) -> Path:
    """A folder with config.yaml and a store of the test's own."""
    shutil.copytree(first_release, tmp_path / "store")
    own_config(tmp_path)
    return tmp_path
