"""The pieces of a plain page: headline figures, programmes, charts with their tables, figures."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from charts.catalogue import make_chart
from charts.chart import Chart, ChartData
from charts.table import figure_name, row_wording
from exports.data.readable import format_status
from exports.static_site.svg import SvgRenderer
from exports.tables import format_locator, render_chart_table, render_table
from locales import Words
from metrics.coverage import extent
from metrics.figures import reported
from metrics.table import records

MAX_ROWS = 10_000
"""Rows of one table of figures; what is left out is counted below it."""
LONG_NUMBER = 13
"""Letters that fit into a card in the large size."""
COLUMNS = ("figure", "programme", "area", "period", "as_reported", "source", "place", "status")


def write_lead(chart_data: ChartData) -> str:
    """Say in one sentence what the release holds."""
    words, held = chart_data.words, extent(chart_data.figures)
    return words.say(
        "pages.lead",
        figures=words.say("pages.figure_count", count=held.figures),
        programmes=words.say("pages.programme_count", count=len(chart_data.programmes)),
        indicators=words.say("pages.indicator_count", count=held.indicators),
        areas=words.say("pages.place_count", count=held.areas),
    )


def render_card(chart_data: ChartData, wanted: Mapping[str, str]) -> str:
    """Write the newest figure that a card asks for; it says where nothing is reported."""
    words = chart_data.words
    rows = records(reported(chart_data.newest, **wanted))
    name = words.name("indicator", wanted["indicator"])
    number = words.say("charts.not_reported")
    about: tuple[str, ...] = ()
    if rows:
        row = rows[0]
        name, number = figure_name(row["figures"][0], words), row_wording(row, words)
        about = (words.name("area", row["ref_area"]), words.period(row["time_period"]))
    size = "number long" if len(number) > LONG_NUMBER else "number"
    below = "".join(f'<p class="note">{escape(text)}</p>' for text in about if text)
    return (
        f'<div class="card"><p class="quiet">{escape(name)}</p>'
        f'<p class="{size}">{escape(number)}</p>{below}</div>'
    )


def render_programme(found: Mapping[str, Any], words: Words) -> str:
    """Say who runs a programme, where, since when, how it proceeds and what belongs to it."""
    held = any(event["kind"] == "contest" for event in found.get("events", ()))
    facts = [
        words.say("pages.organiser", name=words.pick(found["organiser"])),
        words.name("area", found["ref_area"]),
    ]
    if found.get("since"):
        period = words.period(str(found["since"]))
        facts.append(words.say("pages.held" if held else "pages.since", period=period))
    lists = "".join(
        f"<p>{escape(words.say(f'pages.{name}'))}{words.say('snapshot.colon')}"
        f"{escape(words.listing([words.pick(item) for item in found[name]]))}</p>"
        for name in ("channels", "themes")
        if found.get(name)
    )
    steps = "".join(f"<li>{escape(words.pick(step))}</li>" for step in found.get("steps", ()))
    return (
        f'<section class="programme"><h2>{escape(words.pick(found["name"]))}</h2>'
        f'<p class="quiet">{escape(" · ".join(facts))}</p><p>{escape(words.pick(found["summary"]))}'
        f"</p>{f'<ol>{steps}</ol>' if steps else ''}{lists}</section>"
    )


def render_charts(addresses: Iterable[str], chart_data: ChartData, renderer: SvgRenderer) -> str:
    """Write charts that have anything to say, each with its table below it.

    Two stand side by side on paper, and on one page.
    """
    made = [
        render_chart(make_chart(address, chart_data), chart_data.words, renderer)
        for address in addresses
    ]
    pairs = ("".join(made[at : at + 2]) for at in range(0, len(made), 2))
    return "".join(f'<div class="pair">{pair}</div>' for pair in pairs)


def render_chart(made: Chart, words: Words, renderer: SvgRenderer) -> str:
    """Write a chart: title, finding, drawing, table, notes and source."""
    unit = escape(words.say("charts.unit", unit=made.unit)) if made.unit else ""
    head = (
        f'<h3>{escape(made.title)}</h3><p class="finding">{escape(made.finding)}</p>'
        f'<p class="unit">{unit}</p>'
    )
    if made.empty:
        return f'<div class="chart">{head}</div>'
    drawn = renderer.svg(made, words)
    label = escape(made.title)
    drawing = f'<div class="drawing" role="img" aria-label="{label}">{drawn}</div>' if drawn else ""
    below = "".join(f'<p class="note">{escape(text)}</p>' for text in (*made.notes, made.source))
    return f'<div class="chart">{head}{drawing}{render_chart_table(made, words)}{below}</div>'


def render_figures(chart_data: ChartData, chosen: pd.DataFrame, title: str) -> str:
    """Write figures as printed, each with its source, its place in it, and whether it was checked.

    English pages give the number in English as well; what is the same in every row stands below.
    """
    words, shown = chart_data.words, chosen.head(MAX_ROWS)
    numbers = [row_wording(row, words) for row in records(reported(shown))]
    same = {name for name in ("programme", "source") if chosen[name].nunique() == 1}
    columns = [name for name in COLUMNS if name not in same]
    if words.language == "en":
        columns.insert(columns.index("as_reported"), "wording")
    rows = (
        [_format_cell(name, row, number, words) for name in columns]
        for row, number in zip(records(shown), numbers, strict=True)
    )
    table = render_table([words.say(f"pages.column_{name}") for name in columns], rows, title)
    rest = len(chosen) - len(shown)
    sources = [words.name("source", code) for code in sorted(chosen["source"].unique())]
    told = [words.say("pages.sources_are", names=words.listing(sources))] if sources else []
    told += [words.say("snapshot.more", count=rest)] if rest else []
    below = "".join(f'<p class="quiet">{escape(line)}</p>' for line in told)
    return f'<div class="whole">{table}{below}</div>'


def _format_cell(name: str, row: Mapping[str, Any], number: str, words: Words) -> str:
    told: dict[str, str] = {
        "figure": figure_name(row["key"], words),
        "programme": words.name("programme", row["programme"]),
        "area": words.name("area", row["ref_area"]),
        "period": words.period(row["time_period"]),
        "wording": number,
        "as_reported": row["as_reported"],
        "source": words.name("source", row["source"]),
        "place": format_locator(row["locator"], words),
        "status": format_status(words, row["obs_status"]),
    }
    return told[name]


def render_word_table(
    names: Sequence[str], rows: Iterable[Sequence[str]], title: str, words: Words
) -> str:
    """Write a table of words under the headings of pages."""
    head = [words.say(f"pages.column_{name}") for name in names]
    return f'<div class="whole">{render_table(head, rows, title)}</div>'
