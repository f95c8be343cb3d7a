"""Spans of a text that cover places."""

from bisect import bisect_right
from collections.abc import Sequence


class Spans:
    """Spans that may overlap, merged, and asked for what covers a place."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def end_over(self, start: int, end: int) -> int:
        """Give the end of the last span that overlaps start to end, 0 if there is none."""
        i = bisect_right(self._starts, end - 1) - 1
        return self._ends[i] if i >= 0 and self._ends[i] > start else 0
