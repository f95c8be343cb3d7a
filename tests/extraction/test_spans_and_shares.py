"""Spans of a text, items by sentence, and lists that 分别 (respectively) shares out."""

from typing import Any

import pytest

from extraction.context.figure_places import AreaMention
from extraction.context.respective_lists import assign_respectively, list_single_years
from extraction.context.time_expression import TimeExpression
from extraction.numbers.merged_spans import Spans
from extraction.numbers.quantity_finder import FoundQuantity
from extraction.text.articles import Paragraph
from extraction.text.sentences import Sentence, split_by_sentence
from quantities import parse_quantity

THREE = parse_quantity("3家")


@pytest.mark.parametrize(
    ("spans", "start", "end", "over"),
    [
        ([(0, 2), (1, 4), (4, 6), (8, 9)], 0, 1, 4),
        ([(0, 2), (1, 4), (4, 6), (8, 9)], 3, 4, 4),
        ([(0, 2), (1, 4), (4, 6), (8, 9)], 3, 5, 6),
        ([(0, 2), (1, 4), (4, 6), (8, 9)], 4, 5, 6),
        ([(0, 2), (1, 4), (4, 6), (8, 9)], 6, 8, 0),
        ([(0, 2), (1, 4), (4, 6), (8, 9)], 6, 9, 9),
        ([(0, 2), (1, 4), (4, 6), (8, 9)], 9, 10, 0),
        ([(8, 9), (0, 9), (2, 3)], 5, 6, 9),
        ([(5, 6)], 0, 5, 0),
        ([(5, 6)], 0, 6, 6),
        ([(0, 1)], 0, 1, 1),
        ([], 0, 1, 0),
    ],
)
def test_a_stretch_knows_the_end_of_the_span_over_it(
    spans: list[tuple[int, int]], start: int, end: int, over: int
) -> None:
    assert Spans(spans).find_overlapping_end(start, end) == over


def at(*starts: int) -> list[AreaMention]:
    return [AreaMention(start, start + 1, str(start)) for start in starts]


@pytest.mark.parametrize(
    ("starts", "ends", "parts"),
    [
        ([0, 2, 3, 5, 7], [3, 6], [[0, 2], [3, 5, 7]]),
        ([7], [3, 6, 9], [[], [], [7]]),
        ([6], [3, 6, 9], [[], [], [6]]),
        ([], [3, 6], [[], []]),
    ],
)
def test_items_are_in_the_sentence_in_which_they_begin(
    starts: list[int], ends: list[int], parts: list[list[int]]
) -> None:
    assert split_by_sentence(at(*starts), ends) == [at(*part) for part in parts]


PLACES = [
    # text, places, position → area
    ("甲有3家", [0], 2, "0"),
    ("甲有3家", [0], 0, ""),
    ("甲有3家,乙有4家", [0, 5], 2, "0"),
    ("甲有3家,乙有4家", [0, 5], 7, "5"),
    ("甲有3家,乙有4家,其余5家", [0, 5], 12, "own"),
    ("甲有3家,乙有4家,其他5家", [0, 5], 12, "own"),
    ("甲有3家,乙有4家,合计7家", [0, 5], 12, "own"),
    ("甲有3家,乙有4家,总计7家", [0, 5], 12, "own"),
    ("甲有3家,合计3家", [0], 7, "0"),
    ("甲其余3家,乙有4家", [0, 7], 9, "7"),
    ("甲有3家,乙有4家合计", [0, 5], 7, "5"),
]


@pytest.mark.parametrize(("text", "places", "position", "code"), PLACES)
def test_a_quantity_has_the_place_before_it_or_after_several_the_articles(
    text: str, places: list[int], position: int, code: str
) -> None:
    sentence = Sentence(Paragraph(text, (), ()), 0, len(text), at(*places), [], [])
    assert (sentence.find_place_before(position, "own") or "") == code


def test_a_sentence_with_a_goal_is_about_the_future() -> None:
    times = [TimeExpression(0, 1, "2024"), TimeExpression(2, 3, "2025", target=True)]
    futures = [
        Sentence(Paragraph("", (), ()), 0, 0, [], [], part).is_future
        for part in (times, times[:1], [])
    ]
    assert futures == [True, False, False]


def shares(text: str, bounds: tuple[int, int] | None = None) -> dict[int, Any]:
    """Share out 甲, 乙, 丙 … of a text to its digits; the answer holds the characters."""
    listed = [AreaMention(i, i + 1, char) for i, char in enumerate(text) if char in "甲乙丙丁"]
    items = [FoundQuantity(i, i + 1, THREE) for i, char in enumerate(text) if char.isdigit()]
    found = assign_respectively(text, bounds or (0, len(text)), listed, items)
    return {index: mention.code for index, mention in found.items()}


SHARED = [
    ("甲、乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲,乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲和乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲与乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲及乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲以及乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲同期和乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲同期乙分别3、4", {0: "甲", 1: "乙"}),
    ("甲在乙分别3、4", {}),
    ("甲乙分别3、4", {}),
    ("甲、乙3、4", {}),
    ("甲分别3", {}),
    ("甲、乙分别3", {}),
    ("甲分别3、4", {}),
    ("甲、乙、丙分别3、4、5", {0: "甲", 1: "乙", 2: "丙"}),
    ("丁在甲、乙分别3、4", {0: "甲", 1: "乙"}),
    ("2,甲、乙分别3、4、5", {1: "甲", 2: "乙"}),
    ("甲、乙分别3、4,丙、丁分别5、6", {0: "甲", 1: "乙", 2: "丙", 3: "丁"}),
    ("甲、乙" + "在" * 24 + "分别3、4", {0: "甲", 1: "乙"}),
    ("甲、乙" + "在" * 25 + "分别3、4", {}),
    ("甲、乙分别" + "有" * 30 + "3" + "家" * 16 + "4", {0: "甲", 1: "乙"}),
    ("甲、乙分别" + "有" * 30 + "3" + "家" * 17 + "4", {}),
    ("甲、乙、丙分别3" + "家" * 16 + "4" + "家" * 17 + "5", {}),
]


@pytest.mark.parametrize(("text", "expected"), SHARED)
def test_a_list_before_the_word_is_shared_out_to_as_many_quantities(
    text: str, expected: dict[int, str]
) -> None:
    assert shares(text) == expected


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [((0, 10), {0: "甲", 1: "乙"}), ((3, 5), {0: "甲", 1: "乙"}), ((4, 10), {}), ((0, 4), {})],
)
def test_only_the_word_within_the_sentence_shares_out(bounds, expected) -> None:
    assert shares("甲、乙分别3、4。完", bounds) == expected


@pytest.mark.parametrize(("count", "first"), [(2, 0), (40, 0), (41, 1), (45, 5)])
def test_a_list_is_at_most_forty_long(count: int, first: int) -> None:
    text = "甲、" * (count - 1) + "甲分别" + "3、" * (count - 1) + "3"
    listed = [AreaMention(2 * i, 2 * i + 1, str(i)) for i in range(count)]
    start = text.index("3")
    items = [FoundQuantity(start + 2 * i, start + 2 * i + 1, THREE) for i in range(count)]
    found = assign_respectively(text, (0, len(text)), listed, items)
    assert [found[i].code for i in sorted(found)] == [str(i) for i in range(first, count)]
    assert min(found) == 0


@pytest.mark.parametrize(
    ("period", "years"),
    [
        ("2021/2023", ["2021", "2022", "2023"]),
        ("1990/2019", [str(year) for year in range(1990, 2020)]),
        ("1990/2020", []),
        ("2021", []),
        ("2021-01/2023", []),
        ("2021/2023-01", []),
        ("2021-01/2023-01", []),
    ],
)
def test_a_span_of_less_than_thirty_years_has_single_years(period: str, years: list[str]) -> None:
    when = TimeExpression(2, 5, period, as_of=True)
    assert list_single_years([when]) == [when._replace(period=year) for year in years]
