"""The rule of a total once more, one number after the other, to hold the fast one against.

It shares no code with `metrics.rollup`: figures are looked up in a dictionary, periods are counted
on fingers, and nothing is done for several indicators or areas at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

INFINITE = float("inf")
Span = tuple[int, int]
"""First and last month, each counted since the year 0."""
Number = tuple[float, float, float]
"""Value, low and high."""


@dataclass
class Unit:
    """An area: what it answers to, its level, and its first and last month."""

    code: str
    above: str
    level: str = "county"
    since: int = 0
    until: int = 99_999


@dataclass
class Plain:
    """Figures, areas and rules.

    `ways` gives of each indicator (over areas, over time), `asked_with` the indicators whose
    figures show that an industry's union is asked for it, within the months of `window`.
    """

    figures: pd.DataFrame
    units: list[Unit]
    ways: dict[str, tuple[str, str]]
    asked_with: dict[str, tuple[str, ...]]
    least_share: float = 50
    window: Span = (0, 99_999)
    found: dict[tuple[str, str], dict[Span, Number]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.figures.itertuples():
            low = 0.0 if pd.isna(row.value_low) else row.value_low
            high = INFINITE if pd.isna(row.value_high) else row.value_high
            series = self.found.setdefault((row.indicator, row.ref_area), {})
            series[find_months_of(row.time_period)] = (row.value, low, high)

    def below(self, area: str) -> list[Unit]:
        return [unit for unit in self.units if unit.above == area]

    def unit(self, area: str) -> Unit:
        return next(unit for unit in self.units if unit.code == area)

    def own(self, indicator: str, area: str, span: Span) -> Number | None:
        """The area's own number, for the part of the span in which it was there."""
        unit = self.unit(area)
        part = max(span[0], unit.since), min(span[1], unit.until)
        over_time, series = self.ways[indicator][1], self.found.get((indicator, area), {})
        if (
            over_time != "last"
            and span in series
            and unit.since <= span[1]
            and span[0] <= unit.until
        ):
            return series[span]
        if part[0] > part[1] or (over_time != "sum" and part[1] < span[1]):
            return None
        return self.of_series(series, part, over_time)

    def of_series(self, series: dict[Span, Number], span: Span, over_time: str) -> Number | None:
        if over_time == "last":
            ending = [each for each in series if each[1] == span[1]]
            return series[max(ending)] if ending else None
        if span in series:
            return series[span]
        if over_time == "none":
            return None
        if span[0] // 12 != span[1] // 12:
            return self.over_new_year(series, span)
        january = span[0] - span[0] % 12
        through, before = (january, span[1]), (january, span[0] - 1)
        if span[0] != january and through in series and before in series:
            (value, low, high), (less, lowest, highest) = series[through], series[before]
            return value - less, low - highest, high - lowest
        months = [(month, month) for month in range(span[0], span[1] + 1)]
        if all(month in series for month in months):
            return added([series[month] for month in months])
        laid = fewest(sorted(series), span)
        return added([series[each] for each in laid]) if laid else None

    def over_new_year(self, series: dict[Span, Number], span: Span) -> Number | None:
        parts, first = [], span[0]
        while first <= span[1]:
            december = first - first % 12 + 11
            parts.append((first, min(december, span[1])))
            first = december + 1
        numbers = [self.of_series(series, part, "sum") for part in parts]
        return added(numbers) if None not in numbers else None

    def is_expected(self, indicator: str, unit: Unit, span: Span) -> bool:
        """Whether a unit is asked for an indicator."""
        there = max(span[0], unit.since) <= min(span[1], unit.until)
        if self.ways[indicator][1] != "sum":
            there = unit.since <= span[1] <= unit.until
        if unit.level != "organisation":
            return there
        codes = self.asked_with.get(indicator, (indicator,))
        spans = [each for code in codes for each in self.found.get((code, unit.code), {})]
        first, last = self.window
        return there and any(first <= each[0] and each[1] <= last for each in spans)

    def total(self, indicator: str, area: str, span: Span) -> dict[str, Any]:
        """The total by the rule: number (or None), whether own, whether partial, coverage."""
        own = self.own(indicator, area, span)
        expected = [u for u in self.below(area) if self.is_expected(indicator, u, span)]
        totals = {unit.code: self.total(indicator, unit.code, span) for unit in expected}
        told = {code: each for code, each in totals.items() if each["number"]}
        result = {
            "own": own is not None,
            "reporting": len(told),
            "expected": len(expected),
            "missing": [code for code in totals if code not in told],
            "partial": False,
            "number": own,
        }
        enough = told and len(told) * 100 >= self.least_share * len(expected)
        if own is None and enough and self.ways[indicator][0] == "sum":
            value, low, high = added([each["number"] for each in told.values()])
            partial = len(told) < len(expected) or any(each["partial"] for each in told.values())
            result["partial"] = partial
            low = -INFINITE if partial and low < 0 else low  # what is missing may be anything
            result["number"] = value, low, INFINITE if partial else high
        return result

    def matched(
        self, asked: list[tuple[str, Span]], area: str, comparable: Callable[[str], bool]
    ) -> tuple[list[Number], list[str], int] | None:
        """Numbers of several indicators and spans of the same units, which, and of how many."""
        totals = [self.total(indicator, area, span) for indicator, span in asked]
        expected = [
            unit for unit in self.below(area) if self.is_expected(asked[0][0], unit, asked[0][1])
        ]
        pairs = {unit.code: self.matched(asked, unit.code, comparable) for unit in expected}
        told = {code: pair for code, pair in pairs.items() if pair}
        owns = [each["own"] for each in totals]
        complete = all(each["number"] and not each["partial"] for each in totals)
        if (all(owns) or (any(owns) and complete)) and comparable(area):
            return [each["number"] for each in totals], list(told), len(expected)
        if all(owns) or not told or self.ways[asked[0][0]][0] != "sum":
            return None
        if len(told) * 100 < self.least_share * len(expected):
            return None
        numbers = [added([pair[0][index] for pair in told.values()]) for index in range(len(asked))]
        return numbers, list(told), len(expected)


def find_months_of(period: str) -> Span:
    """2025-07/2025-09 -> (24306, 24308), 2024 -> (24288, 24299)."""
    first, _, last = period.partition("/")
    last = last or first
    start = int(first[:4]) * 12 + (int(first[5:7]) - 1 if len(first) > 4 else 0)
    end = int(last[:4]) * 12 + (int(last[5:7]) - 1 if len(last) > 4 else 11)
    return start, end


def added(numbers: list[Any]) -> Number:
    return tuple(round(sum(parts), 6) for parts in zip(*numbers, strict=True))  # type: ignore[return-value]


def fewest(spans: list[Span], span: Span) -> list[Span]:
    """The fewest spans that lie end to end from the first month to the last."""
    best: list[Span] = []
    for each in spans:
        if each[0] != span[0] or each[1] > span[1]:
            continue
        rest = [] if each[1] == span[1] else fewest(spans, (each[1] + 1, span[1]))
        if each[1] == span[1] or rest:
            laid = [each, *rest]
            if not best or len(laid) < len(best):
                best = laid
    return best
