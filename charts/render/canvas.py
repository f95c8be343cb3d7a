"""Collects the Plotly traces, annotations and layout of one chart, and wraps its texts."""

import re
from html import escape
from typing import Any

import pandas as pd

from charts.chart import Chart, Form
from charts.theme import FONT, SMALL_SIZE, TEXT_SIZE, Kind, Palette
from locales import Words
from metrics.metric_table import to_records

DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WIDE = 2  # a Chinese character takes the room of two Latin letters
WIDE_MARKS = frozenset("—…“”‘’")
"""Punctuation that Chinese fonts set as wide as a character."""
OPENING, CLOSING = "（《“‘「【", "，。、；：！？）》”’」】—"
LETTERS = r"[^\s\u2e80-\uffff“‘—]"
PIECES = re.compile(
    rf"[{OPENING}]{{0,3}}{LETTERS}{{1,24}}[{CLOSING}]*\s*"
    rf"|[{OPENING}]{{0,3}}[\u2e80-\uffff“‘—][{CLOSING}]*|\s+"
)


def measure_text(text: str) -> int:
    """Return the width of a text, in Latin letters: a Chinese character counts as two."""
    return sum(WIDE if ord(c) > 0x2E7F or c in WIDE_MARKS else 1 for c in text)


def escape_markup(text: str) -> str:
    """Return a text in which Plotly interprets nothing: tags and $ are escaped.

    Characters that change the writing direction are removed.
    """
    return escape(DIRECTIONS.sub("", text), quote=False).replace("$", "&#36;")


def wrap_text(text: str, letters: int) -> str:
    """Break a label into lines at most `letters` Latin letters wide, and escape its markup.

    A line breaks between Chinese characters or at a space, never before closing punctuation or a
    dash, nor after opening punctuation (GB/T 15834—2011, 5.1).
    """
    lines = [""]
    for piece in PIECES.findall(text):
        if lines[-1] and measure_text(lines[-1]) + measure_text(piece.rstrip()) > letters:
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return "<br>".join(escape_markup(line) for line in lines)


def find_value_range(table: pd.DataFrame) -> tuple[float, float]:
    """Return the lowest and highest value or finite bound, including zero; they always differ."""
    edges = table[["value", "value_low", "value_high"]].to_numpy(dtype=float)
    finite = edges[~(edges != edges)]
    if not len(finite):
        return 0.0, 1.0
    low, high = min(0.0, float(finite.min())), max(0.0, float(finite.max()))
    return low, high or float(low == 0)


def keep_opacity(values: dict[str, Any]) -> dict[str, Any]:
    """Return settings by which a trace keeps its opacity while another mark is selected."""
    if values.get("mode") == "text":
        # With a colour for selected text, all other text is not faded.
        return {"selected": {"textfont": {"color": values["textfont"]["color"][0]}}}
    if "marker" in values:
        return {"unselected": {"marker": {"opacity": values["marker"].get("opacity", 1)}}}
    return {}


def format_small_grey(canvas: "Canvas", text: str) -> str:
    """Return a wrapped text in small grey letters, as Plotly markup."""
    style = f"color:{canvas.palette.quiet};font-size:{SMALL_SIZE}px"
    return f"<span style='{style}'>{text}</span>"


class Canvas:
    """The traces, annotations and axes of one chart in one palette."""

    def __init__(self, chart: Chart, palette: Palette) -> None:
        """Start an empty drawing for a chart: no traces, no labels, hidden axes."""
        self.chart = chart
        self.palette = palette
        self.table: pd.DataFrame = chart.table.reset_index(drop=True)
        self.rows = to_records(self.table)
        self.traces: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.xaxis: dict[str, Any] = {"visible": False, "fixedrange": True}
        self.yaxis: dict[str, Any] = {"visible": False, "fixedrange": True}
        self.height = 300
        self.margin = {"l": 4, "r": 12, "t": 6, "b": 6}

    def format_hover(self, index: int) -> str:
        """Return the tooltip of the mark with this index: name, wording and detail."""
        row = self.rows[index]
        parts = [row["category"], row["wording"]]
        if self.chart.form in (Form.MULTIPLES, Form.TREND):
            parts.insert(0, row["series"])
        if self.chart.form is not Form.TILES:
            parts.append(row["detail"])
        return "<br>".join(wrap_text(part, 44) for part in parts if part)

    def add_trace(self, kind: Kind, indices: list[int], **values: Any) -> None:
        """Add a trace of marks; `indices` are their rows in the chart's table."""
        self.traces.append(
            {
                "type": kind,
                "customdata": indices,
                "hovertext": [self.format_hover(index) for index in indices],
                "hoverinfo": "text",
                "showlegend": False,
                **keep_opacity(values),
                **values,
            }
        )

    def add_decoration(self, kind: Kind, **values: Any) -> None:
        """Add a trace without marks, which cannot be clicked: a range, an arrow, a line."""
        self.traces.append(
            {
                "type": kind,
                "hoverinfo": "skip",
                "showlegend": False,
                **keep_opacity(values),
                **values,
            }
        )

    def add_label(self, x: float, y: float, text: str, **values: Any) -> None:
        """Add a text at a position in the drawing."""
        font = {"size": values.pop("size", TEXT_SIZE), "color": values.pop("color", None)}
        self.labels.append(
            {
                "x": x,
                "y": y,
                "text": text,
                "showarrow": False,
                "font": {"size": font["size"], "color": font["color"] or self.palette.text},
                **values,
            }
        )

    def set_value_axis(
        self, values: list[float], texts: list[str], low: float, high: float
    ) -> None:
        """Show the horizontal axis from `low` to `high`, with the labels `texts` at `values`."""
        self.xaxis |= {
            "visible": True,
            "range": [low, high],
            "tickvals": values,
            "ticktext": texts,
            "tickangle": 0,
            "gridcolor": self.palette.grid,
            "zeroline": low <= 0,
            "zerolinecolor": self.palette.missing,
            "tickfont": {"size": SMALL_SIZE, "color": self.palette.quiet},
        }
        self.margin["b"] = 26

    def add_frame(self) -> None:
        """Add title, finding, unit and source inside the drawing, for downloaded pictures."""
        chart, quiet = self.chart, self.palette.quiet
        title, finding = wrap_text(chart.title, 60), wrap_text(chart.finding, 92)
        named = 34 + 26 * title.count("<br>")
        head = named + 20 * (finding.count("<br>") + 1) + 14
        lines = [wrap_text(line, 120) for line in (*chart.notes, chart.source) if line]
        below = "<br>".join(lines)
        foot = 8 + 18 * (below.count("<br>") + 1 if lines else 0)
        self.margin = {"l": 24, "r": 28, "t": head + 14, "b": self.margin["b"] + foot + 6}
        self.height += head + foot + 20
        side = {"xref": "paper", "yref": "paper", "xanchor": "left", "align": "left"}
        top = side | {"yanchor": "top"}
        self.add_label(0, 1, f"<b>{title}</b>", size=19, yshift=head, **top)
        self.add_label(0, 1, finding, color=quiet, yshift=head - named + 4, **top)
        if chart.unit:
            right = side | {"xanchor": "right"}
            self.add_label(
                1,
                1,
                escape_markup(Words(chart.language).say("charts.unit", unit=chart.unit)),
                size=12,
                color=quiet,
                yanchor="top",
                yshift=head - 4,
                **right,
            )
        self.add_label(
            0,
            0,
            below,
            size=11,
            color=quiet,
            yanchor="top",
            yshift=-self.margin["b"] + foot,
            **side,
        )

    def build_layout(self) -> dict[str, Any]:
        """Return the Plotly layout."""
        return {
            "font": {"family": FONT, "size": TEXT_SIZE, "color": self.palette.text},
            "paper_bgcolor": self.palette.ground,
            "plot_bgcolor": self.palette.ground,
            "height": self.height,
            "margin": self.margin,
            "barmode": "overlay",
            "dragmode": False,
            "clickmode": "event+select",
            "hoverlabel": {"align": "left", "font": {"family": FONT, "size": TEXT_SIZE}},
            "xaxis": self.xaxis,
            "yaxis": self.yaxis,
            "annotations": self.labels,
        }
