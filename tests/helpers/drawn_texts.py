"""What a reader sees of a drawing: its texts, its marks, its axes."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from charts.chart import Chart
from charts.render.plotly import draw_chart
from charts.theme import Theme

TAG = re.compile(r"<[^>]*>")
OUR_TAG = re.compile(r"</?b>|<br>|<span style='[^'<>]*'>|</span>")


Drawing = dict[str, Any]


def drawn(chart: Chart, theme: Theme = "light", framed: bool = False) -> Drawing:
    """Draw a chart, as Plotly's own data and layout."""
    drawing: Drawing = draw_chart(chart, theme, framed)
    return drawing


def markup(drawing: Drawing) -> list[str]:
    """Every text of a drawing as Plotly is given it."""
    layout = drawing["layout"]
    texts = [str(label["text"]) for label in layout["annotations"]]
    for axis in ("xaxis", "yaxis"):
        texts += map(str, layout[axis].get("ticktext", ()))
    for trace in drawing["data"]:
        for name in ("text", "hovertext"):
            value = trace.get(name, ())
            texts += [value] if isinstance(value, str) else list(value)
    return texts


def seen(text: str) -> str:
    """A text as Plotly shows it."""
    return unescape(TAG.sub(" ", text.replace("<br>", "")))


def marked(drawing: Drawing) -> set[int]:
    """The rows of the chart's table that a click on some mark gives."""
    return {int(row) for trace in drawing["data"] for row in trace.get("customdata", ())}


def words_of(chart: Chart) -> Iterator[str]:
    """Every word of a chart beside its drawing."""
    yield from (chart.title, chart.finding, chart.unit, chart.period, chart.source, *chart.notes)
    for column in ("category", "series", "wording", "detail", "formula"):
        yield from chart.table[column]
