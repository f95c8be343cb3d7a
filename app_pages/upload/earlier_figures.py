"""New figures of a month beside those of the month before and of the same month last year."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from app_pages.components.diff import StateDifference
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
            compared.append((_find_jump(row, beside), row, beside))
    compared.sort(key=lambda each: -abs(each[0][0]))
    table = [_cells(jump, row, beside, words) for jump, row, beside in compared]
    names = ("figure", "area", "period", "wording")
    headings = [words.say(f"pages.column_{name}") for name in names]
    headings += [
        words.say(f"desk.column_{name}") for name in ("month_before", "year_before", "jump")
    ]
    return render_table(headings, table, words.say("desk.beside_earlier")) if table else ""


def _period(key: object) -> str:
    """Return the period of a figure, the last part of its key."""
    return str(key).rpartition(".")[2]


def _earlier_keys(key: str) -> tuple[str, str]:
    """Return the keys of a figure of a month in the month before, and in the year before."""
    series, _, period = key.rpartition(".")
    year, month = map(int, period.split("-"))
    before = f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"
    return f"{series}.{before}", f"{series}.{year_before(period)}"


def _find_jump(
    row: Mapping[str, Any], beside: Sequence[Mapping[str, Any] | None]
) -> tuple[float, str]:
    """Return how many times an earlier figure a new one is, and which; (0, "") below JUMP."""
    jumps = [(0.0, "")]
    for name, earlier in zip(("month_before", "year_before"), beside, strict=True):
        value, base = float(row["value"]), float(earlier["value"]) if earlier else 0.0
        if value > 0 and base > 0 and max(value / base, base / value) >= JUMP:
            jumps.append((value / base, name))
    return max(jumps, key=lambda jump: max(jump[0], 1 / jump[0]) if jump[0] else 0.0)


def _cells(
    jump: tuple[float, str],
    row: Mapping[str, Any],
    beside: Sequence[Mapping[str, Any] | None],
    words: Words,
) -> list[TableCell]:
    """Return the cells of a new figure, with what it is of an earlier one if it jumps."""
    times, name = jump
    key = split_key(str(row["key"]))
    which = words.say(f"desk.column_{name}") if name else ""
    said = words.say("desk.times", which=which, times=words.number(times, digits=3)) if name else ""
    return [
        format_figure_name(str(row["key"]), words),
        words.name("area", key["ref_area"]),
        words.period(key["time_period"]),
        str(row["as_reported"]),
        *(str(each["as_reported"]) if each else "—" for each in beside),
        (said, "late") if said else "",
    ]
