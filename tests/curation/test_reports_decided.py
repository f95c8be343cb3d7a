"""What is decided of a report's figures, what it teaches, and the workbook and draft it becomes."""

from datetime import date

import pytest

from curation.answers import remembered_labels
from curation.context import Workspace
from curation.drafts import actions, workflow
from curation.errors import CurationError
from curation.reports import decisions
from curation.reports.session import (
    Decision,
    Reading,
    acceptance,
    figure_place,
    full_wording,
    taught_subjects,
    workbook,
)
from extraction import ReportReader, read_with
from file_formats import xlsx
from ledger.release import sha256_hex
from tests.helpers.small_desk import TEAMS, signed_in, source

DAY = date(2024, 12, 3)
TEXT = "宁波市总工会今年以来走访职工177人，组建服务队近40支。芜湖市总工会慰问困难职工3、5万人。"
NEW = source("paper-1", "丙报", url="https://x", date_accessed="2024-12-04")


def begin(
    workspace: Workspace, who: str = "zhao", data: bytes | None = None, **more: object
) -> Reading:
    told = more or {"source": "s"}
    given = TEXT.encode() if data is None else data
    return decisions.start_reading(
        workspace, signed_in(workspace, who), "报道.txt", given, day=DAY, **told
    )


def proposals(workspace: Workspace, text: str = TEXT):
    head = workspace.store.read()
    known = remembered_labels.load_remembered_subjects(workspace)
    return read_with(ReportReader.of(head.areas, head.indicators, known), text, DAY)


def refused(call, *args, **kwargs) -> tuple[str, dict[str, object]]:
    with pytest.raises(CurationError) as fault:
        call(*args, **kwargs)
    return fault.value.code, dict(fault.value.values)


def test_decisions_are_kept_step_by_step_and_may_be_taken_back(small):
    zhao, made = signed_in(small, "zhao"), begin(small)
    first, second, *_ = proposals(small)
    told = {figure_place(second): acceptance(second), figure_place(first): acceptance(first)}
    kept = decisions.save_decisions(small, zhao, made.id, told)
    assert (kept.version, list(kept.accepted)) == (2, [figure_place(first), figure_place(second)])
    assert figure_place(first) == f"{TEXT.index('177')}-{TEXT.index('人，组') + 1}"
    kept = decisions.save_decisions(small, zhao, made.id, {figure_place(first): Decision(False)})
    assert [each.accepted for each in kept.decisions.values()] == [True, False]
    kept = decisions.save_decisions(
        small, zhao, made.id, {figure_place(first): None}, {**TEAMS, "code": "posts"}
    )
    assert list(kept.decisions) == [figure_place(second)]
    again = {**TEAMS, "code": "posts", "kind": "flow"}
    kept = decisions.save_decisions(small, zhao, made.id, {}, again)
    kept = decisions.save_decisions(small, zhao, made.id, {}, {**TEAMS, "code": "clubs"})
    assert [each["code"] for each in kept.indicators] == ["posts", "clubs"]
    assert [each["kind"] for each in kept.indicators] == ["flow", "stock"]
    assert kept.version == 6
    assert decisions.open_reading(small, zhao, made.id)[0] == kept


def test_what_was_accepted_is_worded_as_printed_and_what_a_person_chose_is_learnt(small):
    first, second, third, fourth = proposals(small)
    row = acceptance(first)
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
    )
    assert acceptance(second).row["as_reported"] == "近40支"
    # 3、5万人 lends its 万: the first alone would be read as 3.
    assert (third.as_reported, full_wording(third)) == ("3", "3万人")
    assert (fourth.as_reported, full_wording(fourth)) == ("5万人", "5万人")
    for changed, taught in (
        ({"indicator": "members"}, True),
        ({"breakdown": "women"}, True),
        ({"ref_area": "330203", "as_reported": "178人", "time_period": "2024"}, False),
    ):
        decision = acceptance(first, changed)
        assert decision.taught is taught
        assert decision.row == {**row.row, **changed}


def test_long_numbers_are_worded_as_exactly_as_they_were_read(small):
    text = "宁波市总工会走访职工1.2345678、2.3456789万人。"
    first, second = proposals(small, text)
    assert (first.value, full_wording(first)) == (12345.678, "12345.678人")
    assert full_wording(second) == "2.3456789万人"


def learnt(**more: object) -> dict[str, str]:
    row = {"indicator": "members", "breakdown": "women"}
    told = {"subject": "职工", "unit": "人", "taught": True, "row": row, **more}
    accepted = bool(told.pop("accepted", True))
    reading = Reading(
        "", 1, "open", "", "", "", "", "", decisions={"1-2": Decision(accepted, **told)}
    )
    return taught_subjects(reading)


def test_what_a_person_chose_is_learnt_by_subject_and_unit():
    assert learnt() == {"职工\t人": "members.women"}
    assert learnt(row={"indicator": "visits", "breakdown": ""}) == {"职工\t人": "visits"}
    assert learnt(taught=False) == {}
    assert learnt(accepted=False) == {}
    # A subject of one letter says too little.
    assert learnt(subject="人") == {}
    assert learnt(subject="") == {}


def sheets(data: bytes) -> dict[str, list[dict[str, str]]]:
    """Rows by sheet; every cell is a text, so that no spreadsheet makes a number of it."""
    found = {}
    for sheet in xlsx.read_xlsx(data):
        head, *rows = sheet.rows
        found[sheet.name] = [
            dict(zip(head, [*row, *[""] * (len(head) - len(row))], strict=True)) for row in rows
        ]
        assert {type(cell) for row in sheet.rows for cell in row} == {str}
    return found


POSTS = {
    "code": "posts",
    "name_zh": "服务队",
    "name_en": "Teams",
    "definition_zh": "服务队的数目。",
    "definition_en": "The number of teams.",
    "unit_zh": "支",
    "unit_en": "pieces",
    "classifiers": "支；个",
    "topic": "supervision",
    "kind": "stock",
    "aggregation": "last",
}


PAPER_1 = {
    "id": "paper-1",
    "producer_zh": "丙报",
    "producer_en": "Paper paper-1",
    "title_zh": "丙报的一版",
    "title_en": "A page of paper-1",
    "date_published": "2024-11-05",
    "date_accessed": "2024-12-04",
    "citation_zh": "丙报，2024年11月5日。",
    "citation_en": "Paper paper-1, 5 November 2024.",
    "url": "https://x",
    "sha256": sha256_hex(TEXT.encode()),
}


def test_the_workbook_has_figures_new_indicators_and_a_new_source(small):
    zhao, made = signed_in(small, "zhao"), begin(small, entry=NEW)
    first, second, *_ = proposals(small)
    posts = {**TEAMS, "code": "posts", "classifiers": ["支", "个"]}
    told = {
        figure_place(first): acceptance(first),
        figure_place(second): acceptance(second, {"indicator": "posts"}),
    }
    decisions.save_decisions(small, zhao, made.id, told, posts)
    kept = decisions.save_decisions(small, zhao, made.id, {}, {**TEAMS, "code": "unused"})
    found = sheets(workbook(kept))
    assert list(found) == ["数据", "指标", "来源"]
    assert [row["as_reported"] for row in found["数据"]] == ["177人", "近40支"]
    assert [row["indicator"] for row in found["数据"]] == ["visits", "posts"]
    assert {row["source"] for row in found["数据"]} == {"paper-1"}
    assert [row["locator"] for row in found["数据"]] == [first.locator, second.locator]
    assert {row["value"] for row in found["数据"]} == {""}
    assert found["指标"] == [POSTS]
    assert found["来源"] == [PAPER_1]
    plain = decisions.save_decisions(
        small, zhao, begin(small).id, {figure_place(first): acceptance(first)}
    )
    assert list(sheets(workbook(plain))) == ["数据"]


def test_a_report_has_a_title_of_its_source_or_its_file():
    def title(name: str, **entry: object) -> str:
        return Reading("", 1, "open", "", "", name, "", "", entry=entry).title

    assert title("报道.txt", title={"zh": "题"}) == "题"
    assert title("报道.txt", title={"zh": ""}) == "报道"
    assert title("报道.11.txt") == "报道.11"
    assert title("") == "report"


def test_the_draft_of_a_report_is_renewed_until_it_is_published_and_then_begun_anew(small):
    zhao, made = signed_in(small, "zhao"), begin(small)
    assert refused(decisions.draft_reading, small, zhao, made.id) == ("nothing_accepted", {})
    first, second, *_ = proposals(small)
    decisions.save_decisions(small, zhao, made.id, {figure_place(first): acceptance(first)})
    draft = decisions.draft_reading(small, zhao, made.id)
    assert [(file.name, file.sha256) for file in draft.proofs] == [
        ("报道.txt", sha256_hex(TEXT.encode()))
    ]
    assert [file.name for file in draft.files] == ["报道.xlsx"]
    kept, _ = decisions.open_reading(small, zhao, made.id)
    assert (kept.draft, kept.version, kept.status) == (draft.id, 3, "open")
    changed = acceptance(second, {"indicator": "teams", "breakdown": "", "time_period": "2024"})
    decisions.save_decisions(
        small, zhao, made.id, {figure_place(second): changed, figure_place(first): None}
    )
    again = decisions.draft_reading(small, zhao, made.id)
    assert (again.id, len(again.files), len(again.proofs)) == (draft.id, 1, 1)
    _, found = actions.review_draft(small, zhao, draft.id)
    assert found.proposal.changes.keys == ["teams..330200..2024"]
    done = workflow.publish_draft(small, zhao, draft.id, reason="x", reviewed=2)
    assert small.store.proof(done.release.number, "报道.txt") == TEXT.encode()
    another = decisions.draft_reading(small, zhao, made.id)
    assert another.id != draft.id
    assert decisions.open_reading(small, zhao, made.id)[0].draft == another.id
    actions.discard_draft(small, zhao, another.id)
    assert decisions.draft_reading(small, zhao, made.id).id not in (draft.id, another.id)


def test_a_long_title_names_a_file_of_sixty_letters(small):
    zhao = signed_in(small, "zhao")
    made = begin(small, entry={**NEW, "title": {"zh": "题" * 70, "en": "x"}})
    first, *_ = proposals(small)
    decisions.save_decisions(
        small, zhao, made.id, {figure_place(first): acceptance(first, {"indicator": "members"})}
    )
    draft = decisions.draft_reading(small, zhao, made.id)
    assert [file.name for file in draft.files] == [f"{'题' * 60}.xlsx"]
    assert dict(draft.answers.subjects) == {"走访职工\t人": "members"}
