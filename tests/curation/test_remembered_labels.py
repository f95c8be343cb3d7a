"""What labels were said to mean: kept, changed, forgotten, and added to by two at once."""

import os

import pytest

from auth import Denied
from curation import labels, versions
from curation.answers import Answers
from curation.desk import Desk
from curation.faults import Refused
from tests.helpers.small_desk import signed_in

SAID = Answers(
    indicators={"走访 人数": "visits", "队": "teams"},
    areas={"本 区": "330203"},
    subjects={"职工\t人": "members.women", "队\t支": "teams"},
)


def kept(desk: Desk) -> list[str]:
    return sorted(os.listdir(desk.folder.parent / "labels"))


def test_labels_are_kept_without_their_spaces_and_subjects_as_they_are(small):
    assert labels.remembered(small).indicators == {}
    assert labels.remembered_subjects(small) == {}
    labels.remember(small, signed_in(small, "zhao"), SAID)
    known = labels.remembered(small)
    assert known.indicators == {"走访人数": "visits", "队": "teams"}
    assert known.areas == {"本区": "330203"}
    assert labels.remembered_subjects(small) == {
        ("职工", "人"): ("members", "women"),
        ("队", "支"): ("teams", ""),
    }
    assert kept(small) == ["000001.json"]


def test_a_newer_answer_takes_the_place_of_an_older_and_the_others_stay(small):
    zhao, sun = signed_in(small, "zhao"), signed_in(small, "sun")
    labels.remember(small, zhao, SAID)
    labels.remember(small, sun, Answers(indicators={"队": "members"}, areas={"市": "330200"}))
    known = labels.remembered(small)
    assert known.indicators == {"走访人数": "visits", "队": "members"}
    assert known.areas == {"本区": "330203", "市": "330200"}
    assert len(labels.remembered_subjects(small)) == 2
    # What says nothing new makes no new state.
    labels.remember(small, sun, Answers(indicators={"队": "members"}))
    labels.remember(small, sun, Answers(area="330200"))
    assert kept(small) == ["000001.json", "000002.json"]


def test_a_label_or_a_subject_is_forgotten_and_the_others_stay(small):
    labels.remember(small, signed_in(small, "zhao"), SAID)
    qian = signed_in(small, "qian")
    labels.forget(small, qian, "走访　人数")
    assert labels.remembered(small).indicators == {"队": "teams"}
    labels.forget(small, qian, "职工\t人")
    assert labels.remembered_subjects(small) == {("队", "支"): ("teams", "")}
    labels.forget(small, qian, "本区")
    assert labels.remembered(small).areas == {}
    labels.forget(small, qian, "nothing of ours")
    assert kept(small) == [f"00000{number}.json" for number in range(1, 5)]
    with pytest.raises(Denied):
        labels.forget(small, signed_in(small, "wang"), "队")
    with pytest.raises(Denied):
        labels.remember(small, signed_in(small, "wang").__class__(small.gate), SAID)


def test_of_two_at_once_neither_is_lost(open_two, monkeypatch):
    desk, other = open_two(), open_two()
    zhao, sun = signed_in(desk, "zhao"), signed_in(desk, "sun")
    real = versions.add

    def late(*args: object) -> None:
        monkeypatch.setattr(versions, "add", real)
        labels.remember(other, sun, Answers(indicators={"甲": "visits"}))
        real(*args)

    monkeypatch.setattr(versions, "add", late)
    labels.remember(desk, zhao, Answers(indicators={"乙": "teams"}))
    assert labels.remembered(desk).indicators == {"甲": "visits", "乙": "teams"}


def test_whoever_is_always_slower_is_told(small, monkeypatch):
    def never(*args: object) -> None:
        raise Refused("changed_meanwhile")

    monkeypatch.setattr(versions, "add", never)
    with pytest.raises(Refused) as refused:
        labels.remember(small, signed_in(small, "zhao"), SAID)
    assert refused.value.code == "changed_meanwhile"
