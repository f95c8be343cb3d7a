"""Years in tables: heads wherever they are printed, and never the value of a figure unasked."""

import pytest

from tests.helpers.made_uploads import codes, figures, the, upload, workbook

TWO_CITIES = [("members", "330200", "", "2022", 61), ("members", "330300", "", "2022", 44)]
REPEATED = {
    "a row without a label": [["", "工会会员人数"], ["", 2022], ["宁波市", 61], ["温州市", 44]],
    "a row headed 市别": [["", "工会会员人数"], ["市别", 2022], ["宁波市", 61], ["温州市", 44]],
    "a second column 数据年份": [
        ["地区", "数据年份", "工会会员人数"], ["宁波市", 2022, 61], ["温州市", 2022, 44],
    ],
    "a second column without a heading": [
        ["地区", "", "工会会员人数"], ["宁波市", 2022, 61], ["温州市", 2022, 44],
    ],
    "a column on the right": [
        ["地区", "工会会员人数", "年份"], ["宁波市", 61, 2022], ["温州市", 44, 2022],
    ],
}  # fmt: skip


@pytest.mark.parametrize("where", REPEATED)
def test_years_that_repeat_are_the_periods_of_their_figures(where: str) -> None:
    checked = upload(("1.xlsx", workbook(各市=REPEATED[where])))
    assert figures(checked) == TWO_CITIES
    assert checked.problems == ()


def test_one_year_over_several_indicators_and_two_years_in_turn() -> None:
    rows = [["", "工会会员人数", "提示函份数"], ["", 2022, 2022], ["宁波市", 61, 17]]
    assert figures(upload(("1.xlsx", workbook(a=rows)))) == [
        ("members", "330200", "", "2022", 61),
        ("notices", "330200", "", "2022", 17),
    ]
    rows = [
        ["", "工会会员人数", "工会会员人数", "提示函份数", "提示函份数"],
        ["地市", 2021, 2022, 2021, 2022],
        ["宁波市", 60, 61, 16, 17],
    ]
    assert figures(upload(("1.xlsx", workbook(a=rows)))) == [
        ("members", "330200", "", "2021", 60),
        ("members", "330200", "", "2022", 61),
        ("notices", "330200", "", "2021", 16),
        ("notices", "330200", "", "2022", 17),
    ]


@pytest.mark.parametrize("total", ["合计", "小计", "总计", "合　计"])
def test_a_total_below_years_is_left_out_with_a_notice(total: str) -> None:
    text = f"年份,宁波市,温州市\n2020,55,40\n2021,58,41\n{total},113,81\n"
    checked = upload(("工会会员人数.csv", text.encode()))
    assert figures(checked) == [
        ("members", "330200", "", "2020", 55),
        ("members", "330300", "", "2020", 40),
        ("members", "330200", "", "2021", 58),
        ("members", "330300", "", "2021", 41),
    ]
    assert [(p.code, p.level, p.row, p.value) for p in checked.problems] == [
        ("derived_left_out", "notice", 4, total)
    ]


def test_years_before_1940_and_years_down_beside_figures_that_look_like_years() -> None:
    text = "年份,工会会员人数（人）\n1925,540000\n1935,600000\n"
    checked = upload(("1.csv", text.encode()), area="330200")
    assert [one[3:] for one in figures(checked)] == [("1925", 540_000), ("1935", 600_000)]
    text = "年份,工会会员人数\n2020,1999\n2021,2005\n"
    checked = upload(
        ("1.csv", text.encode()), area="330200", choices={"years_or_figures": "figures"}
    )
    assert [one[3:] for one in figures(checked)] == [("2020", 1_999), ("2021", 2_005)]
    text = "年份,工会会员人数\n1881,1\n1882,2\n"
    assert codes(upload(("1.csv", text.encode()), area="330200")) == ["period_missing"]


COLUMN = "2022年各市工会\n地区,工会会员人数,提示函份数\n宁波市,1998,5\n温州市,2003,6\n"
ROW = "2022年各市工会\n地区,工会会员人数,提示函份数\n宁波市,1998,2001\n温州市,23,6\n"


def test_a_column_of_years_is_no_figure_until_a_person_says_so() -> None:
    checked = upload(("1.csv", COLUMN.encode()))
    assert [one[0] for one in figures(checked)] == ["notices", "notices"]
    asked = the(checked, "years_or_figures")
    assert (asked.level, asked.row, asked.column, asked.value) == ("error", 2, "B", "1998、2003")
    for chosen in ("years_or_figures", "years_or_figures@B2"):
        checked = upload(("1.csv", COLUMN.encode()), choices={chosen: "figures"})
        assert [one[4] for one in figures(checked)] == [1998, 5, 2003, 6]
        assert [(p.code, p.level, p.hints["choice"]) for p in checked.problems] == [
            ("chosen", "notice", "figures")
        ]
    checked = upload(("1.csv", COLUMN.encode()), choices={"years_or_figures": "periods"})
    assert figures(checked) == [
        ("notices", "330200", "", "1998", 5),
        ("notices", "330300", "", "2003", 6),
    ]
    checked = upload(("1.csv", COLUMN.encode()), choices={"years_or_figures": "left_out"})
    assert [one[0] for one in figures(checked)] == ["notices", "notices"]
    assert codes(checked, "error") == []


def test_a_row_of_years_is_no_figure_until_a_person_says_so() -> None:
    checked = upload(("1.csv", ROW.encode()))
    assert [one[1] for one in figures(checked)] == ["330300", "330300"]
    asked = the(checked, "years_or_figures")
    assert (asked.row, asked.column, asked.value) == (3, "", "1998、2001")
    checked = upload(("1.csv", ROW.encode()), choices={"years_or_figures@3": "figures"})
    assert [one[4] for one in figures(checked)] == [1998, 2001, 23, 6]


def test_one_number_that_looks_like_a_year_is_a_figure() -> None:
    text = "2022年宁波市工会\n地区,工会会员人数,提示函份数\n宁波市,1998,5\n"
    checked = upload(("1.csv", text.encode()))
    assert [one[4] for one in figures(checked)] == [1998, 5]
    assert checked.problems == ()


def test_numbers_like_years_in_a_row_with_a_unit_are_figures() -> None:
    rows = "项目,单位,2022年,2023年\n提示函份数,份,830,861\n工会会员人数,人,1804,1890\n"
    checked = upload(("t.csv", f"宁波市2023年工会情况\n{rows}".encode()))
    assert [row[3:] for row in figures(checked)] == [
        ("2022", 830.0),
        ("2023", 861.0),
        ("2022", 1804.0),
        ("2023", 1890.0),
    ]
    assert checked.problems == ()


@pytest.mark.parametrize(
    ("heads", "periods"),
    [
        ("2024.8,2024.9,2024.1", ["2024-08", "2024-09", "2024-10"]),
        ("2024.1,2024.11,2024.12", ["2024-10", "2024-11", "2024-12"]),
        ("2023.1,2023.2,2023.3", ["2023-01", "2023-02", "2023-03"]),
        ("M1,M2,M10", ["2023-01", "2023-02", "2023-10"]),
    ],
)
def test_months_as_a_spreadsheet_leaves_them(heads: str, periods: list[str]) -> None:
    across = f"宁波市2023年\n指标,{heads}\n提示函份数（份）,1,2,3\n"
    assert [figure[3:] for figure in figures(upload(("1.csv", across.encode())))] == [
        *zip(periods, (1, 2, 3), strict=True)
    ]


def test_years_beside_a_column_headed_unit_are_heads() -> None:
    text = "宁波市\n地区,指标,单位,2022,2023\n海曙区,会员人数,人,1804,1890\n"
    checked = upload(("1.csv", text.encode()))
    assert figures(checked) == [
        ("members", "330203", "", "2022", 1804),
        ("members", "330203", "", "2023", 1890),
    ]
    assert codes(checked) == []


@pytest.mark.parametrize("head", ["统计期", "期别", "所属期", "统计月份"])
def test_a_long_table_may_call_its_period_otherwise(head: str) -> None:
    text = f"{head},地区,指标,数值,单位\n2023年3月,海曙区,会员人数,5,人\n"
    checked = upload(("1.csv", text.encode()))
    assert figures(checked) == [("members", "330203", "", "2023-03", 5)]
    assert codes(checked, "error") == []
