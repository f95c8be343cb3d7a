import pandas as pd
import pyarrow.compute as pc
import pytest

from auth import PermissionDeniedError, Role
from curation import remembered_labels
from curation.drafts import draft_editing, draft_publishing
from curation.errors import CurationError, PublishBlockedError
from curation.releases import upload_review
from curation.releases.changes import compare_states, to_table
from curation.releases.notes import EXPLANATIONS
from curation.releases.proposed_release import build_proposed_snapshot
from curation.releases.upload_review import Upload, fill_unchanged
from curation.upload_answers import Answers
from file_formats import yaml
from ledger.storage.data_files import build_key_column
from ledger.store import EVERYTHING
from tests.helpers.reviews import publish_now, reviewed_now
from tests.helpers.workspaces import (
    HAISHU,
    JIANGBEI,
    NINGBO,
    all_labels,
    all_subjects,
    forget_label,
    notices,
    person,
    seen_now,
    statuses,
    upload,
    wordings,
)

PAGE = "page-2024-11-05"
TRAINED = "supervisors_trained.ningbo-supervision.330200..2024-01/2024-11"
OCTOBER = "supervision_notices.ningbo-supervision.{}..2024-10"


def publish(workspace, actor, *rows, mode="upsert", **more):
    return publish_now(workspace, actor, Upload(upload(*rows), mode), reason="x", **more)


def test_a_comparison_counts_open_bounds_as_equal_and_a_zero_base_as_no_percentage(workspace):
    old = workspace.store.read().figures
    new = old.copy()
    new.loc[new["key"] == TRAINED, ["value", "as_reported"]] = [0.0, "0人"]
    first = compare_states(old, new)
    assert first.changed[["key", "percent"]].to_numpy().tolist() == [[TRAINED, -100.0]]
    back = compare_states(new, old)
    assert back.changed["percent"].isna().all()
    assert not compare_states(old, old.iloc[::-1])
    gone = compare_states(old, old[old["key"] != TRAINED])
    assert (gone.removed["key"].tolist(), len(gone.added)) == ([TRAINED], 0)
    assert gone.areas == ["330200"]


def test_code_lists_are_compared_entry_by_entry(workspace):
    head = workspace.store.read()
    indicators = [dict(entry) for entry in head.indicators]
    indicators[0]["unit"] = {"zh": "件", "en": "pieces"}
    indicators.append({"code": "new_one"})
    changes = compare_states(
        head.figures,
        head.figures,
        {"indicators": head.indicators, "areas": head.areas},
        {"indicators": indicators, "areas": head.areas.astype("str").replace("<NA>", "")},
    )
    assert [(c.list, c.code, c.what) for c in changes.codes] == [
        ("indicators", str(head.indicators[0]["code"]), "changed"),
        ("indicators", "new_one", "added"),
    ]


def test_what_an_upload_leaves_empty_stays_where_the_number_is_the_same(workspace):
    head = to_table(workspace.store.read().figures)
    row = head.filter(pc.equal(build_key_column(head), TRAINED)).to_pandas()
    bare = row.assign(as_reported="", source="", locator="", note="", obs_status="V")
    filled = fill_unchanged(to_table(bare), head, trusted=False)
    pd.testing.assert_frame_equal(filled.to_pandas(), row)
    assert fill_unchanged(to_table(bare), head.slice(0, 0), trusted=False).equals(to_table(bare))
    other = bare.assign(value=4351.0, value_low=4351.0, value_high=4351.0, obs_status="A")
    (kept,) = fill_unchanged(to_table(other), head, trusted=False).to_pylist()
    assert (kept["as_reported"], kept["source"], kept["obs_status"]) == ("", "", "V")
    (trusted,) = fill_unchanged(to_table(other), head, trusted=True).to_pylist()
    assert trusted["obs_status"] == "A"


def test_replacing_an_indicator_is_replacing_it_within_ones_own_area(workspace, staff):
    publish(workspace, staff, notices(HAISHU, "2024-09", 9), notices(JIANGBEI, "2024-09", 8))
    county = person(workspace, "li", area=HAISHU)
    outcome = publish(
        workspace,
        county,
        notices(HAISHU, "2024-10", 12),
        mode="replace",
        explanations={"*": "改为按月报"},
    )
    assert outcome.changes.removed["key"].tolist() == [OCTOBER.format(HAISHU).replace("-10", "-09")]
    assert outcome.changes.added["key"].tolist() == [OCTOBER.format(HAISHU)]
    assert len(wordings(workspace)) == 51
    assert EXPLANATIONS in outcome.release.notes
    assert "改为按月报" in outcome.release.notes[EXPLANATIONS]


def test_a_warning_needs_an_explanation(workspace, staff):
    publish(workspace, staff, notices(HAISHU, "2024-09", 9))
    with pytest.raises(PublishBlockedError) as blocked:
        publish(workspace, staff, notices(HAISHU, "2024-10", 12), mode="replace")
    assert (blocked.value.code, [p.code for p in blocked.value.problems]) == (
        "unexplained",
        ["replace_removes"],
    )
    draft = draft_editing.create_draft(
        workspace, staff, upload(notices(HAISHU, "2024-10", 12)), mode="replace"
    )
    draft_editing.change_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        explanations={"replace_removes": "改为按月报"},
    )
    draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="x",
        reviewed=reviewed_now(workspace, draft.id, 2),
    )
    assert "改为按月报" in workspace.store.head().notes[EXPLANATIONS]


def test_a_city_publishes_its_counties_and_no_others(workspace):
    city = person(workspace, "wang", area=NINGBO)
    publish(workspace, city, notices(HAISHU, "2024-10", 12))
    with pytest.raises(PublishBlockedError) as blocked:
        publish(workspace, city, notices("340200", "2024-10", 12))
    assert [problem.code for problem in blocked.value.problems] == ["area_not_yours"]


def test_labels_are_remembered_once_published_and_can_be_forgotten(workspace, staff, reviewer):
    rows = "地区,2022年,2023年\n海曙区,3,5\n江北区,4,6\n"
    files = [("y.csv", f"2023年各区督导函下发情况\n单位：份\n{rows}".encode())]
    found = upload_review.check_upload(workspace, staff, Upload(files))
    assert found.checked.shape == "yearbook"
    (label,) = {each.text for each in found.checked.labels if each.kind == "indicator"}
    said = Answers(indicators={label: "supervision_notices"}, source=PAGE)
    outcome = publish_now(
        workspace, staff, Upload(files, answers=said), reason="x", explanations={"*": "x"}
    )
    assert len(outcome.changes.added) == 4
    assert all_labels(workspace).indicators == {"督导函下发": "supervision_notices"}

    def asked(title: str) -> list[str]:
        """What is asked about the same rows under a title."""
        later = [("z.csv", f"{title}\n单位：份\n{rows.replace('6', '7')}".encode())]
        upload = Upload(later, answers=Answers(source=PAGE))
        errors = upload_review.check_upload(workspace, staff, upload).errors
        return [problem.code for problem in errors]

    assert asked("2024年各区督导函下发情况") == []
    assert asked("2024年全市督导函下发进度") == ["indicator_unmatched"]  # another table
    forget_label(workspace, reviewer, label)
    assert all_labels(workspace).indicators == {}


def test_what_the_name_of_a_file_stood_for_is_asked_again(workspace, staff):
    files = [("y.csv", "地区,2022年,2023年\n海曙区,3,5\n江北区,4,6\n".encode())]
    said = Answers(indicators={"y": "supervision_notices"}, unit="份", source=PAGE)
    publish_now(workspace, staff, Upload(files, answers=said), reason="x", explanations={"*": "x"})
    assert all_labels(workspace).indicators == {}
    asked = upload_review.check_upload(workspace, staff, Upload(files))
    assert [(each.text, each.sure) for each in asked.checked.labels] == [("y", False)]


def test_subjects_of_reports_are_remembered(workspace, staff):
    said = Answers(subjects={"提示函\t份": "supervision_notices", "会员\t人": "members.women"})
    remembered_labels.remember_labels(workspace, staff, said)
    assert all_subjects(workspace) == {
        ("提示函", "份"): ("supervision_notices", ""),
        ("会员", "人"): ("members", "women"),
    }


def test_an_indicator_defined_with_an_upload_is_published_with_its_figures(workspace, staff):
    definition = """indicators:
- code: reading_rooms
  name: {zh: 职工书屋, en: Reading rooms}
  definition: {zh: 职工书屋数。, en: Reading rooms for workers.}
  unit: {zh: 家, en: rooms}
  classifiers: [家]
  topic: enterprise_services
  kind: stock
  aggregation: last
"""
    files = [
        *upload(f"reading_rooms,,{HAISHU},,2024,28家,page-2024-11-05,¶1"),
        ("indicators.yaml", definition.encode()),
    ]
    draft = draft_editing.create_draft(workspace, staff, files)
    _, found = draft_editing.review_draft(workspace, staff, draft.id)
    assert [(c.list, c.code, c.what) for c in found.proposal.changes.codes] == [
        ("indicators", "reading_rooms", "added")
    ]
    draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="x",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    assert wordings(workspace)[f"reading_rooms..{HAISHU}..2024"] == "28家"
    assert workspace.store.read().indicators[-1]["code"] == "reading_rooms"


def test_proofs_are_pictures_and_scans_and_not_for_every_reader(workspace, staff):
    draft = draft_editing.create_draft(workspace, staff, upload(notices(HAISHU, "2024-10", 12)))
    for name, data, code in (
        ("x.svg", b"<svg onload=alert(1)>", "proof_kind"),
        ("x.html", b"<html>", "proof_kind"),
        ("x.png", b"\x89PNG\r\n\x1a\n" + bytes(21 * 2**20), "proof_too_large"),
    ):
        with pytest.raises(CurationError) as refused:
            draft_editing.attach_proof(workspace, staff, seen_now(workspace, draft.id), name, data)
        assert refused.value.code == code
    scan = b"\xff\xd8\xff\xe0 scan"
    draft_editing.attach_proof(
        workspace, staff, seen_now(workspace, draft.id), "../../盖章\u202e.jpg", scan
    )
    outcome = draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="x",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    assert list(outcome.release.proofs) == ["盖章.jpg"]
    assert workspace.store.proof(2, "盖章.jpg") == scan


def test_files_of_one_name_are_both_kept_and_a_later_one_takes_its_place(workspace, staff):
    first, second = notices(HAISHU, "2024-09", 9), notices(JIANGBEI, "2024-09", 8)
    both = [*upload(first), *upload(second)]
    draft = draft_editing.create_draft(workspace, staff, both)
    assert [kept.name for kept in draft.files] == ["figures.csv", "figures (2).csv"]
    draft = draft_editing.add_files(
        workspace, staff, seen_now(workspace, draft.id), upload(notices(HAISHU, "2024-09", 10))
    )
    assert [kept.name for kept in draft.files] == ["figures.csv", "figures (2).csv"]
    draft_publishing.publish_draft(
        workspace,
        staff,
        seen_now(workspace, draft.id),
        reason="x",
        reviewed=reviewed_now(workspace, draft.id, 1),
    )
    found = wordings(workspace)
    assert found[OCTOBER.format(HAISHU).replace("-10", "-09")] == "10份"
    assert found[OCTOBER.format(JIANGBEI).replace("-10", "-09")] == "8份"
    assert set(statuses(workspace).values()) == {"A", "V"}


def test_staff_cannot_change_what_a_code_means_while_bound_to_an_area(workspace):
    county = person(workspace, "li", Role.REVIEWER, HAISHU)
    entry = [{"code": "supervision_notices", "name": {"zh": "别的", "en": "Other"}}]
    entry[0] |= {"unit": {"zh": "份", "en": "notices"}, "topic": "supervision", "kind": "flow"}
    entry[0] |= {"aggregation": "sum"}
    files = [
        *upload(notices(HAISHU, "2024-10", 12)),
        ("i.yaml", yaml.dump_yaml({"indicators": entry})),
    ]
    draft = draft_editing.create_draft(workspace, county, files)
    _, found = draft_editing.review_draft(workspace, county, draft.id)
    assert [c.what for c in found.proposal.changes.codes] == ["changed"]
    draft_editing.change_draft(
        workspace, county, seen_now(workspace, draft.id), explanations={"*": "x"}
    )
    with pytest.raises(PermissionDeniedError) as denied:
        draft_publishing.publish_draft(
            workspace,
            county,
            seen_now(workspace, draft.id),
            reason="x",
            reviewed=reviewed_now(workspace, draft.id, 1),
        )
    assert (denied.value.code, denied.value.values) == ("area", {"action": "change_codes"})
    assert workspace.store.head().number == 1


def test_a_small_file_is_checked_without_reading_the_whole_release(workspace, monkeypatch):
    actor = person(workspace, "wang")
    publish(workspace, actor, notices(HAISHU, "2024-10", 12), notices(JIANGBEI, "2024-10", 7))
    asked, read = [], type(workspace.store).read

    def watched(store, number=None, where=EVERYTHING):
        asked.append(where)
        return read(store, number, where)

    monkeypatch.setattr(type(workspace.store), "read", watched)
    found = upload_review.check_upload(
        workspace, actor, Upload(upload(notices(HAISHU, "2024-10", 2_000)))
    )
    assert [(p.code, p.expected) for p in found.problems] == [("large_change", "12")]
    assert [(tuple(w.indicators), tuple(w.ref_areas), w.limit) for w in asked] == [
        ((), (), 0),
        (("supervision_notices",), (HAISHU,), None),
    ]
    proposal = found.proposal
    assert (proposal.only_indicators, len(proposal.changes.changed)) == (
        ("supervision_notices",),
        1,
    )
    assert set(proposal.figures["indicator"].to_pylist()) == {"supervision_notices"}
    whole = build_proposed_snapshot(read(workspace.store), proposal).figures
    wanted = wordings(workspace) | {OCTOBER.format(HAISHU): "2000份"}
    assert dict(zip(whole["key"], whole["as_reported"], strict=True)) == wanted
    assert whole["key"].is_monotonic_increasing
