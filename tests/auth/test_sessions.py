from datetime import timedelta

import pytest
from sqlalchemy import select, text

import auth
from auth import AuditEvent, AuthLimits, InvalidValueError, PermissionDeniedError, Role, SignInError
from auth.schema import accounts, sessions
from tests.helpers.auth_db import HOME, PASSWORD, Clock, account_now, fails, said


def test_signing_in_gives_a_token_that_is_kept_only_as_a_digest(gate, zhao, clock):
    session = auth.sign_in(gate, " ZHAO ", PASSWORD, ip_address=HOME)
    assert session.expires_at == clock.at + timedelta(hours=8)
    actor = auth.find_actor(gate, session.token)
    assert actor == session.actor
    assert (actor.account_id, actor.name, actor.display_name) == (zhao, "zhao", "赵")
    assert (actor.role, actor.area, actor.signed_in) == (Role.STAFF, "", True)
    assert len(session.token) == 43
    with gate.read_transaction() as db:
        rows = [str(row) for table in (sessions, accounts) for row in db.execute(select(table))]
    assert not any(session.token in row for row in rows)
    assert session.token not in repr(session) + repr(actor)


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 43, "'; DROP TABLE sessions; --", "a\0b", "\ud800"]
)
def test_any_other_cookie_is_nobody(gate, zhao, token):
    assert auth.find_actor(gate, token) == auth.anonymous_actor(gate)


def test_without_a_cookie_the_database_is_not_asked(gate):
    gate.close()
    broken = auth.AuthDatabase(engine=None)  # type: ignore[arg-type]
    assert auth.find_actor(broken, "").role is None


def test_a_cookie_planted_beforehand_is_not_what_gets_signed_in(gate, zhao):
    planted = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).token
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME, old_token=planted)
    assert session.token != planted
    assert auth.find_actor(gate, planted).role is None
    assert auth.find_actor(gate, session.token).role is Role.STAFF
    never_issued = "planted-" + "0" * 35
    other = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME, old_token=never_issued)
    assert other.token != never_issued
    assert auth.find_actor(gate, never_issued).role is None


@pytest.mark.parametrize(
    ("minutes", "holds"), [([59, 59, 59], True), ([60], False), ([59] * 8, True), ([59] * 9, False)]
)
def test_a_session_holds_an_hour_idle_and_eight_in_all(gate, zhao, clock, minutes, holds):
    token = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).token
    for step in minutes:
        clock.advance(minutes=step)
        actor = auth.find_actor(gate, token)
    assert actor.signed_in is holds
    assert actor.name == "zhao"


def test_nobody_can_configure_longer_sessions():
    assert AuthLimits(session=timedelta(hours=2)).session == timedelta(hours=2)
    for looser in ({"session": timedelta(hours=9)}, {"idle": timedelta(minutes=61)}):
        with pytest.raises(InvalidValueError, match="session_too_long"):
            AuthLimits(**looser)


def test_a_cookie_replayed_after_signing_out_is_nobody(gate, zhao, boss):
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    other = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    auth.sign_out(session.actor)
    assert auth.find_actor(gate, session.token).role is None
    assert auth.find_actor(gate, other.token).role is Role.STAFF
    events = [row.event for row in auth.read_audit(boss)]
    assert events == ["signed_out", "signed_in", "signed_in", "account_created"]


def test_changing_ones_password_ends_every_session_and_begins_one(gate, zhao, boss):
    first = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    second = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    third = auth.change_password(first.actor, PASSWORD, "新的口令长得很好记住", ip_address=HOME)
    assert auth.find_actor(gate, first.token).role is None
    assert auth.find_actor(gate, second.token).role is None
    assert auth.find_actor(gate, third.token).role is Role.STAFF
    assert fails(gate, "zhao", PASSWORD).code == "wrong"
    assert auth.sign_in(gate, "zhao", "新的口令长得很好记住", ip_address=HOME).actor.signed_in
    (row,) = auth.read_audit(boss, event=AuditEvent.PASSWORD_CHANGED)
    begun = auth.read_detail(row)["session"]
    assert said(row) == f'{{"name": "zhao", "session": "{begun}", "sessions": 2}}'


def test_changing_ones_password_takes_the_old_one_and_a_good_new_one(gate, zhao):
    session = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    with pytest.raises(SignInError) as failed:
        auth.change_password(
            session.actor, "not the old one", "新的口令长得很好记住", ip_address=HOME
        )
    assert failed.value.code == "wrong"
    with pytest.raises(InvalidValueError) as invalid:
        auth.change_password(session.actor, PASSWORD, "short", ip_address=HOME)
    assert (invalid.value.code, invalid.value.values) == ("password_short", {"least": 10})
    assert auth.find_actor(gate, session.token).signed_in
    for _ in range(4):
        with pytest.raises(SignInError):
            auth.change_password(session.actor, "guess", "新的口令长得很好记住", ip_address=HOME)
    with pytest.raises(SignInError) as limited:
        auth.change_password(session.actor, PASSWORD, "新的口令长得很好记住", ip_address=HOME)
    assert limited.value.code == "too_many"


def test_a_sixth_session_ends_the_oldest_and_says_so(gate, zhao, boss, clock):
    begun = []
    for _ in range(5):
        begun.append(auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME))
        clock.advance(minutes=1)
    assert all(auth.find_actor(gate, each.token).signed_in for each in begun)
    begun.append(auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME))
    valid = [auth.find_actor(gate, each.token).signed_in for each in begun]
    assert valid == [False, True, True, True, True, True]
    (row,) = auth.read_audit(boss, event=AuditEvent.SESSIONS_REVOKED)
    assert (row.who, row.subject, row.detail) == ("zhao", zhao, '{"most": 5, "sessions": 1}')
    # What has run out by itself takes no room; another account's sessions are its own.
    clock.advance(minutes=61)
    newest = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    auth.create_account(boss, "qian", "钱", Role.STAFF, password=PASSWORD)
    for _ in range(5):
        auth.sign_in(gate, "qian", PASSWORD, ip_address=HOME)
    assert auth.find_actor(gate, newest.token).signed_in
    assert len(auth.read_audit(boss, event=AuditEvent.SESSIONS_REVOKED)) == 1


def test_sessions_are_listed_and_revoked_by_their_holder_and_by_administrators(
    gate, person, boss, clock
):
    staff, admin = person("zhao", Role.STAFF), person("qian", Role.ADMIN)
    clock.advance(minutes=1)
    newer = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    mine = auth.list_sessions(staff, staff.account_id)
    assert [row.id for row in mine] == [newer.actor.session_id, staff.session_id]
    assert {(row.name, row.method) for row in mine} == {("zhao", "password")}
    assert len(auth.list_sessions(boss)) == 3
    assert auth.revoke_session(staff, newer.actor.session_id) == 1
    assert auth.revoke_session(admin, newer.actor.session_id) == 0
    with pytest.raises(PermissionDeniedError):
        auth.revoke_session(staff, admin.session_id)
    assert auth.revoke_sessions(admin, staff.account_id) == 1
    assert auth.list_sessions(admin, staff.account_id) == []
    (row, _) = auth.read_audit(boss, event=AuditEvent.SESSIONS_REVOKED)
    assert (row.who, row.subject, row.detail) == ("qian", staff.account_id, '{"sessions": 1}')


def test_a_disabled_account_is_nobody_even_with_a_session(gate, zhao):
    token = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).token
    with gate.write_transaction() as db:  # as a hand in the database would leave it
        db.execute(accounts.update().values(disabled=True))
    assert auth.find_actor(gate, token).role is None


def test_being_seen_is_written_once_a_minute(gate, zhao, clock):
    token = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).token
    begun = clock.at

    def seen() -> object:
        with gate.read_transaction() as db:
            return db.execute(select(sessions.c.seen_at)).scalar_one()

    clock.advance(seconds=59)
    auth.find_actor(gate, token)
    assert seen() == begun
    clock.advance(seconds=1)
    auth.find_actor(gate, token)
    assert seen() == clock.at


# A proxy that vouches


def test_a_proxy_vouches_for_an_account_that_exists(gate, zhao, boss, person):
    disabled = person("disabled", Role.STAFF)
    auth.disable_account(boss, account_now(boss, disabled.account_id))
    session = auth.sign_in_by_proxy(gate, "Zhao", ip_address="198.51.100.7")
    assert (session.actor.account_id, session.actor.role) == (zhao, Role.STAFF)
    for name in ("nobody", "disabled"):
        with pytest.raises(SignInError) as failed:
            auth.sign_in_by_proxy(gate, name, ip_address=HOME)
        assert failed.value.code == "proxy_unknown"
    newest = auth.read_audit(boss, limit=3)
    assert [row.who for row in newest] == ["disabled", "anonymous", "zhao"]
    assert '"address": "198.51.100.7"' in newest[2].detail
    assert '"method": "proxy"' in newest[2].detail


# The database away


def test_a_database_that_is_away_is_said_so_by_code(tmp_path, clock: Clock):
    for url in (
        "postgresql+psycopg://dashboard@/none?host=/nonexistent",
        f"sqlite:///{tmp_path}",
    ):
        with pytest.raises(auth.DatabaseUnavailableError) as away:
            auth.open_auth_database(url, clock=clock)
        assert away.value.code == "database_unreachable"
        assert str(tmp_path) not in str(away.value)


def test_readers_are_served_while_the_database_cannot_be_written(gate, zhao, clock):
    token = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).token
    clock.advance(minutes=5)
    if gate.engine.dialect.name == "sqlite":
        with gate.read_transaction() as db:
            db.execute(text("PRAGMA query_only = ON"))
    else:
        with gate.engine.connect() as db:
            name = gate.engine.url.database
            db.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
            db.commit()
        gate.close()
    assert auth.find_actor(gate, token).role is Role.STAFF
