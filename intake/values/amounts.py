"""Measure the amount of each figure: value, bounds and qualifier, from wording or columns.

The wording is the number as printed (2300万余元). If only the wording was entered, value and bounds
are derived from it; if both were entered, they must agree.
"""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intake.model.batch import Batch
from intake.model.column_arrays import (
    CodedColumn,
    Flags,
    MeasuredAmounts,
    dictionary_encode,
    index_distinct_numbers,
    make_text_column,
    shrink_indices,
)
from intake.model.fields import AMOUNT_COLUMNS
from intake.model.problem import Problem, Problems
from intake.model.reference import Reference, list_entry_units
from intake.values import consistency
from intake.values.number_columns import NumberColumn, read_number_column
from intake.values.printed_units import is_same_unit, split_unit
from quantities import Qualifier, compute_bounds
from quantities.quantity import last_digit_step

BARE_NUMBER = r"^\s*[-+−–负]?[0-9０-９.,，．'’ \x{a0}\x{2009}\x{202f}]+\s*$"
"""Pattern (RE2) of a number without unit and words; blanks may separate thousands."""
_QUALIFIER_WORDS: dict[str, tuple[str, str]] = {
    Qualifier.AND_MORE: ("", "余"),
    Qualifier.AT_LEAST: ("不少于", ""),
    Qualifier.MORE_THAN: ("超", ""),
    Qualifier.NEARLY: ("近", ""),
    Qualifier.BELOW: ("不足", ""),
    Qualifier.ABOUT: ("约", ""),
}
"""Words that a qualifier puts before and after a number."""
_PROBLEM_CODES = {"hidden_character": "hidden_character", "too_large": "number_too_large"}
"""Problem codes by code of UnreadableQuantityError; number_unreadable for all others."""


def measure_amounts(
    batch: Batch, coded: dict[str, CodedColumn], reference: Reference, problems: Problems
) -> MeasuredAmounts:
    """Read the amounts of a batch (the rows of one sheet), and report those that are wrong.

    Wrong are amounts that are missing or unreadable, that contradict each other, or whose unit is
    not the indicator's. `coded` are the code columns of the batch. Numbers are read from the
    wording and from the columns of value and bounds beside it.
    """
    wordings = _add_units_to_wordings(batch, coded, reference)
    by_wording = read_number_column(wordings)
    by_column = _read_amount_columns(batch)
    value = by_column["value"]
    # These values were already read as wordings, with their units.
    value.leave_out(_find_values_with_units(batch))
    # If there is a value beside a wording, a notice how the wording was read is not needed.
    by_wording.leave_out_changed(value.readable)
    name = "as_reported" if "as_reported" in batch.fields else "value"
    _report_unreadable(batch, name, wordings, by_wording, problems)
    for name, column in by_column.items():
        _report_unreadable(batch, name, batch.column(name), column, problems)
    is_missing = by_wording.empty & value.empty
    batch.add_problems(
        problems,
        np.flatnonzero(is_missing),
        lambda index: batch.make_problem("missing", index, "value", expected="value"),
    )
    amounts = _combine_amounts(by_wording, by_column, coded["qualifier"])
    # Without a wording, the cell of the value is kept as the number printed.
    amounts.as_reported = pc.if_else(pa.array(by_wording.empty), batch.column("value"), wordings)
    consistency.check_consistency(
        batch, by_wording, by_column, coded["qualifier"], amounts, problems
    )
    for name, column in (("as_reported", by_wording), ("value", value)):
        _check_units(batch, name, column, coded["indicator"], reference, problems, amounts)
    amounts.valid &= ~is_missing
    return amounts


def _read_amount_columns(batch: Batch) -> dict[str, NumberColumn]:
    """Read the columns value, value_low and value_high, by these names.

    A column equal to an earlier one is not read again: exact figures often have three equal ones.
    """
    numbers: dict[str, NumberColumn] = {}
    for name in AMOUNT_COLUMNS:
        column = batch.column(name)
        equal_name = next((other for other in numbers if batch.column(other).equals(column)), "")
        numbers[name] = replace(numbers[equal_name]) if equal_name else read_number_column(column)
    for name in ("value_low", "value_high"):
        numbers[name].low = numbers[name].high = np.zeros(0)  # bounds of bounds: not needed
    return numbers


def _add_units_to_wordings(
    batch: Batch, coded: dict[str, CodedColumn], reference: Reference
) -> pa.ChunkedArray:
    """Return the wordings of the amounts; a bare number gets the unit of the unit column.

    The result has one text a row. An empty wording beside a unit is made of value, qualifier and
    unit: 9.5, 近 and 万元 → 近9.5万元. Without a column of units nothing is changed. Rows of a
    download have wording, value and the indicator's own unit: a bare wording there gets no unit, so
    that it comes back as it was published.
    """
    wordings = batch.column("as_reported")
    if "unit" not in batch.fields:
        return wordings
    units, is_own = _find_own_units(batch.fields["unit"], coded["indicator"], reference)
    value = batch.column("value")
    is_empty = pc.equal(pc.utf8_trim_whitespace(wordings), "")
    is_download = pc.and_not(is_own, pc.or_(is_empty, pc.equal(value, "")))
    wordings = pc.if_else(is_empty, value, wordings)
    is_bare_number = pc.match_substring_regex(wordings, BARE_NUMBER)
    before, after = _list_qualifier_words(coded["qualifier"], is_empty)
    with_units = pc.binary_join_element_wise(before, wordings, after, units, "")
    return pc.if_else(pc.and_not(is_bare_number, is_download), with_units, wordings)


def _find_own_units(
    units: pa.ChunkedArray, indicator: CodedColumn, reference: Reference
) -> tuple[pa.Array, pa.Array]:
    """Return for each row the unit in its unit column, and whether it is the indicator's own.

    The indicator's unit in English is replaced by the Chinese one. A unit with a factor (万人) is
    not its own. Each distinct pair of a unit text and an indicator is one integer (text index ×
    number of indicators + indicator index), and is compared once: a million rows have few pairs.
    """
    indices, texts = dictionary_encode(units)
    pairs = indices.astype(np.int32) * len(indicator.codes) + indicator.indices
    distinct_pairs, pair_indices = index_distinct_numbers(pairs)
    units_by_pair, is_own_by_pair = [], []
    for pair in distinct_pairs.tolist():
        text_index, indicator_index = divmod(pair, len(indicator.codes))
        text = texts[text_index].strip()
        unit = (reference.by_code.get(indicator.codes[indicator_index]) or {}).get("unit") or {}
        is_own = bool(text) and text in unit.values() and split_unit(text)[0] == 1
        is_own_by_pair.append(is_own)
        units_by_pair.append(str(unit.get("zh") or text) if is_own else texts[text_index])
    rows = pa.array(pair_indices)
    return (
        pa.array(units_by_pair, pa.string()).take(rows),
        pa.array(is_own_by_pair, pa.bool_()).take(rows),
    )


def _list_qualifier_words(
    qualifier: CodedColumn, is_empty: pa.ChunkedArray
) -> tuple[pa.Array, pa.Array]:
    """Return for each row the words of its qualifier before and after a number (近, 余).

    Both are "" for a row whose wording is not empty, since it has its own words. `is_empty` says
    for each row whether the wording is empty.
    """
    words = [_QUALIFIER_WORDS.get(code, ("", "")) for code in qualifier.codes]
    indices = pa.array(qualifier.indices)
    before, after = (pa.array(part, pa.string()) for part in zip(*words, strict=True))
    needs_words = is_empty.combine_chunks()
    return (
        pc.if_else(needs_words, before.take(indices), ""),
        pc.if_else(needs_words, after.take(indices), ""),
    )


def _find_values_with_units(batch: Batch) -> Flags:
    """Return which rows have a value and a unit but no wording.

    `_add_units_to_wordings` has made a wording of both: 9.5 and 万元 → 9.5万元.
    """
    if "unit" not in batch.fields:
        return np.zeros(len(batch), bool)
    has_unit = pc.not_equal(pc.utf8_trim_whitespace(batch.fields["unit"]), "")
    no_wording = pc.equal(pc.utf8_trim_whitespace(batch.column("as_reported")), "")
    return np.asarray(pc.and_(has_unit, no_wording), bool)


def _report_unreadable(
    batch: Batch, name: str, texts: pa.ChunkedArray, numbers: NumberColumn, problems: Problems
) -> None:
    """Report cells that are not numbers, and cells read in another form than written.

    `name` is the column's field, `numbers` are the numbers that were read from its `texts`. There
    is a notice if a footnote mark was left out or full-width digits were replaced.
    """

    def build_unreadable_problem(row: int) -> Problem:
        """Return the problem that the cell in a row is not a number."""
        code, _, detail = numbers.errors[row].partition(" ")
        code = _PROBLEM_CODES.get(code, "number_unreadable")
        return batch.make_problem(code, row, name, "error", texts[row].as_py(), point=detail)

    def build_change_notice(row: int) -> Problem:
        """Return the notice that the cell in a row was read in another form than written."""
        text = texts[row].as_py()
        return batch.make_problem("normalised", row, name, "notice", text, numbers.changed[row])

    unreadable_rows = np.array(sorted(numbers.errors), np.int64)
    batch.add_problems(problems, unreadable_rows, build_unreadable_problem)
    changed_rows = np.array(sorted(numbers.changed), np.int64)
    batch.add_problems(problems, changed_rows, build_change_notice)


def _combine_amounts(
    by_wording: NumberColumn, by_column: dict[str, NumberColumn], qualifier: CodedColumn
) -> MeasuredAmounts:
    """Return value, bounds and qualifier of each figure from its wording and its columns.

    `by_wording` are the numbers read from the wordings, `by_column` those read from the columns
    value, value_low and value_high, by these names; `qualifier` is the column of qualifiers. The
    value is that of the wording, else of the column `value`. A bound is taken from its own column,
    else from the wording, else from value and qualifier. (`check_consistency` reports where two of
    these differ.) `valid` is False if neither wording nor value can be read, or one of them is
    filled but unreadable. `as_reported` is left empty for the caller to fill.
    """
    value_column, low_column, high_column = (by_column[name] for name in AMOUNT_COLUMNS)
    from_wording, has_value = by_wording.readable, value_column.readable
    from_value = np.where(has_value, value_column.value, np.nan)
    value = np.where(from_wording, by_wording.value, from_value)
    low = np.where(from_wording, by_wording.low, value_column.low)
    high = np.where(from_wording, by_wording.high, value_column.high)
    # Without an empty qualifier every row has one: no row has the index -1.
    no_qualifier = qualifier.codes.index("") if "" in qualifier.codes else -1
    has_qualifier = qualifier.indices != no_qualifier
    for row in np.flatnonzero(~from_wording & has_value & has_qualifier).tolist():
        code = qualifier.codes[qualifier.indices[row]]
        low[row], high[row] = _find_bounds_by_qualifier(value[row], code)
    valid = (from_wording | has_value) & (from_wording | by_wording.empty)
    valid &= has_value | value_column.empty
    return MeasuredAmounts(
        as_reported=make_text_column([]),
        value=value,
        low=np.where(low_column.readable, low_column.value, low),
        high=np.where(high_column.readable, high_column.value, high),
        qualifier=_choose_qualifiers(qualifier, has_qualifier, by_wording, value_column),
        from_wording=from_wording,
        valid=valid,
    )


def _choose_qualifiers(
    qualifier_column: CodedColumn,
    has_qualifier: Flags,
    wording_numbers: NumberColumn,
    value_numbers: NumberColumn,
) -> CodedColumn:
    """Return the qualifier of each amount, such as 约 ("about").

    It is that of the column of qualifiers (in the rows `has_qualifier`), else of the wording, else
    of the value. Numbers read from wordings and values have qualifiers by number format (the words
    around the digits), so that the index of a row's format is also that of its qualifier. The
    result has the three lists of codes one after the other: the indices in a list begin where the
    list before it ends. A row is valid unless the text in the column of qualifiers is unknown,
    which is an error even if a wording states the qualifier.
    """
    codes = [*qualifier_column.codes, *wording_numbers.qualifiers, *value_numbers.qualifiers]
    wording_start = len(qualifier_column.codes)
    value_start = wording_start + len(wording_numbers.qualifiers)
    wording_indices = wording_numbers.format_indices.astype(np.int32) + wording_start
    value_indices = value_numbers.format_indices.astype(np.int32) + value_start
    indices = np.where(value_numbers.readable, value_indices, 0)
    indices = np.where(wording_numbers.readable, wording_indices, indices)
    indices = np.where(has_qualifier, qualifier_column.indices, indices)
    return CodedColumn(shrink_indices(indices, len(codes)), codes, qualifier_column.valid)


def _find_bounds_by_qualifier(value: float, qualifier: str) -> tuple[float, float]:
    """Return the low and high bound that a qualifier gives to a value; NaN for an open bound.

    For a value whose qualifier is in a column of its own; without a qualifier ("") both are open.
    2300 with `and_more` (2300余) → 2300 and 2400: less than one unit of the last digit is added.
    """
    # 数十 ("several tens") has no bounds without its wording.
    if qualifier in ("", Qualifier.SEVERAL):
        return np.nan, np.nan
    exact = Decimal(repr(float(value)))
    bounds = compute_bounds(Qualifier(qualifier), exact, last_digit_step(exact))
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
    """Report amounts in units that do not fit their indicator, and mark them invalid.

    A number without a unit fits, and any unit fits an unknown indicator. Each distinct pair of a
    number format (the words around the digits, with the unit) and an indicator is one integer
    (format index × number of indicators + indicator index), and is compared once.
    """
    pairs = numbers.format_indices.astype(np.int32) * len(indicator.codes) + indicator.indices
    distinct_pairs, pair_indices = index_distinct_numbers(pairs)
    units, expected_units, is_wrong = [], [], []
    for pair in distinct_pairs.tolist():
        format_index, indicator_index = divmod(pair, len(indicator.codes))
        unit = numbers.units[format_index]
        entry = reference.by_code.get(indicator.codes[indicator_index])
        allowed = list_entry_units(entry) if entry else []
        _, base_unit = split_unit(unit)
        units.append(unit)
        expected_units.append("".join(allowed[:1]))
        is_wrong.append(bool(unit and allowed) and not is_same_unit(base_unit, allowed[0], allowed))
    if not any(is_wrong):
        return
    differs = np.array(is_wrong, bool)[pair_indices] & numbers.readable
    amounts.valid &= ~differs

    def build_unit_problem(row: int) -> Problem:
        """Return the problem that the unit in a row does not fit its indicator."""
        pair = int(pair_indices[row])
        text, unit = batch.column(name)[row].as_py(), units[pair]
        expected = expected_units[pair]
        return batch.make_problem("unit_differs", row, name, "error", text, expected, unit=unit)

    batch.add_problems(problems, np.flatnonzero(differs), build_unit_problem)
