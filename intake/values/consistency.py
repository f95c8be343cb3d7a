"""What is given beside a wording must agree with it: value, bounds and qualifier."""

from functools import partial

import numpy as np

from intake.model.batch import Batch, Flags, Floats
from intake.model.fields import AMOUNT_COLUMNS
from intake.model.measured import MeasuredValues
from intake.model.problem import Problem, Problems
from intake.values.codes import CodedColumn
from intake.values.number_columns import NumberColumn

_TOLERANCE = 1e-9


def check_consistency(
    batch: Batch,
    reported: NumberColumn,
    given: dict[str, NumberColumn],
    qualifier: CodedColumn,
    found: MeasuredValues,
    problems: Problems,
) -> None:
    """Report values, bounds and qualifiers that are not those of the wording beside them."""
    worded = (reported.value, reported.low, reported.high)
    for name, of_wording in zip(AMOUNT_COLUMNS, worded, strict=True):
        amounts = given[name]
        differs = reported.readable & amounts.readable & ~_nearly_equal(amounts.value, of_wording)
        found.good &= ~differs
        code = "wording_disagrees" if name == "value" else "bounds_disagree"
        make = partial(_disagreement_problem, batch, code, name, of_wording)
        batch.report(problems, np.flatnonzero(differs), make)
    _check_qualifiers(batch, reported, qualifier, problems)
    backwards = found.good & ((found.low > found.value) | (found.high < found.value))
    found.good &= ~backwards
    batch.report(problems, np.flatnonzero(backwards), partial(_reversed_problem, batch, found))


def _check_qualifiers(
    batch: Batch, reported: NumberColumn, given: CodedColumn, problems: Problems
) -> None:
    place = {word: at for at, word in enumerate(dict.fromkeys([*reported.qualifier, *given.words]))}
    of_wording = np.array([place[word] for word in reported.qualifier], np.int32)
    of_column = np.array([place[word] for word in given.words], np.int32)
    stated = given.good & (of_column[given.numbers] != place.get("", -1))
    differs = reported.readable & stated & (of_wording[reported.way] != of_column[given.numbers])

    def make(row: int) -> Problem:
        value, expected = given.words[given.numbers[row]], reported.qualifier[reported.way[row]]
        return batch.problem("qualifier_disagrees", row, "qualifier", "error", value, expected)

    batch.report(problems, np.flatnonzero(differs), make)


def _disagreement_problem(batch: Batch, code: str, name: str, right: Floats, row: int) -> Problem:
    expected = "" if np.isnan(right[row]) else format_number(right[row])
    value = batch.column(name)[row].as_py()
    wording = batch.column("as_reported")[row].as_py()
    return batch.problem(code, row, name, "error", value, expected, wording=wording)


def _reversed_problem(batch: Batch, found: MeasuredValues, row: int) -> Problem:
    name = "value_low" if found.low[row] > found.value[row] else "value_high"
    ends = f"{format_number(found.low[row])} – {format_number(found.high[row])}"
    return batch.problem(
        "bounds_reversed", row, name, "error", ends, format_number(found.value[row])
    )


def _nearly_equal(one: Floats, other: Floats) -> Flags:
    size = np.maximum(np.abs(one), np.abs(other))
    return np.asarray(np.abs(one - other) <= _TOLERANCE * size)


def format_number(value: float) -> str:
    """Write a number in digits for a message; an open bound is …."""
    if np.isnan(value):
        return "…"
    return str(int(value)) if float(value).is_integer() else repr(float(value))
