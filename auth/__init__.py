"""Accounts, sessions, permissions and the audit trail.

Reading is open to everybody. Everything else goes through `require`, which reads session, role
and area again and records denials. Sign-in through OpenID Connect is in `auth.oidc`, which is
imported only where it is configured, because its libraries load slowly.
"""

from auth.accounts import (
    Account,
    create_account,
    disable_account,
    enable_account,
    find_display_names,
    list_accounts,
    read_owner,
    reset_password,
    set_area,
    set_display_name,
    set_role,
)
from auth.actors import Actor, Role, anonymous_actor, find_actor, operator_actor
from auth.audit import (
    START,
    AccountFinding,
    is_trail_cut,
    note_accounts,
    read_audit,
    read_audit_head,
    read_rows_about,
    record_event,
    verify_accounts,
    verify_audit,
)
from auth.audit_chain import AuditEvent, AuditFinding, AuditHead, AuditRow
from auth.backup import back_up, check_backup, load_backup
from auth.cookies import (
    CookieRule,
    check_origin,
    device_cookie_rule,
    oidc_cookie_rule,
    read_device_tokens,
    read_session_token,
    safe_next_path,
    session_cookie_rule,
)
from auth.database import AuthDatabase, AuthLimits, PasswordHashing, open_auth_database
from auth.errors import (
    AccountChangedError,
    AuthError,
    DatabaseUnavailableError,
    InvalidValueError,
    PermissionDeniedError,
    SignInError,
)
from auth.network_policy import check_listen_address, check_trusted_proxies, read_proxy_user
from auth.one_time_links import (
    OneTimeLink,
    issue_first_admin_link,
    issue_invitation,
    peek_link,
    redeem_link,
)
from auth.password_sign_in import change_password, sign_in, sign_in_by_proxy
from auth.permissions import (
    MATRIX,
    Action,
    PermissionScope,
    check_permission,
    make_parents_lookup,
    may,
    require,
)
from auth.rate_limit import client_network
from auth.sessions import (
    NewSession,
    list_sessions,
    revoke_session,
    revoke_sessions,
    sign_out,
)

__all__ = [
    "MATRIX",
    "START",
    "Account",
    "AccountChangedError",
    "AccountFinding",
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
    "PermissionScope",
    "Role",
    "SignInError",
    "anonymous_actor",
    "back_up",
    "change_password",
    "check_backup",
    "check_listen_address",
    "check_origin",
    "check_permission",
    "check_trusted_proxies",
    "client_network",
    "create_account",
    "device_cookie_rule",
    "disable_account",
    "enable_account",
    "find_actor",
    "find_display_names",
    "is_trail_cut",
    "issue_first_admin_link",
    "issue_invitation",
    "list_accounts",
    "list_sessions",
    "load_backup",
    "make_parents_lookup",
    "may",
    "note_accounts",
    "oidc_cookie_rule",
    "open_auth_database",
    "operator_actor",
    "peek_link",
    "read_audit",
    "read_audit_head",
    "read_device_tokens",
    "read_owner",
    "read_proxy_user",
    "read_rows_about",
    "read_session_token",
    "record_event",
    "redeem_link",
    "require",
    "reset_password",
    "revoke_session",
    "revoke_sessions",
    "safe_next_path",
    "session_cookie_rule",
    "set_area",
    "set_display_name",
    "set_role",
    "sign_in",
    "sign_in_by_proxy",
    "sign_out",
    "verify_accounts",
    "verify_audit",
]
