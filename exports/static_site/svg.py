"""Charts as SVG inside a page, as long as there is a browser to paint them."""

from charts.chart import Chart
from charts.render.plotly import draw
from exports.errors import Refused
from exports.options import Look
from exports.pictures.image import paint
from exports.pictures.layout import Fit
from exports.pictures.multipage import named_apart
from exports.request import bounded
from locales import Words

WIDTH = 400
"""CSS pixels: a phone shows it nearly as it is, and two stand side by side on paper."""


class Painted:
    """Paints charts; after the first that is refused there are tables alone, and `refused` is why.

    A browser that hangs is so waited for once, not once a chart.
    """

    def __init__(self) -> None:
        self.refused: Refused | None = None
        self.count = 0

    def svg(self, chart: Chart, words: Words) -> str:
        """Give the SVG of a chart; "" where it has no marks or cannot be painted."""
        if chart.empty or self.refused:
            return ""
        drawing = draw(bounded(chart, words)).to_plotly_json()
        place = Fit(WIDTH, drawing["layout"]["height"], 1, 0)
        try:
            painted = paint(drawing, place, Look(), "svg").decode()
        except Refused as refused:
            self.refused = refused
            return ""
        self.count += 1
        return named_apart(painted, self.count)
