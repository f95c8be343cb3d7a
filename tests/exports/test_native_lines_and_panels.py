"""PowerPoint's own targets, wholes, lines and small charts read back: what, where, how named."""

import pytest

from charts.chart import Form
from exports.slides.chart_xml import choose_value_axis
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.native_charts import AREAS, TWO_BY_TWO, line, native, slides
from tests.helpers.small_marks import OPEN, above, missing


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
    assert {first.label_place, second.label_place} == {"r"}  # beside the line, not over it
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
    fallen = line(row("2024年3月", -5, series="甲市"))
    assert (fallen.low, fallen.high, fallen.step) == (-200, 400, 200)  # on whole steps


def test_a_single_line_needs_no_legend_and_is_named_by_the_title() -> None:
    found = native(Form.TREND, row("2023年", 1), row("2024年", 2), title="培训人数")
    assert (found.legend, found.series[0].name) == (False, "培训人数")


@pytest.mark.parametrize(
    ("high", "step"),
    [(3, 1), (3.1, 2), (6, 2), (6.1, 5), (15, 5), (15.1, 10), (30, 10), (345, 200)],
)
def test_an_axis_has_at_most_three_round_steps(high: float, step: float) -> None:
    assert choose_value_axis(high, "zh").major_unit == step
    assert choose_value_axis(high * 1000, "en").major_unit == step * 1000
    assert choose_value_axis(high / 1000, "en").major_unit == pytest.approx(step / 1000)


def test_numbers_on_an_axis_are_written_as_readers_write_them() -> None:
    assert choose_value_axis(100, "en").number_format == "#,##0"
    assert choose_value_axis(2.9, "en").number_format == "#,##0"
    # "#,##0.##" would show 1 as "1." and each of 0.001 to 0.003 as "0."
    assert choose_value_axis(1.5, "en").number_format == "General"
    assert choose_value_axis(0.003, "en").number_format == "General"
    assert choose_value_axis(3, "en").number_format == "#,##0"
    assert choose_value_axis(0, "en").major_unit == 1
    found = line()
    assert (found.step, found.format) == (200, "General")
    assert line(language="en").format == "#,##0"


@pytest.mark.parametrize(
    ("high", "step", "texts"),
    [
        (9_999, 5000, "General"),
        (13_103.1, 5000, '[=10000]"1万";General'),
        (127_351, 50_000, '[=50000]"5万";[=100000]"10万";General'),
        (11_051_500, 5_000_000, '[=5000000]"500万";[=10000000]"1000万";General'),
        (1.2e8, 50_000_000, '[=50000000]"5000万";[=100000000]"1亿";General'),
    ],
)
def test_ticks_are_whole_ten_thousands_without_a_decimal(
    high: float, step: float, texts: str
) -> None:
    axis = choose_value_axis(high, "zh")
    assert (axis.major_unit, axis.number_format) == (step, texts)


def test_numbers_below_zero_are_in_one_unit_on_an_axis() -> None:
    ten_thousands = ['[>=10000]0\\.0,"万"', '[<=-10000]-0\\.0,"万"', "General"]
    assert choose_value_axis(300, "zh", low=-100).number_format == "General"
    few = choose_value_axis(19_000, "zh", low=-9_000).number_format
    assert few.split(";") == ten_thousands
    below = choose_value_axis(99_000_000, "zh", low=-1000)  # up to 1亿, the step above it
    millions = ['[>=1000000]0\\.00,,"亿"', '[<=-1000000]-0\\.00,,"亿"', "General"]
    assert (below.major_unit, below.number_format.split(";")) == (50_000_000, millions)
    assert choose_value_axis(2e8, "zh", low=-2e8).number_format.split(";") == millions
    low = choose_value_axis(30_000_000, "zh", low=-20_000_000).number_format
    assert low.split(";") == ten_thousands


def months(count: int, language: str = "zh") -> list[str]:
    """So many months from January 2024, as a chart names them."""
    words = Words(language)
    return [words.period(f"{2024 + n // 12}-{n % 12 + 1:02d}") for n in range(count)]


def test_years_stand_once_below_their_months() -> None:
    found = native(Form.TREND, *(row(month, n) for n, month in enumerate(months(21))))
    parts, years = found.levels
    assert list(parts.values()) == [f"{n % 12 + 1}月" for n in range(21)]
    assert years == {0: "2024年", 12: "2025年"}
    assert (found.skip, found.size) == (1, 12)
    english = native(Form.TREND, *(row(month, 1) for month in months(14, "en")), language="en")
    assert [english.levels[0][n] for n in (0, 8, 13)] == ["Jan", "Sep", "Feb"]
    assert english.levels[1] == {0: "2024", 12: "2025"}
    quarters = [f"{year}年第{n}季度" for year in (2024, 2025) for n in "一二"]
    assert native(Form.TREND, *(row(each, 1) for each in quarters)).levels == [
        {0: "一季度", 1: "二季度", 2: "一季度", 3: "二季度"},
        {0: "2024年", 2: "2025年"},
    ]


@pytest.mark.parametrize("names", [["2023年", "2024年"], ["2024年1月", "2024年"], months(84)])
def test_whole_years_and_more_months_than_have_room_stand_in_one_row(names: list[str]) -> None:
    found = native(Form.TREND, *(row(name, n) for n, name in enumerate(names)))
    assert (found.levels, found.categories) == ([], names)
    assert found.skip == (11 if len(names) > 2 else 1)


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
    assert {found.size for _, found in narrow} == {9}


def test_no_line_leads_to_the_first_point_of_a_new_definition() -> None:
    marks = (
        row("2023年12月", 160_000),
        row("2024年1月", 184_200, detail="口径有变，与此前不可比"),
        row("2024年2月", 186_100),
    )
    ((_, found),) = slides(chart(Form.TREND, *marks))[0].charts
    before, after = found.series
    assert (before.values, after.values) == ([160_000, None, None], [None, 184_200, 186_100])
    assert (before.fill, before.labels) == (after.fill, {})
    assert after.name == f"{before.name}（2024年1月起）"
