"""Who may do what, and where: the matrix, and the one question that everything asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from auth import audit
from auth.actors import Actor, Role
from auth.current_actor import refreshed
from auth.errors import Denied


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


class Reach(StrEnum):
    """What an action touches, hence what somebody bound to an area may do with it."""

    ROWS = "rows"
    """rows of named areas: all of them must lie within the actor's area"""
    OWN = "own"
    """nothing of anybody else's; areas are looked at when they are named"""
    WHOLE = "whole"
    """everybody's: never for somebody bound to an area"""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may, and how far it reaches."""

    roles: frozenset[Role]
    reach: Reach


EVERY_ACCOUNT = frozenset(Role)
STAFF = frozenset({Role.STAFF, Role.REVIEWER, Role.ADMIN})
REVIEWERS = frozenset({Role.REVIEWER, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})

MATRIX: Mapping[Action, Rule] = {
    Action.READ_DRAFTS: Rule(STAFF, Reach.OWN),
    Action.UPLOAD: Rule(STAFF, Reach.OWN),
    Action.ADD_CODES: Rule(STAFF, Reach.OWN),
    Action.CHANGE_CODES: Rule(STAFF, Reach.WHOLE),
    Action.SUBMIT: Rule(STAFF, Reach.ROWS),
    Action.PUBLISH: Rule(STAFF, Reach.ROWS),
    Action.ACCEPT: Rule(REVIEWERS, Reach.ROWS),
    Action.RETURN: Rule(REVIEWERS, Reach.ROWS),
    Action.REVIEW_FIGURES: Rule(REVIEWERS, Reach.ROWS),
    Action.RESTORE: Rule(REVIEWERS, Reach.WHOLE),
    Action.OWN_ACCOUNT: Rule(EVERY_ACCOUNT, Reach.OWN),
    Action.MANAGE_ACCOUNTS: Rule(ADMINS, Reach.WHOLE),
    Action.REVOKE: Rule(ADMINS, Reach.WHOLE),
    Action.READ_AUDIT: Rule(ADMINS, Reach.WHOLE),
    Action.BACK_UP: Rule(ADMINS, Reach.WHOLE),
}


def judge(actor: Actor, action: Action, area: str | Iterable[str] | None = None) -> str:
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
    if rule.reach is Reach.WHOLE:
        return "area"
    named = _codes(area)
    if not named:
        return "" if rule.reach is Reach.OWN else "area"
    return "" if all(_within(actor, code) for code in named) else "area"


def may(actor: Actor, action: Action, *, area: str | Iterable[str] | None = None) -> bool:
    """Tell whether to offer the action; `require` decides when it is done."""
    return judge(actor, action, area) == ""


def require(actor: Actor, action: Action, *, area: str | Iterable[str] | None = None) -> Actor:
    """Let the actor through, as the database knows them at this moment.

    Role, area and session are read anew, so an actor kept by an open tab is worth nothing once
    the session has ended. Raises Denied (with a row in the audit trail) and Unavailable.
    """
    areas = _codes(area)
    current = refreshed(actor)
    code = judge(current, action, areas)
    if code:
        detail = {"action": action.value, "code": code, "areas": areas[:20]}
        with actor.gate.writing() as db:
            audit.append(db, actor, audit.Event.DENIED, detail=detail)
        raise Denied(code, {"action": action.value})
    return current


def _codes(area: str | Iterable[str] | None) -> list[str]:
    if area is None:
        return []
    return sorted({area} if isinstance(area, str) else set(area))


def _within(actor: Actor, code: str) -> bool:
    return code == actor.area or actor.area in actor.gate.parents(code)
