"""Accounts of staff."""

from typing import Annotated

import typer

import auth
from auth import Role
from commands.line import By, Json, Line, app
from curation import people, plain

Area = Annotated[str, typer.Option(help="所属地区代码 · Area it is bound to")]


@app.command()
def accounts(
    ctx: typer.Context,
    what: people.Work,
    name: Annotated[str, typer.Argument()] = "",
    by: By = "",
    role: Annotated[Role, typer.Option(help="角色 · Role")] = Role.STAFF,
    area: Area = "",
    as_json: Json = False,
) -> None:
    """账号 · Accounts of staff; `claim` gives the first administrator's link."""
    line: Line = ctx.obj
    actor = people.operator(line.desk, by)
    password = typer.prompt("", hide_input=True) if what == "password" else ""
    claim = people.work(actor, what, name, role=role, area=area, password=password)
    if claim:
        line.say(
            "claim",
            token=claim.token,
            until=claim.expires_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        )
    else:
        rows = (plain.account(each) for each in auth.list_accounts(actor))
        line.rows(("name", "display_name", "role", "area", "disabled"), rows, as_json)
