"""Labels of office tables: places beside places, times below times, units beside values."""

from tests.helpers.made_uploads import figures, known, upload, workbook


def test_years_in_a_column_of_their_own_are_no_figures() -> None:
    rows = [
        ["宁波市各区县"],
        ["地区", "年份", "工会会员人数（人）"],
        ["海曙区", 2022, 100],
        ["海曙区", 2023, 110],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [
        ("members", "330203", "", "2022", 100),
        ("members", "330203", "", "2023", 110),
    ]


def test_a_county_beside_its_city_is_the_area() -> None:
    rows = [
        ["2023年", "", ""],
        ["市", "区县", "工会会员人数（人）"],
        ["宁波市", "合计", 3],
        ["", "海曙区", 1],
        ["", "江北区", 2],
        ["绍兴市", "越城区", 4],
        ["", "高新区", 5],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    areas = checked.figures["ref_area"].tolist()
    assert areas == ["330200", "330203", "330205", "330602", ""]
    assert [(p.code, p.row, p.value) for p in checked.problems] == [("area_unmatched", 7, "高新区")]


def test_months_below_their_year_and_quarters_below_theirs() -> None:
    down = [
        ["宁波市提示函份数"],
        ["时间", "提示函份数（份）"],
        ["2022年", 100],
        ["2023年", 120],
        ["1月", 5],
        ["1—6月", 60],
    ]
    across = [
        ["宁波市工会经费收入（万元）"],
        ["指标", "2023年", "", "2024年", ""],
        ["", "三季度", "四季度", "一季度", "上半年"],
        ["工会经费收入", 1, 2, 3, 4],
    ]
    checked = upload(("1.xlsx", workbook(down=down, across=across)))
    assert figures(checked) == [
        ("notices", "330200", "", "2022", 100),
        ("notices", "330200", "", "2023", 120),
        ("notices", "330200", "", "2023-01", 5),
        ("notices", "330200", "", "2023-01/2023-06", 60),
        ("funds", "330200", "", "2023-07/2023-09", 10_000),
        ("funds", "330200", "", "2023-10/2023-12", 20_000),
        ("funds", "330200", "", "2024-01/2024-03", 30_000),
        ("funds", "330200", "", "2024-01/2024-06", 40_000),
    ]


def test_a_month_and_the_count_since_january_are_two_figures() -> None:
    rows = [
        ["2024年9月宁波市提示函情况"],
        ["指标", "本月", "本年累计", "上年同期累计"],
        ["提示函份数（份）", 3, 17, 12],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert [(row[3], row[4]) for row in figures(checked)] == [
        ("2024-09", 3),
        ("2024-01/2024-09", 17),
        ("2023-01/2023-09", 12),
    ]


def test_a_heading_of_a_section_does_not_hide_the_header() -> None:
    rows = [
        ["2023年宁波市工会统计"],
        ["指标", "计量单位", "2022", "2023"],
        ["一、组织情况", "", "", ""],
        ["基层工会组织数", "个", 1, 2],
        ["二、经费", "", "", ""],
        ["工会经费收入", "万元", 5, 6],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert [row[3] for row in figures(checked)] == ["2022", "2023"] * 2
    assert checked.problems == ()


def test_sheets_named_after_counties_tell_which_of_one_name_is_meant() -> None:
    rows = [["2023年工会情况"], ["指标", "单位", "数值"], ["工会会员人数", "人", 100]]
    checked = upload(("1.xlsx", workbook(海曙区=rows, 江北区=rows)))
    assert [row[1] for row in figures(checked)] == ["330203", "330205"]
    assert checked.problems == ()


def test_a_column_of_remarks_in_words_is_named_and_nothing_in_it_is_lost() -> None:
    rows = [
        ["2023年宁波市"],
        ["地区", "工会会员人数（人）", "工会经费收入（万元）"],
        ["海曙区", "待核实", "……"],
        ["江北区", "待核实", "—"],
        ["北仑区", 5, "约3"],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert [(p.code, p.row, p.column) for p in checked.problems] == [
        ("number_unreadable", 3, "B"),
        ("number_unreadable", 4, "B"),
    ]
    assert figures(checked)[-2:] == [
        ("members", "330206", "", "2023", 5),
        ("funds", "330206", "", "2023", 30_000),
    ]


def test_rows_of_growth_are_left_out_and_named() -> None:
    rows = [
        ["二〇二三年宁波市工会会员"],
        ["指标", "数值"],
        ["工会会员人数（人）", 110],
        ["比上年增长（%）", 10],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [("members", "330200", "", "2023", 110)]
    assert [(p.code, p.row) for p in checked.problems] == [("derived_left_out", 4)]


def test_a_value_beside_its_unit_is_counted_in_it() -> None:
    rows = [
        "地区,年份,指标,数值,单位",
        "海曙区,2022,工会经费收入,9.5,万元",
        "海曙区,2022,工会会员人数,90,人",
    ]
    text = "\n".join(rows)
    checked = upload(("1.csv", text.encode("gb18030")))
    assert figures(checked) == [
        ("funds", "330203", "", "2022", 95_000),
        ("members", "330203", "", "2022", 90),
    ]
    assert checked.figures["as_reported"].tolist() == ["9.5万元", "90人"]
    assert checked.problems == ()


def test_an_area_that_is_misspelt_is_looked_for_where_the_table_is() -> None:
    places = known().areas
    assert places.suggest_area_codes("海署区", "330200").startswith("330203")
    assert places.suggest_area_codes("高新区", "330200") == ""


def test_times_and_units_inside_headings() -> None:
    head = "行政区划代码,地区,2022年工会会员人数（人）,工会会员人数（2023年，万人）"
    text = f"{head}\n330203,海曙区,4,5\n"
    assert figures(upload(("1.csv", text.encode()))) == [
        ("members", "330203", "", "2022", 4),
        ("members", "330203", "", "2023", 50_000),
    ]
    months = "指标,202408,202409\n提示函份数（份）,1,2\n"
    checked = upload(("1.csv", months.encode()), area="330200")
    assert figures(checked) == [
        ("notices", "330200", "", "2024-08", 1),
        ("notices", "330200", "", "2024-09", 2),
    ]


def test_the_unit_of_a_title_may_stand_beside_its_year() -> None:
    rows = [["各省份工会会员人数（2015年，万人）"], ["省份", "工会会员人数"], ["北京市", 10]]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert figures(checked) == [("members", "110000", "", "2015", 100_000)]
    assert checked.problems == ()


def test_a_total_of_years_is_left_out_and_named() -> None:
    rows = [
        ["宁波市提示函份数"],
        ["指标", "2022年", "2023年", "合计"],
        ["提示函份数（份）", 3, 4, 7],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert [(row[3], row[4]) for row in figures(checked)] == [("2022", 3), ("2023", 4)]
    found = [(p.code, p.column, p.value) for p in checked.problems]
    assert found == [("derived_left_out", "D", "合计")]
    down = [["宁波市"], ["年份", "提示函份数（份）"], ["2022年", 3], ["2023年", 4], ["合计", 7]]
    checked = upload(("1.xlsx", workbook(Sheet1=down)))
    assert [(p.code, p.row, p.value) for p in checked.problems] == [("derived_left_out", 5, "合计")]


def test_the_year_of_a_yearbook_is_not_that_of_its_tables() -> None:
    rows = [
        ["中国统计年鉴2016"],
        ["24-5 各地区工会会员人数"],
        ["地区", "工会会员人数（人）"],
        ["北京", 1],
    ]
    checked = upload(("年鉴2016.xlsx", workbook(Sheet1=rows)))
    assert [p.code for p in checked.problems] == ["period_missing"]
    rows[1] = ["24-5 各地区工会会员人数（2015年底）"]
    assert figures(upload(("年鉴2016.xlsx", workbook(Sheet1=rows))))[0][3] == "2015"


def test_the_period_that_a_form_states_goes_before_the_year_of_its_title() -> None:
    rows = [
        ["2024年宁波市工会统计月报"],
        ["报告期：2024年9月"],
        ["指标", "数值"],
        ["提示函份数（份）", 3],
    ]
    assert figures(upload(("1.xlsx", workbook(Sheet1=rows))))[0][3] == "2024-09"
