"""HTML tables in the Chinese form: title above, unit at the right, thick rules, source below.

Shared by the dashboard and the static site.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import pandas as pd

from charts.chart import Chart, ChartData, Form
from charts.labels import format_figure_name, format_row_number, name_rows
from locales import Words
from metrics.figure_queries import list_reported
from metrics.metric_table import to_records

TableCell = str | tuple[str, str]
"""A text, or a text and a CSS class."""


def render_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[TableCell]],
    title: str = "",
    numbers: Sequence[int] = (),
) -> str:
    """Render an HTML table with column headings; the text of every cell is escaped.

    `numbers` are the positions of columns of numbers, which are aligned right; the first of them is
    the value. On a narrow phone each row shows its name and the value, and the other cells below
    them with their headings. A table wider than the page scrolls by itself, also with the keyboard,
    and has a name for screen readers: the title or, without one, the first heading.
    """
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    classes = {n: "number" if n != numbers[0] else "number value" for n in numbers}
    heading_cells = "".join(
        f'<th scope="col"{_render_class(classes.get(n, ""))}>{escape(heading)}</th>'
        for n, heading in enumerate(headings)
    )
    # Columns whose cells are below the name on a phone: numbers after the value, else all texts.
    labelled_columns = numbers[1:] if numbers else range(1, len(headings))
    labels = {n: headings[n] for n in labelled_columns}
    body = "".join(f"<tr>{_render_cells(row, classes, labels)}</tr>" for row in rows)
    css_class = "table stacked" if numbers else "table stacked texts"
    return (
        f'<div class="{css_class}" tabindex="0" role="region" '
        f'aria-label="{escape(title or headings[0], quote=True)}"><table>{caption}'
        f"<thead><tr>{heading_cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _render_class(css_class: str) -> str:
    """Return the attribute of a CSS class; "" for none."""
    return f' class="{css_class}"' if css_class else ""


def _render_cells(
    row: Sequence[TableCell], classes: Mapping[int, str], labels: Mapping[int, str]
) -> str:
    """Render the cells of a table's row: texts, or texts with a CSS class.

    `classes` are further CSS classes by column; `labels` are the headings that a phone shows before
    a cell, by column. The cell in column 0 is the heading of its row.
    """
    cells = []
    for column, cell in enumerate(row):
        text, own_class = (cell, "") if isinstance(cell, str) else cell
        attributes = _render_class(" ".join(filter(None, (own_class, classes.get(column)))))
        if column in labels:
            attributes += f' data-label="{escape(labels[column], quote=True)}"'
        tag, scope = ("th", ' scope="row"') if column == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{attributes}>{escape(text)}</{tag}>")
    return "".join(cells)


def render_chart_table(chart: Chart, words: Words) -> str:
    """Render the table of a chart's marks (bars, points or tiles), which stands below the chart.

    A tile grid lists only the areas with a figure. Columns that are empty or repeat the category
    are left out; "" if none remains.
    """
    marks = chart.table
    if chart.form is Form.TILES:  # whose series and detail only repeat name and number
        marks = marks[marks["status"] != "missing"].assign(series="", detail="")
    names = ("series", "category", "wording", "detail")
    columns = [name for name in names if (marks[name] != "").any()]
    for name in ("series", "wording"):
        if name in columns and (marks[name] == marks["category"]).all():
            columns.remove(name)
    if not columns:
        return ""
    # the wordings of a timeline are dates: their column has a heading and a CSS class of its own
    renamed = {"wording": "when"} if chart.form is Form.TIMELINE else {}
    headings = [words.say(f"pages.column_{renamed.get(name, name)}") for name in columns]
    rows = (
        [(row[name], renamed[name]) if name in renamed else row[name] for name in columns]
        for row in to_records(marks)
    )
    is_number = "wording" in columns and not renamed and len(columns) > 1
    return render_table(headings, rows, numbers=[columns.index("wording")] if is_number else ())


def render_figures_table(chart_data: ChartData, figures: pd.DataFrame, title: str) -> str:
    """Render figures as an HTML table, as reported: name, area, period, number, locator.

    The locator is the place in the source.
    """
    words = chart_data.words
    names = ("figure", "area", "period", "wording", "place")
    metric = to_records(list_reported(figures))
    rows = [
        (
            format_figure_name(figure["key"], words),
            area,
            words.period(figure["time_period"]),
            format_row_number(row, words),
            format_locator(figure["locator"], words),
        )
        for figure, row, area in zip(
            to_records(figures), metric, name_rows(metric, words), strict=True
        )
    ]
    headings = [words.say(f"pages.column_{name}") for name in names]
    return render_table(headings, rows, title, numbers=[names.index("wording")])


def format_locator(locator: str, words: Words) -> str:
    """Return a figure's place in its source for a table: article and paragraph.

    In a locator such as "ningbo-supervision ¶4" the article's code is replaced by its name. Of a
    locator `中文 | English` the half in the reader's language is returned; others are unchanged.
    """
    article, separator, paragraph = locator.partition(" ¶")
    if not separator:
        return words.note(locator)
    name = words.name("article", article)
    return words.say("pages.locator", article=name, paragraph=paragraph)
