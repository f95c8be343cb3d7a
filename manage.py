"""The command line for staff and operators: releases, uploads, accounts, exports.

python manage.py [--config PATH] [--lang zh|en] COMMAND …
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

import access
from curation import datasets, faults, plain, publishing
from curation.desk import Desk, open_desk
from curation.start import start
from ledger import StoreFault
from locales import LANGUAGES, Words
from settings import DEFAULT, SettingsError, load

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=__doc__
)
By = Annotated[str, typer.Option(help="你的名字 · Your name, as the audit trail will have it")]
Reason = Annotated[str, typer.Option(help="理由 · Why, as the list of releases will have it")]
Json = Annotated[bool, typer.Option("--json", help="输出JSON · Print JSON")]
Number = Annotated[
    int | None, typer.Argument(help="版本号，默认最新 · Release, the newest by default")
]
Config = Annotated[Path, typer.Option("--config", help="另一个config.yaml · Another config.yaml")]
Lang = Annotated[str, typer.Option("--lang", help="zh 或 en · zh or en")]


@dataclass(frozen=True)
class Line:
    """One command line: the desk it works at and the words it answers in."""

    desk: Desk
    words: Words
    out: Console

    def say(self, message: str, **values: object) -> None:
        """Print a message of manage.po."""
        self.out.print(self.words.say(f"manage.{message}", **values), markup=False)

    def table(self, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        """Print a table whose headings are messages."""
        table = Table(*(self.words.say(f"manage.column_{name}") for name in columns))
        for row in rows:
            table.add_row(*(str(cell) for cell in row))
        self.out.print(table, markup=False)


@app.callback()
def whole_line(ctx: typer.Context, config: Config = DEFAULT, lang: Lang = "") -> None:
    """Open what the settings name; an empty store is started with the datasets."""
    settings = load(config)
    if lang and lang not in LANGUAGES:
        raise typer.BadParameter("zh, en", param_hint="--lang")
    desk = open_desk(settings)
    line = Line(desk, Words(lang or settings.language), Console(soft_wrap=True))
    ctx.obj = line
    if ctx.invoked_subcommand not in ("load-backup", "verify"):
        start(desk.store, datasets.folder_of(settings))


@app.command()
def figures(ctx: typer.Context, number: Number = None, as_json: Json = False) -> None:
    """已发布的数据项 · The published figures."""
    line: Line = ctx.obj
    snapshot = line.desk.store.read(number)
    rows = plain.figures(snapshot)
    if as_json:
        _print_list(rows)
        return
    columns = ("indicator", "area", "period", "as_reported", "status")
    pick = line.words.pick
    line.table(
        columns,
        (
            (
                pick(row["indicator_name"]),
                pick(row["ref_area_name"]),
                line.words.period(row["time_period"]),
                row["as_reported"],
                row["obs_status"],
            )
            for row in rows
        ),
    )


@app.command()
def history(ctx: typer.Context, as_json: Json = False) -> None:
    """版本记录 · The releases, newest first."""
    line: Line = ctx.obj
    releases = [plain.release(release) for release in line.desk.store.history()]
    if as_json:
        _print_list(releases)
        return
    columns = ("release", "at", "author", "figures", "reason")
    line.table(columns, ([row[name] for name in columns] for row in releases))


@app.command()
def dump(
    ctx: typer.Context,
    number: Number = None,
    out: Annotated[Path, typer.Option(help="文件夹 · Folder to write to")] = Path("dump"),
) -> None:
    """写成datasets的形式 · Write a release in the form of datasets/."""
    line: Line = ctx.obj
    snapshot = line.desk.store.read(number)
    datasets.write(snapshot, out)
    line.say("dumped", number=snapshot.release.number, count=len(snapshot.figures), folder=out)


@app.command()
def publish(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="文件，或datasets/ · Files, or datasets/")],
    by: By,
    reason: Reason,
    as_json: Json = False,
) -> None:
    """发布 · Publish files, or what has changed in a folder such as datasets/."""
    line: Line = ctx.obj
    actor = access.operator(line.desk.gate, by)
    outcome = publishing.publish_folder(line.desk, actor, paths[0], reason=reason)
    answer = {"release": outcome.release.number, **plain.counts(outcome.changes)}
    if as_json:
        print(json.dumps({"shape": "datasets", **answer}, ensure_ascii=False))
        return
    line.say("published" if outcome.made else "nothing_changed", **answer)


def _print_list(rows: Iterable[dict[str, Any]]) -> None:
    """Print a JSON list row by row: a million figures never stand in memory as one text."""
    mark = "["
    for row in rows:
        print(mark, json.dumps(row, ensure_ascii=False), sep="\n", end="")
        mark = ","
    print("[]" if mark == "[" else "\n]")


def main(arguments: list[str]) -> int:
    """Run one command; gives the exit status: 0 done, 1 not done, 2 not understood."""
    try:
        app(_options_first(arguments), standalone_mode=True)
    except SystemExit as end:
        return int(end.code or 0)
    except (SettingsError, StoreFault, access.Refused, faults.Refused) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _options_first(arguments: list[str]) -> list[str]:
    """Bring --config and --lang before the command: people write them at either end."""
    first: list[str] = []
    rest: list[str] = []
    queue = iter(arguments)
    for argument in queue:
        if argument in ("--config", "--lang"):
            first += [argument, next(queue, "")]
        elif argument.startswith(("--config=", "--lang=")):
            first.append(argument)
        else:
            rest.append(argument)
    return first + rest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
