"""Rows of a table that look like its head or are totals: never dropped without a word."""

from intake.result import CheckResult
from tests.helpers.made_uploads import codes, figures, the, upload

HEAD = "会员人数（人）\n地区,2019,2020,2021\n黄岩区,10,11,12\n"


def read(text: str) -> CheckResult:
    return upload(("1.csv", text.encode()))


def test_a_row_identical_to_its_head_of_years_is_told() -> None:
    checked = read(HEAD + "椒江区,2019,2020,2021\n路桥区,20,21,22\n")
    told = the(checked, "years_as_head")
    assert (told.level, told.row, told.value) == ("warning", 4, "椒江区")
    assert [area for _, area, *_ in figures(checked)] == ["331003"] * 3 + ["331004"] * 3


def test_with_a_column_of_units_the_row_is_read() -> None:
    text = "地区,单位,2019,2020,2021\n黄岩区,人,10,11,12\n椒江区,人,2019,2020,2021\n"
    checked = read("会员人数\n" + text)
    assert "years_as_head" not in codes(checked)
    assert ("members", "331002", "", "2020", 2020) in figures(checked)


def test_a_head_that_begins_like_the_one_above_is_no_row() -> None:
    assert "years_as_head" not in codes(read(HEAD + "地区,2019,2020,2021\n路桥区,20,21,22\n"))
    other_years = read(HEAD + "椒江区,2020,2021,2022\n路桥区,20,21,22\n")
    assert "years_as_head" not in codes(other_years)


def test_totals_in_a_long_table_are_left_out_with_a_notice() -> None:
    rows = "椒江区,会员人数,2024,10,人\n黄岩区,会员人数,2024,12,人\n"
    totals = "合计,会员人数,2024,22,人\n合计,会员人数,2023,20,人\n县区小计,会员人数,2024,22,人\n"
    checked = read("地区,指标,时间,数值,单位\n" + rows + totals)
    assert figures(checked) == [
        ("members", "331002", "", "2024", 10),
        ("members", "331003", "", "2024", 12),
    ]
    assert "unknown_area" not in codes(checked)
    told = [p for p in checked.problems if p.code == "long_total"]
    assert [(p.level, p.value, p.hints["count"]) for p in told] == [
        ("notice", "合计", 2),
        ("notice", "县区小计", 1),
    ]
