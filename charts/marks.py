"""Marks: the table of a chart, with one row for each bar, point or tile, from a metric's table."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd

from charts.chart import (
    BOUND_FLAG_COLUMNS,
    MARK_COLUMNS,
    NUMBER_COLUMNS,
    POSITION_COLUMNS,
    RUN_COLUMN,
    ChartData,
    Form,
)
from charts.labels import Row, format_row_number
from locales import Words
from metrics.metric_table import to_records
from quantities.figure_keys import split_key

MAX_LISTED = 6
"""The most names or numbers in one sentence."""
MAX_SQUARES = 480
"""The most squares that a waffle has: 20 rows of 24."""


def build_marks(
    metric: pd.DataFrame,
    words: Words,
    category: Callable[[Row], str] | Sequence[str],
    *,
    series: Callable[[Row], str] = lambda row: "",
    detail: Callable[[Row], str] = lambda row: "",
    unit: str | None = None,
    formula: str = "",
) -> pd.DataFrame:
    """Return a mark (a bar, point or tile of a chart) for each row of a metric's table.

    `category`, `series` and `detail` are functions that return a row's texts; `category` may also
    be a list of the names of all rows. `unit` replaces the unit of the row's indicator; `formula`
    explains derived values. The status is missing for the value NaN, derived for a computed value,
    else reported.
    """
    rows = to_records(metric)
    categories = [category(row) for row in rows] if callable(category) else category
    marks = [
        {
            "category": name,
            "series": series(row),
            **{column: row[column] for column in (*NUMBER_COLUMNS, *BOUND_FLAG_COLUMNS)},
            "wording": format_row_number(row, words, unit),
            "status": "missing"
            if math.isnan(row["value"])
            else "derived"
            if row["derived"]
            else "reported",
            "detail": detail(row),
            "formula": formula if row["derived"] else "",
            "figures": row["figures"],
        }
        for row, name in zip(rows, categories, strict=True)
    ]
    return pd.DataFrame(marks, columns=list(MARK_COLUMNS))


def build_marks_from_dicts(marks: Iterable[Row]) -> pd.DataFrame:
    """Return a table of marks (bars, points or tiles of a chart), also with positions on a grid.

    Each is given as a dictionary of its columns. A column that a mark lacks is empty: "" for a
    text, NaN for a number or position; the status is then "reported".
    """
    defaults: dict[str, Any] = {
        **dict.fromkeys(MARK_COLUMNS, ""),
        **dict.fromkeys(BOUND_FLAG_COLUMNS, False),
        **dict.fromkeys((*NUMBER_COLUMNS, *POSITION_COLUMNS), float("nan")),
        "status": "reported",
        "figures": (),
    }
    return pd.DataFrame(
        [defaults | dict(mark) for mark in marks], columns=[*MARK_COLUMNS, *POSITION_COLUMNS]
    )


def split_lines(table: pd.DataFrame) -> dict[str, list[pd.DataFrame]]:
    """Return the lines of a trend by their series, each as its unbroken parts in time order.

    No line is drawn between two parts, as what is counted has changed. In a table without the
    column `run`, a new part begins with each mark that has a detail, which tells of a new
    definition.
    """
    lines: dict[str, list[pd.DataFrame]] = {}
    for series, marks in table.groupby("series", sort=False):
        runs = marks[RUN_COLUMN] if RUN_COLUMN in marks else (marks["detail"] != "").cumsum()
        lines[str(series)] = [run for _, run in marks.groupby(runs, sort=False)]
    return lines


def sort_by_code_lists(metric: pd.DataFrame, data: ChartData) -> pd.DataFrame:
    """Sort a metric's rows for marks in the order of the code lists: by indicator, then breakdown.

    A total comes before its parts. Rows whose codes are in no list come last.
    """
    listed = [
        (indicator["code"], breakdown)
        for indicator in data.indicators
        for breakdown in ("", *(entry["code"] for entry in indicator.get("breakdowns", ())))
    ]
    positions = {codes: position for position, codes in enumerate(listed)}
    ranks = [
        positions.get(codes, len(positions))
        for codes in zip(metric["indicator"], metric["breakdown"], strict=True)
    ]
    return metric.iloc[sorted(range(len(ranks)), key=ranks.__getitem__)]


def choose_parts_form(table: pd.DataFrame) -> Form:
    """Return the form for marks that are parts of a whole: WAFFLE, or STACKED for many units.

    A waffle has a square for each unit counted, a stacked bar one bar for all of them.
    """
    return Form.WAFFLE if table["value"].sum() <= MAX_SQUARES else Form.STACKED


def list_marks(table: pd.DataFrame, words: Words) -> str:
    """Return names and numbers of a chart's marks as one phrase: "一等奖31名和二等奖60名".

    Of more than MAX_LISTED marks the first are named, followed by the number of all.
    """
    named_numbers = zip(table["category"], table["wording"], strict=True)
    phrases = [
        words.say("charts.part", name=name, wording=wording) for name, wording in named_numbers
    ]
    return words.listing(phrases, MAX_LISTED)


def list_wordings(table: pd.DataFrame, words: Words, status: str = "") -> str:
    """Return the numbers of a chart's marks as one phrase for its finding: "31名和60名".

    If `status` is not "", only marks of this status are included. Of more than MAX_LISTED marks the
    first are listed, followed by the number of all.
    """
    selected = table[table["status"] == status] if status else table
    return words.listing(list(selected["wording"]), MAX_LISTED)


def list_periods(table: pd.DataFrame, words: Words) -> str:
    """Return the periods of the marks' figures as one text, each once, oldest first.

    Of more than MAX_LISTED periods the first are named, followed by the number of all.
    """
    periods = {split_key(key)["time_period"] for keys in table["figures"] for key in keys}
    return words.listing([words.period(period) for period in sorted(periods)], MAX_LISTED)
