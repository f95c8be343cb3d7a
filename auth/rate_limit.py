"""Limit on failed password attempts within a sliding time window.

Three numbers of failures are limited: of one account from one IP address, so that strangers
elsewhere lock nobody out; of one IP address, and of one account from all addresses, more widely. A
known device and an open session are counted separately, so that nobody else can lock them out.
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

# Outcomes of attempts; a row with LIMITED says that a refusal was written to the audit trail.
PENDING, FAILED, PASSED, LIMITED = "pending", "failed", "passed", "limited"
WIDER_FACTOR = 4
"""An IP address, or an account, may fail so many times as often as one account from one address."""
KNOWN_PREFIX = "known:"
"""Before the id of a device or session, which is stored in place of an IP address."""


def begin_attempt(database: AuthDatabase, name: str, ip_address: str, known: str = "") -> str:
    """Count an attempt before its password is checked, and return the attempt's id.

    So attempts that are sent all at once cannot pass the limit before the first of them has failed.

    `known` is the id of a known device or an open session, or "". Within `limits.window` a name may
    fail `limits.failures` times from one IP address or device; an IP address, and a name from all
    unknown devices together, WIDER_FACTOR times as often. Unfinished attempts count too, refused
    ones do not. Raises SignInError("too_many"), whose `values["seconds"]` is the time to wait.
    """
    now, window = database.now(), database.limits.window
    network = find_client_network(ip_address)
    address = f"{KNOWN_PREFIX}{known}" if known else network
    keys = {"name_sha256": hash_token(name), "address": address}
    is_same_name = attempts.c.name_sha256 == keys["name_sha256"]
    is_same_address = attempts.c.address == keys["address"]
    limit = database.limits.failures
    # (which attempts count, how many of them may fail)
    budgets: list[tuple[ColumnElement[bool], int]] = [(and_(is_same_name, is_same_address), limit)]
    if not known:
        is_stranger = attempts.c.address.not_like(f"{KNOWN_PREFIX}%")
        budgets += [
            (is_same_address, WIDER_FACTOR * limit),
            (and_(is_same_name, is_stranger), WIDER_FACTOR * limit),
        ]
    with database.read_transaction() as connection:
        seconds = _find_longest_wait(database, connection, budgets, now)
        is_recorded = _is_limit_recorded(database, connection, keys, now)
    if seconds and is_recorded:  # refused without a write transaction, which others would wait for
        raise SignInError("too_many", {"seconds": seconds})
    with database.write_transaction() as connection:
        # If the clock was set back, attempts in the future must not count.
        is_outside = or_(attempts.c.at <= now - window, attempts.c.at > now + window)
        connection.execute(delete(attempts).where(is_outside))
        seconds = _find_longest_wait(database, connection, budgets, now)
        if not seconds:
            return _insert_attempt(connection, now, keys, PENDING)
        _record_limit_once(database, connection, now, keys, network)
    raise SignInError("too_many", {"seconds": seconds})


def finish_attempt(connection: Connection, attempt: str, *, passed: bool) -> None:
    """Store whether the password of an attempt was correct; `attempt` is the attempt's id.

    Successful attempts no longer count towards the limit.
    """
    outcome = PASSED if passed else FAILED
    connection.execute(update(attempts).where(attempts.c.id == attempt).values(outcome=outcome))


def find_client_network(ip_address: str) -> str:
    """Return what limits count as one client: the IPv4 address or the network of an IPv6 address.

    A client usually has a whole /64 network of IPv6 addresses to choose from: "2001:db8::1" →
    "2001:db8::/64". "" for a text that is no IP address.
    """
    try:
        # An IPv6 address may name an interface after "%": fe80::1%eth0.
        ip = ipaddress.ip_address(ip_address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def _find_longest_wait(
    database: AuthDatabase,
    connection: Connection,
    budgets: Sequence[tuple[ColumnElement[bool], int]],
    now: datetime,
) -> int:
    """Return the seconds until another attempt is within all budgets, 0 if it is allowed now.

    A budget is a condition for the attempts to count, such as those of one IP address, and how many
    of these may fail.
    """
    return max(
        _compute_seconds_to_wait(database, connection, condition, max_failures, now)
        for condition, max_failures in budgets
    )


def _is_in_window(database: AuthDatabase, now: datetime) -> ColumnElement[bool]:
    """Return the SQL condition that an attempt is neither too old to count nor in the future."""
    window = database.limits.window
    return and_(attempts.c.at > now - window, attempts.c.at <= now + window)


def _compute_seconds_to_wait(
    database: AuthDatabase,
    connection: Connection,
    condition: ColumnElement[bool],
    max_failures: int,
    now: datetime,
) -> int:
    """Return the seconds until another attempt is allowed, 0 if it is allowed now.

    At most `max_failures` attempts that meet the condition may have failed, or be unfinished,
    within the time window.
    """
    is_counted = and_(attempts.c.outcome.in_((PENDING, FAILED)), _is_in_window(database, now))
    query = select(attempts.c.at).where(condition, is_counted).order_by(attempts.c.at)
    times: Sequence[datetime] = connection.execute(query).scalars().all()  # oldest first
    if len(times) < max_failures:
        return 0
    # Fewer than `max_failures` count as soon as the oldest of the last `max_failures` leaves the
    # window.
    free_at = times[-max_failures] + database.limits.window
    return max(1, round((free_at - now).total_seconds()))


def _insert_attempt(
    connection: Connection, now: datetime, keys: dict[str, str], outcome: str
) -> str:
    """Insert an attempt and return its id.

    `keys` are its columns `name_sha256` and `address`, `outcome` is PENDING until the password has
    been checked, or LIMITED for a refusal.
    """
    attempt = secrets.token_hex(8)
    connection.execute(insert(attempts).values(id=attempt, at=now, outcome=outcome, **keys))
    return attempt


def _record_limit_once(
    database: AuthDatabase,
    connection: Connection,
    now: datetime,
    keys: dict[str, str],
    network: str,
) -> None:
    """Record in the audit trail that attempts of a name or IP address were refused.

    This is done once in each time window, because an attacker could fill the audit trail. `keys`
    are the attempt's columns `name_sha256` and `address`. The audit row names `network`, the
    client's IP address or network (`find_client_network`); for a known device `address` has the
    device's id instead.
    """
    if not _is_limit_recorded(database, connection, keys, now):
        _insert_attempt(connection, now, keys, LIMITED)
        detail = {"address": network}
        append_row(connection, anonymous_actor(database), AuditEvent.SIGN_IN_LIMITED, detail=detail)


def _is_limit_recorded(
    database: AuthDatabase, connection: Connection, keys: dict[str, str], now: datetime
) -> bool:
    """Return whether a refusal of this name or IP address was recorded in this time window.

    A row with the outcome LIMITED says so; another refusal is then not written to the audit trail.
    `keys` are the columns `name_sha256` and `address` of the attempt; one of them must be equal.
    """
    is_same = or_(
        attempts.c.name_sha256 == keys["name_sha256"], attempts.c.address == keys["address"]
    )
    is_limit = and_(attempts.c.outcome == LIMITED, _is_in_window(database, now))
    query = select(attempts.c.id).where(is_same, is_limit).limit(1)
    return connection.execute(query).first() is not None
