"""What a number counts where it goes on with the one before; extremes; tables of other writers."""

from datetime import date

import pytest

from extraction import ProposedFigure, extract_figures
from tests.helpers.marked_passages import reader


def read(text: str) -> list[ProposedFigure]:
    return extract_figures(reader(), text, date(2023, 6, 15))


NAMES = {
    "单独建立厂务公开和职代会的单位分别达到65家和72家,占81%。": [
        "单独建立厂务公开的单位", "单独建立职代会的单位", "单独建立职代会的单位占比",
    ],
    "培训班组长和安全员分别为30人和45人。": ["培训班组长", "培训安全员"],
    "企业工会和机关工会分别有65家、72家。": ["企业工会", "机关工会"],
    "16个单位荣获先进称号。": ["荣获先进称号单位"],
    "8家企业被评为模范职工之家。": ["被评为模范职工之家企业"],
    "慰问省、市劳模43人。": ["慰问省市劳模"],
    "慰问环卫工人、快递员43人。": ["快递员"],
    "为900人提供就业服务。": ["提供就业服务"],
    "工会会员由2020年的2.6万人增加到3.5万人,净增9000人。": ["工会会员", "工会会员", "净增工会会员"],
    "驿站由去年的5个增加到9个。": ["驿站", "驿站"],
    "会员从2019年的120人发展到300人。": ["会员", "会员"],
}  # fmt: skip


@pytest.mark.parametrize("text", NAMES)
def test_what_is_counted_has_a_whole_name(text: str) -> None:
    assert [one.subject for one in read(text)] == NAMES[text]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("单笔最多43万元,最少120元。", [(430_000, 430_000), (120, 120)]),
        ("参训人数最多120人,最少35人。", [(120, 120), (35, 35)]),
        ("接待职工最少时35人,一天最多120人。", [(35, 35), (120, 120)]),
        ("单户最少500元。", [(500, 500)]),
        ("每班最多50人。", [(None, 50)]),
        ("至少培训300人。", [(300, 300)]),
        ("培训职工至少300人。", [(300, None)]),
    ],
)
def test_the_largest_and_the_smallest_of_several_are_no_bounds(text: str, bounds: object) -> None:
    assert [(one.value_low, one.value_high) for one in read(text)] == bounds


def test_people_before_a_word_of_work_are_counted() -> None:
    text = "公司拖欠14人工资26万元,为30人工伤认定提供援助,采用3人工智能小组。"
    assert [one.phrase for one in read(text)] == ["14人", "26万元", "30人"]


TABLES = {
    "| 年份 | 个案数目 |\n|---|---|\n| 2022 | 10 615 |\n| 2023 | 12 163 |\n": [
        ("个案数目", 10_615, "2022"), ("个案数目", 12_163, "2023"),
    ],
    "年份 个案数目\n2022 10 615\n2023 12 163\n2021 11 064\n": [
        ("个案数目", 10_615, "2022"), ("个案数目", 12_163, "2023"), ("个案数目", 11_064, "2021"),
    ],
    "|指标|2021年|2022年|\n|:--|--:|:-:|\n|会员(人)|821|846|\n|经费(万元)|1 234.5|2,345|\n": [
        ("会员", 821, "2021"), ("会员", 846, "2022"),
        ("经费", 12_345_000, "2021"), ("经费", 23_450_000, "2022"),
    ],
    "指标 2021年 2022年\n会员(人).....821.....846\n职工(人)……1 030……1 100\n": [
        ("会员", 821, "2021"), ("会员", 846, "2022"),
        ("职工", 1030, "2021"), ("职工", 1100, "2022"),
    ],
    "+--+--+\n| 年份 | 会员(人) |\n+--+--+\n| 2021 | 821 |\n| 2022 | 12 846 |\n+--+--+\n": [
        ("会员", 821, "2021"), ("会员", 12_846, "2022"),
    ],
    "附表1 会员情况\n| 指标 | 2022年 |\n| --- | --- |\n| 会员(人) | 821 |\n| 职工(人) | 9 |\n": [
        ("会员", 821, "2022"), ("职工", 9, "2022"),
    ],
    "表3-1  会员情况  单位:人\n指标 | 2021年 | 2022年\n会员 | 46 | 38\n职工 | 7 | 9\n": [
        ("会员", 46, "2021"), ("会员", 38, "2022"), ("职工", 7, "2021"), ("职工", 9, "2022"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", TABLES)
def test_tables_with_bars_blanks_and_dots(text: str) -> None:
    found = read(text)
    assert [(one.subject, one.value, one.time_period) for one in found] == TABLES[text]
    assert all(text[one.start : one.end] == one.phrase for one in found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("公司拖欠14人工资26万元。", ["拖欠工资人数", "工资"]),
        ("为23名农民工工资讨回18万元。", ["农民工", "农民工工资讨回"]),
        ("涉及8户家庭补助2.4万元。", ["家庭", "家庭补助"]),
        ("帮助36人经济补偿金51万元。", ["经济补偿金人数", "经济补偿金"]),
        ("慰问36人,培训12人。", ["慰问", "培训"]),
    ],
)
def test_people_beside_the_money_for_them_have_a_name_of_their_own(
    text: str, names: list[str]
) -> None:
    found = extract_figures(reader(), text, date(2021, 12, 20))
    assert [figure.subject for figure in found] == names
