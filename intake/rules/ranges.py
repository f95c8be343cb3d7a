"""Check values against the possible range of their indicator."""

import numpy as np

from intake.model.column_arrays import Flags
from intake.model.figure_table import FigureTable
from intake.model.problem import Level, Problems
from intake.model.reference import Reference, entry_units


def check_ranges(table: FigureTable, reference: Reference, problems: Problems) -> None:
    """Report counts and amounts below 0, and warn of percentages above 100."""
    column = table.codes.get("indicator")
    if column is None:
        return
    entries = [reference.by_code.get(code, {}) for code in column.codes]
    counts = np.array([entry.get("kind") in ("stock", "flow", "target") for entry in entries], bool)
    shares = np.array([entry_units(entry)[:1] == ["%"] for entry in entries], bool)

    def report(outside: Flags, code: str, level: Level, expected: str) -> None:
        """Add a problem for each valid row with a True in `outside`.

        `code` is the message's id, `expected` the permitted range as text: ≥ 0.
        """
        rows = np.flatnonzero(table.valid & outside)
        for row in rows.tolist():
            hints = {"value": table.wording(row), "expected": expected, "indicator": column[row]}
            problems.add(table.make_problem(code, row, level, **hints))

    report(counts[column.numbers] & (table.value < 0), "number_negative", "error", "≥ 0")
    above = shares[column.numbers] & (table.value > 100)
    report(above, "share_over_hundred", "warning", "≤ 100%")
