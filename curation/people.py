"""Accounts by their names, as an operator at the command line works with them."""

import getpass
from typing import Literal

import access
from access import Actor, Claim, Role
from curation.desk import Desk
from curation.faults import Refused

Work = Literal["list", "create", "invite", "password", "disable", "enable", "claim"]
"""`claim` makes the first administrator's link, `invite` one to set one's own password."""


def operator(desk: Desk, name: str = "") -> Actor:
    """Name who sits at the command line; who only looks need not say. Raises access.Invalid."""
    return access.operator(desk.gate, name or _login())


def work(
    actor: Actor,
    what: Work,
    name: str,
    *,
    role: Role = Role.STAFF,
    area: str = "",
    password: str = "",
) -> Claim | None:
    """Do one piece of work on an account; gives the link where there is one to pass on.

    Raises access.Denied, access.Invalid, Refused("already_claimed").
    """
    match what:
        case "create":
            account = access.create_account(actor, name, name, role, area=area)
            return access.invite(actor, account.id)
        case "claim":
            claim = access.issue_claim(actor)
            if claim is None:
                raise Refused("already_claimed")
            return claim
        case "invite":
            return access.invite(actor, _account(actor, name))
        case "password":
            access.reset_password(actor, _account(actor, name), password)
        case "disable":
            access.disable_account(actor, _account(actor, name))
        case "enable":
            access.enable_account(actor, _account(actor, name))
    return None


def _account(actor: Actor, name: str) -> str:
    known = {account.name: account.id for account in access.list_accounts(actor)}
    return known.get(name.strip().casefold(), "")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without a user of its own, as in a container
        return "manage"
