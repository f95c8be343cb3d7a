"""The command `accounts`: list, create and change staff accounts."""

from typing import Annotated

import typer

import auth
from auth import Role
from cli import operators
from cli.as_json import account_json
from cli.common_options import By, CliContext, Json, app

Area = Annotated[str, typer.Option(help="所属地区代码 · Area it is bound to")]


@app.command()
def accounts(
    ctx: typer.Context,
    what: operators.AccountCommand,
    name: Annotated[str, typer.Argument()] = "",
    by: By = "",
    role: Annotated[Role, typer.Option(help="角色 · Role")] = Role.STAFF,
    area: Area = "",
    as_json: Json = False,
) -> None:
    """账号 · Accounts of staff; `claim` gives the first administrator's link."""
    context: CliContext = ctx.obj
    actor = operators.current_operator(context.workspace, by)
    password = typer.prompt("", hide_input=True) if what == "password" else ""
    link = operators.change_account(actor, what, name, role=role, area=area, password=password)
    if link:
        context.say(
            "claim",
            token=link.token,
            until=link.expires_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        )
    else:
        rows = (account_json(each) for each in auth.list_accounts(actor))
        context.rows(("name", "display_name", "role", "area", "disabled"), rows, as_json)
