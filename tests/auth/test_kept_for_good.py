"""What is kept for good: the tables of version 1, the trail's rows and their hashes."""

import hashlib
import json
import logging
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

import auth
from auth import AuditEvent, AuditHead, DatabaseUnavailableError, Role
from auth.audit_chain import NO_PREVIOUS_HASH
from auth.schema import accounts, format_utc, parse_utc, sessions
from tests.helpers.auth_db import CHEAP, HOME, PASSWORD

on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# Table: its columns (! not null), its key, what is unique, what is indexed, what it points to.
TABLES = {
    "accounts": (
        "id! name! display_name! password_hash role! area! disabled! issuer subject created_at!",
        "id", "name; issuer subject", "", "",
    ),
    "attempts": ("id! at! name_sha256! address! outcome!", "id", "", "at", ""),
    "audit": (
        "number! at! who! account! event! subject! detail! previous! hash!", "number", "", "", "",
    ),
    "claims": (
        "token_sha256! account_id created_at! expires_at! used_at", "token_sha256", "", "",
        "account_id accounts.id",
    ),
    "departures": (
        "state_sha256! browser_sha256! next_path! created_at!", "state_sha256", "", "", "",
    ),
    "schema_version": ("version!", "version", "", "", ""),
    "sessions": (
        "id! account_id! token_sha256! method! created_at! seen_at! expires_at! ended_at", "id",
        "token_sha256", "account_id", "account_id accounts.id",
    ),
}  # fmt: skip


def test_the_tables_are_those_of_version_one(gate) -> None:
    """Another column, key or index is another version, and takes a step in `schema.MIGRATIONS`."""
    seen = inspect(gate.engine)
    found = {}
    for name in sorted(seen.get_table_names()):
        columns = (f"{c['name']}{'' if c['nullable'] else '!'}" for c in seen.get_columns(name))
        unique = sorted(
            (" ".join(each["column_names"]) for each in seen.get_unique_constraints(name)),
            key=lambda each: each.count(" "),
        )
        indexed = [
            " ".join(each["column_names"]) for each in seen.get_indexes(name) if not each["unique"]
        ]
        points = [
            f"{' '.join(k['constrained_columns'])} {k['referred_table']}.{k['referred_columns'][0]}"
            for k in seen.get_foreign_keys(name)
        ]
        key = " ".join(seen.get_pk_constraint(name)["constrained_columns"])
        found[name] = (" ".join(columns), key, *("; ".join(e) for e in (unique, indexed, points)))
    assert found == TABLES
    with gate.read_transaction() as db:
        assert db.execute(text("SELECT version FROM schema_version")).scalars().all() == [1]


def test_nobody_is_kept_without_an_account(gate, boss, zhao) -> None:
    auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME)
    with pytest.raises(IntegrityError), gate.write_transaction() as db:
        db.execute(accounts.delete())
    with pytest.raises(IntegrityError), gate.write_transaction() as db:
        db.execute(sessions.update().values(account_id="nobody"))


def test_a_moment_is_kept_in_utc_and_sorts_by_time() -> None:
    shanghai = timezone(timedelta(hours=8))
    at = datetime(2024, 11, 5, 16, 0, 0, 7, tzinfo=shanghai)
    assert format_utc(at) == "2024-11-05T08:00:00.000007Z"
    assert parse_utc(format_utc(at)) == at
    assert parse_utc(format_utc(at)).tzinfo is UTC


# The trail


def test_a_rows_hash_covers_all_that_it_says_and_the_row_before(gate, boss, clock) -> None:
    """Worked out here by hand: a release made by another edition carries such a hash."""
    auth.record_event(
        boss, AuditEvent.PUBLISHED, "release 2", {"reason": "订正", "b": 1, "a": [1, None]}
    )
    auth.record_event(boss, AuditEvent.RESTORED, "release 1")
    newer, older = auth.read_audit(boss)
    said = [1, "2024-11-05T08:00:00.000000Z", "operator:LI", "", "published", "release 2",
            '{"a": [1, null], "b": 1, "reason": "\\u8ba2\\u6b63"}', "0" * 64]  # fmt: skip
    covered = json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    assert older.hash == hashlib.sha256(covered).hexdigest()
    assert newer.previous == older.hash
    assert (newer.detail, NO_PREVIOUS_HASH) == ("{}", "0" * 64)


@on_one_database
def test_a_subject_is_kept_to_two_hundred_letters(boss) -> None:
    auth.record_event(boss, AuditEvent.PUBLISHED, "甲" * 200)
    auth.record_event(boss, AuditEvent.PUBLISHED, "甲" * 200 + "乙")
    assert [row.subject for row in auth.read_audit(boss)] == ["甲" * 200] * 2


@on_one_database
def test_a_row_is_told_to_the_log_as_well(boss, caplog) -> None:
    caplog.set_level(logging.INFO, "dashboard.audit")
    head = auth.record_event(boss, AuditEvent.PUBLISHED, "release 2", {"reason": "x"})
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("dashboard.audit", "INFO")
    assert record.getMessage() == "published"
    assert record.fields == {"row": head.number, "who": "operator:LI", "subject": "release 2"}


@on_one_database
def test_a_reader_without_a_name_is_called_anonymous(gate, boss) -> None:
    auth.record_event(auth.anonymous_actor(gate), AuditEvent.DENIED)
    assert auth.read_audit(boss)[0].who == "anonymous"


@on_one_database
def test_a_hundred_rows_are_read_unless_it_is_said(boss) -> None:
    for n in range(101):
        auth.record_event(boss, AuditEvent.PUBLISHED, f"release {n}")
    rows = auth.read_audit(boss)
    assert (len(rows), rows[0].number, rows[-1].number) == (100, 101, 2)
    assert [row.number for row in auth.read_audit(boss, before=2)] == [1]
    assert auth.read_audit(boss, before=1) == []
    assert len(auth.read_audit(boss, limit=1000, who="operator:LI")) == 101


@on_one_database
def test_heads_of_releases_are_held_against_the_trail(gate, boss) -> None:
    heads = [auth.record_event(boss, AuditEvent.PUBLISHED, f"release {n}") for n in range(3)]
    assert auth.verify_audit(gate, heads) is None
    assert auth.verify_audit(gate, [AuditHead(0, "x"), heads[2]]) is None
    for head, number, code in (
        (AuditHead(3, "f" * 64), 3, "differs"),
        (AuditHead(1, heads[1].hash), 1, "differs"),
        (AuditHead(4, "f" * 64), 4, "cut"),
        (AuditHead(9, "f" * 64), 4, "cut"),
    ):
        fault = auth.verify_audit(gate, [heads[0], head])
        assert fault is not None
        assert (fault.number, fault.code) == (number, code)


# The database


def test_a_database_in_a_folder_that_is_not_there_is_made_with_it(tmp_path, opened) -> None:
    opened(f"sqlite:///{tmp_path}/a/b/access.db").close()
    assert (tmp_path / "a/b/access.db").stat().st_mode & 0o777 == 0o600
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailableError):
        auth.open_auth_database(f"sqlite:///{tmp_path}/file/access.db", hashing=CHEAP)


@pytest.mark.parametrize("url", ["", "no address", "mysql://a@b/c", "nosuch://x"])
def test_an_address_of_no_database_is_said_by_code(url) -> None:
    with pytest.raises(DatabaseUnavailableError) as away:
        auth.open_auth_database(url)
    assert away.value.code == "database_unreachable"


@on_one_database
def test_who_writes_waits_for_another_who_writes(database, opened, gate) -> None:
    """And who reads does not: two connections of one file."""
    other = opened(database)
    with gate.read_transaction() as db:
        assert db.execute(text("PRAGMA busy_timeout")).scalar_one() == 5000
    with gate.write_transaction() as db:
        db.execute(accounts.select())
        assert auth.read_audit_head(other) == AuditHead(0, NO_PREVIOUS_HASH)
        with other.read_transaction() as there:
            there.execute(text("PRAGMA busy_timeout = 1"))
        with pytest.raises(DatabaseUnavailableError):
            auth.record_event(auth.operator_actor(other, "X"), AuditEvent.PUBLISHED)


@on_one_database
def test_a_gate_that_is_closed_opens_again_when_it_is_asked(gate, boss, zhao) -> None:
    gate.close()
    assert [account.name for account in auth.list_accounts(boss)] == ["zhao"]


@on_one_database
def test_without_a_list_of_areas_one_is_bound_to_exactly_ones_own(database, clock) -> None:
    gate = auth.open_auth_database(database, clock=clock, hashing=CHEAP)
    boss = auth.operator_actor(gate, "LI")
    auth.create_account(boss, "zhao", "赵", Role.STAFF, area="330200", password=PASSWORD)
    actor = auth.sign_in(gate, "zhao", PASSWORD, ip_address=HOME).actor
    assert auth.may(actor, auth.Action.PUBLISH, area="330200")
    assert not auth.may(actor, auth.Action.PUBLISH, area="330203")
    gate.close()


@on_one_database
def test_a_denial_names_twenty_areas_at_most(person, boss) -> None:
    actor = person("zhao", Role.STAFF, "330203")
    areas = [f"{n:06}" for n in range(340000, 340025)]
    with pytest.raises(auth.PermissionDeniedError):
        auth.require(actor, auth.Action.PUBLISH, area=reversed(areas))
    (row,) = auth.read_audit(boss, event=AuditEvent.DENIED)
    assert json.loads(row.detail)["areas"] == areas[:20]
    assert (row.who, row.account) == ("zhao", actor.account_id)
