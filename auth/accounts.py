"""Accounts: made, bound to a role and an area, disabled; each change asks and is written down."""

from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from auth import audit, session_rows
from auth.account_rows import (
    Account,
    account_from_row,
    check_account,
    check_area,
    check_area_for_role,
    check_display_name,
    check_role,
    find_account,
    insert_account,
)
from auth.actors import Actor, Role
from auth.errors import InvalidValueError
from auth.passwords import check_password, hash_password
from auth.permissions import Action, require
from auth.tables import accounts, sessions


def create_account(
    actor: Actor,
    name: str,
    display_name: str,
    role: Role,
    *,
    area: str = "",
    password: str | None = None,
) -> Account:
    """Make an account; without a password it signs in once invited, or from outside.

    Raises Denied, Invalid, Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    values = check_account(name, display_name, role, area)
    if password is not None:
        check_password(password, values["name"])
        values["password_hash"] = hash_password(password, actor.database.hashing)
    with actor.database.write_transaction() as db:
        row = insert_account(db, actor.database, values)
        detail = {"name": row.name, "role": row.role, "area": row.area}
        audit.append_row(db, current, audit.AuditEvent.ACCOUNT_CREATED, row.id, detail)
    return account_from_row(row)


def set_display_name(actor: Actor, account: str, display_name: str) -> Account:
    """Give an account another name to show. Raises Denied, InvalidValueError, Unavailable."""
    current = require(actor, Action.MANAGE_ACCOUNTS)
    shown = check_display_name(display_name)
    return _change(current, account, audit.AuditEvent.NAME_SET, {"display_name": shown})


def set_role(actor: Actor, account: str, role: Role) -> Account:
    """Give an account another role, from its next click on.

    Raises Denied, InvalidValueError, Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _change(current, account, audit.AuditEvent.ROLE_SET, {"role": check_role(role)})


def set_area(actor: Actor, account: str, area: str) -> Account:
    """Bind an account to an area, or with "" to none. Raises Denied, Invalid, Unavailable."""
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _change(current, account, audit.AuditEvent.AREA_SET, {"area": check_area(area)})


def disable_account(actor: Actor, account: str) -> Account:
    """Shut an account out at once, its open sessions too.

    Raises Denied, InvalidValueError, Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _change(current, account, audit.AuditEvent.ACCOUNT_DISABLED, {"disabled": True})


def enable_account(actor: Actor, account: str) -> Account:
    """Let a disabled account sign in again. Raises Denied, InvalidValueError, Unavailable."""
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _change(current, account, audit.AuditEvent.ACCOUNT_ENABLED, {"disabled": False})


def reset_password(actor: Actor, account: str, password: str) -> Account:
    """Give an account another password and end its sessions.

    Raises Denied, Invalid, Unavailable.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.read_transaction() as db:
        name = find_account(db, account).name
    check_password(password, name)
    change = {"password_hash": hash_password(password, actor.database.hashing)}
    return _change(current, account, audit.AuditEvent.PASSWORD_RESET, change)


def list_accounts(actor: Actor) -> list[Account]:
    """List all accounts by name. Raises Denied and Unavailable."""
    require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.read_transaction() as db:
        return [account_from_row(row) for row in db.execute(select(accounts).order_by(accounts.c.name))]


def _change(actor: Actor, account: str, event: audit.AuditEvent, change: dict[str, Any]) -> Account:
    with actor.database.write_transaction() as db:
        before = find_account(db, account)
        db.execute(update(accounts).where(accounts.c.id == account).values(**change))
        after = find_account(db, account)
        check_area_for_role(after.role, after.area)
        _keep_one_admin(db, before)
        if event in (audit.AuditEvent.ACCOUNT_DISABLED, audit.AuditEvent.PASSWORD_RESET):
            session_rows.end_sessions(db, actor.database.now(), sessions.c.account_id == account)
        shown = {name: value for name, value in change.items() if name != "password_hash"}
        audit.append_row(db, actor, event, account, {"name": after.name, **shown})
    return account_from_row(after)


def _keep_one_admin(db: Connection, before: Row[Any]) -> None:
    admins = (accounts.c.role == Role.ADMIN.value, accounts.c.disabled.is_(False))
    left = db.execute(select(func.count()).select_from(accounts).where(*admins)).scalar_one()
    if left == 0 and before.role == Role.ADMIN.value and not before.disabled:
        raise InvalidValueError("last_admin")
