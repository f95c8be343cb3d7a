"""Results of formulas are rounded to what their cell shows, and told once a column."""

import pytest

from file_formats import Sheet
from intake.tables.displayed_texts import round_formula_results
from tests.helpers.made_uploads import figures, upload, workbook

RESULTS = [
    ("112.19999999999999", None, "112.2"),
    ("136.370967741936", None, "136.37"),
    ("136.370967741936", 2, "136.37"),
    ("77.7777777777778%", None, "77.78%"),
    ("77.7777777777778%", 1, "77.8%"),
    ("8125000.12345678", None, "8125000.12"),
    ("-0.000123456789", None, "-0.0001235"),
    ("0.00345678912", 2, "0.003457"),  # shown as 0.00: a nought is nobody's result
    ("15.3333333333333", 0, "15"),
    ("2.5000000001", 0, "3"),
    ("0.99999999999", 3, "1"),
]
KEPT = ["12.345678", "1234567890.12", "2024.0101", "1.2.3456789", "112.2", "约1.23456789", ""]


@pytest.mark.parametrize(("cell", "decimals", "shown"), RESULTS)
def test_a_long_fraction_is_rounded(cell: str, decimals: int | None, shown: str) -> None:
    told = {(0, 1): decimals} if decimals is not None else {}
    texts = [["甲", cell]]
    assert round_formula_results(Sheet("", [], decimals=told), texts) == {(0, 1): cell}
    assert texts == [["甲", shown]]


@pytest.mark.parametrize("cell", KEPT)
def test_what_somebody_has_written_is_kept(cell: str) -> None:
    texts = [[cell]]
    assert round_formula_results(Sheet("", [], decimals={(0, 0): 1}), texts) == {}
    assert texts == [[cell]]


def test_rounded_results_are_told_once_a_column() -> None:
    rows = [
        ["2023年"],
        ["地区", "建会率（%）", "工会经费收入（元）"],
        ["海曙区", 77.77777777777779, 112.19999999999999],
        ["江北区", 65.5, 8125000.12345678],
        ["鄞州区", 77.46153846153847, 96.25],
    ]
    checked = upload(("1.xlsx", workbook(Sheet1=rows)))
    assert [value for *_, value in figures(checked)] == [
        *(77.78, 112.2),
        *(65.5, 8125000.12),
        *(77.46, 96.25),
    ]
    told = [(p.code, p.level, p.row, p.column, p.value, p.expected) for p in checked.problems]
    assert told == [
        ("results_rounded", "notice", 3, "B", "77.7777777777778", "77.78"),
        ("results_rounded", "notice", 4, "C", "8125000.12345678", "8125000.12"),
    ]
    assert [p.hints["figures"] for p in checked.problems] == [2, 1]
