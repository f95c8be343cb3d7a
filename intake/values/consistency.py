"""Check that value, bounds and qualifier agree with the wording beside them."""

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

    `by_column` are the numbers in the columns value, low and high.
    """
    expected = (by_wording.value, by_wording.low, by_wording.high)
    for name, of_wording in zip(AMOUNT_COLUMNS, expected, strict=True):
        column = by_column[name]
        differs = by_wording.readable & column.readable & ~_nearly_equal(column.value, of_wording)
        amounts.valid &= ~differs
        code = "wording_disagrees" if name == "value" else "bounds_disagree"
        make = partial(_disagreement_problem, batch, code, name, of_wording)
        batch.add_problems(problems, np.flatnonzero(differs), make)
    _check_qualifiers(batch, by_wording, qualifier, problems)
    reversed_ = amounts.valid & ((amounts.low > amounts.value) | (amounts.high < amounts.value))
    amounts.valid &= ~reversed_
    make = partial(_reversed_problem, batch, amounts)
    batch.add_problems(problems, np.flatnonzero(reversed_), make)


def _check_qualifiers(
    batch: Batch, by_wording: NumberColumn, column: CodedColumn, problems: Problems
) -> None:
    """Report qualifiers that differ from those of the wording."""
    codes = dict.fromkeys([*by_wording.qualifier, *column.codes])
    index = {code: i for i, code in enumerate(codes)}
    wanted = np.array([index[code] for code in by_wording.qualifier], np.int32)[by_wording.formats]
    actual = np.array([index[code] for code in column.codes], np.int32)[column.numbers]
    stated = column.valid & (actual != index.get("", -1))
    differs = by_wording.readable & stated & (wanted != actual)

    def make(row: int) -> Problem:
        """Return the problem that the qualifier in a row is not that of its wording."""
        value = column.codes[column.numbers[row]]
        expected = by_wording.qualifier[by_wording.formats[row]]
        return batch.make_problem("qualifier_disagrees", row, "qualifier", "error", value, expected)

    batch.add_problems(problems, np.flatnonzero(differs), make)


def _disagreement_problem(
    batch: Batch, code: str, name: str, of_wording: Floats, row: int
) -> Problem:
    """Return the problem that a value or bound differs from that of the wording.

    `name` is its column; `of_wording` are the numbers of the wordings.
    """
    expected = "" if np.isnan(of_wording[row]) else format_number(of_wording[row])
    value = batch.column(name)[row].as_py()
    wording = batch.column("as_reported")[row].as_py()
    return batch.make_problem(code, row, name, "error", value, expected, wording=wording)


def _reversed_problem(batch: Batch, amounts: MeasuredAmounts, row: int) -> Problem:
    """Return the problem that a value is outside its own bounds."""
    value, low, high = (float(each[row]) for each in (amounts.value, amounts.low, amounts.high))
    name = "value_low" if low > value else "value_high"
    bounds = f"{format_number(low)} – {format_number(high)}"
    return batch.make_problem("bounds_reversed", row, name, "error", bounds, format_number(value))


def _nearly_equal(one: Floats, other: Floats) -> Flags:
    """Return which numbers are equal apart from floating-point error."""
    size = np.maximum(np.abs(one), np.abs(other))
    return np.asarray(np.abs(one - other) <= _TOLERANCE * size)


def format_number(value: float) -> str:
    """Return a number in digits for a message; … for an open bound."""
    if np.isnan(value):
        return "…"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
