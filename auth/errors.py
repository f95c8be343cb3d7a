"""What access says no with: a stable code and its values; words come later.

Refused
  ├ Denied         the actor may not do this (not_signed_in, session_expired, role, area)
  ├ SignInFailed   nobody was signed in (wrong, too_many, origin, claim_…, oidc_…, proxy_…)
  ├ Invalid        a value given is not acceptable (name_taken, password_short, last_admin, …)
  └ Unavailable    the database does not answer, or is not one of ours
"""

from collections.abc import Mapping


class Refused(Exception):
    """Something that was not done: `code` is an id in messages/<language>/access.po.

    `values` fill the message's placeholders; they never hold a secret.
    """

    def __init__(self, code: str, values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.values: Mapping[str, str | int] = dict(values or {})


class Denied(Refused):
    """The actor may not do this; the audit trail has a row of it."""


class SignInFailed(Refused):
    """Nobody was signed in; for `too_many`, values hold the `seconds` to wait."""


class Invalid(Refused):
    """A value that cannot be taken: a name, a password, a role, an area, a setting."""


class Unavailable(Refused):
    """The database cannot be reached, is busy or read-only, or has a schema newer than ours."""


CODES = {
    Denied: ("not_signed_in", "session_expired", "role", "area"),
    SignInFailed: (
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
    Invalid: (
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
    Unavailable: ("database_unreachable", "schema_newer"),
}
