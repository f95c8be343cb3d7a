"""Commands that list figures and releases, compare releases, and write one as CSV and YAML."""

from pathlib import Path
from typing import Annotated

import typer

from cli.as_json import (
    add_source_to_figure,
    comparison_to_json,
    format_json,
    iterate_comparison_rows,
    iterate_figure_rows,
    release_to_json,
    replace_codes_by_names,
)
from cli.context import CliContext, Json, Newest, Number, Out, app
from curation.releases import datasets

SOURCE_LINES = (("source", "source_title", "source_date"), ("locator",), ("source_url",), ("note",))
"""The lines printed below a figure about its source, each with the columns in it."""


@app.command()
def figures(
    ctx: typer.Context,
    number: Newest = None,
    sources: Annotated[bool, typer.Option("--sources", help="连同来源 · With sources")] = False,
    as_json: Json = False,
) -> None:
    """已发布的数据项 · The published figures; with --sources, where each of them was printed."""
    context: CliContext = ctx.obj
    columns = ("indicator", "ref_area", "time_period", "as_reported", "obs_status")
    snapshot = context.workspace.store.read(number)  # None: the newest
    rows = iterate_figure_rows(snapshot)
    if not as_json:
        rows = (replace_codes_by_names(row, context.words) for row in rows)
    if not sources:
        context.print_rows(columns, rows, as_json)
        return
    source_by_id = {source["id"]: source for source in snapshot.sources}
    rows = (add_source_to_figure(row, source_by_id, context.words) for row in rows)
    if as_json:
        context.print_rows(columns, rows, as_json)
        return
    for row in rows:  # a table would have too many columns
        for line_columns in (columns[:-1], *SOURCE_LINES):  # without obs_status
            line = " ".join(filter(None, (row[name] for name in line_columns)))
            if line:
                print(line if line_columns == columns[:-1] else f"  {line}")


@app.command()
def history(ctx: typer.Context, as_json: Json = False) -> None:
    """版本记录 · The releases, newest first."""
    context: CliContext = ctx.obj
    rows = map(release_to_json, context.workspace.store.history())
    context.print_rows(("release", "at", "author", "figures", "reason"), rows, as_json)


@app.command()
def compare(ctx: typer.Context, old: Number, new: Number, as_json: Json = False) -> None:
    """版本对比 · What differs between two releases."""
    context: CliContext = ctx.obj
    changes = context.workspace.store.compare(old, new)
    if as_json:
        print(format_json(comparison_to_json(changes)))
    else:
        rows = iterate_comparison_rows(changes, context.words)
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
