"""Where a table begins and what it is: headers just enough, notes below, years beside labels."""

import io

import pytest
import xlsxwriter

from file_formats import csv
from file_formats.sheet import Sheet
from intake.result import CheckResult
from intake.tables.grid import CellGrid
from tests.helpers.made_uploads import (
    HEADER,
    codes,
    figures,
    known,
    published,
    row,
    the,
    tidy,
    upload,
    workbook,
)


def table(*rows: list[object], **options: object) -> CheckResult:
    text = csv.write_csv([[str(cell) for cell in row] for row in rows])
    return upload(("1.csv", text), **options)


CELLS = {
    "indicator": "members",
    "programme": "ningbo-supervision",
    "ref_area": "330203",
    "breakdown": "women",
    "time_period": "2022",
    "as_reported": "5人",
    "value": "5",
    "value_low": "5",
    "source": "yearbook-2023",
    "note": "快报",
    "locator": "2页",
    "unit": "人",
}
ENOUGH = [
    "indicator ref_area value",
    "indicator time_period value",
    "indicator programme value",
    "indicator breakdown value",
    "indicator as_reported source",
    "indicator value_low value",
    "ref_area time_period value note",
    "ref_area as_reported value note",
    "ref_area time_period source note locator",
]
TOO_LITTLE = [
    "indicator value",
    "indicator source value",
    "indicator ref_area note",
    "ref_area value note source",
    "ref_area time_period note source",
    "ref_area value note",
]


def short(fields: str) -> CheckResult:
    names = fields.split()
    text = ",".join(names) + "\n" + ",".join(CELLS[name] for name in names) + "\n"
    return upload(("t.csv", text.encode()))


@pytest.mark.parametrize("fields", ENOUGH)
def test_a_header_with_enough_columns_makes_a_tidy_table(fields: str) -> None:
    checked = short(fields)
    assert (checked.shape, checked.count) == ("tidy", 1)
    missing = [name for name in ("indicator", "ref_area", "time_period") if name not in fields]
    amount = [] if {"value", "as_reported"} & set(fields.split()) else ["as_reported"]
    told = [(p.expected, p.row, p.column) for p in checked.problems if p.code == "column_missing"]
    assert told == [(name, 1, "") for name in [*missing, *amount]]


@pytest.mark.parametrize("fields", TOO_LITTLE)
def test_a_header_with_too_few_makes_none(fields: str) -> None:
    assert short(fields).shape != "tidy"


@pytest.mark.parametrize(("above", "shape"), [(19, "tidy"), (20, "unknown")])
def test_a_header_is_looked_for_among_the_first_twenty_rows(above: int, shape: str) -> None:
    lines = "说明文字,\n" * above + HEADER + row(value="5")
    checked = upload(("t.csv", lines.encode()))
    assert checked.shape == shape
    if shape == "tidy":
        assert checked.shapes[0].header_rows == (20,)
        assert checked.places["row"].tolist() == [21]


def test_columns_that_stand_twice_or_name_nothing_are_told_of_at_the_header() -> None:
    text = "说明,,,,,\n指标,地区,报告期,数值,指标值,颜色\nmembers,330203,2022,5,6,红\n"
    checked = upload(("t.csv", text.encode()))
    told = [(p.code, p.level, p.row, p.column, p.field, p.value) for p in checked.problems]
    assert told == [
        ("column_twice", "error", 2, "E", "指标值", "指标值"),
        ("column_unknown", "warning", 2, "F", "颜色", "颜色"),
    ]
    assert checked.figures["value"].tolist() == [5]


def test_what_stands_above_a_header_fills_the_columns_it_lacks() -> None:
    head = "宁波市海曙区工会统计,,\n2023年9月,,\n单位：万元,,\n"
    checked = upload(("t.csv", f"{head}指标,分组,数值\nfunds,,5\n".encode()))
    assert figures(checked) == [("funds", "330203", "", "2023-09", 50_000)]
    assert checked.problems == ()
    own = f"{head}指标,地区,报告期,数值,单位\nfunds,330205,2022,5,元\n"
    assert figures(upload(("t.csv", own.encode()))) == [("funds", "330205", "", "2022", 5)]


def test_notes_and_blank_rows_between_the_figures_of_a_sheet_are_kept_apart() -> None:
    rows = [
        ["宁波工会统计"],
        ["指标", "地区", "报告期", "数值"],
        ["members", "330203", "2022", 5],
        [],
        ["注：快报数。"],
        ["members", "330205", "2022", 6],
        ["members"],
        ["数据来源：年鉴"],
    ]
    checked = upload(("a.xlsx", workbook(数据=rows)))
    assert checked.places["row"].tolist() == [3, 6, 7]
    assert [one[4] for one in figures(checked)][:2] == [5, 6]
    shape = checked.shapes[0]
    assert (shape.title, shape.header_rows, shape.figures) == ("宁波工会统计", (2,), 3)
    assert (shape.note_rows, shape.notes) == ((5, 8), ("注：快报数。", "数据来源：年鉴"))
    assert {p.row for p in checked.problems} == {7}


def test_errors_of_cells_are_told_where_they_count() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        sheet.write_row(1, 0, ["指标", "地区", "报告期", "数值", "颜色"])
        for at in (2, 3):
            sheet.write_row(at, 0, ["members", "330203", f"{2020 + at}", at])
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 4, "=1/0", None, "#N/A")
        wide = book.add_worksheet("表")
        wide.write_row(0, 0, ["宁波市工会"])
        wide.write_row(1, 0, ["指标", "2022年", "2023年"])
        wide.write_row(2, 0, ["工会会员人数", 5, 6])
        wide.write_row(3, 0, ["提示函份数", 7])
        wide.write_formula(3, 2, "=1/0", None, "#REF!")
        wide.write_formula(0, 2, "=1/0", None, "#REF!")
    checked = upload(("a.xlsx", out.getvalue()))
    told = [(p.sheet, p.row, p.column, p.value) for p in checked.problems if p.code == "cell_error"]
    assert told == [("数据", 3, "D", "#DIV/0!"), ("表", 4, "C", "#REF!")]
    assert [one[4] for one in figures(checked)[1:]] == [3, 5, 6, 7]


@pytest.mark.parametrize("heading", ["年份", "年度", "年", "时间", "报告期", "Year", "period"])
def test_years_beside_labels_are_times(heading: str) -> None:
    checked = table(
        ["宁波市各区县"],
        ["地区", heading, "工会会员人数（人）"],
        ["海曙区", 2022, 100],
        ["江北区", 2023, 110],
    )
    assert [one[1:4:2] for one in figures(checked)] == [("330203", "2022"), ("330205", "2023")]
    assert [one[4] for one in figures(checked)] == [100, 110]


def test_years_of_a_header_may_have_footnote_marks() -> None:
    checked = table(
        ["宁波市工会"], ["指标", "2022①", "2023*", "2024"], ["工会会员人数（人）", 5, 6, 7]
    )
    assert [(one[3], one[4]) for one in figures(checked)] == [("2022", 5), ("2023", 6), ("2024", 7)]


def test_labels_half_of_which_name_areas_are_areas() -> None:
    def told(*names: str) -> list[str]:
        rows = [[name, at] for at, name in enumerate(names, 1)]
        checked = table(["2023年宁波市工会会员人数（人）"], ["名称", "工会会员人数"], *rows)
        return [p.code for p in checked.problems]

    assert told("海曙区", "江北区", "北仑区", "甲", "乙") == ["area_unmatched"] * 2
    assert told("海曙区", "江北区", "甲", "乙") == ["area_unmatched"] * 2
    assert "area_unmatched" not in told("海曙区", "甲", "乙")
    assert told("海曙区", "江北区", "合计") == ["total_in_part"]


def test_a_number_of_a_row_is_normalised_in_its_cell() -> None:
    checked = table(
        ["2023年宁波市"], ["指标", "2022年", "2023年"], ["工会会员人数", 5, "6①"],
        ["提示函份数", "7*", 8],
    )  # fmt: skip
    told = [(p.code, p.level, p.row, p.column, p.value, p.expected) for p in checked.problems]
    assert told == [
        ("normalised", "notice", 3, "C", "6①", "6"),
        ("normalised", "notice", 4, "B", "7*", "7"),
    ]
    assert [one[4] for one in figures(checked)] == [5, 6, 7, 8]


def test_bounds_that_run_backwards_are_told_at_the_one_that_does() -> None:
    low = the(tidy(row(value="100", value_low="101")), "bounds_reversed")
    assert (low.column, low.value, low.expected) == ("H", "101 – 100", "100")
    high = the(tidy(row(value="100", value_high="99")), "bounds_reversed")
    assert (high.column, high.value, high.expected) == ("I", "100 – 99", "100")
    half = the(tidy(row(value="100", value_low="100.5", qualifier="约")), "bounds_reversed")
    assert (half.column, half.value) == ("H", "100.5 – …")
    assert tidy(row(value="100", value_low="100", value_high="100")).problems == ()


def test_a_value_that_cannot_be_read_has_no_bounds_whatever_its_qualifier() -> None:
    checked = tidy(
        row(value="x", qualifier="近"), row(as_reported="x", value="5", ref_area="330203")
    )
    assert codes(checked) == ["number_unreadable", "number_unreadable"]
    assert checked.figures["value_high"].isna().tolist() == [True, False]


def test_what_is_given_beside_a_wording_may_differ_by_less_than_a_billionth() -> None:
    same = tidy(row(as_reported="4.75万人", value="47500.00001", value_low="47500"))
    assert same.problems == ()
    other = the(tidy(row(as_reported="4.75万人", value="47500.001")), "wording_disagrees")
    assert (other.value, other.expected, other.hints["wording"]) == (
        "47500.001",
        "47500",
        "4.75万人",
    )
    bound = the(
        tidy(row(as_reported="1.5%", indicator="coverage", value_low="1.4")), "bounds_disagree"
    )
    assert (bound.column, bound.value, bound.expected) == ("H", "1.4", "1.5")


def test_qualifiers_are_held_against_the_wording_row_by_row() -> None:
    checked = tidy(
        row(as_reported="近5人", qualifier="近"),
        row(as_reported="超5人", qualifier="近", ref_area="330203"),
        row(as_reported="5人", ref_area="330205"),
        row(as_reported="5人", qualifier="约", ref_area="330206"),
    )
    told = [(p.row, p.column, p.value, p.expected) for p in checked.problems]
    assert told == [(3, "J", "nearly", "more_than"), (5, "J", "about", "exact")]


PARTS = """
- {code: starters, name: {zh: 报名人数, en: S}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: flow, aggregation: sum, checks: ["starters >= finishers"]}
- {code: finishers, name: {zh: 完赛人数, en: F}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: flow, aggregation: sum,
   checks: ["finishers.* <= 2 * finishers", "finishers.first <= 10"],
   breakdowns: [{code: first, name: {zh: 一组, en: 1}}, {code: second, name: {zh: 二组, en: 2}}]}
- {code: guests, name: {zh: 来宾人数, en: G}, unit: {zh: 人, en: p}, classifiers: [人],
   topic: contests, kind: flow, aggregation: sum, checks: ["starters + finishers <= guests"]}
"""


def broken(*lines: str, **more: object) -> list[tuple[int, str, str, str]]:
    checked = tidy(*lines, **{"base": known(extra=PARTS), **more})
    return [
        (p.row, str(p.hints["relation"]), p.value, p.expected)
        for p in checked.problems
        if p.code == "relation_failed"
    ]


def test_a_part_is_compared_with_the_whole_on_either_side() -> None:
    first = row(indicator="finishers", breakdown="first", value="9")
    assert broken(row(indicator="starters", value="8"), first) == [
        (3, "starters >= finishers", "8", ">= 9")
    ]
    assert broken(row(indicator="starters", value="9"), first) == []
    own = row(indicator="starters", value="9"), row(indicator="finishers", value="8"), first
    assert broken(*own) == []
    assert broken(first, row(indicator="finishers", value="9")) == []


def test_a_sum_that_is_too_large_without_its_first_term_is_told_of() -> None:
    relation = "starters + finishers <= guests"
    guests = row(indicator="guests", value="8")
    assert broken(guests, row(indicator="finishers", value="8")) == []
    assert broken(guests, row(indicator="finishers", value="9")) == [(3, relation, "9–…", "<= 8")]
    assert broken(guests, row(indicator="starters", value="9")) == [(3, relation, "9–…", "<= 8")]


def test_the_sum_of_parts_is_compared_once_all_are_there_or_it_is_too_large_already() -> None:
    def parts(first: str, second: str = "") -> list[tuple[int, str, str, str]]:
        lines = [row(indicator="finishers", value="4")]
        lines.append(row(indicator="finishers", breakdown="first", value=first))
        if second:
            lines.append(row(indicator="finishers", breakdown="second", value=second))
        return broken(*lines)

    relation = "finishers.* <= 2 * finishers"
    assert parts("5", "3") == []
    assert parts("5", "4") == [(4, relation, "9", "<= 8")]
    assert parts("9") == [(3, relation, "9–…", "<= 8")]
    assert parts("8") == []


def test_a_part_may_be_held_against_a_number() -> None:
    assert broken(row(indicator="finishers", breakdown="first", value="10")) == []
    assert broken(row(indicator="finishers", breakdown="first", value="11")) == [
        (2, "finishers.first <= 10", "11", "<= 10")
    ]
    base = known(published(("finishers", "330203", "first", "2023", 12)), PARTS)
    assert broken(row(indicator="finishers", breakdown="first", value="9"), base=base) == []


def test_shares_and_counts_are_held_to_what_they_can_be() -> None:
    checked = tidy(
        row(indicator="coverage", value="100"),
        row(indicator="coverage", value="100.1", ref_area="330203"),
        row(indicator="coverage", value="-1", ref_area="330205"),
        row(indicator="funds", as_reported="-0.5万元", ref_area="330206"),
        row(indicator="members", value="0", ref_area="330211"),
    )
    told = [(p.code, p.level, p.row, p.value, p.hints["indicator"]) for p in checked.problems]
    assert told == [
        ("share_over_hundred", "warning", 3, "100.1", "coverage"),
        ("number_negative", "error", 5, "-0.5万元", "funds"),
    ]


def test_a_table_beside_another_keeps_its_own_labels_and_rows() -> None:
    checked = table(
        ["2023年宁波市"],
        ["地区", "工会会员人数（人）", "", "地区", "工会会员人数（人）", "提示函份数（份）"],
        ["海曙区", 1, "", "北仑区", 3, 30],
        ["江北区", 2, "", "镇海区", 4, 40],
    )
    assert sorted(figures(checked)) == [
        ("members", "330203", "", "2023", 1),
        ("members", "330205", "", "2023", 2),
        ("members", "330206", "", "2023", 3),
        ("members", "330211", "", "2023", 4),
        ("notices", "330206", "", "2023", 30),
        ("notices", "330211", "", "2023", 40),
    ]
    assert checked.places["column"].tolist() == ["B", "B", "E", "F", "E", "F"]


def test_three_tables_below_each_other_each_with_title_unit_and_notes() -> None:
    checked = table(
        ["表1 2021年宁波市工会会员人数"],
        ["单位：万人"],
        ["地区", "工会会员人数"],
        ["海曙区", 1],
        ["注：快报数。"],
        [],
        ["表2 2022年温州市提示函份数"],
        ["单位：份"],
        ["地区", "提示函份数"],
        ["鹿城区", 2],
        ["鹿城区总工会", 3],
        ["表3 2023年绍兴市工会经费收入"],
        ["单位：万元"],
        ["地区", "工会经费收入"],
        ["越城区", 4],
        ["资料来源：年报"],
    )
    assert figures(checked) == [
        ("members", "330203", "", "2021", 10_000),
        ("notices", "330302", "", "2022", 2),
        ("notices", "330302", "", "2022", 3),
        ("funds", "330602", "", "2023", 40_000),
    ]
    told = [(one.title, one.unit, one.area, one.period, one.header_rows, one.note_rows)
            for one in checked.shapes]  # fmt: skip
    assert told == [
        ("表1 2021年宁波市工会会员人数", "万人", "330200", "2021", (3,), (5,)),
        ("表2 2022年温州市提示函份数", "份", "330300", "2022", (9,), ()),
        ("表3 2023年绍兴市工会经费收入", "万元", "330600", "2023", (14,), (16,)),
    ]


def test_a_merged_label_stands_in_each_of_its_cells_and_a_merged_number_in_the_first() -> None:
    rows = [["指标", "会员", "", "", "备注"], ["", "男", "女", "合计", ""], ["甲", 1, 2, 3, ""]]
    merged = ((0, 0, 1, 0), (0, 1, 0, 3), (0, 4, 1, 4), (2, 1, 2, 2), (2, 4, 9, 9))
    grid = CellGrid.from_sheet(Sheet("表", rows, merged=merged))
    assert grid.filled == [
        ["指标", "会员", "会员", "会员", "备注"],
        ["指标", "男", "女", "合计", "备注"],
        ["甲", "1", "2", "3", ""],
    ]
    assert grid.cells[0] == ["指标", "会员", "", "", "备注"]
