"""Sessions by command: listed for all and for one account, and ended, with a row in the trail."""

from pathlib import Path

import pytest

import auth
from auth import AuditEvent
from tests.helpers.command_line import manage
from tests.helpers.small_desk import copied_workspace, first_workspace, signed_in
from tests.helpers.workspaces import PASSWORD, workspace_at


@pytest.fixture
def desk(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    first = tmp_path_factory.mktemp("sessions")
    first_workspace(first)
    folder = copied_workspace(first, tmp_path / "desk")
    (folder / "config.yaml").write_text("topics: []\n", "utf-8")
    return folder


def test_sessions_are_listed_and_those_of_one_account_ended(desk: Path) -> None:
    workspace = workspace_at(desk)
    boss = auth.operator_actor(workspace.database, "boss")
    for row in auth.list_accounts(boss):
        auth.revoke_sessions(boss, row.id)
    zhao, _ = (
        auth.sign_in(workspace.database, name, PASSWORD, ip_address="192.0.2.1").actor
        for name in ("zhao", "sun")
    )
    listed = manage(desk, "sessions", "--json").json
    assert [row["name"] for row in listed] == ["sun", "zhao"]
    (only,) = manage(desk, "sessions", "Ｚhao ", "--json").json
    assert (only["id"], only["method"]) == (zhao.session_id, "password")
    assert "token" not in "".join(only)
    assert manage(desk, "sessions", "zhao", "--end", "--by", "LI", "--json").json == []
    assert [row["name"] for row in manage(desk, "sessions", "--json").json] == ["sun"]
    row = auth.read_audit(boss, event=AuditEvent.SESSIONS_REVOKED)[0]
    assert (row.who, row.subject) == ("operator:LI", zhao.account_id)
    workspace.database.close()


@pytest.mark.parametrize("arguments", [["wer"], ["wer", "--end"], ["--end"]])
def test_sessions_of_no_account_are_neither_listed_nor_ended(
    desk: Path, arguments: list[str]
) -> None:
    workspace = workspace_at(desk)
    signed_in(workspace, "zhao")
    before = manage(desk, "sessions", "--json").json
    answer = manage(desk, "sessions", *arguments)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err
    assert manage(desk, "sessions", "--json").json == before
    workspace.database.close()


def test_an_account_is_disabled_and_enabled_again_by_command(desk: Path) -> None:
    workspace = workspace_at(desk)
    boss = auth.operator_actor(workspace.database, "boss")
    for command, disabled, event in (
        ("disable", True, AuditEvent.ACCOUNT_DISABLED),
        ("enable", False, AuditEvent.ACCOUNT_ENABLED),
    ):
        manage(desk, "accounts", command, "ZHAO", "--by", "LI")
        (zhao,) = (row for row in auth.list_accounts(boss) if row.name == "zhao")
        assert zhao.disabled is disabled
        assert auth.read_audit(boss, event=event)[0].subject == zhao.id
