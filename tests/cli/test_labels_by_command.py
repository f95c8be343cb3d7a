"""Answers about labels by command: listed, shared, forgotten, each change in the audit trail."""

import auth
from auth import AuditEvent
from curation import remembered_labels
from curation.upload_answers import Answers
from tests.helpers.command_line import manage
from tests.helpers.small_desk import copied_workspace, first_workspace, signed_in
from tests.helpers.workspaces import workspace_at


def test_answers_are_listed_shared_and_forgotten(tmp_path, tmp_path_factory):
    first = tmp_path_factory.mktemp("labels")
    first_workspace(first)
    folder = copied_workspace(first, tmp_path / "desk")
    (folder / "config.yaml").write_text("topics: []\n", "utf-8")
    workspace = workspace_at(folder)
    zhao, sun = signed_in(workspace, "zhao"), signed_in(workspace, "sun")
    remembered_labels.remember_labels(workspace, zhao, Answers(indicators={"下乡": "visits"}))
    (listed,) = manage(folder, "labels", "list", "--json").json
    assert (listed["label"], listed["who"], listed["shared"]) == ("下乡", "zhao", False)
    assert remembered_labels.load_remembered_labels(workspace, sun).indicators == {}
    assert manage(folder, "labels", "share", "下 乡", "--by", "LI").status == 0
    assert remembered_labels.load_remembered_labels(workspace, sun).indicators == {
        "*\t下乡": "visits"
    }
    assert manage(folder, "labels", "forget", "下乡", "--who", "sun", "--by", "LI").status == 1
    assert manage(folder, "labels", "forget", "下乡", "--by", "LI").status == 0
    assert manage(folder, "labels", "--json").json == []
    boss = auth.operator_actor(workspace.database, "boss")
    for event, who in (
        (AuditEvent.LABELS_REMEMBERED, "zhao"),
        (AuditEvent.LABEL_SHARED, "operator:LI"),
        (AuditEvent.LABEL_FORGOTTEN, "operator:LI"),
    ):
        (row,) = auth.read_audit(boss, event=event)
        assert row.who == who
        assert auth.verify_audit(workspace.database) is None
    workspace.database.close()
