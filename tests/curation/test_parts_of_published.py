"""A label that is decided to be a part of a published indicator."""

import pytest

from curation.label_decisions import DecidedLabel, LabelQuestion, apply_decisions
from intake.model.upload_labels import LabelMatch

MEMBERS = {
    "code": "members",
    "name": {"zh": "工会会员人数", "en": "Members"},
    "unit": {"zh": "人", "en": "people"},
    "breakdowns": [{"code": "women", "name": {"zh": "女会员", "en": "Women"}, "terms": ["女 性"]}],
}


def decided(name: str) -> DecidedLabel:
    question = LabelQuestion(LabelMatch("indicator", f"工会会员人数/{name}", ""), ("a.csv",), 2)
    return DecidedLabel(question, "part", "members", name=name)


@pytest.mark.parametrize("name", ["女会员", "女 会员", "女會員", "女性", "Women"])
def test_a_part_that_it_has_already_is_that_part(name: str) -> None:
    outcome = apply_decisions([decided(name)], {"members": MEMBERS})
    assert list(outcome.answers.values()) == ["members.women"]
    assert outcome.definitions == {}


def test_another_part_is_added_to_its_definition() -> None:
    outcome = apply_decisions([decided("青年会员")], {"members": MEMBERS})
    assert list(outcome.answers.values()) == ["members.qingnianhuiyuan"]
    parts = outcome.definitions["members"]["breakdowns"]
    assert [part["code"] for part in parts] == ["women", "qingnianhuiyuan"]
