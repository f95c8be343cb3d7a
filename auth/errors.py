"""Errors of accounts, sessions and permissions.

AuthError
  ├ PermissionDeniedError     the actor may not do this (not_signed_in, session_expired, role, area)
  ├ SignInError               nobody was signed in (wrong, too_many, origin, claim_…, oidc_…, …)
  ├ InvalidValueError         a value is not acceptable (name_taken, password_short, last_admin, …)
  └ DatabaseUnavailableError  the database does not answer, or is not one of ours
"""

from errors import UserError


class AuthError(UserError):
    """Something that was not done: `code` is an id in messages/<language>/access.po."""

    domain = "access"


class PermissionDeniedError(AuthError):
    """The actor may not do this; the audit trail has a row of it."""


class SignInError(AuthError):
    """Nobody was signed in; for `too_many`, values hold the `seconds` to wait."""


class InvalidValueError(AuthError):
    """A value that cannot be taken: a name, a password, a role, an area, a setting."""


class DatabaseUnavailableError(AuthError):
    """The database cannot be reached, is busy or read-only, or has a schema newer than ours."""


CODES = {
    PermissionDeniedError: ("not_signed_in", "session_expired", "role", "area"),
    SignInError: (
        "wrong",
        "too_many",
        "origin",
        "claim_invalid",
        "oidc_unreachable",
        "oidc_refused",
        "oidc_state",
        "oidc_token",
        "oidc_issuer",
        "oidc_audience",
        "oidc_nonce",
        "oidc_expired",
        "oidc_group",
        "oidc_area",
        "oidc_disabled",
        "proxy_unknown",
    ),
    InvalidValueError: (
        "name_malformed",
        "name_taken",
        "display_name_malformed",
        "area_malformed",
        "area_not_for_role",
        "role_unknown",
        "account_unknown",
        "last_admin",
        "password_short",
        "password_long",
        "password_common",
        "password_name",
        "session_too_long",
        "address_not_loopback",
        "proxy_not_loopback",
        "oidc_plain_http",
        "backup_malformed",
        "backup_not_empty",
        "backup_audit",
    ),
    DatabaseUnavailableError: ("database_unreachable", "schema_newer"),
}
