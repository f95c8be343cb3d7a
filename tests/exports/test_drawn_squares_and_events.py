"""Waffles and timelines on a slide: where each shape stands and what it says."""

import math
from itertools import combinations

import pytest

from charts.chart import Form
from exports import ExportOptions
from exports.export_options import SIZES
from tests.helpers.drawn_shapes import AREA, drawn, sides, slide_of
from tests.helpers.export_charts import chart, row
from tests.helpers.small_marks import above, missing

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
    slide = slide_of(subject, options=ExportOptions(size=SIZES[size]))
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
