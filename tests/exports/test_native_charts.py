"""PowerPoint's own charts read back: values, fills, labels, axes, bars' thickness, the workbook."""

import math
import re
from typing import Any

import pytest

from charts.chart import Chart, Form
from exports import Look, Order, make
from exports.look import SIZES
from exports.slides.native import scale
from locales import LANGUAGES, Words
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import Native, Series, Slide, slides_of
from tests.helpers.small_marks import KINDS, OPEN, above, below, between, exact, missing

NAMES = [mark["category"] for mark in KINDS]
HORIZONTAL = [Form.BAR, Form.RANKING, Form.DOTS]
LETTER = 0.55


def slides(*subjects: Chart, **values: Any) -> list[Slide]:
    order = Order(subjects, Words(values.pop("language", "zh")), **values)
    return slides_of(make(order, "pptx").data)


def native(form: Form, *marks: dict[str, Any], **values: Any) -> Native:
    return slides(chart(form, *marks, **values))[0].charts[0][1]


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
    assert upper.label_inks == value.label_inks == {("tx1", 10, True)}


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
    assert (found.low, found.series[0].values) == (-60, [-50, 100, -10])
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


@pytest.mark.parametrize(("rows", "size"), [(1, 18), (4, 18), (12, 18), (16, 18), (20, 14)])
def test_names_are_written_as_large_as_their_rows_allow(rows: int, size: float) -> None:
    assert native(Form.RANKING, *(row(f"区{n}", 1) for n in range(rows))).size == size


@pytest.mark.parametrize(
    ("letters", "size"),
    [
        *[(15, 18), (16, 16), (17, 16), (18, 14), (20, 14), (21, 12), (47, 12)],
        *[(48, 11), (51, 11), (52, 10), (56, 10), (57, 9), (200, 9)],
    ],
)
def test_long_names_are_written_smaller(letters: int, size: float) -> None:
    assert native(Form.BAR, *(row("长" * letters, 1) for _ in range(12))).size == size


def test_a_bullet_has_a_bar_for_what_is_and_an_outline_for_what_is_wanted() -> None:
    marks = (
        row("目标", 50, status="target", wording="50%以上", value_high=OPEN),
        missing("实际"),
        row("推算", 60, status="derived", wording="60%"),
        above("报告", 30, wording="超30%"),
        row("第二目标", 100, status="target", wording="100%"),
    )
    found = native(Form.BULLET, *marks, unit="%")
    actual, target = found.series
    assert (actual.name, actual.fill, target.name, target.fill) == (
        *("实际", "accent1"),
        *("目标", "accent6"),
    )
    assert (actual.values, target.values) == (
        [None, None, 60, 30, None],
        [50, None, None, None, 100],
    )
    assert (actual.labels, target.labels) == (
        {2: "60%", 3: "超30% ▷"},
        {0: "50%以上 ▷", 4: "100%"},
    )
    assert (actual.hollow, actual.fading) == ([2], [3])
    assert (target.hollow, target.fading) == ([0, 4], [])
    assert (found.low, found.step, found.format) == (0, 50, '0"%"')
    assert found.grid == "bg2 0.5"
    assert found.high > 104
    low = native(Form.BULLET, row("实际", 3, wording=""), unit="%")
    assert low.high == 104  # the scale goes to 100 however little was reached


def test_parts_of_a_whole_lie_end_to_end_and_are_named_in_a_legend() -> None:
    marks = (
        row("拨款", 200, wording="200万元"),
        row("配套", 150, status="derived", wording="150万元"),
        above("捐款", 50, wording="超50万元"),
        missing("其他"),
    )
    ((shape, found),) = slides(chart(Form.STACKED, *marks, title="资金"))[0].charts
    assert (found.kind, found.grouping, found.overlap, found.gap) == ("bar", "stacked", 100, 40)
    assert (found.categories, found.named, found.legend) == (["资金"], False, True)
    assert [(s.name, s.values, s.fill) for s in found.series] == [
        ("拨款", [200], "accent1"),
        ("配套", [150], "accent2"),
        ("捐款", [50], "accent3"),
        ("其他", [None], "accent4"),
    ]
    assert [s.labels.get(0) for s in found.series[:3]] == ["200万元", "150万元", "超50万元 ▷"]
    assert [s.hollow for s in found.series] == [[], [0], [], []]
    assert [s.label_inks for s in found.series] == [
        {(colour, 14, True)} for colour in ("bg1", "tx1", "bg1", "bg1")
    ]
    assert {s.label_place for s in found.series} == {"ctr"}
    assert (found.low, found.high, found.step) == (0, 400, 0)
    assert (shape.top, shape.height) == pytest.approx((2.68, 2.5), abs=0.1)


def test_six_parts_use_five_colours_in_turn() -> None:
    found = native(Form.STACKED, *(row(f"部分{n}", n + 1) for n in range(6)))
    assert [s.fill for s in found.series] == [f"accent{n}" for n in (1, 2, 3, 4, 5, 1)]
    assert native(Form.STACKED, row("甲", 0), missing("乙")).high == 1


MONTHS = (
    ("2023年11月", "甲市", 10),
    ("2023年11月", "乙市", 300),
    ("2023年12月", "甲市", 20),
    ("2024年1月", "乙市", 290),
    ("2024年1月", "甲市", OPEN),
    ("2024年2月", "乙市", 310),
)


def line(*more: dict[str, Any], **values: Any) -> Native:
    marks = [
        row(month, value, series=name) if value == value else missing(month, series=name)
        for month, name, value in MONTHS
    ]
    return native(Form.TREND, *marks, *more, **values)


def test_lines_go_through_the_months_in_order_with_a_gap_where_one_is_missing() -> None:
    found = line()
    assert (found.kind, found.downwards, found.named, found.legend) == ("line", False, True, True)
    assert found.categories == ["2023年11月", "2023年12月", "2024年1月", "2024年2月"]
    assert [(s.name, s.values, s.fill, s.symbol) for s in found.series] == [
        ("甲市", [10, 20, None, None], "accent1", "circle"),
        ("乙市", [300, None, 290, 310], "accent2", "circle"),
    ]
    assert found.sides == ("b", "l")
    assert (found.gaps, {s.smooth for s in found.series}) == ("gap", {"0"})
    assert found.grid == "bg2 0.5"


def test_only_the_newest_point_of_a_line_is_labelled() -> None:
    first, second = line().series
    assert (first.labels, second.labels) == ({1: "20份"}, {3: "310份"})
    assert {first.label_place, second.label_place} == {"t"}
    assert first.label_inks == {("tx1", 14, True)}


def test_points_that_are_derived_or_open_are_told_apart_on_a_line() -> None:
    marks = [
        *(row("2023年", 5, series=s, status="derived") for s in "甲乙"),
        *(above("2024年", 6, series=s) for s in "甲乙"),
        *(row("2025年", 7, series=s) for s in "甲乙"),
    ]
    found = native(Form.TREND, *marks)
    assert [(s.hollow, s.fading, s.labels) for s in found.series] == [([0], [1], {2: "7份"})] * 2
    assert {fade.replace("accent2", "accent1") for s in found.series for fade in s.fades} == {
        "fades accent1 100% at 0, accent1 100% at 70, accent1 25% at 100"
    }


def test_the_axis_of_a_line_reaches_past_its_highest_point_or_bound() -> None:
    assert line().high == pytest.approx(310 * 1.15)
    assert line(row("2024年3月", 5, series="甲市", value_high=400)).high == pytest.approx(460)
    assert line().low == 0
    assert line(row("2024年3月", -5, series="甲市")).low == -6


def test_a_single_line_needs_no_legend_and_is_named_by_the_title() -> None:
    found = native(Form.TREND, row("2023年", 1), row("2024年", 2), title="培训人数")
    assert (found.legend, found.series[0].name) == (False, "培训人数")


@pytest.mark.parametrize(
    ("high", "step"),
    [(3, 1), (3.1, 2), (6, 2), (6.1, 5), (15, 5), (15.1, 10), (30, 10), (345, 200)],
)
def test_an_axis_has_at_most_three_round_steps(high: float, step: float) -> None:
    assert scale(high, "zh").step == step
    assert scale(high * 1000, "en").step == step * 1000
    assert scale(high / 1000, "en").step == pytest.approx(step / 1000)


def test_numbers_on_an_axis_are_written_as_readers_write_them() -> None:
    assert scale(100, "en").format == "#,##0"
    assert scale(2.9, "en").format == "#,##0"
    assert scale(1.5, "en").format == "#,##0.##"
    assert scale(3, "en").format == "#,##0"
    assert scale(0, "en").step == 1
    chinese = scale(100, "zh").format.split(";")
    assert chinese == ['[>=100000000]0\\.00,,"亿"', '[>=10000]0\\.0,"万"', "General"]
    found = line()
    assert (found.step, found.format) == (200, ";".join(chinese))
    assert line(language="en").format == "#,##0"


AREAS = ("甲市", "乙市")
TWO_BY_TWO = [
    *(row(area, value, series="投入资金") for area, value in zip(AREAS, (10, 20), strict=True)),
    *(row(area, value, series="参与人数") for area, value in zip(AREAS, (300, 290), strict=True)),
]


def test_two_areas_and_two_indicators_are_two_panels_each_on_its_own_scale() -> None:
    (slide,) = slides(chart(Form.MULTIPLES, *TWO_BY_TWO))
    assert [found.categories for _, found in slide.charts] == [["甲市", "乙市"]] * 2
    assert [found.series[0].values for _, found in slide.charts] == [[10, 20], [300, 290]]
    assert [found.series[0].labels for _, found in slide.charts] == [
        {0: "10份", 1: "20份"},
        {0: "300份", 1: "290份"},
    ]
    assert {found.series[0].fill for _, found in slide.charts} == {"accent1"}
    assert {found.series[0].name for _, found in slide.charts} == {"数值"}
    assert [20 < found.high < 25 or 300 < found.high < 375 for _, found in slide.charts] == [
        True
    ] * 2
    names = [slide.named("投入资金"), slide.named("参与人数")]
    assert [each.lines[0][2:5] for each in names] == [(14, "tx1", True)] * 2
    for name, (shape, _) in zip(names, slide.charts, strict=True):
        assert (name.left, name.width) == (shape.left, shape.width)
        assert name.bottom == pytest.approx(shape.top, abs=0.001)


@pytest.mark.parametrize(
    ("panels", "places"),
    [
        (1, [(0, 0)]),
        (2, [(0, 0), (0, 1)]),
        (3, [(0, 0), (1, 0), (0, 1)]),
        (4, [(0, 0), (1, 0), (0, 1), (1, 1)]),
        (5, [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1)]),
        (6, [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)]),
    ],
)
def test_panels_stand_in_a_grid_read_line_by_line(
    panels: int, places: list[tuple[int, int]]
) -> None:
    marks = [row(area, n + 1, series=f"指标{n}") for n in range(panels) for area in AREAS]
    (slide,) = slides(chart(Form.MULTIPLES, *marks))
    shapes = [shape for shape, _ in slide.charts]
    lefts = sorted({round(shape.left, 3) for shape in shapes})
    tops = sorted({round(shape.top, 3) for shape in shapes})
    found = [(lefts.index(round(s.left, 3)), tops.index(round(s.top, 3))) for s in shapes]
    assert found == places
    across = len(lefts)
    for shape in shapes:
        assert shape.width == pytest.approx((12.093 - 0.4 * (across - 1)) / across, abs=0.001)
        assert shape.height == pytest.approx(0.6 + 0.95 * 2 - 0.34 - 0.14, abs=0.001)
    above_all, below_all = tops[0] - 0.34 - 1.56, 6.86 - (shapes[-1].bottom + 0.14)
    assert 0 <= above_all <= below_all + 1e-6
    assert above_all == pytest.approx(0.4 * (above_all + below_all), abs=0.01)


def test_a_panel_with_fewer_rows_is_lower_by_as_much() -> None:
    marks = [row(f"地区{n}", 1, series="多") for n in range(4)] + [row("地区0", 1, series="少")]
    (slide,) = slides(chart(Form.MULTIPLES, *marks))
    many, few = (shape.height for shape, _ in slide.charts)
    assert few == pytest.approx(many / 4, abs=0.001)
    assert slide.charts[0][1].gap == pytest.approx(slide.charts[1][1].gap, abs=1)
    assert slide.charts[0][1].size == slide.charts[1][1].size


@pytest.mark.parametrize(
    ("letters", "size", "shown"),
    [(17, 14, 17), (18, 12, 18), (20, 12, 20), (21, 10, 21), (24, 10, 24), (25, 10, 23)],
)
def test_the_name_of_a_panel_stands_on_one_line(letters: int, size: float, shown: int) -> None:
    marks = [row("甲市", 1, series=f"{n}" * 2 + "名" * (letters - 1)) for n in range(6)]
    (slide,) = slides(chart(Form.MULTIPLES, *marks))
    names = [shape for shape in slide.shapes if "名名" in shape.text]
    assert len(names) == 6
    assert {shape.lines[0].size for shape in names} == {size}
    assert {shape.text.count("名") + 1 for shape in names} == {shown}
    assert all(shape.needed <= shape.height for shape in names)


def test_names_in_panels_are_no_larger_than_the_names_above_them() -> None:
    wide_ones = slides(chart(Form.MULTIPLES, *TWO_BY_TWO))[0].charts
    assert {found.size for _, found in wide_ones} == {14}
    marks = [row("很长的地区名称" * 6, 1, series=f"指标{n}") for n in range(6)]
    narrow = slides(chart(Form.MULTIPLES, *marks))[0].charts
    assert {found.size for _, found in narrow} == {10}


def at(reference: str) -> list[tuple[int, int]]:
    """The cells of a reference as row and column, counted from 0: Sheet1!$B$2:$B$3."""
    sheet, cells = reference.split("!")
    assert sheet == "Sheet1"
    ends = [re.fullmatch(r"\$([A-Z]+)\$(\d+)", end) for end in cells.split(":")]
    places = []
    for end in ends:
        assert end
        column = 0
        for letter in end[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        places.append((int(end[2]) - 1, column - 1))
    (top, left), (low, right) = places[0], places[-1]
    return [(r, c) for r in range(top, low + 1) for c in range(left, right + 1)]


def in_book(found: Native, reference: str) -> list[Any]:
    rows = found.book[0].rows
    return [
        (rows[r][c] if c < len(rows[r]) and rows[r][c] != "" else None) for r, c in at(reference)
    ]


SUBJECTS = {
    "bars": [chart(Form.RANKING, *KINDS)],
    "two names": [chart(Form.BAR, row("甲", 1, series="男"), row("乙", 2, series="女"))],
    "bullet": [chart(Form.BULLET, row("目标", 50, status="target"), row("实际", 40), unit="%")],
    "parts": [chart(Form.STACKED, *(row(f"部分{n}", n + 1) for n in range(30)))],
    "lines": [chart(Form.TREND, *(row(f"{n % 2}月", n, series=f"{n // 2}区") for n in range(56)))],
    "panels": [chart(Form.MULTIPLES, *TWO_BY_TWO)],
}  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_powerpoint_would_edit_is_what_the_chart_shows(subject: str) -> None:
    for slide in slides(*SUBJECTS[subject]):
        for _, found in slide.charts:
            assert found.book[0].name == "Sheet1"
            for series in found.series:
                name, categories, values = series.references
                assert in_book(found, name) == [series.name]
                assert in_book(found, categories) == found.categories
                assert in_book(found, values) == series.values
            columns = [series.references[0] for series in found.series]
            assert len(set(columns)) == len(columns)


def test_beside_the_values_stand_wording_bounds_status_and_formula() -> None:
    marks = (
        between("甲", 200, 200, 300),
        missing("乙", detail="2024年"),
        row("丙", 0.5, status="derived", formula="甲 ÷ 乙"),
        below("丁", 7),
    )
    found = native(Form.BAR, *marks)
    head, *rows = found.book[0].rows
    assert head == [
        *("份", "取值上限", "数值", "表述", "下限", "上限", "状态", "说明", "推算公式"),
    ]
    assert rows == [
        ["甲", 300, 200, "200余份", 200, 300, "报告", "", ""],
        ["乙\n2024年 · 未报告", "", "", "未报告", "", "", "未报告", "2024年", ""],
        ["丙", "", 0.5, "0.5份", 0.5, 0.5, "推算", "", "甲 ÷ 乙"],
        ["丁", "", 7, "近7份", "", 7, "报告", "", ""],
    ]


def test_a_line_of_the_workbook_with_several_marks_has_the_wording_of_each() -> None:
    found = line()
    assert found.book[0].rows[1:] == [
        ["2023年11月", 10, 300, "甲市10份；乙市300份", *[""] * 5],
        ["2023年12月", 20, "", "20份", 20, 20, "报告", "", ""],
        ["2024年1月", "", 290, "乙市290份；甲市未报告", *[""] * 5],
        ["2024年2月", "", 310, "310份", 310, 310, "报告", "", ""],
    ]
    parts = native(Form.STACKED, row("甲", 3), above("乙", 2), title="资金")
    assert parts.book[0].rows[1:] == [["资金", 3, 2, "甲3份；乙超2份 ▷", *[""] * 5]]
    assert parts.book[0].rows[0][:3] == ["份", "甲", "乙"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_described_for_those_who_do_not_see_them(language: Any) -> None:
    plain = chart(Form.BAR, row("甲", 1), title="提示函", finding="共1份。")
    silent = chart(Form.TREND, row("2024年", 1), title="提示函", finding="")
    assert slides(plain, language=language)[0].described == ["提示函 共1份。"]
    assert slides(silent, language=language)[0].described == ["提示函"]
    assert slides(plain, language=language)[0].charts[0][0].name == "提示函"


@pytest.mark.parametrize("size", ["wide", "classic", "a4", "a4_landscape"])
def test_bars_are_measured_on_the_slide_they_stand_on(size: str) -> None:
    subject = chart(Form.BAR, *KINDS[:12])
    slide = slides(subject, look=Look(size=SIZES[size]))[0]
    shape, found = slide.charts[0]
    assert found.low == 0
    assert shape.width == pytest.approx(slide.width - 1.24, abs=0.001)
    assert math.isclose(shape.left, 0.62, abs_tol=0.001)
    assert shape.bottom < slide.height - 0.5
