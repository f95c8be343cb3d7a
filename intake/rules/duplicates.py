"""Find figures with the same key: twice in an upload, or already published."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from intake.model.column_arrays import Ints
from intake.model.fields import KEY_COLUMNS
from intake.model.figure_table import FigureTable
from intake.model.problem import Level, Problem, Problems
from intake.model.reference import Reference
from intake.model.upload_modes import UploadMode
from quantities import figure_key

_NO_KEY = -1


def number_keys(table: FigureTable) -> Ints:
    """Return an integer for each row: equal for equal keys, -1 for a key with a fault."""
    numbers = np.zeros(len(table), np.int64)
    for name in KEY_COLUMNS:
        column = table.codes[name]
        numbers *= len(column.codes)
        numbers += column.numbers
    return np.where(table.key_valid, numbers, _NO_KEY)


def check_duplicates(table: FigureTable, problems: Problems) -> None:
    """Report every key that occurs more than once, and whether the figures agree."""
    numbers = number_keys(table)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    repeated = np.flatnonzero((ordered[1:] == ordered[:-1]) & (ordered[1:] != _NO_KEY)) + 1
    first: dict[int, int] = {}
    for i in repeated.tolist():
        first.setdefault(int(ordered[i]), int(order[i - 1]))
    pairs = {int(order[i]): first[int(ordered[i])] for i in repeated.tolist()}
    problems.extend(
        _duplicate_problem(table, row, earlier) for row, earlier in sorted(pairs.items())
    )


def check_published(
    table: FigureTable, reference: Reference, mode: UploadMode, problems: Problems
) -> tuple[str, ...]:
    """Compare the uploaded keys with the published ones.

    In mode `append`, report keys that are already published. In mode `replace`, return the keys
    that would be removed. In any other case return ().
    """
    if reference.figures.empty or not len(table) or mode == "upsert":
        return ()
    if mode == "append":
        published = list(_join_columns([reference.figures[name] for name in KEY_COLUMNS]))
        rows = np.flatnonzero(table.key_valid & np.isin(_key_texts(table), published))
        problems.extend(_published_problem(table, row) for row in rows.tolist())
        return ()
    return _removed_keys(table, reference.figures, problems)


def _key_texts(table: FigureTable) -> "pd.Series[str]":
    """Return the key of each figure as text."""
    columns = [
        pd.Series(np.array(table.codes[name].codes, dtype=object)[table.codes[name].numbers])
        for name in KEY_COLUMNS
    ]
    return _join_columns(columns)


def _join_columns(columns: Sequence["pd.Series[str]"]) -> "pd.Series[str]":
    """Join the cells of each row by dots."""
    joined = columns[0].astype("str")
    for column in columns[1:]:
        joined = joined + "." + column.astype("str")
    return joined


def _removed_keys(table: FigureTable, figures: pd.DataFrame, problems: Problems) -> tuple[str, ...]:
    """Return the published keys of uploaded indicators that the upload lacks, and add a warning."""
    column = table.codes["indicator"]
    uploaded = set(_key_texts(table)[table.key_valid])
    indicators = sorted({column.codes[i] for i in np.unique(column.numbers[table.key_valid])})
    removed: list[str] = []
    for indicator in indicators:
        published = figures[figures["indicator"] == indicator]
        keys = _join_columns([published[name] for name in KEY_COLUMNS])
        missing = [key for key in keys if key not in uploaded]
        if missing:
            removed += missing
            hints = {"indicator": indicator, "count": len(missing)}
            problems.add(Problem("replace_removes", "warning", value=indicator, hints=hints))
    return tuple(removed)


def _published_problem(table: FigureTable, row: int) -> Problem:
    """Return the problem that the figure at `row` is already published."""
    hints = _key_hints(table, row)
    return table.make_problem("already_published", row, "error", "indicator", **hints)


def _duplicate_problem(table: FigureTable, row: int, earlier: int) -> Problem:
    """Return the problem that the rows `earlier` and `row` have the same key.

    In one report that is a duplicate; two reports either agree or contradict each other.
    """
    file, sheet, number = table.place(earlier)
    same_file = file == table.place(row)[0]
    other_source = table.codes["source"][row] != table.codes["source"][earlier]
    level: Level = "error"
    code = "duplicate_key" if same_file and not other_source else "reports_disagree"
    if code == "reports_disagree" and _has_same_values(table, row, earlier):
        code, level = "reports_agree", "warning"
    return table.make_problem(
        code,
        row,
        level,
        value=table.wording(row) or str(table.value[row]),
        expected=table.wording(earlier) or str(table.value[earlier]),
        other_file=file,
        other_sheet=sheet,
        other_row=number,
        **_key_hints(table, row),
    )


def _has_same_values(table: FigureTable, row: int, other: int) -> bool:
    """Return whether value and bounds of the rows `row` and `other` are equal."""
    return all(
        bool(np.isclose(values[row], values[other], rtol=1e-9, atol=0, equal_nan=True))
        for values in (table.value, table.low, table.high)
    )


def _key_hints(table: FigureTable, row: int) -> dict[str, str]:
    """Return the key of a figure as values for the placeholders of a message."""
    key = table.key(row)
    return {
        "indicator": key["indicator"],
        "area": key["ref_area"],
        "breakdown": key["breakdown"],
        "period": key["time_period"],
        "key": figure_key(key),
    }
