import importlib
import inspect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import auth
import curation
from auth import Actor, AuditEvent, PermissionDeniedError, Role
from cli import local_files
from curation import remembered_labels
from curation.drafts import draft_editing, draft_publishing, proofs
from curation.errors import CurationError
from curation.maintenance import local_file_verification, workspace_backup, workspace_verification
from curation.releases import figure_review, publishing, restoring, upload_review
from curation.reports import report_editing
from curation.upload_answers import Answers
from curation.workspace import Workspace
from errors import SeenState
from ledger import StoreError
from tests.helpers.auth_db import account_now
from tests.helpers.report_copy import REPORT
from tests.helpers.reviews import publish_folder_now, publish_now, reviewed_now
from tests.helpers.workspaces import HAISHU, WUHU, notices, person, seen_now, seen_number, upload

KINDS = ("anonymous", "viewer", "staff", "reviewer", "admin", "operator", "expired", "disabled")
STAFF = {"staff", "reviewer", "admin", "operator"}
REVIEWERS = {"reviewer", "admin", "operator"}
ADMINS = {"admin", "operator"}
FILES = upload(notices(HAISHU, "2024-10", 12))
UPLOAD = upload_review.Upload(FILES)
KEY = f"supervision_notices.ningbo-supervision.{HAISHU}..2024-10"
PROOF = b"%PDF-1.7"


@dataclass(frozen=True)
class Case:
    """How to call a function for an actor on somebody else's draft, and who may."""

    call: Callable[[Workspace, Actor, str], object]
    may: set[str]


# A function of the domain without an entry here fails the test below.
CASES = {
    "maintenance.workspace_backup.write_backup": Case(
        lambda d, a, _: workspace_backup.write_backup(d, a, d.local_folder / "drafts" / "b.tar"),
        ADMINS,
    ),
    "maintenance.workspace_backup.load_backup": Case(
        lambda d, a, _: workspace_backup.load_backup(d, a, Path(__file__)), ADMINS
    ),
    "drafts.draft_editing.create_draft": Case(
        lambda d, a, _: draft_editing.create_draft(d, a, FILES), STAFF
    ),
    "drafts.draft_editing.list_drafts": Case(
        lambda d, a, _: draft_editing.list_drafts(d, a), STAFF
    ),
    "drafts.draft_editing.read_draft": Case(draft_editing.read_draft, REVIEWERS),
    "drafts.draft_editing.review_draft": Case(draft_editing.review_draft, REVIEWERS),
    "drafts.draft_editing.read_draft_file": Case(
        lambda d, a, n: draft_editing.read_draft_file(d, a, n, "figures.csv"), REVIEWERS
    ),
    "drafts.draft_editing.change_draft": Case(
        lambda d, a, n: draft_editing.change_draft(d, a, seen_now(d, n), reason="x"), STAFF
    ),
    "drafts.draft_editing.add_files": Case(
        lambda d, a, n: draft_editing.add_files(d, a, seen_now(d, n), FILES), STAFF
    ),
    "drafts.draft_editing.remove_file": Case(
        lambda d, a, n: draft_editing.remove_file(d, a, seen_now(d, n), "x"), STAFF
    ),
    "drafts.draft_editing.attach_proof": Case(
        lambda d, a, n: draft_editing.attach_proof(d, a, seen_now(d, n), "x.pdf", PROOF), STAFF
    ),
    "drafts.draft_editing.undo_change": Case(
        lambda d, a, n: draft_editing.undo_change(d, a, seen_now(d, n)), STAFF
    ),
    "drafts.draft_editing.discard_draft": Case(
        lambda d, a, n: draft_editing.discard_draft(d, a, seen_now(d, n)), STAFF
    ),
    "drafts.draft_publishing.publish_draft": Case(
        lambda d, a, n: draft_publishing.publish_draft(
            d, a, seen_now(d, n), reason="x", reviewed=reviewed_now(d, n, 1)
        ),
        STAFF,
    ),
    "drafts.draft_publishing.submit_draft": Case(
        lambda d, a, n: draft_publishing.submit_draft(
            d, a, seen_now(d, n), reason="x", reviewed=reviewed_now(d, n)
        ),
        STAFF,
    ),
    "drafts.draft_publishing.withdraw_draft": Case(
        lambda d, a, n: draft_publishing.withdraw_draft(d, a, seen_now(d, n)), STAFF
    ),
    "drafts.draft_publishing.accept_draft": Case(
        lambda d, a, n: draft_publishing.accept_draft(
            d, a, seen_now(d, n), reviewed=reviewed_now(d, n, 0)
        ),
        REVIEWERS,
    ),
    "drafts.draft_publishing.return_draft": Case(
        lambda d, a, n: draft_publishing.return_draft(d, a, seen_now(d, n), reason=""), REVIEWERS
    ),
    "drafts.draft_publishing.take_over_draft": Case(
        lambda d, a, n: draft_publishing.take_over_draft(d, a, seen_now(d, n)), STAFF
    ),
    "remembered_labels.list_answers": Case(
        lambda d, a, _: remembered_labels.list_answers(d, a), STAFF
    ),
    "remembered_labels.share_answer": Case(
        lambda d, a, _: remembered_labels.share_answer(d, a, SeenState("x", 1, "")), REVIEWERS
    ),
    "remembered_labels.forget_answer": Case(
        lambda d, a, _: remembered_labels.forget_answer(d, a, SeenState("x", 1, "")), STAFF
    ),
    "remembered_labels.remember_labels": Case(
        lambda d, a, _: remembered_labels.remember_labels(d, a, Answers(indicators={"会员": "x"})),
        STAFF,
    ),
    "cli.local_files.check_paths": Case(
        lambda d, a, _: local_files.check_paths(d, a, [REPORT]), STAFF
    ),
    "cli.local_files.publish_paths": Case(
        lambda d, a, _: local_files.publish_paths(d, a, [REPORT], reason="x"), STAFF
    ),
    "drafts.proofs.read_proof": Case(lambda d, a, _: proofs.read_proof(d, a, 1, "x"), STAFF),
    "releases.publishing.check_folder": Case(
        lambda d, a, _: publishing.check_folder(d, a, REPORT), STAFF
    ),
    "releases.publishing.publish_folder": Case(
        lambda d, a, _: publish_folder_now(d, a, REPORT, reason="x"), STAFF
    ),
    "releases.publishing.publish_upload": Case(
        lambda d, a, _: publish_now(d, a, UPLOAD, reason="x"), STAFF
    ),
    "drafts.draft_editing.attach_document": Case(
        lambda d, a, n: draft_editing.attach_document(d, a, seen_now(d, n), "r.txt", b"x"), STAFF
    ),
    "reports.report_editing.create_report": Case(
        lambda d, a, _: report_editing.create_report(
            d, a, "r.txt", b"1", day=date(2024, 11, 5), source="page-2024-11-05"
        ),
        STAFF,
    ),
    "reports.report_editing.list_reports": Case(
        lambda d, a, _: report_editing.list_reports(d, a), STAFF
    ),
    "reports.report_editing.open_report": Case(
        lambda d, a, _: report_editing.open_report(d, a, "x"), STAFF
    ),
    "reports.report_editing.save_decisions": Case(
        lambda d, a, _: report_editing.save_decisions(d, a, seen_now(d, "x"), {}), STAFF
    ),
    "reports.report_editing.discard_report": Case(
        lambda d, a, _: report_editing.discard_report(d, a, seen_now(d, "x")), STAFF
    ),
    "reports.report_editing.create_draft_of_report": Case(
        lambda d, a, _: report_editing.create_draft_of_report(d, a, seen_now(d, "x")), STAFF
    ),
    "releases.restoring.restore_release": Case(
        lambda d, a, _: restoring.restore_release(
            d, a, seen_number(d, 1), reason="x", reviewed=seen_number(d, 0)
        ),
        REVIEWERS,
    ),
    "releases.figure_review.review_figures": Case(
        lambda d, a, _: figure_review.review_figures(
            d, a, [KEY], reviewed=seen_number(d, 0), reason="x"
        ),
        REVIEWERS,
    ),
    "maintenance.local_file_verification.find_local_damage": Case(
        lambda d, a, _: local_file_verification.find_local_damage(d, a), STAFF
    ),
    "maintenance.workspace_verification.rewrite_receipts_and_log": Case(
        lambda d, a, _: workspace_verification.rewrite_receipts_and_log(d, a), ADMINS
    ),
    "maintenance.workspace_verification.verify_workspace": Case(
        lambda d, a, _: workspace_verification.verify_workspace(d, a), ADMINS
    ),
    "releases.upload_review.check_upload": Case(
        lambda d, a, _: upload_review.check_upload(d, a, UPLOAD), STAFF
    ),
}

# These take an actor and do not ask, and why.
INSIDE = {
    "drafts.draft_editing.may_decide": "says what to show; the flow asks when it is done",
    "drafts.draft_editing.is_author": "compares two names",
    "remembered_labels.read_answers_in_force": "for callers in this room that were let through",
    "remembered_labels.load_remembered_labels": "for callers in this room that were let through",
    "remembered_labels.load_remembered_subjects": "for callers that were let through; shows codes",
    "drafts.draft_editing.create_event": "writes down what was asked for",
    "releases.release_audit.record_release": "writes down what was done",
    "state_audit.record_state": "writes down what was done",
    "releases.release_audit.announce_and_write": "for callers that have called check_review",
    "releases.publishing.check_review": "calls require for the changes of an upload",
    "releases.publishing.publish_proposed_release": "for callers that have called check_review",
    "releases.upload_review.add_area_problems": "says what to show",
    "releases.upload_review.review_upload": "for callers in this room that were let through",
}


def test_every_function_that_takes_an_actor_is_accounted_for():
    package = Path(curation.__file__).parent
    files = [*package.rglob("*.py"), Path(local_files.__file__)]
    found = set()
    for path in files:
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
        for function, value in inspect.getmembers(module, inspect.isfunction):
            takes = "actor" in inspect.signature(value).parameters
            if value.__module__ == name and not function.startswith("_") and takes:
                found.add(f"{name.removeprefix('curation.')}.{function}")
    assert found == set(CASES) | set(INSIDE)


@pytest.fixture
def workspace(approving: Workspace) -> Workspace:
    return approving


@pytest.fixture
def waiting(workspace: Workspace) -> str:
    """Somebody's draft that waits for acceptance."""
    author = person(workspace, "author")
    draft = draft_editing.create_draft(workspace, author, FILES)
    return draft_publishing.submit_draft(
        workspace,
        author,
        seen_now(workspace, draft.id),
        reason="x",
        reviewed=reviewed_now(workspace, draft.id),
    ).id


@pytest.fixture
def actors(workspace: Workspace) -> dict[str, Actor]:
    """One actor of each kind; the last two were administrators when their page was drawn."""
    people = {role.value: person(workspace, role.value, role) for role in Role}
    expired, disabled = (
        person(workspace, "expired", Role.ADMIN),
        person(workspace, "gone", Role.ADMIN),
    )
    boss = auth.operator_actor(workspace.database, "boss")
    auth.revoke_sessions(boss, expired.account_id)
    auth.disable_account(boss, account_now(boss, disabled.account_id))
    more = {"expired": expired, "disabled": disabled, "operator": boss}
    return {"anonymous": auth.anonymous_actor(workspace.database), **people, **more}


def test_every_function_lets_through_exactly_whom_the_matrix_names(workspace, actors, waiting):
    boss = actors["operator"]
    for name, case in CASES.items():
        for kind in KINDS:
            before, head = auth.read_audit_head(workspace.database).number, workspace.store.head()
            if kind in case.may:
                # Let through, and then stopped by something else than permission.
                with suppress(CurationError, StoreError, auth.InvalidValueError):
                    case.call(workspace, actors[kind], waiting)
                continue
            with pytest.raises(PermissionDeniedError):
                case.call(workspace, actors[kind], waiting)
            after = auth.read_audit_head(workspace.database).number
            written = auth.read_audit(boss, limit=after - before)
            assert [row.event for row in written] == [AuditEvent.DENIED.value], (name, kind)
            assert workspace.store.head() == head
    assert draft_editing.read_draft(workspace, boss, waiting).status == "submitted"
    assert workspace.store.head().number == 1


# What a reviewer of another area gets done: drafts and readings of their own, and checks, which
# keep nothing. Rows of this area that they bring in are problems of theirs.
ELSEWHERE = {
    "drafts.draft_editing.create_draft",
    "drafts.draft_editing.list_drafts",
    "remembered_labels.list_answers",
    "remembered_labels.remember_labels",
    "cli.local_files.check_paths",
    "releases.publishing.check_folder",
    "reports.report_editing.create_report",
    "reports.report_editing.list_reports",
    "releases.upload_review.check_upload",
    "maintenance.local_file_verification.find_local_damage",
}


def test_a_reviewer_of_another_area_reaches_nothing_of_this_one(workspace, waiting):
    stranger, boss = (
        person(workspace, "li", Role.REVIEWER, WUHU),
        auth.operator_actor(workspace.database, "boss"),
    )
    before, done = draft_editing.read_draft(workspace, boss, waiting), set()
    for name, case in CASES.items():
        with suppress(PermissionDeniedError, CurationError, StoreError, auth.InvalidValueError):
            case.call(workspace, stranger, waiting)
            done.add(name)
    assert done == ELSEWHERE
    assert draft_editing.read_draft(workspace, boss, waiting) == before
    assert workspace.store.head().number == 1


def test_a_page_drawn_before_signing_out_can_do_nothing_twice(workspace, waiting, actors):
    reviewer = actors["reviewer"]
    assert draft_editing.list_drafts(workspace, reviewer) != []
    auth.sign_out(reviewer)
    for _ in range(2):
        for name, case in CASES.items():
            with pytest.raises(PermissionDeniedError) as denied:
                case.call(workspace, reviewer, waiting)
            assert denied.value.code == "session_expired", name
    assert workspace.store.head().number == 1
