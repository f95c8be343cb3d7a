"""Where dots of charts/render/bars.py stand: their bands, and how an open bound runs out."""

from itertools import pairwise
from typing import Any

import pytest

from charts.chart import Form
from charts.theme import PALETTES, Theme
from tests.helpers.drawn_marks import (
    filled,
    of_no_row,
    of_row,
    places,
    reached,
    rows_at,
)
from tests.helpers.drawn_texts import Drawing, drawn
from tests.helpers.export_charts import chart
from tests.helpers.small_marks import KINDS, between, exact

NAMES = [mark["category"] for mark in KINDS]
HEIGHTS = [-float(n) for n in range(1, len(KINDS) + 1)]
LIGHT = PALETTES["light"]
BLUE, OCHRE, GREEN, VIOLET, GREY = LIGHT.series


def by_name(traces: list[dict[str, Any]], heights: list[float] = HEIGHTS) -> list[str]:
    return [NAMES[n] for n in rows_at(traces, heights)]


def dots(*marks: dict[str, Any], theme: Theme = "light") -> Drawing:
    return drawn(chart(Form.DOTS, *(marks or KINDS)), theme)


@pytest.mark.parametrize("theme", PALETTES)
def test_a_dot_stands_at_its_value_full_where_reported_and_hollow_where_derived(theme: Theme):
    drawing, palette = dots(theme=theme), PALETTES[theme]
    for n, mark in enumerate(KINDS):
        dot = of_row(drawing, n)
        if mark["status"] == "missing":
            assert (dot["type"], reached([dot]), dot["y"]) == ("bar", [(0, 540)], [HEIGHTS[n]])
            assert filled(dot) == (palette.ground, palette.missing, "/")
            continue
        assert (dot["type"], dot["mode"]) == ("scatter", "markers")
        assert places(dot) == [(mark["value"], HEIGHTS[n])], mark["category"]
        derived = mark["status"] == "derived"
        assert dot["marker"]["symbol"] == ("circle-open" if derived else "circle")
        assert dot["marker"]["color"] == palette.series[0]
        assert bool(dot["marker"]["line"]["width"]) is derived
        assert dot["cliponaxis"] is False


def test_a_line_leads_from_words_to_wording_through_every_dot():
    lines = of_no_row(dots(), mode="lines", line={"color": LIGHT.grid, "width": 2})
    assert by_name(lines) == [name for name in NAMES if name not in ("丙区", "子区")]
    assert [places(line) for line in lines] == [
        [(0, line["y"][0]), (540, line["y"][0])] for line in lines
    ]


def test_a_band_reaches_from_bound_to_bound():
    drawing = dots(*KINDS, between("辰区", 4, 3, 4), between("巳区", 4, 4, 5), exact("午区", 4))
    bands = of_no_row(drawing, mode="lines", opacity=0.3)
    assert [band["x"] for band in bands] == [[200, 500], [60, 90], [3, 4], [4, 5]]
    assert [band["y"] for band in bands] == [[-2, -2], [-8, -8], [-15, -15], [-16, -16]]
    assert all(band["line"] == {"color": BLUE, "width": 9} for band in bands)


def tails(drawing: Drawing, height: float) -> tuple[list[list[float]], list[float]]:
    """The steps in which an open bound of a row runs out, and how plain each is."""
    steps = [
        trace
        for trace in of_no_row(drawing, mode="lines")
        if trace["y"] == [height] * 2 and trace["line"]["width"] == 9 and trace["opacity"] != 0.3
    ]
    return [step["x"] for step in steps], [step["opacity"] for step in steps]


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        # Steps of 3.5 % of the axis, 540 × 0.035, as long as there is room for three.
        ("丁区", [400, 418.9, 437.8, 456.7]),
        ("戊区", [250, 231.1, 212.2, 193.3]),
        ("壬区", [120, 138.9, 157.8, 176.7]),
        ("癸区", [140, 121.1, 102.2, 83.3]),
        # Next to the ends of the axis they share what room there is.
        ("寅区", [490, 505.625, 521.25, 536.875]),
        ("卯区", [16, 11, 6, 1]),
    ],
)
def test_an_open_bound_runs_out_in_fading_steps_with_a_head(name: str, ends: list[float]):
    drawing, height = dots(), HEIGHTS[NAMES.index(name)]
    steps, opacities = tails(drawing, height)
    assert steps == [pytest.approx(list(pair)) for pair in pairwise(ends)]
    assert opacities == [0.45, 0.28, 0.14]
    (head,) = [t for t in of_no_row(drawing, mode="markers") if t["y"] == [height]]
    side = "right" if ends[1] > ends[0] else "left"
    assert head["marker"]["symbol"] == f"triangle-{side}"
    assert head["x"] == pytest.approx(ends[-1:])
    assert head["marker"]["color"] == BLUE
    assert head["cliponaxis"] is False


def test_two_open_bounds_run_out_to_both_sides_and_closed_ones_to_none():
    drawing = dots()
    steps, _ = tails(drawing, HEIGHTS[NAMES.index("己区")])
    assert steps == [
        pytest.approx(pair)
        for pair in ([150, 168.9], [168.9, 187.8], [187.8, 206.7],
                     [150, 131.1], [131.1, 112.2], [112.2, 93.3])
    ]  # fmt: skip
    closed = [name for name in NAMES if not tails(drawing, HEIGHTS[NAMES.index(name)])[0]]
    assert closed == ["甲区", "乙区", "丙区", "庚区", "辛区", "子区", "丑区"]


def test_a_dot_lies_over_its_band_and_the_band_over_the_line():
    drawing = dots(between("甲区", 2, 1, 3))
    assert [(t["mode"], len(t["x"])) for t in drawing["data"]] == [
        ("lines", 2), ("lines", 2), ("markers", 1),
    ]  # fmt: skip
    line, band, dot = drawing["data"]
    assert line["line"]["width"] < band["line"]["width"] < dot["marker"]["size"]
