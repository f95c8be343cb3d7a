"""How often a password may be tried: per account and per address, in a sliding window."""

import ipaddress
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from auth import audit
from auth.actors import anonymous_actor
from auth.current_actor import hash_token
from auth.database import AuthDatabase
from auth.errors import SignInError
from auth.tables import attempts

PENDING, FAILED, PASSED, LIMITED = "pending", "failed", "passed", "limited"


def begin_attempt(gate: AuthDatabase, name: str, address: str) -> str:
    """Take one of the tries that the window allows, before the password is looked at.

    Tries count from when they begin, so a hundred at once are no way around. What is refused
    does not count, so the lock ends by itself. Returns the attempt's id. Raises
    SignInFailed("too_many", seconds=…).
    """
    now, window = gate.now(), gate.limits.window
    keys = {"name_sha256": hash_token(name), "address": client_network(address)}
    with gate.write_transaction() as db:
        # A clock set back leaves rows in the future: those lock nobody out.
        outside = or_(attempts.c.at <= now - window, attempts.c.at > now + window)
        db.execute(delete(attempts).where(outside))
        seconds = max(
            _seconds_to_wait(gate, db, attempts.c.name_sha256 == keys["name_sha256"], now),
            _seconds_to_wait(gate, db, attempts.c.address == keys["address"], now),
        )
        if not seconds:
            return _write(db, now, keys, PENDING)
        _write_limit_once(gate, db, now, keys)
    raise SignInError("too_many", {"seconds": seconds})


def finish_attempt(db: Connection, attempt: str, *, passed: bool) -> None:
    """Say how the attempt ended; one that passed no longer counts."""
    outcome = PASSED if passed else FAILED
    db.execute(update(attempts).where(attempts.c.id == attempt).values(outcome=outcome))


def client_network(address: str) -> str:
    """Name what one person is likely to hold: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _seconds_to_wait(
    gate: AuthDatabase, db: Connection, whose: ColumnElement[bool], now: datetime
) -> int:
    counted = attempts.c.outcome.in_((PENDING, FAILED))
    query = select(attempts.c.at).where(whose, counted).order_by(attempts.c.at)
    moments: Sequence[datetime] = db.execute(query).scalars().all()
    if len(moments) < gate.limits.failures:
        return 0
    free_at = moments[-gate.limits.failures] + gate.limits.window
    return max(1, round((free_at - now).total_seconds()))


def _write(db: Connection, now: datetime, keys: dict[str, str], outcome: str) -> str:
    attempt = secrets.token_hex(8)
    db.execute(insert(attempts).values(id=attempt, at=now, outcome=outcome, **keys))
    return attempt


def _write_limit_once(
    gate: AuthDatabase, db: Connection, now: datetime, keys: dict[str, str]
) -> None:
    # One row a window, or whoever hammers at the door would fill the audit trail.
    same = or_(attempts.c.name_sha256 == keys["name_sha256"], attempts.c.address == keys["address"])
    query = select(attempts.c.id).where(same, attempts.c.outcome == LIMITED).limit(1)
    if db.execute(query).first() is None:
        _write(db, now, keys, LIMITED)
        detail = {"address": keys["address"]}
        audit.append_row(db, anonymous_actor(gate), audit.AuditEvent.SIGN_IN_LIMITED, detail=detail)
