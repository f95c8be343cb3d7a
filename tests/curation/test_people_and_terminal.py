"""What an operator does with accounts, and what every line typed at a terminal has in common."""

import getpass
import json
import subprocess
import sys
from pathlib import Path

import pytest

import auth
from auth import InvalidValueError, Role
from cli import command_line
from cli.operators import change_account, find_current_operator
from curation.errors import CurationError, PublishBlockedError
from intake.model.problem import Problem
from ledger import StoreError
from tests.helpers.servers import ROOT
from tests.helpers.small_desk import signed_in
from tests.helpers.workspaces import PASSWORD

NEW = "清水 correct horse 2"


def account(workspace, name: str):
    boss = signed_in(workspace, "boss")
    (found,) = [each for each in auth.list_accounts(boss) if each.name == name]
    return found


def test_an_operator_is_named_or_whoever_is_logged_in(small, monkeypatch):
    assert find_current_operator(small, "王芳").name == "operator:王芳"
    monkeypatch.setattr(getpass, "getuser", lambda: "clerk")
    assert find_current_operator(small).name == "operator:clerk"
    for nobody in (KeyError("uid"), OSError("no user")):

        def unknown(fault: Exception = nobody) -> str:
            raise fault

        monkeypatch.setattr(getpass, "getuser", unknown)
        assert find_current_operator(small).name == "operator:manage"
    with pytest.raises(InvalidValueError):
        find_current_operator(small, "x" * 65)


def test_an_account_is_made_with_a_link_and_an_area(small):
    boss = signed_in(small, "boss")
    claim = change_account(boss, "create", "hu", role=Role.REVIEWER, area="330100")
    made = account(small, "hu")
    assert (claim.name, made.role, made.area) == ("hu", Role.REVIEWER, "330100")
    auth.redeem_link(small.database, claim.token, NEW, ip_address="::1")
    assert auth.sign_in(small.database, "hu", NEW, ip_address="::1").actor.name == "hu"
    change_account(boss, "create", "he")
    assert (account(small, "he").role, account(small, "he").area) == (Role.STAFF, "")


def test_accounts_are_invited_disabled_enabled_and_get_passwords_by_their_names(small):
    boss = signed_in(small, "boss")
    claim = change_account(boss, "invite", "  ZHAO ")
    assert claim.name == "zhao"
    assert change_account(boss, "disable", "zhao") is None
    assert account(small, "zhao").disabled is True
    assert account(small, "sun").disabled is False
    assert change_account(boss, "enable", "zhao") is None
    assert account(small, "zhao").disabled is False
    assert change_account(boss, "password", "zhao", password=NEW) is None
    assert auth.sign_in(small.database, "zhao", NEW, ip_address="::1").actor.name == "zhao"
    with pytest.raises(auth.SignInError):
        auth.sign_in(small.database, "zhao", PASSWORD, ip_address="::1")
    assert change_account(boss, "list", "") is None
    for what in ("invite", "disable", "enable"):
        with pytest.raises(InvalidValueError) as invalid:
            change_account(boss, what, "nobody")
        assert invalid.value.code == "account_unknown"


def test_the_first_administrators_link_is_given_once(small):
    boss = signed_in(small, "boss")
    claim = change_account(boss, "claim", "")
    assert claim.name == ""
    auth.redeem_link(small.database, claim.token, NEW, name="chef", ip_address="::1")
    with pytest.raises(CurationError) as refused:
        change_account(boss, "claim", "")
    assert refused.value.code == "already_claimed"
    assert account(small, "chef").role is Role.ADMIN


@pytest.mark.parametrize(
    ("line", "first", "rest"),
    [
        (["check", "a.csv", "--lang", "en"], ["--lang", "en"], ["check", "a.csv"]),
        (["--config", "c.yaml", "check"], ["--config", "c.yaml"], ["check"]),
        (["check", "--lang=en", "--json"], ["--lang=en"], ["check", "--json"]),
        (["check", "--config=a=b"], ["--config=a=b"], ["check"]),
        (["check", "--lang"], ["--lang"], ["check"]),
        (["--config", "a", "x", "--lang", "en"], ["--config", "a", "--lang", "en"], ["x"]),
        (["--language", "en"], [], ["--language", "en"]),
        ([], [], []),
    ],
)
def test_options_of_the_whole_line_may_stand_at_either_end(line, first, rest):
    assert command_line.split_global_options(line) == (first, rest)


def ran(capsys, line: list[str], raised: BaseException | None = None) -> tuple[int, str, str]:
    """Run a command that raises; gives its status, and what is said at either place."""
    given: list[list[str]] = []

    def command(arguments: list[str]) -> None:
        given.append(arguments)
        if raised:
            raise raised

    status = command_line.run_command_line(command, line)
    first, rest = command_line.split_global_options(line)
    assert given == [[*first, *rest]]
    said = capsys.readouterr()
    return status, said.out, said.err


def test_what_was_done_has_status_nought_and_what_was_not_understood_two(capsys):
    assert ran(capsys, ["history", "--lang", "en"]) == (0, "", "")
    assert ran(capsys, ["history"], SystemExit(2)) == (2, "", "")
    assert ran(capsys, ["history"], SystemExit(None)) == (0, "", "")
    assert ran(capsys, ["history"], SystemExit(0)) == (0, "", "")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["restore"], "与已发布的内容相同，没有需要发布的变更。"),
        (["restore", "--lang", "en"], "It is what is published already; nothing would change."),
        (["restore", "--lang=en"], "It is what is published already; nothing would change."),
        (["restore", "en"], "与已发布的内容相同，没有需要发布的变更。"),
        (["history", "--json"], "与已发布的内容相同，没有需要发布的变更。"),
    ],
)
def test_what_was_not_done_is_said_in_the_language_of_the_line(capsys, line, said):
    status, out, err = ran(capsys, line, CurationError("no_changes"))
    assert (status, out) == (1, "")
    assert err == f"{said}\n"


@pytest.mark.parametrize("command", ["check", "publish"])
def test_a_check_and_a_publish_answer_in_json(capsys, command):
    bad = Problem("unknown_area", file="f.csv", row=3, column="C", value="339999")
    line = [command, "f.csv", "--json", "--lang", "en"]
    status, out, err = ran(capsys, line, PublishBlockedError("has_errors", (bad,)))
    assert (status, err) == (1, "")
    told = json.loads(out)
    assert [each["code"] for each in told["problems"]] == ["unknown_area"]
    assert "339999" in told["problems"][0]["message"]
    assert told["release"] is None
    status, out, err = ran(capsys, [command, "f.csv"], StoreError("disk_full", "/data"))
    assert (status, out) == (1, "")
    assert "/data" in err


def test_a_file_that_is_not_reached_is_named(capsys):
    missing = FileNotFoundError(2, "No such file or directory", "/srv/b.tar")
    status, out, err = ran(capsys, ["backup", "--lang", "en"], missing)
    assert (status, out) == (1, "")
    assert "/srv/b.tar" in err
    assert "No such file or directory" in err
    status, out, err = ran(capsys, ["backup", "--lang", "en"], OSError("odd"))
    assert (status, out) == (1, "")
    assert "odd" in err


def test_what_nobody_thought_of_is_a_line_and_no_traceback(capsys):
    status, out, err = ran(capsys, ["history", "--lang", "en"], ZeroDivisionError("by zero"))
    assert (status, out) == (1, "")
    assert err == "Something unexpected; it was not done: ZeroDivisionError: by zero\n"


ENDLESS = """
from cli import command_line

def command(arguments):
    while True:
        print("x" * 1000)

raise SystemExit(command_line.run_command_line(command, ["figures"]))
"""


def test_whoever_reads_only_the_beginning_has_seen_enough(tmp_path: Path):
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    with subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"x" * 1000 + b"\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
