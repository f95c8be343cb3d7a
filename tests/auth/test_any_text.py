"""Whatever stands in a text is a value: no statement and no pattern, on either database."""

import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from types import FunctionType
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy import inspect as look_at

import auth
from auth import Actor, AuditEvent, AuthDatabase, AuthLimits, Role
from auth.oidc.provider import OidcProvider
from auth.schema import accounts, metadata, sessions
from errors import SeenState
from tests.helpers.auth_db import ACTOR_MODULES, HOME, PASSWORD, Clock, account_now

NASTY = (
    "'; DROP TABLE accounts; --",
    "x' OR '1'='1",
    "%_",
    "%",
    "a\0b",
    '"\\',
    "\ud800",
)
PEOPLE = (("zhao", Role.REVIEWER), ("li", Role.ADMIN), ("wang", Role.STAFF))
AWAY = OidcProvider("http://localhost:9", "dashboard", "/", "staff", timeout_seconds=0.1)
# What is right for a parameter while another one is not.
RIGHT = {
    "name": "zhou",
    "password": PASSWORD,
    "new": PASSWORD,
    "ip_address": HOME,
    "next_path": "/",
}
QUERY = ("state", "code", "error", "iss")


@pytest.fixture
def gate(database: str, clock: Clock, opened: Callable[..., AuthDatabase]) -> AuthDatabase:
    """A gate that lets a password be tried as often as a test likes."""
    return opened(database, clock=clock, limits=AuthLimits(failures=100_000))


def functions() -> Iterator[FunctionType]:
    """Every function of the domain that takes a text and is called from elsewhere."""
    for name in ACTOR_MODULES:
        module = importlib.import_module(name)
        for called, value in inspect.getmembers(module, inspect.isfunction):
            takes = {each.annotation for each in inspect.signature(value).parameters.values()}
            own = value.__module__ == name and called[0] != "_"
            if own and texts(value) and Connection not in takes:
                yield value


def texts(function: FunctionType) -> list[str]:
    """The parameters of a function that are texts, or hold some."""
    kinds = inspect.signature(function).parameters.values()
    return [each.name for each in kinds if each.annotation in (str, Mapping[str, str])]


def calls(
    function: FunctionType, nasty: str, usual: Mapping[Any, Any], right: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Arguments with the text in one place after the other, and then in all of them."""
    places = texts(function)
    takes = inspect.signature(function).parameters.values()
    for spoilt in (*([place] for place in places), places):
        given = {each.name: usual[each.annotation] for each in takes if each.annotation in usual}
        for each in takes:
            if each.name in places:
                text = nasty if each.name in spoilt else right.get(each.name, "")
                given[each.name] = text if each.annotation is str else dict.fromkeys(QUERY, nasty)
        yield given


def kept_rows(gate: AuthDatabase, account: str) -> list[Any]:
    """What the database has of somebody."""
    with gate.read_transaction() as db:
        row = db.execute(select(accounts).where(accounts.c.id == account)).all()
        return [*row, *db.execute(select(sessions).where(sessions.c.account_id == account)).all()]


@pytest.mark.parametrize("nasty", NASTY)
def test_a_text_in_any_field_is_neither_statement_nor_pattern(gate, boss, person, nasty):
    someone, admin, other = (person(*each) for each in PEOPLE)
    before, tried = kept_rows(gate, someone.account_id), 0
    for function in functions():
        for actor in (boss, admin):
            usual = {
                Actor: actor,
                AuthDatabase: gate,
                Role: Role.VIEWER,
                AuditEvent: AuditEvent.PUBLISHED,
                SeenState: SeenState(nasty, 0, nasty),
                Iterable[AuditEvent]: list(AuditEvent),
            }
            right = {**RIGHT, "account": other.account_id}
            for given in calls(function, nasty, {**usual, OidcProvider: AWAY}, right):
                with suppress(auth.AuthError):
                    function(**given)
                if "seen" in given:
                    now = account_now(boss, other.account_id)
                    with suppress(auth.AuthError):
                        function(**{**given, "seen": now})
                tried += 1
    assert tried > 60
    assert kept_rows(gate, someone.account_id) == before
    assert auth.require(someone, auth.Action.ACCEPT).name == "zhao"
    assert set(look_at(gate.engine).get_table_names()) == set(metadata.tables)
    assert auth.read_audit(boss, who=nasty) == []
    assert auth.list_sessions(boss, nasty) == []
    assert auth.verify_audit(gate) is None
