import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import ledger
from access import Actor, Role
from curation.desk import Desk
from curation.start import start
from settings import ROOT
from tests.helpers.databases import cluster, database
from tests.helpers.workspaces import desk_at
from tests.helpers.workspaces import person as new_person

__all__ = ["cluster", "database"]


@pytest.fixture(scope="session")
def first_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the datasets as release 1; tests take copies of it."""
    folder = tmp_path_factory.mktemp("first") / "store"
    start(ledger.open(str(folder)), ROOT / "datasets")
    return folder


@pytest.fixture
def open_desk(first_release: Path, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Opens desks on one store of the test's own, as several processes would."""
    shutil.copytree(first_release, tmp_path / "store")
    desks: list[Desk] = []

    def make(**more: bool) -> Desk:
        desks.append(desk_at(tmp_path, **more))
        return desks[-1]

    yield make
    for desk in desks:
        desk.gate.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def approving(open_desk: Callable[..., Desk]) -> Desk:
    """A desk where a second person accepts."""
    return open_desk(approval=True)


@pytest.fixture
def staff(desk: Desk) -> Actor:
    return new_person(desk, "zhao")


@pytest.fixture
def reviewer(desk: Desk) -> Actor:
    return new_person(desk, "qian", Role.REVIEWER)
