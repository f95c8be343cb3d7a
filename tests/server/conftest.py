"""The layers around the pages, called in this process; accounts on SQLite."""

from pathlib import Path

import pytest

from tests.helpers.gate_fixtures import boss, clock, gate, opened, person, zhao

__all__ = ["boss", "clock", "gate", "opened", "person", "zhao"]


@pytest.fixture
def database(tmp_path: Path) -> str:
    """An empty database's URL: which of the two it is, is none of the routes' concern."""
    return f"sqlite:///{tmp_path}/store/access.db"
