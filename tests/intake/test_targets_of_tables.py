"""Tables of targets (任务, 目标, 计划): never taken for what was achieved."""

import pytest

from intake.values import target_words
from quantities.annual_targets import with_annual_targets
from tests.helpers.made_uploads import codes, figures, known, the, upload

BASE = known()
TARGETS = type(BASE)(
    tuple(with_annual_targets(BASE.indicators)), BASE.programmes, BASE.sources, BASE.areas,
    BASE.figures,
)  # fmt: skip
TARGET = ("notices_target", "330200", "", "2023", 500)
ACTUAL = ("notices", "330200", "", "2023", 400)


def read(text: str, name: str = "1.csv", **options: object):
    return upload((name, text.encode()), base=TARGETS, **options)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2023年各市提示函任务分解表", "1.csv"),
        ("2023年度目标", "1.csv"),
        ("2023年工作计划", "1.csv"),
        ("2023年指标任务", "1.csv"),
        ("2023 plan", "1.csv"),
        ("2023年", "年度任务.csv"),
        ("2023年", "targets.csv"),
    ],
)
def test_a_table_of_targets_is_read_as_targets(title: str, name: str) -> None:
    checked = read(f"{title}\n地区,提示函份数\n宁波市,500\n", name)
    assert figures(checked) == [TARGET]
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("head", "below"),
    [
        ("提示函份数任务数,提示函份数", ""),
        ("计划提示函份数,提示函份数", ""),
        ("提示函份数（目标）,提示函份数", ""),
        ("提示函份数,提示函份数", ",目标值,实际完成数\n"),
        ("提示函份数,", ",年度任务,完成数\n"),
    ],
)
def test_headings_say_what_is_a_target_and_what_was_achieved(head: str, below: str) -> None:
    checked = read(f"2023年任务完成情况\n地区,{head}\n{below}宁波市,500,400\n")
    if below:
        assert (figures(checked), checked.problems) == ([TARGET, ACTUAL], ())
    else:  # what the second column is, is said by nothing
        assert (figures(checked), codes(checked)) == ([TARGET], ["plan_or_actual"])


UNCLEAR = "2023年各市提示函任务完成情况\n地区,提示函份数\n宁波市,400\n"


def test_words_for_both_are_asked_about_and_never_taken_as_achieved() -> None:
    checked = read(UNCLEAR)
    assert (figures(checked), codes(checked, "error")) == ([], ["plan_or_actual"])
    assert the(checked, "plan_or_actual").value == "2023年各市提示函任务完成情况"
    for options in ({"choices": {"plan_or_actual": "actual"}}, {"values_as": "actual"}):
        assert figures(read(UNCLEAR, **options)) == [ACTUAL]
    for options in ({"choices": {"plan_or_actual": "target"}}, {"values_as": "target"}):
        assert figures(read(UNCLEAR, **options)) == [(*TARGET[:4], 400)]


def test_the_option_decides_only_where_the_table_does_not() -> None:
    text = "2023年\n地区,提示函份数\n宁波市,500\n"
    assert figures(read(text, values_as="target")) == [TARGET]
    text = "2023年\n地区,提示函份数任务,提示函份数\n,任务数,完成数\n宁波市,500,400\n"
    assert figures(read(text, values_as="actual")) == [TARGET, ACTUAL]


def test_a_plan_that_is_the_name_of_some_work_is_asked_about() -> None:
    assert target_words.read_target_titles(["求学圆梦行动计划"]) == "unclear"
    assert target_words.read_target_titles(["2023年工作计划"]) == "target"
    assert target_words.read_target_titles(["plane.csv"]) == ""


def test_what_has_no_target_is_not_taken_as_achieved() -> None:
    text = "2023年度目标\n地区,工会会员人数,提示函份数\n宁波市,9,500\n"
    checked = read(text)
    assert (figures(checked), codes(checked, "error")) == ([TARGET], ["no_target"])
    checked = read(text, choices={"no_target": "actual"})
    assert [one[0] for one in figures(checked)] == ["members", "notices_target"]
    checked = read(text, choices={"no_target": "left_out"})
    assert (figures(checked), codes(checked, "error")) == ([TARGET], [])


LONG = "指标,地区,报告期,数值,计量单位\n提示函份数,宁波市,2023,500,份\n"


def test_long_tables_are_read_likewise() -> None:
    assert figures(read(LONG, "2023年任务.csv")) == [TARGET]
    assert figures(read(LONG, values_as="target")) == [TARGET]
    assert codes(read(LONG, "2023年任务完成.csv"), "error") == ["plan_or_actual"]
    assert figures(read(LONG, "2023年任务完成.csv", values_as="actual")) == [(*ACTUAL[:4], 500)]
    members = LONG.replace("提示函份数", "工会会员人数").replace("份\n", "人\n")
    assert codes(read(members, "任务.csv"), "error") == ["no_target"]


def test_a_rate_of_completion_is_left_out() -> None:
    checked = read("2023年\n地区,任务数,完成数,完成率\n宁波市,500,400,80%\n", "提示函份数.csv")
    assert (figures(checked), codes(checked)) == ([TARGET, ACTUAL], ["derived_left_out"])
