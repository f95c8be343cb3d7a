"""Column tables inside a report's text: every cell is a quantity with what its heads say."""

from datetime import date

import pytest
from hypothesis import example
from hypothesis import strategies as st

from extraction import ProposedFigure, extract_figures
from tests.helpers.examples import given
from tests.helpers.marked_passages import reader

DAY = date(2024, 11, 5)
Told = tuple[str, float, str, str, str, str]


def read(text: str) -> list[Told]:
    found = extract_figures(reader(), text, DAY)
    assert all(text[one.start : one.end] == one.phrase for one in found)
    return [told(one) for one in found]


def told(one: ProposedFigure) -> Told:
    return (one.as_reported, one.value, one.unit, one.subject, one.ref_area, one.time_period)


def test_rows_of_places_under_units():
    text = (
        "2024年前三季度各市工会培训情况\n"
        "地区\t培训人数（人次）\t投入（万元）\n"
        "杭州市\t45,600\t860.5\n"
        "宁波市总工会\t39,210\t—\n"
    )
    period = "2024-01/2024-09"
    assert read(text) == [
        ("45,600", 45600, "人次", "培训人数", "330100", period),
        ("860.5", 8605000, "元", "投入", "330100", period),
        ("39,210", 39210, "人次", "培训人数", "330200", period),
    ]


def test_rows_of_items_under_years_with_one_unit_for_all():
    text = (
        "宁波市总工会经费收支情况\n单位：万元\n"
        "项目    2022年    2023年    增长（%）\n"
        "拨缴经费    3260.5    3518.2    7.9\n"
    )
    assert read(text) == [
        ("3260.5", 32605000, "元", "拨缴经费", "330200", "2022"),
        ("3518.2", 35182000, "元", "拨缴经费", "330200", "2023"),
        ("7.9", 7.9, "%", "拨缴经费增长", "330200", ""),
    ]


def test_a_column_of_units_and_a_district_of_the_city_told_of():
    text = (
        "重庆市2023年统计\n指标\t计量单位\t全市\t江北区\n"
        "会员\t万人\t812.5\t40\n经费\t亿元\t3.2\t0.4\n"
    )
    assert [row[1:3] + row[4:] for row in read(text)] == [
        (8125000, "人", "500000", "2023"),
        (400000, "人", "500105", "2023"),
        (320000000, "元", "500000", "2023"),
        (40000000, "元", "500105", "2023"),
    ]


def test_single_spaces_do_where_two_rows_agree():
    text = "全省调解情况\n地区 受理件数 成功率(%)\n杭州市 3412 84.3\n宁波市 1187 76.0\n"
    assert [row[1:3] for row in read(text)] == [
        (3412, "件"),
        (84.3, "%"),
        (1187, "件"),
        (76, "%"),
    ]


def test_what_no_head_says_stays_empty():
    text = "情况表\n单位：万元、户\n类别\t甲\t乙\t户数\n一类\t12\t7\t30\n二类\t15\t8\t42\n"
    assert [row[1:3] + row[5:] for row in read(text)] == [
        (12, "", ""),
        (7, "", ""),
        (30, "户", ""),
        (15, "", ""),
        (8, "", ""),
        (42, "户", ""),
    ]


def test_as_many_units_as_columns_are_theirs_in_order():
    text = "情况表\n单位：场、万人次\n类别\t竞赛场次\t参赛\n一类\t12\t3\n二类\t15\t4.2\n"
    assert [row[1:3] for row in read(text)] == [
        (12, "场"),
        (30000, "人次"),
        (15, "场"),
        (42000, "人次"),
    ]


def test_pipes_may_frame_the_rows():
    text = "全省情况\n| 地区 | 驿站（个） |\n| 湖州市 | 512 |\n| 金华市 | 734 |\n"
    assert [row[1:3] + row[4:5] for row in read(text)] == [
        (512, "个", "330500"),
        (734, "个", "330700"),
    ]


def test_prose_with_wide_gaps_is_no_table():
    text = "本报讯  今年1至10月，青岛市总工会\n建成驿站  120余个，投入  360万元。\n"
    assert [row[0] for row in read(text)] == ["120余个", "360万元"]


@pytest.mark.parametrize("text", ["a\tb\n", "\t\t\n\t1\t\n", "甲\t乙\n丙\t丁\n", "1\t2\n3\t4\n"])
def test_rows_that_are_no_table_are_left_alone(text):
    assert read(text) == []


@given(st.text(alphabet="0123456789,.\t \n年月市杭州宁波合计单位：万元（）%—人次数地区"))
@example("0—万%")
def test_no_table_makes_the_reader_raise(text):
    read(text)
