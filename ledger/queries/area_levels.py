"""Levels of areas, and for each figure the nearest containing area that reports the same figure.

"The same figure" has the same indicator, programme, breakdown and period. If a county's prefecture
reports the same figure, it includes the county's, which must not be added to a total again.
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


def find_level_rank(areas: AreaTree, code: str) -> int:
    """Return the rank of an area's level: country 0, province 1, …; UNKNOWN_RANK if unknown."""
    level = areas.level.get(code, "")
    return LEVELS.index(level) if level in LEVELS else UNKNOWN_RANK


def find_ancestors_by_level(codes: list[str], areas: AreaTree) -> dict[str, pa.Array]:
    """Return LEVEL_COLUMNS: for each area code, the codes of its province, prefecture and county.

    This is the area itself or an area that contains it, "" if there is none: "330203" is in
    province "330000".
    """
    return {
        column: pa.array(
            [_find_ancestor_at_level(areas, code, level) for code in codes], pa.string()
        )
        for level, column in LEVEL_COLUMNS.items()
    }


def _find_ancestor_at_level(areas: AreaTree, code: str, level: str) -> str:
    """Return the code of the area of a level that is `code` or contains it, "" if there is none."""
    candidates = (code, *areas.above(code))
    return next((area for area in candidates if areas.level.get(area) == level), "")


def find_nearest_reporting_ancestors(
    series: NumpyArray,
    area_indices: NumpyArray,
    codes: list[str],
    has_value: NumpyArray,
    areas: AreaTree,
) -> NumpyArray:
    """Return for each figure the level rank of the nearest containing area with the same figure.

    Ranks are country 0, province 1, prefecture 2, county 3: a county's figure gets 2 if its
    prefecture reports the figure too, and -1 if no containing area does. A figure counts towards
    the total of an area of rank r if its result is below r, because then no area between the two
    reports the same figure. Rows with the same number in `series` differ in the area alone;
    `area_indices` are the rows' areas as indices into `codes`; `has_value` says which rows have a
    value. All rows are looked up at once, one distance (parent, grandparent …) after another.
    """
    nearest_ranks = np.full(len(area_indices), -1, dtype=np.int8)
    ancestors = _find_ancestor_indices(codes, areas)
    contains_others = np.zeros(len(codes), dtype=bool)
    contains_others[ancestors[ancestors >= 0]] = True
    # Only a figure with a value, of an area that contains others, can include other figures, and
    # only figures of its own series.
    covers = has_value & contains_others[area_indices]
    if not covers.any():
        return nearest_ranks
    ranks = np.array([find_level_rank(areas, code) for code in codes], dtype=np.int8)
    affected = np.flatnonzero(np.isin(series, np.unique(series[covers])))
    # Each pair of series and area becomes one number, so that pairs can be looked up with `isin`.
    series_offsets = series[affected] * len(codes)
    covering_pairs = series[covers] * len(codes) + area_indices[covers]
    affected_ranks = nearest_ranks[affected]
    # From the most distant ancestor to the parent, so that the nearest is written last.
    for ancestors_at_distance in ancestors[::-1]:
        ancestor_indices = ancestors_at_distance[area_indices[affected]]
        is_covered = np.isin(series_offsets + ancestor_indices, covering_pairs)
        is_covered &= ancestor_indices >= 0
        affected_ranks[is_covered] = ranks[ancestor_indices[is_covered]]
    nearest_ranks[affected] = affected_ranks
    return nearest_ranks


def _find_ancestor_indices(codes: list[str], areas: AreaTree) -> NumpyArray:
    """Return indices into `codes` of each area's parent (row 0), grandparent (row 1), and so on.

    Column n is about area n: for ["330200", "330203"] row 0 is [-1, 0]. -1 means that there is no
    such ancestor, or that it is not in `codes`.
    """
    index_of_code = {code: index for index, code in enumerate(codes)}
    ancestors_of_codes = [areas.above(code) for code in codes]
    greatest_distance = max(map(len, ancestors_of_codes), default=0)
    indices = np.full((greatest_distance, len(codes)), -1, dtype=np.int64)
    for column, ancestors in enumerate(ancestors_of_codes):
        for distance, ancestor in enumerate(ancestors):
            indices[distance, column] = index_of_code.get(ancestor, -1)
    return indices
