"""The command `labels`: list, share and forget what people answered about labels."""

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from cli import operators
from cli.context import By, CliContext, Json, app
from curation import remembered_labels
from intake.model.upload_labels import label_key

Command = Literal["list", "share", "forget"]
Who = Annotated[str, typer.Option(help="谁的答复 · Whose answer; else everybody's")]


@app.command()
def labels(
    ctx: typer.Context,
    command: Annotated[Command, typer.Argument()] = "list",
    label: Annotated[str, typer.Argument(help="名称 · A label, as listed")] = "",
    who: Who = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """名称答复 · Answers about labels: list them, share one with everybody, forget one."""
    context: CliContext = ctx.obj
    workspace = context.workspace
    actor = operators.current_operator(workspace, by)
    answers = remembered_labels.list_answers(workspace, actor)
    if command == "list":
        columns = ("kind", "label", "code", "who", "at", "shared")
        context.print_rows(columns, map(asdict, answers), as_json)
        return
    # Listed with their context and in the form in which they are compared; one may be typed as it
    # was printed, alone.
    forms, key = (label_key(label), label), f"\t{label_key(label)}"
    chosen = [
        a
        for a in answers
        if (a.label in forms or (a.kind != "subjects" and a.label.endswith(key)))
        and who in ("", a.who)
    ]
    act = remembered_labels.share_answer if command == "share" else remembered_labels.forget_answer
    for answer in chosen:
        act(workspace, actor, answer.seen)
    context.print_message("labels_changed", count=len(chosen))
    raise typer.Exit(0 if chosen else 1)
