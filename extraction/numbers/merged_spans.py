"""Spans (start, end) of a text, merged if they overlap."""

from bisect import bisect_right
from collections.abc import Sequence


class Spans:
    """Merged spans of a text, such as those of dates, in which no quantity is looked for."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        """Sort the spans and merge overlapping ones; those that only touch stay apart."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def find_overlapping_end(self, start: int, end: int) -> int:
        """Return the end of the last span that overlaps the text from `start` to `end`; else 0.

        A search that meets a span goes on from there.
        """
        # Spans are apart, so that only the last one that begins before `end` has to be compared.
        span_index = bisect_right(self._starts, end - 1) - 1
        is_overlapping = span_index >= 0 and self._ends[span_index] > start
        return self._ends[span_index] if is_overlapping else 0
