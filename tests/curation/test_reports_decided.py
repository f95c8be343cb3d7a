"""What is decided of a report's figures, what it teaches, and the rows and draft it becomes."""

from datetime import date

import pytest

from curation.drafts import draft_editing
from curation.errors import CurationError
from curation.reports import report_editing
from curation.reports.report import (
    Decision,
    Report,
    accept_figure,
    build_submitted_rows,
    collect_taught_subjects,
    complete_wording,
    format_span_key,
)
from curation.workspace import Workspace
from extraction import READER_VERSION, ReportReader, extract_figures
from intake.model.submitted_rows import SubmittedRows
from ledger.release import sha256_hex
from tests.helpers.reviews import publish_draft_now
from tests.helpers.small_desk import TEAMS, signed_in, source
from tests.helpers.workspaces import all_subjects, seen_now

DAY = date(2024, 12, 3)
TEXT = "宁波市总工会今年以来走访职工177人，组建服务队近40支。芜湖市总工会慰问困难职工3、5万人。"
NEW = source("paper-1", "丙报", url="https://x", date_accessed="2024-12-04")


def begin(
    workspace: Workspace, who: str = "zhao", data: bytes | None = None, **more: object
) -> Report:
    told = more or {"source": "s"}
    given = TEXT.encode() if data is None else data
    return report_editing.create_report(
        workspace, signed_in(workspace, who), "报道.txt", given, day=DAY, **told
    )


def proposals(workspace: Workspace, text: str = TEXT):
    head = workspace.store.read()
    known = all_subjects(workspace)
    return extract_figures(
        ReportReader.from_code_lists(head.areas, head.indicators, known), text, DAY
    )


def refused(call, *args, **kwargs) -> tuple[str, dict[str, object]]:
    with pytest.raises(CurationError) as fault:
        call(*args, **kwargs)
    return fault.value.code, dict(fault.value.values)


def test_decisions_are_kept_step_by_step_and_may_be_taken_back(small):
    zhao, made = signed_in(small, "zhao"), begin(small)
    first, second, *_ = proposals(small)
    told = {
        format_span_key(second): accept_figure(second),
        format_span_key(first): accept_figure(first),
    }
    kept = report_editing.save_decisions(small, zhao, seen_now(small, made.id), told)
    assert (kept.version, list(kept.accepted)) == (
        2,
        [format_span_key(first), format_span_key(second)],
    )
    assert format_span_key(first) == f"{TEXT.index('177')}-{TEXT.index('人，组') + 1}"
    kept = report_editing.save_decisions(
        small, zhao, seen_now(small, made.id), {format_span_key(first): Decision(False)}
    )
    assert [each.accepted for each in kept.decisions.values()] == [True, False]
    kept = report_editing.save_decisions(
        small,
        zhao,
        seen_now(small, made.id),
        {format_span_key(first): None},
        {**TEAMS, "code": "posts"},
    )
    assert list(kept.decisions) == [format_span_key(second)]
    again = {**TEAMS, "code": "posts", "kind": "flow"}
    kept = report_editing.save_decisions(small, zhao, seen_now(small, made.id), {}, again)
    kept = report_editing.save_decisions(
        small, zhao, seen_now(small, made.id), {}, {**TEAMS, "code": "clubs"}
    )
    assert [each["code"] for each in kept.indicators] == ["posts", "clubs"]
    assert [each["kind"] for each in kept.indicators] == ["flow", "stock"]
    assert kept.version == 6
    assert report_editing.open_report(small, zhao, made.id)[0] == kept


def test_what_was_accepted_is_worded_as_printed_and_what_a_person_chose_is_learnt(small):
    first, second, third, fourth = proposals(small)
    row = accept_figure(first)
    assert row == Decision(
        True,
        {
            "indicator": "visits",
            "programme": "",
            "ref_area": "330200",
            "breakdown": "",
            "time_period": "2024",
            "as_reported": "177人",
        },
        first.locator,
        "走访职工",
        "人",
        taught=False,
        reader=READER_VERSION,
        phrase="177人",
        wording="177人",
    )
    assert accept_figure(second).row["as_reported"] == "近40支"
    # 3、5万人 lends its 万: the first alone would be read as 3.
    assert (third.as_reported, complete_wording(third)) == ("3", "3万人")
    assert (fourth.as_reported, complete_wording(fourth)) == ("5万人", "5万人")
    for changed, taught in (
        ({"indicator": "members"}, True),
        ({"breakdown": "women"}, True),
        ({"ref_area": "330203", "as_reported": "178人", "time_period": "2024"}, False),
    ):
        decision = accept_figure(first, changed)
        assert decision.taught is taught
        assert decision.row == {**row.row, **changed}


def test_long_numbers_are_worded_as_exactly_as_they_were_read(small):
    text = "宁波市总工会走访职工1.2345678、2.3456789万人。"
    first, second = proposals(small, text)
    assert (first.value, complete_wording(first)) == (12345.678, "12345.678人")
    assert complete_wording(second) == "2.3456789万人"


def learnt(**more: object) -> dict[str, str]:
    row = {"indicator": "members", "breakdown": "women"}
    told = {"subject": "职工", "unit": "人", "taught": True, "row": row, **more}
    accepted = bool(told.pop("accepted", True))
    reading = Report(
        "", 1, "open", "", "", "", "", "", decisions={"1-2": Decision(accepted, **told)}
    )
    return collect_taught_subjects(reading.decisions)


def test_what_a_person_chose_is_learnt_by_subject_and_unit():
    assert learnt() == {"职工\t人": "members.women"}
    assert learnt(row={"indicator": "visits", "breakdown": ""}) == {"职工\t人": "visits"}
    assert learnt(taught=False) == {}
    assert learnt(accepted=False) == {}
    # A subject of one letter says too little.
    assert learnt(subject="人") == {}
    assert learnt(subject="") == {}


def test_the_rows_have_figures_new_indicators_and_a_new_source(small):
    zhao, made = signed_in(small, "zhao"), begin(small, entry=NEW)
    first, second, *_ = proposals(small)
    posts = {**TEAMS, "code": "posts", "classifiers": ["支", "个"]}
    told = {
        format_span_key(first): accept_figure(first),
        format_span_key(second): accept_figure(second, {"indicator": "posts"}),
    }
    report_editing.save_decisions(small, zhao, seen_now(small, made.id), told, posts)
    kept = report_editing.save_decisions(
        small, zhao, seen_now(small, made.id), {}, {**TEAMS, "code": "unused"}
    )
    rows = build_submitted_rows(kept, kept.accepted)
    assert [row["as_reported"] for row in rows.figures] == ["177人", "近40支"]
    assert [row["indicator"] for row in rows.figures] == ["visits", "posts"]
    assert {row["source"] for row in rows.figures} == {"paper-1"}
    assert [row["locator"] for row in rows.figures] == [first.locator, second.locator]
    assert "value" not in {name for row in rows.figures for name in row}
    assert rows.indicators == (posts,)
    assert rows.sources == ({**NEW, "sha256": sha256_hex(TEXT.encode())},)
    assert SubmittedRows.from_json(rows.to_json()) == rows
    plain = report_editing.save_decisions(
        small,
        zhao,
        seen_now(small, begin(small).id),
        {format_span_key(first): accept_figure(first)},
    )
    rows = build_submitted_rows(plain, plain.accepted)
    assert (rows.name, len(rows.figures), rows.indicators, rows.sources) == ("报道", 1, (), ())


def test_a_report_has_a_title_of_its_source_or_its_file():
    def title(name: str, **entry: object) -> str:
        return Report("", 1, "open", "", "", name, "", "", entry=entry).title

    assert title("报道.txt", title={"zh": "题"}) == "题"
    assert title("报道.txt", title={"zh": ""}) == "报道"
    assert title("报道.11.txt") == "报道.11"
    assert title("") == "report"


def test_the_draft_of_a_report_is_renewed_until_it_is_published_and_then_begun_anew(small):
    zhao, made = signed_in(small, "zhao"), begin(small)
    assert refused(
        report_editing.create_draft_of_report, small, zhao, seen_now(small, made.id)
    ) == (
        "nothing_accepted",
        {},
    )
    first, second, *_ = proposals(small)
    report_editing.save_decisions(
        small, zhao, seen_now(small, made.id), {format_span_key(first): accept_figure(first)}
    )
    draft = report_editing.create_draft_of_report(small, zhao, seen_now(small, made.id))
    assert [(file.name, file.sha256) for file in draft.proofs] == [
        ("报道.txt", sha256_hex(TEXT.encode()))
    ]
    assert [file.name for file in draft.files] == ["报道.json"]
    kept, _ = report_editing.open_report(small, zhao, made.id)
    assert (kept.draft, kept.version, kept.status) == (draft.id, 3, "open")
    changed = accept_figure(second, {"indicator": "teams", "breakdown": "", "time_period": "2024"})
    report_editing.save_decisions(
        small,
        zhao,
        seen_now(small, made.id),
        {format_span_key(second): changed, format_span_key(first): None},
    )
    again = report_editing.create_draft_of_report(small, zhao, seen_now(small, made.id))
    assert (again.id, len(again.files), len(again.proofs)) == (draft.id, 1, 1)
    _, found = draft_editing.review_draft(small, zhao, draft.id)
    assert found.proposal.changes.keys == ["teams..330200..2024"]
    done = publish_draft_now(small, zhao, draft.id, 2, reason="x")
    assert small.store.proof(done.release.number, "报道.txt") == TEXT.encode()
    another = report_editing.create_draft_of_report(small, zhao, seen_now(small, made.id))
    assert another.id != draft.id
    assert report_editing.open_report(small, zhao, made.id)[0].draft == another.id
    draft_editing.discard_draft(small, zhao, seen_now(small, another.id))
    assert report_editing.create_draft_of_report(small, zhao, seen_now(small, made.id)).id not in (
        draft.id,
        another.id,
    )


def test_a_long_title_names_a_file_of_sixty_letters(small):
    zhao = signed_in(small, "zhao")
    made = begin(small, entry={**NEW, "title": {"zh": "题" * 70, "en": "x"}})
    first, *_ = proposals(small)
    report_editing.save_decisions(
        small,
        zhao,
        seen_now(small, made.id),
        {format_span_key(first): accept_figure(first, {"indicator": "members"})},
    )
    draft = report_editing.create_draft_of_report(small, zhao, seen_now(small, made.id))
    assert [file.name for file in draft.files] == [f"{'题' * 60}.json"]
    assert dict(draft.answers.subjects) == {"走访职工\t人": "members"}
