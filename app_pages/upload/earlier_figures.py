"""New figures of a month beside those of the month before and of the same month last year."""

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
"""A figure so many times larger or smaller than an earlier one is pointed out."""
_MONTH = re.compile(r"\d{4}-\d{2}")
_WITH_UNIT = re.compile(r"(-?[\d.,]+)[^\d.,万亿余多近约以超]{0,4}")


@dataclass(frozen=True)
class EarlierNumbers:
    """The numbers of the month before and of the same month last year, "—" for none.

    `jump` says what a new number is of an earlier one, if it is JUMP times it or a JUMPth.
    """

    month_before: str
    year_before: str
    jump: str = ""


def find_earlier_numbers(
    values: Mapping[str, tuple[str, float]], published: FigureSource, words: Words
) -> dict[str, EarlierNumbers]:
    """Return the earlier numbers of new figures of a month by cell; without any there is no entry.

    `values` has the key and the value of each cell.
    """
    months = {
        cell: (key, value)
        for cell, (key, value) in values.items()
        if _MONTH.fullmatch(_period(key))
    }
    wanted = {each for key, _ in months.values() for each in _earlier_keys(key)}
    found = published.choose(key=sorted(wanted)) if wanted else pd.DataFrame()
    earlier = {str(row["key"]): row for row in to_records(found)}
    numbers = {}
    for cell, (key, value) in months.items():
        beside = [earlier.get(each) for each in _earlier_keys(key)]
        if any(beside):
            texts = [_without_unit(each, words) if each else "—" for each in beside]
            said = _say_jump(_find_jump(value, beside), words)
            numbers[cell] = EarlierNumbers(texts[0], texts[1], said)
    return numbers


def _without_unit(row: Mapping[str, Any], words: Words) -> str:
    """Return a figure that is a plain number without its unit, any other in full: 365人 → 365."""
    match = _WITH_UNIT.fullmatch(str(row["as_reported"]))
    return match[1] if match else format_number(row, str(row["key"]), words)


def render_beside_earlier(
    changes: StateDifference,
    proposed: pd.DataFrame,
    published: FigureSource,
    words: Words,
    max_rows: int,
) -> str:
    """Return an HTML table of new figures beside earlier published ones; "" if there are none.

    They are among the `proposed` ones. Those that differ most from an earlier one come first; at
    most `max_rows` are listed, and of those only the ones of a month with an earlier figure.
    """
    new = pd.concat([changes.added["key"], changes.changed["key"]]).head(max_rows)
    rows = to_records(InMemoryFigures(proposed).choose(key=list(new)))
    months = [row for row in rows if _MONTH.fullmatch(_period(row["key"]))]
    wanted = {key for row in months for key in _earlier_keys(str(row["key"]))}
    found = published.choose(key=sorted(wanted)) if wanted else pd.DataFrame()
    earlier = {str(row["key"]): row for row in to_records(found)}
    compared = []
    for row in months:
        beside = [earlier.get(key) for key in _earlier_keys(str(row["key"]))]
        if any(beside):
            compared.append((_find_jump(float(row["value"]), beside), row, beside))
    compared.sort(key=lambda each: -abs(each[0][0]))
    table = [_cells(jump, row, beside, words) for jump, row, beside in compared]
    names = ("figure", "area", "period", "wording")
    headings = [words.say(f"pages.column_{name}") for name in names]
    headings += [
        words.say(f"desk.column_{name}") for name in ("month_before", "year_before", "jump")
    ]
    title = words.say("desk.beside_earlier")
    return render_table(headings, table, title, numbers=(3, 4, 5)) if table else ""


def _period(key: object) -> str:
    """Return the period of a figure, the last part of its key."""
    return str(key).rpartition(".")[2]


def _earlier_keys(key: str) -> tuple[str, str]:
    """Return the keys of a figure of a month in the month before, and in the year before."""
    series, _, period = key.rpartition(".")
    year, month = map(int, period.split("-"))
    before = f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"
    return f"{series}.{before}", f"{series}.{year_before(period)}"


def _find_jump(value: float, beside: Sequence[Mapping[str, Any] | None]) -> tuple[float, str]:
    """Return how many times an earlier figure a new one is, and which; (0, "") below JUMP."""
    jumps = [(0.0, "")]
    for name, earlier in zip(("month_before", "year_before"), beside, strict=True):
        base = float(earlier["value"]) if earlier else 0.0
        if value > 0 and base > 0 and max(value / base, base / value) >= JUMP:
            jumps.append((value / base, name))
    return max(jumps, key=lambda jump: max(jump[0], 1 / jump[0]) if jump[0] else 0.0)


def _say_jump(jump: tuple[float, str], words: Words) -> str:
    """Return what a new figure is of an earlier one; "" if it does not jump."""
    times, name = jump
    if not name:
        return ""
    return words.say(f"desk.times_{name}", times=words.number(times, digits=3))


def _cells(
    jump: tuple[float, str],
    row: Mapping[str, Any],
    beside: Sequence[Mapping[str, Any] | None],
    words: Words,
) -> list[TableCell]:
    """Return the cells of a new figure, with what it is of an earlier one if it jumps."""
    key, said = split_key(str(row["key"])), _say_jump(jump, words)
    return [
        format_figure_name(str(row["key"]), words),
        words.name("area", key["ref_area"]),
        words.period(key["time_period"]),
        *(format_number(each, str(each["key"]), words) if each else "—" for each in (row, *beside)),
        (said, "late") if said else "",
    ]
