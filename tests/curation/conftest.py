import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auth import Actor, Role
from curation.context import Workspace
from tests.helpers.databases import cluster, database
from tests.helpers.small_desk import copied_desk, first_desk, second_release, signed_in
from tests.helpers.ways_to_publish import WAYS, Ready
from tests.helpers.workspaces import desk_at
from tests.helpers.workspaces import person as new_person

__all__ = ["cluster", "database"]


@pytest.fixture
def open_desk(first_release: Path, tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Opens desks on one store of the test's own, as several processes would."""
    shutil.copytree(first_release, tmp_path / "store")
    desks: list[Workspace] = []

    def make(**more: bool) -> Workspace:
        desks.append(desk_at(tmp_path, **more))
        return desks[-1]

    yield make
    for desk in desks:
        desk.gate.close()


@pytest.fixture
def desk(open_desk: Callable[..., Workspace]) -> Workspace:
    return open_desk()


@pytest.fixture
def approving(open_desk: Callable[..., Workspace]) -> Workspace:
    """A desk where a second person accepts."""
    return open_desk(approval=True)


@pytest.fixture
def staff(desk: Workspace) -> Actor:
    return new_person(desk, "zhao")


@pytest.fixture
def reviewer(desk: Workspace) -> Actor:
    return new_person(desk, "qian", Role.REVIEWER)


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with two releases, its folder of tables, and accounts; tests take copies."""
    folder = tmp_path_factory.mktemp("small")
    first_desk(folder)
    desk = desk_at(folder)
    second_release(desk)
    desk.gate.close()
    return folder


@pytest.fixture
def open_two(two_releases: Path, tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Opens desks on one small store of the test's own, as several processes would."""
    folder = copied_desk(two_releases, tmp_path / "small")
    desks: list[Workspace] = []

    def make(**more: bool) -> Workspace:
        desks.append(desk_at(folder, **more))
        return desks[-1]

    yield make
    for desk in desks:
        desk.gate.close()


@pytest.fixture
def small(open_two: Callable[..., Workspace]) -> Workspace:
    return open_two()


@pytest.fixture
def ready(request: pytest.FixtureRequest, open_two: Callable[..., Workspace]) -> Ready:
    """One of the ways to publish, with everything in its place for the click."""
    name = request.param
    way = WAYS[name]
    desk, other = (open_two(approval=way.approval) for _ in range(2))
    return Ready(name, way, desk, other, signed_in(desk, way.who), way.prepare(desk))
