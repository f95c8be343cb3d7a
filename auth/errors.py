"""Errors of accounts, sessions and permissions.

AuthError
  ├ PermissionDeniedError     the actor may not do this (not_signed_in, session_expired, role, area)
  ├ SignInError               nobody was signed in (wrong, too_many, origin, claim_…, oidc_…, …)
  ├ AccountChangedError       an account is no longer in the state that the actor saw
  ├ InvalidValueError         a value is not acceptable (name_taken, password_short, last_admin, …)
  └ DatabaseUnavailableError  the database does not answer, or has tables of a newer version
"""

from errors import StateChange, UserError


class AuthError(UserError):
    """Base of this package's errors.

    `code` is a message id in locales/messages/<language>/access.po.
    """

    domain = "access"

    def __str__(self) -> str:
        """Return only the code: values may be user input, such as a password typed as a name."""
        return self.code


class PermissionDeniedError(AuthError):
    """The actor may not do this; the denial is recorded in the audit trail."""


class SignInError(AuthError):
    """Nobody was signed in; for code "too_many", `values["seconds"]` is the time to wait."""


class InvalidValueError(AuthError):
    """A name, password, role, area or setting is not acceptable."""


class AccountChangedError(AuthError):
    """An account has changed since the actor saw it; nothing was done."""

    def __init__(self, name: str, since: tuple[StateChange, ...]) -> None:
        """Take the account's name and what happened to it since."""
        super().__init__("state_changed", {"name": name})
        self.since = since


class DatabaseUnavailableError(AuthError):
    """The database is unreachable, busy, read-only, or has a newer schema than this version."""
