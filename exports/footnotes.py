"""Footnotes of a chart: signs for open bounds, and the explanation of signs and hollow marks."""

import math
from collections.abc import Mapping
from typing import Any

from charts.chart import Chart, Form
from locales import Words
from metrics.metric_table import to_records

OPEN_UPPER, OPEN_LOWER = "▷", "◁"
"""Signs beside a label: the upper or the lower bound was not reported."""
VALUE_FORMS = frozenset(
    {Form.BAR, Form.DOTS, Form.RANKING, Form.MULTIPLES, Form.BULLET, Form.STACKED, Form.TREND}
)
"""Forms whose marks show values with bounds."""
SIGNED_FORMS = VALUE_FORMS | {Form.WAFFLE}
"""Forms with signs at labels and hollow derived marks, which footnotes explain."""


def format_open_bounds(row: Mapping[str, Any]) -> str:
    """Return the signs of a mark's open bounds; "" if both bounds are known or it has no value.

    A mark is a bar, point or tile of a chart: one row of the chart's table.
    """
    if row["status"] not in ("reported", "target") or math.isnan(row["value"]):
        return ""
    low, high = math.isnan(row["value_low"]), math.isnan(row["value_high"])
    return (OPEN_LOWER if low else "") + (OPEN_UPPER if high else "")


def list_footnotes(chart: Chart, words: Words) -> list[str]:
    """Return the footnotes of a chart: its own notes, then one that explains its signs."""
    if chart.form not in SIGNED_FORMS:
        return list(chart.notes)
    rows = to_records(chart.table)
    signs = {sign for row in rows for sign in format_open_bounds(row)}
    statuses = {row["status"] for row in rows}
    formulas = dict.fromkeys(row["formula"] for row in rows if row["status"] == "derived")
    meanings = [words.say("exports.open_up")] if OPEN_UPPER in signs else []
    meanings += [words.say("exports.open_down")] if OPEN_LOWER in signs else []
    meanings += [words.say("exports.hollow")] if "derived" in statuses else []
    meanings += [words.say("exports.formula", formula=each) for each in formulas if each]
    return [*chart.notes, *([words.say("exports.join").join(meanings)] if meanings else [])]


def format_table_cell(chart: Chart, row: Mapping[str, Any]) -> str:
    """Return the wording of a mark and its signs, for a table with footnotes that explain them."""
    return format_mark_label(row) if chart.form in SIGNED_FORMS else str(row["wording"])


def format_mark_label(row: Mapping[str, Any]) -> str:
    """Return the label of a mark: its wording as reported, followed by the signs of open bounds."""
    return " ".join(part for part in (row["wording"], format_open_bounds(row)) if part)
