"""Commands that list figures and releases, compare releases, and write one as CSV and YAML."""

from pathlib import Path

import typer

from cli.as_json import (
    change_rows,
    comparison_rows,
    figure_rows,
    figure_with_names,
    json_text,
    release_json,
)
from cli.context import CliContext, Json, Newest, Number, Out, app
from curation.releases import datasets


@app.command()
def figures(ctx: typer.Context, number: Newest = None, as_json: Json = False) -> None:
    """已发布的数据项 · The published figures."""
    context: CliContext = ctx.obj
    columns = ("indicator", "ref_area", "time_period", "as_reported", "obs_status")
    rows = figure_rows(context.workspace.store.read(number))  # None: the newest
    if not as_json:  # people read names in place of codes
        rows = (figure_with_names(row, context.words) for row in rows)
    context.print_rows(columns, rows, as_json)


@app.command()
def history(ctx: typer.Context, as_json: Json = False) -> None:
    """版本记录 · The releases, newest first."""
    context: CliContext = ctx.obj
    rows = map(release_json, context.workspace.store.history())
    context.print_rows(("release", "at", "author", "figures", "reason"), rows, as_json)


@app.command()
def compare(ctx: typer.Context, old: Number, new: Number, as_json: Json = False) -> None:
    """版本对比 · What differs between two releases."""
    context: CliContext = ctx.obj
    changes = context.workspace.store.compare(old, new)
    if as_json:
        print(json_text(change_rows(changes)))
    else:
        rows = comparison_rows(changes, context.words)
        context.print_rows(("key", "old", "new", "percent"), rows)


@app.command()
def dump(ctx: typer.Context, number: Newest = None, out: Out = Path("dump")) -> None:
    """写成datasets/的形式 · Write a release in the form of datasets/."""
    context: CliContext = ctx.obj
    snapshot = context.workspace.store.read(number)  # None: the newest
    datasets.write_datasets(snapshot, out)
    context.print_message(
        "dumped", number=snapshot.release.number, figures=len(snapshot.figures), folder=out
    )
