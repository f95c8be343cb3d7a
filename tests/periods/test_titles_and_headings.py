"""Periods inside titles, and headings that the table's period completes."""

import pytest

from periods import (
    find_leading_period,
    find_periods,
    first_title_period,
    is_heading_of_period,
    parse_heading,
    read_title,
    remove_periods,
)

TITLES = {
    "宁波市2023年10月至2024年9月工会情况表": "2023-10/2024-09",
    "宁波市2024年1月1日至9月30日工会情况表": "2024-01/2024-09",
    "宁波市2024年1月1日至9月29日工会情况表": "2024-01-01/2024-09-29",
    "宁波市2024Q3工会情况表": "2024-07/2024-09",
    "宁波市2024年前9个月工会情况表": "2024-01/2024-09",
    "宁波市2024年1～3季度工会情况表": "2024-01/2024-09",
    "宁波市2024年1月份至9月份工会情况表": "2024-01/2024-09",
    "宁波市2024年10月—2025年3月工会情况表": "2024-10/2025-03",
    "宁波市2024年第三季度末工会会员": "2024-09",
    "宁波市二〇二四年一至九月工会情况表": "2024-01/2024-09",
    "宁波市2024.1-9工会情况表": "2024-01/2024-09",
    "宁波市2024-09工会情况表": "2024-09",
    "宁波市2024/9/30工会情况表": "2024-09-30",
    "宁波市2024年1、2月工会情况表": "2024-01/2024-02",
    "宁波市2024年半年报": "2024-01/2024-06",
    "宁波市2024年9月上旬走访情况": "2024-09-01/2024-09-10",
    "宁波市2024年11月3—9日走访情况": "2024-11-03/2024-11-09",
    "2023—2024年度宁波市": "2023/2024",
    "2024-2025工会": "2024/2025",
    # Apart from its year.
    "2024年宁波市1—9月工会情况表": "2024-01/2024-09",
    "2024年度宁波市第三季度工会情况表": "2024-07/2024-09",
    "2024年宁波市工会会员情况（截至9月底）": "2024-09",
    "2024年宁波市9月份工会情况": "2024-09",
    # Said twice.
    "2024年1—9月宁波市工会情况（截至2024年9月底）": "2024-01/2024-09",
    "2024年度宁波市工会年报（2024年1—12月）": "2024",
    "数据截至2024年9月": "2024-09",
    "宁波市2024年9月（2024-09）": "2024-09",
    # Other numbers.
    "甬工发〔2024〕12号 2023年工会情况": "2023",
    "表2024-1 2023年工会情况": "2023",
    "附表12024年工会情况": "2024",
    "共2024.5万元，2023年": "2023",
    "发出2024份提示函": "",
    "会员2024人": "",
    "宁波市工会情况": "",
    "2024年“三月三”活动": "2024",
    "2024年第3期工会情况": "2024",
    "2024年9月-1": "2024-09",
    "2024年5月—宁波": "2024-05",
    "Trade unions in Ningbo, January–September 2024": "2024-01/2024-09",
    "Visits in Ningbo, 3 October – 3 November 2024": "2024-10-03/2024-11-03",
    "Union members as of September 2024": "2024-09",
    "Mayor2024": "2024",
}
UNCLEAR = {
    "宁波市2019年以来工会情况": "2019年以来",
    "宁波市2024年9月至今工会情况": "2024年9月至今",
    "宁波市2023年10月—目前": "2023年10月—目前",
    "自2020年起宁波市工会情况": "2020年起",
    "2023年与2024年工会情况对比": "2023年 / 2024年",
    "2023年、2024年工会会员": "2023年 / 2024年",
    "2024年9月与2024年10月工会情况": "2024年9月 / 2024年10月",
    "2024年1月和3月工会情况": "2024年1月和3月",
    "2024年第35周走访情况": "2024年第35周",
    "2024年初工会情况": "2024年初",
    "2024年9—1月工会情况": "2024年9—1月",
    "2011—12年工会情况": "2011—12年",
    "2024年宁波市一季度和三季度情况": "一季度和三季度",
    "2024年宁波市1—9月工会经费（9月）": "1—9月 / 9月",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_title_states_one_period(title: str) -> None:
    assert read_title(title) == (TITLES[title], "")


@pytest.mark.parametrize("title", UNCLEAR)
def test_a_title_that_leaves_its_period_open_says_which_words(title: str) -> None:
    assert read_title(title).period == ""
    assert UNCLEAR[title] in read_title(title).unclear


def test_the_first_line_that_names_a_period_counts() -> None:
    assert first_title_period(["宁波市", "2024年9月", "2023年"]) == ("2024-09", "")
    assert first_title_period(["2019年以来", "2024年"]).period == ""
    assert first_title_period([]) == ("", "")


def test_periods_have_their_places_in_the_printed_text() -> None:
    title = "宁波市 2023 年 10 月至２０２４年９月，2025年"
    found = find_periods(title)
    assert [(title[each.start : each.end], each.period) for each in found] == [
        ("2023 年 10 月至２０２４年９月", "2023-10/2024-09"),
        ("2025年", "2025"),
    ]
    assert remove_periods("宁波市2023年1—9月工会会员人数表") == "宁波市工会会员人数表"
    leading = find_leading_period("2024 年三季度末会员人数")
    assert leading == (0, 10, "2024-09", False)
    assert find_leading_period("会员人数2024年") is None
    assert find_leading_period("2023年10月至今会员") == (0, 10, "", False)


UNION_YEAR = "2023-10/2024-09"
HEADINGS = [
    ("上年末", "2024-01/2024-09", "2023-12"),
    ("去年底", "2024-09", "2023-12"),
    ("上年底", "2024-09-30", "2023-12"),
    ("去年年末数", "2024-07/2024-09", "2023-12"),
    ("上年年底", "2024", "2023"),
    ("年初数", "2024-09", "2023-12"),
    ("年初", "2024", "2023"),
    ("上年同期", "2024-01/2024-09", "2023-01/2023-09"),
    ("上年同期", "2024-09", "2023-09"),
    ("上年同期", "2024-02-29", "2023-02-28"),
    ("去年同期", "2024-02", "2023-02"),
    ("上年同期", "2024-01-01/2024-02-29", "2023-01/2023-02"),
    ("上年全年", "2024-09", "2023"),
    ("九月", "2024", "2024-09"),
    ("一至九月", "2024", "2024-01/2024-09"),
    ("1、2月", "2024", "2024-01/2024-02"),
    ("前9个月", "2024-12", "2024-01/2024-09"),
    ("三季度末", "2024", "2024-09"),
    ("Q3", "2024", "2024-07/2024-09"),
    ("January–March", "2024-09", "2024-01/2024-03"),
    ("11月", UNION_YEAR, "2023-11"),
    ("10月", UNION_YEAR, "2023-10"),
    ("3月", UNION_YEAR, "2024-03"),
    ("9月底", UNION_YEAR, "2024-09"),
    ("10—12月", UNION_YEAR, "2023-10/2023-12"),
    ("10月至3月", UNION_YEAR, "2023-10/2024-03"),
    ("11—2月", UNION_YEAR, "2023-11/2024-02"),
    ("一季度", UNION_YEAR, "2024-01/2024-03"),
    ("四季度", UNION_YEAR, "2023-10/2023-12"),
    ("上半年", UNION_YEAR, "2024-01/2024-06"),
    ("累计", UNION_YEAR, UNION_YEAR),
    ("本年累计", UNION_YEAR, UNION_YEAR),
    ("上年同期", UNION_YEAR, "2022-10/2023-09"),
    ("去年累计", UNION_YEAR, "2022-10/2023-09"),
    ("本月", UNION_YEAR, "2024-09"),
    # Nowhere, or twice, in the table's span.
    ("下半年", UNION_YEAR, ""),
    ("全年", UNION_YEAR, ""),
    ("上年末", UNION_YEAR, ""),
    ("9—11月", UNION_YEAR, ""),
    ("11月", "2023-10/2024-12", ""),
    ("9月", "2021/2023", ""),
    ("1、3月", "2024", ""),
    ("13月", "2024", ""),
    ("1-9", "2024", ""),
    ("四季", "2024", ""),
    ("会员", "2024", ""),
    ("9月", "2024年", ""),
]


@pytest.mark.parametrize(("heading", "table_period", "period"), HEADINGS)
def test_a_heading_lies_in_the_period_of_its_table(
    heading: str, table_period: str, period: str
) -> None:
    assert parse_heading(heading, table_period) == period


@pytest.mark.parametrize(
    ("heading", "around", "period"),
    [
        ("累计", "2024-03", "2023-10/2024-03"),
        ("累计数", "2023-11", "2023-10/2023-11"),
        ("上年同期", "2024-03", "2023-03"),
        ("本月", "2024-03", "2024-03"),
        ("本期", "2024-03", "2024-03"),
        ("去年累计", "2024-03", "2022-10/2023-03"),
    ],
)
def test_what_stands_below_a_month_is_of_that_month(heading: str, around: str, period: str) -> None:
    assert parse_heading(heading, UNION_YEAR, around) == period


def test_only_what_names_a_unit_is_a_heading_of_a_period() -> None:
    assert all(
        map(is_heading_of_period, ("8月", "一至九月", "本期", "上年末", "下半年", "Q3", "May"))
    )
    assert not any(
        map(is_heading_of_period, ("1-9", "四季", "会员", "一、二", "3", "第一", "", "月"))
    )
