"""What an author does with a draft: create, change, add files, check, discard.

Uploads and typed text are written to disk before the page confirms them: a refresh, a lost
connection or a restart loses nothing. Only its author can change a draft.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auth import Action, Actor, AuditEvent, may, require
from curation.append_only_folder import create_item_id
from curation.drafts import draft_storage
from curation.drafts.draft import Draft, DraftEvent, StoredFile
from curation.drafts.proofs import check_proof
from curation.errors import CurationError
from curation.releases.upload_review import Progress, Review, Upload, review_upload
from curation.reports.report import Report
from curation.state_audit import record_state
from curation.upload_answers import Answers
from curation.workspace import Workspace
from errors import SeenState
from intake.model.submitted_rows import SubmittedRows
from intake.model.upload_modes import UploadMode

MAX_OPEN_DRAFTS = 100
MAX_FILES = 100
MAX_AUDITED_FILES = 50  # files that a row of the audit trail names
_CONTENT_EVENTS = ("changed", "files_added", "file_removed", "proof_attached", "report_kept")
"""Events that change the content of a draft, and can be undone."""
_CONTENT_FIELDS = ("mode", "files", "proofs", "answers", "explanations", "reason")


def create_draft(
    workspace: Workspace,
    actor: Actor,
    files: Sequence[tuple[str, bytes]],
    *,
    mode: UploadMode = "upsert",
    answers: Answers | None = None,
    rows: SubmittedRows | None = None,
) -> Draft:
    """Create a draft of the actor from uploaded files (name, bytes), or from rows without a file.

    `mode` says how the upload changes published figures ("upsert" adds and replaces); `answers`
    state what tables leave unclear. The upload is recorded in the audit trail. Raises CurationError
    (no_files, too_many_files, too_many_drafts, file_too_large), PermissionDeniedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    if not rows or files:
        _check_uploaded_files(workspace, files)
    drafts = draft_storage.load_all_drafts(workspace)
    if sum(is_author(actor, draft) and draft.editable for draft in drafts) >= MAX_OPEN_DRAFTS:
        raise CurationError("too_many_drafts", {"limit": MAX_OPEN_DRAFTS})
    first_file_name = next((name for name, _ in files), "")
    draft = Draft(
        id=create_item_id(workspace.database.now()),
        version=1,
        status="open",
        author=actor.name,
        account=actor.account_id,
        title=draft_storage.make_printable_file_name(rows.name if rows else first_file_name),
        mode=mode,
        answers=answers or Answers(),
        steps=(create_event(workspace, actor, "created"),),
    )
    stored = draft_storage.store_files(workspace, draft, files)
    if rows:
        stored = (*stored, draft_storage.store_rows(workspace, draft, rows))
    draft = draft_storage.save_draft(workspace, replace(draft, files=stored))
    detail = {"files": [[file.name, file.sha256] for file in draft.files[:MAX_AUDITED_FILES]]}
    record_state(actor, AuditEvent.UPLOADED, draft.id, detail)
    return draft


def list_drafts(workspace: Workspace, actor: Actor) -> list[Draft]:
    """Return the actor's own drafts and the submitted ones the actor may accept, newest first.

    Raises PermissionDeniedError, StoreError.
    """
    actor = require(actor, Action.READ_DRAFTS)
    return [
        draft
        for draft in draft_storage.load_all_drafts(workspace)
        if is_author(actor, draft) or may_decide(actor, draft)
    ]


def read_draft(workspace: Workspace, actor: Actor, draft_id: str) -> Draft:
    """Return the draft with this id.

    Its author may read it, and whoever may return it for correction. Raises PermissionDeniedError,
    CurationError("no_draft"), StoreError.
    """
    actor = require(actor, Action.READ_DRAFTS)
    draft = draft_storage.load_draft(workspace, draft_id)
    if not is_author(actor, draft):
        require(actor, Action.RETURN, area=draft.areas)
    return draft


def change_draft(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    *,
    mode: UploadMode | None = None,
    answers: Answers | None = None,
    explanations: Mapping[str, str] | None = None,
    reason: str | None = None,
    rows: SubmittedRows | None = None,
) -> Draft:
    """Change values of the draft that the actor saw; None leaves a value unchanged.

    `seen` is its state as the actor saw it; the others are fields of Draft. `rows` are figures
    without a file, and replace earlier such rows. Raises PermissionDeniedError, CurationError
    (no_draft, not_yours, state_changed, not_editable, changed_meanwhile), StoreError.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    files = None
    if rows:
        uploaded = (file for file in draft.files if file.kind != "rows")
        files = (*uploaded, draft_storage.store_rows(workspace, draft, rows))
    new_values = {
        "mode": mode,
        "answers": answers,
        "explanations": explanations,
        "reason": reason,
        "files": files,
    }
    changes: dict[str, Any] = {key: value for key, value in new_values.items() if value is not None}
    return _save_next_state(workspace, actor, draft, "changed", **changes)


def add_files(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    files: Sequence[tuple[str, bytes]],
    *,
    answers: Answers | None = None,
) -> Draft:
    """Add files (name, bytes) to the draft that the actor saw.

    A file replaces one of the same name. `answers` replace those of the draft in the same step, for
    answers about the new files. Raises the errors of `create_draft` and `change_draft`.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    _check_uploaded_files(workspace, files)
    stored = _merge_by_file_name(draft.files, draft_storage.store_files(workspace, draft, files))
    if len(stored) > MAX_FILES:
        raise CurationError("too_many_files", {"limit": MAX_FILES})
    answers = answers or draft.answers
    return _save_next_state(workspace, actor, draft, "files_added", files=stored, answers=answers)


def undo_change(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Undo the latest change of content in the draft that the actor saw.

    The next state gets the content of the state before that change; no state is deleted. Undoing
    again undoes the change before. Raises the errors of `change_draft`,
    CurationError("nothing_to_undo"), CorruptFileError.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    state_number = find_state_before_change(draft)
    if not state_number:
        raise CurationError("nothing_to_undo")
    earlier = draft_storage.load_draft_state(workspace, draft, state_number)
    content = {name: getattr(earlier, name) for name in _CONTENT_FIELDS}
    return _save_next_state(workspace, actor, draft, "undone", str(state_number), **content)


def find_state_before_change(draft: Draft) -> int:
    """Return the number of the state before a draft's latest change of content; 0 if none.

    Undoing restores that state. A state made by undoing has the content of an earlier state, so the
    search goes on from there.
    """
    state_number = draft.version
    while state_number > 1:
        event = draft.steps[state_number - 1]  # state n was made by the n-th event
        if event.what == "undone":
            state_number = int(event.reason)  # the number of the restored state
        elif event.what in _CONTENT_EVENTS:
            return state_number - 1
        else:
            state_number -= 1
    return 0


def remove_file(workspace: Workspace, actor: Actor, seen: SeenState, file_name: str) -> Draft:
    """Remove a file from a draft; its bytes stay on disk for earlier states that list it.

    Raises the errors of `change_draft`, and CurationError("no_files") for the only file.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    files = tuple(file for file in draft.files if file.name != file_name)
    if not files:
        raise CurationError("no_files")
    return _save_next_state(workspace, actor, draft, "file_removed", file_name, files=files)


def attach_proof(
    workspace: Workspace, actor: Actor, seen: SeenState, file_name: str, data: bytes
) -> Draft:
    """Attach a photo or a stamped scan to a draft; it is published with the draft.

    Raises the errors of `change_draft` and `check_proof`.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    check_proof(file_name, data, len(draft.proofs))
    stored = draft_storage.store_files(workspace, draft, [(file_name, data)])
    proofs = _merge_by_file_name(draft.proofs, stored)
    return _save_next_state(workspace, actor, draft, "proof_attached", file_name, proofs=proofs)


def attach_document(
    workspace: Workspace, actor: Actor, seen: SeenState, file_name: str, data: bytes
) -> Draft:
    """Attach the report that a draft's figures were read from; it is published with the draft.

    It is stored as a proof. Its type is not checked, because its text has been read already. Raises
    the errors of `change_draft`.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    proofs = (*draft.proofs, *draft_storage.store_files(workspace, draft, [(file_name, data)]))
    return _save_next_state(workspace, actor, draft, "report_kept", file_name, proofs=proofs)


def discard_draft(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Set the draft that the actor saw to "discarded"; its files stay on disk.

    It can then be neither changed nor published. Raises the errors of `change_draft`.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    return _save_next_state(workspace, actor, draft, "discarded", status="discarded")


def review_draft(
    workspace: Workspace, actor: Actor, draft_id: str, progress: Progress | None = None
) -> tuple[Draft, Review]:
    """Check the draft with this id against the newest release; return the draft and the review.

    A submitted draft is checked like in `accept_draft`: figures are removed only in the areas of
    the draft, and answers of the actor alone are not used. `progress` is called with a step's name
    and the share done. Raises the errors of `read_draft`.
    """
    draft = read_draft(workspace, actor, draft_id)
    actor = require(actor, Action.READ_DRAFTS)
    is_submitted = draft.status == "submitted"
    return draft, review_upload(
        workspace,
        actor,
        read_draft_upload(workspace, draft),
        progress,
        removable_areas=draft.areas if is_submitted else None,
        own_answers=not is_submitted,
    )


def read_draft_file(workspace: Workspace, actor: Actor, draft_id: str, file_name: str) -> bytes:
    """Return the bytes of a draft's file or proof with this name.

    Raises the errors of `read_draft`, and CurationError("no_file").
    """
    draft = read_draft(workspace, actor, draft_id)
    for file in (*draft.files, *draft.proofs):
        if file.name == file_name:
            return draft_storage.read_stored_file(workspace, draft, file)
    raise CurationError("no_file", {"file": file_name[:80]})  # cut for the message


def create_event(
    workspace: Workspace, actor: Actor, event_name: str, reason: str = ""
) -> DraftEvent:
    """Return a new event of a draft, such as "submitted", by this actor at the current time.

    `reason` is described at DraftEvent.
    """
    now = workspace.database.now().isoformat(timespec="seconds")
    return DraftEvent(at=now, who=actor.name, what=event_name, reason=reason)


def read_draft_upload(workspace: Workspace, draft: Draft) -> Upload:
    """Return a draft's files, rows (figures without a file) and answers as an upload to check.

    Raises CorruptFileError for a file that is missing or altered, StoreError.
    """
    files, rows = [], []
    for stored in draft.files:
        data = draft_storage.read_stored_file(workspace, draft, stored)
        if stored.kind == "rows":
            rows.append(SubmittedRows.from_json(data))
        else:
            files.append((stored.name, data))
    return Upload(files, draft.mode, draft.answers, rows)


def is_author(actor: Actor, work: Draft | Report) -> bool:
    """Return whether the actor is the author of a draft or a report.

    Both account and name are compared, because operators have a name but no account.
    """
    return (work.account, work.author) == (actor.account_id, actor.name)


def may_decide(actor: Actor, draft: Draft) -> bool:
    """Return whether a draft is submitted and the actor may accept or return it.

    The permissions to accept and to return are those of the same roles.
    """
    return draft.status == "submitted" and may(actor, Action.RETURN, area=draft.areas)


def _load_editable_draft(
    workspace: Workspace, actor: Actor, seen: SeenState
) -> tuple[Actor, Draft]:
    """Return the actor and the actor's draft, which must be in the state that the actor saw.

    Raises PermissionDeniedError, CurationError (no_draft, not_yours, not_editable),
    StateChangedError, StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    draft = draft_storage.load_draft(workspace, seen.subject)
    if not is_author(actor, draft):
        raise CurationError("not_yours")
    draft_storage.check_seen(workspace, draft, seen)
    if not draft.editable:
        raise CurationError("not_editable", {"status": draft.status})
    return actor, draft


def _save_next_state(
    workspace: Workspace,
    actor: Actor,
    draft: Draft,
    event_name: str,
    event_reason: str = "",
    **changes: Any,
) -> Draft:
    """Save a draft with an event and the fields that it changed as its next state; return that.

    `event_name` is that of a DraftEvent ("changed"), `event_reason` its reason, and `changes` maps
    names of fields of Draft to new values. Raises CurationError("changed_meanwhile"), StoreError.
    """
    event = create_event(workspace, actor, event_name, event_reason)
    return draft_storage.save_draft(workspace, draft.with_event(event, **changes))


def _merge_by_file_name(
    files: Iterable[StoredFile], added: Iterable[StoredFile]
) -> tuple[StoredFile, ...]:
    """Return a draft's files with the `added` files, which replace those of the same name.

    So somebody corrects a file by uploading it again.
    """
    return tuple({file.name: file for file in (*files, *added)}.values())


def _check_uploaded_files(workspace: Workspace, files: Sequence[tuple[str, bytes]]) -> None:
    """Raise CurationError unless files may be uploaded as a draft.

    Codes: no_files, too_many_files (more than MAX_FILES), file_too_large (see the settings).
    """
    if not files:
        raise CurationError("no_files")
    if len(files) > MAX_FILES:
        raise CurationError("too_many_files", {"limit": MAX_FILES})
    limit = workspace.settings.limits.size_mb
    for name, data in files:
        if len(data) > limit * 2**20:
            raise CurationError(
                "file_too_large",
                {"file": draft_storage.make_printable_file_name(name), "limit": limit},
            )
