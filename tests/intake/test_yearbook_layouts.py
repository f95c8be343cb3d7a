"""Tables as yearbooks and county offices really lay them out, each read to its figures."""

import io
from dataclasses import asdict

import xlsxwriter

from intake.model.sheet_shape import SheetShape
from intake.model.upload_labels import RememberedLabels
from tests.helpers.made_uploads import figures, upload, workbook


def shape(found: SheetShape) -> dict[str, object]:
    """What was recognised, without what is empty."""
    return {name: value for name, value in asdict(found).items() if value not in ("", (), 0)}


NINGBO = [
    ("unions", "330200", "", "2020", 100),
    ("unions", "330200", "", "2021", 110),
    ("unions", "330200", "enterprise", "2020", 60),
    ("unions", "330200", "enterprise", "2021", 66),
    ("unions", "330200", "enterprise", "2022", 70),
    ("unions", "330200", "institution", "2020", 25),
    ("unions", "330200", "institution", "2022", 27),
    ("unions", "330200", "office", "2020", 15),
    ("unions", "330200", "office", "2021", 16),
    ("unions", "330200", "office", "2022", 17),
    ("members", "330200", "", "2020", 123_000),
    ("members", "330200", "", "2021", 130_000),
    ("members", "330200", "", "2022", 140_000),
    ("members", "330200", "women", "2020", 51_000),
    ("members", "330200", "women", "2021", 52_000),
    ("members", "330200", "women", "2022", 60_000),
    ("coverage", "330200", "", "2020", 90.5),
    ("coverage", "330200", "", "2021", 91),
    ("coverage", "330200", "", "2022", 92),
]


def test_indicators_down_and_years_across() -> None:
    rows = [
        ["宁波市2020—2022年工会基本情况"],
        ["", "", "", "单位：个"],
        ["指　标", "2020年", "2021年", "2022年"],
        ["基层工会组织数", 100, 110, ""],
        ["　其中：企业工会", 60, 66, 70],
        ["　　　　事业单位工会", 25, "…", 27],
        ["　　　　机关工会", 15, 16, 17],
        ["工会会员人数（万人）", "12.3", "13以上", "14余"],
        ["　其中：女会员", 5.1, 5.2, "近6"],
        ["建会率（%）", 90.5, 91, 92],
        ["注：2022年基层工会组织数未报。"],
        ["数据来源：宁波工会年鉴"],
    ]
    checked = upload(("宁波.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == NINGBO
    assert checked.problems == ()
    assert list(checked.figures["as_reported"])[10:13] == ["12.3万人", "13万人以上", "14余万人"]
    assert set(checked.figures["source"]) == {"yearbook-2023"}
    assert shape(checked.shapes[0]) == {
        "kind": "yearbook", "file": "宁波.xlsx", "sheet": "Sheet1", "header_rows": (3,),
        "figures": 19, "title": "宁波市2020—2022年工会基本情况", "unit": "个", "area": "330200",
        "period": "2020/2022", "row_dimensions": "indicator",
        "column_dimensions": "time_period",
        "note_rows": (11, 12), "not_reported": 2,
        "notes": ("注：2022年基层工会组织数未报。", "数据来源：宁波工会年鉴"),
    }  # fmt: skip
    assert checked.places.iloc[0].tolist() == ["宁波.xlsx", "Sheet1", 4, "B"]


def test_provinces_down_and_merged_headers_of_two_rows_across() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("10-3")
        sheet.merge_range(0, 0, 0, 4, "10-3  2023年各地区工会组织和会员情况")
        sheet.write(1, 4, "单位：个、万人")
        sheet.merge_range(2, 0, 3, 0, "地　区")
        sheet.merge_range(2, 1, 3, 1, "基层工会\n组织数(个)")
        sheet.merge_range(2, 2, 2, 3, "工会会员人数（万人）")
        sheet.merge_range(2, 4, 3, 4, "建会率\n(%)")
        sheet.write_row(3, 2, ["合计", "其中：女性"])
        rows = [
            ["全　国", 1000, 300.5, 100.1, 90.5],
            ["北　京", 10, 3, 1, 95],
            ["内蒙古", 12, 5, "", 99],
            ["吉　林", 9, 2, 1, "—"],
            ["西　藏", 3, 1, 0.5, 80],
            ["新疆生产建设兵团", 4, 1.5, 0.5, 70],
        ]
        for at, cells in enumerate(rows):
            sheet.write_row(4 + at, 0, cells)
        sheet.write(10, 0, "注：本表不含香港、澳门特别行政区和台湾省。")
    checked = upload(("年鉴.xlsx", out.getvalue()))
    found = figures(checked)
    assert len(found) == 22
    assert found[:4] == [
        ("unions", "100000", "", "2023", 1000),
        ("members", "100000", "", "2023", 3_005_000),
        ("members", "100000", "women", "2023", 1_001_000),
        ("coverage", "100000", "", "2023", 90.5),
    ]
    places = list(dict.fromkeys(area for _, area, _, _, _ in found))
    assert places == ["100000", "110000", "150000", "220000", "540000", "ORG-XPCC"]
    assert checked.problems == ()
    assert (checked.shapes[0].header_rows, checked.shapes[0].not_reported) == ((3, 4), 2)
    assert (checked.shapes[0].row_dimensions, checked.shapes[0].column_dimensions) == (
        "ref_area",
        "indicator",
    )


def test_a_county_form_with_units_codes_numbering_and_last_year() -> None:
    text = (
        "工会工作情况月报\n"
        "填报单位：海曙区总工会,,,2024年1—9月,,\n"
        "指标名称,计量单位,代码,本期累计,上年同期,同比增长(%)\n"
        "甲,乙,丙,1,2,3\n"
        '工会会员人数,人,01,"12,300",11000,11.8\n'
        "工会经费收入,万元,02,123.45,100,23.4\n"
        "提示函份数,份,03,17,,\n"
        "单位负责人：张某　　填表人：李某　　报出日期：2024年10月8日\n"
    )
    checked = upload(("月报.csv", text.encode("gb18030")))
    assert figures(checked) == [
        ("members", "330203", "", "2024-01/2024-09", 12_300),
        ("members", "330203", "", "2023-01/2023-09", 11_000),
        ("funds", "330203", "", "2024-01/2024-09", 1_234_500),
        ("funds", "330203", "", "2023-01/2023-09", 1_000_000),
        ("notices", "330203", "", "2024-01/2024-09", 17),
    ]
    assert [(p.code, p.level, p.column) for p in checked.problems] == [
        ("derived_left_out", "notice", "F")
    ]
    found = checked.shapes[0]
    assert (found.area, found.period, found.header_rows) == ("330203", "2024-01/2024-09", (3,))
    assert (found.encoding, found.title) == ("gb18030", "工会工作情况月报")


def test_years_down_and_indicators_across() -> None:
    rows = [
        ["表2　历年工会经费和会员情况（宁波市）"],
        ["年份", "工会会员人数", "", "工会经费收入"],
        ["", "人数（人）", "女会员", "（万元）"],
        [2021, 120_000, 50_000, 900],
        [2022, 130_000, "...", 950.5],
        ["2023年", 140_000, 60_000, "约1000"],
        ["资料来源：年度统计报表"],
    ]
    checked = upload(
        ("a.xlsx", workbook(历年=rows)),
        remembered=RememberedLabels({"工会会员人数/人数": "members"}),
    )
    assert figures(checked) == [
        ("members", "330200", "", "2021", 120_000),
        ("members", "330200", "women", "2021", 50_000),
        ("funds", "330200", "", "2021", 9_000_000),
        ("members", "330200", "", "2022", 130_000),
        ("funds", "330200", "", "2022", 9_505_000),
        ("members", "330200", "", "2023", 140_000),
        ("members", "330200", "women", "2023", 60_000),
        ("funds", "330200", "", "2023", 10_000_000),
    ]
    assert checked.problems == ()
    assert (checked.shapes[0].row_dimensions, checked.shapes[0].not_reported) == ("time_period", 1)


def test_counties_down_one_indicator_in_the_title_and_months_across() -> None:
    rows = [
        ["2024年宁波市各区县提示函份数"],
        ["单位：份"],
        ["序号", "区县（市）", "1月", "2月", "1—2月"],
        [1, "海曙区", 3, 4, 7],
        [2, "江北区", 1, "", 1],
        [3, "鄞州区总工会", 2, 2, 4],
        [4, "余姚", 5, 0, 5],
        ["", "全市合计", 11, 6, 17],
    ]
    checked = upload(("b.xlsx", workbook(Sheet1=rows)))
    assert figures(checked)[:3] == [
        ("notices", "330203", "", "2024-01", 3),
        ("notices", "330203", "", "2024-02", 4),
        ("notices", "330203", "", "2024-01/2024-02", 7),
    ]
    assert len(figures(checked)) == 11
    assert [(p.code, p.row, p.hints["count"]) for p in checked.problems] == [
        ("total_in_part", 8, 6)
    ]
    areas = {one.area: one.figures for one in checked.reporting_status}
    assert areas["330203"] == 3
    assert [area for area, count in areas.items() if not count] == [
        "330206", "330211", "330213", "330225", "330226", "330282",
    ]  # fmt: skip


def test_areas_across_and_indented_rows_by_cell_format() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("汇总")
        indented = book.add_format({"indent": 2})
        sheet.write(0, 0, "2023年长三角三省一市工会会员人数")
        sheet.write_row(1, 0, ["指标", "计量单位", "上海", "江苏", "浙江", "安徽"])
        sheet.write_row(2, 0, ["工会会员人数", "万人", 100, 200, 300, 150])
        sheet.write(3, 0, "女会员", indented)
        sheet.write_row(3, 1, ["万人", 40, 80, 120, 60])
        sheet.write(4, 0, "农民工会员", indented)
        sheet.write_row(4, 1, ["万人", 20, "", 60, 50])
    checked = upload(("c.xlsx", out.getvalue()))
    assert figures(checked) == [
        *(("members", area, "", "2023", value) for area, value in
          (("310000", 1e6), ("320000", 2e6), ("330000", 3e6), ("340000", 1.5e6))),
        *(("members", area, "women", "2023", value) for area, value in
          (("310000", 4e5), ("320000", 8e5), ("330000", 1.2e6), ("340000", 6e5))),
        ("members", "310000", "migrants", "2023", 2e5),
        ("members", "330000", "migrants", "2023", 6e5),
        ("members", "340000", "migrants", "2023", 5e5),
    ]  # fmt: skip
    assert checked.problems == ()
    assert (checked.shapes[0].column_dimensions, checked.shapes[0].not_reported) == ("ref_area", 1)


def test_a_code_column_two_stub_columns_and_a_remark_column() -> None:
    text = (
        "行政区划代码,地区,项目,2022年（人）,2023年（人）,备注\n"
        "330203,海曙区,工会会员人数,10,11,\n"
        "330203,,其中：女会员,4,5,快报\n"
        "330205,江北区,工会会员人数,20,21,\n"
        "330205,,其中：女会员,8,9,\n"
    )
    checked = upload(("d.csv", text.encode()))
    assert figures(checked) == [
        ("members", "330203", "", "2022", 10),
        ("members", "330203", "", "2023", 11),
        ("members", "330203", "women", "2022", 4),
        ("members", "330203", "women", "2023", 5),
        ("members", "330205", "", "2022", 20),
        ("members", "330205", "", "2023", 21),
        ("members", "330205", "women", "2022", 8),
        ("members", "330205", "women", "2023", 9),
    ]
    assert checked.problems == ()


def test_two_tables_on_one_sheet() -> None:
    rows = [
        ["表1 宁波市工会会员人数"],
        ["指标", "2021年", "2022年"],
        ["工会会员人数", 1, 2],
        ["注：快报数。"],
        [],
        ["表2 宁波市提示函份数"],
        ["指标", "2023年", "2024年"],
        ["提示函份数", 3, 4],
    ]
    checked = upload(("e.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("members", "330200", "", "2021", 1),
        ("members", "330200", "", "2022", 2),
        ("notices", "330200", "", "2023", 3),
        ("notices", "330200", "", "2024", 4),
    ]
    assert [found.title for found in checked.shapes] == [
        "表1 宁波市工会会员人数",
        "表2 宁波市提示函份数",
    ]
