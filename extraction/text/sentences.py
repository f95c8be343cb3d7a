"""A sentence with what stands in it: places, quantities, expressions of time."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from extraction.context.places import AreaMention
from extraction.context.time_expression import TimeExpression
from extraction.numbers.quantity_finder import FoundQuantity
from extraction.text.pages import Paragraph

_REST = re.compile("其余|其他|合计|总计")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph with the places, quantities and times in it."""

    paragraph: Paragraph
    start: int
    end: int
    places: Sequence[AreaMention]
    items: Sequence[FoundQuantity]
    times: Sequence[TimeExpression]

    @cached_property
    def ahead(self) -> bool:
        """Return whether it speaks of what is still to be reached."""
        return any(when.target for when in self.times)

    def place(self, position: int, own: str) -> str:
        """Return the area named last before a position, "" if none; `own` for 其余8个市, 合计."""
        i = bisect_left(self.places, position, key=lambda place: place.start)
        if not i:
            return ""
        last = self.places[i - 1]
        return own if i > 1 and _REST.search(self.paragraph.text, last.end, position) else last.code


Placed = TypeVar("Placed", AreaMention, FoundQuantity, TimeExpression)


def split_at(items: Sequence[Placed], ends: Sequence[int]) -> list[list[Placed]]:
    """Share items in order out over the stretches that end at `ends`."""
    parts: list[list[Placed]] = [[] for _ in ends]
    part = 0
    for item in items:
        while part < len(ends) - 1 and item.start >= ends[part]:
            part += 1
        parts[part].append(item)
    return parts
