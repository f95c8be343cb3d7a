"""Periods that only say until when is counted, and headings that repeat the period beside them."""

import pytest

from tests.helpers.made_uploads import codes, figures, the, upload

LONG = (
    "地区,{},指标,数值,单位\n"
    "宁波市,{},提示函份数,9,份\n"
    "宁波市,{},提示函份数,11,份\n"
    "宁波市,{},会员人数,50,人\n"
)


def read(text: str, **choices: str):
    return upload(("1.csv", text.encode()), choices=choices)


def periods(checked) -> list[tuple[str, str, float]]:
    return [(indicator, period, value) for indicator, _, _, period, value in figures(checked)]


@pytest.mark.parametrize(
    ("heading", "first", "second", "stock"),
    [
        ("截至", "2024年9月", "2024年10月", "2024-10"),
        ("统计截止日期", "2024-09-30", "2024-10-31", "2024-10"),
        ("时点", "2024年9月末", "2024年10月末", "2024-10"),
        ("时间", "截至2024年9月", "截至2024年10月", "2024-10"),
        ("报告期", "2024年9月底", "2024年10月底", "2024-10"),
        ("截至时间", "2024-09-28", "2024-10-29", "2024-10-29"),
    ],
)
def test_a_flow_of_a_long_table_until_a_month_is_counted_since_january(
    heading, first, second, stock
) -> None:
    text = LONG.format(heading, first, second, second)
    checked = read(text)
    asked = the(checked, "flow_until")
    assert (asked.level, asked.row, asked.column, asked.hints["figures"]) == ("error", 2, "B", 2)
    since = [("notices", "2024-01/2024-09", 9), ("notices", "2024-01/2024-10", 11)]
    assert periods(checked) == [*since, ("members", stock, 50)]
    assert codes(read(text, flow_until="since_january"), "error") == []
    stated = read(text, flow_until="as_stated")
    own = [stock[:5] + "09" + stock[7:].replace("29", "28"), stock]
    assert [period for _, period, _ in periods(stated)] == [*own, stock]
    assert codes(stated, "error") == []


def test_a_line_above_a_long_table_may_say_until_when() -> None:
    rows = "地区,指标,数值,单位\n宁波市,提示函份数,11,份\n宁波市,会员人数,50,人\n"
    checked = read("宁波市工会情况（截至2024年10月）\n" + rows)
    assert periods(checked) == [("notices", "2024-01/2024-10", 11), ("members", "2024-10", 50)]
    assert the(checked, "flow_until").hints["figures"] == 1


def test_a_month_of_a_long_table_stays_a_month() -> None:
    checked = read(LONG.format("月份", "2024年9月", "2024年10月", "2024年10月"))
    expected = [("notices", "2024-09", 9), ("notices", "2024-10", 11), ("members", "2024-10", 50)]
    assert (periods(checked), codes(checked)) == (expected, [])


@pytest.mark.parametrize(
    "text",
    [
        "宁波市\n截至,提示函份数（份）,会员人数（人）\n2024年9月,9,40\n2024年10月,11,50\n",
        "宁波市\n时点,提示函份数（份）,会员人数（人）\n2024年9月末,9,40\n2024年10月末,11,50\n",
        "宁波市2024年\n时间,提示函份数（份）,会员人数（人）\n9月底,9,40\n10月底,11,50\n",
        "宁波市\n指标,单位,2024年9月底,2024年10月底\n提示函份数,份,9,11\n会员人数,人,40,50\n",
    ],
)
def test_labels_of_a_wide_table_may_be_ends(text) -> None:
    checked = read(text)
    assert sorted(periods(checked)) == [
        ("members", "2024-09", 40),
        ("members", "2024-10", 50),
        ("notices", "2024-01/2024-09", 9),
        ("notices", "2024-01/2024-10", 11),
    ]
    assert the(checked, "flow_until").hints["figures"] == 2
    stated = read(text, flow_until="as_stated")
    assert sorted({period for _, period, _ in periods(stated)}) == ["2024-09", "2024-10"]


@pytest.mark.parametrize("title", ["宁波市工会情况（2024年10月末）", "宁波市2024年10月底工会情况"])
def test_the_end_of_a_month_in_a_title_is_an_end(title) -> None:
    checked = read(f"{title}\n地区,会员人数（人）,提示函份数（份）\n海曙区,10,3\n")
    assert periods(checked) == [("members", "2024-10", 10), ("notices", "2024-01/2024-10", 3)]
    assert the(checked, "flow_until").value == "2024-10"


def test_an_end_before_a_name_is_the_period_of_the_name() -> None:
    checked = read(
        "宁波市2024年\n地区,截至9月底会员人数（人）,上半年提示函份数（份）,1-9月提示函份数（份）\n"
        "海曙区,10,3,4\n"
    )
    assert periods(checked) == [
        ("members", "2024-09", 10),
        ("notices", "2024-01/2024-06", 3),
        ("notices", "2024-01/2024-09", 4),
    ]
    assert codes(checked) == []


def test_names_that_begin_like_months_are_names() -> None:
    checked = read("宁波市2024年\n地区,五月花活动（场）,三月三活动（场）\n海曙区,10,3\n")
    assert [label.text for label in checked.labels] == ["五月花活动", "三月三活动"]


@pytest.mark.parametrize("heading", ["1-本月", "1—本月累计", "1月至本月", "本年1-本月累计数"])
def test_until_this_month_is_counted_since_january(heading) -> None:
    checked = read(f"2024年11月宁波市工会指标\n指标,单位,本月,{heading}\n提示函份数,份,2,11\n")
    assert periods(checked) == [("notices", "2024-11", 2), ("notices", "2024-01/2024-11", 11)]
    assert codes(checked) == []


def test_this_month_of_a_year_is_no_year() -> None:
    checked = read("宁波市2024年\n指标,单位,本月\n提示函份数,份,2\n")
    assert periods(checked) == [("notices", "", 2)]
    assert the(checked, "heading_period_unclear").value == "本月"


@pytest.mark.parametrize("same", ["上年同期", "去年同期", "上年同期数"])
def test_the_same_period_last_year_is_that_of_the_heading_beside_it(same) -> None:
    title = "2024年11月宁波市工会指标\n"
    after_sum = read(f"{title}指标,单位,累计,{same}\n提示函份数,份,11,8\n")
    assert periods(after_sum) == [
        ("notices", "2024-01/2024-11", 11),
        ("notices", "2023-01/2023-11", 8),
    ]
    after_month = read(f"{title}指标,单位,本月,{same},累计\n提示函份数,份,2,1,11\n")
    assert [period for _, period, _ in periods(after_month)] == [
        *("2024-11", "2023-11", "2024-01/2024-11")
    ]
    assert codes(after_sum) == codes(after_month) == []


def test_beside_month_and_sum_the_same_period_is_asked() -> None:
    checked = read("2024年11月宁波市工会指标\n指标,单位,本月,累计,上年同期\n提示函份数,份,2,11,8\n")
    assert [period for _, period, _ in periods(checked)] == ["2024-11", "2024-01/2024-11", ""]
    assert the(checked, "heading_period_unclear").value == "上年同期"
    turned = read("2024年11月宁波市工会指标\n指标,单位,累计,本月,上年同期\n提示函份数,份,11,2,8\n")
    assert [period for _, period, _ in periods(turned)] == ["2024-01/2024-11", "2024-11", ""]
    clear = read("2024年11月宁波市工会指标\n指标,单位,本月,累计,上年同月\n提示函份数,份,2,11,8\n")
    assert [period for _, period, _ in periods(clear)] == ["2024-11", "2024-01/2024-11", "2023-11"]


@pytest.mark.parametrize("heading", ["9月累计", "9月末累计", "截至9月底累计", "1—9月累计"])
def test_a_sum_until_a_month_begins_in_january(heading) -> None:
    checked = read(f"宁波市2024年\n指标,单位,{heading}\n提示函份数,份,11\n")
    assert periods(checked)[0][1] == "2024-01/2024-09"
