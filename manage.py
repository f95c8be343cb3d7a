"""The command line for staff and operators: releases, uploads, reports, accounts, exports.

--config and --lang may stand anywhere; the exit status is 0 done, 1 not done, 2 not understood.
"""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

import access
from access import Role
from curation import backups, datasets, paths, people, plain, releases, terminal, verifying
from curation.desk import Desk, open_desk
from curation.faults import Refused
from curation.names import words_of
from curation.start import start
from intake import Mode
from locales import Language, Words
from settings import DATASETS, load

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=__doc__
)
By = Annotated[str, typer.Option(help="你的名字 · Your name, for the audit trail")]
Reason = Annotated[str, typer.Option(help="理由 · Why, for the list of releases")]
Json = Annotated[bool, typer.Option("--json", help="输出JSON · Print JSON")]
Number = Annotated[int, typer.Argument(help="版本号 · A release", min=1)]
Newest = Annotated[int | None, typer.Argument(help="版本号，默认最新 · A release, else the newest")]
Paths = Annotated[list[Path], typer.Argument(help="文件或文件夹 · Files, or a folder")]
How = Annotated[Mode, typer.Option(help="更新、追加、替换 · How figures are taken over")]
Matches = Annotated[
    list[str] | None, typer.Option(help="名称=代码 · What a label means: LABEL=CODE")
]
Encoding = Annotated[str, typer.Option(help="文本编码 · Of text files: gb18030, utf-8, …")]
Format = Literal["png", "svg", "pdf", "pptx", "docx", "html", "xlsx", "zip"]
Out = Annotated[Path, typer.Option(help="文件夹 · Folder to write to")]
Told = Annotated[str, typer.Option(help="对警告的说明 · Why warnings are right")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="报道日期 · Date of the report")]
Area = Annotated[str, typer.Option(help="所属地区代码 · Area it is bound to")]


@dataclass(frozen=True)
class Line:
    """One command line: the desk it works at, and the words it answers in."""

    desk: Desk
    words: Words

    def say(self, message: str, **values: object) -> None:
        """Print a message of manage.po."""
        print(self.words.say(f"manage.{message}", **values))

    def rows(
        self, names: Iterable[str], rows: Iterable[Mapping[str, Any]], as_json: bool = False
    ) -> None:
        """Print rows as JSON, or as a table whose headings are messages."""
        if as_json:
            for text in plain.json_list(rows):
                print(text)
            return
        table, names = Table(), list(names)
        for name in names:
            table.add_column(self.words.say(f"manage.column_{name}"), overflow="fold")
        for row in rows:
            table.add_row(*("" if row[name] is None else str(row[name]) for name in names))
        Console(markup=False, highlight=False).print(table)


@app.callback()
def open_line(
    ctx: typer.Context,
    config: Annotated[Path | None, typer.Option(help="另一个config.yaml · Another one")] = None,
    lang: Annotated[Language | None, typer.Option(help="语言 · Language of the answers")] = None,
) -> None:
    """Open what the settings name; an empty store is started with the datasets."""
    settings = load(config)
    desk = open_desk(settings)
    ctx.call_on_close(desk.gate.close)
    if ctx.invoked_subcommand not in ("load-backup", "verify"):
        start(desk.store, DATASETS)
    ctx.obj = Line(desk, words_of(desk.store, lang or settings.language, settings.topics))


@app.command()
def figures(ctx: typer.Context, number: Newest = None, as_json: Json = False) -> None:
    """已发布的数据项 · The published figures."""
    line: Line = ctx.obj
    names = ("indicator", "ref_area", "time_period", "as_reported", "obs_status")
    rows = plain.figures(line.desk.store.read(number))
    line.rows(names, rows if as_json else (plain.named(row, line.words) for row in rows), as_json)


@app.command()
def history(ctx: typer.Context, as_json: Json = False) -> None:
    """版本记录 · The releases, newest first."""
    line: Line = ctx.obj
    rows = (plain.release(release) for release in line.desk.store.history())
    line.rows(("release", "at", "author", "figures", "reason"), rows, as_json)


@app.command()
def compare(ctx: typer.Context, old: Number, new: Number, as_json: Json = False) -> None:
    """版本对比 · What differs between two releases."""
    line: Line = ctx.obj
    found = plain.differences(line.desk.store.compare(old, new))
    if as_json:
        print(plain.json_text(found))
    else:
        line.rows(("key", "old", "new", "percent"), plain.side_by_side(found))


@app.command()
def restore(ctx: typer.Context, number: Number, by: By, reason: Reason) -> None:
    """恢复为某一版（生成新版本） · Publish an earlier release again, as a new one."""
    line: Line = ctx.obj
    actor, head = people.operator(line.desk, by), line.desk.store.release()
    done = releases.restore(line.desk, actor, number, reason=reason, reviewed=head.number)
    line.say("restored", number=number, release=done.release.number, **plain.counts(done.changes))


@app.command()
def dump(ctx: typer.Context, number: Newest = None, out: Out = Path("dump")) -> None:
    """写成datasets/的形式 · Write a release in the form of datasets/."""
    line: Line = ctx.obj
    snapshot = line.desk.store.read(number)
    datasets.write(snapshot, out)
    line.say("dumped", number=snapshot.release.number, figures=len(snapshot.figures), folder=out)


@app.command()
def check(
    ctx: typer.Context,
    files: Paths,
    mode: How = "upsert",
    match: Matches = None,
    encoding: Encoding = "",
    as_json: Json = False,
) -> None:
    """校验文件 · Check files, or a folder such as datasets/; nothing is published."""
    line: Line = ctx.obj
    how = paths.How(mode, match or (), encoding)
    found = paths.check_paths(line.desk, people.operator(line.desk), files, how)
    _print_review(line, plain.review(found, line.words), as_json)
    raise typer.Exit(1 if found.errors else 0)


@app.command()
def publish(
    ctx: typer.Context,
    files: Paths,
    by: By,
    reason: Reason,
    mode: How = "upsert",
    match: Matches = None,
    encoding: Encoding = "",
    explanation: Told = "",
    as_json: Json = False,
) -> None:
    """发布 · Publish files, or what has changed in a folder such as datasets/."""
    line: Line = ctx.obj
    how, actor = paths.How(mode, match or (), encoding), people.operator(line.desk, by)
    done = paths.publish_paths(line.desk, actor, files, how, reason=reason, explanation=explanation)
    answer = plain.done(done, line.words)
    _print_review(line, answer, as_json)
    if not as_json:
        line.say(done.what, **answer)
    raise typer.Exit(1 if done.what == "not_published" else 0)


@app.command()
def verify(ctx: typer.Context, as_json: Json = False) -> None:
    """校验存储 · Look for any altered file, and any altered row of the audit trail."""
    line: Line = ctx.obj
    actor = people.operator(line.desk)
    found = [asdict(finding) for finding in verifying.verify(line.desk, actor)]
    if found or as_json:
        line.rows(("level", "code", "place", "release"), found, as_json)
    else:
        line.say("verified")
    raise typer.Exit(1 if any(row["level"] == "error" for row in found) else 0)


@app.command()
def backup(ctx: typer.Context, path: Path, by: By = "") -> None:
    """备份 · Write releases, drafts, accounts and audit trail into one file."""
    line: Line = ctx.obj
    head = backups.back_up(line.desk, people.operator(line.desk, by), path)
    line.say("backed_up", number=head.number, path=path)


@app.command("load-backup")
def load_backup(ctx: typer.Context, path: Path, by: By = "") -> None:
    """载入备份 · Fill an empty store from a backup."""
    line: Line = ctx.obj
    head = backups.load_backup(line.desk, people.operator(line.desk, by), path)
    line.say("loaded", number=head.number, path=path)


@app.command("read-report")
def read_report(ctx: typer.Context, file: Path, date: Day, as_json: Json = False) -> None:
    """读取报道中的数量 · Read the quantities of a report, in the order of its text."""
    line: Line = ctx.obj
    names = ("phrase", "subject", "indicator", "ref_area", "time_period")
    line.rows(names, paths.read_report(line.desk, file, date.date()), as_json)


@app.command()
def export(
    ctx: typer.Context,
    charts: Annotated[list[str] | None, typer.Argument(help="图表 · Charts by their names")] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部图表 · Every chart")] = False,
    kind: Annotated[Format, typer.Option("--format", help="格式 · Format")] = "pptx",
    size: Annotated[str, typer.Option(help="wide, classic, a4, square, long, …")] = "wide",
    title: Annotated[str, typer.Option(help="标题 · Title")] = "",
    out: Out = Path(),
) -> None:
    """导出图表 · Write charts as pictures, slides, a bulletin, a page or a workbook."""
    # What draws takes a second to load.
    from charts.catalogue import make as drawn_as
    from charts.chart import Material
    from exports import SIZES, Look, Order, bulletin_of, make
    from exports import Refused as NotExported

    line: Line = ctx.obj
    settings, snapshot = line.desk.settings, line.desk.store.read()
    lists = (tuple(snapshot.programmes), tuple(snapshot.indicators), snapshot.areas)
    material = Material(snapshot.figures, *lists, line.words, snapshot.release.number)
    listed = (name for _, name in settings.chart_addresses()) if everything else charts or ()
    named = list(dict.fromkeys(listed))
    if size not in SIZES:
        raise typer.BadParameter(", ".join(SIZES), param_hint="--size")
    try:
        drawn = tuple(drawn_as(name, material) for name in named)
        told = settings.present.told_in(line.words.language)
        about = bulletin_of(named, material, settings.topic_charts, told)
        order = Order(drawn, line.words, snapshot.figures, title=title, bulletin=about)
        order = replace(order, look=Look(size=SIZES[size]), template=settings.template)
        file = make(order, kind)
    except KeyError as unknown:
        raise Refused("unknown_chart", {"chart": str(unknown.args[0])}) from None
    except NotExported as fault:
        raise Refused(fault.code, fault.values, domain="exports") from None
    out.mkdir(parents=True, exist_ok=True)
    (out / file.name).write_bytes(file.data)
    print(out / file.name)


@app.command()
def accounts(
    ctx: typer.Context,
    what: people.Work,
    name: Annotated[str, typer.Argument()] = "",
    by: By = "",
    role: Role = Role.STAFF,
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
        rows = (plain.account(each) for each in access.list_accounts(actor))
        line.rows(("name", "display_name", "role", "area", "disabled"), rows, as_json)


def _print_review(line: Line, answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(plain.json_text(answer))
        return
    line.say("read", **answer)
    rows = [
        {**each, "level": line.words.say(f"intake.level_{each['level']}")}
        for each in answer["problems"]
    ]
    if rows:
        line.rows(("level", "sheet", "row", "column", "value", "message"), rows)


def main(arguments: list[str]) -> int:
    """Run one command line; gives the exit status."""
    return terminal.run(app, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
