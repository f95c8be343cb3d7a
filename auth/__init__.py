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
from auth.actors import Actor, Role, anonymous_actor, operator_actor
from auth.areas import make_parents_lookup
from auth.audit import AuditEvent, AuditFinding, AuditHead, AuditRow
from auth.backup import back_up, load_backup
from auth.cookies import (
    CookieRule,
    check_origin,
    oidc_cookie_rule,
    safe_next_path,
    session_cookie_rule,
    read_session_token,
)
from auth.current_actor import find_actor
from auth.database import AuthDatabase, AuthLimits, PasswordHashing, open_auth_database
from auth.errors import (
    AuthError,
    DatabaseUnavailableError,
    InvalidValueError,
    PermissionDeniedError,
    SignInError,
)
from auth.network_policy import check_listen_address, read_proxy_user
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
from auth.trail import read_audit_head, read_audit, record_event, verify_audit

# Where everything stands that changes something: each function there that takes an actor asks
# `require`, and a test holds it to that.
ACTOR_MODULES = (
    "auth.accounts",
    "auth.backup",
    "auth.one_time_links",
    "auth.oidc",
    "auth.sessions",
    "auth.signin",
    "auth.trail",
)

__all__ = [
    "ACTOR_MODULES",
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
    "find_actor",
    "anonymous_actor",
    "read_audit_head",
    "back_up",
    "change_password",
    "check_listen_address",
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
    "oidc_cookie_rule",
    "open_auth_database",
    "operator_actor",
    "make_parents_lookup",
    "peek_link",
    "read_proxy_user",
    "read_audit",
    "record_event",
    "redeem_link",
    "require",
    "reset_password",
    "revoke_session",
    "revoke_sessions",
    "safe_next_path",
    "session_cookie_rule",
    "read_session_token",
    "set_area",
    "set_display_name",
    "set_role",
    "sign_in",
    "sign_in_by_proxy",
    "sign_out",
    "verify_audit",
]
