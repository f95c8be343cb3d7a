"""A label that is decided to be a part of a published indicator."""

import pytest

from curation.label_decisions import DecidedLabel, Decision, LabelQuestion, apply_decisions
from intake.model.upload_labels import LabelMatch

MEMBERS = {
    "code": "members",
    "name": {"zh": "工会会员人数", "en": "Members"},
    "unit": {"zh": "人", "en": "people"},
    "breakdowns": [{"code": "women", "name": {"zh": "女会员", "en": "Women"}, "terms": ["女 性"]}],
}


def decided(name: str, decision: Decision = "part", above: str = "工会会员人数") -> DecidedLabel:
    question = LabelQuestion(LabelMatch("indicator", f"{above}/{name}", ""), ("a.csv",), 2)
    return DecidedLabel(question, decision, "members", name=name)


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


@pytest.mark.parametrize(
    ("others", "names"),
    [
        (["new"], ["帮扶困难职工", "救助困难职工"]),
        (["leave"], ["困难职工"]),
        (["same"], ["困难职工"]),
    ],
)
def test_new_indicators_have_the_label_above_in_their_name_only_where_two_are_alike(
    others: list[Decision], names: list[str]
) -> None:
    rows = [decided("困难职工", "new", "帮扶")]
    rows += [decided("困难职工", decision, "救助") for decision in others]
    outcome = apply_decisions(rows, {"members": MEMBERS})
    assert [entry["name"]["zh"] for entry in outcome.definitions.values()] == names
