"""Accounts, sessions, permissions and the audit trail.

Reading is open. Everything else goes through `require`, which reads the actor's session, role
and area anew and writes down what it denies. Signing in through OpenID Connect is in
`access.oidc`, apart, because of what it imports.
"""

from auth.account_rows import Account
from auth.accounts import (
    create_account,
    disable_account,
    enable_account,
    list_accounts,
    reset_password,
    set_area,
    set_display_name,
    set_role,
)
from auth.actors import Actor, Role, anonymous, operator
from auth.areas import parents_lookup
from auth.audit import AuditEvent, AuditFinding, AuditHead, AuditRow
from auth.backup import back_up, load_backup
from auth.cookies import (
    CookieRule,
    check_origin,
    oidc_cookie,
    safe_next,
    session_cookie,
    session_token,
)
from auth.current_actor import actor_of
from auth.database import AuthDatabase, AuthLimits, PasswordHashing, open
from auth.errors import (
    AuthError,
    DatabaseUnavailableError,
    InvalidValueError,
    PermissionDeniedError,
    SignInError,
)
from auth.network_policy import check_listening, proxy_user
from auth.one_time_links import (
    OneTimeLink,
    issue_first_admin_link,
    issue_invitation,
    peek_link,
    redeem_link,
)
from auth.permissions import (
    MATRIX,
    Action,
    PermissionRule,
    PermissionScope,
    check_permission,
    may,
    require,
)
from auth.session_rows import NewSession
from auth.sessions import SessionRow, list_sessions, revoke_session, revoke_sessions, sign_out
from auth.signin import change_password, sign_in, sign_in_by_proxy
from auth.trail import audit_head, read_audit, record, verify_audit

# Where everything stands that changes something: each function there that takes an actor asks
# `require`, and a test holds it to that.
DOMAIN = (
    "auth.accounts",
    "auth.backup",
    "auth.one_time_links",
    "auth.oidc",
    "auth.sessions",
    "auth.signin",
    "auth.trail",
)

__all__ = [
    "DOMAIN",
    "MATRIX",
    "Account",
    "Action",
    "Actor",
    "AuditEvent",
    "AuditFinding",
    "AuditHead",
    "AuditRow",
    "AuthDatabase",
    "AuthError",
    "AuthLimits",
    "CookieRule",
    "DatabaseUnavailableError",
    "InvalidValueError",
    "NewSession",
    "OneTimeLink",
    "PasswordHashing",
    "PermissionDeniedError",
    "PermissionRule",
    "PermissionScope",
    "Role",
    "SessionRow",
    "SignInError",
    "actor_of",
    "anonymous",
    "audit_head",
    "back_up",
    "change_password",
    "check_listening",
    "check_origin",
    "check_permission",
    "create_account",
    "disable_account",
    "enable_account",
    "issue_first_admin_link",
    "issue_invitation",
    "list_accounts",
    "list_sessions",
    "load_backup",
    "may",
    "oidc_cookie",
    "open",
    "operator",
    "parents_lookup",
    "peek_link",
    "proxy_user",
    "read_audit",
    "record",
    "redeem_link",
    "require",
    "reset_password",
    "revoke_session",
    "revoke_sessions",
    "safe_next",
    "session_cookie",
    "session_token",
    "set_area",
    "set_display_name",
    "set_role",
    "sign_in",
    "sign_in_by_proxy",
    "sign_out",
    "verify_audit",
]
