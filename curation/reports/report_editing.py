"""What a person does with a report: upload it, decide on its figures, make a draft of them.

A report and every decision are written to disk before the page confirms them. Only its author can
open a report. Each function checks permissions itself.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from auth import Action, Actor, AuditEvent, require
from curation.append_only_folder import AppendOnlyFolder, create_item_id
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import (
    attach_document,
    change_draft,
    create_draft,
    is_author,
    read_draft,
    remove_file,
)
from curation.drafts.draft_storage import make_printable_file_name
from curation.errors import CurationError, StateChangedError
from curation.remembered_labels import load_remembered_subjects
from curation.reports.report import (
    MAX_TITLE_LENGTH,
    Decision,
    Report,
    build_submitted_rows,
    collect_taught_subjects,
    find_outdated_decisions,
    report_from_dict,
)
from curation.reports.report_reading import extract_text, read_figures
from curation.state_audit import record_state
from curation.upload_answers import Answers
from curation.workspace import NO_FIGURES, Workspace
from errors import SeenState, StateChange
from extraction import LIMIT, ProposedFigure, ReportReader

MAX_OPEN_REPORTS = 100  # of one author


def report_folder(workspace: Workspace) -> AppendOnlyFolder[Report]:
    """Return the folder that contains all reports and their files, each in a folder of its own."""
    return AppendOnlyFolder(
        workspace.local_folder / "readings", "no_reading", asdict, report_from_dict
    )


def read_report_text(workspace: Workspace, report: Report) -> str:
    """Return the text that was extracted from a report's file when it was uploaded.

    Raises CorruptFileError, StoreError.
    """
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

    `day` is the report's date, `source` the id of a published source, `entry` a new source as in
    sources.yaml. Recorded in the audit trail. Raises PermissionDeniedError, FileFormatError,
    CurationError (text_too_long, no_text, source_missing, too_many_readings), StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    text = extract_text(name, data, workspace.file_limits)
    _check_report_text(text)
    if len(list_reports(workspace, actor)) >= MAX_OPEN_REPORTS:
        raise CurationError("too_many_readings", {"limit": MAX_OPEN_REPORTS})
    source = source or str((entry or {}).get("id", ""))
    _check_report_source(workspace, source, entry)
    folder, report_id = report_folder(workspace), create_item_id(workspace.database.now())
    report = Report(
        id=report_id,
        version=1,
        status="open",
        author=actor.name,
        account=actor.account_id,
        name=make_printable_file_name(name),
        day=day.isoformat(),
        source=source,
        entry=dict(entry or {}),
        sha256=folder.store_file(report_id, data),
        text=folder.store_file(report_id, text.encode("utf-8", "replace")),
    )
    folder.save(report)
    record_state(actor, AuditEvent.UPLOADED, report.id, {"files": [[report.name, report.sha256]]})
    return report


def list_reports(workspace: Workspace, actor: Actor) -> list[Report]:
    """Return the actor's open reports, newest first. Raises PermissionDeniedError, StoreError."""
    actor = require(actor, Action.READ_DRAFTS)
    return [
        report
        for report in report_folder(workspace).load_all()
        if is_author(actor, report) and report.status == "open"
    ]


def open_report(workspace: Workspace, actor: Actor, report_id: str) -> tuple[Report, str]:
    """Return the actor's report with this id, and its text.

    Raises PermissionDeniedError, CurationError (no_reading, not_yours), StoreError.
    """
    actor = require(actor, Action.READ_DRAFTS)
    report = report_folder(workspace).load(report_id)
    if not is_author(actor, report):
        raise CurationError("not_yours")
    return report, read_report_text(workspace, report)


def save_decisions(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    decisions: Mapping[str, Decision | None],
    indicator: Mapping[str, object] | None = None,
) -> Report:
    """Store decisions on figures of a report, keyed by span ("120-126"); None deletes a decision.

    `indicator` is a new indicator that the decisions use, as in indicators.yaml.
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
    """Set a report's status to "discarded", so that it is no longer listed; its files stay on disk.

    Raises the errors of `save_decisions`.
    """
    report = _load_open_report(workspace, actor, seen)
    return _save_next_state(workspace, report, status="discarded")


def create_draft_of_report(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Create a draft of a report's accepted figures, or update the draft created before.

    A new draft is created if the earlier one can no longer be changed; the report's file is
    attached to it. Outdated decisions are left out. Raises the errors of `save_decisions` and
    `create_draft`, and CurationError("nothing_accepted").
    """
    report = _load_open_report(workspace, actor, seen)
    outdated = find_outdated_decisions(report, _read_proposed_figures(workspace, actor, report))
    accepted = {
        span: decision for span, decision in report.accepted.items() if span not in outdated
    }
    if not accepted:
        raise CurationError("nothing_accepted")
    rows = build_submitted_rows(report, accepted)
    answers = Answers(subjects=collect_taught_subjects(accepted))
    draft = read_draft(workspace, actor, report.draft) if report.draft else None
    if draft and draft.editable:
        draft = change_draft(workspace, actor, draft.seen, answers=answers, rows=rows)
        # A draft of version 0.1 has a workbook, which the rows replace.
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
    """Return the figures that the reader finds in a report's text today.

    They may differ from those of an earlier day: the reader uses the newest code lists, and the
    answers about words in reports that are the actor's or shared.
    """
    head = workspace.store.read(where=NO_FIGURES)
    remembered = load_remembered_subjects(workspace, actor, head.indicators)
    reader = ReportReader.from_code_lists(head.areas, head.indicators, remembered, head.programmes)
    text = read_report_text(workspace, report)
    return read_figures(reader, text, report.date, workspace.file_limits)


def _remove_old_workbook(workspace: Workspace, actor: Actor, draft: Draft, report: Report) -> Draft:
    """Return the draft, without the workbook of accepted figures that version 0.1 made for it."""
    workbook = make_printable_file_name(f"{report.title[:MAX_TITLE_LENGTH]}.xlsx")
    if workbook not in [file.name for file in draft.files]:
        return draft
    return remove_file(workspace, actor, draft.seen, workbook)


def _check_report_text(text: str) -> None:
    """Raise CurationError if a report's text is empty (no_text) or too long (text_too_long).

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
    """Raise CurationError("source_missing") unless a report has a valid source.

    `source` must be the id of a published source, or there must be a new `entry` with a title.
    """
    published = {str(row["id"]) for row in workspace.store.read(where=NO_FIGURES).sources}
    is_described = entry.get("title") if entry else source in published
    if not source or not is_described:
        raise CurationError("source_missing")


def _load_open_report(workspace: Workspace, actor: Actor, seen: SeenState) -> Report:
    """Return the actor's open report, which must be in the state that the actor saw.

    Raises PermissionDeniedError, CurationError (no_reading, not_yours, not_editable),
    StateChangedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    report = report_folder(workspace).load(seen.subject)
    if not is_author(actor, report):
        raise CurationError("not_yours")
    if report.seen != seen:  # only its author can have changed it; the time is not stored
        raise StateChangedError([StateChange("", report.author, "curation.step_changed")])
    if report.status != "open":
        raise CurationError("not_editable", {"status": report.status})
    return report
