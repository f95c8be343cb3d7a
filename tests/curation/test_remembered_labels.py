"""What labels were said to mean: kept, changed, forgotten, and added to by two at once."""

import os

import pytest

from auth import PermissionDeniedError
from curation import append_only_folder, remembered_labels
from curation.errors import CurationError
from curation.upload_answers import Answers
from curation.workspace import Workspace
from tests.helpers.small_desk import signed_in
from tests.helpers.workspaces import all_labels, all_subjects, forget_label

SAID = Answers(
    indicators={"走访 人数": "visits", "队": "teams"},
    areas={"本 区": "330203"},
    subjects={"职工\t人": "members.women", "队\t支": "teams"},
)


def kept(workspace: Workspace) -> list[str]:
    return sorted(os.listdir(workspace.local_folder / "labels"))


def test_labels_are_kept_without_their_spaces_and_subjects_as_they_are(small):
    assert all_labels(small).indicators == {}
    assert all_subjects(small) == {}
    remembered_labels.remember_labels(small, signed_in(small, "zhao"), SAID)
    known = all_labels(small)
    assert known.indicators == {"走访人数": "visits", "队": "teams"}
    assert known.areas == {"本区": "330203"}
    assert all_subjects(small) == {
        ("职工", "人"): ("members", "women"),
        ("队", "支"): ("teams", ""),
    }
    assert kept(small) == ["000001.json"]


def test_a_newer_answer_takes_the_place_of_an_older_and_the_others_stay(small):
    zhao, sun = signed_in(small, "zhao"), signed_in(small, "sun")
    remembered_labels.remember_labels(small, zhao, SAID)
    remembered_labels.remember_labels(
        small, sun, Answers(indicators={"队": "members"}, areas={"市": "330200"})
    )
    known = all_labels(small)
    assert known.indicators == {"走访人数": "visits", "队": "members"}
    assert known.areas == {"本区": "330203", "市": "330200"}
    assert len(all_subjects(small)) == 2
    # What says nothing new makes no new state.
    remembered_labels.remember_labels(small, sun, Answers(indicators={"队": "members"}))
    remembered_labels.remember_labels(small, sun, Answers(area="330200"))
    assert kept(small) == ["000001.json", "000002.json"]


def test_a_label_or_a_subject_is_forgotten_and_the_others_stay(small):
    remembered_labels.remember_labels(small, signed_in(small, "zhao"), SAID)
    qian = signed_in(small, "qian")
    forget_label(small, qian, "走访　人数")
    assert all_labels(small).indicators == {"队": "teams"}
    forget_label(small, qian, "职工\t人")
    assert all_subjects(small) == {("队", "支"): ("teams", "")}
    forget_label(small, qian, "本区")
    assert all_labels(small).areas == {}
    forget_label(small, qian, "nothing of ours")
    assert kept(small) == [f"00000{number}.json" for number in range(1, 5)]
    with pytest.raises(PermissionDeniedError):
        forget_label(small, signed_in(small, "wang"), "队")
    with pytest.raises(PermissionDeniedError):
        remembered_labels.remember_labels(
            small, signed_in(small, "wang").__class__(small.database), SAID
        )


def test_of_two_at_once_neither_is_lost(open_two, monkeypatch):
    workspace, other = open_two(), open_two()
    zhao, sun = signed_in(workspace, "zhao"), signed_in(workspace, "sun")
    real = append_only_folder.add_state

    def late(*args: object) -> None:
        monkeypatch.setattr(append_only_folder, "add_state", real)
        remembered_labels.remember_labels(other, sun, Answers(indicators={"甲": "visits"}))
        real(*args)

    monkeypatch.setattr(append_only_folder, "add_state", late)
    remembered_labels.remember_labels(workspace, zhao, Answers(indicators={"乙": "teams"}))
    assert all_labels(workspace).indicators == {
        "甲": "visits",
        "乙": "teams",
    }


def test_whoever_is_always_slower_is_told(small, monkeypatch):
    def never(*args: object) -> None:
        raise CurationError("changed_meanwhile")

    monkeypatch.setattr(append_only_folder, "add_state", never)
    with pytest.raises(CurationError) as refused:
        remembered_labels.remember_labels(small, signed_in(small, "zhao"), SAID)
    assert refused.value.code == "changed_meanwhile"
