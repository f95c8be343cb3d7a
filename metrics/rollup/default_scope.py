"""The area and month that an overview shows if nobody has chosen one."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from metrics.rollup.operand_rows import Array, index_codes
from metrics.rollup.unit_tree import Branch, UnitTree
from periods import is_period
from periods.spans import MonthSpan, count_month, spell_month


def find_default_area(tree: UnitTree, reporting: Collection[str]) -> str:
    """Return the lowest area that holds all areas that report; "" if there is none.

    An area holds itself and all that answers to it.
    """
    chains = [tree.list_above(code) for code in reporting if code in tree.above]
    if not chains:
        return ""
    common = set(chains[0]).intersection(*chains[1:])
    return next((code for code in chains[0] if code in common), "")


def find_default_month(counts: pd.DataFrame, tree: UnitTree, area: str, share: float) -> str:
    """Return the newest month that at least `share` percent of an area's units have reported.

    `counts` has a row for each area and period that is reported (ref_area, time_period), of the
    shown indicators without their targets: a period counts with its last month. A unit has reported
    if it has itself, or as large a share of its own units. An area without units has its own newest
    month. Returns the newest month of all if no month is covered so, "" without figures.
    """
    branch = tree.branch(area)
    counts = counts[counts["time_period"].map(is_period)]
    position = index_codes(counts["ref_area"].astype("category"), branch.codes)
    counts, position = counts[position >= 0], position[position >= 0]
    if counts.empty:
        return ""
    months = counts["time_period"].map(count_month).to_numpy()
    newest = int(months.max())
    for month in sorted(set(months.tolist()), reverse=True):
        reported = np.zeros(len(branch.codes), dtype=bool)
        reported[position[months == month]] = True
        if _is_covered(reported, branch, month, share):
            return spell_month(month)
    return spell_month(newest)


def _is_covered(reported: Array, branch: Branch, month: int, share: float) -> bool:
    """Return whether enough units of the first area have reported a month; by position."""
    gone = {unit for units in branch.alive(MonthSpan(month, month)).values() for unit in units}
    seen = set(np.flatnonzero(reported).tolist())
    for level in branch.levels:
        for number, unit in enumerate(level.areas.tolist()):
            end = [*level.starts[1:], len(level.units)][number]
            below = level.units[level.starts[number] : end].tolist()
            asked = [
                u for u in below if u not in gone and (u in seen or not branch.organisations[u])
            ]
            covered = [each for each in asked if each in seen]
            if unit == 0:
                return bool(asked) and len(covered) * 100 >= share * len(asked)
            if asked and len(covered) * 100 >= share * len(asked):
                seen.add(unit)
    return 0 in seen
