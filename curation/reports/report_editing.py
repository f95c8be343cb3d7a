"""What a person does with a report: upload it, decide on its figures, make a draft of them.

A report and every decision are written to disk before the page confirms them. Only its author can
open a report. Each function checks permissions itself.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from auth import Action, Actor, AuditEvent, record_event, require
from curation.answers import Answers
from curation.append_only_folder import AppendOnlyFolder, new_id
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import (
    attach_document,
    change_draft,
    create_draft,
    read_draft,
    remove_file,
)
from curation.drafts.draft_storage import printable_file_name
from curation.errors import CurationError, StateChangedError
from curation.remembered_labels import load_remembered_subjects
from curation.reports.report import (
    MAX_TITLE_LENGTH,
    Decision,
    Report,
    collect_taught_subjects,
    find_outdated_decisions,
    report_from_dict,
    rows_to_submit,
)
from curation.reports.report_reading import extract_text, read_figures
from curation.workspace import NO_FIGURES, Workspace
from errors import SeenState, StateChange
from extraction import LIMIT, ProposedFigure, ReportReader

MAX_OPEN_REPORTS = 100  # of one author


def report_folder(workspace: Workspace) -> AppendOnlyFolder[Report]:
    """Return the folder that contains all reports and their files."""
    return AppendOnlyFolder(
        workspace.local_folder / "readings", "no_reading", asdict, report_from_dict
    )


def read_report_text(workspace: Workspace, report: Report) -> str:
    """Return a report's stored text. Raises CorruptReleaseError, StoreError."""
    return report_folder(workspace).read_file(report.id, report.text).decode("utf-8")


def create_report(
    workspace: Workspace,
    actor: Actor,
    name: str,
    data: bytes,
    *,
    day: date,
    source: str = "",
    entry: Mapping[str, object] | None = None,
) -> Report:
    """Store a report (.txt, .docx, or .pdf with text), so that its figures can be decided on.

    `day` is the report's date, `source` the id of a published source, or `entry` a new one as in
    sources.yaml. It is recorded in the audit trail. Raises PermissionDeniedError, FileFormatError,
    CurationError (text_too_long, no_text, source_missing, too_many_readings), StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    text = extract_text(name, data, workspace.file_limits)
    _check_report_text(text)
    if len(list_reports(workspace, actor)) >= MAX_OPEN_REPORTS:
        raise CurationError("too_many_readings", {"limit": MAX_OPEN_REPORTS})
    source = source or str((entry or {}).get("id", ""))
    _check_report_source(workspace, source, entry)
    folder, report_id = report_folder(workspace), new_id(workspace.database.now())
    report = Report(
        id=report_id,
        version=1,
        status="open",
        author=actor.name,
        account=actor.account_id,
        name=printable_file_name(name),
        day=day.isoformat(),
        source=source,
        entry=dict(entry or {}),
        sha256=folder.store_file(report_id, data),
        text=folder.store_file(report_id, text.encode("utf-8", "replace")),
    )
    folder.save(report)
    record_event(actor, AuditEvent.UPLOADED, report.id, {"files": [[report.name, report.sha256]]})
    return report


def list_reports(workspace: Workspace, actor: Actor) -> list[Report]:
    """Return the actor's open reports, newest first. Raises PermissionDeniedError, StoreError."""
    actor = require(actor, Action.READ_DRAFTS)
    return [
        report
        for report in report_folder(workspace).load_all()
        if _is_report_author(actor, report) and report.status == "open"
    ]


def open_report(workspace: Workspace, actor: Actor, report_id: str) -> tuple[Report, str]:
    """Return the report with this id, which must be the actor's, and its text.

    Raises PermissionDeniedError, CurationError (no_reading, not_yours), StoreError.
    """
    actor = require(actor, Action.READ_DRAFTS)
    report = report_folder(workspace).load(report_id)
    if not _is_report_author(actor, report):
        raise CurationError("not_yours")
    return report, read_report_text(workspace, report)


def save_decisions(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    decisions: Mapping[str, Decision | None],
    indicator: Mapping[str, object] | None = None,
) -> Report:
    """Store decisions on a report's figures; None deletes an earlier decision.

    Keys are the figures' spans ("120-126"); `indicator` is a new indicator as in indicators.yaml.
    Raises PermissionDeniedError, CurationError (no_reading, not_yours, not_editable,
    changed_meanwhile), StateChangedError, StoreError.
    """
    report = _load_open_report(workspace, actor, seen)
    merged = {**report.decisions, **decisions}
    indicators = {str(entry["code"]): entry for entry in report.indicators}
    if indicator:
        indicators[str(indicator["code"])] = dict(indicator)
    return _save_next_state(
        workspace,
        report,
        decisions={span: decision for span, decision in merged.items() if decision},
        indicators=tuple(indicators.values()),
    )


def discard_report(workspace: Workspace, actor: Actor, seen: SeenState) -> Report:
    """Set a report's status to discarded; its files stay. Raises as `save_decisions` does."""
    report = _load_open_report(workspace, actor, seen)
    return _save_next_state(workspace, report, status="discarded")


def create_draft_of_report(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Make a draft of the accepted figures, or replace the figures of the draft made before.

    A draft that can no longer be changed is not replaced: a new one is made. Decisions that must be
    made again are left out; the report's file is attached to a new draft. Raises as
    `save_decisions` and `create_draft` do, and CurationError("nothing_accepted").
    """
    report = _load_open_report(workspace, actor, seen)
    outdated = find_outdated_decisions(report, _read_proposed_figures(workspace, actor, report))
    accepted = {
        span: decision for span, decision in report.accepted.items() if span not in outdated
    }
    if not accepted:
        raise CurationError("nothing_accepted")
    rows = rows_to_submit(report, accepted)
    answers = Answers(subjects=collect_taught_subjects(accepted))
    draft = read_draft(workspace, actor, report.draft) if report.draft else None
    if draft and draft.editable:
        draft = change_draft(workspace, actor, draft.seen, answers=answers, rows=rows)
        # A draft that version 0.1 made has a workbook, which the rows replace.
        return _remove_old_workbook(workspace, actor, draft, report)
    draft = create_draft(workspace, actor, [], answers=answers, rows=rows)
    document = report_folder(workspace).read_file(report.id, report.sha256)
    draft = attach_document(workspace, actor, draft.seen, report.name, document)
    _save_next_state(workspace, report, draft=draft.id)
    return draft


def _save_next_state(workspace: Workspace, report: Report, **changes: Any) -> Report:
    """Save a report with changed fields as its next state, and return it."""
    return report_folder(workspace).save(replace(report, version=report.version + 1, **changes))


def _read_proposed_figures(
    workspace: Workspace, actor: Actor, report: Report
) -> list[ProposedFigure]:
    """Return the figures found in a report.

    It is read with the newest code lists and with what the actor, or anybody who shared it, has
    answered about words in reports.
    """
    head = workspace.store.read(where=NO_FIGURES)
    remembered = load_remembered_subjects(workspace, actor, head.indicators)
    reader = ReportReader.from_code_lists(head.areas, head.indicators, remembered, head.programmes)
    text = read_report_text(workspace, report)
    return read_figures(reader, text, report.date, workspace.file_limits)


def _remove_old_workbook(workspace: Workspace, actor: Actor, draft: Draft, report: Report) -> Draft:
    """Remove the workbook that version 0.1 made of accepted figures, and return the draft.

    Rows stored as JSON have replaced that workbook.
    """
    workbook = printable_file_name(f"{report.title[:MAX_TITLE_LENGTH]}.xlsx")
    if workbook not in [file.name for file in draft.files]:
        return draft
    return remove_file(workspace, actor, draft.seen, workbook)


def _check_report_text(text: str) -> None:
    """Raise CurationError for a report's text that is empty (no_text) or too long (text_too_long).

    At most LIMIT bytes in UTF-8 are allowed.
    """
    size = len(text.encode("utf-8", "replace"))
    if size > LIMIT:
        raise CurationError("text_too_long", {"limit": LIMIT, "found": size})
    if not text.strip():
        raise CurationError("no_text")


def _check_report_source(
    workspace: Workspace, source: str, entry: Mapping[str, object] | None
) -> None:
    """Raise CurationError("source_missing") unless a report has a source.

    It is the id of a published source, or of a new `entry` with a title.
    """
    published = {str(row["id"]) for row in workspace.store.read(where=NO_FIGURES).sources}
    is_described = entry.get("title") if entry else source in published
    if not source or not is_described:
        raise CurationError("source_missing")


def _is_report_author(actor: Actor, report: Report) -> bool:
    """Return whether a report is the actor's; operators have a name but no account."""
    return (report.account, report.author) == (actor.account_id, actor.name)


def _load_open_report(workspace: Workspace, actor: Actor, seen: SeenState) -> Report:
    """Return the actor's open report, which must be in the state that the actor saw.

    Raises PermissionDeniedError, CurationError (no_reading, not_yours, not_editable),
    StateChangedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    report = report_folder(workspace).load(seen.subject)
    if not _is_report_author(actor, report):
        raise CurationError("not_yours")
    if report.seen != seen:  # by its author, the only one who can; the time is not noted
        raise StateChangedError([StateChange("", report.author, "curation.step_changed")])
    if report.status != "open":
        raise CurationError("not_editable", {"status": report.status})
    return report
