"""Fixtures: an empty database for accounts, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.helpers.postgresql import postgresql


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL server of its own, on a socket in a folder."""
    with postgresql() as folder:
        yield folder


numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database's URL, on either of the two."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/access.db"
    folder, name = request.getfixturevalue("cluster"), f"test{next(numbers)}"
    with psycopg.connect(f"host={folder} user=postgres dbname=postgres", autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name} OWNER dashboard")
    return f"postgresql+psycopg://dashboard@/{name}?host={folder}"
