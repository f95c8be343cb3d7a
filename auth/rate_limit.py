"""Limit on password attempts in a sliding window.

Attempts on an account from one address have a budget, so that strangers elsewhere lock nobody out;
all of an address, and all on an account from wherever, have a wider one. A known device and an open
session have a budget of their own, which nobody else uses up.
"""

import ipaddress
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from auth.actors import anonymous_actor, hash_token
from auth.audit_chain import AuditEvent, append_row
from auth.database import AuthDatabase
from auth.errors import SignInError
from auth.schema import attempts

# Outcomes of attempts; LIMITED marks that a refusal was recorded in this time window.
PENDING, FAILED, PASSED, LIMITED = "pending", "failed", "passed", "limited"
WIDER = 4
"""An address may fail this many times as often as with one account; so may an account."""
KNOWN = "known:"
"""Precedes the id of a device or session, which the database has in place of an address."""


def begin_attempt(database: AuthDatabase, name: str, address: str, known: str = "") -> str:
    """Count an attempt before its password is checked, and return the attempt's id.

    `address` is the client's IP address, `known` the id of a known device or an open session, or
    "". In `limits.window` a name may fail `limits.failures` times from one address or device; an
    address, and a name from all unknown devices together, WIDER times as often. Attempts count from
    their beginning, so that a hundred at once are limited too; refused ones do not count. Raises
    SignInError("too_many"), whose `values["seconds"]` is the time to wait.
    """
    now, window = database.now(), database.limits.window
    network = client_network(address)
    keys = {"name_sha256": hash_token(name), "address": f"{KNOWN}{known}" if known else network}
    same_name = attempts.c.name_sha256 == keys["name_sha256"]
    same_address = attempts.c.address == keys["address"]
    failures = database.limits.failures
    budgets: list[tuple[ColumnElement[bool], int]] = [(and_(same_name, same_address), failures)]
    if not known:
        strangers = attempts.c.address.not_like(f"{KNOWN}%")
        budgets += [
            (same_address, WIDER * failures),
            (and_(same_name, strangers), WIDER * failures),
        ]
    with database.read_transaction() as db:
        seconds = _longest_wait(database, db, budgets, now)
        is_recorded = _is_limit_recorded(database, db, keys, now)
    if seconds and is_recorded:  # nothing to write: many refusals keep nobody waiting
        raise SignInError("too_many", {"seconds": seconds})
    with database.write_transaction() as db:
        # If the clock was set back, rows in the future must not count.
        outside = or_(attempts.c.at <= now - window, attempts.c.at > now + window)
        db.execute(delete(attempts).where(outside))
        seconds = _longest_wait(database, db, budgets, now)
        if not seconds:
            return _insert_attempt(db, now, keys, PENDING)
        _record_limit_once(database, db, now, keys, network)
    raise SignInError("too_many", {"seconds": seconds})


def finish_attempt(db: Connection, attempt: str, *, passed: bool) -> None:
    """Store whether the password of an attempt was correct; `attempt` is the attempt's id.

    Attempts that passed no longer count towards the limit.
    """
    outcome = PASSED if passed else FAILED
    db.execute(update(attempts).where(attempts.c.id == attempt).values(outcome=outcome))


def client_network(address: str) -> str:
    """Return the address range that counts as one client's attempts; "" for no IP address.

    An IPv4 address is returned as it is, an IPv6 address as its network: "2001:db8::1" →
    "2001:db8::/64".
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])  # without the interface: fe80::1%eth0
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def _longest_wait(
    database: AuthDatabase,
    db: Connection,
    budgets: Sequence[tuple[ColumnElement[bool], int]],
    now: datetime,
) -> int:
    """Return the seconds until another attempt is within all budgets, 0 if it is now."""
    return max(_seconds_to_wait(database, db, counted, most, now) for counted, most in budgets)


def _in_window(database: AuthDatabase, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an attempt is neither too old to count nor of the future."""
    window = database.limits.window
    return and_(attempts.c.at > now - window, attempts.c.at <= now + window)


def _seconds_to_wait(
    database: AuthDatabase, db: Connection, condition: ColumnElement[bool], most: int, now: datetime
) -> int:
    """Return the seconds until another attempt that meets the condition is allowed, 0 if now.

    `most` is how many may fail, or wait for their check, in a window of time.
    """
    counted = and_(attempts.c.outcome.in_((PENDING, FAILED)), _in_window(database, now))
    query = select(attempts.c.at).where(condition, counted).order_by(attempts.c.at)
    times: Sequence[datetime] = db.execute(query).scalars().all()
    if len(times) < most:
        return 0
    # Fewer than `most` are left when the oldest of the last `most` leaves the window.
    free_at = times[-most] + database.limits.window
    return max(1, round((free_at - now).total_seconds()))


def _insert_attempt(db: Connection, now: datetime, keys: dict[str, str], outcome: str) -> str:
    """Insert an attempt and return its id; `keys` has its name hash and its address."""
    attempt = secrets.token_hex(8)
    db.execute(insert(attempts).values(id=attempt, at=now, outcome=outcome, **keys))
    return attempt


def _record_limit_once(
    database: AuthDatabase, db: Connection, now: datetime, keys: dict[str, str], network: str
) -> None:
    """Record in the audit trail that attempts of a name or an address were refused.

    They are recorded once in each time window: otherwise an attacker could fill the audit trail.
    `keys` are the attempt's name hash and address, `network` the client's (`client_network`).
    """
    if not _is_limit_recorded(database, db, keys, now):
        _insert_attempt(db, now, keys, LIMITED)
        detail = {"address": network}
        append_row(db, anonymous_actor(database), AuditEvent.SIGN_IN_LIMITED, detail=detail)


def _is_limit_recorded(
    database: AuthDatabase, db: Connection, keys: dict[str, str], now: datetime
) -> bool:
    """Return whether refused attempts of a name or an address were recorded in this time window."""
    same = or_(attempts.c.name_sha256 == keys["name_sha256"], attempts.c.address == keys["address"])
    is_limit = and_(attempts.c.outcome == LIMITED, _in_window(database, now))
    return db.execute(select(attempts.c.id).where(same, is_limit).limit(1)).first() is not None
