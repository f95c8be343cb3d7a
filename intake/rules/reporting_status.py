"""Who has reported and who has not, when several units send a file each."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from intake.model.areas import AreaList
from intake.model.figure_table import FigureTable
from intake.result import ReportingStatus


def status_by_area(
    table: FigureTable, areas: AreaList, expected: Sequence[str] = ()
) -> tuple[ReportingStatus, ...]:
    """List the areas expected to report with what they sent, those that sent nothing included.

    Without `expected` the sisters of the areas that reported are expected: the counties of a
    city of which two or more have sent something. A single area expects nobody else.
    """
    column = table.codes.get("ref_area")
    if column is None or not len(table):
        return tuple(ReportingStatus(area, (), 0) for area in expected)
    counts: Counter[str] = Counter()
    files: dict[str, set[str]] = {}
    pairs = column.numbers.astype(np.int64) * len(table.batches) + table.batch
    for pair, count in zip(*np.unique(pairs, return_counts=True), strict=True):
        area, batch = divmod(int(pair), len(table.batches))
        name = column.words[area]
        if name:
            counts[name] += int(count)
            files.setdefault(name, set()).add(table.batches[batch].file)
    wanted = list(expected) or _sibling_areas(list(counts), areas)
    order = [*wanted, *sorted(set(counts) - set(wanted))]
    return tuple(
        ReportingStatus(area, tuple(sorted(files.get(area, ()))), counts[area]) for area in order
    )


def common_parent(names: Sequence[str], areas: AreaList) -> str:
    """Return the area that holds the areas two or more files are named after; "" without one."""
    parents: Counter[str] = Counter()
    for name in names:
        codes = areas.areas_in_text(name)
        parents.update({parent for code in codes for parent in areas.parents(code)[:1]})
    parent, most = parents.most_common(1)[0] if parents else ("", 0)
    return parent if most > 1 else ""


def _sibling_areas(found: list[str], areas: AreaList) -> list[str]:
    """The areas below the parent that two or more of those found have in common."""
    parents = Counter(areas.parents(area)[0] for area in found if areas.parents(area))
    if not parents:
        return []
    parent, most = parents.most_common(1)[0]
    return sorted(areas.children(parent)) if most > 1 else []
