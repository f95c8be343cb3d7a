"""How large marks are on the screen, in CSS pixels: the weight of each beside the others."""

from typing import Any

from charts.chart import BOTH_WAYS, Form
from tests.helpers.drawn_marks import of_no_row, of_row
from tests.helpers.drawn_texts import Drawing, drawn
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import above, between, exact, missing

MARKS = [
    exact("甲", 50),
    between("乙", 20, 20, 40, status="derived"),
    missing("丙"),
    above("丁", 30),
]
ARROW, HATCH = {"size": 12, "line": 2}, {"size": 6, "line": 1}


def of(form: Form, *marks: dict[str, Any]) -> Drawing:
    return drawn(chart(form, *(marks or MARKS)))


def sizes(trace: dict[str, Any]) -> dict[str, float]:
    """Size and width of the line of a trace's marker."""
    marker = trace["marker"]
    found = {"size": marker.get("size", marker.get("pattern", {}).get("size"))}
    return found | {"line": marker["line"]["width"]}


def test_bars_have_no_outline_hollow_ones_a_thin_one_and_arrows_are_lower_than_bars():
    for form in (Form.BAR, Form.RANKING, Form.MULTIPLES):
        drawing = of(form)
        full, hollow, hatch = (sizes(of_row(drawing, n)) for n in range(3))
        assert (full["line"], hollow["line"], hatch) == (0, 1.5, HATCH)
        (arrow,) = of_no_row(drawing, type="scatter")
        assert sizes(arrow) == ARROW
        assert arrow["marker"]["size"] < 0.3 * 56


def test_dots_are_the_heaviest_then_bands_then_the_line_under_them():
    drawing = of(Form.DOTS)
    full, hollow, hatch = (sizes(of_row(drawing, n)) for n in range(3))
    assert (full, hollow) == ({"size": 15, "line": 0}, {"size": 15, "line": 2.5})
    assert hatch == HATCH
    lines = {trace["line"]["width"] for trace in of_no_row(drawing, mode="lines")}
    assert lines == {2, 9}
    (head,) = of_no_row(drawing, mode="markers")
    assert (head["marker"]["size"], head["marker"]["opacity"]) == (10, 0.5)


def test_a_target_stands_out_over_its_bar():
    drawing = of(Form.BULLET, above("目标", 50, status="target"))
    assert sizes(of_row(drawing, 0)) == {"size": 26, "line": 4}
    side, head = of_no_row(drawing)
    assert side["marker"]["opacity"] == 0.14
    assert (head["marker"]["size"], head["marker"]["opacity"]) == (11, 0.6)


def test_a_line_is_thinner_than_its_points_and_its_bounds_thinner_than_the_line():
    (line,) = of(Form.TREND, *MARKS)["data"]
    assert (line["line"]["width"], line["marker"]["size"]) == (2, 8)
    assert (line["error_y"]["thickness"], line["error_y"]["width"]) == (1.2, 4)
    path, dots = of(Form.TIMELINE)["data"]
    assert (path["line"]["width"], dots["marker"]["size"]) == (2, 12)


def test_parts_of_a_whole_have_outlines_that_show_the_hollow_ones():
    marks = [MARKS[0], MARKS[1]]
    for form, width in ((Form.WAFFLE, 1), (Form.STACKED, 2)):
        assert {trace["marker"]["line"]["width"] for trace in of(form, *marks)["data"]} == {width}
    (tiles, _) = of(Form.TILES, row("甲", row=0, column=0))["data"]
    assert tiles["marker"]["line"]["width"] == 0


def test_words_of_boxes_are_small_and_what_joins_them_is_plain():
    steps = [row("甲", column=n, series=sign) for n, sign in enumerate(("", "÷", BOTH_WAYS))]
    labels = of(Form.FLOW, *steps)["layout"]["annotations"]
    words, second, sign, third, arrow = labels
    assert [each["font"]["size"] for each in (words, second, third)] == [13] * 3
    assert all(each["align"] == "center" for each in (words, second, third))
    assert sign["font"]["size"] == 16
    assert (arrow["arrowwidth"], arrow["arrowhead"]) == (1.5, 2)
    bars = of(Form.BAR)["layout"]["annotations"]
    assert {(each["font"]["size"], each["borderpad"]) for each in bars} == {(14, 1)}
