"""Forms as unions fill them in, whose period is said in several places, or in none of the title."""

import pytest

from tests.helpers.made_uploads import codes, figures, the, upload, workbook


@pytest.mark.parametrize(
    ("names", "title", "periods"),
    [
        (["1月", "2月"], "宁波市总工会2025年月报表", ["2025-01", "2025-02"]),
        (["一季度", "二季度"], "宁波市2025年工会统计", ["2025-01/2025-03", "2025-04/2025-06"]),
        (["上半年", "全年"], "宁波市2025年工会统计", ["2025-01/2025-06", "2025"]),
        (["1-9", "3月8日活动"], "宁波市2025年工会统计", ["2025", "2025"]),
        (["表一", "Sheet2"], "宁波市2025年工会统计", ["2025", "2025"]),
    ],
)
def test_the_sheets_of_a_year_are_its_months(names, title, periods) -> None:
    sheets = {name: [[title], ["指标", "单位", "数量"], ["提示函份数", "份", 5]] for name in names}
    checked = upload(("月报.xlsx", workbook(**sheets)))
    assert [figure[3] for figure in figures(checked)] == periods
    assert [code for code in codes(checked, "error") if code != "duplicate_key"] == []


def test_a_month_in_the_title_completes_the_year_of_the_file() -> None:
    rows = [["宁波市3月工会工作月报"], ["指标", "单位", "数量"], ["提示函份数", "份", 5]]
    checked = upload(("2024年月报.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [("notices", "330200", "", "2024-03", 5)]
    assert codes(checked) == []


@pytest.mark.parametrize(
    ("until", "periods", "unclear"),
    [
        ("截至2024年12月底", ["2024", "2024"], ""),
        ("截至2024年10月底", [], "2024 / 2024-10"),
        ("截至2024年10月31日", [], "2024 / 2024-10-31"),
    ],
)
def test_an_end_before_that_of_the_year_is_asked(until, periods, unclear) -> None:
    rows = [
        ["宁波市2024年工会会员情况"],
        [until, "", "制表：组织部"],
        ["地区", "会员（人）", "会员（人）"],
        ["", "会员人数", "其中：女性"],
        ["海曙区", 10, 4],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    if unclear:
        assert the(checked, "period_unclear").value == unclear
    else:
        assert [figure[3] for figure in figures(checked)] == periods
        assert codes(checked, "error") == []


def test_the_numbered_parts_of_a_sheet_are_of_its_area_and_period() -> None:
    rows = [
        ["宁波市总工会2024年统计资料"],
        ["一、组织建设（单位：人）"],
        ["指标", "2023年", "2024年"],
        ["会员人数", 18, 19],
        [],
        ["二、经费（单位：万元）"],
        ["项目", "2024年"],
        ["工会经费收入", 3],
        [],
        ["三、监督"],
        ["", "提示函份数（份）", "劳动模范人数（人）"],
        ["2023年", 7, 8],
        ["2024年", 5, 6],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("members", "330200", "", "2023", 18),
        ("members", "330200", "", "2024", 19),
        ("funds", "330200", "", "2024", 30_000),
        ("notices", "330200", "", "2023", 7),
        ("model_workers", "330200", "", "2023", 8),
        ("notices", "330200", "", "2024", 5),
        ("model_workers", "330200", "", "2024", 6),
    ]
    assert codes(checked) == []


@pytest.mark.parametrize(
    ("title", "stock", "since", "stated"),
    [
        ("截至2024年10月底宁波市工会情况", "2024-10", "2024-01/2024-10", "2024-10"),
        ("宁波市工会情况（截止2024年10月31日）", "2024-10-31", "2024-01/2024-10", "2024-10-31"),
        ("宁波市工会情况2024/10/31", "2024-10-31", "2024-01/2024-10", "2024-10-31"),
        ("截至2023年12月底宁波市工会情况", "2023-12", "2023", "2023-12"),
    ],
)
def test_since_when_a_flow_is_counted_is_asked(title, stock, since, stated) -> None:
    text = f"{title}\n地区,会员人数（人）,提示函份数（份）\n海曙区,10,3\n".encode()
    asked = the(upload(("1.csv", text)), "flow_until")
    assert (asked.level, asked.value, asked.hints["figures"]) == ("error", stock, 1)
    for choice, period in (("since_january", since), ("as_stated", stated)):
        checked = upload(("1.csv", text), choices={"flow_until": choice})
        assert figures(checked) == [
            ("members", "330203", "", stock, 10),
            ("notices", "330203", "", period, 3),
        ]
        assert codes(checked, "error") == []


def test_a_flow_with_a_period_of_its_own_is_not_asked() -> None:
    text = "宁波市工会情况（截至2024年10月底）\n指标,1—10月\n提示函份数（份）,3\n"
    checked = upload(("1.csv", text.encode()))
    assert figures(checked) == [("notices", "330200", "", "2024-01/2024-10", 3)]
    assert codes(checked) == []
