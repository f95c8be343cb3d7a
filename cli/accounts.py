"""The commands `accounts` and `sessions`: list, create and change accounts, end sessions."""

from dataclasses import asdict
from typing import Annotated

import typer

import auth
from auth import Role
from cli import operators
from cli.as_json import account_to_json
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
    actor = operators.find_current_operator(context.workspace, by)
    password = typer.prompt(text="", hide_input=True) if command == "password" else ""
    link = operators.change_account(actor, command, name, role=role, area=area, password=password)
    if link:
        expiry = link.expires_at.astimezone().strftime("%Y-%m-%d %H:%M")
        context.print_message("claim", token=link.token, until=expiry)
    else:
        columns = ("name", "display_name", "role", "area", "disabled")
        context.print_rows(columns, map(account_to_json, auth.list_accounts(actor)), as_json)


@app.command()
def sessions(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="账号，默认全部 · An account, else all")] = "",
    end: Annotated[
        bool, typer.Option("--end", help="全部结束 · End all sessions of the account")
    ] = False,
    by: By = "",
    as_json: Json = False,
) -> None:
    """登录会话 · Sessions that are open now; ended ones are not listed."""
    context: CliContext = ctx.obj
    actor = operators.find_current_operator(context.workspace, by)
    # "": of all accounts; with --end a name is needed, and none is an unknown account.
    account_id = operators.find_account_id(actor, name) if name or end else ""
    if end:
        auth.revoke_sessions(actor, account_id)
    rows = [
        {key: str(value) for key, value in asdict(row).items()}
        for row in auth.list_sessions(actor, account_id)
    ]
    columns = ("name", "method", "created_at", "seen_at", "expires_at")
    context.print_rows(columns, rows, as_json)
