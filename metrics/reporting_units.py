"""The months that the units of an area have reported, and the area and month a page opens with.

A month counts as reported if there is a figure of it, or of a span that ends with it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from metrics.figure_queries import Figures, count_by, counts_by_value
from metrics.rollup.unit_tree import MONTH, ORGANISATION, Unit, UnitTree
from metrics.trend import find_end_months, find_period_type
from periods import last_month

REPORTED_KINDS = ("flow", "stock", "ratio")
"""Kinds of indicators that are reported month by month; a target is set once for a year."""


def read_reported_months(figures: Figures) -> dict[str, frozenset[str]]:
    """Return the months in which figures of each area end, by the area's code.

    Example: {"990102": {"2025-08", "2025-09"}}. A figure of a year counts as reported in December
    only if its indicator has months or spans since January of that year, too: a year alone may be a
    plan. Targets do not count. Only counts by area and period are read, no figures: one query for
    all months and spans, then one for each year that counts as its December.
    """
    periods = count_by(figures, ["indicator", "time_period"], kind=REPORTED_KINDS)
    if periods.empty:
        return {}
    ends = find_end_months(periods)
    is_year = periods["time_period"].map(find_period_type) == "year"
    months = set(periods["time_period"][~is_year & (ends.str.len() == MONTH)])
    queries = [{"kind": REPORTED_KINDS, "time_period": sorted(months)}] if months else []
    for year, rows in periods[is_year & (ends.str.len() == MONTH)].groupby("time_period"):
        queries.append({"indicator": sorted(set(rows["indicator"])), "time_period": [year]})
    months_by_area: dict[str, set[str]] = {}
    for query in queries:
        counts = count_by(figures, ["ref_area", "time_period"], **query)
        month_of = {period: last_month(period) for period in counts["time_period"].unique()}
        for area, period in zip(counts["ref_area"], counts["time_period"], strict=True):
            months_by_area.setdefault(area, set()).add(month_of[period])
    # Thousands of areas have reported the same months: they share one set.
    shared_sets = {frozenset(months): frozenset(months) for months in months_by_area.values()}
    return {area: shared_sets[frozenset(months)] for area, months in months_by_area.items()}


class MonthCoverage(NamedTuple):
    """Who has reported a month: the expected units, and those of them that are missing.

    Both are codes in the order of areas.csv.
    """

    month: str
    expected: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def reported(self) -> int:
        """How many of the expected units have reported."""
        return len(self.expected) - len(self.missing)

    def reaches(self, share: float) -> bool:
        """Return whether at least `share` percent of the expected units have reported."""
        return bool(self.expected) and self.reported * 100 >= share * len(self.expected)


@dataclass(frozen=True, eq=False)
class ReportingUnits:
    """The units of a release, the areas with figures, and the months that each has reported.

    `share` is a percentage. A page opens an area with the newest month that so many of its units
    have reported. An area without figures of its own counts as having reported such a month.
    """

    tree: UnitTree
    reporting: Collection[str]
    own_months: Mapping[str, frozenset[str]]
    share: float = 80
    _months: dict[str, frozenset[str]] = field(init=False, repr=False, default_factory=dict)

    @property
    def units(self) -> Mapping[str, Unit]:
        """The units by code, in the order of areas.csv."""
        return self.tree.units

    def list_path_to(self, area: str) -> list[str]:
        """Return the areas above an area, the highest first, and the area itself.

        Example: ["100000", "330000", "330200"]. For an unknown area it is the only entry.
        """
        return self.tree.list_above(area)[::-1]

    def list_units_of(self, area: str) -> list[str]:
        """Return the codes of the units directly below an area, in the order of areas.csv."""
        return self.tree.list_units_of(area)

    def list_expected_units(self, area: str, month: str) -> tuple[str, ...]:
        """Return the units below an area that are expected to report a month.

        Units that did not exist in the month are left out. Organisations, such as an industry's
        union, report few of the indicators; they are expected only where there are no areas.
        """
        existing = [unit for unit in self.list_units_of(area) if self.units[unit].exists_in(month)]
        areas = [unit for unit in existing if self.units[unit].level != ORGANISATION]
        return tuple(areas or existing)

    def list_scopes(self) -> list[str]:
        """Return the areas that a reader can choose, in the order of areas.csv.

        They are those with figures of their own or of any unit below them.
        """
        choices = {code for area in self.reporting for code in self.list_path_to(area)}
        return [code for code in self.units if code in choices]

    def find_default_area(self) -> str:
        """Return the lowest area that holds all areas with figures; "" without any.

        A page opens with it. Where only counties of one city report, it is the city.
        """
        paths = [self.list_path_to(area) for area in self.reporting if area in self.units]
        common_area = ""
        for codes in zip(*paths, strict=False):  # level by level, from the top
            if len(set(codes)) > 1:
                break
            common_area = codes[0]
        return common_area

    def find_months_of(self, area: str) -> frozenset[str]:
        """Return the months that an area has reported, by itself or through its units."""
        if area not in self._months:
            own = self.own_months.get(area, frozenset())
            self._months[area] = own or self._find_months_through_units(area)
        return self._months[area]

    def _find_months_through_units(self, area: str) -> frozenset[str]:
        """Return the months that at least `share` percent of an area's units have reported."""
        counts = Counter(
            month for unit in self.list_units_of(area) for month in self.find_months_of(unit)
        )
        return frozenset(month for month in counts if self.cover(area, month).reaches(self.share))

    def cover(self, area: str, month: str) -> MonthCoverage:
        """Return which of an area's units have reported a month (2025-09)."""
        expected = self.list_expected_units(area, month)
        missing = tuple(unit for unit in expected if month not in self.find_months_of(unit))
        return MonthCoverage(month, expected, missing)

    def list_months(self, area: str) -> list[str]:
        """Return the months that an area or anything below it has reported, newest first."""
        months = set(self.find_months_of(area))
        units_below = [*self.list_units_of(area)]
        for unit in units_below:  # the list grows while it is read
            months |= self.find_months_of(unit)
            units_below += self.list_units_of(unit)
        return sorted(months, reverse=True)

    def find_default_month(self, area: str) -> str:
        """Return the month that an area opens with: the newest that enough units have reported.

        Enough is `share` percent, so that one early report does not decide. If no month has enough,
        it is the area's own newest month, else the newest of those that the most units have
        reported. An area without units opens with the month of the area above it. The result is ""
        if no month is reported.
        """
        months = self.list_months(area)
        above = self.units[area].above if area in self.units else ""
        if not self.list_units_of(area) and area in self.list_units_of(above):
            return self.find_default_month(above) or next(iter(months), "")
        coverages = [self.cover(area, month) for month in months]
        for coverage in coverages:
            if coverage.reaches(self.share):
                return coverage.month
        if own := self.own_months.get(area):
            return max(own)
        most = max(coverages, key=lambda each: each.reported, default=None)
        return most.month if most else ""


def read_reporting_units(figures: Figures, tree: UnitTree, share: float = 80) -> ReportingUnits:
    """Return the units of a release with the months that each has reported.

    `share` is the percentage of `ReportingUnits`.
    """
    reporting = list(counts_by_value(figures, "ref_area"))
    return ReportingUnits(tree, reporting, read_reported_months(figures), share)


def find_lacking(
    ever_reported: pd.DataFrame, month_reported: pd.DataFrame, units: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return the indicators that each unit lacks for a month, by the unit's code.

    Both tables have the columns ref_area and indicator, a row for each indicator that a unit has
    reported: at any time, and for the month. A unit lacks an indicator that it has reported at
    other times, if more than half of the units that reported anything for the month have reported
    it. Units that lack nothing, or have reported nothing for the month, are left out.
    """
    in_month = _group_indicators(month_reported, units)
    unit_counts = Counter(indicator for indicators in in_month.values() for indicator in indicators)
    usual = {indicator for indicator, count in unit_counts.items() if count * 2 > len(in_month)}
    ever = _group_indicators(ever_reported, in_month)
    lacking = {unit: (ever[unit] & usual) - indicators for unit, indicators in in_month.items()}
    return {unit: tuple(sorted(codes)) for unit, codes in lacking.items() if codes}


def _group_indicators(reported: pd.DataFrame, units: Iterable[str]) -> dict[str, set[str]]:
    """Return the reported indicators of each unit that has any, in the order of `units`."""
    indicators_by_unit: dict[str, set[str]] = {unit: set() for unit in units}
    for area, indicator in zip(reported["ref_area"], reported["indicator"], strict=True):
        if area in indicators_by_unit:
            indicators_by_unit[area].add(indicator)
    return {unit: indicators for unit, indicators in indicators_by_unit.items() if indicators}
