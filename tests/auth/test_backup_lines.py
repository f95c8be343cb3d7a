"""A backup's lines: what they say, and which of them are refused."""

import gzip
import io
import json
from pathlib import Path

import pytest

import auth
from auth import DatabaseUnavailableError, InvalidValueError, Role
from auth.schema import accounts
from tests.helpers.auth_db import PASSWORD, Clock

on_one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def elsewhere(tmp_path: Path, clock: Clock, opened) -> auth.AuthDatabase:
    return opened(f"sqlite:///{tmp_path}/elsewhere.db", clock=clock)


def lines_of(boss) -> list[dict[str, object]]:
    stream = io.BytesIO()
    auth.back_up(boss, stream)
    return [json.loads(line) for line in gzip.decompress(stream.getvalue()).splitlines()]


def test_a_backup_says_what_it_is_and_has_every_row(boss, clock) -> None:
    account = auth.create_account(boss, "zhao", "赵", Role.STAFF, area="330203")
    second = auth.create_account(boss, "wang", "王", Role.ADMIN, password=PASSWORD)
    first, *rows = lines_of(boss)
    head = auth.read_audit_head(boss.database)
    assert first == {"shape": "union-access", "version": 1, "head": [head.number, head.hash]}
    kept = {r["row"]["id"]: r["row"] for r in rows if r["table"] == "accounts"}
    assert list(kept) == sorted([account.id, second.id])
    assert kept[account.id] == {
        "id": account.id, "name": "zhao", "display_name": "赵", "password_hash": None,
        "role": "staff", "area": "330203", "disabled": False, "issuer": None, "subject": None,
        "created_at": "2024-11-05T08:00:00.000000Z",
    }  # fmt: skip
    assert kept[second.id]["password_hash"].startswith("$argon2id$")
    trail = [r["row"] for r in rows if r["table"] == "audit"]
    assert [row["number"] for row in trail] == [1, 2, 3]
    assert (trail[-1]["event"], trail[-1]["hash"]) == ("backed_up", head.hash)


@on_one_database
@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"shape": "union-ledger"},
        {"head": [1]},
        {"head": None},
    ],
)
def test_a_backup_of_another_make_is_refused(boss, elsewhere, change) -> None:
    first, *rows = lines_of(boss)
    text_of = "\n".join(json.dumps(line) for line in ({**first, **change}, *rows))
    with pytest.raises(InvalidValueError) as refused:
        auth.load_backup(
            auth.operator_actor(elsewhere, "LI"), io.BytesIO(gzip.compress(text_of.encode()))
        )
    assert refused.value.code == "backup_malformed"


@on_one_database
@pytest.mark.parametrize("said", [{"head": [1, "f" * 64]}, {"head": [2, "f" * 64]}])
def test_a_backup_whose_trail_is_not_the_one_it_names_is_refused(boss, elsewhere, said) -> None:
    first, *rows = lines_of(boss)
    text_of = "\n".join(json.dumps(line) for line in ({**first, **said}, *rows))
    with pytest.raises(InvalidValueError) as refused:
        auth.load_backup(
            auth.operator_actor(elsewhere, "LI"), io.BytesIO(gzip.compress(text_of.encode()))
        )
    assert refused.value.code == "backup_audit"
    assert auth.list_accounts(auth.operator_actor(elsewhere, "LI")) == []


@on_one_database
def test_an_account_alone_keeps_a_backup_out(boss, elsewhere) -> None:
    stream = io.BytesIO()
    auth.back_up(boss, stream)
    stream.seek(0)
    row = {"id": "1", "name": "x", "display_name": "x", "role": "staff", "area": "",
           "disabled": False, "created_at": elsewhere.now()}  # fmt: skip
    with elsewhere.write_transaction() as db:
        db.execute(accounts.insert().values(**row))
    with pytest.raises(InvalidValueError) as refused:
        auth.load_backup(auth.operator_actor(elsewhere, "LI"), stream)
    assert refused.value.code == "backup_not_empty"


@on_one_database
def test_a_database_that_cannot_be_written_is_no_fault_of_the_backup(
    boss, elsewhere, opened, tmp_path
) -> None:
    stream = io.BytesIO()
    auth.back_up(boss, stream)
    stream.seek(0)
    elsewhere.close()
    still = opened(f"sqlite:///file:{tmp_path}/elsewhere.db?mode=ro&uri=true")
    with pytest.raises(DatabaseUnavailableError) as refused:
        auth.load_backup(auth.operator_actor(still, "LI"), stream)
    assert refused.value.code == "database_unreachable"
