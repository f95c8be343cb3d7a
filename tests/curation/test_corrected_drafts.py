"""Corrected cells of drafts: kept with their states, told to the reviewer, published, undone."""

import io
import json
from dataclasses import asdict

import pytest

import auth
from auth.audit import read_rows_of_events
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError
from curation.releases.notes import CORRECTED_CELLS
from curation.releases.upload_review import Upload
from curation.upload_answers import Answers, answers_from_dict, parse_cells
from file_formats import LIMITS
from intake.annotated_workbook import annotate_workbook
from intake.corrected_cells import CellCorrection
from intake.tables.open_file import format_cells, open_file
from locales import Words
from tests.helpers.reviews import publish_now, reviewed_now
from tests.helpers.small_desk import files, signed_in
from tests.helpers.workspaces import seen_now

MARCH = "visits.p.330203..2024-03"
WRONG = files({MARCH: "2O人"})
TOLD = "[f.csv]F2: 2O人 → 20人"


def correction(text: str = "20人", before: str | None = "2O人") -> CellCorrection:
    return CellCorrection("f.csv", "", "F2", text, before)


def corrected_draft(workspace, actor, *corrections: CellCorrection):
    draft = draft_editing.create_draft(workspace, actor, WRONG)
    answers = Answers()
    for each in corrections:
        answers = answers.with_cell(each)
    return draft_editing.change_draft(workspace, actor, draft.seen, answers=answers)


def codes(workspace, actor, draft) -> list[str]:
    _, review = draft_editing.review_draft(workspace, actor, draft.id)
    return [problem.code for problem in review.problems]


def audited(workspace, subject: str) -> list[str | None]:
    """What the rows of the audit trail about something tell of corrected cells, newest first."""
    rows = read_rows_of_events(workspace.database, list(auth.AuditEvent), subject=subject)
    return [json.loads(row.detail).get(CORRECTED_CELLS) for row in rows]


def value(workspace, key: str) -> float:
    table = workspace.store.read().figures
    return float(table.loc[table["key"] == key, "value"].item())


def test_a_corrected_cell_is_kept_with_the_draft_and_taken_back_by_undoing(small):
    zhao = signed_in(small, "zhao")
    draft = corrected_draft(small, zhao, correction())
    assert codes(small, zhao, draft) == ["cell_corrected"]
    assert draft_editing.read_draft(small, zhao, draft.id).answers.cells == (correction(),)
    undone = draft_editing.undo_change(small, zhao, draft.seen)
    assert undone.answers.cells == ()
    assert codes(small, zhao, undone) == ["number_unreadable"]
    assert undone.seen.sha256 != draft.seen.sha256


def test_a_second_correction_of_a_cell_takes_the_place_of_the_first():
    answers = Answers().with_cell(correction("2"))
    answers = answers.with_cell(correction("20人", "2"))
    assert answers.cells == (correction("20人", "2O人"),)
    assert answers.without_cell("f.csv", "", "F2") == Answers()
    assert answers.with_cell(correction("2O人", "20人")) == Answers()
    assert answers.without_cell("f.csv", "表", "F2") == answers


def test_corrections_are_remembered_for_no_other_upload(small):
    zhao = signed_in(small, "zhao")
    publish_now(small, zhao, Upload(WRONG, answers=Answers(cells=(correction(),))), reason="三月")
    draft = draft_editing.create_draft(small, zhao, WRONG)
    assert draft.answers.cells == ()
    assert "number_unreadable" in codes(small, zhao, draft)
    assert Answers(cells=(correction(),)).to_remember == Answers()


def test_a_release_and_the_audit_trail_tell_what_was_corrected(small):
    zhao = signed_in(small, "zhao")
    upload = Upload(WRONG, answers=Answers(cells=(correction(),)))
    done = publish_now(small, zhao, upload, reason="三月")
    assert value(small, MARCH) == 20
    assert json.loads(done.release.notes[CORRECTED_CELLS]) == [TOLD]
    assert audited(small, str(done.release.number)) == [TOLD, TOLD]
    # Without a correction the notes say nothing of any.
    other = publish_now(small, zhao, Upload(files({MARCH: "21人"})), reason="三月")
    assert CORRECTED_CELLS not in other.release.notes


def test_the_reviewer_accepts_what_the_author_corrected(open_two):
    workspace = open_two(approval=True)
    zhao, qian = signed_in(workspace, "zhao"), signed_in(workspace, "qian")
    draft = corrected_draft(workspace, zhao, correction())
    reviewed = reviewed_now(workspace, draft.id)
    draft_publishing.submit_draft(workspace, zhao, draft.seen, reason="三月", reviewed=reviewed)
    _, review = draft_editing.review_draft(workspace, qian, draft.id)
    assert [(p.code, p.value, p.expected) for p in review.problems] == [
        ("cell_corrected", "2O人", "20人")
    ]
    seen = seen_now(workspace, draft.id)
    reviewed = reviewed_now(workspace, draft.id)
    done = draft_publishing.accept_draft(workspace, qian, seen, reviewed=reviewed)
    assert value(workspace, MARCH) == 20
    assert json.loads(done.release.notes[CORRECTED_CELLS]) == [TOLD]
    assert audited(workspace, draft.id) == [None, TOLD, None]
    assert audited(workspace, str(done.release.number)) == [TOLD, TOLD]


def test_a_replaced_file_is_not_corrected_by_what_was_typed_for_another(small):
    zhao = signed_in(small, "zhao")
    draft = corrected_draft(small, zhao, correction())
    draft = draft_editing.add_files(small, zhao, draft.seen, files({MARCH: "22人"}))
    _, review = draft_editing.review_draft(small, zhao, draft.id)
    (problem,) = review.problems
    assert (problem.code, problem.level, problem.value) == ("cell_changed", "warning", "22人")
    assert review.checked.figures["value"].tolist() == [22]


def test_the_marked_workbook_lists_the_corrections(small):
    zhao = signed_in(small, "zhao")
    draft = corrected_draft(small, zhao, correction())
    _, review = draft_editing.review_draft(small, zhao, draft.id)
    data = annotate_workbook("f.csv", WRONG[0][1], review.problems, Words("zh"))
    rows = format_cells(open_file("f.xlsx", data, LIMITS).sheets[0])
    assert "F2由“2O人”改为“20人”。" in rows[1]
    assert io.BytesIO(data).read(2) == b"PK"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cell": "=A1"}, "cell_malformed"),
        ({"cell": "../../etc"}, "cell_malformed"),
        ({"text": "=1+1"}, "cell_formula"),
        ({"text": "x" * 40_000}, "cell_text_long"),
    ],
)
def test_what_cannot_be_corrected_is_refused(change, code):
    wrong = {**asdict(correction()), **change}
    with pytest.raises(CurationError) as refused:
        Answers(cells=(CellCorrection(**wrong),))
    assert refused.value.code == code
    with pytest.raises(ValueError, match=code):
        answers_from_dict({"cells": [wrong]})


def test_ten_thousand_corrections_are_refused():
    cells = tuple(CellCorrection("f.csv", "", f"A{row}", "1") for row in range(1, 10_001))
    with pytest.raises(CurationError) as refused:
        Answers(cells=cells)
    assert refused.value.code == "cells_too_many"
    assert refused.value.values == {"limit": 1_000, "count": 10_000}
    full = Answers(cells=cells[:1_000])
    assert answers_from_dict(json.loads(json.dumps(asdict(full)))) == full
    with pytest.raises(CurationError, match="cells_too_many"):
        full.with_cell(cells[1_000])


@pytest.mark.parametrize(
    ("typed", "names", "found"),
    [
        ("C6=403", ["a.xlsx"], ("a.xlsx", "", "C6", "403")),
        ("c6=", ["a.xlsx"], ("a.xlsx", "", "C6", "")),
        ("表1!C6=4=5", ["a.xlsx"], ("a.xlsx", "表1", "C6", "4=5")),
        ("'表 1'!C6=甲!B2=5", ["a.xlsx"], ("a.xlsx", "表 1", "C6", "甲!B2=5")),
        ("[b.xlsx]表1!C6=403", ["a.xlsx", "b.xlsx"], ("b.xlsx", "表1", "C6", "403")),
        ("[b.csv]C6=403", ["a.xlsx", "b.csv"], ("b.csv", "", "C6", "403")),
    ],
)
def test_a_cell_is_typed_as_in_a_workbook(typed, names, found):
    assert parse_cells([typed], names) == (CellCorrection(*found),)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("C6", ["a.xlsx"]),
        ("=403", ["a.xlsx"]),
        ("C0=403", ["a.xlsx"]),
        ("AAAA1=403", ["a.xlsx"]),
        ("C6=403", ["a.xlsx", "b.xlsx"]),
        ("[c.xlsx]C6=403", ["a.xlsx", "b.xlsx"]),
    ],
)
def test_a_malformed_cell_is_refused(typed, names):
    with pytest.raises(CurationError) as refused:
        parse_cells([typed], names)
    assert refused.value.code == "cell_malformed"
