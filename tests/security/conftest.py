import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ledger
from curation.start import start
from settings import DATASETS
from tests.helpers.served_app import House, desk_beside
from tests.helpers.servers import ROOT, own_config, serving


@pytest.fixture(scope="session")
def house_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One served dashboard for every test here; a traceback in its log is a failure."""
    folder = tmp_path_factory.mktemp("house")
    with serving(ROOT / "app.py", folder) as url:
        desk = desk_beside(folder)
        yield House(url, folder, desk)
        desk.gate.close()
    log = (folder / "server.log").read_text()
    assert "Traceback" not in log, log
    assert "external IP" not in log, "Streamlit asked a server elsewhere for this one's address"


@pytest.fixture
def house(house_of_all: House) -> Iterator[House]:
    """The dashboard; tabs that a test opened are closed after it."""
    yield house_of_all
    while house_of_all.tabs:
        house_of_all.tabs.pop().close()


@pytest.fixture(scope="session")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the datasets as release 1; tests take copies of it."""
    folder = tmp_path_factory.mktemp("first-store") / "store"
    start(ledger.open(str(folder)), DATASETS)
    return folder


@pytest.fixture
def folder(first_store: Path, tmp_path: Path) -> Path:
    """A folder with config.yaml and a store of the test's own."""
    shutil.copytree(first_store, tmp_path / "store")
    own_config(tmp_path)
    return tmp_path
