"""Look at figures and releases, and write them out."""

from pathlib import Path

import typer

from cli import as_json as as_json_cli
from cli.common_options import CliContext, Json, Newest, Number, Out, app
from curation.releases import datasets


@app.command()
def figures(ctx: typer.Context, number: Newest = None, as_json: Json = False) -> None:
    """已发布的数据项 · The published figures."""
    context: CliContext = ctx.obj
    names = ("indicator", "ref_area", "time_period", "as_reported", "obs_status")
    rows = as_json_cli.figure_rows(context.workspace.store.read(number))
    context.rows(
        names,
        rows if as_json else (as_json_cli.figure_with_names(row, context.words) for row in rows),
        as_json,
    )


@app.command()
def history(ctx: typer.Context, as_json: Json = False) -> None:
    """版本记录 · The releases, newest first."""
    context: CliContext = ctx.obj
    rows = (as_json_cli.release_json(release) for release in context.workspace.store.history())
    context.rows(("release", "at", "author", "figures", "reason"), rows, as_json)


@app.command()
def compare(ctx: typer.Context, old: Number, new: Number, as_json: Json = False) -> None:
    """版本对比 · What differs between two releases."""
    context: CliContext = ctx.obj
    found = as_json_cli.change_rows(context.workspace.store.compare(old, new))
    if as_json:
        print(as_json_cli.json_text(found))
    else:
        context.rows(("key", "old", "new", "percent"), as_json_cli.comparison_rows(found))


@app.command()
def dump(ctx: typer.Context, number: Newest = None, out: Out = Path("dump")) -> None:
    """写成datasets/的形式 · Write a release in the form of datasets/."""
    context: CliContext = ctx.obj
    snapshot = context.workspace.store.read(number)
    datasets.write_datasets(snapshot, out)
    context.say("dumped", number=snapshot.release.number, figures=len(snapshot.figures), folder=out)
