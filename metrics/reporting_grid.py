"""The reporting grid: which units of an area have reported which indicators, by month (填报情况).

A unit is expected to report an indicator for a month if it has reported it in any month shown and
more than half of the units under the same area that reported the month have reported it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from metrics.reporting_units import ReportingUnits
from metrics.rollup.unit_tree import ORGANISATION
from metrics.trend import find_period_type
from periods import last_month

Array = npt.NDArray[Any]


class ReportState(IntEnum):
    """Whether a unit has reported a month, from the least to the most urgent state.

    ABSENT: the unit did not exist in the month and reported nothing. REPORTED: everything expected
    was reported. CORRECTED: the same, and a figure of the month was changed after it was published.
    LACKING: some expected indicators were not reported. MISSING: nothing was reported.
    """

    ABSENT = 0
    REPORTED = 1
    CORRECTED = 2
    LACKING = 3
    MISSING = 4


@dataclass(frozen=True)
class GridRow:
    """A row of the grid: one unit directly below the area.

    `reporters` are positions in `ReportingGrid.reporters`: the unit itself if it `reports`, else
    the units below it that report in its place. `is_organisation`: the unit is the union of an
    industry or enterprise, not an area.
    """

    unit: str
    reporters: tuple[int, ...]
    reports: bool
    is_organisation: bool


@dataclass(frozen=True, eq=False)
class ReportingGrid:
    """The reporting grid of an area: reporters × months × indicators.

    A page draws it as a grid of squares, a row for each unit and a column for each month.
    `reported` and `expected` are boolean arrays of that shape; `unit_existed` and `corrected` are
    boolean arrays of the shape reporters × months. A "cell" is a pair of positions: of a reporter
    in `reporters` and of a month in `months`.
    """

    area: str
    months: tuple[str, ...]
    indicators: tuple[str, ...]
    reporters: tuple[str, ...]
    rows: tuple[GridRow, ...]
    reported: Array
    expected: Array
    unit_existed: Array
    corrected: Array

    @cached_property
    def states(self) -> Array:
        """The values of `ReportState`, in an array of the shape reporters × months.

        Each later state replaces the earlier ones where it applies.
        """
        has_any = self.reported.any(axis=2)
        is_lacking = (self.expected & ~self.reported).any(axis=2)
        states = np.where(self.corrected, ReportState.CORRECTED, ReportState.REPORTED)
        states = np.where(is_lacking, ReportState.LACKING, states)
        states = np.where(has_any, states, ReportState.MISSING)
        return np.where(self.unit_existed | has_any, states, ReportState.ABSENT).astype(np.int8)

    @cached_property
    def _position(self) -> dict[str, int]:
        """The position of each reporter in `reporters`, by its code."""
        return {code: position for position, code in enumerate(self.reporters)}

    def find_cell(self, unit: str, month: str) -> tuple[int, int] | None:
        """Return the positions of a reporter and a month; None if the grid lacks one of them."""
        if unit not in self._position or month not in self.months:
            return None
        return self._position[unit], self.months.index(month)

    def get_state(self, cell: tuple[int, int]) -> ReportState:
        """Return the state of a cell."""
        return ReportState(int(self.states[cell]))

    def list_reported(self, cell: tuple[int, int]) -> list[str]:
        """Return the indicators that a reporter has reported for a month."""
        return self._list_indicators(self.reported[cell])

    def list_lacking(self, cell: tuple[int, int]) -> list[str]:
        """Return the indicators that a reporter was expected to report for a month and has not."""
        return self._list_indicators(self.expected[cell] & ~self.reported[cell])

    def _list_indicators(self, mask: Array) -> list[str]:
        """Return the codes of the indicators whose positions are true in a boolean array."""
        return [self.indicators[position] for position in np.flatnonzero(mask)]

    def find_active_indicators(self, month: int) -> list[int]:
        """Return the positions of the indicators that anyone reported or should report in a month.

        `month` is the position of the month.
        """
        active = self.reported[:, month] | self.expected[:, month]
        return [int(position) for position in np.flatnonzero(active.any(axis=0))]

    def count_reporters(self, rows: Sequence[GridRow]) -> Array:
        """Return for each month how many reporters of `rows` have reported, and of how many.

        Shape: 2 × months. A reporter that lacks some indicators counts as one that has reported;
        one that did not exist in the month is not counted.
        """
        positions = [position for row in rows for position in row.reporters]
        states = self.states[positions]
        expected_counts = (states != ReportState.ABSENT).sum(axis=0)
        missing_counts = (states == ReportState.MISSING).sum(axis=0)
        return np.array([expected_counts - missing_counts, expected_counts])

    def is_followed(self, share: float) -> bool:
        """Return whether at least `share` percent of the reporters have reported any one month.

        If not, the area does not report month by month, and a grid would show gaps alone.
        """
        reported_counts, expected_counts = self.count_reporters(self.rows)
        is_enough = reported_counts * 100 >= share * expected_counts
        return bool(((expected_counts > 0) & is_enough).any())

    def count_states(self) -> dict[ReportState, int]:
        """Return how many cells of all reporters have each state."""
        counts = np.bincount(self.states.ravel(), minlength=len(ReportState))
        return {state: int(counts[state]) for state in ReportState}

    def list_late(self, month: int) -> Iterator[tuple[int, ReportState]]:
        """Yield position and state of the reporters that are MISSING or LACKING in a month.

        `month` is the position of the month. A page lists these units to be reminded.
        """
        for row in self.rows:
            for position in row.reporters:
                state = ReportState(int(self.states[position, month]))
                if state in (ReportState.MISSING, ReportState.LACKING):
                    yield position, state


def build_reporting_grid(
    figures: pd.DataFrame,
    units: ReportingUnits,
    area: str,
    months: Sequence[str],
    indicator_order: Sequence[str] = (),
    corrected: Collection[tuple[str, str]] = (),
) -> ReportingGrid:
    """Return the reporting grid of an area's units for some months.

    `figures` has a row for each figure whose period ends in one of `months`, with the categorical
    columns indicator, ref_area and time_period; values are not looked at. `indicator_order` is the
    order of indicators; `corrected` are pairs of area and month. A figure of a year counts as
    reported in its December where the indicator has months, too.

    Example: build_reporting_grid(figures, units, "990100", ["2025-08"]).get_state((0, 0)).
    """
    is_counted, month_positions = _find_months(figures, months)
    counted = figures[is_counted]
    area_codes = counted["ref_area"].cat
    reporting = set(area_codes.categories[np.unique(area_codes.codes)])
    rows, reporters = _list_rows(units, area, reporting, months)
    indicators = _sort_indicators(counted["indicator"].cat.categories, indicator_order)
    unit_positions = _find_positions(counted["ref_area"], reporters)
    indicator_positions = _find_positions(counted["indicator"], indicators)
    positions = (unit_positions, month_positions[is_counted], indicator_positions)
    reported = _mark_positions(positions, (len(reporters), len(months), len(indicators)))
    existed = [[units.units[code].exists_in(month) for month in months] for code in reporters]
    changed = _mark_pairs(corrected, reporters, months)
    return ReportingGrid(
        area=area,
        months=tuple(months),
        indicators=indicators,
        reporters=reporters,
        rows=rows,
        reported=reported,
        expected=_find_expected(reported, _group_by_area_above(units, reporters)),
        unit_existed=np.array(existed, dtype=bool).reshape(changed.shape),
        corrected=changed & reported.any(axis=2),
    )


def _sort_indicators(codes: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    """Return indicator codes in the given order, followed by the codes that it does not list."""
    rank = {code: position for position, code in enumerate(dict.fromkeys(order))}
    return tuple(sorted(codes, key=lambda code: rank.get(code, len(rank))))


def _mark_positions(positions: Sequence[Array], shape: tuple[int, ...]) -> Array:
    """Return a boolean array of `shape` that is true at the given positions.

    `positions` has one array for each axis; an entry with a position below 0 is left out.
    """
    is_marked = np.zeros(shape, dtype=bool)
    is_known = np.logical_and.reduce([axis_positions >= 0 for axis_positions in positions])
    is_marked[tuple(axis_positions[is_known] for axis_positions in positions)] = True
    return is_marked


def _mark_pairs(
    pairs: Collection[tuple[str, str]], reporters: Sequence[str], months: Sequence[str]
) -> Array:
    """Return a boolean array of reporters × months that is true for the given pairs.

    A pair is the code of an area and a month. Pairs that are not in the grid are ignored.
    """
    position_by_code = {code: index for index, code in enumerate(reporters)}
    cells = [
        (position_by_code[code], list(months).index(month))
        for code, month in pairs
        if code in position_by_code and month in months
    ]
    # `reshape` gives two columns even if there are no cells.
    unit_positions, month_positions = np.array(cells, dtype=int).reshape(-1, 2).T
    return _mark_positions((unit_positions, month_positions), (len(reporters), len(months)))


def _find_months(figures: pd.DataFrame, months: Sequence[str]) -> tuple[Array, Array]:
    """Return which figures count as reported, and the position of each one's end in `months`.

    The figure of a year does not count if its indicator has no months: it may be a plan. The
    position is -1 for a figure that ends in none of `months`.

    Columns are categorical, so each period and indicator is looked at once. What is found for a
    category is spread over the figures by indexing a lookup array with their category codes.
    """
    periods, indicators = figures["time_period"].cat, figures["indicator"].cat
    period_codes, indicator_codes = periods.codes.to_numpy(), indicators.codes.to_numpy()
    # The last entry of each lookup array answers the code -1 of a missing value.
    year_by_code = np.array(
        [*(find_period_type(period) == "year" for period in periods.categories), False], dtype=bool
    )
    is_year = year_by_code[period_codes]
    has_months_by_code = np.zeros(len(indicators.categories) + 1, dtype=bool)
    has_months_by_code[indicator_codes[~is_year]] = True
    month_positions = {month: index for index, month in enumerate(months)}
    end_by_code = np.array(
        [*(month_positions.get(last_month(period), -1) for period in periods.categories), -1]
    )
    end_positions = end_by_code[period_codes]
    is_counted: Array = (~is_year | has_months_by_code[indicator_codes]) & (end_positions >= 0)
    return is_counted, end_positions


def _find_positions(column: pd.Series, codes: Sequence[str]) -> Array:
    """Return the position in `codes` of each row of a categorical column, -1 for another code."""
    position_by_code = {code: index for index, code in enumerate(codes)}
    # One position for each category; the last one answers the code -1 of a missing value.
    positions = np.array([*(position_by_code.get(code, -1) for code in column.cat.categories), -1])
    return positions[column.cat.codes.to_numpy()]


def _list_rows(
    units: ReportingUnits, area: str, codes: Collection[str], months: Sequence[str]
) -> tuple[tuple[GridRow, ...], tuple[str, ...]]:
    """Return the rows of the grid, areas before organisations, and the reporters of all rows.

    `codes` are the areas and organisations with figures. A unit that existed in none of `months`
    has no row, nor has an organisation without figures. An area without units below it is the only
    row.
    """
    row_units = [
        unit
        for unit in units.list_units_of(area)
        if (unit in codes or not _is_organisation(units, unit))
        and any(units.units[unit].exists_in(month) for month in months)
    ]
    row_units.sort(key=lambda unit: _is_organisation(units, unit))
    if not row_units and area in units.units:
        row_units = [area]
    rows: list[GridRow] = []
    reporters: list[str] = []
    for unit in row_units:
        row_reporters = _find_reporters(units, unit, codes)
        first_position = len(reporters)
        reporters += row_reporters
        positions = tuple(range(first_position, len(reporters)))
        rows.append(
            GridRow(unit, positions, row_reporters == [unit], _is_organisation(units, unit))
        )
    return tuple(rows), tuple(reporters)


def _is_organisation(units: ReportingUnits, unit: str) -> bool:
    """Return whether a unit is the union of an industry or enterprise, not an area."""
    return units.units[unit].level == ORGANISATION


def _find_reporters(units: ReportingUnits, unit: str, codes: Collection[str]) -> list[str]:
    """Return the reporters of a unit's row: the units below it if any has figures, else itself.

    If one area below it has figures, all areas below it are reporters; organisations only if they
    have figures themselves (`codes`).
    """
    units_below = [
        code
        for code in units.list_units_of(unit)
        if code in codes or not _is_organisation(units, code)
    ]
    reporters_below = [
        reporter
        for unit_below in units_below
        for reporter in _find_reporters(units, unit_below, codes)
    ]
    return reporters_below if any(code in codes for code in reporters_below) else [unit]


def _group_by_area_above(
    units: ReportingUnits, reporters: Sequence[str]
) -> dict[tuple[str, bool], list[int]]:
    """Return positions of reporters, grouped by the area above them and whether they are areas.

    What a reporter is expected to report follows from what the others of its group report.
    """
    groups: dict[tuple[str, bool], list[int]] = {}
    for position, code in enumerate(reporters):
        key = (units.units[code].above, _is_organisation(units, code))
        groups.setdefault(key, []).append(position)
    return groups


def _find_expected(reported: Array, groups: Mapping[tuple[str, bool], list[int]]) -> Array:
    """Return which indicators each reporter is expected to report for each month.

    They are the usual indicators of the month among those that the reporter has ever reported. An
    indicator is usual in a month if more than half of the group's reporters that reported anything
    for the month have reported it. Both arrays have the shape reporters × months × indicators.
    """
    expected = np.zeros_like(reported)
    for positions in groups.values():
        group_reported = reported[positions]
        is_ever_reported = group_reported.any(axis=1)  # reporters × indicators
        reporter_counts = group_reported.any(axis=2).sum(axis=0)  # by month
        # Months × indicators. `expand_dims` adds the axis that an array lacks.
        is_usual = group_reported.sum(axis=0) * 2 > np.expand_dims(reporter_counts, 1)
        expected[positions] = np.expand_dims(is_ever_reported, 1) & np.expand_dims(is_usual, 0)
    return expected
