"""`UserError`, the base class of every error whose message is shown to people.

Also the state of a thing that somebody saw when they decided: an action that finds another one is
refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeenState:
    """The state of one thing as somebody saw it, such as a draft: its id, version and SHA-256."""

    subject: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StateChange:
    """What happened to a thing after somebody saw it: when (UTC), by whom, what, and why.

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
    """For the code state_changed: what happened since the state that the user saw."""

    def __init__(
        self, code: str, values: Mapping[str, str | int | float] | None = None, *args: object
    ) -> None:
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
