import shutil
from pathlib import Path

import pytest

import ledger
from curation.start import start
from settings import DATASETS
from tests.helpers.command_line import ROOT


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the datasets as release 1."""
    folder = tmp_path_factory.mktemp("started") / "store"
    start(ledger.open(str(folder)), DATASETS)
    return folder


@pytest.fixture
def folder(started: Path, tmp_path: Path) -> Path:
    """A folder with a config.yaml and a store of the test's own."""
    shutil.copytree(started, tmp_path / "store")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    return tmp_path
