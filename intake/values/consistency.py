"""Check the consistency of a figure's wording with the value, bounds and qualifier beside it."""

from functools import partial

import numpy as np

from intake.model.batch import Batch
from intake.model.column_arrays import CodedColumn, Flags, Floats, MeasuredAmounts
from intake.model.fields import AMOUNT_COLUMNS
from intake.model.problem import Problem, Problems
from intake.values.number_columns import NumberColumn

_TOLERANCE = 1e-9
"""Relative difference up to which two numbers count as equal."""


def check_consistency(
    batch: Batch,
    by_wording: NumberColumn,
    by_column: dict[str, NumberColumn],
    qualifier: CodedColumn,
    amounts: MeasuredAmounts,
    problems: Problems,
) -> None:
    """Report values, bounds and qualifiers that differ from those of the wording.

    The wording is the figure as printed; `by_wording` has the numbers read from it, `by_column`
    those in the columns value, low and high. `amounts`, in which both were combined, are marked
    invalid if a value or bound differs, or if the value is outside its bounds.
    """
    expected = (by_wording.value, by_wording.low, by_wording.high)
    for name, wording_numbers in zip(AMOUNT_COLUMNS, expected, strict=True):
        column = by_column[name]
        # A bound that the wording leaves open (NaN) differs from any number.
        is_equal = _are_nearly_equal(column.value, wording_numbers)
        differs = by_wording.readable & column.readable & ~is_equal
        amounts.valid &= ~differs
        code = "wording_disagrees" if name == "value" else "bounds_disagree"
        build_problem = partial(_build_disagreement_problem, batch, code, name, wording_numbers)
        batch.add_problems(problems, np.flatnonzero(differs), build_problem)
    _check_qualifiers(batch, by_wording, qualifier, problems)
    outside = amounts.valid & ((amounts.low > amounts.value) | (amounts.high < amounts.value))
    amounts.valid &= ~outside
    build_problem = partial(_build_out_of_bounds_problem, batch, amounts)
    batch.add_problems(problems, np.flatnonzero(outside), build_problem)


def _check_qualifiers(
    batch: Batch, by_wording: NumberColumn, column: CodedColumn, problems: Problems
) -> None:
    """Report qualifiers that differ from those of the wording.

    The amounts stay valid: the qualifier of the column counts. Rows with an empty or unknown
    qualifier, or an unreadable wording, are not compared. The codes of both columns get common
    indices, so that whole columns are compared at once.
    """
    codes = dict.fromkeys([*by_wording.qualifiers, *column.codes])
    common_index = {code: i for i, code in enumerate(codes)}
    wording_codes = np.array([common_index[code] for code in by_wording.qualifiers], np.int32)
    column_codes = np.array([common_index[code] for code in column.codes], np.int32)
    # From the index of each code to that of each row's code.
    expected = wording_codes[by_wording.format_indices]
    actual = column_codes[column.indices]
    has_qualifier = column.valid & (actual != common_index.get("", -1))  # no code has index -1
    differs = by_wording.readable & has_qualifier & (actual != expected)

    def build_qualifier_problem(row: int) -> Problem:
        """Return the problem that the qualifier in a row is not that of its wording."""
        value = column.codes[column.indices[row]]
        expected_code = by_wording.qualifiers[by_wording.format_indices[row]]
        return batch.make_problem(
            "qualifier_disagrees", row, "qualifier", "error", value, expected_code
        )

    batch.add_problems(problems, np.flatnonzero(differs), build_qualifier_problem)


def _build_disagreement_problem(
    batch: Batch, code: str, name: str, wording_numbers: Floats, row: int
) -> Problem:
    """Return the problem that the value or bound in the column `name` differs from the wording's.

    `wording_numbers` are the values (or bounds) read from the wordings.
    """
    expected = "" if np.isnan(wording_numbers[row]) else _format_bound(wording_numbers[row])
    value = batch.column(name)[row].as_py()
    wording = batch.column("as_reported")[row].as_py()
    return batch.make_problem(code, row, name, "error", value, expected, wording=wording)


def _build_out_of_bounds_problem(batch: Batch, amounts: MeasuredAmounts, row: int) -> Problem:
    """Return the problem that a value is outside its bounds, at the cell of the bound it passes."""
    value, low, high = amounts.value[row], amounts.low[row], amounts.high[row]
    name = "value_low" if low > value else "value_high"
    # The message shows the bounds as {value} and the value as {expected}.
    bounds = f"{_format_bound(low)} – {_format_bound(high)}"
    return batch.make_problem("bounds_reversed", row, name, "error", bounds, _format_bound(value))


def _are_nearly_equal(values: Floats, others: Floats) -> Flags:
    """Return for each row whether two numbers are equal, apart from floating-point error."""
    size = np.maximum(np.abs(values), np.abs(others))
    return np.asarray(np.abs(values - others) <= _TOLERANCE * size)


def _format_bound(value: float) -> str:
    """Return a value or a bound in digits for a message; … for an open bound."""
    if np.isnan(value):
        return "…"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
