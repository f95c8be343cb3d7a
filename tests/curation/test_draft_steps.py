"""A draft from step to step: who does what to it, what stays of it, and who may see it."""

import json
from datetime import timedelta
from functools import partial

import pandas as pd
import pytest

import auth
from auth import AuditEvent, PermissionDeniedError
from curation.drafts import draft_editing
from curation.drafts import draft_publishing as workflow
from curation.drafts.draft import PUBLISHING_TIMEOUT, Draft, DraftEvent
from curation.errors import CurationError, PublishBlockedError
from curation.releases.upload_review import find_explanation
from curation.upload_answers import Answers
from intake.model.problem import Problem, problem_key
from ledger import CorruptFileError, Provenance
from tests.helpers.interrupted_publishing import Killed, killed_at
from tests.helpers.reviews import (
    accept_draft_now,
    publish_draft_now,
    reviewed_now,
    submit_draft_now,
)
from tests.helpers.small_desk import files, signed_in, table
from tests.helpers.ways_to_publish import steps
from tests.helpers.workspaces import seen_now

NINGBO, WUHU = "teams..330200..2024", "visits.q.340200..2024-02"
EARLIER, OTHER = "visits.p.330203..2024-05", "visits.q.330100..2024-05"


def trail(workspace, event: AuditEvent) -> list[tuple[str, str, dict[str, object]]]:
    boss = auth.operator_actor(workspace.database, "boss")
    rows = auth.read_audit(boss, event=event)
    return [(row.who, row.subject, json.loads(row.detail)) for row in rows]


def refused(call, *args, **kwargs) -> tuple[str, dict[str, object]]:
    with pytest.raises(CurationError) as fault:
        call(*args, **kwargs)
    return fault.value.code, dict(fault.value.values)


@pytest.fixture
def strict(open_two):
    return open_two(approval=True)


def test_what_is_uploaded_is_written_down(small):
    zhao = signed_in(small, "zhao")
    given = [(f"{number}.csv", bytes([number])) for number in range(51)]
    draft = draft_editing.create_draft(
        small, zhao, given, mode="append", answers=Answers(unit="人")
    )
    kept = draft_editing.read_draft(small, zhao, draft.id)
    assert kept == draft
    assert (kept.version, kept.status, kept.author, kept.account) == (
        1,
        "open",
        "zhao",
        zhao.account_id,
    )
    assert (kept.mode, kept.answers.unit, kept.reason, kept.areas) == ("append", "人", "", ())
    assert (kept.reviewed, kept.release, dict(kept.explanations)) == (0, 0, {})
    told = [[file.name, file.sha256] for file in draft.files[:50]]
    assert trail(small, AuditEvent.UPLOADED)[0] == ("zhao", draft.id, {"files": told})
    assert draft_editing.create_draft(small, zhao, files({NINGBO: "8支"})).answers == Answers()


def test_each_step_keeps_what_it_does_not_change(small):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, files({NINGBO: "8支"}))
    said = {"explanations": {"*": "核对"}, "reason": "更正", "answers": Answers(unit="支")}
    now = partial(seen_now, small, draft.id)
    draft_editing.change_draft(small, zhao, now(), **said)
    draft_editing.change_draft(small, zhao, now(), mode="append")
    draft_editing.add_files(small, zhao, now(), files({WUHU: "31人"}, "g.csv"))
    draft_editing.attach_document(small, zhao, now(), "报道.txt", "原文".encode())
    draft_editing.remove_file(small, zhao, now(), "f.csv")
    kept = draft_editing.read_draft(small, zhao, draft.id)
    assert (kept.mode, kept.reason, dict(kept.explanations)) == ("append", "更正", {"*": "核对"})
    assert kept.answers == Answers(unit="支")
    assert [file.name for file in kept.files] == ["g.csv"]
    assert [file.name for file in kept.proofs] == ["报道.txt"]
    assert (kept.title, kept.version, kept.status) == ("f.csv", 6, "open")
    assert steps(kept) == [
        ("created", "zhao", ""),
        ("changed", "zhao", ""),
        ("changed", "zhao", ""),
        ("files_added", "zhao", ""),
        ("report_kept", "zhao", "报道.txt"),
        ("file_removed", "zhao", "f.csv"),
    ]
    draft_editing.change_draft(small, zhao, now(), reason="", explanations={})
    kept = draft_editing.read_draft(small, zhao, draft.id)
    assert (kept.reason, dict(kept.explanations)) == ("", {})
    gone = draft_editing.discard_draft(small, zhao, now())
    assert (gone.status, steps(gone)[-1]) == ("discarded", ("discarded", "zhao", ""))
    ended, seen = ("not_editable", {"status": "discarded"}), reviewed_now(small, draft.id)
    assert refused(draft_editing.change_draft, small, zhao, now(), reason="x") == ended
    assert refused(workflow.publish_draft, small, zhao, now(), reason="x", reviewed=seen) == ended
    assert refused(workflow.submit_draft, small, zhao, now(), reason="x", reviewed=seen) == ended


def test_two_drafts_of_two_people_the_newest_first(small):
    zhao, sun = signed_in(small, "zhao"), signed_in(small, "sun")
    mine = [
        draft_editing.create_draft(small, zhao, files({key: "9人"})) for key in (EARLIER, OTHER)
    ]
    theirs = draft_editing.create_draft(small, sun, files({WUHU: "9人"}))
    assert draft_editing.list_drafts(small, zhao) == mine[::-1]
    assert draft_editing.list_drafts(small, sun) == [theirs]
    with pytest.raises(PermissionDeniedError):
        draft_editing.read_draft(small, sun, mine[0].id)
    # A reviewer sees nothing of what is not submitted, but may look a draft up.
    assert draft_editing.list_drafts(small, signed_in(small, "qian")) == []
    (small.local_folder / "drafts" / theirs.id / "000001.json").unlink()
    assert draft_editing.list_drafts(small, sun) == []
    assert refused(draft_editing.read_draft, small, sun, theirs.id) == (
        "no_draft",
        {"draft": theirs.id},
    )
    long = "2" * 300
    assert refused(draft_editing.read_draft, small, sun, long) == ("no_draft", {"draft": long[:40]})


EVERY_STEP = [
    ("created", "zhao", ""),
    ("submitted", "zhao", "因"),
    ("withdrawn", "zhao", ""),
    ("submitted", "zhao", "因"),
    ("returned", "qian", "缺" * 201),
    ("submitted", "zhao", "又"),
    ("returned", "qian", "还缺"),
]


def test_submitting_withdrawing_returning_and_submitting_again(strict):
    zhao, qian = signed_in(strict, "zhao"), signed_in(strict, "qian")
    draft = draft_editing.create_draft(strict, zhao, files({NINGBO: "8支", WUHU: "31人"}))
    waiting = submit_draft_now(strict, zhao, draft.id, reason="因")
    assert waiting == draft_editing.read_draft(strict, zhao, draft.id)
    areas = ["330200", "340200"]
    assert (waiting.status, waiting.areas, waiting.reviewed) == ("submitted", tuple(areas), 2)
    assert trail(strict, AuditEvent.SUBMITTED) == [("zhao", draft.id, {"areas": areas, "state": 2})]
    seen, shown = seen_now(strict, draft.id), reviewed_now(strict, draft.id)
    assert refused(workflow.submit_draft, strict, zhao, seen, reason="因", reviewed=shown) == (
        "not_editable",
        {"status": "submitted"},
    )
    assert refused(workflow.withdraw_draft, strict, qian, seen_now(strict, draft.id)) == (
        "not_yours",
        {},
    )
    assert workflow.withdraw_draft(strict, zhao, seen_now(strict, draft.id)).status == "open"
    assert refused(workflow.withdraw_draft, strict, zhao, seen_now(strict, draft.id)) == (
        "not_editable",
        {"status": "open"},
    )
    for work in (workflow.accept_draft, workflow.return_draft):
        more = {"reviewed": shown} if work is workflow.accept_draft else {"reason": "x"}
        assert refused(work, strict, qian, seen_now(strict, draft.id), **more) == (
            "not_submitted",
            {"status": "open"},
        )
    submit_draft_now(strict, zhao, draft.id, reason="因")
    seen = seen_now(strict, draft.id)
    assert workflow.return_draft(strict, qian, seen, reason="缺" * 201).status == "returned"
    assert trail(strict, AuditEvent.RETURNED) == [
        ("qian", draft.id, {"reason": "缺" * 200, "state": 5})
    ]
    submit_draft_now(strict, zhao, draft.id, reason="又")
    workflow.return_draft(strict, qian, seen_now(strict, draft.id), reason="还缺")
    kept = draft_editing.read_draft(strict, zhao, draft.id)
    assert (kept.return_reason, kept.reason, kept.editable) == ("还缺", "又", True)
    assert steps(kept) == EVERY_STEP


def test_what_would_change_nothing_is_neither_submitted_nor_accepted(strict):
    zhao, sun, qian = (signed_in(strict, name) for name in ("zhao", "sun", "qian"))
    same = draft_editing.create_draft(strict, zhao, files({NINGBO: "7支"}))
    assert refused(
        workflow.submit_draft,
        strict,
        zhao,
        seen_now(strict, same.id),
        reason="x",
        reviewed=reviewed_now(strict, same.id),
    ) == (
        "no_changes",
        {},
    )
    both = [draft_editing.create_draft(strict, who, files({WUHU: "31人"})) for who in (zhao, sun)]
    for who, draft in zip((zhao, sun), both, strict=True):
        submit_draft_now(strict, who, draft.id, reason="x")
    assert draft_editing.list_drafts(strict, qian) == [
        draft_editing.read_draft(strict, qian, draft.id) for draft in reversed(both)
    ]
    accept_draft_now(strict, qian, both[0].id, 2)
    assert refused(
        workflow.accept_draft,
        strict,
        qian,
        seen_now(strict, both[1].id),
        reviewed=reviewed_now(strict, both[1].id),
    ) == (
        "no_changes",
        {},
    )
    assert draft_editing.read_draft(strict, sun, both[1].id).status == "submitted"


def test_a_long_list_of_areas_is_cut_in_the_trail_alone(open_two):
    strict = open_two(approval=True)
    areas = [{"code": f"34{n:04}", "name_zh": f"县{n}", "parent": "340000"} for n in range(21)]
    head = strict.store.read().areas.to_dict("records")
    new = [{**head[-1], **each, "level": "county", "name_en": "x"} for each in areas]
    frame = pd.DataFrame([*head, *new])
    strict.store.write(2, None, {"areas": frame}, Provenance(author="x", reason="x"))
    zhao = signed_in(strict, "zhao")
    rows = {f"visits.q.{each['code']}..2024-03": "5人" for each in areas}
    draft = draft_editing.create_draft(strict, zhao, files(rows))
    codes = sorted(each["code"] for each in areas)
    assert list(submit_draft_now(strict, zhao, draft.id, reason="x").areas) == codes
    assert trail(strict, AuditEvent.SUBMITTED) == [
        ("zhao", draft.id, {"areas": codes[:20], "state": 2})
    ]


def test_people_of_one_area_do_every_step_there_and_none_elsewhere(strict):
    li, wang, zhou = (signed_in(strict, name) for name in ("li", "wang", "zhou"))
    draft = draft_editing.create_draft(strict, li, files({"visits.p.330203..2024-04": "14人"}))
    submit_draft_now(strict, li, draft.id, reason="四月")
    workflow.withdraw_draft(strict, li, seen_now(strict, draft.id))
    submit_draft_now(strict, li, draft.id, reason="四月")
    assert draft_editing.read_draft(strict, wang, draft.id).areas == ("330203",)
    workflow.return_draft(strict, wang, seen_now(strict, draft.id), reason="再核")
    submit_draft_now(strict, li, draft.id, reason="四月")
    for work in (
        lambda: accept_draft_now(strict, zhou, draft.id, 2),
        lambda: workflow.return_draft(strict, zhou, seen_now(strict, draft.id), reason="x"),
        lambda: draft_editing.read_draft(strict, zhou, draft.id),
    ):
        with pytest.raises(PermissionDeniedError) as denied:
            work()
        assert denied.value.code == "area"
    outcome = accept_draft_now(strict, wang, draft.id, 2)
    assert (outcome.release.number, outcome.release.author) == (3, "li")
    elsewhere = draft_editing.create_draft(strict, li, files({WUHU: "31人"}))
    with pytest.raises(PublishBlockedError) as blocked:
        submit_draft_now(strict, li, elsewhere.id, reason="x")
    assert [(p.code, p.value, p.expected) for p in blocked.value.problems] == [
        ("area_not_yours", "340200", "330200")
    ]


def test_somebody_of_one_area_publishes_a_draft_of_it(small):
    li = signed_in(small, "li")
    draft = draft_editing.create_draft(small, li, files({"visits.p.330203..2024-04": "14人"}))
    assert publish_draft_now(small, li, draft.id, 2, reason="四月").release.number == 3


@pytest.mark.parametrize(
    ("done", "before"),
    [
        ((), "open"),
        (("submitted",), "submitted"),
        (("submitted", "withdrawn"), "open"),
        (("submitted", "returned"), "returned"),
        (("submitted", "returned", "changed", "submitted"), "submitted"),
    ],
)
def test_a_publishing_that_was_cut_off_ends_after_two_minutes(small, done, before):
    at = small.database.now().replace(microsecond=0)
    what = ("created", *done, "publishing")
    past = tuple(DraftEvent(at.isoformat(), "zhao", each) for each in what)
    draft = Draft("x", 9, "publishing", "zhao", "", "f.csv", steps=past)
    two = timedelta(minutes=2)
    assert two == PUBLISHING_TIMEOUT
    assert draft.with_outcome(0, at).status == "publishing"
    assert draft.with_outcome(0, at + two).status == "publishing"
    later = draft.with_outcome(0, at + two + timedelta(microseconds=1))
    assert (later.status, later.release, later.steps) == (before, 0, past)
    made = draft.with_outcome(7, at)
    assert (made.status, made.release, made.needs_recovery) == ("published", 7, True)


def test_a_draft_that_is_being_published_is_nobody_elses_to_change(small, monkeypatch):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, files({NINGBO: "8支"}))
    killed_at(monkeypatch, "before the release")
    with pytest.raises(Killed):
        publish_draft_now(small, zhao, draft.id, 2, reason="x")
    for work in (draft_editing.discard_draft, draft_editing.change_draft, workflow.withdraw_draft):
        assert refused(work, small, zhao, seen_now(small, draft.id)) == (
            "not_editable",
            {"status": "publishing"},
        )


def test_an_upload_that_is_missing_or_altered_is_named_with_its_place(small):
    zhao = signed_in(small, "zhao")
    draft = draft_editing.create_draft(small, zhao, [*files({NINGBO: "8支"}), ("g.csv", table({}))])
    for kept, spoil, code in (
        (draft.files[0], lambda path: path.unlink(), "missing"),
        (draft.files[1], lambda path: path.write_bytes(b"x"), "altered"),
    ):
        path = small.local_folder / "drafts" / draft.id / "files" / kept.sha256
        spoil(path)
        with pytest.raises(CorruptFileError) as corrupt:
            draft_editing.read_draft_file(small, zhao, draft.id, kept.name)
        assert (corrupt.value.code, corrupt.value.path) == (code, str(path))


def test_a_warning_is_explained_for_itself_for_its_kind_or_for_all():
    problem = Problem("large_change", "warning", "f.csv", "数据", 3, "F")
    flood = Problem("more_of_same", "warning", "f.csv", value="large_change")
    place = problem_key(problem)
    assert place == "large_change\x1ff.csv\x1f数据\x1f3\x1fF"
    said = {place: " 自身 ", "large_change": "同类", "*": "全部"}
    assert find_explanation(problem, said) == "自身"
    assert find_explanation(flood, said) == "同类"
    assert find_explanation(problem, {**said, place: "  "}) == "同类"
    assert find_explanation(problem, {"*": "全部", "more_of_same": "x"}) == "全部"
    assert find_explanation(flood, {"*": "全部", "more_of_same": "x"}) == "全部"
    assert find_explanation(problem, {"other": "x"}) == ""


def test_the_latest_changes_of_a_draft_are_undone_one_by_one(small):
    zhao = signed_in(small, "zhao")
    given = [("a.csv", b"x,y\n1,2\n")]
    draft = draft_editing.create_draft(small, zhao, given)
    draft = draft_editing.change_draft(small, zhao, draft.seen, answers=Answers(unit="人"))
    answers = Answers(unit="人", indicators={"队": "teams"})
    more = [("indicators.yaml", b"indicators: []\n")]
    draft = draft_editing.add_files(small, zhao, draft.seen, more, answers=answers)
    assert ([file.name for file in draft.files], draft.answers) == (
        ["a.csv", "indicators.yaml"],
        answers,
    )
    draft = draft_editing.undo_change(small, zhao, draft.seen)
    assert ([file.name for file in draft.files], draft.answers) == (["a.csv"], Answers(unit="人"))
    assert (draft.version, draft_editing.find_state_before_change(draft)) == (4, 1)
    draft = draft_editing.undo_change(small, zhao, draft.seen)
    assert (draft.version, draft.answers) == (5, Answers())
    assert refused(draft_editing.undo_change, small, zhao, draft.seen)[0] == "nothing_to_undo"
    # What is done after undoing is the latest change again.
    draft = draft_editing.change_draft(small, zhao, draft.seen, answers=Answers(unit="个"))
    draft = draft_editing.undo_change(small, zhao, draft.seen)
    assert draft.answers == Answers()
    assert draft_editing.find_state_before_change(draft) == 0
