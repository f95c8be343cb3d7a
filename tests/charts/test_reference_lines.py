"""The dashed line across bars at what they are compared with, and its label."""

from dataclasses import replace
from typing import Any

import pytest

from charts.chart import Form, ReferenceLine
from charts.theme import PALETTES
from tests.helpers.drawn_texts import Drawing, drawn
from tests.helpers.export_charts import chart
from tests.helpers.small_marks import above, exact

LIGHT = PALETTES["light"]
PLAIN = chart(Form.BAR, exact("甲区", 100), exact("乙区", 50))


def with_line(value: float, label: str = "平均75人") -> Drawing:
    return drawn(replace(PLAIN, reference=ReferenceLine(value, label)))


def line_of(drawing: Drawing) -> dict[str, Any]:
    (line,) = [each for each in drawing["data"] if each.get("mode") == "lines"]
    return line


def label_of(drawing: Drawing) -> dict[str, Any]:
    return drawing["layout"]["annotations"][-1]


def test_the_line_goes_through_all_rows_and_room_for_its_label_above() -> None:
    plain, lined = drawn(PLAIN)["layout"], with_line(75)
    layout, line = lined["layout"], line_of(lined)
    bottom, top = plain["yaxis"]["range"]
    assert layout["yaxis"]["range"] == pytest.approx([bottom, top + 0.4])
    assert line["x"] == [75, 75]
    assert line["y"] == [bottom, top]
    assert line["line"] == {"color": LIGHT.quiet, "width": 1.5, "dash": "dash"}
    assert layout["height"] - plain["height"] == 22  # 0.4 rows of 56 pixels
    assert layout["xaxis"]["range"] == plain["xaxis"]["range"] == [0, 108]
    label = label_of(lined)
    assert (label["x"], label["y"], label["text"]) == (75, top, "平均75人")
    assert label["font"] == {"size": 12, "color": LIGHT.quiet}
    assert label["yanchor"] == "bottom"
    assert not [each for each in drawn(PLAIN)["data"] if each.get("mode") == "lines"]


@pytest.mark.parametrize(
    ("value", "ends"),
    [(200, [0, 216]), (-50, [-54, 108]), (100, [0, 108]), (0, [0, 108])],
)
def test_the_axis_reaches_a_line_outside_the_bars(value: float, ends: list[float]) -> None:
    assert with_line(value)["layout"]["xaxis"]["range"] == pytest.approx(ends)


@pytest.mark.parametrize(
    ("value", "anchor"),
    [(0, "left"), (35.9, "left"), (36.1, "center"), (71.9, "center"), (72.1, "right"),
     (108, "right")],
)  # fmt: skip
def test_the_label_runs_towards_the_middle(value: float, anchor: str) -> None:
    assert label_of(with_line(value))["xanchor"] == anchor


def test_a_label_is_no_markup() -> None:
    assert label_of(with_line(75, "<b>甲&乙"))["text"] == "&lt;b&gt;甲&amp;乙"


@pytest.mark.parametrize(
    ("values", "ends", "texts"),
    [
        ((0, 100), [0, 100], ["0", "50%", "100%"]),
        ((40, 90), [0, 100], ["0", "50%", "100%"]),
        ((40, 120), [0, 129.6], ["0%", "50%", "100%"]),
        ((-20, 90), [-21.6, 100], ["0%", "50%", "100%"]),
    ],
)
def test_the_axis_of_targets_goes_to_a_hundred_and_to_values_beyond(
    values: tuple[float, float], ends: list[float], texts: list[str]
) -> None:
    marks = [exact("甲区", values[0]), exact("乙区", values[1]), above("目标", 80, status="target")]
    layout = drawn(chart(Form.BULLET, *marks, unit="%"))["layout"]
    assert layout["xaxis"]["range"] == pytest.approx(ends)
    assert layout["xaxis"]["ticktext"] == texts
