"""Keys: the same figure twice in an upload, and figures that are published already."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from intake.model.batch import Ints
from intake.model.fields import KEY_COLUMNS
from intake.model.figure_table import FigureTable
from intake.model.modes import Mode
from intake.model.problem import Level, Problem, Problems
from intake.model.reference import Reference
from quantities import figure_key

_NO_KEY = -1


def number_keys(table: FigureTable) -> Ints:
    """Number each row's key: equal keys have equal numbers; -1 for a key with a fault."""
    numbers = np.zeros(len(table), np.int64)
    for name in KEY_COLUMNS:
        column = table.codes[name]
        numbers *= len(column.words)
        numbers += column.numbers
    return np.where(table.keyed, numbers, _NO_KEY)


def check_duplicates(table: FigureTable, problems: Problems) -> None:
    """List every key that stands more than once, and whether the reports agree."""
    numbers = number_keys(table)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    again = np.flatnonzero((ordered[1:] == ordered[:-1]) & (ordered[1:] != _NO_KEY)) + 1
    first: dict[int, int] = {}
    for at in again.tolist():
        first.setdefault(int(ordered[at]), int(order[at - 1]))
    pairs = {int(order[at]): first[int(ordered[at])] for at in again.tolist()}
    problems.extend(
        _duplicate_problem(table, row, earlier) for row, earlier in sorted(pairs.items())
    )


def check_published(
    table: FigureTable, known: Reference, mode: Mode, problems: Problems
) -> tuple[str, ...]:
    """In mode append list keys that are published; in mode replace return those that would go."""
    if known.figures.empty or not len(table) or mode == "upsert":
        return ()
    published = published_keys(known.figures)
    if mode == "append":
        rows = np.flatnonzero(table.keyed & np.isin(_key_texts(table), list(published)))
        problems.add_many((_published_problem(table, row) for row in rows.tolist()), len(rows))
        return ()
    return _removed_keys(table, known.figures, problems)


def published_keys(figures: pd.DataFrame) -> set[str]:
    """Return the keys of the published figures as texts."""
    return set(_join_columns([figures[name] for name in KEY_COLUMNS]))


def _key_texts(table: FigureTable) -> "pd.Series[str]":
    columns = [
        pd.Series(np.array(table.codes[name].words, dtype=object)[table.codes[name].numbers])
        for name in KEY_COLUMNS
    ]
    return _join_columns(columns)


def _join_columns(columns: Sequence["pd.Series[str]"]) -> "pd.Series[str]":
    joined = columns[0].astype("str")
    for column in columns[1:]:
        joined = joined + "." + column.astype("str")
    return joined


def _removed_keys(table: FigureTable, figures: pd.DataFrame, problems: Problems) -> tuple[str, ...]:
    """Say how many published figures of the uploaded indicators the upload does not repeat."""
    column = table.codes["indicator"]
    uploaded = set(_key_texts(table)[table.keyed])
    indicators = sorted({column.words[at] for at in np.unique(column.numbers[table.keyed])})
    gone: list[str] = []
    for indicator in indicators:
        old = figures[figures["indicator"] == indicator]
        missing = [
            key for key in _join_columns([old[name] for name in KEY_COLUMNS]) if key not in uploaded
        ]
        if missing:
            gone += missing
            hints = {"indicator": indicator, "count": len(missing)}
            problems.add(Problem("replace_removes", "warning", value=indicator, hints=hints))
    return tuple(gone)


def _published_problem(table: FigureTable, row: int) -> Problem:
    return table.problem("already_published", row, "error", "indicator", **_key_hints(table, row))


def _duplicate_problem(table: FigureTable, row: int, earlier: int) -> Problem:
    """Two rows of one key: a mistake in one report; of two reports, agreement or contradiction."""
    file, sheet, number = table.place(earlier)
    same_file = file == table.place(row)[0]
    other_source = table.codes["source"][row] != table.codes["source"][earlier]
    level: Level = "error"
    code = "duplicate_key" if same_file and not other_source else "reports_disagree"
    if code == "reports_disagree" and _has_same_values(table, row, earlier):
        code, level = "reports_agree", "warning"
    return table.problem(
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
    ends = (table.value, table.low, table.high)
    return all(
        bool(np.isclose(end[row], end[other], rtol=1e-9, atol=0, equal_nan=True)) for end in ends
    )


def _key_hints(table: FigureTable, row: int) -> dict[str, str]:
    key = table.key(row)
    return {
        "indicator": key["indicator"],
        "area": key["ref_area"],
        "breakdown": key["breakdown"],
        "period": key["time_period"],
        "key": figure_key(key),
    }
