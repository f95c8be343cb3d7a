"""Limits of an export: charts with fewer marks and shorter texts, without hidden characters."""

import math
from dataclasses import replace

from charts.chart import Chart
from locales import Words

MAX_MARKS = 400
"""Marks of one chart in an export; a note counts the rest."""
MAX_CHARACTERS = 400
"""Characters of one text; longer ones are cut with an ellipsis."""
MAX_NUMBER = 1e24
"""Numbers from here on have no name in Chinese or English, and are not drawn."""
_NUMBER_COLUMNS = ("value", "value_low", "value_high")
_TEXT_COLUMNS = ("category", "series", "wording", "detail", "formula")


def truncate_chart(chart: Chart, words: Words) -> Chart:
    """Return a chart with at most MAX_MARKS marks and MAX_CHARACTERS in each text.

    A mark is a bar, point or tile: a row of the table. A note counts the omitted marks. Numbers
    from MAX_NUMBER on become NaN and are not drawn; the label of their mark stays.
    """
    table, notes = chart.table, chart.notes
    if len(table) > MAX_MARKS:
        omitted = words.say("charts.rest", shown=MAX_MARKS, rest=len(table) - MAX_MARKS)
        table, notes = table.head(MAX_MARKS), (*notes, omitted)
    table = table.assign(
        **{name: [truncate_text(text) for text in table[name]] for name in _TEXT_COLUMNS},
        **{name: [_limit_number(value) for value in table[name]] for name in _NUMBER_COLUMNS},
    )
    return replace(
        chart,
        table=table.reset_index(drop=True),
        notes=tuple(truncate_text(note) for note in notes),
        title=truncate_text(chart.title),
        finding=truncate_text(chart.finding),
        unit=truncate_text(chart.unit),
        period=truncate_text(chart.period),
        source=truncate_text(chart.source),
        subject=truncate_text(chart.subject),
        heading=truncate_text(chart.heading),
    )


def _limit_number(value: float) -> float:
    """Return a mark's number, or NaN if it is from MAX_NUMBER on and cannot be drawn."""
    return float(value) if abs(value) < MAX_NUMBER else math.nan


def truncate_text(text: str) -> str:
    """Return a text without hidden characters, cut to MAX_CHARACTERS."""
    visible = "".join(character for character in text if character not in _HIDDEN_CHARACTERS)
    return visible if len(visible) <= MAX_CHARACTERS else visible[: MAX_CHARACTERS - 1] + "…"


_HIDDEN_CHARACTERS = frozenset(
    [chr(code) for code in (*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0x80, 0xA0))]
    + [chr(code) for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF)]
    + [chr(code) for code in (*range(0x2060, 0x2070), 0xFFFE, 0xFFFF)]
    + [chr(code) for code in range(0xD800, 0xE000)]
)
"""Characters that XML forbids, or that hide or reverse the text after them."""
