"""Tables whose first rows are shown, and parts that only a phone folds (area_pages.css)."""

from collections.abc import Sequence
from html import escape

from exports.html_tables import TableCell, render_table
from locales import Words

FIRST_ROWS = 12
"""Rows of a table that are shown while the others are folded."""
PHONE_ROWS = 6
"""Rows of a list that a phone shows at once; the style sheet counts the same."""


def render_folded_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[TableCell]],
    words: Words,
    title: str = "",
    numbers: Sequence[int] = (),
    shown: int = FIRST_ROWS,
) -> str:
    """Return an HTML table of rows, those after the first `shown` folded; 0 folds none.

    Where rows are folded, a phone shows still fewer (`fold_rows`). The other parameters are those
    of `render_table`.
    """
    if not shown:
        return render_table(headings, rows, title, numbers=numbers)
    table = render_table(headings, rows[:shown], title, numbers=numbers)
    if len(rows) <= shown:
        return fold_rows(table, len(rows), words)
    label = escape(words.say("pages.further_rows", count=len(rows) - shown))
    folded_table = render_table(headings, rows[shown:], numbers=numbers)
    rest = f'<details class="rest"><summary>{label}</summary>{folded_table}</details>'
    return fold_rows(table + rest, len(rows), words)


def fold_rows(html: str, count: int, words: Words) -> str:
    """Return a table or list of `count` rows of which a phone folds those beyond PHONE_ROWS.

    A single further row is not folded, as the line in its place would be as high.
    """
    if count <= PHONE_ROWS + 1:
        return html
    return _fold(html, words.say("pages.further_rows", count=count - PHONE_ROWS), "rows")


def fold_part(html: str, label: str) -> str:
    """Return a part of a page in whose place a phone shows a line, `label`, until it is tapped."""
    return _fold(html, label, "part")


def _fold(html: str, label: str, kind: str) -> str:
    """Return a part of a page with the line that opens it on a phone."""
    line = f'<details class="on-phone"><summary>{escape(label)}</summary></details>'
    return f'<div class="phone-fold {kind}">{html}{line}</div>'
