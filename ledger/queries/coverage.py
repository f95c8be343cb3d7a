"""Where each figure's area stands in the tree, and what an area above already reports."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ledger.code_lists import AreaTree

Numbers = npt.NDArray[Any]
LEVELS = ("country", "province", "prefecture", "county", "organisation")
UNKNOWN_RANK = len(LEVELS)  # an area that no list knows stands below all others
# What a roll-up groups by: for each level the area of that level that a figure's area lies in.
LEVEL_COLUMNS = {"province": "in_province", "prefecture": "in_prefecture", "county": "in_county"}


def level_rank(areas: AreaTree, code: str) -> int:
    """Rank an area by its level, the country 0."""
    level = areas.level.get(code, "")
    return LEVELS.index(level) if level in LEVELS else UNKNOWN_RANK


def ancestor_by_level(words: list[str], areas: AreaTree) -> dict[str, pa.Array]:
    """For each level's column give, by area, the area of that level it is or lies in, or ""."""
    return {
        column: pa.array([_ancestor_at_level(areas, word, level) for word in words], pa.string())
        for level, column in LEVEL_COLUMNS.items()
    }


def _ancestor_at_level(areas: AreaTree, code: str, level: str) -> str:
    chain = (code, *areas.above(code))
    return next((area for area in chain if areas.level.get(area) == level), "")


def nearest_reporting_ancestor(
    slices: Numbers, places: Numbers, words: list[str], valued: Numbers, areas: AreaTree
) -> Numbers:
    """Give for each row the rank of the nearest area above with a value of its own, -1 for none.

    `slices` numbers what is reported (all of the key but the area), `places` the area in `words`.
    A figure counts towards the total of an area of rank r that it lies in when `covered` is below
    r: then nothing between it and the total reports the same.
    """
    covered = np.full(len(places), -1, dtype=np.int8)
    chains = _ancestor_positions(words, areas)
    inner = np.zeros(len(words), dtype=bool)
    inner[chains[chains >= 0]] = True
    reports = valued & inner[places]
    if not reports.any():
        return covered
    ranks = np.array([level_rank(areas, word) for word in words], dtype=np.int8)
    touched = np.flatnonzero(np.isin(slices, np.unique(slices[reports])))
    here, area = slices[touched] * len(words), places[touched]
    present = slices[reports] * len(words) + places[reports]
    nearest = covered[touched]
    # From far to near, so that the nearest stays.
    for chain in chains[::-1]:
        up = chain[area]
        found = (up >= 0) & np.isin(here + up, present)
        nearest[found] = ranks[up[found]]
    covered[touched] = nearest
    return covered


def _ancestor_positions(words: list[str], areas: AreaTree) -> Numbers:
    """For each step upwards, each area's ancestor among the words, or -1."""
    place = {word: index for index, word in enumerate(words)}
    above = [areas.above(word) for word in words]
    chains = np.full((max(map(len, above), default=0), len(words)), -1, dtype=np.int64)
    for index, chain in enumerate(above):
        for step, up in enumerate(chain):
            chains[step, index] = place.get(up, -1)
    return chains
