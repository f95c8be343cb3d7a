"""The headings of a union's monthly tables mean everyday indicators without anybody being asked."""

import pytest

from intake.model.reference import Reference
from intake.model.upload_labels import RememberedLabels
from intake.values.indicator_matching import match_indicators
from quantities.annual_targets import with_annual_targets
from tests.helpers.dataset_tables import table

REFERENCE = Reference(indicators=tuple(with_annual_targets(table("indicators"))))
SURE = """
工会会员人数 人 union_members|工会会员 人 union_members|会员数 人 union_members
其中：女会员 人 women_members|农民工会员 人 migrant_worker_members|新建工会 个 new_grassroots_unions
1. 新发展会员 人 new_members|入会率 % membership_rate|货车司机 人 truckers_joined
送温暖 户 warmth_households|走访慰问 户 warmth_households|送温暖资金 万元 warmth_funds
送清凉 人次 cool_workers|金秋助学 人 students_helped|法律援助 件 legal_aid_cases
12351热线 件 hotline_calls|劳动竞赛 场 labour_contests|合理化建议 件 suggestions
经费收缴 万元 union_dues|工会经费收缴额 元 union_dues|审计 个 audits
新建工会年度任务 个 new_grassroots_unions_target|送温暖资金全年目标 万元 warmth_funds_target
"""
OPEN = ["本月", "累计", "备注", "企业", "职工", "活动", "项目", "完成率", "任务", "上年同期"]


@pytest.mark.parametrize(
    "line", [each for row in SURE.split("\n") for each in row.split("|") if each]
)
def test_a_heading_means_its_indicator(line: str) -> None:
    label, unit, code = line.rsplit(" ", 2)
    (found,) = match_indicators((label,), unit, REFERENCE, RememberedLabels())
    assert (found.code, found.score) == (code, 1.0)


def test_women_among_members_are_an_indicator_of_their_own() -> None:
    path = ("工会会员人数", "其中：女会员")
    (found,) = match_indicators(path, "人", REFERENCE, RememberedLabels())
    assert (found.code, found.score) == ("women_members", 1.0)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("工会会员", "其中", "女会员"), "women_members"),
        (("会员人数", "女会员"), "women_members"),
        (("工会会员总数", "其中", "农民工"), "migrant_worker_members"),
        (("会员人数", "其中：新就业形态劳动者"), "platform_worker_members"),
    ],
)
def test_a_part_has_the_name_that_it_has_below_any_name_of_its_parent(path, code) -> None:
    (found,) = match_indicators(path, "人", REFERENCE, RememberedLabels())
    assert (found.code, found.score) == (code, 1.0)


@pytest.mark.parametrize("parent", ["新发展会员", "职工人数", "志愿者"])
def test_women_below_another_name_are_no_members(parent: str) -> None:
    found = match_indicators((parent, "女会员"), "人", REFERENCE, RememberedLabels())
    assert all(each.score < 1 for each in found)


@pytest.mark.parametrize("label", OPEN)
def test_a_word_of_any_table_means_nothing_for_sure(label: str) -> None:
    found = match_indicators((label,), "", REFERENCE, RememberedLabels())
    assert [each.code for each in found if each.score == 1] == []


def test_a_target_is_suggested_only_where_a_goal_is_named() -> None:
    codes = {
        label: {
            each.code for each in match_indicators((label,), "户", REFERENCE, RememberedLabels())
        }
        for label in ("送温暖慰问困难户", "送温暖慰问困难户任务数")
    }
    assert "warmth_households" in codes["送温暖慰问困难户"]
    assert not any(code.endswith("_target") for code in codes["送温暖慰问困难户"])
    assert "warmth_households_target" in codes["送温暖慰问困难户任务数"]
