"""Tiles, flows, waffles and timelines on a slide: where each shape stands and what it says."""

import math
from itertools import combinations
from typing import Any

import pytest

from charts.chart import BOTH_WAYS, ONE_WAY, Chart, Form
from exports import Look, Order, make
from exports.look import SIZES
from locales import Words
from tests.helpers.export_charts import chart, row
from tests.helpers.opened_slides import Shape, Slide, slides_of
from tests.helpers.small_marks import OPEN, above, missing

AREA = (0.62, 1.56, 12.093, 5.3)
"""Where a drawing without notes stands on a wide slide: left, top, width, height in inches."""


def slide_of(subject: Chart, **values: Any) -> Slide:
    (slide,) = slides_of(make(Order((subject,), Words("zh"), **values), "pptx").data)
    return slide


def drawn(form: Form, *marks: dict[str, Any], **values: Any) -> list[Shape]:
    """The shapes of the drawing, without those around it."""
    around = ("Mark", "Title 1")
    source = "数据来源：某报 · 第1版"
    subject = chart(form, *marks, finding="", unit="", **values)
    shapes = slide_of(subject).shapes
    return [s for s in shapes if s.name not in around and s.text not in ("‹#›", source)]


def sides(shape: Shape) -> list[float]:
    return [round(s, 2) for s in (shape.left, shape.top, shape.width, shape.height)]


# Tiles.

TILES = (
    row("北京市", 400, series="北京", detail="4项", row=2, column=3),
    row("天津市", 100, series="天津", detail="1项", row=2, column=4),
    missing("河北省", series="河北", row=3, column=3),
    missing("山西省", series="山西", row=3, column=6),
    row("上海市", 101, series="上海", detail="2项", row=4, column=4),
    row("江苏省", 300, series="江苏", detail="3项", row=4, column=5),
    row("浙江省", 301, series="浙江", detail="3项", row=4, column=6),
    row("安徽省", 0, series="安徽", detail="0项", row=4, column=3),
    row("福建省", OPEN, series="福建", detail="有项目", row=3, column=4),
)


def test_tiles_stand_in_the_rows_and_columns_that_they_are_given() -> None:
    shapes = {shape.name: shape for shape in drawn(Form.TILES, *TILES)}
    lefts = sorted({round(shape.left, 3) for shape in shapes.values()})
    tops = sorted({round(shape.top, 3) for shape in shapes.values()})
    for mark in TILES:
        shape = shapes[mark["category"]]
        assert lefts.index(round(shape.left, 3)) == mark["column"] - 3
        assert tops.index(round(shape.top, 3)) == mark["row"] - 2
        assert (shape.width, shape.height) == pytest.approx((12.093 / 4 - 0.05, 1.35), abs=0.001)
    assert (lefts[0], tops[0]) == pytest.approx((0.62, 1.56), abs=0.001)
    assert lefts[1] - lefts[0] == pytest.approx(12.093 / 4, abs=0.001)
    assert tops[1] - tops[0] == pytest.approx(1.4, abs=0.001)


def test_a_grid_of_few_columns_stands_in_the_middle() -> None:
    one, two = drawn(Form.TILES, *(row(n, 1, series=n, column=c) for c, n in enumerate("甲乙")))
    assert one.width == pytest.approx(1.4 * 2.6 - 0.05, abs=0.001)
    assert one.left - AREA[0] == pytest.approx(AREA[0] + AREA[2] - two.right - 0.05, abs=0.001)


def test_fuller_tiles_stand_for_larger_numbers_and_grey_for_none() -> None:
    shapes = {shape.name: shape for shape in drawn(Form.TILES, *TILES)}
    assert {name: shape.fill for name, shape in shapes.items()} == {
        "北京市": "accent1",
        "天津市": "accent1 18%",
        "河北省": "bg2 55%",
        "山西省": "bg2 55%",
        "上海市": "accent1 38%",
        "江苏省": "accent1 62%",
        "浙江省": "accent1",
        "安徽省": "accent1 18%",
        "福建省": "accent1 18%",
    }
    inks = {name: shape.lines[0].colour for name, shape in shapes.items()}
    assert [inks[name] for name in ("北京市", "浙江省", "江苏省", "福建省", "河北省")] == [
        *("bg1", "bg1", "tx1", "tx1", "tx2"),
    ]
    same = drawn(Form.TILES, row("甲", 0, series="甲"), row("乙", 0, series="乙", column=1))
    assert {shape.fill for shape in same} == {"accent1 18%"}


def test_a_tile_says_its_name_and_its_number_in_bold() -> None:
    full, empty = drawn(Form.TILES, TILES[0], TILES[2])
    assert [line[:2] + line[4:5] for line in full.lines] == [
        ("北京", "ctr", False),
        ("4项", "ctr", True),
    ]
    assert [line.text for line in empty.lines] == ["河北"]
    assert (full.anchor, full.form, full.outline) == ("ctr", "rect", "")
    assert full.insets == (40_000, 0, 40_000, 0)


@pytest.mark.parametrize(("letters", "size"), [(1, 20), (4, 20), (12, 14), (20, 12), (80, 8)])
def test_words_on_tiles_are_as_large_as_they_fit(letters: int, size: float) -> None:
    marks = [
        row(f"{n}", 1, series="名" * letters, detail="2份", row=n // 8, column=n % 8)
        for n in range(40)
    ]
    shapes = drawn(Form.TILES, *marks)
    assert {line.size for shape in shapes for line in shape.lines} == {size}
    assert all(shape.needed <= shape.height for shape in shapes) == (letters < 80)


# Flows.

FLOW = (
    row("提示函", 177, wording="177份", row=1, column=0),
    row("平均", 6.8, wording="6.8份/个", series="=", status="derived", row=1, column=2,
        detail="每个组织"),
    row("组织", 26, wording="26个", series="÷", row=1, column=1),
    row("学员", 1, wording="", row=3, column=5, detail="学员"),
    row("讲师", 1, wording="讲师", series=BOTH_WAYS, row=3, column=7),
    row("课程", 1, wording="", series=ONE_WAY, row=3, column=6, detail="10门"),
)  # fmt: skip


def test_boxes_stand_line_by_line_in_the_order_of_their_columns() -> None:
    shapes = {shape.name: shape for shape in drawn(Form.FLOW, *FLOW) if shape.name != "Text"}
    width, height, gap = (12.093 - 2 * 0.55) / 3, 1.8, 0.55
    top = 1.56 + (5.3 - 2 * 2.1) * 0.4
    for line, names in enumerate((("提示函", "组织", "平均"), ("学员", "课程", "讲师"))):
        for at, name in enumerate(names):
            shape = shapes[name]
            place = (0.62 + at * (width + gap), top + line * 2.1, width, height)
            found = (shape.left, shape.top, shape.width, shape.height)
            assert found == pytest.approx(place, abs=0.002), name


def test_what_joins_two_boxes_stands_in_the_gap_between_them() -> None:
    shapes = drawn(Form.FLOW, *FLOW)
    signs = {shape.text: shape for shape in shapes if shape.name == "Text"}
    boxes = {shape.name: shape for shape in shapes}
    assert set(signs) == {"÷", "="}
    for sign, before, after in (("÷", "提示函", "组织"), ("=", "组织", "平均")):
        shape = signs[sign]
        assert shape.left == pytest.approx(boxes[before].right, abs=0.002)
        assert shape.right == pytest.approx(boxes[after].left, abs=0.002)
        assert (shape.top, shape.height) == (boxes[after].top, boxes[after].height)
        assert (shape.anchor, shape.lines[0][1:5]) == ("ctr", ("ctr", 24, "tx2", True))
    for sign, before, after, form in (
        (ONE_WAY, "学员", "课程", "rightArrow"),
        (BOTH_WAYS, "课程", "讲师", "leftRightArrow"),
    ):
        arrow = boxes[sign]
        assert (arrow.form, arrow.fill, arrow.text) == (form, "tx2", "")
        assert arrow.left == pytest.approx(boxes[before].right + 0.08, abs=0.002)
        assert arrow.right == pytest.approx(boxes[after].left - 0.08, abs=0.002)
        middle = boxes[after].top + boxes[after].height / 2
        assert arrow.top + arrow.height / 2 == pytest.approx(middle, abs=0.002)
        assert arrow.height == pytest.approx(0.26, abs=0.001)


def test_nothing_joins_the_first_box_of_a_line_to_the_line_above() -> None:
    marks = (row("甲", wording=""), row("乙", wording="", series=ONE_WAY, row=1))
    assert [shape.name for shape in drawn(Form.FLOW, *marks)] == ["甲", "乙"]


def test_a_box_says_name_number_and_detail_each_once() -> None:
    texts = {s.name: [line.text for line in s.lines] for s in drawn(Form.FLOW, *FLOW)}
    assert [texts[name] for name in ("提示函", "平均", "学员", "讲师", "课程")] == [
        ["提示函", "177份"],
        ["平均", "6.8份/个", "每个组织"],
        ["学员"],
        ["讲师"],
        ["课程", "10门"],
    ]
    bold = {s.name: [line.bold for line in s.lines] for s in drawn(Form.FLOW, *FLOW)}
    assert [bold[name] for name in ("提示函", "平均", "学员", "课程")] == [
        [False, True],
        [False, True, False],
        [True],
        [True, False],
    ]
    sizes = {s.name: [line.size for line in s.lines] for s in drawn(Form.FLOW, *FLOW)}
    assert (sizes["平均"], sizes["课程"]) == ([20, 20, 17], [20, 17])


def test_words_in_a_box_keep_off_its_outline() -> None:
    boxes = [s for s in drawn(Form.FLOW, *FLOW) if s.outline]
    assert {(box.anchor, box.insets) for box in boxes} == {
        ("ctr", (90_000, 45_000, 90_000, 45_000))
    }


def test_a_derived_box_is_hollow() -> None:
    fills = {s.name: (s.fill, s.outline) for s in drawn(Form.FLOW, *FLOW)}
    assert fills["平均"] == ("bg1", "accent1 1.5")
    assert fills["组织"] == ("accent1 14%", "accent1 1.5")


def test_one_box_alone_is_no_wider_than_it_has_to_be() -> None:
    (box,) = drawn(Form.FLOW, row("甲", wording="1份"))
    assert sides(box) == [round(0.62 + (12.093 - 5.2) / 2, 2), 2.84, 5.2, 1.8]


@pytest.mark.parametrize(("lines", "letters"), [(1, 30), (3, 12), (6, 3), (6, 20)])
def test_boxes_of_many_lines_have_room_for_their_words(lines: int, letters: int) -> None:
    marks = [
        row("名" * letters, wording="数" * letters, detail="详" * letters, row=n, column=c)
        for n in range(lines)
        for c in range(3)
    ]
    shapes = drawn(Form.FLOW, *marks)
    assert len(shapes) == 3 * lines
    for shape in shapes:
        assert shape.needed <= shape.height
        assert shape.bottom <= 6.87
        assert min(line.size for line in shape.lines) >= 8
    for one, other in combinations(shapes, 2):
        assert one.right < other.left or other.right < one.left or one.bottom < other.top


# Waffles.

PRIZES = (
    row("一等奖", 3, wording="3人"),
    row("其余", 4.4, status="derived", wording="约4人"),
    above("二等奖", 5, wording="超5人"),
    missing("三等奖"),
)


def test_each_unit_is_a_square_and_the_parts_follow_each_other() -> None:
    shapes = drawn(Form.WAFFLE, *PRIZES)
    grids = [shape for shape in shapes if not shape.form and shape.name != "Text"]
    assert [(s.name, len(s.cells)) for s in grids] == [
        *(("一等奖", 3), ("其余", 4), ("二等奖", 5), ("三等奖", 0)),
    ]
    assert len({(s.left, s.top, s.width, s.height) for s in grids}) == 1
    cells = [cell for grid in grids for cell in grid.cells]
    side = cells[1][0]
    across = round(grids[0].width * 914400 / side)
    assert cells == [((n % across) * side, (n // across) * side) for n in range(12)]
    assert grids[0].height * 914400 == pytest.approx(math.ceil(12 / across) * side, abs=2)
    assert grids[0].width <= AREA[2] + 0.001
    inner = round(side * 0.8)  # between the squares a fifth is left
    assert grids[0].corners == ((0, 0), (inner, 0), (inner, inner), (0, inner))


def test_derived_squares_are_hollow_and_parts_have_colours_in_turn() -> None:
    shapes = drawn(Form.WAFFLE, *PRIZES, row("四", 1), row("五", 1))
    grids = [shape for shape in shapes if not shape.form]
    assert [(s.fill, s.outline) for s in grids] == [
        ("accent1", "accent1 0.75"),
        ("bg1", "tx2 0.75"),
        ("accent3", "accent3 0.75"),
        ("accent4", "accent4 0.75"),
        ("accent5", "accent5 0.75"),
        ("accent1", "accent1 0.75"),
    ]
    swatches = [shape for shape in shapes if shape.form == "rect" and not shape.text]
    assert [(s.fill, s.outline) for s in swatches] == [(s.fill, s.outline) for s in grids]


def test_every_part_is_named_below_beside_its_colour() -> None:
    shapes = drawn(Form.WAFFLE, *PRIZES)
    grid = shapes[1]
    names = [shape for shape in shapes if "　" in shape.text]
    swatches = [shape for shape in shapes if shape.form == "rect" and not shape.text]
    assert [shape.text for shape in names] == [
        "一等奖　3人",
        "其余　约4人",
        "二等奖　超5人 ▷",
        "三等奖　未报告",
    ]
    for number, (name, swatch) in enumerate(zip(names, swatches, strict=True)):
        top = grid.bottom + 0.15 + 0.42 * number
        assert sides(name) == [0.96, round(top, 2), 11.65, 0.36]
        assert sides(swatch) == [0.62, round(top + 0.06, 2), 0.2, 0.2]
        assert name.lines[0].size == 14
    assert names[-1].bottom <= AREA[1] + AREA[3]


def test_signs_and_hollow_squares_are_explained_below() -> None:
    shapes = drawn(Form.WAFFLE, *PRIZES)
    assert shapes[0].text == "▷ 未报告上限；空心为推算"


@pytest.mark.parametrize(
    ("count", "across", "side"), [(1, 2, 4.73), (9, 5, 2.36), (58, 13, 0.93), (480, 36, 0.34)]
)
def test_squares_are_as_large_as_there_is_room(count: int, across: int, side: float) -> None:
    grid = drawn(Form.WAFFLE, row("甲", count))[0]
    assert len(grid.cells) == count
    assert round(grid.width / across, 2) == side
    assert len({x for x, _ in grid.cells}) == min(across, count)
    assert grid.height <= AREA[3] - 0.42 - 0.15 + 0.001


def test_many_units_are_at_most_forty_in_a_row() -> None:
    grid = drawn(Form.WAFFLE, row("甲", 1200))[0]
    assert len({x for x, _ in grid.cells}) == 40
    assert len({y for _, y in grid.cells}) == 30


@pytest.mark.parametrize(("parts", "columns"), [(5, 1), (6, 2), (10, 2), (11, 3), (20, 4)])
@pytest.mark.parametrize("size", ["wide", "classic"])
def test_however_many_parts_the_squares_keep_their_room(
    parts: int, columns: int, size: str
) -> None:
    marks = [row(f"部分{n}号", n + 1) for n in range(parts)]
    subject = chart(Form.WAFFLE, *marks, finding="", unit="")
    slide = slide_of(subject, look=Look(size=SIZES[size]))
    names = [shape for shape in slide.shapes if "号　" in shape.text]
    assert [n.text for n in names] == [f"部分{n}号　{n + 1}份" for n in range(parts)]
    assert len({round(shape.left, 2) for shape in names}) == columns
    grid = next(shape for shape in slide.shapes if shape.cells)
    assert grid.height > 1.5
    assert all(shape.top >= grid.bottom for shape in names)
    assert max(shape.bottom for shape in names) <= 6.87
    assert max(shape.right for shape in names) <= slide.width - 0.6
    for one, other in combinations(names, 2):
        assert one.right < other.left or other.right < one.left or one.bottom < other.top


@pytest.mark.parametrize(
    ("letters", "size"), [(9, 14), (10, 12), (11, 12), (12, 10), (14, 10), (15, 8), (60, 8)]
)
def test_names_of_many_parts_stand_beside_each_other(letters: int, size: float) -> None:
    marks = [row("名" * letters, 3) for _ in range(20)]
    names = [
        shape for shape in drawn(Form.WAFFLE, *marks) if "　" in shape.text or "…" in shape.text
    ]
    assert len(names) == 20
    assert {shape.lines[0].size for shape in names} == {size}
    assert all(shape.needed <= shape.height for shape in names)
    assert {shape.text.endswith("　3份") for shape in names} == {letters < 60}


def test_an_empty_whole_draws_nothing_and_breaks_nothing() -> None:
    shapes = drawn(Form.WAFFLE, row("甲", 0), missing("乙"))
    assert [len(shape.cells) for shape in shapes if not shape.form] == [0, 0]
    assert all(shape.height > 0 for shape in shapes)


# Timelines.

EVENTS = (
    row("发出提示函", wording="2024年3月1日", detail="海曙区总工会"),
    row("已整改", wording="2024年4月"),
    row("回访", wording="2024年5月"),
)


def test_events_stand_one_below_the_other_in_their_order() -> None:
    line, *shapes = drawn(Form.TIMELINE, *EVENTS)
    dates, dots, words = shapes[::3], shapes[1::3], shapes[2::3]
    first = 1.56 + (5.3 - 3 * 1.1) * 0.4
    assert [shape.text for shape in dates] == [mark["wording"] for mark in EVENTS]
    assert [shape.text for shape in words] == ["发出提示函\n海曙区总工会", "已整改", "回访"]
    for number in range(3):
        top = first + 1.1 * number
        assert sides(dates[number]) == [0.62, round(top, 2), 2.4, 1.1]
        assert sides(dots[number]) == [3.22, round(top + 0.07, 2), 0.16, 0.16]
        assert sides(words[number]) == [3.58, round(top, 2), 9.13, 1.1]
        assert (dots[number].form, dots[number].fill) == ("ellipse", "accent1")
    assert sides(line) == [3.29, round(first + 0.15, 2), 0.02, 2.2]
    assert (line.fill, line.form) == ("bg2", "rect")
    middle = line.left + line.width / 2
    assert middle == pytest.approx(dots[0].left + dots[0].width / 2, abs=0.001)
    assert line.top == pytest.approx(dots[0].top + dots[0].height / 2, abs=0.001)
    assert line.bottom == pytest.approx(dots[-1].top + dots[-1].height / 2, abs=0.001)


def test_dates_are_grey_at_the_line_and_details_small_below_what_happened() -> None:
    shapes = drawn(Form.TIMELINE, *EVENTS)[1:]
    assert shapes[0].lines[0][1:5] == ("r", 18, "tx2", False)
    assert [line[1:5] for line in shapes[2].lines] == [
        ("l", 18, "tx1", False),
        ("l", 15, "tx2", False),
    ]


@pytest.mark.parametrize(
    ("events", "letters", "size"),
    [(1, 3, 18), (7, 3, 18), (7, 40, 13), (7, 61, 10), (7, 300, 10), (2, 50, 15), (2, 80, 13)],
)
def test_events_are_written_as_large_as_they_fit(events: int, letters: int, size: float) -> None:
    marks = [row("事" * letters, wording="2024年", detail="详" * letters) for _ in range(events)]
    shapes = drawn(Form.TIMELINE, *marks)
    words = [shape for shape in shapes if shape.text.startswith("事")]
    assert {shape.lines[0].size for shape in words} == {size}
    assert all(s.needed <= s.height for s in words) == (letters < 300)


def test_a_long_date_has_room_beside_its_event() -> None:
    long = "2023年11月1日—2024年2月29日，每月一次"
    (date,) = [s for s in drawn(Form.TIMELINE, *[row("甲", wording=long)] * 7) if s.text == long][
        :1
    ]
    assert date.needed <= date.height
