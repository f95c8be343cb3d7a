"""Actions that name what was seen, by somebody who looks at the moment of the click."""

from collections.abc import Mapping
from pathlib import Path

from auth import Actor
from curation.drafts import draft_publishing, draft_storage
from curation.drafts.draft import Draft
from curation.drafts.draft_editing import read_draft_upload
from curation.releases.publishing import (
    PublishResult,
    _review_folder,
    publish_folder,
    publish_upload,
)
from curation.releases.upload_review import SeenReview, Upload, review_upload
from curation.workspace import Workspace
from errors import UserError
from tests.helpers.workspaces import seen_now, seen_number


def reviewed_now(workspace: Workspace, draft_id: str, number: int | None = None) -> SeenReview:
    """What its author, or a reviewer, is shown of a draft that is compared with release `number`.

    Of another release than the newest its number and hash alone.
    """
    try:
        newest = workspace.store.release().number
        if number not in (None, newest):
            return SeenReview(seen_number(workspace, number))
        draft = draft_storage.load_draft(workspace, draft_id)
        waiting = draft.status == "submitted"
        author = Actor(workspace.database, draft.author, account_id=draft.account)
        upload = read_draft_upload(workspace, draft)
        return review_upload(workspace, author, upload, own_answers=not waiting).seen
    except UserError:
        return SeenReview(seen_number(workspace, number or 0))


def submit_draft_now(workspace: Workspace, actor: Actor, draft_id: str, *, reason: str) -> Draft:
    """Submit a draft as it is and is checked at this moment."""
    seen, reviewed = seen_now(workspace, draft_id), reviewed_now(workspace, draft_id)
    return draft_publishing.submit_draft(workspace, actor, seen, reason=reason, reviewed=reviewed)


def accept_draft_now(
    workspace: Workspace, actor: Actor, draft_id: str, number: int
) -> PublishResult:
    """Accept a draft as it is at this moment, compared with release `number`."""
    seen, reviewed = seen_now(workspace, draft_id), reviewed_now(workspace, draft_id, number)
    return draft_publishing.accept_draft(workspace, actor, seen, reviewed=reviewed)


def publish_draft_now(
    workspace: Workspace, actor: Actor, draft_id: str, number: int, *, reason: str
) -> PublishResult:
    """Publish a draft as it is at this moment, compared with release `number`."""
    seen, reviewed = seen_now(workspace, draft_id), reviewed_now(workspace, draft_id, number)
    return draft_publishing.publish_draft(workspace, actor, seen, reason=reason, reviewed=reviewed)


def publish_now(
    workspace: Workspace,
    actor: Actor,
    upload: Upload,
    *,
    reason: str,
    explanations: Mapping[str, str] | None = None,
) -> PublishResult:
    """Publish files as they are checked at this moment."""
    review = review_upload(workspace, actor, upload)
    return publish_upload(
        workspace, actor, upload, reason=reason, reviewed=review, explanations=explanations
    )


def publish_folder_now(
    workspace: Workspace, actor: Actor, folder: Path, *, reason: str, explanation: str = ""
) -> PublishResult:
    """Publish a folder of tables as it is checked at this moment."""
    review = _review_folder(workspace, actor, folder)
    return publish_folder(
        workspace, actor, folder, reason=reason, reviewed=review, explanation=explanation
    )
