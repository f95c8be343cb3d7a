"""Bars of PowerPoint's own charts read back: values, fills, labels, axis, thickness, type."""

from typing import Any

import pytest

from charts.chart import Form
from tests.helpers.export_charts import chart, row
from tests.helpers.native_charts import native, slides
from tests.helpers.opened_slides import Series
from tests.helpers.small_marks import KINDS, between, exact, missing

NAMES = [mark["category"] for mark in KINDS]


HORIZONTAL = [Form.BAR, Form.RANKING, Form.DOTS]


LETTER = 0.55


def given(values: dict[str, float], names: list[str] = NAMES) -> list[float | None]:
    return [values.get(name) for name in names]


def said(series: Series, names: list[str] = NAMES) -> dict[str, str]:
    return {names[point]: text for point, text in series.labels.items()}


def test_every_row_has_one_bar_of_its_value_and_its_own_wording() -> None:
    found = native(Form.RANKING, *KINDS)
    upper, value = found.series
    assert (found.kind, found.grouping, found.overlap, found.downwards) == (
        *("bar", "clustered"),
        *(100, True),
    )
    assert found.categories == [
        *("甲区", "乙区", "丙区\n未报告", "丁区", "戊区", "己区", "庚区", "辛区", "壬区", "癸区"),
        *("子区\n2024年 · 未报告", "丑区", "寅区", "卯区"),
    ]
    values = {
        "甲区": 100,
        "乙区": 200,
        "丁区": 400,
        "戊区": 250,
        "己区": 150,
        "庚区": 50,
        "辛区": 80,
    }
    values |= {"壬区": 120, "癸区": 140, "丑区": 0, "寅区": 490, "卯区": 16}
    assert value.values == given(values)
    assert upper.values == given({"乙区": 500})
    assert said(upper) == {"乙区": "200余份"}
    assert said(value) == {
        "甲区": "100份",
        "丁区": "超400份 ▷",
        "戊区": "近250份 ◁",
        "己区": "约150份 ◁▷",
        "庚区": "50份",
        "辛区": "80余份",
        "壬区": "超120份",
        "癸区": "近140份",
        "丑区": "0份",
        "寅区": "超490份 ▷",
        "卯区": "近16份 ◁",
    }


def test_derived_bars_are_hollow_open_ones_fade_and_what_lies_above_is_pale() -> None:
    upper, value = native(Form.RANKING, *KINDS).series
    assert (upper.name, upper.fill) == ("取值上限", "accent1 30%")
    assert (value.name, value.fill) == ("数值", "accent1")
    assert [NAMES[n] for n in value.hollow] == ["庚区", "辛区", "壬区", "癸区"]
    assert [NAMES[n] for n in value.fading] == ["丁区", "戊区", "己区", "寅区", "卯区"]
    assert (upper.hollow, upper.fading) == ([], [])
    assert value.fades == {"fades accent1 100% at 0, accent1 100% at 70, accent1 25% at 100"}
    assert {s.label_place for s in (upper, value)} == {"outEnd"}
    assert upper.label_inks == value.label_inks == {("tx1", 9, True)}


def test_a_bound_that_equals_the_value_is_no_range() -> None:
    marks = (between("甲区", 200, 200, 200), between("乙区", 200, 100, 201))
    upper, value = native(Form.BAR, *marks).series
    assert upper.values == [None, 201]
    assert (upper.labels, value.labels) == ({1: "200余份"}, {0: "200余份"})
    (alone,) = native(Form.BAR, marks[0], exact("丙区", 3)).series
    assert alone.name == "数值"


def test_two_names_of_series_have_a_bar_and_a_colour_each() -> None:
    marks = [
        row(f"{area}{name}", n, series=name) for n, area in enumerate("甲乙", 1) for name in "男女"
    ]
    found = native(Form.BAR, *marks)
    assert found.categories == ["甲男", "甲女", "乙男", "乙女"]
    assert [(s.name, s.fill, s.values) for s in found.series] == [
        ("男", "accent1", [1, None, 2, None]),
        ("女", "accent2", [None, 1, None, 2]),
    ]
    assert [s.labels for s in found.series] == [{0: "1份", 2: "2份"}, {1: "1份", 3: "2份"}]


def test_a_row_without_a_name_is_named_by_its_series() -> None:
    marks = (row("", 1, series="男"), row("乙", 2, series="女", detail="2024年"))
    assert native(Form.BAR, *marks).categories == ["男", "乙\n2024年"]
    unsaid = missing("丙", detail="未报告")
    assert native(Form.BAR, unsaid).categories == ["丙\n未报告"]


@pytest.mark.parametrize("form", HORIZONTAL)
@pytest.mark.parametrize("marks", [KINDS[:1], KINDS[:2], KINDS[:12]])
def test_every_bar_leaves_room_for_the_words_behind_its_end(
    form: Form, marks: tuple[dict[str, Any], ...]
) -> None:
    ((shape, found),) = slides(chart(form, *marks))[0].charts
    assert found.low == 0
    lines = [line for name in found.categories for line in name.split("\n")]
    names = min(max(map(wide, lines)) * found.size * LETTER, shape.width * 72 * 0.36)
    plot = shape.width * 72 - names
    ends = []
    for series in found.series:
        for point, label in series.labels.items():
            end = series.values[point] or 0
            ends.append(end / found.high + wide(label) * found.size * LETTER / plot)
            assert end / found.high <= 1 / 1.04 + 1e-9
    assert 0.7 < max(ends) <= 1


def wide(text: str) -> int:
    """Letters of a text, Chinese ones twice."""
    return sum(1 + (ord(letter) > 0x2E7F) for letter in text)


def test_the_axis_of_bars_reaches_a_little_past_the_longest_one() -> None:
    short = [row("甲", 100, wording=""), row("乙", 50, wording="")]
    assert native(Form.BAR, *short).high == pytest.approx(104)
    reported = [row("甲", 100, value_high=300, wording=""), row("乙", 50, wording="")]
    assert native(Form.BAR, *reported).high == pytest.approx(312)
    assert native(Form.BAR, row("甲", 0, wording=""), missing("乙", wording="")).high == 1.04
    assert native(Form.BAR, missing("甲", wording=""), missing("乙", wording="")).high == 1.04


def test_bars_below_zero_are_not_cut_off() -> None:
    found = native(Form.BAR, row("甲", -50), row("乙", 100), row("丙", -10))
    assert found.series[0].values == [-50, 100, -10]
    assert found.low < -52  # there is room for the label at its left
    assert found.high > 104
    all_fallen = native(Form.BAR, row("甲", -50), row("乙", -10))
    assert (all_fallen.low < -52, all_fallen.high) == (True, 0)
    assert native(Form.BAR, row("甲", 0), row("乙", 100)).low == 0


def test_values_are_labelled_and_not_read_off_an_axis() -> None:
    for form in HORIZONTAL:
        found = native(form, *KINDS[:3])
        assert (found.step, found.format, found.legend, found.named) == (0, "", False, True)
        assert found.grid == ""
        assert found.sides == ("l", "b")


@pytest.mark.parametrize(
    ("form", "rows", "top", "height", "gap"),
    [
        (Form.BAR, 1, 3.08, 1.5, 257),
        (Form.BAR, 2, 2.68, 2.5, 198),
        (Form.BAR, 4, 1.68, 5.0, 198),
        (Form.BAR, 12, 1.56, 5.3, 30),
        (Form.DOTS, 1, 3.08, 1.5, 500),
        (Form.DOTS, 2, 2.68, 2.5, 421),
        (Form.DOTS, 12, 1.56, 5.3, 84),
    ],
)
def test_bars_are_as_thick_whatever_room_they_have(
    form: Form, rows: int, top: float, height: float, gap: int
) -> None:
    marks = [row(f"地区{n}", n + 1) for n in range(rows)]
    ((shape, found),) = slides(chart(form, *marks))[0].charts
    assert (shape.left, shape.width) == pytest.approx((0.62, 12.093), abs=0.001)
    assert (shape.top, shape.height) == pytest.approx((top, height), abs=0.001)
    assert found.gap == gap
    if gap not in (30, 500):  # where there is room, a bar has the thickness that was meant
        thick = {Form.BAR: 0.42, Form.DOTS: 0.24}[form]
        assert height / rows / (1 + gap / 100) == pytest.approx(thick, abs=0.002)


@pytest.mark.parametrize(("rows", "size"), [(1, 18), (13, 18), (14, 16), (16, 14), (20, 11)])
def test_names_are_written_as_large_as_their_rows_allow(rows: int, size: float) -> None:
    assert native(Form.RANKING, *(row(f"区{n}", 1) for n in range(rows))).size == size


@pytest.mark.parametrize(
    ("letters", "size"),
    [
        *[(15, 18), (16, 16), (17, 16), (18, 14), (20, 14), (21, 12), (23, 12)],
        *[(24, 11), (25, 11), (26, 10), (28, 10), (29, 9), (200, 9)],
    ],
)
def test_long_names_are_written_smaller(letters: int, size: float) -> None:
    assert native(Form.BAR, *(row("长" * letters, 1) for _ in range(12))).size == size
