"""Who is named by a proxy, and what happened to an account while its password was looked at."""

from collections.abc import Callable

import pytest

import auth
from auth import AuditEvent, Role, SignInError, password_sign_in
from tests.helpers.auth_db import HOME, PASSWORD, account_now, fails, said

on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OTHER = "另外一个新的口令长短句"


def test_whom_a_proxy_names_is_signed_in_without_a_password(gate, boss, zhao, clock) -> None:
    held = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    session = auth.sign_in_by_proxy(
        gate, " ＺＨＡＯ ", ip_address="192.0.2.5", old_token=held.token
    )
    assert (session.actor.account_id, session.actor.role) == (zhao, Role.STAFF)
    assert session.expires_at == clock.at + gate.limits.session
    assert auth.find_actor(gate, session.token) == session.actor
    assert not auth.find_actor(gate, held.token).signed_in
    (row,) = auth.read_audit(boss, limit=1)
    assert (row.event, row.who, row.account, row.subject) == ("signed_in", "zhao", zhao, zhao)
    assert said(row) == (
        f'{{"address": "192.0.2.5", "method": "proxy", "session": "{session.actor.session_id}"}}'
    )


def test_whom_a_proxy_names_and_nobody_knows_is_refused(gate, boss, zhao) -> None:
    auth.create_account(boss, "wang", "王", Role.STAFF)
    auth.disable_account(boss, account_now(boss, zhao))
    for name in ("zhao", "nobody", ""):
        with pytest.raises(SignInError) as refused:
            auth.sign_in_by_proxy(gate, name, ip_address="192.0.2.5")
        assert refused.value.code == "proxy_unknown"
    rows = auth.read_audit(boss, event=AuditEvent.SIGN_IN_FAILED)
    assert [row.who for row in rows] == ["anonymous", "anonymous", "zhao"]
    assert {row.detail for row in rows} == {'{"address": "192.0.2.5", "method": "proxy"}'}
    assert auth.sign_in_by_proxy(gate, "wang", ip_address=HOME).actor.name == "wang"


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Has something happen once, right after a password was found to fit."""

    def set_up(happens: Callable[[], object]) -> None:
        real, waiting = password_sign_in.verify_password, [happens]

        def fits(*given: object) -> bool:
            found = real(*given)
            while waiting:
                waiting.pop()()
            return found

        monkeypatch.setattr(password_sign_in, "verify_password", fits)

    return set_up


@on_one_database
@pytest.mark.parametrize("how", ["disabled", "reset"])
def test_an_account_shut_while_its_password_is_looked_at_is_not_signed_in(
    gate, boss, zhao, meanwhile, how
) -> None:
    if how == "disabled":
        meanwhile(lambda: auth.disable_account(boss, account_now(boss, zhao)))
    else:
        meanwhile(lambda: auth.reset_password(boss, account_now(boss, zhao), OTHER))
    assert fails(gate, "zhao", PASSWORD).code == "wrong"
    assert auth.list_sessions(boss) == []
    assert [row.who for row in auth.read_audit(boss, event=AuditEvent.SIGN_IN_FAILED)] == ["zhao"]


@on_one_database
def test_an_account_that_was_changed_otherwise_is_signed_in_as_it_is_now(
    gate, boss, zhao, meanwhile
) -> None:
    meanwhile(lambda: auth.set_role(boss, account_now(boss, zhao), Role.REVIEWER))
    assert auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).actor.role is Role.REVIEWER


@on_one_database
def test_a_sign_in_is_written_down_with_how_and_from_where(gate, boss, zhao) -> None:
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address="2001:db8::7")
    (row,) = auth.read_audit(boss, limit=1)
    assert (row.event, row.who, row.account, row.subject) == ("signed_in", "zhao", zhao, zhao)
    assert said(row) == (
        '{"address": "2001:db8::/64", "method": "password", "session": '
        f'"{session.actor.session_id}"}}'
    )
    assert (len(session.actor.session_id), len(session.token)) == (16, 43)


@on_one_database
def test_a_change_of_password_that_fails_is_a_guess_like_any_other(gate, boss, zhao) -> None:
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    with pytest.raises(SignInError):
        auth.change_password(session.actor, "guess", OTHER, ip_address="192.0.2.9")
    (row,) = auth.read_audit(boss, limit=1)
    assert (row.event, row.who) == ("sign_in_failed", "zhao")
    assert row.detail == '{"address": "192.0.2.9", "method": "password"}'
    for _ in range(4):
        with pytest.raises(SignInError):
            auth.change_password(session.actor, "guess", OTHER, ip_address=HOME)
    with pytest.raises(SignInError) as limited:
        auth.change_password(session.actor, PASSWORD, OTHER, ip_address=HOME)
    assert limited.value.code == "too_many"
    # A session's guesses are its own.
    assert auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).actor.signed_in


@on_one_database
def test_a_changed_password_is_written_down_and_begins_a_session_of_its_own(
    gate, boss, zhao
) -> None:
    first = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    session = auth.change_password(first.actor, PASSWORD, OTHER, ip_address=HOME)
    assert session.actor.session_id != first.actor.session_id
    assert [row.method for row in auth.list_sessions(boss)] == ["password"]
    (row,) = auth.read_audit(boss, limit=1)
    assert (row.event, row.who, row.account, row.subject) == (
        "password_changed", "zhao", zhao, zhao,
    )  # fmt: skip
    assert said(row) == (
        f'{{"name": "zhao", "session": "{session.actor.session_id}", "sessions": 1}}'
    )
    # One that passed does not count as a guess.
    for _ in range(7):
        session = auth.change_password(session.actor, OTHER, PASSWORD, ip_address=HOME)
        session = auth.change_password(session.actor, PASSWORD, OTHER, ip_address=HOME)
    assert session.actor.signed_in


@on_one_database
def test_an_account_without_a_password_is_not_signed_in_by_any(gate, boss) -> None:
    auth.create_account(boss, "wang", "王", Role.STAFF)
    for password in ("", "nobody has this password", PASSWORD):
        assert fails(gate, "wang", password).code == "wrong"
    assert fails(gate, "nobody", "nobody has this password").code == "wrong"


def test_a_session_is_shown_without_its_token_and_a_link_without_its_own(gate, boss, zhao) -> None:
    session, link = (
        auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME),
        auth.issue_invitation(boss, account_now(boss, zhao)),
    )
    assert session.token not in repr(session)
    assert link.token not in repr(link)
    assert "hashing" not in repr(session.actor)
