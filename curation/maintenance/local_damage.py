"""Damaged files of drafts, reports and labels: each is named, and everything else goes on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from auth import (
    Action,
    Actor,
    AuditEvent,
    AuditRow,
    find_lost_part,
    is_trail_cut,
    read_detail,
    read_rows_about,
    require,
)
from curation.append_only_folder import (
    AppendOnlyFolder,
    find_damaged_states,
    newest_state,
    next_number,
)
from curation.drafts.draft import Draft
from curation.drafts.draft_storage import draft_folder
from curation.errors import CurationError
from curation.releases.release_rows import find_lost_release
from curation.remembered_labels import labels_folder
from curation.reports.report import Report
from curation.reports.report_editing import report_folder
from curation.workspace import Workspace
from ledger import CorruptReleaseError, StoreError
from ledger.storage import delta_log

ITEM_EVENTS = (
    AuditEvent.UPLOADED,
    AuditEvent.SUBMITTED,
    AuditEvent.RETURNED,
    AuditEvent.TAKEN_OVER,
)
LABEL_EVENTS = (
    AuditEvent.LABELS_REMEMBERED,
    AuditEvent.LABEL_SHARED,
    AuditEvent.LABEL_FORGOTTEN,
)


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """One finding: a code, the file or row it concerns, and a release's number or None.

    Codes in addition to the ledger's: those of drafts, reports and labels (draft_altered,
    draft_missing, draft_unreadable, reading_…, labels_…); audit_missing, audit_changed, audit_link,
    audit_differs, audit_cut (`place` is the number of the first such row), audit_head;
    account_changed, account_missing, account_unknown (`place` is the account), account_damaged;
    release_lost and release_differs (the audit trail names a release that the store has not, or has
    otherwise); receipt_missing; the warnings unaudited (a crash left a release without its audit
    row) and unsealed (a publish that was interrupted: the next start completes or withdraws it).
    """

    code: str
    place: str
    release: int | None = None
    level: Literal["error", "warning"] = "error"

    @property
    def way_back(self) -> str:
        """The id of the message that says how to mend the damage, such as `manage.way_draft`.

        The first word of the code names the message, if there is one of that kind ("reading" is a
        report's). Of the ledger's own findings, warnings have `way_leftover`, errors `way_store`.
        """
        kinds = ("draft", "reading", "labels", "audit", "head", "account", "release", "receipt")
        renamed = {"unsealed": "unaudited", "audit_head": "head"}
        kind = renamed.get(self.code, self.code.partition("_")[0])
        if kind not in (*kinds, "unaudited"):
            kind = "leftover" if self.level == "warning" else "store"
        return f"manage.way_{kind}"


def find_local_damage(workspace: Workspace, actor: Actor) -> list[IntegrityFinding]:
    """Return what is wrong with the newest states of drafts, reports and labels, for staff pages.

    Of uploaded files only the sizes are compared: `verify_local_files` reads everything. Raises
    PermissionDeniedError, StoreError.
    """
    require(actor, Action.READ_DRAFTS)
    return list(look_for_local_damage(workspace))


def find_loss(workspace: Workspace) -> IntegrityFinding | None:
    """Return the first loss that can be seen without reading everything; None if there is none.

    Of releases only the newest that the audit trail names is looked for. Losses of releases come
    first, then of the audit trail, then of drafts, reports and labels. Raises
    DatabaseUnavailableError, StoreError.
    """
    if lost := find_lost_release(workspace.database, workspace.store):
        return IntegrityFinding("release_lost", delta_log.entry_name(lost.number), lost.number)
    if is_trail_cut(workspace.database):
        return IntegrityFinding("audit_cut", "audit")
    if lost_part := find_lost_part(workspace.database):
        return IntegrityFinding("account_damaged", lost_part)
    return next(look_for_local_damage(workspace), None)


def look_for_local_damage(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield what is wrong with the newest states of drafts, reports and labels, and their files.

    A file's size is compared, not its content. There is no permission check: the health check has
    no actor. Raises StoreError.
    """
    for kind, folder in _item_folders(workspace).items():
        try:
            ids = folder.ids()
        except CorruptReleaseError as fault:  # a file in the place of the folder
            yield _state_finding(workspace, kind, fault)
            continue
        for item_id in ids:
            error = folder.find_damage(item_id)
            if error:
                yield _state_finding(workspace, kind, error)
                continue  # the state says which files there are
            for place, sha256, size in _stored_files(folder, item_id):
                actual_size = folder.file_size(item_id, sha256)
                if actual_size is None or size not in (None, actual_size):
                    code = "missing" if actual_size is None else "altered"
                    yield IntegrityFinding(f"{kind}_{code}", place)
    try:
        newest_state(labels_folder(workspace))
    except CorruptReleaseError as error:
        yield _state_finding(workspace, "labels", error)


def verify_local_files(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Read and hash every state and file of drafts and reports, and every state of the labels.

    Raises StoreError.
    """
    for kind, folder in _item_folders(workspace).items():
        try:
            ids = folder.ids()
        except CorruptReleaseError as fault:
            yield _state_finding(workspace, kind, fault)
            continue
        for item_id in ids:
            errors = find_damaged_states(folder.root / item_id)
            newest = folder.find_damage(item_id)
            if newest and str(newest) not in map(str, errors):  # its values make no item
                errors.append(newest)
            yield from (_state_finding(workspace, kind, error) for error in errors)
            yield from _verify_files(kind, folder, item_id)
    try:
        errors = find_damaged_states(labels_folder(workspace))
    except CorruptReleaseError as fault:
        errors = [fault]
    for error in errors:
        yield _state_finding(workspace, "labels", error)


def find_lost_items(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield drafts and reports that have fewer states than the audit trail says, or none at all.

    An older copy of a draft's folder in its place, with its head, is whole in itself. Raises
    DatabaseUnavailableError, StoreError.
    """
    known: dict[str, int] = {}
    for row in read_rows_about(workspace.database, ITEM_EVENTS):
        state = _noted_state(row)
        known[row.subject] = max(state, known.get(row.subject, 0))
    folders = _item_folders(workspace).values()
    for item_id, state in known.items():
        # Its kind is not known: one of the folders must have a state, or a head that names one.
        newest = max(_newest_number(folder.root / item_id) for folder in folders)
        if not newest:
            yield IntegrityFinding("draft_missing", f"drafts/{item_id}")
        elif newest < state:
            yield IntegrityFinding("draft_missing", f"drafts/{item_id}/{state:06}.json")


def find_lost_labels(workspace: Workspace) -> Iterator[IntegrityFinding]:
    """Yield the remembered labels if they have fewer states than the audit trail says.

    Of the trail only the newest row about labels is read. Raises DatabaseUnavailableError,
    StoreError.
    """
    folder = labels_folder(workspace)
    for row in read_rows_about(workspace.database, LABEL_EVENTS, limit=1):
        if _newest_number(folder) < _noted_state(row):
            yield IntegrityFinding("labels_missing", f"{folder.name}/{_noted_state(row):06}.json")


def _noted_state(row: AuditRow) -> int:
    """Return the number of the state that a row of the audit trail is about.

    Rows of earlier versions have none: there was at least one state.
    """
    state = read_detail(row).get("state", 1)
    return state if isinstance(state, int) else 1


def _newest_number(folder: Path) -> int:
    """Return the number of the newest state of an item, or that its head names; 0 if none is left.

    What stands in the place of its folder is found elsewhere.
    """
    try:
        return next_number(folder) - 1
    except CorruptReleaseError:
        return 0


def _item_folders(workspace: Workspace) -> dict[str, AppendOnlyFolder[Any]]:
    """Return the folders of items by the kind that codes of findings begin with."""
    return {"draft": draft_folder(workspace), "reading": report_folder(workspace)}


def _stored_files(
    folder: AppendOnlyFolder[Any], item_id: str
) -> Iterator[tuple[str, str, int | None]]:
    """Yield place ("ID: name"), SHA-256 and size of each file of an item; none if it is damaged.

    The size is None for reports, which do not note it.
    """
    try:
        item = folder.load(item_id)
    except (CurationError, StoreError):
        return
    if isinstance(item, Draft):
        for file in (*item.files, *item.proofs):
            yield f"{item.id}: {file.name}", file.sha256, file.size
    if isinstance(item, Report):
        yield f"{item.id}: {item.name}", item.sha256, None
        # `text` is the SHA-256 of the report's text; a text file is stored once, as uploaded.
        if item.text != item.sha256:
            yield f"{item.id}: {item.text}", item.text, None


def _verify_files(
    kind: str, folder: AppendOnlyFolder[Any], item_id: str
) -> Iterator[IntegrityFinding]:
    """Yield a finding for each damaged file of an item: a missing one, or one with other bytes."""
    for place, sha256, _ in _stored_files(folder, item_id):
        try:
            folder.read_file(item_id, sha256)
        except CorruptReleaseError as error:
            yield IntegrityFinding(f"{kind}_{error.code}", place)


def _state_finding(workspace: Workspace, kind: str, error: StoreError) -> IntegrityFinding:
    """Return the finding of a damaged state: "draft_altered" at "drafts/ID/000001.json"."""
    path = Path(error.path)
    if path.is_relative_to(workspace.local_folder):
        path = path.relative_to(workspace.local_folder)
    return IntegrityFinding(f"{kind}_{error.code}", path.as_posix())
