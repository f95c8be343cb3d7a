"""Where the marks of a grid stand: tiles of provinces, boxes and what joins them."""

from typing import Any

import pytest

from charts.chart import BOTH_WAYS, ONE_WAY, Form
from charts.theme import PALETTES, Theme
from tests.helpers.drawn_marks import (
    lines_of,
    of_row,
    written,
)
from tests.helpers.drawn_texts import Drawing, drawn
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import missing

LIGHT = PALETTES["light"]
BLUE, OCHRE, GREEN, VIOLET, GREY = LIGHT.series


def tile(name: str, value: float, at: tuple[int, int], **more: Any) -> dict[str, Any]:
    """A province on the grid: the long name, the short one, and what stands on its tile."""
    shown = {"series": name, "detail": f"{value:g}", "row": at[0], "column": at[1]}
    return row(f"{name}省", value, **{**shown, **more})


TILES = [
    tile("浙", 90, (4, 6)),
    tile("苏", 60, (3, 6)),
    tile("皖", 59.9, (4, 5)),
    tile("沪", 30, (3, 7)),
    tile("赣", 29.9, (5, 5)),
    tile("闽", 0, (5, 6)),
    tile("台", float("nan"), (5, 7), status="missing", detail="", wording="未报告"),
    tile("粤", float("nan"), (6, 6), detail="2个数据项"),
]


def tiles(theme: Theme = "light") -> Drawing:
    return drawn(chart(Form.TILES, *TILES), theme)


def test_each_province_is_a_square_at_its_place_on_the_grid():
    drawing = tiles()
    squares, names = drawing["data"]
    assert squares["type"] == "bar"
    assert squares["customdata"] == list(range(len(TILES)))
    assert list(squares["x"]) == [6, 6, 5, 7, 5, 6, 7, 6]
    assert squares["base"] == pytest.approx(
        [-4.46, -3.46, -4.46, -3.46, -5.46, -5.46, -5.46, -6.46]
    )
    assert set(squares["y"]) == {0.92} == {squares["width"]}
    assert (names["type"], names["mode"]) == ("scatter", "text")
    assert list(names["x"]) == [6, 6, 5, 7, 5, 6, 7, 6]
    assert list(names["y"]) == [-4, -3, -4, -3, -5, -5, -5, -6]
    layout = drawing["layout"]
    assert layout["xaxis"]["range"] == pytest.approx([4.45, 7.55])
    assert layout["yaxis"]["range"] == pytest.approx([-6.55, -2.45])
    assert layout["height"] == 4 * 44  # two lines of 16 pixels and 12 between, four rows


@pytest.mark.parametrize("theme", PALETTES)
def test_a_tile_is_the_darker_the_more_is_reported_and_grey_where_nothing_is(theme: Theme):
    palette = PALETTES[theme]
    nothing, first, second, third, most = palette.steps
    squares, names = tiles(theme)["data"]
    assert list(squares["marker"]["color"]) == [
        most,  # as much as anywhere
        third,  # two thirds of that
        second,
        second,  # one third
        first,
        first,  # a zero is reported, and more than nothing
        nothing,
        first,  # several that are not added up
    ]
    dark, light = palette.ground, palette.text
    assert list(names["textfont"]["color"]) == [
        dark, dark, light, light, light, light, palette.quiet, light,
    ]  # fmt: skip


def test_a_tile_without_a_value_is_hatched():
    squares, _ = tiles()["data"]
    assert squares["marker"]["pattern"]["shape"] == ["", "", "", "", "", "", "/", ""]
    assert squares["marker"]["pattern"]["fgcolor"] == LIGHT.missing


def test_a_tile_says_its_short_name_and_its_number():
    squares, names = tiles()["data"]
    assert [lines_of(text) for text in names["text"]] == [
        ["浙", "90"], ["苏", "60"], ["皖", "59.9"], ["沪", "30"], ["赣", "29.9"], ["闽", "0"],
        ["台"], ["粤", "2个数据项"],
    ]  # fmt: skip
    assert names["hoverinfo"] == "skip"  # the tile under it answers
    assert names["textfont"]["size"] == 11
    told = [lines_of(text) for text in squares["hovertext"]]
    assert told[0] == ["浙省", "90份"]
    assert told[6] == ["台省", "未报告"]


@pytest.mark.parametrize(
    ("columns", "lines"),
    [(3, ["一" * 9, "一" * 9, "一" * 2]), (1, ["一" * 20]), (9, ["一" * 3] * 6 + ["一" * 2])],
)
def test_words_break_at_the_width_of_a_tile(columns: int, lines: list[str]):
    marks = [tile("一" * 20, 5, (0, n), detail="") for n in range(columns)]
    drawing = drawn(chart(Form.TILES, *marks))
    assert lines_of(drawing["data"][1]["text"][0]) == lines
    assert drawing["layout"]["height"] == max(42, 16 * len(lines) + 12)


def test_no_tile_is_smaller_than_a_finger():
    drawing = drawn(
        chart(Form.TILES, tile("浙", 1, (0, 0), detail=""), tile("苏", 1, (1, 0), detail=""))
    )
    assert drawing["layout"]["height"] == 2 * 42


def test_tiles_of_nothing_but_gaps_can_be_drawn():
    marks = [tile("台", float("nan"), (0, n), status="missing", detail="") for n in (0, 1)]
    squares, _ = drawn(chart(Form.TILES, *marks))["data"]
    assert list(squares["marker"]["color"]) == [LIGHT.steps[0]] * 2


def box(name: str, at: tuple[int, int], **more: Any) -> dict[str, Any]:
    return row(name, **{"wording": name, "row": at[0], "column": at[1], **more})


EQUATIONS = [
    box("选手", (0, 0), wording="211名"),
    box("代表队", (0, 1), wording="31支", series="÷"),
    box("推算", (0, 2), wording="6.8人/支", series="=", status="derived"),
    box("选手", (1, 0), wording="40名"),
    box("企业", (1, 1), wording="13家", series="÷"),
    box("推算", (1, 2), wording="3.1人/家", series="=", status="derived", detail="约数"),
]


@pytest.mark.parametrize("theme", PALETTES)
def test_an_equation_is_a_line_of_boxes_the_derived_one_hollow(theme: Theme):
    palette = PALETTES[theme]
    drawing = drawn(chart(Form.FLOW, *EQUATIONS), theme)
    boxes = of_row(drawing, 0)
    assert boxes["type"] == "bar"
    assert boxes["customdata"] == list(range(6))
    assert list(boxes["x"]) == [0, 1, 2, 0, 1, 2]
    assert boxes["base"] == pytest.approx([-0.45] * 3 + [-1.45] * 3)
    assert boxes["y"] == [0.9] * 6
    assert boxes["width"] == 0.8
    full, hollow = palette.steps[0], palette.ground
    assert list(boxes["marker"]["color"]) == [full, full, hollow] * 2
    assert boxes["marker"]["line"] == {"color": palette.series[0], "width": [0.6, 0.6, 1.6] * 2}
    layout = drawing["layout"]
    assert layout["xaxis"]["range"] == [-0.5, 2.5]
    assert layout["yaxis"]["range"] == pytest.approx([-1.55, 0.55])
    assert layout["height"] == 2 * (34 + 3 * 19)  # three lines in the fullest box


def test_a_sign_stands_between_the_boxes_that_it_joins():
    labels = written(drawn(chart(Form.FLOW, *EQUATIONS)))
    assert labels == [
        (0, 0, ["选手", "211名"]),
        (1, 0, ["代表队", "31支"]),
        (0.5, 0, ["÷"]),
        (2, 0, ["推算", "6.8人/支"]),
        (1.5, 0, ["="]),
        (0, -1, ["选手", "40名"]),
        (1, -1, ["企业", "13家"]),
        (0.5, -1, ["÷"]),
        (2, -1, ["推算", "3.1人/家", "约数"]),
        (1.5, -1, ["="]),
    ]


@pytest.mark.parametrize(
    ("joint", "heads"), [(ONE_WAY, "end"), (BOTH_WAYS, "end+start")], ids=["one", "both"]
)
def test_steps_are_joined_by_an_arrow_from_box_to_box(joint: str, heads: str):
    steps = [box(f"第{n}步", (0, n), series=joint) for n in range(3)]
    drawing = drawn(chart(Form.FLOW, *steps))
    arrows = [label for label in drawing["layout"]["annotations"] if label["showarrow"]]
    assert [(a["ax"], a["x"]) for a in arrows] == [
        (pytest.approx(0.4), pytest.approx(0.6)),
        (pytest.approx(1.4), pytest.approx(1.6)),
    ]
    for arrow in arrows:
        assert (arrow["y"], arrow["ay"], arrow["axref"], arrow["ayref"]) == (0, 0, "x", "y")
        assert (arrow["arrowside"], arrow["text"]) == (heads, "")
        assert arrow["arrowhead"] == arrow["startarrowhead"] == 2
        assert arrow["arrowcolor"] == LIGHT.quiet
    texts = [lines for _, _, lines in written(drawing, showarrow=False)]
    assert texts == [["第0步"], ["第1步"], ["第2步"]]


@pytest.mark.parametrize(
    ("columns", "first", "height"),
    [(2, ["一" * 10, "一" * 4], 34 + 38), (3, ["一" * 6, "一" * 6, "一" * 2], 34 + 57),
     (8, ["一" * 3] * 4 + ["一" * 2], 34 + 95)],
)  # fmt: skip
def test_words_of_a_box_break_at_its_width(columns: int, first: list[str], height: int):
    steps = [box("一" * 14 if not n else "二", (0, n), series=ONE_WAY) for n in range(columns)]
    drawing = drawn(chart(Form.FLOW, *steps))
    assert written(drawing, showarrow=False)[0][2] == first
    assert drawing["layout"]["height"] == height


def test_a_boxs_name_is_quiet_where_a_number_stands_in_it():
    number, step = (
        drawn(chart(Form.FLOW, each))["layout"]["annotations"][0]["text"]
        for each in (box("选手", (0, 0), wording="40名", detail="约数"), box("报名", (0, 0)))
    )
    name, wording, detail = number.split("<br>")
    assert LIGHT.quiet in name
    assert LIGHT.quiet in detail
    assert wording == "<b>40名</b>"
    assert step == "报名"


def test_a_missing_box_of_a_list_is_grey():
    marks = [
        tile("甲", float("nan"), (0, 0), detail=""),
        missing("未列名", series="未列名", column=1),
    ]
    squares, names = drawn(chart(Form.TILES, *marks))["data"]
    assert list(squares["marker"]["color"]) == [LIGHT.steps[1], LIGHT.steps[0]]
    assert list(names["textfont"]["color"]) == [LIGHT.text, LIGHT.quiet]
