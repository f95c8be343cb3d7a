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


def _key_numbers(table: FigureTable) -> Ints:
    """Return an integer for each figure: equal for equal keys, -1 for a key with a fault.

    The indices of a key's codes are the digits of the number, each with a base of its own.
    """
    numbers = np.zeros(len(table), np.int64)
    for name in KEY_COLUMNS:
        column = table.codes[name]
        numbers *= len(column.codes)
        numbers += column.indices
    return np.where(table.key_valid, numbers, _NO_KEY)


def check_duplicates(table: FigureTable, problems: Problems) -> None:
    """Report every key that occurs more than once, and whether the figures agree.

    Each further figure is compared with the first one of its key.
    """
    keys = _key_numbers(table)
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    repeats = (sorted_keys[1:] == sorted_keys[:-1]) & (sorted_keys[1:] != _NO_KEY)
    first_rows: dict[int, int] = {}
    duplicates = []
    for i in np.flatnonzero(repeats).tolist():
        first_row = first_rows.setdefault(int(sorted_keys[i]), int(order[i]))
        duplicates.append((int(order[i + 1]), first_row))
    problems.extend(_duplicate_problem(table, *rows) for rows in sorted(duplicates))


def leave_out_unchanged(table: FigureTable, reference: Reference) -> FigureTable:
    """Return the table in which figures that are published with the same number are not valid.

    The published figures of the reference take their place in whatever is compared.
    """
    published = reference.figures
    if published.empty or not len(table):
        return table
    keys, known = _key_numbers(table), np.zeros(len(published), np.int64)
    is_uploaded = np.ones(len(published), bool)
    for name in KEY_COLUMNS:
        codes = table.codes[name].codes
        indices = pd.Index(codes).get_indexer(pd.Index(published[name]))
        is_uploaded &= indices >= 0
        known = known * len(codes) + indices
    known, amounts = known[is_uploaded], published[is_uploaded]
    if not len(known):
        return table
    order = np.argsort(known)
    places = order[np.minimum(np.searchsorted(known, keys, sorter=order), len(order) - 1)]
    same = (known[places] == keys) & (keys != _NO_KEY)
    for name, values in (
        ("value", table.value),
        ("value_low", table.low),
        ("value_high", table.high),
    ):
        of_published = amounts[name].to_numpy(np.float64)[places]
        same &= np.isclose(values, of_published, rtol=1e-9, atol=0, equal_nan=True)
    return replace(table, valid=table.valid & ~same)


def check_published(
    table: FigureTable, reference: Reference, mode: UploadMode, problems: Problems
) -> tuple[str, ...]:
    """Compare the uploaded keys with the published ones.

    In mode `append`, which only adds, report keys that are already published. In mode `replace`,
    return the keys that would be removed, after a warning for each indicator. In any other case
    return ().
    """
    if reference.figures.empty or not len(table) or mode == "upsert":
        return ()
    if mode == "append":
        published = list(_join_keys([reference.figures[name] for name in KEY_COLUMNS]))
        rows = np.flatnonzero(table.key_valid & np.isin(_key_texts(table), published))
        problems.extend(_published_problem(table, row) for row in rows.tolist())
        return ()
    return _removed_keys(table, reference.figures, problems)


def _key_texts(table: FigureTable) -> "pd.Series[str]":
    """Return the key of each uploaded figure as text: its codes joined by dots.

    Keys with a fault are among them, with empty codes.
    """
    columns = [
        pd.Series(np.array(table.codes[name].codes, dtype=object)[table.codes[name].indices])
        for name in KEY_COLUMNS
    ]
    return _join_keys(columns)


def _join_keys(columns: Sequence["pd.Series[str]"]) -> "pd.Series[str]":
    """Join the key columns of figures to keys as text, by dots: `members..330200..2024`.

    One text for each row; an empty code leaves two dots.
    """
    joined = columns[0].astype("str")
    for column in columns[1:]:
        joined = joined + "." + column.astype("str")
    return joined


def _removed_keys(table: FigureTable, figures: pd.DataFrame, problems: Problems) -> tuple[str, ...]:
    """Return the published keys of uploaded indicators that the upload lacks.

    Add a warning for each such indicator with the number of its keys.
    """
    column = table.codes["indicator"]
    uploaded = set(_key_texts(table)[table.key_valid])
    indicators = sorted({column.codes[i] for i in np.unique(column.indices[table.key_valid])})
    removed: list[str] = []
    for indicator in indicators:
        published = figures[figures["indicator"] == indicator]
        keys = _join_keys([published[name] for name in KEY_COLUMNS])
        missing = [key for key in keys if key not in uploaded]
        if missing:
            removed += missing
            hints = {"indicator": indicator, "count": len(missing)}
            problems.add(Problem("replace_removes", "warning", value=indicator, hints=hints))
    return tuple(removed)


def _published_problem(table: FigureTable, row: int) -> Problem:
    """Return the problem that the figure at `row` is already published."""
    hints = key_hints(table, row)
    return table.make_problem("already_published", row, "error", "indicator", **hints)


def _duplicate_problem(table: FigureTable, row: int, earlier: int) -> Problem:
    """Return the problem that the figures in the rows `row` and `earlier` have the same key.

    In one report (the same file and source) that is an error. Two reports that agree cause a
    warning, two that contradict each other an error.
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
        **key_hints(table, row),
    )


def _has_same_amount(table: FigureTable, row: int, other: int) -> bool:
    """Return whether value and bounds of two figures with the same key are equal.

    Floating-point errors do not count; two open bounds (NaN) are equal.
    """
    return all(
        bool(np.isclose(values[row], values[other], rtol=1e-9, atol=0, equal_nan=True))
        for values in (table.value, table.low, table.high)
    )


def key_hints(table: FigureTable, row: int) -> dict[str, str]:
    """Return the key of a figure as values for the placeholders of a message.

    They are called area and period there, as in all messages.
    """
    key = table.key(row)
    return {
        "indicator": key["indicator"],
        "area": key["ref_area"],
        "breakdown": key["breakdown"],
        "period": key["time_period"],
        "key": figure_key(key),
    }
