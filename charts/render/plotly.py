"""Draws a chart of any form as a Plotly figure, a dictionary as Plotly's JSON has it."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from charts.chart import Chart, Form
from charts.render import bars, grids, parts_of_whole, timeseries
from charts.render.canvas import FRAME_WIDTH, PHONE_WIDTH, Canvas
from charts.theme import PALETTES, TRACE_TYPES, Theme

DRAWING_FUNCTIONS: dict[Form, Callable[[Canvas], None]] = {
    Form.BAR: bars.draw_bars,
    Form.DOTS: bars.draw_dots,
    Form.RANKING: bars.draw_bars,
    Form.MULTIPLES: bars.draw_multiples,
    Form.BULLET: bars.draw_bullet,
    Form.STACKED: parts_of_whole.draw_stacked,
    Form.WAFFLE: parts_of_whole.draw_waffle,
    Form.TILES: grids.draw_tiles,
    Form.FLOW: grids.draw_flow,
    Form.TREND: timeseries.draw_trend,
    Form.TIMELINE: timeseries.draw_timeline,
}


# Plotly's defaults, as every figure of its library has them: Plotly's template has those of kinds
# of traces and planes that no chart has, too, which were most of a drawing's length.
_TEMPLATE = pio.templates["plotly"].to_plotly_json()
_UNUSED = {"coloraxis", "colorscale", "geo", "mapbox", "polar", "scene", "ternary"}
TEMPLATE = {
    "data": {name: _TEMPLATE["data"][name] for name in TRACE_TYPES},
    "layout": {key: value for key, value in _TEMPLATE["layout"].items() if key not in _UNUSED},
}


class Drawing(go.Figure):  # type: ignore[misc]
    """A figure for `st.plotly_chart` that is never changed, and so has only its dictionary.

    Streamlit calls `to_dict` at every rerun. It would make a Plotly figure of a dictionary, in
    which each setting is an object: that takes longer than everything else about a chart.
    """

    def __init__(self, figure: dict[str, Any]) -> None:
        """Take the dictionary of `draw_chart`; Plotly's figure is not made of it."""
        self._plain = figure

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as a dictionary, the same object every time."""
        return self._plain


def draw_chart(chart: Chart, theme: Theme = "light", framed: bool = False) -> dict[str, Any]:
    """Return a chart as a Plotly figure: a dictionary with its traces (data) and its layout.

    `framed` adds title, finding, unit and source inside it. Its width is that of the screen, its
    height follows from the number of marks (CSS pixels). The customdata of a mark (a bar, point or
    tile) is its row in `chart.table`, so that a click names it. The layout's template is shared by
    all figures: callers must not change it.
    """
    canvas = Canvas(chart, PALETTES[theme], FRAME_WIDTH if framed else PHONE_WIDTH)
    DRAWING_FUNCTIONS[chart.form](canvas)
    if framed:
        canvas.add_frame()
    return {"data": canvas.traces, "layout": canvas.build_layout() | {"template": TEMPLATE}}
