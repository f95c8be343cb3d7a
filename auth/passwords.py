"""Passwords: hashed with argon2id, checked by the rules of NIST SP 800-63B.

The library zxcvbn, which knows common passwords, words, dates and patterns, estimates how easy a
password is to guess.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from auth.database import PasswordHashing
from auth.errors import InvalidValueError

MIN_LENGTH = 10
MAX_LENGTH = 128

# Each hash takes 64 MiB of memory, so at most two are computed at a time.
_hash_slots = threading.BoundedSemaphore(2)

MIN_GUESSES = 1e8
"""The least number of guesses that finding a password must take, by zxcvbn's estimate (score 3)."""
ESTIMATED_LENGTH = 24
"""zxcvbn gets only so many characters, because its work grows with the cube of the length."""
_CODE_BY_PATTERN = {
    "dictionary": "password_variant",
    "repeat": "password_pattern",
    "sequence": "password_pattern",
    "spatial": "password_pattern",
    "date": "password_date",
    "regex": "password_date",
}

_estimator_lock = threading.Lock()

# The most frequent passwords of ten characters and more in Chinese and international leaks, and
# words that passwords in a union are made of.
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("ascii").split())


def check_password(password: str, *names: str) -> None:
    """Raise InvalidValueError for a new password that is easy to guess; `names` are the account's.

    Codes: password_short, password_long, password_common (also repeated characters and sequences),
    password_name (it contains one of the names), password_variant (a common password or word, or a
    name, in a simple variant), password_pattern (repetitions, sequences, neighbouring keys),
    password_date, password_weak (easy to guess for no single reason).
    """
    normalized = _normalize_password(password)
    folded = normalized.casefold()
    if len(normalized) < MIN_LENGTH:
        raise InvalidValueError("password_short", {"least": MIN_LENGTH})
    if len(normalized) > MAX_LENGTH:
        raise InvalidValueError("password_long", {"most": MAX_LENGTH})
    # Fewer than four different characters are repetitions.
    if folded in COMMON or len(set(folded)) < 4 or _is_sequence(folded):
        raise InvalidValueError("password_common")
    folded_names = [_normalize_password(name).casefold() for name in names]
    # Names of one or two characters occur by chance.
    if any(len(name) >= 3 and name in folded for name in folded_names):
        raise InvalidValueError("password_name")
    # zxcvbn also looks for the parts of names: "li.na" → "li", "na".
    name_parts = (
        part for name in folded_names for part in re.split(r"[\W_]+", name) if len(part) >= 2
    )
    guesses, patterns = _estimate_guesses(folded[:ESTIMATED_LENGTH], [*folded_names, *name_parts])
    if guesses < MIN_GUESSES:  # the longest part whose pattern has a code gives the reason
        codes = (_CODE_BY_PATTERN[pattern] for pattern in patterns if pattern in _CODE_BY_PATTERN)
        raise InvalidValueError(next(codes, "password_weak"))


def hash_password(password: str, hashing: PasswordHashing) -> str:
    """Return the hash of a password to store, which includes its cost parameters.

    It is slow on purpose and needs much memory, so callers avoid it inside a transaction.
    """
    with _hash_slots:
        return _create_password_hasher(hashing).hash(_encode_password(password))


def verify_password(password: str, stored_hash: str | None, hashing: PasswordHashing) -> bool:
    """Return whether a password matches a stored hash.

    Without a hash (an unknown account, or one without a password) it takes as long to return False,
    so that nobody can find out which accounts exist.
    """
    with _hash_slots:
        decoy_hash = _create_decoy_hash(hashing)  # computed in any case, for the same time
        hash_to_match = stored_hash or decoy_hash
        try:
            matches = _create_password_hasher(hashing).verify(
                hash_to_match, _encode_password(password)
            )
        except (VerificationError, InvalidHashError):
            return False
    return matches and stored_hash is not None


def needs_rehash(stored_hash: str, hashing: PasswordHashing) -> bool:
    """Return whether a stored password hash was made with parameters other than `hashing`.

    It is then replaced at the next sign-in, the only time when the password is known.
    """
    return _create_password_hasher(hashing).check_needs_rehash(stored_hash)


def _normalize_password(password: str) -> str:
    """Return a password in Unicode form NFKC (NIST SP 800-63B 3.1.1.2).

    Keyboards and input methods encode the same letter in several ways.
    """
    return unicodedata.normalize("NFKC", password)


def _encode_password(password: str) -> bytes:
    """Return the bytes of a password to hash, for any text that a form may send."""
    # A too long password cannot match, and is cut to limit the cost. An unpaired surrogate, which a
    # form may send, must make a password wrong, not raise an error.
    return _normalize_password(password)[: MAX_LENGTH + 1].encode("utf-8", "surrogatepass")


def _estimate_guesses(password: str, names: Iterable[str]) -> tuple[float, list[str]]:
    """Return how many guesses it takes to find a password, and the patterns of its parts.

    The patterns are zxcvbn's, such as "dictionary" or "date", that of the longest part first.
    `names` are words that an attacker would try.
    """
    # Imported here because its dictionaries load slowly.
    from zxcvbn import zxcvbn

    with _estimator_lock:  # zxcvbn keeps the words of one call in a global dictionary
        estimate = zxcvbn(password, [*names, *sorted(COMMON)], max_length=ESTIMATED_LENGTH)
    # `sequence` are the parts into which zxcvbn has split the password, `token` is a part's text.
    longest_first = sorted(estimate["sequence"], key=lambda part: -len(part["token"]))
    return float(estimate["guesses"]), [part["pattern"] for part in longest_first]


def _is_sequence(password: str) -> bool:
    """Return whether a password is an ascending or descending sequence: "abcdef", "987654".

    Each character is the next or the previous one of the character before.
    """
    steps = {ord(following) - ord(char) for char, following in pairwise(password)}
    return steps in ({1}, {-1})


@lru_cache(maxsize=8)
def _create_password_hasher(hashing: PasswordHashing) -> PasswordHasher:
    """Return the argon2id password hasher with these cost parameters."""
    return PasswordHasher(
        time_cost=hashing.time_cost,
        memory_cost=hashing.memory_kib,
        parallelism=hashing.lanes,
        type=Type.ID,
    )


@lru_cache(maxsize=8)
def _create_decoy_hash(hashing: PasswordHashing) -> str:
    """Return a hash to compare a password with if there is no stored one (`verify_password`)."""
    return _create_password_hasher(hashing).hash("nobody has this password")
