"""Value, bounds and qualifier of each figure, from its wording or as they were given.

Who types only the wording gets the rest filled in; what is given beside it must agree with it.
"""

from collections.abc import Iterable
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Batch, Flags, Ints, smallest_int, text_column, unique_inverse
from intake.model.fields import AMOUNT_COLUMNS
from intake.model.measured import MeasuredValues
from intake.model.problem import Problem, Problems
from intake.model.reference import Reference, entry_units
from intake.values import consistency
from intake.values.codes import CodedColumn
from intake.values.number_columns import NumberColumn, read_column
from intake.values.units import is_same_unit, split_unit
from quantities import Qualifier, bounds_of
from quantities.quantity import last_step

_PROBLEM_CODES = {"hidden_character": "hidden_character", "too_large": "number_too_large"}


def measure_amounts(
    batch: Batch, coded: dict[str, CodedColumn], known: Reference, problems: Problems
) -> MeasuredValues:
    """Read the amounts of a batch and report what cannot be read or does not agree."""
    wording = _wordings_with_units(batch)
    reported = read_column(wording)
    given = _read_amount_columns(batch)
    _report_unreadable(batch, "as_reported", wording, reported, problems)
    for name, amounts in given.items():
        _report_unreadable(batch, name, batch.column(name), amounts, problems)
    stated = given["value"]
    stated.leave_out(_values_beside_units(batch))
    for name in ("value_low", "value_high"):
        given[name].drop_bounds()
    missing = reported.empty & stated.empty
    batch.report(
        problems,
        np.flatnonzero(missing),
        lambda row: batch.problem("missing", row, "value", expected="value"),
    )
    found = _combine_amounts(reported, given, coded["qualifier"])
    found.as_reported = pc.if_else(pa.array(reported.empty), batch.column("value"), wording)
    consistency.check_consistency(batch, reported, given, coded["qualifier"], found, problems)
    for name, amounts in (("as_reported", reported), ("value", stated)):
        _check_units(batch, name, amounts, coded["indicator"], known, problems, found)
    found.good &= ~missing
    return found


def _read_amount_columns(batch: Batch) -> dict[str, NumberColumn]:
    """Read the three number columns; bounds that repeat the value are not read again."""
    found: dict[str, NumberColumn] = {}
    for name in AMOUNT_COLUMNS:
        column = batch.column(name)
        alike = next((read for read in found if batch.column(read).equals(column)), "")
        found[name] = found[alike].shared() if alike else read_column(column)
    return found


def _wordings_with_units(batch: Batch) -> pa.ChunkedArray:
    """Return the wordings, the unit of a unit column put behind bare numbers."""
    wording = batch.column("as_reported")
    if "unit" not in batch.fields:
        return wording
    bare = pc.equal(pc.utf8_trim_whitespace(wording), "")
    wording = pc.if_else(bare, batch.column("value"), wording)
    number = pc.match_substring_regex(wording, r"^\s*[-+−]?[0-9０-９.,，．]+\s*$")
    unit = batch.fields["unit"]
    return pc.if_else(number, pc.binary_join_element_wise(wording, unit, ""), wording)


def _values_beside_units(batch: Batch) -> Flags:
    """Say which values stand alone beside a unit: 9.5 and 万元 are one wording, not base units."""
    if "unit" not in batch.fields:
        return np.zeros(len(batch), bool)
    said = pc.not_equal(pc.utf8_trim_whitespace(batch.fields["unit"]), "")
    alone = pc.equal(pc.utf8_trim_whitespace(batch.column("as_reported")), "")
    return np.asarray(pc.and_(said, alone), bool)


def _report_unreadable(
    batch: Batch, name: str, column: pa.ChunkedArray, amounts: NumberColumn, problems: Problems
) -> None:
    def fault(row: int) -> Problem:
        code, _, detail = amounts.faults[row].partition(" ")
        text = column[row].as_py()
        return batch.problem(_PROBLEM_CODES.get(code, "number_unreadable"), row, name, "error", text,
                             point=detail)  # fmt: skip

    def change(row: int) -> Problem:
        text = column[row].as_py()
        return batch.problem("normalised", row, name, "notice", text, amounts.changed[row])

    batch.report(problems, _sorted_rows(amounts.faults), fault)
    batch.report(problems, _sorted_rows(amounts.changed), change)


def _sorted_rows(rows: Iterable[int]) -> Ints:
    return np.array(sorted(rows), np.int64)


def _combine_amounts(
    reported: NumberColumn, given: dict[str, NumberColumn], qualifier: CodedColumn
) -> MeasuredValues:
    """Take what the wording says, else what was given, else what the qualifier makes of a value."""
    stated, low, high = (given[name] for name in AMOUNT_COLUMNS)
    worded = reported.readable
    typed = np.where(stated.readable, stated.value, np.nan)
    value = np.where(worded, reported.value, typed)
    bounds = [
        np.where(worded, of_wording, of_value)
        for of_wording, of_value in ((reported.low, stated.low), (reported.high, stated.high))
    ]
    ways = _QualifierChoice(reported, stated, qualifier)
    alone = ~worded & stated.readable & (qualifier.numbers != ways.none)
    for row in np.flatnonzero(alone).tolist():
        bounds[0][row], bounds[1][row] = _bounds_by_qualifier(
            value[row], qualifier.words[qualifier.numbers[row]]
        )
    good = (worded | stated.readable) & (worded | reported.empty)
    good &= stated.readable | stated.empty
    return MeasuredValues(
        text_column([]),
        value,
        np.where(low.readable, low.value, bounds[0]),
        np.where(high.readable, high.value, bounds[1]),
        ways.chosen(worded, stated.readable),
        worded,
        good,
    )


class _QualifierChoice:
    """The qualifier of each row: the given one, else the wording's, else the value's own."""

    def __init__(self, reported: NumberColumn, stated: NumberColumn, given: CodedColumn) -> None:
        self.words = [*given.words, *reported.qualifier, *stated.qualifier]
        self.given = given
        self.reported = reported.way.astype(np.int32) + len(given.words)
        self.stated = stated.way.astype(np.int32) + len(given.words) + len(reported.qualifier)
        self.none = given.words.index("") if "" in given.words else -1

    def chosen(self, worded: Flags, stated: Flags) -> CodedColumn:
        numbers = np.where(worded, self.reported, np.where(stated, self.stated, 0))
        numbers = np.where(self.given.numbers != self.none, self.given.numbers, numbers)
        return CodedColumn(smallest_int(numbers, len(self.words)), self.words, self.given.good)


def _bounds_by_qualifier(value: float, qualifier: str) -> tuple[float, float]:
    if qualifier in ("", Qualifier.SEVERAL):
        return np.nan, np.nan
    exact = Decimal(repr(float(value)))
    ends = bounds_of(Qualifier(qualifier), exact, last_step(exact))
    return (
        np.nan if ends.low is None else ends.low,
        np.nan if ends.high is None else ends.high,
    )


def _check_units(
    batch: Batch,
    name: str,
    amounts: NumberColumn,
    indicator: CodedColumn,
    known: Reference,
    problems: Problems,
    found: MeasuredValues,
) -> None:
    """Report units that the indicator does not take, each pair of the two looked at once."""
    pairs = amounts.way.astype(np.int32) * len(indicator.words) + indicator.numbers
    kinds, numbers = unique_inverse(pairs)
    units = [amounts.unit[kind // len(indicator.words)] for kind in kinds.tolist()]
    entries = [
        known.by_code.get(indicator.words[kind % len(indicator.words)]) for kind in kinds.tolist()
    ]
    wanted = [entry_units(entry) if entry else [] for entry in entries]
    wrong = np.array(
        [
            bool(unit and expected) and not is_same_unit(split_unit(unit)[1], expected[0], expected)
            for unit, expected in zip(units, wanted, strict=True)
        ],
        bool,
    )
    if not wrong.any():
        return
    differs = wrong[numbers] & amounts.readable
    found.good &= ~differs

    def make(row: int) -> Problem:
        unit, expected = units[int(numbers[row])], wanted[int(numbers[row])][0]
        wording = batch.column(name)[row].as_py()
        return batch.problem("unit_differs", row, name, "error", wording, expected, unit=unit)

    batch.report(problems, np.flatnonzero(differs), make)
