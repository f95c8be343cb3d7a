"""One-time links: the first administrator's, printed at the first start, and invitations.

A link is good while nothing has happened to its account since: a new password, another role or
area, disabling, enabling or a newer link end it.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from auth.accounts import (
    check_account,
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
    """The token of a link, and the names of the invited account, "" for the first administrator."""

    token: str = field(repr=False)
    expires_at: datetime
    name: str
    display_name: str = ""


def issue_first_admin_link(actor: Actor) -> OneTimeLink | None:
    """Return a new link that creates the first administrator, or None if an administrator exists.

    Earlier links of this kind become invalid, and the audit trail records the issue. The link is
    printed to the terminal and never shown on a page. Raises PermissionDeniedError and
    DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.write_transaction() as db:
        if _has_admin(db):
            return None
        # No account and no name: they come with the form.
        return _issue_link(db, current, None, "", actor.database.limits.first_admin_link)


def issue_invitation(actor: Actor, seen: SeenState) -> OneTimeLink:
    """Return a new link by which an account's owner sets a password; earlier ones become invalid.

    The audit trail records the issue. Raises AccountChangedError if the account is no longer as
    `seen`, PermissionDeniedError, InvalidValueError("account_unknown") and
    DatabaseUnavailableError.
    """
    current = require(actor, Action.MANAGE_ACCOUNTS)
    with actor.database.write_transaction() as db:
        name = find_unchanged_account(db, seen).name
        return _issue_link(db, current, seen.subject, name, actor.database.limits.invitation)


def peek_link(database: AuthDatabase, token: str) -> OneTimeLink:
    """Return the one-time link with this token without using it up.

    Raises SignInError("claim_invalid") if it is unknown, used, expired or overtaken by a change.
    """
    with database.read_transaction() as db:
        row = _find_valid_link(db, database, token)
        if row.account_id is None:  # the first administrator's
            return OneTimeLink(token, row.expires_at, name="")
        account = find_account(db, row.account_id)
    return OneTimeLink(token, row.expires_at, account.name, account.display_name)


def redeem_link(
    database: AuthDatabase,
    token: str,
    password: str,
    *,
    name: str = "",
    display_name: str = "",
    address: str,
    old_token: str = "",
) -> NewSession:
    """Use up a link: set its account's password, or create the first administrator; then sign in.

    The account's other sessions end, and the audit trail records it. `name` and `display_name` are
    the first administrator's, `address` is the client's IP address, `old_token` that of the cookie.
    Raises SignInError("claim_invalid"), InvalidValueError and DatabaseUnavailableError.
    """
    link = peek_link(database, token)  # that of the first administrator names no account
    new_account = None if link.name else check_account(name, display_name, Role.ADMIN, area="")
    names = new_account or {"name": link.name, "display_name": link.display_name}
    check_password(password, names["name"], names["display_name"])
    # Hashing takes long, so it is done before the transaction; the link may be used meanwhile.
    password_hash = hash_password(password, database.hashing)
    with database.write_transaction() as db:
        row = _find_valid_link(db, database, token)
        if new_account is None:
            account_id = row.account_id
            change = update(accounts).where(accounts.c.id == account_id)
            db.execute(change.values(password_hash=password_hash))
            end_sessions(db, database.now(), sessions.c.account_id == account_id)
        else:
            values = {**new_account, "password_hash": password_hash}
            account_id = insert_account(db, database, values).id
        used = one_time_links.c.token_sha256 == hash_token(token)
        db.execute(update(one_time_links).where(used).values(used_at=database.now()))
        owner = find_account(db, account_id)
        actor = Actor(database, owner.name, account_id=account_id)
        detail = {"name": owner.name, "role": owner.role}
        append_row(db, actor, AuditEvent.CLAIM_USED, account_id, detail)
        session_token = start_session(db, database, owner, "claim", address, old_token)
    return read_new_session(database, session_token)


def _issue_link(
    db: Connection, actor: Actor, account_id: str | None, name: str, lifetime: timedelta
) -> OneTimeLink:
    """Create a link and make earlier ones for the same account invalid.

    The audit trail records it. For the first administrator's link `account_id` is None and `name`
    "". Only a hash of the token is stored.
    """
    now, token = actor.database.now(), secrets.token_urlsafe(32)
    end_links(db, now, account_id)
    row = {
        "token_sha256": hash_token(token),
        "account_id": account_id,
        "created_at": now,
        "expires_at": now + lifetime,
    }
    db.execute(insert(one_time_links).values(**row))
    append_row(db, actor, AuditEvent.CLAIM_ISSUED, account_id or "", {"name": name})
    return OneTimeLink(token, now + lifetime, name)


def _find_valid_link(db: Connection, database: AuthDatabase, token: str) -> Row[Any]:
    """Return the row of an unused, unexpired link. Raises SignInError("claim_invalid").

    A link is invalid too once its account has changed, or there was an administrator after it.
    """
    query = select(one_time_links).where(one_time_links.c.token_sha256 == hash_token(token))
    row = db.execute(query).one_or_none()
    if row is None or row.used_at is not None or database.now() >= row.expires_at:
        raise SignInError("claim_invalid")
    if row.account_id is None:  # the first administrator's link
        is_valid = not _has_admin(db) and not _had_admin_since_link(db)
    else:  # nothing has changed the account since the link was issued
        is_valid = read_newest_change(db, row.account_id) == AuditEvent.CLAIM_ISSUED
    if not is_valid:
        raise SignInError("claim_invalid")
    return row


def _had_admin_since_link(db: Connection) -> bool:
    """Return whether there was an administrator after the first administrator's link was issued.

    The audit trail tells: the account may be gone from the role since. Of several links the newest
    counts.
    """
    # The audit row of such a link names no account.
    first_link = (audit_rows.c.event == AuditEvent.CLAIM_ISSUED.value, audit_rows.c.subject == "")
    newest = select(func.max(audit_rows.c.number)).where(*first_link).scalar_subquery()
    events = (AuditEvent.ACCOUNT_CREATED, AuditEvent.ROLE_SET, AuditEvent.CLAIM_USED)
    made_admin = (
        audit_rows.c.number > newest,
        audit_rows.c.event.in_([event.value for event in events]),
        audit_rows.c.detail.contains('"role": "admin"'),  # `detail` is JSON text
    )
    return db.execute(select(audit_rows.c.number).where(*made_admin).limit(1)).first() is not None


def _has_admin(db: Connection) -> bool:
    """Return whether an account with the role of administrator exists, disabled or not."""
    query = select(func.count()).where(accounts.c.role == Role.ADMIN.value)
    return bool(db.execute(query).scalar_one())
