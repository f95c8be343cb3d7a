"""The moment at which something lapses, and the one before it; two of everything that lapses."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

import auth
from auth import AuditEvent, AuthLimits, Role, SignInError
from auth.rate_limit import find_client_network
from auth.schema import attempts, one_time_links, sessions
from tests.helpers.auth_db import HOME, PASSWORD, account_now, fails, said

on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
OTHER = "另外一个新的口令长短句"


def count(gate, table) -> int:
    with gate.read_transaction() as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


# Sessions


def test_a_session_holds_to_the_last_moment_before(gate, zhao, clock) -> None:
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    clock.advance(minutes=60, microseconds=-1)
    assert auth.find_actor(gate, session.token).signed_in
    clock.advance(minutes=59, seconds=59)
    assert auth.find_actor(gate, session.token).signed_in
    clock.advance(minutes=60)
    lapsed = auth.find_actor(gate, session.token)
    assert (lapsed.name, lapsed.display_name, lapsed.role) == ("zhao", "赵", None)
    assert (lapsed.account_id, lapsed.session_id) == ("", session.actor.session_id)


def test_eight_hours_are_over_at_eight_hours(gate, zhao, clock) -> None:
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    for _ in range(8):
        clock.advance(minutes=59)
        assert auth.find_actor(gate, session.token).signed_in
    clock.at = session.expires_at - timedelta(microseconds=1)
    assert auth.find_actor(gate, session.token).signed_in
    clock.at = session.expires_at
    assert not auth.find_actor(gate, session.token).signed_in


@on_one_database
def test_what_lapsed_by_itself_is_not_counted_as_ended(gate, boss, zhao, clock) -> None:
    old = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).actor
    clock.at += timedelta(hours=7, minutes=59)
    newer = [auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).actor for _ in range(2)]
    clock.advance(minutes=1)
    assert {row.id for row in auth.list_sessions(boss)} == {each.session_id for each in newer}
    assert auth.revoke_session(boss, old.session_id) == 0
    assert auth.revoke_sessions(boss, zhao) == 2
    assert auth.revoke_sessions(boss, zhao) == 0
    rows = auth.read_audit(boss, event=AuditEvent.SESSIONS_REVOKED)
    assert [(row.subject, said(row)) for row in rows] == [
        (zhao, '{"sessions": 0}'),
        (zhao, '{"sessions": 2}'),
    ]


@on_one_database
def test_a_list_of_sessions_says_who_how_and_since_when(gate, boss, person, clock) -> None:
    first = person("zhao", Role.STAFF)
    begun = clock.at
    clock.advance(minutes=5)
    second = person("wang", Role.STAFF)
    auth.find_actor(gate, "none")
    listed = auth.list_sessions(boss)
    assert [(row.id, row.account_id, row.name, row.method) for row in listed] == [
        (second.session_id, second.account_id, "wang", "password"),
        (first.session_id, first.account_id, "zhao", "password"),
    ]
    assert (listed[1].created_at, listed[1].seen_at) == (begun, begun)
    assert listed[1].expires_at == begun + timedelta(hours=8)
    assert [row.id for row in auth.list_sessions(boss, first.account_id)] == [first.session_id]
    assert [row.id for row in auth.list_sessions(second, second.account_id)] == [second.session_id]
    with pytest.raises(auth.PermissionDeniedError):
        auth.list_sessions(second, first.account_id)
    with pytest.raises(auth.PermissionDeniedError):
        auth.list_sessions(second)
    with pytest.raises(auth.PermissionDeniedError):
        auth.revoke_sessions(second, first.account_id)
    with pytest.raises(auth.PermissionDeniedError):  # nor is nobody's account one's own
        auth.list_sessions(auth.anonymous_actor(gate), "")


@on_one_database
def test_what_is_revoked_is_one_session_of_several(gate, boss, zhao) -> None:
    one, two = (auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME) for _ in range(2))
    assert auth.revoke_session(one.actor, two.actor.session_id) == 1
    assert auth.find_actor(gate, one.token).signed_in
    assert not auth.find_actor(gate, two.token).signed_in
    (row,) = auth.read_audit(boss, event=AuditEvent.SESSIONS_REVOKED)
    assert (row.who, row.account, row.subject) == ("zhao", zhao, zhao)
    assert row.detail == f'{{"session": "{two.actor.session_id}", "sessions": 1}}'
    assert auth.revoke_session(boss, "no such session") == 0
    assert len(auth.read_audit(boss, event=AuditEvent.SESSIONS_REVOKED)) == 1


@on_one_database
def test_sessions_are_kept_for_thirty_days_after_their_end(gate, zhao, clock) -> None:
    first = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    clock.at = first.expires_at + timedelta(days=30)
    auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    assert count(gate, sessions) == 2
    clock.advance(seconds=1)
    auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    assert count(gate, sessions) == 2
    # A tab of so long ago is told whose it was.
    with pytest.raises(auth.PermissionDeniedError) as denied:
        auth.require(first.actor, auth.Action.UPLOAD)
    assert denied.value.code == "session_expired"


@on_one_database
def test_somebody_elses_session_does_not_end_with_ones_own(gate, boss, person) -> None:
    zhao, wang = person("zhao", Role.STAFF), person("wang", Role.STAFF)
    auth.sign_out(zhao)
    assert auth.require(wang, auth.Action.UPLOAD).name == "wang"
    again = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    auth.change_password(again.actor, PASSWORD, OTHER, ip_address=HOME)
    assert auth.require(wang, auth.Action.UPLOAD).name == "wang"
    assert auth.sign_in(gate, "wang", PASSWORD, ip_address=HOME).actor.signed_in
    auth.revoke_sessions(boss, zhao.account_id)
    assert auth.require(wang, auth.Action.UPLOAD).name == "wang"


# Guessing


def test_the_minute_counts_from_each_guess(gate, zhao, clock) -> None:
    for _ in range(5):
        assert fails(gate, "zhao", "guess").code == "wrong"
        clock.advance(seconds=10)
    assert fails(gate, "zhao", "guess").values == {"seconds": 10}
    clock.advance(seconds=9, milliseconds=900)
    assert fails(gate, "zhao", "guess").values == {"seconds": 1}
    clock.advance(milliseconds=100)
    assert fails(gate, "zhao", "guess").code == "wrong"
    assert fails(gate, "zhao", "guess").values == {"seconds": 10}


@on_one_database
def test_who_waits_longest_waits_for_account_and_address(gate, boss, zhao, clock) -> None:
    auth.create_account(boss, "wang", "王", Role.STAFF, password=PASSWORD)
    for n in range(20):
        fails(gate, f"name{n}", "guess", "192.0.2.7")
    clock.advance(seconds=20)
    for n in range(20):
        fails(gate, "wang", "guess", f"192.0.2.{n + 10}")
    assert fails(gate, "wang", PASSWORD, "192.0.2.7").values == {"seconds": 60}
    assert fails(gate, "wang", PASSWORD, "192.0.2.9").values == {"seconds": 60}
    assert fails(gate, "zhao", PASSWORD, "192.0.2.7").values == {"seconds": 40}
    assert auth.sign_in(gate, "zhao", PASSWORD, ip_address="192.0.2.9").actor.signed_in


@on_one_database
def test_a_right_password_in_between_does_not_begin_the_count_anew(gate, zhao) -> None:
    for _ in range(4):
        fails(gate, "zhao", "guess")
    assert auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).actor.signed_in
    assert fails(gate, "zhao", "guess").code == "wrong"
    assert fails(gate, "zhao", "guess").code == "too_many"


@on_one_database
def test_a_limit_is_written_down_once_a_minute_for_each_who_reach_it(gate, boss, clock) -> None:
    auth.create_account(boss, "zhao", "赵", Role.STAFF, password=PASSWORD)
    for address in ("192.0.2.7", "192.0.2.8"):
        for n in range(22):
            fails(gate, f"name{n}{address[-1]}", "guess", address)
    rows = auth.read_audit(boss, event=AuditEvent.SIGN_IN_LIMITED)
    assert [row.detail for row in rows] == ['{"address": "192.0.2.8"}', '{"address": "192.0.2.7"}']
    assert {row.who for row in rows} == {"anonymous"}
    clock.advance(seconds=60)
    for n in range(22):
        fails(gate, f"other{n}", "guess", "192.0.2.7")
    assert len(auth.read_audit(boss, event=AuditEvent.SIGN_IN_LIMITED)) == 3


@on_one_database
def test_guesses_are_forgotten_after_their_minute_and_those_of_the_future_too(
    gate, zhao, clock
) -> None:
    for _ in range(2):
        fails(gate, "zhao", "guess")
    clock.advance(seconds=59)
    fails(gate, "zhao", "guess")
    assert count(gate, attempts) == 3
    clock.advance(seconds=1)
    fails(gate, "zhao", "guess")
    assert count(gate, attempts) == 2
    clock.advance(seconds=-61)  # a second ahead of the window
    fails(gate, "zhao", "guess")
    assert count(gate, attempts) == 2


@on_one_database
def test_more_guesses_where_a_dashboard_says_so(database, opened, clock) -> None:
    gate = opened(
        database, clock=clock, limits=AuthLimits(failures=1, window=timedelta(minutes=10))
    )
    assert fails(gate, "zhao", "guess").code == "wrong"
    assert fails(gate, "zhao", "guess").values == {"seconds": 600}


@pytest.mark.parametrize(
    ("address", "network"),
    [("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"), ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
     ("::1", "::/64"), ("192.0.2.255", "192.0.2.255"), ("192.0.2.256", "")],
)  # fmt: skip
def test_a_network_is_sixty_four_bits_of_the_new_addresses(address, network) -> None:
    assert find_client_network(address) == network


# One-time links


def test_a_link_holds_to_the_last_moment_before(gate, boss, zhao, clock) -> None:
    link = auth.issue_invitation(boss, account_now(boss, zhao))
    clock.at = link.expires_at - timedelta(microseconds=1)
    assert auth.peek_link(gate, link.token).expires_at == link.expires_at
    clock.at = link.expires_at
    with pytest.raises(SignInError) as lapsed:
        auth.peek_link(gate, link.token)
    assert lapsed.value.code == "claim_invalid"


@on_one_database
def test_links_of_two_accounts_and_the_first_administrators_stand_beside_each_other(
    gate, boss, zhao
) -> None:
    wang = auth.create_account(boss, "wang", "王", Role.STAFF).id
    first, second, third = (
        auth.issue_invitation(boss, account_now(boss, zhao)),
        auth.issue_invitation(boss, account_now(boss, wang)),
        auth.issue_first_admin_link(boss),
    )
    assert third is not None
    looked = [auth.peek_link(gate, each.token).name for each in (first, second, third)]
    assert looked == ["zhao", "wang", ""]
    rows = auth.read_audit(boss, event=AuditEvent.CLAIM_ISSUED)
    assert [(row.subject, said(row)) for row in rows] == [
        ("", '{"name": ""}'), (wang, '{"name": "wang"}'), (zhao, '{"name": "zhao"}'),
    ]  # fmt: skip
    auth.redeem_link(gate, first.token, OTHER, ip_address=HOME)
    assert auth.peek_link(gate, second.token).name == "wang"
    assert auth.peek_link(gate, third.token).name == ""
    # And the password of one is not the other's.
    assert auth.sign_in(gate, "zhao", OTHER, ip_address=HOME).actor.signed_in
    assert fails(gate, "wang", OTHER).code == "wrong"
    with gate.read_transaction() as db:
        used = dict(db.execute(select(one_time_links.c.account_id, one_time_links.c.used_at)).all())
    assert (used[zhao] is not None, used[wang], used[None]) == (True, None, None)


@on_one_database
def test_who_comes_by_a_link_is_written_down_and_their_old_cookie_ends(gate, boss, person) -> None:
    person("qian", Role.ADMIN)
    staff = auth.create_account(boss, "zhao", "赵", Role.STAFF, area="330203", password=PASSWORD)
    held = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    other = auth.sign_in(gate, "qian", PASSWORD, ip_address=HOME)
    link = auth.issue_invitation(boss, account_now(boss, staff.id))
    session = auth.redeem_link(
        gate, link.token, OTHER, ip_address="192.0.2.5", old_token=other.token
    )
    assert not auth.find_actor(gate, held.token).signed_in
    assert not auth.find_actor(gate, other.token).signed_in
    signed, used = auth.read_audit(boss, limit=2)
    assert (used.event, used.who, used.account, used.subject) == (
        "claim_used", "zhao", staff.id, staff.id,
    )  # fmt: skip
    assert said(used) == '{"name": "zhao", "role": "staff"}'
    assert (signed.event, signed.who, signed.account) == ("signed_in", "zhao", staff.id)
    assert said(signed) == (
        f'{{"address": "192.0.2.5", "method": "claim", "session": "{session.actor.session_id}"}}'
    )


# Being seen


@on_one_database
def test_a_read_only_look_is_no_use_of_a_session(gate, zhao, clock) -> None:
    """`require` reads the session anew and is not what keeps it: a page that is drawn is."""
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    clock.advance(minutes=59)
    auth.require(session.actor, auth.Action.UPLOAD)
    clock.advance(minutes=1)
    assert not auth.find_actor(gate, session.token).signed_in
