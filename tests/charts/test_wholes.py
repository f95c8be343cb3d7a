"""Where the parts of a whole stand, and what any form on a grid says."""

import pytest

from charts.chart import Form
from charts.theme import PALETTES, Theme
from tests.helpers.drawn_marks import (
    filled,
    lines_of,
    of_no_row,
    of_row,
    reached,
    written,
)
from tests.helpers.drawn_texts import drawn, marked
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import above, exact, missing

LIGHT = PALETTES["light"]
BLUE, OCHRE, GREEN, VIOLET, GREY = LIGHT.series


PRIZES = [
    exact("一等奖", 20, wording="20名"),
    exact("二等奖", 28, wording="28名"),
    exact("未获奖", 3, wording="3名", status="derived"),
    exact("特别奖", 0, wording="0名"),
]


@pytest.mark.parametrize("theme", PALETTES)
def test_one_square_a_unit_line_by_line_the_next_part_where_the_last_ended(theme: Theme):
    palette = PALETTES[theme]
    drawing = drawn(chart(Form.WAFFLE, *PRIZES), theme)
    first, second, third, fourth = drawing["data"]
    assert (list(first["x"]), first["customdata"]) == (list(range(20)), [0] * 20)
    assert list(second["x"]) == [20, 21, 22, 23, *range(24)]
    assert list(third["x"]) == [0, 1, 2]
    assert (list(fourth["x"]), fourth["customdata"]) == ([], [])
    assert set(first["base"]) == {-0.4}
    assert second["base"] == pytest.approx([-0.4] * 4 + [-1.4] * 24)
    assert third["base"] == pytest.approx([-2.4] * 3)
    assert (
        {t["width"] for t in drawing["data"]}
        == {0.8}
        == {y for t in drawing["data"] for y in t["y"]}
    )
    assert [filled(part) for part in (first, second, third)] == [
        (palette.series[0], palette.series[0], ""),
        (palette.series[1], palette.series[1], ""),
        (palette.ground, palette.missing, ""),
    ]


def test_each_part_of_a_whole_is_named_under_the_squares_with_its_swatch():
    drawing = drawn(chart(Form.WAFFLE, *PRIZES))
    assert written(drawing) == [
        (x, pytest.approx(y), lines)
        for y, name, number in (
            (-3.6, "■ 一等奖", "20名"),
            (-5.5, "■ 二等奖", "28名"),
            (-7.4, "□ 未获奖", "3名"),
            (-9.3, "■ 特别奖", "0名"),
        )
        for x, lines in ((0, [name.replace(" ", "  ")]), (1, [number]))
    ]
    names = [label for label in drawing["layout"]["annotations"] if label["x"] == 0]
    for label, colour in zip(names, LIGHT.series, strict=False):
        assert label["text"].startswith(f"<span style='color:{colour}'>")
    for label in drawing["layout"]["annotations"]:
        assert label["xref"] == "paper"
        assert label["xanchor"] == ("right" if label["x"] else "left")
    layout = drawing["layout"]
    assert layout["xaxis"]["range"] == pytest.approx([-0.6, 23.6])
    assert layout["yaxis"]["range"] == pytest.approx([-10.6, 0.7])
    assert layout["height"] == round(10.6 * 16)


@pytest.mark.parametrize(("count", "lines"), [(24, 1), (25, 2), (48, 2), (1, 1)])
def test_a_line_of_squares_begins_after_twenty_four(count: int, lines: int):
    drawing = drawn(chart(Form.WAFFLE, exact("奖", count)))
    (part,) = drawing["data"]
    assert part["base"][-1] == pytest.approx(-0.4 - (lines - 1))
    assert written(drawing)[0][1] == pytest.approx(-lines - 0.6)


POOL = [
    exact("奖补", 200, wording="200万元"),
    exact("配套", 300, wording="300万元", status="derived"),
    above("捐赠", 100, wording="超100万元"),
]


@pytest.mark.parametrize("theme", PALETTES)
def test_parts_of_a_bar_lie_end_to_end(theme: Theme):
    palette = PALETTES[theme]
    drawing = drawn(chart(Form.STACKED, *POOL), theme)
    parts = [of_row(drawing, n) for n in range(3)]
    assert reached(parts) == [(0, 200), (200, 500), (500, 600)]
    assert {(p["orientation"], tuple(p["y"]), p["width"]) for p in parts} == {("h", (0,), 0.8)}
    assert [filled(part) for part in parts] == [
        (palette.series[0], palette.series[0], ""),
        (palette.ground, palette.series[1], ""),
        (palette.series[2], palette.series[2], ""),
    ]
    assert drawing["layout"]["xaxis"]["range"] == [0, 600]


def test_a_part_that_was_not_reported_has_no_length_and_no_squares():
    parts = [missing("甲"), exact("乙", 20), missing("丙"), exact("丁", 5)]
    bar = drawn(chart(Form.STACKED, *parts))
    lengths = reached([of_row(bar, n) for n in range(4)])
    assert lengths == [(0, 0), (0, 20), (20, 20), (20, 25)]
    assert bar["layout"]["xaxis"]["range"] == [0, 25]
    waffle = drawn(chart(Form.WAFFLE, *parts))
    assert [list(part["x"]) for part in waffle["data"]] == [
        [], list(range(20)), [], [20, 21, 22, 23, 0],
    ]  # fmt: skip
    for drawing in (bar, waffle):
        assert [lines for x, _, lines in written(drawing) if x == 1] == [
            ["未报告"], ["20份"], ["未报告"], ["5份"],
        ]  # fmt: skip


def test_each_part_of_a_bar_is_named_under_it_with_its_swatch():
    drawing = drawn(chart(Form.STACKED, *POOL))
    assert written(drawing) == [
        (x, pytest.approx(y), lines)
        for y, name, number in (
            (-1.05, "■  奖补", "200万元"),
            (-1.67, "□  配套", "300万元"),
            (-2.29, "■  捐赠", "超100万元"),
        )
        for x, lines in ((0, [name]), (1, [number]))
    ]
    for label in drawing["layout"]["annotations"]:
        assert label["xref"] == "paper"
        assert label["xanchor"] == ("right" if label["x"] else "left")
    names = [label for label in drawing["layout"]["annotations"] if label["x"] == 0]
    assert all(label["align"] == "left" for label in names)
    for label, colour in zip(names, LIGHT.series, strict=False):
        assert label["text"].startswith(f"<span style='color:{colour}'>")
    layout = drawing["layout"]
    assert layout["yaxis"]["range"] == pytest.approx([-2.96, 0.6])
    assert layout["height"] == 72 + 3 * 32


@pytest.mark.parametrize("form", [Form.STACKED, Form.WAFFLE])
def test_a_sixth_part_takes_the_first_colour_again(form: Form):
    drawing = drawn(chart(form, *(exact(f"{n}等", n) for n in range(1, 7))))
    colours = [of_row(drawing, n)["marker"]["color"] for n in range(6)]
    assert colours == [BLUE, OCHRE, GREEN, VIOLET, GREY, BLUE]


@pytest.mark.parametrize("form", [Form.STACKED, Form.WAFFLE, Form.TILES, Form.FLOW])
def test_long_names_break_and_their_numbers_too(form: Form):
    mark = row("一" * 30, 5, wording="二" * 20, series="三" * 40)
    lines = [lines for _, _, lines in written(drawn(chart(form, mark)))]
    if form is Form.TILES:
        lines = [lines_of(drawn(chart(form, mark))["data"][1]["text"][0])]
    assert all(len(line) <= 29 for each in lines for line in each)


@pytest.mark.parametrize("form", [Form.STACKED, Form.WAFFLE, Form.FLOW, Form.TILES])
def test_a_click_gives_the_row_and_a_pointer_its_words(form: Form):
    marks = [row(f"{n}区", n, row=0, column=n, detail="2024年") for n in (1, 2)]
    drawing = drawn(chart(form, *marks))
    assert marked(drawing) == {0, 1}
    told = [lines_of(of_row(drawing, n)["hovertext"][-1]) for n in (0, 1)]
    expected = ["2区", "2份"] if form is Form.TILES else ["2区", "2份", "2024年"]
    assert told[1] == expected
    assert all(trace["hoverinfo"] == "skip" for trace in of_no_row(drawing))
