"""Tables as statistics offices and county unions keep them, with what is easily misread in them."""

import datetime

import pytest

from file_formats import xlsx
from tests.helpers.made_uploads import codes, figures, upload, workbook


def test_a_download_of_the_national_office() -> None:
    text = (
        "数据库：年度数据\n时间：最近3年\n指标,2017年,2016年,2015年\n"
        "工会会员人数(万人),30296.1,,29549.6\n注：由全国总工会提供。\n数据来源：国家统计局\n"
    )
    checked = upload(("年度数据.csv", text.encode("gb18030")))
    assert figures(checked) == [
        ("members", "100000", "", "2017", 302_961_000),
        ("members", "100000", "", "2015", 295_496_000),
    ]
    assert checked.problems == ()


def test_a_download_by_province_names_its_indicator_above() -> None:
    text = (
        "数据库：分省年度数据\n指标：工会会员人数(万人)\n时间：最近2年\n地区,2017年,2016年\n"
        "北京市,500.1,\n内蒙古自治区,400.5,399\n数据来源：国家统计局\n"
    )
    checked = upload(("分省年度数据.csv", text.encode()))
    assert figures(checked) == [
        ("members", "110000", "", "2017", 5_001_000),
        ("members", "150000", "", "2017", 4_005_000),
        ("members", "150000", "", "2016", 3_990_000),
    ]
    assert checked.problems == ()


def test_footnote_marks_are_no_digits() -> None:
    rows = [
        ["宁波市工会会员情况"],
        ["单位：人"],
        ["指标", "2022年①", "2023年[2]"],
        ["工会会员人数①", "100①", "110*"],
        ["#女性②", 40, "45[注]"],
        ["① 2022年为快报数。"],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("members", "330200", "", "2022", 100),
        ("members", "330200", "", "2023", 110),
        ("members", "330200", "women", "2022", 40),
        ("members", "330200", "women", "2023", 45),
    ]
    found = [(p.code, p.column, p.value, p.expected) for p in checked.problems]
    assert found == [
        ("normalised", "B", "100①", "100"),
        ("normalised", "C", "110*", "110"),
        ("normalised", "C", "45[注]", "45"),
    ]
    assert [shape.note_rows for shape in checked.shapes] == [(6,)]


def test_a_mark_inside_a_number_is_asked_about() -> None:
    text = "指标,地区,报告期,数值\nmembers,330200,2023,1①2\nmembers,330200,2022,100①\n"
    checked = upload(("t.csv", text.encode()))
    assert codes(checked) == ["number_unreadable", "normalised"]
    assert checked.figures["value"].tolist()[1] == 100


@pytest.mark.parametrize("between", [["续表"], ["3-5 续表1"], [""]])
def test_a_continued_table_goes_on_with_what_was_said_above_it(between: list[str]) -> None:
    rows = [
        ["3-5 各地区工会会员人数（2015年）"],
        ["单位：万人"],
        ["地区", "工会会员人数", "其中：女性"],
        ["北京", 10, 5],
        ["天津", 20, 6],
        between,
        ["地区", "工会会员人数", "其中：女性"],
        ["内蒙古", 30, 7],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked)[4:] == [
        ("members", "150000", "", "2015", 300_000),
        ("members", "150000", "women", "2015", 70_000),
    ]
    assert checked.problems == ()
    assert [shape.figures for shape in checked.shapes] == [4, 2]


def test_a_second_table_of_another_indicator_and_year() -> None:
    rows = [
        ["表1 2023年宁波市工会会员人数"],
        ["地区", "工会会员人数（人）"],
        ["海曙区", 1],
        ["表2 2022年绍兴市提示函份数"],
        ["单位：份"],
        ["地区", "提示函份数"],
        ["越城区", 3],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("members", "330203", "", "2023", 1),
        ("notices", "330602", "", "2022", 3),
    ]


def test_blanks_inside_names_are_no_units() -> None:
    rows = [
        ["2023年宁波市各区县工会经费"],
        ["", "", "单位：万元"],
        ["地　　区", "工会经费收入", "提 示 函 份 数（份）"],
        ["合　　计", 300, 20],
        ["海 曙 区", 100, 10],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("funds", "330203", "", "2023", 1_000_000),
        ("notices", "330203", "", "2023", 10),
    ]
    assert codes(checked) == ["total_in_part", "total_differs", "total_differs"]


def test_tables_side_by_side() -> None:
    rows = [
        ["2023年宁波市各区县工会会员人数（人）"],
        ["地区", "工会会员人数", "", "地区", "工会会员人数"],
        ["海曙区", 1, "", "北仑区", 3],
        ["江北区", 2, "", "镇海区", 4],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert sorted(figures(checked)) == [
        ("members", "330203", "", "2023", 1),
        ("members", "330205", "", "2023", 2),
        ("members", "330206", "", "2023", 3),
        ("members", "330211", "", "2023", 4),
    ]
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("shown", "periods"),
    [('yyyy"年"m"月"', ["2024-01", "2024-02"]), ("[$-804]yyyy", ["2024", "2024"]), (17, None)],
)
def test_dates_are_read_as_far_as_they_are_shown(shown: str | int, periods) -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        dates = book.add_format({"num_format": shown})
        sheet.write_row(0, 0, ["宁波市提示函份数"])
        sheet.write(1, 0, "指标")
        sheet.write_row(2, 0, ["提示函份数（份）", 1, 2])
        for column in (1, 2):
            sheet.write_datetime(1, column, datetime.datetime(2024, column, 1), dates)
    checked = upload(("1.xlsx", out.getvalue()))
    assert checked.figures["time_period"].tolist() == (periods or ["2024-01", "2024-02"])
    assert len(xlsx.read_xlsx(out.getvalue())[0].dates) == 2


def test_a_form_with_codes_is_no_list_of_definitions() -> None:
    rows = [
        ["2023年工会统计年报"],
        ["制定机关：", "中华全国总工会", "有效期至：2025年6月", "表号：工统1表"],
        ["填报单位（盖章）：", "宁波市海曙区总工会", "填报日期：2024年1月5日", ""],
        ["指标名称", "计量单位", "代码", "数量"],
        ["甲", "乙", "丙", "1"],
        ["一、组织", "—", "—", "—"],
        ["基层工会组织数", "个", "01", 120],
        ["二、会员", "—", "—", "—"],
        ["工会会员人数", "人", "02", 35000],
        ["  其中：女性", "人", "03", 15000],
        ["        农民工", "人", "04", 9000],
        ["单位负责人：张某", "统计负责人：李某", "填表人：王某"],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("unions", "330203", "", "2023", 120),
        ("members", "330203", "", "2023", 35_000),
        ("members", "330203", "women", "2023", 15_000),
        ("members", "330203", "migrants", "2023", 9_000),
    ]
    assert checked.problems == ()


@pytest.mark.parametrize("wrapped", ['="{}"', '"=""{}"""'])
def test_cells_that_other_systems_wrap_for_excel_are_what_is_inside(wrapped: str) -> None:
    head, row = "指标,地区,报告期,数值\n", ["members", "330203", "2023", "1234"]
    text = head + ",".join(wrapped.format(cell) for cell in row) + "\n"
    checked = upload(("t.csv", text.encode("utf-8-sig")))
    assert figures(checked) == [("members", "330203", "", "2023", 1_234)]
    assert checked.problems == ()
    told = upload(("t.csv", (head + 'members,330203,2023,"=1+1"\n').encode()))
    assert codes(told) == ["number_unreadable"]
