"""Commands that check and publish files, and read quantities in reports."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cli import local_files, operators
from cli.as_json import (
    format_json,
    iterate_checked_figures,
    list_sheet_roles,
    result_to_json,
    review_to_json,
)
from cli.context import By, CliContext, Json, Reason, app
from curation.errors import CurationError
from curation.workspace import NO_FIGURES
from intake.model.upload_modes import UploadMode
from intake.questions.pointed_table import parse_pointed_table

Paths = Annotated[list[Path], typer.Argument(help="文件或文件夹 · Files, or a folder")]
ImportMode = Annotated[
    UploadMode, typer.Option(help="更新、追加、替换 · How figures are taken over")
]
Matches = Annotated[
    list[str] | None, typer.Option(help="名称=代码 · What a label means: LABEL=CODE")
]
Encoding = Annotated[str, typer.Option(help="文本编码 · Of text files: gb18030, utf-8, …")]
Area = Annotated[str, typer.Option(help="未写明的地区，代码或名称 · Area where a table names none")]
Period = Annotated[str, typer.Option(help="未写明的报告期 · Period where a table names none")]
Unit = Annotated[str, typer.Option(help="未写明的单位 · Unit where a table names none")]
Source = Annotated[
    str, typer.Option(help="未写明的来源编号 · Id of the source where none is named")
]
Figures = Annotated[
    bool, typer.Option("--figures", help="列出读到的数据 · List the figures that were read")
]
ValuesAs = Annotated[
    Literal["", "actual", "target"],
    typer.Option("--as", help="未写明时是完成数还是任务数 · What the figures are"),
]
Choices = Annotated[
    list[str] | None,
    typer.Option(help="问题=选择 · How a problem is settled: QUESTION=CHOICE"),
]
Cells = Annotated[
    list[str] | None,
    typer.Option(help="单元格=内容 · A corrected cell: C6=403, SHEET!C6=403, [FILE]SHEET!C6=403"),
]
Head = Annotated[int, typer.Option(min=0, help="表头所在的行 · Row of the head of a table")]
First = Annotated[str, typer.Option(help="第一个数所在的单元格 · Cell of the first figure: B4")]
Explanation = Annotated[str, typer.Option(help="对警告的说明 · Why warnings are right")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="报道日期 · Date of the report")]


@app.command()
def check(
    ctx: typer.Context,
    files: Paths,
    mode: ImportMode = "upsert",
    match: Matches = None,
    encoding: Encoding = "",
    area: Area = "",
    period: Period = "",
    unit: Unit = "",
    source: Source = "",
    values_as: ValuesAs = "",
    choose: Choices = None,
    cell: Cells = None,
    head: Head = 0,
    first: First = "",
    figures: Figures = False,
    as_json: Json = False,
) -> None:
    """校验文件 · Check files, or a folder such as datasets/; nothing is published."""
    # `head` and `first` (0 and "": none) point at a table that was not found, see `_list_choices`.
    context: CliContext = ctx.obj
    defaults = {"area": area, "period": period, "unit": unit, "source": source}
    defaults["values_as"] = values_as
    chosen = _list_choices(choose, head, first)
    options = local_files.ImportOptions(mode, match or (), encoding, defaults, chosen, cell or ())
    actor = operators.find_current_operator(context.workspace)
    review = local_files.check_paths(context.workspace, actor, files, options)
    answer = review_to_json(review, context.words)
    if figures:
        published = context.workspace.store.read(where=NO_FIGURES).indicators
        answer["rows"] = [*iterate_checked_figures(review, published)]
        answer["sheets"] = list_sheet_roles(review)
    _print_review(context, answer, as_json)
    raise typer.Exit(1 if review.errors else 0)


@app.command()
def publish(
    ctx: typer.Context,
    files: Paths,
    by: By,
    reason: Reason,
    mode: ImportMode = "upsert",
    match: Matches = None,
    encoding: Encoding = "",
    area: Area = "",
    period: Period = "",
    unit: Unit = "",
    source: Source = "",
    values_as: ValuesAs = "",
    choose: Choices = None,
    cell: Cells = None,
    head: Head = 0,
    first: First = "",
    explanation: Explanation = "",
    as_json: Json = False,
) -> None:
    """发布 · Publish files, or what has changed in a folder such as datasets/."""
    # `head` and `first` (0 and "": none) point at a table that was not found, see `_list_choices`.
    context: CliContext = ctx.obj
    defaults = {"area": area, "period": period, "unit": unit, "source": source}
    defaults["values_as"] = values_as
    chosen = _list_choices(choose, head, first)
    options = local_files.ImportOptions(mode, match or (), encoding, defaults, chosen, cell or ())
    actor = operators.find_current_operator(context.workspace, by)
    result = local_files.publish_paths(
        context.workspace, actor, files, options, reason=reason, explanation=explanation
    )
    answer = result_to_json(result, context.words)
    _print_review(context, answer, as_json)
    if not as_json:
        context.print_message(result.status, **answer)
    raise typer.Exit(1 if result.status == "not_published" else 0)


@app.command("read-report")
def read_report(ctx: typer.Context, file: Path, date: Day, as_json: Json = False) -> None:
    """读取报道中的数量 · Read the quantities of a report, in the order of its text."""
    context: CliContext = ctx.obj
    columns = ("phrase", "subject", "indicator", "ref_area", "time_period")
    quantities = local_files.read_report(context.workspace, file, date.date())
    context.print_rows(columns, quantities, as_json)


def _print_review(context: CliContext, answer: dict[str, Any], as_json: bool) -> None:
    """Print the result of a check or publish: a message, the figures read, and the problems.

    `answer` is the result of `review_to_json` or `result_to_json`.
    """
    if as_json:
        print(format_json(answer))
        return
    context.print_message("read", **answer)
    if "rows" in answer:
        context.print_rows(("key", "as_reported", "unit", "sheet", "cell"), answer["rows"])
    rows = [
        {
            **problem,
            "level": context.words.say(f"intake.level_{problem['level']}"),
            "message": "\n".join(filter(None, (problem["message"], _find_solving_option(problem)))),
        }
        for problem in answer["problems"]
    ]
    if rows:
        context.print_rows(("level", "sheet", "row", "column", "value", "message"), rows)


def _list_choices(choose: Choices, head: int, first: str) -> list[str]:
    """Return the texts `question=choice`, including one for the table that --head and --first name.

    A sheet in which no table was found can be read if a person points at its head (a row) and its
    first figure (a cell): "no_table=2 B4". Raises CurationError("pointed_malformed") if only one of
    these is given, or the cell is not below the head.
    """
    if not head and not first:
        return [*(choose or ())]
    pointed = f"{head} {first}"
    if not parse_pointed_table(pointed):
        raise CurationError("pointed_malformed", {"head": head or "—", "first": first or "—"})
    return [*(choose or ()), f"no_table={pointed}"]


def _find_solving_option(problem: dict[str, Any]) -> str:
    """Return the option, as typed, that solves a problem of `problem_to_json`; "" if none does.

    It is printed below the problem's message, to be typed at the next check: `--source ID`, `--unit
    UNIT`, `--choose total_row=check|own`, `--cell B3=194`.
    """
    if problem["level"] == "notice":
        return ""
    if "suggested" in problem:
        return f"--cell {problem['suggested']}"
    question = problem.get("question", "")
    if choices := problem.get("choices"):
        return f"--choose {question}={'|'.join(choices)}"
    # A question without choices is about a source, about where a table is, or about a unit.
    option_by_question = {"source_missing": "--source ID", "no_table": "--head 2 --first B4"}
    return option_by_question.get(question, "--unit UNIT" if question else "")
