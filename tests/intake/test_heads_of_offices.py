"""Heads of tables as offices write them: units in corners, short years, periods beside others."""

import io

import pytest
import xlsxwriter

from tests.helpers.made_uploads import codes, figures, the, upload, workbook


def read(text: str) -> list[tuple[str, str, str, float]]:
    """Indicator, area, period and value of the figures of a CSV without any problem."""
    checked = upload(("1.csv", text.encode()))
    assert codes(checked, "error", "warning") == []
    return [(code, area, period, value) for code, area, _, period, value in figures(checked)]


def test_a_unit_in_the_corner_of_a_head_leaves_it_a_head() -> None:
    rows = [
        ["宁波市工会经费收入（2024年1-9月）"],
        ["单位：万元", "工会经费收入", "建会率（%）"],
        ["海曙区", 812.5, 33.1],
    ]
    checked = upload(("1.xlsx", workbook(经费=rows)))
    assert figures(checked) == [
        ("funds", "330203", "", "2024-01/2024-09", 8_125_000),
        ("coverage", "330203", "", "2024-01/2024-09", 33.1),
    ]


def test_a_head_of_two_rows_may_have_its_unit_in_the_corner() -> None:
    rows = [
        ["宁波市2024年三季度"],
        ["单位：万元", "工会经费收入", ""],
        ["", "本季", "上季"],
        ["海曙区", 81, 70],
    ]
    assert figures(upload(("1.xlsx", workbook(经费=rows)))) == [
        ("funds", "330203", "", "2024-07/2024-09", 810_000),
        ("funds", "330203", "", "2024-04/2024-06", 700_000),
    ]


def test_a_unit_in_a_sheet_of_one_column_is_no_head() -> None:
    assert codes(upload(("1.csv", "工会\n单位：万元\n\n5\n".encode()))) == ["no_table"]


def test_a_number_below_last_year_is_not_taken_for_a_year() -> None:
    text = "宁波市2024年\n指标,本期,上年同期\n会员人数（人）,2210,2100\n"
    assert read(text) == [("members", "330200", "2024", 2210), ("members", "330200", "2023", 2100)]


def test_years_of_two_digits_in_a_row_are_years() -> None:
    assert read("宁波市工会情况\n指标,22年,23年\n提示函份数（份）,101,110\n") == [
        ("notices", "330200", "2022", 101),
        ("notices", "330200", "2023", 110),
    ]


@pytest.mark.parametrize(
    ("title", "heads", "periods"),
    [
        ("2024年第二季度", "本季,上季", ["2024-04/2024-06", "2024-01/2024-03"]),
        ("2024年一季度", "本季度,上季度", ["2024-01/2024-03", "2023-10/2023-12"]),
        ("2024年1月", "本月,上月", ["2024-01", "2023-12"]),
    ],
)
def test_the_period_before_is_that_of_its_column(title, heads, periods) -> None:
    text = f"宁波市{title}季报\n指标,{heads}\n提示函份数（份）,5,7\n"
    assert read(text) == [
        ("notices", "330200", period, value) for period, value in zip(periods, (5, 7), strict=True)
    ]


def test_a_total_of_three_years_is_no_figure() -> None:
    text = "提示函份数（份）\n地区,2022年,2023年,两年合计\n海曙区,11,12,23\n"
    assert read(text) == [("notices", "330203", "2022", 11), ("notices", "330203", "2023", 12)]


def test_a_share_of_the_budget_is_no_figure() -> None:
    text = "宁波市2024年\n地区,工会经费收入（万元）,完成预算（%）\n海曙区,8,81.3\n"
    assert read(text) == [("funds", "330203", "2024", 80_000)]


def test_rows_of_frequency_and_source_belong_to_the_head() -> None:
    text = (
        "宁波市\n指标名称,提示函份数,会员人数\n单位,份,人\n频率,年,年\n来源,市总,市总\n2023,5,9\n"
    )
    assert read(text) == [("notices", "330200", "2023", 5), ("members", "330200", "2023", 9)]


def test_a_heading_beside_a_row_of_areas_heads_that_row() -> None:
    text = "宁波市,2024年,\n地区,海曙区,江北区\n提示函份数（份）,5,6\n"
    assert read(text) == [("notices", "330203", "2024", 5), ("notices", "330205", "2024", 6)]


def test_people_and_money_below_one_heading_are_two_indicators() -> None:
    rows = [
        ["2024年"],
        ["地区", "劳动模范人数", "劳动模范人数"],
        ["", "人", "万元"],
        ["海曙区", 21, 3],
    ]
    checked = upload(("1.xlsx", workbook(S=rows)))
    assert [figure[0] for figure in figures(checked)] == ["model_workers", ""]
    assert the(checked, "indicator_unconfirmed").value == "劳动模范人数/金额"


def test_a_merged_area_is_that_of_each_row() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["地区", "指标", "时间", "单位", "数值"])
        for row, cells in enumerate(
            (("提示函份数", "2024年", "份", 5), ("会员人数", "2024年", "人", 9))
        ):
            sheet.write_row(row + 1, 1, cells)
        sheet.merge_range(1, 0, 2, 0, "海曙区")
    checked = upload(("1.xlsx", out.getvalue()))
    assert figures(checked) == [
        ("notices", "330203", "", "2024", 5),
        ("members", "330203", "", "2024", 9),
    ]


def test_a_column_of_targets_and_achieved_divides_the_figures() -> None:
    text = (
        "地区,指标,时间,类别,数值,单位\n"
        "海曙区,提示函份数,2024年,目标,12,份\n海曙区,提示函份数,2024年,完成,5,份\n"
    )
    assert read(text) == [
        ("notices", "330203", "2024", 5),
        ("notices_target", "330203", "2024", 12),
    ]


def test_dates_of_birth_are_no_figures() -> None:
    text = "宁波市2024年花名册\n序号,姓名,性别,出生年月\n1,张三,男,1985.06\n2,李四,女,1990.11\n"
    assert codes(upload(("1.csv", text.encode())), "error") == ["no_table"]
