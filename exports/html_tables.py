"""HTML tables in the Chinese form: title above, unit at the right, thick rules, source below.

Shared by the dashboard and the static site.
"""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.labels import format_figure_name, format_row_number
from locales import Words
from metrics.figure_queries import list_reported
from metrics.metric_table import to_records

TableCell = str | tuple[str, str]
"""A text, or a text and a CSS class."""


def render_table(
    head: Sequence[str], rows: Iterable[Sequence[TableCell]], title: str = "", unit: str = ""
) -> str:
    """Render a table; the text of every cell is escaped."""
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    unit_line = f'<p class="unit">{escape(unit)}</p>' if unit else ""
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(_render_cell(n, cell) for n, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return (
        f'{unit_line}<div class="table" tabindex="0" role="region" '
        f'aria-label="{escape(title or head[0], quote=True)}"><table>{caption}'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _render_cell(position: int, cell: TableCell) -> str:
    """Render a cell; the one at position 0 is the heading of its row.

    A cell is a text, or a pair of text and CSS class.
    """
    text, css_class = (cell, "") if isinstance(cell, str) else cell
    attribute = f' class="{css_class}"' if css_class else ""
    if position == 0:
        return f'<th scope="row"{attribute}>{escape(text)}</th>'
    return f"<td{attribute}>{escape(text)}</td>"


def render_chart_table(chart: Chart, words: Words) -> str:
    """Render the table of a chart's marks; a tile grid lists only the areas with a figure.

    Columns that are empty or repeat the category are left out; "" if none remains.
    """
    marks = chart.table
    if chart.form is Form.TILES:
        marks = marks[marks["status"] != "missing"].assign(series="", detail="")
    names = ("series", "category", "wording", "detail")
    columns = [name for name in names if (marks[name] != "").any()]
    for name in ("series", "wording"):
        if name in columns and (marks[name] == marks["category"]).all():
            columns.remove(name)
    if not columns:
        return ""
    renamed = {"wording": "when"} if chart.form is Form.TIMELINE else {}
    head = [words.say(f"pages.column_{renamed.get(name, name)}") for name in columns]
    rows = (
        [
            (text, renamed[name]) if name in renamed else text
            for name, text in zip(columns, row, strict=True)
        ]
        for row in marks[columns].to_numpy().tolist()
    )
    return render_table(head, rows)


def render_figures_table(
    chart_data: ChartData, figures: pd.DataFrame, title: str, sources: str = ""
) -> str:
    """Render figures as reported: name, area, period, wording, locator; `sources` go below."""
    words = chart_data.words
    names = ("figure", "area", "period", "wording", "place")
    locators = dict(zip(figures["key"], figures["locator"], strict=True))
    rows = [
        (
            format_figure_name(row["figures"][0], words),
            words.name("area", row["ref_area"]),
            words.period(row["time_period"]),
            format_row_number(row, words),
            format_locator(locators[row["figures"][0]], words),
        )
        for row in to_records(list_reported(figures))
    ]
    table = render_table([words.say(f"pages.column_{name}") for name in names], rows, title)
    if not sources:
        return table
    return f'{table}<p class="foot">{escape(words.say("pages.sources_are", names=sources))}</p>'


def format_locator(locator: str, words: Words) -> str:
    """Return a locator as text: the article and paragraph of the document that has the figure."""
    article, mark, paragraph = locator.partition(" ¶")
    if not mark:
        return locator
    name = words.name("article", article)
    return words.say("pages.locator", article=name, paragraph=paragraph)
