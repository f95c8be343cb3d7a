"""A session that is altered, put in or begun anew behind the program's back is found."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

import auth
from auth import Actor, AuthDatabase, Role
from auth.actors import hash_token
from auth.schema import audit_rows, sessions
from tests.helpers.auth_db import HOME, PASSWORD, Clock, account_now, unguarded

OTHER = "另一个好的密码口令了"


def begun(gate: AuthDatabase) -> auth.NewSession:
    """Sign in as zhao."""
    return auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)


@pytest.mark.usefixtures("zhao")
@pytest.mark.parametrize(
    ("column", "value"),
    [("token_sha256", hash_token("chosen")), ("method", "proxy"), ("id", "0" * 16)],
)
def test_a_column_that_is_altered_is_named(gate: AuthDatabase, column: str, value: str) -> None:
    begun(gate)
    assert auth.find_altered_sessions(gate) == []
    with gate.write_transaction() as db:
        db.execute(update(sessions).values(**{column: value}))
    assert auth.find_altered_sessions(gate) == ["zhao"]


@pytest.mark.usefixtures("zhao")
@pytest.mark.parametrize("column", ["created_at", "expires_at"])
def test_a_session_that_was_made_longer_is_named(gate: AuthDatabase, column: str) -> None:
    begun(gate)
    with gate.write_transaction() as db:
        later = gate.now() + timedelta(hours=9)
        db.execute(update(sessions).values(**{column: later}))
    assert auth.find_altered_sessions(gate) == ["zhao"]


def test_a_session_moved_to_another_account_is_named(
    gate: AuthDatabase, boss: Actor, zhao: str
) -> None:
    wu = auth.create_account(boss, "wu", "吴", Role.ADMIN, password=PASSWORD)
    begun(gate)
    auth.sign_in(gate, "wu", PASSWORD, ip_address=HOME)
    with gate.write_transaction() as db:
        moved = update(sessions).where(sessions.c.account_id == zhao)
        db.execute(moved.values(account_id=wu.id))
    assert auth.find_altered_sessions(gate) == ["wu"]


def test_a_session_that_was_put_in_is_named(gate: AuthDatabase, zhao: str) -> None:
    begun(gate)
    with gate.write_transaction() as db:
        row = dict(db.execute(sessions.select()).one()._mapping)
        row |= {"id": "1" * 16, "token_sha256": hash_token("chosen")}
        db.execute(insert(sessions).values(**row))
    assert auth.find_altered_sessions(gate) == ["zhao"]


ENDS: dict[str, Callable[[Actor, Actor], object]] = {
    "signed out": lambda boss, actor: auth.sign_out(actor),
    "ended alone": lambda boss, actor: auth.revoke_session(boss, actor.session_id),
    "all ended": lambda boss, actor: auth.revoke_sessions(boss, actor.account_id),
    "reset": lambda boss, actor: auth.reset_password(
        boss, account_now(boss, actor.account_id), OTHER
    ),
    "disabled": lambda boss, actor: auth.disable_account(boss, account_now(boss, actor.account_id)),
    "changed": lambda boss, actor: auth.change_password(actor, PASSWORD, OTHER, ip_address=HOME),
}


@pytest.mark.usefixtures("zhao")
@pytest.mark.parametrize("end", ENDS)
def test_a_session_that_ended_and_goes_on_is_named(
    gate: AuthDatabase, boss: Actor, end: str
) -> None:
    first = begun(gate)
    ENDS[end](boss, first.actor)
    assert auth.find_altered_sessions(gate) == []
    with gate.write_transaction() as db:
        again = update(sessions).where(sessions.c.id == first.actor.session_id)
        db.execute(again.values(ended_at=None))
    assert auth.find_altered_sessions(gate) == ["zhao"]


def test_sessions_of_every_way_to_begin_are_noted(
    gate: AuthDatabase, boss: Actor, zhao: str, clock: Clock
) -> None:
    begun(gate)
    auth.sign_in_by_proxy(gate, "zhao", ip_address=HOME)
    link = auth.issue_invitation(boss, account_now(boss, zhao))
    actor = auth.redeem_link(gate, link.token, password=OTHER, ip_address=HOME).actor
    assert auth.find_altered_sessions(gate) == []
    auth.change_password(actor, OTHER, PASSWORD, ip_address=HOME)
    for _ in range(7):  # the oldest end
        begun(gate)
    clock.at += timedelta(minutes=30)
    assert auth.find_altered_sessions(gate) == []
    assert len(auth.list_sessions(boss)) == 5


@pytest.mark.usefixtures("zhao")
def test_sessions_that_an_earlier_version_began_are_none_of_those(gate: AuthDatabase) -> None:
    """Its rows have no hash, and none of a changed password names the session."""
    auth.change_password(begun(gate).actor, PASSWORD, OTHER, ip_address=HOME)
    auth.sign_in(gate, "zhao", OTHER, ip_address=HOME)
    unguarded(gate)
    with gate.write_transaction() as db:
        for row in db.execute(audit_rows.select()).all():
            detail = auth.read_detail(row)
            detail.pop("session_sha256", None)
            if row.event == "password_changed":
                detail.pop("session")
            change = update(audit_rows).where(audit_rows.c.number == row.number)
            db.execute(change.values(detail=json.dumps(detail)))
    assert auth.find_altered_sessions(gate) == []
