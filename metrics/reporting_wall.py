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
class WallRow:
    """A row of the grid: one unit directly below the area.

    `reporters` are positions in `ReportingWall.reporters`: the unit itself if it `reports`, else
    the units below it that report in its place. `is_organisation`: the unit is the union of an
    industry or enterprise, not an area.
    """

    unit: str
    reporters: tuple[int, ...]
    reports: bool
    is_organisation: bool


@dataclass(frozen=True, eq=False)
class ReportingWall:
    """The reporting grid of an area: reporters × months × indicators.

    `reported` and `expected` are boolean arrays of that shape; `unit_existed` and `corrected` are
    boolean arrays of the shape reporters × months. A "cell" is a pair of positions: of a reporter
    in `reporters` and of a month in `months`.
    """

    area: str
    months: tuple[str, ...]
    indicators: tuple[str, ...]
    reporters: tuple[str, ...]
    rows: tuple[WallRow, ...]
    reported: Array
    expected: Array
    unit_existed: Array
    corrected: Array

    @cached_property
    def states(self) -> Array:
        """The values of `ReportState`, in an array of the shape reporters × months."""
        has_any = self.reported.any(axis=2)
        lacks = (self.expected & ~self.reported).any(axis=2)
        states = np.where(self.corrected, ReportState.CORRECTED, ReportState.REPORTED)
        states = np.where(lacks, ReportState.LACKING, states)
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

    def count_reporters(self, rows: Sequence[WallRow]) -> Array:
        """Return for each month how many reporters of `rows` have reported, and of how many.

        Shape: 2 × months. A reporter that lacks some indicators counts as one that has reported.
        """
        positions = [position for row in rows for position in row.reporters]
        states = self.states[positions]
        asked = (states != ReportState.ABSENT).sum(axis=0)
        return np.array([asked - (states == ReportState.MISSING).sum(axis=0), asked])

    def is_followed(self, share: float) -> bool:
        """Return whether at least `share` percent of the reporters have reported any one month.

        If not, the area does not report month by month, and a grid would show gaps alone.
        """
        reported, asked = self.count_reporters(self.rows)
        return bool(((asked > 0) & (reported * 100 >= share * asked)).any())

    def count_states(self) -> dict[ReportState, int]:
        """Return how many cells of all reporters have each state."""
        numbers = np.bincount(self.states.ravel(), minlength=len(ReportState))
        return {state: int(numbers[state]) for state in ReportState}

    def list_late(self, month: int) -> Iterator[tuple[int, ReportState]]:
        """Yield position and state of the reporters that are MISSING or LACKING in a month."""
        for row in self.rows:
            for position in row.reporters:
                state = ReportState(int(self.states[position, month]))
                if state in (ReportState.MISSING, ReportState.LACKING):
                    yield position, state


def build_wall(
    figures: pd.DataFrame,
    units: ReportingUnits,
    area: str,
    months: Sequence[str],
    indicator_order: Sequence[str] = (),
    corrected: Collection[tuple[str, str]] = (),
) -> ReportingWall:
    """Return the reporting grid of an area's units for some months.

    `figures` has a row for each figure whose period ends in one of `months`, with the categorical
    columns indicator, ref_area and time_period; values are not looked at. `indicator_order` is the
    order in which indicators are listed; `corrected` are pairs of area and month. A figure of a
    year counts as reported in its December where the indicator has months, too.

    Example: build_wall(figures, units, "990100", ["2025-08", "2025-09"]).get_state((0, 1)) is the
    state of the first reporter in September.
    """
    kept, month_positions = _find_months(figures, months)
    cells = figures[kept]
    codes = set(cells["ref_area"].cat.categories[np.unique(cells["ref_area"].cat.codes)])
    rows, reporters = _list_rows(units, area, codes, months)
    indicators = _sort_indicators(cells["indicator"].cat.categories, indicator_order)
    unit_positions = _find_positions(cells["ref_area"], reporters)
    indicator_positions = _find_positions(cells["indicator"], indicators)
    positions = (unit_positions, month_positions[kept], indicator_positions)
    reported = _mark_positions(positions, (len(reporters), len(months), len(indicators)))
    existed = [[units.units[code].exists_in(month) for month in months] for code in reporters]
    changed = _mark_pairs(corrected, reporters, months)
    return ReportingWall(
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
    marked = np.zeros(shape, dtype=bool)
    known = np.logical_and.reduce([of_axis >= 0 for of_axis in positions])
    marked[tuple(of_axis[known] for of_axis in positions)] = True
    return marked


def _mark_pairs(
    pairs: Collection[tuple[str, str]], reporters: Sequence[str], months: Sequence[str]
) -> Array:
    """Return a boolean array of reporters × months that is true for the given pairs."""
    positions = {code: index for index, code in enumerate(reporters)}
    cells = [
        (positions[code], list(months).index(month))
        for code, month in pairs
        if code in positions and month in months
    ]
    unit_positions, month_positions = np.array(cells, dtype=int).reshape(-1, 2).T
    return _mark_positions((unit_positions, month_positions), (len(reporters), len(months)))


def _find_months(figures: pd.DataFrame, months: Sequence[str]) -> tuple[Array, Array]:
    """Return which figures count as reported, and the position of each one's end in `months`.

    The figure of a year does not count if its indicator has no months: it may be a plan.
    """
    periods, indicators = figures["time_period"].cat, figures["indicator"].cat
    # The last entry of each lookup array answers the code -1 of a missing value.
    are_years = np.array(
        [*(find_period_type(period) == "year" for period in periods.categories), False], dtype=bool
    )
    is_year = are_years[periods.codes.to_numpy()]
    monthly = np.zeros(len(indicators.categories) + 1, dtype=bool)
    monthly[indicators.codes.to_numpy()[~is_year]] = True
    position = {month: index for index, month in enumerate(months)}
    ends = np.array([*(position.get(last_month(period), -1) for period in periods.categories), -1])
    end_positions = ends[periods.codes.to_numpy()]
    kept: Array = (~is_year | monthly[indicators.codes.to_numpy()]) & (end_positions >= 0)
    return kept, end_positions


def _find_positions(column: pd.Series, codes: Sequence[str]) -> Array:
    """Return the position in `codes` of each row of a categorical column, -1 for another code."""
    position = {code: index for index, code in enumerate(codes)}
    found = np.array([*(position.get(code, -1) for code in column.cat.categories), -1])
    return found[column.cat.codes.to_numpy()]


def _list_rows(
    units: ReportingUnits, area: str, codes: Collection[str], months: Sequence[str]
) -> tuple[tuple[WallRow, ...], tuple[str, ...]]:
    """Return the rows of the grid, areas before organisations, and the reporters of all rows.

    `codes` are the areas and organisations with figures. An area without units below it is the only
    row. An organisation has a row only if it has figures.
    """
    direct = [
        unit
        for unit in units.list_units_of(area)
        if (unit in codes or not _is_organisation(units, unit))
        and any(units.units[unit].exists_in(month) for month in months)
    ]
    direct.sort(key=lambda unit: _is_organisation(units, unit))
    rows: list[WallRow] = []
    reporters: list[str] = []
    for unit in direct or [area] * (area in units.units):
        row_reporters = _find_reporters(units, unit, codes)
        start = len(reporters)
        reporters += row_reporters
        positions = tuple(range(start, len(reporters)))
        rows.append(
            WallRow(unit, positions, row_reporters == [unit], _is_organisation(units, unit))
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
    below = [
        code
        for code in units.list_units_of(unit)
        if code in codes or not _is_organisation(units, code)
    ]
    groups = [_find_reporters(units, unit_below, codes) for unit_below in below]
    if any(code in codes for group in groups for code in group):
        return [code for group in groups for code in group]
    return [unit]


def _group_by_area_above(
    units: ReportingUnits, reporters: Sequence[str]
) -> dict[tuple[str, bool], list[int]]:
    """Return positions of reporters, grouped by the area above them and whether they are areas."""
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
        ever = group_reported.any(axis=1)
        reporter_count = group_reported.any(axis=2).sum(axis=0)
        usual = group_reported.sum(axis=0) * 2 > np.expand_dims(reporter_count, 1)
        expected[positions] = np.expand_dims(ever, 1) & np.expand_dims(usual, 0)
    return expected
