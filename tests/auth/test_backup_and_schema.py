import gzip
import io
import json
import stat
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

import auth
from auth import AuditEvent, AuthDatabase, DatabaseUnavailableError, InvalidValueError, Role
from auth.schema import accounts, schema_version, upgrade_schema
from tests.helpers.auth_db import PASSWORD, Clock, account_now


@pytest.fixture
def elsewhere(tmp_path: Path, clock: Clock, opened: Callable[..., AuthDatabase]) -> AuthDatabase:
    return opened(f"sqlite:///{tmp_path}/elsewhere.db", clock=clock)


def backed_up(boss) -> bytes:
    stream = io.BytesIO()
    auth.back_up(boss, stream)
    return stream.getvalue()


def test_a_backup_brings_accounts_and_the_same_trail_to_another_database(
    gate, boss, person, elsewhere, clock
):
    staff = person("zhao", Role.STAFF, "330203")
    auth.record_event(staff, AuditEvent.PUBLISHED, "release 2", {"reason": "订正"})
    stream = io.BytesIO()
    head = auth.back_up(boss, stream)
    assert head == auth.read_audit_head(gate)
    stream.seek(0)
    assert auth.load_backup(auth.operator_actor(elsewhere, "LI"), stream) == head
    assert auth.read_audit_head(elsewhere) == head
    assert auth.verify_audit(elsewhere, [head]) is None
    there = auth.operator_actor(elsewhere, "LI")
    assert auth.list_accounts(there) == auth.list_accounts(boss)
    assert auth.read_audit(there) == auth.read_audit(boss)
    session = auth.sign_in(elsewhere, "zhao", PASSWORD, ip_address="::1")
    assert (session.actor.role, session.actor.area) == (Role.STAFF, "330203")
    with pytest.raises(auth.PermissionDeniedError):  # sessions stay behind
        auth.sign_out(auth.Actor(elsewhere, "zhao", session_id=staff.session_id))


def test_a_backup_goes_into_an_empty_database_alone(boss, elsewhere):
    data, there = backed_up(boss), auth.operator_actor(elsewhere, "LI")
    auth.record_event(there, AuditEvent.PUBLISHED)
    with pytest.raises(InvalidValueError) as refused:
        auth.load_backup(there, io.BytesIO(data))
    assert refused.value.code == "backup_not_empty"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lines: lines[:-1], "backup_audit"),
        (lambda lines: [lines[0], *lines[2:]], "backup_malformed"),
        (
            lambda lines: [line.replace('"who": "op', '"who": "no') for line in lines],
            "backup_audit",
        ),
        (lambda lines: [lines[0].replace("union-access", "else"), *lines[1:]], "backup_malformed"),
        (lambda lines: [*lines, lines[-1]], "backup_malformed"),
        (lambda lines: [*lines, '{"table": "sessions", "row": {}}'], "backup_malformed"),
        (lambda lines: [*lines, "[]"], "backup_malformed"),
        (lambda lines: [*lines, '{"table": "audit", "row": {"no": 1}}'], "backup_malformed"),
        (lambda lines: [], "backup_malformed"),
    ],
)
def test_a_damaged_backup_is_refused_whole(boss, elsewhere, change, code):
    auth.record_event(boss, AuditEvent.PUBLISHED, "release 2")
    lines = gzip.decompress(backed_up(boss)).decode().splitlines()
    damaged = gzip.compress("\n".join(change(lines)).encode())
    with pytest.raises(InvalidValueError) as refused:
        auth.load_backup(auth.operator_actor(elsewhere, "LI"), io.BytesIO(damaged))
    assert refused.value.code == code
    assert auth.read_audit_head(elsewhere).number == 0


@pytest.mark.parametrize("data", [b"", b"not gzip", gzip.compress(b"\xff\xfe", mtime=0)])
def test_what_is_no_backup_is_refused(elsewhere, data):
    with pytest.raises(InvalidValueError) as refused:
        auth.load_backup(auth.operator_actor(elsewhere, "LI"), io.BytesIO(data))
    assert refused.value.code == "backup_malformed"


def test_a_backup_holds_no_sessions_links_or_attempts(gate, boss, person):
    person("zhao", Role.STAFF)
    auth.issue_invitation(boss, account_now(boss, auth.list_accounts(boss)[0].id))
    lines = gzip.decompress(backed_up(boss)).decode().splitlines()
    tables = {json.loads(line).get("table") for line in lines[1:]}
    assert tables == {"accounts", "audit"}
    assert "token" not in "".join(lines)


def test_opening_again_changes_nothing(database, opened, clock, gate, boss):
    auth.create_account(boss, "zhao", "赵", Role.STAFF)
    again = opened(database, clock=clock)
    assert [account.name for account in auth.list_accounts(auth.operator_actor(again, "X"))] == [
        "zhao"
    ]


def test_a_sqlite_file_is_its_owners_alone(tmp_path, opened):
    opened(f"sqlite:///{tmp_path}/store/access.db")
    assert stat.S_IMODE((tmp_path / "store/access.db").stat().st_mode) == 0o600


def test_a_database_that_cannot_be_written_opens_for_reading(tmp_path, opened, clock):
    opened(f"sqlite:///{tmp_path}/access.db", clock=clock).close()
    read_only = opened(f"sqlite:///file:{tmp_path}/access.db?mode=ro&uri=true", clock=clock)
    assert auth.find_actor(read_only, "x" * 43).role is None
    with pytest.raises(DatabaseUnavailableError) as refused:
        auth.issue_first_admin_link(auth.operator_actor(read_only, "start"))
    assert refused.value.code == "database_unreachable"


def test_steps_lead_from_version_to_version_once(gate):
    done: list[int] = []

    def step(number: int) -> Callable[..., None]:
        def run(db) -> None:
            db.execute(text(f"ALTER TABLE accounts ADD COLUMN extra{number} INTEGER"))
            done.append(number)

        return run

    steps = {1: step(1), 2: step(2)}
    for _ in range(2):
        with gate.write_transaction() as db:
            upgrade_schema(db, steps, target=3)
    assert done == [1, 2]
    with gate.read_transaction() as db:
        assert db.execute(select(schema_version.c.version)).scalars().all() == [3]
        db.execute(text("SELECT extra1, extra2 FROM accounts"))


def test_a_step_that_fails_leaves_the_tables_as_they_were(gate):
    def step(db) -> None:
        db.execute(text("ALTER TABLE accounts ADD COLUMN extra INTEGER"))
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), gate.write_transaction() as db:
        upgrade_schema(db, {1: step}, target=2)
    with gate.read_transaction() as db:
        assert db.execute(select(schema_version.c.version)).scalars().all() == [1]
        columns = db.execute(text("SELECT * FROM accounts")).keys()
    assert "extra" not in columns


def test_tables_of_a_later_edition_are_left_alone(database, opened, gate):
    with gate.write_transaction() as db:
        db.execute(schema_version.update().values(version=7))
    with pytest.raises(DatabaseUnavailableError) as refused:
        opened(database)
    assert refused.value.code == "schema_newer"
    assert refused.value.values == {"found": 7, "known": 1}


def test_errors_of_the_database_do_not_print_what_was_sent(gate, boss):
    row = {
        "id": "1",
        "name": "zhao",
        "display_name": "赵",
        "password_hash": "canary-17",
        "role": "staff",
        "area": "",
        "disabled": False,
        "created_at": gate.now(),
    }
    with gate.write_transaction() as db:
        db.execute(accounts.insert().values(**row))
    with pytest.raises(IntegrityError) as error, gate.write_transaction() as db:
        db.execute(accounts.insert().values(**row))
    assert "canary-17" not in "".join(traceback.format_exception(error.value))
