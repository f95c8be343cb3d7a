"""Tables in the Chinese form: title on top, unit at the right, heavy rules, source below.

As HTML, for the pages of the dashboard and for plain ones.
"""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.table import figure_name, row_wording
from locales import Words
from metrics.figures import reported
from metrics.table import records

TableCell = str | tuple[str, str]
"""Text, or text with a class."""


def render_table(
    head: Sequence[str], rows: Iterable[Sequence[TableCell]], title: str = "", unit: str = ""
) -> str:
    """Write a table; every cell is text and shown literally, or a text with a class."""
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    common = f'<p class="unit">{escape(unit)}</p>' if unit else ""
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(_render_cell(n, cell) for n, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return (
        f'{common}<div class="table" tabindex="0" role="region" '
        f'aria-label="{escape(title or head[0], quote=True)}"><table>{caption}'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _render_cell(position: int, cell: TableCell) -> str:
    text, kind = (cell, "") if isinstance(cell, str) else cell
    mark = f' class="{kind}"' if kind else ""
    if position == 0:
        return f'<th scope="row"{mark}>{escape(text)}</th>'
    return f"<td{mark}>{escape(text)}</td>"


def render_chart_table(chart: Chart, words: Words) -> str:
    """Write the table behind a chart; a grid of areas lists those that report anything."""
    drawn = chart.table
    if chart.form is Form.TILES:
        drawn = drawn[drawn["status"] != "missing"].assign(series="", detail="")
    names = ("series", "category", "wording", "detail")
    columns = [name for name in names if (drawn[name] != "").any()]
    for name in ("series", "wording"):
        if name in columns and (drawn[name] == drawn["category"]).all():
            columns.remove(name)
    if not columns:
        return ""
    named = {"wording": "when"} if chart.form is Form.TIMELINE else {}
    head = [words.say(f"pages.column_{named.get(name, name)}") for name in columns]
    rows = (
        [
            (text, named[name]) if name in named else text
            for name, text in zip(columns, row, strict=True)
        ]
        for row in drawn[columns].to_numpy().tolist()
    )
    return render_table(head, rows)


def render_figures_table(
    chart_data: ChartData, figures: pd.DataFrame, title: str, sources: str = ""
) -> str:
    """Write figures as reported: what, where, when, how much, and where it stands."""
    words = chart_data.words
    names = ("figure", "area", "period", "wording", "place")
    locators = dict(zip(figures["key"], figures["locator"], strict=True))
    rows = [
        (
            figure_name(row["figures"][0], words),
            words.name("area", row["ref_area"]),
            words.period(row["time_period"]),
            row_wording(row, words),
            format_locator(locators[row["figures"][0]], words),
        )
        for row in records(reported(figures))
    ]
    table = render_table([words.say(f"pages.column_{name}") for name in names], rows, title)
    if not sources:
        return table
    return f'{table}<p class="foot">{escape(words.say("pages.sources_are", names=sources))}</p>'


def format_locator(locator: str, words: Words) -> str:
    """Word where a figure stands in its document: which article, which paragraph."""
    article, mark, paragraph = locator.partition(" ¶")
    if not mark:
        return locator
    name = words.name("article", article)
    return words.say("pages.locator", article=name, paragraph=paragraph)
