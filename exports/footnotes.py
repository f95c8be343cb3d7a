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


def format_open_bounds(mark: Mapping[str, Any]) -> str:
    """Return the signs of a mark's open bounds; "" if both bounds are known or it has no value.

    A mark (bar, point or tile) is a row of a chart's table. A derived mark has no signs, since it
    is drawn hollow.
    """
    if mark["status"] not in ("reported", "target") or math.isnan(mark["value"]):
        return ""
    lower = OPEN_LOWER if math.isnan(mark["value_low"]) else ""
    return lower + (OPEN_UPPER if math.isnan(mark["value_high"]) else "")


def list_footnotes(chart: Chart, words: Words, *, has_line: bool = True) -> list[str]:
    """Return the footnotes of a chart: its own notes, then one that explains its signs.

    Where the bars are drawn without the line across them (`has_line`), as on a slide, its note says
    what it stands for.

    The last one explains what the chart has of these: open bounds, hollow marks (derived: computed
    from figures), and each formula once. Charts of forms without signs do not have it.
    """
    notes, line = list(chart.notes), chart.reference
    if line and not has_line:
        text = words.say("exports.compared_with", what=line.meaning)
        notes = [text if note == line.note else note for note in notes]
    if chart.form not in SIGNED_FORMS:
        return notes
    marks = to_records(chart.table)
    signs = {sign for mark in marks for sign in format_open_bounds(mark)}  # ▷ and ◁
    derived = [mark for mark in marks if mark["status"] == "derived"]
    formulas = dict.fromkeys(mark["formula"] for mark in derived if mark["formula"])
    meanings = [words.say("exports.open_up")] if OPEN_UPPER in signs else []
    meanings += [words.say("exports.open_down")] if OPEN_LOWER in signs else []
    meanings += [words.say("exports.hollow")] if derived else []
    meanings += [words.say("exports.formula", formula=formula) for formula in formulas]
    return [*notes, *([words.say("exports.join").join(meanings)] if meanings else [])]


def format_signed_wording(chart: Chart, mark: Mapping[str, Any]) -> str:
    """Return the text of a mark's number for a table beside its chart.

    It has signs of open bounds (300余人 ▷) if the footnotes of the chart's form explain them.
    """
    return format_mark_label(mark) if chart.form in SIGNED_FORMS else str(mark["wording"])


def format_mark_label(mark: Mapping[str, Any]) -> str:
    """Return the label of a mark: its wording and the signs of its open bounds: 300余人 ▷.

    The wording is the text of its number, mostly as printed.
    """
    return " ".join(text for text in (mark["wording"], format_open_bounds(mark)) if text)
