"""The tree of areas and organisations: which units are below which area, and when they existed.

The area above a unit is its `reports_to` in areas.csv, else its `parent`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from metrics.rollup.operand_rows import Array
from periods.spans import MonthSpan, count_month

ALWAYS = MonthSpan(0, 99_999)
"""The months in which a unit without dates existed."""
ORGANISATION = "organisation"
"""The level of the union of an industry or enterprise."""
MONTH = len("2025-09")
"""The length of the spelling of a month."""


class Unit(NamedTuple):
    """An area or organisation that reports figures.

    `above` is the code of the area above it. `since` and `until` are its first and last month or
    day, "" if it has none. `merged_into` is the code of the area that an abolished one became part
    of, "" if unknown.
    """

    code: str
    above: str
    level: str
    since: str = ""
    until: str = ""
    merged_into: str = ""

    def exists_in(self, month: str) -> bool:
        """Return whether the unit existed in a month (2025-09)."""
        return self.since[:MONTH] <= month and (not self.until or month <= self.until[:MONTH])


class UnitTree:
    """The tree of a release's areas, by code in the order of its list."""

    def __init__(self, areas: pd.DataFrame) -> None:
        """Take the code list of areas: columns code, parent and level.

        The columns reports_to, since, until and merged_into may be missing. An area that stands
        above itself by mistake (A below B, and B below A) is a unit of no area, so that nothing
        goes round in circles. `life` has the months in which an area with dates existed.
        """
        self.units = read_units(areas)
        self.above = {code: unit.above for code, unit in self.units.items()}
        self.level = {code: unit.level for code, unit in self.units.items()}
        self._below: dict[str, list[str]] = {}
        for code, above in self.above.items():
            if code not in self.list_above(above):
                self._below.setdefault(above, []).append(code)
        self._branches: dict[str, Branch] = {}
        self.life = {}
        for code, _above, _level, since, until, _into in self.units.values():
            if since or until:
                first = count_month(since) if since else ALWAYS.first
                self.life[code] = MonthSpan(first, count_month(until) if until else ALWAYS.last)

    def list_above(self, code: str) -> list[str]:
        """Return an area and the areas above it, the lowest first."""
        chain: list[str] = []
        while code and code not in chain:  # an area may wrongly be listed above itself
            chain.append(code)
            code = self.above.get(code, "")
        return chain

    def list_units_of(self, area: str) -> list[str]:
        """Return the codes of the units directly below an area, in the order of areas.csv."""
        return self._below.get(area, [])

    def get_branch(self, area: str) -> "Branch":
        """Return the branch of an area: the area and all units below it, as positions in arrays.

        Branches are kept, so that each is made only once.
        """
        if area not in self._branches:
            self._branches[area] = self._make_branch(area)
        return self._branches[area]

    def _make_branch(self, area: str) -> "Branch":
        """Return a new `Branch` of an area.

        Codes are listed level by level, so that each area stands before its units and the units of
        an area stand side by side, as sums need them.
        """
        codes, parent_positions, depths = [area], [-1], [0]
        for position, code in enumerate(codes):  # `codes` grows while it is read
            unit_codes = self.list_units_of(code)
            codes += unit_codes
            parent_positions += [position] * len(unit_codes)
            depths += [depths[position] + 1] * len(unit_codes)
        is_organisation = np.array([self.level.get(code) == ORGANISATION for code in codes])
        lives = tuple(self.life.get(code, ALWAYS) for code in codes)
        return Branch(
            tuple(codes), np.array(parent_positions), np.array(depths), is_organisation, lives
        )


def read_units(areas: pd.DataFrame) -> dict[str, Unit]:
    """Return the units of a release by code, in the order of its list of areas.

    The area above a unit is its `reports_to` or, if that is empty, its `parent`. Columns of `areas`
    that are missing count as empty.
    """
    columns = ["code", "parent", "level", "reports_to", "since", "until", "merged_into"]
    rows = areas.reindex(columns=columns, fill_value="").fillna("").astype(str)
    return {
        code: Unit(code, reports_to or parent, level, *others)
        for code, parent, level, reports_to, *others in zip(
            *(rows[name].tolist() for name in columns), strict=True
        )
    }


@dataclass(frozen=True)
class Level:
    """The areas of one depth that have units below them; all are positions in a branch.

    `units` are the units of all these areas, one area after another; `starts` has the index in
    `units` at which those of each area begin.
    """

    areas: Array
    units: Array
    starts: Array


@dataclass(frozen=True, eq=False)
class Branch:
    """An area and all units below it as positions in arrays; the area itself has position 0.

    `parents` has the position of the area above each, -1 for the first; `organisations` marks the
    unions of an industry or enterprise; `lives` are the months in which each existed.
    """

    codes: tuple[str, ...]
    parents: Array
    depths: Array
    organisations: Array
    lives: tuple[MonthSpan, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """The position of each code."""
        return {code: index for index, code in enumerate(self.codes)}

    @cached_property
    def levels(self) -> list[Level]:
        """The areas that have units, the deepest first, as sums are computed from below."""
        levels = []
        for depth in range(int(self.depths.max()), 0, -1):
            units = np.flatnonzero(self.depths == depth)  # in the order of their parents
            areas, starts = np.unique(self.parents[units], return_index=True)
            levels.append(Level(areas, units, starts))
        return levels

    @cached_property
    def _dated(self) -> list[tuple[int, MonthSpan]]:
        """The positions of areas that did not always exist, with the months in which they did."""
        return [(index, life) for index, life in enumerate(self.lives) if life is not ALWAYS]

    def find_within(self, position: int) -> Array:
        """Return a boolean array: which areas are the one at a position, or a unit below it."""
        inside = np.zeros(len(self.codes), dtype=bool)
        inside[position] = True
        for index, parent in enumerate(self.parents.tolist()):  # parents come before their units
            inside[index] |= parent >= 0 and inside[parent]
        return inside

    def list_units_at(self, position: int) -> Array:
        """Return the positions of the units directly below the area at a position."""
        return np.flatnonzero(self.parents == position)

    def find_partly_existing(self, span: MonthSpan) -> dict[MonthSpan, list[int]]:
        """Return the units that did not exist in the whole span, by the part in which they did.

        The units are positions in the branch. One that existed in no month of the span has the part
        MonthSpan(0, -1), which has no months. A county founded in July has the part July to
        September of the span January to September.
        """
        parts: dict[MonthSpan, list[int]] = {}
        for index, life in self._dated:
            part = MonthSpan(max(span.first, life.first), min(span.last, life.last))
            if part != span:
                part = part if part.first <= part.last else MonthSpan(0, -1)
                parts.setdefault(part, []).append(index)
        return parts
