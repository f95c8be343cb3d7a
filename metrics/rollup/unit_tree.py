"""Which units answer to which area, and from when to when there is such a unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from metrics.rollup.operand_rows import Array
from periods.spans import MonthSpan, count_month

ALWAYS = MonthSpan(0, 99_999)
ORGANISATION = "organisation"


class UnitTree:
    """The tree of a release's areas: above each is its `reports_to` of areas.csv, else `parent`.

    An area with `since` or `until` is a unit only from and to that month.
    """

    def __init__(self, areas: pd.DataFrame) -> None:
        """Take the code list of areas; a circle of areas above each other is cut."""
        above = areas["parent"].where(areas["reports_to"] == "", areas["reports_to"])
        self.above = dict(zip(areas["code"], above, strict=True))
        self.level = dict(zip(areas["code"], areas["level"], strict=True))
        self._below: dict[str, list[str]] = {}
        for code in areas["code"]:
            if code not in self.list_above(self.above[code]):
                self._below.setdefault(self.above[code], []).append(code)
        self._branches: dict[str, Branch] = {}
        self.life = {}
        for code, since, until in _dated(areas):
            first = count_month(since) if since else ALWAYS.first
            self.life[code] = MonthSpan(first, count_month(until) if until else ALWAYS.last)

    def list_above(self, code: str) -> list[str]:
        """Return an area and the areas above it, the lowest first."""
        found: list[str] = []
        while code and code not in found:
            found.append(code)
            code = self.above.get(code, "")
        return found

    def units_of(self, area: str) -> list[str]:
        """Return the codes of the units directly below an area, in the order of areas.csv."""
        return self._below.get(area, [])

    def branch(self, area: str) -> "Branch":
        """Return an area with all units below it, as positions in arrays."""
        if area not in self._branches:
            self._branches[area] = self._make_branch(area)
        return self._branches[area]

    def _make_branch(self, area: str) -> "Branch":
        """Return the branch of an area, made now."""
        codes, parents, depths = [area], [-1], [0]
        for position, code in enumerate(codes):  # grows as it goes
            below = self.units_of(code)
            codes += below
            parents += [position] * len(below)
            depths += [depths[position] + 1] * len(below)
        kinds = np.array([self.level.get(code) == ORGANISATION for code in codes])
        lives = tuple(self.life.get(code, ALWAYS) for code in codes)
        return Branch(tuple(codes), np.array(parents), np.array(depths), kinds, lives)


def _dated(areas: pd.DataFrame) -> Iterable[tuple[str, str, str]]:
    """Yield the code of each area that was not always there, with its first and last month."""
    columns = areas.reindex(columns=["code", "since", "until"], fill_value="").astype(str)
    dated = columns[(columns["since"] != "") | (columns["until"] != "")]
    yield from dated.itertuples(index=False, name=None)


@dataclass(frozen=True)
class Level:
    """The areas of one depth that have units: their positions, and those of their units.

    `starts` says where the units of each area begin in `units`.
    """

    areas: Array
    units: Array
    starts: Array


@dataclass(frozen=True, eq=False)
class Branch:
    """An area and all units below it by position, the area itself at 0.

    `parents` has the position of the area that each answers to, -1 for the first; `organisations`
    says which are no areas but unions of an industry or enterprise.
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
        """The areas that have units, the deepest first."""
        levels = []
        for depth in range(int(self.depths.max()), 0, -1):
            units = np.flatnonzero(self.depths == depth)  # in the order of their parents
            areas, starts = np.unique(self.parents[units], return_index=True)
            levels.append(Level(areas, units, starts))
        return levels

    @cached_property
    def _dated(self) -> list[tuple[int, MonthSpan]]:
        """The positions of areas that were not always there, and from when to when they were."""
        return [(index, life) for index, life in enumerate(self.lives) if life is not ALWAYS]

    def within(self, position: int) -> Array:
        """Return which areas are the one at a position or below it."""
        inside = np.zeros(len(self.codes), dtype=bool)
        inside[position] = True
        for index, parent in enumerate(self.parents.tolist()):  # parents come first
            inside[index] |= parent >= 0 and inside[parent]
        return inside

    def units_at(self, position: int) -> Array:
        """Return the positions of the units of the area at a position."""
        return np.flatnonzero(self.parents == position)

    def alive(self, span: MonthSpan) -> dict[MonthSpan, list[int]]:
        """Return the units that were not there for a whole span, by the part that they were.

        A unit that was there in no month of it has the part (0, -1).
        """
        parts: dict[MonthSpan, list[int]] = {}
        for index, life in self._dated:
            part = MonthSpan(max(span.first, life.first), min(span.last, life.last))
            if part != span:
                part = part if part.first <= part.last else MonthSpan(0, -1)
                parts.setdefault(part, []).append(index)
        return parts
