"""The command `accounts`: list, create and change staff accounts."""

from typing import Annotated

import typer

import auth
from auth import Role
from cli import operators
from cli.as_json import account_json
from cli.context import By, CliContext, Json, app

Area = Annotated[str, typer.Option(help="所属地区代码 · Area it is bound to")]


@app.command()
def accounts(
    ctx: typer.Context,
    command: operators.AccountCommand,
    name: Annotated[str, typer.Argument()] = "",
    by: By = "",
    role: Annotated[Role, typer.Option(help="角色 · Role")] = Role.STAFF,
    area: Area = "",
    as_json: Json = False,
) -> None:
    """账号 · Accounts of staff; `claim` gives the first administrator's link."""
    # create, invite and claim print a one-time link; all others print the accounts afterwards.
    context: CliContext = ctx.obj
    actor = operators.current_operator(context.workspace, by)
    password = typer.prompt(text="", hide_input=True) if command == "password" else ""
    link = operators.change_account(actor, command, name, role=role, area=area, password=password)
    if link:
        expiry = link.expires_at.astimezone().strftime("%Y-%m-%d %H:%M")
        context.print_message("claim", token=link.token, until=expiry)
    else:
        columns = ("name", "display_name", "role", "area", "disabled")
        context.print_rows(columns, map(account_json, auth.list_accounts(actor)), as_json)
