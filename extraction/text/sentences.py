"""A sentence with its places, quantities and expressions of time."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from extraction.context.figure_places import AreaMention
from extraction.context.time_expression import TimeExpression
from extraction.numbers.quantity_finder import FoundQuantity
from extraction.text.articles import Paragraph

_REST_OR_TOTAL = re.compile("其余|其他|合计|总计")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a paragraph, from `start` to `end`, with its places, quantities and times."""

    paragraph: Paragraph
    start: int
    end: int
    places: Sequence[AreaMention]
    items: Sequence[FoundQuantity]
    times: Sequence[TimeExpression]

    @cached_property
    def is_future(self) -> bool:
        """Return whether the sentence is about a goal that is still to be reached."""
        return any(when.target for when in self.times)

    def is_ahead(self, position: int) -> bool:
        """Return whether a time that is still to come applies at a position: 年底前, 到2027年."""
        text = self.paragraph.text
        return any(
            when.target and when.end <= position and not text.endswith("在", 0, when.start)
            for when in self.times
        )

    def place_before(self, position: int, own: str) -> str | None:
        """Return the area named last before a position; None if none is, "" if it stays open.

        If 合计 (together) or 其余 (the others) follows several areas, `own` (the article's area) is
        returned.
        """
        count_before = bisect_left(self.places, position, key=lambda place: place.start)
        if not count_before:
            return None
        last = self.places[count_before - 1]
        is_total = _REST_OR_TOTAL.search(self.paragraph.text, last.end, position)
        return own if is_total and count_before > 1 else last.code


Found = TypeVar("Found", AreaMention, FoundQuantity, TimeExpression)


def split_by_sentence(items: Sequence[Found], ends: Sequence[int]) -> list[list[Found]]:
    """Split items into lists, one for each sentence; the sentences end at the positions `ends`.

    Items are in order of their positions; what begins after the last end is in the last sentence.
    """
    by_sentence: list[list[Found]] = [[] for _ in ends]
    sentence = 0
    for item in items:
        while sentence < len(ends) - 1 and item.start >= ends[sentence]:
            sentence += 1
        by_sentence[sentence].append(item)
    return by_sentence
