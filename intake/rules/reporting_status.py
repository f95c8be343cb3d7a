"""List which areas have reported and which have not, when several areas send a file each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from intake.model.areas import AreaList
from intake.model.figure_table import FigureTable


@dataclass(frozen=True)
class ReportingStatus:
    """An area that is expected to report, with its files and its number of figures."""

    area: str
    files: tuple[str, ...]
    figures: int


def list_reporting_status(
    table: FigureTable, areas: AreaList, expected: Sequence[str] = ()
) -> tuple[ReportingStatus, ...]:
    """Return the status of each area that is expected to report, then of others that reported.

    Without `expected`, the siblings of the areas that reported are expected: all counties of a city
    if at least two of them have reported. If no two areas share a parent, no others are expected.
    """
    column = table.codes.get("ref_area")
    if column is None or not len(table):
        return tuple(ReportingStatus(area, (), 0) for area in expected)
    counts: Counter[str] = Counter()
    files: dict[str, set[str]] = {}
    # Each pair of an area and a batch (the rows of one sheet) is one integer.
    pairs = column.indices.astype(np.int64) * len(table.batches) + table.batch_indices
    for pair, count in zip(*np.unique(pairs, return_counts=True), strict=True):
        area_index, batch_index = divmod(int(pair), len(table.batches))
        area = column.codes[area_index]
        if area:
            counts[area] += int(count)
            files.setdefault(area, set()).add(table.batches[batch_index].file)
    expected = list(expected) or _list_siblings(list(counts), areas)
    listed = [*expected, *sorted(set(counts) - set(expected))]
    return tuple(
        ReportingStatus(area, tuple(sorted(files.get(area, ()))), counts[area]) for area in listed
    )


def find_common_parent(names: Sequence[str], areas: AreaList) -> str:
    """Return the area that contains the areas of at least two file or sheet names; "" if none.

    In files named after the counties of one city (三门.xlsx, 天台.xlsx), an ambiguous name is then
    looked up in this city. If there are several such areas, it is the most frequent. A name that
    may mean several areas counts for each of their parents.
    """
    parent_counts: Counter[str] = Counter()
    for name in names:
        codes = areas.find(PurePath(name).stem) or areas.find_areas_in_text(name)
        parent_counts.update({parent for code in codes for parent in areas.parents(code)[:1]})
    parent, count = parent_counts.most_common(1)[0] if parent_counts else ("", 0)
    return parent if count > 1 else ""


def _list_siblings(codes: list[str], areas: AreaList) -> list[str]:
    """Return the children of the parent that most areas share; [] if no two areas share one."""
    parents = Counter(areas.parents(code)[0] for code in codes if areas.parents(code))
    if not parents:
        return []
    parent, count = parents.most_common(1)[0]
    return sorted(areas.children(parent)) if count > 1 else []
