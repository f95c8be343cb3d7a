"""Tiles and flows on a slide: where each shape stands and what it says."""

from itertools import combinations

import pytest

from charts.chart import BOTH_WAYS, ONE_WAY, Form
from tests.helpers.drawn_shapes import AREA, drawn, sides
from tests.helpers.export_charts import row
from tests.helpers.small_marks import OPEN, missing

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


def test_fuller_tiles_stand_for_larger_numbers_and_hatched_ones_for_none() -> None:
    shapes = {shape.name: shape for shape in drawn(Form.TILES, *TILES)}
    assert {name: shape.fill for name, shape in shapes.items()} == {
        "北京市": "accent1",
        "天津市": "accent1 18%",
        "河北省": "bg2 / bg1",
        "山西省": "bg2 / bg1",
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
