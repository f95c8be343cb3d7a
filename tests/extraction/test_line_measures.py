"""The measures of a page's lines: width, ends, openings, columns."""

import pytest

from extraction.text.line_measures import (
    TextLine,
    is_double_spaced,
    is_wrapped,
    measure_column_widths,
    split_lines,
)


def line(
    width: float = 10,
    *,
    blanks: int = 0,
    terminal: bool = False,
    opening: bool = False,
    ending: bool = False,
) -> TextLine:
    return TextLine(0, "", blanks, False, width, terminal, opening, ending, False)


MEASURES = [
    # line → width, terminal
    ("工会", 2, False),
    ("工会a1", 3, False),
    ("工 会", 2, False),
    ("工会。", 3, True),
    ("工会？", 2.5, True),
    ("工会…", 3, True),
    ("工会！”", 3.5, True),
    ("工会”", 3, False),
    ("“工会。”）", 5.5, True),
    ("。”工会", 4, False),
    ("”", 1, False),
]


@pytest.mark.parametrize(("text", "width", "terminal"), MEASURES)
def test_a_line_has_a_width_and_may_end_a_sentence(text: str, width: float, terminal: bool) -> None:
    (found,) = split_lines(text)
    assert (found.width, found.ends_sentence) == (width, terminal)


@pytest.mark.parametrize(
    ("text", "indented"),
    [("工会", False), (" 工会", False), ("  工会", True), ("　工会", True), ("　　工会", True)],
)
def test_two_blanks_or_a_wide_one_indent_a_line(text: str, indented: bool) -> None:
    first, second = split_lines(f"甲\n{text}")
    assert (first.indented, second.indented) == (False, indented)
    assert second.start == 2 + len(text) - 2


def test_blank_lines_count_once_and_furniture_twice() -> None:
    text = "甲\n\n乙\n第3版\n丙\n\n—3—\n\n丁\n戊"
    assert [found.blanks for found in split_lines(text)] == [0, 1, 2, 4, 0]


@pytest.mark.parametrize(("length", "kept"), [(59, 0), (60, 1)])
def test_furniture_is_shorter_than_sixty_characters(length: int, kept: int) -> None:
    assert len(split_lines("本版责编：" + "王" * (length - 5))) == kept


@pytest.mark.parametrize(("between", "ending"), [(20, True), (21, False), (39, False)])
def test_an_ending_is_short(between: int, ending: bool) -> None:
    (found,) = split_lines("职工。记者" + "王" * between + "摄")
    assert found.ends_article == ending


def test_an_opening_is_no_ending() -> None:
    (found,) = split_lines("（上接第1版）")
    assert (found.begins_article, found.ends_article) == (True, False)


WRAPPED = [
    ([line(), line()], True),
    ([line(), line(terminal=True)], False),
    ([line(), line(), line(terminal=True)], True),
    ([line()], False),
    ([line(6), line(6)], True),
    ([line(5.5), line(6)], False),
    ([line(59.5), line(59.5)], True),
    ([line(60), line(60)], False),
    ([line(60), line(59), line(59)], True),
    ([line(60), line(60), line(59)], False),
    ([line(), line(), line(terminal=True), line(5, terminal=True)], True),
]


@pytest.mark.parametrize(("lines", "wrapped"), WRAPPED)
def test_a_column_is_broken_in_mid_sentence_more_often_than_not(
    lines: list[TextLine], wrapped: bool
) -> None:
    assert is_wrapped(lines) == wrapped


SPACED = [
    ([0, 1], True),
    ([1, 0], False),
    ([5], False),
    ([0, 2], True),
    ([0, 1, 1, 1, 0], False),
    ([0, 1, 1, 1, 1], True),
    ([0, 1, 1, 1, 1, 0], True),
]


@pytest.mark.parametrize(("blanks", "spaced"), SPACED)
def test_a_page_is_double_spaced_where_over_three_quarters_of_its_lines_stand_apart(
    blanks: list[int], spaced: bool
) -> None:
    assert is_double_spaced([line(blanks=count) for count in blanks]) == spaced


def widths(*numbers: float, **marks: tuple[int, ...]) -> list[float]:
    lines = [
        line(width, opening=i in marks.get("opening", ()), ending=i in marks.get("ending", ()))
        for i, width in enumerate(numbers)
    ]
    return measure_column_widths(lines)


def test_a_column_is_as_wide_as_the_middle_of_the_lines_around() -> None:
    assert widths(10) == [10]
    assert widths(10, 20) == [20, 10]
    assert widths(10, 20, 40) == [30, 25, 15]
    assert widths(1, 2, 3, 4) == [3, 3, 2, 2]
    assert widths(1, 2, 3, 4, 5) == [3.5, 4, 3, 2, 2.5]
    assert widths(9, 9, 9, 1, 1, 1, 1) == [1, 1, 1, 9, 9, 9, 5]


def test_six_lines_before_and_six_after_count() -> None:
    assert widths(50, *[10] * 3, *[20] * 3, 8) == [15, 15, 20, 20, 20, 10, 15, 15]
    assert widths(8, *[10] * 3, *[20] * 3, 50)[0] == 15
    assert widths(8, *[10] * 3, *[20] * 3, 50, 50)[0] == 15
    assert widths(50, 50, *[20] * 3, *[10] * 3, 8)[-1] == 15


def test_a_column_does_not_go_over_the_border_of_two_articles() -> None:
    numbers = (10, 10, 10, 10, 30, 30, 30, 30)
    assert widths(*numbers) == [20, 30, 30, 30, 30, 10, 10, 20]
    apart = [10] * 4 + [30] * 4
    assert widths(*numbers, opening=(4,)) == apart
    assert widths(*numbers, ending=(3,)) == apart
    assert widths(*numbers, opening=(0,), ending=(7,)) == widths(*numbers)
    assert widths(30, 10, 10, opening=(1,)) == [30, 10, 10]
    assert widths(30, 10, 10) == [10, 20, 20]
