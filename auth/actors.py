"""Who acts: somebody signed in, an operator at the command line, or nobody known."""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from auth.database import AuthDatabase
from auth.errors import InvalidValueError


class Role(StrEnum):
    """What an account is for, from least to most."""

    VIEWER = "viewer"
    STAFF = "staff"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks for something, as the database knew them a moment ago.

    `role` is None for nobody; `account` is empty for nobody and for operators; `session` is the
    session's id (not its token); `area` empty means everywhere. A name without a role is
    somebody whose session has lapsed.
    """

    database: AuthDatabase = field(repr=False, compare=False)
    name: str = ""
    display_name: str = ""
    role: Role | None = None
    area: str = ""
    account: str = ""
    session: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether an account stands behind this actor."""
        return self.role is not None and self.account != ""

    @property
    def operator(self) -> bool:
        """Whether this is somebody at the command line."""
        return self.role is not None and self.account == ""


def anonymous_actor(gate: AuthDatabase) -> Actor:
    """Name nobody: reading is open to them."""
    return Actor(gate)


def operator_actor(gate: AuthDatabase, name: str) -> Actor:
    """Name somebody at the command line, who has the machine anyway and is audited.

    Accounts cannot have a colon in their names, so the two are never mistaken. Raises Invalid.
    """
    given = unicodedata.normalize("NFKC", name).strip()
    if not 1 <= len(given) <= 64 or not is_printable(given):
        raise InvalidValueError(
            "name_malformed", {"name": given[:64] if is_printable(given) else ""}
        )
    return Actor(gate, f"operator:{given}", given, Role.ADMIN)


def is_printable(text: str) -> bool:
    """Tell whether a text has no control, direction, private or unassigned characters."""
    return not any(unicodedata.category(letter).startswith("C") for letter in text)
