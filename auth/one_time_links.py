"""One-time links: invitations, and the link that creates the first administrator.

A link becomes invalid when its account changes: by a new password, another role or area, disabling,
enabling, or a newer link.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from auth.accounts import (
    build_account_values,
    find_account,
    find_unchanged_account,
    insert_account,
    read_newest_change,
)
from auth.actors import Actor, Role, hash_token
from auth.audit_chain import AuditEvent, append_row
from auth.database import AuthDatabase
from auth.errors import SignInError
from auth.password_sign_in import read_new_session, start_session
from auth.passwords import check_password, hash_password
from auth.permissions import Action, require
from auth.schema import accounts, audit_rows, one_time_links, sessions
from auth.sessions import NewSession, end_links, end_sessions
from errors import SeenState


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """The token of a link and the names of the invited account.

    The names are "" for the link that creates the first administrator.
    """

    token: str = field(repr=False)
    expires_at: datetime
    name: str
    display_name: str = ""


def issue_first_admin_link(actor: Actor) -> OneTimeLink | None:
    """Return a new link that creates the first administrator, or None if an administrator exists.

    Earlier links of this kind become invalid. The issue is recorded in the audit trail. The link is
    printed to the terminal and never shown on a page. Raises PermissionDeniedError and
    DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.write_transaction() as connection:
        if _has_admin(connection):
            return None
        # No account id and no name: the account is created when the link is redeemed.
        return _issue_link(connection, current, None, "", actor.database.limits.first_admin_link)


def issue_invitation(actor: Actor, seen: SeenState) -> OneTimeLink:
    """Return a new link with which an account's owner sets a password.

    Earlier links of the account become invalid. The issue is recorded in the audit trail. Raises
    AccountChangedError if the account is no longer as `seen`, PermissionDeniedError,
    InvalidValueError("account_unknown"), DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.write_transaction() as connection:
        name = find_unchanged_account(connection, seen).name
        return _issue_link(
            connection, current, seen.subject, name, actor.database.limits.invitation
        )


def peek_link(database: AuthDatabase, token: str) -> OneTimeLink:
    """Return the one-time link with this token without using it up, to show its page.

    Raises SignInError("claim_invalid") if it is unknown, used or expired, or its account changed.
    """
    with database.read_transaction() as connection:
        row = _find_valid_link(connection, database, token)
        if row.account_id is None:  # the first administrator's
            return OneTimeLink(token, row.expires_at, name="")
        account = find_account(connection, row.account_id)
    return OneTimeLink(token, row.expires_at, account.name, account.display_name)


def redeem_link(
    database: AuthDatabase,
    token: str,
    password: str,
    *,
    name: str = "",
    display_name: str = "",
    ip_address: str,
    old_token: str = "",
) -> NewSession:
    """Redeem a link: set its account's password or create the first administrator, then sign in.

    The account's other sessions end. `name` and `display_name` are the first administrator's,
    `ip_address` is the client's, `old_token` the session cookie's value. Recorded in the audit
    trail. Raises SignInError("claim_invalid"), InvalidValueError and DatabaseUnavailableError.
    """
    link = peek_link(database, token)  # without a name it is the first administrator's
    new_account = None if link.name else build_account_values(name, display_name, Role.ADMIN, "")
    names = new_account or {"name": link.name, "display_name": link.display_name}
    check_password(password, names["name"], names["display_name"])
    # Hashing takes long, so it is done before the transaction, which checks the link again.
    password_hash = hash_password(password, database.hashing)
    with database.write_transaction() as connection:
        row = _find_valid_link(connection, database, token)
        if new_account is None:
            account_id = row.account_id
            change = update(accounts).where(accounts.c.id == account_id)
            connection.execute(change.values(password_hash=password_hash))
            end_sessions(connection, database.now(), sessions.c.account_id == account_id)
        else:
            values = {**new_account, "password_hash": password_hash}
            account_id = insert_account(connection, database, values).id
        used = one_time_links.c.token_sha256 == hash_token(token)
        connection.execute(update(one_time_links).where(used).values(used_at=database.now()))
        owner = find_account(connection, account_id)
        actor = Actor(database, owner.name, account_id=account_id)
        detail = {"name": owner.name, "role": owner.role}
        append_row(connection, actor, AuditEvent.CLAIM_USED, account_id, detail)
        session_token = start_session(connection, database, owner, "claim", ip_address, old_token)
    return read_new_session(database, session_token)


def _issue_link(
    connection: Connection, actor: Actor, account_id: str | None, name: str, lifetime: timedelta
) -> OneTimeLink:
    """Store a new link, make earlier links for the same account invalid, and return the link.

    It is recorded in the audit trail. For the first administrator's link `account_id` is None and
    `name` "". Only a hash of the token is stored.
    """
    now, token = actor.database.now(), secrets.token_urlsafe(32)
    end_links(connection, now, account_id)
    row = {
        "token_sha256": hash_token(token),
        "account_id": account_id,
        "created_at": now,
        "expires_at": now + lifetime,
    }
    connection.execute(insert(one_time_links).values(**row))
    append_row(connection, actor, AuditEvent.CLAIM_ISSUED, account_id or "", {"name": name})
    return OneTimeLink(token, now + lifetime, name)


def _find_valid_link(connection: Connection, database: AuthDatabase, token: str) -> Row[Any]:
    """Return the row of a valid link. Raises SignInError("claim_invalid").

    An invitation is valid until its account changes, the first administrator's link until there is
    an administrator. Both are invalid once used or expired.
    """
    query = select(one_time_links).where(one_time_links.c.token_sha256 == hash_token(token))
    row = connection.execute(query).one_or_none()
    if row is None or row.used_at is not None or database.now() >= row.expires_at:
        raise SignInError("claim_invalid")
    if row.account_id is None:  # the first administrator's link
        is_valid = not _has_admin(connection) and not _had_admin_since_link(connection)
    else:  # nothing has changed the account since the link was issued
        is_valid = read_newest_change(connection, row.account_id) == AuditEvent.CLAIM_ISSUED
    if not is_valid:
        raise SignInError("claim_invalid")
    return row


def _had_admin_since_link(connection: Connection) -> bool:
    """Return whether there was an administrator since the newest first administrator's link.

    This is read from the audit trail, because that account may have another role by now.
    """
    # The audit row of such a link names no account.
    is_first_link = (
        audit_rows.c.event == AuditEvent.CLAIM_ISSUED.value,
        audit_rows.c.subject == "",
    )
    newest_link = select(func.max(audit_rows.c.number)).where(*is_first_link).scalar_subquery()
    events = (AuditEvent.ACCOUNT_CREATED, AuditEvent.ROLE_SET, AuditEvent.CLAIM_USED)
    has_made_admin = (
        audit_rows.c.number > newest_link,
        audit_rows.c.event.in_([event.value for event in events]),
        audit_rows.c.detail.contains('"role": "admin"'),  # `detail` is JSON text
    )
    query = select(audit_rows.c.number).where(*has_made_admin).limit(1)
    return connection.execute(query).first() is not None


def _has_admin(connection: Connection) -> bool:
    """Return whether an account with the role of administrator exists, disabled or not.

    As long as none does, a link can create the first.
    """
    query = select(func.count()).where(accounts.c.role == Role.ADMIN.value)
    return bool(connection.execute(query).scalar_one())
