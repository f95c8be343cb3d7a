"""Where the marks of small multiples and of targets in charts/render/bars.py stand."""

import pytest

from charts.chart import Form
from charts.theme import PALETTES, Theme
from tests.helpers.drawn_marks import (
    axis,
    filled,
    lines_of,
    of_no_row,
    of_row,
    places,
    reached,
    written,
)
from tests.helpers.drawn_texts import drawn
from tests.helpers.export_charts import chart
from tests.helpers.small_marks import KINDS, above, between, exact, missing

NAMES = [mark["category"] for mark in KINDS]
HEIGHTS = [-float(n) for n in range(1, len(KINDS) + 1)]
LIGHT = PALETTES["light"]
BLUE, OCHRE, GREEN, VIOLET, GREY = LIGHT.series


PANELS = (
    exact("甲赛", 30, series="代表队"),
    missing("乙赛", series="代表队"),
    above("甲赛", 200, series="选手"),
    between("乙赛", 100, 100, 250, series="选手"),
    exact("丙赛", 50, series="选手", status="derived"),
    exact("甲赛", 0, series="企业"),
)


def test_each_panel_has_its_own_scale_and_its_name_above():
    drawing = drawn(chart(Form.MULTIPLES, *PANELS))
    ends = [of_row(drawing, n)["x"][0] for n in range(len(PANELS))]
    assert ends == [1, 1.04, 0.8, 0.4, 0.2, 0]
    heights = [of_row(drawing, n)["y"][0] for n in range(len(PANELS))]
    assert heights == pytest.approx([-1.72, -2.72, -4.64, -5.64, -6.64, -8.56])
    names = [(y, lines) for x, y, lines in written(drawing, yanchor="middle") if x == 0]
    assert [lines for _, lines in names] == [["代表队"], ["选手"], ["企业"]]
    assert [y for y, _ in names] == pytest.approx([-0.72, -3.64, -7.56])
    layout = drawing["layout"]
    assert layout["xaxis"]["range"] == [0, 1.04]
    assert layout["xaxis"]["visible"] is False
    assert layout["yaxis"]["range"] == pytest.approx([-9.06, -0.2])
    assert layout["height"] == round(8.76 * 56 * 0.94 + 10)


def test_marks_of_panels_look_like_bars_of_one_colour():
    drawing = drawn(chart(Form.MULTIPLES, *PANELS))
    assert [filled(of_row(drawing, n)) for n in range(len(PANELS))] == [
        (BLUE, "", ""),
        (LIGHT.ground, LIGHT.missing, "/"),
        (BLUE, "", ""),
        (BLUE, "", ""),
        (LIGHT.ground, BLUE, ""),
        (BLUE, "", ""),
    ]
    (lighter,) = of_no_row(drawing, type="bar")
    assert reached([lighter]) == [(0.4, 1)]
    (arrow,) = of_no_row(drawing, type="scatter")
    assert arrow["marker"]["symbol"] == "triangle-right-open"
    assert arrow["x"] == [pytest.approx(0.8 + 1.04 * 0.012)]
    hover = [lines_of(of_row(drawing, n)["hovertext"][0]) for n in (1, 2)]
    assert hover == [["代表队", "乙赛", "未报告"], ["选手", "甲赛", "超200份"]]


def test_a_panels_row_with_two_lines_of_words_gets_more_room():
    long = "甲" * 20
    drawing = drawn(chart(Form.MULTIPLES, exact(long, 1, series="队"), exact("乙", 1, series="队")))
    assert [of_row(drawing, n)["y"][0] for n in (0, 1)] == pytest.approx([-2.12, -3.12])


@pytest.mark.parametrize("theme", PALETTES)
def test_a_target_is_a_line_with_its_open_side_and_the_actual_a_bar(theme: Theme):
    palette = PALETTES[theme]
    marks = [
        exact("实际", 30, wording="30%"),
        above("目标", 50, wording="50%以上", status="target"),
        missing("实际"),
        above("目标", 80, wording="80%以上", status="target"),
    ]
    drawing = drawn(chart(Form.BULLET, *marks), theme)
    assert axis(drawing, "xaxis") == ([0, 100], [0, 50, 100], ["0", "50%", "100%"])
    assert filled(of_row(drawing, 0)) == (palette.series[0], "", "")
    assert filled(of_row(drawing, 2)) == (palette.ground, palette.missing, "/")
    assert [reached([of_row(drawing, n)]) for n in (0, 2)] == [[(0, 30)], [(0, 100)]]
    for n, value in ((1, 50), (3, 80)):
        line = of_row(drawing, n)
        assert (line["mode"], line["marker"]["symbol"]) == ("markers", "line-ns")
        assert places(line) == [(value, -n - 1)]
        assert line["marker"]["line"]["color"] == palette.accent
    sides = of_no_row(drawing, type="bar")
    assert reached(sides) == [(50, 100), (80, 100)]
    assert [side["y"] for side in sides] == [[-2], [-4]]
    assert {(s["marker"]["color"], s["orientation"]) for s in sides} == {(palette.accent, "h")}
    heads = of_no_row(drawing, type="scatter")
    assert [places(head) for head in heads] == [[(97, -2)], [(97, -4)]]
    assert {(h["marker"]["symbol"], h["marker"]["color"]) for h in heads} == {
        ("triangle-right", palette.accent)
    }
    assert [lines for *_, lines in written(drawing, xanchor="right")] == [
        ["30%"], ["50%以上"], ["未报告"], ["80%以上"],
    ]  # fmt: skip
