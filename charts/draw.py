"""Plotly drawings of any chart."""

from collections.abc import Callable

import plotly.graph_objects as go

from charts import grids, rows, times, wholes
from charts.canvas import Canvas
from charts.chart import Chart, Form
from charts.look import PALETTES, Theme

PAINTERS: dict[Form, Callable[[Canvas], None]] = {
    Form.BAR: rows.bars,
    Form.DOTS: rows.dots,
    Form.RANKING: rows.bars,
    Form.MULTIPLES: rows.multiples,
    Form.BULLET: rows.bullet,
    Form.STACKED: wholes.stacked,
    Form.WAFFLE: wholes.waffle,
    Form.TILES: grids.tiles,
    Form.FLOW: grids.flow,
    Form.TREND: times.trend,
    Form.TIMELINE: times.timeline,
}


Drawing = go.Figure


def draw(chart: Chart, theme: Theme = "light", framed: bool = False) -> go.Figure:
    """Draw a chart; `framed` puts title, finding, unit and source into the drawing itself.

    The width is left to the reader's screen, the height follows the number of marks (CSS pixels).
    A mark's customdata is its row in `chart.table`.
    """
    canvas = Canvas(chart, PALETTES[theme])
    PAINTERS[chart.form](canvas)
    if framed:
        canvas.frame()
    return go.Figure(data=canvas.traces, layout=canvas.layout(), _validate=False)
