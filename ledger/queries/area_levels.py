"""Area levels, and for each figure the nearest containing area that reports the same figure.

A figure of a county is not added to a total if the county's prefecture reports the same figure
(same indicator, programme, breakdown and period), because that figure includes it already.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ledger.area_tree import AreaTree

# A NumPy array of integers, floats or booleans.
NumpyArray = npt.NDArray[Any]
LEVELS = ("country", "province", "prefecture", "county", "organisation")
UNKNOWN_RANK = len(LEVELS)  # rank of an area that is not in the code list
# Columns of data files with the province, prefecture and county of a figure's area.
LEVEL_COLUMNS = {"province": "in_province", "prefecture": "in_prefecture", "county": "in_county"}


def level_rank(areas: AreaTree, code: str) -> int:
    """Return the rank of an area's level: country 0, province 1, …; UNKNOWN_RANK if unknown."""
    level = areas.level.get(code, "")
    return LEVELS.index(level) if level in LEVELS else UNKNOWN_RANK


def ancestor_by_level(codes: list[str], areas: AreaTree) -> dict[str, pa.Array]:
    """Return, for each of LEVEL_COLUMNS, the province, prefecture or county of each area.

    `codes` are area codes; the result is the area itself or one that contains it, "" if there is
    none: "330203" is in province "330000".
    """
    return {
        column: pa.array([_ancestor_at_level(areas, code, level) for code in codes], pa.string())
        for level, column in LEVEL_COLUMNS.items()
    }


def _ancestor_at_level(areas: AreaTree, code: str, level: str) -> str:
    """Return the area of a level that is or contains `code`, "" if there is none."""
    candidates = (code, *areas.above(code))
    return next((area for area in candidates if areas.level.get(area) == level), "")


def nearest_reporting_ancestor(
    series: NumpyArray,
    area_indices: NumpyArray,
    codes: list[str],
    has_value: NumpyArray,
    areas: AreaTree,
) -> NumpyArray:
    """Return for each figure the rank of the nearest containing area that reports the same figure.

    -1 if none does. Ranks are country 0, province 1, prefecture 2, county 3: a county's figure gets
    2 if its prefecture reports it too. Rows with the same number in `series` have the same key but
    for the area; `area_indices` are the rows' areas as indices into `codes`; `has_value` says which
    rows have a value. A figure counts towards the total of an area of rank r if its result is below
    r: then no area between the two reports the same figure.
    """
    nearest_ranks = np.full(len(area_indices), -1, dtype=np.int8)
    ancestors = _ancestor_indices(codes, areas)
    contains_others = np.zeros(len(codes), dtype=bool)
    contains_others[ancestors[ancestors >= 0]] = True
    # Only a figure with a value, of an area that contains others, can make smaller ones
    # superfluous; only rows of its series are affected.
    covers = has_value & contains_others[area_indices]
    if not covers.any():
        return nearest_ranks
    ranks = np.array([level_rank(areas, code) for code in codes], dtype=np.int8)
    affected = np.flatnonzero(np.isin(series, np.unique(series[covers])))
    # One number for a series and an area together, so that pairs can be looked up with `isin`.
    series_offsets = series[affected] * len(codes)
    covering_pairs = series[covers] * len(codes) + area_indices[covers]
    affected_ranks = nearest_ranks[affected]
    # From the largest area to the smallest, so that the smallest is what remains.
    for ancestors_of_step in ancestors[::-1]:
        ancestor = ancestors_of_step[area_indices[affected]]
        is_covered = (ancestor >= 0) & np.isin(series_offsets + ancestor, covering_pairs)
        affected_ranks[is_covered] = ranks[ancestor[is_covered]]
    nearest_ranks[affected] = affected_ranks
    return nearest_ranks


def _ancestor_indices(codes: list[str], areas: AreaTree) -> NumpyArray:
    """Return indices into `codes` of each area's parent (row 0), grandparent (row 1), and so on.

    Column n is about area n: for ["330200", "330203"] row 0 is [-1, 0]. -1 means that there is no
    such ancestor, or that it is not in `codes`.
    """
    index_of_code = {code: index for index, code in enumerate(codes)}
    above = [areas.above(code) for code in codes]
    indices = np.full((max(map(len, above), default=0), len(codes)), -1, dtype=np.int64)
    for column, ancestors in enumerate(above):
        for step, ancestor in enumerate(ancestors):
            indices[step, column] = index_of_code.get(ancestor, -1)
    return indices
