"""Every action on a draft, report, release or account names the exact state that the actor saw."""

import ast
import importlib
import inspect
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import auth
import curation
from auth import AccountChangedError, Actor, Role
from cli import local_files
from curation import remembered_labels
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError, StateChangedError
from curation.releases import figure_review, publishing, restoring, upload_review
from curation.releases.proposed_release import ProposedRelease, identify_release
from curation.releases.upload_review import Review, SeenReview, Upload
from curation.reports import report_editing
from curation.upload_answers import Answers
from curation.workspace import Workspace
from errors import SeenState
from ledger import Provenance, ReleaseConflictError
from tests.helpers.auth_db import account_now
from tests.helpers.reviews import publish_now, reviewed_now
from tests.helpers.small_desk import files, signed_in
from tests.helpers.workspaces import seen_now

ROOT = Path(curation.__file__).parent.parent
MARCH, APRIL = "visits.p.330203..2024-03", "visits.p.330203..2024-04"
TEXT = "1月走访职工10人。".encode()

# What writes, wherever it is called: the store, drafts and labels, the accounts, the trail.
WRITERS = {"add_state", "store_file", "write_once", "append_row", "record_event", "record_state"}
WRITING_METHODS = {"write", "restore", "save"}
# Asking for permission writes denials, and is no action.
NOT_FOLLOWED = {"require", "check_review"}

# Actions without a seen state, and why there is none to see.
NOTHING_SEEN = {
    "curation.drafts.draft_editing.create_draft": "begins something",
    "curation.reports.report_editing.create_report": "begins something",
    "curation.state_audit.record_state": "writes down what was done",
    "curation.releases.release_audit.record_release": "writes down what was done",
    "curation.releases.release_audit.announce_and_write": "for callers that have compared",
    "curation.remembered_labels.remember_labels": "replaces nothing that anybody else has answered",
    "curation.maintenance.workspace_backup.write_backup": "copies everything",
    "curation.maintenance.workspace_backup.load_backup": "fills what is empty",
    "cli.local_files.publish_paths": "reads what it prints and passes it on",
    "auth.accounts.create_account": "begins something",
    "auth.audit.record_event": "writes down what was done",
    "auth.backup.back_up": "copies everything",
    "auth.backup.load_backup": "fills what is empty",
    "auth.one_time_links.issue_first_admin_link": "there is no account yet",
    "auth.password_sign_in.change_password": "one's own, and the old password names the state",
    "auth.sessions.sign_out": "one's own session, which ends once",
    "auth.sessions.revoke_session": "a session ends once",
    "auth.sessions.revoke_sessions": "all are to end, one begun meanwhile too",
}


def functions() -> Iterator[tuple[str, str, Callable[..., object], ast.FunctionDef]]:
    """Every function of the domain: its module, name, itself and its source."""
    paths = [*(ROOT / "curation").rglob("*.py"), *(ROOT / "auth").rglob("*.py")]
    for path in [*paths, Path(local_files.__file__)]:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        module = importlib.import_module(name)
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                yield name, node.name, getattr(module, node.name), node


def called(node: ast.FunctionDef) -> set[str]:
    """The names of what a function calls, methods with a dot before."""
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    plain = {each.id for each in calls if isinstance(each, ast.Name)}
    return plain | {each.attr for each in calls if isinstance(each, ast.Attribute)}


def callers(calls: dict[str, set[str]], names: set[str]) -> set[str]:
    """These functions and all that call them, themselves or through others."""
    found = set(names)
    while more := {n for n, c in calls.items() if c & found} - found - NOT_FOLLOWED:
        found |= more
    return found


def writing() -> dict[str, Callable[..., object]]:
    """Public functions that take an actor and write, themselves or through others."""
    known = list(functions())
    calls = {name: called(node) for _, name, _, node in known}
    writes = WRITERS | WRITING_METHODS
    writes = callers(calls, writes)
    return {
        f"{module}.{name}": function
        for module, name, function, _ in known
        if name in writes
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
    }


def pinned(function: Callable[..., object]) -> bool:
    """Whether a function cannot be called without a state that was seen."""
    return bool(needed(function) & {SeenState, SeenReview, Review, ProposedRelease})


def needed(function: Callable[..., object]) -> set[object]:
    """The types of what a function cannot be called without."""
    parameters = inspect.signature(function).parameters.values()
    return {each.annotation for each in parameters if each.default is inspect.Parameter.empty}


def inside(name: str, function: Callable[..., object]) -> bool:
    """Whether a function of auth works inside the transaction of one that has asked."""
    return name.startswith("auth.") and "connection" in inspect.signature(function).parameters


def test_every_action_names_the_state_that_was_seen_or_says_why_there_is_none() -> None:
    found = {name: f for name, f in writing().items() if not inside(name, f)}
    unpinned = {name for name, function in found.items() if not pinned(function)}
    assert unpinned - set(NOTHING_SEEN) == set()
    assert set(NOTHING_SEEN) <= {f"{module}.{name}" for module, name, _, _ in functions()}


def test_an_action_without_a_seen_state_would_be_found() -> None:
    names = set(writing())
    assert {
        f"curation.drafts.draft_publishing.{n}_draft" for n in ("publish", "accept", "return")
    } < names
    assert "auth.accounts.disable_account" in names
    assert not pinned(draft_editing.create_draft)


def test_every_action_that_publishes_names_the_release_that_was_seen() -> None:
    calls = {name: called(node) for _, name, _, node in functions()}
    publishing = callers(calls, {"announce_and_write"})
    assert {"publish_draft", "accept_draft", "restore_release", "review_figures"} < publishing
    actions = {
        name.rpartition(".")[2]: function
        for name, function in writing().items()
        if name not in NOTHING_SEEN
    }
    found = {name: actions[name] for name in publishing & set(actions)}
    assert {"publish_upload", "publish_folder", "publish_proposed_release"} < set(found)
    for name, function in found.items():
        pins = needed(function) & {SeenReview, Review, ProposedRelease}
        reviewed = inspect.signature(function).parameters.get("reviewed")
        assert pins or (reviewed and reviewed.annotation is SeenState), name


def stale(seen: SeenState) -> list[SeenState]:
    """The states that an old or forged page may name instead of the present one."""
    return [
        replace(seen, version=seen.version - 1),
        replace(seen, version=seen.version + 1),
        replace(seen, version=0),
        replace(seen, version=-1),
        replace(seen, sha256="0" * 64),
        replace(seen, sha256=""),
    ]


DRAFT_ACTIONS: dict[str, Callable[[Workspace, Actor, SeenState], object]] = {
    "change_draft": lambda d, a, s: draft_editing.change_draft(d, a, s, reason="x"),
    "add_files": lambda d, a, s: draft_editing.add_files(d, a, s, files({MARCH: "9人"})),
    "remove_file": lambda d, a, s: draft_editing.remove_file(d, a, s, "f.csv"),
    "attach_proof": lambda d, a, s: draft_editing.attach_proof(d, a, s, "x.pdf", b"%PDF-1.7"),
    "attach_document": lambda d, a, s: draft_editing.attach_document(d, a, s, "r.txt", b"x"),
    "undo_change": lambda d, a, s: draft_editing.undo_change(d, a, s),
    "discard_draft": lambda d, a, s: draft_editing.discard_draft(d, a, s),
    "publish_draft": lambda d, a, s: draft_publishing.publish_draft(
        d, a, s, reason="x", reviewed=reviewed_now(d, s.subject, 2)
    ),
    "submit_draft": lambda d, a, s: draft_publishing.submit_draft(
        d, a, s, reason="x", reviewed=reviewed_now(d, s.subject)
    ),
}
WAITING_ACTIONS: dict[str, Callable[[Workspace, Actor, SeenState], object]] = {
    "withdraw_draft": lambda d, a, s: draft_publishing.withdraw_draft(d, a, s),
    "accept_draft": lambda d, a, s: draft_publishing.accept_draft(
        d, a, s, reviewed=reviewed_now(d, s.subject, 2)
    ),
    "return_draft": lambda d, a, s: draft_publishing.return_draft(d, a, s, reason="x"),
    "take_over_draft": lambda d, a, s: draft_publishing.take_over_draft(d, a, s),
}
REPORT_ACTIONS: dict[str, Callable[[Workspace, Actor, SeenState], object]] = {
    "save_decisions": lambda d, a, s: report_editing.save_decisions(d, a, s, {}),
    "discard_report": lambda d, a, s: report_editing.discard_report(d, a, s),
    "create_draft_of_report": lambda d, a, s: report_editing.create_draft_of_report(d, a, s),
}
RELEASE_ACTIONS: dict[str, Callable[[Workspace, Actor, SeenState], object]] = {
    "restore_release": lambda d, a, s: restoring.restore_release(
        d, a, identify_release(d.store.release(1)), reason="x", reviewed=s
    ),
    "review_figures": lambda d, a, s: figure_review.review_figures(
        d, a, [MARCH], reviewed=s, reason="x"
    ),
}
UPLOAD_ACTIONS: dict[str, Callable[[Workspace, Actor, Review], object]] = {
    "publish_upload": lambda d, a, r: publishing.publish_upload(
        d, a, Upload(files({APRIL: "11人"})), reason="x", reviewed=r
    ),
    "publish_folder": lambda d, a, r: publishing.publish_folder(
        d, a, ROOT / "datasets", reason="x", reviewed=r
    ),
    "publish_proposed_release": lambda d, a, r: publishing.publish_proposed_release(
        d, a, r.proposal, Provenance("zhao", "x")
    ),
}
ANSWER_ACTIONS: dict[str, Callable[[Workspace, Actor, SeenState], object]] = {
    "share_answer": lambda d, a, s: remembered_labels.share_answer(d, a, s),
    "forget_answer": lambda d, a, s: remembered_labels.forget_answer(d, a, s),
}
ACCOUNT_ACTIONS: dict[str, Callable[[Actor, SeenState], object]] = {
    "set_display_name": lambda a, s: auth.set_display_name(a, s, "新名"),
    "set_role": lambda a, s: auth.set_role(a, s, Role.REVIEWER),
    "set_area": lambda a, s: auth.set_area(a, s, "330200"),
    "disable_account": lambda a, s: auth.disable_account(a, s),
    "enable_account": lambda a, s: auth.enable_account(a, s),
    "reset_password": lambda a, s: auth.reset_password(a, s, "另一个好的密码口令了"),
    "issue_invitation": lambda a, s: auth.issue_invitation(a, s),
}


def test_every_pinned_action_is_tried_with_an_old_state() -> None:
    drafts = [DRAFT_ACTIONS, WAITING_ACTIONS, REPORT_ACTIONS]
    tried = [*drafts, RELEASE_ACTIONS, UPLOAD_ACTIONS, ANSWER_ACTIONS, ACCOUNT_ACTIONS]
    names = {name.rpartition(".")[2] for name, function in writing().items() if pinned(function)}
    assert {name for group in tried for name in group} == names


def everything(workspace: Workspace) -> tuple[object, ...]:
    """What any change would change: releases, local files, accounts, the trail's end."""
    boss = auth.operator_actor(workspace.database, "boss")
    skipped = ("accounts.db", "accounts.db-wal", "accounts.db-shm")
    paths = sorted(p for p in workspace.local_folder.rglob("*") if p.name not in skipped)
    contents = [(p, p.read_bytes() if p.is_file() else b"") for p in paths]
    trail = auth.read_audit_head(workspace.database)
    return contents, auth.list_accounts(boss), trail, workspace.store.release().number


def refused(workspace: Workspace, act: Callable[[SeenState], object], seen: SeenState) -> None:
    """An action on each state that is not the present one changes nothing and says so."""
    before = everything(workspace)
    for state in stale(seen):
        with pytest.raises((StateChangedError, AccountChangedError)) as failed:
            act(state)
        assert failed.value.code == "state_changed"
    assert everything(workspace) == before


def test_nothing_is_done_to_a_draft_in_another_state(small, open_two) -> None:
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, files({APRIL: "11人"}))
    draft = draft_editing.change_draft(small, zhao, draft.seen, answers=Answers(unit="人"))
    for act in DRAFT_ACTIONS.values():
        refused(small, lambda s, act=act: act(small, zhao, s), draft.seen)
    strict = open_two(approval=True)
    draft = draft_publishing.submit_draft(
        strict, zhao, draft.seen, reason="四月", reviewed=reviewed_now(strict, draft.id)
    )
    qian = signed_in(strict, "qian")
    for name, act in WAITING_ACTIONS.items():
        who = zhao if name == "withdraw_draft" else qian
        refused(strict, lambda s, act=act, who=who: act(strict, who, s), draft.seen)


def test_nothing_is_done_to_a_report_in_another_state(small) -> None:
    zhao = signed_in(small, "zhao")
    report = report_editing.create_report(
        small, zhao, "r.txt", TEXT, day=date(2024, 2, 1), source="s"
    )
    for act in REPORT_ACTIONS.values():
        refused(small, lambda s, act=act: act(small, zhao, s), report.seen)


def test_nothing_is_done_on_another_release(small) -> None:
    qian, seen = signed_in(small, "qian"), identify_release(small.store.release())
    before = everything(small)
    for act in RELEASE_ACTIONS.values():
        for state in stale(seen):
            with pytest.raises((StateChangedError, ReleaseConflictError)):
                act(small, qian, state)
    other = replace(identify_release(small.store.release(1)), sha256="0" * 64)
    with pytest.raises(StateChangedError):
        restoring.restore_release(small, qian, other, reason="x", reviewed=seen)
    assert everything(small) == before


def test_nothing_is_uploaded_on_another_release(small) -> None:
    zhao, boss = signed_in(small, "zhao"), auth.operator_actor(small.database, "boss")
    review = upload_review.check_upload(small, zhao, Upload(files({APRIL: "11人"})))

    def compared_with(state: SeenState) -> Review:
        proposal = replace(review.proposal, seen=state)
        return Review(review.checked, review.problems, lambda: proposal)

    before = everything(small)
    for act in UPLOAD_ACTIONS.values():
        for state in stale(review.proposal.seen):
            with pytest.raises(StateChangedError):
                act(small, boss, compared_with(state))
    assert everything(small) == before
    for act in UPLOAD_ACTIONS.values():
        with pytest.raises(ReleaseConflictError):
            act(small, boss, compared_with(identify_release(small.store.release(1))))
    assert small.store.release().number == 2


def test_nothing_is_done_with_a_draft_compared_with_another_release(small, open_two) -> None:
    zhao, qian = signed_in(small, "zhao"), signed_in(small, "qian")
    draft = draft_editing.create_draft(small, zhao, files({APRIL: "11人"}))
    strict, shown = open_two(approval=True), reviewed_now(small, draft.id)
    others = [replace(shown, parent=state) for state in stale(shown.parent)]
    others += [replace(shown, followed=frozenset({("indicator", "走访", "visits")}))]
    refusals = (StateChangedError, ReleaseConflictError)
    for other in others:
        with pytest.raises(refusals):
            draft_publishing.publish_draft(small, zhao, draft.seen, reason="x", reviewed=other)
        with pytest.raises(refusals):
            draft_publishing.submit_draft(strict, zhao, draft.seen, reason="x", reviewed=other)
    waiting = draft_publishing.submit_draft(strict, zhao, draft.seen, reason="x", reviewed=shown)
    for other in others:
        with pytest.raises(refusals):
            draft_publishing.accept_draft(strict, qian, waiting.seen, reviewed=other)
    assert seen_now(strict, draft.id) == waiting.seen
    assert small.store.release().number == 2


def test_a_release_of_the_same_number_is_not_published_upon_unseen(small, open_two) -> None:
    zhao, sun = signed_in(small, "zhao"), signed_in(small, "sun")
    folder = small.local_folder.parent / "store"
    copy = shutil.copytree(folder, folder.parent / "copy", ignore=shutil.ignore_patterns("acc*"))
    publish_now(small, sun, Upload(files({MARCH: "21人"})), reason="先报")
    draft = draft_editing.create_draft(small, zhao, files({APRIL: "11人"}))
    shown = reviewed_now(small, draft.id)
    draft_upload = upload_review.check_upload(small, zhao, Upload(files({APRIL: "11人"})))
    put_back(copy, folder)
    other = open_two()
    restored = other.store.release()
    assert restored.number == 2
    again = restoring.restore_release(
        other,
        signed_in(other, "qian"),
        identify_release(other.store.release(1)),
        reason="重报",
        reviewed=identify_release(restored),
    ).release
    assert (again.number, shown.parent.version) == (3, 3)
    for act in (
        lambda: draft_publishing.publish_draft(small, zhao, draft.seen, reason="x", reviewed=shown),
        lambda: publishing.publish_upload(
            small, zhao, Upload(files({APRIL: "11人"})), reason="x", reviewed=draft_upload
        ),
    ):
        with pytest.raises(StateChangedError) as failed:
            act()
        assert [(each.who, each.reason) for each in failed.value.since] == [("qian", "重报")]
    # Looked at anew it is compared with what is there now.
    now = reviewed_now(small, draft.id)
    assert now.parent == identify_release(again)
    seen = seen_now(small, draft.id)
    assert (
        draft_publishing.publish_draft(small, zhao, seen, reason="x", reviewed=now).release.number
        == 4
    )


def put_back(copy: Path, folder: Path) -> None:
    """Put a copy of the store's releases in their place again."""
    for name in ("figures", "receipts"):
        shutil.rmtree(folder / name)
        shutil.copytree(copy / name, folder / name)


def test_nothing_is_done_to_an_answer_that_is_another_now(small) -> None:
    zhao, qian = signed_in(small, "zhao"), signed_in(small, "qian")
    remembered_labels.remember_labels(small, zhao, Answers(indicators={"下乡": "visits"}))
    (answer,) = remembered_labels.list_answers(small, qian)
    for act in ANSWER_ACTIONS.values():
        refused(small, lambda s, act=act: act(small, qian, s), answer.seen)
    remembered_labels.remember_labels(small, zhao, Answers(indicators={"下乡": "members"}))
    with pytest.raises(StateChangedError):
        remembered_labels.share_answer(small, qian, answer.seen)


def test_nothing_is_done_to_an_account_in_another_state(small) -> None:
    boss = auth.operator_actor(small.database, "boss")
    seen = account_now(boss, signed_in(small, "sun").account_id)
    for act in ACCOUNT_ACTIONS.values():
        refused(small, lambda s, act=act: act(boss, s), seen)


def test_what_changed_since_is_told_by_who_when_and_what(small, open_two) -> None:
    strict = open_two(approval=True)
    zhao, qian = signed_in(strict, "zhao"), signed_in(strict, "qian")
    draft = draft_editing.create_draft(strict, zhao, files({APRIL: "11人"}))
    seen = draft_publishing.submit_draft(
        strict, zhao, draft.seen, reason="四月", reviewed=reviewed_now(strict, draft.id)
    ).seen
    draft_publishing.withdraw_draft(strict, zhao, seen)
    draft_editing.add_files(strict, zhao, seen_now(strict, draft.id), files({APRIL: "12人"}))
    draft_publishing.submit_draft(
        strict,
        zhao,
        seen_now(strict, draft.id),
        reason="四月",
        reviewed=reviewed_now(strict, draft.id),
    )
    with pytest.raises(StateChangedError) as failed:
        draft_publishing.accept_draft(
            strict, qian, seen, reviewed=reviewed_now(strict, seen.subject, 2)
        )
    told = [(change.who, change.what.rpartition("_")[2]) for change in failed.value.since]
    assert told == [("zhao", "withdrawn"), ("zhao", "added"), ("zhao", "submitted")]
    assert all(change.at for change in failed.value.since)
    assert strict.store.release().number == 2
    assert draft_publishing.accept_draft(
        strict, qian, seen_now(strict, draft.id), reviewed=reviewed_now(strict, draft.id, 2)
    ).made


def test_a_second_click_still_finds_its_release_and_an_older_tab_does_not(small) -> None:
    zhao = signed_in(small, "zhao")
    old = draft_editing.create_draft(small, zhao, files({APRIL: "11人"})).seen
    seen = draft_editing.add_files(small, zhao, old, files({APRIL: "12人"})).seen
    first = draft_publishing.publish_draft(
        small, zhao, seen, reason="x", reviewed=reviewed_now(small, seen.subject, 2)
    )
    again = draft_publishing.publish_draft(
        small, zhao, seen, reason="x", reviewed=reviewed_now(small, seen.subject, 2)
    )
    assert first.release.number == again.release.number == 3
    with pytest.raises(CurationError, match="state_changed"):
        draft_publishing.publish_draft(
            small, zhao, old, reason="x", reviewed=reviewed_now(small, old.subject, 2)
        )
