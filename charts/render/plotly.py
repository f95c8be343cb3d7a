"""Plotly drawings of any chart."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from charts.chart import Chart, Form
from charts.render import bars, grids, parts_of_whole, timeseries
from charts.render.canvas import Canvas
from charts.theme import PALETTES, Theme

PAINTERS: dict[Form, Callable[[Canvas], None]] = {
    Form.BAR: bars.bars,
    Form.DOTS: bars.dots,
    Form.RANKING: bars.bars,
    Form.MULTIPLES: bars.multiples,
    Form.BULLET: bars.bullet,
    Form.STACKED: parts_of_whole.stacked,
    Form.WAFFLE: parts_of_whole.waffle,
    Form.TILES: grids.tiles,
    Form.FLOW: grids.flow,
    Form.TREND: timeseries.trend,
    Form.TIMELINE: timeseries.timeline,
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
    PAINTERS[chart.form](canvas)
    if framed:
        canvas.frame()
    return go.Figure(data=canvas.traces, layout=canvas.layout(), _validate=False)
