"""Assigns listed places or times to as many quantities in a sentence with 分别 (respectively).

In 宁波、温州分别为30家、40家, 宁波 gets 30家 and 温州 40家.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from extraction.context.figure_places import AreaMention
from extraction.context.time_expression import TimeExpression
from extraction.numbers.quantity_finder import FoundQuantity

Listed = TypeVar("Listed", AreaMention, TimeExpression)
_CONJUNCTION = re.compile(r"、|,|和|与|及|以及|同期和?")
_RESPECTIVELY = re.compile("分别")
_LONGEST_GAP = 24  # characters between a list and its 分别
_LONGEST_LIST = 40  # places or times
_LONGEST_QUANTITY_GAP = 16  # characters between two quantities of one list
_MOST_YEARS = 30  # a longer span is not split into single years


def assign_respectively(
    text: str,
    bounds: tuple[int, int],
    listed: Sequence[Listed],
    quantities: Sequence[FoundQuantity],
) -> dict[int, Listed]:
    """Return the places or times that 分别 (respectively) assigns, by the index of the quantity.

    `bounds` are start and end of the sentence in the paragraph `text`; `listed` are its places or
    times. A list before 分别 counts only if it has at least two entries and as many quantities,
    close to each other, follow: 宁波、温州分别为30家、40家 → {0: 宁波, 1: 温州}.
    """
    assigned: dict[int, Listed] = {}
    for match in _RESPECTIVELY.finditer(text, *bounds):
        count_before = bisect_right(listed, match.start(), key=lambda mention: mention.end)
        candidates = listed[max(0, count_before - _LONGEST_LIST) : count_before]
        entries = _find_list_before(text, candidates, match.start())
        first_index = bisect_left(quantities, match.end(), key=lambda quantity: quantity.start)
        following = quantities[first_index : first_index + len(entries)]
        gaps = [second.start - first.end for first, second in pairwise(following)]
        if 2 <= len(entries) == len(following) and max(gaps) <= _LONGEST_QUANTITY_GAP:
            assigned |= dict(enumerate(entries, first_index))
    return assigned


def list_single_years(times: Sequence[TimeExpression]) -> list[TimeExpression]:
    """Return the single years of spans of years: 2013年到2017年 gives five years.

    So 2013年到2017年分别为… can assign one year to each of five quantities. Other times are left
    out; each year has the position of its span.
    """
    years: list[TimeExpression] = []
    for when in times:
        first, _, last = when.period.partition("/")
        if len(first) == len(last) == len("2013") and int(last) - int(first) < _MOST_YEARS:
            span = range(int(first), int(last) + 1)
            years += [when._replace(period=str(year)) for year in span]
    return years


def _find_list_before(text: str, listed: Sequence[Listed], end: int) -> list[Listed]:
    """Return the list of places or times, joined by 、 or 和, that ends before the position `end`.

    It is built from its last entry, as long as a conjunction alone stands between two entries. The
    result is [] if the list ends more than _LONGEST_GAP characters before `end`.
    """
    entries: list[Listed] = []
    if listed and end - listed[-1].end > _LONGEST_GAP:
        return entries
    for mention in reversed(listed):
        # The single years of one span have the same position, and nothing between them.
        is_apart = entries and mention.start != entries[0].start
        if is_apart and not _CONJUNCTION.fullmatch(text, mention.end, entries[0].start):
            break
        entries.insert(0, mention)
    return entries
