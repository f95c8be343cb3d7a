"""A dashboard of three releases: the report's figures, a correction with its proof, a removal."""

import shutil
from pathlib import Path

from auth import Role
from curation.drafts import draft_editing, draft_publishing
from curation.releases.upload_review import Upload
from tests.helpers.pages_in_process import Dashboard
from tests.helpers.reviews import publish_now, reviewed_now
from tests.helpers.workspaces import HAISHU, notices, seen_now, table, upload

PROBLEMS = (
    "typical_problems_resolved,ningbo-supervision,330200,,2024-01/2024-09,{},page-2024-11-05,¶9"
)
HONOURS = "model_workers,pengshui-volunteer-teams,500243,{},2024-11,{},page-2024-11-05,¶1"
PROOF = ("盖章件.png", b"\x89PNG\r\n\x1a\n" + bytes(64))


def three_releases(folder: Path, first_release: Path) -> Dashboard:
    """Publish 36 → 41 problems and a month of Haishu as 王芳, then take one honour away."""
    shutil.copytree(first_release, folder / "store")
    dashboard = Dashboard(folder)
    with dashboard.open():
        workspace = dashboard.workspace
        editor = dashboard.actor(dashboard.person("wangfang", Role.STAFF, shown="王芳"))
        rows = table(PROBLEMS.format("41个"), notices(HAISHU, "2024-10", 12))
        draft = draft_editing.create_draft(workspace, editor, [("十月.csv", rows)])
        draft = draft_editing.attach_proof(workspace, editor, seen_now(workspace, draft.id), *PROOF)
        draft_publishing.publish_draft(
            workspace,
            editor,
            seen_now(workspace, draft.id),
            reason="十月数据",
            reviewed=reviewed_now(workspace, draft.id, 1),
        )
        left = [HONOURS.format("national", "4名"), HONOURS.format("provincial", "40名")]
        change = Upload(upload(*left), "replace")
        said = {"*": "误收"}
        publish_now(workspace, dashboard.boss, change, reason="误收", explanations=said)
    return dashboard
