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
    actor = operators.find_current_operator(workspace, by)
    answers = remembered_labels.list_answers(workspace, actor)
    if command == "list":
        columns = ("kind", "label", "code", "who", "at", "shared")
        context.print_rows(columns, map(asdict, answers), as_json)
        return
    # Stored labels are normalized and have a context before them ("context\tlabel"). One may be
    # typed as it was listed, or without the context. In labels of "subjects" the unit comes last.
    whole_labels, label_end = (label_key(label), label), f"\t{label_key(label)}"
    chosen = [
        answer
        for answer in answers
        if (
            answer.label in whole_labels
            or (answer.kind != "subjects" and answer.label.endswith(label_end))
        )
        and who in ("", answer.who)
    ]
    share, forget = remembered_labels.share_answer, remembered_labels.forget_answer
    for answer in chosen:
        (share if command == "share" else forget)(workspace, actor, answer.seen)
    context.print_message("labels_changed", count=len(chosen))
    raise typer.Exit(0 if chosen else 1)
