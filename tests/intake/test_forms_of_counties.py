"""Forms of counties with columns that are no figures, areas in odd places, and older spellings."""

import pytest

from tests.helpers.made_uploads import codes, figures, row, the, tidy, upload, workbook


def read(text: str, name: str = "1.csv") -> list[tuple[str, str, str, str, float]]:
    """The figures of a CSV of which nothing is asked or told."""
    checked = upload((name, text.encode()))
    assert checked.problems == ()
    return figures(checked)


@pytest.mark.parametrize(
    "columns",
    [
        {"联系电话": "13800001111", "身份证号": "330203199001011234"},
        {"填报人": "张三", "填报日期": "2024-01-08", "手机": "13800001111"},
        {"负责人": "李四", "邮政编码": "315000", "办公电话": "0574-87112233"},
        {"统一社会信用代码": "91330200MA2812345X", "电子邮箱": "a@b.cn"},
        {"聯繫電話": "13800001111", "填表時間": "2024年1月8日"},
    ],
)
def test_who_filled_in_a_form_is_no_figure(columns: dict[str, str]) -> None:
    more = "".join(f",{heading}" for heading in columns)
    cells = "".join(f",{cell}" for cell in columns.values())
    wide = f"2023年工会会员\n序号,地区,工会会员人数（人）{more}\n1,海曙区,52300{cells}\n"
    assert read(wide) == [("members", "330203", "", "2023", 52300)]
    long = f"指标,地区,报告期,数值,计量单位{more}\n工会会员人数,海曙区,2023,52300,人{cells}\n"
    assert read(long) == [("members", "330203", "", "2023", 52300)]


@pytest.mark.parametrize("mark", ["无", "待报", "待统计", "暂未上报", "尚未统计", "—", "/", ""])
def test_a_cell_that_says_that_nothing_is_reported_is_no_figure(mark: str) -> None:
    text = f"2023年\n地区,工会会员人数（人）\n海曙区,0\n江北区,{mark}\n北仑区,7\n"
    assert read(text) == [
        ("members", "330203", "", "2023", 0),
        ("members", "330206", "", "2023", 7),
    ]


@pytest.mark.parametrize("heading", ["报告期", "年月", "月份", "统计时间", "所属期"])
def test_months_in_digits_below_their_heading(heading: str) -> None:
    text = f"地区,{heading},提示函份数（份）\n海曙区,202401,31\n海曙区,202402,28\n"
    assert read(text) == [
        ("notices", "330203", "", "2024-01", 31),
        ("notices", "330203", "", "2024-02", 28),
    ]


@pytest.mark.parametrize(
    ("label", "area"),
    [
        ("宁波市工会会员人数（人）", "330200"),
        ("海曙区会员人数(人)", "330203"),
        ("浙江省宁波市工会会员人数(人)", "330200"),
        ("全市工会会员人数(人)", "330200"),
        ("慈溪工会会员数_人", "330282"),
    ],
)
def test_an_area_before_the_name_of_an_indicator(label: str, area: str) -> None:
    text = f"宁波市历年情况\n年份,{label}\n2021,51\n2022,52\n"
    assert figures(upload(("1.csv", text.encode()))) == [
        ("members", area, "", "2021", 51),
        ("members", area, "", "2022", 52),
    ]


def test_an_area_before_a_name_that_is_unknown_is_asked_about() -> None:
    checked = upload(("1.csv", "2022年\n地区,海曙区茶室(个)\n海曙区,51\n".encode()))
    assert the(checked, "indicator_unmatched").value == "海曙区茶室"


@pytest.mark.parametrize("names", [("海曙", "江北", "慈溪"), ("象山", "宁海", "余姚")])
def test_short_names_of_sheets_of_one_city(names: tuple[str, ...]) -> None:
    sheets = {
        name: [["2023年工会报表"], ["项目", "单位", "数量"], ["工会会员人数", "人", at]]
        for at, name in enumerate(names, 1)
    }
    checked = upload(("1.xlsx", workbook(**sheets)))
    assert checked.problems == ()
    found = {"海曙": "330203", "江北": "330205", "慈溪": "330282"}
    found |= {"象山": "330225", "宁海": "330226", "余姚": "330281"}
    assert [each[1] for each in figures(checked)] == [found[name] for name in names]


def test_a_sheet_named_by_a_word_is_no_county() -> None:
    rows = [["2023年工会报表"], ["项目", "单位", "数量"], ["工会会员人数", "人", 5]]
    checked = upload(("1.xlsx", workbook(资源=rows)))
    assert codes(checked) == ["area_missing"]


@pytest.mark.parametrize(
    "text",
    [
        "宁波市\n指标 Item,2022\n工会会员人数 (万人) Union Members (10 000 persons),2.5\n",
        "宁波市\n指标,2022\n工会会员人数（万人） Trade Union Members,2.5\n",
        '宁波市\n"指标\nIndicator",2022年\n"工会会员人数(万人)\nTrade-union members",2.5\n',
        "宁波市\n項目,單位,2022年\n工會會員人數,萬人,2.5\n",
        "宁波市\n2022年\n地區,會員人數（萬人）\n寧波市,2.5\n",
    ],
)
def test_labels_with_a_translation_or_in_traditional_characters(text: str) -> None:
    assert figures(upload(("1.csv", text.encode()))) == [("members", "330200", "", "2022", 25000)]


def test_a_name_in_latin_letters_is_no_translation() -> None:
    checked = upload(("1.csv", "2022年\n地区,移动 APP(个),读书会 VIP(个)\n海曙区,1,2\n".encode()))
    assert [each.text for each in checked.labels] == ["移动APP", "读书会VIP"]


def test_columns_divided_by_bars() -> None:
    text = "填报单位：宁波市总工会\n序号|地区|年份|会员人数(人)\n1|海曙区|2023|5\n2|江北区|2023|7\n"
    assert read(text) == [
        ("members", "330203", "", "2023", 5),
        ("members", "330205", "", "2023", 7),
    ]


def test_groups_of_districts_and_a_total_left_of_them() -> None:
    text = (
        "2023年,,\n片区,地区,工会会员人数（人）\n北片,海曙区,5\n,江北区,7\n,小计,12\n"
        "南片,北仑区,4\n,小计,4\n总计,,16\n"
    )
    checked = upload(("1.csv", text.encode()))
    assert figures(checked) == [
        ("members", "330203", "", "2023", 5),
        ("members", "330205", "", "2023", 7),
        ("members", "330206", "", "2023", 4),
    ]
    assert codes(checked) == ["total_in_part"] * 3


@pytest.mark.parametrize("heading", ["报送单位", "填报单位", "上报单位", "县市区", "工会名称"])
def test_a_long_table_headed_by_who_reports(heading: str) -> None:
    text = f"{heading},报告期,指标名称,数值,计量单位\n海曙区总工会,2023,工会会员人数,5,人\n"
    assert read(text) == [("members", "330203", "", "2023", 5)]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("杭州市下城区", "330105"),
        ("浙江省杭州市江干区", "330102, 330114"),
        ("江干区总工会", "330102, 330114"),
    ],
)
def test_a_dissolved_area_behind_the_areas_around_it(name: str, parts: str) -> None:
    text = f"2020年\n地区,工会会员人数（人）\n{name},5\n海曙区,7\n江北区,8\n"
    checked = upload(("1.csv", text.encode()))
    asked = the(checked, "area_unconfirmed")
    assert (asked.value, asked.expected) == (name, parts)
    long = tidy(row(ref_area=name, value="5"))
    dissolved = the(long, "area_dissolved")
    assert (dissolved.value, dissolved.expected) == (name, parts)


@pytest.mark.parametrize(
    "text",
    [
        "2023年\n地区,建会率\n海曙区,0.912\n江北区,0.9\n",
        "2023年\n地区,建会率\n海曙区,0.912\n江北区,1\n",
        "2023年\n地区,建会率（%）\n海曙区,0.912\n江北区,1\n",
        "2023年\n指标,单位,海曙区,江北区\n建会率,%,0.912,0\n",
        "指标,地区,报告期,数值\n建会率,海曙区,2023,0.912\n建会率,江北区,2023,1\n",
    ],
)
def test_a_share_that_may_be_a_fraction_is_told(text: str) -> None:
    told = [each for each in upload(("1.csv", text.encode())).problems if each.level == "warning"]
    assert {each.code for each in told} == {"share_as_fraction"}
    assert (told[0].value, told[0].expected) == ("0.912", "91.2%")


@pytest.mark.parametrize("cells", ["0.9%\n江北区,0.8%", "0.9\n江北区,80", "0\n江北区,1"])
@pytest.mark.parametrize("unit", ["", "（%）"])
def test_a_share_that_is_printed_as_one_is_no_fraction(cells: str, unit: str) -> None:
    checked = upload(("1.csv", f"2023年\n地区,建会率{unit}\n海曙区,{cells}\n".encode()))
    assert checked.problems == ()
