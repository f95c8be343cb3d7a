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
"""Signs and words of a share that is no bare number: 85%, 百分之八十五, 千分之三."""
_COUNT_KINDS = ("stock", "flow", "target")
"""Kinds that count: at a date, over a period, or as a goal. A ratio may be negative."""


def check_future_periods(table: FigureTable, today: datetime.date, problems: Problems) -> None:
    """Warn of valid figures whose period begins after today, which is probably a slip of the year.

    The first MAX_PER_CODE of them are listed; of the others only the number is told.
    """
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
    """Report counts below 0, and warn of shares above 100% or that look like fractions.

    A count is a figure of one of _COUNT_KINDS. A share is a figure in % of an indicator that may
    not exceed 100%: `may_exceed_hundred` is set for the share of a task that is done. 0.85 looks
    like a fraction written for 85%. Only the values of valid figures are checked, not their bounds.
    """
    column = table.codes.get("indicator")
    if column is None:
        return
    entries = [reference.by_code.get(code, {}) for code in column.codes]
    is_count = np.array([entry.get("kind") in _COUNT_KINDS for entry in entries], bool)
    is_share = np.array(
        [
            list_entry_units(entry)[:1] == ["%"] and not entry.get("may_exceed_hundred")
            for entry in entries
        ],
        bool,
    )
    # From one flag for each indicator to one for each figure.
    is_count_figure, is_share_figure = is_count[column.indices], is_share[column.indices]
    is_negative = is_count_figure & (table.value < 0)
    is_over_hundred = is_share_figure & (table.value > 100)
    checks: list[tuple[Flags, str, Level, str]] = [
        (is_negative, "number_negative", "error", "≥ 0"),
        (is_over_hundred, "share_over_hundred", "warning", "≤ 100%"),
    ]
    for out_of_range, code, level, expected in checks:
        for row in np.flatnonzero(table.valid & out_of_range).tolist():
            hints = {"value": table.wording(row), "expected": expected, "indicator": column[row]}
            problems.add(table.make_problem(code, row, level, **hints))
    _check_fractions(table, is_share_figure, problems)


def _check_fractions(table: FigureTable, is_share: Flags, problems: Problems) -> None:
    """Warn of shares without a % sign that may be fractions: 0.912 may be 91.2%, not 0.912%.

    `is_share` says for each figure whether it is a share. The shares of an indicator may be
    fractions if all of them are at most 1 and some below 1.
    """
    column, size = table.codes["indicator"], np.abs(table.value)
    for index in np.unique(column.indices[is_share & table.valid & (size <= 1)]).tolist():
        rows = np.flatnonzero(table.valid & (column.indices == index)).tolist()
        bare_rows = [row for row in rows if not _PERCENT.search(table.wording(row))]
        rows_below_one = [row for row in bare_rows if 0 < size[row] < 1]
        if rows_below_one and all(size[row] <= 1 for row in bare_rows):
            for row in rows_below_one:
                value, percent = f"{table.value[row]:.10g}", f"{table.value[row] * 100:.10g}%"
                hints = {"value": value, "expected": percent, "indicator": column[row]}
                problems.add(table.make_problem("share_as_fraction", row, "warning", **hints))
