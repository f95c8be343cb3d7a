"""Check values against the possible range of their indicator, and periods against today."""

import datetime
import re

import numpy as np

from intake.model.column_arrays import Flags
from intake.model.figure_table import FigureTable
from intake.model.problem import MAX_PER_CODE, Level, Problems
from intake.model.reference import Reference, list_entry_units
from periods import period_bounds

_PERCENT = re.compile("[%％‰百千]")
_COUNT_KINDS = ("stock", "flow", "target")
"""Kinds that count: at a date, over a period, or as a goal. A ratio may be negative."""


def check_future_periods(table: FigureTable, today: datetime.date, problems: Problems) -> None:
    """Warn of valid figures whose period begins after today."""
    column = table.codes["time_period"]
    is_future = np.array(
        [bool(code) and period_bounds(code)[0] > today for code in column.codes], bool
    )
    rows = np.flatnonzero(table.valid & is_future[column.indices])
    problems.add_many(
        (
            table.make_problem(
                "period_in_future",
                row,
                "warning",
                "time_period",
                value=column[row],
                expected=today.isoformat(),
            )
            for row in rows[:MAX_PER_CODE].tolist()
        ),
        len(rows),
    )


def check_ranges(table: FigureTable, reference: Reference, problems: Problems) -> None:
    """Report counts below 0, and warn of percentages above 100 or that look like fractions.

    There is no warning for an indicator that `may_exceed_hundred`, such as the share of a task that
    is done. Only the values of valid figures are checked, not their bounds.
    """
    column = table.codes.get("indicator")
    if column is None:
        return
    entries = [reference.by_code.get(code, {}) for code in column.codes]
    is_count = np.array([entry.get("kind") in _COUNT_KINDS for entry in entries], bool)
    is_share = [
        list_entry_units(entry)[:1] == ["%"] and not entry.get("may_exceed_hundred")
        for entry in entries
    ]
    negative = is_count[column.indices] & (table.value < 0)
    over_hundred = np.array(is_share, bool)[column.indices] & (table.value > 100)
    checks: list[tuple[Flags, str, Level, str]] = [
        (negative, "number_negative", "error", "≥ 0"),
        (over_hundred, "share_over_hundred", "warning", "≤ 100%"),
    ]
    for out_of_range, code, level, expected in checks:
        for row in np.flatnonzero(table.valid & out_of_range).tolist():
            hints = {"value": table.wording(row), "expected": expected, "indicator": column[row]}
            problems.add(table.make_problem(code, row, level, **hints))
    _check_fractions(table, np.array(is_share, bool)[column.indices], problems)


def _check_fractions(table: FigureTable, is_share: Flags, problems: Problems) -> None:
    """Warn of shares without a % sign that may be fractions: 0.912 may be 91.2%, not 0.912%.

    The shares of an indicator may be fractions if all of them are at most 1 and some below 1.
    """
    column, size = table.codes["indicator"], np.abs(table.value)
    for index in np.unique(column.indices[is_share & table.valid & (size <= 1)]).tolist():
        rows = np.flatnonzero(table.valid & (column.indices == index)).tolist()
        bare = [row for row in rows if not _PERCENT.search(table.wording(row))]
        small = [row for row in bare if 0 < size[row] < 1]
        if small and all(size[row] <= 1 for row in bare):
            for row in small:
                value, percent = f"{table.value[row]:.10g}", f"{table.value[row] * 100:.10g}%"
                hints = {"value": value, "expected": percent, "indicator": column[row]}
                problems.add(table.make_problem("share_as_fraction", row, "warning", **hints))
