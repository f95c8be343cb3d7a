"""Accounts: creating, changing and disabling them; each change is checked and audited.

A change takes the state of the account that the actor saw (`Account.seen`). If the account has
changed since, an error says how. The version in such a state is the number of the newest row of the
audit trail that changed the account.
"""

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from auth.actors import Actor, Role, is_printable, parse_role
from auth.audit_chain import ACCOUNT_CHANGES, AuditEvent, append_row
from auth.database import AuthDatabase
from auth.errors import AccountChangedError, InvalidValueError
from auth.passwords import check_password, hash_password
from auth.permissions import Action, require
from auth.schema import accounts, audit_rows, sessions
from auth.sessions import end_sessions
from errors import SeenState, StateChange

# Lower-case Latin letters and Chinese characters only, so that no two characters look alike. A
# colon is allowed in the names of operators only.
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
    version: int

    @property
    def seen(self) -> SeenState:
        """What identifies the account's state that a person saw: id, version, hash of its values.

        An action takes it, and is refused if the account has changed since.
        """
        values = [self.name, self.display_name, self.role, self.area, self.disabled]
        state = json.dumps([*values, self.has_password, self.external])
        return SeenState(self.id, self.version, hashlib.sha256(state.encode()).hexdigest())


def create_account(
    actor: Actor,
    name: str,
    display_name: str,
    role: Role,
    *,
    area: str = "",
    password: str | None = None,
) -> Account:
    """Create an account, record that in the audit trail, and return the account.

    `area` is the code of the only area that it may change, "" for every area. If `display_name` is
    "", the name is used. Without a password the account's owner needs an invitation, OpenID or a
    proxy to sign in. Raises PermissionDeniedError, InvalidValueError, DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    values = build_account_values(name, display_name, role, area)
    if password is not None:
        check_password(password, values["name"], values["display_name"])
        values["password_hash"] = hash_password(password, actor.database.hashing)
    with actor.database.write_transaction() as connection:
        row = insert_account(connection, actor.database, values)
        detail = {"name": row.name, "role": row.role, "area": row.area}
        head = append_row(connection, current, AuditEvent.ACCOUNT_CREATED, row.id, detail)
    return account_from_row(row, head.number)


def set_display_name(actor: Actor, seen: SeenState, display_name: str) -> Account:
    """Set the name that pages show for an account.

    The audit trail records it. Raises AccountChangedError if the account is no longer as `seen`,
    PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    values = {"display_name": check_display_name(display_name)}
    return _update_account(current, seen, AuditEvent.NAME_SET, values)


def set_role(actor: Actor, seen: SeenState, role: Role) -> Account:
    """Set an account's role, which applies to its open sessions too.

    The audit trail records it. Raises AccountChangedError if the account is no longer as `seen`,
    PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, seen, AuditEvent.ROLE_SET, {"role": check_role(role)})


def set_area(actor: Actor, seen: SeenState, area: str) -> Account:
    """Limit an account to one area, by its code; "" allows every area.

    The audit trail records it. Raises AccountChangedError if the account is no longer as `seen`,
    PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, seen, AuditEvent.AREA_SET, {"area": check_area_code_form(area)})


def disable_account(actor: Actor, seen: SeenState) -> Account:
    """Disable an account and end its sessions at once.

    The audit trail records it. Raises AccountChangedError if the account is no longer as `seen`,
    PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, seen, AuditEvent.ACCOUNT_DISABLED, {"disabled": True})


def enable_account(actor: Actor, seen: SeenState) -> Account:
    """Enable a disabled account, so that its owner can sign in again.

    The audit trail records it. Raises AccountChangedError if the account is no longer as `seen`,
    PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    return _update_account(current, seen, AuditEvent.ACCOUNT_ENABLED, {"disabled": False})


def reset_password(actor: Actor, seen: SeenState, password: str) -> Account:
    """Set another account's password and end its sessions.

    The audit trail records it. Raises AccountChangedError if the account is no longer as `seen`,
    PermissionDeniedError, InvalidValueError and DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.read_transaction() as connection:
        row = find_account(connection, seen.subject)
    check_password(password, row.name, row.display_name)
    values = {"password_hash": hash_password(password, actor.database.hashing)}
    return _update_account(current, seen, AuditEvent.PASSWORD_RESET, values)


def list_accounts(actor: Actor) -> list[Account]:
    """Return all accounts, disabled ones too, sorted by name.

    Raises PermissionDeniedError, DatabaseUnavailableError.
    """
    require(actor, Action.MANAGE_ACCOUNTS)
    query = select(accounts).order_by(accounts.c.name)
    with actor.database.read_transaction() as connection:
        versions = _read_versions(connection)
        return [account_from_row(row, versions.get(row.id, 0)) for row in connection.execute(query)]


def find_display_names(database: AuthDatabase, names: Iterable[str]) -> dict[str, str]:
    """Return sign-in name → display name of accounts; unknown names are left out.

    Public pages show the display names of authors. One that is also somebody's sign-in name is left
    out, so that nobody can pass for another person. Raises DatabaseUnavailableError.
    """
    wanted_names = set(names)
    with database.read_transaction() as connection:
        display_names = {  # of all accounts
            row.name: row.display_name
            for row in connection.execute(select(accounts.c.name, accounts.c.display_name))
        }
    return {
        name: display_name
        for name, display_name in display_names.items()
        if name in wanted_names and normalize_name(display_name) not in display_names
    }


def _update_account(
    actor: Actor, seen: SeenState, event: AuditEvent, values: dict[str, Any]
) -> Account:
    """Set columns of an account, write `event` to the audit trail, and return the changed account.

    `seen` is the account's state as the actor saw it, `values` maps column names to new values.
    Disabling the account and resetting its password end its sessions. Raises AccountChangedError if
    it is no longer as `seen`, InvalidValueError if it is unknown, its area does not fit its role,
    or no administrator would be left.
    """
    account_id = seen.subject
    with actor.database.write_transaction() as connection:
        before = find_unchanged_account(connection, seen)
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
        after = find_account(connection, account_id)
        check_area_for_role(after.role, after.area)
        _check_admin_remains(connection, before)
        if event in (AuditEvent.ACCOUNT_DISABLED, AuditEvent.PASSWORD_RESET):
            end_sessions(connection, actor.database.now(), sessions.c.account_id == account_id)
        # The audit trail, which is shown, must not have the hash of a password.
        shown_values = {name: value for name, value in values.items() if name != "password_hash"}
        detail = {"name": after.name, **shown_values}
        head = append_row(connection, actor, event, account_id, detail)
    return account_from_row(after, head.number)


def _check_admin_remains(connection: Connection, before: Row[Any]) -> None:
    """Raise InvalidValueError("last_admin") if a change has left no administrator.

    It runs after the change in the same transaction, which the error undoes. `before` is the
    changed account's row before the change. Only enabled administrators count who can sign in: they
    have a password, use an OpenID provider, or have signed in before. If the changed account did
    not count, nothing is raised.
    """
    if before.role != Role.ADMIN.value or before.disabled:
        return
    is_sign_in = audit_rows.c.event == AuditEvent.SIGNED_IN.value
    can_sign_in = or_(
        accounts.c.password_hash.is_not(None),
        accounts.c.issuer.is_not(None),
        accounts.c.id.in_(select(audit_rows.c.subject).where(is_sign_in)),
    )
    rows = connection.execute(select(accounts).where(can_sign_in)).all()
    is_admin_left = any(row.role == Role.ADMIN.value and not row.disabled for row in rows)
    if not is_admin_left and before.id in {row.id for row in rows}:
        raise InvalidValueError("last_admin")


# Functions without a permission check: callers must have called `require`.


def build_account_values(name: str, display_name: str, role: Role, area: str) -> dict[str, Any]:
    """Return the values of a new account by column name, for `insert_account`.

    The name gets its stored spelling (`normalize_name`). If `display_name` is "", the name as typed
    is used. `area` is the code of the only area that the account may change, "" for every area.
    Raises InvalidValueError for an invalid value.
    """
    normalized = normalize_name(name)
    if not NAME.fullmatch(normalized):
        # A name that cannot be printed is not shown in the message.
        raise InvalidValueError("name_malformed", {"name": name[:64] if is_printable(name) else ""})
    values = {
        "name": normalized,
        "display_name": check_display_name(display_name or name),
        "role": check_role(role),
        "area": check_area_code_form(area),
    }
    check_area_for_role(values["role"], values["area"])
    return values


def normalize_name(name: str) -> str:
    """Return a sign-in name in the only spelling that is stored: " Ｌｉ.Na " → "li.na".

    So people can type their name in any width or case.
    """
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

    Raises InvalidValueError("role_unknown") for a text that is no role.
    """
    if role not in set(Role):
        raise InvalidValueError("role_unknown", {"role": str(role)[:16]})  # cut for the message
    return Role(role).value


def check_area_code_form(area: str) -> str:
    """Return `area` unchanged if it has the form of an area code, or is "".

    Examples are "330200" and "ORG-CNPC"; whether the area exists is not checked. Raises
    InvalidValueError("area_malformed").
    """
    if not AREA.fullmatch(area):
        # An area that cannot be printed is not shown in the message.
        raise InvalidValueError("area_malformed", {"area": area[:40] if is_printable(area) else ""})
    return area


def check_area_for_role(role: str, area: str) -> None:
    """Raise InvalidValueError("area_not_for_role") if `area` is set for a viewer or administrator.

    Only staff and reviewers can be limited to an area.
    """
    if area and role not in (Role.STAFF.value, Role.REVIEWER.value):
        raise InvalidValueError("area_not_for_role", {"role": role})


def insert_account(
    connection: Connection, database: AuthDatabase, values: Mapping[str, Any]
) -> Row[Any]:
    """Insert an account and return its row; `values` are those of `build_account_values`.

    Raises InvalidValueError("name_taken").
    """
    same_name = select(accounts.c.id).where(accounts.c.name == values["name"])
    if connection.execute(same_name).first():
        raise InvalidValueError("name_taken", {"name": values["name"]})
    row = {"id": secrets.token_hex(8), "disabled": False, "created_at": database.now(), **values}
    connection.execute(insert(accounts).values(**row))
    return find_account(connection, row["id"])


def find_account(connection: Connection, account_id: str) -> Row[Any]:
    """Return the row of the account with this id, disabled or not.

    Raises InvalidValueError("account_unknown").
    """
    row = connection.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none()
    if row is None:
        raise InvalidValueError("account_unknown")
    return row


def read_account_actor(database: AuthDatabase, account_id: str) -> Actor:
    """Return an account as an Actor without a session, with its present role and area.

    It shows what the account's owner could do now. If the account is disabled or unknown, the actor
    has no role and may do nothing. Raises DatabaseUnavailableError.
    """
    with database.read_transaction() as connection:
        row = connection.execute(select(accounts).where(accounts.c.id == account_id)).one_or_none()
    if row is None or row.disabled:
        return Actor(database, row.name if row else "")
    role = parse_role(row.role)
    return Actor(database, row.name, row.display_name, role, row.area, account_id=row.id)


def find_unchanged_account(connection: Connection, seen: SeenState) -> Row[Any]:
    """Return the row of an account that is still in the state that somebody saw.

    `seen` is that state (`Account.seen`). Raises AccountChangedError, which has what happened
    since, and InvalidValueError("account_unknown").
    """
    row = find_account(connection, seen.subject)
    version = _read_versions(connection, row.id).get(row.id, 0)
    if account_from_row(row, version).seen != seen:
        raise AccountChangedError(row.name, _read_changes_since(connection, seen))
    return row


def read_newest_change(connection: Connection, account_id: str) -> str:
    """Return the newest event of the audit trail that changed an account's rights or sign-in.

    An invitation is valid only as long as this event is its own issue. "" if there was none. A new
    display name does not count.
    """
    changes = [event.value for event in ACCOUNT_CHANGES if event is not AuditEvent.NAME_SET]
    is_change = (audit_rows.c.subject == account_id, audit_rows.c.event.in_(changes))
    newest_first = audit_rows.c.number.desc()
    query = select(audit_rows.c.event).where(*is_change).order_by(newest_first).limit(1)
    return connection.execute(query).scalar_one_or_none() or ""


def _read_versions(connection: Connection, account_id: str = "") -> dict[str, int]:
    """Return account id → version: the number of the newest audit row that changed the account.

    Sign-ins are no changes. Accounts without such a row are left out. With `account_id` only that
    account is looked for.
    """
    is_change = audit_rows.c.event.in_([event.value for event in ACCOUNT_CHANGES])
    query = select(audit_rows.c.subject, func.max(audit_rows.c.number)).where(is_change)
    if account_id:
        query = query.where(audit_rows.c.subject == account_id)
    return {
        subject: number
        for subject, number in connection.execute(query.group_by(audit_rows.c.subject))
    }


def _read_changes_since(connection: Connection, seen: SeenState) -> tuple[StateChange, ...]:
    """Return the changes of an account after the state that somebody saw, oldest first.

    The error that refuses the person's action lists them.
    """
    is_change = audit_rows.c.event.in_([event.value for event in ACCOUNT_CHANGES])
    is_later = (audit_rows.c.subject == seen.subject, audit_rows.c.number > seen.version)
    query = select(audit_rows).where(is_change, *is_later).order_by(audit_rows.c.number)
    return tuple(
        StateChange(row.at, row.who, f"access.event_{row.event}")
        for row in connection.execute(query)
    )


def account_from_row(row: Row[Any], version: int) -> Account:
    """Convert a row of the table `accounts` to an Account.

    `version` is the number of the newest audit row that changed it.
    """
    return Account(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        role=parse_role(row.role) or Role.VIEWER,  # a damaged role counts as the least
        area=row.area,
        disabled=row.disabled,
        has_password=row.password_hash is not None,
        external=row.issuer or "",
        created_at=row.created_at,
        version=version,
    )
