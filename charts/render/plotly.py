"""Draws a chart of any form as a Plotly figure."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

from charts.chart import Chart, Form
from charts.render import bars, grids, parts_of_whole, timeseries
from charts.render.canvas import FRAME_WIDTH, PHONE_WIDTH, Canvas
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
    """A figure that is never changed again, so that its dictionary is built only once.

    Streamlit calls `to_dict` at every rerun, and a deep copy takes a third of a page's time.
    """

    _plain: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as a dictionary, the same object every time."""
        if self._plain is None:
            self._plain = super().to_dict()
        return self._plain


def freeze_figure(figure: go.Figure) -> Drawing:
    """Return a figure as a Drawing; it must not be changed afterwards."""
    return Drawing(figure, _validate=False)


def draw_chart(chart: Chart, theme: Theme = "light", framed: bool = False) -> go.Figure:
    """Return a chart as a Plotly figure; `framed` adds title, finding, unit and source inside it.

    Its width is that of the screen, its height follows from the number of marks (CSS pixels). The
    customdata of a mark (a bar, point or tile) is its row in `chart.table`, so that a click names
    it.
    """
    canvas = Canvas(chart, PALETTES[theme], FRAME_WIDTH if framed else PHONE_WIDTH)
    DRAWING_FUNCTIONS[chart.form](canvas)
    if framed:
        canvas.add_frame()
    # Plotly's check of the settings would take longer than making the figure.
    return go.Figure(data=canvas.traces, layout=canvas.build_layout(), _validate=False)
