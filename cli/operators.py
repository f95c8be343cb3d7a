"""Operators of the command line, and the changes that they make to accounts by name."""

import getpass
from typing import Literal

import auth
from auth import Actor, InvalidValueError, OneTimeLink, Role
from curation.errors import CurationError
from curation.workspace import Workspace
from errors import SeenState

AccountCommand = Literal["list", "create", "invite", "password", "disable", "enable", "claim"]
"""`claim` issues the first administrator's link, `invite` a link to set one's own password."""


def find_current_operator(workspace: Workspace, name: str = "") -> Actor:
    """Return the operator with this name, or with the login name on this machine if it is "".

    An operator uses the command line without an account; the audit trail has this name. Raises
    InvalidValueError.
    """
    if not name:
        try:
            name = getpass.getuser()
        except (KeyError, OSError):  # the user of the process has no name, as in some containers
            name = "manage"
    return auth.operator_actor(workspace.database, name)


def change_account(
    actor: Actor,
    command: AccountCommand,
    name: str,
    *,
    role: Role = Role.STAFF,
    area: str = "",
    password: str = "",
) -> OneTimeLink | None:
    """Run a subcommand of `accounts`: create or change the account with this name.

    Returns a one-time link for create, invite and claim, None for the others. `role` and `area` are
    for create, `password` for password. Raises PermissionDeniedError, InvalidValueError,
    CurationError("already_claimed").
    """
    match command:
        case "create":
            account = auth.create_account(actor, name, display_name=name, role=role, area=area)
            return auth.issue_invitation(actor, account.seen)
        case "claim":
            link = auth.issue_first_admin_link(actor)
            if link is None:
                raise CurationError("already_claimed")
            return link
        case "invite":
            return auth.issue_invitation(actor, _find_account_state(actor, name))
        case "password":
            auth.reset_password(actor, _find_account_state(actor, name), password)
        case "disable":
            auth.disable_account(actor, _find_account_state(actor, name))
        case "enable":
            auth.enable_account(actor, _find_account_state(actor, name))
    return None


def _find_account_state(actor: Actor, name: str) -> SeenState:
    """Return the present state of the account with this name, which actions on it take.

    For an unknown name the state has no id, so that the action raises "account_unknown".
    """
    accounts = {account.name: account.seen for account in auth.list_accounts(actor)}
    return accounts.get(auth.normalize_name(name), SeenState(subject="", version=0, sha256=""))


def find_account_id(actor: Actor, name: str) -> str:
    """Return the id of the account with this name, to list or end its sessions.

    Raises PermissionDeniedError, InvalidValueError("account_unknown").
    """
    account_id = _find_account_state(actor, name).subject
    if not account_id:
        raise InvalidValueError("account_unknown")
    return account_id
