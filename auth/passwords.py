"""Passwords: argon2id, and the few rules of NIST SP 800-63B."""

import threading
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from auth.database import PasswordHashing
from auth.errors import InvalidValueError

SHORTEST = 10
LONGEST = 128

# Each hash takes 64 MiB: two at a time, however many ask.
_turns = threading.BoundedSemaphore(2)

# Those of ten characters and more that lists of leaked passwords are full of, here and abroad.
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("ascii").split())


def check_password(password: str, name: str) -> None:
    """Refuse a password that is short, common, one letter over and over, or holds the name.

    Raises Invalid (password_short, password_long, password_common, password_name).
    """
    plain = _normal(password)
    folded = plain.casefold()
    if len(plain) < SHORTEST:
        raise InvalidValueError("password_short", {"least": SHORTEST})
    if len(plain) > LONGEST:
        raise InvalidValueError("password_long", {"most": LONGEST})
    if folded in COMMON or len(set(folded)) < 4 or _is_run(folded):
        raise InvalidValueError("password_common")
    if len(name) >= 3 and name.casefold() in folded:
        raise InvalidValueError("password_name")


def hash_password(password: str, hashing: PasswordHashing) -> str:
    """Hash for keeping, with the parameters inside."""
    with _turns:
        return _hasher(hashing).hash(_bytes(password))


def verify_password(password: str, kept: str | None, hashing: PasswordHashing) -> bool:
    """Compare with a kept hash; without one, take as long and answer no."""
    with _turns:
        decoy = _decoy(hashing)
        try:
            fits = _hasher(hashing).verify(kept or decoy, _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return fits and kept is not None


def needs_rehash(kept: str, hashing: PasswordHashing) -> bool:
    """Tell whether a kept hash was made with other parameters than these."""
    return _hasher(hashing).check_needs_rehash(kept)


def _normal(password: str) -> str:
    # Keyboards and input methods spell one letter in several ways (NIST SP 800-63B 3.1.1.2).
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    # Nothing longer than the longest can fit, nor should it cost more; half a surrogate pair,
    # which a form may send, is a wrong password and no fault.
    return _normal(password)[: LONGEST + 1].encode("utf-8", "surrogatepass")


def _is_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return steps in ({1}, {-1})


@lru_cache(maxsize=8)
def _hasher(hashing: PasswordHashing) -> PasswordHasher:
    return PasswordHasher(
        time_cost=hashing.time_cost,
        memory_cost=hashing.memory_kib,
        parallelism=hashing.lanes,
        type=Type.ID,
    )


@lru_cache(maxsize=8)
def _decoy(hashing: PasswordHashing) -> str:
    return _hasher(hashing).hash("nobody has this password")
