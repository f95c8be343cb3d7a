"""The audit trail: recording events, reading them, and verifying trail and accounts."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from auth.actors import Actor, operator_actor
from auth.audit_chain import (
    ACCOUNT_CHANGES,
    ACCOUNT_HASH,
    AuditEvent,
    AuditFinding,
    AuditHead,
    AuditRow,
    Detail,
    append_row,
    find_invalid_row,
    hash_accounts,
    read_detail,
    read_head,
)
from auth.database import AuthDatabase
from auth.errors import DatabaseUnavailableError
from auth.noted_head import NotedHead, read_noted_head
from auth.permissions import Action, require
from auth.schema import audit_rows, find_missing_table_or_column

START = "start"
"""The name of the operator in rows that the program writes when it starts."""


def record_event(
    actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> AuditHead:
    """Write a row to the audit trail and return its number and hash.

    The caller must have checked the permission with `require`. `subject` is the id of the object
    acted on, such as a draft or an account. `detail` has JSON values and must not include secrets.
    Raises DatabaseUnavailableError.
    """
    with actor.database.write_transaction() as connection:
        return append_row(connection, actor, event, subject, detail)


def read_audit_head(database: AuthDatabase) -> AuditHead:
    """Return number and hash of the newest audit row; number 0 while the audit trail is empty."""
    with database.read_transaction() as connection:
        return read_head(connection)


def verify_audit(database: AuthDatabase, heads: Iterable[AuditHead] = ()) -> AuditFinding | None:
    """Return the first invalid row of the audit trail, or None if all rows are valid.

    `heads` are row numbers and hashes stored in releases. With these, and with the rows noted in
    the files `noted_heads`, a trail that was rewritten, cut or replaced by an older one is
    detected. If all rows are valid, but such a file is damaged or lost, the finding has the code
    "head" and the newest row's number. Raises DatabaseUnavailableError.
    """
    noted_heads, is_any_damaged = _read_noted_heads(database)
    known_heads = [AuditHead(noted.number, noted.hash) for noted in noted_heads.values()]
    with database.read_transaction() as connection:
        invalid_row = find_invalid_row(connection, [*known_heads, *heads])
        is_any_lost = _is_noted_head_lost(database, noted_heads)
        is_any_lost = is_any_lost and _must_have_noted_head(connection)
        if invalid_row is None and (is_any_damaged or is_any_lost):
            return AuditFinding(read_head(connection).number, "head")
        return invalid_row


def _read_noted_heads(database: AuthDatabase) -> tuple[dict[Path, NotedHead], bool]:
    """Return the noted newest rows by the files that note them, and whether a file is damaged.

    Missing and damaged files are left out of the first.
    """
    noted_heads: dict[Path, NotedHead] = {}
    is_any_damaged = False
    for path in database.noted_heads:
        try:
            if noted := read_noted_head(path):
                noted_heads[path] = noted
        except ValueError:
            is_any_damaged = True
    return noted_heads, is_any_damaged


def _is_noted_head_lost(database: AuthDatabase, noted_heads: Mapping[Path, NotedHead]) -> bool:
    """Return whether a file that notes the newest audit row is missing or damaged.

    `noted_heads` has the undamaged ones. Each says how many files the version that wrote it keeps:
    an earlier version kept only the first, so that the second is not missed then.
    """
    kept = max([1, *(noted.files for noted in noted_heads.values())])
    return any(path not in noted_heads for path in database.noted_heads[:kept])


def _must_have_noted_head(connection: Connection) -> bool:
    """Return whether a file that notes the newest audit row must exist.

    It must if the detail of an audit row has a hash of an account: the versions that write such
    hashes also write such a file.
    """
    events = [event.value for event in (*ACCOUNT_CHANGES, AuditEvent.ACCOUNTS_NOTED)]
    query = select(audit_rows.c.number).where(audit_rows.c.event.in_(events))
    query = query.where(audit_rows.c.detail.contains(ACCOUNT_HASH, autoescape=True)).limit(1)
    return connection.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class AccountFinding:
    """An account (its name or id) that differs from what the audit trail has about it.

    `code` is "changed" (another hash), "missing" (its row is gone), "unknown" (it is not in the
    audit trail) or "damaged" (SQLite found an error in its file; `account` is the error's text).
    """

    account: str
    code: str


def verify_accounts(database: AuthDatabase) -> list[AccountFinding]:
    """Return the accounts whose rows differ from the hashes in the audit trail.

    An account that version 0.2 changed last has no hash there until the next start writes it
    (`write_missing_account_hashes`). Raises DatabaseUnavailableError.
    """
    findings = []
    with database.read_transaction() as connection:
        stored_hashes = hash_accounts(connection)
        noted_hashes, noted_names = _read_noted_accounts(connection)  # of the audit trail
        for account_id in {**noted_names, **stored_hashes}:
            if account_id not in stored_hashes:
                findings.append(AccountFinding(noted_names[account_id], "missing"))
            elif account_id not in noted_names:
                findings.append(AccountFinding(account_id, "unknown"))
            elif (  # without a hash in the audit trail there is nothing to compare
                noted_hashes.get(account_id, stored_hashes[account_id]) != stored_hashes[account_id]
            ):
                findings.append(AccountFinding(noted_names[account_id], "changed"))
        if connection.dialect.name == "sqlite":
            # 1: only the first error is looked for.
            error = str(connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
            findings += [AccountFinding(error, "damaged")] if error != "ok" else []
    return findings


def find_lost_database_part(database: AuthDatabase) -> str:
    """Return the first table or column that the database lacks, such as "audit.detail"; "" if none.

    A start does not notice it, because it reads only the schema's version. Raises
    DatabaseUnavailableError.
    """
    with database.read_transaction() as connection:
        return find_missing_table_or_column(connection)


def write_missing_account_hashes(database: AuthDatabase) -> None:
    """Write the hashes of accounts that have none in the audit trail, in one row.

    Version 0.2 left such accounts. If the database cannot be written now, the next start does it.
    Raises DatabaseUnavailableError if it cannot be read.
    """
    with database.read_transaction() as connection:
        noted_hashes, _names = _read_noted_accounts(connection)
        is_any_missing = bool(hash_accounts(connection).keys() - noted_hashes.keys())
    if is_any_missing:
        with suppress(DatabaseUnavailableError), database.write_transaction() as connection:
            # Read again: another process may have written them just now.
            noted_hashes, _names = _read_noted_accounts(connection)
            missing_hashes = {
                account_id: sha256
                for account_id, sha256 in hash_accounts(connection).items()
                if account_id not in noted_hashes
            }
            detail = {ACCOUNT_HASH: missing_hashes}
            actor = operator_actor(database, START)
            append_row(connection, actor, AuditEvent.ACCOUNTS_NOTED, detail=detail)


def _read_noted_accounts(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Return from the audit trail account id → newest hash, and account id → name.

    The rows are read from the oldest on, so that later hashes replace earlier ones. A row about a
    change of an account has the hash of the account's new row. A row ACCOUNTS_NOTED, written once
    for accounts of version 0.2, has the hashes of many accounts, without names; an account without
    a name gets its id as its name.
    """
    hashes: dict[str, str] = {}
    names: dict[str, str] = {}
    events = [event.value for event in (*ACCOUNT_CHANGES, AuditEvent.ACCOUNTS_NOTED)]
    query = select(audit_rows).where(audit_rows.c.event.in_(events)).order_by(audit_rows.c.number)
    for row in connection.execute(query):
        detail = read_detail(row)
        # For ACCOUNTS_NOTED account id → hash, else the hash of the changed account.
        noted = detail.get(ACCOUNT_HASH, {})
        if row.event == AuditEvent.ACCOUNTS_NOTED:
            hashes |= noted
            names = {**dict.fromkeys(noted, ""), **names}
        elif row.subject:
            names[row.subject] = str(detail.get("name") or row.subject)
            if noted:
                hashes[row.subject] = noted
            else:  # version 0.2, which writes no hashes, has changed it since
                hashes.pop(row.subject, None)
    return hashes, {account_id: name or account_id for account_id, name in names.items()}


def is_trail_cut(database: AuthDatabase) -> bool:
    """Return whether the audit trail lacks a row that is noted outside the database as its newest.

    It is quick, for the health check: `verify_audit` reads every row. False without a note, and
    with a damaged note, which `verify_audit` reports. Raises DatabaseUnavailableError.
    """
    noted_heads, _is_any_damaged = _read_noted_heads(database)
    with database.read_transaction() as connection:
        for noted in noted_heads.values():
            query = select(audit_rows.c.hash).where(audit_rows.c.number == noted.number)
            if connection.execute(query).scalar_one_or_none() != noted.hash:
                return True
    return False


def read_rows_of_events(
    database: AuthDatabase,
    events: Iterable[AuditEvent],
    *,
    subject: str = "",
    limit: int | None = None,
) -> list[AuditRow]:
    """Return the audit rows of some events, newest first, for decisions of the program.

    No permission is checked, so the rows must not be shown. `subject` "" means all subjects, a
    `limit` of None all rows. Raises DatabaseUnavailableError.
    """
    query = select(audit_rows).order_by(audit_rows.c.number.desc()).limit(limit)
    query = query.where(audit_rows.c.event.in_([event.value for event in events]))
    if subject:
        query = query.where(audit_rows.c.subject == subject)
    with database.read_transaction() as connection:
        return [AuditRow(**row._mapping) for row in connection.execute(query)]


def read_audit(
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = 100,
    event: AuditEvent | None = None,
    who: str = "",
) -> list[AuditRow]:
    """Return at most `limit` rows of the audit trail, newest first, to show them to the actor.

    Filters: rows with a number less than `before` (for the next page), of this `event`, by the
    actor named `who`. Raises PermissionDeniedError and DatabaseUnavailableError.
    """
    require(actor, Action.READ_AUDIT)
    query = select(audit_rows).order_by(audit_rows.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_rows.c.number < before)
    if event is not None:
        query = query.where(audit_rows.c.event == event.value)
    if who:
        query = query.where(audit_rows.c.who == who)
    with actor.database.read_transaction() as connection:
        return [AuditRow(**row._mapping) for row in connection.execute(query)]
