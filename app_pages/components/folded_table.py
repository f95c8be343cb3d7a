"""Tables whose first rows are shown, while the others are folded."""

from collections.abc import Sequence
from html import escape

from exports.html_tables import TableCell, render_table
from locales import Words

FIRST_ROWS = 12
"""Rows of a table that are shown while the others are folded."""


def render_folded_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[TableCell]],
    words: Words,
    title: str = "",
    numbers: Sequence[int] = (),
    shown: int = FIRST_ROWS,
) -> str:
    """Return an HTML table of rows, those after the first `shown` folded; 0 folds none.

    The other parameters are those of `render_table`.
    """
    first_rows = rows[:shown] if shown else rows
    table = render_table(headings, first_rows, title, numbers=numbers)
    if len(first_rows) == len(rows):
        return table
    label = escape(words.say("pages.further_rows", count=len(rows) - shown))
    folded_table = render_table(headings, rows[shown:], numbers=numbers)
    return f'{table}<details class="rest"><summary>{label}</summary>{folded_table}</details>'
