"""Value, bounds and qualifier of each figure, from its wording or from separate columns.

If only the wording was entered, value and bounds are derived from it; if both, they must agree.
"""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Batch
from intake.model.column_arrays import (
    CodedColumn,
    Flags,
    Ints,
    MeasuredAmounts,
    smallest_int,
    text_column,
    unique_inverse,
)
from intake.model.fields import AMOUNT_COLUMNS
from intake.model.problem import Problem, Problems
from intake.model.reference import Reference, entry_units
from intake.values import consistency
from intake.values.number_columns import NumberColumn, read_column
from intake.values.printed_units import is_same_unit, split_unit
from quantities import Qualifier, bounds_of
from quantities.quantity import last_digit_step

_PROBLEM_CODES = {"hidden_character": "hidden_character", "too_large": "number_too_large"}
"""Problem codes for the codes of UnreadableQuantityError; number_unreadable for all others."""


def measure_amounts(
    batch: Batch, coded: dict[str, CodedColumn], reference: Reference, problems: Problems
) -> MeasuredAmounts:
    """Read the amounts of a batch; report those that are unreadable or contradict each other."""
    wordings = _wordings_with_units(batch)
    by_wording = read_column(wordings)
    by_column = _read_amount_columns(batch)
    _report_unreadable(batch, "as_reported", wordings, by_wording, problems)
    for name, column in by_column.items():
        _report_unreadable(batch, name, batch.column(name), column, problems)
    value = by_column["value"]
    value.leave_out(_values_beside_units(batch))
    for name in ("value_low", "value_high"):
        by_column[name].drop_bounds()
    missing = by_wording.empty & value.empty
    batch.add_problems(
        problems,
        np.flatnonzero(missing),
        lambda row: batch.make_problem("missing", row, "value", expected="value"),
    )
    amounts = _combine_amounts(by_wording, by_column, coded["qualifier"])
    amounts.as_reported = pc.if_else(pa.array(by_wording.empty), batch.column("value"), wordings)
    consistency.check_consistency(
        batch, by_wording, by_column, coded["qualifier"], amounts, problems
    )
    for name, column in (("as_reported", by_wording), ("value", value)):
        _check_units(batch, name, column, coded["indicator"], reference, problems, amounts)
    amounts.valid &= ~missing
    return amounts


def _read_amount_columns(batch: Batch) -> dict[str, NumberColumn]:
    """Read value, low and high; a column equal to an earlier one is not read again."""
    columns: dict[str, NumberColumn] = {}
    for name in AMOUNT_COLUMNS:
        column = batch.column(name)
        same = next((read for read in columns if batch.column(read).equals(column)), "")
        columns[name] = columns[same].copy() if same else read_column(column)
    return columns


def _wordings_with_units(batch: Batch) -> pa.ChunkedArray:
    """Return the wordings; a bare number gets the unit of the unit column."""
    wordings = batch.column("as_reported")
    if "unit" not in batch.fields:
        return wordings
    empty = pc.equal(pc.utf8_trim_whitespace(wordings), "")
    wordings = pc.if_else(empty, batch.column("value"), wordings)
    is_number = pc.match_substring_regex(wordings, r"^\s*[-+−]?[0-9０-９.,，．]+\s*$")
    unit = batch.fields["unit"]
    return pc.if_else(is_number, pc.binary_join_element_wise(wordings, unit, ""), wordings)


def _values_beside_units(batch: Batch) -> Flags:
    """Return which rows have a value and a unit but no wording: 9.5 and 万元 make one wording."""
    if "unit" not in batch.fields:
        return np.zeros(len(batch), bool)
    has_unit = pc.not_equal(pc.utf8_trim_whitespace(batch.fields["unit"]), "")
    no_wording = pc.equal(pc.utf8_trim_whitespace(batch.column("as_reported")), "")
    return np.asarray(pc.and_(has_unit, no_wording), bool)


def _report_unreadable(
    batch: Batch, name: str, texts: pa.ChunkedArray, numbers: NumberColumn, problems: Problems
) -> None:
    """Report cells that are not numbers, and cells read in another form than written."""

    def fault_problem(row: int) -> Problem:
        """Return the problem that the cell in a row is not a number."""
        code, _, detail = numbers.faults[row].partition(" ")
        code = _PROBLEM_CODES.get(code, "number_unreadable")
        return batch.make_problem(code, row, name, "error", texts[row].as_py(), point=detail)

    def change_notice(row: int) -> Problem:
        """Return the notice that the cell in a row was read in another form than written."""
        text = texts[row].as_py()
        return batch.make_problem("normalised", row, name, "notice", text, numbers.changed[row])

    batch.add_problems(problems, _sorted_rows(numbers.faults), fault_problem)
    batch.add_problems(problems, _sorted_rows(numbers.changed), change_notice)


def _sorted_rows(rows: Iterable[int]) -> Ints:
    """Return row indices as a sorted array."""
    return np.array(sorted(rows), np.int64)


def _combine_amounts(
    by_wording: NumberColumn, by_column: dict[str, NumberColumn], qualifier: CodedColumn
) -> MeasuredAmounts:
    """Take each number from the wording, else from its column, else from value and qualifier."""
    value_column, low_column, high_column = (by_column[name] for name in AMOUNT_COLUMNS)
    from_wording = by_wording.readable
    from_value = np.where(value_column.readable, value_column.value, np.nan)
    value = np.where(from_wording, by_wording.value, from_value)
    low = np.where(from_wording, by_wording.low, value_column.low)
    high = np.where(from_wording, by_wording.high, value_column.high)
    choice = _QualifierChoice(by_wording, value_column, qualifier)
    qualified = ~from_wording & value_column.readable & (qualifier.numbers != choice.none)
    for row in np.flatnonzero(qualified).tolist():
        code = qualifier.codes[qualifier.numbers[row]]
        low[row], high[row] = _bounds_by_qualifier(value[row], code)
    valid = (from_wording | value_column.readable) & (from_wording | by_wording.empty)
    valid &= value_column.readable | value_column.empty
    return MeasuredAmounts(
        text_column([]),
        value,
        np.where(low_column.readable, low_column.value, low),
        np.where(high_column.readable, high_column.value, high),
        choice.choose(from_wording, value_column.readable),
        from_wording,
        valid,
    )


class _QualifierChoice:
    """Chooses each row's qualifier: from the column, else the wording, else the value.

    `none` is the index of the empty qualifier in the column's codes, -1 if there is none.
    """

    def __init__(self, by_wording: NumberColumn, value: NumberColumn, column: CodedColumn) -> None:
        """Join the qualifiers of column, wordings and values into one list of codes."""
        self.codes = [*column.codes, *by_wording.qualifier, *value.qualifier]
        self.column = column
        first = len(column.codes)
        self.by_wording = by_wording.formats.astype(np.int32) + first
        self.value = value.formats.astype(np.int32) + first + len(by_wording.qualifier)
        self.none = column.codes.index("") if "" in column.codes else -1

    def choose(self, from_wording: Flags, has_value: Flags) -> CodedColumn:
        """Return the qualifier of each row as a coded column.

        The flags say which rows have a wording and which have a value.
        """
        numbers = np.where(from_wording, self.by_wording, np.where(has_value, self.value, 0))
        numbers = np.where(self.column.numbers != self.none, self.column.numbers, numbers)
        return CodedColumn(smallest_int(numbers, len(self.codes)), self.codes, self.column.valid)


def _bounds_by_qualifier(value: float, qualifier: str) -> tuple[float, float]:
    """Return the bounds that a qualifier gives to a value; NaN for an open bound."""
    if qualifier in ("", Qualifier.SEVERAL):
        return np.nan, np.nan
    exact = Decimal(repr(float(value)))
    bounds = bounds_of(Qualifier(qualifier), exact, last_digit_step(exact))
    return (
        np.nan if bounds.low is None else bounds.low,
        np.nan if bounds.high is None else bounds.high,
    )


def _check_units(
    batch: Batch,
    name: str,
    numbers: NumberColumn,
    indicator: CodedColumn,
    reference: Reference,
    problems: Problems,
    amounts: MeasuredAmounts,
) -> None:
    """Report units that do not fit the indicator.

    Each pair of unit and indicator is compared once.
    """
    size = len(indicator.codes)
    pairs = numbers.formats.astype(np.int32) * size + indicator.numbers
    distinct, pair_numbers = unique_inverse(pairs)
    units = [numbers.unit[pair // size] for pair in distinct.tolist()]
    entries = [reference.by_code.get(indicator.codes[pair % size]) for pair in distinct.tolist()]
    allowed = [entry_units(entry) if entry else [] for entry in entries]
    wrong = np.array(
        [
            bool(unit and expected) and not is_same_unit(split_unit(unit)[1], expected[0], expected)
            for unit, expected in zip(units, allowed, strict=True)
        ],
        bool,
    )
    if not wrong.any():
        return
    differs = wrong[pair_numbers] & numbers.readable
    amounts.valid &= ~differs

    def make(row: int) -> Problem:
        """Return the problem that the unit in a row does not fit its indicator."""
        pair = int(pair_numbers[row])
        text, expected = batch.column(name)[row].as_py(), allowed[pair][0]
        return batch.make_problem(
            "unit_differs", row, name, "error", text, expected, unit=units[pair]
        )

    batch.add_problems(problems, np.flatnonzero(differs), make)
