"""Find duplicates: figures with the same key, twice in an upload or already published."""

from collections.abc import Sequence
from dataclasses import replace

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


def _number_keys(table: FigureTable) -> Ints:
    """Return an integer for each figure: equal for equal keys, -1 for an invalid key.

    The indices of a key's codes are the digits of the number, each with a base of its own.
    """
    numbers = np.zeros(len(table), np.int64)
    for name in KEY_COLUMNS:
        column = table.codes[name]
        numbers *= len(column.codes)
        numbers += column.indices
    return np.where(table.key_valid, numbers, _NO_KEY)


def check_duplicates(table: FigureTable, problems: Problems) -> None:
    """Report every key that occurs more than once in the upload, and whether its figures agree.

    Each further figure is compared with the first one of its key. In sorted order, figures with
    equal keys are neighbours, in the order of their rows.
    """
    keys = _number_keys(table)
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    is_like_next = (sorted_keys[1:] == sorted_keys[:-1]) & (sorted_keys[1:] != _NO_KEY)
    first_rows: dict[int, int] = {}
    duplicate_rows = []
    for i in np.flatnonzero(is_like_next).tolist():
        first_row = first_rows.setdefault(int(sorted_keys[i]), int(order[i]))
        duplicate_rows.append((int(order[i + 1]), first_row))
    problems.extend(_build_duplicate_problem(table, *rows) for rows in sorted(duplicate_rows))


def leave_out_unchanged(table: FigureTable, reference: Reference) -> FigureTable:
    """Return the table with figures that are published with the same number marked invalid.

    These were checked when they were published, so that further checks leave them out; the other
    figures are compared with the published ones of the reference. Uploaded and published keys are
    made integers in the same way (`_number_keys`), so that equal keys are equal numbers; published
    keys with a code that was not uploaded are left out.
    """
    published = reference.figures
    if published.empty or not len(table):
        return table
    keys, published_keys = _number_keys(table), np.zeros(len(published), np.int64)
    is_uploaded = np.ones(len(published), bool)
    for name in KEY_COLUMNS:
        codes = table.codes[name].codes
        indices = pd.Index(codes).get_indexer(pd.Index(published[name]))
        is_uploaded &= indices >= 0
        published_keys = published_keys * len(codes) + indices
    published_keys, amounts = published_keys[is_uploaded], published[is_uploaded]
    if not len(published_keys):
        return table
    # For each uploaded key, the row of the same published key or, without one, of another.
    order = np.argsort(published_keys)
    sorted_positions = np.searchsorted(published_keys, keys, sorter=order)
    rows = order[np.minimum(sorted_positions, len(order) - 1)]
    is_same = (published_keys[rows] == keys) & (keys != _NO_KEY)
    for name, values in (
        ("value", table.value),
        ("value_low", table.low),
        ("value_high", table.high),
    ):
        published_values = amounts[name].to_numpy(np.float64)[rows]
        # A relative difference up to 1e-9 is floating-point error; two open bounds (NaN) are equal.
        is_same &= np.isclose(values, published_values, rtol=1e-9, atol=0, equal_nan=True)
    return replace(table, valid=table.valid & ~is_same)


def check_published(
    table: FigureTable, reference: Reference, mode: UploadMode, problems: Problems
) -> tuple[str, ...]:
    """Compare the uploaded keys with the published ones; return the keys that would be removed.

    Keys are removed in mode `replace` only, with a warning for each indicator. In mode `append`,
    which only adds, keys that are already published are reported. In mode `upsert`, which adds and
    changes, nothing is.
    """
    if reference.figures.empty or not len(table) or mode == "upsert":
        return ()
    if mode == "append":
        published = list(_join_keys([reference.figures[name] for name in KEY_COLUMNS]))
        rows = np.flatnonzero(table.key_valid & np.isin(_list_key_texts(table), published))
        problems.extend(_build_published_problem(table, row) for row in rows.tolist())
        return ()
    return _find_removed_keys(table, reference.figures, problems)


def _list_key_texts(table: FigureTable) -> "pd.Series[str]":
    """Return the key of each uploaded figure as text: its codes joined by dots.

    Unknown codes are empty in it.
    """
    columns = [
        pd.Series(np.array(table.codes[name].codes, dtype=object)[table.codes[name].indices])
        for name in KEY_COLUMNS
    ]
    return _join_keys(columns)


def _join_keys(columns: Sequence["pd.Series[str]"]) -> "pd.Series[str]":
    """Return the key of each figure as text, its codes joined by dots: `members..330200..2024`."""
    joined = columns[0].astype("str")
    for column in columns[1:]:
        joined = joined + "." + column.astype("str")
    return joined


def _find_removed_keys(
    table: FigureTable, figures: pd.DataFrame, problems: Problems
) -> tuple[str, ...]:
    """Return the published keys of uploaded indicators that the upload lacks.

    For each such indicator a warning with the number of its keys is added.
    """
    column = table.codes["indicator"]
    uploaded = set(_list_key_texts(table)[table.key_valid])
    indicators = sorted({column.codes[i] for i in np.unique(column.indices[table.key_valid])})
    removed: list[str] = []
    for indicator in indicators:
        published = figures[figures["indicator"] == indicator]
        keys = _join_keys([published[name] for name in KEY_COLUMNS])
        missing_keys = [key for key in keys if key not in uploaded]
        if missing_keys:
            removed += missing_keys
            hints = {"indicator": indicator, "count": len(missing_keys)}
            problems.add(Problem("replace_removes", "warning", value=indicator, hints=hints))
    return tuple(removed)


def _build_published_problem(table: FigureTable, row: int) -> Problem:
    """Return the problem that the figure at `row` is already published."""
    hints = build_key_hints(table, row)
    return table.make_problem("already_published", row, "error", "indicator", **hints)


def _build_duplicate_problem(table: FigureTable, row: int, earlier: int) -> Problem:
    """Return the problem that the figures in the rows `row` and `earlier` have the same key.

    In one report (the same file and source) this is an error. Between two reports it is a warning
    if the figures agree, an error if they contradict each other.
    """
    earlier_place = table.place(earlier)
    sources = table.codes["source"]
    level: Level = "error"
    if table.place(row).file == earlier_place.file and sources[row] == sources[earlier]:
        code = "duplicate_key"
    elif _has_same_amount(table, row, earlier):
        code, level = "reports_agree", "warning"
    else:
        code = "reports_disagree"
    return table.make_problem(
        code,
        row,
        level,
        value=table.wording(row) or str(table.value[row]),
        expected=table.wording(earlier) or str(table.value[earlier]),
        other_file=earlier_place.file,
        other_sheet=earlier_place.sheet,
        other_row=earlier_place.row,
        **build_key_hints(table, row),
    )


def _has_same_amount(table: FigureTable, row: int, other: int) -> bool:
    """Return whether value and bounds of two figures with the same key are equal.

    Floating-point errors do not count; two open bounds (NaN) are equal.
    """
    return all(
        bool(np.isclose(values[row], values[other], rtol=1e-9, atol=0, equal_nan=True))
        for values in (table.value, table.low, table.high)
    )


def build_key_hints(table: FigureTable, row: int) -> dict[str, str]:
    """Return the key of the figure at `row` as values for the placeholders of a message."""
    key = table.key(row)
    return {
        "indicator": key["indicator"],
        "area": key["ref_area"],
        "breakdown": key["breakdown"],
        "period": key["time_period"],
        "key": figure_key(key),
    }
