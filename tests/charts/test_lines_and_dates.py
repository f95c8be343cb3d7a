"""Where marks in time stand: lines, their bounds and ends, and dates in order."""

from itertools import pairwise
from typing import Any

import pytest

from charts.chart import Form
from charts.render.text_wrapping import measure_text
from charts.render.timeseries import split_period
from charts.theme import PALETTES, Theme
from tests.helpers.drawn_marks import (
    axis,
    lines_of,
    of_no_row,
    of_row,
    places,
    written,
)
from tests.helpers.drawn_texts import Drawing, drawn, marked
from tests.helpers.export_charts import chart, row
from tests.helpers.known_numbers import known
from tests.helpers.small_marks import OPEN, above, below, between, exact, missing

LIGHT = PALETTES["light"]
MONTHS = [f"2024年{month}月" for month in range(8, 13)]


def line(*marks: dict[str, Any], theme: Theme = "light") -> Drawing:
    return drawn(chart(Form.TREND, *marks), theme)


def monthly(*values: float, series: str = "", months: list[str] = MONTHS) -> list[dict[str, Any]]:
    """A line of exact numbers, one a month; what is not known is missing."""
    return [
        missing(month, series=series) if value != value else exact(month, value, series=series)
        for month, value in zip(months, values, strict=False)
    ]


BOUNDS = [
    exact(MONTHS[0], 100),
    between(MONTHS[1], 200, 190, 500),
    missing(MONTHS[2]),
    above(MONTHS[3], 300),
    below(MONTHS[4], 250),
]


def test_points_stand_at_their_period_and_value_with_a_gap_where_none_is_reported():
    (trace,) = line(*BOUNDS)["data"]
    assert (trace["type"], trace["mode"]) == ("scatter", "lines+markers")
    assert trace["x"] == [0, 1, 2, 3, 4]
    assert known(trace["y"]) == [100, 200, None, 300, 250]
    assert trace["connectgaps"] is False
    assert trace["cliponaxis"] is False  # a point at zero is whole
    assert trace["customdata"] == [0, 1, 2, 3, 4]


def test_bounds_are_as_long_as_the_distance_from_the_value():
    (trace,) = line(*BOUNDS)["data"]
    bounds = trace["error_y"]
    assert bounds["array"] == [0, 300, 0, 0, 0]
    assert bounds["arrayminus"] == [0, 10, 0, 0, 0]
    assert (bounds["type"], bounds["symmetric"], bounds["visible"]) == ("data", False, True)
    assert bounds["color"] == LIGHT.series[0]


@pytest.mark.parametrize(
    ("mark", "visible"),
    [
        (between(MONTHS[0], 5, 5, 6), True),
        (between(MONTHS[0], 5, 4, 5), True),
        (between(MONTHS[0], 5, 4, 6), True),
        (above(MONTHS[0], 5), False),
        (exact(MONTHS[0], 5), False),
    ],
)
def test_lines_without_bounds_have_no_caps(mark: dict[str, Any], visible: bool):
    (trace,) = line(mark, exact(MONTHS[1], 4))["data"]
    assert trace["error_y"]["visible"] is visible


def heights(drawing: Drawing) -> list[tuple[float, list[str]]]:
    """The labels of lines with the pixels from the lower end of the lines to their middle."""
    layout = drawing["layout"]
    inside = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
    return [(round(y * inside, 1), lines) for _, y, lines in written(drawing)]


def test_the_newest_number_is_written_beside_its_point():
    low, high = axis(line(*BOUNDS), "yaxis")[0]
    middle = round((250 - low) / (high - low) * 234, 1)
    assert heights(line(*BOUNDS)) == [(middle, ["近250份"])]
    # Nothing is reported of the last month: the label says which the number is of.
    assert [lines for _, lines in heights(line(*monthly(30, 20, OPEN)))] == [["20份", "2024年9月"]]


def test_a_written_number_stands_right_of_the_lines_and_covers_none():
    layout = line(*BOUNDS)["layout"]
    (label,) = layout["annotations"]
    assert (label["xref"], label["x"], label["xanchor"], label["xshift"]) == ("paper", 1, "left", 6)
    assert (label["yref"], label["yanchor"]) == ("paper", "middle")
    assert "<b>近250份</b>" in label["text"]
    assert layout["margin"]["r"] >= 6 + 7 * 7  # seven letters


def test_two_areas_of_two_indicators_are_four_lines_each_with_its_colour_and_name():
    names = ["宁波市 新增", "宁波市 累计", "芜湖市 新增", "芜湖市 累计"]
    marks = [
        mark
        for n, name in enumerate(names)
        for mark in monthly(*(1000 * n + month for month in (10, 20, 30)), series=name)
    ]
    drawing = line(*marks)
    assert [trace["line"]["color"] for trace in drawing["data"]] == list(LIGHT.series[:4])
    assert [trace["marker"]["color"] for trace in drawing["data"]] == list(LIGHT.series[:4])
    assert [trace["y"] for trace in drawing["data"]] == [
        [10, 20, 30], [1010, 1020, 1030], [2010, 2020, 2030], [3010, 3020, 3030],
    ]  # fmt: skip
    assert [trace["customdata"] for trace in drawing["data"]] == [
        [0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11],
    ]  # fmt: skip
    assert marked(drawing) == set(range(12))
    assert [lines for *_, lines in written(drawing)] == [
        [f"●  {name}", f"{1000 * n + 30}份"] for n, name in enumerate(names)
    ]
    for label, colour in zip(drawing["layout"]["annotations"], LIGHT.series, strict=False):
        assert label["text"].startswith(f"<span style='color:{colour}'>●</span> ")


def test_a_sixth_line_takes_the_first_colour_again():
    marks = [exact(MONTHS[0], n, series=f"{n}市") for n in range(1, 7)]
    colours = [trace["line"]["color"] for trace in line(*marks)["data"]]
    assert colours == [*LIGHT.series, LIGHT.series[0]]


def test_a_line_that_starts_later_or_ends_earlier_keeps_to_its_periods():
    drawing = line(
        *monthly(1, 2, 3, series="甲"),
        *monthly(5, 6, series="乙", months=MONTHS[1:]),
        *monthly(7, 8, series="丙"),
    )
    assert [trace["x"] for trace in drawing["data"]] == [[0, 1, 2], [1, 2], [0, 1]]
    assert [lines for *_, lines in written(drawing)] == [
        ["●  甲", "3份"], ["●  乙", "6份"], ["●  丙", "8份", "2024年9月"],
    ]  # fmt: skip


def test_a_line_of_which_nothing_is_reported_is_left_out():
    drawing = line(*monthly(1, 2, series="甲"), *monthly(OPEN, OPEN, series="乙"),
                   *monthly(3, 4, series="丙"))  # fmt: skip
    assert [lines for *_, lines in written(drawing)] == [["●  甲", "2份"], ["●  丙", "4份"]]
    assert [known(trace["y"]) for trace in drawing["data"]] == [[1, 2], [None, None], [3, 4]]
    assert [trace["line"]["color"] for trace in drawing["data"]] == list(LIGHT.series[:3])


def test_the_axis_holds_every_value_and_bound_with_room_for_words():
    ends, values, texts = axis(line(*BOUNDS), "yaxis")
    assert ends == [0, pytest.approx(540)]
    assert (values, texts) == ([0, 200, 400], ["0", "200", "400"])
    assert axis(line(*monthly(320)), "yaxis")[1] == [0, 100, 200, 300]  # at most four steps
    fallen, values, _ = axis(line(*monthly(-20, 10)), "yaxis")
    assert fallen == pytest.approx([-22.4, 12.4])
    assert values == [-20, -10, 0, 10]
    all_fallen, _, _ = axis(line(*monthly(-20, -10)), "yaxis")
    assert all_fallen == pytest.approx([-21.6, 1.6])
    nothing, _, _ = axis(line(*monthly(0, 0)), "yaxis")
    assert nothing == [0, pytest.approx(1.08)]


def test_the_line_of_zero_is_seen_where_values_are_below_it():
    assert line(*monthly(-20, 10))["layout"]["yaxis"]["zerolinecolor"] == LIGHT.quiet
    assert line(*monthly(20, 10))["layout"]["yaxis"]["zerolinecolor"] == LIGHT.missing


@pytest.mark.parametrize("count", [1, 6, 7, 12, 13, 21, 120])
@pytest.mark.parametrize("framed", [False, True])
def test_months_written_below_a_line_never_overlap_and_the_newest_is_there(
    count: int, framed: bool
):
    months = [f"{2020 + n // 12}年{n % 12 + 1}月" for n in range(count)]
    subject = chart(Form.TREND, *monthly(*range(count), months=months, series="宁波市"))
    layout = drawn(subject, framed=framed)["layout"]
    at, texts = layout["xaxis"]["tickvals"], layout["xaxis"]["ticktext"]
    assert at[-1] == count - 1
    room = (700 if framed else 336) - layout["margin"]["l"] - layout["margin"]["r"]
    widths = [6.6 * max(map(measure_text, lines_of(text))) for text in texts]
    for (left, a), (right, b) in pairwise(zip(at, widths, strict=True)):
        assert (right - left) * room / count >= (a + b) / 2 + 4
    years = [lines_of(text)[1:] for text in texts]
    assert [year for year in years if year] == [
        [f"{year}年"] for year in sorted({2020 + n // 12 for n in at})
    ]


@pytest.mark.parametrize(
    ("period", "parts"),
    [
        ("2024年", ("", "2024年")),
        ("2024年9月", ("9月", "2024年")),
        ("2024年1—9月", ("1—9月", "2024年")),
        ("2024年第一季度", ("一季度", "2024年")),
        ("2024年上半年", ("上半年", "2024年")),
        ("2024年9月30日", ("9月30日", "2024年")),
        ("2023年11月—2024年1月", ("2023年11月—2024年1月", "")),
        ("2024", ("", "2024")),
        ("September 2024", ("Sep", "2024")),
        ("January–September 2024", ("Jan–Sep", "2024")),
        ("first quarter of 2024", ("Q1", "2024")),
        ("second half of 2024", ("H2", "2024")),
        ("30 September 2024", ("30 Sep", "2024")),
    ],
)
def test_a_period_is_split_into_its_year_and_a_short_part(period: str, parts: tuple[str, str]):
    assert split_period(period) == parts


def test_october_follows_september():
    _, at, texts = axis(line(*monthly(1, 2, 3, 4, 5)), "xaxis")
    assert [lines_of(text) for text in texts] == [
        ["8月", "2024年"],
        *([f"{n}月"] for n in range(9, 13)),
    ]
    assert at == [0, 1, 2, 3, 4]


def test_names_of_lines_that_end_together_stand_apart_and_inside_the_drawing():
    drawing = line(*(exact(MONTHS[0], value, series=f"{value}") for value in (100, 100.5, 101, 40)))
    places = sorted((y, lines[0].split()[1]) for y, lines in heights(drawing))
    assert [name for _, name in places] == ["40", "100", "100.5", "101"]
    assert all(above - below >= 36 for (below, _), (above, _) in pairwise(places))
    assert places[0][0] >= 18
    assert places[-1][0] <= 234 - 18


def test_a_drawing_of_many_long_names_is_as_high_as_their_labels():
    names = [f"{letter}市女职工工会委员会（丝绸行业）" for letter in "甲乙丙丁戊"]
    drawing = line(*(exact(MONTHS[0], n, series=name) for n, name in enumerate(names)))
    rows = [len(lines) for _, lines in heights(drawing)]
    assert drawing["layout"]["height"] - 60 >= 18 * sum(rows)


def test_a_pointer_tells_series_period_wording_and_detail():
    drawing = line(exact("2024年9月", 7, series="宁波市", detail="初步数"), missing("2024年10月"))
    told = [lines_of(text) for trace in drawing["data"] for text in trace.get("hovertext", ())]
    assert told == [["宁波市", "2024年9月", "7份", "初步数"], ["2024年10月", "未报告"]]


def test_a_new_definition_interrupts_the_line_and_has_a_dotted_one_before_it():
    drawing = line(
        exact("2024年1月", 7),
        exact("2024年2月", 8),
        exact("2024年3月", 20, detail="口径有变"),
        exact("2024年4月", 21),
    )
    before, after, mark = drawing["data"]
    assert (list(before["x"]), list(after["x"])) == ([0, 1], [2, 3])
    assert (before["customdata"], after["customdata"]) == ([0, 1], [2, 3])
    assert before["line"] == after["line"]
    assert list(mark["x"]) == [1.5, 1.5]
    assert mark["line"]["dash"] == "dot"
    labels = drawing["layout"]["annotations"]
    assert [each["text"] for each in labels] == ["<b>21份</b>"]


def test_the_texts_of_a_wide_axis_are_not_cut():
    drawing = line(exact("2024年1月", 193_000_000))
    wide = max(map(len, drawing["layout"]["yaxis"]["ticktext"]))
    assert drawing["layout"]["margin"]["l"] >= 6 * wide


def test_words_of_axes_have_their_room():
    layout = line(*BOUNDS)["layout"]
    assert layout["margin"] == {"l": 32, "r": 66, "t": 14, "b": 46}
    assert layout["height"] == 294
    for name in ("xaxis", "yaxis"):
        assert layout[name]["tickfont"] == {"size": 12, "color": LIGHT.quiet}
    assert layout["xaxis"]["showgrid"] is False  # lines across would cut the one that is drawn
    assert layout["xaxis"]["zeroline"] is False
    assert layout["yaxis"]["zeroline"] is True
    assert layout["yaxis"]["gridcolor"] == LIGHT.grid
    assert layout["yaxis"]["zerolinecolor"] == LIGHT.missing


EVENTS = [
    row("市总工会 → 建筑业", wording="2024年5月", detail="已整改"),
    row("区总工会 → 快递业", wording="2024年9月"),
    row("很" * 30, wording="2024年10月", detail="结果未报告", status="missing"),
]


def dates(theme: Theme = "light") -> Drawing:
    return drawn(chart(Form.TIMELINE, *EVENTS), theme)


@pytest.mark.parametrize("theme", PALETTES)
def test_events_stand_one_under_the_other_with_room_for_their_words(theme: Theme):
    drawing, palette = dates(theme), PALETTES[theme]
    dots = of_row(drawing, 1)
    # A line of words takes 0.42: three of the first, two of the second.
    heights = [0, pytest.approx(-1.39), pytest.approx(-2.36)]
    assert places(dots) == [(0, height) for height in heights]
    assert dots["customdata"] == [0, 1, 2]
    assert dots["marker"]["color"] == palette.series[0]
    assert dots["cliponaxis"] is False
    (path,) = of_no_row(drawing)
    assert (path["mode"], path["line"]["color"]) == ("lines", palette.grid)
    assert places(path) == [(0, 0.1), (0, heights[-1])]
    layout = drawing["layout"]
    assert layout["yaxis"]["range"] == pytest.approx([-4.07, 0.35])
    assert layout["xaxis"]["range"] == [-0.03, 1]
    assert layout["height"] == round(4.62 * 46)


def test_an_events_words_are_date_what_and_how_it_ended():
    drawing = dates()
    assert [(x, lines) for x, _, lines in written(drawing)] == [
        (0, ["2024年5月", "市总工会 → 建筑业", "已整改"]),
        (0, ["2024年9月", "区总工会 → 快递业"]),
        (0, ["2024年10月", "很" * 20, "很" * 10, "结果未报告"]),
    ]
    assert [y for _, y, _ in written(drawing)] == list(of_row(drawing, 0)["y"])
    for label in drawing["layout"]["annotations"]:
        assert (label["xanchor"], label["yanchor"], label["align"]) == ("left", "top", "left")
        assert (label["xshift"], label["yshift"]) == (14, 11)  # right of the dot, first line level
        date, *_ = label["text"].split("<br>")
        assert LIGHT.quiet in date
    assert LIGHT.quiet in drawing["layout"]["annotations"][0]["text"].split("<br>")[2]
