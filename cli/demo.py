"""The command `demo`: makes a folder with the data of an invented city, to try the dashboard."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import app
from locales import Words

Folder = Annotated[Path, typer.Argument(help="新文件夹或空文件夹 · A new or empty folder")]


@app.command()
def demo(ctx: typer.Context, folder: Folder) -> None:
    """建演示库 · Make an invented city with its history, accounts and uploads to try."""
    # Imported here, since only this command needs it.
    from demonstration import make_demonstration

    words: Words = ctx.obj
    made = make_demonstration(folder)
    values = {"folder": made.folder, "releases": made.releases, "figures": made.figures}
    print(words.say("manage.demo", **values))
    for link in made.links:
        until = link.expires_at.astimezone().strftime("%Y-%m-%d %H:%M")
        names = {"name": link.name, "display_name": link.display_name}
        url = f"http://127.0.0.1:8501/claim?token={link.token}"  # where `make demo` serves it
        print(words.say("manage.demo_link", address=url, until=until, **names))
    print(words.say("manage.demo_serve", folder=made.folder))
