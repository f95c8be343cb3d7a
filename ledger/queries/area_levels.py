"""Area levels, and for each figure the nearest containing area that reports the same figure."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ledger.code_lists import AreaTree

# A NumPy array of integers, floats or booleans.
Numbers = npt.NDArray[Any]
LEVELS = ("country", "province", "prefecture", "county", "organisation")
UNKNOWN_RANK = len(LEVELS)  # rank of an area that is not in the code list
# Columns of data files with the province, prefecture and county of a figure's area.
LEVEL_COLUMNS = {"province": "in_province", "prefecture": "in_prefecture", "county": "in_county"}


def level_rank(areas: AreaTree, code: str) -> int:
    """Return the rank of an area's level: country 0, province 1, ….

    Unknown areas have the last rank.
    """
    level = areas.level.get(code, "")
    return LEVELS.index(level) if level in LEVELS else UNKNOWN_RANK


def ancestor_by_level(words: list[str], areas: AreaTree) -> dict[str, pa.Array]:
    """Return, for each of LEVEL_COLUMNS, the province, prefecture or county of each area.

    `words` are area codes; the result is the area itself or one that contains it, "" if there is
    none: "330203" is in province "330000".
    """
    return {
        column: pa.array([_ancestor_at_level(areas, word, level) for word in words], pa.string())
        for level, column in LEVEL_COLUMNS.items()
    }


def _ancestor_at_level(areas: AreaTree, code: str, level: str) -> str:
    """Return the area of a level that is or contains `code`, "" if there is none."""
    chain = (code, *areas.above(code))
    return next((area for area in chain if areas.level.get(area) == level), "")


def nearest_reporting_ancestor(
    slices: Numbers, places: Numbers, words: list[str], valued: Numbers, areas: AreaTree
) -> Numbers:
    """Return for each row the level rank of the nearest containing area with a value, else -1.

    `slices` number the key without the area, `places` are indices of the area in `words`, `valued`
    says which rows have a value. A figure counts towards the total of an area of rank r if its
    result is below r: then no area between the two reports the same figure.
    """
    covered = np.full(len(places), -1, dtype=np.int8)
    chains = _ancestor_positions(words, areas)
    inner = np.zeros(len(words), dtype=bool)
    inner[chains[chains >= 0]] = True
    reports = valued & inner[places]
    if not reports.any():
        return covered
    ranks = np.array([level_rank(areas, word) for word in words], dtype=np.int8)
    affected = np.flatnonzero(np.isin(slices, np.unique(slices[reports])))
    offsets, area = slices[affected] * len(words), places[affected]
    present = slices[reports] * len(words) + places[reports]
    nearest = covered[affected]
    # From the largest area to the smallest, so that the smallest is what remains.
    for chain in chains[::-1]:
        up = chain[area]
        matches = (up >= 0) & np.isin(offsets + up, present)
        nearest[matches] = ranks[up[matches]]
    covered[affected] = nearest
    return covered


def _ancestor_positions(words: list[str], areas: AreaTree) -> Numbers:
    """Return an array of indices in `words`: row 0 of parents, row 1 of grandparents, and so on.

    -1 means that there is no such ancestor, or that it is not in `words`.
    """
    place = {word: index for index, word in enumerate(words)}
    above = [areas.above(word) for word in words]
    chains = np.full((max(map(len, above), default=0), len(words)), -1, dtype=np.int64)
    for index, chain in enumerate(above):
        for step, up in enumerate(chain):
            chains[step, index] = place.get(up, -1)
    return chains
