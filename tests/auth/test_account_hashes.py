"""A row of an account that is altered, lost or put in behind the program's back is found."""

import pytest
from sqlalchemy import delete, insert, text, update

import auth
from auth import AccountFinding, Actor, AuditEvent, AuthDatabase, Role
from auth.schema import accounts, audit_rows
from tests.helpers.auth_db import HOME, PASSWORD, account_now, unguarded

ALTERED = {
    "name": "zhaq",
    "display_name": "赶",
    "password_hash": "$argon2id$v=19$m=64,t=1,p=1$AAAA$BBBB",
    "role": "admin",
    "area": "330200",
    "disabled": True,
    "issuer": "https://elsewhere.example",
    "subject": "1",
}


@pytest.mark.parametrize("column", ALTERED)
def test_a_column_that_is_altered_is_named(gate: AuthDatabase, zhao: str, column: str) -> None:
    assert auth.verify_accounts(gate) == []
    with gate.write_transaction() as db:
        chosen = update(accounts).where(accounts.c.id == zhao)
        db.execute(chosen.values(**{column: ALTERED[column]}))
    assert auth.verify_accounts(gate) == [AccountFinding("zhao", "changed")]


@pytest.mark.usefixtures("zhao")
def test_the_time_of_an_account_that_is_altered_is_named(gate: AuthDatabase) -> None:
    with gate.write_transaction() as db:
        db.execute(text("UPDATE accounts SET created_at = 'no time' WHERE name = 'zhao'"))
    assert auth.verify_accounts(gate) == [AccountFinding("zhao", "changed")]


def test_an_account_that_is_lost_or_put_in_is_named(gate: AuthDatabase, boss: Actor) -> None:
    made = auth.create_account(boss, "wu", "wu", Role.STAFF, password=PASSWORD)
    with gate.write_transaction() as db:
        row = dict(db.execute(accounts.select().where(accounts.c.id == made.id)).one()._mapping)
        db.execute(delete(accounts).where(accounts.c.id == made.id))
        db.execute(insert(accounts).values(**{**row, "id": "0" * 16}))
    assert set(auth.verify_accounts(gate)) == {
        AccountFinding("wu", "missing"),
        AccountFinding("0" * 16, "unknown"),
    }


def test_whatever_is_done_to_an_account_is_noted(gate: AuthDatabase, boss: Actor) -> None:
    made = auth.create_account(boss, "wu", "wu", Role.STAFF)
    for change in (
        lambda seen: auth.set_display_name(boss, seen, "吴"),
        lambda seen: auth.set_role(boss, seen, Role.REVIEWER),
        lambda seen: auth.set_area(boss, seen, "330200"),
        lambda seen: auth.disable_account(boss, seen),
        lambda seen: auth.enable_account(boss, seen),
        lambda seen: auth.reset_password(boss, seen, PASSWORD),
    ):
        change(account_now(boss, made.id))
        assert auth.verify_accounts(gate) == []
    link = auth.issue_invitation(boss, account_now(boss, made.id))
    wu = auth.redeem_link(gate, link.token, password=PASSWORD, ip_address=HOME).actor
    assert auth.verify_accounts(gate) == []
    auth.change_password(wu, PASSWORD, "另一个好的密码口令了", ip_address=HOME)
    assert auth.verify_accounts(gate) == []


def test_accounts_of_version_0_2_are_noted_by_a_start(
    gate: AuthDatabase, boss: Actor, zhao: str
) -> None:
    unguarded(gate)
    with gate.write_transaction() as db:
        db.execute(delete(audit_rows))
        auth.audit_chain.append_row(db, boss, AuditEvent.SIGNED_OUT)
    auth.write_missing_account_hashes(gate)
    auth.write_missing_account_hashes(gate)
    assert len(auth.read_audit(boss, event=AuditEvent.ACCOUNTS_NOTED)) == 1
    assert auth.verify_accounts(gate) == []
    with gate.write_transaction() as db:
        db.execute(update(accounts).values(role="admin"))
    assert AccountFinding(zhao, "changed") in auth.verify_accounts(gate)


def test_a_note_of_the_newest_row_that_is_deleted_is_named(database: str, opened, tmp_path) -> None:
    elsewhere = {} if database.startswith("sqlite") else {"noted_head": tmp_path / "noted.head"}
    gate = opened(database, **elsewhere)
    boss = auth.operator_actor(gate, "boss")
    assert auth.verify_audit(gate) is None
    auth.create_account(boss, "wu", "wu", Role.STAFF, password=PASSWORD)
    assert auth.verify_audit(gate) is None
    gate.noted_heads[0].unlink()
    found = auth.verify_audit(gate)
    assert found
    assert (found.number, found.code) == (1, "head")
