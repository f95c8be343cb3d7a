"""What a chart's marks leave open, said once below it: bounds, derived and missing values."""

import math
from collections.abc import Mapping
from typing import Any

from charts.chart import Chart, Form
from exports.request import list_marks
from locales import Words

OPEN_UPPER, OPEN_LOWER = "▷", "◁"
"""Beside a label: no upper bound is reported, no lower bound is reported."""
VALUE_FORMS = frozenset(
    {Form.BAR, Form.DOTS, Form.RANKING, Form.MULTIPLES, Form.BULLET, Form.STACKED, Form.TREND}
)
"""Forms whose marks stand for values with bounds."""
SIGNED_FORMS = VALUE_FORMS | {Form.WAFFLE}
"""Forms whose labels carry signs and whose derived marks are hollow: notes say what that means."""


def format_open_bounds(row: Mapping[str, Any]) -> str:
    """Give the signs of a mark's open bounds; "" where both are known or it is no number."""
    if row["status"] not in ("reported", "target") or math.isnan(row["value"]):
        return ""
    low, high = math.isnan(row["value_low"]), math.isnan(row["value_high"])
    return (OPEN_LOWER if low else "") + (OPEN_UPPER if high else "")


def list_footnotes(chart: Chart, words: Words) -> list[str]:
    """Word the notes below a chart: its own, then what its signs mean."""
    if chart.form not in SIGNED_FORMS:
        return list(chart.notes)
    rows = list_marks(chart)
    signs = {sign for row in rows for sign in format_open_bounds(row)}
    statuses = {row["status"] for row in rows}
    told = [words.say("exports.open_up")] if OPEN_UPPER in signs else []
    told += [words.say("exports.open_down")] if OPEN_LOWER in signs else []
    told += [words.say("exports.hollow")] if "derived" in statuses else []
    formulas = dict.fromkeys(row["formula"] for row in rows if row["status"] == "derived")
    told += [words.say("exports.formula", formula=each) for each in formulas if each]
    return [*chart.notes, words.say("exports.join").join(told)] if told else list(chart.notes)


def format_table_cell(chart: Chart, row: Mapping[str, Any]) -> str:
    """Give what a table beside a chart says of a mark: its label, where signs are explained."""
    return format_mark_label(row) if chart.form in SIGNED_FORMS else str(row["wording"])


def format_mark_label(row: Mapping[str, Any]) -> str:
    """Give a mark's label: its wording as reported, with the signs of open bounds."""
    return " ".join(part for part in (row["wording"], format_open_bounds(row)) if part)
