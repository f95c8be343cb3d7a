"""Who may do what, and where: the matrix, and the one question that everything asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from auth import audit
from auth.actors import Actor, Role
from auth.current_actor import reload_actor
from auth.errors import PermissionDeniedError


class Action(StrEnum):
    """Everything that is not open to every reader."""

    READ_DRAFTS = "read_drafts"
    UPLOAD = "upload"
    ADD_CODES = "add_codes"
    CHANGE_CODES = "change_codes"
    SUBMIT = "submit"
    PUBLISH = "publish"
    ACCEPT = "accept"
    RETURN = "return"
    REVIEW_FIGURES = "review_figures"
    RESTORE = "restore"
    OWN_ACCOUNT = "own_account"
    MANAGE_ACCOUNTS = "manage_accounts"
    REVOKE = "revoke"
    READ_AUDIT = "read_audit"
    BACK_UP = "back_up"


class PermissionScope(StrEnum):
    """What an action touches, hence what somebody bound to an area may do with it."""

    ROWS = "rows"
    """rows of named areas: all of them must lie within the actor's area"""
    OWN = "own"
    """nothing of anybody else's; areas are looked at when they are named"""
    WHOLE = "whole"
    """everybody's: never for somebody bound to an area"""


@dataclass(frozen=True, slots=True)
class PermissionRule:
    """Who may, and how far it reaches."""

    roles: frozenset[Role]
    scope: PermissionScope


EVERY_ACCOUNT = frozenset(Role)
STAFF = frozenset({Role.STAFF, Role.REVIEWER, Role.ADMIN})
REVIEWERS = frozenset({Role.REVIEWER, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})

MATRIX: Mapping[Action, PermissionRule] = {
    Action.READ_DRAFTS: PermissionRule(STAFF, PermissionScope.OWN),
    Action.UPLOAD: PermissionRule(STAFF, PermissionScope.OWN),
    Action.ADD_CODES: PermissionRule(STAFF, PermissionScope.OWN),
    Action.CHANGE_CODES: PermissionRule(STAFF, PermissionScope.WHOLE),
    Action.SUBMIT: PermissionRule(STAFF, PermissionScope.ROWS),
    Action.PUBLISH: PermissionRule(STAFF, PermissionScope.ROWS),
    Action.ACCEPT: PermissionRule(REVIEWERS, PermissionScope.ROWS),
    Action.RETURN: PermissionRule(REVIEWERS, PermissionScope.ROWS),
    Action.REVIEW_FIGURES: PermissionRule(REVIEWERS, PermissionScope.ROWS),
    Action.RESTORE: PermissionRule(REVIEWERS, PermissionScope.WHOLE),
    Action.OWN_ACCOUNT: PermissionRule(EVERY_ACCOUNT, PermissionScope.OWN),
    Action.MANAGE_ACCOUNTS: PermissionRule(ADMINS, PermissionScope.WHOLE),
    Action.REVOKE: PermissionRule(ADMINS, PermissionScope.WHOLE),
    Action.READ_AUDIT: PermissionRule(ADMINS, PermissionScope.WHOLE),
    Action.BACK_UP: PermissionRule(ADMINS, PermissionScope.WHOLE),
}


def check_permission(actor: Actor, action: Action, area: str | Iterable[str] | None = None) -> str:
    """Answer with the code of the denial, or "" where the actor may.

    `area` is one code or those of all the rows touched; None or "" stands for the whole.
    """
    rule = MATRIX[action]
    if actor.role is None:
        return "session_expired" if actor.name else "not_signed_in"
    if actor.role not in rule.roles or (action is Action.OWN_ACCOUNT and not actor.account):
        return "role"
    if not actor.area:
        return ""
    if rule.scope is PermissionScope.WHOLE:
        return "area"
    named = _codes(area)
    if not named:
        return "" if rule.scope is PermissionScope.OWN else "area"
    return "" if all(_within(actor, code) for code in named) else "area"


def may(actor: Actor, action: Action, *, area: str | Iterable[str] | None = None) -> bool:
    """Tell whether to offer the action; `require` decides when it is done."""
    return check_permission(actor, action, area) == ""


def require(actor: Actor, action: Action, *, area: str | Iterable[str] | None = None) -> Actor:
    """Let the actor through, as the database knows them at this moment.

    Role, area and session are read anew, so an actor kept by an open tab is worth nothing once
    the session has ended. Raises Denied (with a row in the audit trail) and Unavailable.
    """
    areas = _codes(area)
    current = reload_actor(actor)
    code = check_permission(current, action, areas)
    if code:
        detail = {"action": action.value, "code": code, "areas": areas[:20]}
        with actor.database.write_transaction() as db:
            audit.append_row(db, actor, audit.AuditEvent.DENIED, detail=detail)
        raise PermissionDeniedError(code, {"action": action.value})
    return current


def _codes(area: str | Iterable[str] | None) -> list[str]:
    if area is None:
        return []
    return sorted({area} if isinstance(area, str) else set(area))


def _within(actor: Actor, code: str) -> bool:
    return code == actor.area or actor.area in actor.database.parents(code)
