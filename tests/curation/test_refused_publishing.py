"""What is wrong with what is to be published is refused by the domain itself."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

import auth
from auth import Actor
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError, PublishBlockedError
from curation.releases.upload_review import Upload
from curation.workspace import Workspace
from file_formats import yaml
from tests.helpers.reviews import accept_draft_now, publish_draft_now, publish_now, submit_draft_now
from tests.helpers.small_desk import (
    LISTS,
    REPORTED,
    files,
    indicator,
    row,
    signed_in,
    table,
    write_folder,
)
from tests.helpers.ways_to_publish import FEBRUARY, JANUARY, WAYS, Ready, tables, unchanged
from tests.helpers.workspaces import seen_now


@pytest.mark.parametrize(
    ("why", "code"),
    [("", "reason_missing"), (" \n\u3000", "reason_missing"), ("因" * 2001, "reason_long")],
)
@pytest.mark.parametrize("ready", WAYS, indirect=True)
def test_a_reason_is_needed_and_has_an_end(ready: Ready, why: str, code: str):
    if ready.name == "acceptance":
        zhao = signed_in(ready.workspace, "zhao")
        draft_publishing.withdraw_draft(
            ready.workspace, zhao, seen_now(ready.workspace, ready.draft)
        )

        def say() -> object:
            return submit_draft_now(ready.workspace, zhao, ready.draft, reason=why)
    else:

        def say() -> object:
            return ready.click(why=why)

    with pytest.raises(CurationError) as refused:
        say()
    assert refused.value.code == code
    assert refused.value.values == ({"limit": 2000} if code == "reason_long" else {})
    assert ready.workspace.store.release().number == 2


@pytest.mark.parametrize("ready", ["draft"], indirect=True)
def test_the_longest_reason_is_kept_whole(ready: Ready):
    assert ready.click(why="因" * 2000).release.reason == "因" * 2000


@pytest.mark.parametrize("ready", ["draft", "folder", "files"], indirect=True)
def test_where_a_second_person_accepts_nobody_publishes_alone(ready: Ready, open_two):
    strict = replace(ready, workspace=open_two(approval=True))
    with pytest.raises(CurationError) as refused:
        strict.click()
    assert refused.value.code == "approval_needed"
    unchanged(strict, 2, auth.read_audit_head(ready.workspace.database), [])


WRONG = {
    "error": {"visits.p.999999..2024-03": "12人"},
    "warning": {JANUARY: "9000人"},
    "reference": {FEBRUARY: "31人"},
}
BARE = indicator("members", "会员", "人", "stock", "last")
"""Members without the breakdowns that are published."""


def spoilt_folder(ready: Ready, bad: str) -> Callable[[], object]:
    reported, entries = {**REPORTED, **WRONG[bad]}, LISTS["programmes"]
    if bad == "reference":  # the folder agrees with itself; sun's figure needs what it lacks
        reported = {key: each for key, each in reported.items() if not key.startswith("visits.p")}
        entries = entries[1:]
    write_folder(tables(ready.workspace), reported, programmes=entries)
    return lambda: ready.click(why="x")


def spoilt(ready: Ready, bad: str) -> Callable[[], object]:
    """Put something into what is about to be published that must not be; gives the click."""
    if ready.name == "folder":
        return spoilt_folder(ready, bad)
    zhao, said = signed_in(ready.workspace, "zhao"), {} if bad == "warning" else {"*": "x"}
    upload = [("x.csv", table(WRONG[bad]))]
    if bad == "reference":
        upload.append(("i.yaml", yaml.dump_yaml({"indicators": [BARE]})))
    if ready.name == "files":
        return lambda: publish_now(
            ready.workspace, zhao, Upload(upload), reason="x", explanations=said
        )
    draft = draft_editing.create_draft(ready.workspace, zhao, upload).id
    draft_editing.change_draft(
        ready.workspace, zhao, seen_now(ready.workspace, draft), explanations=said
    )
    if ready.name == "draft":
        return lambda: publish_draft_now(ready.workspace, zhao, draft, 2, reason="x")
    if bad != "reference":
        return lambda: submit_draft_now(ready.workspace, zhao, draft, reason="x")
    submit_draft_now(ready.workspace, zhao, draft, reason="x")
    return lambda: accept_draft_now(ready.workspace, ready.actor, draft, 2)


@pytest.mark.parametrize(
    ("bad", "code", "problems"),
    [
        ("error", "has_errors", {"unknown_area"}),
        ("warning", "unexplained", {"large_change"}),
        ("reference", "has_errors", {"unknown_breakdown"}),
    ],
)
@pytest.mark.parametrize("ready", ["draft", "acceptance", "folder", "files"], indirect=True)
def test_what_is_wrong_is_refused_by_the_domain_itself(
    ready: Ready, bad: str, code: str, problems: set[str]
):
    publish = spoilt(ready, bad)
    before = auth.read_audit_head(ready.workspace.database)
    if ready.name == "folder" and bad == "warning":
        publish()  # a folder's warnings pass with its reason
        assert json.loads(ready.workspace.store.release().notes["explanations"]) == [
            {"code": "large_change", "count": 1, "explanation": "x"}
        ]
        return
    with pytest.raises(PublishBlockedError) as blocked:
        publish()
    assert blocked.value.code == code
    wanted = {"unknown_programme"} if (ready.name, bad) == ("folder", "reference") else problems
    assert {problem.code for problem in blocked.value.problems} == wanted
    assert ready.workspace.store.release().number == 2
    assert [each[0] for each in ready.trail(before)] == []
    assert ready.findings() == []


def test_a_draft_that_was_right_when_submitted_is_held_against_what_came_since(open_two):
    workspace = open_two(approval=True)
    zhao, sun, qian = (signed_in(workspace, name) for name in ("zhao", "sun", "qian"))
    waiting = draft_editing.create_draft(workspace, zhao, files({FEBRUARY: "31人"}), mode="append")
    submit_draft_now(workspace, zhao, waiting.id, reason="二月")
    faster = draft_editing.create_draft(workspace, sun, files({FEBRUARY: "32人"}))
    submit_draft_now(workspace, sun, faster.id, reason="也是二月")
    accept_draft_now(workspace, qian, faster.id, 2)
    with pytest.raises(PublishBlockedError) as blocked:
        accept_draft_now(workspace, qian, waiting.id, 3)
    assert [problem.code for problem in blocked.value.problems] == ["already_published"]
    assert draft_editing.read_draft(workspace, zhao, waiting.id).status == "submitted"
    assert workspace.store.release().number == 3
    assert row(FEBRUARY, "31人") in waiting_text(workspace, zhao, waiting.id)


def waiting_text(workspace: Workspace, actor: Actor, name: str) -> str:
    return draft_editing.read_draft_file(workspace, actor, name, "f.csv").decode()
