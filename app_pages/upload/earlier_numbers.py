"""New figures of a month beside those of the month before and of the same month a year before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from app_pages.components.diff import StateDifference, format_number
from charts.labels import format_figure_name
from exports.html_tables import TableCell, render_table
from locales import Words
from metrics.figure_source import FigureSource, InMemoryFigures
from metrics.metric_table import to_records
from periods import year_before
from quantities.figure_keys import split_key

JUMP = 2.0
"""A figure at least this many times larger or smaller than an earlier one is pointed out."""
_MONTH = re.compile(r"\d{4}-\d{2}")
# A number, and a unit of at most four letters without 万, 亿 or a word that makes it vague.
_NUMBER_AND_UNIT = re.compile(r"(-?[\d.,]+)[^\d.,万亿余多近约以超]{0,4}")


@dataclass(frozen=True)
class EarlierNumbers:
    """The formatted numbers of the month before and of the same month a year before; "—" for none.

    `jump` is a text such as "3.2 times the month before" if the new number is at least JUMP times
    an earlier one, or at most a JUMPth of it; else "".
    """

    month_before: str
    year_before: str
    jump: str = ""


def find_earlier_numbers(
    values: Mapping[str, tuple[str, float]], published: FigureSource, words: Words
) -> dict[str, EarlierNumbers]:
    """Return the earlier numbers for new monthly figures, by their cells in a sheet.

    The author compares them to find slips such as a digit too many. `values` has the figure key and
    the value of each cell; figures of other spans than a month are left out. A cell without earlier
    figures has no entry.
    """
    new_by_cell = {
        cell: (key, value)
        for cell, (key, value) in values.items()
        if _MONTH.fullmatch(_get_period_of_key(key))
    }
    earlier_keys = {
        earlier_key for key, _ in new_by_cell.values() for earlier_key in _build_earlier_keys(key)
    }
    earlier_rows = published.choose(key=sorted(earlier_keys)) if earlier_keys else pd.DataFrame()
    row_by_key = {str(row["key"]): row for row in to_records(earlier_rows)}
    earlier_by_cell = {}
    for cell, (key, value) in new_by_cell.items():
        rows_before = [row_by_key.get(earlier_key) for earlier_key in _build_earlier_keys(key)]
        if any(rows_before):
            number_texts = [
                _format_without_unit(earlier_key, words) if earlier_key else "—"
                for earlier_key in rows_before
            ]
            jump_text = _format_jump(_find_jump(value, rows_before), words)
            earlier_by_cell[cell] = EarlierNumbers(number_texts[0], number_texts[1], jump_text)
    return earlier_by_cell


def _format_without_unit(row: Mapping[str, Any], words: Words) -> str:
    """Format a figure without its unit if it is a plain number (365人 → 365), otherwise in full.

    A number with 万 or 亿, or a vague one such as 300余人, would mislead without the rest.
    """
    match = _NUMBER_AND_UNIT.fullmatch(str(row["as_reported"]))
    return match[1] if match else format_number(row, str(row["key"]), words)


def render_earlier_table(
    changes: StateDifference,
    proposed: pd.DataFrame,
    published: FigureSource,
    words: Words,
    max_rows: int,
) -> str:
    """Return an HTML table of new monthly figures beside earlier published ones; "" if it is empty.

    Of the first `max_rows` added or changed figures, the table has the monthly ones with an earlier
    figure, those with the largest jump first. `proposed` has all figures as the draft would make
    them.
    """
    new_keys = pd.concat([changes.added["key"], changes.changed["key"]]).head(max_rows)
    rows = to_records(InMemoryFigures(proposed).choose(key=list(new_keys)))
    monthly_rows = [row for row in rows if _MONTH.fullmatch(_get_period_of_key(row["key"]))]
    earlier_keys = {key for row in monthly_rows for key in _build_earlier_keys(str(row["key"]))}
    earlier_rows = published.choose(key=sorted(earlier_keys)) if earlier_keys else pd.DataFrame()
    row_by_key = {str(row["key"]): row for row in to_records(earlier_rows)}
    compared_rows = []
    for row in monthly_rows:
        rows_before = [row_by_key.get(key) for key in _build_earlier_keys(str(row["key"]))]
        if any(rows_before):
            compared_rows.append((_find_jump(float(row["value"]), rows_before), row, rows_before))
    compared_rows.sort(key=lambda each: -abs(each[0][0]))  # by the ratio of the jump
    table = [_list_cells(jump, row, rows_before, words) for jump, row, rows_before in compared_rows]
    names = ("figure", "area", "period", "wording")
    headings = [words.say(f"pages.column_{name}") for name in names]
    headings += [
        words.say(f"desk.column_{name}") for name in ("month_before", "year_before", "jump")
    ]
    title = words.say("desk.beside_earlier")
    # Columns 3 to 5, from 0, have the numbers.
    return render_table(headings, table, title, numbers=(3, 4, 5)) if table else ""


def _get_period_of_key(key: object) -> str:
    """Return the time period of a figure key, its last part."""
    return str(key).rpartition(".")[2]


def _build_earlier_keys(key: str) -> tuple[str, str]:
    """Return the keys of a monthly figure in the month before and in the month a year before."""
    series, _, period = key.rpartition(".")
    year, month = map(int, period.split("-"))
    before = f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"
    return f"{series}.{before}", f"{series}.{year_before(period)}"


def _find_jump(value: float, rows_before: Sequence[Mapping[str, Any] | None]) -> tuple[float, str]:
    """Return how many times larger a new value is than an earlier one, and that one's column.

    The column is "month_before" or "year_before", whichever the new value differs more from. A fall
    to a third is a ratio of 1/3 and weighs as much as a rise to three times. Without a ratio of
    JUMP or more the result is (0, ""). `rows_before` are the figures of the month before and the
    year before, None for none; numbers of zero or less have no ratio.
    """
    jumps = [(0.0, "")]
    for name, earlier in zip(("month_before", "year_before"), rows_before, strict=True):
        earlier_value = float(earlier["value"]) if earlier else 0.0
        if (
            value > 0
            and earlier_value > 0
            and max(value / earlier_value, earlier_value / value) >= JUMP
        ):
            jumps.append((value / earlier_value, name))
    return max(jumps, key=lambda jump: max(jump[0], 1 / jump[0]) if jump[0] else 0.0)


def _format_jump(jump: tuple[float, str], words: Words) -> str:
    """Format the jump of a new figure against an earlier one; "" if there is no jump."""
    times, name = jump
    if not name:
        return ""
    return words.say(f"desk.times_{name}", times=words.number(times, digits=3))


def _list_cells(
    jump: tuple[float, str],
    row: Mapping[str, Any],
    rows_before: Sequence[Mapping[str, Any] | None],
    words: Words,
) -> list[TableCell]:
    """Return the table cells of a new figure: names, number, earlier numbers, and the jump.

    The cell of a jump has the CSS class "late", which marks it.
    """
    key_parts, jump_text = split_key(str(row["key"])), _format_jump(jump, words)
    return [
        format_figure_name(str(row["key"]), words),
        words.name("area", key_parts["ref_area"]),
        words.period(key_parts["time_period"]),
        *(
            format_number(figure, str(figure["key"]), words) if figure else "—"
            for figure in (row, *rows_before)
        ),
        (jump_text, "late") if jump_text else "",
    ]
