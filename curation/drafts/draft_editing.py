"""What an author does with a draft: create, change, add files, check, discard.

Uploads and typed text are written to disk before the page confirms them: a refresh, a lost
connection or a restart loses nothing. Only its author can change a draft.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auth import Action, Actor, AuditEvent, may, record_event, require
from curation.answers import Answers
from curation.append_only_folder import new_id
from curation.drafts import draft_storage
from curation.drafts.attachments import check_proof
from curation.drafts.draft import Draft, DraftEvent, StoredFile
from curation.errors import CurationError
from curation.releases.upload_review import Progress, Review, Upload, review_upload
from curation.workspace import Workspace
from errors import SeenState
from intake.model.submitted_rows import SubmittedRows
from intake.model.upload_modes import UploadMode

MAX_OPEN_DRAFTS = 100
MAX_FILES = 100
MAX_AUDITED_FILES = 50  # the audit trail names no more
_CHANGES = ("changed", "files_added", "file_removed", "proof_attached", "report_kept")
"""Events of a draft that change what it contains, and can be undone."""
_CONTENT = ("mode", "files", "proofs", "answers", "explanations", "reason")


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

    `mode` says how the upload changes published figures ("upsert" adds and replaces), `answers` are
    about unclear labels. It is recorded in the audit trail. Raises PermissionDeniedError,
    CurationError (no_files, too_many_files, too_many_drafts, file_too_large), StoreError.
    """
    actor = require(actor, Action.UPLOAD)
    if not rows or files:
        _check_uploaded_files(workspace, files)
    drafts = draft_storage.load_all_drafts(workspace)
    if sum(is_author(actor, draft) and draft.editable for draft in drafts) >= MAX_OPEN_DRAFTS:
        raise CurationError("too_many_drafts", {"limit": MAX_OPEN_DRAFTS})
    first_file_name = next((name for name, _ in files), "")
    draft = Draft(
        id=new_id(workspace.database.now()),
        version=1,
        status="open",
        author=actor.name,
        account=actor.account_id,
        title=draft_storage.printable_file_name(rows.name if rows else first_file_name),
        mode=mode,
        answers=answers or Answers(),
        steps=(create_event(workspace, actor, "created"),),
    )
    stored = draft_storage.store_files(workspace, draft, files)
    if rows:
        stored = (*stored, draft_storage.store_rows(workspace, draft, rows))
    draft = draft_storage.save_draft(workspace, replace(draft, files=stored))
    detail = {"files": [[file.name, file.sha256] for file in draft.files[:MAX_AUDITED_FILES]]}
    record_event(actor, AuditEvent.UPLOADED, draft.id, detail)
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
    """Return the draft with this id: the actor's own, or one of areas where the actor may decide.

    Raises PermissionDeniedError, CurationError("no_draft"), StoreError.
    """
    actor = require(actor, Action.READ_DRAFTS)
    draft = draft_storage.load_draft(workspace, draft_id)
    if not is_author(actor, draft):  # who may return a draft for correction may read it
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
    """Change values of the draft that the actor saw; None leaves a value as it is.

    `rows` replace earlier rows. Raises PermissionDeniedError,
    CurationError (no_draft, not_yours, state_changed, not_editable, changed_meanwhile), StoreError.
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
    return _save_next_version(workspace, actor, draft, "changed", **changes)


def add_files(
    workspace: Workspace,
    actor: Actor,
    seen: SeenState,
    files: Sequence[tuple[str, bytes]],
    *,
    answers: Answers | None = None,
) -> Draft:
    """Add files (name, bytes) to the draft that the actor saw, with the `answers` that need them.

    A file replaces one of the same name. Raises as `create_draft` and `change_draft` do.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    _check_uploaded_files(workspace, files)
    stored = _merge_by_file_name(draft.files, draft_storage.store_files(workspace, draft, files))
    if len(stored) > MAX_FILES:
        raise CurationError("too_many_files", {"limit": MAX_FILES})
    answers = answers or draft.answers
    return _save_next_version(workspace, actor, draft, "files_added", files=stored, answers=answers)


def undo_change(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Take back the latest change of the draft that the actor saw: its files, answers and texts.

    The next time the change before it. Raises as `change_draft` does, and CurationError
    ("nothing_to_undo"), CorruptReleaseError.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    number = undoable_version(draft)
    if not number:
        raise CurationError("nothing_to_undo")
    earlier = draft_storage.load_version(workspace, draft, number)
    content = {name: getattr(earlier, name) for name in _CONTENT}
    return _save_next_version(workspace, actor, draft, "undone", str(number), **content)


def undoable_version(draft: Draft) -> int:
    """Return the number of the state that a draft had before its latest change; 0 if none.

    A state made by undoing has the content of an earlier one: the change before that is the latest.
    """
    number = draft.version
    while number > 1:
        event = draft.steps[number - 1]
        if event.what == "undone":
            number = int(event.reason)
        elif event.what in _CHANGES:
            return number - 1
        else:
            number -= 1
    return 0


def remove_file(workspace: Workspace, actor: Actor, seen: SeenState, file_name: str) -> Draft:
    """Remove a file from a draft; its bytes stay on disk, for earlier versions that name it.

    Raises as `change_draft` does, and CurationError("no_files") for the last one.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    files = tuple(file for file in draft.files if file.name != file_name)
    if not files:
        raise CurationError("no_files")
    return _save_next_version(workspace, actor, draft, "file_removed", file_name, files=files)


def attach_proof(
    workspace: Workspace, actor: Actor, seen: SeenState, file_name: str, data: bytes
) -> Draft:
    """Attach a photo or a stamped scan to a draft; it is published with the draft.

    Raises as `change_draft` does, and CurationError (proof_kind, proof_too_large, too_many_files).
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    check_proof(file_name, data, len(draft.proofs))
    stored = draft_storage.store_files(workspace, draft, [(file_name, data)])
    proofs = _merge_by_file_name(draft.proofs, stored)
    return _save_next_version(workspace, actor, draft, "proof_attached", file_name, proofs=proofs)


def attach_document(
    workspace: Workspace, actor: Actor, seen: SeenState, file_name: str, data: bytes
) -> Draft:
    """Attach the report that a draft's figures were read from; it is published with the draft.

    It stands among the proofs, but may be of any file type, because its text has been read already.
    Raises as `change_draft` does.
    """
    actor, draft = _load_editable_draft(workspace, actor, seen)
    proofs = (*draft.proofs, *draft_storage.store_files(workspace, draft, [(file_name, data)]))
    return _save_next_version(workspace, actor, draft, "report_kept", file_name, proofs=proofs)


def discard_draft(workspace: Workspace, actor: Actor, seen: SeenState) -> Draft:
    """Discard the draft that the actor saw; its files stay. Raises as `change_draft` does."""
    actor, draft = _load_editable_draft(workspace, actor, seen)
    return _save_next_version(workspace, actor, draft, "discarded", status="discarded")


def review_draft(
    workspace: Workspace, actor: Actor, draft_id: str, progress: Progress | None = None
) -> tuple[Draft, Review]:
    """Check the draft with this id against the newest release; return the draft and the result.

    A submitted draft is checked as at its acceptance: figures are removed in its own areas alone,
    and labels that only the actor has answered stay unclear. `progress` is called with a step's
    name and the share done. Raises as `read_draft` does.
    """
    draft = read_draft(workspace, actor, draft_id)
    actor = require(actor, Action.READ_DRAFTS)
    submitted = draft.status == "submitted"
    return draft, review_upload(
        workspace,
        actor,
        read_draft_upload(workspace, draft),
        progress,
        removable_areas=draft.areas if submitted else None,
        own_answers=not submitted,
    )


def read_draft_file(workspace: Workspace, actor: Actor, draft_id: str, file_name: str) -> bytes:
    """Return the bytes of a draft's file or proof with this name.

    Raises as `read_draft` does, and CurationError("no_file").
    """
    draft = read_draft(workspace, actor, draft_id)
    for file in (*draft.files, *draft.proofs):
        if file.name == file_name:
            return draft_storage.read_stored_file(workspace, draft, file)
    raise CurationError("no_file", {"file": file_name[:80]})


def create_event(
    workspace: Workspace, actor: Actor, event_name: str, reason: str = ""
) -> DraftEvent:
    """Return a draft's event, such as "submitted", by this actor and with the current time."""
    now = workspace.database.now().isoformat(timespec="seconds")
    return DraftEvent(at=now, who=actor.name, what=event_name, reason=reason)


def read_draft_upload(workspace: Workspace, draft: Draft) -> Upload:
    """Return a draft's files, rows and answers as an upload to check.

    Raises CorruptReleaseError for a file that is missing or altered, StoreError.
    """
    files, rows = [], []
    for stored in draft.files:
        data = draft_storage.read_stored_file(workspace, draft, stored)
        if stored.kind == "rows":
            rows.append(SubmittedRows.from_json(data))
        else:
            files.append((stored.name, data))
    return Upload(files, draft.mode, draft.answers, rows)


def is_author(actor: Actor, draft: Draft) -> bool:
    """Return whether the actor is the author of a draft.

    Both account and name are compared, because operators have a name but no account.
    """
    return (draft.account, draft.author) == (actor.account_id, actor.name)


def may_decide(actor: Actor, draft: Draft) -> bool:
    """Return whether an actor may accept or return a draft, which must be a submitted one."""
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


def _save_next_version(
    workspace: Workspace,
    actor: Actor,
    draft: Draft,
    event_name: str,
    event_reason: str = "",
    **changes: Any,
) -> Draft:
    """Save a draft with changed fields and the event that changed them, as its next version."""
    event = create_event(workspace, actor, event_name, event_reason)
    return draft_storage.save_draft(workspace, draft.with_event(event, **changes))


def _merge_by_file_name(
    files: Iterable[StoredFile], added: Iterable[StoredFile]
) -> tuple[StoredFile, ...]:
    """Return a draft's files with `added` ones, which replace those of the same name."""
    return tuple({file.name: file for file in (*files, *added)}.values())


def _check_uploaded_files(workspace: Workspace, files: Sequence[tuple[str, bytes]]) -> None:
    """Raise CurationError (no_files, too_many_files, file_too_large) for files of a draft.

    At most MAX_FILES are allowed, each of at most as many megabytes as the settings allow.
    """
    if not files:
        raise CurationError("no_files")
    if len(files) > MAX_FILES:
        raise CurationError("too_many_files", {"limit": MAX_FILES})
    limit = workspace.settings.limits.size_mb
    for name, data in files:
        if len(data) > limit * 2**20:
            raise CurationError(
                "file_too_large", {"file": draft_storage.printable_file_name(name), "limit": limit}
            )
