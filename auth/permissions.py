"""Permissions: MATRIX says which role may do what in which areas, and `require` checks it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from auth.actors import Actor, Role, reload_actor
from auth.audit_chain import AuditEvent, append_row
from auth.errors import PermissionDeniedError


class Action(StrEnum):
    """Everything that needs a permission; reading published figures needs none."""

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
    """What an action affects; it decides what an account limited to an area may do."""

    ROWS = "rows"
    """rows of given areas, all of which must be within the actor's area"""
    OWN = "own"
    """only the actor's own things; areas are checked if they are given"""
    WHOLE = "whole"
    """things of all areas: never for an account bound to an area"""


@dataclass(frozen=True, slots=True)
class PermissionRule:
    """The roles that may perform an action, and the action's scope."""

    roles: frozenset[Role]
    scope: PermissionScope


MAX_AUDITED_AREAS = 20  # areas that a row of the audit trail names
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
    """Return the code why an actor may not perform an action, "" if the actor may.

    Codes: not_signed_in, session_expired, role, area. `area` is the code of the area that the
    action changes, or the codes of several; None or no code means all areas. An account limited to
    an area may change only areas within it: never in scope WHOLE, and in scope OWN even without
    naming an area.
    """
    rule = MATRIX[action]
    if actor.role is None:
        return "session_expired" if actor.name else "not_signed_in"
    # An operator at the command line is an administrator without an account.
    if actor.role not in rule.roles or (action is Action.OWN_ACCOUNT and not actor.account_id):
        return "role"
    if not actor.area:  # not limited to an area
        return ""
    if rule.scope is PermissionScope.WHOLE:
        return "area"
    codes = _sort_area_codes(area)
    if not codes:
        return "" if rule.scope is PermissionScope.OWN else "area"
    return "" if all(_is_in_actors_area(actor, code) for code in codes) else "area"


def may(actor: Actor, action: Action, *, area: str | Iterable[str] | None = None) -> bool:
    """Return whether an actor may perform an action, to decide what a page offers.

    `require` checks again when the action is performed.
    """
    return check_permission(actor, action, area) == ""


def require(actor: Actor, action: Action, *, area: str | Iterable[str] | None = None) -> Actor:
    """Check a permission and return the actor as read again from the database.

    Use the returned actor from then on, because role and area may have changed. `area` is one area
    code, several, or None for all areas. Raises PermissionDeniedError, which is recorded in the
    audit trail, and DatabaseUnavailableError.
    """
    codes = _sort_area_codes(area)
    current = reload_actor(actor)
    denial = check_permission(current, action, codes)
    if denial:
        areas = codes[:MAX_AUDITED_AREAS]
        detail = {"action": action.value, "code": denial, "areas": areas}
        with actor.database.write_transaction() as connection:
            append_row(connection, actor, AuditEvent.DENIED, detail=detail)
        raise PermissionDeniedError(denial, {"action": action.value})
    return current


def make_parents_lookup(parent_by_area: Mapping[str, str]) -> Callable[[str], tuple[str, ...]]:
    """Return a function from an area's code to the codes of all areas that contain it.

    `parent_by_area` maps each area code to the code of the area right above, or "". The function
    returns the smallest first: "330203" → ("330200", "330000", "100000").
    """

    def find_parents(code: str) -> tuple[str, ...]:
        """Return the codes of the areas that contain an area, smallest first; stop at a cycle."""
        parents: list[str] = []
        while (code := parent_by_area.get(code, "")) and code not in parents:
            parents.append(code)
        return tuple(parents)

    return find_parents


def _sort_area_codes(area: str | Iterable[str] | None) -> list[str]:
    """Return area codes as a sorted list, each once: None → [], "330200" → ["330200"]."""
    if area is None:
        return []
    return sorted({area} if isinstance(area, str) else set(area))


def _is_in_actors_area(actor: Actor, code: str) -> bool:
    """Return whether the area with this code is the actor's own area or inside it.

    For an actor of 浙江 (330000) both 330000 and 宁波 (330200) are.
    """
    return code == actor.area or actor.area in actor.database.parents(code)
