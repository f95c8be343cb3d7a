"""The canvas of one chart: collects its Plotly traces, annotations and layout."""

from typing import Any

import pandas as pd

from charts.chart import NUMBER_COLUMNS, Chart, Form
from charts.render.text_wrapping import count_lines, escape_markup, wrap_text
from charts.theme import FONT, SMALL_SIZE, TEXT_SIZE, Palette, TraceType
from locales import Words
from metrics.metric_table import to_records

TITLE_WIDTH, FINDING_WIDTH, FOOTER_WIDTH = 60, 92, 120
"""The widths of a frame's texts in letters of their sizes, for a picture of 760 pixels."""
TITLE_SIZE, UNIT_SIZE, FOOTER_SIZE = 19, 12, 11
TITLE_LINE, FINDING_LINE, FOOTER_LINE = 26, 20, 18
"""The heights of their lines in pixels."""
PHONE_WIDTH, FRAME_WIDTH = 336, 700
"""The pixels of a drawing on the narrowest phone (360 wide), and of a framed one at least."""
FRAME_LEFT, FRAME_RIGHT = 24, 28
"""The least margins of a frame in pixels; its texts begin and end there."""
HOVER_WIDTH = 44
"""The width of a tooltip's lines in letters, so that it fits on a narrow phone."""


def find_value_range(table: pd.DataFrame) -> tuple[float, float]:
    """Return the range of a value axis: from the lowest to the highest value or bound, with zero.

    Bars begin at zero, so it always lies in the range. Without any number other than zero the range
    is 0 to 1, since an axis needs two different ends.
    """
    numbers = table[[*NUMBER_COLUMNS]].astype(float).stack().dropna()
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    return low, 1.0 if low == high else high


def keep_opacity(values: dict[str, Any]) -> dict[str, Any]:
    """Return settings by which a trace keeps its opacity while a mark of another one is selected.

    A click selects a mark, and Plotly would then fade all other markers and texts (but not lines).
    `values` are the other settings of the trace.
    """
    if values.get("mode") == "text":
        # If selected text has a colour, Plotly fades no other text. Texts cannot be selected, so
        # that the colour does not matter.
        return {"selected": {"textfont": {"color": values["textfont"]["color"][0]}}}
    if "marker" in values:
        return {"unselected": {"marker": {"opacity": values["marker"].get("opacity", 1)}}}
    return {}


class Canvas:
    """The traces, annotations and axes of one chart in one palette."""

    def __init__(self, chart: Chart, palette: Palette, width: int = PHONE_WIDTH) -> None:
        """Start an empty drawing for a chart: no traces, no labels, hidden axes.

        `width` is the least width that the drawing will have, in pixels; texts of axes must fit in
        it. `rows` are the chart's marks as dictionaries; traces, labels and axes are Plotly's.
        """
        self.chart = chart
        self.palette = palette
        self.width = width
        self.table: pd.DataFrame = chart.table.reset_index(drop=True)
        self.rows = to_records(self.table)
        self.traces: list[dict[str, Any]] = []
        self.labels: list[dict[str, Any]] = []
        self.xaxis: dict[str, Any] = {"visible": False, "fixedrange": True}
        self.yaxis: dict[str, Any] = {"visible": False, "fixedrange": True}
        self.height = 300  # in CSS pixels, as the margins; most forms set their own
        self.margin = {"l": 4, "r": 12, "t": 6, "b": 6}

    def format_hover(self, index: int) -> str:
        """Return the tooltip of the mark with this index: name, wording and detail.

        Small multiples and trends have the series first. Tiles have no detail, as it would repeat
        the wording.
        """
        row = self.rows[index]
        texts = [row["category"], row["wording"]]
        if self.chart.form in (Form.MULTIPLES, Form.TREND):
            texts.insert(0, row["series"])
        if self.chart.form is not Form.TILES:
            texts.append(row["detail"])
        return "<br>".join(wrap_text(text, HOVER_WIDTH) for text in texts if text)

    def add_marks(self, trace_type: TraceType, indices: list[int], **values: Any) -> None:
        """Add a Plotly trace of marks (bars or points), which can be clicked and have a tooltip.

        `indices` are the marks' rows in the chart's table. They are the trace's customdata, which
        Plotly hands to the page with a click, so that it knows the mark. `values` are further
        settings of the trace.
        """
        hover = [self.format_hover(index) for index in indices]
        self._add_trace(trace_type, "text", customdata=indices, hovertext=hover, **values)

    def add_decoration(self, trace_type: TraceType, **values: Any) -> None:
        """Add a Plotly trace that has no tooltip and cannot be clicked: a range, an arrow, a line.

        `values` are its settings.
        """
        self._add_trace(trace_type, "skip", **values)

    def _add_trace(self, trace_type: TraceType, hoverinfo: str, **values: Any) -> None:
        """Add a Plotly trace; `values` are its settings besides those that all traces have.

        `hoverinfo` is Plotly's: "text" for a trace with tooltips, "skip" for one that cannot be
        pointed at.
        """
        self.traces.append(
            {
                "type": trace_type,
                "hoverinfo": hoverinfo,
                "showlegend": False,
                **keep_opacity(values),
                **values,
            }
        )

    def add_label(
        self,
        x: float,
        y: float,
        markup: str,
        *,
        size: int = TEXT_SIZE,
        color: str = "",
        **values: Any,
    ) -> None:
        """Add a text at a position in the drawing, as a Plotly annotation.

        `markup` is Plotly's and must be escaped already, as `wrap_text` does it; `color` "" means
        the palette's colour of text; `values` are further settings of the annotation.
        """
        font = {"size": size, "color": color or self.palette.text}
        label = {"x": x, "y": y, "text": markup, "showarrow": False, "font": font}
        self.labels.append(label | values)

    def format_small_grey(self, text: str, max_width: int) -> str:
        """Wrap a text and return it in small grey letters, as Plotly markup."""
        style = f"color:{self.palette.quiet};font-size:{SMALL_SIZE}px"
        return f"<span style='{style}'>{wrap_text(text, max_width)}</span>"

    def set_value_axis(
        self, ticks: list[float], tick_texts: list[str], low: float, high: float
    ) -> None:
        """Show the horizontal axis from `low` to `high`, with a text at each tick.

        It is Plotly's x axis, which is hidden at first; its margin gets room for one line of texts.
        The line at zero is dark if it lies inside the axis, pale at its end.
        """
        self.xaxis |= {
            "visible": True,
            "range": [low, high],
            "tickvals": ticks,
            "ticktext": tick_texts,
            "tickangle": 0,
            "gridcolor": self.palette.grid,
            "zeroline": low <= 0,
            "zerolinecolor": self.palette.quiet if low < 0 < high else self.palette.missing,
            "tickfont": {"size": SMALL_SIZE, "color": self.palette.quiet},
        }
        self.margin["b"] = 26  # in pixels: room for one line of tick texts

    def add_frame(self) -> None:
        """Add title, finding, unit and source inside the drawing, for downloaded pictures.

        Title, finding and unit take room above the marks, notes and source below them. They are
        placed by their distance in pixels from the marks, whose height they do not change. Bare
        numbers are the spaces between them.
        """
        chart, quiet = self.chart, self.palette.quiet
        title = wrap_text(chart.title, TITLE_WIDTH)
        finding = wrap_text(chart.finding, FINDING_WIDTH)
        footer_texts = [text for text in (*chart.notes, chart.source) if text]
        footer = "<br>".join(wrap_text(text, FOOTER_WIDTH) for text in footer_texts)
        title_height = 8 + TITLE_LINE * count_lines(title)
        header_height = title_height + FINDING_LINE * count_lines(finding) + 14
        footer_height = 8 + (FOOTER_LINE * count_lines(footer) if footer_texts else 0)
        top, bottom = header_height + 14, self.margin["b"] + footer_height + 6
        left_shift = FRAME_LEFT - max(FRAME_LEFT, self.margin["l"])
        right_shift = max(FRAME_RIGHT, self.margin["r"]) - FRAME_RIGHT
        self.margin = {
            "l": FRAME_LEFT - left_shift,
            "r": FRAME_RIGHT + right_shift,
            "t": top,
            "b": bottom,
        }
        self.height += header_height + footer_height + 20
        paper: dict[str, Any] = {"xref": "paper", "yref": "paper", "yanchor": "top"}
        paper["align"] = "left"
        left = paper | {"xanchor": "left", "xshift": left_shift}
        right = paper | {"xanchor": "right", "xshift": right_shift}
        below_title = header_height - title_height + 4
        self.add_label(0, 1, f"<b>{title}</b>", size=TITLE_SIZE, yshift=header_height, **left)
        self.add_label(0, 1, finding, color=quiet, yshift=below_title, **left)
        if chart.unit:
            unit = escape_markup(Words(chart.language).say("charts.unit", unit=chart.unit))
            unit_shift = header_height - 4  # on the line of the title, in smaller letters
            self.add_label(1, 1, unit, size=UNIT_SIZE, color=quiet, yshift=unit_shift, **right)
        self.add_label(
            0, 0, footer, size=FOOTER_SIZE, color=quiet, yshift=footer_height - bottom, **left
        )

    def build_layout(self) -> dict[str, Any]:
        """Return the Plotly layout, the settings of the drawing that are not those of one trace.

        Bars lie over each other, and a click selects a mark. Dragging does nothing, so that a
        finger on the chart scrolls the page. The width is left to the page; the annotations are the
        canvas's labels.
        """
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
