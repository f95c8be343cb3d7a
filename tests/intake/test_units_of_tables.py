"""Units of tables: wherever they are printed, asked for where none is, and never dropped."""

from types import SimpleNamespace

import pytest

from intake.model.problem import Problem
from intake.questions.figure_units import FigureUnits
from intake.tables.heading_meaning import HeadingMeaning
from intake.tables.table_context import TableContext
from intake.values import printed_units
from tests.helpers.made_uploads import codes, figures, row, the, tidy, upload, workbook

HEADINGS = {
    "工会经费收入_万元": ("工会经费收入", "万元"),
    "工会经费收入，万元": ("工会经费收入", "万元"),
    "工会经费收入-万元": ("工会经费收入", "万元"),
    "工会经费收入：千元": ("工会经费收入", "千元"),
    "工会经费收入[万元]": ("工会经费收入", "万元"),
    "工会经费收入（亿元）本年": ("工会经费收入本年", "亿元"),
    "建会率/%": ("建会率", "%"),
    "建会率_%": ("建会率", "%"),
    "Income (10^8 yuan)": ("Income", "亿元"),
    "Income/10⁸yuan": ("Income", "亿元"),
    "Income (RMB 10,000)": ("Income", "万元"),
    "Income, 100 million yuan": ("Income", "亿元"),
    "Members (10 000 persons)": ("Members", "万人"),
    "Members [thousand persons]": ("Members", "千人"),
    "Rate (percent)": ("Rate", "%"),
    "Number of people": ("Number of people", ""),
    "会员_企业": ("会员_企业", ""),
    "经费（100）": ("经费（100）", ""),
    "企业数（万人以上）": ("企业数（万人以上）", ""),
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_units_behind_a_name(heading: str) -> None:
    assert printed_units.split_heading(heading) == HEADINGS[heading]


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：个、万人", "个、万人"),
        ("计量单位：RMB 10,000", "万元"),
        ("Unit: 10,000 persons", "万人"),
        ("单位：万元 2024年", "万元"),
        ("单位：宁波市总工会", ""),
    ],
)
def test_the_unit_of_a_whole_table(line: str, unit: str) -> None:
    assert printed_units.find_unit(line) == unit


def test_suffixes_count_the_numbers_below_them() -> None:
    text = (
        "地区,年份,工会经费收入_万元,工会会员人数_万人,工会经费收入比上年增长_%,建会率_%\n"
        "宁波市,2021,812.5,3.02,4.1,71.5\n"
    )
    checked = upload(("1.csv", text.encode()))
    assert [(one[0], one[4]) for one in figures(checked)] == [
        ("funds", 8_125_000), ("members", 30_200), ("coverage", 71.5),
    ]  # fmt: skip
    assert codes(checked) == ["derived_left_out"]


def test_head_rows_of_frequency_and_unit_are_no_part_of_a_name() -> None:
    text = (
        "指标,工会会员人数_期末,工会经费收入_累计\n地区,浙江,浙江\n频度,月,月\n"
        "单位,万人,RMB 10 000\n"
        "2023-10,4.3,66.5\n2023-11,4.4,70.2\n"
    )
    checked = upload(("1.csv", text.encode()))
    assert figures(checked) == [
        ("members", "330000", "", "2023-10", 43_000),
        ("funds", "330000", "", "2023-01/2023-10", 665_000),
        ("members", "330000", "", "2023-11", 44_000),
        ("funds", "330000", "", "2023-01/2023-11", 702_000),
    ]
    assert checked.problems == ()


def test_a_row_of_units_in_brackets_or_without() -> None:
    text = "2023年宁波市工会\n地区,工会经费收入,工会会员人数\n,(10^8 yuan),万人\n宁波市,5.1,3.02\n"
    checked = upload(("1.csv", text.encode()))
    assert [one[4] for one in figures(checked)] == [510_000_000, 30_200]
    assert checked.problems == ()


TWO_UNITS = "2023年各市工会\n单位：个、万人\n地区,基层工会组织数,工会会员人数\n宁波市,5,3.02\n"


def test_two_units_of_one_table_are_asked_for_each_column() -> None:
    checked = upload(("1.csv", TWO_UNITS.encode()))
    assert [
        (p.code, p.level, p.column, p.value, p.hints["meanings"]) for p in checked.problems
    ] == [
        ("label_without_unit", "error", "B", "基层工会组织数", "个 → 5个、万人 → 50,000人"),
        ("label_without_unit", "error", "C", "工会会员人数", "万人 → 30,200人、个 → 3.02个"),
    ]
    chosen = {"label_without_unit@B3": "个", "label_without_unit@C3": "万人"}
    checked = upload(("1.csv", TWO_UNITS.encode()), choices=chosen)
    assert [one[4] for one in figures(checked)] == [5, 30_200]
    assert [(p.code, p.level) for p in checked.problems] == [("chosen", "notice")] * 2


NO_UNIT = ",宁波市,温州市\n2021,61.37,27.04\n2022,62.05,27.33\n"


def test_a_table_without_any_unit_is_asked_about_once() -> None:
    checked = upload(("工会会员人数.csv", NO_UNIT.encode()))
    asked = the(checked, "table_without_unit")
    assert (asked.level, asked.row, asked.value) == ("error", 1, "61.37")
    assert asked.hints["meanings"] == "人 → 61.37人、万人 → 613,700人"
    assert (asked.hints["figures"], len(checked.problems)) == (4, 1)
    for options in ({"unit": "万人"}, {"choices": {"table_without_unit": "万人"}}):
        checked = upload(("工会会员人数.csv", NO_UNIT.encode()), **options)
        assert [one[4] for one in figures(checked)] == [613_700, 270_400, 620_500, 273_300]
        assert codes(checked, "error") == []


def test_money_without_a_unit_is_asked_about_and_people_in_whole_numbers_are_not() -> None:
    text = "2023年\n地区,{}\n宁波市,812\n"
    asked = the(upload(("1.csv", text.format("工会经费收入").encode())), "table_without_unit")
    assert asked.hints["meanings"] == "元 → 812元、万元 → 8,120,000元"
    assert upload(("1.csv", text.format("工会会员人数").encode())).problems == ()
    text = "2023年\n地区,建会率,工会会员人数\n宁波市,81.2,5\n"
    assert upload(("1.csv", text.encode())).problems == ()


def test_a_column_without_a_unit_among_others_is_asked_about_alone() -> None:
    text = "2023年\n地区,工会会员人数（人）,工会经费收入\n宁波市,5,812\n"
    checked = upload(("1.csv", text.encode()))
    assert (the(checked, "label_without_unit").column, len(checked.problems)) == ("C", 1)


def test_a_unit_that_would_be_dropped_is_an_error() -> None:
    text = "2023年\n单位：万家企业\n地区,工会经费收入(EUR 10,000)\n宁波市,5\n"
    checked = upload(("1.csv", text.replace("10,000", "10 000").encode()))
    found = [(p.code, p.row, p.value) for p in checked.problems if p.code == "unit_unread"]
    assert found == [("unit_unread", 3, "万家企业"), ("unit_unread", 3, "EUR 10 000")]
    text = "2023年\n指标,单位,宁波市（万元）\n工会经费收入,千元,5\n"
    assert the(upload(("1.csv", text.encode())), "units_conflict").hints["other"] == "万元"
    text = "宁波市\n指标,单位,2023年（万）\n工会会员人数,人,5\n"
    checked = upload(("1.csv", text.encode()))
    assert ([one[4] for one in figures(checked)], checked.problems) == ([50_000], ())


def test_an_indicator_defined_in_ten_thousands_is_counted_in_ones() -> None:
    definitions = [
        ["代码", "名称", "计量单位", "英文计量单位", "主题", "类型"],
        ["readers", "读书职工", "万人", "10,000 persons", "supervision", "期末数"],
    ]
    rows = [["2023年各市"], ["单位：万人"], ["地区", "读书职工"], ["宁波市", 61.37]]
    checked = upload(("1.xlsx", workbook(指标=definitions, 各市=rows)))
    assert [one[4] for one in figures(checked)] == [613_700]
    assert checked.indicators[0]["unit"] == {"zh": "人", "en": "persons"}
    assert codes(checked) == ["definition_unit_turned"]


LONG = "地区,指标,报告期,数值\n"


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (["宁波市,工会会员人数,2022,61.37"], [("61.37", "人 → 61.37人、万人 → 613,700人", 1)]),
        (["宁波市,工会经费收入,2022,8125"], [("8125", "元 → 8,125元、万元 → 81,250,000元", 1)]),
        (
            ["宁波市,工会会员人数,2021,62", "宁波市,工会会员人数,2022,61.5"],
            [("61.5", "人 → 61.5人、万人 → 615,000人", 2)],
        ),
        (["宁波市,工会会员人数,2021,62万人", "宁波市,建会率,2022,61.5"], []),
        (["宁波市,工会会员人数,2021,61.5万人", "宁波市,工会经费收入,2022,6元"], []),
        (["宁波市,读书人数,2022,61.5"], [("61.5", "人 → 61.5人、万人 → 615,000人", 1)]),
        (["宁波市,工会会员人数,2021,613700"], []),
    ],
)
def test_a_long_table_without_unit_is_asked_once(rows: list[str], asked: list[object]) -> None:
    checked = upload(("1.csv", (LONG + "\n".join(rows) + "\n").encode()))
    found = [one for one in checked.problems if one.code == "table_without_unit"]
    assert [(p.value, p.hints["meanings"], p.hints["figures"]) for p in found] == asked


def test_the_unit_that_is_chosen_is_that_of_all_bare_numbers_it_fits() -> None:
    rows = (
        "宁波市,工会会员人数,2021,62\n宁波市,工会会员人数,2022,61.5\n"
        "宁波市,工会会员人数,2020,5人\n宁波市,建会率,2022,71.5\n"
    )
    checked = upload(("1.csv", (LONG + rows).encode()), choices={"table_without_unit": "万人"})
    assert [one[4] for one in figures(checked)] == [620_000, 615_000, 5, 71.5]
    assert codes(checked) == ["chosen"]
    filled = "地区,指标,报告期,数值,单位\n" + rows.replace("\n", ",\n")
    checked = upload(("1.csv", filled.encode()), choices={"table_without_unit": "万人"})
    assert [one[4] for one in figures(checked)] == [620_000, 615_000, 5, 71.5]


def test_money_and_people_of_a_long_table_are_asked_apart() -> None:
    rows = "宁波市,工会会员人数,2021,6.2\n宁波市,工会经费收入,2022,61\n"
    checked = upload(("1.csv", (LONG + rows).encode()))
    found = [one for one in checked.problems if one.code == "label_without_unit"]
    assert [(p.level, p.row, p.column, p.value) for p in found] == [
        ("error", 2, "D", "工会会员人数"),
        ("error", 3, "D", "工会经费收入"),
    ]
    chosen = {"label_without_unit@D2": "万人", "label_without_unit@D3": "亿元"}
    checked = upload(("1.csv", (LONG + rows).encode()), choices=chosen)
    assert [one[4] for one in figures(checked)] == [62_000, 6_100_000_000]


def test_a_table_with_the_columns_of_figures_has_the_units_of_its_definitions() -> None:
    checked = tidy(row(indicator="funds", as_reported="8125"), row(as_reported="61.5"))
    assert (codes(checked), [one[4] for one in figures(checked)]) == ([], [8125, 61.5])


@pytest.mark.parametrize(
    ("corner", "note"),
    [
        ("地区", "注：本表单位为万人；海曙区含开发区。"),
        ("地区", "注：1. 数据为年末数。2. 人数单位均为万人。"),
        ("地区＼单位：万人", ""),
        ("地区（单位：万人）", ""),
    ],
)
def test_a_unit_in_the_corner_or_in_a_note_is_that_of_the_table(corner: str, note: str) -> None:
    text = f"2023年宁波市会员人数\n{corner},会员人数\n海曙区,25.6\n江北区,31\n{note}\n"
    checked = upload(("1.csv", text.encode()))
    assert [figure[4] for figure in figures(checked)] == [256_000, 310_000]
    assert codes(checked, "error") == []


def test_a_unit_in_a_note_beside_another_above_is_asked_by_column() -> None:
    heads = "2023年宁波市工会\n单位：人\n地区,会员人数,工会经费收入\n"
    text = f"{heads}海曙区,25,31\n注：经费单位为万元。\n"
    checked = upload(("1.csv", text.encode()))
    assert [one.hints["units"] for one in checked.problems] == ["人,万元", "万元,人"]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("会员人数,基层工会组织", [("unit_taken", "notice", "个", 2)]),
        ("会员数,基层工会组织", [("unit_taken", "notice", "人、个", 4)]),
        ("会员人数,提示函份数", []),
        ("会员数（人）,提示函份数", []),
    ],
)
def test_the_unit_that_whole_numbers_without_one_were_read_in_is_told(head, told) -> None:
    text = f"2023年宁波市工会\n地区,{head}\n海曙区,25,3\n江北区,31,4\n"
    problems = upload(("1.csv", text.encode())).problems
    assert [(p.code, p.level, p.value, p.hints["figures"]) for p in problems] == told


def test_an_indicator_without_a_unit_is_asked_about_like_an_unknown_one() -> None:
    """A definition may leave the unit empty; the table below states two, so that one is asked."""
    definition = {"code": "odd", "name": {"zh": "怪数"}, "unit": {"zh": ""}, "kind": "stock"}
    reference = SimpleNamespace(by_code={"odd": definition})
    units = FigureUnits(reference, TableContext(unit="人、万元"), Problem("t"), {}, ())
    units.count_without_unit(HeadingMeaning(), HeadingMeaning(), "12", "odd")
    units.count_without_unit(HeadingMeaning(), HeadingMeaning(), "12", "")
    assert [(asked.unit, asked.figures) for asked in units.asked.values()] == [("人", 2)]
