"""The context that every command receives, and the options that several commands share."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from auth import write_missing_account_hashes
from cli.as_json import iterate_json_lines
from curation.code_names import read_words
from curation.error_messages import format_resolved_publish
from curation.maintenance.late_records import record_late
from curation.releases.bootstrap import publish_first_release
from curation.releases.release_audit import resolve_interrupted_publishing
from curation.workspace import Workspace, open_workspace
from locales import Language, Words
from settings import DATASETS, VERSION, load_settings

HELP = """The command line for staff and operators: releases, uploads, reports, accounts, exports.

--config and --lang may stand anywhere; the exit status is 0 done, 1 not done, 2 not understood.
"""
app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
By = Annotated[str, typer.Option(help="你的名字 · Your name, for the audit trail")]
Reason = Annotated[str, typer.Option(help="理由 · Why, for the list of releases")]
Json = Annotated[bool, typer.Option("--json", help="输出JSON · Print JSON")]
Number = Annotated[int, typer.Argument(help="版本号 · A release", min=1)]
Newest = Annotated[int | None, typer.Argument(help="版本号，默认最新 · A release, else the newest")]
Out = Annotated[Path, typer.Option(help="文件夹 · Folder to write to")]


@dataclass(frozen=True)
class CliContext:
    """The workspace and the language that a command of the command line uses."""

    workspace: Workspace
    words: Words

    def print_message(self, message: str, **values: object) -> None:
        """Print the message of manage.po with this id in the reader's language.

        `values` fill its placeholders.
        """
        print(self.words.say(f"manage.{message}", **values))

    def print_rows(
        self, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], as_json: bool = False
    ) -> None:
        """Print rows as a table of some `columns` with translated headings, or as complete JSON.

        None in a row is an empty cell of the table.
        """
        if as_json:
            for line in iterate_json_lines(rows):
                print(line)
            return
        table = Table()
        for column in columns:
            table.add_column(self.words.say(f"manage.column_{column}"), overflow="fold")
        for row in rows:
            table.add_row(*("" if row[column] is None else str(row[column]) for column in columns))
        Console(markup=False, highlight=False).print(table)


def print_version(version_requested: bool) -> None:
    """Print the version and exit if --version was given, before any other option is read."""
    if version_requested:
        print(VERSION)
        raise typer.Exit


@app.callback(help=HELP)
def open_context(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(help="另一个config.yaml · Another one")] = None,
    lang: Annotated[Language | None, typer.Option(help="语言 · Language of the answers")] = None,
    version: Annotated[
        bool, typer.Option(is_eager=True, callback=print_version, help="版本 · Print the version")
    ] = False,
) -> None:
    """Open the workspace of the settings as the context that every command receives.

    `demo`, which makes a workspace of its own, receives `Words` instead. Before the command, as at
    a start of the server, datasets/ is published to an empty store, and interrupted publishing is
    completed or withdrawn, with a line on stderr; not before `load-backup` and `verify`, which need
    the store unchanged.
    """
    if ctx.invoked_subcommand == "demo":
        ctx.obj = Words(lang or "zh")
        return
    settings = load_settings(config)
    workspace = open_workspace(settings)
    ctx.call_on_close(workspace.database.close)
    if ctx.invoked_subcommand not in ("load-backup", "verify"):
        publish_first_release(
            workspace.store, DATASETS, settings.snapshot_folder, workspace.database
        )
        write_missing_account_hashes(workspace.database)
        resolved_publishes = resolve_interrupted_publishing(workspace)
        recorded_places = record_late(workspace)
    else:
        resolved_publishes, recorded_places = [], []
    words = read_words(workspace.store, lang or settings.language, settings.topics)
    for resolved in resolved_publishes:
        print(format_resolved_publish(words, resolved), file=sys.stderr)
    for place in recorded_places:
        print(words.say("curation.recorded_late", place=place), file=sys.stderr)
    ctx.obj = CliContext(workspace, words)
