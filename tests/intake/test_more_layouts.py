"""More tables as offices lay them out: two languages, rows of units, lists, titles alone."""

from tests.helpers.made_uploads import codes, figures, upload, workbook


def test_a_header_in_two_languages_and_sub_items_marked_by_a_sign() -> None:
    rows = [
        ["23-5  全国工会组织情况"],
        ["年　份", "基层工会组织数\n(万个)", "工会会员人数\n(万人)", "#女性", "#农民工"],
        ["Year", "Number of Unions", "Members", "Female", "Migrant Workers"],
        ["2020", "247.6", "29000", "10800", "8800"],
        ["", "", "", "", ""],
        ["2021", "221.4", "28500", "10500", "8600"],
        ["注：2020年起口径调整。"],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert checked.problems == ()
    assert figures(checked)[:4] == [
        ("unions", "100000", "", "2020", 2_476_000),
        ("members", "100000", "", "2020", 290_000_000),
        ("members", "100000", "women", "2020", 108_000_000),
        ("members", "100000", "migrants", "2020", 88_000_000),
    ]
    assert checked.count == 8


def test_units_in_a_row_of_their_own_and_a_total_of_nobody_knows_where() -> None:
    rows = [
        ["2024年三季度各单位经费情况表"],
        ["填报日期：2024年10月9日", "", "金额单位：万元"],
        ["单位名称", "工会会员人数", "工会经费收入"],
        ["", "（人）", "（万元）"],
        ["宁波市总工会", 100, 200.5],
        ["海曙区总工会", 10, 20],
        ["合　计", 110, 220.5],
    ]
    checked = upload(("2.xlsx", workbook(Sheet1=rows)))
    assert figures(checked)[:4] == [
        ("members", "330200", "", "2024-07/2024-09", 100),
        ("funds", "330200", "", "2024-07/2024-09", 2_005_000),
        ("members", "330203", "", "2024-07/2024-09", 10),
        ("funds", "330203", "", "2024-07/2024-09", 200_000),
    ]
    assert [(p.code, p.row, p.column) for p in checked.problems] == [("total_unknown", 7, "A")]
    assert checked.count == 4


def test_growth_rates_beside_the_years_are_left_out() -> None:
    rows = [
        ["宁波市工会主要指标"],
        ["项目", "2022年", "", "2023年", ""],
        ["", "绝对数", "比上年增长%", "绝对数", "比上年增长%"],
        ["工会会员人数（万人）", 12, 3.1, 13, 8.3],
        ["建会率（%）", 90, 1, 91, 1.1],
    ]
    checked = upload(("3.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("members", "330200", "", "2022", 120_000),
        ("members", "330200", "", "2023", 130_000),
        ("coverage", "330200", "", "2022", 90),
        ("coverage", "330200", "", "2023", 91),
    ]
    assert [(p.code, p.column) for p in checked.problems] == [
        ("derived_left_out", "C"),
        ("derived_left_out", "E"),
    ]


def test_a_list_with_headings_between_and_units_on_the_right() -> None:
    rows = [
        ["宁波市海曙区总工会2023年工作情况", "", ""],
        ["一、组织建设", "", ""],
        ["基层工会组织数", 100, "个"],
        ["工会会员人数", 5000, "人"],
        ["二、经费", "", ""],
        ["工会经费收入", 300, "万元"],
    ]
    checked = upload(("4.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("unions", "330203", "", "2023", 100),
        ("members", "330203", "", "2023", 5_000),
        ("funds", "330203", "", "2023", 3_000_000),
    ]
    assert checked.problems == ()


def test_a_table_without_a_title_is_named_after_its_file() -> None:
    text = "地区,2022年,2023年\n浙江省,1,2\n  宁波市,3,4\n    海曙区,5,6\n"
    checked = upload(("工会会员人数.csv", text.encode()), unit="万人")
    assert figures(checked)[:3] == [
        ("members", "330000", "", "2022", 10_000),
        ("members", "330000", "", "2023", 20_000),
        ("members", "330200", "", "2022", 30_000),
    ]
    assert (checked.count, checked.problems) == (6, ())


def test_a_pivot_table_is_of_what_it_sums() -> None:
    rows = [
        ["单位类型", "(全部)"],
        [],
        ["求和项:提示函份数", "列标签"],
        ["行标签", "2023", "2024", "总计"],
        ["海曙区", 10, 12, 22],
        ["江北区", 20, 24, 44],
        ["总计", 30, 36, 66],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("notices", "330203", "", "2023", 10),
        ("notices", "330203", "", "2024", 12),
        ("notices", "330205", "", "2023", 20),
        ("notices", "330205", "", "2024", 24),
    ]
    assert sorted(codes(checked)) == ["derived_left_out", "total_in_part"]


def test_groups_above_areas_name_no_indicator() -> None:
    rows = [
        ["2024年绍兴市提示函份数（份）"],
        ["指标", "市区", "", "县（市）", ""],
        ["", "越城区", "柯桥区", "诸暨市", "新昌县"],
        ["提示函份数", 1, 2, 3, 4],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert [figure[1:] for figure in figures(checked)] == [
        ("330602", "", "2024", 1),
        ("330603", "", "2024", 2),
        ("330681", "", "2024", 3),
        ("330624", "", "2024", 4),
    ]
    assert codes(checked) == []
