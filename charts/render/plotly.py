"""Plotly drawings of any chart."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from charts.chart import Chart, Form
from charts.render import bars, grids, parts_of_whole, timeseries
from charts.render.canvas import Canvas
from charts.theme import PALETTES, Theme

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


class Drawing(go.Figure):  # type: ignore[misc]
    """A drawing that nobody changes any more: its plain form is made once, then handed out.

    Streamlit asks for it at every rerun, and a deep copy is a third of what a page costs.
    """

    _plain: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the drawing as plain values, the same ones every time."""
        if self._plain is None:
            self._plain = super().to_dict()
        return self._plain


def freeze_figure(figure: go.Figure) -> Drawing:
    """Give a drawing that will not be changed any more."""
    return Drawing(figure, _validate=False)


def draw_chart(chart: Chart, theme: Theme = "light", framed: bool = False) -> go.Figure:
    """Draw a chart; `framed` puts title, finding, unit and source into the drawing itself.

    The width is left to the reader's screen, the height follows the number of marks (CSS pixels).
    A mark's customdata is its row in `chart.table`.
    """
    canvas = Canvas(chart, PALETTES[theme])
    DRAWING_FUNCTIONS[chart.form](canvas)
    if framed:
        canvas.frame()
    return go.Figure(data=canvas.traces, layout=canvas.layout(), _validate=False)
