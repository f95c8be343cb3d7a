"""Tables in the Chinese form: title on top, unit at the right, heavy rules, source below."""

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from charts.chart import Chart, Material
from charts.marks import figure_name, wording_of
from locales import Words
from metrics.figures import reported


def table_html(
    head: Sequence[str], rows: Iterable[Sequence[str]], title: str = "", unit: str = ""
) -> str:
    """Write a table; every cell is text and shown literally."""
    caption = f"<caption>{escape(title)}" if title else ""
    if title:
        caption += f'<span class="unit">{escape(unit)}</span></caption>'
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(_cell(n, cell) for n, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        '<div class="table" tabindex="0" role="region" '
        f'aria-label="{escape(title or head[0], quote=True)}"><table>{caption}'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(position: int, text: str) -> str:
    tag = 'th scope="row"' if position == 0 else "td"
    return f"<{tag}>{escape(text)}</{tag.split()[0]}>"


def chart_table(chart: Chart, words: Words) -> str:
    """Write the table behind a chart."""
    drawn = chart.table
    columns = [
        name for name in ("series", "category", "wording", "detail") if (drawn[name] != "").any()
    ]
    if "series" in columns and (drawn["series"] == drawn["category"]).all():
        columns.remove("series")
    head = [words.say(f"pages.column_{name}") for name in columns]
    return table_html(head, drawn[columns].to_numpy().tolist())


def figures_table(material: Material, figures: pd.DataFrame, title: str) -> str:
    """Write figures as they were reported: what, where, when, how much, in which unit, from where."""
    words = material.words
    head = [
        words.say(f"pages.column_{n}") for n in ("figure", "area", "period", "wording", "place")
    ]
    locators = dict(zip(figures["key"], figures["locator"], strict=True))
    rows = [
        (
            figure_name(row["figures"][0], words),
            words.name("area", row["ref_area"]),
            words.period(row["time_period"]),
            wording_of(row, words),
            locator_text(locators[row["figures"][0]], words),
        )
        for row in reported(figures).to_dict("records")
    ]
    return table_html(head, rows, title)


def locator_text(locator: str, words: Words) -> str:
    """Word where a figure stands in its document: 《…》第4段."""
    article, mark, paragraph = locator.partition(" ¶")
    if not mark:
        return locator
    return words.say("pages.locator", article=article, paragraph=paragraph)
