"""分别: a list of places or times shared out over as many quantities, in order."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from extraction.context.places import AreaMention
from extraction.context.time_expression import TimeExpression
from extraction.numbers.quantity_finder import FoundQuantity

Listed = TypeVar("Listed", AreaMention, TimeExpression)
_JOIN = re.compile(r"、|,|和|与|及|以及|同期和?")
_RESPECTIVELY = re.compile("分别")
_REACH = 24  # characters between a list and its 分别
_LONGEST = 40  # places or times in one list
_GAP = 16  # characters between two quantities of one list


def distribute(
    text: str, bounds: tuple[int, int], listed: Sequence[Listed], items: Sequence[FoundQuantity]
) -> dict[int, Listed]:
    """Return the place or time of each quantity, by its index, that a 分别 shares out.

    Looks at the sentence within the bounds of a paragraph; empty where nothing is shared out.
    """
    found: dict[int, Listed] = {}
    if len(listed) < 2 or len(items) < 2:
        return found
    for match in _RESPECTIVELY.finditer(text, *bounds):
        before = bisect_right(listed, match.start(), key=lambda one: one.end)
        run = _list_before(text, listed[max(0, before - _LONGEST) : before], match.start())
        first = bisect_left(items, match.end(), key=lambda item: item.start)
        chosen = items[first : first + len(run)]
        gaps = [b.start - a.end for a, b in pairwise(chosen)]
        if len(run) >= 2 and len(chosen) == len(run) and max(gaps) <= _GAP:
            found |= dict(enumerate(run, first))
    return found


def years_of_span(listed: Sequence[TimeExpression]) -> list[TimeExpression]:
    """Return the years of a span of years one by one: 2013年到2017年 may be shared out too."""
    found: list[TimeExpression] = []
    for one in listed:
        first, _, last = one.period.partition("/")
        if len(first) == len(last) == 4 and int(last) - int(first) < 30:
            years = range(int(first), int(last) + 1)
            found += [one._replace(period=str(year)) for year in years]
    return found


def _list_before(text: str, listed: Sequence[Listed], end: int) -> list[Listed]:
    """Return the run joined by 、 or 和 that stands last before `end`."""
    run: list[Listed] = []
    for one in reversed(listed):
        if not run and end - one.end > _REACH:
            return []
        apart = run and one.start != run[0].start
        if apart and not _JOIN.fullmatch(text, one.end, run[0].start):
            break
        run.insert(0, one)
    return run
