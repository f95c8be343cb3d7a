"""Accounts, sessions, permissions and the audit trail.

Reading is open. Everything else goes through `require`, which reads the actor's session, role
and area anew and writes down what it denies. Signing in through OpenID Connect is in
`access.oidc`, apart, because of what it imports.
"""

from access.account_rows import Account
from access.accounts import (
    create_account,
    disable_account,
    enable_account,
    list_accounts,
    reset_password,
    set_area,
    set_display_name,
    set_role,
)
from access.actors import Actor, Role, anonymous, operator
from access.areas import parents_in
from access.audit import AuditFault, AuditHead, AuditRow, Event
from access.backup import back_up, load_backup
from access.claims import Claim, invite, issue_claim, look_at_claim, redeem_claim
from access.cookies import (
    CookieRule,
    check_origin,
    departure_cookie,
    safe_next,
    session_cookie,
    session_token,
)
from access.faults import Denied, Invalid, Refused, SignInFailed, Unavailable
from access.gate import Gate, Hashing, Limits, open
from access.listening import check_listening, proxy_user
from access.permissions import MATRIX, Action, Reach, Rule, judge, may, require
from access.presence import actor_of
from access.session_rows import NewSession
from access.sessions import (
    SessionRow,
    list_sessions,
    revoke_session,
    revoke_sessions,
    sign_out,
)
from access.signin import change_password, sign_in, sign_in_by_proxy
from access.trail import audit_head, read_audit, record, verify_audit

# Where everything stands that changes something: each function there that takes an actor asks
# `require`, and a test holds it to that.
DOMAIN = (
    "access.accounts",
    "access.backup",
    "access.claims",
    "access.oidc",
    "access.sessions",
    "access.signin",
    "access.trail",
)

__all__ = [
    "DOMAIN",
    "MATRIX",
    "Account",
    "Action",
    "Actor",
    "AuditFault",
    "AuditHead",
    "AuditRow",
    "Claim",
    "CookieRule",
    "Denied",
    "Event",
    "Gate",
    "Hashing",
    "Invalid",
    "Limits",
    "NewSession",
    "Reach",
    "Refused",
    "Role",
    "Rule",
    "SessionRow",
    "SignInFailed",
    "Unavailable",
    "actor_of",
    "anonymous",
    "audit_head",
    "back_up",
    "change_password",
    "check_listening",
    "check_origin",
    "create_account",
    "departure_cookie",
    "disable_account",
    "enable_account",
    "invite",
    "issue_claim",
    "judge",
    "list_accounts",
    "list_sessions",
    "load_backup",
    "look_at_claim",
    "may",
    "open",
    "operator",
    "parents_in",
    "proxy_user",
    "read_audit",
    "record",
    "redeem_claim",
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
