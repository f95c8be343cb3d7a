"""Fixtures: an open gate with a clock to set, and people; `database` is the conftest's own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

import auth
from auth import Actor, AuthDatabase, Role
from tests.helpers.auth_db import CHEAP, PARENTS, PASSWORD, Clock
from tests.helpers.databases import numbers


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2024, 11, 5, 8, 0, tzinfo=UTC))


@pytest.fixture
def opened() -> Iterator[Callable[..., AuthDatabase]]:
    """Opens gates and lets go of their databases afterwards."""
    gates: list[AuthDatabase] = []

    def open_gate(url: str, **more: object) -> AuthDatabase:
        gates.append(auth.open_auth_database(url, **{"hashing": CHEAP, "parents": PARENTS, **more}))
        return gates[-1]

    yield open_gate
    for gate in gates:
        gate.close()


@pytest.fixture
def gate(database: str, clock: Clock, opened: Callable[..., AuthDatabase]) -> AuthDatabase:
    return opened(database, clock=clock)


@pytest.fixture
def boss(gate: AuthDatabase) -> Actor:
    """An operator, who sets up what the tests need."""
    return auth.operator_actor(gate, "LI")


@pytest.fixture
def person(gate: AuthDatabase, boss: Actor) -> Callable[..., Actor]:
    """Makes an account and signs it in, from an address of its own."""

    def make(name: str, role: Role, area: str = "") -> Actor:
        auth.create_account(boss, name, name, role, area=area, password=PASSWORD)
        address = f"192.0.2.{next(numbers) % 250}"
        return auth.sign_in(gate, name, PASSWORD, ip_address=address).actor

    return make


@pytest.fixture
def zhao(boss: Actor) -> str:
    """A member of staff who has not signed in yet."""
    account = auth.create_account(boss, "zhao", "赵", Role.STAFF, password=PASSWORD)
    return account.id
