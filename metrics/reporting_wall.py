"""Who has reported what, month by month: the units of an area side by side (填报情况).

An item is an indicator that is reported month by month. A unit owes of a month what it reports at
other times, if more than half of those that answer to the same area have reported it.
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


class State(IntEnum):
    """What a unit has done about a month; from the quiet to what has to be looked at.

    ABSENT: there is no such unit in the month, or nothing is owed. CORRECTED: a figure of the month
    was changed after it was published.
    """

    ABSENT = 0
    REPORTED = 1
    CORRECTED = 2
    LACKING = 3
    MISSING = 4


@dataclass(frozen=True)
class WallRow:
    """A row: a unit, and the positions in `reporters` of those whose reports its cells sum up.

    It stands for itself (`reports`), or for those below it that report; `is_organisation` tells a
    union of an industry or enterprise from an area.
    """

    unit: str
    reporters: tuple[int, ...]
    reports: bool
    is_organisation: bool


@dataclass(frozen=True, eq=False)
class ReportingWall:
    """The units of an area × months, with the items that each has reported and owes.

    `reported` and `owed` have the shape reporters × months × items; `there` and `corrected`
    reporters × months. A reporter owes items in `owed` alone if it lacks them: they are what makes
    LACKING and MISSING.
    """

    area: str
    months: tuple[str, ...]
    items: tuple[str, ...]
    reporters: tuple[str, ...]
    rows: tuple[WallRow, ...]
    reported: Array
    owed: Array
    there: Array
    corrected: Array

    @cached_property
    def states(self) -> Array:
        """The state of each reporter in each month, as numbers of `State`."""
        has_any = self.reported.any(axis=2)
        lacks = (self.owed & ~self.reported).any(axis=2)
        states = np.where(self.corrected, State.CORRECTED, State.REPORTED)
        states = np.where(lacks, State.LACKING, states)
        states = np.where(has_any, states, State.MISSING)
        return np.where(self.there | has_any, states, State.ABSENT).astype(np.int8)

    @cached_property
    def _position(self) -> dict[str, int]:
        """The position of each reporter."""
        return {code: position for position, code in enumerate(self.reporters)}

    def place(self, unit: str, month: str) -> tuple[int, int] | None:
        """Return the positions of a reporter and a month; None for what the wall has not."""
        if unit not in self._position or month not in self.months:
            return None
        return self._position[unit], self.months.index(month)

    def state(self, place: tuple[int, int]) -> State:
        """Return the state at a place."""
        return State(int(self.states[place]))

    def list_reported(self, place: tuple[int, int]) -> list[str]:
        """Return the items that are reported at a place."""
        return self._list_items(self.reported[place])

    def list_lacking(self, place: tuple[int, int]) -> list[str]:
        """Return the items that are owed at a place and not reported."""
        return self._list_items(self.owed[place] & ~self.reported[place])

    def _list_items(self, there: Array) -> list[str]:
        """Return the codes of items by a mask."""
        return [self.items[position] for position in np.flatnonzero(there)]

    def find_items(self, month: int) -> list[int]:
        """Return the positions of the items that anybody has reported or owes of a month."""
        there = self.reported[:, month] | self.owed[:, month]
        return [int(position) for position in np.flatnonzero(there.any(axis=0))]

    def count(self, rows: Sequence[WallRow]) -> Array:
        """Return how many reporters of some rows have reported each month, and of how many.

        Shape: 2 × months. Who has reported in part counts.
        """
        positions = [position for row in rows for position in row.reporters]
        states = self.states[positions]
        asked = (states != State.ABSENT).sum(axis=0)
        return np.array([asked - (states == State.MISSING).sum(axis=0), asked])

    def is_followed(self, share: float) -> bool:
        """Return whether a month was reported by `share` percent of those that are asked.

        Where none was, nobody reports month by month: the wall would tell of nothing but gaps.
        """
        reported, asked = self.count(self.rows)
        return bool(((asked > 0) & (reported * 100 >= share * asked)).any())

    def count_states(self) -> dict[State, int]:
        """Return how many cells of all reporters have each state."""
        numbers = np.bincount(self.states.ravel(), minlength=len(State))
        return {state: int(numbers[state]) for state in State}

    def list_late(self, month: int) -> Iterator[tuple[int, State]]:
        """Yield the reporters that lack a month, or some of its items, in the order of rows."""
        for row in self.rows:
            for position in row.reporters:
                state = State(int(self.states[position, month]))
                if state in (State.MISSING, State.LACKING):
                    yield position, state


def build_wall(
    items: pd.DataFrame,
    units: ReportingUnits,
    area: str,
    months: Sequence[str],
    order: Sequence[str] = (),
    corrected: Collection[tuple[str, str]] = (),
) -> ReportingWall:
    """Return the wall of an area's units for some months, of the figures' codes alone.

    `items` has the columns indicator, ref_area and time_period (categories), a row a figure whose
    period ends in one of `months`; `order` is that of indicators; `corrected` are pairs of
    area and month. A year alone counts as its December where the indicator has months, too.

    Example: build_wall(rows, units, "990100", ["2025-08", "2025-09"]).state((0, 1)).
    """
    kept, of_month = _find_months(items, months)
    cells = items[kept]
    codes = set(cells["ref_area"].cat.categories[np.unique(cells["ref_area"].cat.codes)])
    rows, reporters = _list_rows(units, area, codes, months)
    names = _order_items(cells["indicator"].cat.categories, order)
    of_unit = _find_positions(cells["ref_area"], reporters)
    of_item = _find_positions(cells["indicator"], names)
    shape = (len(reporters), len(months), len(names))
    reported = _mark_positions((of_unit, of_month[kept], of_item), shape)
    there = [[units.units[code].exists_in(month) for month in months] for code in reporters]
    changed = _mark_pairs(corrected, reporters, months)
    return ReportingWall(
        area=area,
        months=tuple(months),
        items=names,
        reporters=reporters,
        rows=rows,
        reported=reported,
        owed=_find_owed(reported, _group_by_area_above(units, reporters)),
        there=np.array(there, dtype=bool).reshape(changed.shape),
        corrected=changed & reported.any(axis=2),
    )


def _order_items(codes: Iterable[str], order: Sequence[str]) -> tuple[str, ...]:
    """Return indicators in an order, those that it has not at the end."""
    places = {code: number for number, code in enumerate(dict.fromkeys(order))}
    return tuple(sorted(codes, key=lambda code: places.get(code, len(places))))


def _mark_positions(at: Sequence[Array], shape: tuple[int, ...]) -> Array:
    """Return an array that is true at some places; places with a position below 0 are left out."""
    marked = np.zeros(shape, dtype=bool)
    known = np.logical_and.reduce([positions >= 0 for positions in at])
    marked[tuple(positions[known] for positions in at)] = True
    return marked


def _mark_pairs(
    pairs: Collection[tuple[str, str]], reporters: Sequence[str], months: Sequence[str]
) -> Array:
    """Return an array of reporters × months that is true at some pairs of them."""
    positions = {code: number for number, code in enumerate(reporters)}
    at = [
        (positions[code], list(months).index(month))
        for code, month in pairs
        if code in positions and month in months
    ]
    at_unit, at_month = np.array(at, dtype=int).reshape(-1, 2).T
    return _mark_positions((at_unit, at_month), (len(reporters), len(months)))


def _find_months(items: pd.DataFrame, months: Sequence[str]) -> tuple[Array, Array]:
    """Return which rows count, and the position in `months` of the one in which each ends.

    A year alone does not count where its indicator has no months: it may be a plan.
    """
    periods, indicators = items["time_period"].cat, items["indicator"].cat
    are_years = np.array(
        [*(find_period_type(period) == "year" for period in periods.categories), False], dtype=bool
    )
    is_year = are_years[periods.codes.to_numpy()]
    monthly = np.zeros(len(indicators.categories) + 1, dtype=bool)
    monthly[indicators.codes.to_numpy()[~is_year]] = True
    position = {month: number for number, month in enumerate(months)}
    ends = np.array([*(position.get(last_month(period), -1) for period in periods.categories), -1])
    of_month = ends[periods.codes.to_numpy()]
    kept: Array = (~is_year | monthly[indicators.codes.to_numpy()]) & (of_month >= 0)
    return kept, of_month


def _find_positions(column: pd.Series, codes: Sequence[str]) -> Array:
    """Return the position in `codes` of each row of a categorical column, -1 for another code."""
    position = {code: number for number, code in enumerate(codes)}
    found = np.array([*(position.get(code, -1) for code in column.cat.categories), -1])
    return found[column.cat.codes.to_numpy()]


def _list_rows(
    units: ReportingUnits, area: str, codes: Collection[str], months: Sequence[str]
) -> tuple[tuple[WallRow, ...], tuple[str, ...]]:
    """Return the rows of an area's units, areas first, and the reporters of all rows.

    An area to which nothing answers is a row itself. Organisations have a row once they report.
    """
    direct = [
        unit
        for unit in units.units_of(area)
        if (unit in codes or not _is_organisation(units, unit))
        and any(units.units[unit].exists_in(month) for month in months)
    ]
    direct.sort(key=lambda unit: _is_organisation(units, unit))
    rows: list[WallRow] = []
    reporters: list[str] = []
    for unit in direct or [area] * (area in units.units):
        row_reporters = _reporters_of(units, unit, codes)
        start = len(reporters)
        reporters += row_reporters
        positions = tuple(range(start, len(reporters)))
        rows.append(
            WallRow(unit, positions, row_reporters == [unit], _is_organisation(units, unit))
        )
    return tuple(rows), tuple(reporters)


def _is_organisation(units: ReportingUnits, unit: str) -> bool:
    """Return whether a unit is no area but a union of an industry or enterprise."""
    return units.units[unit].level == ORGANISATION


def _reporters_of(units: ReportingUnits, unit: str, codes: Collection[str]) -> list[str]:
    """Return the reporters of a unit's row: all below it if any of them reports, else itself.

    Areas below are asked whether they report or not, organisations once they do.
    """
    below = [
        code for code in units.units_of(unit) if code in codes or not _is_organisation(units, code)
    ]
    groups = [_reporters_of(units, position, codes) for position in below]
    if any(position in codes for group in groups for position in group):
        return [position for group in groups for position in group]
    return [unit]


def _group_by_area_above(
    units: ReportingUnits, reporters: Sequence[str]
) -> dict[tuple[str, bool], list[int]]:
    """Group positions of reporters by the area directly above, areas and others apart."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for position, code in enumerate(reporters):
        key = (units.units[code].above, _is_organisation(units, code))
        groups.setdefault(key, []).append(position)
    return groups


def _find_owed(reported: Array, groups: Mapping[tuple[str, bool], list[int]]) -> Array:
    """Return which items each reporter owes of each month: the usual ones that it ever reports.

    Usual in a month is what more than half of a group's reporters of that month have reported.
    """
    owed = np.zeros_like(reported)
    for positions in groups.values():
        of_group = reported[positions]
        ever = of_group.any(axis=1)
        reporting = of_group.any(axis=2).sum(axis=0)
        usual = of_group.sum(axis=0) * 2 > np.expand_dims(reporting, 1)
        owed[positions] = np.expand_dims(ever, 1) & np.expand_dims(usual, 0)
    return owed
