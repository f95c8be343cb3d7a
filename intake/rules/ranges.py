"""Values that their indicator cannot have."""

import numpy as np

from intake.model.figure_table import FigureTable
from intake.model.problem import Problems
from intake.model.reference import Reference, entry_units


def check_ranges(table: FigureTable, known: Reference, problems: Problems) -> None:
    """Report counts and amounts below zero; warn of shares above a hundred percent."""
    column = table.codes.get("indicator")
    if column is None:
        return
    entries = [known.by_code.get(code, {}) for code in column.words]
    counts = np.array([entry.get("kind") in ("stock", "flow", "target") for entry in entries], bool)
    shares = np.array([entry_units(entry)[:1] == ["%"] for entry in entries], bool)
    negative = table.good & counts[column.numbers] & (table.value < 0)
    places = np.flatnonzero(negative)
    problems.add_many(
        (
            table.problem(
                "number_negative",
                row,
                value=table.wording(row),
                expected="≥ 0",
                indicator=column[row],
            )
            for row in places.tolist()
        ),
        len(places),
    )
    places = np.flatnonzero(table.good & shares[column.numbers] & (table.value > 100))
    problems.add_many(
        (
            table.problem(
                "share_over_hundred",
                row,
                "warning",
                value=table.wording(row),
                expected="≤ 100%",
                indicator=column[row],
            )
            for row in places.tolist()
        ),
        len(places),
    )
