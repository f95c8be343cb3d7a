"""The audit trail: record an event, read events, verify the chain of hashes."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

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
    find_bad_row,
    hash_accounts,
    read_detail,
    read_head,
)
from auth.database import AuthDatabase
from auth.errors import DatabaseUnavailableError
from auth.noted_head import read_noted_head
from auth.permissions import Action, require
from auth.schema import audit_rows, find_lost_table

START = "start"
"""The operator whom the rows name that a start writes."""


def record_event(
    actor: Actor, event: AuditEvent, subject: str = "", detail: Detail | None = None
) -> AuditHead:
    """Write a row to the audit trail; the caller has checked the permission with `require`.

    `subject` is the id of the object acted on, such as a draft or an account. `detail` has JSON
    values and must not include secrets. Raises DatabaseUnavailableError.
    """
    with actor.database.write_transaction() as db:
        return append_row(db, actor, event, subject, detail)


def read_audit_head(database: AuthDatabase) -> AuditHead:
    """Return the newest row's number and hash; number 0 while the audit trail is empty."""
    with database.read_transaction() as db:
        return read_head(db)


def verify_audit(database: AuthDatabase, heads: Iterable[AuditHead] = ()) -> AuditFinding | None:
    """Return the first invalid row of the audit trail, or None if all rows are valid.

    Rows are checked in the order of their numbers. `heads` are the numbers and hashes stored in
    releases; with these and the one noted beside the database, a trail that was rewritten or cut
    short is detected too. Raises DatabaseUnavailableError.
    """
    try:
        noted = read_noted_head(database.noted_head)
    except ValueError:
        noted = 0, ""  # a damaged note, which is reported unless a row is found to be invalid
    known_heads = [*([AuditHead(*noted)] if noted else []), *heads]
    with database.read_transaction() as db:
        bad_row = find_bad_row(db, known_heads)
        is_lost = noted is None and database.noted_head is not None and _was_noted(db)
        if bad_row is None and (noted == (0, "") or is_lost):
            return AuditFinding(read_head(db).number, "head")
        return bad_row


def _was_noted(db: Connection) -> bool:
    """Return whether the audit trail has a row with an account's hash.

    The program that writes such rows also notes the newest row beside the database.
    """
    events = [event.value for event in (*ACCOUNT_CHANGES, AuditEvent.ACCOUNTS_NOTED)]
    query = select(audit_rows.c.number).where(audit_rows.c.event.in_(events))
    query = query.where(audit_rows.c.detail.contains(ACCOUNT_HASH, autoescape=True)).limit(1)
    return db.execute(query).first() is not None


@dataclass(frozen=True, slots=True)
class AccountFinding:
    """An account whose row is not as the audit trail has it: its name, else its id.

    `code` is "changed" (another hash), "missing" (no such row), "unknown" (the trail has nothing of
    it) or "damaged" (SQLite finds a fault in its file, which is named).
    """

    account: str
    code: str


def verify_accounts(database: AuthDatabase) -> list[AccountFinding]:
    """Return the accounts whose rows differ from what the audit trail notes of them.

    Nothing is known of an account that version 0.2 changed last, until a start notes it
    (`note_accounts`). Raises DatabaseUnavailableError.
    """
    findings = []
    with database.read_transaction() as db:
        stored, (noted, known) = hash_accounts(db), _read_noted_accounts(db)
        for account_id in {**known, **stored}:
            if account_id not in stored:
                findings.append(AccountFinding(known[account_id], "missing"))
            elif account_id not in known:
                findings.append(AccountFinding(account_id, "unknown"))
            elif noted.get(account_id, stored[account_id]) != stored[account_id]:
                findings.append(AccountFinding(known[account_id], "changed"))
        if db.dialect.name == "sqlite":
            # The first fault is enough.
            fault = str(db.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one())
            findings += [AccountFinding(fault, "damaged")] if fault != "ok" else []
    return findings


def find_lost_part(database: AuthDatabase) -> str:
    """Return the first table or column of the database that is lost; "" if none is.

    Raises DatabaseUnavailableError.
    """
    with database.read_transaction() as db:
        return find_lost_table(db)


def note_accounts(database: AuthDatabase) -> None:
    """Note the hashes of accounts of which the audit trail has none, as version 0.2 left them.

    A database that cannot be written now is left to the next start. Raises
    DatabaseUnavailableError.
    """
    with database.read_transaction() as db:
        noted, _names = _read_noted_accounts(db)
        missing = hash_accounts(db).keys() - noted.keys()
    if missing:
        with suppress(DatabaseUnavailableError), database.write_transaction() as db:
            noted, _names = _read_noted_accounts(db)
            new = {key: sha for key, sha in hash_accounts(db).items() if key not in noted}
            actor = operator_actor(database, START)
            append_row(db, actor, AuditEvent.ACCOUNTS_NOTED, detail={ACCOUNT_HASH: new})


def _read_noted_accounts(db: Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Return the newest hash of each account that the audit trail notes, and its name there, by id.

    The trail notes the hash of an account's row with each change; a row ACCOUNTS_NOTED has those of
    many accounts, without names.
    """
    hashes: dict[str, str] = {}
    names: dict[str, str] = {}
    events = [event.value for event in (*ACCOUNT_CHANGES, AuditEvent.ACCOUNTS_NOTED)]
    query = select(audit_rows).where(audit_rows.c.event.in_(events)).order_by(audit_rows.c.number)
    for row in db.execute(query):
        detail = read_detail(row)
        noted = detail.get(ACCOUNT_HASH, {})
        if row.event == AuditEvent.ACCOUNTS_NOTED:
            hashes |= noted
            names = {**dict.fromkeys(noted, ""), **names}
        elif row.subject:
            names[row.subject] = str(detail.get("name") or row.subject)
            if noted:
                hashes[row.subject] = noted
            else:  # changed by version 0.2, after a later one had noted it
                hashes.pop(row.subject, None)
    return hashes, {key: name or key for key, name in names.items()}


def is_trail_cut(database: AuthDatabase) -> bool:
    """Return whether the row noted beside the database as the newest is missing, or another one.

    Without a note, or with a damaged one (which `verify_audit` reports), the answer is False.
    Raises DatabaseUnavailableError.
    """
    with suppress(ValueError):
        if noted := read_noted_head(database.noted_head):
            number, digest = noted
            with database.read_transaction() as db:
                query = select(audit_rows.c.hash).where(audit_rows.c.number == number)
                return db.execute(query).scalar_one_or_none() != digest
    return False


def read_rows_about(
    database: AuthDatabase,
    events: Iterable[AuditEvent],
    *,
    subject: str = "",
    limit: int | None = None,
) -> list[AuditRow]:
    """Return rows of the audit trail of some kinds, newest first, for decisions of the program.

    No permission is checked, so the rows must not be shown. `subject` "" means all subjects, a
    `limit` of None all rows. Raises DatabaseUnavailableError.
    """
    query = select(audit_rows).order_by(audit_rows.c.number.desc()).limit(limit)
    query = query.where(audit_rows.c.event.in_([event.value for event in events]))
    if subject:
        query = query.where(audit_rows.c.subject == subject)
    with database.read_transaction() as db:
        return [AuditRow(**row._mapping) for row in db.execute(query)]


def read_audit(
    actor: Actor,
    *,
    before: int | None = None,
    limit: int = 100,
    event: AuditEvent | None = None,
    who: str = "",
) -> list[AuditRow]:
    """Return at most `limit` rows of the audit trail, newest first.

    Filters: only rows with a number less than `before` (for the next page), of the kind `event`, by
    the actor named `who`. Raises PermissionDeniedError and DatabaseUnavailableError.
    """
    require(actor, Action.READ_AUDIT)
    query = select(audit_rows).order_by(audit_rows.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit_rows.c.number < before)
    if event is not None:
        query = query.where(audit_rows.c.event == event.value)
    if who:
        query = query.where(audit_rows.c.who == who)
    with actor.database.read_transaction() as db:
        return [AuditRow(**row._mapping) for row in db.execute(query)]
