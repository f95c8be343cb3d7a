from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import auth
from auth import Actor, AuditEvent, AuditHead, AuthDatabase, PermissionDeniedError, Role
from auth.schema import is_postgresql


def write(boss: Actor, many: int) -> list[AuditHead]:
    return [
        auth.record_event(boss, AuditEvent.PUBLISHED, f"release {n}", {"reason": f"理由{n}"})
        for n in range(1, many + 1)
    ]


def tamper(gate: AuthDatabase, *statements: str) -> None:
    """Change rows as somebody could who owns the database: without the guards."""
    with gate.write_transaction() as db:
        if is_postgresql(db):
            db.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
            db.execute(text("GRANT UPDATE, DELETE, TRUNCATE ON audit TO CURRENT_USER"))
        else:
            for name in ("audit_no_update", "audit_no_delete", "audit_next_number"):
                db.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            db.execute(text(statement))


def test_every_row_holds_who_when_what_and_the_hash_before(gate, boss, clock):
    first, second = write(boss, 2)
    newer, older = auth.read_audit(boss)
    assert (older.number, newer.number) == (1, 2)
    assert older.at == "2024-11-05T08:00:00.000000Z"
    assert (older.who, older.event, older.subject) == ("operator:LI", "published", "release 1")
    assert older.detail == '{"reason": "\\u7406\\u75311"}'
    assert (older.previous, newer.previous) == ("0" * 64, older.hash)
    assert (first, second) == (AuditHead(1, older.hash), AuditHead(2, newer.hash))
    assert auth.read_audit_head(gate) == second
    assert auth.verify_audit(gate) is None


def test_an_empty_trail_is_whole(gate):
    assert auth.read_audit_head(gate) == AuditHead(0, "0" * 64)
    assert auth.verify_audit(gate) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'nobody' WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT 9, at, who, account, event, subject, detail, previous, hash"
        " FROM audit WHERE number = 2",
    ],
)
def test_the_database_refuses_changes_of_the_trail(gate, boss, statement):
    write(boss, 3)
    with (
        pytest.raises(DBAPIError, match=r"append-only|permission denied"),
        gate.write_transaction() as db,
    ):
        db.execute(text(statement))
    assert auth.verify_audit(gate) is None


def test_sqlite_refuses_to_replace_a_row(gate, boss):
    write(boss, 3)
    statement = (
        "REPLACE INTO audit SELECT 2, at, 'nobody', account, event, subject, detail, previous, hash"
        " FROM audit WHERE number = 2"
    )
    if gate.engine.dialect.name == "postgresql":
        statement = "TRUNCATE audit"
    with (
        pytest.raises(DBAPIError, match=r"append-only|permission denied"),
        gate.write_transaction() as db,
    ):
        db.execute(text(statement))
    assert auth.verify_audit(gate) is None


@pytest.mark.parametrize(
    ("statements", "number", "code"),
    [
        (["UPDATE audit SET who = 'nobody' WHERE number = 3"], 3, "changed"),
        (["UPDATE audit SET detail = '{}' WHERE number = 1"], 1, "changed"),
        (["UPDATE audit SET previous = hash WHERE number = 4"], 4, "changed"),
        (["DELETE FROM audit WHERE number = 3"], 3, "missing"),
        (["DELETE FROM audit WHERE number = 1"], 1, "missing"),
        (
            [
                "UPDATE audit SET number = 99 WHERE number = 2",
                "UPDATE audit SET number = 2 WHERE number = 3",
                "UPDATE audit SET number = 3 WHERE number = 99",
            ],
            2,
            "changed",
        ),
    ],
)
def test_verify_names_the_first_bad_row(gate, boss, statements, number, code):
    write(boss, 5)
    tamper(gate, *statements)
    fault = auth.verify_audit(gate)
    assert fault is not None
    assert (fault.number, fault.code) == (number, code)


def test_a_trail_cut_short_is_found_by_the_head_in_a_release(gate, boss):
    heads = write(boss, 5)
    tamper(gate, "DELETE FROM audit WHERE number > 3")
    if gate.noted_heads:  # the file beside an SQLite database knows it without a release
        assert auth.verify_audit(gate) == auth.AuditFinding(4, "cut")
        gate.noted_heads[0].unlink()
    assert auth.verify_audit(gate) is None
    fault = auth.verify_audit(gate, [heads[1], heads[4]])
    assert fault is not None
    assert (fault.number, fault.code) == (4, "cut")


def test_a_trail_written_anew_is_found_by_the_head_in_a_release(gate, boss):
    heads = write(boss, 3)
    tamper(gate, "DELETE FROM audit")
    for n in range(1, 5):
        auth.record_event(boss, AuditEvent.PUBLISHED, f"another {n}")
    assert auth.verify_audit(gate) is None
    fault = auth.verify_audit(gate, heads)
    assert fault is not None
    assert (fault.number, fault.code) == (1, "differs")


def test_a_forged_row_with_a_right_hash_breaks_the_link(gate, boss):
    write(boss, 3)
    with gate.read_transaction() as db:
        row = db.execute(text("SELECT * FROM audit WHERE number = 2")).one()
    forged = auth.AuditRow(**{**row._mapping, "previous": "f" * 64})
    from auth.audit_chain import hash_row

    tamper(
        gate,
        f"UPDATE audit SET previous = '{'f' * 64}', hash = '{hash_row(forged)}' WHERE number = 2",
    )
    fault = auth.verify_audit(gate)
    assert fault is not None
    assert (fault.number, fault.code) == (2, "link")


def test_a_clock_set_back_is_no_fault(gate, boss, clock):
    write(boss, 1)
    clock.advance(days=-400)
    auth.record_event(boss, AuditEvent.PUBLISHED, "later")
    newer, older = auth.read_audit(boss)
    assert newer.at < older.at
    assert newer.subject == "later"
    assert auth.verify_audit(gate) is None


def test_two_processes_write_one_chain(
    database: str, opened: Callable[..., AuthDatabase], gate: AuthDatabase
):
    other = opened(database)

    def many(mine: AuthDatabase, name: str) -> None:
        for n in range(25):
            auth.record_event(auth.operator_actor(mine, name), AuditEvent.PUBLISHED, str(n))

    with ThreadPoolExecutor() as pool:
        list(pool.map(many, [gate, other], ["A", "B"]))
    assert auth.read_audit_head(gate).number == 50
    assert auth.verify_audit(gate) is None


@pytest.mark.parametrize(
    "nasty", ["'; DROP TABLE audit; --", "%_", "a\0b", "\u202e倒", '"', "行\n行", "\ud800"]
)
def test_any_text_is_kept_and_read_back(gate, boss, nasty):
    auth.record_event(boss, AuditEvent.RESTORED, nasty, {"reason": nasty})
    (row,) = auth.read_audit(boss)
    assert row.subject == "".join(c if c.isprintable() else "\ufffd" for c in nasty)
    assert row.detail.isascii()
    assert auth.read_audit(boss, who=nasty) == []
    assert auth.verify_audit(gate) is None


def test_reading_the_trail_filters_pages_and_is_for_administrators(gate, boss, person):
    write(boss, 5)
    auth.record_event(boss, AuditEvent.RESTORED, "release 2")
    assert [row.number for row in auth.read_audit(boss, limit=2)] == [6, 5]
    assert [row.number for row in auth.read_audit(boss, before=5, limit=2)] == [4, 3]
    assert [row.number for row in auth.read_audit(boss, event=AuditEvent.RESTORED)] == [6]
    assert auth.read_audit(boss, who="somebody") == []
    reviewer = person("wang", Role.REVIEWER)
    with pytest.raises(PermissionDeniedError) as denied:
        auth.read_audit(reviewer)
    assert denied.value.code == "role"
