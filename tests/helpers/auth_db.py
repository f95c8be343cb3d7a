"""What the tests of access share: a clock to set, a password, areas, hashing that costs little."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

import auth
from auth import Actor, AuditRow, AuthDatabase, SignInError
from errors import SeenState

# A hundredth of the time, the same algorithm.
CHEAP = auth.PasswordHashing(time_cost=1, memory_kib=64, lanes=1)
PASSWORD = "碧海 correct horse"
PARENTS = auth.make_parents_lookup(
    {"330203": "330200", "330200": "330000", "330000": "100000", "340200": "340000"}
)


HOME = "192.0.2.1"
# The modules with functions that take an actor.
ACTOR_MODULES = (
    "auth.accounts",
    "auth.audit",
    "auth.backup",
    "auth.oidc.sign_in",
    "auth.one_time_links",
    "auth.sessions",
    "auth.password_sign_in",
)


@dataclass
class Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **parts: float) -> None:
        self.at += timedelta(**parts)


def fails(gate: AuthDatabase, name: str, password: str, address: str = HOME) -> SignInError:
    """Try to sign in, which must fail; gives how."""
    with pytest.raises(SignInError) as failed:
        auth.sign_in(gate, name, password, ip_address=address)
    return failed.value


def account_now(actor: Actor, account_id: str) -> SeenState:
    """An account as an administrator sees it at this moment; unknown ones have no hash."""
    boss = auth.operator_actor(actor.database, "boss")
    accounts = {account.id: account.seen for account in auth.list_accounts(boss)}
    return accounts.get(account_id, SeenState(account_id, 0, ""))


def said(row: AuditRow) -> str:
    """The details of a row of the trail, but for hashes of the account or session."""
    detail = json.loads(row.detail)
    detail.pop("account_sha256", None)
    detail.pop("session_sha256", None)
    return json.dumps(detail, sort_keys=True)


def unguarded(gate: AuthDatabase) -> None:
    """Let rows of the trail be changed and deleted, as its guards do not."""
    with gate.write_transaction() as db:
        sqlite = db.dialect.name == "sqlite"
        for name in ("audit_no_update", "audit_no_delete") if sqlite else ():
            db.execute(text(f"DROP TRIGGER {name}"))
        if not sqlite:
            db.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_no_change"))
            db.execute(text("GRANT UPDATE, DELETE ON audit TO CURRENT_USER"))
