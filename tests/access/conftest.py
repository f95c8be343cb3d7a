from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

import access
from access import Actor, Gate, Role
from tests.access.gates import CHEAP, PARENTS, PASSWORD, Clock
from tests.access.postgresql import postgresql


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2024, 11, 5, 8, 0, tzinfo=UTC))


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


@pytest.fixture
def opened() -> Iterator[Callable[..., Gate]]:
    """Opens gates and lets go of their databases afterwards."""
    gates: list[Gate] = []

    def open_gate(url: str, **more: object) -> Gate:
        gates.append(access.open(url, **{"hashing": CHEAP, "parents": PARENTS, **more}))
        return gates[-1]

    yield open_gate
    for gate in gates:
        gate.close()


@pytest.fixture
def gate(database: str, clock: Clock, opened: Callable[..., Gate]) -> Gate:
    return opened(database, clock=clock)


@pytest.fixture
def boss(gate: Gate) -> Actor:
    """An operator, who sets up what the tests need."""
    return access.operator(gate, "LI")


@pytest.fixture
def person(gate: Gate, boss: Actor) -> Callable[..., Actor]:
    """Makes an account and signs it in, from an address of its own."""

    def make(name: str, role: Role, area: str = "") -> Actor:
        access.create_account(boss, name, name, role, area=area, password=PASSWORD)
        address = f"192.0.2.{next(numbers) % 250}"
        return access.sign_in(gate, name, PASSWORD, address=address).actor

    return make


@pytest.fixture
def zhao(boss: Actor) -> str:
    """A member of staff who has not signed in yet."""
    account = access.create_account(boss, "zhao", "赵", Role.STAFF, password=PASSWORD)
    return account.id
