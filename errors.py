"""`UserError`, the base class of every error whose message is shown to people.

`SeenState` is also here: what identifies the state of an object that a person saw before acting on
it. If the object has changed since, the action raises an error with a `StateChange` for each
change.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenState:
    """The state of an object, such as a draft, that somebody saw: its id, version and SHA-256.

    A page passes it to the action that the person then chooses. `subject` is the object's id.
    """

    subject: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StateChange:
    """A change of an object after somebody saw it: when (UTC), by whom, what, and why.

    `what` is the id of a message, such as "access.event_role_set".
    """

    at: str
    who: str
    what: str
    reason: str = ""


class UserError(Exception):
    """An action was not carried out, for a reason that is shown to the user; nothing has changed.

    `code` is the id of a message in locales/messages/<language>/<domain>.po; `values` fill its
    placeholders and contain no secrets.
    """

    domain = ""
    since: tuple[StateChange, ...] = ()
    """For the code state_changed: the changes after the state that the user saw."""

    def __init__(
        self, code: str, values: Mapping[str, str | int | float] | None = None, *args: object
    ) -> None:
        """Take the code and the values for its message; `args` are further ones of Exception."""
        super().__init__(code, *args)
        self.code = code
        self.values: Mapping[str, str | int | float] = dict(values or {})

    @property
    def message_id(self) -> str:
        """Return the id of the message, as `locales.Words.say` takes it: `domain.code`."""
        return f"{self.domain}.{self.code}"

    @property
    def location(self) -> str:
        """Return where the error is, such as a file's path; it is shown before the message."""
        return ""

    def __str__(self) -> str:
        """Return code and values, for logs and programmers."""
        return ", ".join([self.code, *(f"{name} {value}" for name, value in self.values.items())])
