import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auth import Actor, Role
from curation.workspace import Workspace
from tests.helpers.databases import cluster, database
from tests.helpers.full_store import fill
from tests.helpers.small_desk import copied_workspace, first_workspace, second_release, signed_in
from tests.helpers.ways_to_publish import WAYS, Ready
from tests.helpers.workspaces import person as new_person
from tests.helpers.workspaces import workspace_at

__all__ = ["cluster", "database"]


@pytest.fixture
def open_workspace(first_release: Path, tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Opens desks on one store of the test's own, as several processes would."""
    shutil.copytree(first_release, tmp_path / "store")
    workspaces: list[Workspace] = []

    def make(**more: bool) -> Workspace:
        workspaces.append(workspace_at(tmp_path, **more))
        return workspaces[-1]

    yield make
    for workspace in workspaces:
        workspace.database.close()


@pytest.fixture
def workspace(open_workspace: Callable[..., Workspace]) -> Workspace:
    return open_workspace()


@pytest.fixture
def approving(open_workspace: Callable[..., Workspace]) -> Workspace:
    """A desk where a second person accepts."""
    return open_workspace(approval=True)


@pytest.fixture
def staff(workspace: Workspace) -> Actor:
    return new_person(workspace, "zhao")


@pytest.fixture
def reviewer(workspace: Workspace) -> Actor:
    return new_person(workspace, "qian", Role.REVIEWER)


@pytest.fixture(scope="session")
def two_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small store with two releases, its folder of tables, and accounts; tests take copies."""
    folder = tmp_path_factory.mktemp("small")
    first_workspace(folder)
    workspace = workspace_at(folder)
    second_release(workspace)
    workspace.database.close()
    return folder


@pytest.fixture
def open_two(two_releases: Path, tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Opens desks on one small store of the test's own, as several processes would."""
    folder = copied_workspace(two_releases, tmp_path / "small")
    workspaces: list[Workspace] = []

    def make(**more: bool) -> Workspace:
        workspaces.append(workspace_at(folder, **more))
        return workspaces[-1]

    yield make
    for workspace in workspaces:
        workspace.database.close()


@pytest.fixture
def small(open_two: Callable[..., Workspace]) -> Workspace:
    return open_two()


@pytest.fixture
def ready(request: pytest.FixtureRequest, open_two: Callable[..., Workspace]) -> Ready:
    """One of the ways to publish, with everything in its place for the click."""
    name = request.param
    way = WAYS[name]
    workspace, other = (open_two(approval=way.approval) for _ in range(2))
    return Ready(name, way, workspace, other, signed_in(workspace, way.who), way.prepare(workspace))


@pytest.fixture(scope="module")
def full(two_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with files of every kind; tests take copies."""
    folder = copied_workspace(two_releases, tmp_path_factory.mktemp("full"))
    workspace = workspace_at(folder)
    fill(workspace)
    workspace.database.close()
    return folder


@pytest.fixture
def copy(full: Path, tmp_path: Path) -> Path:
    """A copy of the store with files of every kind."""
    return copied_workspace(full, tmp_path / "desk")
