"""Accounts: created, given a role and an area, disabled; each change is checked and audited."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from auth.actors import Actor, Role, is_printable
from auth.audit_chain import AuditEvent, append_row
from auth.database import AuthDatabase
from auth.errors import InvalidValueError
from auth.passwords import check_password, hash_password
from auth.permissions import Action, require
from auth.schema import accounts, sessions
from auth.sessions import end_sessions

# Lower-case Latin letters and Chinese characters only, so that no two characters look alike. Names
# with a colon are operators'.
NAME = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff._@-]{1,63}")
AREA = re.compile(r"(\d{6}|ORG-[A-Z0-9-]{1,36})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """An account, as the accounts page shows it.

    `area` is the code of the only area that it may change ("" for every area); `external` is the
    issuer of the OpenID provider that it signs in through, or "".
    """

    id: str
    name: str
    display_name: str
    role: Role
    area: str
    disabled: bool
    has_password: bool
    external: str
    created_at: datetime


def create_account(
    actor: Actor,
    name: str,
    display_name: str,
    role: Role,
    *,
    area: str = "",
    password: str | None = None,
) -> Account:
    """Create an account and return it.

    `area` is an area code, or "" for every area. An account without a password needs an invitation,
    OpenID or a proxy to sign in. Raises PermissionDeniedError, InvalidValueError and
    DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    values = check_account(name, display_name, role, area)
    if password is not None:
        check_password(password, values["name"])
        values["password_hash"] = hash_password(password, actor.database.hashing)
    with actor.database.write_transaction() as db:
        row = insert_account(db, actor.database, values)
        detail = {"name": row.name, "role": row.role, "area": row.area}
        append_row(db, current, AuditEvent.ACCOUNT_CREATED, row.id, detail)
    return account_from_row(row)


def set_display_name(actor: Actor, account_id: str, display_name: str) -> Account:
    """Set the name that pages show for an account.

    Raises PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    values = {"display_name": check_display_name(display_name)}
    return _update_account(current, account_id, AuditEvent.NAME_SET, values)


def set_role(actor: Actor, account_id: str, role: Role) -> Account:
    """Set an account's role, which applies to its open sessions too.

    Raises PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, account_id, AuditEvent.ROLE_SET, {"role": check_role(role)})


def set_area(actor: Actor, account_id: str, area: str) -> Account:
    """Limit an account to one area, by its code; "" allows every area.

    Raises PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, account_id, AuditEvent.AREA_SET, {"area": check_area(area)})


def disable_account(actor: Actor, account_id: str) -> Account:
    """Disable an account and end its sessions at once.

    Raises PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, account_id, AuditEvent.ACCOUNT_DISABLED, {"disabled": True})


def enable_account(actor: Actor, account_id: str) -> Account:
    """Enable a disabled account.

    Raises PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, account_id, AuditEvent.ACCOUNT_ENABLED, {"disabled": False})


def reset_password(actor: Actor, account_id: str, password: str) -> Account:
    """Set another account's password and end its sessions.

    Raises PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.read_transaction() as db:
        name = find_account(db, account_id).name
    check_password(password, name)
    values = {"password_hash": hash_password(password, actor.database.hashing)}
    return _update_account(current, account_id, AuditEvent.PASSWORD_RESET, values)


def list_accounts(actor: Actor) -> list[Account]:
    """Return all accounts sorted by name.

    Raises PermissionDeniedError, DatabaseUnavailableError.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    query = select(accounts).order_by(accounts.c.name)
    with actor.database.read_transaction() as db:
        return [account_from_row(row) for row in db.execute(query)]


def _update_account(
    actor: Actor, account_id: str, event: AuditEvent, values: dict[str, Any]
) -> Account:
    """Set columns of an account, write `event` to the audit trail, and return the changed account.

    `values` maps column names to new values. Raises
    InvalidValueError if the account is unknown, or would be the last administrator to lose access.
    """
    with actor.database.write_transaction() as db:
        before = find_account(db, account_id)
        db.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
        after = find_account(db, account_id)
        check_area_for_role(after.role, after.area)
        _check_admin_remains(db, before)
        if event in (AuditEvent.ACCOUNT_DISABLED, AuditEvent.PASSWORD_RESET):
            end_sessions(db, actor.database.now(), sessions.c.account_id == account_id)
        public = {name: value for name, value in values.items() if name != "password_hash"}
        append_row(db, actor, event, account_id, {"name": after.name, **public})
    return account_from_row(after)


def _check_admin_remains(db: Connection, before: Row[Any]) -> None:
    """Raise InvalidValueError("last_admin") if a change has left no enabled administrator.

    `before` is the changed account's row as it was before the change.
    """
    admins = (accounts.c.role == Role.ADMIN.value, accounts.c.disabled.is_(False))
    count = db.execute(select(func.count()).select_from(accounts).where(*admins)).scalar_one()
    if count == 0 and before.role == Role.ADMIN.value and not before.disabled:
        raise InvalidValueError("last_admin")


# Functions without a permission check: callers must have called `require`.


def check_account(name: str, display_name: str, role: Role, area: str) -> dict[str, Any]:
    """Return the column values of a new account. Raises InvalidValueError for an invalid value."""
    normalized = normalize_name(name)
    if not NAME.fullmatch(normalized):
        raise InvalidValueError("name_malformed", {"name": name[:64] if is_printable(name) else ""})
    values = {
        "name": normalized,
        "display_name": check_display_name(display_name or name),
        "role": check_role(role),
        "area": check_area(area),
    }
    check_area_for_role(values["role"], values["area"])
    return values


def normalize_name(name: str) -> str:
    """Return a sign-in name in the only spelling that is stored: " Ｌｉ.Na " → "li.na"."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def check_display_name(text: str) -> str:
    """Return a display name without leading and trailing blanks.

    Raises InvalidValueError("display_name_malformed") for an empty name, more than 80 characters,
    or unprintable characters.
    """
    name = text.strip()
    if not 1 <= len(name) <= 80 or not is_printable(name):
        raise InvalidValueError("display_name_malformed")
    return name


def check_role(role: Role) -> str:
    """Return the text that the database stores for a role.

    Raises InvalidValueError("role_unknown").
    """
    if role not in set(Role):
        raise InvalidValueError("role_unknown", {"role": str(role)[:16]})
    return Role(role).value


def check_area(area: str) -> str:
    """Return `area` if it has the form of an area code or is "".

    Examples of codes are "330200" and "ORG-CNPC". Raises InvalidValueError("area_malformed").
    """
    if not AREA.fullmatch(area):
        raise InvalidValueError("area_malformed", {"area": area[:40] if is_printable(area) else ""})
    return area


def check_area_for_role(role: str, area: str) -> None:
    """Raise InvalidValueError("area_not_for_role") if `area` is set for a viewer or administrator.

    Only staff and reviewers can be limited to an area.
    """
    if area and role not in (Role.STAFF.value, Role.REVIEWER.value):
        raise InvalidValueError("area_not_for_role", {"role": role})


def insert_account(db: Connection, database: AuthDatabase, values: Mapping[str, Any]) -> Row[Any]:
    """Insert an account and return its row; `values` were checked by `check_account`.

    Raises InvalidValueError("name_taken").
    """
    same_name = select(accounts.c.id).where(accounts.c.name == values["name"])
    if db.execute(same_name).first():
        raise InvalidValueError("name_taken", {"name": values["name"]})
    row = {"id": secrets.token_hex(8), "disabled": False, "created_at": database.now(), **values}
    db.execute(insert(accounts).values(**row))
    return find_account(db, row["id"])


def find_account(db: Connection, account_id: str) -> Row[Any]:
    """Return the row of the account with this id. Raises InvalidValueError("account_unknown")."""
    row = db.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none()
    if row is None:
        raise InvalidValueError("account_unknown")
    return row


def account_from_row(row: Row[Any]) -> Account:
    """Convert a row of the table `accounts` to an Account."""
    return Account(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        role=Role(row.role),
        area=row.area,
        disabled=row.disabled,
        has_password=row.password_hash is not None,
        external=row.issuer or "",
        created_at=row.created_at,
    )
