"""Where bars of charts/render/bars.py stand and what they look like, and the words of each row."""

from typing import Any

import pytest

from charts.chart import Form
from charts.theme import PALETTES, Theme
from tests.helpers.drawn_marks import (
    axis,
    filled,
    lines_of,
    of_no_row,
    of_row,
    reached,
    rows_at,
    written,
)
from tests.helpers.drawn_texts import Drawing, drawn, marked
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import KINDS, above, below, between, exact, missing

NAMES = [mark["category"] for mark in KINDS]
HEIGHTS = [-float(n) for n in range(1, len(KINDS) + 1)]
LIGHT = PALETTES["light"]
BLUE, OCHRE, GREEN, VIOLET, GREY = LIGHT.series


def by_name(traces: list[dict[str, Any]], heights: list[float] = HEIGHTS) -> list[str]:
    return [NAMES[n] for n in rows_at(traces, heights)]


def bars(form: Form = Form.BAR, theme: Theme = "light") -> Drawing:
    return drawn(chart(form, *KINDS), theme)


@pytest.mark.parametrize("form", [Form.BAR, Form.RANKING])
def test_a_bar_reaches_from_zero_to_its_value_in_its_own_row(form: Form):
    drawing = bars(form)
    for n, mark in enumerate(KINDS):
        bar = of_row(drawing, n)
        assert (bar["type"], bar["orientation"]) == ("bar", "h")
        end = 540 if mark["status"] == "missing" else mark["value"]
        assert (reached([bar]), bar["y"]) == ([(0, end)], [HEIGHTS[n]]), mark["category"]


@pytest.mark.parametrize("theme", PALETTES)
def test_reported_is_full_derived_hollow_and_missing_hatched(theme: Theme):
    drawing, palette = bars(theme=theme), PALETTES[theme]
    looks = {
        "reported": (palette.series[0], "", ""),
        "derived": (palette.ground, palette.series[0], ""),
        "missing": (palette.ground, palette.missing, "/"),
    }
    for n, mark in enumerate(KINDS):
        assert filled(of_row(drawing, n)) == looks[mark["status"]], mark["category"]
    hatched = of_row(drawing, NAMES.index("丙区"))["marker"]["pattern"]
    assert (hatched["fgcolor"], hatched["bgcolor"]) == (palette.missing, palette.ground)


def test_what_lies_between_value_and_upper_bound_is_a_lighter_bar():
    lighter = of_no_row(bars(), type="bar")
    assert by_name(lighter) == ["乙区", "辛区"]
    assert reached(lighter) == [(200, 500), (80, 90)]
    for bar in lighter:
        assert bar["orientation"] == "h"
        assert bar["marker"]["color"] == BLUE
        assert bar["marker"]["opacity"] == 0.28


def test_bars_of_a_row_lie_on_one_line_and_those_of_two_rows_apart():
    drawing = bars()
    assert drawing["layout"]["barmode"] == "overlay"
    assert {bar["width"] for bar in drawing["data"] if bar["type"] == "bar"} == {0.3}


def test_an_open_bound_is_an_arrow_to_its_side_of_the_value():
    arrows = of_no_row(bars(), type="scatter")
    found = {name: arrow for name, arrow in zip(by_name(arrows), arrows, strict=True)}
    shift = pytest.approx(540 * 0.012)
    assert {
        name: (arrow["marker"]["symbol"], arrow["x"][0] - KINDS[NAMES.index(name)]["value"])
        for name, arrow in found.items()
    } == {
        "丁区": ("triangle-right-open", shift),
        "戊区": ("triangle-left-open", pytest.approx(-540 * 0.012)),
        "己区": ("diamond-open", 0),
        "壬区": ("triangle-right-open", shift),
        "癸区": ("triangle-left-open", pytest.approx(-540 * 0.012)),
        "寅区": ("triangle-right-open", shift),
        "卯区": ("triangle-left-open", pytest.approx(-540 * 0.012)),
    }
    for arrow in arrows:
        assert arrow["mode"] == "markers"
        assert arrow["marker"]["color"] == BLUE
        assert arrow["cliponaxis"] is False  # half of one at zero would point nowhere


@pytest.mark.parametrize(
    ("marks", "ends", "values", "texts"),
    [
        (KINDS, [0, 540], [0, 200, 400], ["0", "200", "400"]),
        ([exact("甲区", 20_000), exact("乙区", 0)], [0, 21_600], [0, 10_000, 20_000],
         ["0", "1万", "2万"]),
        ([exact("甲区", 325)], [0, 351], [0, 200], ["0", "200"]),  # at most three lines
        ([exact("甲区", 0)], [0, 1.08], [0, 0.5, 1], ["0", "0.5", "1"]),
        ([missing("甲区")], [0, 1.08], [0, 0.5, 1], ["0", "0.5", "1"]),
        ([below("甲区", 5, value_low=2.0)], [0, 5.4], [0, 2, 4], ["0", "2", "4"]),
        # A share may have fallen, and then the axis has to reach below zero.
        ([exact("甲区", -40), exact("乙区", 10)], [-43.2, 10.8], [-40, -20, 0],
         ["-40", "-20", "0"]),
        ([between("甲区", -5, -10, -5), missing("乙区")], [-10.8, 0], [-10, -5, 0],
         ["-10", "-5", "0"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [Form.BAR, Form.RANKING, Form.DOTS])
def test_the_axis_holds_every_value_and_bound(
    form: Form, marks: Any, ends: list[float], values: list[float], texts: list[str]
):
    found, shown, words = axis(drawn(chart(form, *marks)), "xaxis")
    assert found == pytest.approx(ends)
    assert (shown, words) == (values, texts)


def test_the_axis_is_worded_in_the_readers_language():
    marks = [exact("Ningbo", 2_000_000), exact("Hefei", 1_000)]
    _, _, english = axis(drawn(chart(Form.BAR, *marks, language="en")), "xaxis")
    assert english == ["0", "1 million", "2 million"]


def test_a_bar_below_zero_and_its_hatched_neighbour_fill_their_side_of_the_axis():
    drawing = drawn(chart(Form.BAR, exact("甲区", -40), exact("乙区", 10), missing("丙区")))
    assert reached([of_row(drawing, n) for n in (0, 1)]) == [(0, -40), (0, 10)]
    assert reached([of_row(drawing, 2)]) == [(pytest.approx(-43.2), pytest.approx(10.8))]
    dots = drawn(chart(Form.DOTS, exact("甲区", -40), missing("丙区"), below("乙区", -30)))
    (line, _) = of_no_row(dots, mode="lines", line={"color": LIGHT.grid, "width": 2})
    assert line["x"] == pytest.approx([-43.2, 0])
    assert reached([of_row(dots, 1)]) == [(pytest.approx(-43.2), 0)]
    (head,) = [t for t in of_no_row(dots, mode="markers")]
    assert -43.2 < head["x"][0] < -30


def test_words_stand_left_and_the_wording_right_above_each_mark():
    drawing = bars()
    labels = drawing["layout"]["annotations"]
    names, wordings = written(drawing, xanchor="left"), written(drawing, xanchor="right")
    assert [(x, y) for x, y, _ in names] == [(0, y) for y in HEIGHTS]
    assert [(x, y) for x, y, _ in wordings] == [(1, y) for y in HEIGHTS]
    assert [lines[0].split("\u3000")[0] for _, _, lines in names] == NAMES
    assert [lines for _, _, lines in wordings] == [[mark["wording"]] for mark in KINDS]
    assert names[NAMES.index("子区")][2] == ["子区\u3000 2024年"]
    for label in labels:
        assert (label["xref"], label["yanchor"]) == ("paper", "bottom")
        assert label["align"] == label["xanchor"]
        assert label["bgcolor"] == LIGHT.ground  # a grid line never runs through words
        assert label["yshift"] == 9  # above half of a bar of 0.3 × 56 pixels


def test_a_row_gets_the_room_that_its_words_need():
    long = "新疆维吾尔自治区乌鲁木齐市总工会困难职工帮扶中心"
    drawing = drawn(
        chart(
            Form.BAR,
            exact("甲区", 1),
            exact(long, 2),
            exact("乙区", 3, detail="一" * 18),
            exact("丙" * 17, 4, wording="一百二十份"),
            exact("丁区", 5),
        )
    )
    heights = [of_row(drawing, n)["y"][0] for n in range(5)]
    assert heights == pytest.approx([-1, -2.36, -3.72, -5.08, -6.08])
    assert drawing["layout"]["yaxis"]["range"] == pytest.approx([-6.53, -0.25])
    assert drawing["layout"]["height"] == round(6.08 * 56 + 32)
    names = [lines for _, _, lines in written(drawing, xanchor="left")]
    assert names == [
        ["甲区"],
        [long[:18], long[18:]],
        ["乙区", "一" * 18],
        ["丙" * 17, ""],
        ["丁区"],
    ]


@pytest.mark.parametrize(
    ("name", "detail", "wording", "lines"),
    [
        # 40 letters a line: 6 of the wording leave 34 for name and detail.
        ("甲" * 8, "乙" * 8, "1000份", ["甲" * 8 + "\u3000 " + "乙" * 8]),
        ("甲" * 8, "乙" * 9, "1000份", ["甲" * 8, "乙" * 9]),
        ("甲" * 17, "", "一百二份", ["甲" * 17]),
        ("甲" * 17, "", "一百二十份", ["甲" * 17, ""]),
        ("甲" * 8, "乙" * 12, "一" * 15, ["甲" * 8, "乙" * 7, "乙" * 5]),
    ],
)
def test_a_detail_stands_beside_its_name_as_long_as_both_leave_the_wording_room(
    name: str, detail: str, wording: str, lines: list[str]
):
    drawing = drawn(chart(Form.BAR, exact(name, 1, detail=detail, wording=wording)))
    ((_, _, found),) = written(drawing, xanchor="left")
    assert found == lines


def test_a_detail_is_small_and_grey():
    drawing = drawn(
        chart(Form.BAR, exact("甲区", 1, detail="2024年"), exact("乙" * 17, 1, detail="丙"))
    )
    for label in drawing["layout"]["annotations"][::2]:
        assert f"color:{LIGHT.quiet};font-size:12px" in label["text"]


@pytest.mark.parametrize("form", [Form.BAR, Form.RANKING, Form.DOTS])
def test_a_series_keeps_its_colour_wherever_it_stands(form: Form):
    series = ["女", "男", "女", "男", "", "其他", "未分", "更多"]
    marks = [exact(f"{n}区", n, series=name) for n, name in enumerate(series, 1)]
    drawing = drawn(chart(form, *marks))
    colours = [of_row(drawing, n)["marker"]["color"] for n in range(len(series))]
    assert colours == [BLUE, OCHRE, BLUE, OCHRE, GREEN, VIOLET, GREY, BLUE]


def test_bounds_and_arrows_have_the_colour_of_their_series():
    marks = [between("甲区", 2, 2, 3, series="女"), between("乙区", 2, 2, 3, series="男"),
             above("丙区", 2, series="女"), above("丁区", 2, series="男")]  # fmt: skip
    for form in (Form.BAR, Form.DOTS):
        ink = [
            trace
            for trace in of_no_row(drawn(chart(form, *marks)))
            if trace.get("line", {}).get("color") != LIGHT.grid
        ]
        colours = {n: {t.get("line", t.get("marker"))["color"] for t in ink if t["y"][0] == -n}
                   for n in (1, 2, 3, 4)}  # fmt: skip
        assert colours == {1: {BLUE}, 2: {OCHRE}, 3: {BLUE}, 4: {OCHRE}}


def test_a_click_gives_the_row_and_a_pointer_its_words():
    drawing = bars()
    assert marked(drawing) == set(range(len(KINDS)))
    told = {n: lines_of(of_row(drawing, n)["hovertext"][0]) for n in (0, 2, 10)}
    assert told == {
        0: ["甲区", "100份"],
        2: ["丙区", "未报告"],
        10: ["子区", "未报告", "2024年"],
    }
    for trace in drawing["data"]:
        assert trace["hoverinfo"] == ("text" if "customdata" in trace else "skip")
        assert trace["showlegend"] is False


def test_every_row_of_a_long_chart_lies_inside_its_frame():
    for form in (Form.BAR, Form.DOTS, Form.RANKING, Form.BULLET, Form.MULTIPLES):
        marks = [row(f"{n}区", n % 7, series=str(n % 3)) for n in range(20)]
        layout = drawn(chart(form, *marks))["layout"]
        low, high = layout["yaxis"]["range"]
        heights = [label["y"] for label in layout["annotations"]]
        assert low < min(heights), form
        # The words of the first row stand above its mark and need 33 pixels below the edge.
        inside = layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]
        assert (high - max(heights)) * inside / (high - low) > 22, form
