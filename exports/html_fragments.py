"""HTML fragments that the dashboard and the static site share: lead, headline, programme, chart.

Each page wraps them in its own layout and style sheet. All text is escaped here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import orjson

from charts.chart import Chart, ChartData
from charts.labels import format_figure_name, format_row_number
from locales import Words
from metrics.figure_queries import list_reported
from metrics.metric_table import to_records
from metrics.reporting_coverage import ReportedExtent

LONG_NUMBER = 13
"""Characters above which the number of a headline has the smaller font size."""


@dataclass(frozen=True)
class Headline:
    """A headline figure as texts; the figure's `key` is "" if nothing is reported."""

    name: str
    number: str
    area: str = ""
    period: str = ""
    key: str = ""


def write_lead(extent: ReportedExtent, chart_data: ChartData) -> str:
    """Return the sentence below the front page's title: how much the release contains.

    `extent` has the numbers (`measure_extent`). Without programmes they are not mentioned.
    """
    words = chart_data.words
    return words.say(
        "pages.lead" if chart_data.programmes else "pages.lead_without_programmes",
        figures=words.say("pages.figure_count", count=extent.figures),
        programmes=words.say("pages.programme_count", count=len(chart_data.programmes)),
        indicators=words.say("pages.indicator_count", count=extent.indicators),
        areas=words.say("pages.place_count", count=extent.areas),
    )


def find_headline(chart_data: ChartData, where: Mapping[str, str]) -> Headline:
    """Return a page's headline: the newest figure whose columns have the values of `where`.

    A headline is a number in large letters at the top of a page. `where` (column → value) must name
    the indicator. If several areas or programmes have a newest figure, the first by code is taken.
    If there is none, the headline says "not reported".
    """
    words = chart_data.words
    rows = to_records(list_reported(chart_data.newest, **where))
    if not rows:
        name = words.name("indicator", where["indicator"])
        return Headline(name, words.say("charts.not_reported"))
    newest, *_ = rows
    (key,) = newest["figures"]  # a reported number has a single figure
    return Headline(
        name=format_figure_name(key, words),
        number=format_row_number(newest, words),
        area=words.name("area", newest["ref_area"]),
        period=words.period(newest["time_period"]),
        key=key,
    )


def render_headline(headline: Headline) -> str:
    """Render a headline figure as HTML paragraphs: name, number, area, period, if not empty.

    A number of more than LONG_NUMBER characters gets a CSS class for smaller letters.
    """
    number_class = "number long" if len(headline.number) > LONG_NUMBER else "number"
    paragraphs = (
        ("name", headline.name),
        (number_class, headline.number),
        ("place", headline.area),
        ("place", headline.period),
    )
    return "".join(
        f'<p class="{css_class}">{escape(text)}</p>' for css_class, text in paragraphs if text
    )


def list_programme_facts(programme: Mapping[str, Any], words: Words) -> list[str]:
    """Return a programme's organiser, its area, and when it was held or since when it has run.

    `programme` is its entry in programmes.yaml; what this lacks is left out. A contest was held in
    a period; other programmes have run since then.
    """
    is_contest = any(event["kind"] == "contest" for event in programme.get("events", ()))
    organiser = words.pick(programme.get("organiser"))
    facts = [words.say("pages.organiser", name=organiser)] if organiser else []
    if area := programme.get("ref_area"):
        facts.append(words.name("area", area))
    if programme.get("since"):
        message = "pages.held" if is_contest else "pages.since"
        facts.append(words.say(message, period=words.period(str(programme["since"]))))
    return facts


def render_programme(programme: Mapping[str, Any], words: Words, with_steps: bool = False) -> str:
    """Render a programme as an HTML fragment: organiser, area, since when, summary, themes.

    `programme` is its entry in programmes.yaml, whose id stands for a missing name. `with_steps`
    lists its steps too, for pages that do not draw them as a chart.
    """
    name = words.pick(programme.get("name")) or programme["id"]
    facts = list_programme_facts(programme, words)
    steps = programme.get("steps", ()) if with_steps else ()
    items = "".join(f"<li>{escape(words.pick(step))}</li>" for step in steps)
    return (
        f'<section class="programme"><h2>{escape(name)}</h2>'
        f'<p class="facts">{escape(" · ".join(facts))}</p>'
        f"<p>{escape(words.pick(programme.get('summary')))}</p>"
        f"{f'<ol>{items}</ol>' if items else ''}"
        f"{render_channels_and_themes(programme, words)}</section>"
    )


def render_channels_and_themes(programme: Mapping[str, Any], words: Words) -> str:
    """Render the channels and themes of a programme as HTML; "" if it has neither.

    Channels are the ways in which it reaches people, themes what it is about.
    """
    items = "".join(
        f"<dt>{escape(words.say(f'pages.{name}'))}</dt>"
        f"<dd>{escape(words.listing([words.pick(item) for item in programme[name]]))}</dd>"
        for name in ("channels", "themes")
        if programme.get(name)
    )
    return f"<dl>{items}</dl>" if items else ""


def render_chart_head(chart: Chart, level: int = 3, unit_last: bool = False) -> str:
    """Render title, unit and finding of a chart as HTML; `level` is the heading's level (3: h3).

    The finding is the sentence that the chart states. The unit is beside the title, as in the
    dashboard, or below the finding with `unit_last`, as in exported pages.
    """
    unit, tag = "", "p" if unit_last else "span"
    if chart.unit:
        text = Words(chart.language).say("charts.unit", unit=chart.unit)
        unit = f'<{tag} class="unit">{escape(text)}</{tag}>'
    title = f"<h{level}>{escape(chart.title)}</h{level}>"
    finding = f'<p class="finding">{escape(chart.finding)}</p>'
    if unit_last:
        return title + finding + unit
    return f'<div class="chart-head">{title}{unit}</div>{finding}'


def render_chart_notes(chart: Chart, link: str = "") -> str:
    """Render the notes and the source of a chart; `link` is HTML that follows the source."""
    notes = "".join(f"<p>{escape(note)}</p>" for note in chart.notes)
    return f"{notes}<p>{escape(chart.source)}{f' · {link}' if link else ''}</p>"


def dump_json_for_html(value: Any) -> str:
    """Return JSON in which no text can end the HTML element or attribute around it.

    The characters <, >, & and ' are written as JSON escapes, an apostrophe as \\u0027.
    """
    json_text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    for character in "<>&'":
        json_text = json_text.replace(character, f"\\u{ord(character):04x}")
    return json_text
