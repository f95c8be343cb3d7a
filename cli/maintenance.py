"""Commands that maintain a store: restore a release, verify, back up, load a backup."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli import operators
from cli.as_json import count_changes
from cli.context import By, CliContext, Json, Number, Reason, app
from curation.maintenance import workspace_backup
from curation.maintenance.workspace_verification import rewrite_receipts_and_log, verify_workspace
from curation.releases import restoring
from curation.releases.proposed_release import identify_release

Seen = Annotated[
    int | None, typer.Option(help="你看到的最新版号 · The newest release that you saw")
]

Mend = Annotated[
    bool,
    typer.Option(
        "--mend",
        help="补写缺失的回执和状态日志 · Write missing receipts and the log of states again",
    ),
]
AllowLess = Annotated[
    bool,
    typer.Option(
        "--allow-less", help="少于原备份也覆盖 · Replace a backup even if it has more than this one"
    ),
]


@app.command()
def restore(
    ctx: typer.Context, number: Number, by: By, reason: Reason, newest: Seen = None
) -> None:
    """恢复为某一版（生成新版本） · Publish an earlier release again, as a new one."""
    context: CliContext = ctx.obj
    actor = operators.find_current_operator(context.workspace, by)
    store = context.workspace.store
    # `newest` is the newest release that the operator saw: one published since is a conflict.
    # Without it the newest release of the store counts as seen.
    result = restoring.restore_release(
        context.workspace,
        actor,
        identify_release(store.release(number)),
        reason=reason,
        reviewed=identify_release(store.release(newest)),
    )
    counts = count_changes(result.changes)
    context.print_message("restored", number=number, release=result.release.number, **counts)


@app.command()
def verify(ctx: typer.Context, as_json: Json = False, mend: Mend = False) -> None:
    """校验存储 · Look for any altered or lost file, and any altered row of the audit trail."""
    context: CliContext = ctx.obj
    actor = operators.find_current_operator(context.workspace)
    if mend:  # before the check, which then finds only what cannot be mended
        rewrite_receipts_and_log(context.workspace, actor)
    findings = [
        {**asdict(finding), "way_back": context.words.say(finding.repair_message_id)}
        for finding in verify_workspace(context.workspace, actor)
    ]
    if findings or as_json:
        columns = ("level", "code", "place", "release", "way_back")
        context.print_rows(columns, findings, as_json)
    else:
        context.print_message("verified")
    # Warnings are printed but do not count as a failure.
    raise typer.Exit(1 if any(finding["level"] == "error" for finding in findings) else 0)


@app.command()
def backup(ctx: typer.Context, path: Path, by: By = "", allow_less: AllowLess = False) -> None:
    """备份 · Write releases, drafts, accounts and audit trail into one file."""
    # A file at `path` is replaced; if it has more than the new backup, only with `allow_less`.
    context: CliContext = ctx.obj
    actor = operators.find_current_operator(context.workspace, by)
    newest = workspace_backup.write_backup(context.workspace, actor, path, allow_less=allow_less)
    context.print_message("backed_up", number=newest.number, path=path)


@app.command("load-backup")
def load_backup(ctx: typer.Context, path: Path, by: By = "") -> None:
    """载入备份 · Fill an empty store from a backup."""
    # `by` is the operator's name for the audit trail, "" for the login name. A store with other
    # releases is refused; an interrupted load is completed.
    context: CliContext = ctx.obj
    actor = operators.find_current_operator(context.workspace, by)
    newest = workspace_backup.load_backup(context.workspace, actor, path)
    context.print_message("loaded", number=newest.number, path=path)
