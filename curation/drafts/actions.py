"""Drafts on the disk: one folder each, the uploaded bytes beside the numbered states.

Everything a person has uploaded or typed is kept before they are told so: a refresh, a lost
connection or a restart loses nothing. Only its author changes a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from auth import Action, Actor, AuditEvent, may, record_event, require
from curation.answers.answers import Answers
from curation.context import Workspace
from curation.drafts import storage
from curation.drafts.attachments import check_proof
from curation.drafts.draft import Draft, DraftEvent
from curation.errors import CurationError
from curation.releases.review import Progress, Review, Upload, review_upload
from curation.versioned_folder import new_id
from intake.model.modes import Mode
from intake.model.submitted_rows import SubmittedRows

MAX_OPEN_DRAFTS = 100
MAX_FILES = 100


def create_draft(
    workspace: Workspace,
    actor: Actor,
    files: Sequence[tuple[str, bytes]],
    *,
    mode: Mode = "upsert",
    answers: Answers | None = None,
    rows: SubmittedRows | None = None,
) -> Draft:
    """Keep uploaded files, or rows that came without one, as a new draft of the actor's.

    Raises access.Denied, Refused (no_files, too_many_files, too_many_drafts, file_too_large),
    ledger.StoreFault.
    """
    current = require(actor, Action.UPLOAD)
    if not rows or files:
        _check_files(workspace, files)
    if len(_list_open_drafts(workspace, current)) >= MAX_OPEN_DRAFTS:
        raise CurationError("too_many_drafts", {"limit": MAX_OPEN_DRAFTS})
    draft = Draft(
        id=new_id(workspace.database.now()),
        version=1,
        status="open",
        author=current.name,
        account=current.account,
        title=storage.printable_file_name(rows.name if rows else files[0][0]),
        mode=mode,
        answers=answers or Answers(),
    )
    kept = storage.store_files(workspace, draft, files)
    if rows:
        kept = (*kept, storage.store_rows(workspace, draft, rows))
    draft = storage.save_draft(
        workspace, replace(draft, files=kept, steps=(create_event(workspace, current, "created"),))
    )
    detail = {"files": [[file.name, file.sha256] for file in draft.files][:50]}
    record_event(current, AuditEvent.UPLOADED, draft.id, detail)
    return draft


def list_drafts(workspace: Workspace, actor: Actor) -> list[Draft]:
    """Give the actor's own drafts, and those submitted that the actor may decide on, newest first.

    Raises access.Denied, ledger.StoreFault.
    """
    current = require(actor, Action.READ_DRAFTS)
    return [
        draft
        for draft in storage.load_all_drafts(workspace)
        if is_owner(current, draft) or may_decide(current, draft)
    ]


def read_draft(workspace: Workspace, actor: Actor, name: str) -> Draft:
    """Give one draft. Raises access.Denied, Refused("no_draft"), ledger.StoreFault."""
    current = require(actor, Action.READ_DRAFTS)
    draft = storage.load_draft(workspace, name)
    if not is_owner(current, draft):
        require(actor, Action.RETURN, area=draft.areas)
    return draft


def change_draft(
    workspace: Workspace,
    actor: Actor,
    name: str,
    *,
    mode: Mode | None = None,
    answers: Answers | None = None,
    explanations: Mapping[str, str] | None = None,
    reason: str | None = None,
    rows: SubmittedRows | None = None,
) -> Draft:
    """Keep what its author decides; what is not given stays, `rows` replace those before.

    Raises access.Denied, Refused (no_draft, not_yours, not_editable, changed_meanwhile).
    """
    current, draft = _load_editable(workspace, actor, name)
    files = None
    if rows:
        files = tuple(file for file in draft.files if file.kind != "rows")
        files = (*files, storage.store_rows(workspace, draft, rows))
    news = {
        "mode": mode,
        "answers": answers,
        "explanations": explanations,
        "reason": reason,
        "files": files,
    }
    changes = {key: value for key, value in news.items() if value is not None}
    return storage.save_draft(
        workspace, draft.with_event(create_event(workspace, current, "changed"), **changes)
    )


def add_files(
    workspace: Workspace, actor: Actor, name: str, files: Sequence[tuple[str, bytes]]
) -> Draft:
    """Add files to a draft; one of the same name takes the place of the earlier one.

    Raises as `create_draft` and `change_draft` do.
    """
    current, draft = _load_editable(workspace, actor, name)
    _check_files(workspace, files)
    kept = {
        file.name: file for file in (*draft.files, *storage.store_files(workspace, draft, files))
    }
    if len(kept) > MAX_FILES:
        raise CurationError("too_many_files", {"limit": MAX_FILES})
    return storage.save_draft(
        workspace,
        draft.with_event(
            create_event(workspace, current, "files_added"), files=tuple(kept.values())
        ),
    )


def remove_file(workspace: Workspace, actor: Actor, name: str, file: str) -> Draft:
    """Leave a file out of a draft; its bytes stay. Raises as `change_draft` does."""
    current, draft = _load_editable(workspace, actor, name)
    left = tuple(kept for kept in draft.files if kept.name != file)
    if not left:
        raise CurationError("no_files")
    return storage.save_draft(
        workspace,
        draft.with_event(create_event(workspace, current, "file_removed", file), files=left),
    )


def attach_proof(workspace: Workspace, actor: Actor, name: str, file: str, data: bytes) -> Draft:
    """Attach a photo or a stamped scan, to be kept with the release.

    Raises as `change_draft` does, and Refused (proof_kind, proof_too_large, too_many_files).
    """
    current, draft = _load_editable(workspace, actor, name)
    check_proof(file, data, len(draft.proofs))
    kept = {
        proof.name: proof
        for proof in (*draft.proofs, *storage.store_files(workspace, draft, [(file, data)]))
    }
    return storage.save_draft(
        workspace,
        draft.with_event(
            create_event(workspace, current, "proof_attached", file), proofs=tuple(kept.values())
        ),
    )


def attach_document(workspace: Workspace, actor: Actor, name: str, file: str, data: bytes) -> Draft:
    """Keep the report that a draft's figures were read from, to go with the release.

    It was read here as text already, so unlike a proof it may be of any kind. Raises as
    `change_draft` does.
    """
    current, draft = _load_editable(workspace, actor, name)
    kept = storage.store_files(workspace, draft, [(file, data)])
    return storage.save_draft(
        workspace,
        draft.with_event(
            create_event(workspace, current, "report_kept", file), proofs=(*draft.proofs, *kept)
        ),
    )


def discard_draft(workspace: Workspace, actor: Actor, name: str) -> Draft:
    """Put a draft away; its files stay on the disk. Raises as `change_draft` does."""
    current, draft = _load_editable(workspace, actor, name)
    return storage.save_draft(
        workspace,
        draft.with_event(create_event(workspace, current, "discarded"), status="discarded"),
    )


def review_draft(
    workspace: Workspace, actor: Actor, name: str, progress: Progress | None = None
) -> tuple[Draft, Review]:
    """Hold a draft against the newest release: problems, explanations missing, changes.

    Raises as `read_draft` does.
    """
    draft = read_draft(workspace, actor, name)
    current = require(actor, Action.READ_DRAFTS)
    within = draft.areas if draft.status == "submitted" else None
    return draft, review_upload(
        workspace, current, read_draft_upload(workspace, draft), progress, within=within
    )


def read_draft_file(workspace: Workspace, actor: Actor, name: str, file: str) -> bytes:
    """Give a file or a proof of a draft as it was uploaded.

    Raises as `read_draft` does, Refused("no_file").
    """
    draft = read_draft(workspace, actor, name)
    kept = next((k for k in (*draft.files, *draft.proofs) if k.name == file), None)
    if kept is None:
        raise CurationError("no_file", {"file": file[:80]})
    return storage.read_stored_file(workspace, draft, kept)


def create_event(workspace: Workspace, actor: Actor, what: str, reason: str = "") -> DraftEvent:
    """Write down what an actor does to a draft now."""
    return DraftEvent(
        workspace.database.now().isoformat(timespec="seconds"), actor.name, what, reason
    )


def read_draft_upload(workspace: Workspace, draft: Draft) -> Upload:
    """Return a draft's files, rows and answers as an upload to check."""
    files, rows = [], []
    for kept in draft.files:
        data = storage.read_stored_file(workspace, draft, kept)
        if kept.kind == "rows":
            rows.append(SubmittedRows.from_json(data))
        else:
            files.append((kept.name, data))
    return Upload(files, draft.mode, draft.answers, rows)


def is_owner(actor: Actor, draft: Draft) -> bool:
    """Tell whether a draft is the actor's; operators are known by name alone."""
    return (draft.account, draft.author) == (actor.account, actor.name)


def may_decide(actor: Actor, draft: Draft) -> bool:
    """Tell whether an actor may accept or return a draft that waits."""
    return draft.status == "submitted" and may(actor, Action.RETURN, area=draft.areas)


def _load_editable(workspace: Workspace, actor: Actor, name: str) -> tuple[Actor, Draft]:
    current = require(actor, Action.UPLOAD)
    draft = storage.load_draft(workspace, name)
    if not is_owner(current, draft):
        raise CurationError("not_yours")
    if not draft.editable:
        raise CurationError("not_editable", {"status": draft.status})
    return current, draft


def _list_open_drafts(workspace: Workspace, actor: Actor) -> list[Draft]:
    return [
        draft
        for draft in storage.load_all_drafts(workspace)
        if is_owner(actor, draft) and draft.editable
    ]


def _check_files(workspace: Workspace, files: Sequence[tuple[str, bytes]]) -> None:
    if not files:
        raise CurationError("no_files")
    if len(files) > MAX_FILES:
        raise CurationError("too_many_files", {"limit": MAX_FILES})
    limit = workspace.settings.limits.size_mb
    for name, data in files:
        if len(data) > limit * 2**20:
            raise CurationError(
                "file_too_large", {"file": storage.printable_file_name(name), "limit": limit}
            )
