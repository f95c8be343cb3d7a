"""Tables in the Chinese form: title on top, unit at the right, heavy rules, source below."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlencode

import pandas as pd

from charts.chart import Chart, Material
from charts.marks import figure_name, wording_of
from locales import Words
from metrics.coverage import completeness
from metrics.figures import reported
from metrics.table import records

Cell = str | tuple[str, str]


def table_html(
    head: Sequence[str], rows: Iterable[Sequence[Cell]], title: str = "", unit: str = ""
) -> str:
    """Write a table; every cell is text and shown literally, or a text with a class."""
    caption = f"<caption>{escape(title)}</caption>" if title else ""
    common = f'<p class="unit">{escape(unit)}</p>' if unit else ""
    cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        "<tr>" + "".join(_cell(n, cell) for n, cell in enumerate(row)) + "</tr>" for row in rows
    )
    return (
        f'{common}<div class="table" tabindex="0" role="region" '
        f'aria-label="{escape(title or head[0], quote=True)}"><table>{caption}'
        f"<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(position: int, cell: Cell) -> str:
    text, kind = (cell, "") if isinstance(cell, str) else cell
    mark = f' class="{kind}"' if kind else ""
    if position == 0:
        return f'<th scope="row"{mark}>{escape(text)}</th>'
    return f"<td{mark}>{escape(text)}</td>"


def chart_table(chart: Chart, words: Words) -> str:
    """Write the table behind a chart."""
    drawn = chart.table
    names = ("series", "category", "wording", "detail")
    columns = [name for name in names if (drawn[name] != "").any()]
    if "series" in columns and (drawn["series"] == drawn["category"]).all():
        columns.remove("series")
    head = [words.say(f"pages.column_{name}") for name in columns]
    return table_html(head, drawn[columns].to_numpy().tolist())


def figures_table(material: Material, figures: pd.DataFrame, title: str, sources: str = "") -> str:
    """Write figures as reported: what, where, when, how much, and where it stands."""
    words = material.words
    names = ("figure", "area", "period", "wording", "place")
    locators = dict(zip(figures["key"], figures["locator"], strict=True))
    rows = [
        (
            figure_name(row["figures"][0], words),
            words.name("area", row["ref_area"]),
            words.period(row["time_period"]),
            wording_of(row, words),
            locator_text(locators[row["figures"][0]], words),
        )
        for row in records(reported(figures))
    ]
    table = table_html([words.say(f"pages.column_{name}") for name in names], rows, title)
    if not sources:
        return table
    return f'{table}<p class="foot">{escape(words.say("pages.sources_are", names=sources))}</p>'


def locator_text(locator: str, words: Words) -> str:
    """Word where a figure stands in its document: which article, which paragraph."""
    article, mark, paragraph = locator.partition(" ¶")
    if not mark:
        return locator
    name = words.name("article", article)
    return words.say("pages.locator", article=name, paragraph=paragraph)


def completeness_table(material: Material) -> str:
    """Write which indicator is reported where and when; what is not is said in words."""
    words, figures = material.words, material.figures
    grid = completeness(
        figures,
        [i["code"] for i in material.indicators],
        sorted(figures["ref_area"].unique()),
        sorted(figures["time_period"].unique()),
    )
    found = grid[grid["reported"]].groupby("indicator")
    rows: list[list[Cell]] = []
    for indicator in material.indicators:
        code = indicator["code"]
        name = words.name("indicator", code)
        if code not in found.groups:
            rows.append([name, (words.say("charts.not_reported"), "missing"), "", ""])
            continue
        part = found.get_group(code)
        areas = [words.name("area", area) for area in part["ref_area"].unique()]
        periods = [words.period(period) for period in part["time_period"].unique()]
        rows.append([name, words.listing(areas), words.listing(periods), str(len(part))])
    head = [words.say(f"pages.column_{n}") for n in ("figure", "area", "period", "count")]
    return table_html(head, rows, words.say("pages.completeness"))


def address(path: str, words: Words, **query: str | Sequence[str]) -> str:
    """Give the permanent address of a page in the reader's language, for a link."""
    asked = urlencode({**query, "lang": words.language}, doseq=True)
    return escape(f"{path}?{asked}", quote=True)
