import shutil
from pathlib import Path

import pytest

from tests.helpers.servers import own_config


@pytest.fixture
def folder(first_release: Path, tmp_path: Path) -> Path:
    """A folder with a config.yaml and a store of the test's own."""
    shutil.copytree(first_release, tmp_path / "store")
    own_config(tmp_path)
    return tmp_path
