"""Accounts by their names, as an operator at the command line works with them."""

import getpass
from typing import Literal

import auth
from auth import Actor, OneTimeLink, Role
from curation.context import Workspace
from curation.errors import CurationError

AccountCommand = Literal["list", "create", "invite", "password", "disable", "enable", "claim"]
"""`claim` makes the first administrator's link, `invite` one to set one's own password."""


def current_operator(workspace: Workspace, name: str = "") -> Actor:
    """Name who sits at the command line; who only looks need not say. Raises access.Invalid."""
    return auth.operator_actor(workspace.database, name or _login_name())


def change_account(
    actor: Actor,
    what: AccountCommand,
    name: str,
    *,
    role: Role = Role.STAFF,
    area: str = "",
    password: str = "",
) -> OneTimeLink | None:
    """Do one piece of work on an account; gives the link where there is one to pass on.

    Raises access.Denied, access.Invalid, Refused("already_claimed").
    """
    match what:
        case "create":
            account = auth.create_account(actor, name, name, role, area=area)
            return auth.issue_invitation(actor, account.id)
        case "claim":
            claim = auth.issue_first_admin_link(actor)
            if claim is None:
                raise CurationError("already_claimed")
            return claim
        case "invite":
            return auth.issue_invitation(actor, _account_id(actor, name))
        case "password":
            auth.reset_password(actor, _account_id(actor, name), password)
        case "disable":
            auth.disable_account(actor, _account_id(actor, name))
        case "enable":
            auth.enable_account(actor, _account_id(actor, name))
    return None


def _account_id(actor: Actor, name: str) -> str:
    known = {account.name: account.id for account in auth.list_accounts(actor)}
    return known.get(name.strip().casefold(), "")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without a user of its own, as in a container
        return "manage"
