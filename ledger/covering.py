"""Which figures are already within a figure of an area above."""

from typing import Any

import numpy as np
import numpy.typing as npt

from ledger.codes import Areas

Numbers = npt.NDArray[Any]
RANKS = {"country": 0, "province": 1, "prefecture": 2, "county": 3, "organisation": 4}
UNKNOWN = 9  # an area that no list knows stands below all others


def rank_of(areas: Areas, code: str) -> int:
    """Rank an area by its level, the country 0."""
    return RANKS.get(areas.level.get(code, ""), UNKNOWN)


def covering(
    within: Numbers, places: Numbers, words: list[str], valued: Numbers, areas: Areas
) -> tuple[Numbers, Numbers]:
    """Give each row's rank, and the rank of the nearest area above with a value of its own.

    `within` numbers what is reported (all of the key but the area), `places` the area in `words`.
    A figure counts towards a total of rank r when its own rank is at least r and `covered` is
    below r: then nothing between it and the total reports the same.
    """
    ranks = np.array([rank_of(areas, word) for word in words], dtype=np.int8)
    covered = np.full(len(places), -1, dtype=np.int8)
    chains = _chains(words, areas)
    inner = np.zeros(len(words), dtype=bool)
    inner[chains[chains >= 0]] = True
    reports = valued & inner[places]
    if not reports.any():
        return ranks[places], covered
    touched = np.flatnonzero(np.isin(within, np.unique(within[reports])))
    here, area = within[touched] * len(words), places[touched]
    present = within[reports] * len(words) + places[reports]
    found_ranks = covered[touched]
    # From far to near, so that the nearest stays.
    for chain in chains[::-1]:
        up = chain[area]
        found = (up >= 0) & np.isin(here + up, present)
        found_ranks[found] = ranks[up[found]]
    covered[touched] = found_ranks
    return ranks[places], covered


def _chains(words: list[str], areas: Areas) -> Numbers:
    """For each step upwards, each area's ancestor among the words, or -1."""
    place = {word: index for index, word in enumerate(words)}
    above = [areas.above(word) for word in words]
    steps = max(map(len, above), default=0)
    chains = np.full((steps, len(words)), -1, dtype=np.int64)
    for index, chain in enumerate(above):
        for step, up in enumerate(chain):
            chains[step, index] = place.get(up, -1)
    return chains
