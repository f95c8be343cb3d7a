"""A column of numbers read at once says the same as each cell read alone."""

import numpy as np
import pytest
from hypothesis import strategies as st

from chinese_text.characters import normalize_width
from intake.model.column_arrays import make_text_column
from intake.values import number_columns, printed_units
from quantities import UnreadableQuantityError, parse_quantity
from tests.helpers.examples import given, settings
from tests.helpers.made_uploads import figures, upload, workbook

DIGITS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 10**7).map(lambda number: f"{number:,}"),
    st.decimals(0, 10**5, places=2).map(str),
    st.sampled_from(
        [
            "0",
            "007",
            "1.50",
            "999999999999999",
            "1,08",
            "0.29",
            "4.75",
            "2300",
            "１２３",
            "3至5",
            "三成",
            "1：1",
        ]
    ),
)
BEFORE = st.sampled_from(["", "近", "约", "超", "逾", "不足", "不少于", "-", "+", "x"])
AFTER = st.sampled_from(
    [
        "",
        "人",
        "万",
        "亿",
        "万元",
        "余万元",
        "余人",
        "万余",
        "多名",
        "以上",
        "%",
        "成",
        "折",
        "万人次",
        "x",
        "个百分点",
    ]
)
CELLS = st.tuples(BEFORE, DIGITS, AFTER).map("".join)


def alone(cell: str) -> tuple[object, ...] | None:
    try:
        one = parse_quantity(normalize_width(cell))
    except UnreadableQuantityError:
        return None
    return one.value, one.low, one.high, str(one.qualifier), one.unit


def together(cells: list[str]) -> list[tuple[object, ...] | None]:
    found = number_columns.read_number_column(make_text_column(cells))
    rows: list[tuple[object, ...] | None] = []
    for at in range(len(cells)):
        ends = [None if np.isnan(end[at]) else float(end[at]) for end in (found.low, found.high)]
        way = int(found.format_indices[at])
        told = (float(found.value[at]), *ends, found.qualifiers[way], found.units[way])
        rows.append(told if found.readable[at] else None)
    return rows


@settings(max_examples=300)
@given(st.lists(CELLS, min_size=1, max_size=12))
def test_a_column_says_what_its_cells_say(cells: list[str]) -> None:
    assert together(cells) == [alone(cell) for cell in cells]


@settings(max_examples=150)
@given(st.lists(CELLS, min_size=1, max_size=12))
def test_so_it_does_when_words_stand_before_the_digits(cells: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(number_columns, "_MAX_FORMATS", 3)
        assert together(cells) == [alone(cell) for cell in cells]


@pytest.mark.parametrize(
    ("cell", "value", "high"),
    [
        ("0.29万元", 2_900, 2_900),
        ("4.35万余人", 43_500, 43_600),
        ("2300余万元", 23_000_000, 24_000_000),
        ("1.10亿", 1.1e8, 1.1e8),
    ],
)
def test_scaled_decimals_are_exact(cell: str, value: float, high: float) -> None:
    found = number_columns.read_number_column(make_text_column([cell]))
    assert (found.value[0], found.high[0]) == (value, high)


def test_a_flood_of_unreadable_cells_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(number_columns, "_MAX_ERRORS", 3)
    found = number_columns.read_number_column(make_text_column([f"x{at}" for at in range(10)]))
    assert sorted(found.errors) == list(range(10))
    assert list(found.errors.values()).count("not_read") == 7


@pytest.mark.parametrize("cell", ["33.333333333333336", "33.3333333333", "0.1234567890123", "2.50"])
def test_any_decimals_are_read_at_once_to_double_precision(cell: str, monkeypatch) -> None:
    def cell_by_cell(*_: object) -> None:
        raise AssertionError("read one by one")

    monkeypatch.setattr(number_columns, "_read_number_cell", cell_by_cell)
    assert together([cell, f"{cell}%"]) == [
        (float(cell), float(cell), float(cell), "exact", unit) for unit in ("", "%")
    ]


@pytest.mark.parametrize(
    ("text", "unit", "wording"),
    [
        ("12 345", "万人", "12 345万人"),
        ("1\u202f234.5", "万元", "1\u202f234.5万元"),
        ("12 34", "万人", "12 34万人"),
        ("–3.5", "万元", "–3.5万元"),
        ("300+", "万人", "300万人+"),
        ("约300至500", "万人", "约300至500万人"),
    ],
)
def test_a_heading_gives_its_unit_to_usual_wordings(text: str, unit: str, wording: str) -> None:
    assert printed_units.add_unit(text, unit) == wording


def test_a_unit_column_counts_beside_thousands_that_stand_apart() -> None:
    out = [
        ["指标", "地区", "报告期", "数值", "单位"],
        ["members", "宁波市", "2024", "12 345", "万人"],
    ]
    assert figures(upload(("a.xlsx", workbook(数据=out)))) == [
        ("members", "330200", "", "2024", 123_450_000)
    ]


def test_a_quotient_in_a_workbook_is_read_as_it_is_stored() -> None:
    out = [["指标", "地区", "报告期", "数值"], ["coverage", "宁波市", "2024", 100 / 3]]
    checked = upload(("a.xlsx", workbook(数据=out)))
    ((*key, value),) = figures(checked)
    # A spreadsheet keeps 15 digits.
    assert (key, value, checked.problems) == (
        ["coverage", "330200", "", "2024"],
        33.3333333333333,
        (),
    )
